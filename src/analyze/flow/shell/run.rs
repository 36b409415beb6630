//! Code that scripts run: what `eval`, shells and interpreters are given, and files that were fetched.

use super::super::Event;
use super::super::machine::{MAX_EVENTS, Machine};
use super::super::table::SinkKind;
use super::super::value::{HOLE, Origins, Source, Value};
use super::{Command, STDIN, text_of};
use crate::artifact::code::{self, Language};
use crate::artifact::{Artifact, Place};
use crate::text::Span;

/// The file of scripts that stand in texts.
const INNER: usize = usize::MAX;
/// Code within code that is read.
const MAX_DEPTH: usize = 2;
/// The longest code in a text that is read as a script of its own.
const MAX_TEXT: usize = 8_000;
/// Texts of one value that are read.
const MAX_TEXTS: usize = 2;

const SHELLS: &[&str] = &["sh", "bash", "zsh", "dash", "ksh", "ash", "fish"];
const INTERPRETERS: &[&str] =
    &["python", "python3", "python2", "perl", "ruby", "node", "php", "osascript", "bun", "deno"];

/// Whether a program runs what a file holds that it is given.
pub(in super::super) fn interprets(program: &str) -> bool {
    SHELLS.contains(&program) || INTERPRETERS.contains(&program)
}

/// What a command line does that no file holds, as events at `place`. The error says which limit was hit.
pub(in super::super) fn line_events(
    artifact: &Artifact,
    line: &str,
    place: &Place,
) -> Result<Vec<Event>, &'static str> {
    if !code::is_worth_reading(line) {
        return Ok(Vec::new());
    }
    let programs = [code::parse(line, Language::Shell, INNER)?];
    let mut machine = Machine::over(artifact, &programs);
    machine.run_first(vec![("unknown", Value::default())]);
    if !machine.unfinished().is_empty() {
        return Err("the data-flow analysis hit its work limit");
    }
    Ok(machine.events.into_iter().map(|event| moved(event, place)).collect())
}

/// An event of a script in a text: spans of the inner script are no spans of the file.
fn moved(event: Event, place: &Place) -> Event {
    let mut event = Event { place: place.clone(), calls: Vec::new(), ..event };
    for origin in event.origins.iter_mut().filter(|origin| origin.place.file == INNER) {
        origin.place = place.clone();
    }
    event
}

/// Command lines that print the environment and nothing else.
const ENVIRONMENT: &[&str] = &["env", "printenv", "export", "export -p", "set"];

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
        if !shell && !INTERPRETERS.contains(&name) {
            return None;
        }
        let kind = if shell { SinkKind::Shell } else { SinkKind::Eval };
        let takes = |text: &str| {
            let letters = text.starts_with('-') && !text.starts_with("--") && text.ends_with('c');
            if shell { letters } else { matches!(text, "-c" | "-e" | "-r" | "--eval" | "-pe" | "-ne" | "-p") }
        };
        if let Some(at) = command.words.iter().position(|word| takes(text_of(word))) {
            let code = command.words.get(at + 1).cloned().unwrap_or_default();
            // `perl -pe` and the like work on what comes in.
            let more = command.stdin.clone().map(|stdin| stdin.origins).unwrap_or_default();
            let value = self.shell_run(&code, name, kind, span);
            // What stands behind it are the parameters of the script: `sh -c 'exec "$0"' FILE`.
            for file in command.words.get(at + 2..).unwrap_or_default() {
                if shell && code.spells(|text| text.contains('$')) {
                    self.shell_dropped(file, name, span);
                }
            }
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
                printed.or(&self.shell_inner(text, code, 0, span));
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

    /// Runs the command line that a program gives to a shell. Yields what it prints.
    ///
    /// What the program puts into the line keeps its origins. Words of a list are quoted as they are.
    ///
    /// `input` is what the command reads on its standard input.
    pub(in super::super) fn command_line(
        &mut self,
        line: &Value,
        words: &[Value],
        input: Origins,
        span: Span,
    ) -> Value {
        let mut text = text_of(line).to_owned();
        if line.list {
            let quoted = |word: &Value| {
                let text = word.texts.first().map_or_else(|| HOLE.to_string(), ToString::to_string);
                if text.contains(HOLE) && text.contains(' ') && !text.contains(['"', '$', '`', '\\', '~']) {
                    return format!("\"{text}\"");
                }
                if text.contains([HOLE, '\'', '~']) { text } else { format!("'{text}'") }
            };
            text = words.iter().map(quoted).collect::<Vec<_>>().join(" ");
        }
        if !self.is_shell() && ENVIRONMENT.contains(&text.trim_matches(['\'', ' '])) {
            return self.origin(self.program(), span, Source::Environment, "the environment");
        }
        if self.is_shell() || input == 0 && !code::is_worth_reading(&text) {
            return Value::default();
        }
        self.shell_inner(&text, line, input, span)
    }

    /// Runs a script in a text, its events at the command that runs it. Unknown parts come from where `data` does.
    fn shell_inner(&mut self, text: &str, data: &Value, input: Origins, span: Span) -> Value {
        let many = text.contains([' ', '|', ';', '$', '\n']);
        if self.shell.depth >= MAX_DEPTH || text.len() > MAX_TEXT || !many || !self.step() {
            return Value::default();
        }
        // What only a run can tell is a variable to the inner script.
        let text = text.replace(HOLE, "${unknown}");
        let Ok(program) = code::parse(&text, Language::Shell, INNER) else { return Value::default() };
        let programs = [program];
        let mut inner = Machine::over(self.artifact, &programs);
        inner.shell.depth = self.shell.depth + 1;
        inner.limit(self.left() / 4);
        let mut carried = |origins| {
            let sources = self.sources_of(origins).into_iter();
            Value { origins: sources.fold(0, |all, origin| all | inner.known(origin)), ..Value::default() }
        };
        let mut variables = vec![("unknown", carried(data.origins))];
        if input != 0 {
            variables.push((STDIN, carried(input)));
        }
        let printed = inner.run_first(variables);
        let place = self.place(span);
        let sources = inner.sources_of(printed.origins);
        for event in inner.events {
            if self.events.len() >= MAX_EVENTS {
                break;
            }
            let (calls, tool, handler) = (self.calls.clone(), self.tool, self.in_handler);
            let (guards, in_document) = (self.sources_of(self.guards), self.source().in_document);
            let event = moved(event, &place);
            self.events.push(Event { tool, calls, guards, handler, in_document, ..event });
        }
        let mut value = Value::default();
        for origin in sources {
            let bits = if origin.place.file == INNER {
                self.origin(self.program(), span, origin.source, &origin.label).origins
            } else {
                self.known(origin)
            };
            value.origins |= bits;
        }
        value
    }
}
