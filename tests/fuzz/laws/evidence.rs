//! Signed documents, the manifests that keep them, and chains of promotion links.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use jiff::Timestamp;

use proofmark::attest::{
    self, Algorithm, Bundle, Envelope, Evidence, Failure, Instance, NewKey, Pattern, Policy, SignedBy, Signer, Subject,
    TrustedRoot,
};
use proofmark::digest::Digest;
use proofmark::policy::Stage;
use proofmark::promotion::{Link, Named, Question, State, Step, walk};
use proofmark::store::Manifest;

/// A policy that trusts a key and somebody who have signed nothing.
static NOBODY: LazyLock<(Policy, TrustedRoot)> = LazyLock::new(|| {
    let key = NewKey::generate(Algorithm::EcdsaP256, None).expect("a key").public;
    let root = TrustedRoot::embedded(Instance::PublicGood).expect("a root");
    let nobody = || Pattern::Exact("nobody".to_owned());
    let nobody = Signer::Identity { identity: nobody(), issuer: Some(nobody()), claims: Vec::new() };
    (Policy { signers: vec![Signer::Key(key), nobody], ..Policy::default() }, root)
});

/// Evidence is read or refused, in bounded time, and none of it is believed: nobody whom we trust has signed it.
pub(crate) fn bundle(bytes: &[u8]) {
    if let Ok(bundle) = Bundle::parse(bytes) {
        assert_eq!(bundle.bytes(), bytes);
        let _ = bundle.envelope().map(Envelope::predicate_type);
    }
    let (policy, root) = &*NOBODY;
    let subject = Subject::file("x", bytes.to_vec());
    let now = Timestamp::from_second(1_900_000_000).expect("a time");
    let annotated = annotated(bytes).map(|one| one.map(|one| vec![one]));
    for all in [Evidence::read(bytes), Evidence::within(bytes)].into_iter().chain(annotated).flatten() {
        for one in all {
            assert!(attest::verify(&one, Some(&subject), policy, root, now).is_err());
            assert!(attest::verify(&one, None, policy, root, now).is_err());
        }
    }
}

/// What cosign keeps as a layer with annotations, from one document of both.
fn annotated(bytes: &[u8]) -> Option<Result<Evidence, Failure>> {
    let document: serde_json::Value = serde_json::from_slice(bytes).ok()?;
    let layer = document.get("layer")?.as_str()?;
    let annotations = document.get("annotations")?.as_object()?.iter();
    let annotations: BTreeMap<String, String> =
        annotations.filter_map(|(name, text)| Some((name.clone(), text.as_str()?.to_owned()))).collect();
    Some(Evidence::annotated(layer.as_bytes(), &annotations))
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

/// Bytes of one link of [`chain`].
const LINK: usize = 4;
/// Links of one chain.
const LINKS: usize = 8;

/// Four bytes are a link: its stages, its number, whom it follows, and what it is about. The state does not depend on the
/// order in which links are found, and whoever withholds some can only lower it.
pub(crate) fn chain(bytes: &[u8]) {
    let steps: Vec<Step> = bytes.chunks_exact(LINK).take(LINKS).enumerate().filter_map(step).collect();
    let all = state(&steps);
    let said = |state: &State| (state.standing.clone(), state.stage, state.heads.clone(), state.next);
    let mut turned = steps.clone();
    turned.reverse();
    assert_eq!(said(&state(&turned)), said(&all));
    assert_eq!(said(&state(&[steps.clone(), turned].concat())), said(&all));
    assert_eq!(all.steps.len() + all.refused.len(), steps.len());
    let holds = all.standing.check().is_none();
    for withheld in &steps {
        let rest: Vec<Step> = steps.iter().filter(|step| step.id != withheld.id).cloned().collect();
        if holds {
            assert!(state(&rest).stage <= all.stage, "{withheld:?}");
        }
        let remembered = BTreeSet::from([withheld.id]);
        let noticed = walked(&rest, &remembered);
        assert!(noticed.stage.is_none_or(|stage| stage == Stage::Revoked) && noticed.standing.check().is_some());
    }
}

fn step((at, bytes): (usize, &[u8])) -> Option<Step> {
    let [stages, seq, previous, about] = *bytes.first_chunk::<LINK>()?;
    let stage = |number: u8| Stage::ALL.get(usize::from(number)).copied();
    let name = |at: usize| Digest::of(at.to_le_bytes());
    let link = Link {
        from: stage(stages >> 4),
        to: stage(stages & 0xf)?,
        // The last number there is, too.
        seq: if seq == u8::MAX { u64::MAX } else { u64::from(seq) },
        previous: (0..LINKS).filter(|other| previous >> other & 1 == 1).map(name).collect(),
        resource_uri: if about & 1 == 0 { "oci://here" } else { "oci://elsewhere" }.to_owned(),
        policy: Named { digest: name(0) },
        verdict: None,
        time: Timestamp::UNIX_EPOCH,
        approvals: Vec::new(),
        fields: [].into(),
    };
    let seen = Timestamp::from_second(i64::from(about >> 2) * 60).ok().filter(|_| about & 2 == 0);
    Some(Step { id: name(at), subject: name(0), link, by: SignedBy::Key { id: "k".to_owned() }, seen })
}

fn state(steps: &[Step]) -> State {
    walked(steps, &BTreeSet::new())
}

fn walked(steps: &[Step], remembered: &BTreeSet<Digest>) -> State {
    let question = Question {
        subject: Digest::of(0_usize.to_le_bytes()),
        resource: "oci://here",
        remembered,
        claims: &[],
        max_head_age: None,
        now: Timestamp::UNIX_EPOCH,
    };
    walk(steps.to_vec(), &question, |_| Ok(()))
}
