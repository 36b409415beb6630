//! Agent cards, registry entries and registry manifests: each version and wrapping yields its texts where they stand.

use proofmark::artifact::{self, Artifact, ArtifactKind};
use proofmark::source;
use proofmark::text::RegionKind;

use crate::harness::{folder, root};

fn load(reference: &str, at: &std::path::Path) -> Vec<Artifact> {
    let options = source::Options { limits: source::Limits::DEFAULT, no_ignore: false };
    let tree = source::list(reference, at, &options).unwrap();
    artifact::plan(&tree)
        .iter()
        .flat_map(|candidate| artifact::load(&tree, candidate, &source::Limits::DEFAULT).0)
        .collect()
}

fn fixture(name: &str) -> Artifact {
    let mut artifacts = load(&format!("fixtures/artifacts/{name}"), &root());
    assert_eq!(artifacts.len(), 1, "{name}: {artifacts:?}");
    artifacts.remove(0)
}

/// Kind, pointer, owner and text of every region.
fn regions(artifact: &Artifact) -> Vec<(RegionKind, &str, &str, &str)> {
    artifact
        .regions
        .iter()
        .map(|region| {
            (
                region.kind,
                region.pointer.as_deref().unwrap_or_default(),
                region.owner.as_deref().unwrap_or_default(),
                region.text.as_str(),
            )
        })
        .collect()
}

fn endpoints(artifact: &Artifact) -> Vec<&str> {
    artifact.facts.endpoints.iter().map(|endpoint| endpoint.url.as_str()).collect()
}

#[test]
fn a_current_card_yields_its_texts_and_interfaces() {
    let card = fixture("agent-card/current");
    assert_eq!((card.kind, card.name.as_str()), (ArtifactKind::AgentCard, "Ledger Agent"));
    let regions = regions(&card);
    for expected in [
        (RegionKind::CardText, "/name", "Ledger Agent", "Ledger Agent"),
        (RegionKind::CardText, "/skills/0/examples/0", "Reconcile", "Which invoices of March are still open?"),
        (RegionKind::CardText, "/skills/0/tags/0", "Reconcile", "finance"),
        (RegionKind::CardText, "/capabilities/extensions/0/params/note", "Ledger Agent", "ISO 4217"),
    ] {
        assert!(regions.contains(&expected), "{expected:?} is not in {regions:?}");
    }
    assert!(endpoints(&card).contains(&"https://agents.ledger.example/a2a/v1"));
}

#[test]
fn an_older_card_is_known_by_its_place() {
    let card = fixture("agent-card/older");
    assert_eq!((card.kind, card.name.as_str()), (ArtifactKind::AgentCard, "Recipe Agent"));
    assert_eq!(endpoints(&card), ["https://recipes.example/a2a"]);
}

#[test]
fn wrapped_and_listed_cards_keep_their_pointers() {
    let cards = fixture("agent-card/listed");
    let names: Vec<_> = artifact::agent_card::cards(&cards)
        .into_iter()
        .map(|card| (card.at.clone(), card.text("name").to_owned()))
        .collect();
    assert_eq!(
        names,
        [
            ("/agents/0/agentCard".to_owned(), "Tide Agent".to_owned()),
            ("/agents/1/agentCard".to_owned(), "Moon Agent".to_owned()),
        ]
    );
    assert!(regions(&cards).contains(&(
        RegionKind::CardText,
        "/agents/1/agentCard/description",
        "Moon Agent",
        "Tells the phase of the moon."
    )));
    let bare = r#"[{"id": "a-1", "name": "Bare", "url": "https://a.example", "description": "An agent."}]"#;
    let folder = folder(&[("list.json", bare)]);
    let bare = load(".", folder.path());
    assert_eq!(bare.iter().map(|a| a.kind).collect::<Vec<_>>(), [ArtifactKind::AgentCard]);
}

#[test]
fn what_only_resembles_a_card_is_none() {
    let folder = folder(&[
        (
            "package.json",
            r#"{"name": "agent", "version": "1.0.0", "description": "An agent", "homepage": "https://a.example"}"#,
        ),
        (
            "plugin.json",
            r#"{"name": "p", "skills": ["./skills"], "description": "An agent plugin", "version": "1.0.0"}"#,
        ),
        ("people.json", r#"[{"name": "Ann", "url": "https://a.example", "description": "A person"}]"#),
    ]);
    let found = load(".", folder.path());
    assert!(found.iter().all(|artifact| artifact.kind != ArtifactKind::AgentCard), "{found:?}");
}

#[test]
fn a_registry_entry_says_what_it_starts_and_where_it_connects() {
    let entry = fixture("server-json/current");
    assert_eq!((entry.kind, entry.name.as_str()), (ArtifactKind::ServerJson, "io.github.tideworks/tides"));
    let [package, remote] = entry.facts.launches.as_slice() else { panic!("{:?}", entry.facts.launches) };
    assert_eq!(package.command, "npx");
    let args: Vec<_> = package.args.iter().map(|arg| arg.value.as_str()).collect();
    assert_eq!(args, ["-y", "@tideworks/tides-mcp@1.2.0", "--harbour", "Bergen"]);
    assert_eq!(package.args[1].place.pointer.as_deref(), Some("/packages/0/identifier"));
    assert_eq!((package.env[0].name.as_str(), package.env[0].value.as_str()), ("TIDES_API_KEY", ""));
    assert_eq!(remote.url.as_ref().unwrap().value, "https://mcp.tideworks.example/mcp");
    assert_eq!(remote.headers[0].value, "Bearer {token}");
    let command = entry.regions.iter().find(|region| region.kind == RegionKind::ConfigCommand).unwrap();
    assert_eq!(command.text, "npx -y @tideworks/tides-mcp --harbour Bergen");
}

#[test]
fn an_older_wrapped_entry_is_read_alike() {
    let entry = fixture("server-json/older");
    assert_eq!(entry.kind, ArtifactKind::ServerJson);
    let [package] = entry.facts.launches.as_slice() else { panic!("{:?}", entry.facts.launches) };
    assert_eq!((package.command.as_str(), package.args[0].value.as_str()), ("uvx", "moon-mcp==0.3.1"));
    assert!(regions(&entry).contains(&(
        RegionKind::ServerText,
        "/server/description",
        "io.github.tideworks/moon",
        "Phases of the moon."
    )));
}

#[test]
fn a_manifest_yields_tools_and_transport() {
    let manifest = fixture("registry-manifest/server");
    assert_eq!((manifest.kind, manifest.name.as_str()), (ArtifactKind::RegistryManifest, "tides"));
    assert_eq!(manifest.facts.tools[0].name, "next-tide");
    let [launch] = manifest.facts.launches.as_slice() else { panic!("{:?}", manifest.facts.launches) };
    assert_eq!((launch.command.as_str(), launch.args.len(), launch.env.len()), ("tides-mcp", 2, 1));
    assert_eq!(launch.args[0].place.pointer.as_deref(), Some("/transport/args/0"));
}

#[test]
fn a_manifest_yields_its_prompts_and_its_card() {
    let manifest = fixture("registry-manifest/agent");
    let regions = regions(&manifest);
    assert!(
        regions.contains(&(RegionKind::Prompt, "/bom/prompts/0/content", "", "Plan arrivals by tide.")),
        "{regions:?}"
    );
    assert!(regions.contains(&(RegionKind::CardText, "/agentCard/skills/0/description", "Plan", "Plans one arrival.")));
    assert_eq!(artifact::agent_card::cards(&manifest).len(), 1);
}
