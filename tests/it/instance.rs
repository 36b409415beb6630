//! A Sigstore instance in this process: an authority, a certificate log, and a transparency log that promises whatever it
//! is told to.

use data_encoding::{BASE64, HEXLOWER};
use der::asn1::{BitString, GeneralizedTime, OctetString, UtcTime};
use der::oid::ObjectIdentifier;
use der::{Decode as _, Encode as _};
use proofmark::attest::{Algorithm, NewKey, PublicKey, SigningKey, TrustedRoot, pae};
use proofmark::digest::Digest;
use serde_json::{Value, json};
use x509_cert::ext::Extension;
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use x509_cert::time::{Time, Validity};
use x509_cert::{Certificate, TbsCertificate, Version};

const ECDSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
/// 2026-11-01, when everything here was signed, in seconds since 1970.
pub(crate) const SIGNED: u64 = 1_793_491_200;

/// What certificates of a signer are made with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Leaf {
    /// Whether the certificate log has it.
    pub(crate) logged: bool,
    /// Whether it is for signing code.
    pub(crate) for_code: bool,
    /// In seconds since 1970; for ten minutes from then on.
    pub(crate) from: u64,
}

pub(crate) const LEAF: Leaf = Leaf { logged: true, for_code: true, from: SIGNED - 60 };

pub(crate) struct Instance {
    authority: (SigningKey, Name),
    certificate: Certificate,
    certificates: SigningKey,
    pub(crate) log: SigningKey,
}

pub(crate) fn key() -> SigningKey {
    let pair = NewKey::generate(Algorithm::EcdsaP256, None).unwrap();
    SigningKey::from_pem(&pair.private, || None).unwrap()
}

/// SubjectPublicKeyInfo, DER.
fn spki(key: &PublicKey) -> Vec<u8> {
    der::pem::decode_vec(key.to_pem().as_bytes()).unwrap().1
}

fn named(name: &str) -> Name {
    format!("CN={name}").parse().unwrap()
}

fn extension(oid: &str, critical: bool, der: &[u8]) -> Extension {
    let extn_value = OctetString::new(der).unwrap();
    Extension { extn_id: ObjectIdentifier::new_unwrap(oid), critical, extn_value }
}

fn tbs(subject: Name, issuer: Name, key: &PublicKey, period: (u64, u64), extensions: Vec<Extension>) -> TbsCertificate {
    let time = |seconds| {
        let since = std::time::Duration::from_secs(seconds);
        let utc = UtcTime::from_unix_duration(since).map(Time::UtcTime);
        utc.unwrap_or_else(|_| Time::GeneralTime(GeneralizedTime::from_unix_duration(since).unwrap()))
    };
    TbsCertificate {
        version: Version::V3,
        serial_number: SerialNumber::new(&[7]).unwrap(),
        signature: AlgorithmIdentifierOwned { oid: ECDSA_SHA256, parameters: None },
        issuer,
        validity: Validity { not_before: time(period.0), not_after: time(period.1) },
        subject,
        subject_public_key_info: SubjectPublicKeyInfoOwned::from_der(&spki(key)).unwrap(),
        issuer_unique_id: None,
        subject_unique_id: None,
        extensions: Some(extensions),
    }
}

fn certified(tbs: TbsCertificate, by: &SigningKey) -> Certificate {
    let signature = by.sign(&tbs.to_der().unwrap()).unwrap();
    let signature_algorithm = tbs.signature.clone();
    Certificate { tbs_certificate: tbs, signature_algorithm, signature: BitString::from_bytes(&signature).unwrap() }
}

impl Instance {
    pub(crate) fn new() -> Self {
        let (authority, name) = (key(), named("authority"));
        // CA, and the signing of certificates.
        let extensions =
            vec![extension("2.5.29.19", true, &[0x30, 3, 1, 1, 0xff]), extension("2.5.29.15", true, &[3, 2, 1, 6])];
        let tbs = tbs(name.clone(), name.clone(), authority.public(), (0, 4_000_000_000), extensions);
        let certificate = certified(tbs, &authority);
        Self { authority: (authority, name), certificate, certificates: key(), log: key() }
    }

    /// As `--trusted-root` reads it.
    pub(crate) fn root_json(&self) -> Value {
        let log = |key: &SigningKey| {
            let der = spki(key.public());
            json!({
                "baseUrl": "https://log.example",
                "hashAlgorithm": "SHA2_256",
                "publicKey": {
                    "rawBytes": BASE64.encode(&der),
                    "keyDetails": "PKIX_ECDSA_P256_SHA_256",
                    "validFor": { "start": "2026-01-01T00:00:00Z" },
                },
                "logId": { "keyId": key.public().id() },
            })
        };
        json!({
            "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "tlogs": [log(&self.log)],
            "certificateAuthorities": [{
                "subject": { "organization": "example", "commonName": "authority" },
                "uri": "https://authority.example",
                "certChain": { "certificates": [{ "rawBytes": BASE64.encode(&self.certificate.to_der().unwrap()) }] },
                "validFor": { "start": "2026-01-01T00:00:00Z" },
            }],
            "ctlogs": [log(&self.certificates)],
            "timestampAuthorities": [],
        })
    }

    pub(crate) fn root(&self) -> TrustedRoot {
        TrustedRoot::from_json(&self.root_json().to_string()).unwrap()
    }

    /// A certificate for whom `issuer` calls `identity`, PEM.
    pub(crate) fn certify(&self, identity: &str, issuer: &str, key: &PublicKey, leaf: Leaf) -> String {
        let uri = |text: &str| [&[0x86, text.len().try_into().unwrap()], text.as_bytes()].concat();
        let sequence = |inner: &[u8]| [&[0x30, inner.len().try_into().unwrap()], inner].concat();
        let usage: &[u8] = if leaf.for_code { &[43, 6, 1, 5, 5, 7, 3, 3] } else { &[43, 6, 1, 5, 5, 7, 3, 1] };
        let mut extensions = vec![
            extension("2.5.29.15", true, &[3, 2, 7, 0x80]),
            extension("2.5.29.37", false, &sequence(&[&[6, 8], usage].concat())),
            extension("2.5.29.17", true, &sequence(&uri(identity))),
            extension("1.3.6.1.4.1.57264.1.8", false, &issuer.to_owned().to_der().unwrap()),
        ];
        let period = (leaf.from, leaf.from + 600);
        let make = |extensions| tbs(Name::default(), self.authority.1.clone(), key, period, extensions);
        if leaf.logged {
            let promise = self.promise_of_certificates(&make(extensions.clone()), leaf.from * 1_000);
            extensions.push(extension("1.3.6.1.4.1.11129.2.4.2", false, &promise));
        }
        let der = certified(make(extensions), &self.authority.0).to_der().unwrap();
        der::pem::encode_string("CERTIFICATE", der::pem::LineEnding::LF, &der).unwrap()
    }

    /// RFC 6962, the value of the extension.
    fn promise_of_certificates(&self, tbs: &TbsCertificate, milliseconds: u64) -> Vec<u8> {
        let tbs = tbs.to_der().unwrap();
        let issuer = HEXLOWER.decode(Digest::of(spki(self.authority.0.public())).hex().as_bytes()).unwrap();
        let length = u32::try_from(tbs.len()).unwrap().to_be_bytes();
        let time = milliseconds.to_be_bytes();
        let signed = [&[0, 0], &time[..], &[0, 1], &issuer, &length[1..], &tbs, &[0, 0]].concat();
        let signature = self.certificates.sign(&signed).unwrap();
        let id = BASE64.decode(self.certificates.public().id().as_bytes()).unwrap();
        let counted = |bytes: Vec<u8>| [&u16::try_from(bytes.len()).unwrap().to_be_bytes()[..], &bytes].concat();
        let one = [&[0], &id[..], &time, &[0, 0], &[4, 3], &counted(signature)].concat();
        OctetString::new(counted(counted(one))).unwrap().to_der().unwrap()
    }

    /// A promise of the log to keep `body`, as cosign notes it.
    pub(crate) fn promise(&self, body: &Value, time: u64) -> Value {
        let payload = json!({
            "body": BASE64.encode(body.to_string().as_bytes()),
            "integratedTime": time,
            "logIndex": 5,
            "logID": HEXLOWER.encode(&BASE64.decode(self.log.public().id().as_bytes()).unwrap()),
        });
        let signed = serde_json_canonicalizer::to_vec(&payload).unwrap();
        json!({ "SignedEntryTimestamp": BASE64.encode(&self.log.sign(&signed).unwrap()), "Payload": payload })
    }
}

/// An envelope that `key` has signed around a statement.
pub(crate) fn envelope(statement: &str, key: &SigningKey) -> String {
    const TYPE: &str = "application/vnd.in-toto+json";
    let sig = BASE64.encode(&key.sign(&pae(TYPE, statement.as_bytes())).unwrap());
    let payload = BASE64.encode(statement.as_bytes());
    json!({ "payloadType": TYPE, "payload": payload, "signatures": [{ "keyid": "", "sig": sig }] }).to_string()
}

/// The entry of an envelope by whom a certificate or key in PEM is of, as Rekor keeps those of `intoto` 0.0.1.
pub(crate) fn entry(envelope: &str, statement: &str, pem: &str) -> Value {
    let hash = |bytes: &str| json!({ "algorithm": "sha256", "value": Digest::of(bytes).hex() });
    let content = json!({ "hash": hash(envelope), "payloadHash": hash(statement) });
    let spec = json!({ "content": content, "publicKey": BASE64.encode(pem.as_bytes()) });
    json!({ "apiVersion": "0.0.1", "kind": "intoto", "spec": spec })
}
