//! What is known of a value: where it came from, what it may spell, and what it is cleaned for.

use std::rc::Rc;

use crate::artifact::Place;
use crate::artifact::code::FunctionId;

/// Where data came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// A parameter of a tool.
    Argument,
    /// A parameter of a skill's function that the agent calls.
    Parameter,
    /// A parameter of a tool that can only be a number, a truth value or one of a list.
    Number,
    /// A parameter of a tool that is a password or key.
    Password,
    /// An object that a client gives, or that is made of its text. Stands beside the argument.
    Object,
    /// One environment variable.
    Variable,
    /// All environment variables.
    Environment,
    /// A file that holds credentials.
    Secret,
    /// Settings, memory or history of an agent.
    Agent,
    /// A file of the system that says who uses it and how.
    System,
    /// The clipboard, a key chain, the screen or the keyboard.
    Device,
    /// Documents, pictures or downloads of the user.
    Personal,
    /// Another file, or rows of a database.
    File,
    /// The content of a file that a client, or whoever runs a script, names.
    Named,
    /// What a tool put into a file or into rows before.
    Kept,
    /// What an archive calls its entries.
    Entry,
    /// A response from the network.
    Network,
    /// What a decoder made of something else.
    Decoded,
    /// A point in time.
    Clock,
    /// Whether a point in time that stands in the code has come.
    Date,
    /// Signs of a sandbox, a debugger or a build machine.
    Probe,
}

impl Source {
    /// What somebody outside put where the program reads it: into a file that they name, or where a tool keeps things.
    pub const OUTSIDE: &[Self] = &[Self::Named, Self::Kept];
    /// All that comes out of files.
    pub const FILES: &[Self] = &[Self::File, Self::Named, Self::Kept, Self::Entry];
}

/// One source in the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    pub source: Source,
    pub place: Place,
    /// The parameter, variable or path.
    pub label: String,
}

/// A set of origins, as bits.
pub(super) type Origins = u128;

/// Texts that one value may spell, at most.
pub(super) const MAX_TEXTS: usize = 12;
/// Functions that one value may be, at most.
const MAX_FUNCTIONS: usize = 16;
/// Stands in a text for what only a run can tell.
pub const HOLE: char = '\u{1}';

/// An abstract value.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Value {
    pub(super) origins: Origins,
    /// Those of them that stand behind its start only, so that what stands there is somebody else's.
    pub(super) inner: Origins,
    /// Classes of sinks that a sanitiser made it safe for.
    pub(super) safe: u8,
    /// The dotted path of the function, module or kind of object that it is.
    pub(super) path: Option<Rc<str>>,
    pub(super) texts: Vec<Rc<str>>,
    /// The functions that it may be, by program: one, or those of a table that calls are handed out by.
    pub(super) functions: Vec<(usize, FunctionId)>,
    /// The members of a record by name, or the elements of a list without names, where they are known.
    pub(super) members: Option<Members>,
    /// A list or tuple, so that a command line of it needs no shell.
    pub(super) list: bool,
}

impl Value {
    pub(super) fn text(text: &str) -> Self {
        // Long texts are payloads; their start tells what they are.
        let end = text.floor_char_boundary(4096);
        Self { texts: vec![text.get(..end).unwrap_or_default().into()], ..Self::default() }
    }

    pub(super) fn of_path(path: impl Into<Rc<str>>) -> Self {
        Self { path: Some(path.into()), ..Self::default() }
    }

    pub(super) fn path(&self) -> &str {
        self.path.as_deref().unwrap_or_default()
    }

    pub(super) fn of_function(function: Option<(usize, FunctionId)>) -> Self {
        Self { functions: function.into_iter().collect(), ..Self::default() }
    }

    /// One of the values of a collection; what a folder holds are paths, too.
    pub(super) fn element(&self) -> Self {
        let path = self.path.clone().filter(|path| path.starts_with("pathlib.Path"));
        let all = Self { list: false, path, functions: self.functions.clone(), ..self.data() };
        if let Some(parts) = self.members.as_ref().filter(|_| self.list)
            && let [(_, first), rest @ ..] = &**parts
        {
            let mut one = first.clone();
            for (_, value) in rest {
                one.or(value);
            }
            one.origins |= all.origins;
            return one;
        }
        all
    }

    /// Either of two values.
    pub(super) fn or(&mut self, other: &Self) {
        self.safe = match (self.origins == 0, other.origins == 0) {
            (true, _) => other.safe,
            (_, true) => self.safe,
            _ => self.safe & other.safe,
        };
        let both = self.inner & other.inner;
        self.inner = both | (self.inner & !other.origins) | (other.inner & !self.origins);
        self.origins |= other.origins;
        self.members = match (self.members.take(), &other.members) {
            // What one of two lists holds at a place is not what the other does.
            (Some(own), Some(others)) if self.list && !Rc::ptr_eq(&own, others) => None,
            (own, others) => own.or_else(|| others.clone()),
        };
        self.list |= other.list;
        self.path = self.path.take().or_else(|| other.path.clone());
        for function in &other.functions {
            if self.functions.len() < MAX_FUNCTIONS && !self.functions.contains(function) {
                self.functions.push(*function);
            }
        }
        for text in &other.texts {
            if self.texts.len() < MAX_TEXTS && !self.texts.contains(text) {
                self.texts.push(Rc::clone(text));
            }
        }
    }

    /// The value without what it is, as data inside another.
    pub(super) fn data(&self) -> Self {
        let texts = self.texts.clone();
        Self { origins: self.origins, inner: self.inner, safe: self.safe, texts, list: self.list, ..Self::default() }
    }

    /// A member of a record literal.
    pub(super) fn member(&self, name: &str) -> Option<&Self> {
        let members = self.members.as_deref().filter(|_| !name.is_empty())?;
        members.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Changes what the value and all of its members are.
    pub(super) fn each(&mut self, change: &impl Fn(&mut Self)) {
        change(self);
        if let Some(members) = &self.members {
            let mut members = members.to_vec();
            for (_, value) in &mut members {
                value.each(change);
            }
            self.members = Some(members.into());
        }
    }

    /// Whether one of its texts satisfies a test.
    pub(super) fn spells(&self, test: impl Fn(&str) -> bool) -> bool {
        self.texts.iter().any(|text| test(text))
    }
}

/// The members of a record, or the elements of a list under empty names.
pub(super) type Members = Rc<[(String, Value)]>;

/// Members, those of members included, that are told apart. A record of records that each hold one other twice has more
/// of them than anything could look at.
const MAX_MEMBERS: usize = 400;

/// What a record or list holds; `None` where that is too much, and all of it is data of the whole.
pub(super) fn holding(members: Vec<(String, Value)>) -> Option<Members> {
    fits(&members, &mut MAX_MEMBERS.clone()).then(|| members.into())
}

fn fits(members: &[(String, Value)], left: &mut usize) -> bool {
    members.iter().all(|(_, value)| {
        let one = left.checked_sub(1);
        *left = one.unwrap_or_default();
        one.is_some() && value.members.as_deref().is_none_or(|below| fits(below, left))
    })
}

/// Concatenates values; what is unknown leaves a hole in the texts.
pub(super) fn concatenated(parts: &[Value], between: &str) -> Value {
    let mut all = Value::default();
    let says = |part: &&Value| part.origins != 0 || part.texts.iter().all(|text| !text.is_empty());
    let led = parts.iter().find(says).map_or(0, |first| first.origins & !first.inner);
    let mut texts: Vec<String> = vec![String::new()];
    for (index, part) in parts.iter().enumerate() {
        all.or(&Value { texts: Vec::new(), ..part.data() });
        let separator = if index == 0 { "" } else { between };
        let hole = HOLE.to_string();
        let choices: Vec<&str> =
            if part.texts.is_empty() { vec![&hole] } else { part.texts.iter().map(AsRef::as_ref).collect() };
        let mut next = Vec::new();
        for text in &texts {
            for choice in &choices {
                if next.len() < MAX_TEXTS && text.len() < 8192 {
                    next.push(format!("{text}{separator}{choice}"));
                }
            }
        }
        if !next.is_empty() {
            texts = next;
        }
    }
    all.list = false;
    all.inner = all.origins & !led;
    all.texts = texts.into_iter().map(Into::into).collect();
    all
}
