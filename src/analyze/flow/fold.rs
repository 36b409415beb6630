//! Lists, records and texts whose pieces all stand in the source: what they are once the program has put them together.

use data_encoding::{BASE64_NOPAD, HEXLOWER_PERMISSIVE};

use super::call::Given;
use super::machine::Machine;
use super::table::{SinkKind, last};
use super::value::{Members, Source, Value, concatenated, holding};
use crate::artifact::code::{Clause, ExprId, ExprKind};
use crate::text::Span;

/// Members of one list or record that are told apart, at most.
const MAX_PARTS: usize = 256;
/// Elements of a list that a function is run on one by one, at most.
const MAX_MAPPED: usize = 64;

/// The name of a member of a list that stands for any number of them.
pub(super) const SEVERAL: &str = "*";

impl<'a> Machine<'a> {
    /// The elements of a list literal, and the list.
    pub(super) fn elements(&mut self, items: &'a [ExprId]) -> (Vec<Value>, Value) {
        let mut all = Value::default();
        let mut parts: Vec<(String, Value)> = Vec::new();
        for item in items {
            let value = self.expression(*item);
            let value = self.data(&value, *item);
            all.or(&value.data());
            if self.slice(*item).starts_with(['.', '*']) {
                parts.extend(parts_of(&value).unwrap_or_else(|| vec![(SEVERAL.to_owned(), value.data())]));
            } else {
                parts.push((String::new(), value));
            }
        }
        let values = parts.iter().map(|(_, value)| value.clone()).collect();
        let parts = (parts.len() <= MAX_PARTS).then(|| holding(parts)).flatten();
        (values, Value { list: true, members: parts, ..all.data() })
    }

    /// What a comprehension makes of each element that passes its conditions.
    pub(super) fn each(&mut self, clauses: &'a [Clause], element: ExprId) -> Value {
        for clause in clauses {
            let over = self.expression(clause.over);
            let over = self.data(&over, clause.over);
            self.assign(clause.target, &over.element(), false);
            for condition in &clause.conditions {
                self.expression(*condition);
                let narrowed = self.narrowed(*condition);
                self.rename(&narrowed);
            }
        }
        let value = self.expression(element);
        let path = value.path.clone().filter(|path| path.starts_with("pathlib.Path"));
        Value { list: true, path, ..value.data() }
    }

    /// The members of a record literal, and the record.
    pub(super) fn members(&mut self, entries: &'a [(ExprId, ExprId)]) -> (Vec<(String, Value)>, Value) {
        let program = self.source();
        let mut all = Value::default();
        let mut members = Vec::new();
        for (key, entry) in entries {
            let (items, value) = match program.kind(*entry) {
                ExprKind::List(items) => self.elements(items),
                _ => (Vec::new(), self.expression(*entry)),
            };
            let value = self.data(&value, *entry);
            // Calls may be handed out by a table of functions.
            all.or(&Value { functions: value.functions.clone(), ..value.data() });
            let name = match program.kind(*key) {
                ExprKind::Text(text) => text.text.clone(),
                _ => program.dotted(*key),
            };
            self.recipient(&name, &value, &items, *entry);
            if name == "$where" && value.origins != 0 {
                // MongoDB runs it as JavaScript.
                self.event(SinkKind::Query, program.span(*entry), "$where", &value, &[]);
            }
            match (&value.members, program.kind(*entry)) {
                (Some(parts), _) if name.is_empty() && !value.list => {
                    members.extend(parts.iter().cloned());
                }
                (_, ExprKind::Constant) => members.push((name, Value::text(self.slice(*entry)))),
                _ => members.push((name, value)),
            }
        }
        let functions = std::mem::take(&mut all.functions);
        let known = (members.len() <= MAX_PARTS).then(|| holding(members.clone())).flatten();
        (members, Value { list: false, members: known, functions, ..all.data() })
    }

    pub(super) fn slice(&self, id: ExprId) -> &'a str {
        let program = self.source();
        self.artifact.file(program.file).map_or("", |file| file.slice(program.span(id)))
    }

    /// What a function makes of each element of a list, where both are simple.
    pub(super) fn mapped(&mut self, path: &str, owner: &Value, given: &[Given], span: Span) -> Option<Value> {
        let parts = owner.members.clone().filter(|parts| owner.list && parts.len() <= MAX_MAPPED)?;
        let [called] = given.first()?.value.functions.as_slice() else { return None };
        let called = Some(*called).filter(|_| matches!(last(path), "map" | "flatMap"))?;
        let function = self.programs.get(called.0)?.functions.get(called.1)?;
        let plain = parts.iter().all(|(_, value)| value.origins == 0 && only(value).is_some());
        if !plain || function.body.len() != 1 {
            return None;
        }
        let mut values = Vec::new();
        for (_, value) in parts.iter() {
            let one = Given::of(value.clone());
            values.push(self.inline(called, &Value::default(), &[one], span));
        }
        let mut all = Value::default();
        for value in &values {
            all.or(&value.data());
        }
        Some(Value { list: true, members: listed(&values), ..all.data() })
    }

    /// Notes that the name of a module or function is not written but computed.
    pub(super) fn in_pieces(&mut self, name: ExprId, what: &str) {
        let program = self.source();
        let pieces = matches!(program.kind(self.unwrapped(name)), ExprKind::Call { callee, .. }
            if matches!(program.kind(*callee), ExprKind::Member(_, method) if method == "join"));
        if pieces {
            let value = self.origin(self.program(), program.span(name), Source::Decoded, "a name in pieces");
            let value = Value { texts: Value::text(what).texts, ..value };
            self.event(SinkKind::Load, program.span(name), what, &value, &[]);
        }
    }
}

/// What a function yields that turns texts and lists into others, where it is given all there is to know.
pub(super) fn folded(path: &str, owner: &Value, given: &[Given]) -> Option<Value> {
    let first = given.first().map(|given| &given.value);
    let text = |value: Option<&Value>| only(value?).map(str::to_owned);
    match last(path) {
        "join" => {
            let (list, between) = match (&owner.members, first.and_then(|first| first.members.as_ref())) {
                (Some(list), _) if owner.list => (list, first.map_or(Some(","), only)?.to_owned()),
                (None, Some(list)) if first.is_some_and(|first| first.list) => (list, only(owner)?.to_owned()),
                _ => return None,
            };
            let values: Vec<Value> = list.iter().map(|(_, value)| value.data()).collect();
            Some(concatenated(&values, &between))
        }
        "reverse" | "toReversed" | "reversed" => {
            let subject = if path == "reversed" { first? } else { owner };
            let values: Vec<Value> = spread(subject)?.into_iter().rev().collect();
            Some(Value { list: true, members: listed(&values), ..subject.data() })
        }
        "split" => {
            let (whole, between) = (only(owner)?, text(first)?);
            let pieces: Vec<Value> = match between.as_str() {
                "" => spread(owner)?,
                between => whole.split(between).take(MAX_PARTS).map(Value::text).collect(),
            };
            Some(Value { list: true, members: listed(&pieces), ..owner.data() })
        }
        "replace" | "replaceAll" => {
            let (whole, old, new) = (only(owner)?, text(first)?, text(given.get(1).map(|given| &given.value))?);
            let changed = if old.is_empty() { whole.to_owned() } else { whole.replace(&old, &new) };
            Some(Value { texts: Value::text(&changed).texts, ..owner.data() })
        }
        "concat" if !owner.list => {
            let values: Vec<Value> =
                std::iter::once(owner).chain(given.iter().map(|given| &given.value)).cloned().collect();
            (!owner.texts.is_empty()).then(|| concatenated(&values, ""))
        }
        "^" => {
            let numbers: Option<Vec<u32>> = given.iter().map(|given| number(&given.value)).collect();
            Some(Value::text(&numbers?.into_iter().fold(0, |all, number| all ^ number).to_string()))
        }
        _ => None,
    }
}

/// What a decoder yields of a text that stands in the source.
pub(super) fn decoded(path: &str, given: &[Given]) -> Option<String> {
    let first = &given.first()?.value;
    match path {
        "chr" | "String.fromCharCode" | "String.fromCodePoint" => {
            let mut text = String::new();
            for given in given {
                let codes = if given.spread { spread(&given.value)? } else { vec![given.value.clone()] };
                for code in codes {
                    text.push(char::from_u32(number(&code)?)?);
                }
            }
            Some(text)
        }
        "bytes.fromhex" | "bytearray.fromhex" | "binascii.unhexlify" => hex(only(first)?),
        "Buffer.from" => match given.get(1).and_then(|given| only(&given.value)) {
            Some("hex") => hex(only(first)?),
            _ => base64(only(first)?),
        },
        "atob" | "base64.b64decode" | "base64.decodebytes" | "base64.urlsafe_b64decode" | "binascii.a2b_base64" => {
            base64(only(first)?)
        }
        "reversed" => Some(only(first)?.chars().rev().collect()),
        _ => None,
    }
}

/// A list of values.
fn listed(values: &[Value]) -> Option<Members> {
    holding(values.iter().map(|value| (String::new(), value.clone())).collect())
}

/// The only text that a value may spell, all of it known.
fn only(value: &Value) -> Option<&str> {
    match value.texts.as_slice() {
        [text] if !value.list && !text.contains(super::HOLE) => Some(text),
        _ => None,
    }
}

/// The elements of a list, or the characters of a text.
fn spread(value: &Value) -> Option<Vec<Value>> {
    Some(parts_of(value)?.into_iter().map(|(_, value)| value).collect())
}

/// The same, each with its name as a member.
fn parts_of(value: &Value) -> Option<Vec<(String, Value)>> {
    if value.list {
        return value.members.as_ref().map(|parts| parts.to_vec());
    }
    let text = only(value).filter(|text| text.len() <= MAX_PARTS)?;
    let of = |character: char| Value { origins: value.origins, ..Value::text(character.encode_utf8(&mut [0; 4])) };
    Some(text.chars().map(|character| (String::new(), of(character))).collect())
}

/// A list of any number of values that are alike.
pub(super) fn several(value: Value) -> Value {
    let (origins, inner) = (value.origins, value.inner);
    Value { origins, inner, list: true, members: holding(vec![(SEVERAL.to_owned(), value)]), ..Value::default() }
}

/// What lists yield that are added to each other; `None` where no list is among the parts.
pub(super) fn added(parts: &[Value]) -> Option<Members> {
    let plain = |part: &Value| part.list || part.texts.is_empty();
    if !parts.iter().any(|part| part.list) || !parts.iter().all(plain) {
        return None;
    }
    let mut all = Vec::new();
    for part in parts {
        all.extend(parts_of(part).unwrap_or_else(|| vec![(SEVERAL.to_owned(), part.data())]));
    }
    (all.len() <= MAX_PARTS).then(|| holding(all)).flatten()
}

fn number(value: &Value) -> Option<u32> {
    let text = only(value)?;
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => text.parse().ok(),
    }
}

/// What hexadecimal digits stand for.
pub(super) fn hex(text: &str) -> Option<String> {
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    String::from_utf8(HEXLOWER_PERMISSIVE.decode(bare.as_bytes()).ok()?).ok()
}

/// What Base64 of either alphabet stands for, padded or not.
pub(super) fn base64(text: &str) -> Option<String> {
    let alike = |c: char| match c {
        '-' => '+',
        '_' => '/',
        c => c,
    };
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).map(alike).collect();
    String::from_utf8(BASE64_NOPAD.decode(bare.trim_end_matches('=').as_bytes()).ok()?).ok()
}
