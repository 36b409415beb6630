//! One tree for JSON, YAML and TOML, in which every key and value knows where it stands.

use super::{MappedText, Span};

/// A parsed file.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    pub root: Node,
    /// What the syntax allows but two readers may understand differently.
    pub notes: Vec<Note>,
}

/// A value and its span in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub span: Span,
    pub value: Value,
}

/// What a value is. Numbers and dates keep their spelling.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    Number(String),
    String(MappedText),
    Array(Vec<Node>),
    /// In file order, duplicates included.
    Object(Vec<Member>),
    /// A YAML alias. Never expanded: the anchored value is read where it stands.
    Alias,
}

/// A name and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    pub name: MappedText,
    pub value: Node,
}

/// Something a reader should know about a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub kind: NoteKind,
    pub span: Span,
    /// The name, anchor or tag.
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteKind {
    /// The same name twice in one object: parsers disagree on which wins.
    DuplicateName,
    /// A YAML anchor or alias.
    Anchor,
    /// A YAML tag outside the core schema, such as `!!python/object`.
    Tag,
}

/// Why a document could not be parsed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ParseError {
    pub message: String,
    /// Where, in the text that was given.
    pub span: Span,
}

impl Node {
    pub const fn new(span: Span, value: Value) -> Self {
        Self { span, value }
    }

    /// The member's value; the last one where a name is given twice, as most parsers choose.
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.members().iter().rev().find(|member| member.name.text == name).map(|member| &member.value)
    }

    /// Follows names through nested objects.
    pub fn at(&self, names: &[&str]) -> Option<&Self> {
        names.iter().try_fold(self, |node, name| node.get(name))
    }

    pub fn as_str(&self) -> Option<&str> {
        self.as_text().map(|text| text.text.as_str())
    }

    pub const fn as_text(&self) -> Option<&MappedText> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    pub const fn as_bool(&self) -> Option<bool> {
        match &self.value {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The members of an object; none for anything else.
    pub fn members(&self) -> &[Member] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// The elements of an array; none for anything else.
    pub fn items(&self) -> &[Self] {
        match &self.value {
            Value::Array(items) => items,
            _ => &[],
        }
    }

    pub const fn is_object(&self) -> bool {
        matches!(self.value, Value::Object(_))
    }

    pub const fn is_array(&self) -> bool {
        matches!(self.value, Value::Array(_))
    }

    /// Moves every span `by` bytes on: for a document that was parsed from the middle of a file.
    pub fn shift(&mut self, by: usize) {
        self.span = self.span.shifted(by);
        match &mut self.value {
            Value::String(text) => text.map.shift(by),
            Value::Array(items) => items.iter_mut().for_each(|item| item.shift(by)),
            Value::Object(members) => {
                for member in members {
                    member.name.map.shift(by);
                    member.value.shift(by);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Alias => {}
        }
    }

    /// Visits this node and everything below it, in file order, with JSON pointers below `at`.
    pub fn walk<'n>(&'n self, at: &str, visit: &mut dyn FnMut(&str, &'n Self)) {
        visit(at, self);
        for member in self.members() {
            member.value.walk(&pointer(at, &member.name.text), visit);
        }
        for (index, item) in self.items().iter().enumerate() {
            item.walk(&pointer(at, &index.to_string()), visit);
        }
    }
}

/// Bytes of a pointer, at most: a deep document has many values, and each is given one.
const MAX_POINTER: usize = 256;

/// A JSON pointer (RFC 6901) one step below `at`; `at` itself where that grows beyond all use.
pub fn pointer(at: &str, name: &str) -> String {
    if at.len() + name.len() > MAX_POINTER {
        return at.to_owned();
    }
    format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// Notes every name that an object gives twice.
pub(super) fn note_duplicates(members: &[Member], notes: &mut Vec<Note>) {
    let mut seen = std::collections::HashSet::with_capacity(members.len());
    for member in members {
        if !seen.insert(member.name.text.as_str()) {
            let (text, span) = (member.name.text.clone(), member.name.span());
            notes.push(Note { kind: NoteKind::DuplicateName, span, text });
        }
    }
}
