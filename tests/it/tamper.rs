//! Nothing about a good bundle can be changed without a named refusal, and nothing makes its readers stumble.

use std::sync::LazyLock;

use proofmark::attest::{
    self, Algorithm, Envelope, Evidence, Failure, Instance, NewKey, Policy, Signer, SigningKey, Statement, Subject,
    TrustedRoot, predicate::Approval, predicate::Decision,
};
use proptest::prelude::*;
use serde_json::{Value, json};

struct Bench {
    bytes: Vec<u8>,
    subject: Subject,
    policy: Policy,
    root: TrustedRoot,
    key: SigningKey,
}

fn bench(algorithm: Algorithm) -> Bench {
    let pair = NewKey::generate(algorithm, None).unwrap();
    let key = SigningKey::from_pem(&pair.private, || None).unwrap();
    let subject = Subject::file("x.txt", b"hello".to_vec());
    let approval = Approval::new(Decision::Approved);
    let bytes = attest::sign(&Statement::new(subject.descriptors(), approval), &key).unwrap().bytes().to_vec();
    let policy = Policy { signers: vec![Signer::Key(pair.public)], ..Policy::default() };
    Bench { bytes, subject, policy, root: TrustedRoot::embedded(Instance::PublicGood).unwrap(), key }
}

impl Bench {
    fn verify(&self, bytes: &[u8]) -> Result<(), Failure> {
        let now = "2026-11-20T00:00:00Z".parse().unwrap();
        for evidence in Evidence::read(bytes)? {
            attest::verify(&evidence, Some(&self.subject), &self.policy, &self.root, now)?;
        }
        Ok(())
    }

    /// The check that refuses a bundle.
    fn check(&self, bundle: &Value) -> &'static str {
        self.verify(bundle.to_string().as_bytes()).map_or_else(|failure| failure.check(), |()| "none")
    }

    /// A bundle like the good one, properly signed, over other bytes.
    fn resigned(&self, payload_type: &str, payload: &[u8]) -> Value {
        let message = attest::pae(payload_type, payload);
        let sig = self.key.sign(&message).unwrap();
        let mut bundle: Value = serde_json::from_slice(&self.bytes).unwrap();
        *bundle.get_mut("dsseEnvelope").unwrap() = json!({
            "payloadType": payload_type,
            "payload": data_encoding::BASE64.encode(payload),
            "signatures": [{ "sig": data_encoding::BASE64.encode(&sig) }],
        });
        bundle
    }
}

#[test]
fn every_changed_byte_of_a_bundle_is_refused_by_name() {
    for algorithm in [Algorithm::EcdsaP256, Algorithm::Ed25519] {
        let bench = bench(algorithm);
        assert!(bench.verify(&bench.bytes).is_ok());
        for at in 0..bench.bytes.len() {
            for mask in [0x01, 0x02, 0x20, 0x80] {
                let mut changed = bench.bytes.clone();
                changed[at] ^= mask;
                let result = bench.verify(&changed);
                let failure = result.expect_err(&format!("byte {at}: {}", String::from_utf8_lossy(&changed)));
                assert!(!failure.check().is_empty());
            }
            let mut longer = bench.bytes.clone();
            longer.insert(at, b'A');
            assert!(bench.verify(&longer).is_err(), "one more before byte {at}");
            let mut cut = bench.bytes.clone();
            cut.remove(at);
            assert!(bench.verify(&cut).is_err(), "without byte {at}");
            assert!(bench.verify(&bench.bytes[..at]).is_err(), "the first {at} bytes");
        }
    }
}

#[test]
fn every_changed_member_of_a_bundle_is_refused_by_its_check() {
    let bench = bench(Algorithm::EcdsaP256);
    let good: Value = serde_json::from_slice(&bench.bytes).unwrap();
    let other = self::bench(Algorithm::EcdsaP256);
    let foreign: Value = serde_json::from_slice(&other.bytes).unwrap();
    let with = |pointer: &str, value: Value| {
        let mut bundle = good.clone();
        *bundle.pointer_mut(pointer).unwrap() = value;
        bundle
    };
    let added = |pointer: &str, name: &str, value: Value| {
        let mut bundle = good.clone();
        bundle.pointer_mut(pointer).unwrap()[name] = value;
        bundle
    };
    let taken = |pointer: &str| foreign.pointer(pointer).unwrap().clone();
    let sig = "/dsseEnvelope/signatures/0/sig";
    let both = json!([good.pointer("/dsseEnvelope/signatures/0"), foreign.pointer("/dsseEnvelope/signatures/0")]);
    let cases = [
        (with("/mediaType", json!("application/vnd.dev.sigstore.bundle.v0.4+json")), "malformed"),
        (with("/mediaType", json!("text/plain")), "malformed"),
        (added("", "extra", json!(1)), "malformed"),
        (added("", "DSSEEnvelope", taken("/dsseEnvelope")), "duplicate-member"),
        (added("", "messageSignature", json!({ "signature": "aGk=" })), "malformed"),
        (added("/verificationMaterial", "certificate", json!({ "rawBytes": "aGk=" })), "malformed"),
        (added("/verificationMaterial", "tlogEntries", json!([{}])), "malformed"),
        (with("/verificationMaterial/publicKey/hint", taken("/verificationMaterial/publicKey/hint")), "key"),
        (added("/dsseEnvelope/signatures/0", "keyid", json!("somebody")), "key"),
        (with("/dsseEnvelope", taken("/dsseEnvelope")), "signature"),
        (with("/dsseEnvelope/payload", json!("e30=")), "signature"),
        (with("/dsseEnvelope/payloadType", json!("application/json")), "payload-type"),
        (with("/dsseEnvelope/signatures", json!([])), "malformed"),
        (with("/dsseEnvelope/signatures", both), "malformed"),
        (with(sig, taken(sig)), "signature"),
        (with(sig, json!("")), "signature"),
        (foreign.clone(), "key"),
    ];
    for (bundle, check) in cases {
        assert_eq!(bench.check(&bundle), check, "{bundle}");
    }
}

#[test]
fn what_a_trusted_key_signs_is_still_read_strictly() {
    const TYPE: &str = "application/vnd.in-toto+json";
    let bench = bench(Algorithm::EcdsaP256);
    let digest = bench.subject.digest["sha256"].clone();
    let about = format!(r#"[{{"name":"x.txt","digest":{{"sha256":"{digest}"}}}}]"#);
    let v1 = "https://in-toto.io/Statement/v1";
    let say = |statement_type: &str, subject: &str, rest: &str| {
        format!(r#"{{"_type":"{statement_type}","subject":{subject},"predicateType":"p","predicate":{{}}{rest}}}"#)
    };
    let both = format!(r#"[{{"digest":{{"sha256":"{digest}","sha512":"{}"}}}}]"#, "0".repeat(128));
    let cases = [
        (TYPE, say(v1, &about, ""), "none"),
        (TYPE, say("https://in-toto.io/Statement/v0.1", &about, ""), "none"),
        (TYPE, say("https://evil.example/Statement", &about, ""), "statement-type"),
        (TYPE, say(v1, &about, r#","predicateType":"q""#), "duplicate-member"),
        (TYPE, say(v1, &about, r#","PredicateType":"q""#), "duplicate-member"),
        (TYPE, say(v1, &about, r#","x":{"a":1,"a":2}"#), "duplicate-member"),
        (TYPE, say(v1, "[]", ""), "no-subject"),
        (TYPE, say(v1, r#"[{"name":"x.txt","digest":{}}]"#, ""), "no-subject"),
        (TYPE, say(v1, r#"[{"name":"x.txt","digest":{"sha256":"00"}}]"#, ""), "subject-mismatch"),
        // A statement that names two artifacts as one is about neither.
        (TYPE, say(v1, &both, ""), "subject-mismatch"),
        (TYPE, "[]".to_owned(), "malformed"),
        ("application/vnd.docker.distribution.manifest.v2+json", say(v1, &about, ""), "payload-type"),
        ("APPLICATION/VND.IN-TOTO+JSON", say(v1, &about, ""), "payload-type"),
        ("", say(v1, &about, ""), "payload-type"),
    ];
    for (payload_type, payload, check) in cases {
        assert_eq!(bench.check(&bench.resigned(payload_type, payload.as_bytes())), check, "{payload_type} {payload}");
    }
    let large = say(v1, &about, &format!(r#","x":"{}""#, "x".repeat(17 << 20)));
    assert_eq!(bench.check(&bench.resigned(TYPE, large.as_bytes())), "too-large");
}

const NPM: &str = "fixtures/evidence/npm/sigstore-2.0.0.sigstore.json";

/// Verifies what may be the provenance of a package on npm, and names the check that refuses it.
fn logged(bytes: &[u8]) -> Result<(), &'static str> {
    static TRUST: LazyLock<(Policy, TrustedRoot)> = LazyLock::new(|| {
        let identity = attest::Pattern::Exact(
            "https://github.com/sigstore/sigstore-js/.github/workflows/release.yml@refs/heads/main".to_owned(),
        );
        let issuer = Some(attest::Pattern::Exact("https://token.actions.githubusercontent.com".to_owned()));
        let signers = vec![Signer::Identity { identity, issuer, claims: Vec::new() }];
        let root = TrustedRoot::embedded(Instance::PublicGood).unwrap();
        (Policy { signers, ..Policy::default() }, root)
    });
    let now = "2026-11-20T00:00:00Z".parse().unwrap();
    let all = Evidence::read(bytes).map_err(|failure| failure.check())?;
    all.iter()
        .try_for_each(|one| attest::verify(one, None, &TRUST.0, &TRUST.1, now).map(|_| ()))
        .map_err(|failure| failure.check())
}

/// Every bundle that lacks a member, has it emptied or of another kind, or has it twice; with what was done to it.
fn maimed(good: &Value) -> Vec<(String, String)> {
    const MARK: &str = "MARK";
    let mut places = Vec::new();
    places_of(good, "", &mut places);
    let mut all = Vec::new();
    for place in places {
        let value = good.pointer(&place).unwrap();
        for other in [Value::Null, json!(""), json!(0), json!([]), json!({})] {
            let mut bundle = good.clone();
            *bundle.pointer_mut(&place).unwrap() = other.clone();
            if other != *value {
                all.push((format!("{place} as {other}"), bundle.to_string()));
            }
        }
        let (parent, name) = place.rsplit_once('/').unwrap();
        let mut bundle = good.clone();
        match bundle.pointer_mut(parent).unwrap() {
            Value::Object(members) => {
                members.remove(name);
                all.push((format!("without {place}"), bundle.to_string()));
                // Twice under one name, and under names that Go's reader takes for one.
                for twin in [name.to_owned(), name.to_uppercase()] {
                    let mut bundle = good.clone();
                    bundle.pointer_mut(parent).unwrap()[MARK] = value.clone();
                    all.push((format!("{place} twice"), bundle.to_string().replace(MARK, &twin)));
                }
            }
            Value::Array(items) => {
                items.remove(name.parse().unwrap());
                all.push((format!("without {place}"), bundle.to_string()));
            }
            _ => unreachable!(),
        }
    }
    all
}

fn places_of(value: &Value, at: &str, out: &mut Vec<String>) {
    if !at.is_empty() {
        out.push(at.to_owned());
    }
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                places_of(value, &format!("{at}/{name}"), out);
            }
        }
        Value::Array(items) => {
            for (i, value) in items.iter().enumerate() {
                places_of(value, &format!("{at}/{i}"), out);
            }
        }
        _ => {}
    }
}

#[test]
fn no_member_can_be_left_out_emptied_or_doubled() {
    let bench = bench(Algorithm::EcdsaP256);
    let mut survivors: Vec<String> = Vec::new();
    for (what, text) in maimed(&serde_json::from_slice(&bench.bytes).unwrap()) {
        match bench.verify(text.as_bytes()) {
            Ok(()) => survivors.push(what),
            Err(failure) => assert!(!failure.check().is_empty(), "{what}"),
        }
    }
    // Which of the trusted keys it is, the signature says, too.
    insta::assert_snapshot!(survivors.join("\n"), @r#"
    /verificationMaterial/publicKey as {}
    /verificationMaterial/publicKey/hint as ""
    without /verificationMaterial/publicKey/hint
    "#);
    let good: Value = serde_json::from_slice(&std::fs::read(crate::harness::root().join(NPM)).unwrap()).unwrap();
    let mut survivors: Vec<String> = Vec::new();
    for (what, text) in maimed(&good) {
        match logged(text.as_bytes()) {
            Ok(()) => survivors.push(what),
            Err(check) => assert!(!check.is_empty(), "{what}"),
        }
    }
    // Nothing rests on these: the proof, where the log's promise stands beside it (a bundle of version 0.1 needs no
    // more), a list of no timestamps, and the name of a key, where there is a certificate.
    insta::assert_snapshot!(survivors.join("\n"), @r"
    /verificationMaterial/tlogEntries/0/inclusionProof as null
    without /verificationMaterial/tlogEntries/0/inclusionProof
    /verificationMaterial/timestampVerificationData as {}
    without /verificationMaterial/timestampVerificationData
    without /dsseEnvelope/signatures/0/keyid
    ");
}

#[test]
fn bytes_of_a_logged_bundle_count_wherever_they_are() {
    let good = std::fs::read(crate::harness::root().join(NPM)).unwrap();
    let document: Value = serde_json::from_slice(&good).unwrap();
    let compact = document.to_string().into_bytes();
    assert_eq!(logged(&compact), Ok(()));
    for at in (0..compact.len()).step_by(41) {
        for mask in [0x01, 0x20] {
            let mut changed = compact.clone();
            changed[at] ^= mask;
            assert!(logged(&changed).is_err_and(|check| !check.is_empty()), "byte {at}");
        }
    }
}

#[test]
fn every_member_of_a_logged_bundle_counts() {
    let good: Value = serde_json::from_slice(&std::fs::read(crate::harness::root().join(NPM)).unwrap()).unwrap();
    assert_eq!(logged(good.to_string().as_bytes()), Ok(()));
    let mut leaves = Vec::new();
    pointers(&good, String::new(), &mut leaves);
    assert!(leaves.len() > 15, "{leaves:?}");
    let mut survivors = Vec::new();
    for pointer in leaves {
        let mut bundle = good.clone();
        let leaf = bundle.pointer_mut(&pointer).unwrap();
        *leaf = match leaf {
            Value::String(text) if text.parse::<u64>().is_ok() => json!((text.parse::<u64>().unwrap() + 1).to_string()),
            Value::String(text) => json!(swapped(text)),
            _ => json!(7),
        };
        if logged(bundle.to_string().as_bytes()).is_ok() {
            survivors.push(pointer);
        }
    }
    // Only what nothing rests on: the name of the key, where a certificate holds it, and intermediate certificates,
    // which the verifier has itself.
    let idle =
        ["/dsseEnvelope/signatures/0/keyid", "/verificationMaterial/x509CertificateChain/certificates/1/rawBytes"];
    survivors.retain(|pointer| !idle.contains(&pointer.as_str()));
    assert_eq!(survivors, Vec::<String>::new());
}

fn pointers(value: &Value, at: String, out: &mut Vec<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| pointers(value, format!("{at}/{name}"), out)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, value)| pointers(value, format!("{at}/{i}"), out));
        }
        _ => out.push(at),
    }
}

/// Another text of the same length and alphabet.
fn swapped(text: &str) -> String {
    let middle = text.len() / 2;
    let swap = |(at, c): (usize, char)| if at == middle { if c == 'A' { 'B' } else { 'A' } } else { c };
    text.chars().enumerate().map(swap).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn readers_of_evidence_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..512)) {
        let _ = Evidence::read(&bytes);
        let _ = Evidence::within(&bytes);
        let _ = Envelope::parse(&bytes);
        let _ = Evidence::within(&[&bytes[..], b"MCPB_SIG_END"].concat());
    }

    #[test]
    fn readers_of_evidence_never_panic_on_something_like_json(text in r#"[\[\]{}:,"a-zA-Z0-9=_ /+.\-\\]{0,200}"#) {
        let document = format!(r#"{{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json",{text}}}"#);
        let _ = Evidence::read(document.as_bytes());
        let _ = Evidence::read(format!(r#"{{"payloadType":"{text}"}}"#).as_bytes());
    }

    #[test]
    fn an_envelope_survives_writing_and_reading(payload_type in ".*", payload in proptest::collection::vec(any::<u8>(), 0..64)) {
        let signatures = vec![attest::EnvelopeSignature { sig: payload.clone(), keyid: payload_type.clone() }];
        let envelope = Envelope { payload_type, payload, signatures };
        prop_assert_eq!(Envelope::parse(&serde_json::to_vec(&envelope).unwrap()).unwrap(), envelope);
    }

    #[test]
    fn no_two_payloads_are_signed_alike(a in ("[ 0-9a]{0,8}", "[ 0-9a]{0,8}"), b in ("[ 0-9a]{0,8}", "[ 0-9a]{0,8}")) {
        prop_assert_eq!(attest::pae(&a.0, a.1.as_bytes()) == attest::pae(&b.0, b.1.as_bytes()), a == b);
    }
}
