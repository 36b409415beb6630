//! What holds of every input, however it came about: for the fuzzer, and for the properties of the normal suite.

use std::sync::LazyLock;

use proofmark::attest::{
    self, Algorithm, Bundle, Envelope, Evidence, Instance, NewKey, Policy, Signer, Subject, TrustedRoot,
};
use proofmark::store::Manifest;

/// A policy that trusts a key that has signed nothing.
static NOBODY: LazyLock<(Policy, TrustedRoot)> = LazyLock::new(|| {
    let key = NewKey::generate(Algorithm::EcdsaP256, None).expect("a key").public;
    let root = TrustedRoot::embedded(Instance::PublicGood).expect("a root");
    (Policy { signers: vec![Signer::Key(key)], ..Policy::default() }, root)
});

/// Evidence is read or refused, in bounded time, and none of it is believed: nobody whom we trust has signed it.
pub(crate) fn bundle(bytes: &[u8]) {
    if let Ok(bundle) = Bundle::parse(bytes) {
        assert_eq!(bundle.bytes(), bytes);
        let _ = bundle.envelope().map(Envelope::predicate_type);
    }
    let (policy, root) = &*NOBODY;
    let subject = Subject::file("x", bytes.to_vec());
    let now = jiff::Timestamp::UNIX_EPOCH;
    for all in [Evidence::read(bytes), Evidence::within(bytes)].into_iter().flatten() {
        for one in all {
            assert!(attest::verify(&one, Some(&subject), policy, root, now).is_err());
            assert!(attest::verify(&one, None, policy, root, now).is_err());
        }
    }
}

/// An envelope that is read is the same once it was written, and what is signed names its type.
pub(crate) fn envelope(bytes: &[u8]) {
    let Ok(envelope) = Envelope::parse(bytes) else { return };
    let written = serde_json::to_vec(&envelope).expect("an envelope can be written");
    assert_eq!(Envelope::parse(&written).expect("what is written is read"), envelope);
    assert!(envelope.signed_bytes().ends_with(&envelope.payload));
}

/// A manifest that is read is the same once it was written.
pub(crate) fn manifest(bytes: &[u8]) {
    let Ok(manifest) = Manifest::parse(bytes) else { return };
    let written = manifest.to_bytes().expect("a manifest can be written");
    assert_eq!(Manifest::parse(&written).expect("what is written is read"), manifest);
}
