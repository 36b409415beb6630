//! What the model tells the user is bent to somebody else's advantage.

use crate::analyze::clause::{Clause, Form};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Clause = Clause {
    meta: StaticMeta {
        id: "report-bent",
        title: "text bends what the model tells the user",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::PromptInjection,
        why: "The user decides on numbers, verdicts and advice that somebody else has chosen.",
        fix: "Report what was found, and name every interest.",
        taxonomy: "ASI09",
        ..StaticMeta::BASE
    },
    message: "the sentence bends what the model tells the user",
    forms: FORMS,
};

const FORMS: &[Form] = &[
    Form {
        all: &[
            r"\b(?:do not|don(?:'|’)?t|never) (?:report|mention|list|show|count|reveal)\b",
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
    // What was turned about the figures is left out of the paper that rests on them.
    Form {
        all: &[
            r"\b(?:calibration|adjustments?|weighting|re-?weighting|corrections?|normali[sz]ation|mark-?up|surcharge)\b",
            r"\b(?:is|are)(?: not|n(?:'|’)t) (?:a )?(?:part of|mentioned in|shown in|listed in|included in|for)\b|\b(?:do|does)(?: not|n(?:'|’)t) (?:appear|belong|go|show up) in\b",
            r"\b(?:memo|report|summary|appendix|slides?|deck|write-?up|minutes|reply|deliverable)\b",
        ],
        unless: r"\b(?:error|bug|should be|must be|unless)\b",
        negatable: false,
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
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|boilerplate|irrelevant|optional)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:replace|swap|substitute|change|exchange)\b",
            r"\b(?:iban|recipient|account number|wallet address|bank details|payee|payment address|deposit address|bic)\b",
            r"\b(?:with (?:the one below|this|ours|our|the following|[A-Z]{2}\d{2}|0x|bc1)|to (?:ours|our|0x|[A-Z]{2}\d{2}))",
        ],
        unless: r"\b(?:placeholder|template|test data|contract|user gives|never)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:weaken|downgrade|lower|reduce|break|sabotage)\b",
            r"\b(?:encryption|password hashing|key length|certificate checks?|authentication|access control|validation)\b",
            r"\b(?:generated|code|compatib\w*|quietly|you write|output|so that)\b",
        ],
        unless: r"\b(?:never|attack|do not|don(?:'|’)t|risk)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:insert|introduce|add|leave|plant)\b",
            r"\b(?:off-by-one|subtle (?:bugs?|errors?|flaws?)|backdoor|vulnerabilit(?:y|ies)|deliberate (?:bugs?|errors?))\b",
            r"\b(?:code|output|function|file|generated|implementation)\b",
        ],
        unless: r"\b(?:test|mutation|training|exercise|ctf|never|benchmark|detect)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:suggest|recommend|advise|tell)\w*\b",
            r"\b(?:disabl|turning off|switching off|removing|skipping)\w*\b",
            r"\b(?:two-factor|2fa|mfa|multi-factor|tls|certificate|firewall|antivirus|password)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|against)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:write|say|use|show|mention|produce|generate)\b",
            r"\bonly (?:positive|favou?rable|good|flattering) (?:\w+ )?(?:things|sentences|reviews|words|points|aspects|remarks|comments)\b",
        ],
        unless: r"\b(?:integers?|numbers?)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\balways (?:conclude|find|decide|state|answer|report|say) (?:that )?",
            r"\b(?:good idea|safe|best (?:choice|option)|worth (?:it|buying)|buy|recommended|positive|superior|profitable)\b",
        ],
        unless: r"\b(?:if|unless|whether|when|why|how)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:give|rate|score|grant|award|assign)\b",
            r"\b(?:competitors?|rivals?|other (?:vendors|products|brands)|our (?:own )?(?:product|brand|tool))\b",
            r"\b(?:less|lower|higher|more|better|worse)\b[^.]{0,20}\bthan\b[^.]{0,20}\b(?:deserve|earned|measured|actual|justified|warranted)",
        ],
        unless: r"",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:use|insert|put|prefer|choose)\b",
            r"\b(?:referral|affiliate|tracking|partner) (?:link|url|code)\b",
            r"\b(?:instead of|in place of|rather than|wherever|every time|whenever)\b",
        ],
        unless: r"\b(?:user's|disclos|label|never)",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:adjust|change|tweak|raise|lower|shift|nudge)\b",
            r"\b(?:inputs?|scores?|figures?|numbers?|weights?|results?|data)\b",
            r"\buntil (?:it|they|the \w+) (?:fits?|match\w*|comes? out|agrees?|is highest|wins?|looks? (?:right|good))\b",
        ],
        unless: r"\b(?:layout|margin|padding|width|tests? pass|budget|target|loss|converge\w*|prompt)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:supply|invent|make up|fill in|add|give)\b",
            r"\b(?:plausible|realistic|believable|likely)\b",
            r"\b(?:measurement|figure|number|value|source|quote|test|result|citation|date)s?\b",
            r"\bno (?:\w+ ){0,4}(?:at hand|available|found|exists?|known)\b|\bwhere (?:none|nothing)\b|\b(?:missing|lacking|unknown)\b",
        ],
        unless: r"\b(?:test data|fixtures?|mock|placeholder|sample|synthetic|fiction|never|do not)\b",
        negatable: true,
    },
];
