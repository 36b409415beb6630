//! OpenSSF model signing: one statement about a folder, its files listed in the predicate. Skills are signed so, too
//! (`skill.oms.sig`). <https://github.com/sigstore/model-transparency/blob/main/docs/model_signing_format.md>

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::attest::verify::Warning;
use crate::attest::{Failure, Statement, Subject};

/// The predicate of such statements.
pub(in crate::attest) const PREDICATE_TYPE: &str = "https://model_signing/signature/v1.0";

#[derive(Deserialize)]
struct Predicate {
    serialization: Serialization,
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct Serialization {
    method: String,
    hash_type: String,
    #[serde(default)]
    ignore_paths: Vec<String>,
}

#[derive(Deserialize)]
struct Resource {
    name: String,
    algorithm: String,
    digest: String,
}

/// The signature itself, which it cannot cover.
const SIGNATURE: &str = "skill.oms.sig";

/// Compares a folder with what was signed: each file, and that there is no other. What the signer left out on purpose
/// is a warning where it is there.
pub(in crate::attest) fn compare(statement: &Statement, subject: &Subject) -> Result<Vec<Warning>, Failure> {
    let predicate: Predicate = Deserialize::deserialize(&statement.predicate)
        .map_err(|error: serde_json::Error| Failure::Malformed { detail: error.to_string() })?;
    let Serialization { method, hash_type, ignore_paths } = &predicate.serialization;
    if method != "files" || hash_type != "sha256" {
        return Err(Failure::Unsupported { detail: format!("model signing by `{method}` and `{hash_type}`") });
    }
    let mismatch = |detail: String| Failure::ContentMismatch { detail };
    let mut signed = BTreeMap::new();
    let mut root = Sha256::new();
    for resource in &predicate.resources {
        let digest = HEXLOWER.decode(resource.digest.as_bytes());
        let digest = digest.ok().filter(|digest| digest.len() == 32 && resource.algorithm == "sha256");
        let digest =
            digest.ok_or_else(|| Failure::Unsupported { detail: format!("the digest of `{}`", resource.name) })?;
        root.update(&digest);
        if signed.insert(resource.name.as_str(), resource.digest.as_str()).is_some() {
            return Err(Failure::Malformed { detail: format!("`{}` is listed twice", resource.name) });
        }
    }
    // The subject is the digest of the digests, in their order; without names, so it alone proves little.
    let root = HEXLOWER.encode(&root.finalize());
    if !statement.subject.iter().any(|named| named.digest.get("sha256") == Some(&root)) {
        return Err(mismatch("the list of files is not the one that the subject names".to_owned()));
    }
    let below = |path: &str, part: &String| {
        path.strip_prefix(part.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let mut warnings = Vec::new();
    for file in &subject.files {
        match signed.remove(file.path.as_str()) {
            Some(digest) if digest == file.digest.hex() => {}
            Some(_) => return Err(mismatch(format!("`{}` has changed since it was signed", file.path))),
            None if file.path == SIGNATURE => {}
            None if ignore_paths.iter().any(|part| below(&file.path, part)) => warnings.push(Warning {
                check: "uncovered-file",
                message: format!("the signature does not cover `{}`: anybody could have added it", file.path),
            }),
            None => return Err(mismatch(format!("`{}` was not signed", file.path))),
        }
    }
    match signed.keys().next() {
        Some(missing) => Err(mismatch(format!("`{missing}` was signed and is not there"))),
        None => Ok(warnings),
    }
}
