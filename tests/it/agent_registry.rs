//! A registry of agentoperations/agent-registry, as its server behaves, and what is told to it and asked of it.
#![expect(clippy::indexing_slicing, reason = "a test may stop where it finds what it does not expect")]

use std::sync::{Arc, Mutex};

use proofmark::cli::ExitStatus;
use serde_json::{Value, json};

use crate::harness::{Run, SKILL, folder, proofmark_in, proofmark_with, root};
use crate::server::{Answer, Asked, Server};

const HERE: &str = "oci://r.example/kits/notes";
const POLICY: &str = r#"
apiVersion: proofmark.dev/policy/v1
kind: PromotionPolicy
metadata: { name: kits }
verifier: { id: "https://gate.example/v1" }
identities: { gate: { key: { file: gate.pub } }, security: { key: { file: security.pub } } }
always: { by: [gate] }
transitions: { draft->evaluated: {}, evaluated->approved: {}, approved->published: {} }
revoke: { by: [security] }
"#;
const STAGES: [&str; 6] = ["draft", "evaluated", "approved", "published", "deprecated", "archived"];

type Entries = Arc<Mutex<Vec<(String, Value)>>>;

/// A registry that verifies nothing, and what it has been told.
fn registry() -> (Server, Entries) {
    let entries = Entries::default();
    let state = Arc::clone(&entries);
    let server = Server::start(move |_, asked| answer(asked, &mut state.lock().unwrap()));
    (server, entries)
}

fn wrapped(data: &Value, total: Option<usize>) -> Answer {
    let mut body = json!({ "data": data, "_meta": { "requestId": "1", "registry": "localhost" } });
    if let Some(total) = total {
        body["pagination"] = json!({ "nextCursor": null, "count": 1, "total": total });
    }
    Answer::json(&body)
}

fn answer(asked: &Asked, entries: &mut Vec<(String, Value)>) -> Answer {
    let (path, query) = asked.path.split_once('?').unwrap_or((&asked.path, ""));
    let Some(rest) = path.strip_prefix("/api/v1/") else { return Answer::status(404) };
    let parts: Vec<&str> = rest.split('/').collect();
    let is = |(kind, entry): &(String, Value), space: &str, name: &str, version: &str| {
        *kind == parts[0]
            && entry["identity"]["name"] == format!("{space}/{name}")
            && entry["identity"]["version"] == version
    };
    match (asked.method.as_str(), parts.as_slice()) {
        ("GET", [kind]) => {
            // One entry a page, so that there are pages.
            let own: Vec<&Value> = entries.iter().filter(|(own, _)| own == kind).map(|(_, entry)| entry).collect();
            let offset = query.split("offset=").nth(1).and_then(|offset| offset.parse().ok()).unwrap_or(0);
            let page: Vec<&Value> = own.iter().copied().skip(offset).take(1).collect();
            let data = if page.is_empty() { Value::Null } else { json!(page) };
            wrapped(&data, Some(own.len()))
        }
        ("POST", [kind]) => {
            let mut entry: Value = serde_json::from_str(&asked.body).unwrap();
            entry["status"] = "draft".into();
            entries.push(((*kind).to_owned(), entry.clone()));
            wrapped(&entry, None)
        }
        ("GET", [_, space, name, "versions", version]) => {
            let found = entries.iter().find(|entry| is(entry, space, name, version));
            found.map_or_else(|| Answer::status(404), |(_, entry)| wrapped(entry, None))
        }
        (method, [_, space, name, "versions", version, "evals"]) => {
            let Some((_, entry)) = entries.iter_mut().find(|entry| is(entry, space, name, version)) else {
                return Answer::status(404);
            };
            if method == "POST" {
                let eval: Value = serde_json::from_str(&asked.body).unwrap();
                // The server keeps scores from 0 to 1, and breaks at any other.
                if !(0.0..=1.0).contains(&eval["results"]["overallScore"].as_f64().unwrap()) {
                    return Answer::status(500);
                }
                if entry["evals"].is_null() {
                    entry["evals"] = json!([]);
                }
                entry["evals"].as_array_mut().unwrap().push(eval);
            }
            wrapped(&entry["evals"], None)
        }
        ("POST", [_, space, name, "versions", version, "promote"]) => {
            let body: Value = serde_json::from_str(&asked.body).unwrap();
            let Some((_, entry)) = entries.iter_mut().find(|entry| is(entry, space, name, version)) else {
                return Answer::status(404);
            };
            let at = STAGES.iter().position(|stage| entry["status"] == *stage).unwrap();
            if STAGES.get(at + 1).is_none_or(|next| body["targetStatus"] != *next) {
                return Answer::status(409);
            }
            entry["status"] = body["targetStatus"].clone();
            entry["log"] = body["comment"].clone();
            wrapped(entry, None)
        }
        _ => Answer::status(405),
    }
}

/// A folder with a skill that was promoted that far.
fn promoted(stages: &[&str]) -> tempfile::TempDir {
    let folder = folder(&[("source/SKILL.md", SKILL), ("policy.yaml", POLICY)]);
    let run = |args: &[&str]| {
        let run = proofmark_in(folder.path(), args.iter().copied());
        assert_eq!(run.status, ExitStatus::Yes, "{}{}", run.out, run.err);
    };
    for name in ["gate", "security"] {
        run(&["keygen", "--name", name, "--no-passphrase"]);
    }
    run(&["pack", "source"]);
    for stage in stages {
        run(&["promote", "notes", "--to", stage, "--policy", "policy.yaml", "--resource", HERE, "--key", "gate.key"]);
    }
    folder
}

fn push(folder: &tempfile::TempDir, server: &Server, version: &str) -> Run {
    let mut args = vec!["registry", "push", "notes", "--policy", "policy.yaml", "--to-agent-registry", &server.url];
    args.extend(["--name", "acme/notes", "--version", version, "--token-env", "TOKEN"]);
    proofmark_with(folder.path(), &[("TOKEN", "secret")], args)
}

fn audit(folder: &tempfile::TempDir, server: &Server) -> Run {
    let args = ["registry", "audit", "--from", &server.url, "--policy", "policy.yaml", "--offline"];
    proofmark_in(folder.path(), args)
}

#[test]
fn a_registry_is_told_what_history_says_and_no_more() {
    let (server, entries) = registry();
    let folder = promoted(&["evaluated", "approved"]);
    let run = push(&folder, &server, "1.0.0");
    assert_eq!(
        (run.status, run.out.as_str()),
        (ExitStatus::Yes, "acme/notes 1.0.0 is approved there\n"),
        "{}",
        run.err
    );
    let entry = entries.lock().unwrap()[0].1.clone();
    assert_eq!((entry["kind"].as_str(), entry["status"].as_str()), (Some("skill"), Some("approved")));
    assert_eq!(entry["skillMd"]["name"], "notes");
    assert!(entry["log"].as_str().unwrap().starts_with("vsa=sha256:"), "{entry}");
    let (oci, digest) =
        (entry["artifacts"][0]["oci"].as_str().unwrap(), entry["artifacts"][0]["digest"].as_str().unwrap());
    assert_eq!(oci, format!("r.example/kits/notes@{digest}"));
    assert!(entry["metadata"]["labels"]["dev.proofmark/bundle"].is_string());
    assert!(server.asked().iter().all(|asked| asked.authorization == "Bearer secret"));
    // Again, and nothing changes.
    let writes = || server.asked().iter().filter(|asked| asked.method == "POST").count();
    let before = writes();
    assert_eq!(push(&folder, &server, "1.0.0").status, ExitStatus::Yes);
    assert_eq!(writes(), before);
    // Other bytes do not become the same version.
    entries.lock().unwrap()[0].1["artifacts"][0]["digest"] = format!("sha256:{}", "0".repeat(64)).into();
    entries.lock().unwrap()[0].1["artifacts"][0]["oci"] = "r.example/kits/notes".into();
    let run = push(&folder, &server, "1.0.0");
    assert_eq!(run.status, ExitStatus::Unknown);
    assert!(run.err.contains("has other bytes"), "{}", run.err);
}

#[test]
fn signed_evaluations_are_attached_once_and_each_names_its_bundle() {
    let (server, entries) = registry();
    let folder = promoted(&["evaluated"]);
    let at = folder.path();
    let garak = root().join("fixtures/eval/garak/interval.report.jsonl");
    let run = |args: &[&str]| {
        let run = proofmark_in(at, args.iter().copied());
        assert_eq!(run.status, ExitStatus::Yes, "{}{}", run.out, run.err);
        run.out
    };
    let digest = run(&["list", "notes"]);
    let digest = digest.split_whitespace().find(|word| word.starts_with("sha256:")).unwrap();
    run(&["eval", "import", garak.to_str().unwrap(), "--subject", digest, "-o", "records.json"]);
    run(&[
        "attest",
        "notes",
        "--store",
        ".proofmark/store",
        "--type",
        "eval",
        "--records",
        "records.json",
        "--key",
        "gate.key",
    ]);
    let pushed = push(&folder, &server, "1.0.0");
    assert_eq!(pushed.status, ExitStatus::Yes, "{}", pushed.err);
    let evals = || entries.lock().unwrap()[0].1["evals"].as_array().unwrap().clone();
    let records: Value = serde_json::from_slice(&std::fs::read(at.join("records.json")).unwrap()).unwrap();
    let records = records["records"].as_array().unwrap();
    assert_eq!(evals().len(), records.len());
    for (eval, record) in evals().iter().zip(records) {
        assert_eq!(eval["category"], record["category"]);
        assert_eq!(eval["results"]["overallScore"], record["normalized"]);
        assert!(eval["results"]["perTask"][0]["detail"].as_str().unwrap().starts_with("bundle=sha256:"), "{eval}");
    }
    assert_eq!(push(&folder, &server, "1.0.0").status, ExitStatus::Yes);
    assert_eq!(evals().len(), records.len());
}

#[test]
fn an_audit_believes_nothing_that_is_not_proven() {
    let (server, entries) = registry();
    let folder = promoted(&["evaluated"]);
    assert_eq!(push(&folder, &server, "1.0.0").status, ExitStatus::Yes);
    let run = audit(&folder, &server);
    assert_eq!((run.status, run.err.as_str()), (ExitStatus::Yes, ""), "{}", run.out);
    let proven = entries.lock().unwrap()[0].1.clone();
    let add = |version: &str, change: &dyn Fn(&mut Value)| {
        let mut entry = proven.clone();
        entry["identity"]["version"] = version.into();
        change(&mut entry);
        entries.lock().unwrap().push(("skills".to_owned(), entry));
    };
    // Zero evaluations to published in three calls, a tag without a digest, another repository, another digest.
    add("1.0.1", &|entry| entry["status"] = "published".into());
    add("1.0.2", &|entry| entry["artifacts"] = json!([{ "oci": "r.example/kits/notes:1.0" }]));
    add("1.0.3", &|entry| entry["artifacts"][0]["oci"] = "evil.example/kits/notes".into());
    add("1.0.4", &|entry| entry["status"] = "draft".into());
    let run = audit(&folder, &server);
    assert_eq!(run.status, ExitStatus::No);
    insta::assert_snapshot!(run.out, @r"
    ok          skill acme/notes 1.0.0 is evaluated
    unproven    skill acme/notes 1.0.1 is called published: signed history says `evaluated`
    unproven    skill acme/notes 1.0.2 is called evaluated: it names no digest: whatever the tag stands for is called so
    unproven    skill acme/notes 1.0.3 is called evaluated: signed history says `draft`
    ok          skill acme/notes 1.0.4 is a draft
    2 of 5 claims hold
    ");
    add("1.0.5", &|entry| {
        entry["artifacts"] = json!([{ "oci": "r.example/x", "digest": format!("sha256:{}", "0".repeat(64)) }]);
    });
    assert_eq!(audit(&folder, &server).status, ExitStatus::Unknown);
    let run = proofmark_in(folder.path(), ["list", "stage:x", "--from", &server.url]);
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
    let run = proofmark_in(folder.path(), ["list", "1.0.1", "--from", &server.url]);
    assert!(run.out.contains("published"), "{}", run.out);
}

#[test]
fn a_revocation_cannot_be_told_and_is_said() {
    let (server, _) = registry();
    let folder = promoted(&["evaluated"]);
    assert_eq!(push(&folder, &server, "1.0.0").status, ExitStatus::Yes);
    let mut args = vec!["revoke", "notes", "--policy", "policy.yaml", "--reason", "it leaks"];
    args.extend(["--advisory", "A-1", "--key", "security.key"]);
    assert_eq!(proofmark_in(folder.path(), args).status, ExitStatus::Yes);
    assert_eq!(push(&folder, &server, "1.0.0").status, ExitStatus::No);
    let run = audit(&folder, &server);
    assert!(run.out.contains("is called evaluated: signed history says `revoked`"), "{}", run.out);
}
