//! The ready policies at work: real keys, real statements, and a skill that goes all the way under each.
#![expect(clippy::indexing_slicing, reason = "a test may stop where it finds what it does not expect")]

use std::path::Path;

use proofmark::cli::ExitStatus;
use serde_json::{Value, json};

use crate::git::git;
use crate::harness::{Run, proofmark_at, proofmark_in};
use crate::policy::{no, ready, yes};

const PLACE: &str = "oci://registry.example/kits/notes";

/// What the skill goes through: its folder, and the policy that it is under.
struct Walk<'a> {
    at: &'a Path,
    policy: &'a str,
    /// Who decides.
    gate: &'a str,
}

impl<'a> Walk<'a> {
    fn new(at: &'a Path, policy: &'a str, gate: &'a str) -> Self {
        yes(at, &["pack", "notes"]);
        std::fs::rename(at.join("notes"), at.join("source")).unwrap();
        git(at, &["init", "--quiet"]);
        git(at, &["add", "source"]);
        let message = "notes\n\nCo-authored-by: Dave <dave@example.com>";
        git(at, &["-c", "user.email=bob@example.com", "commit", "--quiet", "--message", message]);
        Self { at, policy, gate }
    }

    fn attest(&self, kind: &str, key: &str, more: &[&str]) {
        let key = format!("keys/{key}.key");
        yes(self.at, &[&["attest", "notes", "--type", kind, "--key", &key], more].concat());
    }

    /// Evidence that everybody asks for: what a scan found, and what it is made of.
    fn known(&self, by: &str) {
        self.attest("scan", by, &[]);
        self.attest("bom", by, &[]);
    }

    /// Says who built it, and who wrote it by the history of its repository.
    fn built(&self, by: &str) {
        self.attest("provenance", by, &["--builder-id", "https://example.com/builder", "--authors-of", "source"]);
    }

    fn check(&self, to: &str) -> Run {
        no(self.at, &["check", "notes", "--to", to, "--policy", self.policy, "--resource", PLACE])
    }

    fn promote(&self, to: &str, more: &[&str]) {
        let key = format!("keys/{}.key", self.gate);
        let args = ["promote", "notes", "--to", to, "--policy", self.policy, "--resource", PLACE, "--key", &key];
        yes(self.at, &[&args, more].concat());
    }

    fn approve(&self, by: &str, to: &str) {
        let key = format!("keys/{by}.key");
        let args = ["approve", "notes", "--to", to, "--policy", self.policy, "--resource", PLACE, "--key", &key];
        yes(self.at, &args);
    }

    fn stage(&self) -> String {
        let args = ["status", "notes", "--policy", self.policy, "--resource", PLACE, "--format", "json"];
        let status: Value = serde_json::from_str(&yes(self.at, &args).out).unwrap();
        status["stage"].as_str().unwrap().to_owned()
    }
}

#[test]
fn one_person_with_one_key() {
    let folder = ready();
    let walk = Walk::new(folder.path(), "minimal.yaml", "me");
    assert!(walk.check("evaluated").out.contains("PMG-ATT-SCAN"));
    walk.attest("scan", "me", &[]);
    walk.promote("evaluated", &[]);
    assert!(walk.check("approved").out.contains("PMG-APPROVE"));
    walk.approve("me", "approved");
    walk.promote("approved", &[]);
    walk.promote("published", &[]);
    assert!(walk.check("deprecated").out.contains("PMG-FIELDS"));
    walk.promote("deprecated", &["--reason", "there is a better one"]);
    walk.promote("archived", &[]);
    assert_eq!(walk.stage(), "archived");
}

#[test]
fn a_collection_of_skills_is_read_by_somebody_else_than_its_author() {
    let folder = ready();
    let walk = Walk::new(folder.path(), "skills.yaml", "publisher");
    walk.known("publisher");
    walk.promote("evaluated", &[]);
    walk.built("publisher");
    // The publisher is no reviewer, whatever he signs, and no author is one.
    walk.approve("bob", "approved");
    assert!(walk.check("approved").out.contains("PMG-APPROVE"));
    walk.approve("publisher", "approved");
    assert!(walk.check("approved").out.contains("PMG-APPROVE"));
    walk.approve("alice", "approved");
    walk.promote("approved", &[]);
    walk.promote("published", &[]);
    assert_eq!(walk.stage(), "published");
    // A reviewer alone may take it back.
    yes(
        walk.at,
        &[
            "revoke",
            "notes",
            "--policy",
            walk.policy,
            "--resource",
            PLACE,
            "--reason",
            "it leaks",
            "--key",
            "keys/bob.key",
        ],
    );
    assert_eq!(walk.stage(), "revoked");
}

#[test]
fn a_team_measures_builds_agrees_and_lets_go() {
    let folder = ready();
    let walk = Walk::new(folder.path(), "team.yaml", "gate");
    let at = walk.at;
    walk.attest("scan", "ci", &[]);
    let digest = yes(at, &["list", "notes"]).out;
    let digest = digest.split_whitespace().find(|word| word.starts_with("sha256:")).unwrap();
    let record = |category: &str| {
        json!({
            "category": category, "provider": {"name": "garak"}, "benchmark": {"name": "b"},
            "metric": {"name": "pass_rate", "direction": "higher", "unit": "rate"}, "score": 1.0,
            "samples": {"total": 200, "scored": 200}, "method": "automated", "finished": "2026-11-19T00:00:00Z",
        })
    };
    let records = json!({
        "schema": "https://proofmark.dev/eval/v1", "subject": {"name": "notes", "digest": digest},
        "records": [record("functional"), record("safety")],
    });
    std::fs::write(at.join("records.json"), records.to_string()).unwrap();
    // By somebody who may not measure, it counts for nothing.
    walk.attest("eval", "ci", &["--records", "records.json"]);
    assert!(walk.check("evaluated").out.contains("PMG-EVAL-SAFETY"));
    walk.attest("eval", "evaluator", &["--records", "records.json"]);
    walk.promote("evaluated", &[]);

    walk.attest("bom", "ci", &[]);
    let builder = ["--builder-id", "https://example.com/builder"];
    walk.attest("provenance", "ci", &builder);
    let nobody = walk.check("approved");
    assert!(nobody.out.contains("nobody knows who wrote it"), "{}", nobody.out);
    walk.built("ci");
    walk.approve("alice", "approved");
    walk.approve("bob", "approved");
    let one = walk.check("approved");
    assert!(one.out.contains("1 of 2 approve") && one.out.contains("author"), "{}", one.out);
    walk.approve("carol", "approved");
    walk.promote("approved", &[]);
    walk.promote("published", &[]);
    walk.promote("deprecated", &["--reason", "old", "--sunset", "2026-12-24"]);
    let early = walk.check("archived");
    assert!(early.out.contains("its sunset is on 2026-12-24"), "{}", early.out);
    // By then the scan is old, and the gate asks for a new one.
    let late = |args: &[&str]| proofmark_at(at, "1798070401", args.iter().copied());
    let scan = ["attest", "notes", "--type", "scan", "--key", "keys/ci.key"];
    assert_eq!(late(&scan).status, ExitStatus::Yes);
    let archive = [
        "promote",
        "notes",
        "--to",
        "archived",
        "--policy",
        walk.policy,
        "--resource",
        PLACE,
        "--key",
        "keys/gate.key",
    ];
    let archived = late(&archive);
    assert_eq!(archived.status, ExitStatus::Yes, "{}{}", archived.out, archived.err);
    let listed = proofmark_in(at, ["list", "stage:archived", "--policy", walk.policy]);
    assert_eq!(listed.out.lines().count(), 2, "{}", listed.out);
}
