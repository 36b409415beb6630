//! Values that a pattern finds and a constant of the same kind takes the place of: the account, address or key of
//! somebody else, where a redaction would leave a mark.

use regex::RegexBuilder;

use super::call::Given;
use super::machine::Machine;
use super::table::{SinkKind, last};
use super::value::Value;
use crate::text::Span;

/// Bytes of the program that a pattern may become.
const MAX_PROGRAM: usize = 100_000;
/// Characters of a constant that can be somebody's account, at least.
const MIN_ACCOUNT: usize = 12;

impl Machine<'_> {
    /// `re.compile(r"[A-Z]{2}\d{2}\w{11,30}").sub("LT6010…", text)`.
    pub(super) fn swapped(&mut self, path: &str, owner: &Value, given: &[Given], span: Span) {
        let at = |index: usize| given.get(index).map(|given| &given.value);
        if let ("replace" | "replaceAll", Some(old), Some(new)) = (last(path), at(0), at(1))
            && let (Some(old), Some(new)) = (installed(old), installed(new))
            && old != new
        {
            self.event(SinkKind::Store, span, "swapped", &Value::text(new), &[]);
        }
        if !matches!(last(path), "sub" | "subn") || !path.starts_with("re.") {
            return;
        }
        let (pattern, new) = if path.starts_with("re.compile") { (Some(owner), at(0)) } else { (at(0), at(1)) };
        let (Some(pattern), Some(new)) = (pattern, new) else { return };
        let account = |text: &str| {
            let digits = text.chars().filter(char::is_ascii_digit).count();
            let own =
                !text.contains("example") && !text.contains("0000000") && !text.contains(['\\', ' ', super::HOLE]);
            text.len() >= MIN_ACCOUNT && own && (digits >= 4 || text.contains('@'))
        };
        let found = new.texts.iter().filter(|_| new.origins == 0).find(|text| account(text)).cloned();
        let Some(constant) = found else { return };
        let is_found = pattern.texts.iter().any(|pattern| {
            let built = RegexBuilder::new(pattern).size_limit(MAX_PROGRAM).build();
            built.is_ok_and(|pattern| pattern.find(&constant).is_some_and(|found| found.len() == constant.len()))
        });
        if is_found {
            self.event(SinkKind::Store, span, "swapped", &Value::text(&constant), &[]);
        }
    }
}

/// A constant that is a command which installs a package.
fn installed(value: &Value) -> Option<&str> {
    const INSTALLS: &[&str] = &[
        "pip install ",
        "pip3 install ",
        "npm install ",
        "npm i ",
        "npx ",
        "uvx ",
        "cargo add ",
        "go get ",
        "gem install ",
    ];
    match value.texts.as_slice() {
        [text] if value.origins == 0 => INSTALLS.iter().any(|verb| text.contains(verb)).then_some(text),
        _ => None,
    }
}
