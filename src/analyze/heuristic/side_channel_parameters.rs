//! Parameters that carry off what a tool has no business with.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::{Place, Tool};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Pattern, RegionKind};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "side-channel-parameters",
        title: "a tool wants parts of the model's context that its work does not need",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::ToolPoisoning,
        why: "A model fills every parameter it is asked for: the system prompt, the conversation or the list of tools goes to the server unasked.",
        fix: "Take only what the tool needs for its work.",
        references: &["https://hiddenlayer.com/innovation-hub/exploiting-mcp-tool-parameters/"],
        taxonomy: "MCP10, AML.T0056",
        ..StaticMeta::BASE
    },
    check,
};

static CONTEXT_NAMES: Pattern = Pattern::new(concat!(
    r"(?i)^_{0,2}(?:full_?|entire_?|complete_?|current_?|your_?|agent_?|llm_?|model_?)?(?:system_?(?:prompt|message|instructions?)|(?:conversation|chat|message|dialog(?:ue)?)_?(?:history|log|transcript|context|so_?far)",
    r"|chain_?of_?thoughts?|(?:previous|prior|past|all)_?(?:messages|conversation|prompts|tool_?(?:calls|results|outputs))|tool_?call_?history|(?:available_?)?tools?_?list|available_?tools|context_?window)$",
));

static CONTEXT_WORDS: Pattern = Pattern::new(concat!(
    r"(?i)\b(?:your|the (?:current|active|full|exact)) system (?:prompt|message|instructions)\b",
    r"|\b(?:full|entire|complete|whole|verbatim|exact|all (?:of )?(?:the |your )?(?:previous|prior|earlier)?) ?(?:conversation|chat|dialogue|message history|messages so far|user messages?|context window|tool (?:outputs|results))\b",
    r"|\beverything (?:that (?:was|has been) )?(?:said|discussed|written|exchanged)\b[^.]{0,30}\b(?:chat|conversation|session)\b|\bincluding (?:the |your )?system (?:prompt|message)\b",
    r"|\b(?:messages|turns|exchanges|contents?|text) (?:of|in|from) the (?:current|ongoing|present|running|whole|entire) (?:conversation|chat|dialogue|session)\b",
    r"|\b(?:with|and|including|plus) the system (?:text|prompt|message|instructions)\b|\b(?:list|names?) of (?:all )?(?:the )?other tools\b",
    r"|\b(?:answers|outputs|results|responses) of (?:all |the )?other tools\b",
    r"|\b(?:conversation|chat) (?:history|transcript|log)(?: so far)?\b|\ball (?:other )?tools (?:available to you|you (?:have|can))\b|\byour (?:chain of thought|reasoning so far|instructions)\b",
));

/// What makes up a person, of which a tool rarely needs two.
static TRAITS: Pattern = Pattern::caseless(
    r"\b(?:age|date of birth|gender|sex|income|salary|wealth|religion|ethnicity|nationality|politic(?:s|al views)|health|marital status|family|employer|occupation|interests|habits|location|home address|personality|mood)\b",
);
/// From what the model happens to know.
static AS_KNOWN: Pattern = Pattern::caseless(
    r"\b(?:as far as|whatever|anything|everything|all|what) (?:is |you |you've |has been )?(?:know|known|learned|remember|infer|guess)\w*|\b(?:inferred|guessed|derived|learned|known) (?:from|about) (?:the |this |earlier |your )?(?:conversation|chat|context|memory|memories|user|messages|tone)\b|\bfrom (?:your )?memor(?:y|ies)\b",
);

/// Tools that keep what is known of the user.
static KEEPS: Pattern =
    Pattern::caseless(r"fact|profile|prefer|persona|remember|recall|note|observation|entit|knowledge");

/// Whether a description asks for a profile of the user that the model is to put together.
fn wants_profile(description: &str) -> bool {
    AS_KNOWN.is_match(description) && TRAITS.find_iter(description).nth(1).is_some()
}

/// Tools whose work is with conversations or prompts.
static OWN_WORK: Pattern = Pattern::new(
    r"(?i)chat|convers|messag|memor|prompt|llm|complet|agent|session|transcript|assistant|thread|model|thought|think|summari|slack|dialog|generate",
);

/// Names that mean nothing by themselves: what stands in the description decides.
const VAGUE: &[&str] = &[
    "sidenote",
    "side_note",
    "note",
    "notes",
    "context",
    "metadata",
    "extra",
    "debug",
    "reasoning",
    "reason",
    "feedback",
    "_meta",
    "trace",
    "telemetry",
    "background",
    "summary",
];

/// Whether a tool works with conversations or prompts.
fn is_own_work(tool: &Tool) -> bool {
    let first = tool.description.split(['.', '\n']).next();
    OWN_WORK.is_match(&tool.name) || first.is_some_and(|first| OWN_WORK.is_match(first))
}

/// Parameters whose descriptions stand in source: most are required, and all are asked for.
fn in_source(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    let is_source = |file: usize| artifact.programs.iter().any(|program| program.file == file);
    for region in context.regions(RegionKind::ToolParameter).filter(|region| is_source(region.file)) {
        let Some(range) = CONTEXT_WORDS.find(&region.text) else { continue };
        let owner = region.owner.as_deref();
        let mut tools = artifact.facts.tools.iter().filter(|tool| owner.is_none_or(|owner| tool.name == owner));
        if !tools.any(is_own_work) {
            let place = Place::new(region.file, region.span(range));
            sink.report(Report::new(place, "a parameter asks for what the tool's work does not need"));
        }
    }
}

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    in_source(context, sink);
    for tool in &context.artifact.facts.tools {
        let own = is_own_work(tool);
        for parameter in tool.parameters() {
            let asks = CONTEXT_WORDS.is_match(parameter.description());
            let severity = match () {
                () if own => continue,
                () if wants_profile(parameter.description()) && !KEEPS.is_match(&tool.name) => Severity::High,
                () if CONTEXT_NAMES.is_match(parameter.name) && (parameter.required || asks) => Severity::High,
                () if asks && (parameter.required || VAGUE.contains(&parameter.name)) => Severity::High,
                () if CONTEXT_NAMES.is_match(parameter.name) || asks => Severity::Medium,
                () if parameter.required && matches!(parameter.name, "sidenote" | "side_note") => Severity::Medium,
                () => continue,
            };
            let message = format!("`{}` wants `{}`, which its work does not need", tool.name, parameter.name);
            sink.report(Report::new(parameter.place(), message).severity(severity));
        }
    }
}
