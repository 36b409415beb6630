//! `--subject`: what was evaluated.

use crate::artifact;
use crate::cli::{Error, Io};
use crate::eval::Subject;
use crate::net;
use crate::source::{self, Limits, Options, SourceRef, World};

/// The subject of a digest, of an address that ends in one, or of the one artifact in a file or folder.
pub(super) fn subject(text: &str, io: &Io<'_>) -> Result<Subject, Error> {
    let digest = text.rfind("sha256:").and_then(|at| text.get(at..)).filter(|digest| {
        let before = text.strip_suffix(digest).unwrap_or_default();
        before.is_empty() || before.ends_with('@')
    });
    if let Some(digest) = digest {
        return Subject::new(text, digest).ok_or_else(|| Error::SubjectDigest { text: text.to_owned() });
    }
    let reference = SourceRef::Path(text.into());
    let options = Options { limits: Limits::DEFAULT, no_ignore: false };
    let limit = std::time::Duration::from_secs(options.limits.fetch_timeout);
    let offline = net::Settings::new(true, limit, &io.environment);
    let world = World {
        folder: &io.folder,
        options: &options,
        environment: &io.environment,
        net: &offline,
        allowed_hosts: &[],
        index_url: None,
        updated_since: None,
    };
    let runtime = crate::cli::sources::runtime()?;
    let capture = runtime.block_on(source::fetch(&reference, world))?;
    let mut artifacts = Vec::new();
    let mut gaps = capture.tree.gaps.clone();
    for candidate in artifact::plan(&capture.tree) {
        let (loaded, missing) = artifact::load(&capture.tree, &candidate, &options.limits);
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
        [(name, digest, _)] => Ok(Subject { name: name.clone(), digest: digest.to_string() }),
        several => {
            let paths: Vec<String> = several.iter().map(|(_, _, path)| format!("`{path}`")).collect();
            Err(Error::SubjectAmbiguous { path: text.to_owned(), artifacts: paths.join(", ") })
        }
    }
}
