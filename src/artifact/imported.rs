//! Files that the programs of an artifact import.

use std::collections::HashSet;

use camino::Utf8Path;

use super::Artifact;
use super::code::{self, Import, Language, module_stem};
use crate::text::SourceFile;

/// How often files that others import are looked for: a module of a module of a program.
const ROUNDS: usize = 3;

/// Reads the files that say nothing worth it by themselves and that programs import: what one keeps, another may send.
pub(super) fn read(artifact: &mut Artifact) {
    for _ in 0..ROUNDS {
        let names: HashSet<&str> =
            artifact.programs.iter().flat_map(|program| &program.imports).flat_map(stems).collect();
        let packages: HashSet<&Utf8Path> = packages(artifact).collect();
        if names.is_empty() && packages.is_empty() {
            return;
        }
        let known: HashSet<usize> = artifact.programs.iter().map(|program| program.file).collect();
        let unread = |(index, file): &(usize, &SourceFile)| {
            let means = |language: Language| {
                // Files of one folder need no import.
                let beside = language == Language::Go && file.path.parent().is_some_and(|at| packages.contains(at));
                let own = language == Language::Python || language.is_script();
                beside || own && file.path.file_stem().is_some_and(|stem| names.contains(stem))
            };
            !known.contains(index) && Language::of(file).is_some_and(means)
        };
        let unread: Vec<usize> = artifact.files.iter().enumerate().filter(unread).map(|(index, _)| index).collect();
        if unread.is_empty() {
            break;
        }
        for index in unread {
            let Some(file) = artifact.files.get(index) else { continue };
            let Some(language) = Language::of(file) else { continue };
            // One that is too much to read is a table: nothing in it says that it does anything.
            artifact.programs.extend(code::parse(file.text(), language, index).ok());
        }
    }
    artifact.programs.sort_by_key(|program| program.file);
}

/// Folders of programs in Go that declare tools.
fn packages(artifact: &Artifact) -> impl Iterator<Item = &Utf8Path> {
    let tools: HashSet<usize> = artifact.facts.tools.iter().map(|tool| tool.place.file).collect();
    let servers = artifact.programs.iter().filter(move |program| {
        program.language == Language::Go && (tools.contains(&program.file) || !program.handlers.is_empty())
    });
    servers.filter_map(|program| artifact.file(program.file)?.path.parent())
}

/// What the file of an import may be called: that of `from .accounts import Account` as that of `from . import accounts`.
pub(super) fn stems(import: &Import) -> impl Iterator<Item = &str> {
    [&import.module, &import.path].into_iter().filter_map(|path| module_stem(path))
}
