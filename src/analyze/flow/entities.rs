//! XML whose entities are resolved: a document names files and addresses, and gets what they hold (CWE-611).

use super::call::Given;
use super::machine::Machine;
use super::table::{SinkKind, last};
use super::value::Value;
use crate::text::Span;

/// A parser that resolves them.
const RESOLVING: &str = "XMLParser(entities)";
/// Functions that read a document with the parser among their arguments.
const READERS: &[&str] = &["fromstring", "XML", "parse", "fromstringlist", "iterparse", "parseXml", "parseXmlString"];
/// Options by which a parser is told to resolve them, in Python and JavaScript.
const OPTIONS: &[&str] = &["resolve_entities", "noent"];

impl Machine<'_> {
    /// Reports a document that is read so; yields the parser that will do so.
    pub(super) fn entities(&mut self, path: &str, given: &[Given], span: Span) -> Option<Value> {
        let told = |given: &Given| {
            let named = given.name.as_deref().is_some_and(|name| OPTIONS.contains(&name));
            let on =
                |(name, value): &(String, Value)| OPTIONS.contains(&name.as_str()) && value.spells(|t| t == "true");
            (named && self.slice(given.id) == "True") || given.members.iter().any(on)
        };
        if last(path) == "XMLParser" {
            return given.iter().any(told).then(|| Value::of_path(RESOLVING));
        }
        if !READERS.contains(&last(path)) {
            return None;
        }
        let resolves = given.iter().any(|given| given.value.path() == RESOLVING || told(given));
        let document = given.first().filter(|_| resolves)?.value.clone();
        self.event(SinkKind::Entities, span, path, &document, &[]);
        None
    }
}
