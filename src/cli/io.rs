//! What a command may touch of the world: its writers, folder, clock. Tests bring their own.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{BufRead, Write};
use std::path::PathBuf;

use anstyle::{AnsiColor, Style};

use super::{Color, Error};
use crate::analyze;
use crate::clock::Clock;
use crate::config::Environment;
use crate::source::Documents;
use crate::text::visible;

const ERROR: Style = AnsiColor::BrightRed.on_default().bold();
const HELP: Style = AnsiColor::BrightCyan.on_default().bold();

/// The world as a command sees it.
pub struct Io<'a> {
    /// The answer.
    pub out: &'a mut dyn Write,
    /// The conversation.
    pub err: &'a mut dyn Write,
    /// The folder that the user stands in.
    pub folder: PathBuf,
    pub clock: Clock,
    pub environment: Environment,
    /// Whether a person watches `err`.
    pub terminal: bool,
    /// Where that person answers; nothing, where nobody does.
    pub answers: Option<&'a mut dyn BufRead>,
    /// This program, which starts servers inside of a sandbox, and reads documents in processes of their own.
    pub executable: PathBuf,
    /// Whether whoever reads `out` and `err` understands ANSI colours; `--color` overrides both.
    pub color: (bool, bool),
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
    /// What a program said in whose place we ran.
    Program(u8),
}

impl ExitStatus {
    pub const fn code(self) -> u8 {
        match self {
            Self::Yes => 0,
            Self::No => 1,
            Self::Unknown => 2,
            Self::Program(code) => code,
        }
    }
}

impl Io<'_> {
    pub(super) const fn choose_color(&mut self, color: Color) {
        match color {
            Color::Auto => {}
            Color::Always => self.color = (true, true),
            Color::Never => self.color = (false, false),
        }
    }

    /// How anything is analysed: by all rules, and this program reads documents.
    pub(super) fn analysis(&self) -> analyze::Options {
        let documents = Some(Documents { program: self.executable.clone() });
        analyze::Options { documents, ..analyze::Options::default() }
    }

    /// Gives the answer. A reader that went away has seen what it wanted; the exit code is the same.
    pub(super) fn answer(&mut self, text: impl AsRef<[u8]>) -> Result<(), Error> {
        match self.out.write_all(text.as_ref()).and_then(|()| self.out.flush()) {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Says something that is not the answer. Nothing depends on its being heard.
    pub(super) fn say(&mut self, text: &str) {
        let _ = writeln!(self.err, "{}", visible(text));
    }

    /// Says lines that were made safe to show already.
    pub(super) fn say_as_is(&mut self, lines: &str) {
        let _ = self.err.write_all(lines.as_bytes());
    }

    /// Asks a person; anything but a yes is a no, and so is nobody to ask.
    pub(super) fn agrees(&mut self, question: &str) -> bool {
        let Some(answers) = self.answers.as_mut().filter(|_| self.terminal) else { return false };
        let _ = write!(self.err, "{} [y/N] ", visible(question)).and_then(|()| self.err.flush());
        let mut answer = String::new();
        let read = std::io::Read::take(answers, 64).read_line(&mut answer);
        read.is_ok() && matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
    }

    /// Says what went wrong and what to do.
    pub(super) fn fail(&mut self, error: &Error) -> ExitStatus {
        let mut text = format!("{}\n", visible(&error.to_string()));
        let mut cause = std::error::Error::source(error);
        while let Some(inner) = cause {
            let reason = inner.to_string();
            // A compiler's message is a picture; a prefix would move its first line.
            let prefix = if reason.contains('\n') { "" } else { "  because: " };
            let _ = writeln!(text, "{prefix}{}", visible(&reason));
            cause = inner.source();
        }
        if let Some(help) = error.help() {
            let _ = writeln!(text, "  {}: {}", paint("help", HELP, self.color.1), visible(&help));
        }
        // Nothing can be said if even this fails.
        let _ = write!(self.err, "{}: {text}", paint("error", ERROR, self.color.1));
        ExitStatus::Unknown
    }

    /// Says something that is not the answer.
    pub(super) fn note(&mut self, text: &str) {
        let _ = writeln!(self.err, "note: {}", visible(text));
    }

    /// Shows help on the answer's side, mistakes on the conversation's.
    pub(super) fn usage(&mut self, error: &clap::Error) -> ExitStatus {
        let text = |color| if color { error.render().ansi().to_string() } else { error.render().to_string() };
        if error.use_stderr() {
            let _ = self.err.write_all(text(self.color.1).as_bytes());
            ExitStatus::Unknown
        } else {
            let _ = self.out.write_all(text(self.color.0).as_bytes());
            ExitStatus::Yes
        }
    }
}

fn paint(text: &str, style: Style, color: bool) -> Cow<'_, str> {
    if color { format!("{style}{text}{style:#}").into() } else { text.into() }
}
