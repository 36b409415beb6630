//! What a file system or an archive says of a file, beside its bytes.

use serde::{Deserialize, Serialize};

/// The permissions of a file, as far as anything depends on them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mode {
    /// Whether it is marked executable.
    pub executable: bool,
    pub writers: Writers,
}

/// Who besides the user (and the administrator) may change a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Writers {
    /// Nobody, or that is not known.
    #[default]
    User,
    /// Another user, whose file it is.
    ForeignOwner,
    /// Every user of the machine.
    Anyone,
}

impl Writers {
    /// Whether nobody but the user is known to write.
    pub const fn is_user(&self) -> bool {
        matches!(self, Self::User)
    }
}

impl Mode {
    /// The mode of a file that is executable or not, and that nobody else is known to write.
    pub const fn of(executable: bool) -> Self {
        Self { executable, writers: Writers::User }
    }

    /// From the mode bits of POSIX.
    pub const fn of_bits(bits: u32) -> Self {
        let writers = if bits & 0o002 == 0 { Writers::User } else { Writers::Anyone };
        Self { executable: bits & 0o111 != 0, writers }
    }
}
