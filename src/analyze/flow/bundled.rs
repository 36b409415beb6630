//! Files that a program finds: settings that lie beside it, which are as good as written in the code, and those that it has
//! written itself, temporary ones included.

use super::call::Given;
use super::machine::Machine;
use super::operators::PARSERS;
use super::places;
use super::table::last;
use super::value::{HOLE, Origins, Source, Value, holding};
use crate::text::{Document, Node, ParseError, Span, Value as Content, json, toml, yaml};

/// Files larger than this are data and no settings.
const MAX_SIZE: usize = 64 << 10;
/// Letters that name a file, at least.
const MIN_NAME: usize = 4;
/// Files that are read, at most.
const MAX_FILES: usize = 16;
/// Nested members that are told apart.
const MAX_DEPTH: usize = 6;

type Parser = fn(&str) -> Result<Document, ParseError>;

impl Machine<'_> {
    /// What a parser makes of a bundled file, which a value that was read from it is called by.
    pub(super) fn settings(&mut self, path: &str, given: &[Given]) -> Option<Value> {
        let read = &given.first().filter(|_| PARSERS.contains(&path))?.value;
        let file = read.texts.first().filter(|_| read.origins == 0)?.clone();
        self.bundled(&file)
    }

    /// What the file of settings at a path holds, if the artifact has one there. The path may begin with what only a run
    /// can tell.
    pub(super) fn bundled(&mut self, path: &str) -> Option<Value> {
        let name = path.rsplit(HOLE).next()?.trim_start_matches(['.', '/']);
        parser(name)?;
        if let Some((_, known)) = self.bundles.iter().find(|(known, _)| known == name) {
            return known.clone();
        }
        if self.bundles.len() >= MAX_FILES {
            return None;
        }
        let read = self.read_bundle(name);
        self.bundles.push((name.to_owned(), read.clone()));
        read
    }

    /// What a file at a path holds, as far as its name or what was written there says.
    pub(super) fn content(&mut self, file: &Value, span: Span) -> Origins {
        let named = places::of_file(file)
            .map_or(0, |(source, label)| self.origin(self.program(), span, source, &label).origins);
        named | self.put_there(file)
    }

    /// What of the user's a file holds that the program has written or packed before.
    pub(super) fn put_there(&mut self, file: &Value) -> Origins {
        let own = [Source::Secret, Source::Device, Source::Environment, Source::Agent, Source::Personal];
        let named =
            |name: &str| name.chars().filter(|c| *c != HOLE).count() >= MIN_NAME && file.spells(|text| text == name);
        let held = self.written.iter().filter(|(name, _)| named(name)).fold(0, |all, (_, value)| all | value.origins);
        held & self.mask(&own)
    }

    fn read_bundle(&self, name: &str) -> Option<Value> {
        let ends =
            |path: &str| path.strip_suffix(name).is_some_and(|folder| folder.is_empty() || folder.ends_with('/'));
        let mut files = self.artifact.files.iter().filter(|file| ends(file.path.as_str()));
        let (file, None) = (files.next()?, files.next()) else { return None };
        if file.text().len() > MAX_SIZE {
            return None;
        }
        Some(value_of(&parser(name)?(file.text()).ok()?.root, MAX_DEPTH))
    }
}

/// The name of a file that lies in memory only.
pub(super) const MEMORY_FILE: &str = "memfd:";
/// What the names of temporary files begin with.
pub(super) const TEMPORARY: &str = "/tmp/made-at-";

/// Files and folders that are made to be thrown away.
pub(super) fn temporary(path: &str, span: Span) -> Option<Value> {
    let file = || Value::text(&format!("{TEMPORARY}{}", span.start));
    Some(match last(path) {
        "tmpdir" | "TempDir" | "gettempdir" => Value::text("/tmp"),
        "mkdtemp" if path.starts_with("tempfile.") => Value::text("/tmp/folder"),
        // The descriptor of the file, and its path.
        "mkstemp" => {
            let members = [file(), file()].into_iter().map(|value| (String::new(), value)).collect();
            Value { list: true, members: holding(members), ..file() }
        }
        "NamedTemporaryFile" => Value { path: Some("open()".into()), ..file() },
        // The program reaches it under a name of its own: `/proc/self/fd/3`.
        "memfd_create" | "MemfdCreate" => Value::text(MEMORY_FILE),
        _ => return None,
    })
}

/// What reads a file of settings, by its name.
fn parser(name: &str) -> Option<Parser> {
    match name.rsplit_once('.')?.1 {
        "json" => Some(json::parse),
        "yaml" | "yml" => Some(yaml::parse),
        "toml" => Some(toml::parse),
        _ => None,
    }
}

fn value_of(node: &Node, depth: usize) -> Value {
    let Some(depth) = depth.checked_sub(1) else { return Value::default() };
    let members: Vec<(String, Value)> = match &node.value {
        Content::String(text) => return Value::text(&text.text),
        Content::Number(number) => return Value::text(number),
        Content::Array(items) => items.iter().map(|item| (String::new(), value_of(item, depth))).collect(),
        Content::Object(members) => {
            members.iter().map(|member| (member.name.text.clone(), value_of(&member.value, depth))).collect()
        }
        _ => return Value::default(),
    };
    let mut all = Value::default();
    for (_, value) in &members {
        all.or(&value.data());
    }
    let list = matches!(node.value, Content::Array(_));
    Value { list, members: holding(members), ..all.data() }
}
