//! Calls: into functions of the artifact, or into libraries as the tables know them.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};

use super::event::Event;
use super::machine::{MAX_CALLS, MAX_EVENTS, Machine, is_heavy};
use super::places;
use super::table::{self, SinkKind, class, matches};
use super::value::{MAX_TEXTS, Origins, Source, Value, concatenated};
use crate::artifact::Place;
use crate::artifact::code::{Argument, ExprId, ExprKind, FunctionId};
use crate::text::Span;

/// An evaluated argument.
#[derive(Debug, Clone)]
pub(super) struct Given {
    pub(super) name: Option<String>,
    pub(super) value: Value,
    pub(super) id: ExprId,
    pub(super) spread: bool,
    /// The elements of a list literal.
    pub(super) items: Vec<Value>,
    /// The members of a record literal.
    pub(super) members: Vec<(String, Value)>,
}

/// Rounds of a loop that no tool needs to make threads or sockets.
const MANY: usize = 1000;

/// Methods that put their arguments into their object.
const MUTATORS: &[&str] =
    &["append", "add", "extend", "update", "insert", "push", "unshift", "set", "setdefault", "appendChild"];
/// Methods and functions that hold their operand against something.
const CHECKS: &[&str] = &[
    "startswith",
    "startsWith",
    "is_relative_to",
    "match",
    "fullmatch",
    "test",
    "includes",
    "has",
    "isalnum",
    "isdigit",
    "isidentifier",
    "HasPrefix",
    "commonpath",
    "MatchString",
    "Contains",
    "is_private",
    "relative_to",
];
/// What names of functions that check something contain.
const CHECK_WORDS: &[&str] = &[
    "valid",
    "allow",
    "safe",
    "permit",
    "verify",
    "sanit",
    "trusted",
    "whitelist",
    "within",
    "inside",
    "contained",
    "ensure",
];
/// The same for functions that raise, or return a value that is clean.
const CLEANING_WORDS: &[&str] = &["validat", "sanit", "ensure", "escape_shell", "escapeshell", "secure"];
const SHELLS: &[&str] = &[
    "sh",
    "bash",
    "zsh",
    "/bin/sh",
    "/bin/bash",
    "/usr/bin/bash",
    "cmd",
    "cmd.exe",
    "powershell",
    "powershell.exe",
    "pwsh",
];
const SHELL_FLAGS: &[&str] = &["-c", "/c", "/C", "-lc", "-ic", "-Command", "-command", "-EncodedCommand", "-enc"];

impl<'a> Machine<'a> {
    pub(super) fn call(&mut self, id: ExprId, callee: ExprId, arguments: &'a [Argument]) -> Value {
        let used = self.unused.take() != Some(id);
        let program = self.source();
        let (owner, object, function) = match program.kind(callee) {
            ExprKind::Member(object, name) => {
                let owner = self.expression(*object);
                let function = self.member(&owner, name, callee);
                (owner, Some(*object), function)
            }
            _ => (Value::default(), None, self.expression(callee)),
        };
        let given: Vec<Given> = arguments.iter().map(|argument| self.given(argument)).collect();
        let path = function.path().replace(".promises.", ".");
        let span = program.span(id);
        if let Some(value) = self.environment(&path, &given, span) {
            return value;
        }
        self.check(&path, &owner, &given, function.function.is_some());
        if let Some(called) = function.function {
            let outer = self.tested.take();
            let value = self.inline(called, &owner, &given, span);
            self.tested = outer;
            return value;
        }
        if self.is_class(&path) {
            return self.construct(&path, &given, span);
        }
        if let Some(object) = object
            && MUTATORS.iter().any(|name| path.rsplit('.').next() == Some(name))
        {
            let mut all = Value::default();
            given.iter().for_each(|given| all.or(&given.value.data()));
            self.taint(object, &all);
        }
        if is_heavy(&path) && (self.loops != 0 || self.rounds >= MANY) {
            let loops = Value { origins: self.loops, ..Value::text(&self.rounds.to_string()) };
            self.event(SinkKind::Exhaust, span, &path, &loops, &[]);
        }
        let value = self.library(&path, &owner, &given, span, used);
        self.callbacks(&owner, &given, span);
        value
    }

    fn given(&mut self, argument: &'a Argument) -> Given {
        let program = self.source();
        let (mut items, mut members) = (Vec::new(), Vec::new());
        let value = match program.kind(argument.value) {
            ExprKind::List(parts) => {
                items = parts.iter().map(|part| self.expression(*part)).collect();
                let mut all = Value::default();
                items.iter().for_each(|item| all.or(&item.data()));
                Value { list: true, ..all }
            }
            ExprKind::Record(entries) => {
                let mut all = Value::default();
                for (key, entry) in entries {
                    let value = self.expression(*entry);
                    let value = self.data(&value, *entry);
                    all.or(&value.data());
                    let name = program.literal(*key).map_or_else(|| program.dotted(*key), |text| text.text);
                    self.recipient(&name, &value, *entry);
                    members.push((name, value));
                }
                all
            }
            _ => self.expression(argument.value),
        };
        let value = self.data(&value, argument.value);
        if let Some(name) = &argument.name {
            self.recipient(name, &value, argument.value);
        }
        Given { name: argument.name.clone(), value, id: argument.value, spread: argument.spread, items, members }
    }

    /// A blind copy to an address that stands in the code.
    pub(super) fn recipient(&mut self, name: &str, value: &Value, at: ExprId) {
        if name.eq_ignore_ascii_case("bcc") && value.origins == 0 && value.spells(|text| text.contains('@')) {
            let span = self.source().span(at);
            self.event(SinkKind::Store, span, "recipient", value, &[]);
        }
    }

    fn environment(&mut self, path: &str, given: &[Given], span: Span) -> Option<Value> {
        match path {
            "os.environ.get" | "os.getenv" | "os.Getenv" | "os.environ.pop" | "os.environ.setdefault" => {
                let name = given.first().and_then(|given| given.value.texts.first()).cloned().unwrap_or_default();
                Some(self.variable(&name, span))
            }
            "os.environ.items" | "os.environ.values" | "os.environ.copy" | "os.Environ" | "os.environb.items" => {
                Some(self.origin(self.program(), span, Source::Environment, "the environment"))
            }
            _ => None,
        }
    }

    /// Notes what a check restricts.
    fn check(&mut self, path: &str, owner: &Value, given: &[Given], local: bool) {
        let last = path.trim_end_matches("()").rsplit('.').next().unwrap_or_default();
        let scheme = |given: &Given| given.value.spells(|text| text.starts_with("http") && !text.contains('.'));
        let exact = CHECKS.contains(&last) && !given.iter().any(scheme);
        let lower = last.to_ascii_lowercase();
        let contains = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        let all = given.iter().fold(owner.origins, |all, given| all | given.value.origins);
        match &mut self.tested {
            Some((restricted, _)) if exact || contains(CHECK_WORDS) => *restricted |= all,
            Some(_) => {}
            // A check whose result nobody tests raises; what a function of the artifact does is seen by running it.
            None if last == "relative_to" || (!local && contains(CLEANING_WORDS)) => self.checked |= all,
            None => {}
        }
    }

    /// Runs a function of the artifact, unless it is running already.
    fn inline(&mut self, called: (usize, FunctionId), owner: &Value, given: &[Given], span: Span) -> Value {
        let (index, id) = called;
        let Some(function) = self.programs.get(index).and_then(|program| program.functions.get(id)) else {
            return Value::default();
        };
        let mut passed = owner.data();
        given.iter().for_each(|given| passed.or(&given.value.data()));
        if self.active.contains(&called) || self.calls.len() >= MAX_CALLS {
            return Value { texts: Vec::new(), ..passed };
        }
        let bound = function.parameters.first().is_some_and(|first| matches!(first.name.as_str(), "self" | "cls"));
        let offset = usize::from(bound);
        let mut arguments = Vec::with_capacity(function.parameters.len());
        for parameter in &function.parameters {
            let by_name = given.iter().find(|given| given.name.as_deref() == Some(&parameter.name));
            let by_position = parameter
                .position
                .checked_sub(offset)
                .and_then(|at| given.iter().filter(|given| given.name.is_none() && !given.spread).nth(at));
            let rest = given.iter().find(|given| given.spread);
            let member = |given: &Given| {
                let member = given.members.iter().find(|(name, _)| *name == parameter.name);
                member.map_or_else(|| given.value.clone(), |(_, value)| value.clone())
            };
            arguments.push(match by_name.or(by_position).or(rest) {
                Some(given) if given.members.is_empty() => given.value.clone(),
                Some(given) => member(given),
                None => Value::default(),
            });
        }
        if bound && let Some(first) = arguments.first_mut() {
            *first = Value { origins: owner.origins, ..Value::default() };
        }
        let key = (index, id, fingerprint(&arguments, self.guards, self.tool));
        if let Some(known) = self.memo.get(&key) {
            return known.clone();
        }
        self.calls.push(self.place(span));
        let value = self.invoke(index, id, &arguments);
        self.calls.pop();
        self.memo.insert(key, value.clone());
        value
    }

    fn is_class(&self, path: &str) -> bool {
        let constructor = |name| self.local(name, Some(path)).is_some();
        !path.is_empty()
            && !path.contains('.')
            && (constructor("__init__")
                || constructor("constructor")
                || self.source().functions.iter().any(|function| function.class.as_deref() == Some(path)))
    }

    fn construct(&mut self, class: &str, given: &[Given], span: Span) -> Value {
        let constructor = self.local("__init__", Some(class)).or_else(|| self.local("constructor", Some(class)));
        if let Some(constructor) = constructor {
            self.inline(constructor, &Value::default(), given, span);
        }
        Value::of_path(format!("{class}()"))
    }

    /// Functions among the arguments will be called with what the library has.
    fn callbacks(&mut self, owner: &Value, given: &[Given], span: Span) {
        for given_function in given {
            let inside = given_function.members.iter().filter_map(|(_, value)| value.function);
            for called in given_function.value.function.into_iter().chain(inside) {
                let handlers = self.programs.get(called.0).map_or(&[][..], |program| &program.handlers);
                if handlers.iter().any(|handler| handler.function == called.1) {
                    continue;
                }
                let mut all = Value { texts: Vec::new(), ..owner.data() };
                for other in given.iter().filter(|other| other.value.function.is_none()) {
                    all.or(&other.value.data());
                }
                let one = Given { name: None, value: all, id: 0, spread: true, items: Vec::new(), members: Vec::new() };
                self.inline(called, &Value::default(), &[one], span);
            }
        }
    }

    /// What a library function does and yields.
    fn library(&mut self, path: &str, owner: &Value, given: &[Given], span: Span, used: bool) -> Value {
        let mut all = owner.data();
        given.iter().for_each(|given| all.or(&given.value.data()));
        all.list = false;
        if let Some(value) = self.request(path, owner, given, span, used) {
            return value;
        }
        self.writes(path, owner, given, span);
        let command = self.sinks(path, owner, given, span);
        let result = format!("{}()", path.get(..path.floor_char_boundary(110)).unwrap_or_default());
        let appends = given.get(1).or_else(|| given.iter().find(|given| given.name.as_deref() == Some("mode")));
        let appends = path == "open" && appends.is_some_and(|mode| mode.value.spells(|text| text.starts_with('a')));
        let result = if appends { "open(a)".to_owned() } else { result };
        if let Some(value) = command.or_else(|| self.reads(path, owner, given, span)) {
            return Value { path: Some(result.into()), ..value };
        }
        if let Some((_, source)) = table::SOURCES.iter().find(|(pattern, _)| matches(pattern, path)) {
            // What is decoded is still what it was made from.
            let mut value = self.origin(self.program(), span, *source, path);
            if matches!(source, Source::Device | Source::Secret | Source::System) {
                self.event(SinkKind::Store, span, "read", &value, &[path.to_owned()]);
            }
            value.origins |= all.origins;
            return Value { path: Some(result.into()), ..value };
        }
        if let Some((_, safe)) = table::SANITISERS.iter().find(|(pattern, _)| matches(pattern, path)) {
            let origins = if *safe == class::ALL { 0 } else { all.origins };
            return Value { safe: all.safe | safe, origins, texts: Vec::new(), ..Value::default() };
        }
        if table::PATH_JOINS.iter().any(|pattern| matches(pattern, path)) && !given.is_empty() {
            let of_path = (!owner.texts.is_empty()).then(|| owner.data());
            let parts: Vec<Value> = of_path.into_iter().chain(given.iter().map(|given| given.value.clone())).collect();
            let path = path.ends_with(".joinpath").then(|| "pathlib.Path()".into());
            return Value { path, ..concatenated(&parts, "/") };
        }
        match path.rsplit('.').next().unwrap_or_default() {
            "homedir" | "home" | "UserHomeDir" => {
                return Value { path: Some("pathlib.Path()".into()), ..Value::text("~") };
            }
            "format" | "Sprintf" => {
                let parts: Vec<Value> = (!owner.texts.is_empty())
                    .then(|| owner.clone())
                    .into_iter()
                    .chain(given.iter().map(|given| given.value.data()))
                    .collect();
                return concatenated(&parts, "");
            }
            "join" => return Value { texts: all.texts.clone(), ..all },
            "range" => return Value { path: Some("range()".into()), ..all },
            "promisify" => return given.first().map(|given| given.value.clone()).unwrap_or_default(),
            _ => {}
        }
        if let Some(pattern) = table::SAME.iter().find(|pattern| matches(pattern, path)) {
            let subject = if pattern.starts_with('*') { Some(owner) } else { given.first().map(|given| &given.value) };
            let subject = subject.cloned().unwrap_or_default();
            let is_path = path == "pathlib.Path" || owner.path().starts_with("pathlib.Path");
            let list = path.ends_with("split") || (subject.list && !path.ends_with(".get"));
            if path == "pathlib.Path" && given.len() > 1 {
                let parts: Vec<Value> = given.iter().map(|given| given.value.clone()).collect();
                return Value { path: Some("pathlib.Path()".into()), ..concatenated(&parts, "/") };
            }
            let path = is_path.then(|| "pathlib.Path()".into());
            return Value { path, list, origins: all.origins, ..subject };
        }
        Value { path: Some(result.into()), texts: Vec::new(), ..all }
    }

    /// What comes out of files.
    fn reads(&mut self, path: &str, owner: &Value, given: &[Given], span: Span) -> Option<Value> {
        let file = match path {
            "open"
            | "io.open"
            | "codecs.open"
            | "gzip.open"
            | "bz2.open"
            | "lzma.open"
            | "aiofiles.open"
            | "os.Open"
            | "os.ReadFile"
            | "ioutil.ReadFile"
            | "fs.readFile"
            | "fs.readFileSync"
            | "fs.createReadStream"
            | "sqlite3.connect"
            | "tarfile.open"
            | "zipfile.ZipFile"
            | "os.listdir" => &given.first()?.value,
            _ if path.starts_with("pathlib.Path()")
                && matches!(path.rsplit('.').next(), Some("read_text" | "read_bytes" | "open")) =>
            {
                owner
            }
            _ => return None,
        };
        let known = file.texts.iter().find_map(|text| Some((places::of_path(text)?, text.to_string())));
        let mut value = match known {
            Some((source, label)) => {
                let value = self.origin(self.program(), span, source, &label);
                self.event(SinkKind::Store, span, "read", &value, &[label]);
                value
            }
            None if file.origins & self.mask(&[Source::Argument]) != 0 => {
                self.origin(self.program(), span, Source::File, "a file that an argument names")
            }
            None => Value::default(),
        };
        value.texts.clone_from(&file.texts);
        Some(value)
    }

    /// Reports what reaches a sink; the output of a command that is a source.
    fn sinks(&mut self, path: &str, owner: &Value, given: &[Given], span: Span) -> Option<Value> {
        if path == "open" || path == "io.open" || path == "aiofiles.open" {
            let mode = given.iter().find(|given| given.name.as_deref() == Some("mode")).or_else(|| given.get(1));
            let writes = mode.is_some_and(|mode| mode.value.spells(|text| text.contains(['w', 'a', 'x', '+'])));
            let file = given.first().map(|given| given.value.clone()).unwrap_or_default();
            self.event(if writes { SinkKind::Write } else { SinkKind::Read }, span, path, &file, &[]);
            return None;
        }
        let (_, kind, wanted) = table::SINKS.iter().find(|(pattern, ..)| matches(pattern, path))?;
        let mut value = Value::default();
        let mut items: Vec<Value> = Vec::new();
        for want in *wanted {
            let found: Vec<&Given> = match want.parse::<usize>() {
                Ok(at) => given.iter().filter(|given| given.name.is_none()).nth(at).into_iter().collect(),
                Err(_) if *want == "*" => given.iter().collect(),
                Err(_) => given.iter().filter(|given| given.name.as_deref() == Some(want)).collect(),
            };
            if *want == "self" {
                value.or(&Value { safe: owner.safe, ..owner.data() });
            }
            for given in found {
                value.or(&given.value.data());
                if given.items.is_empty() {
                    items.push(given.value.clone())
                } else {
                    items.extend(given.items.iter().cloned())
                }
            }
        }
        let mut kind = *kind;
        match kind {
            SinkKind::Process => kind = self.process(given, &items, &value),
            SinkKind::Deserialise if self.loader_is_safe(given) => return None,
            SinkKind::Template if owner.path().contains("Sandboxed") => return None,
            SinkKind::Sql if !is_query(&value, path) => return None,
            SinkKind::Load if value.origins == 0 => return None,
            _ => {}
        }
        let line = if items.len() > 1 { concatenated(&items, " ") } else { value.clone() };
        let reported = Value { list: value.list, safe: value.safe, ..line };
        self.event(kind, span, path, &reported, &[]);
        if !matches!(kind, SinkKind::Shell | SinkKind::Process) {
            return None;
        }
        self.dropped(span, path, &reported);
        let command = reported.texts.join("\n");
        let source = table::COMMAND_SOURCES
            .iter()
            .find(|(word, _)| command.contains(word))
            .map(|(word, source)| (*source, (*word).to_owned()));
        let file = || {
            let reads =
                ["cat ", "head ", "tail ", "type ", "base64 ", "sqlite3 "].iter().any(|word| command.contains(word));
            let mut words = command.split([' ', '\n', '\'', '"']).take(200).filter(|_| reads);
            words.find_map(|word| Some((places::of_path(word)?, word.to_owned())))
        };
        match source.or_else(file) {
            Some((source, label)) => {
                let value = self.origin(self.program(), span, source, &label);
                self.event(SinkKind::Store, span, "read", &value, &[label]);
                Some(value)
            }
            // What a program prints is not what it was given.
            None => Some(Value::default()),
        }
    }

    /// Whether a program is started through a shell.
    fn process(&self, given: &[Given], items: &[Value], value: &Value) -> SinkKind {
        let program = self.source();
        let text = |id: ExprId| self.artifact.file(program.file).map_or("", |file| file.slice(program.span(id)));
        let asks = given.iter().any(|given| {
            let named = given.name.as_deref() == Some("shell") && text(given.id) != "False";
            let member = program.member(given.id, "shell").is_some_and(|shell| text(shell) != "false");
            named || member
        });
        let is = |names: &[&str]| value.spells(|text| names.contains(&text));
        let whole =
            items.len() == 1 && items.iter().any(|item| !item.list && item.texts.iter().any(|text| text.contains(' ')));
        if asks || (is(SHELLS) && is(SHELL_FLAGS)) || (whole && items.iter().all(|item| item.origins != 0)) {
            SinkKind::Shell
        } else {
            SinkKind::Process
        }
    }

    fn loader_is_safe(&self, given: &[Given]) -> bool {
        let program = self.source();
        given.iter().any(|given| {
            let name = program.dotted(given.id);
            name.ends_with("SafeLoader") || name.ends_with("BaseLoader") || name.ends_with("FullLoader")
        })
    }

    fn writes(&mut self, path: &str, owner: &Value, given: &[Given], span: Span) {
        let Some((_, file, data)) =
            table::WRITES.iter().find(|(pattern, ..)| *pattern == path.replace("open(a)", "open()"))
        else {
            return;
        };
        let at = |spec: &str| match spec.parse::<usize>() {
            Ok(at) => given.get(at).map(|given| given.value.clone()).unwrap_or_default(),
            Err(_) => owner.clone(),
        };
        let (file, data) = (at(file), at(data));
        if !path.starts_with("open(") && !path.starts_with("json") {
            self.event(SinkKind::Write, span, path, &file.data(), &[]);
        }
        let targets: Vec<String> = file.texts.iter().map(ToString::to_string).collect();
        self.event(SinkKind::Store, span, path, &data, &targets);
        for text in file.texts.iter().filter(|text| text.len() > 3 && !text.starts_with(super::HOLE)) {
            if self.written.len() < 256 {
                self.written.push((text.clone(), data.clone()));
            }
        }
    }

    /// A command that runs what was written before.
    fn dropped(&mut self, span: Span, path: &str, command: &Value) {
        let found = self.written.iter().find(|(file, _)| command.spells(|text| text.contains(&**file)));
        if let Some((file, data)) = found.cloned() {
            self.event(SinkKind::Dropped, span, path, &data, &[file.to_string()]);
        }
    }

    pub(super) fn place(&self, span: Span) -> Place {
        Place::new(self.source().file, span)
    }

    /// Adds an event, unless nothing is known that a rule could ask for.
    pub(super) fn event(&mut self, kind: SinkKind, span: Span, sink: &str, value: &Value, targets: &[String]) {
        self.full_event(kind, span, sink, value, targets, true);
    }

    pub(super) fn full_event(
        &mut self,
        kind: SinkKind,
        span: Span,
        sink: &str,
        value: &Value,
        targets: &[String],
        used: bool,
    ) {
        let data = if value.safe & kind.class() == 0 { value.origins } else { 0 };
        let silent =
            matches!(kind, SinkKind::Read | SinkKind::Sql | SinkKind::Query | SinkKind::Template | SinkKind::Unpack);
        if (data == 0 && silent) || self.events.len() >= MAX_EVENTS {
            return;
        }
        let place = self.place(span);
        let origins: Vec<_> = self.bits(data);
        let texts = || value.texts.iter().map(ToString::to_string);
        let known = |event: &&mut Event| {
            event.kind == kind && event.place == place && event.tool == self.tool && event.origins == origins
        };
        if let Some(event) = self.events.iter_mut().find(known) {
            for (more, all) in [(texts().collect(), &mut event.texts), (targets.to_vec(), &mut event.targets)] {
                let new: Vec<String> = more.into_iter().filter(|text| !all.contains(text)).collect();
                all.extend(new.into_iter().take(MAX_TEXTS));
                all.truncate(2 * MAX_TEXTS);
            }
            return;
        }
        let client = data & self.mask(&[Source::Argument, Source::Password]);
        self.events.push(Event {
            kind,
            place,
            sink: sink.to_owned(),
            origins,
            checked: client != 0 && client & !self.checked == 0,
            texts: texts().collect(),
            targets: targets.to_vec(),
            tool: self.tool,
            calls: self.calls.clone(),
            guards: self.bits(self.guards),
            used,
            handler: self.in_handler,
        });
    }

    fn bits(&self, origins: Origins) -> Vec<super::Origin> {
        let set = self.origins.iter().enumerate().filter(|(index, _)| origins & 1 << index != 0);
        set.map(|(_, origin)| origin.clone()).collect()
    }
}

/// Whether what reaches an `execute` is SQL, by its words or by the object.
fn is_query(value: &Value, path: &str) -> bool {
    let sql = |text: &str| {
        let text = text.trim_start().to_ascii_uppercase();
        ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "DROP ", "CREATE ", "ALTER ", "WITH ", "REPLACE "]
            .iter()
            .any(|verb| text.starts_with(verb))
    };
    let lower = path.to_ascii_lowercase();
    let database = ["sqlite", "psycopg", "mysql", "asyncpg", "cursor", "conn", "pg.", "db."]
        .iter()
        .any(|word| lower.contains(word));
    value.spells(sql) || (database && value.texts.iter().all(|text| text.contains(super::HOLE)))
}

/// What tells two calls of one function apart.
fn fingerprint(arguments: &[Value], guards: Origins, tool: Option<usize>) -> u64 {
    let mut hasher = DefaultHasher::new();
    (guards, tool).hash(&mut hasher);
    for value in arguments {
        (value.origins, value.safe, value.list, value.function, value.path()).hash(&mut hasher);
        value.texts.hash(&mut hasher);
    }
    hasher.finish()
}
