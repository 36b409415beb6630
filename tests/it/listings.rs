//! Recorded answers of MCP servers, in every shape they come in.

use camino::Utf8PathBuf;
use proofmark::analyze::{Engine, Options};
use proofmark::artifact::{ArtifactKind, load, plan};
use proofmark::scan::{Outcome, Silent, scan};
use proofmark::source::{self, Capture};
use proofmark::text::RegionKind;

use crate::harness::{folder, root};

fn engine() -> Engine {
    Engine::new(Options::default()).unwrap_or_else(|error| panic!("{error}"))
}

fn outcome(engine: &Engine, folder: &std::path::Path, reference: &str) -> Outcome {
    let options = source::Options { limits: engine.limits, no_ignore: false };
    let tree = source::list(reference, folder, &options).unwrap();
    scan(engine, &[Capture::local(reference, tree)], 1, &Silent)
}

fn samples(prefix: Option<&str>) -> Vec<String> {
    let entries = std::fs::read_dir(root().join("fixtures/artifacts/mcp-listing")).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name.starts_with("none-") == (prefix == Some("none-")));
    names.sort();
    names
}

#[test]
fn every_shape_is_read_and_every_string_reaches_the_rules() {
    let engine = engine();
    for name in samples(None) {
        let outcome = outcome(&engine, &root(), &format!("fixtures/artifacts/mcp-listing/{name}"));
        let kinds: Vec<_> = outcome.artifacts.iter().map(|artifact| artifact.kind).collect();
        assert_eq!(kinds, [ArtifactKind::McpListing], "{name}");
        let rules: Vec<_> = outcome.findings.iter().map(|finding| finding.rule.as_str()).collect();
        assert!(rules.contains(&"secret-as-argument"), "{name}: {rules:?}");
    }
}

#[test]
fn what_only_resembles_a_listing_is_none() {
    let engine = engine();
    for name in samples(Some("none-")) {
        let outcome = outcome(&engine, &root(), &format!("fixtures/artifacts/mcp-listing/{name}"));
        assert!(outcome.artifacts.iter().all(|artifact| artifact.kind != ArtifactKind::McpListing), "{name}");
    }
}

#[test]
fn a_tool_without_a_description_is_a_tool() {
    let limits = engine().limits;
    let options = source::Options { limits, no_ignore: false };
    let reference = "fixtures/artifacts/mcp-listing/no-description.json";
    let tree = source::list(reference, &root(), &options).unwrap();
    let (artifacts, gaps) = load(&tree, &plan(&tree)[0], &limits);
    assert_eq!(gaps, []);
    let tools: Vec<_> =
        artifacts[0].facts.tools.iter().map(|tool| (tool.name.as_str(), tool.schema.is_some())).collect();
    assert_eq!(tools, [("a", true), ("b", true), ("c", false)]);
    let described = artifacts[0].regions.iter().filter(|region| region.kind == RegionKind::ToolDescription).count();
    assert_eq!(described, 1);
}

#[test]
fn a_finding_names_its_place_in_the_document() {
    let outcome = outcome(&engine(), &root(), "fixtures/artifacts/mcp-listing/server-map.json");
    let finding = outcome.findings.iter().find(|finding| finding.rule.as_str() == "secret-as-argument").unwrap();
    assert_eq!(finding.location.pointer.as_deref(), Some("/two/tools/0/description"));
    assert_eq!(finding.location.path, Utf8PathBuf::from("fixtures/artifacts/mcp-listing/server-map.json"));
}

#[test]
fn hostile_listings_end_in_an_answer() {
    let engine = engine();
    let deep = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
    let nested =
        format!("{{\"tools\":[{{\"name\":\"a\",\"inputSchema\":{}{{}}{}}}]}}", "{\"p\":".repeat(200), "}".repeat(200));
    let many = format!(
        "{{\"tools\":[{{\"name\":\"a\",\"inputSchema\":{{\"type\":\"object\"}}}}],\"x\":[{}\"a\"]}}",
        "\"a\",".repeat(60_000)
    );
    let twins = format!(
        "{{\"tools\":[{}{{\"name\":\"z\",\"inputSchema\":{{}}}}]}}",
        "{\"name\":\"a\",\"inputSchema\":{}},".repeat(2_000)
    );
    for (name, text, gap) in
        [("deep", deep.as_str(), true), ("nested", &nested, false), ("many", &many, true), ("twins", &twins, false)]
    {
        let folder = folder(&[("mcp/one/tools.json", text)]);
        let outcome = outcome(&engine, folder.path(), ".");
        assert_eq!(outcome.artifacts.len(), 1, "{name}");
        assert_eq!(!outcome.gaps.is_empty(), gap, "{name}: {:?}", outcome.gaps);
    }
}

#[test]
fn lists_of_the_wrong_type_are_not_tools() {
    let engine = engine();
    for text in
        ["{\"tools\":\"none\"}", "{\"tools\":{}}", "{\"tools\":[1,null]}", "{\"tools\":[]}", "null", "[]", "{}", ""]
    {
        let folder = folder(&[("mcp/one/tools.json", text)]);
        let outcome = outcome(&engine, folder.path(), ".");
        assert!(outcome.findings.is_empty(), "{text}");
    }
}
