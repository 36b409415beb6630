//! Lists, records and texts whose pieces all stand in the source: what they are once the program has put them together.

use std::collections::BTreeMap;

use super::call::Given;
use super::decoders::{number, text_of};
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
            if clauses.len() == 1
                && clause.conditions.is_empty()
                && let Some(list) = self.one_by_one(&over, clause.target, element)
            {
                return list;
            }
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

    /// What a comprehension makes of elements that all stand in the source.
    fn one_by_one(&mut self, over: &Value, target: ExprId, element: ExprId) -> Option<Value> {
        let parts = spread(over).filter(|parts| (1..=MAX_PARTS).contains(&parts.len()))?;
        let foreign = over.origins & !self.embedded;
        if foreign != 0 || !parts.iter().all(|part| only(part).is_some() || part.list) {
            return None;
        }
        let mut values = Vec::new();
        let mut all = Value::default();
        for part in parts {
            self.assign(target, &part, false);
            let value = self.expression(element);
            all.or(&value.data());
            values.push(value);
        }
        let path = values.first().and_then(|value| value.path.clone()).filter(|path| path.starts_with("pathlib.Path"));
        Some(Value { list: true, path, members: listed(&values), ..all.data() })
    }

    /// A text or list from its end to its start.
    pub(super) fn backwards(&mut self, owner: &Value, id: ExprId) -> Value {
        let origin = self.origin(self.program(), self.source().span(id), Source::Decoded, "a text read backwards");
        if self.is_embedded(owner) {
            self.embedded |= origin.origins;
        }
        let texts = only(owner).map(|text| Value::text(&text.chars().rev().collect::<String>()).texts);
        Value { origins: owner.origins | origin.origins, texts: texts.unwrap_or_default(), ..Value::default() }
    }

    /// The members of a record literal, and the record: in Go, of the type that stands before it (`http.Client{}`).
    pub(super) fn record(&mut self, id: ExprId, entries: &'a [(ExprId, ExprId)]) -> (Vec<(String, Value)>, Value) {
        let (members, record) = self.members(entries);
        let program = self.source();
        self.recorded_definition(&members, program.span(id));
        let path = program.objects.get(&program.span(id).start).map(|kind| format!("{kind}()").into());
        (members, Value { path: path.or_else(|| record.path.clone()), ..record })
    }

    fn members(&mut self, entries: &'a [(ExprId, ExprId)]) -> (Vec<(String, Value)>, Value) {
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
                (_, ExprKind::Constant) if value.path.is_none() => {
                    members.push((name, Value::text(self.slice(*entry))));
                }
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
        if let Some(value) = self.row_by_row(path, owner, given, span) {
            return Some(value);
        }
        let parts = owner.members.clone().filter(|parts| owner.list && (1..=MAX_MAPPED).contains(&parts.len()))?;
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
                // The characters of a text, with nothing between them.
                (None, None) if only(owner) == Some("") && only(first?).is_some() => return Some(first?.data()),
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
        "ord" | "charCodeAt" | "codePointAt" => {
            let subject = if path == "ord" { first? } else { owner };
            let mut characters = only(subject)?.chars();
            let (Some(character), None) = (characters.next(), characters.next()) else { return None };
            Some(Value { texts: Value::text(&u32::from(character).to_string()).texts, ..subject.data() })
        }
        // What has bytes for elements is the text that they are.
        "bytes" | "bytearray" if path == last(path) => of_codes(first?),
        "decode" | "toString" if owner.list => of_codes(owner),
        "cycle" => Some(Value { path: Some(CYCLE.into()), ..first?.clone() }),
        "zip" if path == "zip" => paired(given),
        "^" => {
            let numbers: Option<Vec<u32>> = given.iter().map(|given| code(&given.value)).collect();
            Some(Value::text(&numbers?.into_iter().fold(0, |all, number| all ^ number).to_string()))
        }
        "dirname" if matches!(path, "os.path.dirname" | "path.dirname") => super::installed::folder(first?),
        _ => super::pairs::tabled(path, owner, given),
    }
}

/// A text over and over again.
const CYCLE: &str = "itertools.cycle()";

/// The text of a list of the codes of its characters.
fn of_codes(list: &Value) -> Option<Value> {
    let parts = list.members.as_deref().filter(|parts| list.list && !parts.is_empty())?;
    let codes: Option<Vec<u8>> = parts.iter().map(|(_, part)| u8::try_from(number(part)?).ok()).collect();
    Some(Value { list: false, texts: Value::text(&text_of(codes?)).texts, ..list.data() })
}

/// The pairs of the elements of two texts or lists.
fn paired(given: &[Given]) -> Option<Value> {
    let [left, right] = given else { return None };
    let (ones, others) = (spread(&left.value)?, spread(&right.value)?);
    let cycled = right.value.path() == CYCLE;
    let others = others.iter().cycle().take(if cycled { MAX_PARTS } else { others.len() });
    let pair = |(one, other): (&Value, &Value)| {
        let members = listed(&[one.clone(), other.clone()]);
        Value { origins: one.origins | other.origins, list: true, members, ..Value::default() }
    };
    let pairs: Vec<Value> = ones.iter().zip(others).map(pair).collect();
    let origins = left.value.origins | right.value.origins;
    Some(Value { origins, list: true, members: listed(&pairs), ..Value::default() })
}

/// The element of a list at a position that is written.
pub(super) fn element_at(list: &Value, at: &str) -> Option<Value> {
    Some(known_parts(list)?.get(at.parse::<usize>().ok()?)?.1.clone())
}

/// The elements of a list of which it is known how many there are.
pub(super) fn known_parts(list: &Value) -> Option<&[(String, Value)]> {
    let parts = list.members.as_deref().filter(|_| list.list)?;
    parts.iter().all(|(name, _)| name != SEVERAL).then_some(parts)
}

/// The members of a record that may be any of those that another one holds: `tools[name].run`.
pub(super) fn any_record(records: &Value) -> Option<Members> {
    let records = records.members.as_deref().filter(|_| !records.list)?;
    let mut all: BTreeMap<&str, Value> = BTreeMap::new();
    for (name, value) in records.iter().filter_map(|(_, one)| one.members.as_deref()).flatten().take(MAX_PARTS) {
        all.entry(name).or_default().or(value);
    }
    let named = all.into_iter().filter(|(name, _)| !name.is_empty());
    let members: Vec<_> = named.map(|(name, value)| (name.to_owned(), value)).collect();
    (!members.is_empty()).then(|| holding(members)).flatten()
}

/// The places of a list that may be any of those that a record holds: `tools[name][0]`.
pub(super) fn any_list(lists: &Value) -> Option<Members> {
    let lists = lists.members.as_deref().filter(|_| !lists.list)?;
    let mut all: Vec<Value> = Vec::new();
    for (_, one) in lists.iter().take(MAX_PARTS) {
        let parts = known_parts(one)?;
        if !all.is_empty() && all.len() != parts.len() {
            return None;
        }
        all.resize(parts.len(), Value::default());
        all.iter_mut().zip(parts).for_each(|(known, (_, part))| known.or(part));
    }
    (!all.is_empty()).then(|| listed(&all)).flatten()
}

/// A list of values.
fn listed(values: &[Value]) -> Option<Members> {
    holding(values.iter().map(|value| (String::new(), value.clone())).collect())
}

/// The only text that a value may spell, all of it known.
pub(super) fn only(value: &Value) -> Option<&str> {
    match value.texts.as_slice() {
        [text] if !value.list && !text.contains(super::HOLE) => Some(text),
        _ => None,
    }
}

/// The elements of a list, or the characters of a text.
pub(super) fn spread(value: &Value) -> Option<Vec<Value>> {
    Some(parts_of(value)?.into_iter().map(|(_, value)| value).collect())
}

/// What yields bytes: its elements are numbers.
const BYTES: &[&str] = &[
    "bytes.fromhex()",
    "bytearray.fromhex()",
    "binascii.unhexlify()",
    "binascii.a2b_base64()",
    "base64.b64decode()",
    "base64.urlsafe_b64decode()",
    "base64.decodebytes()",
    "Buffer.from()",
];

/// The same, each with its name as a member.
fn parts_of(value: &Value) -> Option<Vec<(String, Value)>> {
    if value.list {
        return value.members.as_ref().map(|parts| parts.to_vec());
    }
    let text = only(value).filter(|text| text.len() <= MAX_PARTS)?;
    let bytes = BYTES.contains(&value.path());
    let of = |character: char| {
        let code = if bytes { u32::from(character).to_string() } else { character.to_string() };
        Value { origins: value.origins, ..Value::text(&code) }
    };
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

/// A number, or the code of a character of a text of bytes.
fn code(value: &Value) -> Option<u32> {
    number(value).or_else(|| {
        let mut characters = only(value)?.chars();
        characters.next().filter(|_| characters.next().is_none()).map(u32::from)
    })
}
