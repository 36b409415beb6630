//! Statements beside the manifest that they are about: kept as cosign and other clients of Sigstore find them, and read
//! back whoever has written them.

use jiff::{Timestamp, Unit};

use super::evidence::{attach, evidence};
use super::tag::{ATTESTATIONS, beside};
use super::{Annotations, Error, Manifest, Store};
use crate::attest::{self, Bundle, Envelope, Failure, Predicate, Signing, Statement, Subject};
use crate::digest::Digest;

/// The media type of what is written, and of the manifest around it.
pub const BUNDLE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";
/// What the media types of bundles start with, whichever version they are of.
const BUNDLES: &str = "application/vnd.dev.sigstore.bundle";
/// An envelope by itself, as cosign kept attestations before there were bundles.
const ENVELOPE: &str = "application/vnd.dsse.envelope.v1+json";
const CONTENT: &str = "dev.sigstore.bundle.content";
const PREDICATE_TYPE: &str = "dev.sigstore.bundle.predicateType";
const CREATED: &str = "org.opencontainers.image.created";

/// One piece of evidence about a manifest, which nobody has verified yet.
#[derive(Debug)]
pub struct Piece {
    /// Of the bytes that were signed together with their signature: the bundle. Of the manifest where those cannot be had.
    pub digest: Digest,
    /// Of the manifest that keeps it.
    pub manifest: Digest,
    /// What it is, or why it cannot be read; the latter is a reason to refuse, not to go on without it.
    pub read: Result<attest::Evidence, Failure>,
}

/// What is said about a manifest, as its store has it: sorted by manifest. Evidence of forms that are no signed
/// statements, such as a bare list of components, is left out.
pub fn statements(store: &dyn Store, subject: Digest) -> Result<Vec<Piece>, Error> {
    let found = evidence(store, subject)?;
    let unread = |digest, detail| Piece { digest, manifest: digest, read: Err(Failure::Unreadable { detail }) };
    let mut pieces: Vec<Piece> = found.unread.into_iter().map(|one| unread(one.digest, one.reason)).collect();
    for one in &found.evidence {
        read(store, one.digest, &one.manifest, one.kind(), &mut pieces)?;
    }
    if let Some((digest, manifest)) = legacy(store, subject)? {
        read(store, digest, &manifest, None, &mut pieces)?;
    }
    pieces.sort_by_key(|piece| (piece.manifest, piece.digest));
    Ok(pieces)
}

/// The attestations that cosign kept under a tag before it used subjects. No subject binds them; what they say does.
fn legacy(store: &dyn Store, subject: Digest) -> Result<Option<(Digest, Manifest)>, Error> {
    let Some(digest) = store.resolve(&beside(subject, ATTESTATIONS))? else { return Ok(None) };
    let bytes = store.manifest(digest)?.ok_or_else(|| Error::Missing { place: store.place(), digest })?;
    Ok(Some((digest, Manifest::parse(&bytes)?)))
}

fn read(
    store: &dyn Store,
    digest: Digest,
    manifest: &Manifest,
    kind: Option<&str>,
    pieces: &mut Vec<Piece>,
) -> Result<(), Error> {
    for layer in &manifest.layers {
        // Clients disagree on which of the two says what it is.
        let is = |kind: &str| kind.starts_with(BUNDLES) || kind == ENVELOPE;
        if !is(&layer.media_type) && !kind.is_some_and(is) {
            continue;
        }
        let all = match store.blob(layer, attest::MAX_DOCUMENT as u64) {
            Ok(bytes) if layer.media_type == ENVELOPE => {
                attest::Evidence::annotated(&bytes, &layer.annotations).map(|one| vec![one])
            }
            Ok(bytes) => attest::Evidence::read(&bytes),
            Err(error @ (Error::Net(_) | Error::Disk { .. })) => return Err(error),
            Err(error) => Err(Failure::Unreadable { detail: error.to_string() }),
        };
        let piece = |read| Piece { digest: layer.digest, manifest: digest, read };
        match all {
            Ok(all) => pieces.extend(all.into_iter().map(|one| piece(Ok(one)))),
            Err(failure) => pieces.push(piece(Err(failure))),
        }
    }
    Ok(())
}

impl Piece {
    /// The type of what is said, and what that is, by its own word: for lists, and for nothing that is decided.
    pub fn claims(&self) -> Option<(String, serde_json::Value)> {
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Said {
            predicate_type: String,
            #[serde(default)]
            predicate: serde_json::Value,
        }
        let envelope = self.read.as_ref().ok()?.envelope()?;
        let said: Said = serde_json::from_slice(&envelope.payload).ok()?;
        Some((said.predicate_type, said.predicate))
    }
}

/// When the newest statement about a manifest was put there, by an annotation that nobody has signed.
pub fn newest(store: &dyn Store, subject: Digest) -> Result<Option<Timestamp>, Error> {
    let found = evidence(store, subject)?;
    let times = found.evidence.iter().filter_map(|one| one.manifest.annotations.get(CREATED)?.parse().ok());
    Ok(times.max())
}

/// A manifest as what statements are about.
pub fn subject(name: impl Into<String>, digest: Digest) -> Subject {
    Subject::digest(name, [("sha256".to_owned(), digest.hex())].into())
}

/// A statement that was signed, and is kept.
#[derive(Debug)]
pub struct Kept {
    pub bundle: Bundle,
    /// Of the bundle's bytes.
    pub digest: Digest,
    /// Of the manifest that keeps it.
    pub manifest: Digest,
}

/// Signs what is said about a manifest that is in the store, and keeps it there. `name` is what the statement calls it.
pub fn state<P: Predicate>(
    store: &dyn Store,
    about: Digest,
    name: &str,
    predicate: P,
    signing: &Signing,
    now: Timestamp,
) -> Result<Kept, Error> {
    let statement = Statement::new(subject(name, about).descriptors(), predicate);
    keep(store, about, signing.sign(&statement)?, now)
}

/// Keeps a bundle as evidence about a manifest that is in the store. `now` is when it was put there, to the second.
pub fn keep(store: &dyn Store, about: Digest, bundle: Bundle, now: Timestamp) -> Result<Kept, Error> {
    let now = now.round(Unit::Second).unwrap_or(now);
    let mut annotations = Annotations::from([(CREATED.to_owned(), now.to_string())]);
    let content = if bundle.envelope().is_some() { "dsse-envelope" } else { "message-signature" };
    annotations.insert(CONTENT.to_owned(), content.to_owned());
    if let Some(predicate_type) = bundle.envelope().and_then(Envelope::predicate_type) {
        annotations.insert(PREDICATE_TYPE.to_owned(), predicate_type);
    }
    let manifest = attach(store, about, BUNDLE, bundle.bytes(), annotations)?;
    Ok(Kept { digest: Digest::of(bundle.bytes()), manifest, bundle })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attest::predicate::{Approval, Decision};
    use crate::attest::{Algorithm, NewKey, SigningKey};
    use crate::store::{Descriptor, EMPTY, Layout};

    fn approval() -> Approval {
        Approval::new(Decision::Approved)
    }

    /// A store with a manifest, and a key.
    fn bench() -> (tempfile::TempDir, Layout, Digest, Signing) {
        let folder = tempfile::tempdir().unwrap();
        let store = Layout::create(folder.path().join("store")).unwrap();
        let config = Descriptor::of(EMPTY, b"{}");
        store.put_blob(b"{}").unwrap();
        let manifest = Manifest::new("text/x", config, Vec::new()).to_bytes().unwrap();
        let digest = store.put_manifest(&manifest).unwrap();
        let pair = NewKey::generate(Algorithm::EcdsaP256, None).unwrap();
        (folder, store, digest, Signing::Key(SigningKey::from_pem(&pair.private, || None).unwrap()))
    }

    #[test]
    fn what_is_stated_is_found_beside_its_subject() {
        let (_folder, store, about, signing) = bench();
        let kept = state(&store, about, "x", approval(), &signing, Timestamp::UNIX_EPOCH).unwrap();
        let found = statements(&store, about).unwrap();
        let [piece] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((piece.digest, piece.manifest), (kept.digest, kept.manifest));
        assert!(matches!(&piece.read, Ok(attest::Evidence::Bundle(bundle)) if bundle.bytes() == kept.bundle.bytes()));
        let manifest = Manifest::parse(&store.manifest(kept.manifest).unwrap().unwrap()).unwrap();
        assert_eq!(manifest.artifact_type.as_deref(), Some(BUNDLE));
        let annotations: Vec<(&str, &str)> = manifest.annotations.iter().map(|(a, b)| (&**a, &**b)).collect();
        assert_eq!(
            annotations,
            [
                (CONTENT, "dsse-envelope"),
                (PREDICATE_TYPE, "https://proofmark.dev/attestation/approval/v1"),
                (CREATED, "1970-01-01T00:00:00Z")
            ]
        );
    }

    #[test]
    fn what_cannot_be_read_is_told_and_what_is_no_statement_is_not() {
        let (_folder, store, about, signing) = bench();
        let bundle = signing.sign(&Statement::new(subject("x", about).descriptors(), approval())).unwrap();
        let versions = ["application/vnd.dev.sigstore.bundle+json;version=0.2", BUNDLE];
        attach(&store, about, versions[0], bundle.bytes(), Annotations::new()).unwrap();
        attach(&store, about, versions[1], b"{}", Annotations::new()).unwrap();
        attach(&store, about, "application/vnd.cyclonedx+json", b"{}", Annotations::new()).unwrap();
        let mut read: Vec<_> = statements(&store, about).unwrap().into_iter().map(|piece| piece.read.is_ok()).collect();
        read.sort_unstable();
        assert_eq!(read, [false, true]);
    }

    #[test]
    fn attestations_of_old_are_found_by_their_tag() {
        let (_folder, store, about, signing) = bench();
        let bundle = signing.sign(&Statement::new(subject("x", about).descriptors(), approval())).unwrap();
        let envelope = serde_json::to_vec(bundle.envelope().unwrap()).unwrap();
        store.put_blob(&envelope).unwrap();
        let layer = Descriptor::of(ENVELOPE, &envelope);
        let mut manifest = Manifest::new("", Descriptor::of(EMPTY, b"{}"), vec![layer]);
        manifest.artifact_type = None;
        let digest = store.put_manifest(&manifest.to_bytes().unwrap()).unwrap();
        assert!(statements(&store, about).unwrap().is_empty());
        store.tag(&beside(about, ATTESTATIONS), digest).unwrap();
        let found = statements(&store, about).unwrap();
        assert!(matches!(found.as_slice(), [Piece { read: Ok(attest::Evidence::Envelope(_)), .. }]), "{found:?}");
    }
}
