//! Comparisons: what they say of data, of the time, and of what a program looks for.

use super::check::{Tested, leaves_a_way};
use super::machine::Machine;
use super::value::{Origin, Origins, Source, Value};
use crate::artifact::code::{ExprId, ExprKind};

/// Words that say that a list looks for secrets.
const SECRET_WORDS: &[&str] = &["key", "secret", "token", "password", "passwd", "credential", "auth"];

/// Whether a list holds the schemes of addresses.
fn are_schemes(list: &Value) -> bool {
    let scheme = |text: &str| matches!(text.trim_end_matches([':', '/']), "http" | "https" | "ws" | "wss" | "ftp");
    !list.texts.is_empty() && list.texts.iter().all(|text| scheme(text))
}

impl Machine<'_> {
    /// What a comparison or calculation yields, and what it says of its operands.
    pub(super) fn compare(&mut self, id: ExprId, operator: &str, sides: &[ExprId]) -> Value {
        let values: Vec<Value> = sides
            .iter()
            .map(|side| {
                let value = self.expression(*side);
                self.data(&value, *side)
            })
            .collect();
        self.harvest(id, operator, &values);
        self.turns(sides, &values);
        let control = self.mask(&[Source::Date, Source::Probe]);
        let decides = values.iter().fold(0, |all, value| all | value.origins) & control;
        let all = decides | self.dated(operator, &values);
        let at = self.program();
        let client = self.mask(&[Source::Argument, Source::Password, Source::Parameter]);
        if let (Some(Tested { restricted, compared, .. }), [left, right]) = (&mut self.tested, values.as_slice()) {
            match operator {
                // What is none of a few may be anything else, and how an address starts says nothing of its host.
                "in" if right.origins & client == 0 && self.refusing && !right.texts.is_empty() => {}
                "in" | "not in" if are_schemes(right) => {}
                "in" | "not in" if right.origins & client == 0 => *restricted |= left.origins,
                "in" | "not in" if left.spells(|t| matches!(t, ".." | "/" | "\\" | "://" | ";" | "\0" | "../")) => {
                    *restricted |= if leaves_a_way(left) { 0 } else { right.origins };
                }
                "==" | "===" | "is" => *compared |= left.origins | right.origins,
                "!=" | "!==" => {
                    // That there is something says nothing of what it is.
                    let nothing = |side: &ExprId| {
                        matches!(self.programs.get(at).map(|p| p.kind(*side)), Some(ExprKind::Constant))
                    };
                    *restricted |=
                        if sides.iter().any(nothing) || left.spells(str::is_empty) || right.spells(str::is_empty) {
                            0
                        } else {
                            left.origins | right.origins
                        }
                }
                _ => {}
            }
        }
        if let ("*", [text, times]) = (operator, values.as_slice())
            && !matches!(
                self.programs.get(at).map(|p| p.kind(*sides.first().unwrap_or(&id))),
                Some(ExprKind::Number(_))
            )
            && let Some(repeated) = super::pairs::repeated(text, times)
        {
            return repeated;
        }
        Value { origins: all, ..Value::default() }
    }

    /// What a comparison or calculation makes of the time: whether a date has come, or another point in time.
    fn dated(&mut self, operator: &str, values: &[Value]) -> Origins {
        let clock = self.mask(&[Source::Clock]);
        let times = values.iter().fold(0, |all, value| all | value.origins) & clock;
        // What is put together of parts that a run tells is read from somewhere, such as opening hours.
        let fixed = |value: &Value| {
            value.origins & clock == 0
                && (value.spells(|text| text.chars().any(|c| c != super::HOLE))
                    || matches!(value.path(), "datetime.datetime()" | "datetime.date()" | "Date()"))
        };
        match operator {
            // How long ago something was is no date, and that it is known is none, either.
            "-" | "not" | "!" | "and" | "&&" => 0,
            "*" | "**" | "//" => times,
            // When something expires is no date.
            _ if times == 0 || !values.iter().any(fixed) => 0,
            _ => {
                let times = self.sources_of(times).into_iter().map(|time| Origin { source: Source::Date, ..time });
                times.fold(0, |all, date| all | self.known(date))
            }
        }
    }

    /// Looks for the names of secrets in the environment.
    fn harvest(&mut self, id: ExprId, operator: &str, values: &[Value]) {
        let environment = self.mask(&[Source::Environment]);
        let (Some(left), Some(right)) = (values.first(), values.get(1)) else { return };
        // What must not hold secrets is looked through for them, too.
        if operator != "in" || right.origins & environment == 0 || self.refusing {
            return;
        }
        let word = |text: &str| SECRET_WORDS.iter().any(|word| text.to_ascii_lowercase().contains(word));
        if left.texts.iter().filter(|text| word(text)).count() >= 2 {
            let span = self.source().span(id);
            self.event(super::SinkKind::Store, span, "harvest", right, &[]);
        }
    }
}
