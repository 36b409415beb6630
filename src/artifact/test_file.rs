//! Which files of a package are its tests: what nobody runs who uses the package.
//!
//! A name says little, for whoever writes the file chooses it. So only packages have tests, which a manifest makes them,
//! and a file that the rest of the package imports or starts is none. The scripts of a skill are never tests.

use std::collections::{BTreeSet, HashSet};

use camino::{Utf8Path, Utf8PathBuf};

use super::Artifact;
use super::code::Language;
use super::imported::stems;
use super::plan::{is_manifest, manifests};
use crate::source::Tree;
use crate::text::SourceFile;

/// Folders that hold tests, and whatever these need.
const FOLDERS: &[&str] = &["test", "tests", "__tests__", "spec", "specs", "e2e", "testdata", "mocks", "__mocks__"];

/// Whether a path has the form that the runners of tests look for.
fn is_named_as_test(path: &Utf8Path) -> bool {
    is_test_name(path.file_name().unwrap_or_default()) || in_test_folder(path)
}

/// Whether the name of a file has the form that the runners of tests look for.
pub fn is_test_name(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let code = Utf8Path::new(name).extension().is_some_and(|extension| Language::of_extension(extension).is_some());
    code && (stem.starts_with("test_")
        || stem.ends_with("_test")
        || stem == "conftest"
        || name.contains(".test.")
        || name.contains(".spec."))
}

fn in_test_folder(path: &Utf8Path) -> bool {
    path.parent().is_some_and(|folder| folder.components().any(|part| FOLDERS.contains(&part.as_str())))
}

/// The tests of a package, as indices of files; none of what is no package.
pub(super) fn of(artifact: &Artifact) -> BTreeSet<usize> {
    if manifests(artifact).next().is_none() {
        return BTreeSet::new();
    }
    let test = |file: &SourceFile| is_named_as_test(Utf8Path::new(artifact.relative(&file.path)));
    let tests: BTreeSet<usize> =
        artifact.files.iter().enumerate().filter(|(_, file)| test(file)).map(|(index, _)| index).collect();
    if tests.is_empty() {
        return tests;
    }
    let imported: HashSet<&str> = artifact
        .programs
        .iter()
        .filter(|program| !tests.contains(&program.file))
        .flat_map(|program| &program.imports)
        .flat_map(stems)
        .collect();
    // A path may be put together, the name of a file hardly.
    let names: HashSet<&str> = tests.iter().filter_map(|index| artifact.file(*index)).map(SourceFile::name).collect();
    let own = |(index, file): &(usize, &SourceFile)| !tests.contains(index) && Language::of(file).is_some();
    let code = artifact.files.iter().enumerate().filter(own).map(|(_, file)| file.text());
    let commands = artifact.facts.hooks.iter().map(|hook| hook.command.as_str());
    let named: HashSet<&str> = code.chain(commands).flat_map(words).filter(|word| names.contains(word)).collect();
    let used = |file: &SourceFile| {
        named.contains(file.name()) || file.path.file_stem().is_some_and(|stem| imported.contains(stem))
    };
    let tried = tests.iter().copied().filter(|index| artifact.file(*index).is_some_and(|file| !used(file)));
    tried.collect()
}

/// The words of a text that may be the name of a file.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.')))
}

/// Whether a folder lies among the tests of a package that is read with it: what is in it was made to be tried on.
pub(super) fn is_sample(tree: &Tree, root: &Utf8Path) -> bool {
    let inner = root.strip_prefix(&tree.prefix).unwrap_or(root);
    let Some(depth) = inner.components().position(|part| FOLDERS.contains(&part.as_str())) else { return false };
    // Up to the folder of tests, which the manifest stands beside or above.
    let above: Utf8PathBuf = inner.components().take(depth).collect();
    let above = if tree.prefix.as_str().is_empty() { above } else { tree.prefix.join(above) };
    tree.entries
        .iter()
        .any(|entry| is_manifest(&entry.path) && entry.path.parent().is_some_and(|folder| above.starts_with(folder)))
}
