//! `/v1/check`: anything that can be scanned, and the report about it.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Component, Utf8PathBuf};
use serde::Deserialize;

use crate::report::{self, Format};
use crate::serve::{Form, Scanner};
use crate::source::{Capture, File};

/// Files of one request, at most.
const MAX_FILES: usize = 2_000;

/// Captures what a reference names, or says why not. Blocks.
type CaptureOf = dyn Fn(&str) -> Result<Capture, String> + Send + Sync;

/// Fetches OCI artifacts, from the registries that whoever runs the gate has named and from no other: whoever asks
/// would else choose the hosts that the gate calls.
#[derive(Clone)]
pub struct Fetch {
    /// Hosts, with a port where it is not the usual one.
    pub registries: Vec<String>,
    pub capture: Arc<CaptureOf>,
}

/// What is to be checked: one of a text with its kind, files, or an artifact.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    /// Of `content`, as in [`Form::name`].
    kind: Option<String>,
    content: Option<String>,
    /// Texts by their paths.
    files: Option<BTreeMap<String, String>>,
    /// `registry/repository@sha256:HEX`.
    oci: Option<String>,
}

/// What is scanned.
#[derive(Debug)]
pub(super) enum Subject {
    Files(Vec<File>),
    Artifact(String),
}

impl Request {
    pub(super) fn read(body: &[u8]) -> Result<Subject, String> {
        let request: Self = serde_json::from_slice(body).map_err(|error| error.to_string())?;
        match request {
            Self { kind: Some(kind), content: Some(content), files: None, oci: None } => {
                let names = || Form::ALL.iter().map(|form| form.name()).collect::<Vec<_>>().join(", ");
                let form = Form::named(&kind).ok_or_else(|| format!("`kind` is none of {}", names()))?;
                Ok(Subject::Files(vec![form.file(&content)]))
            }
            Self { kind: None, content: None, files: Some(files), oci: None } => files_of(files).map(Subject::Files),
            Self { kind: None, content: None, files: None, oci: Some(reference) } => artifact(reference),
            _ => Err("send `kind` with `content`, or `files`, or `oci`".to_owned()),
        }
    }
}

fn files_of(files: BTreeMap<String, String>) -> Result<Vec<File>, String> {
    if files.is_empty() || files.len() > MAX_FILES {
        return Err(format!("`files` holds from 1 to {MAX_FILES} files"));
    }
    let file = |(path, content): (String, String)| {
        let path = Utf8PathBuf::from(path);
        let plain = path.components().all(|part| matches!(part, Utf8Component::Normal(_)));
        if path.as_str().is_empty() || !plain || path.as_str().contains('\\') {
            return Err("a path in `files` is relative, with `/`, and has no `..`".to_owned());
        }
        Ok(File::new(path, content.into_bytes()))
    };
    files.into_iter().map(file).collect()
}

fn artifact(reference: String) -> Result<Subject, String> {
    let pinned = reference.rsplit_once('@').is_some_and(|(_, digest)| digest.parse::<crate::digest::Digest>().is_ok());
    if pinned { Ok(Subject::Artifact(reference)) } else { Err("`oci` needs a digest: `NAME@sha256:HEX`".to_owned()) }
}

/// The report, or the status and the reason that there is none.
pub(super) fn answer(scanner: &Scanner, fetch: Option<&Fetch>, subject: Subject) -> Result<Vec<u8>, (u16, String)> {
    let outcome = match subject {
        Subject::Files(files) => scanner.files("request", files),
        Subject::Artifact(reference) => {
            let registry = reference.split('/').next().unwrap_or_default();
            let fetch = fetch.filter(|fetch| fetch.registries.iter().any(|named| named == registry));
            let refused = || (403, format!("this gate does not fetch from `{registry}`; start it with `--fetch`"));
            scanner.capture((fetch.ok_or_else(refused)?.capture)(&reference).map_err(|reason| (502, reason))?)
        }
    };
    if outcome.artifacts.is_empty() && outcome.gaps.is_empty() {
        return Err((422, "there is no artifact in it; name what it is with `kind` and `content`".to_owned()));
    }
    let mut bytes = Vec::new();
    report::write(Format::Json, &scanner.report(&outcome), &mut bytes).map_err(|error| (500, error.to_string()))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_names_one_thing_and_no_path_leads_out() {
        for body in [
            r#"{"kind":"skill","content":"x"}"#,
            r#"{"files":{"a/SKILL.md":"x"}}"#,
            r#"{"oci":"ghcr.io/acme/notes@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}"#,
        ] {
            assert!(Request::read(body.as_bytes()).is_ok(), "{body}");
        }
        for body in [
            "{}",
            r#"{"kind":"skill"}"#,
            r#"{"kind":"virus","content":"x"}"#,
            r#"{"kind":"skill","content":"x","files":{}}"#,
            r#"{"files":{}}"#,
            r#"{"files":{"../x":"x"}}"#,
            r#"{"files":{"/x":"x"}}"#,
            r#"{"files":{"a\\b":"x"}}"#,
            r#"{"files":{"":"x"}}"#,
            r#"{"oci":"ghcr.io/acme/notes:1"}"#,
            r#"{"other":1}"#,
        ] {
            assert!(Request::read(body.as_bytes()).is_err(), "{body}");
        }
    }
}
