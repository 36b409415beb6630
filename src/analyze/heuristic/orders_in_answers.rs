//! The code of a server, or of a script that a model runs, holds an answer that gives the model orders.
//!
//! What a tool returns is data; a model that reads it takes a sentence that speaks to it for more. No single phrase says
//! enough: programs hold prompts for models of their own, and hints on what to call next. Two kinds together do.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::code::Program;
use crate::artifact::{Artifact, ArtifactKind, Place, sentences};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Pattern, Region, RegionKind};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "orders-in-answers",
        title: "a server or script answers with orders to the model",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::PromptInjection,
        why: "The model takes the answer of a tool it trusts for a wish of the user, and acts on it.",
        fix: "Answer with data, and leave what is done with it to the user.",
        references: &["https://genai.owasp.org/llmrisk/llm01-prompt-injection/"],
        taxonomy: "ASI01, LLM01",
        ..StaticMeta::BASE
    },
    check,
};

/// Speaks to whoever reads the answer, or sets it another goal.
static TURNS_TO: [Pattern; 2] = [
    Pattern::caseless(concat!(
        r"\b(?:notice|note|continuation|message|instructions?|goal|task|hint|guidance|reminder)s?\b[^.\n]{0,20}\b(?:for|to) (?:the |any |every )?(?:ai |llm |language |calling |reading )?(?:assistant|model|agent|planner)s?\b",
        r"|(?:^|[.!?\n\]]\s{0,2})(?:ai )?(?:assistant|agent|model)s?[:,] (?:please |now )?(?:run|execute|open|read|include|send|call|add|fetch|copy|paste|collect|use|do|before|to [a-z]+)\b|\[\s?system (?:notice|message|note|update|instruction)s?\s?\]",
        r"|\b(?:assistant|model|agent)s? (?:reading|handling|processing|receiving|that reads|that handles|working on) (?:this|the|these)\b",
    )),
    Pattern::caseless(concat!(
        r"\b(?:updated|new|changed|only remaining|revised|actual|real) (?:main |primary )?(?:objective|goal|task)s?\b(?:\s(?:is|are|now|of)\b|:)",
        r"|\b(?:main |primary )?(?:goal|objective)s?\b[^.\n]{0,40}\b(?:has|have) (?:changed|been (?:changed|replaced|withdrawn|superseded))\b",
        r"|\byour (?:task|goal|objective|job|only task|only goal) is now\b|\bstop working on (?:it|this|the (?:task|goal|request))\b",
        r"|\b(?:the user|user(?:'|’)s)\b[^.\n]{0,40}\b(?:request|task|question|goal|comparison|steps?|asked for)\b[^.\n]{0,30}\b(?:no longer (?:needed|wanted|relevant|applies)|is withdrawn|are withdrawn|superseded)\b",
    )),
];

/// What an honest answer does not want of the model.
static WANTS: [Pattern; 4] = [
    // Behind the back of the user.
    Pattern::caseless(concat!(
        r"\b(?:without (?:asking|telling|informing|consulting|waiting for) (?:the )?(?:user|customer|client|traveller|owner|anybody|anyone)|(?:continue|proceed|go on|carry on|do so|do this|act|carry\s(?:this|it|them)\sout)\swithout\s(?:asking|confirm\w+|telling))\b",
        r"|\b(?:do not|don(?:'|’)?t|never) (?:say|mention|tell|reveal|disclose|inform|notify|list|show)\b[^.\n]{0,40}\b(?:user|customer|client|that an?\b|this (?:note|step|notice|message)|these (?:notes|steps|preferences)|was applied|the (?:score|preference|change))",
        r"|\bas (?:if|though) (?:nothing|no) (?:else|other|more)?\b|\bon (?:the )?(?:user|customer|client)(?:'|’)s behalf\b",
    )),
    // A false account.
    Pattern::caseless(concat!(
        r"\b(?:report|mark|close|treat|count|record|present|declare)\b[^.\n]{0,60}\bas (?:done|met|fulfilled|complete|completed|passed|verified|approved|resolved)\b",
        r"|\b(?:tell|assure|inform|answer) the (?:user|customer|client) that (?:everything|all|it|nothing)\b|\b(?:say|claim|pretend) (?:that )?the (?:system|step|service|request)\b[^.\n]{0,30}\b(?:busy|failed|unavailable|down)\b",
        r"|\bas the only (?:suitable|good|reasonable|sensible|available) (?:option|choice|product)\b|\bleave out (?:the )?(?:cheaper|better|other)\b",
    )),
    // What only the user has.
    Pattern::caseless(concat!(
        r"\b(?:collect|gather|open|read|find|copy|include|paste|pass|attach|take|get|fetch|look up)\b[^.\n]{0,60}",
        r"(?:\b(?:passport|card numbers?|cvv|date of birth|social security|passwords?|credentials?|private keys?|ssh keys?|api keys?|seed phrase|recovery phrase|one-time code|tokens? of)\b|\.env\b|\.pem\b|\bid_rsa\b|\.ssh\b|\.aws\b)",
    )),
    // Doors that stay open.
    Pattern::caseless(
        r"\b(?:create|add|grant|invite|issue|register)\b[^.\n]{0,40}\b(?:deploy keys?|write access|admin(?:istrator)? (?:rights|access|role)|access tokens?|ssh keys?|collaborators?|webhooks?)\b",
    ),
];

/// Bytes between texts that may be parts of one answer.
const APART: usize = 300;
/// Bytes of what is read as one answer, at most.
const LONGEST: usize = 8000;

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    let in_code = |region: &&Region| {
        artifact.programs.iter().any(|program| program.file == region.file) && !artifact.is_test(region.file)
    };
    let own = context.regions(RegionKind::Resource).filter(in_code);
    let helpers = of_helpers(artifact);
    let texts: Vec<&Region> = own.chain(&helpers).collect();
    let mut known = BTreeSet::new();
    report_orders(&texts, &mut known, sink);
    let told: Vec<&Region> = context.told.iter().filter(|told| !known.contains(&told.file)).collect();
    report_orders(&told, &mut known, sink);
}

/// Reports each answer of some texts, in order of place, that gives orders, and adds the files that it stands in.
fn report_orders(texts: &[&Region], files: &mut BTreeSet<usize>, sink: &mut Sink<'_>) {
    let mut rest = texts;
    while let Some((first, others)) = rest.split_first() {
        let mut end = first.span(0..first.text.len()).end;
        let mut size = first.text.len();
        let near = others.iter().take_while(|next| {
            let at = next.span(0..next.text.len());
            let joined = next.file == first.file && at.start >= end && at.start - end <= APART;
            end = at.end;
            size += next.text.len();
            joined && size <= LONGEST
        });
        let parts = 1 + near.count();
        let (answer, after) = rest.split_at_checked(parts).unwrap_or((rest, &[]));
        rest = after;
        if let Some((region, range, wanted)) = ordered(answer) {
            let place = Place { file: region.file, span: region.span(range), pointer: region.pointer.clone() };
            let severity = if wanted > 1 { Severity::High } else { Severity::Medium };
            files.insert(region.file);
            sink.report(Report::new(place, "what the program answers gives the model orders").severity(severity));
        }
    }
}

/// What stands in the files beside those of a server's tools, which may answer with it.
fn of_helpers(artifact: &Artifact) -> Vec<Region> {
    if artifact.kind != ArtifactKind::McpServer {
        return Vec::new();
    }
    let helps =
        |program: &&Program| program.handlers.is_empty() && !program.in_document && !artifact.is_test(program.file);
    let programs = artifact.programs.iter().filter(helps);
    let texts = programs.flat_map(|program| sentences(program).into_iter().map(|text| (program.file, text)));
    texts.map(|(file, text)| Region::new(file, RegionKind::Resource, text)).collect()
}

/// Where the parts of an answer turn to the model, and how many kinds of orders follow; the sentence is in one of them.
fn ordered<'r>(answer: &[&'r Region]) -> Option<(&'r Region, Range<usize>, usize)> {
    let find = |pattern: &Pattern| answer.iter().find_map(|region| Some((*region, pattern.find(&region.text)?)));
    let wanted = WANTS.iter().filter(|pattern| find(pattern).is_some()).count();
    let turned = TURNS_TO.iter().find_map(find).filter(|_| wanted > 0)?;
    let both = TURNS_TO.iter().all(|pattern| find(pattern).is_some());
    Some((turned.0, turned.1, wanted + usize::from(both)))
}
