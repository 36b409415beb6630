//! The house keeps its own rules: layers, file length, every rule file bundled.

use std::path::{Path, PathBuf};

use crate::harness::root;

/// Lowest first; a module uses only those before it.
const LAYERS: &[&str] = &[
    "clock",
    "digest",
    "text",
    "rule",
    "finding",
    "config",
    "net",
    "source",
    "artifact",
    "analyze",
    "judge",
    "scan",
    "lock",
    "inventory",
    "bom",
    "eval",
    "attest",
    "store",
    "policy",
    "promotion",
    "report",
    "serve",
    "cli",
];

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Every Rust source below `src/`, by its path from the root.
pub(crate) fn sources() -> Vec<(String, String)> {
    let mut files = Vec::new();
    rust_files(&root().join("src"), &mut files);
    files.sort();
    let text = |path: PathBuf| {
        let name = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read_to_string(&path).unwrap())
    };
    files.into_iter().map(text).collect()
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|name| *name == module)
}

/// The modules that `crate::…` paths of a source name.
fn used(source: &str) -> Vec<&str> {
    let mut modules = Vec::new();
    let word = |text: &'static str| text;
    for part in source.split(word("crate::")).skip(1) {
        if let Some(list) = part.strip_prefix('{') {
            let list = list.split('}').next().unwrap_or_default();
            modules.extend(list.split(',').map(|item| item.trim().split("::").next().unwrap_or_default()));
        } else {
            let end = part.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(part.len());
            modules.push(&part[..end]);
        }
    }
    modules
}

#[test]
fn every_module_uses_only_the_layers_below_it() {
    let mut mistakes = Vec::new();
    for (name, source) in sources() {
        let module = name.trim_start_matches("src/").split(['/', '.']).next().unwrap();
        let Some(own) = layer(module) else {
            if !matches!(module, "lib" | "main") {
                mistakes.push(format!("{name}: `{module}` has no layer"));
            }
            continue;
        };
        for other in used(&source) {
            match layer(other) {
                Some(other_layer) if other_layer > own => {
                    mistakes.push(format!("{name}: uses `{other}`, a layer above"));
                }
                None => mistakes.push(format!("{name}: `crate::{other}` names no layer")),
                Some(_) => {}
            }
        }
    }
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

#[test]
fn no_file_says_more_than_one_thing() {
    let long: Vec<_> = sources()
        .into_iter()
        .map(|(name, text)| (name, text.lines().count()))
        .filter(|(_, lines)| *lines > 400)
        .collect();
    assert!(long.is_empty(), "over 400 lines: {long:?}");
}

#[test]
fn every_rule_file_is_bundled() {
    let bundled: Vec<&str> = proofmark::analyze::BUILT_IN.iter().map(|(name, _)| *name).collect();
    for entry in std::fs::read_dir(root().join("rules")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if Path::new(&name).extension().is_some_and(|extension| extension == "yar") {
            assert!(bundled.contains(&name.as_str()), "rules/{name} is not in `BUILT_IN`");
        }
    }
}
