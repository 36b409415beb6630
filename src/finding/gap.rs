//! What could not be read.

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

/// Something that was asked for and not read whole. A report with gaps cannot say yes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Gap {
    /// Relative to the scan root, with `/`.
    pub path: Utf8PathBuf,
    pub reason: GapReason,
    /// More about it: a limit, a position, an operating-system error.
    pub detail: String,
}

impl Gap {
    pub fn new(path: impl Into<Utf8PathBuf>, reason: GapReason, detail: impl Into<String>) -> Self {
        Self { path: path.into(), reason, detail: detail.into() }
    }
}

/// Why it was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum GapReason {
    /// More bytes than the limit.
    TooLarge,
    /// More files than the limit.
    TooMany,
    /// The analysis of the file hit its work limit.
    TooComplex,
    /// The operating system refused.
    Unreadable,
    /// A device, socket or FIFO.
    SpecialFile,
    /// A symbolic link that leaves the scan root, or leads nowhere.
    SymlinkOutside,
    /// Recognised by its name, but not in the form that its readers accept.
    Malformed,
    /// The path is not UTF-8.
    NotUtf8,
    /// The name of an entry in an archive leads out of it, or means different things to different programs.
    UnsafePath,
    /// Another entry of the archive has the same name.
    DuplicateName,
    /// Nobody can read it without a key.
    Encrypted,
    /// Not the bytes that were promised, or nobody promised any.
    Altered,
    /// A server was silent for longer than the limit.
    NoAnswer,
    /// A server went on beyond the limit.
    Endless,
    /// A server ended, or did not keep to the protocol.
    Broken,
    /// The model that was to judge it gave no answer that counts, or was not asked.
    NotJudged,
    /// A defect of proofmark met on this input.
    Internal,
}

impl GapReason {
    pub const fn name(self) -> &'static str {
        match self {
            Self::TooLarge => "too-large",
            Self::TooMany => "too-many",
            Self::TooComplex => "too-complex",
            Self::Unreadable => "unreadable",
            Self::SpecialFile => "special-file",
            Self::SymlinkOutside => "symlink-outside",
            Self::Malformed => "malformed",
            Self::NotUtf8 => "not-utf8",
            Self::UnsafePath => "unsafe-path",
            Self::DuplicateName => "duplicate-name",
            Self::Encrypted => "encrypted",
            Self::Altered => "altered",
            Self::NoAnswer => "no-answer",
            Self::Endless => "endless",
            Self::Broken => "broken",
            Self::NotJudged => "not-judged",
            Self::Internal => "internal",
        }
    }

    /// What happened, as a clause.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::TooLarge => "larger than the limit",
            Self::TooMany => "more files than the limit",
            Self::TooComplex => "too complex to analyse within the limit",
            Self::Unreadable => "cannot be read",
            Self::SpecialFile => "not a regular file",
            Self::SymlinkOutside => "a symbolic link that leaves the scanned folder or leads nowhere",
            Self::Malformed => "cannot be parsed",
            Self::NotUtf8 => "its name is not UTF-8",
            Self::UnsafePath => "no safe name for a file in an archive",
            Self::DuplicateName => "two entries of the archive have one name",
            Self::Encrypted => "encrypted",
            Self::Altered => "not the bytes that its publisher promised",
            Self::NoAnswer => "the server did not answer in time",
            Self::Endless => "the server went on beyond a limit",
            Self::Broken => "the server did not answer as it should",
            Self::NotJudged => "not judged by the model that was asked for",
            Self::Internal => "proofmark failed on it; please report this",
        }
    }

    /// What the user can do about it.
    pub const fn help(self) -> &'static str {
        match self {
            Self::TooLarge => "raise `--max-file-size`, or remove the file",
            Self::TooMany => "raise `--max-files`, or scan a smaller folder",
            Self::TooComplex => "split the file, or remove it",
            Self::Unreadable => "give read permission to the user that scans",
            Self::SpecialFile => "remove it: artifacts hold regular files only",
            Self::SymlinkOutside => "replace the link by the file that it means",
            Self::Malformed => "correct the syntax",
            Self::NotUtf8 => "rename the file",
            Self::UnsafePath => "do not unpack it; ask who made it",
            Self::DuplicateName => "do not unpack it: which of them counts differs from program to program",
            Self::Encrypted => "pack it without encryption",
            Self::Altered => "do not install it; ask who publishes it",
            Self::NoAnswer => "raise `--server-timeout`, or ask whoever runs the server",
            Self::Endless => "do not use the server: no honest one needs that much",
            Self::Broken => "start the server by itself and see what it says",
            Self::NotJudged => {
                "ask again, raise `--judge-max-requests` and `--judge-max-tokens`, or scan without `--judge`"
            }
            Self::Internal => "report it with the file, if you may share it",
        }
    }
}
