//! The GitHub action's scripts, in a runner that is made of variables and files.
#![expect(clippy::unwrap_used, reason = "a test that cannot read its own output has failed")]

use std::path::Path;
use std::process::{Command, Output};

use crate::git::{CLEAN, NOTES, commit, git};
use crate::harness::{folder, root};

/// Runs a script of the action with inputs; gives what it printed, its outputs and the job's summary.
fn script(name: &str, folder: &Path, inputs: &[(&str, &str)]) -> (Output, String, String) {
    let runner = folder.join("runner");
    std::fs::create_dir_all(&runner).unwrap();
    let output = Command::new("bash")
        .arg(root().join("action").join(name))
        .current_dir(folder.join("work"))
        .env_clear()
        .envs([("PATH", std::env::var("PATH").unwrap()), ("HOME", folder.to_str().unwrap().to_owned())])
        .envs([("GITHUB_OUTPUT", runner.join("output")), ("GITHUB_STEP_SUMMARY", runner.join("summary"))])
        .env("RUNNER_TEMP", &runner)
        .env("PROOFMARK", env!("CARGO_BIN_EXE_proofmark"))
        .envs(inputs.iter().copied())
        .output()
        .unwrap();
    let read = |name| std::fs::read_to_string(runner.join(name)).unwrap_or_default();
    (output, read("output"), read("summary"))
}

/// The inputs of a scan, with what the action sets where nothing is said.
fn scan(folder: &Path, inputs: &[(&str, &str)]) -> (Output, String, String) {
    let defaults = [("INPUT_SOURCES", "."), ("INPUT_FAIL_ON", "high"), ("INPUT_SARIF_FILE", "proofmark.sarif")];
    script("scan.sh", folder, &[&defaults, inputs].concat())
}

fn value<'o>(outputs: &'o str, name: &str) -> &'o str {
    let line = outputs.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
    line.unwrap_or_else(|| panic!("no {name} in {outputs}"))
}

#[test]
fn a_scan_reports_in_every_form_that_the_runner_reads() {
    let birds = CLEAN.replace("name: notes", "name: birds");
    let folder = folder(&[("work/skills/notes/SKILL.md", NOTES), ("work/skills/birds/SKILL.md", &birds)]);
    let (output, outputs, summary) = scan(folder.path(), &[]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(value(&outputs, "verdict"), "fail");
    assert_ne!(value(&outputs, "findings"), "0");
    let digests: serde_json::Value = serde_json::from_str(value(&outputs, "artifact-digests")).unwrap();
    assert_eq!(digests.as_object().unwrap().len(), 2, "{digests}");
    let annotations = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(annotations.contains("::error") && annotations.contains("skills/notes/SKILL.md"), "{annotations}");
    assert!(summary.contains("instruction-override"), "{summary}");
    let sarif = std::fs::read(folder.path().join("work").join(value(&outputs, "sarif-file"))).unwrap();
    let sarif: serde_json::Value = serde_json::from_slice(&sarif).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "instruction-override");
    let report = std::fs::read(value(&outputs, "report-file")).unwrap();
    assert_eq!(value(&outputs, "report-digest"), proofmark::digest::Digest::of(&report).to_string());
}

#[test]
fn only_a_clear_yes_lets_a_job_pass() {
    let folder = folder(&[("work/x", "")]);
    for (verdict, zero, code) in
        [("pass", "false", 0), ("fail", "false", 1), ("fail", "true", 0), ("incomplete", "true", 2), ("", "true", 2)]
    {
        let inputs = [("VERDICT", verdict), ("INPUT_EXIT_ZERO", zero)];
        assert_eq!(script("decide.sh", folder.path(), &inputs).0.status.code(), Some(code), "{verdict} {zero}");
    }
}

#[test]
fn a_checkout_configures_nothing_and_inputs_are_never_code() {
    let config = "exclude = [\"skills/**\"]\n";
    let folder = folder(&[("work/skills/notes/SKILL.md", NOTES), ("work/proofmark.toml", config)]);
    assert_eq!(value(&scan(folder.path(), &[]).1, "verdict"), "fail");
    for (name, input) in [
        ("INPUT_SOURCES", "$(touch canary)\n; touch canary"),
        ("INPUT_SOURCES", "--exit-zero"),
        ("INPUT_SINCE", "--output=canary"),
        ("INPUT_FAIL_ON", "high; touch canary"),
    ] {
        std::fs::remove_dir_all(folder.path().join("runner")).unwrap();
        let (output, outputs, _) = scan(folder.path(), &[(name, input)]);
        assert_eq!((output.status.code(), outputs.as_str()), (Some(2), ""), "{input}");
        assert!(!folder.path().join("work/canary").exists(), "{input}");
    }
}

#[test]
fn a_pull_request_is_scanned_for_what_it_changes() {
    let folder = folder(&[("work/skills/bad/SKILL.md", NOTES)]);
    let work = folder.path().join("work");
    git(&work, &["init", "--quiet", "--initial-branch", "main"]);
    let base = commit(&work, "first");
    std::fs::create_dir_all(work.join("skills/birds")).unwrap();
    std::fs::write(work.join("skills/birds/SKILL.md"), CLEAN.replace("notes", "birds")).unwrap();
    commit(&work, "second");
    let (_, outputs, _) = scan(folder.path(), &[("INPUT_SINCE", &base)]);
    assert_eq!(value(&outputs, "verdict"), "pass");
}

#[test]
fn what_is_not_the_release_that_was_meant_is_not_installed() {
    let folder = folder(&[("work/x", "")]);
    for (version, sha256, runner) in [
        ("1.0.0; touch canary", "", "Linux"),
        ("1.0.0", "", "Linux"),
        ("1.0.0", "not a digest", "Linux"),
        ("1.0.0", "", "BeOS"),
    ] {
        let inputs =
            [("INPUT_VERSION", version), ("INPUT_SHA256", sha256), ("RUNNER_OS", runner), ("RUNNER_ARCH", "X64")];
        let (output, outputs, _) = script("install.sh", folder.path(), &inputs);
        assert_eq!((output.status.code(), outputs.as_str()), (Some(2), ""), "{version} {sha256}");
    }
    let (output, outputs, _) =
        script("install.sh", folder.path(), &[("INPUT_BINARY", env!("CARGO_BIN_EXE_proofmark"))]);
    assert!(output.status.success());
    assert_eq!(value(&outputs, "binary"), env!("CARGO_BIN_EXE_proofmark"));
}

#[test]
fn an_action_that_knows_no_digest_says_what_to_do() {
    let folder = folder(&[("work/x", "")]);
    let inputs = [("INPUT_VERSION", "999.0.0"), ("RUNNER_OS", "Linux"), ("RUNNER_ARCH", "X64")];
    let (output, _, _) = script("install.sh", folder.path(), &inputs);
    insta::assert_snapshot!(String::from_utf8_lossy(&output.stdout), @"::error::this commit of the action knows no digest of proofmark 999.0.0 for x86_64-unknown-linux-musl, so nothing is installed: use the commit that the tag `v0` names, or give `sha256` (from SHA256SUMS of the release) or `binary`");
}

#[test]
fn a_default_release_is_known_for_every_runner_or_for_none() {
    let read = |name: &str| std::fs::read_to_string(root().join(name)).unwrap();
    let (action, sums) = (read("action.yml"), read("action/SHA256SUMS"));
    let version = action.split_once("  version:").unwrap().1.split_once("default: ").unwrap().1.lines().next().unwrap();
    let script = read("action/install.sh");
    let targets: Vec<&str> = script.split("target=").skip(1).filter_map(|rest| rest.split(" ;;").next()).collect();
    let known = |target: &&&str| sums.contains(&format!("  proofmark-{version}-{target}.tar.gz"));
    let count = targets.iter().filter(known).count();
    assert_eq!(targets.len(), 4, "{targets:?}");
    assert!(count == targets.len() || sums.is_empty(), "{version}: {count} of {targets:?} in action/SHA256SUMS");
}

#[test]
fn a_release_is_signed_by_what_is_released() {
    let folder = folder(&[("work/dist/proofmark-0.1.0-test.tar.gz", "a release")]);
    let work = folder.path().join("work");
    for file in ["Cargo.toml", "Cargo.lock"] {
        std::fs::copy(root().join(file), work.join(file)).unwrap();
    }
    let proofmark = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_proofmark")).args(args).current_dir(&work).output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    proofmark(&["keygen", "--name", "../release", "--no-passphrase"]);
    let output = Command::new("bash")
        .arg(root().join("action/evidence.sh"))
        .arg("dist")
        .current_dir(&work)
        .env("PROOFMARK", env!("CARGO_BIN_EXE_proofmark"))
        .envs([("PROOFMARK_KEY", "../release.key"), ("GITHUB_SERVER_URL", "https://git.example")])
        .envs([("GITHUB_REPOSITORY", "o/r"), ("GITHUB_REF", "refs/tags/v1"), ("GITHUB_SHA", &"0".repeat(40))])
        .envs([("GITHUB_WORKFLOW_REF", "o/r/.github/workflows/release.yml@refs/tags/v1")])
        .envs([("GITHUB_RUN_ID", "1"), ("GITHUB_RUN_ATTEMPT", "1")])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let file = "dist/proofmark-0.1.0-test.tar.gz";
    for kind in ["provenance", "bom"] {
        let evidence = format!("{file}.{kind}.sigstore.json");
        proofmark(&["verify", file, "--evidence", &evidence, "--key", "../release.pub"]);
    }
    assert!(std::fs::read_to_string(work.join("dist/SHA256SUMS")).unwrap().contains("proofmark-0.1.0-test.tar.gz"));
}
