//! What a command may touch of the world: its writers, folder, clock. Tests bring their own.

use std::fmt::Write as _;
use std::io::Write;
use std::path::PathBuf;

use super::Error;
use crate::clock::Clock;

/// The world as a command sees it.
pub struct Io<'a> {
    /// The answer.
    pub out: &'a mut dyn Write,
    /// The conversation.
    pub err: &'a mut dyn Write,
    /// The folder that the user stands in.
    pub folder: PathBuf,
    pub clock: Clock,
    /// Whether a person watches `err`.
    pub terminal: bool,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// 0: yes.
    Yes,
    /// 1: no.
    No,
    /// 2: could not tell.
    Unknown,
}

impl ExitStatus {
    pub const fn code(self) -> u8 {
        match self {
            Self::Yes => 0,
            Self::No => 1,
            Self::Unknown => 2,
        }
    }
}

impl Io<'_> {
    /// Says what went wrong and what to do. A reader that went away is no error.
    pub(super) fn fail(&mut self, error: &Error) -> ExitStatus {
        if error.is_broken_pipe() {
            return ExitStatus::Yes;
        }
        let mut text = format!("error: {error}\n");
        let mut cause = std::error::Error::source(error);
        while let Some(inner) = cause {
            let _ = writeln!(text, "  because: {inner}");
            cause = inner.source();
        }
        if let Some(help) = error.help() {
            let _ = writeln!(text, "  help: {help}");
        }
        // Nothing can be said if even this fails.
        let _ = self.err.write_all(crate::text::visible(&text).as_bytes());
        ExitStatus::Unknown
    }

    /// Says something that is not the answer.
    pub(super) fn note(&mut self, text: &str) {
        let _ = writeln!(self.err, "note: {}", crate::text::visible(text));
    }

    /// Shows help on the answer's side, mistakes on the conversation's.
    pub(super) fn usage(&mut self, error: &clap::Error) -> ExitStatus {
        let text = error.render().to_string();
        if error.use_stderr() {
            let _ = self.err.write_all(text.as_bytes());
            ExitStatus::Unknown
        } else {
            let _ = self.out.write_all(text.as_bytes());
            ExitStatus::Yes
        }
    }
}
