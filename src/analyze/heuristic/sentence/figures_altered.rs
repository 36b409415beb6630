//! The model is to alter figures, records or sources, and the text says for whose sake.

use crate::analyze::clause::{Clause, Form};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Clause = Clause {
    meta: StaticMeta {
        id: "figures-altered",
        title: "text has the model alter figures, drop records or make up sources",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::PromptInjection,
        why: "The user decides by numbers and records that somebody else has chosen.",
        fix: "Report what the input yields, and name every change to it.",
        taxonomy: "ASI09, LLM09",
        ..StaticMeta::BASE
    },
    message: "the sentence alters what the user relies on",
    forms: FORMS,
};

const FORMS: &[Form] = &[
    // Figures are moved so that they look right.
    Form {
        all: &[
            r"\b(?:nudged?|rais(?:e|ed)|lower(?:ed)?|lift(?:ed)?|inflated?|multipl(?:y|ied)|written|adjust(?:ed)?|counted|shown|smooth(?:ed)?|replaced?|set|increased?|reduced?|round(?:ed)?|corrected)\b",
            r"\b(?:figures?|numbers?|readings?|values?|rates?|results?|totals?|amounts?|sales|revenues?|trend|measurements?|scores?|complaints?|hours|prices?|counts?)\b",
            r"\bso that (?:its|their|his|the|our|this) (?:\w+ ){0,2}(?:total|score|rank|rating|result|figure|price)s? (?:is|are|comes?|ends? up|lands?|stays?) (?:\w+ ){0,7}?(?:above|ahead|higher|better|first|below|lower|on top|behind)\b|\bso that (?:the |they |it |no |nobody |nothing |this |our )[^.]{0,40}\b(?:encouraging|stays? (?:positive|good|green|even)|comes? out|on top|alarm\w*|pleas\w*|convinc\w*|impress\w*|consisten\w*|not (?:fall|worry|cause|show)|does not (?:fall|worry|cause|show|appear)|looks? (?:better|good|healthy|smooth))|\b(?:tables?|appendix|details?|numbers|checked \w+)\b[^.]{0,40}\b(?:nobody|no one|no longer) (?:reads?|looks?|checks?|notices?)|\bno longer looked at|\bthat is agreed policy and needs no|\bin favour of (?:the (?:seller|platform|vendor|house)|our)",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|font|margin|axis|layout|colou?rs?|width|height|user (?:asks|wants|agreed|agrees)|with a note|and says? so)\b",
        negatable: true,
    },
    // Records that do not suit are left out.
    Form {
        all: &[
            r"\b(?:remove|drop|leave out|left out|exclude|filter out|delete|dropped|removed|excluded|omit|omitted|hide|skip)\b",
            r"\b(?:rows?|observations?|findings?|readings?|answers?|complaints?|reviews?|disputes?|clauses?|results?|records?|entries|data points?|warnings?|sections?|deadlines?)\b",
            r"\b(?:contradict|negative|critical|against|disagree|unfavou?rable|not (?:support|fit)|complaints?|disputes?|cancellation|renewal|fees|bad)\w*\b",
            r"\b(?:do not list|not (?:be )?listed|without (?:further |any )?(?:comment|note|mention)|no (?:note|mention)|confuses?|slows? \w+ (?:down|up)|hypothesis|sponsor\w*|report the final|nobody|unsettles?|put (?:people|buyers|readers) off|tend to slow|less likely)\b",
        ],
        unless: r"\b(?:never|do not (?:leave|drop|remove|hide|omit)|don(?:'|’)t (?:leave|drop|remove|hide)|must not|duplicates?|user (?:asks|wants|agreed|agrees)|report says how many)\b",
        negatable: true,
    },
    // Until the result is the one that was wanted.
    Form {
        all: &[
            r"\b(?:drop|remove|exclude|leave out|re-?run|repeat|choose|pick|change)\b",
            r"\b(?:observations?|rows?|outliers?|data points?|samples?|tests?|runs?|seeds?|subsets?)\b",
            r"\b(?:p[- ]value|significan\w+|hypothesis|effect)\b",
            r"\buntil (?:it|they|the \w+)\b|\bone by one\b|\breport (?:only )?(?:the )?(?:final|last|best)\b|\bonly the (?:final|best|last)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|p-hacking|avoid)\b",
        negatable: true,
    },
    // Sources, answers and approvals that do not exist.
    Form {
        all: &[
            r"\b(?:add|attach|write|invent|enter|give|supply|make up|put in|create|cite|fill in)\b",
            r"\b(?:citations?|sources?|references?|test (?:name|result|score)s?|answers|approv(?:er|al)s?|sign-?offs?|reviews?|testimonials?|quotes?|measurements?|dates?)\b",
            r"\b(?:no (?:source|test|citation|reference|measurement|approval|review)s? (?:\w+ )?(?:in|exists?|is|was|are|can)|has no (?:source|citation|reference)|lacks?|missing|fewer than|until there are|where no)\b",
            r"\b(?:plausible|fitting|well-known|in the style of|looks? complete|no gaps|complete|with today(?:'|’)s date|last approver|as the sample size|is not held up|credible|realistic)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|instead of|test data|fixtures?|mock|synthetic|placeholder|marked? as|stop|ask)\b",
        negatable: true,
    },
    // What failed has passed.
    Form {
        all: &[
            r"\b(?:fail(?:s|ed|ing|ures?)?|errors?|broken|red)\b[^.]{0,60}\b(?:entered|recorded|marked|listed|counted|reported|shown|written|logged|set|noted|labelled)\b[^.]{0,60}\bas [`\x22'*]{0,3}(?:passed|passing|pass|green|ok|successful|succeeded)\b|\b(?:enter|record|mark|list|count|report|show|log|note|label) (?:\w+ ){0,3}(?:failed|failing|failures?|errors?|broken|red) (?:\w+ ){0,4}as [`\x22'*]{0,3}(?:passed|passing|pass|green|ok|successful|succeeded)\b|\b(?:fail(?:s|ed|ing|ures?)?|errors?|broken|red|time is short|takes? too long|too slow)\b[^.]{0,60}\b(?:enter|record|mark|list|count|report|show|log|note|label|put|write) (?:it|them|this|that|these|those) (?:down )?as [`\x22'*]{0,3}(?:passed|passing|pass|green|ok|successful|succeeded|run|done|executed)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|not be|xfail|expected to fail|expects?|negative tests?|known failures?|flaky|quarantined?|only (?:if|when|after)|if (?:the|a) (?:retry|rerun|second))\b",
        negatable: true,
    },
    // What somebody found is not counted, however bad it is.
    Form {
        all: &[
            r"\b(?:taken out|left out|dropped|removed|excluded|omitted|skipped|suppressed|hidden|filtered out|(?:take|leave|drop|remove|exclude|omit|skip|suppress|hide|filter) )",
            r"\b(?:findings?|advisor(?:y|ies)|vulnerabilit\w+|alerts?|defects?|incidents?|complaints?|side effects|adverse events?)\b",
            r"\b(?:whatever|regardless of|irrespective of|no matter) (?:their|the|its|how) (?:severity|rating|score|impact|cvss|bad|severe)|\beven (?:if|when|where) (?:an?|the|it|they)\b[^.]{0,30}\b(?:exploit|critical|severe|confirmed|published|serious)",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|duplicates?|false positives?|user (?:asks|wants|agreed|agrees)|waived?|waivers?|accepted risk|out of scope|test (?:code|files))\b",
        negatable: true,
    },
    // What nobody found.
    Form {
        all: &[
            r"\b(?:add|write|insert|put|note|list|report|mention|include|enter|record)\b",
            r"\b(?:outages?|incidents?|complaints?|defects?|bugs?|findings?|issues?|breach(?:es)?|warnings?|weakness(?:es)?|drawbacks?|risks?|delays?|faults?|recalls?)\b",
            r"\beven (?:if|when|where|though) (?:none|no such|nothing|there (?:is|are|was|were) no\w*)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|(?:table|section|heading|column|header)s? (?:for|of|with)|state (?:that|so)|say so|explicitly|\b0\b|zero)\b",
        negatable: true,
    },
    // A check that nobody made.
    Form {
        all: &[
            r"\b(?:state|say|write|note|add|mention|print|claim)\b[^.]{0,25}\b(?:that|line|sentence|has been|was)\b",
            r"\b(?:has|have|was|were|had) (?:been )?(?:reviewed|checked|verified|approved|audited|certified|confirmed|cleared|signed off|tested)\b",
            r"\b(?:counsel|lawyers?|legal|auditors?|experts?|doctors?|physicians?|engineers?|independent|third party|security team|compliance|accountants?|laborator\w+)\b",
            r"\b(?:readers?|customers?|users?|they|people|clients?) (?:\w+ )?(?:expect|trust|like|prefer|feel)\w*|\bspeeds?\b|\bbuilds? (?:trust|confidence)\b|\breassur\w+|\b(?:always|in (?:each|every|any) (?:case|report|digest|summary))\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|only (?:if|when|after)|once|unless|whether|if)\b",
        negatable: true,
    },
    // The payment goes to another account.
    Form {
        all: &[
            r"\b(?:print|use|give|insert|swap(?:ped)?|replaced?|put|enter|show|write|changed?|redirect|switch|substituted?|exchanged?)\b",
            r"\b(?:iban|account|wallet|payment (?:address|details|block|data)|bank details|payees?|remittance|beneficiary|clearing account)\b",
            r"\b(?:is|are|be) (?:to be )?(?:replaced|substituted|swapped|exchanged|overwritten) (?:with|by|for)\b|\bin place of\b|\binstead of\b|\beven (?:if|when) the\b|\breplace (?:those|the (?:one|iban|account|wallet))|\bswap\b|\bfor every \w+ invoice\b|\bfrom the \w+ (?:run|invoice|order) on\b",
            r"\b(?:treasury|centrally|clearing|different (?:wallet|account|iban)|does not belong|internal (?:detail|matter)|land with us|with us\b|need not|no need to|our (?:own )?(?:account|wallet|iban|treasury)|tolerance|bc1[a-z0-9]{6,}|0x[0-9a-f]{6,}|[A-Z]{2}\d{2}(?: ?\d{4}){2,})",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|placeholder|template variable|test data|user (?:gives|asks|wants|names)|customer gives|warn\w*|confirm\w*|old and the new)\b",
        negatable: true,
    },
];
