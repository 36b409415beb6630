//! Texts that are spelled in numbers: `"".join(chr(c) for c in (101, 120))`, `bytes([101, 120]).decode()`,
//! `String.fromCharCode(101, 120)`.

use super::machine::Machine;
use super::value::{Source, Value};
use crate::artifact::code::{Argument, Clause, ExprId, ExprKind, Program, StatementKind};

/// Characters of a text that is spelled in numbers, at most.
const MAX_CHARACTERS: usize = 4096;
/// Statements that are looked through for a list of numbers.
const MAX_STATEMENTS: usize = 2000;

impl Machine<'_> {
    /// The text that a call spells, as something decoded of which all stands in the source.
    pub(super) fn spelled(&mut self, id: ExprId) -> Option<Value> {
        let program = self.source();
        let text = spelled(program, id)?;
        let origin = self.origin(self.program(), program.span(id), Source::Decoded, "character codes");
        self.embedded |= origin.origins;
        Some(Value { origins: origin.origins, ..Value::text(&text) })
    }
}

fn spelled(program: &Program, id: ExprId) -> Option<String> {
    let ExprKind::Call { callee, arguments } = program.kind(id) else { return None };
    let codes = match program.kind(*callee) {
        ExprKind::Member(object, name) if name == "join" => match arguments.as_slice() {
            // Python joins what it is given, JavaScript the object.
            [one] if program.literal(*object).is_some_and(|between| between.text.is_empty()) => {
                characters(program, one.value)?
            }
            _ => characters(program, *object)?,
        },
        ExprKind::Member(object, name) if name == "decode" => {
            let ExprKind::Call { callee, arguments } = program.kind(*object) else { return None };
            let bytes = matches!(program.kind(*callee), ExprKind::Name(name) if name == "bytes" || name == "bytearray");
            numbers(program, arguments.first().filter(|_| bytes)?.value)?
        }
        ExprKind::Member(_, name) if name == "fromCharCode" || name == "fromCodePoint" => match arguments.as_slice() {
            [all] if all.spread => numbers(program, all.value)?,
            each => each.iter().map(|code| number(program, code.value)).collect::<Option<_>>()?,
        },
        _ => return None,
    };
    codes.into_iter().map(|code| u32::try_from(code).ok().and_then(char::from_u32)).collect()
}

/// The codes of a list of characters.
fn characters(program: &Program, id: ExprId) -> Option<Vec<i64>> {
    match program.kind(id) {
        ExprKind::Join(parts) if parts.len() == 1 => characters(program, *parts.first()?),
        ExprKind::Each(clauses, body) => {
            let [Clause { target, over, .. }] = clauses.as_slice() else { return None };
            let ExprKind::Name(name) = program.kind(*target) else { return None };
            let argument = character(program, *body)?;
            let shift = shift(program, argument, name)?;
            Some(numbers(program, *over)?.into_iter().map(|code| code - shift).collect())
        }
        ExprKind::Call { callee, arguments } => match (program.kind(*callee), arguments.as_slice()) {
            (ExprKind::Name(map), [function, list]) if map == "map" => {
                matches!(program.kind(function.value), ExprKind::Name(name) if name == "chr")
                    .then(|| numbers(program, list.value))?
            }
            (ExprKind::Member(list, map), [function]) if map == "map" => {
                let ExprKind::Function(function) = program.kind(function.value) else { return None };
                let function = program.functions.get(*function)?;
                let StatementKind::Return(Some(body)) = &function.body.first()?.kind else { return None };
                let name = &function.parameters.first()?.name;
                let shift = shift(program, character(program, *body)?, name)?;
                Some(numbers(program, *list)?.into_iter().map(|code| code - shift).collect())
            }
            _ => None,
        },
        _ => None,
    }
}

/// What `chr(…)` or `String.fromCharCode(…)` is given.
fn character(program: &Program, id: ExprId) -> Option<ExprId> {
    let ExprKind::Call { callee, arguments } = program.kind(id) else { return None };
    let [Argument { value, .. }] = arguments.as_slice() else { return None };
    let is = match program.kind(*callee) {
        ExprKind::Name(name) => name == "chr",
        ExprKind::Member(_, name) => name == "fromCharCode" || name == "fromCodePoint",
        _ => false,
    };
    is.then_some(*value)
}

/// What is taken from a code before it is a character.
fn shift(program: &Program, id: ExprId, name: &str) -> Option<i64> {
    let is_code = |id: ExprId| matches!(program.kind(id), ExprKind::Name(other) if other == name);
    match program.kind(id) {
        ExprKind::Name(_) if is_code(id) => Some(0),
        ExprKind::Compare(operator, sides) if operator == "-" => match sides.as_slice() {
            [code, less] if is_code(*code) => number(program, *less),
            _ => None,
        },
        _ => None,
    }
}

/// The numbers of a list, in place or in a constant of the file.
fn numbers(program: &Program, id: ExprId) -> Option<Vec<i64>> {
    match program.kind(id) {
        ExprKind::Join(parts) if parts.len() == 1 => numbers(program, *parts.first()?),
        ExprKind::List(items) if !items.is_empty() && items.len() <= MAX_CHARACTERS => {
            items.iter().map(|item| number(program, *item)).collect()
        }
        ExprKind::Name(name) => {
            let constants = program.functions.first()?.body.iter().take(MAX_STATEMENTS);
            let mut found = constants.filter_map(|statement| match &statement.kind {
                StatementKind::Assign { target, value, adds: false } => match program.kind(*target) {
                    ExprKind::Name(other) if other == name => Some(*value),
                    _ => None,
                },
                _ => None,
            });
            let value = found.next()?;
            matches!(program.kind(value), ExprKind::List(_)).then(|| numbers(program, value))?
        }
        _ => None,
    }
}

fn number(program: &Program, id: ExprId) -> Option<i64> {
    let ExprKind::Number(text) = program.kind(id) else { return None };
    let text = text.replace('_', "").to_ascii_lowercase();
    match text.strip_prefix("0x") {
        Some(hex) => u32::from_str_radix(hex, 16).ok().map(i64::from),
        None => text.parse().ok().filter(|code: &i64| (0..0x11_0000).contains(code)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::code::{Language, parse};

    #[test]
    fn numbers_spell_texts() {
        for (language, source) in [
            (Language::Python, "''.join(chr(c) for c in (101, 120, 0x65, 99))"),
            (Language::Python, "''.join([chr(c - 1) for c in CODES])\nCODES = [102, 121, 102, 100]"),
            (Language::Python, "''.join(map(chr, [101, 120, 101, 99]))"),
            (Language::Python, "bytes([101, 120, 101, 99]).decode()"),
            (Language::JavaScript, "String.fromCharCode(101, 120, 101, 99)"),
            (Language::JavaScript, "String.fromCharCode(...[101, 120, 101, 99])"),
            (Language::JavaScript, "[101, 120, 101, 99].map((c) => String.fromCharCode(c)).join('')"),
        ] {
            let program = parse(source, language, 0).unwrap();
            let texts: Vec<String> = (0..program.exprs.len()).filter_map(|id| spelled(&program, id)).collect();
            assert!(texts.contains(&"exec".to_owned()), "{source}: {texts:?}");
        }
        let program = parse("''.join(str(c) for c in (1, 2))", Language::Python, 0).unwrap();
        assert!((0..program.exprs.len()).all(|id| spelled(&program, id).is_none()));
    }
}
