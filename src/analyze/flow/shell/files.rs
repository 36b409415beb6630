//! Files that scripts read and write, and commands that print secrets.

use super::super::bundled::TEMPORARY;
use super::super::machine::Machine;
use super::super::table::SinkKind;
use super::super::value::{HOLE, Source, Value};
use super::super::{SCHEDULE, is_of_agent, is_startup, places};
use super::{Command, base, filled, text_of};
use crate::text::Span;

/// Files that a script is remembered to have written, at most.
const MAX_WRITTEN: usize = 256;

/// Words of one command among which those are looked for that say what it prints.
const MAX_LEADING: usize = 10;
/// Words of one line that are looked at.
const MAX_LINE_WORDS: usize = 40;

/// Commands that print what a user keeps secret: words that follow each other, others between them left out, and what
/// that is. The last word may go on.
const SOURCES: &[(&str, Source)] = &[
    ("security find-generic-password", Source::Device),
    ("security find-internet-password", Source::Device),
    ("security dump-keychain", Source::Device),
    ("security export", Source::Device),
    ("secret-tool lookup", Source::Device),
    ("secret-tool search", Source::Device),
    ("kwallet-query", Source::Device),
    ("pbpaste", Source::Device),
    ("wl-paste", Source::Device),
    ("xclip -o", Source::Device),
    ("xclip -selection", Source::Device),
    ("xsel -o", Source::Device),
    ("xsel --output", Source::Device),
    ("screencapture", Source::Device),
    ("gh auth token", Source::Secret),
    ("gcloud auth print-access-token", Source::Secret),
    ("gcloud auth application-default print-access-token", Source::Secret),
    ("az account get-access-token", Source::Secret),
    ("aws configure get aws_secret_access_key", Source::Secret),
    ("aws configure get aws_session_token", Source::Secret),
    ("aws configure export-credentials", Source::Secret),
    ("kubectl config view --raw", Source::Secret),
    ("kubectl get secret", Source::Secret),
    ("aws iam create-access-key", Source::Secret),
    ("aws sts get-session-token", Source::Secret),
    ("az ad sp create-for-rbac", Source::Secret),
    ("npm token create", Source::Secret),
    ("git credential fill", Source::Secret),
    ("gpg --export-secret-keys", Source::Secret),
    ("gpg --export-secret-subkeys", Source::Secret),
    ("gpg2 --export-secret-keys", Source::Secret),
    ("Get-Clipboard", Source::Device),
    ("netsh key=clear", Source::Device),
    ("nmcli 802-11-wireless-security.psk", Source::Device),
    ("getent passwd", Source::System),
    ("printenv", Source::Environment),
    ("compgen -e", Source::Environment),
    ("compgen -v", Source::Environment),
    ("export -p", Source::Environment),
    ("declare -p", Source::Environment),
    ("declare -x", Source::Environment),
];

impl Machine<'_> {
    /// What a command prints that is a source.
    pub(super) fn shell_source(&mut self, command: &Command) -> Option<Value> {
        let bare = command.words.iter().all(|word| text_of(word).starts_with('-'));
        match command.name.as_str() {
            "env" | "set" | "export" | "declare" | "printenv" if bare && command.words.len() <= 1 => {
                let printed = command.words.is_empty() || matches!(command.text(0), "-0" | "-p" | "-x" | "--null");
                return printed.then(|| self.shell_origin(command, Source::Environment, "the environment"));
            }
            "printenv" => {
                let name = command.text(0).to_owned();
                return Some(self.variable(&name, command.span));
            }
            "history" if bare => return Some(self.shell_origin(command, Source::Secret, "history")),
            "mktemp" => return Some(Value::text(&format!("{TEMPORARY}{}", command.span.start))),
            _ => {}
        }
        let words = std::iter::once(command.name.as_str()).chain(command.words.iter().map(text_of));
        let (label, source) = SOURCES.iter().find(|(line, _)| follows(words.clone(), line))?;
        Some(self.shell_origin(command, *source, label))
    }

    /// What a file holds, as far as its path or an earlier command says.
    pub(super) fn shell_content(&mut self, path: &Value, span: Span) -> Value {
        if path.path() == "<()" {
            return path.data();
        }
        let path = self.shell_opened(path);
        let mut content = Value::default();
        for text in path.texts.clone() {
            let text = text.trim_end_matches('/');
            if let Some(host) = text.strip_prefix("/dev/tcp/") {
                let label = host.replace(HOLE, "…");
                content.or(&self.origin(self.program(), span, Source::Network, &label));
                continue;
            }
            let within = |inner: &str, outer: &str| {
                inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            let mut found = Value::default();
            let mut known = false;
            for (file, value) in &self.written {
                let file = file.trim_end_matches('/');
                if text.len() > 1 && (within(file, text) || within(text, file)) {
                    found.or(value);
                    known = true;
                }
            }
            content.or(&found);
            if known {
                continue;
            }
            if let Some(source) = private(text) {
                let label = text.replace(HOLE, "…");
                content.or(&self.origin(self.program(), span, source, &label));
            }
        }
        content
    }

    /// What a descriptor is open on, or the place itself.
    fn shell_opened(&self, place: &Value) -> Value {
        let known = self.shell.opened.iter().find(|(descriptor, _)| text_of(place) == descriptor);
        known.map_or(place, |(_, on)| on).clone()
    }

    /// Notes what a command writes to a place.
    pub(super) fn shell_write(&mut self, place: &Value, data: &Value, sink: &str, span: Span) {
        self.shell.staged.or(&Value { texts: Vec::new(), ..data.data() });
        for text in self.shell_opened(place).texts {
            let text = text.as_ref();
            if let Some(host) = text.strip_prefix("/dev/tcp/").or_else(|| text.strip_prefix("/dev/udp/")) {
                self.shell_send(sink, data, &[format!("tcp://{host}")], span);
                continue;
            }
            if text.is_empty()
                || text == HOLE.to_string()
                || text.starts_with("/dev/")
                || text.bytes().all(|b| b.is_ascii_digit())
            {
                continue;
            }
            if is_of_agent(text) {
                let path = Value { origins: data.origins, ..Value::text(text) };
                self.event(SinkKind::Write, span, sink, &path, &[]);
            }
            if is_startup(text) {
                self.full_event(SinkKind::Store, span, sink, data, &[text.to_owned()], true);
            }
            if let Some((_, known)) = self.written.iter_mut().find(|(file, _)| **file == *text) {
                known.or(&data.data());
            } else if self.written.len() < MAX_WRITTEN {
                self.written.push((text.into(), data.data()));
            }
        }
    }

    /// Commands that copy, pack and list files, and those that take what comes in.
    #[expect(clippy::too_many_lines, reason = "one arm for each kind of command")]
    pub(super) fn shell_file(&mut self, command: &Command) -> Option<Value> {
        let span = command.span;
        let stdin = || command.stdin.clone().unwrap_or_default();
        match command.name.as_str() {
            "cp" | "mv" | "install" | "ln" => {
                let mut operands: Vec<Value> =
                    command.operands(&["-m", "-o", "-g", "-t"]).into_iter().cloned().collect();
                let target = command.option(&["-t"]).cloned().or_else(|| operands.pop())?;
                for from in operands {
                    let data = self.shell_content(&from, span);
                    self.shell_write(&target, &data, &command.name, span);
                }
            }
            "tee" => {
                for file in command.operands(&[]).into_iter().cloned().collect::<Vec<_>>() {
                    self.shell_write(&file, &stdin(), "tee", span);
                }
                return Some(stdin());
            }
            "dd" => {
                let part = |name: &str| {
                    let word = command.words.iter().find_map(|word| text_of(word).strip_prefix(name).map(Value::text));
                    word.unwrap_or_default()
                };
                let mut data = stdin();
                data.or(&self.shell_content(&part("if="), span));
                self.shell_write(&part("of="), &data, "dd", span);
                return Some(data);
            }
            "tar" => return Some(self.shell_tar(command)),
            "zip" | "7z" | "7za" | "rar" => {
                let operands: Vec<Value> = command.operands(&["-P"]).into_iter().cloned().collect();
                let skip = usize::from(command.name != "zip");
                let mut data = Value::default();
                for from in operands.iter().skip(skip + 1) {
                    data.or(&self.shell_content(from, span));
                }
                let target = operands.get(skip).cloned().unwrap_or_default();
                self.shell_write(&target, &data, &command.name, span);
                return Some(data);
            }
            "find" | "fd" | "ls" | "locate" | "mdfind" => return Some(self.shell_listing(command)),
            "read" | "mapfile" | "readarray" => {
                let lines = stdin();
                for name in
                    command.operands(&["-p", "-d", "-n", "-t", "-u", "-N"]).into_iter().cloned().collect::<Vec<_>>()
                {
                    self.shell_assign(text_of(&name), &lines, false);
                }
            }
            "crontab" => {
                let data = match command.operands(&["-u"]).first() {
                    Some(file) if text_of(file) != "-" => self.shell_content(&(*file).clone(), span),
                    _ => stdin(),
                };
                if !command.has(&["-l", "-r"]) {
                    self.full_event(SinkKind::Store, span, "crontab", &data, &[SCHEDULE.to_owned()], true);
                }
            }
            "at" | "batch" => {
                let data = match command.option(&["-f"]).cloned() {
                    Some(file) => self.shell_content(&file, span),
                    None => stdin(),
                };
                if !command.has(&["-l", "-r", "-d", "-c"]) && (data.origins != 0 || !data.texts.is_empty()) {
                    self.full_event(SinkKind::Store, span, &command.name, &data, &[SCHEDULE.to_owned()], true);
                }
            }
            // What is kept for a signal or the end is run all the same.
            "trap" => {
                let code = command.words.first().cloned().unwrap_or_default();
                if command.words.len() > 1 {
                    return Some(self.shell_run(&code, "trap", SinkKind::Shell, span));
                }
            }
            "sha256sum" | "sha512sum" | "sha1sum" | "shasum" | "cosign" | "minisign" | "gpg" | "gpgv"
                if command.used || command.has(&["-c", "--check", "--verify", "verify-blob", "-V", "-Vm"]) =>
            {
                if command.name != "gpg" || command.has(&["--verify"]) {
                    // What is checked against a digest or signature is what the author saw.
                    let network = self.mask(&[Source::Network]);
                    for (_, value) in &mut self.written {
                        value.origins &= !network;
                    }
                    return Some(Value::default());
                }
                return None;
            }
            "cd" | "mkdir" | "rm" | "chmod" | "chown" | "touch" | "sleep" | "test" | "[" | "exit" | "return"
            | "shift" | "unset" | "set" | "true" | "false" | ":" | "wc" | "kill" | "stat" | "which" | "du" | "df" => {}
            _ => return None,
        }
        Some(Value::default())
    }

    fn shell_tar(&mut self, command: &Command) -> Value {
        let flags: String = command.words.iter().take(4).map(text_of).filter(|t| !t.contains('/')).take(2).collect();
        if !flags.contains('c') && !flags.contains("create") {
            return command.stdin.clone().unwrap_or_default();
        }
        let mut data = command.stdin.clone().unwrap_or_default();
        let (mut target, mut names) = (None, false);
        for word in &command.words {
            let text = text_of(word);
            if names && target.is_none() {
                target = Some(word.clone());
                continue;
            }
            let cluster =
                text.len() < 8 && !text.starts_with("--") && !text.contains(['.', '/']) && text.ends_with('f');
            if cluster || text == "--file" {
                names = true;
            } else if !text.starts_with('-') || text == "-" {
                let more = self.shell_content(word, command.span);
                data.or(&more);
            }
        }
        let data = Value { texts: Vec::new(), ..data };
        match target.filter(|target| text_of(target) != "-") {
            Some(target) => {
                self.shell_write(&target, &data, "tar", command.span);
                Value::default()
            }
            None => data,
        }
    }

    /// The paths that a command lists, and what it does with each.
    fn shell_listing(&mut self, command: &Command) -> Value {
        let mut paths = Value::default();
        let mut words = command.words.iter().enumerate();
        while let Some((at, word)) = words.next() {
            match text_of(word) {
                "-name" | "-iname" | "-path" | "-wholename" => {
                    if let Some((_, name)) = words.next() {
                        paths.or(name);
                    }
                }
                "-exec" | "-execdir" | "-ok" => {
                    let end = |word: &&Value| !matches!(text_of(word), ";" | "\\;" | "+");
                    let rest: Vec<Value> =
                        command.words.iter().skip(at + 1).take_while(end).map(|word| filled(word, &paths)).collect();
                    if let Some((callee, rest)) = rest.split_first() {
                        let inner =
                            Command { words: rest.to_vec(), span: command.span, used: true, ..Command::default() };
                        return self.shell_command(callee, inner);
                    }
                }
                text if text.starts_with(['-', '!', '(']) => {
                    if matches!(text, "-type" | "-maxdepth" | "-mindepth" | "-mtime" | "-size" | "-mmin") {
                        words.next();
                    }
                }
                _ => paths.or(&word.data()),
            }
        }
        paths
    }
}

/// What the commands of a line print that is a source, and which that is.
pub(in super::super) fn printed(line: &str) -> Option<(&'static str, Source)> {
    let words: Vec<&str> =
        line.split_whitespace().map(|word| word.trim_matches(['\'', '"'])).take(MAX_LINE_WORDS).collect();
    (0..words.len()).find_map(|at| {
        let mut from = words.get(at..)?.iter().copied();
        let name = base(from.next()?);
        let known = SOURCES.iter().find(|(line, _)| follows(std::iter::once(name).chain(from.clone()), line));
        known.copied()
    })
}

/// Whether a command's words are these in this order, others between them left out. The last may go on.
fn follows<'w>(mut command: impl Iterator<Item = &'w str>, line: &str) -> bool {
    let mut wanted = line.split(' ').peekable();
    if wanted.next() != command.next() {
        return false;
    }
    for word in command.take(MAX_LEADING) {
        let Some(next) = wanted.peek() else { break };
        if word == *next {
            wanted.next();
        } else if word.starts_with(next) && line.ends_with(next) {
            return true;
        }
    }
    wanted.peek().is_none()
}

/// What a file holds that nobody but its user should see.
fn private(path: &str) -> Option<Source> {
    let name = base(path);
    let settings =
        name == ".env" || (name.starts_with(".env.") && !name.contains("example") && !name.contains("sample"));
    if settings {
        return Some(Source::Secret);
    }
    let source = places::of_path(path)?;
    let own = ["/skills", "/plugins", "/commands", "/agents/", "known_hosts"].iter().any(|part| path.contains(part));
    (source != Source::Probe && !own).then_some(source)
}
