//! From trees to one inventory.

use camino::Utf8Path;

use super::{Builder, Inventory, Scope, Unseen, UnseenReason, code, data, facts, wire};
use crate::artifact::{self, Shape};
use crate::finding::{Gap, GapReason};
use crate::source::{Capture, Limits, Tree};
use crate::text::{LineColumn, Location};

/// Stack of the thread that reads: parsers recurse as deep as their limits let them.
const STACK: usize = 16 << 20;

/// Reads what was captured.
pub fn collect(captures: &[Capture], limits: &Limits) -> Inventory {
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(STACK);
        let read = || all(captures, limits);
        match builder.spawn_scoped(scope, read).map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(inventory)) => inventory,
            // No thread to be had: the caller's own stack has to do.
            Err(_) => all(captures, limits),
            // What can panic is caught where it is read; this is the last resort and says so.
            Ok(Err(_)) => {
                let mut builder = Builder::default();
                gap(&mut builder, &Gap::new("", GapReason::Internal, ""));
                builder.finish()
            }
        }
    })
}

fn all(captures: &[Capture], limits: &Limits) -> Inventory {
    let mut builder = Builder::default();
    for Capture { tree, provenance } in captures {
        builder.subject.sources.push(provenance.reference.clone());
        for gap_of_tree in &tree.gaps {
            gap(&mut builder, gap_of_tree);
        }
        for skipped in &tree.skipped {
            let location = Some(nowhere(&skipped.path));
            let what = format!("left out: {}", skipped.reason);
            builder.unseen(Unseen { about: None, reason: UnseenReason::Skipped, what, location });
        }
        artifacts(&mut builder, tree, limits);
        let mut packages = data::Packages::default();
        data::names(&mut packages, tree, limits);
        code::read(&mut builder, tree, limits, &packages.own);
        // Agents that are written as data may be those that the code makes.
        data::read(&mut builder, &mut packages, tree, limits);
        packages.finish(&mut builder);
    }
    wire::programs(&mut builder);
    name(&mut builder, captures);
    builder.finish()
}

/// What the readers of artifacts know. Source code is read for what it makes, elsewhere.
fn artifacts(builder: &mut Builder, tree: &Tree, limits: &Limits) {
    for mut candidate in artifact::plan(tree) {
        if candidate.shape == Shape::Loose {
            candidate.entries.retain(|entry| !is_framework_code(&entry.path) && !is_lock(&entry.path));
        }
        if candidate.entries.is_empty() {
            continue;
        }
        let read = || artifact::load(tree, &candidate, limits);
        let Ok((artifacts, gaps)) = std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)) else {
            gap(builder, &Gap::new(candidate.root.clone(), GapReason::Internal, ""));
            continue;
        };
        for missing in gaps.iter().chain(artifacts.iter().flat_map(|artifact| &artifact.gaps)) {
            gap(builder, missing);
        }
        for artifact in &artifacts {
            facts::read(builder, artifact, scope_of(&artifact.path, tree));
        }
    }
}

/// Whether the rules of frameworks read a file: Python, JavaScript and TypeScript.
fn is_framework_code(path: &Utf8Path) -> bool {
    let extensions = ["py", "pyw", "js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx"];
    path.extension().is_some_and(|extension| extensions.contains(&extension))
}

fn is_lock(path: &Utf8Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    name.strip_suffix(".lock").is_some() || name.ends_with("-lock.json") || name.ends_with("-lock.yaml")
}

/// Folders whose content is no part of what runs.
const EXCLUDED: &[&str] = &[
    "test",
    "tests",
    "__tests__",
    "testing",
    "testdata",
    "e2e",
    "examples",
    "example",
    "samples",
    "docs",
    "doc",
    "fixtures",
    "spec",
    "specs",
    "benchmarks",
    "cookbook",
    "tutorials",
];

/// Whether a file is part of what runs: tests and examples are listed and marked.
pub(super) fn scope_of(path: &Utf8Path, tree: &Tree) -> Scope {
    let inner = path.strip_prefix(&tree.prefix).unwrap_or(path);
    let folder = inner.parent().unwrap_or(Utf8Path::new(""));
    let name = inner.file_name().unwrap_or_default();
    let set_apart = folder.components().any(|part| EXCLUDED.contains(&part.as_str()));
    if artifact::is_test_name(name) || set_apart { Scope::Excluded } else { Scope::Required }
}

/// Records that something could not be read.
pub(super) fn gap(builder: &mut Builder, gap: &Gap) {
    let detail = if gap.detail.is_empty() { String::new() } else { format!(": {}", gap.detail) };
    let what = format!("{}{detail}", gap.reason.describe());
    let location = Some(nowhere(&gap.path));
    builder.unseen(Unseen { about: None, reason: UnseenReason::Gap, what, location });
}

/// The start of a file.
fn nowhere(path: &Utf8Path) -> Location {
    let start = LineColumn { line: 1, column: 1, byte: 0 };
    Location { path: path.to_owned(), start, end: start, pointer: None }
}

/// Names the inventory after the folder where nothing in it says better.
fn name(builder: &mut Builder, captures: &[Capture]) {
    if builder.subject.name.is_empty() {
        let reference = captures.first().map_or(".", |capture| capture.provenance.reference.as_str());
        let last = Utf8Path::new(reference).file_name().unwrap_or("project");
        builder.subject.name = last.to_owned();
    }
}
