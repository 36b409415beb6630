//! Why a BOM could not be read or written.

use std::borrow::Cow;

use camino::Utf8PathBuf;

/// A BOM that cannot be worked with. What is wrong in a BOM that can is a [`super::validate::Fault`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("{path}:{line}:{column}: {message}")]
    Syntax { path: Utf8PathBuf, line: usize, column: usize, message: String },
    #[error("`{path}` is not XML that CycloneDX 1.3 to 1.5 allows")]
    Xml { path: Utf8PathBuf, source: Box<cyclonedx_bom::errors::XmlReadError> },
    #[error("`{path}` is XML that is nested too deep or brings definitions of its own")]
    Unsafe { path: Utf8PathBuf },
    #[error("`{path}` is not a BOM in a known format")]
    Unknown { path: Utf8PathBuf },
    #[error("`{path}` is {format} {version}, which is not supported")]
    Version { path: Utf8PathBuf, format: &'static str, version: String },
    #[error("`{path}` does not have the form of {format}")]
    Shape { path: Utf8PathBuf, format: String, source: serde_json::Error },
}

impl Error {
    /// What the user can do about it, when there is something.
    pub fn help(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Syntax { .. } | Self::Xml { .. } | Self::Unsafe { .. } => None,
            Self::Unknown { .. } => {
                Some("name CycloneDX in JSON or XML, SPDX 2.3 in JSON, or SPDX 3.0.1 in JSON-LD".into())
            }
            Self::Version { .. } => {
                Some("CycloneDX 1.3 to 1.7 in JSON and 1.3 to 1.5 in XML, SPDX 2.2, 2.3 and 3.0.1 are read".into())
            }
            Self::Shape { path, .. } => Some(format!("`proofmark bom validate {path}` says all that is wrong").into()),
        }
    }
}
