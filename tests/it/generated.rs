//! Files that are made from the code are current.

use crate::harness::{assert_current, bless, proofmark, root};

#[test]
fn the_compiled_rules_are_current() {
    if !proofmark::analyze::is_current() {
        let blob = proofmark::analyze::compiled().unwrap_or_else(|error| panic!("{error}"));
        bless("rules/compiled.bin", &blob);
    }
    let size = proofmark::analyze::size();
    // One careless expression can be as large as a hundred others: a short word before a class, counts in counts.
    assert!(size < 3_400_000, "{size} bytes are loaded at every start; `--example rule_cost` shows of what");
}

#[test]
fn the_catalogue_of_rules_is_current() {
    let run = proofmark(["rules", "list", "--format", "markdown"]);
    assert_current("rules/README.md", run.out.as_bytes());
}

#[test]
fn the_demo_of_the_readme_is_current() {
    const START: &str = "<!-- generated: demo -->\n";
    const END: &str = "<!-- /generated -->";
    let readme = std::fs::read_to_string(root().join("README.md")).expect("the README");
    let (before, rest) = readme.split_once(START).expect("the start of the demo");
    let (_, after) = rest.split_once(END).expect("the end of the demo");
    let run = proofmark(["scan", "fixtures/demo", "--no-config"]);
    let lines: Vec<&str> = run.out.lines().map(str::trim_end).collect();
    let demo = format!("```console\n$ proofmark scan fixtures/demo\n{}\n```\n", lines.join("\n"));
    assert_current("README.md", format!("{before}{START}{demo}{END}{after}").as_bytes());
}
