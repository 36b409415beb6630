//! Manifests for agent registries, from project folders.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test that cannot read its own output has failed")]

use std::path::Path;

use proofmark::cli::ExitStatus;
use serde_json::{Value, json};

use crate::git::CLEAN;
use crate::harness::{folder, proofmark, proofmark_in, root};

/// What has to hold of a manifest: our own words for the contract and, where `PROOFMARK_AGENT_REGISTRY_SCHEMAS` names the
/// folder of a checkout, the schemas of agent-registry itself.
fn schemas() -> Vec<jsonschema::Validator> {
    let read = |path: &Path| -> Value { serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap() };
    let mut schemas =
        vec![jsonschema::validator_for(&read(&root().join("tests/it/agent-registry.schema.json"))).unwrap()];
    if let Some(folder) = std::env::var_os("PROOFMARK_AGENT_REGISTRY_SCHEMAS") {
        let folder = Path::new(&folder);
        let mut registry = jsonschema::Registry::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let part = read(&entry.unwrap().path());
            let id = part["$id"].as_str().unwrap().to_owned();
            registry = registry.add(id, part).unwrap();
        }
        let registry = registry.prepare().unwrap();
        let whole = read(&folder.join("registry-artifact.schema.json"));
        schemas.push(jsonschema::options().with_registry(&registry).build(&whole).unwrap());
    }
    schemas
}

/// The manifest of a folder as JSON; YAML that we wrote is read by the reader of manifests.
fn manifest(args: &[&str]) -> (Value, String) {
    let all: Vec<&str> = ["init", "--output", "-"].iter().chain(args).copied().collect();
    let run = proofmark(all);
    assert_eq!(run.status, ExitStatus::Yes, "{}", run.err);
    let value = parsed(&run.out);
    for schema in schemas() {
        let errors: Vec<String> = schema.iter_errors(&value).map(|e| format!("{} {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{}\n{}", errors.join("\n"), run.out);
    }
    (value, run.err)
}

fn parsed(text: &str) -> Value {
    use proofmark::text::{Node, Value as Yaml, yaml};
    fn read(node: &Node) -> Value {
        match &node.value {
            Yaml::Object(_) => node.members().iter().map(|m| (m.name.text.clone(), read(&m.value))).collect(),
            Yaml::Array(_) => node.items().iter().map(read).collect(),
            Yaml::String(text) => Value::from(text.text.clone()),
            Yaml::Bool(flag) => Value::from(*flag),
            Yaml::Number(number) => serde_json::from_str(number).unwrap(),
            Yaml::Null | Yaml::Alias => Value::Null,
        }
    }
    read(&yaml::parse(text).unwrap().root)
}

#[test]
fn a_project_becomes_a_manifest_that_the_registry_takes() {
    let (value, said) = manifest(&["fixtures/bom/project/py", "--name", "acme/triage"]);
    assert_eq!(value["identity"]["name"], "acme/triage");
    let models: Vec<&Value> = value["bom"]["models"].as_array().unwrap().iter().map(|model| &model["name"]).collect();
    assert!(models.contains(&&json!("gpt-4o")), "{value}");
    assert_eq!(value["bom"]["orchestration"]["framework"], "openai-agents");
    assert_eq!(value["bom"]["tools"][0]["name"], "restart");
    for open in ["identity.version", "artifacts[0].oci"] {
        assert!(said.contains(&format!("fill in `{open}`")), "{said}");
    }
    let digest = format!("sha256:{}", "0".repeat(64));
    let oci = format!("registry.example/acme/triage@{digest}");
    let args = ["fixtures/bom/project/py", "--oci", &oci, "--set-version", "1.2.3", "--name", "acme/triage"];
    let (value, said) = manifest(&args);
    assert_eq!(value["artifacts"], json!([{"oci": oci, "digest": digest}]));
    assert_eq!(value["identity"]["version"], "1.2.3");
    assert!(!said.contains("artifacts"), "{said}");
}

#[test]
fn every_project_of_the_fixtures_becomes_a_valid_manifest_of_every_kind() {
    for entry in std::fs::read_dir(root().join("fixtures/inventory")).unwrap() {
        let path = entry.unwrap().path();
        let path = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
        let probe = proofmark(["init", &path, "--output", "-"]);
        if probe.status != ExitStatus::Yes {
            continue;
        }
        for kind in ["agent", "skill", "mcp-server"] {
            let (value, _) = manifest(&[&path, "--kind", kind]);
            assert_eq!(value["kind"], kind, "{path}");
        }
    }
}

#[test]
fn a_skill_is_told_from_its_folder() {
    let (value, _) = manifest(&["fixtures/bom/project/skills/k8s-troubleshooting"]);
    assert_eq!((&value["kind"], &value["content"]["entrypoint"]), (&json!("skill"), &json!("SKILL.md")));
    assert_eq!(value["identity"]["name"], "k8s-troubleshooting");
}

#[test]
fn nothing_that_is_there_is_replaced_unless_asked() {
    let folder = folder(&[("skills/notes/SKILL.md", CLEAN)]);
    let run = |args: &[&str]| proofmark_in(folder.path(), args.iter().copied());
    assert_eq!(run(&["init"]).status, ExitStatus::Yes);
    assert!(folder.path().join("manifest.yaml").exists());
    // What it writes is what `scan` reads, and both find the manifest again.
    assert_eq!(run(&["scan"]).status, ExitStatus::Yes);
    let again = run(&["init"]);
    assert_eq!(again.status, ExitStatus::Unknown);
    assert!(again.err.contains("--force"), "{}", again.err);
    let forced = run(&["init", "--force"]);
    assert!(forced.err.contains("`proofmark.toml` stays as it is"), "{}", forced.err);
    let empty = crate::harness::folder(&[("a.txt", "")]);
    assert_eq!(proofmark_in(empty.path(), ["init"]).status, ExitStatus::Unknown);
}
