//! Reads values out of a document and keeps every mistake on the way.

use super::{Mistake, Mistakes, Paths};
use crate::rule::{Catalogue, RuleId};
use crate::text::{Document, Member, Node, NoteKind, ParseError, SourceFile, Span, Value, json, toml, yaml};

/// A file of the user's and what is wrong with it so far.
#[derive(Debug)]
pub(super) struct Reader {
    file: SourceFile,
    mistakes: Vec<(Span, String, Option<String>)>,
}

impl Reader {
    /// Parses YAML where the name of the file says so, else TOML. What does not parse is an empty object and a mistake.
    pub(super) fn open(name: &str, text: &str) -> (Self, Node) {
        let extension = camino::Utf8Path::new(name).extension();
        let yaml = extension.is_some_and(|e| e.eq_ignore_ascii_case("yaml") || e.eq_ignore_ascii_case("yml"));
        Self::parse(name, text, if yaml { yaml::parse } else { toml::parse })
    }

    /// Parses JSON.
    pub(super) fn open_json(name: &str, text: &str) -> (Self, Node) {
        Self::parse(name, text, json::parse)
    }

    fn parse(name: &str, text: &str, parse: fn(&str) -> Result<Document, ParseError>) -> (Self, Node) {
        let file = SourceFile::new(name, text.as_bytes().to_vec());
        let parsed = parse(file.text());
        let mut reader = Self { file, mistakes: Vec::new() };
        let root = reader.checked(parsed);
        (reader, root)
    }

    /// The root of a document, which has to be an object that two readers cannot understand differently.
    fn checked(&mut self, parsed: Result<Document, ParseError>) -> Node {
        let empty = Node::new(Span::default(), Value::Object(Vec::new()));
        match parsed {
            Ok(document) => {
                for note in document.notes {
                    let what = match note.kind {
                        NoteKind::DuplicateName => format!("`{}` is given twice", note.text),
                        NoteKind::Anchor => "anchors and aliases are not read here".to_owned(),
                        NoteKind::Tag => format!("the tag `{}` is not read here", note.text),
                    };
                    self.wrong(note.span, what, None);
                }
                match document.root.value {
                    Value::Object(_) => document.root,
                    // An empty file says nothing, and nothing wrong.
                    Value::Null => empty,
                    _ => {
                        self.wrong(document.root.span, "the file is not a table of names and values", None);
                        empty
                    }
                }
            }
            Err(error) => {
                self.wrong(error.span, error.message, None);
                empty
            }
        }
    }

    pub(super) fn wrong(&mut self, span: Span, message: impl Into<String>, help: Option<String>) {
        self.mistakes.push((span, message.into(), help));
    }

    /// Hands each member to `read` by its name; names that are not in `known` are mistakes.
    pub(super) fn members(&mut self, node: &Node, known: &[&str], read: &mut dyn FnMut(&mut Self, &str, &Member)) {
        if !node.is_object() {
            return self.wrong(node.span, "a table is expected here", Some(format!("with {}", listed(known))));
        }
        for member in node.members() {
            let name = member.name.text.as_str();
            if known.contains(&name) {
                read(self, name, member);
            } else {
                let help = nearest(name, known.iter().copied())
                    .map_or_else(|| format!("known here are {}", listed(known)), |near| format!("is `{near}` meant?"));
                self.wrong(member.name.span(), format!("unknown key `{name}`"), Some(help));
            }
        }
    }

    /// The elements of an array.
    pub(super) fn items<'n>(&mut self, member: &'n Member) -> &'n [Node] {
        if !member.value.is_array() {
            self.expected(member, "a list in [brackets]");
        }
        member.value.items()
    }

    /// A string that says something.
    pub(super) fn text(&mut self, member: &Member) -> Option<String> {
        self.text_of(&member.name.text, &member.value)
    }

    pub(super) fn text_of(&mut self, name: &str, node: &Node) -> Option<String> {
        let text = node.as_str().map(str::trim);
        match text {
            None => self.wrong(node.span, format!("`{name}` has to be a string"), None),
            Some("") => self.wrong(node.span, format!("`{name}` is empty"), None),
            Some(_) => {}
        }
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// A value of an enumeration that parses from its name.
    pub(super) fn parsed<T: std::str::FromStr<Err = String>>(&mut self, member: &Member) -> Option<T> {
        let text = self.text(member)?;
        text.parse().map_err(|problem: String| self.wrong(member.value.span, problem, None)).ok()
    }

    /// A whole number above zero.
    pub(super) fn number(&mut self, member: &Member) -> Option<u64> {
        let number = match &member.value.value {
            Value::Number(text) => text.replace('_', "").parse::<u64>().ok().filter(|number| *number > 0),
            _ => None,
        };
        if number.is_none() {
            self.expected(member, "a whole number above zero");
        }
        number
    }

    pub(super) fn paths(&mut self, name: &str, node: &Node) -> Option<Paths> {
        let text = self.text_of(name, node)?;
        Paths::parse(&text).map_err(|problem| self.wrong(node.span, format!("`{text}` {problem}"), None)).ok()
    }

    /// The name of a rule that exists.
    pub(super) fn rule(&mut self, name: &str, span: Span, rules: &Catalogue) -> Option<RuleId> {
        if let Some(rule) = rules.get(name) {
            return Some(rule.id.clone());
        }
        let help = rules.nearest(name).map_or_else(
            || "`proofmark rules list` names all of them; patterns are not accepted".to_owned(),
            |near| format!("is `{near}` meant?"),
        );
        self.wrong(span, format!("there is no rule `{name}`"), Some(help));
        None
    }

    pub(super) fn expected(&mut self, member: &Member, what: &str) {
        self.wrong(member.value.span, format!("`{}` has to be {what}", member.name.text), None);
    }

    /// Says that a table lacks a name.
    pub(super) fn missing(&mut self, node: &Node, name: &str, help: &str) {
        self.wrong(node.span, format!("`{name}` is missing"), Some(help.to_owned()));
    }

    /// `file:line` of a span.
    pub(super) fn origin(&self, span: Span) -> String {
        format!("{}:{}", self.file.path, self.file.line_column(span.start).line)
    }

    pub(super) const fn is_sound(&self) -> bool {
        self.mistakes.is_empty()
    }

    /// The value, unless anything was wrong.
    pub(super) fn finish<T>(mut self, value: T) -> Result<T, Mistakes> {
        self.mistakes.sort();
        let file = &self.file;
        let list = self.mistakes.into_iter().map(|(span, message, help)| Mistake::new(file, span, message, help));
        Mistakes { list: list.collect() }.unless_any(value)
    }
}

fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The known name nearest to a mistyped one, if one is near.
pub fn nearest<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let name = name.to_lowercase().replace('_', "-");
    let distance = |known: &&str| strsim::damerau_levenshtein(known, &name);
    known.min_by_key(distance).filter(|known| distance(known) <= known.len().div_ceil(3))
}
