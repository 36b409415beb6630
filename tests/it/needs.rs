//! Needs of other artifacts: what BOMs list, and how far each of it has come.

use std::path::Path;

use proofmark::cli::ExitStatus;

use crate::harness::{Run, SKILL, folder, proofmark_in};

const POLICY: &str = r#"
apiVersion: proofmark.dev/policy/v1
kind: PromotionPolicy
metadata: { name: kits }
verifier: { id: "https://gate.example/v1" }
identities:
  gate: { key: { file: gate.pub } }
always: { by: [gate] }
transitions:
  draft->evaluated: { dependencies: { stage: evaluated } }
  evaluated->approved: { dependencies: { stage: evaluated, depth: direct } }
revoke: { by: [gate] }
"#;

/// A manifest of an agent registry that needs other artifacts; their digests are `pins`.
fn manifest(kind: &str, name: &str, needs: &[(&str, &str)]) -> String {
    let mut text = format!(
        "apiVersion: v1alpha1\nkind: {kind}\nidentity:\n  name: {name}\n  version: 1.0.0\n  title: A {name}\n  \
         description: Does what a {name} does.\nbom:\n"
    );
    let list = if kind == "agent" { "skills" } else { "dependencies" };
    text += &[
        format!("  {list}:\n"),
        needs
            .iter()
            .map(|(name, pin)| format!("    - name: {name}\n      version: \"1.0.0\"\n      {pin}\n"))
            .collect(),
    ]
    .concat();
    text
}

fn run(at: &Path, line: &str) -> Run {
    proofmark_in(at, line.split_whitespace())
}

/// Packs a folder, and signs what it is made of. What was packed has its name from here on.
fn pack(at: &Path, name: &str) -> String {
    let packed = run(at, &format!("pack {name}"));
    assert_eq!(packed.status, ExitStatus::Yes, "{}", packed.err);
    std::fs::rename(at.join(name), at.join(format!("{name}.source"))).unwrap();
    let signed = run(at, &format!("attest {name} --type bom --key gate.key"));
    assert_eq!(signed.status, ExitStatus::Yes, "{}", signed.err);
    packed.out.trim().to_owned()
}

fn to(at: &Path, command: &str, name: &str, stage: &str) -> Run {
    run(at, &format!("{command} {name} --to {stage} --policy policy.yaml --resource oci://r.example/{name}"))
}

fn promote(at: &Path, name: &str, stage: &str) {
    let line =
        format!("promote {name} --to {stage} --policy policy.yaml --resource oci://r.example/{name} --key gate.key");
    let promoted = run(at, &line);
    assert_eq!(promoted.status, ExitStatus::Yes, "{}{}", promoted.out, promoted.err);
}

/// `team` needs `lists`, which needs `notes`.
fn team() -> tempfile::TempDir {
    let here = folder(&[("notes/SKILL.md", SKILL), ("policy.yaml", POLICY)]);
    let at = here.path();
    assert_eq!(run(at, "keygen --name gate --no-passphrase").status, ExitStatus::Yes);
    let notes = pack(at, "notes");
    std::fs::create_dir(at.join("lists")).unwrap();
    let lists = manifest("skill", "lists", &[("notes", &format!("digest: {notes}"))]);
    std::fs::write(at.join("lists/skill.yaml"), lists).unwrap();
    let lists = pack(at, "lists");
    std::fs::create_dir(at.join("team")).unwrap();
    let team = manifest("agent", "team", &[("lists", &format!("source: r.example/lists@{lists}"))]);
    std::fs::write(at.join("team/agent.yaml"), team).unwrap();
    pack(at, "team");
    here
}

#[test]
fn what_an_artifact_needs_has_to_have_come_as_far_by_whatever_way_it_is_needed() {
    let here = team();
    let at = here.path();

    // Nothing of it has any history yet.
    let refused = to(at, "check", "team", "evaluated");
    assert_eq!(refused.status, ExitStatus::No, "{}{}", refused.out, refused.err);
    insta::assert_snapshot!(gate(&refused.out), @"
    fail    PMG-DEPS  `lists` has no history here, and no decision of others counts; `notes`, by way of lists, has no history here, and no decision of others counts
                      needs: proofmark promote sha256:faf4df9d552db6a5711c5f4473dc519c831eaf526b2f044f311b65b325330060 --to evaluated --policy policy.yaml --key KEY
    ");

    // One by one, from the bottom: each has to wait for what it needs.
    assert_eq!(to(at, "check", "lists", "evaluated").status, ExitStatus::No);
    for name in ["notes", "lists", "team"] {
        promote(at, name, "evaluated");
    }

    // What is revoked takes with it all that needs it; by way of others only where the policy looks so far.
    let revoked = run(
        at,
        "revoke notes --policy policy.yaml --resource oci://r.example/notes --key gate.key --reason leak --advisory GHSA-1",
    );
    assert_eq!(revoked.status, ExitStatus::Yes, "{}", revoked.err);
    let direct = to(at, "check", "team", "approved");
    assert_eq!(direct.status, ExitStatus::Yes, "{}{}", direct.out, direct.err);
    std::fs::create_dir(at.join("crew")).unwrap();
    let lists = run(at, "status lists --policy policy.yaml --resource oci://r.example/lists --format json").out;
    let lists: serde_json::Value = serde_json::from_str(&lists).unwrap();
    let pin = format!("digest: {}", lists["subject"].as_str().unwrap());
    std::fs::write(at.join("crew/agent.yaml"), manifest("agent", "crew", &[("lists", &pin)])).unwrap();
    pack(at, "crew");
    let deep = to(at, "check", "crew", "evaluated");
    assert_eq!(deep.status, ExitStatus::No, "{}{}", deep.out, deep.err);
    insta::assert_snapshot!(gate(&deep.out), @"
    fail    PMG-DEPS  `notes`, by way of lists, is revoked
                      needs: ask for another version of `notes`
    ");
}

#[test]
fn the_tree_of_needs_shows_how_far_each_has_come_and_what_is_verified_about_it() {
    let here = team();
    let at = here.path();
    promote(at, "notes", "evaluated");
    let tree = run(at, "bom deps team --policy policy.yaml");
    insta::assert_snapshot!(tree.out, @r"
    project sha256:035d02e7e317e364697202f7e80299a742336ed7db777a1014830682e5f9060b (no stage; bom verified)
      |- agent team@1.0.0 [resolved]
        |- skill lists@1.0.0 [resolved] (no stage; bom verified)
          |- skill notes@1.0.0 [resolved] (evaluated; bom, vsa verified)
    ");
    // Whoever believes nobody is shown no stage, and the store says by itself what a document cannot.
    let file = run(at, "bom team.source --format cyclonedx-json -o team.json");
    assert_eq!(file.status, ExitStatus::Yes, "{}", file.err);
    assert!(!run(at, "bom deps team.json").out.contains("verified"));
    assert!(run(at, "bom deps team.json --policy policy.yaml").out.contains("(no stage; bom verified)"));
    let json = run(at, "bom deps team --policy policy.yaml --format json").out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let below = "/dependencies/0".repeat(3);
    let node = json.pointer(&format!("/artifacts/0{below}")).unwrap();
    assert_eq!((&node["stage"], &node["verified"]), (&"evaluated".into(), &serde_json::json!(["bom", "vsa"])));
    let mermaid = run(at, "bom deps team --policy policy.yaml --format mermaid").out;
    assert!(mermaid.contains("(evaluated; bom, vsa verified)"), "{mermaid}");
    // Nothing that is signed by others counts.
    assert_eq!(run(at, "keygen --name other --no-passphrase").status, ExitStatus::Yes);
    std::fs::write(at.join("strangers.yaml"), POLICY.replace("gate.pub", "other.pub")).unwrap();
    let strangers = run(at, "bom deps team --policy strangers.yaml");
    assert_eq!((strangers.status, strangers.out.as_str()), (ExitStatus::Unknown, ""));
    insta::assert_snapshot!(strangers.err, @r"
    error: no BOM about `team` is verified
      help: sign one with `proofmark attest REF --type bom`
    ");
}

#[test]
fn what_is_not_pinned_or_has_no_bom_is_not_known() {
    let here = folder(&[("notes/SKILL.md", SKILL), ("policy.yaml", POLICY)]);
    let at = here.path();
    assert_eq!(run(at, "keygen --name gate --no-passphrase").status, ExitStatus::Yes);
    assert_eq!(run(at, "pack notes").status, ExitStatus::Yes);
    std::fs::rename(at.join("notes"), at.join("notes.source")).unwrap();
    insta::assert_snapshot!(gate(&to(at, "check", "notes", "evaluated").out), @"
    fail    PMG-DEPS  nobody knows what it needs: there is no BOM that says so
                      needs: proofmark attest notes --key KEY --type bom
    ");

    std::fs::create_dir(at.join("team")).unwrap();
    std::fs::write(at.join("team/agent.yaml"), manifest("agent", "team", &[("notes", "required: true")])).unwrap();
    pack(at, "team");
    insta::assert_snapshot!(gate(&to(at, "check", "team", "evaluated").out), @"
    fail    PMG-DEPS  `notes` is not pinned by a digest, so nothing is known about it
                      needs: name the digest of `notes` where it is asked for, and attest the BOM again
    ");
}

/// What the answer says of needs.
fn gate(answer: &str) -> String {
    let lines: Vec<&str> = answer.lines().skip_while(|line| !line.contains("PMG-DEPS")).take(2).collect();
    lines.join("\n")
}
