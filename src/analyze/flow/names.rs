//! Names: which function, class or variable of the artifact one stands for, in whichever of its files.

use std::collections::HashMap;

use super::machine::Machine;
use super::value::Value;
use crate::artifact::Artifact;
use crate::artifact::code::{ExprKind, FunctionId, Language, Program, StatementKind, module_stem};

/// Functions of one name that are told apart by their classes.
const MAX_SAME_NAME: usize = 100;
/// Statements at the top of a file that are looked through for variables.
const MAX_VARIABLES: usize = 5000;
/// Functions that programs in Go start with, in one artifact, at most.
const MAX_MAINS: usize = 20;
/// Folders of one name that an import may mean.
const MAX_SAME_FOLDER: usize = 50;

/// The packages of Go: all files of a folder see each other's names, and an import names the folder.
#[derive(Debug, Default)]
pub(super) struct Packages<'a> {
    /// The folder of each program, where it is of Go.
    folders: Vec<Option<&'a str>>,
    /// The programs of a folder.
    programs: HashMap<&'a str, Vec<usize>>,
    /// The folder that an import of some program names, where it is the artifact's.
    imported: HashMap<&'a str, &'a str>,
    /// Programs that give a value to a variable at their tops, by its name.
    variables: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Packages<'a> {
    pub(super) fn of(artifact: &'a Artifact, programs: &'a [Program]) -> Self {
        let mut packages = Self::default();
        let mut named: HashMap<&str, Vec<&str>> = HashMap::new();
        for (index, program) in programs.iter().enumerate() {
            let folder = artifact.file(program.file).filter(|_| program.language == Language::Go);
            let folder = folder.and_then(|file| file.path.parent()).map(camino::Utf8Path::as_str);
            packages.folders.push(folder);
            let Some(folder) = folder else { continue };
            let beside = packages.programs.entry(folder).or_default();
            beside.push(index);
            if beside.len() == 1 {
                named.entry(last_part(folder)).or_default().push(folder);
            }
            for statement in program.functions.first().map_or(&[][..], |top| &top.body).iter().take(MAX_VARIABLES) {
                if let StatementKind::Assign { target, .. } = statement.kind
                    && let ExprKind::Name(name) = program.kind(target)
                {
                    packages.variables.entry(name).or_default().push(index);
                }
            }
        }
        let modules: Vec<&str> = modules(artifact).collect();
        let imports = programs.iter().filter(|program| program.language == Language::Go).flat_map(|p| &p.imports);
        for import in imports {
            let folders = named.get(last_part(&import.module)).map_or(&[][..], Vec::as_slice);
            let folders = folders.iter().take(MAX_SAME_FOLDER).copied();
            let best = folders.filter(|folder| may_name(&import.module, folder, &modules)).max_by_key(|folder| {
                // Of several, the first.
                (alike(&import.module, folder), std::cmp::Reverse(*folder))
            });
            packages.imported.extend(best.map(|folder| (import.module.as_str(), folder)));
        }
        packages
    }

    /// Whether two programs are of one package.
    fn are_one(&self, one: usize, other: usize) -> bool {
        let folder = |program: usize| self.folders.get(program).copied().flatten();
        folder(one).is_some() && folder(one) == folder(other)
    }

    /// Whether an import of this path names a package of the artifact.
    pub(super) fn has(&self, module: &str) -> bool {
        self.imported.contains_key(module)
    }

    /// Whether a program is of the package that an import of this path names.
    fn is_in(&self, program: usize, module: &str) -> bool {
        let folder = self.imported.get(module).copied();
        folder.is_some() && self.folders.get(program).copied().flatten() == folder
    }
}

/// The paths that the artifact's modules of Go have for others.
fn modules(artifact: &Artifact) -> impl Iterator<Item = &str> {
    let manifests = artifact.files.iter().filter(|file| file.name() == "go.mod");
    manifests.filter_map(|file| file.text().lines().find_map(|line| line.trim().strip_prefix("module "))).map(str::trim)
}

/// Whether an import may name a folder of the artifact, and not one of a library: it is of one of the modules, or, where
/// these are not known, ends as the whole folder does, or in two parts.
fn may_name(import: &str, folder: &str, modules: &[&str]) -> bool {
    let within = |module: &&str| import.strip_prefix(*module).is_some_and(|rest| rest.starts_with('/'));
    match modules {
        [] => alike(import, folder) > usize::from(folder.contains('/') || !import.contains('.')),
        modules => modules.iter().any(within),
    }
}

/// Trailing parts that two paths have in common.
fn alike(one: &str, other: &str) -> usize {
    one.rsplit('/').zip(other.rsplit('/')).take_while(|(one, other)| one == other).count()
}

fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

impl Machine<'_> {
    /// A function by name and class: of the running program, or of one of its package.
    pub(super) fn local(&self, name: &str, class: Option<&str>) -> Option<(usize, FunctionId)> {
        let here = self.program();
        let of_class = |called: &&(usize, FunctionId)| self.class_of(**called) == class;
        let all = self.functions.get(name)?;
        let all = || all.iter().take(MAX_SAME_NAME).filter(of_class);
        let own = all().find(|(program, _)| *program == here);
        let beside = || all().find(|(program, _)| self.packages.are_one(here, *program));
        // A class may come from another file; a bare name does so only through an import.
        own.or_else(beside).or_else(|| all().find(|_| class.is_some())).copied()
    }

    /// The class that a function is a method of.
    fn class_of(&self, (program, id): (usize, FunctionId)) -> Option<&str> {
        self.programs.get(program)?.functions.get(id)?.class.as_deref()
    }

    /// What another file of the running program's package gives to a name.
    pub(super) fn beside(&self, name: &str) -> Option<Value> {
        let here = self.program();
        let programs = self.packages.variables.get(name)?.iter().take(MAX_SAME_NAME);
        let mut found = programs.copied().filter(|program| self.packages.are_one(here, *program));
        found.find_map(|program| self.lasting.global(program, name)).cloned()
    }

    /// What a name is in a package of Go that an import of this path names.
    pub(super) fn of_package(&self, module: &str, name: &str) -> Option<Value> {
        if !self.packages.has(module) {
            return None;
        }
        let functions = self.functions.get(name).map_or(&[][..], Vec::as_slice).iter().take(MAX_SAME_NAME);
        let mut functions = functions.filter(|(program, _)| self.packages.is_in(*program, module));
        if let Some(called) = functions.find(|called| self.class_of(**called).is_none()) {
            return Some(Value { path: Some(name.into()), ..Value::of_function(Some(*called)) });
        }
        let programs = self.packages.variables.get(name).map_or(&[][..], Vec::as_slice).iter().take(MAX_SAME_NAME);
        let mut programs = programs.filter(|program| self.packages.is_in(**program, module));
        let value = programs.find_map(|program| self.lasting.global(*program, name)).cloned();
        value.or_else(|| self.classes.contains(name).then(|| Value::of_path(name)))
    }

    /// A function of another file of the artifact, by the path that an import names.
    pub(super) fn imported(&self, path: &str) -> Option<(usize, FunctionId)> {
        let (stem, name) = in_module(path)?;
        self.functions.get(name)?.iter().copied().find(|called| {
            let (program, _) = *called;
            self.is_called(program, stem) && self.class_of(*called).is_none()
        })
    }

    /// A class of another file of the artifact, or what stands in a variable at its top.
    pub(super) fn imported_object(&self, path: &str) -> Option<Value> {
        let (stem, name) = in_module(path)?;
        let file = *self.stems.get(stem)?;
        if self.programs.get(file)?.classes.iter().any(|class| class.name == name) {
            return Some(Value::of_path(name));
        }
        self.lasting.global(file, name).cloned()
    }

    /// Whether the file of a program has this name, extension left out.
    fn is_called(&self, program: usize, stem: &str) -> bool {
        let file = self.programs.get(program).and_then(|program| self.artifact.file(program.file));
        file.is_some_and(|file| file.path.file_stem() == Some(stem))
    }

    /// The functions that programs in Go start with.
    pub(super) fn mains(&self) -> Vec<(usize, FunctionId)> {
        let of_go = |place: &&(usize, FunctionId)| {
            let program = self.programs.get(place.0).filter(|program| program.language == Language::Go);
            program.and_then(|program| program.functions.get(place.1)).is_some_and(|function| function.class.is_none())
        };
        let named = ["init", "main"].iter().filter_map(|name| self.functions.get(name));
        named.flatten().filter(of_go).take(MAX_MAINS).copied().collect()
    }

    /// The object that a parameter is by its type, of a class of the artifact (`Probe`, `*probe.Probe`) or a client.
    pub(super) fn typed(&self, annotation: &str) -> Option<Value> {
        let class = annotation.trim_start_matches('*');
        let object = format!("{class}()");
        if super::channels::CLIENTS.contains(&object.as_str()) {
            return Some(Value::of_path(object));
        }
        let class = class.rsplit('.').next().filter(|class| self.classes.contains(*class))?;
        Some(Value::of_path(format!("{class}()")))
    }

    /// What a directive of Go puts into a variable: the content of a file beside the program.
    pub(super) fn embedded_file(&self, name: &str) -> Option<Value> {
        let folder = self.artifact.file(self.source().file)?.path.parent()?;
        let path = folder.join(name);
        let file = self.artifact.files.iter().find(|file| file.path == path)?;
        Some(Value::text(file.text()))
    }
}

/// The last part of a module's name and what is taken from it, of the path of an import.
fn in_module(path: &str) -> Option<(&str, &str)> {
    let (module, name) = path.rsplit_once('.')?;
    Some((module_stem(module)?, name))
}
