//! The container image, as its Dockerfile makes it: all that is embedded is there to be embedded, and what runs is nobody
//! on nothing.

use std::collections::BTreeSet;

use crate::harness::root;
use crate::house::sources;

/// The instructions of a Dockerfile, each on one line, with its name apart.
fn instructions() -> Vec<(String, String)> {
    let text = std::fs::read_to_string(root().join("Dockerfile")).unwrap().replace("\\\n", " ");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(' ')).map(|(name, rest)| (name.to_owned(), rest.to_owned())).collect()
}

/// The instructions of its last stage, which is the image.
fn last_stage() -> Vec<(String, String)> {
    let mut stages = instructions();
    let from = stages.iter().rposition(|(name, _)| name == "FROM").expect("a stage");
    stages.split_off(from)
}

/// What is copied from the repository.
fn copied() -> BTreeSet<String> {
    let copies = instructions().into_iter().filter(|(name, rest)| name == "COPY" && !rest.starts_with("--from"));
    let sources = copies.flat_map(|(_, rest)| {
        let mut words: Vec<String> = rest.split_whitespace().map(str::to_owned).collect();
        words.pop();
        words
    });
    sources.collect()
}

/// The paths of files that a source embeds, from the root of the repository.
fn embedded(source: &str, text: &str) -> Vec<String> {
    let folder = source.rsplit_once('/').map_or("", |(folder, _)| folder);
    let from = |path: &str| {
        let mut parts: Vec<&str> = folder.split('/').collect();
        for part in path.split('/') {
            if part == ".." { parts.pop().map(drop).unwrap_or_default() } else { parts.push(part) }
        }
        parts.join("/")
    };
    let after = |marker: &'static str| text.split(marker).skip(1).filter_map(|rest| rest.split('"').next());
    let mut paths: Vec<String> = after("include_str!(\"").chain(after("include_bytes!(\"")).map(from).collect();
    // askama looks there.
    paths.extend(after("#[template(path = \"").map(|path| format!("templates/{path}")));
    paths
}

#[test]
fn the_image_is_built_from_all_that_is_embedded() {
    let copied = copied();
    let mut embeds = BTreeSet::new();
    for (source, text) in sources() {
        embeds.extend(embedded(&source, &text));
    }
    assert!(embeds.contains("rules/compiled.bin") && embeds.contains("templates/report/page.html"), "{embeds:?}");
    for path in embeds {
        assert!(root().join(&path).is_file(), "{path}");
        let top = path.split('/').next().unwrap();
        assert!(copied.contains(top), "{path} is embedded, and the Dockerfile does not copy `{top}`");
    }
    let ignore = std::fs::read_to_string(root().join(".dockerignore")).unwrap();
    let let_in: BTreeSet<String> =
        ignore.lines().filter_map(|line| line.strip_prefix('!')).map(str::to_owned).collect();
    assert_eq!(let_in, copied, ".dockerignore lets in what is copied, and nothing else");
}

#[test]
fn what_runs_is_nobody_on_nothing() {
    let stage = last_stage();
    let of = |wanted: &str| {
        let rests = stage.iter().filter(|(name, _)| name == wanted).map(|(_, rest)| rest.as_str());
        rests.collect::<Vec<_>>()
    };
    assert_eq!(of("FROM"), ["scratch"]);
    assert_eq!(of("RUN"), [""; 0], "there is no shell to run it");
    assert_eq!(of("USER"), ["65532:65532"], "a number, which `runAsNonRoot` of Kubernetes can check");
    for form in of("ENTRYPOINT").iter().chain(&of("CMD")) {
        let words: Vec<String> = serde_json::from_str(form).expect("the form that needs no shell");
        assert!(!words.is_empty());
    }
    assert!(of("COPY").iter().any(|copy| copy.contains("/etc/ssl/certs/")), "the roots that TLS needs");
}
