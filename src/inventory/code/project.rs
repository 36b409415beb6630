//! The source files of a tree, parsed when they are needed, and the way from a module's name to its file.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet};

use camino::{Utf8Path, Utf8PathBuf};

use super::notebook;
use super::unit::Unit;
use crate::artifact::code::{ExprId, Import, Language};
use crate::finding::{Gap, GapReason};
use crate::inventory::Scope;
use crate::inventory::collect::scope_of;
use crate::source::{Entry, Limits, Tree};

/// Bytes of programs that are held at a time.
const MAX_HELD: usize = 96 << 20;

/// An expression of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Site {
    pub(super) unit: usize,
    pub(super) expr: ExprId,
}

/// The source code of a tree.
pub(super) struct Project<'t> {
    tree: &'t Tree,
    limits: &'t Limits,
    entries: Vec<(&'t Entry, Language)>,
    scopes: Vec<Scope>,
    units: Vec<OnceCell<Option<Box<Unit>>>>,
    /// Files by the last part of their module's name.
    modules: HashMap<String, Vec<usize>>,
    /// Names of the packages that the tree itself holds.
    pub(super) own: HashSet<String>,
    held: RefCell<usize>,
    gaps: RefCell<Vec<Gap>>,
    /// Files by the names that files use for them.
    found: Vec<RefCell<HashMap<String, Option<usize>>>>,
}

impl<'t> Project<'t> {
    pub(super) fn new(tree: &'t Tree, limits: &'t Limits, own: HashSet<String>) -> Self {
        let mut entries = Vec::new();
        for entry in &tree.entries {
            let language = match entry.path.extension() {
                Some("ipynb") => Some(Language::Python),
                Some(extension) => Language::of_extension(extension),
                None => None,
            };
            let read = language.filter(|language| {
                matches!(language, Language::Python | Language::JavaScript | Language::TypeScript | Language::Tsx)
            });
            let minified = entry.path.as_str().ends_with(".min.js") || entry.path.as_str().ends_with(".d.ts");
            entries.extend(read.filter(|_| !minified).map(|language| (entry, language)));
        }
        let mut modules: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, (entry, _)) in entries.iter().enumerate() {
            if let Some(name) = module_name(&entry.path) {
                modules.entry(name.to_owned()).or_default().push(index);
            }
        }
        let scopes = entries.iter().map(|(entry, _)| scope_of(&entry.path, tree)).collect();
        let units = entries.iter().map(|_| OnceCell::new()).collect();
        let found = entries.iter().map(|_| RefCell::default()).collect();
        let (held, gaps) = (RefCell::new(0), RefCell::default());
        Self { tree, limits, entries, scopes, units, modules, own, held, gaps, found }
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn path(&self, index: usize) -> &'t Utf8Path {
        self.entries.get(index).map_or(Utf8Path::new(""), |(entry, _)| &entry.path)
    }

    /// Whether a file is part of what runs.
    pub(super) fn scope(&self, index: usize) -> Scope {
        self.scopes.get(index).copied().unwrap_or_default()
    }

    /// Whether a call says anything about what it calls: of what runs, tests and examples do not.
    pub(super) fn tells_of(&self, caller: usize, called: usize) -> bool {
        self.scope(caller) >= self.scope(called)
    }

    /// A unit; `None` where the file cannot be read or parsed.
    pub(super) fn unit(&self, index: usize) -> Option<&Unit> {
        self.load(index, |_| true)
    }

    /// A unit, parsed only if its text is worth it.
    pub(super) fn load(&self, index: usize, worth: impl Fn(&str) -> bool) -> Option<&Unit> {
        let cell = self.units.get(index)?;
        if let Some(unit) = cell.get() {
            return unit.as_deref();
        }
        let (entry, language) = self.entries.get(index)?;
        let file = match self.tree.read(entry, self.limits) {
            Ok(file) => file,
            Err(gap) => {
                self.gaps.borrow_mut().push(gap);
                return cell.get_or_init(|| None).as_deref();
            }
        };
        if !worth(file.text()) {
            // Another file may need it later.
            return None;
        }
        let unit = self.parse(file, *language).map(Box::new);
        cell.get_or_init(|| unit).as_deref()
    }

    /// A unit, if it was parsed.
    pub(super) fn loaded(&self, index: usize) -> Option<&Unit> {
        self.units.get(index)?.get()?.as_deref()
    }

    fn parse(&self, file: crate::text::SourceFile, language: Language) -> Option<Unit> {
        let path = file.path.clone();
        let size = file.text().len();
        if *self.held.borrow() + size > MAX_HELD {
            let detail = format!("more than {MAX_HELD} bytes of source code that uses agent frameworks");
            self.gaps.borrow_mut().push(Gap::new(path, GapReason::TooMany, detail));
            return None;
        }
        *self.held.borrow_mut() += size;
        let parsed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            if path.extension() == Some("ipynb") { notebook::unit(file) } else { Unit::new(file, language).map(Some) }
        }));
        match parsed {
            Ok(Ok(unit)) => unit,
            Ok(Err(detail)) => {
                self.gaps.borrow_mut().push(Gap::new(path, GapReason::TooComplex, detail));
                None
            }
            Err(_) => {
                self.gaps.borrow_mut().push(Gap::new(path, GapReason::Internal, ""));
                None
            }
        }
    }

    /// What could not be read so far.
    pub(super) fn gaps(&self) -> Vec<Gap> {
        self.gaps.borrow().clone()
    }

    /// The file that an import of `unit` names, and the name in it; `None` for modules from elsewhere.
    pub(super) fn imported<'i>(&self, unit: usize, import: &'i Import) -> Option<(usize, Option<&'i str>)> {
        let item = import.path.strip_prefix(import.module.as_str());
        let item = item.map(|rest| rest.trim_start_matches('.')).filter(|item| !item.is_empty());
        // `from package import module`
        if let Some(item) = item
            && self.entries.get(unit).is_some_and(|(_, language)| *language == Language::Python)
        {
            let separator = if import.module.ends_with('.') { "" } else { "." };
            if let Some(found) = self.module(unit, &format!("{}{separator}{item}", import.module)) {
                return Some((found, None));
            }
        }
        self.module(unit, &import.module).map(|found| (found, item))
    }

    /// The file of a module as a file names it.
    fn module(&self, from: usize, module: &str) -> Option<usize> {
        let known = self.found.get(from)?;
        if let Some(known) = known.borrow().get(module) {
            return *known;
        }
        let found = self.find(from, module);
        known.borrow_mut().insert(module.to_owned(), found);
        found
    }

    fn find(&self, from: usize, module: &str) -> Option<usize> {
        let (entry, language) = self.entries.get(from)?;
        let folder = entry.path.parent().unwrap_or(Utf8Path::new(""));
        if *language == Language::Python {
            let dots = module.bytes().take_while(|byte| *byte == b'.').count();
            let parts: Vec<&str> = module.split('.').filter(|part| !part.is_empty()).collect();
            if dots > 0 {
                let base = folder.ancestors().nth(dots - 1)?;
                return self.exact(&parts.iter().fold(base.to_owned(), |path, part| path.join(part)));
            }
            return self.nearest(folder, &parts.join("/"));
        }
        if module.starts_with('.') {
            let path = normal(folder, module)?;
            return self.exact(&path).or_else(|| self.exact(&path.with_extension("")));
        }
        let alias = ["@/", "~/", "#/", "src/"].iter().find_map(|prefix| module.strip_prefix(prefix))?;
        self.nearest(folder, alias.strip_suffix(".js").unwrap_or(alias))
    }

    /// The file of a module whose path without extension is known.
    fn exact(&self, path: &Utf8Path) -> Option<usize> {
        let candidates = self.modules.get(path.file_name()?)?;
        candidates.iter().copied().find(|index| module_path(self.path(*index)) == path)
    }

    /// Of the files whose module ends like this, the one that shares most folders with the importer.
    fn nearest(&self, folder: &Utf8Path, suffix: &str) -> Option<usize> {
        let last = suffix.rsplit('/').next()?;
        let shared = |index: usize| {
            let path = module_path(self.path(index));
            let rest = path.as_str().strip_suffix(suffix)?;
            if !(rest.is_empty() || rest.ends_with('/')) {
                return None;
            }
            let base = Utf8PathBuf::from(rest.trim_end_matches('/'));
            // A module is found from folders above its importer, from beside it, or from a source root.
            let above = folder.starts_with(&base)
                || matches!(base.file_name(), Some("src" | "app" | "lib" | "python" | "backend"));
            let common = base.components().zip(folder.components()).take_while(|(a, b)| a == b).count();
            above.then_some(common)
        };
        let candidates = self.modules.get(last)?.iter().copied().take(512);
        let scored: BTreeMap<usize, usize> =
            candidates.rev().filter_map(|index| Some((shared(index)?, index))).collect();
        scored.into_values().next_back()
    }
}

/// The last part of a module's name: the stem of its file, or the folder of an index file.
fn module_name(path: &Utf8Path) -> Option<&str> {
    match path.file_stem()? {
        "__init__" | "index" => path.parent()?.file_name(),
        stem => Some(stem),
    }
}

/// The path of a module without extension or index file.
fn module_path(path: &Utf8Path) -> Utf8PathBuf {
    let folder = path.parent().unwrap_or(Utf8Path::new(""));
    match path.file_stem() {
        Some("__init__" | "index") | None => folder.to_owned(),
        Some(stem) => folder.join(stem),
    }
}

/// A relative module name as a path without extension.
fn normal(folder: &Utf8Path, module: &str) -> Option<Utf8PathBuf> {
    let mut path = folder.to_owned();
    for part in module.split('/') {
        match part {
            "." | "" => {}
            ".." => path = path.parent()?.to_owned(),
            name => path.push(name),
        }
    }
    let path = match path.extension() {
        Some("js" | "mjs" | "cjs" | "jsx" | "ts" | "tsx" | "mts" | "cts") => path.with_extension(""),
        _ => path,
    };
    // An index file is the module of its folder, also where it is named.
    Some(if path.file_name() == Some("index") { path.parent()?.to_owned() } else { path })
}
