//! What a confined program tried.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// What was tried with a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// Reading a file outside of what is its own.
    Read,
    /// Looking for a file in a home that is empty.
    Look,
    /// Writing or removing one.
    Write,
    /// Starting a program.
    Execute,
    /// Connecting to an address.
    Connect,
    /// Waiting for connections.
    Listen,
    /// A socket of a kind that is closed, such as UDP.
    Socket,
}

impl Act {
    pub const ALL: [Self; 7] =
        [Self::Read, Self::Look, Self::Write, Self::Execute, Self::Connect, Self::Listen, Self::Socket];

    /// As it is written down.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Look => "look",
            Self::Write => "write",
            Self::Execute => "execute",
            Self::Connect => "connect",
            Self::Listen => "listen",
            Self::Socket => "socket",
        }
    }
}

/// One thing that a confined program tried. All but looks were refused.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Attempt {
    pub act: Act,
    /// A path, an address or the name of a socket.
    pub target: String,
}

/// Attempts of one program that are kept; as many looks are, so that no crowd of them hides anything else.
pub(super) const MAX_ATTEMPTS: usize = 500;

impl Attempt {
    /// The attempts that a tracer wrote down. `known` are folders that are thrown away, each with the one that it stands
    /// for: that is what a user knows.
    pub fn read(report: &Path, known: &[(PathBuf, PathBuf)]) -> Vec<Self> {
        let Ok(text) = crate::source::read_small(report, 8 << 20) else { return Vec::new() };
        let mut attempts = BTreeSet::new();
        for line in text.lines().take(2 * MAX_ATTEMPTS) {
            if let Ok(mut attempt) = serde_json::from_str::<Self>(line) {
                let stands = known.iter().find_map(|(folder, own)| {
                    let rest = Path::new(&attempt.target).strip_prefix(folder).ok()?;
                    Some(own.join(rest).to_string_lossy().trim_end_matches('/').to_owned())
                });
                attempt.target = stands.unwrap_or(attempt.target);
                attempts.insert(attempt);
            }
        }
        attempts.into_iter().collect()
    }
}

/// Paths that a runtime asks for by itself, and those to read which is `unsaid`.
pub(super) fn is_noise(act: Act, target: &str, unsaid: &[PathBuf]) -> bool {
    let own =
        ["/proc/", "/sys/", "/dev/", "/var/run/nscd/", "/run/nscd/", "/run/systemd/", "/selinux/", "/etc/selinux/"];
    own.iter().any(|start| target.starts_with(start))
        || (act == Act::Write && target.contains("/__pycache__"))
        || (act == Act::Read && unsaid.iter().any(|path| path == Path::new(target)))
}
