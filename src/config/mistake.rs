//! Mistakes in the user's files: all of them, each with its line.

use std::fmt;

use crate::text::{Location, SourceFile, Span, visible, visible_line};

/// Characters of a line that a mistake shows, at most.
const MAX_SHOWN: usize = 120;

/// One mistake in a file of the user's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    pub location: Location,
    pub message: String,
    /// What the user can do about it, when there is something.
    pub help: Option<String>,
    line: String,
    /// Columns that are underlined, 1-based, and how many.
    marked: (usize, usize),
}

impl Mistake {
    /// A mistake at `span` of `file`.
    pub fn new(file: &SourceFile, span: Span, message: String, help: Option<String>) -> Self {
        let location = file.locate(span, None);
        let whole = file.line(location.start.line);
        let line: String = whole.chars().take(MAX_SHOWN).collect();
        let room = (line.chars().count() + 1).saturating_sub(location.start.column).max(1);
        let width = if location.end.line == location.start.line {
            location.end.column.saturating_sub(location.start.column)
        } else {
            room
        };
        let marked = (location.start.column.min(MAX_SHOWN + 1), width.clamp(1, room));
        Self { location, message, help, line, marked }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start = self.location.start;
        let number = start.line.to_string();
        let gutter = " ".repeat(number.len());
        let line = visible(&self.line).replace('\t', " ");
        let (column, width) = self.marked;
        // Names and values of the file stand in what is said about it.
        let (path, message) = (visible_line(self.location.path.as_str()), visible_line(&self.message));
        writeln!(f, "{path}:{}:{}: {message}", start.line, start.column)?;
        writeln!(f, " {gutter} |")?;
        writeln!(f, " {number} | {line}")?;
        write!(f, " {gutter} | {}{}", " ".repeat(column.saturating_sub(1)), "^".repeat(width))?;
        if let Some(help) = &self.help {
            write!(f, "\n  help: {}", visible_line(help))?;
        }
        Ok(())
    }
}

/// Everything that is wrong with the user's files; never empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.list.iter().map(ToString::to_string).collect::<Vec<_>>().join("\nerror: "))]
pub struct Mistakes {
    /// In the order of their places.
    pub list: Vec<Mistake>,
}

impl Mistakes {
    /// The value, unless anything is wrong.
    pub fn unless_any<T>(self, value: T) -> Result<T, Self> {
        if self.list.is_empty() { Ok(value) } else { Err(self) }
    }

    /// Keeps the mistakes of a failed result and goes on.
    pub fn collect<T>(&mut self, result: Result<T, Self>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(mut mistakes) => {
                self.list.append(&mut mistakes.list);
                None
            }
        }
    }
}
