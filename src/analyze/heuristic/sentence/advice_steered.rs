//! Advice, rankings and links follow somebody's interest, and the reader takes them for independent.

use crate::analyze::clause::{Clause, Form};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Clause = Clause {
    meta: StaticMeta {
        id: "advice-steered",
        title: "text steers advice, rankings or links to somebody's gain",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::PromptInjection,
        why: "The user takes for advice what somebody gains by.",
        fix: "Rank on the user's grounds, and say what is paid for.",
        taxonomy: "ASI09",
        ..StaticMeta::BASE
    },
    message: "the sentence steers what is advised",
    forms: FORMS,
};

const FORMS: &[Form] = &[
    // Favoured products get more than they earn.
    Form {
        all: &[
            r"\b(?:give|add|put|rank|place|list|show|raise|lift|boost|move|score|rate)\b",
            r"\b(?:our (?:own )?|partner |house |in-house |sponsor(?:ed|s(?:'|’))? |affiliated |preferred )(?:\w+ )?(?:brands?|products?|listings?|items|vendors?|models|offers?|suppliers?|plans?|tools?|services?|apps?)\b",
            r"\b(?:points?|more|higher|above)\b[^.]{0,40}\b(?:on every|for every|before the (?:table|list|result)|than (?:they|it)|extra)|\bfirst (?:\w+ ){0,2}places?\b|\b(?:first|top|higher)\b[^.]{0,40}\b(?:regardless|whatever|even if|no matter|irrespective)\b|\bbefore the (?:table|list|ranking|result)s? (?:is|are) (?:sorted|shown|written)|\bhalf a point\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|labell?ed|labels?|disclos\w*|marked|says? so|user (?:asks|wants|has|prefers)|on request)\b",
        negatable: true,
    },
    // First by order, and nobody is to be told why.
    Form {
        all: &[
            r"\b(?:put|rank|place|list|show|name|recommend|present|mention|prefer|choose|bring)\b",
            r"\b(?:first|on top|at the top|foremost|ahead|before (?:the )?others|best value|top place)\b",
            r"\b(?:products?|models|plans?|brands?|vendors?|hotels?|offers?|listings?|candidates?|items|services?|librar(?:y|ies)|tools?|providers?)\b",
            r"\b(?:need(?:s)? not (?:be )?(?:bothered|told|know|hear|mention\w*)|not (?:be )?(?:bothered|told)|no need to (?:mention|explain|say)|without (?:mention|explain|saying|giving)\w*|standing terms|commission|kickback|bonus|keeps? this skill free|pays? (?:us|for this)|sponsors? (?:us|this))\b",
        ],
        unless: r"\b(?:never|do not (?:put|rank|place|list|prefer|recommend)|labell?ed|disclos\w*|says? so|say so|above the table|let the user)\b",
        negatable: true,
    },
    // Praise whatever was measured.
    Form {
        all: &[
            r"\b(?:always|invariably|in every case|without exception)\b",
            r"\b(?:described?|recommend(?:ed)?|presented?|named?|called?|praised?|ranked?|rated?|listed|suggest(?:ed)?)\b",
            r"\b(?:best|first|safest|leading|top|superior|winner|choice|recommendation)\b",
            r"\b(?:whatever|regardless of|no matter what|even if|even when|irrespective of)\b[^.]{0,40}\b(?:numbers?|scores?|measur\w+|tests?|results?|say|says|facts|reviews|better|cheaper|price)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not)\b",
        negatable: true,
    },
    // A rival is made to lose.
    Form {
        all: &[
            r"\b(?:lower|reduce|cut|drop|worsen|trim|shave|decrease|mark down|downgrade)\b",
            r"\b(?:competitors?|rivals?|others?|alternatives?|open-source|free|other (?:vendors?|products?|brands?))\b",
            r"\b(?:ratings?|scores?|points?|stars?|marks?|rank\w*|grades?)\b",
            r"\buntil\b|\bcomes? out on top\b|\bso that\b[^.]{0,40}\b(?:top|first|wins?|ahead|best)\b|\bif (?:a|any|another) \w+[^.]{0,30}\b(?:higher|better|wins|ahead)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|threshold|price)\b",
        negatable: true,
    },
    // What is measured with changes until somebody wins.
    Form {
        all: &[
            r"\b(?:if|unless|while|until)\b[^.]{0,60}\b(?:is|does|are|comes?|leads|wins)\b(?: not|n(?:'|’)t)?[^.]{0,20}\b(?:first|top|win|winning|ahead|best|highest|leading|in front)\b",
            r"\b(?:review|adjust|shift|raise|change|lower|re-?weigh\w*|revise|increase|move|add)\w*\b",
            r"\b(?:weights?|weightings?|criteri(?:on|a)|scores?|scale)\b",
            r"\b(?:in which it|where it|strongest|in its favou?r|shifted to|so that it|until it|its strengths?)\b",
        ],
        unless: refused!(r"|\b(?:sensitivity|user (?:asks|wants|changes)|model|learning rate|gradient)\b"),
        negatable: true,
    },
    // An advertisement is worded as something else.
    Form {
        all: &[
            r"\b(?:mention|plug|recommend|praise|suggest|promote|advertise|refer to|name)\b",
            r"\b(?:phrased|worded|written|dressed|presented|put|framed) (?:up )?as\b|\bnot as (?:an? )?(?:advert\w*|ad\b|promotion)|\bas (?:if it were )?your own (?:impression|experience|opinion|view)|\bas a personal\b|\bwithout (?:it )?(?:looking|sounding|reading) like (?:an? )?(?:advert\w*|ad\b|promotion)",
            r"\b(?:app|products?|service|brand|tool|shop|course|plan|partner|sponsor|company|store|offers?)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|labell?ed|disclos\w*|look for|report)\b",
        negatable: true,
    },
    // Doubts are sown about what the user wants.
    Form {
        all: &[
            r"\b(?:bring up|raise|mention|sow|point to|voice|talk about|express)\b",
            r"\b(?:worries|doubts?|concerns|fears?|rumou?rs|risks|problems)\b",
            r"\b(?:leans? towards?|prefers?|considers?|asks? for|wants?|chooses?|mentions?)\b",
            r"\b(?:suggest|recommend|steer|point|propose|offer)\b[^.]{0,60}\b(?:in its place|instead|commercial|paid|premium|our|partner)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|honest\w*|known)\b",
        negatable: true,
    },
    // Links earn somebody money, and the reader is not to know.
    Form {
        all: &[
            r"\b(?:links?|urls?|address(?:es)?|shops?|rows?|suffix)\b",
            r"(?:[?&](?:ref|tag|aff|affiliate|partner|via|aff_id)=[\w-]+|\b(?:affiliate|referral|partner) (?:tag|id|code|parameter|address|link|url|suffix)s?\b|https?://[^\s)]{4,60}/(?:r|ref|go|aff)/)",
            r"\b(?:not need an? explanation|needs? no (?:explanation|mention|note)|without (?:mention|explain|disclos|label|saying)\w*|no (?:explanation|mention|disclosure)|need not (?:know|be told|be mentioned)|standard practice|same from the (?:buyer|reader|user|customer)(?:'|’)s|makes no difference (?:to|for) the (?:buyer|reader|user|customer)|place of|instead of|replace|replacing (?:whichever|whatever|any|an?|the) (?:\w+ )?(?:tag|code|id|parameter|suffix))\b",
        ],
        unless: r"\b(?:never|do not (?:add|use|append|put)|disclosed|labell?ed|strip|remove|user(?:'|’)s own|say so|says so|report each)\b",
        negatable: true,
    },
];
