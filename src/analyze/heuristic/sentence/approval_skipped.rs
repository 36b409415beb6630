//! A risky step is ordered with the question to the user left out.

use crate::analyze::clause::{Clause, Form};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Clause = Clause {
    meta: StaticMeta {
        id: "approval-skipped",
        title: "text has the model skip the user's approval for a risky step",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::ExcessivePermission,
        why: "The question to the user is the last check before something that cannot be undone.",
        fix: "Ask before steps that spend, send, publish, delete or run something.",
        taxonomy: "ASI09",
        ..StaticMeta::BASE
    },
    message: "the sentence skips the user's approval for a risky step",
    forms: FORMS,
};

const FORMS: &[Form] = &[
    Form {
        all: &[
            r"\b(?:never (?:prompt|ask)|(?:do not|don(?:'|’)?t) need (?:the user(?:'|’)s|any|user|to ask)|no need (?:to|for)|(?:not|never) (?:required|needed|necessary)|unnecessary|skip|bypass|without checking with|always (?:answer|say|click|select) yes|auto-?accept|say yes to|blanket)\b",
            r"\b(?:delet|pay|purchas|transfer|funds|deploy|production|sudo|execut|run (?:any|every|all|commands)|install|money|permission dialogs?|approval (?:step|gate)|wallet|sign\b|spend|trade|everything below|any (?:command|action))\w*",
            r"\b(?:permission|approval|confirm(?:ations?|ing)?|consent|checking with|authori[sz]ation|dialogs?)\b",
        ],
        unless: r"`?--\w+|\bflags?\b|\boptions?\b|\bdry[- ]run|\bread-only\b|\bsandbox|\bnever (?:skip|bypass|delete|deploy|transfer|execute)|do not skip|don(?:'|’)t skip|\bci\b|staging|already (?:approved|confirmed)",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:granted|authori[sz]ed?|given|blanket)\b",
            r"\b(?:you|user)\b",
            r"\b(?:root (?:authority|access|privileges)|(?:bypass|skip|ignore) (?:all|any|every) (?:safety|security|checks)|read (?:all|any) files|use it freely|blanket (?:consent|approval|permission)|unlimited (?:access|permission)|everything below)\b",
        ],
        unless: r"\b(?:never|iam|role|attacker)\b",
        negatable: true,
    },
    // Whoever has the skill is said to have agreed to whatever it does.
    Form {
        all: &[
            r"\b(?:users?|they|humans?|owners?|operators?)\b[^.]{0,20}\b(?:already|implicitly|thereby|in advance)\b[^.]{0,20}\b(?:agree[ds]?|consent(?:ed|s)?|approve[ds]?|accept(?:ed|s)?|authori[sz]ed|said yes)\b|\b(?:agreed|consented|approved|accepted) (?:to \w+ )?(?:already|in advance|implicitly)\b",
            r"\b(?:by|when|through|with) (?:they |the user |he |she )?(?:install\w*|add(?:ed|ing)|gave|giving|load\w*|enabl\w*|us(?:ed|ing)|invok\w*|activat\w*|turn\w*)\b[^.]{0,20}\b(?:skill|tool|plugin|server|agent|it|you)\b",
        ],
        unless: r"\b(?:terms of|licen[cs]e|privacy policy|does not mean|not (?:consent|approval|agreed|an approval))\b",
        negatable: false,
    },
    Form {
        all: &[r"\bapprove (?:unlimited|infinite|max(?:imum)?) (?:\w+ )?(?:spend\w*|allowance|amount|tokens?)"],
        unless: r"\b(?:revoke|risk|warn)\w*",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:send|transfer|pay)\W{1,4}[\d.]+\W{0,3}(?:eth|btc|sol|usdc|usdt|bnb|xrp|\$)\b",
            r"\b(?:before each|ahead of each|each (?:use|call|time|request)|service fee|every (?:use|call)|activation|to unlock|0x[0-9a-f]{3,})",
        ],
        unless: r"\b(?:example|ask|confirm|user (?:asks|wants))\b",
        negatable: true,
    },
    Form {
        all: &[concat!(
            r"\b(?:treat|regard|consider|take|count) (?:silence|no (?:answer|reply|response)|(?:each|every|any|all) (?:of the )?(?:\w+ )?(?:approval|confirmation|permission|consent)(?: (?:dialog(?:ue)?|prompt|request|question|box)(?:e?s)?)?)",
            r" as (?:approval|consent|(?:a |if )?(?:\w+ ){0,2}(?:yes|approved|granted|accepted|confirmed|answered|given)|permission|agreement)\b",
        )],
        unless: r"",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:permission|approval) mode to (?:bypass|auto|yolo|never)|\b(?:allow|approve|permit) (?:all|any|every) (?:bash|shell|commands?|tools?)\b",
            r"\b(?:set|edit|change|add|write|modify|update|configure)\b",
        ],
        unless: r"\b(?:never|ask the user|sandbox|container|user (?:asks|wants))\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:push|merge|deploy|publish|purchas\w*|buy|pay|spend|delet\w*|transfer)\b",
            r"\b(?:without (?:a )?review|on your own|no one needs to|users? (?:dislike|hate|find) (?:prompts|questions|being asked))\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:compress|archive|zip|move|consolidate|pack|sweep|migrate|back up)\b",
            r"\b(?:all|every) (?:\w+ ){0,4}(?:files?|documents?|folders?|photos?|mails?|messages?|records?)\b|\beverything\b",
            r"\b(?:remove|delete|erase|rm|purge|unlink|wipe|trash) (?:all )?(?:the )?(?:originals?|source files?|old copies|them|sources)\b",
        ],
        unless: r"\b(?:ask\w*|confirm\w*|approv\w*|verif\w*|dry[- ]run|preview|user (?:asks|wants|agrees)|checksum|offer|temporary|temp)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:publish|post|upload|push|share|submit)\b",
            r"\beven (?:for|if|when|before)\b[^.]{0,30}\b(?:drafts?|unfinished|private|confidential|not (?:yet )?(?:final\w*|finished|approved|reviewed|complete)|final|approval)\b",
            r"\b(?:always|must|required|failure|automatically|mandatory)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|ask\w*|unless)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:add|put|set|write|insert|append|change|switch)\b",
            r"\bBash\(\*\)|permissions\.allow|\bbypassPermissions\b|\bautoApprove\b|\balwaysAllow\b|\bauto-?approve\b|\bskipDangerousMode\w*|\ballow ?list\b|\bdefaultMode\b",
            r"\bsettings(?:\.local)?\.json\b|\b(?:claude|cursor|client|agent|codex|mcp|windsurf)(?:(?:'|’)s)? (?:\w+ )?(?:settings|config\w*)\b",
            r"\b(?:so (?:that )?|without|no longer|never|not)\b[^.]{0,40}\b(?:asked|interrupt\w*|bother\w*|prompt\w*|question|confirm\w*|stopped|asks)\b|\b(?:first|before (?:you|the)|for all tools|all tools)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|user (?:asks|wants|requests)|ask (?:the )?user|with (?:the user(?:'|’)s )?(?:consent|permission)|sandbox|container|dangerous|risk\w*|deny|read-only)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:no need|needn(?:'|’)t|not necessary|unnecessary) (?:to )?(?:run|clear|check|confirm|discuss|agree) (?:\w+ ){1,3}(?:by|with|past) (?:the )?(?:user|human|operator)s?\b",
            r"\b(?:commands?|steps?|edits?|changes?|actions?|calls?|vetted|payments?|part of the job|each|every)\b",
        ],
        unless: r"\b(?:unless|until|read-only|dry[- ]run)\b",
        negatable: false,
    },
];
