//! A check of credentials that a constant in the code passes.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::artifact::code::{ExprId, ExprKind, Program, Statement, StatementKind};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Pattern, Span};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "hard-coded-bypass",
        title: "a constant in the code passes a check of credentials",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::ExcessivePermission,
        why: "Whoever has read the code gets in, and nobody can take the constant back.",
        fix: "Remove the constant; let tests and support sign in as everybody does.",
        taxonomy: "CWE-798",
        ..StaticMeta::BASE
    },
    check,
};

static CREDENTIAL: Pattern = Pattern::new(
    r"(?i)token|api[_-]?key|secret|passw|pass_?phrase|^auth|authorization|signature|credential|bearer|otp$|^pin$",
);
static GRANT: Pattern = Pattern::new(r"(?i)admin|auth|allow|valid|bypass|verified|trusted|granted|superuser|role|ok$");
static SAMPLE: Pattern =
    Pattern::new(r"(?i)^(?:your|my|change|example|sample|placeholder|undefined|null|none|bearer|basic)|example|xxx");

/// Statements within statements that are looked into.
const MAX_DEPTH: usize = 8;

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    let own = |program: &&Program| !program.in_document && !artifact.is_test(program.file);
    for program in artifact.programs.iter().filter(own) {
        for function in &program.functions {
            let mut found = Vec::new();
            collect(context, program, &function.body, MAX_DEPTH, &mut found);
            for constant in found {
                let others = passes_otherwise(program, &function.body, constant);
                let severity = if others { Severity::High } else { Severity::Medium };
                let message = if others {
                    "a constant passes the check without the credential that is asked for"
                } else {
                    "the credential that is asked for stands in the code"
                };
                sink.report(Report::new(Place::new(program.file, constant), message).severity(severity).secret());
            }
        }
    }
}

/// Constants that a credential is compared with to let somebody in.
fn collect(context: &Context<'_>, program: &Program, body: &[Statement], depth: usize, found: &mut Vec<Span>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    for statement in body {
        match &statement.kind {
            StatementKind::If { test, then, otherwise } => {
                if lets_in(context, program, then) {
                    found.extend(constant(program, body, *test, MAX_DEPTH));
                }
                collect(context, program, then, depth, found);
                collect(context, program, otherwise, depth, found);
            }
            StatementKind::Return(Some(value)) if matches!(program.kind(*value), ExprKind::Either(_)) => {
                found.extend(constant(program, body, *value, MAX_DEPTH));
            }
            StatementKind::For { body, .. } | StatementKind::While { body, .. } | StatementKind::Block(body) => {
                collect(context, program, body, depth, found);
            }
            _ => {}
        }
    }
}

/// The literal in `token == "…"`, `"…" == headers["x-api-key"]`, or one side of `or` around it.
fn constant(program: &Program, body: &[Statement], test: ExprId, depth: usize) -> Option<Span> {
    let depth = depth.checked_sub(1)?;
    match program.kind(test) {
        ExprKind::Compare(operator, sides) => match (operator.as_str(), sides.as_slice()) {
            ("==" | "===", [left, right]) => match (program.kind(*left), program.kind(*right)) {
                (_, ExprKind::Text(text)) if is_credential(program, body, *left) && is_key(&text.text) => {
                    Some(program.span(*right))
                }
                (ExprKind::Text(text), _) if is_credential(program, body, *right) && is_key(&text.text) => {
                    Some(program.span(*left))
                }
                _ if is_digest(program, body, *left, *right) => Some(program.span(*right)),
                _ => None,
            },
            ("and" | "&&", sides) => sides.iter().find_map(|side| constant(program, body, *side, depth)),
            _ => None,
        },
        ExprKind::Either(sides) | ExprKind::Join(sides) => {
            sides.iter().find_map(|side| constant(program, body, *side, depth))
        }
        _ => None,
    }
}

static DIGEST: Pattern = Pattern::new(r"^[0-9a-f]{32}(?:[0-9a-f]{8}|[0-9a-f]{32}|[0-9a-f]{96})?$");
static HASHED: Pattern = Pattern::caseless(r"\b(?:sha\d+|md5|blake\w+|createhash|digest|hexdigest)\b");
static REQUESTED: Pattern =
    Pattern::caseless(r"\b(?:req|request|ctx)\b(?:\.\w+){0,2}\.(?:get|headers?|query|cookies?|query_params|args)\b");

/// Whether a digest of what a request brings, under any name, is compared with a constant: `sha256(id) === known`.
fn is_digest(program: &Program, body: &[Statement], given: ExprId, known: ExprId) -> bool {
    let known = match program.kind(known) {
        ExprKind::Name(name) => program.constant(name).unwrap_or(known),
        _ => known,
    };
    if !program.literal(known).is_some_and(|text| DIGEST.is_match(&text.text)) {
        return false;
    }
    let asks = |id: &ExprId| REQUESTED.is_match(&program.dotted(*id));
    let mut parts = Vec::new();
    collect_parts(program, given, MAX_DEPTH, &mut parts);
    let brought = |id: &ExprId| match program.kind(*id) {
        ExprKind::Name(name) => body.iter().any(|statement| match &statement.kind {
            StatementKind::Assign { target, value, adds: false } => {
                let mut inner = Vec::new();
                collect_parts(program, *value, MAX_DEPTH, &mut inner);
                program.dotted(*target) == *name && inner.iter().any(asks)
            }
            _ => false,
        }),
        _ => asks(id),
    };
    parts.iter().any(|id| HASHED.is_match(&program.dotted(*id))) && parts.iter().any(brought)
}

/// An expression and what it is made of.
fn collect_parts(program: &Program, id: ExprId, depth: usize, found: &mut Vec<ExprId>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    found.push(id);
    match program.kind(id) {
        ExprKind::Member(object, _) | ExprKind::Index(object, _) => collect_parts(program, *object, depth, found),
        ExprKind::Call { callee, arguments } => {
            collect_parts(program, *callee, depth, found);
            for argument in arguments {
                collect_parts(program, argument.value, depth, found);
            }
        }
        ExprKind::Join(parts) | ExprKind::Either(parts) => {
            for part in parts {
                collect_parts(program, *part, depth, found);
            }
        }
        _ => {}
    }
}

/// Whether an expression is called what credentials are called.
fn is_credential(program: &Program, body: &[Statement], id: ExprId) -> bool {
    match program.kind(id) {
        // A variable is what it is given.
        ExprKind::Name(name) if !CREDENTIAL.is_match(name) => body.iter().any(|statement| match &statement.kind {
            StatementKind::Assign { target, value, adds: false } => {
                matches!(program.kind(*target), ExprKind::Name(other) if other == name)
                    && !matches!(program.kind(*value), ExprKind::Name(_))
                    && is_credential(program, &[], *value)
            }
            _ => false,
        }),
        ExprKind::Name(name) | ExprKind::Member(_, name) => CREDENTIAL.is_match(name),
        ExprKind::Index(_, key) => program.literal(*key).is_some_and(|key| CREDENTIAL.is_match(&key.text)),
        ExprKind::Call { callee, arguments } => {
            let named = arguments
                .iter()
                .any(|argument| program.literal(argument.value).is_some_and(|text| CREDENTIAL.is_match(&text.text)));
            let object =
                matches!(program.kind(*callee), ExprKind::Member(object, _) if is_credential(program, body, *object));
            named || object
        }
        ExprKind::Join(parts) => parts.iter().take(4).any(|part| is_credential(program, body, *part)),
        _ => false,
    }
}

/// Whether a text can be a key: no word of a protocol, nothing that a person fills in.
fn is_key(text: &str) -> bool {
    let of = |kind: fn(char) -> bool| text.chars().any(kind);
    let mixed =
        of(|c| c.is_ascii_digit()) || (text.contains(['-', '!', '#', '@', '$']) && of(|c| c.is_ascii_alphabetic()));
    // `path-token` is a manner of signing in.
    let manner = !of(|c| c.is_ascii_digit()) && CREDENTIAL.is_match(text);
    text.len() >= 8 && text.len() < 200 && mixed && !manner && !text.contains([' ', '/']) && !SAMPLE.is_match(text)
}

/// Whether statements let somebody in: they answer yes, or say that somebody may do more.
fn lets_in(context: &Context<'_>, program: &Program, body: &[Statement]) -> bool {
    let yes = |id: ExprId| {
        let text = context.artifact.file(program.file).map_or("", |file| file.slice(program.span(id)));
        matches!(text, "True" | "true")
    };
    // Handlers of requests call what comes next.
    let goes_on = |id: ExprId| {
        let inner = match program.kind(id) {
            ExprKind::Join(parts) if parts.len() == 1 => parts.first().copied().unwrap_or(id),
            _ => id,
        };
        let callee = match program.kind(inner) {
            ExprKind::Call { callee, .. } => program.dotted(*callee),
            _ => String::new(),
        };
        matches!(callee.as_str(), "next" | "call_next")
    };
    body.iter().any(|statement| match &statement.kind {
        StatementKind::Return(Some(value)) => {
            yes(*value) || goes_on(*value) || matches!(program.kind(*value), ExprKind::Record(_))
        }
        StatementKind::Assign { target, value, .. } => {
            GRANT.is_match(&program.dotted(*target))
                && (yes(*value) || matches!(program.kind(*value), ExprKind::Text(_)))
        }
        StatementKind::Expression(id) => match program.kind(*id) {
            ExprKind::Assign(target, value) => GRANT.is_match(&program.dotted(*target)) && yes(*value),
            _ => goes_on(*id),
        },
        StatementKind::Block(inner) => lets_in(context, program, inner),
        _ => false,
    })
}

/// Whether a function says yes in another way, too, after looking at something.
fn passes_otherwise(program: &Program, body: &[Statement], constant: Span) -> bool {
    body.iter().any(|statement| match &statement.kind {
        StatementKind::Return(Some(value)) => {
            !matches!(program.kind(*value), ExprKind::Constant | ExprKind::Text(_))
                && (statement.span.start > constant.start || matches!(program.kind(*value), ExprKind::Either(_)))
        }
        StatementKind::If { test, then, otherwise } => {
            let span = program.span(*test);
            let other = span.start > constant.start;
            let joined = !other && matches!(program.kind(*test), ExprKind::Either(_));
            (other && !then.is_empty()) || joined || passes_otherwise(program, otherwise, constant)
        }
        StatementKind::Block(inner) => passes_otherwise(program, inner, constant),
        _ => false,
    })
}
