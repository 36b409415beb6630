//! Reads files of policies strictly: YAML that two readers understand alike, of the form that the schema says.

mod fault;
mod format;

use jsonschema::Validator;
use serde::de::DeserializeOwned;
use serde_json::{Number, Value as Json};

use crate::config::{Mistake, Mistakes, nearest};
use crate::text::{Node, NoteKind, SourceFile, Span, Value, pointer, yaml};

use fault::{Fault, flatten};
pub(super) use format::{Format, key_id, lenient_version};

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

/// A pointer below another, for messages.
pub(super) fn below(at: &str, name: &str) -> String {
    pointer(at, name)
}
