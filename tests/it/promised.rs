//! Attestations of cosign's that are in the log by their digest: one from the public log, and ones that a log of this
//! process has promised whatever it was told to.
#![expect(clippy::indexing_slicing, reason = "a test may stop where it finds what it does not expect")]

use std::collections::BTreeMap;

use proofmark::attest::{
    self, Evidence, Instance as Known, Pattern, Policy, PublicKey, Signer, SigningKey, Subject, TrustedRoot,
};
use proofmark::cli::ExitStatus;
use proofmark::digest::Digest;
use proofmark::store::{Descriptor, EMPTY, Layout, Manifest, Store as _};
use serde_json::{Value, json};

use crate::harness::{Run, SKILL, folder, proofmark_in, root};
use crate::instance::{Instance, LEAF, Leaf, SIGNED, entry, envelope, key};
use crate::registry::{Behaviour, Registry};

const IDENTITY: &str = "https://ci.example/notes/release.yml@refs/heads/main";
const ISSUER: &str = "https://tokens.example";
const CERTIFICATE: &str = "dev.sigstore.cosign/certificate";
const LOGGED: &str = "dev.sigstore.cosign/bundle";
const ENVELOPE: &str = "application/vnd.dsse.envelope.v1+json";

/// A layer of an `.att` manifest.
#[derive(Clone)]
struct Layer {
    bytes: String,
    annotations: BTreeMap<String, String>,
}

impl Layer {
    fn new(bytes: &str, certificate: &str, logged: &Value) -> Self {
        let annotations = [
            (CERTIFICATE, certificate.to_owned()),
            (LOGGED, logged.to_string()),
            ("dev.cosignproject.cosign/signature", String::new()),
        ];
        Self { bytes: bytes.to_owned(), annotations: annotations.map(|(name, value)| (name.to_owned(), value)).into() }
    }

    fn verify(&self, subject: Option<&Subject>, signer: Signer, root: &TrustedRoot) -> &'static str {
        let policy = Policy { signers: vec![signer], require_log: true, ..Policy::default() };
        let now = "2026-11-20T00:00:00Z".parse().unwrap();
        Evidence::annotated(self.bytes.as_bytes(), &self.annotations)
            .and_then(|one| attest::verify(&one, subject, &policy, root, now))
            .map_or_else(|failure| failure.check(), |_| "none")
    }
}

fn identity(identity: &str, issuer: &str) -> Signer {
    let issuer = Some(Pattern::Exact(issuer.to_owned()));
    Signer::Identity { identity: Pattern::Exact(identity.to_owned()), issuer, claims: Vec::new() }
}

fn statement(digest: &str) -> String {
    json!({
        "_type": "https://in-toto.io/Statement/v0.1",
        "subject": [{ "name": "registry.example/notes", "digest": { "sha256": digest } }],
        "predicateType": "https://example.com/reviewed/v1",
        "predicate": { "reviewed": true },
    })
    .to_string()
}

/// Somebody with a certificate of the instance, and what they have attested.
struct Signed {
    instance: Instance,
    key: SigningKey,
    statement: String,
    envelope: String,
    certificate: String,
}

impl Signed {
    fn new(digest: &str) -> Self {
        let (instance, key, statement) = (Instance::new(), key(), statement(digest));
        let certificate = instance.certify(IDENTITY, ISSUER, key.public(), LEAF);
        let envelope = envelope(&statement, &key);
        Self { instance, key, statement, envelope, certificate }
    }

    fn entry(&self) -> Value {
        entry(&self.envelope, &self.statement, &self.certificate)
    }

    fn layer(&self) -> Layer {
        self.logged(&self.entry())
    }

    /// With the log's word for an entry.
    fn logged(&self, entry: &Value) -> Layer {
        Layer::new(&self.envelope, &self.certificate, &self.instance.promise(entry, SIGNED))
    }

    fn check(&self, layer: &Layer) -> &'static str {
        layer.verify(None, identity(IDENTITY, ISSUER), &self.instance.root())
    }
}

/// What the release workflow of distroless has said of an image in July 2022.
fn distroless() -> Layer {
    let path = root().join("fixtures/evidence/cosign/distroless-static.json");
    let sample: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let annotations = serde_json::from_value(sample["annotations"].clone()).unwrap();
    Layer { bytes: sample["layer"].as_str().unwrap().to_owned(), annotations }
}

#[test]
fn what_cosign_wrote_for_years_holds_by_the_public_log() {
    const BY: &str = "https://github.com/distroless/static/.github/workflows/release.yaml@refs/heads/main";
    const GITHUB: &str = "https://token.actions.githubusercontent.com";
    const IMAGE: &str = "a1e82f6a5f6dfc735165d3442e7cc5a615f72abac3db19452481f5f3c90fbfa8";
    let root = TrustedRoot::embedded(Known::PublicGood).unwrap();
    let image = |hex: &str| Subject::digest("static", [("sha256".to_owned(), hex.to_owned())].into());
    let check = |layer: &Layer, hex: &str, signer| layer.verify(Some(&image(hex)), signer, &root);
    let good = distroless();
    assert_eq!(check(&good, IMAGE, identity(BY, GITHUB)), "none");
    assert_eq!(check(&good, &"0".repeat(64), identity(BY, GITHUB)), "subject-mismatch");
    assert_eq!(check(&good, IMAGE, identity("https://github.com/else", GITHUB)), "identity");
    assert_eq!(check(&good, IMAGE, identity(BY, "https://accounts.google.com")), "issuer");
    let staging = TrustedRoot::embedded(Known::Staging).unwrap();
    assert_eq!(good.verify(None, identity(BY, GITHUB), &staging), "unknown-log");
    let github = TrustedRoot::embedded(Known::GitHub).unwrap();
    assert_eq!(good.verify(None, identity(BY, GITHUB), &github), "unknown-log");

    let mut spaced = good.clone();
    spaced.bytes.push('\n');
    assert_eq!(check(&spaced, IMAGE, identity(BY, GITHUB)), "log-entry-mismatch");
    for (from, to, expected) in [
        ("1659061729", "1659061730", "inclusion-promise"),
        ("3059470", "3059471", "inclusion-promise"),
        ("c0d23d6a", "c1d23d6a", "unknown-log"),
        ("MEQCIDBY", "MEQCIDBZ", "inclusion-promise"),
        ("MEQCIDBY", "!!QCIDBY", "malformed"),
        ("eyJhcGlWZXJzaW9uIjoiMC4wLjEi", "eyJhcGlWZXJzaW9uIjoiMC4wLjIi", "inclusion-promise"),
        ("eyJhcGlWZXJzaW9uIjoiMC4wLjEi", "eyJhcGlWZXJzaW9uIjoiMC4wLjMi", "unsupported"),
        ("eyJhcGlWZXJzaW9uIjoiMC4wLjEi", "eyJhcGlWZXJzaW9uIjoiMC4wLjEiLCJraW5kIjoiaW50b3RvIiw", "malformed"),
    ] {
        let mut changed = good.clone();
        let logged = changed.annotations.get_mut(LOGGED).unwrap();
        assert!(logged.contains(from), "{from}");
        *logged = logged.replacen(from, to, 1);
        assert_eq!(check(&changed, IMAGE, identity(BY, GITHUB)), expected, "{from}");
    }
}

#[test]
fn a_promise_about_something_else_says_nothing_about_an_envelope() {
    let signed = Signed::new(&"0".repeat(64));
    assert_eq!(signed.check(&signed.layer()), "none");
    let with = |pointer: &str, value: Value| {
        let mut entry = signed.entry();
        *entry.pointer_mut(pointer).unwrap() = value;
        signed.check(&signed.logged(&entry))
    };
    let other = json!(Digest::of("other").hex());
    assert_eq!(with("/spec/content/hash/value", other.clone()), "log-entry-mismatch");
    assert_eq!(with("/spec/content/payloadHash/value", other), "log-entry-mismatch");
    assert_eq!(with("/spec/content/hash/algorithm", json!("sha512")), "log-entry-mismatch");
    assert_eq!(with("/spec/content/payloadHash/algorithm", json!("sha1")), "log-entry-mismatch");
    assert_eq!(with("/spec/content/hash/value", json!("")), "log-entry-mismatch");
    // The same signer with another certificate, a key where a certificate belongs, two, and none.
    let pem = |text: &str| json!(data_encoding::BASE64.encode(text.as_bytes()));
    let renewed = signed.instance.certify(IDENTITY, ISSUER, signed.key.public(), Leaf { from: SIGNED - 61, ..LEAF });
    assert_eq!(with("/spec/publicKey", pem(&renewed)), "log-entry-mismatch");
    assert_eq!(with("/spec/publicKey", pem(&signed.key.public().to_pem())), "log-entry-mismatch");
    assert_eq!(with("/spec/publicKey", pem(&signed.certificate.repeat(2))), "log-entry-mismatch");
    assert_eq!(with("/spec/publicKey", json!("")), "log-entry-mismatch");
    assert_eq!(with("/spec/publicKey", json!("%")), "log-entry-malformed");
    assert_eq!(with("/spec/content", json!({})), "log-entry-malformed");
    assert_eq!(with("/spec", json!({})), "log-entry-malformed");
    assert_eq!(with("/kind", json!("hashedrekord")), "unsupported");
    assert_eq!(with("/apiVersion", json!("0.0.3")), "unsupported");
    let mut more = signed.entry();
    more["spec"]["content"]["envelope"] = json!(signed.envelope);
    assert_eq!(signed.check(&signed.logged(&more)), "log-entry-malformed");

    // The entry of another envelope by the same signer, and this envelope spelled in another way.
    let elsewhere = statement(&"1".repeat(64));
    let entry = entry(&envelope(&elsewhere, &signed.key), &elsewhere, &signed.certificate);
    assert_eq!(signed.check(&signed.logged(&entry)), "log-entry-mismatch");
    let spelled = Layer { bytes: format!(" {}", signed.envelope), ..signed.layer() };
    assert_eq!(signed.check(&spelled), "log-entry-mismatch");
}

#[test]
fn a_certificate_has_to_be_one_of_the_authority_and_valid_when_the_log_saw_it() {
    let signed = Signed::new(&"0".repeat(64));
    let with = |leaf: Leaf| {
        let certificate = signed.instance.certify(IDENTITY, ISSUER, signed.key.public(), leaf);
        let entry = entry(&signed.envelope, &signed.statement, &certificate);
        let layer = Layer::new(&signed.envelope, &certificate, &signed.instance.promise(&entry, SIGNED));
        signed.check(&layer)
    };
    assert_eq!(with(LEAF), "none");
    assert_eq!(with(Leaf { logged: false, ..LEAF }), "certificate-not-logged");
    assert_eq!(with(Leaf { for_code: false, ..LEAF }), "certificate-untrusted");
    assert_eq!(with(Leaf { from: SIGNED + 1, ..LEAF }), "certificate-not-yet-valid");
    assert_eq!(with(Leaf { from: SIGNED - 601, ..LEAF }), "certificate-expired");

    let at = |time: u64| {
        let logged = signed.instance.promise(&signed.entry(), time);
        signed.check(&Layer::new(&signed.envelope, &signed.certificate, &logged))
    };
    assert_eq!(at(SIGNED + 500), "none");
    assert_eq!(at(SIGNED + 700), "certificate-expired");
    assert_eq!(at(1_735_689_600), "inclusion-promise");
    assert_eq!(at(1_795_132_801), "integrated-time");
    assert_eq!(at(u64::MAX), "integrated-time");

    // Another authority of the same name, another certificate log, and somebody else's signature.
    let stranger = Instance::new();
    let certificate = stranger.certify(IDENTITY, ISSUER, signed.key.public(), LEAF);
    let logged = signed.instance.promise(&entry(&signed.envelope, &signed.statement, &certificate), SIGNED);
    let layer = Layer::new(&signed.envelope, &certificate, &logged);
    assert_eq!(signed.check(&layer), "certificate-untrusted");
    let mut mixed = signed.instance.root_json();
    mixed["ctlogs"] = stranger.root_json()["ctlogs"].clone();
    let mixed = TrustedRoot::from_json(&mixed.to_string()).unwrap();
    assert_eq!(signed.layer().verify(None, identity(IDENTITY, ISSUER), &mixed), "certificate-not-logged");
    let by_other = envelope(&signed.statement, &key());
    let logged = signed.instance.promise(&entry(&by_other, &signed.statement, &signed.certificate), SIGNED);
    assert_eq!(signed.check(&Layer::new(&by_other, &signed.certificate, &logged)), "signature");

    let mut stamped = signed.layer();
    let stamp = r#"{"SignedRFC3161Timestamp":"MAA="}"#.to_owned();
    stamped.annotations.insert("dev.sigstore.cosign/rfc3161timestamp".to_owned(), stamp);
    assert_eq!(signed.check(&stamped), "timestamp");
}

#[test]
fn a_key_signs_and_is_logged_in_the_same_way() {
    let signed = Signed::new(&"0".repeat(64));
    let public = signed.key.public().to_pem();
    let logged = |pem: &str| {
        let entry = entry(&signed.envelope, &signed.statement, pem);
        Layer::new(&signed.envelope, "", &signed.instance.promise(&entry, SIGNED))
    };
    let check = |layer: &Layer, key: &PublicKey| layer.verify(None, Signer::Key(key.clone()), &signed.instance.root());
    assert_eq!(check(&logged(&public), signed.key.public()), "none");
    assert_eq!(check(&logged(&public), key().public()), "signature");
    assert_eq!(check(&logged(&key().public().to_pem()), signed.key.public()), "log-entry-mismatch");
    assert_eq!(check(&logged(&signed.certificate), signed.key.public()), "log-entry-mismatch");
    // Who trusts keys does not trust certificates of the same key, and the other way round.
    assert_eq!(check(&signed.layer(), signed.key.public()), "material");
    assert_eq!(signed.check(&logged(&public)), "material");
    let mut unlogged = logged(&public);
    unlogged.annotations.remove(LOGGED);
    assert_eq!(check(&unlogged, signed.key.public()), "not-logged");
}

/// A skill in a store, with attestations of old under its tag, by an identity or by a key.
struct Kept {
    folder: tempfile::TempDir,
    reference: String,
    signed: Signed,
}

impl Kept {
    /// `change` is made to the layer on its way into the store.
    fn new(keyless: bool, change: impl FnOnce(&mut Layer)) -> Self {
        let folder = folder(&[("notes/SKILL.md", SKILL)]);
        let run = proofmark_in(folder.path(), ["pack", "notes"]);
        assert_eq!(run.status, ExitStatus::Yes, "{}", run.err);
        let digest: Digest = run.out.trim().parse().unwrap();
        let signed = Signed::new(&digest.hex());
        let mut layer = signed.layer();
        if !keyless {
            let entry = entry(&signed.envelope, &signed.statement, &signed.key.public().to_pem());
            layer = Layer::new(&signed.envelope, "", &signed.instance.promise(&entry, SIGNED));
        }
        change(&mut layer);
        let store = Layout::open(folder.path().join(".proofmark/store")).unwrap();
        let mut descriptor = Descriptor::of(ENVELOPE, layer.bytes.as_bytes());
        descriptor.annotations = layer.annotations.clone();
        store.put_blob(b"{}").unwrap();
        store.put_blob(layer.bytes.as_bytes()).unwrap();
        let manifest = Manifest::new("", Descriptor::of(EMPTY, b"{}"), vec![descriptor]);
        let manifest = store.put_manifest(&manifest.to_bytes().unwrap()).unwrap();
        store.tag(&format!("sha256-{}.att", digest.hex()), manifest).unwrap();
        std::fs::write(folder.path().join("k.pub"), signed.key.public().to_pem()).unwrap();
        std::fs::write(folder.path().join("root.json"), signed.instance.root_json().to_string()).unwrap();
        Self { folder, reference: digest.to_string(), signed }
    }

    /// The same in a registry.
    fn pushed(self, registry: &Registry) -> Self {
        let store = Layout::open(self.folder.path().join(".proofmark/store")).unwrap();
        let digest: Digest = self.reference.parse().unwrap();
        let beside = format!("sha256-{}.att", digest.hex());
        registry.take(&store, digest, "1.0");
        registry.take(&store, store.resolve(&beside).unwrap().unwrap(), &beside);
        // Nothing but the registry can say it.
        std::fs::remove_dir_all(self.folder.path().join(".proofmark")).unwrap();
        Self { reference: format!("oci://{}/kits/notes:1.0", registry.host), ..self }
    }

    fn verify(&self, args: &[&str]) -> Run {
        let all = ["verify", &self.reference, "--trusted-root", "root.json"].into_iter().chain(args.iter().copied());
        proofmark_in(self.folder.path(), all)
    }

    fn by_identity(&self) -> Run {
        self.verify(&["--certificate-identity", IDENTITY, "--certificate-oidc-issuer", ISSUER])
    }

    fn by_key(&self) -> Run {
        self.verify(&["--key", "k.pub", "--require-log"])
    }
}

#[test]
fn attestations_of_old_in_a_store_and_in_a_registry_are_evidence() {
    for keyless in [true, false] {
        let kept = Kept::new(keyless, |_| {});
        let run = if keyless { kept.by_identity() } else { kept.by_key() };
        assert_eq!(run.status, ExitStatus::Yes, "{}{}", run.out, run.err);
        let other = if keyless { kept.by_key() } else { kept.by_identity() };
        assert_eq!(other.status, ExitStatus::No, "{}{}", other.out, other.err);
        assert!(other.err.contains("error[none-holds]") && other.err.contains("[material]"), "{}", other.err);

        for referrers in [true, false] {
            let registry = Registry::start(Behaviour { referrers, ..Behaviour::default() });
            let kept = Kept::new(keyless, |_| {}).pushed(&registry);
            let run = if keyless { kept.by_identity() } else { kept.by_key() };
            assert_eq!(run.status, ExitStatus::Yes, "{}{}", run.out, run.err);
            let by = if keyless {
                format!("{IDENTITY}\n  issuer    {ISSUER}")
            } else {
                format!("key {}", kept.signed.key.public().id())
            };
            let said = format!(
                "  says      https://example.com/reviewed/v1\n  about     registry.example/notes\n  signed by {by}\n  at        2026-11-01T00:00:00Z\n"
            );
            assert_eq!(run.out.split_once('\n').unwrap().1, said);
        }
    }
}

#[test]
fn an_attestation_of_old_that_was_tampered_with_is_refused_by_name() {
    type Change = fn(&mut Layer);
    let changes: [(&str, Change); 5] = [
        ("log-entry-mismatch", |layer| layer.bytes.push(' ')),
        ("signature", |layer| {
            let other = Signed::new(&"0".repeat(64));
            layer.bytes = other.envelope;
        }),
        ("inclusion-promise", |layer| {
            let logged = layer.annotations.get_mut(LOGGED).unwrap();
            *logged = logged.replace("\"logIndex\":5", "\"logIndex\":6");
        }),
        ("not-logged", |layer| drop(layer.annotations.remove(LOGGED))),
        ("malformed", |layer| layer.bytes = layer.bytes.replace("\"keyid\"", "\"kid\"")),
    ];
    for (check, change) in changes {
        for keyless in [true, false] {
            let registry = Registry::start(Behaviour::default());
            let kept = Kept::new(keyless, change).pushed(&registry);
            let run = if keyless { kept.by_identity() } else { kept.by_key() };
            assert_eq!(run.status, ExitStatus::No, "{check} {}{}", run.out, run.err);
            assert!(run.err.contains(&format!("[{check}]")), "{check} {}", run.err);
        }
    }
}
