//! The laws of the fuzzer, on fewer inputs: noise, and good documents with something done to them.

use std::sync::LazyLock;

use proofmark::attest::predicate::{Approval, Decision};
use proofmark::attest::{Algorithm, Evidence, NewKey, Signing, SigningKey, Statement, Subject};
use proofmark::digest::Digest;
use proptest::prelude::*;

#[path = "../fuzz/laws.rs"]
mod fuzz;

/// A bundle, an envelope and a manifest, each as good as can be.
static GOOD: LazyLock<[Vec<u8>; 3]> = LazyLock::new(|| {
    let pair = NewKey::generate(Algorithm::EcdsaP256, None).unwrap();
    let signing = Signing::Key(SigningKey::from_pem(&pair.private, || None).unwrap());
    let approval = Approval::new(Decision::Approved);
    let subject = Subject::file("x", b"x".to_vec());
    let bundle = signing.sign(&Statement::new(subject.descriptors(), approval)).unwrap();
    let envelope = serde_json::to_vec(bundle.envelope().unwrap()).unwrap();
    let digest = Digest::of("x");
    let manifest = format!(
        r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{{"mediaType":"a/b","digest":"{digest}","size":1,"platform":{{"os":"x"}}}},"layers":[{{"mediaType":"a/c","digest":"{digest}","size":1,"annotations":{{"a":"b"}}}}],"annotations":null}}"#
    );
    [bundle.bytes().to_vec(), envelope, manifest.into_bytes()]
});

fn hold(bytes: &[u8]) {
    fuzz::bundle(bytes);
    fuzz::envelope(bytes);
    fuzz::manifest(bytes);
}

/// Something that is done to a document.
#[derive(Debug, Clone)]
enum Blow {
    Change(usize, u8),
    Insert(usize, String),
    Remove(usize, usize),
    /// A part of it stands somewhere else, too.
    Repeat(usize, usize, usize),
}

fn blow() -> impl Strategy<Value = Blow> {
    let at = || 0..4_096_usize;
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(at, byte)| Blow::Change(at, byte)),
        (at(), r#"[\[\]{}:,"a-z0-9= ]{1,12}"#).prop_map(|(at, text)| Blow::Insert(at, text)),
        (at(), 1..64_usize).prop_map(|(at, length)| Blow::Remove(at, length)),
        (at(), at(), 1..256_usize).prop_map(|(at, from, length)| Blow::Repeat(at, from, length)),
    ]
}

fn strike(bytes: &mut Vec<u8>, blow: Blow) {
    let end = bytes.len();
    match blow {
        Blow::Change(at, byte) => {
            if let Some(own) = bytes.get_mut(at % end.max(1)) {
                *own = byte;
            }
        }
        Blow::Insert(at, text) => {
            let at = at.min(end);
            bytes.splice(at..at, text.bytes());
        }
        Blow::Remove(at, length) => {
            let at = at.min(end);
            bytes.drain(at..(at + length).min(end));
        }
        Blow::Repeat(at, from, length) => {
            let from = from.min(end);
            let part = bytes.get(from..(from + length).min(end)).unwrap_or_default().to_vec();
            let at = at.min(end);
            bytes.splice(at..at, part);
        }
    }
}

#[test]
fn what_is_good_is_read() {
    assert!(Evidence::read(&GOOD[0]).is_ok() && Evidence::read(&GOOD[1]).is_ok());
    GOOD.iter().for_each(|good| hold(good));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn the_laws_hold_of_noise(bytes in proptest::collection::vec(any::<u8>(), 0..512)) {
        hold(&bytes);
    }

    #[test]
    fn the_laws_hold_of_what_was_good(which in 0..3_usize, blows in proptest::collection::vec(blow(), 0..4)) {
        let mut bytes = GOOD[which].clone();
        for blow in blows {
            strike(&mut bytes, blow);
        }
        hold(&bytes);
    }
}
