//! What library functions do and yield.

use std::borrow::Cow;
use std::rc::Rc;

use super::bundled::{MEMORY_FILE, TEMPORARY, temporary};
use super::call::Given;
use super::decoders::decoded;
use super::eval::{ENVIRONMENTS, canonical};
use super::fold::{folded, several};
use super::inline::as_record;
use super::kept::kept_file;
use super::machine::Machine;
use super::table::{SinkKind, class, last};
use super::value::{Source, Value, concatenated};
use super::{channels, derived, effects};
use super::{places, sinks};
use crate::artifact::ArtifactKind;
use crate::text::Span;

/// Functions that hold a record against a schema.
const CHECKERS: &[&str] =
    &["parse", "safeParse", "parseAsync", "cleanEnv", "model_validate", "Parse", "decode", "assert"];

impl Machine<'_> {
    /// What a library function does and yields.
    #[expect(clippy::too_many_lines, reason = "the kinds of functions, in the order of precedence")]
    pub(super) fn library(&mut self, path: &str, owner: &Value, given: &[Given], span: Span, used: bool) -> Value {
        let mut all = owner.data();
        for given in given {
            all.or(&self.handed(given));
        }
        all.list = false;
        if let Some(value) = self.request(path, owner, given, span, used) {
            return value;
        }
        self.writes(path, owner, given, span);
        self.prints(path, given, span);
        self.called_definition(path, given, span);
        if let Some(content) = super::answer::content(path, given) {
            return content;
        }
        if let Some(parser) = self.entities(path, given, span) {
            return parser;
        }
        if let Some(settings) = self.settings(path, given) {
            return settings;
        }
        // What a schema makes of the environment is looked up in by name like it.
        if let [environment] = given
            && CHECKERS.contains(&last(path))
            && ENVIRONMENTS.contains(&environment.value.path())
        {
            return Value { path: environment.value.path.clone(), ..Value::default() };
        }
        let command = self.sinks(path, owner, given, span, used);
        let result = format!("{}()", path.get(..path.floor_char_boundary(110)).unwrap_or_default());
        let appends = given.get(1).or_else(|| given.iter().find(|given| given.name.as_deref() == Some("mode")));
        let appends = path == "open" && appends.is_some_and(|mode| mode.value.spells(|text| text.starts_with('a')));
        let result = if appends { "open(a)".to_owned() } else { result };
        let result = if shell_started(path, given) { format!("{path}(sh)") } else { result };
        self.fed(path, owner, given, span);
        self.swapped(path, owner, given, span);
        self.raw_mail(path, given);
        self.asked_for(path, given, span);
        if effects::OPENED.contains(&path) {
            let file = given.first().map(|given| given.value.data()).unwrap_or_default();
            self.event(SinkKind::Write, span, path, &file, &[]);
            return Value { path: Some(result.into()), ..file };
        }
        if let Some(value) = command.or_else(|| self.reads(path, owner, given, span)) {
            return Value { path: Some(result.into()), ..value };
        }
        // `map(chr, …)`: what is called again and again is what counts.
        let mapped = given.first().map(|given| given.value.path()).filter(|_| path == "map");
        let encoded = |given: &Given| given.value.spells(|text| matches!(text, "base64" | "base64url" | "hex"));
        let plain = path == "Buffer.from" && !given.iter().skip(1).any(encoded) || self.is_own_entry(path, given);
        if let Some((_, source)) = effects::SOURCES.find(mapped.unwrap_or(path)).filter(|_| !plain) {
            // What is decoded is still what it was made from.
            let mut value = self.origin(self.program(), span, *source, path);
            if matches!(source, Source::Device | Source::Secret | Source::System) {
                self.event(SinkKind::Store, span, "read", &value, &[path.to_owned()]);
            }
            if *source == Source::Decoded {
                if self.is_embedded(&all) {
                    self.embedded |= value.origins;
                }
                value.texts = decoded(path, given).map_or_else(Vec::new, |text| Value::text(&text).texts);
            }
            value.origins |= all.origins;
            return Value { path: Some(result.into()), ..value };
        }
        if let Some((_, safe)) = derived::SANITISERS.find(path) {
            // A point in time is one as a number, and a sign is one as a truth value.
            let told = [Source::Clock, Source::Probe];
            let origins = if *safe == class::ALL { all.origins & self.mask(&told) } else { all.origins };
            return Value { safe: all.safe | safe, origins, inner: all.inner, ..Value::default() };
        }
        if !given.is_empty() && derived::PATH_JOINS.find(path).is_some() {
            let of_path = (!owner.texts.is_empty()).then(|| owner.data());
            let parts: Vec<Value> = of_path.into_iter().chain(given.iter().flat_map(Given::spread)).collect();
            let path = (last(path) == "joinpath").then(|| "pathlib.Path()".into());
            return Value { path, ..concatenated(&parts, "/") };
        }
        if let Some(list) = derived::without_gaps(path, owner, given) {
            return list;
        }
        if let Some(value) = folded(path, owner, given).or_else(|| self.unescaped(path, &all, span)) {
            return value;
        }
        if let Some(value) = temporary(path, span) {
            return value;
        }
        match last(path) {
            "UserCacheDir" => return Value::text("~/.cache"),
            "homedir" | "home" | "UserHomeDir" => {
                return Value { path: Some("pathlib.Path()".into()), ..Value::text("~") };
            }
            "dict" if path == "dict" && !given.is_empty() => {
                let environment = given.iter().find(|given| ENVIRONMENTS.contains(&given.value.path()));
                return Value {
                    path: environment.and_then(|given| given.value.path.clone()),
                    ..as_record(given.iter())
                };
            }
            "substitute" | "safe_substitute" if !owner.path().starts_with("string.Template()") => {}
            "format" | "format_map" | "Sprintf" | "substitute" | "safe_substitute" => {
                // A field of a format reaches the attributes of what is formatted.
                let whole = path.ends_with(".format") && owner.texts.is_empty();
                if whole && given.iter().any(|given| given.value.path().ends_with("()")) {
                    self.event(SinkKind::Template, span, path, owner, &[]);
                }
                let parts: Vec<Value> = (!owner.texts.is_empty() || owner.origins != 0)
                    .then(|| owner.clone())
                    .into_iter()
                    .chain(given.iter().map(|given| given.value.data()))
                    .collect();
                return concatenated(&parts, "");
            }
            "append" if path == "append" => {
                let functions = given.iter().flat_map(Given::functions).collect();
                return Value { functions, list: given.first().is_some_and(|given| given.value.list), ..all };
            }
            "with_name" if path.starts_with("pathlib.Path()") => {
                let parts: Vec<Value> =
                    std::iter::once(Value::default()).chain(given.iter().map(|given| given.value.data())).collect();
                return Value { path: Some("pathlib.Path()".into()), ..concatenated(&parts, "/") };
            }
            "join" => return Value { texts: all.texts.clone(), ..all },
            "URL" => {
                if let Some(address) = addressed(given) {
                    return Value { path: Some(result.into()), ..address };
                }
            }
            "range" => return Value { path: Some("range()".into()), ..all },
            "promisify" => return given.first().map(|given| given.value.clone()).unwrap_or_default(),
            "__import__" | "import_module" | "import" => {
                let module = given.first().and_then(|given| given.value.texts.first());
                if let Some(module) = module.filter(|module| !module.contains(super::HOLE)) {
                    let path = canonical(module.trim_start_matches("node:"));
                    return Value { path: Some(path.into()), ..Value::default() };
                }
            }
            "partial" => {
                let functions = given.first().map(|given| given.value.functions.clone()).unwrap_or_default();
                let members = super::handed::bound(given);
                return Value { functions, members, path: Some(result.into()), ..all };
            }
            _ => {}
        }
        // What a field of a class holds until somebody gives it something.
        if matches!(path, "dataclasses.field" | "attr.ib" | "attrs.field" | "pydantic.Field") {
            let default = given.iter().find(|given| given.name.as_deref() == Some("default"));
            return default.map(|given| given.value.clone()).unwrap_or_default();
        }
        if let Some(pattern) = derived::SAME.find(path) {
            let subject = if pattern.starts_with('*') { Some(owner) } else { given.first().map(|given| &given.value) };
            let subject = derived::searched(path, subject.cloned().unwrap_or_default(), given);
            if matches!(path, "list" | "tuple") && subject.origins != 0 && !subject.list && subject.texts.is_empty() {
                return several(subject.data());
            }
            let is_path = path == "pathlib.Path" || owner.path().starts_with("pathlib.Path");
            let list = last(path) == "split" || (subject.list && last(path) != "get");
            if path == "pathlib.Path" && given.len() > 1 {
                let parts: Vec<Value> = given.iter().map(|given| given.value.clone()).collect();
                return Value { path: Some("pathlib.Path()".into()), ..concatenated(&parts, "/") };
            }
            let path = is_path.then(|| "pathlib.Path()".into());
            // What is looked up is in the table, not in its key.
            let origins = if *pattern == "*.get" {
                given.iter().skip(1).fold(owner.origins, |all, given| all | self.handed(given).origins)
            } else {
                all.origins
            };
            // Whoever gives a pattern does not say which files it finds.
            let inner = if pattern.starts_with("glob.") { origins } else { subject.inner };
            return Value { origins, inner, path, list, ..subject };
        }
        if matches!(path, "re.compile" | "string.Template") {
            let texts = given.first().map(|given| given.value.texts.clone()).unwrap_or_default();
            return Value { path: Some(result.into()), texts, ..all };
        }
        if channels::connects(path) {
            let host = given.first().map(|given| given.items.first().unwrap_or(&given.value));
            let address =
                |text: &Rc<str>| if text.contains("://") { Rc::clone(text) } else { format!("tcp://{text}").into() };
            let texts = host.map(|host| host.texts.iter().map(address).collect()).unwrap_or_default();
            return Value { path: Some(result.into()), texts, ..all };
        }
        // What a client is made with stands before the paths that it is asked for.
        let base = given.iter().find_map(|given| match given.name.as_deref() {
            Some("base_url" | "baseURL") => Some(&given.value),
            _ => {
                given.members.iter().find(|(name, _)| name == "baseURL" || name == "prefixUrl").map(|(_, value)| value)
            }
        });
        let texts = base.map(|base| base.texts.clone()).unwrap_or_default();
        let origins = if derived::makes_client(path) { all.origins & !self.credentials() } else { all.origins };
        Value { origins, path: Some(result.into()), texts, ..all }
    }

    /// Whether all of a value stands in the source, in the open or encoded.
    pub(super) fn is_embedded(&self, value: &Value) -> bool {
        let constant = value.origins == 0 && value.spells(|text| text.len() >= 20 && !text.contains(super::HOLE));
        constant || (value.origins != 0 && value.origins & !self.embedded == 0)
    }

    /// What comes out of files.
    fn reads(&mut self, path: &str, owner: &Value, given: &[Given], span: Span) -> Option<Value> {
        let file = match path {
            _ if effects::READS.contains(&path) => &given.first()?.value,
            _ if path.starts_with("pathlib.Path()") && matches!(last(path), "read_text" | "read_bytes" | "open") => {
                owner
            }
            _ => return None,
        };
        if let Some(input) = self.host_file(file, span) {
            return Some(input);
        }
        let mut value = match places::of_file(file) {
            Some((source, label)) => {
                let value = self.origin(self.program(), span, source, &label);
                self.event(SinkKind::Store, span, "read", &value, &[label]);
                value
            }
            None if file.origins & self.mask(self.namers()) != 0 => {
                self.origin(self.program(), span, Source::Named, "a file that an argument names")
            }
            None => Value::default(),
        };
        if file.texts.iter().any(|text| self.kept.contains_key(&kept_file(text))) {
            value.origins |= self.origin(self.program(), span, Source::Kept, "what a tool put into a file").origins;
        }
        value.origins |= self.put_there(file);
        value.texts.clone_from(&file.texts);
        if matches!(last(path), "write" | "add") {
            self.packed(owner, &value);
        }
        Some(value)
    }

    /// Who says which file is read: the client of a tool, or whoever has the agent run a skill's script.
    const fn namers(&self) -> &'static [Source] {
        match self.artifact.kind {
            ArtifactKind::Skill => &[Source::Argument, Source::Parameter],
            _ => &[Source::Argument],
        }
    }

    /// A file goes into an archive: into the file that this is, or the buffer that it is written to.
    fn packed(&mut self, archive: &Value, file: &Value) {
        for text in &archive.texts {
            self.written.push((text.clone(), file.data()));
        }
        let variables = self.frames.last_mut().into_iter().flat_map(|frame| frame.variables.values_mut());
        for buffer in variables.filter(|value| value.path() == "io.BytesIO()") {
            buffer.origins |= file.origins;
        }
    }

    /// Reports data that is written to a file, and remembers the file.
    fn writes(&mut self, path: &str, owner: &Value, given: &[Given], span: Span) {
        let plain =
            if path.starts_with("open(a)") { Cow::from(path.replace("open(a)", "open()")) } else { path.into() };
        let Some((_, file, data)) = effects::WRITES.iter().find(|(pattern, ..)| *pattern == plain) else { return };
        let at = |spec: &str| match spec.parse::<usize>() {
            Ok(at) => given.get(at).map(|given| given.value.clone()).unwrap_or_default(),
            Err(_) if spec == "*" => {
                concatenated(&given.iter().skip(1).map(|given| given.value.data()).collect::<Vec<_>>(), "")
            }
            Err(_) => owner.clone(),
        };
        let (file, data) = (at(file), at(data));
        // What else a number of an open file stands for is not followed closely enough to say what goes there.
        if plain.starts_with("os.write") || plain.starts_with("os.fdopen") {
            if file.spells(|text| text == MEMORY_FILE || text.starts_with(TEMPORARY)) {
                self.stored(&file, &data, span, path);
            }
            return;
        }
        if plain.starts_with("fmt.") || plain.starts_with("io.") {
            return self.poured(&file, &data, span, path);
        }
        self.stored(&file, &data, span, path);
    }

    /// Data that goes into whatever an object is: a file, or the input of a program.
    fn poured(&mut self, into: &Value, data: &Value, span: Span, path: &str) {
        if effects::OPEN_FILES.contains(&into.path()) {
            self.stored(into, data, span, path);
        } else if into.path().ends_with("(sh).stdin") && data.origins & self.mask(&[Source::Network]) != 0 {
            self.event(SinkKind::Shell, span, path, &Value { texts: Vec::new(), ..data.data() }, &[]);
        }
    }

    /// `a.pipe(b)`, `Popen(["sh"], stdin=socket)`: what flows from one stream into the other.
    fn fed(&mut self, path: &str, owner: &Value, given: &[Given], span: Span) {
        if last(path) == "pipe"
            && let Some(into) = given.first()
        {
            let data = self.streamed(owner, span);
            self.poured(&into.value, &data, span, path);
        }
        if shell_started(path, given) {
            let streams = given.iter().filter(|given| given.name.as_deref() == Some("stdin")).map(|given| &given.value);
            let stdio = given.iter().flat_map(|given| &given.members).filter(|(name, _)| name == "stdio");
            let stdio = stdio.filter_map(|(_, value)| value.members.as_ref()?.first().map(|(_, first)| first));
            let streams: Vec<Value> = streams.chain(stdio).cloned().collect();
            for stream in streams {
                self.attach(path, &stream, span);
            }
        }
    }

    /// A shell gets a connection as its input.
    pub(super) fn attach(&mut self, path: &str, stream: &Value, span: Span) {
        if channels::RECEIVERS.contains(&stream.path()) {
            let data = self.streamed(stream, span);
            self.event(SinkKind::Shell, span, path, &Value { texts: Vec::new(), ..data }, &[]);
        }
    }

    /// What comes out of a stream.
    fn streamed(&mut self, stream: &Value, span: Span) -> Value {
        let mut data = stream.data();
        if channels::RECEIVERS.contains(&stream.path()) {
            data.or(&self.origin(self.program(), span, Source::Network, "a connection"));
        }
        data
    }

    fn stored(&mut self, file: &Value, data: &Value, span: Span, path: &str) {
        if !path.starts_with("open(") && !path.starts_with("json") {
            self.event(SinkKind::Write, span, path, &file.data(), &[]);
        }
        let targets: Vec<String> = file.texts.iter().map(ToString::to_string).collect();
        self.event(SinkKind::Store, span, path, data, &targets);
        for text in file.texts.iter().filter(|text| text.len() > 3 && !text.starts_with(super::HOLE)) {
            if self.written.len() < 256 {
                self.written.push((text.clone(), data.clone()));
            }
            self.keep(kept_file(text), data);
        }
    }
}

/// Whether a call starts a shell that reads its commands from its input.
fn shell_started(path: &str, given: &[Given]) -> bool {
    const STARTS: &[&str] = &[
        "child_process.spawn",
        "child_process.execFile",
        "exec.Command",
        "exec.CommandContext",
        "subprocess.Popen",
        "subprocess.run",
        "subprocess.call",
    ];
    let programs = given.iter().take(2).flat_map(|given| given.items.first().into_iter().chain([&given.value]));
    STARTS.contains(&path) && programs.take(2).any(|program| program.spells(|text| sinks::SHELLS.contains(&text)))
}

/// `new URL("/v1/items", "https://host")`, where it is known how the first begins: a whole address leaves nothing of the
/// second.
fn addressed(given: &[Given]) -> Option<Value> {
    let [path, base] = given else { return None };
    let known = |text: &Rc<str>| !text.is_empty() && !text.starts_with(super::HOLE);
    if path.value.texts.is_empty() || !path.value.texts.iter().all(known) {
        return None;
    }
    if path.value.spells(|text| text.contains("://")) {
        return Some(path.value.data());
    }
    let trimmed = |value: &Value, side: fn(&str) -> &str| Value {
        texts: value.texts.iter().map(|text| side(text).into()).collect(),
        ..value.data()
    };
    let base = trimmed(&base.value, |text| text.trim_end_matches('/'));
    Some(concatenated(&[base, trimmed(&path.value, |text| text.trim_start_matches('/'))], "/"))
}
