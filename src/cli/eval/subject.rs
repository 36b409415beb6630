//! `--subject`: what was evaluated.

use crate::artifact;
use crate::cli::sources::local;
use crate::cli::{Error, Io};
use crate::digest::Digest;
use crate::eval::Subject;
use crate::source::{Capture, Limits};

/// The subject of a digest, of an address that ends in one, or of the one artifact in a file or folder.
pub(super) fn subject(text: &str, io: &Io<'_>) -> Result<Subject, Error> {
    let digest = text.rfind("sha256:").and_then(|at| text.get(at..)).filter(|digest| {
        let before = text.strip_suffix(digest).unwrap_or_default();
        before.is_empty() || before.ends_with('@')
    });
    if let Some(digest) = digest {
        return Subject::new(text, digest).ok_or_else(|| Error::SubjectDigest { text: text.to_owned() });
    }
    let artifact = only_artifact(&local(text, Limits::DEFAULT, io)?, text)?;
    Ok(Subject { name: artifact.0, digest: artifact.1.to_string() })
}

/// The name and the digest of the one artifact that a capture holds, which was called `text`.
pub(in crate::cli) fn only_artifact(capture: &Capture, text: &str) -> Result<(String, Digest), Error> {
    let mut artifacts = Vec::new();
    let mut gaps = capture.tree.gaps.clone();
    for candidate in artifact::plan(&capture.tree) {
        let (loaded, missing) = artifact::load(&capture.tree, &candidate, &Limits::DEFAULT);
        gaps.extend(missing);
        for artifact in loaded {
            gaps.extend(artifact.gaps);
            artifacts.push((artifact.name, artifact.digest, artifact.path));
        }
    }
    if let Some(gap) = gaps.first() {
        let reason = gap.reason.describe();
        return Err(Error::SubjectGap { path: gap.path.to_string(), reason });
    }
    match artifacts.as_slice() {
        [] => Err(Error::Empty { sources: format!("`{text}`") }),
        [(name, digest, _)] => Ok((name.clone(), *digest)),
        several => {
            let paths: Vec<String> = several.iter().map(|(_, _, path)| format!("`{path}`")).collect();
            Err(Error::SubjectAmbiguous { path: text.to_owned(), artifacts: paths.join(", ") })
        }
    }
}
