//! What a policy is asked about: an artifact at hand, and the evidence beside it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::artifact::ArtifactKind;
use crate::cli::governed;
use crate::cli::services::RootArgs;
use crate::cli::subject::named_subject;
use crate::cli::{Error, Io};
use crate::digest::Digest;
use crate::policy::{self, Case, History, Policy, Raw, Stage, Subject, Transition, Trust};
use crate::source::read_bytes;

/// Bytes of one file of evidence, at most.
const MAX_EVIDENCE: u64 = 16 << 20;
/// What lies beside an artifact and is about it.
const BESIDE: &[&str] = &["sigstore.json", "sigstore", "intoto.jsonl"];

#[derive(Debug, Args)]
pub(super) struct SubjectArgs {
    /// Evidence about it: bundles and envelopes, one or one a line; may be repeated. What lies beside it
    /// (`NAME.sigstore.json`, `NAME.intoto.jsonl`) counts, too.
    #[arg(long, short, value_name = "FILE", help_heading = "Artifact")]
    evidence: Vec<PathBuf>,

    /// What it is now; the stage before by default.
    #[arg(long, value_name = "STAGE", help_heading = "Artifact")]
    stage: Option<Stage>,

    /// Where consumers get it from, such as `oci://ghcr.io/acme/notes`.
    #[arg(long, value_name = "URI", help_heading = "Artifact")]
    resource: Option<String>,

    /// What kind of artifact it is, such as `skill`.
    #[arg(long, value_name = "KIND", help_heading = "Artifact", value_parser = kind)]
    kind: Option<String>,

    /// A public key that the policy names by its digest; may be repeated.
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    policy_key: Vec<PathBuf>,

    #[command(flatten)]
    root: RootArgs,
}

fn kind(text: &str) -> Result<String, String> {
    let names = ArtifactKind::ALL.map(ArtifactKind::name);
    if names.contains(&text) { Ok(text.to_owned()) } else { Err(format!("it is none of {}", names.join(", "))) }
}

impl SubjectArgs {
    /// The case of a step to `to`.
    pub(super) fn case(&self, source: &str, to: Stage, policy: &Policy, io: &Io<'_>) -> Result<Case, Error> {
        let subject = named_subject(source, io)?;
        let digest = subject.digest.get("sha256").and_then(|hex| format!("sha256:{hex}").parse::<Digest>().ok());
        let expected = "subject with a SHA-256";
        let digest = digest.ok_or_else(|| Error::Value { value: source.to_owned(), expected })?;
        let transition = Transition::to(to, self.stage.unwrap_or(Stage::Draft));
        let stage = self.stage.unwrap_or(transition.from);
        let keys = governed::keys(&self.policy_key, io)?;
        let trust = Trust { policy, keys: &keys, root: &self.root.root(io)?, now: io.clock.now() };
        let evidence = policy::sort(&self.raw(source, io)?, &subject, &trust);
        let path = io.folder.join(source);
        let skill = path.join("SKILL.md").is_file().then(|| ArtifactKind::Skill.name().to_owned());
        Ok(Case {
            subject: Subject { name: subject.name, digest },
            reference: source.to_owned(),
            kind: self.kind.clone().or(skill),
            resource: self.resource.clone(),
            transition,
            history: Some(History { stage, subject: digest, heads: Vec::new(), sunset: None }),
            evidence,
            dependencies: None,
            authors: std::collections::BTreeSet::new(),
            fields: BTreeMap::new(),
            now: io.clock.now(),
        })
    }

    fn raw(&self, source: &str, io: &Io<'_>) -> Result<Vec<Raw>, Error> {
        let mut raw = Vec::new();
        for path in &self.evidence {
            let bytes = read_bytes(&io.folder.join(path), MAX_EVIDENCE)?;
            raw.push(Raw { name: path.to_string_lossy().into_owned(), bytes });
        }
        let path = io.folder.join(source);
        // `skill/` and `.` have their neighbours under the name of the folder.
        let whole = path.canonicalize().unwrap_or(path);
        if let (Some(folder), Some(name)) = (whole.parent(), whole.file_name()) {
            for suffix in BESIDE {
                let name = format!("{}.{suffix}", name.to_string_lossy());
                let beside: &Path = &folder.join(&name);
                if beside.is_file() {
                    raw.push(Raw { name, bytes: read_bytes(beside, MAX_EVIDENCE)? });
                }
            }
        }
        Ok(raw)
    }
}
