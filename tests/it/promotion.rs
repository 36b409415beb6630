//! Histories of artifacts on the command line: honest ones, and what an attacker makes of them.
#![expect(clippy::indexing_slicing, reason = "a test may stop where it finds what it does not expect")]

use std::path::Path;

use proofmark::attest::{SigningKey, Statement, sign};
use proofmark::cli::ExitStatus;
use proofmark::digest::Digest;
use proofmark::promotion::{Link, Named};
use proofmark::store::{self, Annotations, BUNDLE, Layout, Store as _, attach, evidence};
use serde_json::Value;

use crate::harness::{Run, SKILL, folder, proofmark_at, proofmark_in, proofmark_with, root};
use crate::registry::{Behaviour, Registry};

const HERE: &str = "oci://r.example/kits/notes";
const POLICY: &str = r#"
apiVersion: proofmark.dev/policy/v1
kind: PromotionPolicy
metadata: { name: kits }
verifier: { id: "https://gate.example/v1" }
identities:
  gate: { key: { file: gate.pub } }
  other: { key: { file: other.pub } }
  security: { key: { file: security.pub } }
always: { by: [gate] }
transitions:
  draft->evaluated: {}
  evaluated->approved: {}
  approved->published: {}
  published->deprecated: {}
  deprecated->archived: {}
revoke: { by: [security] }
"#;

/// A folder with a packed skill, keys and a policy.
struct Bench {
    folder: tempfile::TempDir,
    digest: Digest,
}

impl Bench {
    fn new() -> Self {
        Self::with(POLICY)
    }

    fn with(policy: &str) -> Self {
        let folder = folder(&[("notes/SKILL.md", SKILL), ("policy.yaml", policy)]);
        for name in ["gate", "other", "security", "mallory"] {
            assert_eq!(
                proofmark_in(folder.path(), ["keygen", "--name", name, "--no-passphrase"]).status,
                ExitStatus::Yes
            );
        }
        let run = proofmark_in(folder.path(), ["pack", "notes"]);
        assert_eq!(run.status, ExitStatus::Yes, "{}", run.err);
        // What was packed has its name from here on.
        std::fs::rename(folder.path().join("notes"), folder.path().join("source")).unwrap();
        Self { digest: run.out.trim().parse().unwrap(), folder }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn store(&self) -> Layout {
        Layout::open(self.path().join(".proofmark/store")).unwrap()
    }

    fn run(&self, command: &str, rest: &[&str]) -> Run {
        let args = [&[command, "notes", "--policy", "policy.yaml", "--resource", HERE], rest].concat();
        proofmark_in(self.path(), args)
    }

    fn promote(&self, stages: &[&str]) {
        for stage in stages {
            let run = self.run("promote", &["--to", stage, "--key", "gate.key"]);
            assert_eq!(run.status, ExitStatus::Yes, "{}{}", run.out, run.err);
        }
    }

    /// The status, for programs, and how it ended.
    fn status(&self) -> (ExitStatus, Value) {
        let run = self.run("status", &["--format", "json"]);
        (run.status, serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{}{}", run.out, run.err)))
    }

    /// The stage and the check that failed; the check of the one thing that is refused.
    fn told(&self) -> (String, String, String) {
        let (exit, status) = self.status();
        let text = |value: &Value| value.as_str().unwrap_or("none").to_owned();
        let check = text(&status["chain"]["check"]);
        assert_eq!(exit, if check == "none" { ExitStatus::Yes } else { ExitStatus::Unknown });
        (text(&status["stage"]), check, text(&status["rejected"][0]["check"]))
    }

    /// The link to a stage: its statement, and the manifest that keeps it.
    fn link(&self, to: &str) -> (Digest, Vec<u8>, Value) {
        self.statement(|predicate| predicate["to"] == to && predicate.get("seq").is_some())
    }

    /// A statement about the skill.
    fn statement(&self, is: impl Fn(&Value) -> bool) -> (Digest, Vec<u8>, Value) {
        let store = self.store();
        let found = evidence(&store, self.digest).unwrap().evidence.into_iter().map(|one| {
            let bytes = store.blob(&one.manifest.layers[0], 1 << 20).unwrap();
            let bundle: Value = serde_json::from_slice(&bytes).unwrap();
            let payload = bundle["dsseEnvelope"]["payload"].as_str().unwrap();
            let payload = data_encoding::BASE64.decode(payload.as_bytes()).unwrap();
            (one.digest, bytes, serde_json::from_slice::<Value>(&payload).unwrap())
        });
        found.into_iter().find(|(_, _, statement)| is(&statement["predicate"])).unwrap()
    }

    /// Takes a manifest away, as whoever has the disk can.
    fn hide(&self, manifest: Digest) {
        let path = self.path().join(".proofmark/store/index.json");
        let mut index: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let entries = index["manifests"].as_array_mut().unwrap();
        let before = entries.len();
        entries.retain(|entry| entry["digest"] != manifest.to_string());
        assert_eq!(entries.len(), before - 1);
        std::fs::write(path, index.to_string()).unwrap();
    }

    fn forget(&self) {
        std::fs::remove_file(self.path().join(".proofmark/store/heads.json")).unwrap();
    }

    /// Puts a bundle beside an artifact.
    fn put(&self, about: Digest, bundle: &[u8]) {
        attach(&self.store(), about, BUNDLE, bundle, Annotations::new()).unwrap();
    }

    /// Signs a link that says what it should not.
    fn forge(&self, key: &str, to: &str, change: impl Fn(&mut Link)) {
        let (_, _, statement) = self.link(to);
        let mut link: Link = serde_json::from_value(statement["predicate"].clone()).unwrap();
        change(&mut link);
        let text = std::fs::read_to_string(self.path().join(key)).unwrap();
        let key = SigningKey::from_pem(&text, || None).unwrap();
        let statement = Statement::new(store::subject("notes", self.digest).descriptors(), link);
        self.put(self.digest, sign(&statement, &key).unwrap().bytes());
    }
}

fn owned(told: (&str, &str, &str)) -> (String, String, String) {
    (told.0.to_owned(), told.1.to_owned(), told.2.to_owned())
}

#[test]
fn an_artifact_goes_from_stage_to_stage_and_says_how() {
    let bench = Bench::new();
    assert_eq!(bench.told(), owned(("draft", "none", "none")));
    let run = bench.run("check", &["--to", "evaluated"]);
    assert_eq!((run.status, run.err.as_str()), (ExitStatus::Yes, ""));
    bench.promote(&["evaluated", "approved", "published"]);
    let (exit, status) = bench.status();
    assert_eq!((exit, status["stage"].as_str()), (ExitStatus::Yes, Some("published")));
    let steps: Vec<&str> =
        status["history"].as_array().unwrap().iter().map(|row| row["to"].as_str().unwrap()).collect();
    assert_eq!(steps, ["draft", "evaluated", "approved", "published"]);
    assert_eq!(status["decisions"].as_array().unwrap().len(), 3);
    // What its links say is what is meant where nobody says otherwise.
    let run = proofmark_in(bench.path(), ["status", "notes", "--policy", "policy.yaml"]);
    assert!(run.out.contains("stage     published"), "{}", run.out);
    let run = bench.run("promote", &["--to", "published", "--key", "gate.key"]);
    assert_eq!(run.status, ExitStatus::No, "{}", run.out);
    let failed = bench.statement(|predicate| predicate["verificationResult"] == "FAILED");
    assert_eq!(failed.2["predicate"]["verifiedLevels"][0], "FAILED");
    assert_eq!(bench.told().0, "published");
    bench.promote(&["deprecated", "archived"]);
    assert_eq!(bench.told(), owned(("archived", "none", "none")));
}

#[test]
fn stages_are_not_skipped_and_a_failed_decision_is_signed() {
    let bench = Bench::new();
    let run = bench.run("promote", &["--to", "published", "--key", "gate.key"]);
    assert_eq!(run.status, ExitStatus::No);
    let (_, status) = bench.status();
    assert_eq!((status["stage"].as_str(), status["history"].as_array().unwrap().len()), (Some("draft"), 0));
    assert_eq!(status["decisions"][0]["result"], "FAILED");
    assert_eq!(status["decisions"][0]["closed"][0], "PMG-STEP");
}

#[test]
fn who_may_not_sign_writes_nothing() {
    let bench = Bench::new();
    let mut told = String::new();
    for key in ["other.key", "mallory.key"] {
        let run = bench.run("promote", &["--to", "evaluated", "--key", key]);
        assert_eq!(run.status, ExitStatus::Unknown);
        let id = run.err.split('`').nth(1).unwrap_or_default().to_owned();
        told += &run.err.replace(&id, "ID");
    }
    assert!(told.contains("sign as one of gate"), "{told}");
    assert_eq!(evidence(&bench.store(), bench.digest).unwrap().evidence.len(), 0);
    let run = bench.run("revoke", &["--reason", "no", "--advisory", "A-1", "--key", "gate.key"]);
    assert_eq!(run.status, ExitStatus::Unknown, "{}", run.err);
}

#[test]
fn a_revocation_wins_over_all_and_comes_from_anywhere() {
    for stages in [&[][..], &["evaluated", "approved"][..]] {
        let bench = Bench::new();
        bench.promote(stages);
        let run = bench.run("revoke", &["--reason", "it leaks", "--advisory", "GHSA-1", "--key", "security.key"]);
        assert_eq!(run.status, ExitStatus::Yes, "{}", run.err);
        assert_eq!(bench.told(), owned(("revoked", "none", "none")));
        let run = bench.run("promote", &["--to", "published", "--key", "gate.key"]);
        assert_eq!(run.status, ExitStatus::No);
        assert_eq!(bench.told().0, "revoked");
    }
}

#[test]
fn a_revocation_says_what_the_policy_wants_to_hear() {
    let wanted = "revoke: { by: [security], fields: { reason: required, advisory: required, alternative: optional } }";
    let bench = Bench::with(&POLICY.replace("revoke: { by: [security] }", wanted));
    let run = bench.run("revoke", &["--reason", "it leaks", "--key", "security.key"]);
    assert_eq!(run.status, ExitStatus::Unknown);
    insta::assert_snapshot!(run.err, @"
    error: the policy wants a revocation to say: advisory
      help: add `--advisory TEXT`
    ");
    assert_eq!(bench.told().0, "draft");
    let said = ["--reason", "it leaks", "--advisory", "GHSA-1", "--alternative", "notes 2", "--key", "security.key"];
    assert_eq!(bench.run("revoke", &said).status, ExitStatus::Yes);
    assert_eq!(bench.link("revoked").2["predicate"]["fields"]["alternative"], "notes 2");
}

#[test]
fn a_policy_that_only_watches_decides_nothing() {
    let bench = Bench::with(&POLICY.replace("verifier:", "mode: audit\nverifier:"));
    let run = bench.run("promote", &["--to", "evaluated", "--key", "gate.key"]);
    assert_eq!(run.status, ExitStatus::Yes, "{}{}", run.out, run.err);
    assert!(run.out.contains("verdict: audit: would pass; nothing is decided"), "{}", run.out);
    // What it would have said is signed, and is no PASSED.
    let verdict = bench.statement(|predicate| predicate.get("verificationResult").is_some()).2;
    assert_eq!(verdict["predicate"]["verificationResult"], "FAILED");
    assert_eq!(bench.told().0, "draft");
}

#[test]
fn a_link_replayed_onto_another_artifact_is_about_the_first_one() {
    let bench = Bench::new();
    bench.promote(&["evaluated"]);
    std::fs::write(bench.path().join("source/SKILL.md"), SKILL.replace("Keep notes.\n", "Keep other notes.\n"))
        .unwrap();
    let other: Digest = proofmark_in(bench.path(), ["pack", "source", "--tag", "other"]).out.trim().parse().unwrap();
    for to in ["draft", "evaluated"] {
        bench.put(other, &bench.link(to).1);
    }
    let run = proofmark_in(bench.path(), ["status", "other", "--policy", "policy.yaml", "--resource", HERE]);
    assert!(run.out.contains("stage     draft") && run.out.contains("subject-mismatch"), "{}", run.out);
}

#[test]
fn a_link_replayed_in_another_repository_does_not_count() {
    let bench = Bench::new();
    bench.promote(&["evaluated"]);
    let args = ["status", "notes", "--policy", "policy.yaml", "--resource", "oci://evil.example/kits/notes"];
    let run = proofmark_in(bench.path(), args);
    assert!(run.out.contains("stage     draft") && run.out.contains("resource: it is for"), "{}", run.out);
}

#[test]
fn a_link_by_another_policy_counts_where_that_is_accepted() {
    let bench = Bench::new();
    bench.promote(&["evaluated"]);
    let old = bench.link("evaluated").2["predicate"]["policy"]["digest"].as_str().unwrap().to_owned();
    std::fs::write(bench.path().join("policy.yaml"), POLICY.replace("name: kits", "name: newer")).unwrap();
    assert_eq!(bench.told(), owned(("none", "rollback", "policy")));
    bench.forget();
    assert_eq!(bench.told(), owned(("draft", "none", "policy")));
    let accepting = format!("{POLICY}accepts: [\"{old}\"]\n");
    std::fs::write(bench.path().join("policy.yaml"), accepting).unwrap();
    assert_eq!(bench.told(), owned(("evaluated", "none", "none")));
    bench.promote(&["approved"]);
    assert_eq!(bench.told(), owned(("approved", "none", "none")));
}

/// What is wrong, how it is made wrong, and the check that says so.
type Case<'a> = (&'a str, &'a dyn Fn(&mut Link), &'a str);

#[test]
fn a_link_without_the_decision_that_it_needs_does_not_count() {
    let bench = Bench::new();
    bench.promote(&["evaluated", "approved"]);
    let (manifest, _, genuine) = bench.link("approved");
    bench.hide(manifest);
    bench.forget();
    let other = bench.link("evaluated").2["predicate"]["verdict"]["digest"].as_str().unwrap().parse().unwrap();
    let decided: jiff::Timestamp = genuine["predicate"]["time"].as_str().unwrap().parse().unwrap();
    let evaluated = bench.link("evaluated").2;
    let as_approved = |link: &mut Link| *link = serde_json::from_value(genuine["predicate"].clone()).unwrap();
    let none = Digest::of("nothing");
    let cases: [Case<'_>; 5] = [
        ("another stage's decision", &|link| link.verdict = Some(Named { digest: other }), "verdict"),
        ("a decision that is not there", &|link| link.verdict = Some(Named { digest: none }), "verdict"),
        ("no decision", &|link| link.verdict = None, "verdict"),
        ("a time before the decision", &|link| link.time = decided - jiff::SignedDuration::from_hours(1), "verdict"),
        ("another place", &|link| link.resource_uri = "oci://r.example/b".to_owned(), "resource"),
    ];
    assert_eq!(evaluated["predicate"]["to"], "evaluated");
    for (what, change, check) in cases {
        let bench_copy = bench.status().1["rejected"].as_array().unwrap().len();
        bench.forge("gate.key", "evaluated", |link| {
            as_approved(link);
            change(link);
        });
        let (_, status) = bench.status();
        let rejected = status["rejected"].as_array().unwrap();
        assert_eq!((status["stage"].as_str(), rejected.len()), (Some("evaluated"), bench_copy + 1), "{what}");
        assert!(rejected.iter().any(|one| one["check"] == check), "{what}: {rejected:?}");
    }
    // The genuine link, signed by somebody who may sign other things.
    bench.forge("other.key", "evaluated", as_approved);
    let (_, status) = bench.status();
    assert!(status["rejected"].as_array().unwrap().iter().any(|one| one["check"] == "signer"), "{status}");
    assert_eq!(status["stage"], "evaluated");
    // And by nobody whom the policy knows.
    bench.forge("mallory.key", "evaluated", as_approved);
    let (_, status) = bench.status();
    assert!(status["rejected"].as_array().unwrap().iter().any(|one| one["check"] == "key"), "{status}");
}

#[test]
fn a_bundle_that_was_changed_does_not_count() {
    let bench = Bench::new();
    bench.promote(&["evaluated"]);
    let (manifest, bytes, mut statement) = bench.link("evaluated");
    bench.hide(manifest);
    bench.forget();
    statement["predicate"]["to"] = "published".into();
    let mut bundle: Value = serde_json::from_slice(&bytes).unwrap();
    bundle["dsseEnvelope"]["payload"] = data_encoding::BASE64.encode(statement.to_string().as_bytes()).into();
    bench.put(bench.digest, bundle.to_string().as_bytes());
    assert_eq!(bench.told(), owned(("draft", "none", "signature")));
    // The same statement in other clothes is the same link.
    let dressed = String::from_utf8(bytes).unwrap().replacen('{', "{ ", 1);
    bench.put(bench.digest, dressed.as_bytes());
    assert_eq!(bench.told().0, "evaluated");
    bench.put(bench.digest, dressed.replacen('{', "{ ", 1).as_bytes());
    assert_eq!(bench.status().1["chain"]["standing"], "whole");
}

#[test]
fn a_link_from_the_middle_is_missed() {
    let bench = Bench::new();
    bench.promote(&["evaluated", "approved"]);
    bench.hide(bench.link("evaluated").0);
    assert_eq!(bench.told(), owned(("none", "incomplete-chain", "none")));
    let run = bench.run("promote", &["--to", "published", "--key", "gate.key"]);
    assert_eq!(run.status, ExitStatus::Unknown);
    assert!(run.err.contains("incomplete-chain"), "{}", run.err);
}

#[test]
fn what_was_seen_cannot_be_taken_back_unnoticed() {
    let bench = Bench::new();
    std::fs::write(bench.path().join("proofmark.lock"), "schema = \"https://proofmark.dev/lock/v1\"\nrules = \"\"\n")
        .unwrap();
    bench.promote(&["evaluated"]);
    let run = bench.run("revoke", &["--reason", "it leaks", "--advisory", "GHSA-1", "--key", "security.key"]);
    assert_eq!(run.status, ExitStatus::Yes, "{}", run.err);
    bench.hide(bench.link("revoked").0);
    assert_eq!(bench.told(), owned(("none", "rollback", "none")));
    // The store's memory is gone, too: the lock has another.
    bench.forget();
    assert_eq!(bench.told(), owned(("none", "rollback", "none")));
    let run = bench.run("check", &["--to", "approved"]);
    assert_eq!(run.status, ExitStatus::Unknown);
    assert!(run.err.contains("(rollback)"), "{}", run.err);
    std::fs::remove_file(bench.path().join("proofmark.lock")).unwrap();
    assert_eq!(bench.told(), owned(("evaluated", "none", "none")));
}

#[test]
fn a_head_statement_tells_of_links_that_are_withheld_and_grows_old() {
    let bench = Bench::with(&format!("{POLICY}state: {{ max-head-age: 24h }}\n"));
    bench.promote(&["evaluated", "approved"]);
    assert_eq!(bench.told(), owned(("approved", "none", "none")));
    let (newest, bytes, _) = bench.link("approved");
    bench.hide(newest);
    bench.forget();
    assert_eq!(bench.told(), owned(("none", "withheld-link", "none")));
    bench.put(bench.digest, &bytes);
    assert_eq!(bench.told(), owned(("approved", "none", "none")));
    // Two days later nobody knows whether there is more.
    let later = "1795305600";
    let args = ["status", "notes", "--policy", "policy.yaml"];
    let run = proofmark_at(bench.path(), later, args);
    assert_eq!(run.status, ExitStatus::Unknown);
    assert!(run.out.contains("chain     stale-head"), "{}", run.out);
    let renew = ["promote", "notes", "--policy", "policy.yaml", "--head", "--key", "gate.key"];
    let run = proofmark_at(bench.path(), later, renew);
    assert_eq!(run.status, ExitStatus::Yes, "{}", run.err);
    let run = proofmark_at(bench.path(), later, args);
    assert!(run.out.contains("stage     approved"), "{}", run.out);
}

#[test]
fn racing_promoters_leave_a_fork_that_the_next_one_joins() {
    let bench = Bench::new();
    bench.promote(&["evaluated"]);
    // Another job that has seen the same.
    bench.forge("gate.key", "evaluated", |link| link.time += jiff::SignedDuration::from_secs(1));
    let (exit, status) = bench.status();
    assert_eq!((exit, status["stage"].as_str()), (ExitStatus::Yes, Some("evaluated")));
    assert_eq!(status["chain"]["standing"], "forked");
    let denying = format!("{POLICY}state: {{ on-fork: deny }}\n");
    std::fs::write(bench.path().join("deny.yaml"), format!("{denying}accepts: [\"{}\"]\n", policy_of(&bench))).unwrap();
    let deny = ["check", "notes", "--policy", "deny.yaml", "--to", "approved"];
    let run = proofmark_in(bench.path(), deny);
    assert_eq!(run.status, ExitStatus::Unknown);
    assert!(run.err.contains("(fork)"), "{}", run.err);
    bench.promote(&["approved"]);
    let (_, status) = bench.status();
    assert_eq!((status["stage"].as_str(), status["chain"]["standing"].as_str()), (Some("approved"), Some("whole")));
}

fn policy_of(bench: &Bench) -> String {
    bench.link("evaluated").2["predicate"]["policy"]["digest"].as_str().unwrap().to_owned()
}

#[test]
fn the_list_finds_artifacts_by_name_kind_and_stage() {
    let bench = Bench::new();
    bench.promote(&["evaluated"]);
    std::fs::create_dir_all(bench.path().join("docs")).unwrap();
    std::fs::write(bench.path().join("docs/a.txt"), "a").unwrap();
    assert_eq!(proofmark_in(bench.path(), ["pack", "docs"]).status, ExitStatus::Yes);
    let list = |query: &[&str]| {
        let args = [&["list", "--policy", "policy.yaml"], query].concat();
        let run = proofmark_in(bench.path(), args);
        assert_eq!(run.status, ExitStatus::Yes, "{}", run.err);
        run.out.replace(&bench.digest.to_string(), "DIGEST")
    };
    insta::assert_snapshot!(list(&["stage:evaluated", "notes"]), @r"
    NAME   KIND   STAGE      EVIDENCE  AGE  DIGEST
    notes  skill  evaluated  vsa       0d   DIGEST
    ");
    assert_eq!(list(&["kind:skill", "docs"]).lines().count(), 1);
    assert_eq!(list(&[]).lines().count(), 3);
    let run = proofmark_in(bench.path(), ["list", "notes"]);
    assert!(run.out.contains("skill  -"), "{}", run.out);
}

#[test]
fn the_list_of_a_namespace_reads_the_histories_that_its_repositories_have() {
    let registry = Registry::start(Behaviour { referrers: true, ..Behaviour::default() });
    let bench = Bench::new();
    let resource = format!("oci://{}/kits/notes", registry.host);
    let promote = ["promote", "notes", "--policy", "policy.yaml", "--resource", &resource, "--to", "evaluated"];
    let run = proofmark_in(bench.path(), [&promote[..], &["--key", "gate.key"]].concat());
    assert_eq!(run.status, ExitStatus::Yes, "{}{}", run.out, run.err);
    let push = ["push", "notes", &format!("{}/kits/notes:1.0", registry.host), "--policy", "policy.yaml"];
    let run = proofmark_in(bench.path(), push);
    assert_eq!(run.status, ExitStatus::Yes, "{}{}", run.out, run.err);
    let list = |from: &str, query: &str| {
        let from = format!("oci://{}{from}", registry.host);
        let run = proofmark_in(bench.path(), ["list", query, "--from", &from, "--policy", "policy.yaml"]);
        assert_eq!(run.status, ExitStatus::Yes, "{}", run.err);
        run.out.replace(&bench.digest.to_string(), "DIGEST").replace(&registry.host, "HOST")
    };
    insta::assert_snapshot!(list("/kits", "stage:evaluated"), @r"
    NAME                            KIND   STAGE      EVIDENCE  AGE  DIGEST
    HOST/kits/notes 1.0  skill  evaluated  vsa       0d   DIGEST
    ");
    assert_eq!(list("/kits", "stage:published").lines().count(), 1);
    assert_eq!(list("/others", "notes").lines().count(), 1);
}

#[test]
fn an_approval_names_what_it_is_for() {
    let bench = Bench::new();
    let run = bench.run("approve", &["--to", "approved", "--reason", "read it", "--key", "other.key"]);
    assert_eq!(run.status, ExitStatus::Yes, "{}", run.err);
    let approval = bench.statement(|predicate| predicate["decision"] == "approved").2;
    let predicate = &approval["predicate"];
    assert_eq!((predicate["scope"].as_str(), predicate["resourceUri"].as_str()), (Some("approved"), Some(HERE)));
    assert_eq!(predicate["policy"]["digest"]["sha256"].as_str().unwrap().len(), 64);
    let none = Digest::of("nothing").to_string();
    let run = bench.run("approve", &["--to", "approved", "--verdict", &none, "--key", "other.key"]);
    assert_eq!(run.status, ExitStatus::Unknown);
}

#[test]
fn a_push_under_a_policy_needs_a_decision_about_that_very_place() {
    let registry = Registry::start(Behaviour { referrers: true, ..Behaviour::default() });
    let bench = Bench::new();
    let target = format!("{}/kits/notes:1.0", registry.host);
    let resource = format!("oci://{}/kits/notes", registry.host);
    let push = || proofmark_in(bench.path(), ["push", "notes", &target, "--policy", "policy.yaml"]);
    let promote = |resource: &str, to: &str| {
        let args =
            ["promote", "notes", "--policy", "policy.yaml", "--resource", resource, "--to", to, "--key", "gate.key"];
        let run = proofmark_in(bench.path(), args);
        assert_eq!(run.status, ExitStatus::Yes, "{}{}", run.out, run.err);
    };
    assert_eq!(push().status, ExitStatus::No);
    // A decision about another place is none about this one.
    promote(HERE, "evaluated");
    let run = push();
    assert_eq!(run.status, ExitStatus::No, "{}", run.out);
    assert!(run.out.contains("resource: it is for"), "{}", run.out);
    assert_eq!(registry.writes(), Vec::<String>::new());
    promote(&resource, "evaluated");
    let run = push();
    assert_eq!(run.status, ExitStatus::Yes, "{}{}", run.out, run.err);
    // The same history, wherever it is read, and it goes on there.
    let remote = format!("{resource}@{}", bench.digest);
    let there = tempfile::tempdir().unwrap();
    for name in ["policy.yaml", "gate.pub", "other.pub", "security.pub", "gate.key", "security.key"] {
        std::fs::copy(bench.path().join(name), there.path().join(name)).unwrap();
    }
    let run = proofmark_in(there.path(), ["status", &remote, "--policy", "policy.yaml"]);
    assert!(run.out.contains("stage     evaluated"), "{}{}", run.out, run.err);
    let args = ["promote", &remote, "--policy", "policy.yaml", "--to", "approved", "--key", "gate.key"];
    let run = proofmark_in(there.path(), args);
    assert_eq!(run.status, ExitStatus::Yes, "{}{}", run.out, run.err);
    let run = proofmark_in(there.path(), ["status", &remote, "--policy", "policy.yaml"]);
    assert!(run.out.contains("stage     approved"), "{}{}", run.out, run.err);
    // What only the registry knows counts, too.
    let args =
        ["revoke", &remote, "--policy", "policy.yaml", "--reason", "no", "--advisory", "A-1", "--key", "security.key"];
    assert_eq!(proofmark_in(there.path(), args).status, ExitStatus::Yes);
    let run = push();
    assert_eq!(run.status, ExitStatus::No, "{}", run.out);
    assert!(run.out.contains("stage     revoked"), "{}", run.out);
}

/// The code blocks of a language in a document.
fn blocks(document: &str, language: &str) -> Vec<String> {
    let text = std::fs::read_to_string(root().join(document)).unwrap();
    let fence = format!("```{language}");
    // What follows the language on its line says how the block is run.
    let block = |rest: &str| rest.split("```").next().unwrap().split_once('\n').unwrap().1.to_owned();
    text.split(&fence).skip(1).map(block).collect()
}

#[test]
fn the_walk_that_the_documentation_shows_leads_from_draft_to_published() {
    let here = folder(&[("policy.yaml", &blocks("docs/promotion.md", "yaml")[0])]);
    let skill = here.path().join("notes");
    std::fs::create_dir_all(&skill).unwrap();
    std::fs::write(skill.join("SKILL.md"), SKILL).unwrap();
    let walk = blocks("docs/promotion.md", "console")[0].replace("\\\n", "");
    let mut stages = Vec::new();
    for line in walk.lines() {
        let args: Vec<&str> = line.strip_prefix("proofmark ").unwrap().split_whitespace().collect();
        let run = proofmark_with(here.path(), &[("PROOFMARK_PASSWORD", "correct horse")], args.iter().copied());
        assert_eq!(run.status, ExitStatus::Yes, "{line}\n{}{}", run.out, run.err);
        if args[0] == "status" {
            stages.extend(run.out.lines().filter_map(|line| line.strip_prefix("  stage     ")).map(str::to_owned));
        }
        if args[0] == "pack" {
            std::fs::rename(&skill, here.path().join("skill")).unwrap();
        }
    }
    assert_eq!(stages.last().map(String::as_str), Some("published"));
    // What the README shows is a part of it.
    let readme = blocks("README.md", "console");
    let shown = readme.iter().find(|block| block.contains("proofmark promote")).unwrap().replace("\\\n", "");
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let all: Vec<String> = walk.lines().map(plain).collect();
    for line in shown.lines() {
        assert!(all.contains(&plain(line)), "`{line}` of the README is not in docs/promotion.md");
    }
}
