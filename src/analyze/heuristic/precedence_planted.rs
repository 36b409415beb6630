//! Orders that outrank the user's are written into an agent's instruction file.

use std::sync::LazyLock;

use super::Heuristic;
use super::trust_planted::RULE_FILES;
use crate::analyze::guard::{Guards, is_negated};
use crate::analyze::script::{around, place};
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Pattern, RegionKind, mentions};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "precedence-planted",
        title: "an order that outranks the user's is written into an agent's instructions",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::Persistence,
        why: "Agents read the file at the start of every session, and take the foreign order for the user's own.",
        fix: "Leave instruction files to the user, and claim no precedence in what is written there.",
        taxonomy: "ASI06, AML.T0080",
        ..StaticMeta::BASE
    },
    check,
};

/// Something goes before the user, the project, or a question.
static ORDER: Pattern = Pattern::caseless(concat!(
    r"\b(?:prefer|follow|use|trust|treat|obey|consult|apply|honou?r)\b[^.\n]{3,100}",
    r"\b(?:before|over|instead of|above|ahead of|rather than)\b (?:\w+ ){0,2}",
    r"(?:(?:workspace|parent|project|user|system|repository|root|global)(?:'s|-level)? (?:guidance|instructions|rules|settings|preferences|policy|conventions|wishes)",
    r"|asking|clarifying|questions|confirming|checking with)",
));
static WRITES: Pattern = Pattern::caseless(
    r"\b(?:add|append|write|insert|put|save)\b[^.\n]{0,100}\b(?:to|in|into|under)\b|write_text\(|\.write\(|writefile|appendfile|>> ?\S",
);
static SPOKEN_OF: LazyLock<Guards> = LazyLock::new(|| Guards::parse("documented").unwrap_or_default());

/// How far the file and the order may stand apart in prose, and in a script, where texts are constants at the top.
const PROSE: usize = 500;
const SCRIPT: usize = 6000;
/// Orders of one text that are looked at.
const MAX_ORDERS: usize = 40;

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for region in &context.artifact.regions {
        let reach = match region.kind {
            RegionKind::Script if context.artifact.is_test(region.file) => continue,
            RegionKind::Script => SCRIPT,
            RegionKind::SkillBody | RegionKind::Document | RegionKind::Prompt => PROSE,
            _ => continue,
        };
        if !mentions(&region.text, RULE_FILES) {
            continue;
        }
        let mut orders = ORDER.find_iter(&region.text).take(MAX_ORDERS);
        let found = orders.find(|range| {
            let around = around(&region.text, range, reach);
            mentions(around, RULE_FILES)
                && WRITES.is_match(around)
                && !is_negated(&region.text, range.start)
                && !SPOKEN_OF.hold(region, range)
        });
        if let Some(range) = found {
            let message = "the order goes before the user's, and is written into an agent's instructions";
            sink.report(Report::new(place(region, range), message));
        }
    }
}
