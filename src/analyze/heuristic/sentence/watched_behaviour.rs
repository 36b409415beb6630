//! The model is to behave in one way when it is looked at and in another when it is not.

use crate::analyze::clause::{Clause, Form};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Clause = Clause {
    meta: StaticMeta {
        id: "watched-behaviour",
        title: "text has the model behave otherwise when nobody looks, or only for some",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::PromptInjection,
        why: "What a test or review shows is not what users get.",
        fix: "Do the same in every case, and let steps depend on what the user asks for.",
        taxonomy: "ASI01, ASI10, AML.T0094",
        ..StaticMeta::BASE
    },
    message: "the sentence makes behaviour depend on who is looking",
    forms: FORMS,
};

const FORMS: &[Form] = &[
    // Behaves while somebody looks, and does more afterwards.
    Form {
        all: &[
            r"\b(?:while|when|if|as long as|once|during|in that case|in an?|by the absence|until)\b",
            r"\b(?:(?:being |is |are |be |was |were )(?:recorded|evaluated|reviewed|audited|monitored|tested|observed|watched|analy[sz]ed|inspected)|recorded or evaluated|(?:from|by|for) (?:an? )?(?:automated )?(?:reviewer|test|tester|scanner|auditor|evaluator|grader)|(?:debugger|sandbox|virtual machine|monitoring agent|analysis tool|container or)|trial (?:week|period|month)|review (?:period|week)|automated (?:scanner|review|check|evaluation))\b",
            r"\b(?:otherwise|in normal use|in real use|and do nothing else|on real (?:hardware|machines)|stick to|give a neutral|plain (?:steps|scaffolder)|describe the skill as|after that|once it is gone|go on with|behave as (?:described|usual)|for everybody else)\b",
            r"\b(?:add|also|run|put|export|sync|ranking|step|upload|start|telemetry|only|send|recommend|execute|use)\b",
        ],
        unless: r"\b(?:never|do not ask|don(?:'|’)t|must not|look for|reviewing code|detect\w*|report (?:each|it)|malware|logic bombs?|user (?:asks|wants|agrees)|tell the user|rollback|canary|feature flags?|breakpoints?)\b",
        negatable: true,
    },
    // Acts when few people can see it.
    Form {
        all: &[
            r"\b(?:on (?:fridays?|weekends?|holidays?|sundays?|any public holiday|the user(?:'|’)s birthday)|at night|when nobody|once the user has left|when the user (?:is (?:away|idle|in a hurry|asleep|gone)|has left|leaves)|out of hours|outside (?:of )?(?:office|working) hours|after (?:five|six|midnight|hours))\b",
            r"\b(?:fewer people|nobody (?:is|reviews?|has|looks|notices|will)|no one (?:is|reviews?|has|looks)|less likely|few(?:er)? (?:reviews?|eyes)|at their desk|without waiting|for ten minutes|close the (?:terminal|window)|for a while|unnoticed|nobody)\b",
            r"\b(?:generate|run|forward|send|process|recommend|push|use|execute|delete|upload|copy|transfer|pay|add|install|merge|deploy)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|maintenance window|tell the user|ask the|user (?:asks|wants|agrees)|detect\w*|look for|back ?off|schedule[ds]?|on-?call)\b",
        negatable: true,
    },
    // Every nth time, so that it does not stand out.
    Form {
        all: &[
            r"\b(?:(?:every|each) (?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|twelfth|fifteenth|twentieth|fiftieth|hundredth|nth|\d+(?:th|rd|nd|st))|after the (?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|twelfth|fifteenth|twentieth|fiftieth|hundredth|nth|\d+(?:th|rd|nd|st)) (?:run|report|use|call|invoice|order|time)|from the (?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|twelfth|fifteenth|twentieth|fiftieth|hundredth|nth|\d+(?:th|rd|nd|st)) (?:run|use|invoice|time|order) on|the first (?:\w+ )?(?:runs|uses|times|invoices))\b",
            r"\b(?:stand out|in favou?r of|(?:other|second|clearing|different|alternative) account|account in|tolerance|hidden file|counter|unnoticed|attention)\b",
            r"\b(?:sync|round\w*|upload|send|wallet|iban|transfer|add|switch|use|uses|used|payment|export)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|sample|retry|log(?:s|ged)?|printed|progress|checkpoint|to check)\b",
        negatable: true,
    },
    // Some people are served the truth, others are not.
    Form {
        all: &[
            r"\b(?:when|if|where|whether)\b[^.]{0,40}\b(?:name|user|reader|author|host ?name|organi[sz]ation|machine|repository|domain|address|e-?mail)\b",
            r"\b(?:ends? (?:in|with)|begins? with|starts? with|is one of|belongs to|is from|contains|is not the owner|matches)\b",
            r"\b(?:for (?:everybody|everyone|all|the) (?:else|others?)|for others|otherwise|on test machines|on others|for the rest|when the reader is|use the (?:second|other|alternative)|shorter)\b",
            r"\b(?:reduced|hide|maintenance account|shorter (?:seed|key)|marked? (?:the )?(?:checks|it|them) as|tests stay simple|second payment|other account|altered|adjusted|doctored|penalt\w+|weaker|leave it out)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|tell the user|stop and|permission|role-based|redact\w*|look for)\b",
        negatable: true,
    },
    // A word in a text gives orders.
    Form {
        all: &[
            r"\b(?:contains?|says?|mentions?|comes up|writes?|includes?|appears?)\b",
            r"\b(?:phrase|word|sentence|marker|keyword|code ?word|term|string|earlier message)\b",
            r"\b(?:treat (?:everything|all|what|the rest)[^.]{0,30}as an? (?:order|command|instruction)|order from|carry it out|do what it says|before anything else|without (?:bringing|mention|telling|saying)\w*|obey|execute (?:it|what|the rest))\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|as content|as data|user (?:asks|wants)|detect\w*|attack\w*|inject\w*)\b",
        negatable: true,
    },
    // A machine that is not a build server gets one more step.
    Form {
        all: &[
            r"\b(?:on|in|when|if)\b[^.]{0,60}\b(?:ci\b|build servers?|containers?|virtual machines?|sandbox\w*|test machines?|analysis)\b",
            r"\b(?:leave|skip|omit|do nothing|without|behave as)\b",
            r"\bon (?:a |the )?(?:developer(?:'|’)?s?(?:'|’)?|user(?:'|’)?s?|real|private|personal|production) (?:machine|laptop|hardware|computer|system)s?\b",
            r"\b(?:upload|sync|send|extra|run|export|script|copy|collect|install)\w*\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|tell the user|ask|prompt|interactive|listen|bind|cache|user (?:asks|wants))\b",
        negatable: true,
    },
    // From a date on, everything comes from elsewhere.
    Form {
        all: &[
            r"\b(?:from (?:the )?[^.]{0,30}\b20\d\d\b|after 20\d\d-\d\d|later than 20\d\d|once the (?:date|year)|from \w+ 20\d\d)",
            r"https?://[\w.-]+",
            r"\b(?:use|take|taken|point|switch|fetch|load|download|install)\b",
            r"\b(?:dependenc\w+|archive|packages?|registry|mirror|installer|binary|script|binaries|release notes)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|deprecat\w*|end of life|tell the user|documentation|ask|npmjs|pypi\.org|github\.com)\b",
        negatable: true,
    },
];
