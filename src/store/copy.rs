//! From one store to another, so that an artifact and all that is known about it arrive together.

use super::tag::{SUFFIXES, beside};
use super::{Error, Manifest, Store, evidence};
use crate::digest::Digest;

/// Indexes within indexes.
const MAX_DEPTH: usize = 4;

/// What was copied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Copied {
    /// Blobs that were not there.
    pub blobs: usize,
    /// Manifests of evidence.
    pub evidence: Vec<Digest>,
}

/// Copies an artifact, then the evidence about it. No tag of an artifact is moved: that is for the caller, once all of it
/// is there.
pub fn copy(from: &dyn Store, to: &dyn Store, digest: Digest, limit: u64) -> Result<Copied, Error> {
    let mut copied = Copied::default();
    manifest(from, to, digest, limit, MAX_DEPTH, &mut copied)?;
    about(from, to, digest, limit, MAX_DEPTH, &mut copied)?;
    for suffix in SUFFIXES {
        tagged(from, to, &beside(digest, suffix), limit, &mut copied)?;
    }
    copied.evidence.sort_unstable();
    copied.evidence.dedup();
    Ok(copied)
}

/// Copies a manifest with all that it names.
fn manifest(
    from: &dyn Store,
    to: &dyn Store,
    digest: Digest,
    limit: u64,
    depth: usize,
    copied: &mut Copied,
) -> Result<(), Error> {
    let bytes = from.manifest(digest)?.ok_or_else(|| Error::Missing { place: from.place(), digest })?;
    let read = Manifest::parse(&bytes)?;
    for blob in read.blobs() {
        if !to.has_blob(blob)? {
            to.put_blob(&from.blob(blob, limit)?)?;
            copied.blobs += 1;
        }
    }
    for inner in &read.manifests {
        let depth = depth
            .checked_sub(1)
            .ok_or_else(|| Error::Malformed { digest, detail: format!("indexes nest deeper than {MAX_DEPTH}") })?;
        manifest(from, to, inner.digest, limit, depth, copied)?;
    }
    to.put_manifest(&bytes)?;
    Ok(())
}

/// Copies the evidence about a manifest, and that about the evidence.
fn about(
    from: &dyn Store,
    to: &dyn Store,
    digest: Digest,
    limit: u64,
    depth: usize,
    copied: &mut Copied,
) -> Result<(), Error> {
    let found = evidence(from, digest)?;
    if let Some(unread) = found.unread.into_iter().next() {
        return Err(Error::Unread { digest: unread.digest, reason: unread.reason });
    }
    for evidence in found.evidence {
        if copied.evidence.contains(&evidence.digest) {
            continue;
        }
        manifest(from, to, evidence.digest, limit, MAX_DEPTH, copied)?;
        copied.evidence.push(evidence.digest);
        if let Some(depth) = depth.checked_sub(1) {
            about(from, to, evidence.digest, limit, depth, copied)?;
        }
    }
    Ok(())
}

/// Copies what only a tag binds to the artifact. Such a manifest is replaced by one with more layers, so the tag goes to
/// the one that has all of them.
fn tagged(from: &dyn Store, to: &dyn Store, tag: &str, limit: u64, copied: &mut Copied) -> Result<(), Error> {
    let Some(ours) = from.resolve(tag)? else { return Ok(()) };
    if let Some(theirs) = to.resolve(tag)?.filter(|theirs| *theirs != ours) {
        let (ours, theirs) = (parsed(from, ours)?, parsed(to, theirs)?);
        let all_in = |some: &Manifest, others: &Manifest| some.layers.iter().all(|one| others.layers.contains(one));
        if all_in(&ours, &theirs) {
            return Ok(());
        }
        if !all_in(&theirs, &ours) {
            return Err(Error::Diverged { place: to.place(), tag: tag.to_owned() });
        }
    }
    manifest(from, to, ours, limit, MAX_DEPTH, copied)?;
    to.tag(tag, ours)?;
    copied.evidence.push(ours);
    Ok(())
}

fn parsed(store: &dyn Store, digest: Digest) -> Result<Manifest, Error> {
    Manifest::parse(&store.manifest(digest)?.ok_or_else(|| Error::Missing { place: store.place(), digest })?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Descriptor, EMPTY, Layout};

    /// Keeps a manifest of such layers in a store.
    fn kept(store: &Layout, layers: &[&str]) -> Digest {
        let layers: Vec<Descriptor> = layers
            .iter()
            .map(|text| {
                store.put_blob(text.as_bytes()).unwrap();
                Descriptor::of("text/plain", text.as_bytes())
            })
            .collect();
        store.put_blob(b"{}").unwrap();
        store.put_manifest(&Manifest::new("text/x", Descriptor::of(EMPTY, b"{}"), layers).to_bytes().unwrap()).unwrap()
    }

    #[test]
    fn what_only_a_tag_binds_comes_along_and_nothing_of_it_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let store = |name: &str| Layout::create(folder.path().join(name)).unwrap();
        let (from, to) = (store("from"), store("to"));
        let artifact = kept(&from, &["artifact"]);
        let tags = SUFFIXES.map(|suffix| beside(artifact, suffix));
        let [att, sbom, _] = &tags;
        from.tag(att, kept(&from, &["one"])).unwrap();
        from.tag(sbom, kept(&from, &["list"])).unwrap();
        let copied = copy(&from, &to, artifact, 1 << 20).unwrap();
        assert_eq!(copied.evidence.len(), 2);
        let same = |tag: &str| from.resolve(tag).unwrap() == to.resolve(tag).unwrap();
        assert!(tags.iter().all(|tag| same(tag)) && to.resolve(att).unwrap().is_some());

        from.tag(att, kept(&from, &["one", "two"])).unwrap();
        copy(&from, &to, artifact, 1 << 20).unwrap();
        assert!(same(att));

        // The other store knows more.
        let more = kept(&to, &["two", "one", "three"]);
        to.tag(att, more).unwrap();
        copy(&from, &to, artifact, 1 << 20).unwrap();
        assert_eq!(to.resolve(att).unwrap(), Some(more));

        from.tag(att, kept(&from, &["four"])).unwrap();
        assert!(matches!(copy(&from, &to, artifact, 1 << 20), Err(Error::Diverged { tag, .. }) if tag == *att));
    }
}
