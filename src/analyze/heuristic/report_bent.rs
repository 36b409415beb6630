//! What the model tells the user is bent to somebody else's advantage.

use std::sync::LazyLock;

use super::Heuristic;
use super::clause::{Form, Forms};
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "report-bent",
        title: "text bends what the model tells the user",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::PromptInjection,
        why: "The user decides on numbers, verdicts and advice that somebody else has chosen.",
        fix: "Report what was found, and name every interest.",
        taxonomy: "ASI09",
        ..StaticMeta::BASE
    },
    check,
};

const GATE: &str = r"result|report|total|test|recommend|rank|\btop\b|severity|cite|source|favou?r|loss|clause|link|mention|score|rating|figure|review";

const FORMS: &[Form] = &[
    Form {
        all: &[
            r"\b(?:do not|don['’]?t|never) (?:report|mention|list|show|count|reveal)\b",
            r"\b(?:fail\w*|errors?|negative|problems?|vulnerabilit\w+|defects?|warnings?)\b",
            r"\b(?:say|claim|state|report|write|pretend|answer)\b[^.]{0,40}\b(?:all|every\w*|no|success\w*|pass\w*|fine|clean|safe)\b",
        ],
        unless: r"\b(?:unless|until|twice|known|flaky|duplicate)\b",
        negatable: false,
    },
    Form {
        all: &[
            r"\b(?:adjust|raise|lower|round|increase|reduce|shift|inflate|scale|bump|nudge|shave|give)\b",
            r"\b(?:totals?|figures?|results|loss(?:es)?|scores?|ratings?|numbers|balances?|severity|estimates?|grades?|odds)\b",
            r"\b(?:results|totals?|figures?|scores?|ratings?|numbers|it|them) (?:\w+ )?(?:upwards?|downwards?)\b|\bby \d+ ?(?:%|percent|points)|\bso that\b[^.]{0,60}\blooks? (?:better|worse|good|bad|healthier|cheaper)|\bbefore (?:presenting|showing|reporting)|\b(?:in|for|to|of) our own\b|\bin (?:our|its|their) favou?r\b",
        ],
        unless: r"\b(?:inflation|tax|font|width|height|scale factor|threshold|temperature|sensitivity|user (?:asks|wants))\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\balways (?:put|place|list|rank|recommend|prefer|name|choose|suggest|mention)\b",
            r"\b(?:on top|first|flaws? of|drawbacks? of|even (?:when|if)|over (?:others|competitors|alternatives)|as the best|above (?:all|other|its))\b",
            r"\b(?:vendors?|products?|competitors?|alternatives?|others|rivals?|brands?|librar(?:y|ies)|tools?|another|companies)\b",
        ],
        unless: r"\b(?:import|alphabetic|fastest|cheapest|official|standard library|user's|most (?:recent|relevant|common)|built-in)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:recommend|suggest|choose|prefer|propose)\b",
            r"\beven (?:when|if|though) (?:another|others?|an? alternative|a (?:better|cheaper))\b",
        ],
        unless: r"",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:mention|recommend|promote|praise|feature|plug|favou?rabl[ey])\b",
            r"\bwithout (?:noting|disclosing|mentioning|labell?ing|saying|revealing) (?:the |that |any )?(?:sponsor|affiliat|paid|partner|advert|commission|it is)",
        ],
        unless: r"",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:append|add|insert|attach|put|include)\b",
            r"(?:[?&](?:ref|tag|aff|affiliate|partner|via)=|\b(?:affiliate|referral|partner) (?:tag|id|code|parameter)s?\b)",
            r"\b(?:every|each|all|any)\b[^.]{0,30}\b(?:links?|urls?)\b",
        ],
        unless: r"\b(?:user's|user gives|disclos|label)",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:create|make up|invent|fabricate|generate|produce)\b",
            r"\b(?:plausible|realistic|convincing|fictional|believable)\b",
            r"\b(?:none exist|not (?:exist|available|found)|do not exist|sources?|citations?|references|quotes|evidence)\b",
        ],
        unless: r"\b(?:test data|fixtures?|mock|placeholder|fiction|story|sample|synthetic|seed)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:leave out|omit|skip|hide|drop|bury|exclude)\b",
            r"\b(?:clauses?|risks?|liabilit\w+|fees|side effects|downsides?|penalt\w+|conflicts? of interest|safety information)\b",
            r"\b(?:summari\w+|contract|report|advice|review|answer|presenting|user|client|patient)\b",
        ],
        unless: r"\b(?:never|do not|don['’]t|must not|boilerplate|irrelevant|optional)\b",
        negatable: true,
    },
];

static READY: LazyLock<Forms> = LazyLock::new(|| Forms::new(GATE, FORMS));

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    READY.report(context, sink, "the sentence bends what the model tells the user");
}
