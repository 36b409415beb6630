//! Text plants orders: in memory, in other files and agents, or on a page that is read later.

use crate::analyze::clause::{Clause, Form};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Clause = Clause {
    meta: StaticMeta {
        id: "instructions-planted",
        title: "text plants orders where later sessions or other agents obey them",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::Persistence,
        why: "What is planted steers every later session, and nobody sees where it came from.",
        fix: "Show the user what should be remembered, and let the user write it down.",
        taxonomy: "ASI06, AML.T0080",
        ..StaticMeta::BASE
    },
    message: "the sentence plants orders",
    forms: FORMS,
};

const FORMS: &[Form] = &[
    // It comes back when somebody has taken it out.
    Form {
        all: &[
            r"\b(?:add|put|write|insert|append|copy|place)\w* (?:it|them|this|the \w+) (?:again|back)\b|\bre-?(?:add|insert|create|append|write)\w*\b|\brestore (?:it|them|the \w+)\b",
            r"\b(?:gone|missing|removed|deleted|lost|cleaned|taken out)\b",
            r"\b(?:even|also) (?:if|when|after|where|once)\b[^.]{0,60}\b(?:uninstalled|removed|disabled|deleted)\b|\b(?:has|have) been uninstalled\b|\bafter (?:it|the \w+) (?:is|was) uninstalled\b",
        ],
        unless: refused_or_asked!(),
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:add|write|modify|update|append|insert|edit|save|put|store|change)\b",
            r"\b(?:CLAUDE\.md|AGENTS\.md|SOUL\.md|MEMORY\.md|GEMINI\.md|copilot-instructions|your (?:long-term )?memory)|\.cursorrules|\.windsurfrules|\.cursor/rules",
            r"\b(?:always trust|trusts? (?:all|any|every)|priority over|precedence over|so that it (?:persists|stays|survives)|without (?:mention|ask|tell|notif)\w+|safe to run|never ask|authoritative|over others|ignore|bypass|do not (?:mention|ask|tell)|before asking|all future sessions)\b",
        ],
        unless: r"\b(?:never|do not (?:write|add|edit)|ask the user|user (?:agrees|approves|confirms)|with permission)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:remember (?:permanently|always|forever|for all)|(?:update|store in|save to|write to) (?:your )?(?:long-term )?memory|memori[sz]e)\b",
            r"\b(?:trusts?|safe to run|approved|allowed|authori[sz]ed|prefer\w* .{0,30}over|no confirmation|always (?:run|use|install))\b",
        ],
        unless: r"\b(?:never|ask the user|user's preference)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:copy|add|append|insert|write|place|replicate|include|paste)\b",
            r"\b(?:this SKILL\.md|this skill|this (?:file|notice|text|block)|these instructions|the same (?:notice|text|instructions))\b",
            r"\b(?:every|each|all|any|other)\b(?: \w+){0,3} (?:folders?|skills?|readmes?|repos?|repositor(?:y|ies)|projects?|agents?|workspaces?|machines?|organi[sz]ations?|contacts?)\b",
        ],
        unless: r"\b(?:licen[cs]e|copyright|template|header|user (?:asks|wants)|copy this skill (?:directory|folder) (?:in)?to any)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:tell|ask|convince|get|instruct|encourage|persuade)\b",
            r"\bother (?:ai )?agents\b|\bfellow agents\b|\bevery agent\b",
            r"\b(?:install|adopt|load|run|subscribe to|follow)\b[^.]{0,20}\bthis\b",
        ],
        unless: r"",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:obey (?:them|it|its|the)|(?:do|carry out|follow|execute|perform|apply|obey) (?:exactly )?what(?:ever)? (?:it|they|the \w+) (?:says?|tells?|lists?|orders?)|follow (?:them|it|everything) (?:exactly|to the letter|without question)|which you must follow|(?:execute|run|follow|obey|perform) (?:any|all|whatever|every) (?:commands?|instructions?|orders|tasks?|code) (?:\w+ ){0,2}(?:found|contained|included|returned|given|listed|received|embedded|present)\b)",
            r"https?://|\b(?:website|url|web ?page|response|gist|server|remote|feed|e-?mails?|inbox|issue|comments?|page|endpoint)\b|\b(?:retrieve|fetch|download|poll)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|untrusted|inject|attack|malicious)\b",
        negatable: true,
    },
    // What a server answers is part of the text, or is run.
    Form {
        all: &[
            r"\b(?:text|answer|response|page|reply|content|file|what)\b[^.]{0,30}\b(?:comes? back|returned|received|fetched|retrieved|downloaded|served)\b",
            r"\b(?:is|are|becomes?|forms?|counts? as)\b[^.]{0,12}\b(?:the rest|part|a continuation|the remainder|the body|the real|the actual)\b[^.]{0,20}\b(?:this skill|these instructions|your instructions|the skill|the prompt)\b",
        ],
        unless: refused!(),
        negatable: true,
    },
    Form {
        all: &[
            r"\bif (?:it|they|the (?:text|page|answer|response|reply|message|playbook)) (?:contains?|includes?|has|have|lists?) (?:\w+ )?(?:commands?|code|scripts?)\b",
            r"\b(?:run|execute|carry out|perform) (?:them|it|those|these|the)\b",
        ],
        unless: refused_or_asked!(r"|\b(?:sandbox\w*|tests?|repro\w*|dry[- ]run)\b"),
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:store|save|write|keep|put|record)\b",
            r"\b(?:persistent|long-term|permanent) memory\b",
            r"\b(?:never (?:question|ask|refuse|doubt)|always (?:trust|run|obey|use|allow)|trust)\b",
        ],
        unless: r"",
        negatable: false,
    },
    Form {
        all: &[
            r"\b(?:register|install|add|create|set up|write)\b",
            r"\b(?:startup|sessionstart|session-start|login|pre-?commit|posttooluse|pretooluse|shell) hook\b",
            r"\b(?:this skill|itself|each session|every session|every start|always)\b",
        ],
        unless: r"\b(?:lint|format|test|user (?:asks|wants)|ask)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:reply|respond|answer|sign|send|end)\b",
            r"\b(?:every|each|all) (?:e-?mails?|messages?|repl(?:y|ies)|posts?|comments?)\b",
            r"\b(?:link to this skill|this skill|install link|these instructions|this prompt)\b",
        ],
        unless: r"",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:whenever|when|every time|each time) you (?:create|write|generate|edit|scaffold)\b",
            r"\b(?:skill|agent|prompt|readme|instructions?|rule) ?(?:file)?\b",
            r"\b(?:include|add|copy|embed|insert) (?:this|the same|these) (?:paragraph|instructions?|text|section|rules?|notice)\b",
        ],
        unless: r"\b(?:licen[cs]e|copyright)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:pull|fetch|load|download|get|use)\b",
            r"\b(?:prompt|instructions?|rules)\b[^.]{0,40}\b(?:from|at) (?:our|the|a|this)? ?(?:remote )?(?:server|url|endpoint|gist|api)\b|https?://",
            r"\b(?:as (?:your|the) (?:system prompt|instructions|rules)|replace your (?:instructions|prompt))\b",
        ],
        unless: r"",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:api|server|endpoint|response|page|webhook|tool)\b",
            r"\b(?:returns?|returned|answers?|contains?|sends?)\b",
            r"\b(?:(?:has|have|is|are|must|should|needs?) (?:to )?be (?:executed|run|evaluated|obeyed|followed)|execute (?:it|them)|run (?:it|them)) ?(?:as|in|with)? ?(?:a |the )?(?:shell|command|code|bash|eval|python|instruction|without)",
        ],
        unless: r"\b(?:never|not|validated|sanitized|sandbox)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:load|fetch|read|open|get|download|retrieve|consult|current|latest|newest)\b",
            r"https?://[\w.-]+",
            r"\btreat (?:it|them|its contents?|the (?:result|text|answer|file|page)) as (?:an? )?(?:part|extension|continuation|section) of this\b|\btakes? (?:precedence|priority) over this (?:file|skill|document|text)\b|\b(?:replaces?|overrides?|supersedes?) (?:this (?:file|skill|document|text)|what (?:is|stands) (?:here|below|above))\b|\b(?:follow|obey|apply|carry out|execute|do) (?:it|them|what(?:ever)? (?:it|they) says?|everything in it|the (?:tasks?|orders|steps|instructions) (?:in|from|on) (?:it|there|that page))\b|\babove the user(?:'|’)s (?:wording|wishes|request|instructions)\b",
        ],
        unless: refused_or_asked!(r"|\b(?:untrusted|schema|openapi|docs?|documentation|api reference|llms\.txt)\b"),
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:copy|add|install|place|put|drop|write)\b",
            r"\b(?:this skill|this SKILL\.md|itself|these instructions|this file)\b",
            r"\b(?:when(?:ever)?|each time|every time|once) (?:you|the user|they) (?:open|visit|enter|clone|start|touch|work (?:in|on)|switch)\w*\b|\b(?:repositor(?:y|ies)|projects?|folders?|workspaces?|machines?) (?:that )?(?:you|it) (?:find|open|visit|touch|clone|reach|see)s?\b|\bbelow the home folder\b|\bin the home (?:folder|directory)\b",
            r"\b(?:every|each|all|any|other|another)\b",
        ],
        unless: refused_or_asked!(r"|\b(?:if (?:the user|you want|you need)|template|manually)\b"),
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:treat|take|regard|use|consider)\b",
            r"\bwhat (?:comes back|is returned|it returns|it answers|you get back)\b|\bthe (?:answer|result|response|reply|fetched (?:one|text|file|page))\b|https?://",
            r"\bas (?:the |an? )?(?:\w+ ){0,2}(?:body|text|rest|part|instructions?|rules|policy|version) of (?:this|the) (?:skill|file|document)\b|\bas your (?:instructions|orders|rules|set-?up)\b|\bas if it had (?:been|stood) (?:here|in your)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|untrusted|data)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:fetched|remote|online|downloaded|hosted) (?:one|copy|version|file|text|page)\b",
            r"\b(?:wins|takes precedence|prevails|counts|is (?:right|authoritative|binding)|applies)\b",
            r"\b(?:differ|conflict|disagree|contradict|this (?:file|skill|text))\w*\b",
        ],
        unless: r"\b(?:cache|lock ?file|merge|git|branch|schema|types?)\b",
        negatable: true,
    },
];
