//! Attestations as cosign kept them before bundles: an envelope, and what it is verified with in annotations.
#![expect(clippy::indexing_slicing, reason = "a test may stop where it finds what it does not expect")]

use std::collections::BTreeMap;

use proofmark::attest::{self, Evidence, Instance, Pattern, Policy, Signer, TrustedRoot};
use serde_json::{Value, json};

/// A layer and its annotations.
#[derive(Clone)]
struct Layer {
    envelope: Value,
    certificate: String,
    /// Rekor's promise, and the entry in it.
    promise: String,
    payload: Value,
}

const CERTIFICATE: &str = "dev.sigstore.cosign/certificate";
const LOGGED: &str = "dev.sigstore.cosign/bundle";

/// The provenance of a package on npm in the form of old.
fn layer() -> Layer {
    let path = crate::harness::root().join("fixtures/evidence/npm/sigstore-2.0.0.sigstore.json");
    let bundle: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let at = |pointer: &str| bundle.pointer(pointer).unwrap().clone();
    let entry = |name: &str| at(&format!("/verificationMaterial/tlogEntries/0/{name}"));
    let number = |name: &str| entry(name).as_str().unwrap().parse::<u64>().unwrap();
    let der = at("/verificationMaterial/x509CertificateChain/certificates/0/rawBytes");
    let log = data_encoding::BASE64.decode(entry("logId/keyId").as_str().unwrap().as_bytes()).unwrap();
    Layer {
        envelope: at("/dsseEnvelope"),
        certificate: pem(der.as_str().unwrap()),
        promise: entry("inclusionPromise/signedEntryTimestamp").as_str().unwrap().to_owned(),
        payload: json!({
            "body": entry("canonicalizedBody"),
            "integratedTime": number("integratedTime"),
            "logIndex": number("logIndex"),
            "logID": data_encoding::HEXLOWER.encode(&log),
        }),
    }
}

fn pem(der: &str) -> String {
    let lines: Vec<&str> = der.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

impl Layer {
    fn annotations(&self) -> BTreeMap<String, String> {
        let logged = json!({ "SignedEntryTimestamp": self.promise, "Payload": self.payload });
        let pairs = [
            (CERTIFICATE, self.certificate.clone()),
            ("dev.sigstore.cosign/chain", "what comes along proves nothing".to_owned()),
            (LOGGED, logged.to_string()),
            ("dev.cosignproject.cosign/signature", String::new()),
            ("predicateType", "https://slsa.dev/provenance/v1".to_owned()),
        ];
        pairs.map(|(name, value)| (name.to_owned(), value)).into()
    }

    fn check(&self) -> &'static str {
        check(
            &self.envelope,
            &self.annotations(),
            "https://github.com/sigstore/sigstore-js/.github/workflows/release.yml@refs/heads/main",
        )
    }
}

/// The check that refuses a layer, or `none`.
fn check(envelope: &Value, annotations: &BTreeMap<String, String>, identity: &str) -> &'static str {
    let issuer = Some(Pattern::Exact("https://token.actions.githubusercontent.com".to_owned()));
    let identity = Pattern::Exact(identity.to_owned());
    let signers = vec![Signer::Identity { identity, issuer, claims: Vec::new() }];
    let policy = Policy { signers, require_log: true, ..Policy::default() };
    let root = TrustedRoot::embedded(Instance::PublicGood).unwrap();
    let now = "2026-11-20T00:00:00Z".parse().unwrap();
    Evidence::annotated(envelope.to_string().as_bytes(), annotations)
        .and_then(|one| attest::verify(&one, None, &policy, &root, now))
        .map_or_else(|failure| failure.check(), |_| "none")
}

/// Another character of the same alphabet, in the middle.
fn swapped(text: &str) -> String {
    let at = text.len() / 2;
    let other = if text.as_bytes()[at] == b'A' { "B" } else { "A" };
    format!("{}{other}{}", &text[..at], &text[at + 1..])
}

#[test]
fn what_an_identity_signed_holds_by_the_promise_of_the_log() {
    assert_eq!(layer().check(), "none");
    // Long after the certificate has expired: the time is the log's.
    assert_eq!(check(&layer().envelope, &layer().annotations(), "https://github.com/somebody/else"), "identity");
}

#[test]
fn each_check_that_fails_has_its_name() {
    let good = layer();
    let changed = |change: &dyn Fn(&mut Layer)| {
        let mut layer = good.clone();
        change(&mut layer);
        layer.check()
    };
    let set = |name: &'static str, value: Value| changed(&|layer| layer.payload[name] = value.clone());
    assert_eq!(changed(&|layer| layer.promise = swapped(&layer.promise)), "inclusion-promise");
    assert_eq!(set("integratedTime", json!(1_692_374_736)), "inclusion-promise");
    assert_eq!(set("logIndex", json!(31_821_306)), "inclusion-promise");
    assert_eq!(set("logID", json!("00".repeat(32))), "inclusion-promise");
    assert_eq!(set("logID", json!("what")), "malformed");
    assert_eq!(set("more", json!(1)), "malformed");
    assert_eq!(set("integratedTime", json!(-1)), "malformed");

    // An entry that says something else is not what the log has promised; said by the log, it would be about another one.
    let body = |from: &'static str, to: &'static str| {
        changed(&|layer| {
            let body = layer.payload["body"].as_str().unwrap();
            let text = String::from_utf8(data_encoding::BASE64.decode(body.as_bytes()).unwrap()).unwrap();
            assert!(text.contains(from));
            layer.payload["body"] = data_encoding::BASE64.encode(text.replacen(from, to, 1).as_bytes()).into();
        })
    };
    assert_eq!(body("\"sha256\"", "\"sha512\""), "inclusion-promise");
    assert_eq!(body("\"intoto\"", "\"rekord\""), "unsupported");
    // An entry that names digests has other members.
    assert_eq!(body("\"0.0.2\"", "\"0.0.1\""), "inclusion-promise");
    assert_eq!(body("\"0.0.2\"", "\"0.0.3\""), "unsupported");

    let sign = |sig: &str| {
        let mut layer = good.clone();
        layer.envelope["signatures"][0]["sig"] = sig.into();
        layer.check()
    };
    assert_eq!(sign("MAA="), "signature");
    let payload = data_encoding::BASE64.decode(good.envelope["payload"].as_str().unwrap().as_bytes()).unwrap();
    let other = String::from_utf8(payload).unwrap().replace("npm", "pnm");
    let other = data_encoding::BASE64.encode(other.as_bytes());
    assert_eq!(changed(&|layer| layer.envelope["payload"] = other.as_str().into()), "signature");
    assert_eq!(changed(&|layer| layer.envelope["payloadType"] = "text/plain".into()), "payload-type");
    assert_eq!(changed(&|layer| layer.envelope["extra"] = 1.into()), "malformed");
}

#[test]
fn a_certificate_is_one_of_a_trusted_authority_and_the_one_of_the_entry() {
    let good = layer();
    let with = |certificate: String| Layer { certificate, ..good.clone() }.check();
    assert_eq!(with(String::new()), "material");
    assert_eq!(with("\n".to_owned()), "certificate-malformed");
    assert_eq!(with("-----BEGIN CERTIFICATE-----\n".to_owned()), "certificate-malformed");
    assert_eq!(with(good.certificate.repeat(2)), "certificate-malformed");
    let stranger = std::fs::read_to_string(crate::harness::root().join("fixtures/evidence/mcpb/stranger.pem")).unwrap();
    assert_eq!(with(stranger), "certificate-untrusted");
    assert_eq!(with(swapped_der(&good.certificate)), "certificate-untrusted");

    let mut unlogged = good.annotations();
    unlogged.remove(LOGGED);
    let identity = "https://github.com/sigstore/sigstore-js/.github/workflows/release.yml@refs/heads/main";
    assert_eq!(check(&good.envelope, &unlogged, identity), "not-logged");
    let mut stamped = good.annotations();
    let stamp = r#"{"SignedRFC3161Timestamp":"MAA="}"#.to_owned();
    stamped.insert("dev.sigstore.cosign/rfc3161timestamp".to_owned(), stamp);
    assert_eq!(check(&good.envelope, &stamped, identity), "timestamp");
}

/// Another signature of the authority.
fn swapped_der(pem: &str) -> String {
    let (rest, last) = pem.trim_end().rsplit_once("\n-----").unwrap();
    let (body, line) = rest.rsplit_once('\n').unwrap();
    format!("{body}\n{}\n-----{last}\n", swapped(line))
}
