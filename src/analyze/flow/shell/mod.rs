//! Shell scripts: what commands print, read, send and run.
//!
//! The value of a command is what it prints. What a command does is known by its name, after wrappers such as `sudo` are
//! taken away and variables that spell it are put together.

mod files;
mod filters;
mod network;
mod run;
mod transfer;

pub(super) use files::printed;
pub(super) use run::{interprets, line_events};

use super::machine::{MAX_CALLS, Machine};
use super::value::{Source, Value};
use crate::artifact::code::{Argument, ExprId, ExprKind, FunctionId, Language};
use crate::text::Span;

/// What a script has done so far.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Addresses that `git` was told of.
    remotes: Vec<String>,
    /// What was copied or written somewhere.
    staged: Value,
    /// File descriptors above the standard ones, and what they are open on.
    opened: Vec<(String, Value)>,
    /// Programs within programs that are running.
    depth: usize,
}

/// A command with its words expanded.
#[derive(Debug, Clone, Default)]
struct Command {
    /// Without its folder.
    name: String,
    words: Vec<Value>,
    stdin: Option<Value>,
    span: Span,
    /// Whether anything is done with what it prints.
    used: bool,
}

/// Bytes of an address or path that a report shows.
const MAX_LABEL: usize = 200;
/// The name under which a function or an inner script finds what it reads on its standard input.
pub(super) const STDIN: &str = "<";
/// File descriptors of a script, at most.
const MAX_OPENED: usize = 32;
/// Words of one command, at most.
const MAX_WORDS: usize = 400;
/// Commands that run the command behind them, and their options that have a value.
const WRAPPERS: &[(&str, &[&str])] = &[
    ("sudo", &["-u", "-g", "-p"]),
    ("doas", &["-u"]),
    ("env", &["-u", "-C"]),
    ("nohup", &[]),
    ("exec", &["-a"]),
    // `$(shell …)` of make.
    ("shell", &[]),
    ("command", &[]),
    ("builtin", &[]),
    ("time", &["-f", "-o"]),
    ("timeout", &["-s", "-k"]),
    ("setsid", &[]),
    ("nice", &["-n"]),
    ("ionice", &["-c", "-n"]),
    ("stdbuf", &["-i", "-o", "-e"]),
    ("busybox", &[]),
    ("torify", &[]),
    ("proxychains", &["-f"]),
    ("xargs", &["-I", "-n", "-P", "-d", "-L", "-a", "-s"]),
];

impl Command {
    /// What a word spells, where that is known.
    fn text(&self, at: usize) -> &str {
        self.words.get(at).map_or("", text_of)
    }

    fn has(&self, options: &[&str]) -> bool {
        self.words.iter().any(|word| options.contains(&text_of(word)))
    }

    /// The words that are no options, without the values of some options.
    fn operands(&self, valued: &[&str]) -> Vec<&Value> {
        let mut operands = Vec::new();
        let mut words = self.words.iter();
        while let Some(word) = words.next() {
            let text = text_of(word);
            if valued.contains(&text) {
                words.next();
            } else if !text.starts_with('-') || text == "-" {
                operands.push(word);
            }
        }
        operands
    }

    /// The value of the first of some options.
    fn option(&self, names: &[&str]) -> Option<&Value> {
        let at = self.words.iter().position(|word| names.contains(&text_of(word)))?;
        self.words.get(at + 1)
    }

    /// All words and what comes in, as data.
    fn data(&self) -> Value {
        let mut all = self.stdin.as_ref().map(Value::data).unwrap_or_default();
        for word in &self.words {
            all.or(&word.data());
        }
        Value { texts: Vec::new(), ..all }
    }
}

fn text_of(value: &Value) -> &str {
    value.texts.first().map_or("", AsRef::as_ref)
}

/// The last part of a path.
fn base(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or(path)
}

impl<'a> Machine<'a> {
    pub(super) fn is_shell(&self) -> bool {
        self.source().language == Language::Shell
    }

    /// A variable of a script: shells have one scope for all functions that are running.
    pub(super) fn shell_variable(&mut self, name: &str, id: ExprId) -> Value {
        if let Some(value) = self.frames.iter().rev().find_map(|frame| frame.variables.get(name)) {
            return value.clone();
        }
        if let Some(value) = self.lasting.global(self.program(), name) {
            return value.clone();
        }
        let plain =
            ["PWD", "OLDPWD", "RANDOM", "UID", "EUID", "HOSTNAME", "USER", "PATH", "SHELL", "TMPDIR", "SECONDS"];
        match name {
            "HOME" => Value::text("~"),
            "IFS" => Value::text(" "),
            _ if plain.contains(&name) => Value::default(),
            _ if name.len() > 2 && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_') => {
                let span = self.source().span(id);
                self.variable(name, span)
            }
            _ => Value::default(),
        }
    }

    pub(super) fn shell_assign(&mut self, name: &str, value: &Value, adds: bool) {
        // Shells run what it holds before each prompt.
        if name == "PROMPT_COMMAND" {
            let span = self.function().map(|function| function.span).unwrap_or_default();
            self.shell_run(value, name, super::SinkKind::Shell, span);
        }
        let keep = self.branches > 0;
        let known = self.frames.iter().rposition(|frame| frame.variables.contains_key(name)).unwrap_or(0);
        let Some(frame) = self.frames.get_mut(known) else { return };
        let variable = frame.variables.entry(name.to_owned()).or_default();
        if adds {
            *variable = super::value::concatenated(&[variable.clone(), value.clone()], "");
        } else if keep && variable.texts.iter().any(|text| !text.is_empty()) {
            variable.or(value);
        } else if keep {
            let origins = variable.origins;
            *variable = value.clone();
            variable.origins |= origins;
        } else {
            *variable = value.clone();
        }
    }

    /// Runs a command and yields what it prints.
    pub(super) fn shell_call(&mut self, id: ExprId, callee: ExprId, arguments: &'a [Argument]) -> Value {
        let used = self.unused.take() != Some(id);
        let (mut words, mut outs, mut stdin) = (Vec::new(), Vec::new(), None);
        for argument in arguments.iter().take(MAX_WORDS) {
            let value = self.expression(argument.value);
            match argument.name.as_deref() {
                Some(STDIN) => stdin = Some(value),
                Some(name) if name.starts_with(|c: char| c.is_ascii_digit()) => {
                    self.shell.opened.retain(|(descriptor, _)| descriptor != name);
                    if self.shell.opened.len() < MAX_OPENED {
                        self.shell.opened.push((name.to_owned(), value));
                    }
                }
                Some(_) => outs.push(value),
                None => words.push(value),
            }
        }
        let program = self.source();
        let span = program.span(id);
        let used = used || !outs.is_empty();
        let printed = if let ExprKind::Function(function) = program.kind(callee) {
            let given: Vec<Value> = stdin.into_iter().collect();
            self.shell_function((self.program(), *function), &given, span)
        } else {
            let piped = || {
                let mut frames = self.frames.iter().rev();
                let held = frames.find_map(|frame| frame.variables.get(STDIN));
                held.or_else(|| self.lasting.global(0, STDIN)).cloned()
            };
            let stdin = stdin.or_else(piped);
            let callee = self.expression(callee);
            self.shell_command(&callee, Command { words, stdin, span, used, ..Command::default() })
        };
        if outs.is_empty() {
            return printed;
        }
        for out in outs {
            self.shell_write(&out, &printed, ">", span);
        }
        Value::default()
    }

    fn shell_function(&mut self, called: (usize, FunctionId), given: &[Value], span: Span) -> Value {
        if self.active.contains(&called) || self.calls.len() >= MAX_CALLS {
            return Value::default();
        }
        // A group in place is no call that a report would show.
        let named =
            self.programs.get(called.0).and_then(|p| p.functions.get(called.1)).is_some_and(|f| !f.name.is_empty());
        if named {
            self.calls.push(self.place(span));
        }
        let branches = self.branches;
        let value = self.invoke(called.0, called.1, given);
        self.branches = branches;
        if named {
            self.calls.pop();
        }
        value
    }

    /// Runs the command that a value names.
    fn shell_command(&mut self, callee: &Value, mut command: Command) -> Value {
        let spelled = text_of(callee).to_owned();
        // What stands for a command without quotes is split into words.
        let mut parts = spelled.split_whitespace();
        let first = parts.next().unwrap_or_default();
        let more: Vec<Value> = parts.take(MAX_WORDS).map(Value::text).collect();
        command.words.splice(0..0, more);
        if first.is_empty() || first.starts_with(super::HOLE) {
            return self.shell_run(callee, "a command", super::SinkKind::Shell, command.span);
        }
        if let Some(found) = self.local(first, None) {
            let mut given = vec![command.stdin.clone().unwrap_or_default(), command.data()];
            given.extend(command.words);
            return self.shell_function(found, &given, command.span);
        }
        command.name = base(first).to_owned();
        if let Some((_, valued)) = WRAPPERS.iter().find(|(name, _)| *name == command.name) {
            return self.shell_wrapped(valued, command);
        }
        if first.contains('/') {
            self.shell_dropped(&Value::text(first), &command.name, command.span);
        }
        self.shell_known(&command)
    }

    /// Runs the command behind a wrapper.
    fn shell_wrapped(&mut self, valued: &[&str], command: Command) -> Value {
        let mut at = 0;
        while let Some(word) = command.words.get(at) {
            let text = text_of(word);
            let number = text.starts_with(|c: char| c.is_ascii_digit());
            if valued.contains(&text) {
                at += 2;
            } else if text.starts_with('-') || (text.contains('=') && command.name == "env") || number {
                at += 1;
            } else {
                break;
            }
        }
        let Some(callee) = command.words.get(at).cloned() else {
            // `env` alone prints the environment, `exec` alone redirects.
            return if command.name == "env" { self.shell_known(&command) } else { Value::default() };
        };
        let mut words = command.words.get(at + 1..).unwrap_or_default().to_vec();
        let mut stdin = command.stdin;
        if command.name == "xargs"
            && let Some(lines) = stdin.take()
        {
            let named = words.iter().any(|word| word.spells(|text| text.contains("{}")));
            words = words.into_iter().map(|word| if named { filled(&word, &lines) } else { word }).collect();
            if !named {
                words.push(lines);
            }
        }
        self.shell_command(&callee, Command { words, stdin, name: String::new(), ..command })
    }

    /// What commands do, by their names.
    fn shell_known(&mut self, command: &Command) -> Value {
        if let Some(value) = self.shell_source(command) {
            return value;
        }
        if let Some(value) = self.shell_network(command) {
            return value;
        }
        if let Some(value) = self.shell_runs(command) {
            return value;
        }
        if let Some(value) = self.shell_file(command) {
            return value;
        }
        if let Some(value) = self.shell_filter(command) {
            return value;
        }
        // `$(NAME)` of make.
        let named = self.frames.iter().rev().find_map(|frame| frame.variables.get(&command.name));
        named.filter(|_| command.words.is_empty()).cloned().unwrap_or_default()
    }

    /// An origin at a command.
    fn shell_origin(&mut self, command: &Command, source: Source, label: &str) -> Value {
        let end = label.floor_char_boundary(MAX_LABEL);
        self.origin(self.program(), command.span, source, label.get(..end).unwrap_or_default())
    }
}

/// A word with `{}` in place of every text of another.
fn filled(word: &Value, with: &Value) -> Value {
    let Some(text) = word.texts.first().filter(|text| text.contains("{}")) else { return word.clone() };
    let texts = with.texts.iter().map(|path| text.replace("{}", path).into()).collect();
    Value { texts, origins: word.origins | with.origins, ..Value::default() }
}
