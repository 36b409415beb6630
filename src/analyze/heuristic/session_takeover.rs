//! A skill makes itself the first stop of every message, above the user and the other skills.

use super::Heuristic;
use crate::analyze::guard::{is_negated, is_quoted};
use crate::analyze::{Context, Report, Sink};
use crate::artifact::{ArtifactKind, Place};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Pattern, Region, RegionKind, mentions};
use std::ops::Range;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "session-takeover",
        title: "a skill takes over every message of the session",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::PromptInjection,
        why: "Whoever writes the skill decides what the agent does with every request, and the user's own words count less.",
        fix: "Say for which tasks the skill is, and leave the choice to the user and the host.",
        ..StaticMeta::BASE
    },
    check,
};

/// It is for everything that the user says.
static EVERYTHING: Pattern = Pattern::caseless(concat!(
    r"\bbefore (?:responding|replying|answering|any (?:response|reply))[^.\n]{0,12}\b(?:to )?(?:any|every|each|all) (?:user |incoming )?(?:messages?|inputs?|prompts?|requests?|quer(?:y|ies)|questions?)",
    r"|\b(?:check|inspect|intercept|process|scan|handl|screen|rout|monitor)(?:s|es|ing|e)? (?:any|every|each|all) (?:single )?(?:of the )?(?:user(?:'|’)?s? )?(?:messages?|inputs?|prompts?|requests?|turns?)\b",
    r"|\b(?:for|on|to|with) (?:any|every|each|all) (?:single )?(?:development |coding |user )?(?:tasks?|conversations?|messages?|turns?|prompts?)\b[^\n]{0,20}(?:triggers?|whatever|no exceptions?|without exception)",
    r"|\bwhen starting any conversation\b|ユーザーへの質問は(?:全て|すべて)|所有(?:用户)?(?:请求|消息|问题)[^\n]{0,36}(?:必须|都要)",
    r"|\bfor any (?:development |coding |user )?task\b",
));

/// It ranks above the rest, leaves no choice, or forbids the tools of the host.
static RANK: Pattern = Pattern::caseless(concat!(
    r"\b(?:overrid(?:es?|ing)|supersedes?|outranks?|takes? (?:precedence|priority) over) (?:all|any|every) (?:other|user|existing) (?:skills?|tools?|instructions?|frameworks?|agents?|rules?|preferences)\b",
    r"|\bpriority override\b|\b(?:the )?only entry[- ]point\b|\b(?:sole|single) gateway\b",
    r"|\b(?:never|(?:do not|don(?:'|’)t) (?:ever )?)(?:use|call) (?:the )?(?:built-in |native |host(?:'|’)?s? )?(?:AskUserQuestion|TodoWrite|ExitPlanMode|plan mode)\b|\b(?:AskUserQuestion|TodoWrite|ExitPlanMode)は使用禁止|禁止使用 ?(?:AskUserQuestion|TodoWrite)",
));

/// Strictness alone: methods that want to be followed speak like this, too.
static STRICT: Pattern = Pattern::caseless(
    r"\byou (?:absolutely )?(?:do not|don(?:'|’)t) have (?:a|any) choice\b|\bthere is no (?:opt[- ]out|choice)\b|\bnot negotiable\b",
);

/// A word of each text in which one of the two may stand.
const STRONG: &[&str] = &[
    "overrid",
    "supersede",
    "outrank",
    "precedence",
    "priority",
    "entry",
    "gateway",
    "askuser",
    "todowrite",
    "exitplan",
    "plan mode",
    "choice",
    "opt-out",
    "opt out",
    "negotiable",
];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    if context.artifact.kind != ArtifactKind::Skill {
        return;
    }
    let mut described =
        [RegionKind::SkillDescription, RegionKind::SkillBody].into_iter().flat_map(|kind| context.regions(kind));
    if !described.any(|region| mentions(&region.text, STRONG)) {
        return;
    }
    let Some((all, everything)) = find(context, &EVERYTHING) else { return };
    let ranks = find(context, &RANK).map(|found| (found, Severity::High));
    let strict = || find(context, &STRICT).map(|found| (found, Severity::Medium));
    let Some(((above, rank), severity)) = ranks.or_else(strict) else { return };
    let report = Report::new(place(all, everything), "the skill is for everything that the user says")
        .related(place(above, rank), "and ranks above what else there is")
        .severity(severity);
    sink.report(report);
}

fn find<'a>(context: &Context<'a>, pattern: &Pattern) -> Option<(&'a Region, Range<usize>)> {
    let kinds = [RegionKind::SkillDescription, RegionKind::SkillBody];
    context.artifact.regions.iter().filter(|region| kinds.contains(&region.kind)).find_map(|region| {
        let at = pattern.find_iter(&region.text).find(|range| {
            // `never use …` is what one of the patterns looks for.
            let spoken = is_quoted(region, range) || (is_negated(&region.text, range.start));
            region.kind_at(range.start) != RegionKind::CodeBlock && !spoken
        })?;
        Some((region, at))
    })
}

fn place(region: &Region, range: Range<usize>) -> Place {
    Place { file: region.file, span: region.span(range), pointer: region.pointer.clone() }
}
