//! The offline verification vectors of the Sigstore conformance suite, through its own protocol.

use std::path::{Path, PathBuf};

use proofmark::cli::ExitStatus;
use sha2::{Digest as _, Sha256};

use crate::harness::{proofmark_in, root};

const IDENTITY: &str = "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/\
                        workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";
const ISSUER: &str = "https://token.actions.githubusercontent.com";

/// The vectors, where they were put beside the repository or where a variable says.
fn assets() -> Option<PathBuf> {
    let beside = root().join("../shared/conformance/bundle-verify");
    let named = std::env::var_os("SIGSTORE_CONFORMANCE").map(PathBuf::from);
    named.or(Some(beside)).filter(|folder| folder.is_dir())
}

fn read(path: &Path, or: &str) -> String {
    std::fs::read_to_string(path).map_or_else(|_| or.to_owned(), |text| text.trim().to_owned())
}

/// One vector by one way to name the artifact; what is said where the answer is wrong.
fn wrong(case: &Path, artifact: &str) -> Option<String> {
    let name = case.file_name().unwrap().to_str().unwrap();
    let (identity, issuer) = (read(&case.join("identity"), IDENTITY), read(&case.join("issuer"), ISSUER));
    let mut args = vec!["conformance", "verify-bundle", "--bundle", "bundle.sigstore.json"];
    if case.join("key.pub").exists() {
        args.extend(["--key", "key.pub"]);
    } else {
        args.extend(["--certificate-identity", &identity, "--certificate-oidc-issuer", &issuer]);
    }
    if case.join("trusted_root.json").exists() {
        args.extend(["--trusted-root", "trusted_root.json"]);
    }
    args.push(artifact);
    let run = proofmark_in(case, args);
    let expected_yes = !name.ends_with("_fail");
    let right = if expected_yes {
        run.status == ExitStatus::Yes
    } else {
        // Each refusal has a name.
        run.status != ExitStatus::Yes && run.err.starts_with("error")
    };
    (!right).then(|| format!("{name} {artifact}: {:?} {}", run.status, run.err))
}

#[test]
fn all_vectors_of_the_sigstore_conformance_suite_hold() {
    let Some(assets) = assets() else { return };
    let mut cases: Vec<PathBuf> = std::fs::read_dir(&assets).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|path| path.is_dir());
    cases.sort();
    let (mut count, mut mistakes) = (0, Vec::new());
    for case in &cases {
        let own = case.join("artifact");
        let artifact = if own.exists() { own } else { assets.join("a.txt") };
        let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(std::fs::read(&artifact).unwrap()));
        for artifact in [artifact.to_str().unwrap().to_owned(), format!("sha256:{digest}")] {
            count += 1;
            mistakes.extend(wrong(case, &artifact));
        }
    }
    assert!(mistakes.is_empty(), "{} of {count}:\n{}", mistakes.len(), mistakes.join("\n"));
    assert!(count >= 140, "only {count} vectors");
}
