//! Reads files of policies strictly: YAML that two readers understand alike, of the form that the schema says.

use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};
use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::{ValidationError, error::TypeKind};
use serde::de::DeserializeOwned;
use serde_json::{Number, Value as Json};

use super::{Age, Glob, Transition};
use crate::artifact::ArtifactKind;
use crate::config::{Mistake, Mistakes, nearest};
use crate::digest::Digest;
use crate::finding::Fingerprint;
use crate::text::{Node, NoteKind, SourceFile, Span, Value, pointer, yaml};

/// Bytes of a policy, at most.
pub(super) const MAX_FILE: usize = 1 << 20;
/// Mistakes that are listed, at most.
const MAX_MISTAKES: usize = 50;

/// A file that was read, and what is wrong with it.
pub(super) struct Source {
    file: SourceFile,
    root: Node,
    mistakes: Vec<(Span, String, Option<String>)>,
}

impl Source {
    /// Parses YAML. Anchors, aliases, merges, tags, nulls and names that are given twice are mistakes.
    pub(super) fn parse(name: &str, bytes: &[u8]) -> Self {
        let empty = Node::new(Span::default(), Value::Object(Vec::new()));
        let mut source = Self { file: SourceFile::new(name, Vec::new()), root: empty, mistakes: Vec::new() };
        if bytes.len() > MAX_FILE {
            source.wrong(Span::default(), format!("{} bytes; the limit is {MAX_FILE}", bytes.len()), None);
            return source;
        }
        let Ok(text) = std::str::from_utf8(bytes) else {
            source.wrong(Span::default(), "the file is not UTF-8", None);
            return source;
        };
        source.file = SourceFile::new(name, bytes.to_vec());
        match yaml::parse(text) {
            Err(error) => source.wrong(error.span, error.message, None),
            Ok(document) => {
                for note in document.notes {
                    let (message, help) = match note.kind {
                        NoteKind::DuplicateName => {
                            (format!("`{}` is given twice", note.text), "the second would replace the first: keep one")
                        }
                        NoteKind::Anchor => (
                            "anchors and aliases are not read here".to_owned(),
                            "write it out; what every step asks belongs in `always`",
                        ),
                        NoteKind::Tag => (format!("the tag `{}` is not read here", note.text), "leave it out"),
                    };
                    source.wrong(note.span, message, Some(help.to_owned()));
                }
                source.check_plain(&document.root);
                source.root = document.root;
            }
        }
        source
    }

    /// Nothing is merged, and nothing is left empty: an empty gate would ask for nothing.
    fn check_plain(&mut self, root: &Node) {
        let mut found = Vec::new();
        root.walk("", &mut |_, node| {
            for member in node.members() {
                let span = member.name.span();
                if member.name.text == "<<" {
                    let help = "write it out; what every step asks belongs in `always`";
                    found.push((span, "merge keys are not read here".to_owned(), help.to_owned()));
                } else if member.value.value == Value::Null {
                    let message = format!("`{}` says nothing", member.name.text);
                    found.push((span, message, "fill it in, or remove the line".to_owned()));
                }
            }
        });
        for (span, message, help) in found {
            self.wrong(span, message, Some(help));
        }
    }

    pub(super) fn wrong(&mut self, span: Span, message: impl Into<String>, help: Option<String>) {
        if self.mistakes.len() < MAX_MISTAKES {
            self.mistakes.push((span, message.into(), help));
        }
    }

    /// Says that something is wrong with the value at a JSON pointer.
    pub(super) fn wrong_at(&mut self, pointer: &str, message: impl Into<String>, help: Option<String>) {
        self.wrong(self.span(pointer), message, help);
    }

    /// The span of the value at a pointer, or of what is nearest above it.
    fn span(&self, pointer: &str) -> Span {
        let mut node = &self.root;
        for step in pointer.split('/').skip(1) {
            let name = step.replace("~1", "/").replace("~0", "~");
            let inner = match &node.value {
                Value::Array(items) => name.parse::<usize>().ok().and_then(|index| items.get(index)),
                _ => node.get(&name),
            };
            let Some(inner) = inner else { break };
            node = inner;
        }
        node.span
    }

    /// `file:line` of the value at a pointer.
    pub(super) fn origin(&self, pointer: &str) -> String {
        format!("{}:{}", self.file.path, self.file.line_column(self.span(pointer).start).line)
    }

    /// The span of a name in the object at a pointer.
    fn name_span(&self, pointer: &str, name: &str) -> Span {
        let object = self.span(pointer);
        let mut found = object;
        self.root.walk("", &mut |_, node| {
            if node.span == object
                && let Some(member) = node.members().iter().find(|member| member.name.text == name)
            {
                found = member.name.span();
            }
        });
        found
    }

    /// The value, if the file has the form of `schema`. Call it once; what is wrong is kept.
    pub(super) fn typed<T: DeserializeOwned>(&mut self, schema: &Validator) -> Option<T> {
        if !self.mistakes.is_empty() {
            return None;
        }
        let value = json(&self.root);
        let mut errors = Vec::new();
        for error in schema.iter_errors(&value).take(MAX_MISTAKES) {
            flatten(&error, &mut errors);
        }
        for error in errors {
            self.explain(error);
        }
        if !self.mistakes.is_empty() {
            return None;
        }
        match serde_json::from_value(value) {
            Ok(value) => Some(value),
            // The schema is made from the types, so this says what no schema can.
            Err(error) => {
                self.wrong_at("", error.to_string(), None);
                None
            }
        }
    }

    fn explain(&mut self, fault: Fault) {
        match fault {
            Fault::Unknown { at, name, known } => {
                let span = self.name_span(&at, &name);
                let help = nearest(&name, known.iter().map(String::as_str))
                    .map_or_else(|| format!("known here are {}", listed(&known)), |near| format!("is `{near}` meant?"));
                self.wrong(span, format!("unknown key `{name}`"), Some(help));
            }
            Fault::Choice { at, found, known } => {
                let help = nearest(&found, known.iter().map(String::as_str)).map(|near| format!("is `{near}` meant?"));
                self.wrong_at(&at, format!("`{found}` is none of {}", listed(&known)), help);
            }
            Fault::Other { at, message, help } => self.wrong_at(&at, message, help),
        }
    }

    /// Everything that is wrong with the file.
    pub(super) fn into_mistakes(mut self) -> Mistakes {
        self.mistakes.sort();
        self.mistakes.dedup();
        let file = &self.file;
        let list = self.mistakes.into_iter().map(|(span, message, help)| Mistake::new(file, span, message, help));
        Mistakes { list: list.collect() }
    }
}

/// A difference from the schema, in words of ours.
enum Fault {
    Unknown { at: String, name: String, known: Vec<String> },
    Choice { at: String, found: String, known: Vec<String> },
    Other { at: String, message: String, help: Option<String> },
}

fn flatten(error: &ValidationError<'_>, faults: &mut Vec<Fault>) {
    let at = error.instance_path().as_str().to_owned();
    let name = at.rsplit('/').find(|part| part.parse::<usize>().is_err()).unwrap_or_default().replace("~1", "/");
    let text = || error.instance().as_str().map_or_else(|| error.instance().to_string(), str::to_owned);
    let other = |message: String| Fault::Other { at: at.clone(), message, help: None };
    match error.kind() {
        Kind::AdditionalProperties { unexpected } => {
            let known = known_names(error);
            faults.extend(unexpected.iter().map(|name| Fault::Unknown {
                at: at.clone(),
                name: name.clone(),
                known: known.clone(),
            }));
        }
        Kind::Required { property } => {
            let property = property.as_str().unwrap_or_default();
            faults.push(other(format!("`{property}` is missing")));
        }
        Kind::Type { kind: TypeKind::Single(kind) } => {
            faults.push(other(format!("`{name}` has to be {}", spoken(&kind.to_string()))));
        }
        Kind::Enum { options } => {
            let known = options.as_array().into_iter().flatten().filter_map(Json::as_str).map(str::to_owned).collect();
            faults.push(Fault::Choice { at, found: text(), known });
        }
        Kind::Constant { expected_value } => {
            let known = expected_value.as_str().map(str::to_owned).into_iter().collect();
            faults.push(Fault::Choice { at, found: text(), known });
        }
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => choose(error, context, faults),
        Kind::Format { format } => {
            let (message, help) = Format::explain(format, &text());
            faults.push(Fault::Other { at, message, help });
        }
        Kind::Pattern { pattern } => faults.push(other(format!("`{}` does not have the form {pattern}", text()))),
        Kind::MinItems { .. } => faults.push(other(format!("`{name}` names nobody; name at least one"))),
        Kind::Minimum { limit } => faults.push(other(format!("`{name}` has to be at least {limit}"))),
        Kind::Maximum { limit } => faults.push(other(format!("`{name}` has to be at most {limit}"))),
        _ => faults.push(other(error.masked_with("the value").to_string())),
    }
}

/// Of several forms: the words that would do, or what is wrong with the form that comes nearest.
fn choose(error: &ValidationError<'_>, context: &[Vec<ValidationError<'static>>], faults: &mut Vec<Fault>) {
    let at = error.instance_path().as_str();
    let mut known = Vec::new();
    for inner in context.iter().flatten() {
        match inner.kind() {
            Kind::Constant { expected_value } => known.extend(expected_value.as_str().map(str::to_owned)),
            Kind::Enum { options } => {
                known.extend(options.as_array().into_iter().flatten().filter_map(Json::as_str).map(str::to_owned));
            }
            _ => {}
        }
    }
    let nearest = context
        .iter()
        .filter(|branch| {
            !branch.iter().any(|e| matches!(e.kind(), Kind::Type { .. }) && e.instance_path().as_str() == at)
        })
        .max_by_key(|branch| branch.iter().map(|e| e.instance_path().as_str().len()).max());
    match (error.instance().as_str(), nearest) {
        (Some(found), _) if !known.is_empty() => {
            known.dedup();
            faults.push(Fault::Choice { at: at.to_owned(), found: found.to_owned(), known });
        }
        (_, Some(branch)) => branch.iter().for_each(|error| flatten(error, faults)),
        _ => faults.push(Fault::Other {
            at: at.to_owned(),
            message: "has none of the allowed forms".to_owned(),
            help: None,
        }),
    }
}

/// The members that an object may have, from the schema next to the keyword that failed.
fn known_names(error: &ValidationError<'_>) -> Vec<String> {
    let Ok(schema) = serde_json::from_str::<Json>(super::policy::SCHEMA) else { return Vec::new() };
    let path = error.schema_path().as_str();
    let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
    let object = schema.pointer(parent).and_then(|object| object.get("properties")).and_then(Json::as_object);
    object.map(|object| object.keys().cloned().collect()).unwrap_or_default()
}

fn spoken(kind: &str) -> &'static str {
    match kind {
        "array" => "a list",
        "object" => "a table of names and values",
        "string" => "a text",
        "integer" => "a whole number",
        "number" => "a number",
        _ => "true or false",
    }
}

fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// A node as JSON. Dates and odd numbers stay texts.
fn json(node: &Node) -> Json {
    match &node.value {
        Value::Null | Value::Alias => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Number(text) => {
            let float = || text.parse::<f64>().ok().and_then(Number::from_f64).map(Json::Number);
            let whole = text.parse::<u64>().ok().map(|number| Json::Number(number.into()));
            whole.or_else(float).unwrap_or_else(|| Json::String(text.clone()))
        }
        Value::String(text) => Json::String(text.text.clone()),
        Value::Array(items) => Json::Array(items.iter().map(json).collect()),
        Value::Object(members) => {
            Json::Object(members.iter().map(|member| (member.name.text.clone(), json(&member.value))).collect())
        }
    }
}

/// Formats of texts that the schema names.
pub(super) struct Format;

impl Format {
    /// A schema with the formats of policies; `None` only where it is broken, which a test rules out.
    pub(super) fn schema(text: &str) -> Option<Validator> {
        let schema: Json = serde_json::from_str(text).ok()?;
        let mut options = jsonschema::options().should_validate_formats(true);
        for (name, check) in FORMATS {
            options = options.with_format(*name, move |text: &str| check(text).is_ok());
        }
        options.build(&schema).ok()
    }

    fn explain(format: &str, text: &str) -> (String, Option<String>) {
        let check = FORMATS.iter().find(|(name, _)| *name == format).map(|(_, check)| check(text));
        match check {
            Some(Err(reason)) => reason,
            _ => (format!("`{text}` is no {format}"), None),
        }
    }
}

type Check = fn(&str) -> Result<(), (String, Option<String>)>;

const FORMATS: &[(&str, Check)] = &[
    ("age", |text| plain(text.parse::<Age>())),
    ("pattern", |text| plain(text.parse::<Glob>())),
    ("step", |text| plain(text.parse::<Transition>())),
    ("sha256", |text| plain(text.parse::<Digest>().map_err(|error| error.to_string()))),
    ("fingerprint", |text| plain(text.parse::<Fingerprint>())),
    ("day", |text| {
        let day = text.parse::<jiff::civil::Date>().ok().filter(|_| text.len() == 10);
        plain(day.ok_or_else(|| format!("`{text}` is no day, as in 2027-01-31")))
    }),
    ("version", |text| plain(lenient_version(text).ok_or_else(|| format!("`{text}` is no version, as in 1.2")))),
    ("absolute-uri", |text| {
        let holds = text.split_once("://").is_some_and(|(scheme, rest)| !scheme.is_empty() && !rest.is_empty());
        let clean = !text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '*');
        plain(if holds && clean {
            Ok(())
        } else {
            Err(format!("`{text}` is no whole URI, as in https://example.com/x"))
        })
    }),
    ("relative-path", |text| {
        let inside = !text.is_empty() && !text.starts_with('/') && !text.split('/').any(|part| part == "..");
        let clean = !text.contains(|c: char| c == '\\' || c.is_control());
        plain(if inside && clean { Ok(()) } else { Err(format!("`{text}` is no path below the policy's folder")) })
    }),
    ("key-id", |text| {
        plain(key_id(text).ok_or_else(|| format!("`{text}` is no SHA-256: 64 hexadecimal digits, or its base64")))
    }),
    ("artifact-kind", |text| {
        let names = ArtifactKind::ALL.map(ArtifactKind::name);
        let aliases = super::case::KIND_ALIASES.iter().map(|(alias, _)| *alias);
        let known: Vec<&str> = names.into_iter().chain(aliases).collect();
        if known.contains(&text) {
            return Ok(());
        }
        let help = nearest(text, known.iter().copied()).map(|near| format!("is `{near}` meant?"));
        Err((format!("`{text}` is no kind of artifact: there are {}", known.join(", ")), help))
    }),
    ("predicate", |text| super::predicate::resolve(text).map(|_| ())),
];

fn plain<T>(result: Result<T, String>) -> Result<(), (String, Option<String>)> {
    result.map(|_| ()).map_err(|message| (message, None))
}

/// A version with parts left out: `1` is `1.0.0`.
pub(super) fn lenient_version(text: &str) -> Option<semver::Version> {
    let dots = text.bytes().filter(|byte| *byte == b'.').count();
    let whole = match dots {
        0 => format!("{text}.0.0"),
        1 => format!("{text}.0"),
        _ => text.to_owned(),
    };
    semver::Version::parse(&whole).ok()
}

/// The digest of a key as bundles write it: base64 of 32 bytes.
pub(super) fn key_id(text: &str) -> Option<String> {
    let text = text.strip_prefix("sha256:").or_else(|| text.strip_prefix("SHA256:")).unwrap_or(text);
    let bytes = if text.len() == 64 {
        HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?
    } else {
        BASE64.decode(text.as_bytes()).ok()?
    };
    (bytes.len() == 32).then(|| BASE64.encode(&bytes))
}

/// A pointer below another, for messages.
pub(super) fn below(at: &str, name: &str) -> String {
    pointer(at, name)
}
