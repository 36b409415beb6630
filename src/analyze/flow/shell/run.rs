//! Code that scripts run: what `eval`, shells and interpreters are given, and files that were fetched.

use super::super::machine::Machine;
use super::super::table::SinkKind;
use super::super::value::{HOLE, Source, Value};
use super::{Command, text_of};
use crate::artifact::code::{self, Language};
use crate::text::Span;

/// Code within code that is read.
const MAX_DEPTH: usize = 2;
/// The longest code in a text that is read as a script of its own.
const MAX_TEXT: usize = 8_000;
/// Texts of one value that are read.
const MAX_TEXTS: usize = 2;

const SHELLS: &[&str] = &["sh", "bash", "zsh", "dash", "ksh", "ash", "fish"];
const INTERPRETERS: &[&str] =
    &["python", "python3", "python2", "perl", "ruby", "node", "php", "osascript", "bun", "deno"];

impl Machine<'_> {
    /// Runs what a command runs; `None` for commands that run nothing.
    pub(super) fn shell_runs(&mut self, command: &Command) -> Option<Value> {
        let name = command.name.as_str();
        let span = command.span;
        if name == "eval" {
            let line = super::super::value::concatenated(&command.words, " ");
            return Some(self.shell_run(&line, "eval", SinkKind::Shell, span));
        }
        if matches!(name, "source" | ".") {
            let file = command.words.first()?.clone();
            if file.path() == "<()" {
                return Some(self.shell_run(&file, name, SinkKind::Shell, span));
            }
            self.shell_dropped(&file, name, span);
            return Some(Value::default());
        }
        let shell = SHELLS.contains(&name);
        if !shell && !INTERPRETERS.iter().any(|known| name == *known) {
            return None;
        }
        let kind = if shell { SinkKind::Shell } else { SinkKind::Eval };
        let takes = |text: &str| match shell {
            true => text.starts_with('-') && !text.starts_with("--") && text.ends_with('c'),
            false => matches!(text, "-c" | "-e" | "-r" | "--eval" | "-pe" | "-ne" | "-p"),
        };
        if let Some(at) = command.words.iter().position(|word| takes(text_of(word))) {
            let code = command.words.get(at + 1).cloned().unwrap_or_default();
            // `perl -pe` and the like work on what comes in.
            let more = command.stdin.clone().map(|stdin| stdin.origins).unwrap_or_default();
            let value = self.shell_run(&code, name, kind, span);
            return Some(Value { origins: value.origins | more, ..value });
        }
        let operands = command.operands(&["-W", "-X", "-m", "-o"]);
        match operands.first().map(|file| (*file).clone()) {
            Some(file) if file.path() == "<()" => Some(self.shell_run(&file, name, kind, span)),
            Some(file) if !matches!(text_of(&file), "-" | "/dev/stdin") && !command.has(&["-s"]) => {
                self.shell_dropped(&file, name, span);
                Some(Value::default())
            }
            _ if command.has(&["-m"]) => Some(command.stdin.clone().unwrap_or_default()),
            _ => {
                let code = command.stdin.clone().unwrap_or_default();
                Some(self.shell_run(&code, name, kind, span))
            }
        }
    }

    /// Reports a file that is run and came from elsewhere.
    pub(super) fn shell_dropped(&mut self, file: &Value, sink: &str, span: Span) {
        let content = match file.texts.first() {
            Some(text) => {
                let path = text.trim_start_matches("./");
                let known = |name: &str| name.trim_start_matches("./") == path;
                self.written.iter().find(|(name, _)| known(name)).map(|(_, value)| value.clone())
            }
            None => None,
        };
        let foreign = self.mask(&[Source::Network, Source::Decoded]);
        if let Some(content) = content.filter(|content| content.origins & foreign != 0) {
            let content = Value { texts: Vec::new(), ..content };
            self.full_event(SinkKind::Dropped, span, sink, &content, &[text_of(file).to_owned()], true);
        }
    }

    /// Reports code that is run, and reads it where it is known. Yields what it prints.
    pub(super) fn shell_run(&mut self, code: &Value, sink: &str, kind: SinkKind, span: Span) -> Value {
        let mut printed = Value::default();
        if kind == SinkKind::Shell {
            for text in code.texts.iter().take(MAX_TEXTS) {
                printed.or(&self.shell_inner(text, span));
            }
        }
        if code.origins != 0 {
            // All of what a decoder yields is code that nobody saw; what is known of it was just read.
            let decoded = code.origins & self.mask(&[Source::Decoded]) != 0;
            let whole = decoded && !code.spells(|text| text.contains(HOLE));
            let texts = if whole { Vec::new() } else { code.texts.clone() };
            self.full_event(kind, span, sink, &Value { texts, ..code.data() }, &[], true);
        }
        printed
    }

    /// Runs a script in a text, its events at the command that runs it.
    fn shell_inner(&mut self, text: &str, span: Span) -> Value {
        if self.shell.depth >= MAX_DEPTH
            || text.len() > MAX_TEXT
            || !text.contains([' ', '|', ';', '$', '\n'])
            || !self.step()
        {
            return Value::default();
        }
        // What only a run can tell is a variable to the inner script.
        let text = text.replace(HOLE, "${unknown}");
        let Ok(program) = code::parse(&text, Language::Shell, self.source().file) else { return Value::default() };
        let programs = [program];
        let mut inner = Machine::over(self.artifact, &programs);
        inner.shell.depth = self.shell.depth + 1;
        inner.limit(self.left() / 4);
        let printed = inner.run_first();
        let file = self.source().file;
        let sources: Vec<super::super::Origin> = inner.sources_of(printed.origins);
        for event in &inner.events {
            if self.events.len() >= super::super::machine::MAX_EVENTS {
                break;
            }
            let place = crate::artifact::Place::new(file, span);
            let mut event = super::super::Event { place: place.clone(), calls: self.calls.clone(), ..event.clone() };
            for origin in &mut event.origins {
                origin.place = place.clone();
            }
            self.events.push(event);
        }
        let mut value = Value::default();
        for origin in sources {
            value.or(&self.origin(self.program(), span, origin.source, &origin.label));
        }
        value
    }
}
