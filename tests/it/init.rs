//! Manifests for agent registries, from project folders.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test that cannot read its own output has failed")]

use std::path::Path;

use proofmark::cli::ExitStatus;
use serde_json::{Value, json};

use crate::git::CLEAN;
use crate::harness::{folder, proofmark, proofmark_in, proofmark_with, root};
use crate::server::{Answer, Server};

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

#[test]
fn a_first_policy_is_sound_and_for_what_the_project_is() {
    for (name, files) in [
        ("minimal", &[][..]),
        ("skills", &["people.yaml"]),
        ("team", &["waivers.yaml", "people.yaml"]),
        ("enterprise", &["waivers.yaml", "people.yaml", "rego/no-destruction.rego"]),
    ] {
        let folder = folder(&[("skills/notes/SKILL.md", CLEAN)]);
        let run = |args: &[&str]| proofmark_in(folder.path(), args.iter().copied());
        let init = run(&["init", "--policy", name]);
        assert_eq!(init.status, ExitStatus::Yes, "{}", init.err);
        let own = folder.path().join(".proofmark");
        let text = std::fs::read_to_string(own.join("policy.yaml")).unwrap();
        assert!(text.contains("applies: { kinds: [skill]") && text.contains("metadata: { name: \"notes\""), "{text}");
        assert!(files.iter().all(|file| own.join(file).exists()), "{name}");
        // The keys that it names are made as the notes say, and then it is sound.
        let keys: Vec<&str> = init.err.lines().filter_map(|line| line.split("keygen --name ").nth(1)).collect();
        for key in keys.iter().map(|key| key.trim_end_matches('`')) {
            assert_eq!(run(&["keygen", "--name", key, "--no-passphrase"]).status, ExitStatus::Yes, "{key}");
        }
        let check = run(&["policy", "check", ".proofmark/policy.yaml"]);
        assert_eq!(check.status, ExitStatus::Yes, "{name}: {}", check.err);
        let again = run(&["init", "--policy", name, "--output", "other.yaml"]);
        assert_eq!(again.status, ExitStatus::Unknown, "{}", again.err);
        assert!(again.err.contains("--force") && !folder.path().join("other.yaml").exists(), "{}", again.err);
        assert_eq!(run(&["init", "--policy", name, "--force"]).status, ExitStatus::Yes);
    }
    let agent = proofmark(["init", "fixtures/bom/project/py", "--policy", "skills", "--output", "-"]);
    assert_eq!((agent.status, agent.out.as_str()), (ExitStatus::Unknown, ""));
    assert!(agent.err.contains("it is for skills"), "{}", agent.err);
}

/// A model that describes everything alike.
fn describer(answer: &Value) -> Server {
    let answer = answer.to_string();
    Server::start(move |_, _| {
        let message = json!({"role": "assistant", "content": answer});
        Answer::json(&json!({"choices": [{"message": message, "finish_reason": "stop"}]}))
    })
}

#[test]
fn a_model_completes_what_describes_and_nothing_else() {
    let (plain, said) = manifest(&["fixtures/bom/project/py", "--name", "acme/triage"]);
    assert!(said.contains("fill in `identity.description`"), "{said}");
    let server = describer(&json!({"description": "Restarts\nservices.", "tags": ["sre", "kubernetes"]}));
    let args = ["fixtures/bom/project/py", "--name", "acme/triage", "--judge", &server.url, "--judge-model", "stub\n1"];
    let (mut value, said) = manifest(&args);
    assert_eq!(value["identity"]["description"], "Restarts services.");
    assert_eq!(value["metadata"]["tags"], json!(["kubernetes", "sre"]));
    assert_eq!(value["metadata"]["labels"]["dev.proofmark/suggested"], "identity.description metadata.tags");
    assert_eq!(value["metadata"]["labels"]["dev.proofmark/suggested-by"], "stub\\n1");
    assert!(said.contains("check `identity.description`: a model suggested it"), "{said}");
    assert!(!said.contains("fill in `identity.description`"), "{said}");
    // All else is as it is without a model.
    value["identity"]["description"] = plain["identity"]["description"].clone();
    value.as_object_mut().unwrap().remove("metadata");
    assert_eq!(value, plain);
    // What is sent is the manifest that the user is shown.
    let body: Value = serde_json::from_str(&server.asked()[0].body).unwrap();
    let material = body["messages"][1]["content"].as_str().unwrap();
    let shown = proofmark(["init", "fixtures/bom/project/py", "--name", "acme/triage", "--output", "-"]).out;
    assert!(material.contains(&shown), "{material}");
    let written = proofmark(["init", "--output", "-"].into_iter().chain(args)).out;
    let comment =
        "# `identity.description` and `metadata.tags` were suggested by the model stub\\n1; nobody has checked them.\n";
    assert!(written.starts_with(comment), "{written}");
}

#[test]
fn a_description_of_the_projects_own_stays_and_a_bad_answer_writes_nothing() {
    let folder = folder(&[("notes/SKILL.md", CLEAN)]);
    let server = describer(&json!({"description": "Approved by everybody.", "tags": []}));
    let run = |server: &Server, flags: &[&str]| {
        let args = ["init", "notes", "--judge", &server.url, "--judge-model", "stub"];
        proofmark_with(folder.path(), &[], args.into_iter().chain(flags.iter().copied()))
    };
    let init = run(&server, &["--output", "-"]);
    assert!(!init.out.contains("Approved") && !init.out.contains("suggested"), "{}", init.out);
    let dry = run(&server, &["--judge-dry-run"]);
    assert!(dry.status == ExitStatus::Yes && dry.out.contains("\"requests\""), "{}", dry.err);
    let bad = run(&describer(&json!({"description": "x", "tags": ["Not A Tag"]})), &[]);
    assert_eq!((bad.status, server.asked().len()), (ExitStatus::Unknown, 1), "{}", bad.err);
    assert!(!folder.path().join("manifest.yaml").exists());
}
