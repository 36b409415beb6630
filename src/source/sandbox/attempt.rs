//! What a confined program tried.

use std::collections::BTreeSet;
use std::path::Path;

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

/// Attempts of one program that are kept.
pub(super) const MAX_ATTEMPTS: usize = 500;

impl Attempt {
    /// The attempts that a tracer wrote down; paths in the scratch folder are told as a user would know them.
    pub fn read(report: &Path, home: &Path) -> Vec<Self> {
        let Ok(text) = crate::source::read_small(report, 8 << 20) else { return Vec::new() };
        let home = home.to_string_lossy();
        let mut attempts = BTreeSet::new();
        for line in text.lines().take(MAX_ATTEMPTS) {
            if let Ok(mut attempt) = serde_json::from_str::<Self>(line) {
                if let Some(rest) = attempt.target.strip_prefix(home.as_ref()) {
                    attempt.target = format!("~{rest}");
                }
                attempts.insert(attempt);
            }
        }
        attempts.into_iter().collect()
    }
}

/// Paths that a runtime asks for by itself.
pub(super) fn is_noise(act: Act, target: &str) -> bool {
    let own =
        ["/proc/", "/sys/", "/dev/", "/var/run/nscd/", "/run/nscd/", "/run/systemd/", "/selinux/", "/etc/selinux/"];
    own.iter().any(|start| target.starts_with(start)) || (act == Act::Write && target.contains("/__pycache__"))
}
