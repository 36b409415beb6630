//! Backups, history or protected branches go before or during a change, and nobody is asked.

use crate::analyze::clause::{Clause, Form};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Clause = Clause {
    meta: StaticMeta {
        id: "way-back-removed",
        title: "text has the model take away what the user could go back to",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::Destruction,
        why: "A mistake or an attack can no longer be undone.",
        fix: "Keep backups and history, and ask before anything that cannot be undone.",
        taxonomy: "ASI02, AML.T0048",
        ..StaticMeta::BASE
    },
    message: "the sentence takes away what the user could go back to",
    forms: FORMS,
};

const FORMS: &[Form] = &[
    // Backups go first.
    Form {
        all: &[
            r"\b(?:remove|removed|delete|deleted|drop|purge|purged|wipe|wiped|expire|set|prune|discard|clear|cleared|thin out|empty)\b",
            r"\b(?:backups?|snapshots?|dumps?|restore points?|reflog|recovery points?|previous versions?|undo history|shadow copies)\b",
            r"\b(?:before (?:the |a |any |each )?(?:\w+ )?(?:migration|change|changing|deploy\w*|upgrade|update|schema|release|run|step|import)|so that (?:nobody|no one|the former|it|the previous|nothing)|cannot be (?:brought back|restored|recovered|undone)|clean slate|zero (?:days|copies)|to zero|by mistake|lean environment|save[s]? space first|does not need to|without (?:ask|tell|confirm)\w*)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|ask\w* (?:the|first|before|for)|user (?:says|said|agrees|agreed|confirms|wants|asks)|confirm\w*|approv\w*|older than|policy|keep (?:the|at least|one|a)|make a|take a|create a (?:backup|snapshot|dump)|test (?:data|database)s?|core dumps?|snapshot tests?|heap|jest|incremental|temporary|restored? (?:from|first))\b",
        negatable: true,
    },
    // Shared history is rewritten and pushed over everybody's head.
    Form {
        all: &[
            r"\bforce[- ]?push\w*\b|\bpush(?:ed|es)? (?:\w+ ){0,3}(?:--force|-f\b|with force)|--force\b|\brewrite\b",
            r"\b(?:history|main|master|shared|branch(?:es)?|commits?|log|remote|questions)\b",
            r"\b(?:colleagues (?:\w+ )*(?:pull|get|notice)|straight away|no need|no one|nobody|blend in|starts? fresh|skip the questions|unattended|without (?:ask|tell|wait|confirm)\w*|does not need to|as (?:a )?(?:matter of|standard practice)|clean log|tidy (?:log|history)|author and date)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|should not|user (?:agrees|agreed|confirms|wants|asks|runs)|let the user|own branch|force-with-lease|avoid|warn\w*|block\w*|detect\w*|dangerous|requires?)\b",
        negatable: true,
    },
    // A branch loses its protection for a push.
    Form {
        all: &[
            r"\b(?:disable|remove|switch off|turn off|lift|drop|take off|suspend|bypass)\b",
            r"\b(?:branch protection|required review\w*|review requirements?|required checks|required approvals?|two-person rule|protection of the (?:branch|main))\b",
            r"\b(?:push|merge|deploy|release|commit)\w*\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|should not|user (?:agrees|agreed|confirms|wants|asks)|ask the|confirm\w*|detect\w*|avoid|flag)\b",
        negatable: true,
    },
    // Work of the user that is not saved anywhere is thrown away.
    Form {
        all: &[
            r"\b(?:overwrite|discard|throw away|reset|replace|remove|delete)\b",
            r"\b(?:without (?:keeping |making )?a (?:copy|backup)|uncommitted (?:work|changes?)|unsaved (?:work|changes?)|local changes)\b",
            r"\b(?:of no interest|not needed|no (?:need|value|use)|in the way|does not matter|without (?:ask|tell|confirm)\w*|straight away|unimportant|nobody)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|should not|ask\w*|user (?:agrees|agreed|confirms|wants)|confirm\w*|warn\w*|stash)\b",
        negatable: true,
    },
    // Data goes on a date or at a word.
    Form {
        all: &[
            r"\b(?:drop|remove|delete|blank|wipe|erase|destroy|empty)\b",
            r"\b(?:tables?|ledgers?|columns?|records?|files|folders?|databases?|reports?|archives?)\b",
            r"\bat midnight\b|\b(?:last|first) day of\b|\bwhen the user says\b|\b(?:date|day) after\b|\bas soon as the (?:calendar|date|clock)\b|\bafter the (?:contract|trial|licen[cs]e)\b",
            r"\b(?:whatever depends|earlier years|single word|say that|confirm with a|everything|cascade|all)\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|must not|retention|ask (?:the|first|before)|older than|scheduled|cron)\b",
        negatable: true,
    },
];
