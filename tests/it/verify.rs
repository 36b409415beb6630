//! `proofmark verify`, as the user sees it.

use proofmark::cli::ExitStatus;
use serde_json::{Value, json};

use crate::harness::{Run, folder, proofmark, proofmark_in};

const SKILL: &str = "---\nname: notes\ndescription: Keep notes in a file.\n---\n\n# Notes\n";
const GITHUB: &str = "https://token.actions.githubusercontent.com";
const NPM: &str = "fixtures/evidence/npm/sigstore-2.0.0.sigstore.json";
const NPM_IDENTITY: &str = "https://github.com/sigstore/sigstore-js/.github/workflows/release.yml@refs/heads/main";
/// Of `sigstore-2.0.0.tgz`, as the npm registry serves it.
const NPM_PACKAGE: &str = "sha512:46d4e2f74c4877316640000a6fdf8a8b59f1e0847667973e9859f774dd31b8f1e0937813b777fb66a2ac67d50540fe34640966eee9fc2ccca387082b4c85cd3c";

/// A skill with a statement about it that `k.key` has signed, beside it.
fn signed() -> tempfile::TempDir {
    let folder = folder(&[("notes/SKILL.md", SKILL), ("notes/a.txt", "a")]);
    for args in [
        vec!["keygen", "--name", "k", "--no-passphrase"],
        vec!["keygen", "--name", "other", "--no-passphrase", "--algorithm", "ed25519"],
        vec!["attest", "notes", "--type", "scan", "--key", "k.key", "-o", "notes.sigstore.json"],
    ] {
        let run = proofmark_in(folder.path(), args);
        assert_eq!(run.status, ExitStatus::Yes, "{}", run.err);
    }
    folder
}

/// Without the name of the key, which is new each time.
fn shown(run: &Run) -> String {
    let text = format!("{}{}", run.out, run.err);
    let words = text.split_inclusive([' ', '\n']).map(|word| {
        let is_key = word.trim_end().trim_matches(['`', ',']).len() == 44 && word.trim_end().contains('=');
        if is_key { word.replace(word.trim_end().trim_matches(['`', ',']), "KEY") } else { word.to_owned() }
    });
    words.collect()
}

#[test]
fn a_signed_folder_holds_until_anything_in_it_changes() {
    let folder = signed();
    let verify = || proofmark_in(folder.path(), ["verify", "notes", "--key", "k.pub"]);
    let run = verify();
    assert_eq!(run.status, ExitStatus::Yes);
    insta::assert_snapshot!(shown(&run), @r"
    verified notes.sigstore.json
      says      https://in-toto.io/attestation/test-result/v0.1
      about     notes
      signed by key KEY
      at        a time that no trusted service vouches for
    ");
    // A file of it alone is a subject, too.
    let alone = ["verify", "notes/a.txt", "--key", "k.pub", "-e", "notes.sigstore.json"];
    assert_eq!(proofmark_in(folder.path(), alone).status, ExitStatus::Yes);
    std::fs::write(folder.path().join("notes/b.txt"), "b").unwrap();
    let run = verify();
    assert_eq!(run.status, ExitStatus::No);
    insta::assert_snapshot!(shown(&run), @r"
    error[subject-mismatch]: notes.sigstore.json: no subject of the statement is `notes`
      help: it is not what was signed: get it anew, or have it signed as it is now
    ");
    std::fs::remove_file(folder.path().join("notes/b.txt")).unwrap();
    assert_eq!(verify().status, ExitStatus::Yes);
    std::fs::rename(folder.path().join("notes/a.txt"), folder.path().join("notes/c.txt")).unwrap();
    assert_eq!(verify().status, ExitStatus::No);
}

#[test]
fn nobody_is_trusted_by_default() {
    let folder = signed();
    let run = proofmark_in(folder.path(), ["verify", "notes"]);
    assert_eq!(run.status, ExitStatus::Unknown);
    assert!(run.err.starts_with("error: `--key` is needed"), "{}", run.err);
    let run = proofmark_in(folder.path(), ["verify", "notes", "--certificate-identity", "x"]);
    insta::assert_snapshot!(run.err, @"error: `--certificate-oidc-issuer` is needed: an identity means nothing without whoever vouches for it");
}

#[test]
fn each_check_that_fails_has_its_name() {
    let folder = signed();
    let cases: &[(&[&str], &str)] = &[
        (&["notes", "--key", "other.pub"], "key"),
        (&["notes", "--certificate-identity", "a", "--certificate-oidc-issuer", "b"], "material"),
        (&["notes", "--key", "k.pub", "--predicate-type", "https://cyclonedx.org/bom"], "missing-predicate"),
        (&["notes", "--key", "k.pub", "--require-log"], "not-logged"),
        (&["notes", "--key", "k.pub", "--max-age", "1"], "no-time"),
        (&["k.pub", "--key", "k.pub"], "no-evidence"),
        (&["k.pub", "--key", "k.pub", "-e", "notes.sigstore.json"], "subject-mismatch"),
        (&["notes", "--key", "k.pub", "-e", "k.pub"], "malformed"),
        (&["notes", "--key", "k.pub", "-e", "notes/a.txt"], "malformed"),
    ];
    for (args, check) in cases {
        let run = proofmark_in(folder.path(), std::iter::once("verify").chain(args.iter().copied()));
        assert_eq!(run.status, ExitStatus::No, "{args:?}: {}", run.err);
        assert!(run.err.contains(&format!("error[{check}]: ")), "{args:?}: {}", run.err);
    }
}

#[test]
fn a_bundle_alone_says_what_it_is_about() {
    let folder = signed();
    let run = proofmark_in(folder.path(), ["verify", "notes.sigstore.json", "--key", "k.pub", "--format", "json"]);
    assert_eq!(run.status, ExitStatus::Yes);
    let answer: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(answer["evidence"][0]["about"], Value::Null);
    assert_eq!(answer["evidence"][0]["statement"]["subject"][0]["name"], "notes");
    assert_eq!(answer["evidence"][0]["signed_by"]["kind"], "key");
}

#[test]
fn all_of_several_statements_have_to_hold() {
    let folder = signed();
    let path = |name: &str| folder.path().join(name);
    let more = proofmark_in(folder.path(), ["attest", "notes", "--type", "approval", "--key", "k.key"]);
    let first = std::fs::read_to_string(path("notes.sigstore.json")).unwrap();
    std::fs::write(path("all.jsonl"), format!("{first}{}", more.out)).unwrap();
    let both = ["verify", "notes", "--key", "k.pub", "-e", "all.jsonl"];
    let run = proofmark_in(folder.path(), both);
    assert_eq!((run.status, run.out.matches("verified all.jsonl#").count()), (ExitStatus::Yes, 2), "{}", run.err);
    let foreign = proofmark_in(folder.path(), ["attest", "notes", "--type", "approval", "--key", "other.key"]);
    std::fs::write(path("all.jsonl"), format!("{first}{}", foreign.out)).unwrap();
    assert_eq!(proofmark_in(folder.path(), both).status, ExitStatus::No);
    let keys = ["verify", "notes", "--key", "k.pub", "--key", "other.pub", "-e", "all.jsonl"];
    assert_eq!(proofmark_in(folder.path(), keys).status, ExitStatus::Yes);
    // What is meant has to be there, each of it; what is not need not hold.
    let scan = "https://in-toto.io/attestation/test-result/v0.1";
    let run = proofmark_in(folder.path(), both.into_iter().chain(["--predicate-type", scan]));
    assert_eq!(run.status, ExitStatus::Yes, "{}", run.err);
    assert!(run.err.starts_with("rejected[predicate-type]: all.jsonl#2: "), "{}", run.err);
    let bom = "https://cyclonedx.org/bom";
    let run = proofmark_in(
        folder.path(),
        ["verify", "notes", "--key", "k.pub", "--predicate-type", scan, "--predicate-type", bom],
    );
    assert_eq!(run.status, ExitStatus::No);
    assert!(run.err.contains("error[missing-predicate]"), "{}", run.err);
}

#[test]
fn envelopes_without_a_bundle_are_verified_by_their_key() {
    let folder = signed();
    let path = |name: &str| folder.path().join(name);
    let bundle: Value = serde_json::from_str(&std::fs::read_to_string(path("notes.sigstore.json")).unwrap()).unwrap();
    let mut envelope = bundle["dsseEnvelope"].clone();
    std::fs::write(path("notes.intoto.jsonl"), envelope.to_string()).unwrap();
    std::fs::remove_file(path("notes.sigstore.json")).unwrap();
    let verify = |key: &str| proofmark_in(folder.path(), ["verify", "notes", "--key", key]);
    assert_eq!(verify("k.pub").status, ExitStatus::Yes);
    assert!(verify("other.pub").err.contains("error[signature]"));
    envelope["signatures"] = json!([]);
    std::fs::write(path("notes.intoto.jsonl"), envelope.to_string()).unwrap();
    assert!(verify("k.pub").err.contains("error[no-signature]"));
}

fn npm(args: &[&str]) -> Run {
    let known = ["verify", NPM_PACKAGE, "-e", NPM, "--certificate-oidc-issuer", GITHUB];
    proofmark(known.into_iter().chain(args.iter().copied()))
}

#[test]
fn the_provenance_of_a_package_on_npm_holds() {
    let run = npm(&["--certificate-identity", NPM_IDENTITY]);
    assert_eq!(run.status, ExitStatus::Yes, "{}", run.err);
    insta::assert_snapshot!(run.out, @r"
    verified fixtures/evidence/npm/sigstore-2.0.0.sigstore.json
      says      https://slsa.dev/provenance/v1
      about     pkg:npm/sigstore@2.0.0
      signed by https://github.com/sigstore/sigstore-js/.github/workflows/release.yml@refs/heads/main
      issuer    https://token.actions.githubusercontent.com
      at        2023-08-18T16:05:35Z
    ");
    // As the registry hands it out.
    let bundle: Value =
        serde_json::from_str(&std::fs::read_to_string(crate::harness::root().join(NPM)).unwrap()).unwrap();
    let answer = json!({ "attestations": [{ "predicateType": "https://slsa.dev/provenance/v1", "bundle": bundle }] });
    let folder = folder(&[("answer.json", &answer.to_string())]);
    let run = proofmark_in(
        folder.path(),
        [
            "verify",
            NPM_PACKAGE,
            "-e",
            "answer.json",
            "--certificate-identity",
            NPM_IDENTITY,
            "--certificate-oidc-issuer",
            GITHUB,
        ],
    );
    assert_eq!(run.status, ExitStatus::Yes, "{}", run.err);
}

#[test]
fn identities_issuers_and_claims_are_each_compared() {
    let ours = r"https://github\.com/sigstore/sigstore-js/\.github/workflows/release\.yml@refs/heads/.*";
    let good: &[&[&str]] = &[
        &["--certificate-identity-regexp", ours],
        &["--certificate-identity", NPM_IDENTITY, "--claim", "source-repository-ref=refs/heads/main"],
    ];
    for args in good {
        assert_eq!(npm(args).status, ExitStatus::Yes, "{args:?}");
    }
    let cases: &[(&[&str], &str)] = &[
        (&["--certificate-identity", "https://github.com/evil/x"], "identity"),
        // A part of the identity is not the identity.
        (&["--certificate-identity-regexp", "sigstore-js"], "identity"),
        (&["--certificate-identity", NPM_IDENTITY, "--claim", "build-trigger=pull_request"], "claim"),
        (&["--certificate-identity", NPM_IDENTITY, "--claim", "deployment-environment=production"], "claim"),
        (&["--certificate-identity", NPM_IDENTITY, "--max-age", "30"], "too-old"),
        (&["--certificate-identity", NPM_IDENTITY, "--instance", "staging"], "inclusion-promise"),
    ];
    for (args, check) in cases {
        let run = npm(args);
        assert_eq!(run.status, ExitStatus::No, "{args:?}");
        assert!(run.err.contains(&format!("error[{check}]: ")), "{args:?}: {}", run.err);
    }
    let issuer = ["verify", NPM_PACKAGE, "-e", NPM, "--certificate-identity", NPM_IDENTITY];
    let run = proofmark(issuer.into_iter().chain(["--certificate-oidc-issuer", "https://accounts.example"]));
    assert!(run.err.contains("error[issuer]: "), "{}", run.err);
    let key = proofmark(["verify", NPM_PACKAGE, "-e", NPM, "--key", "fixtures/evidence/oms/key.pub"]);
    assert!(key.err.contains("error[material]: "), "{}", key.err);
}

#[test]
fn the_release_of_a_repository_on_github_holds() {
    let asset = "sha256:76f1fe8593bf227cca2c089e3c16dc95014a8d3e89c5dd220530469ca043c428";
    let run = proofmark([
        "verify",
        asset,
        "-e",
        "fixtures/evidence/github/release.sigstore.json",
        "--instance",
        "github",
        "--certificate-identity",
        "https://dotcom.releases.github.com",
    ]);
    assert_eq!(run.status, ExitStatus::Yes, "{}", run.err);
    assert!(run.out.contains("about     communique-aarch64-apple-darwin.tar.gz"));
}

#[test]
fn attestations_of_python_packages_are_bundles_with_other_names() {
    // No package of PyPI is at hand; the npm bundle is the same, but for its chain and its promise-only log entry.
    let folder = folder(&[("x", "x")]);
    let bundle: Value =
        serde_json::from_str(&std::fs::read_to_string(crate::harness::root().join(NPM)).unwrap()).unwrap();
    let material = &bundle["verificationMaterial"];
    let attestation = json!({
        "version": 1,
        "verification_material": {
            "certificate": material["x509CertificateChain"]["certificates"][0]["rawBytes"],
            "transparency_entries": material["tlogEntries"],
        },
        "envelope": {
            "statement": bundle["dsseEnvelope"]["payload"],
            "signature": bundle["dsseEnvelope"]["signatures"][0]["sig"],
        },
    });
    let provenance =
        json!({ "version": 1, "attestation_bundles": [{ "publisher": {}, "attestations": [attestation] }] });
    for document in [attestation, provenance] {
        std::fs::write(folder.path().join("x.attestation"), document.to_string()).unwrap();
        let run = proofmark_in(
            folder.path(),
            [
                "verify",
                NPM_PACKAGE,
                "-e",
                "x.attestation",
                "--certificate-identity",
                NPM_IDENTITY,
                "--certificate-oidc-issuer",
                GITHUB,
            ],
        );
        assert_eq!(run.status, ExitStatus::Yes, "{}", run.err);
    }
}

/// A copy of a signed sample.
fn copy(of: &str) -> tempfile::TempDir {
    let from = crate::harness::root().join("fixtures/evidence").join(of);
    let folder = folder(&[]);
    let to = folder.path().join("skill");
    std::fs::create_dir_all(to.join("scripts")).unwrap();
    for file in ["SKILL.md", "scripts/count.py", "skill.oms.sig"] {
        std::fs::copy(from.join(file), to.join(file)).unwrap();
    }
    folder
}

#[test]
fn skills_signed_after_openssf_model_signing_hold_until_a_file_changes() {
    let root = crate::harness::root();
    let (ca, key) = (root.join("fixtures/evidence/oms/root.pem"), root.join("fixtures/evidence/oms/key.pub"));
    for (sample, trust) in [
        ("oms/certified", ["--certificate-authority", ca.to_str().unwrap()]),
        ("oms/keyed", ["--key", key.to_str().unwrap()]),
    ] {
        let folder = copy(sample);
        let verify = || proofmark_in(folder.path(), ["verify", "skill", trust[0], trust[1]]);
        let run = verify();
        assert_eq!(run.status, ExitStatus::Yes, "{}", run.err);
        let file = |name: &str| folder.path().join("skill").join(name);
        std::fs::write(file("extra.md"), "x").unwrap();
        assert!(verify().err.contains("error[content-mismatch]: skill/skill.oms.sig: `extra.md` was not signed"));
        std::fs::rename(file("extra.md"), file(".gitignore")).unwrap();
        let run = verify();
        assert_eq!(run.status, ExitStatus::No);
        insta::allow_duplicates! {
            insta::assert_snapshot!(run.err, @"error[uncovered-file]: skill/skill.oms.sig: the signature does not cover `.gitignore`: anybody could have added it");
        }
        std::fs::remove_file(file(".gitignore")).unwrap();
        std::fs::write(file("SKILL.md"), "x").unwrap();
        assert!(verify().err.contains("`SKILL.md` has changed since it was signed"));
        std::fs::remove_file(file("SKILL.md")).unwrap();
        assert!(verify().err.contains("`SKILL.md` was signed and is not there"));
    }
}

#[test]
fn certificates_of_another_authority_are_not_trusted() {
    let run = proofmark([
        "verify",
        "fixtures/evidence/mcpb/clock.mcpb",
        "--certificate-authority",
        "fixtures/evidence/mcpb/stranger.pem",
    ]);
    assert_eq!(run.status, ExitStatus::No);
    assert!(run.err.contains("error[certificate-untrusted]: "), "{}", run.err);
    let run = proofmark([
        "verify",
        "fixtures/evidence/oms/certified",
        "--certificate-authority",
        "fixtures/evidence/oms/root.pem",
        "--certificate-identity",
        "CN=Somebody Else",
    ]);
    assert!(run.err.contains("error[identity]: "), "{}", run.err);
}

#[test]
fn signed_mcp_bundles_hold_until_a_byte_changes() {
    let root = crate::harness::root().join("fixtures/evidence/mcpb");
    let bytes = std::fs::read(root.join("clock.mcpb")).unwrap();
    let ca = root.join("root.pem");
    let folder = folder(&[]);
    let verify = |bytes: &[u8]| {
        std::fs::write(folder.path().join("clock.mcpb"), bytes).unwrap();
        proofmark_in(folder.path(), ["verify", "clock.mcpb", "--certificate-authority", ca.to_str().unwrap()])
    };
    let run = verify(&bytes);
    assert_eq!(run.status, ExitStatus::Yes, "{}", run.err);
    assert!(run.out.contains("signed by CN=Bundle Vendor"));
    let mut changed = bytes.clone();
    changed[40] ^= 1;
    assert!(verify(&changed).err.contains("error[content-mismatch]: "));
    // Every byte of the signature counts, or is refused.
    let start = bytes.windows(11).rposition(|window| window == b"MCPB_SIG_V1").unwrap();
    for at in (start..bytes.len()).step_by(7) {
        let mut changed = bytes.clone();
        changed[at] ^= 0x20;
        assert_ne!(verify(&changed).status, ExitStatus::Yes, "byte {at}");
    }
}

#[test]
fn agent_cards_hold_in_the_form_that_they_were_signed_in() {
    let card = |name: &str| {
        let card = format!("fixtures/evidence/card/{name}.json");
        proofmark(["verify", card.as_str(), "--key", "fixtures/evidence/card/jwks.json"])
    };
    for (name, form) in [
        ("full", "as the specification says"),
        ("full_ed", "as the specification says"),
        ("empties", "as the Python SDK signs"),
    ] {
        let run = card(name);
        assert_eq!(run.status, ExitStatus::Yes, "{name}: {}", run.err);
        assert!(run.out.contains(form), "{}", run.out);
    }
    let run = card("unknown_added");
    assert_eq!(run.status, ExitStatus::No);
    insta::assert_snapshot!(run.err, @"error[uncovered-member]: fixtures/evidence/card/unknown_added.json: the signature does not cover `/x-injected`: anybody could have added it");
    let run = card("tampered");
    assert_eq!(run.status, ExitStatus::No);
    insta::assert_snapshot!(run.err, @"error[signature]: fixtures/evidence/card/tampered.json: the signature does not fit what is signed");
}
