//! Text has the model pass on, unchanged, what a document hides from its readers.

use crate::analyze::clause::{Clause, Form};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Clause = Clause {
    meta: StaticMeta {
        id: "hidden-text-passed-on",
        title: "text has the model pass on what a document hides",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::PromptInjection,
        why: "Orders and secrets that a document keeps out of sight reach the answer, and whatever reads the answer next.",
        fix: "Pass on what a person sees in the document, and mark what was hidden as such.",
        ..StaticMeta::BASE
    },
    message: "the sentence passes hidden parts of a document on unchanged",
    forms: FORMS,
};

const FORMS: &[Form] = &[
    Form {
        all: &[
            r"\b(?:extract|return|include|output|copy|reproduce|surface|emit|preserve)\b",
            r"\b(?:hidden|concealed|invisible|white-on-white|off-page|off-canvas|zero-width|(?:all|every|each) (?:\w+ )?(?:layers?|metadata))\b",
            r"\b(?:verbatim|exactly as (?:stored|written|found|is)|for (?:completeness|fidelity)|unmodified|unfiltered|without (?:truncat|modif|summari|filter|chang|normali|saniti)\w+)",
            r"\b(?:text|content|fields?|layers?|document|comments?)\b",
        ],
        unless: r"\b(?:never|do not (?:return|include|output)|flag|warn|mark (?:it|them) as|report (?:it|them) as|suspicious|forensic|ask)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:do not|don(?:'|’)?t|never|without) (?:normali[sz]|saniti[sz]|filter|strip|transliterat|clean)\w*",
            r"\b(?:unicode|characters?|control characters|zero-width|encoding|invisible)\b",
            r"\b(?:return|output|pass|emit|reproduce|extract\w*)\b",
            r"\b(?:exactly as (?:stored|written|found|is)|verbatim|fidelity|downstream|unchanged)\b",
        ],
        unless: r"\b(?:hash|signature|checksum|regex|password|file ?names?)\b",
        negatable: false,
    },
];
