//! Tables of a program, gone through row by row: lists of pairs, and records by their names and values.

use super::call::Given;
use super::fold::{SEVERAL, known_parts, only};
use super::machine::Machine;
use super::swapped::is_pattern;
use super::table::last;
use super::value::{Value, holding};
use crate::text::Span;

/// Rows of one table that are looked at one by one, at most.
const MAX_ROWS: usize = 12;
/// Characters that a text repeated over and over may have.
const MAX_REPEATED: usize = 4096;

impl Machine<'_> {
    /// The rows of a table that all stand in the source, where a loop goes through them.
    pub(super) fn table_rows(&self, over: &Value) -> Option<Vec<Value>> {
        // What loops within loops do multiplies.
        let parts = known_parts(over).filter(|_| self.branches < 2)?;
        let some = (2..=MAX_ROWS).contains(&parts.len()) && parts.iter().all(|(_, row)| row.members.is_some());
        // Other tables say the same of all rows at once, and are many.
        let some = some && parts.iter().any(|(_, row)| searches(row));
        some.then(|| parts.iter().map(|(_, value)| value.clone()).collect())
    }

    /// `rows.reduce((text, [old, new]) => …, text)`, `rows.forEach(…)`: what a function makes of one row after the other.
    pub(super) fn row_by_row(&mut self, path: &str, owner: &Value, given: &[Given], span: Span) -> Option<Value> {
        let [called] = given.first()?.value.functions.as_slice() else { return None };
        let called = *called;
        let at = |index: usize| given.get(index).map(|given| given.value.clone());
        let (table, first) = if path == "functools.reduce" { (at(1)?, at(2)) } else { (owner.clone(), at(1)) };
        let rows = self.table_rows(&table)?;
        let one = |value: Value| Given::of(value);
        match last(path) {
            "reduce" | "reduceRight" => {
                let mut so_far = first.unwrap_or_default();
                for row in rows {
                    so_far = self.inline(called, &Value::default(), &[one(so_far), one(row)], span);
                }
                Some(so_far)
            }
            "forEach" | "map" | "flatMap" => {
                let mut all = Value::default();
                let mut values = Vec::new();
                for row in rows {
                    let value = self.inline(called, &Value::default(), &[one(row)], span);
                    all.or(&value.data());
                    values.push((String::new(), value));
                }
                let members = if last(path) == "map" { holding(values) } else { None };
                Some(Value { list: true, members, ..all.data() })
            }
            _ => None,
        }
    }
}

/// Whether a row holds a pattern that something is looked for with.
fn searches(row: &Value) -> bool {
    let written = |text: &str| text.contains(['[', '\\']) && text.contains(['{', '+', '*']);
    let pattern = |value: &Value| is_pattern(value) || (value.origins == 0 && value.spells(written));
    row.members.as_deref().unwrap_or_default().iter().any(|(_, part)| pattern(part))
}

/// What a library makes of a table: its rows, names or values.
pub(super) fn tabled(path: &str, owner: &Value, given: &[Given]) -> Option<Value> {
    let first = given.first().map(|given| &given.value);
    match path {
        "Map" | "Set" => {
            first.filter(|rows| rows.list).map(|rows| Value { path: Some("Map()".into()), ..rows.clone() })
        }
        "Proxy" => trapped(first?, given.get(1)?),
        "RegExp" => pattern_of(given),
        "Object.entries" => of_record(first?, pair),
        "Object.values" => of_record(first?, |(_, value)| value.clone()),
        "Object.keys" => of_record(first?, |(name, _)| Value::text(name)),
        _ => match (last(path), given) {
            ("items" | "entries", []) => of_record(owner, pair),
            ("values", []) => of_record(owner, |(_, value)| value.clone()),
            ("keys", []) => of_record(owner, |(name, _)| Value::text(name)),
            ("repeat", [times]) => repeated(owner, &times.value),
            _ => None,
        },
    }
}

/// A proxy is what it stands for, but for calls that its handler takes.
fn trapped(subject: &Value, handler: &Given) -> Option<Value> {
    let traps: Vec<_> =
        handler.members.iter().filter(|(name, _)| name == "apply" || name == "construct").cloned().collect();
    (!traps.is_empty()).then(|| Value { members: holding(traps), ..subject.clone() })
}

/// `new RegExp("…", "g")`, where it is known.
fn pattern_of(given: &[Given]) -> Option<Value> {
    let source = given.first().filter(|given| given.value.origins == 0).and_then(|given| only(&given.value))?;
    let flags = given.get(1).and_then(|given| only(&given.value)).unwrap_or_default();
    super::swapped::pattern(&format!("/{source}/{flags}"))
}

/// A text over and over again, as often as is written.
pub(super) fn repeated(text: &Value, times: &Value) -> Option<Value> {
    let (one, times) = (only(text)?, only(times)?.parse::<usize>().ok()?);
    let fits = one.len().checked_mul(times).is_some_and(|all| all <= MAX_REPEATED);
    fits.then(|| Value { texts: Value::text(&one.repeat(times)).texts, ..text.data() })
}

/// A list with one element for each member of a record.
fn of_record(record: &Value, element: impl Fn(&(String, Value)) -> Value) -> Option<Value> {
    let members = record.members.as_deref().filter(|_| !record.list)?;
    let known = |(name, _): &(String, Value)| !name.is_empty() && name != SEVERAL;
    if members.is_empty() || !members.iter().all(known) {
        return None;
    }
    let parts = members.iter().map(|member| (String::new(), element(member))).collect();
    let texts = members.iter().flat_map(|member| element(member).texts).take(super::value::MAX_TEXTS).collect();
    Some(Value {
        list: true,
        members: Some(holding(parts)?),
        texts,
        functions: record.functions.clone(),
        ..record.data()
    })
}

fn pair((name, value): &(String, Value)) -> Value {
    let members = holding(vec![(String::new(), Value::text(name)), (String::new(), value.clone())]);
    Value { list: true, members, functions: value.functions.clone(), ..value.data() }
}
