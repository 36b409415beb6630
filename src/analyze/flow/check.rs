//! Conditions and checks: which data they restrict, and for what.

use super::call::Given;
use super::derived;
use super::machine::Machine;
use super::table::{SinkKind, class, last};
use super::value::{Origins, Source, Value};
use crate::artifact::code::{ExprId, ExprKind, Program, Statement, StatementKind};
use crate::text::Span;

/// What the test that is being evaluated says of data.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tested {
    /// Where the test ends well, or what follows it is reached, the data is one of few.
    pub(super) restricted: Origins,
    /// The same, in the branch only.
    pub(super) compared: Origins,
    /// The data starts as the test says, and may go on in any way.
    pub(super) started: Origins,
}

/// Methods and functions that hold their operand against something.
const CHECKS: &[&str] = &[
    "match",
    "fullmatch",
    "test",
    "includes",
    "has",
    "isalnum",
    "isdigit",
    "isidentifier",
    "MatchString",
    "Contains",
    "is_private",
];
/// Functions that take the percent encoding away.
const UNESCAPES: &[&str] = &[
    "url.PathUnescape",
    "url.QueryUnescape",
    "urllib.parse.unquote",
    "urllib.parse.unquote_plus",
    "decodeURIComponent",
    "decodeURI",
    "unescape",
    "querystring.unescape",
];
/// What names of functions that check something contain.
const CHECK_WORDS: &[&str] = &[
    "valid",
    "allow",
    "safe",
    "permit",
    "verify",
    "sanit",
    "trusted",
    "whitelist",
    "within",
    "inside",
    "contained",
    "ensure",
];
/// The same for functions that raise, or return a value that is clean.
const CLEANING_WORDS: &[&str] = &["validat", "sanit", "ensure", "escape_shell", "escapeshell", "secure"];
/// Those that look at the start alone: of a path that is not in its normal form, `..` leads anywhere from there.
const STARTS: &[&str] =
    &["startswith", "startsWith", "is_relative_to", "HasPrefix", "commonpath", "commonprefix", "relative_to"];

/// Those of them that look at letters, not at the parts of a path.
const TEXT_STARTS: &[&str] = &["startswith", "startsWith", "HasPrefix", "commonprefix"];

/// Whether a value is a folder of the program's own without a separator behind it, so that what starts with it may be a
/// folder beside it: `/srv/notes-of-others` starts with `/srv/notes` (CVE-2025-53110).
fn is_folder(value: &Value, client: Origins) -> bool {
    let resolved = value.safe & class::RESOLVED != 0;
    let open = |text: &str| match text.chars().next_back() {
        None | Some('/' | '\\') => false,
        Some(last) => resolved || last.is_alphanumeric() && text.contains(['/', '\\', '~']),
    };
    value.origins & client == 0
        && if value.texts.is_empty() { resolved } else { value.texts.iter().all(|text| open(text)) }
}

/// Whether what is forbidden are signs of a shell, and not all of those that start another command: `$(…)` and `` `…` ``
/// do so within double quotes, too (CWE-184).
pub(super) fn leaves_a_way(forbidden: &Value) -> bool {
    let class = forbidden.path().strip_prefix("regex:/[").filter(|class| !class.starts_with('^'));
    let class = class.and_then(|class| class.split(']').next());
    let texts = || forbidden.texts.iter().map(AsRef::as_ref).chain(class);
    let any = |sign: char| texts().any(|text| text.contains(sign));
    let path = texts().any(|text| text.contains(".."));
    any(';') && (any('|') || any('&')) && !path && !(any('$') && any('`'))
}

/// Whether an argument is the name of a host.
fn names_host(given: &Given) -> bool {
    let host = |text: &str| {
        let parts: Vec<&str> = text.split('.').collect();
        let plain = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        text == "localhost" || (parts.len() > 1 && parts.iter().all(plain))
    };
    given.value.spells(host)
}

impl Machine<'_> {
    /// Notes what a check restricts.
    pub(super) fn check(&mut self, path: &str, owner: &Value, given: &[Given], local: bool) {
        let last = last(path.trim_end_matches("()"));
        let scheme = |given: &Given| given.value.spells(|text| text.starts_with("http") && !text.contains('.'));
        let starts = STARTS.contains(&last) && !given.iter().any(scheme);
        let lower = last.to_ascii_lowercase();
        let contains = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        // An address that only holds the name of a host somewhere may lead anywhere.
        let client = self.mask(&[Source::Argument, Source::Parameter]);
        if matches!(last, "includes" | "Contains") && owner.origins & client != 0 && given.iter().any(names_host) {
            return;
        }
        if CHECKS.contains(&last) && (leaves_a_way(owner) || given.iter().any(|given| leaves_a_way(&given.value))) {
            return;
        }
        let all = given.iter().fold(owner.origins, |all, given| all | given.value.origins);
        let resolved = std::iter::once(owner)
            .chain(given.iter().map(|given| &given.value))
            .any(|value| value.safe & class::RESOLVED != 0);
        let ends_open = TEXT_STARTS.contains(&last)
            && std::iter::once(owner)
                .chain(given.iter().map(|given| &given.value))
                .any(|value| is_folder(value, client));
        if starts && (!resolved || ends_open) {
            match &mut self.tested {
                Some(tested) => tested.started |= all,
                None if last == "relative_to" => self.started |= all,
                None => {}
            }
            return;
        }
        let exact = starts || (CHECKS.contains(&last) && !given.iter().any(scheme));
        if let Some(tested) = &mut self.tested {
            if exact || contains(CHECK_WORDS) {
                tested.restricted |= all;
            }
        } else if last == "relative_to" || (!local && contains(CLEANING_WORDS)) {
            // A check whose result nobody tests raises; what a function of the artifact does is seen by running it.
            self.checked |= all;
        }
    }

    /// Evaluates what a variable gets: of a test, what it says is kept for whoever asks the variable.
    pub(super) fn answer(&mut self, target: ExprId, value: ExprId) -> Value {
        let program = self.source();
        let ExprKind::Name(name) = program.kind(target) else { return self.expression(value) };
        if !self.is_test(value) {
            if let Some(frame) = self.frames.last_mut() {
                frame.told.remove(name.as_str());
            }
            return self.expression(value);
        }
        let outer = self.tested.replace(Tested::default());
        let result = self.expression(value);
        let told = std::mem::replace(&mut self.tested, outer).unwrap_or_default();
        if let Some(frame) = self.frames.last_mut() {
            frame.told.insert(name, told);
        }
        result
    }

    /// Whether an expression answers yes or no.
    fn is_test(&self, id: ExprId) -> bool {
        let program = self.source();
        match program.kind(self.unwrapped(id)) {
            ExprKind::Compare(operator, _) => {
                matches!(operator.as_str(), "in" | "==" | "===" | "!" | "not" | "and" | "&&")
            }
            ExprKind::Call { callee, .. } => match program.kind(*callee) {
                ExprKind::Member(_, name) | ExprKind::Name(name) => {
                    matches!(name.as_str(), "some" | "any" | "every" | "all" | "is_relative_to")
                        || TEXT_STARTS.contains(&name.as_str())
                        || CHECKS.contains(&name.as_str())
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// A test asks a variable: what it says is what the test did that the variable was given by.
    pub(super) fn recall(&mut self, name: &str) {
        let told = self.frames.last().and_then(|frame| frame.told.get(name)).copied();
        if let (Some(tested), Some(told)) = (&mut self.tested, told) {
            tested.restricted |= told.restricted;
            tested.compared |= told.compared;
            tested.started |= told.started;
        }
    }

    /// The origins that are restricted as a sink needs it.
    pub(super) const fn checked_for(&self, kind: SinkKind) -> Origins {
        if kind.heeds_start() { self.checked | self.started } else { self.checked }
    }

    /// What a decoder makes of data was not there when it was checked.
    pub(super) fn unescaped(&mut self, path: &str, data: &Value, span: Span) -> Option<Value> {
        let client = data.origins & self.checked & self.mask(&[Source::Argument]);
        if client == 0 || !UNESCAPES.contains(&path) {
            return None;
        }
        let mut origins = 0;
        for origin in self.sources_of(client) {
            origins |= self.origin(self.program(), span, origin.source, &origin.label).origins;
        }
        Some(Value { origins, inner: if data.inner & client == 0 { 0 } else { origins }, ..Value::default() })
    }

    /// What a function yields, marked where that is a path in its normal form.
    pub(super) fn in_normal_form(path: &str, mut value: Value) -> Value {
        if derived::resolves(path) {
            value.safe |= class::RESOLVED;
        }
        value
    }
}

/// Calls that end the program.
const EXITS: &[&str] = &[
    "sys.exit",
    "exit",
    "quit",
    "os._exit",
    "parser.error",
    "process.exit",
    "Deno.exit",
    "os.Exit",
    "log.Fatal",
    "log.Fatalf",
    "log.Fatalln",
    "panic",
];

/// Whether the last statement leaves the function, the loop or the program.
pub(super) fn leaves(program: &Program, body: &[Statement]) -> bool {
    body.last().is_some_and(|last| match &last.kind {
        StatementKind::Return(_) | StatementKind::Leave(_) => true,
        StatementKind::Expression(id) => match program.kind(*id) {
            ExprKind::Call { callee, .. } => EXITS.contains(&program.dotted(*callee).as_str()),
            _ => false,
        },
        StatementKind::Block(inner) => leaves(program, inner),
        _ => false,
    })
}
