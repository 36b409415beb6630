//! `--refresh-root`: trust material by TUF, from a repository of this process.

use std::collections::BTreeMap;
use std::sync::Arc;

use proofmark::attest::{Algorithm, NewKey, SigningKey};
use proofmark::cli::ExitStatus;
use proofmark::digest::Digest;
use serde_json::{Value, json};

use crate::harness::{Run, folder, proofmark_in, root};
use crate::server::{Answer, Server};

const BUNDLE: &str = "fixtures/evidence/npm/sigstore-2.0.0.sigstore.json";
const IDENTITY: &str = "https://github.com/sigstore/sigstore-js/.github/workflows/release.yml@refs/heads/main";
const ISSUER: &str = "https://token.actions.githubusercontent.com";
const LATER: &str = "2999-01-01T00:00:00Z";

/// A repository with one key for all roles, and one target.
struct Repository {
    key: SigningKey,
    root: Vec<u8>,
    files: BTreeMap<String, Vec<u8>>,
}

impl Repository {
    fn new(trusted_root: &str, timestamp_expires: &str) -> Self {
        let pair = NewKey::generate(Algorithm::EcdsaP256, None).unwrap();
        let key = SigningKey::from_pem(&pair.private, || None).unwrap();
        let role = json!({ "keyids": ["k"], "threshold": 1 });
        let root = json!({
            "_type": "root", "spec_version": "1.0.31", "version": 1, "expires": LATER, "consistent_snapshot": true,
            "keys": { "k": { "keytype": "ecdsa", "scheme": "ecdsa-sha2-nistp256", "keyval": { "public": pair.public.to_pem() } } },
            "roles": { "root": role, "timestamp": role, "snapshot": role, "targets": role },
        });
        let hash = Digest::of(trusted_root).hex();
        let target = json!({ "length": trusted_root.len(), "hashes": { "sha256": hash } });
        let targets = json!({
            "_type": "targets", "spec_version": "1.0.31", "version": 1, "expires": LATER,
            "targets": { "trusted_root.json": target },
        });
        let listing = |kind: &str, file: &str, expires: &str| {
            json!({
                "_type": kind, "spec_version": "1.0.31", "version": 1, "expires": expires,
                "meta": { file: { "version": 1 } },
            })
        };
        let mut repository = Self { root: signed(&key, &root), key, files: BTreeMap::new() };
        let snapshot = listing("snapshot", "targets.json", LATER);
        let timestamp = listing("timestamp", "snapshot.json", timestamp_expires);
        for (name, document) in
            [("1.targets.json", &targets), ("1.snapshot.json", &snapshot), ("timestamp.json", &timestamp)]
        {
            repository.files.insert(name.to_owned(), signed(&repository.key, document));
        }
        repository.files.insert(format!("targets/{hash}.trusted_root.json"), trusted_root.into());
        repository
    }

    /// What `verify` says with what the repository publishes.
    fn verify(self) -> Run {
        let folder = folder(&[]);
        std::fs::write(folder.path().join("root.json"), &self.root).unwrap();
        let files = Arc::new(self.files);
        let server = Server::start(move |_, asked| match files.get(asked.path.trim_start_matches('/')) {
            Some(bytes) => Answer::of("application/json", bytes.clone()),
            None => Answer::status(404),
        });
        let bundle = root().join(BUNDLE);
        let args = [
            "verify",
            bundle.to_str().unwrap(),
            "--certificate-identity",
            IDENTITY,
            "--certificate-oidc-issuer",
            ISSUER,
            "--refresh-root",
            "--tuf-url",
            &server.url,
            "--tuf-root",
            "root.json",
        ];
        let run = proofmark_in(folder.path(), args);
        assert!(server.asked().iter().any(|asked| asked.path == "/2.root.json"), "{}", run.err);
        run
    }
}

fn signed(key: &SigningKey, document: &Value) -> Vec<u8> {
    // TUF escapes nothing but quotes and backslashes, not even the line feeds of keys in PEM.
    let message = serde_json_canonicalizer::to_string(document).unwrap().replace("\\n", "\n");
    let sig = data_encoding::HEXLOWER.encode(&key.sign(message.as_bytes()).unwrap());
    json!({ "signed": document, "signatures": [{ "keyid": "k", "sig": sig }] }).to_string().into_bytes()
}

/// What the public instance publishes, as this version knows it.
fn published() -> &'static str {
    sigstore_trust_root::SIGSTORE_PRODUCTION_TRUSTED_ROOT
}

#[test]
fn what_a_repository_publishes_is_what_is_trusted() {
    let run = Repository::new(published(), LATER).verify();
    assert_eq!(run.status, ExitStatus::Yes, "{}", run.err);
    // Another instance's root knows nothing of that log.
    let run = Repository::new(sigstore_trust_root::SIGSTORE_STAGING_TRUSTED_ROOT, LATER).verify();
    assert_eq!(run.status, ExitStatus::No, "{}", run.err);
}

#[test]
fn what_is_stale_or_by_somebody_else_is_not_trusted() {
    let refused = |repository: Repository, why: &str| {
        let run = repository.verify();
        assert_eq!(run.status, ExitStatus::Unknown, "{}", run.err);
        assert!(
            run.err.starts_with("error: the trusted root cannot be used\n") && run.err.contains(why),
            "{}",
            run.err
        );
    };
    refused(Repository::new(published(), "2001-01-01T00:00:00Z"), "expired");
    let mut changed = Repository::new(published(), LATER);
    changed.files.values_mut().for_each(|file| {
        if file.starts_with(b"{\n") || file.starts_with(b"{\r") {
            file.push(b' ');
        }
    });
    refused(changed, "trusted_root.json");
    let mut foreign = Repository::new(published(), LATER);
    let other = Repository::new(published(), LATER);
    foreign.files.insert("timestamp.json".to_owned(), other.files["timestamp.json"].clone());
    refused(foreign, "timestamp");
    let mut missing = Repository::new(published(), LATER);
    missing.files.remove("1.snapshot.json");
    refused(missing, "snapshot");
}
