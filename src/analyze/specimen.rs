//! Specimens: commands that stand in code and that nothing runs, because a test tries what they are with, a deny list
//! holds them, a comment explains them.
//!
//! A rule asks by its guard, `guard = "specimen"`. What a program hands to a process, an interpreter or a file is none,
//! by whatever name it is kept.

use std::collections::HashMap;

use super::Hit;
use super::flow::{Flows, SinkKind};
use crate::artifact::Artifact;
use crate::artifact::code::{self, Expr, ExprId, ExprKind, Language, Program, Statement, StatementKind};
use crate::rule::Severity;
use crate::text::{MappedText, Pattern, RegionKind, Role, Span};

/// Why a command is one that nothing runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Specimen {
    /// It stands in a test of the package.
    Test,
    /// It is a value in a file that starts and writes nothing, or of a list that is handed on.
    Idle,
    /// A comment holds it, or a list or check of what is refused.
    Named,
}

impl Specimen {
    /// The severity that a finding has at most; `None` where there is nothing to report.
    pub(super) const fn severity(self) -> Option<Severity> {
        match self {
            Self::Test => Some(Severity::Low),
            Self::Idle => Some(Severity::Medium),
            Self::Named => None,
        }
    }

    /// What is added to a message.
    pub(super) const fn describe(self) -> &'static str {
        match self {
            Self::Test => "in a test",
            Self::Idle => "as a value that nothing is seen to run",
            Self::Named => "as an example",
        }
    }
}

/// Calls that run or keep what they are given, by the start of the last part of their names, in lower case.
const RUNNERS: &[&str] = &[
    "$",
    "append_text",
    "bash",
    "call",
    "check_call",
    "check_output",
    "cmd",
    "command",
    "create_subprocess",
    "eval",
    "exec",
    "fork",
    "function",
    "getoutput",
    "getstatusoutput",
    "invoke",
    "launch",
    "open",
    "popen",
    "run",
    "send",
    "sh",
    "shell",
    "spawn",
    "subprocess",
    "system",
    "write",
];

/// Names of calls that compare their argument with something, and of values that are there to be compared with.
static REFUSED: Pattern = Pattern::new(concat!(
    r"(?i)block|den(?:y|ied)|danger|forbid|disallow|not_?allow|unsafe|reject|refuse|bann|malicious|suspicious|hostile|destruct|risky",
    r"|pattern|regex|signature|detect|guard|valid|saniti[sz]|harmful|blacklist|prohibit|injection|threat|assert|expect|raises",
    r"|startswith|endswith|includes|contains|compile|search|fullmatch|is_safe",
));

/// A raw text with marks that only expressions for matching have.
static EXPRESSION: Pattern = Pattern::new(r#"^[rR]["'][\s\S]*(?:\(\?[:!=i]|\\[bs])"#);

/// A script that reads its own text into a value, and not only to show it as its help.
static OWN_TEXT: Pattern = Pattern::new(concat!(
    r#"(?:\$\(|`|<\()[^\n)]{0,120}\b(?:sed|grep|awk|tail|head|cut|tr|cat)\b[^\n|;&()]{0,80}\s["']?\$\{?(?:0|BASH_SOURCE)\b"#,
    r"|\b(?:open|Path|readFile\w{0,4})\s?\(\s?__file|\binspect\.get(?:source|comments|doc)",
));

/// A script that hands its own text on.
static PASSED_ON: Pattern = Pattern::new(concat!(
    r#"\b(?:sed|grep|awk|tail|head|cut|tr|cat)\b[^\n|;&()]{0,80}\s["']?\$\{?(?:0|BASH_SOURCE)\b"#,
    r#"[^\n]{0,200}(?:\|\s{0,3}(?:sudo\s)?(?:\S{0,20}/)?(?:(?:ba|z|da|k)?sh|xargs|while|python3?|perl|tee)\b|[^0-9&]>{1,2}\s{0,2}["'/$~\w.])"#,
));

/// What runs a text.
static RUN: Pattern = Pattern::new(concat!(
    r"(?:^|[;&|{]|\bthen\b|\bdo\b)\s{0,8}eval\s|\|\s{0,3}(?:sudo\s)?(?:ba|z|da|k)?sh\b|\b(?:ba|z|da|k)?sh\s-\w{0,3}c\b",
    r"|(?:source|\.)\s<\(|\bexec\(|\beval\(|\bos\.system\(|\bsubprocess\b|child_process",
));

/// Files that were not worth a program until something in them was hit: each is parsed once.
pub(super) type Parsed = HashMap<usize, Option<Program>>;

/// Whether what a pattern hit is a command that nothing runs.
pub(super) fn specimen(artifact: &Artifact, flows: &Flows, parsed: &mut Parsed, hit: &Hit<'_>) -> Option<Specimen> {
    if artifact.is_test(hit.place.file) {
        return Some(Specimen::Test);
    }
    let file = artifact.file(hit.place.file)?;
    // What is hidden is hidden for a reason, and what is not spelled in place cannot be found in the syntax.
    if hit.coding.is_some() || file.slice(hit.place.span) != hit.text {
        return None;
    }
    let region = artifact.regions.get(hit.region)?;
    let blank = hit.text.len() - hit.text.trim_start().len();
    let at = Span::new(hit.place.span.start + blank, hit.place.span.end);
    let line = line_before(file.text(), at.start);
    if hit.kind == RegionKind::CodeBlock {
        let code = region.marks_at(hit.range.start).filter_map(|mark| match &mark.role {
            Role::Code { language } => Some(Language::of_extension(language).unwrap_or_default()),
            _ => None,
        });
        // A line of its own is an order that is left to the reader.
        let beside = |language| comment(line, language).is_some_and(|before| !before.trim().is_empty());
        return code.last().is_some_and(beside).then_some(Specimen::Named);
    }
    let shown = |kind: RegionKind| matches!(kind, RegionKind::Script | RegionKind::Resource | RegionKind::CodeBlock);
    let told = |other: &&crate::text::Region| other.file == region.file && !shown(other.kind);
    let spans = artifact.regions.iter().filter(told).map(|other| other.span(0..other.text.len()));
    if hit.kind != RegionKind::Script || spans.into_iter().any(|span| span.start <= at.start && at.start < span.end) {
        return None;
    }
    let language = Language::of(file)?;
    let one_line = !hit.text.trim().contains('\n');
    let explained = || one_line && comment(line, language).is_some() && !runs_itself(file.text());
    if !matches!(language, Language::Python | Language::Go) && !language.is_script() {
        let compared = language == Language::Shell && is_glob(line, file.text().get(at.end..).unwrap_or_default());
        return (compared || explained()).then_some(Specimen::Named);
    }
    let read = artifact.programs.iter().find(|program| program.file == hit.place.file && !program.in_document);
    let program = if let Some(program) = read {
        program
    } else {
        let parse = || code::parse(file.text(), language, hit.place.file).ok();
        parsed.entry(hit.place.file).or_insert_with(parse).as_ref()?
    };
    match literal(program, at.start) {
        Some((id, text)) => {
            let expression = language == Language::Python && EXPRESSION.is_match(file.slice(program.span(id)));
            value(program, flows, id, text, expression)
        }
        None => explained().then_some(Specimen::Named),
    }
}

/// Whether a script may run its own comments.
fn runs_itself(text: &str) -> bool {
    let code = || text.lines().filter(|line| !line.trim_start().starts_with(['#', '/']));
    PASSED_ON.is_match(text) || (OWN_TEXT.is_match(text) && code().any(|line| RUN.is_match(line)))
}

/// The line of a text up to an offset.
fn line_before(text: &str, at: usize) -> &str {
    let before = text.get(..at).unwrap_or_default();
    before.rsplit('\n').next().unwrap_or_default()
}

/// What stands before the comment that a line has reached, if it has.
fn comment(line: &str, language: Language) -> Option<&str> {
    let slashes = language.is_script() || language == Language::Go;
    let mark = if slashes { "//" } else { "#" };
    if slashes && line.trim_start().starts_with("* ") {
        return Some("");
    }
    line.match_indices(mark).map(|(at, _)| line.split_at(at)).find_map(|(before, after)| {
        let apart = before.is_empty() || before.ends_with(char::is_whitespace);
        let spaced = after.trim_start_matches(['#', '/']).starts_with([' ', '\t'])
            || after.trim_start_matches(['#', '/']).is_empty();
        let even = |quote: char| before.chars().filter(|c| *c == quote).count() % 2 == 0;
        (apart && spaced && ['"', '\'', '`'].into_iter().all(even)).then_some(before)
    })
}

/// Whether a place in a shell script lies in a quoted pattern, `*"rm -rf /"*`: the shell compares with it.
fn is_glob(line: &str, after: &str) -> bool {
    ['"', '\''].into_iter().any(|quote| {
        let open = line.rfind(quote).is_some_and(|at| line.get(..at).is_some_and(|before| before.ends_with('*')));
        let rest = after.lines().next().unwrap_or_default();
        open && rest.find(quote).and_then(|at| rest.get(at + 1..)).is_some_and(|rest| rest.starts_with('*'))
    })
}

/// The innermost text of a program that covers an offset.
fn literal(program: &Program, at: usize) -> Option<(ExprId, &MappedText)> {
    let covers = |expr: &Expr| expr.span.start <= at && at < expr.span.end;
    program.exprs.iter().enumerate().find_map(|(id, expr)| match &expr.kind {
        ExprKind::Text(text) if covers(expr) => Some((id, text)),
        _ => None,
    })
}

/// What a program uses a text for, as far as that is nothing that runs it.
fn value(program: &Program, flows: &Flows, id: ExprId, text: &MappedText, expression: bool) -> Option<Specimen> {
    let span = program.span(id);
    let around = |other: &ExprId| {
        let outer = program.span(*other);
        *other != id && outer.start <= span.start && span.end <= outer.end
    };
    let outer: Vec<ExprId> = (0..program.exprs.len()).filter(around).collect();
    let calls: Vec<(String, &[code::Argument])> = outer.iter().filter_map(|at| called(program, *at, span)).collect();
    let acts = [SinkKind::Shell, SinkKind::Process, SinkKind::Eval, SinkKind::Load, SinkKind::Write, SinkKind::Dropped];
    let spoken = text.text.trim();
    let reached = flows.events.iter().filter(|event| acts.contains(&event.kind)).flat_map(|event| &event.texts);
    if calls.iter().any(|(name, _)| is_runner(name)) || reached.into_iter().any(|ran| ran.contains(spoken)) {
        return None;
    }
    let mut names: Vec<String> = calls.iter().map(|(name, _)| name.clone()).collect();
    let beside = calls.iter().flat_map(|(_, arguments)| arguments.iter());
    names.extend(beside.filter_map(|argument| short(program, argument.value)));
    let mut listed = false;
    for at in outer {
        match program.kind(at) {
            ExprKind::Compare(..) => return Some(Specimen::Named),
            ExprKind::List(_) | ExprKind::Each(..) => listed = true,
            ExprKind::Record(members) => {
                listed = true;
                let own = members.iter().filter(|(_, value)| program.span(*value).cover(span) == program.span(*value));
                names.extend(own.filter_map(|(key, _)| short(program, *key)));
            }
            _ => {}
        }
    }
    let mut kept = Vec::new();
    let within = program.functions.iter().filter(|function| function.span.cover(span) == function.span);
    for function in within {
        let documents =
            function.doc.as_ref().is_some_and(|doc| doc.span().cover(span) == doc.span() || doc.span() == span);
        if documents {
            return Some(Specimen::Named);
        }
        assigned(program, &function.body, span, &mut kept);
    }
    let handed_on = kept.iter().any(|name| is_handed_on(program, name));
    names.extend(kept);
    let refused = names.iter().any(|name| REFUSED.is_match(name));
    if (refused && (listed || !calls.is_empty())) || expression {
        return Some(if handed_on { Specimen::Idle } else { Specimen::Named });
    }
    is_idle(program).then_some(Specimen::Idle)
}

/// The function that is called with something, and the arguments, where `at` is a call.
fn called(program: &Program, at: ExprId, span: Span) -> Option<(String, &[code::Argument])> {
    let ExprKind::Call { callee, arguments } = program.kind(at) else { return None };
    let given =
        arguments.iter().any(|argument| program.span(argument.value).cover(span) == program.span(argument.value));
    given.then(|| (program.dotted(*callee), arguments.as_slice()))
}

/// A text that is short enough to be a name, or a name.
fn short(program: &Program, id: ExprId) -> Option<String> {
    match program.kind(id) {
        ExprKind::Text(text) if text.text.len() <= 40 => Some(text.text.clone()),
        ExprKind::Name(name) => Some(name.clone()),
        _ => None,
    }
}

/// Whether a function runs or keeps what it is given, by its dotted name.
fn is_runner(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let bare = last.trim_start_matches('_');
    RUNNERS.iter().any(|runner| bare.starts_with(runner))
}

/// Whether nothing in a file starts a program or writes a file.
fn is_idle(program: &Program) -> bool {
    !program.exprs.iter().any(|expr| match &expr.kind {
        ExprKind::Call { callee, .. } => is_runner(&program.dotted(*callee)),
        _ => false,
    })
}

/// Functions that look into a list, by the last part of their names.
const LOOKS: &[&str] = &[
    "all",
    "any",
    "compile",
    "enumerate",
    "frozenset",
    "intersection",
    "isdisjoint",
    "join",
    "len",
    "list",
    "set",
    "sorted",
    "tuple",
];

/// Whether a value is given to a function of which nothing is known, such as `map`.
fn is_handed_on(program: &Program, name: &str) -> bool {
    let last = |dotted: &str| dotted.rsplit('.').next().unwrap_or_default().to_owned();
    program.exprs.iter().any(|expr| match &expr.kind {
        ExprKind::Call { callee, arguments } => {
            arguments.iter().any(|argument| {
                matches!(program.kind(argument.value), ExprKind::Name(_) | ExprKind::Member(..))
                    && program.dotted(argument.value) == name
            }) && !LOOKS.contains(&last(&program.dotted(*callee)).as_str())
        }
        _ => false,
    })
}

/// The names that the value around a place is given to.
fn assigned(program: &Program, statements: &[Statement], span: Span, names: &mut Vec<String>) {
    for statement in statements.iter().filter(|statement| statement.span.cover(span) == statement.span) {
        match &statement.kind {
            StatementKind::Assign { target, .. } => names.push(program.dotted(*target)),
            StatementKind::If { then, otherwise, .. } => {
                assigned(program, then, span, names);
                assigned(program, otherwise, span, names);
            }
            StatementKind::For { target, body, .. } => {
                names.push(program.dotted(*target));
                assigned(program, body, span, names);
            }
            StatementKind::While { body, .. } | StatementKind::Block(body) => assigned(program, body, span, names),
            _ => {}
        }
    }
}
