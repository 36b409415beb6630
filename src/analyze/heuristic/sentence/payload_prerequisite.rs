//! The user is sent to fetch and start something before the artifact works.

use crate::analyze::clause::{Clause, Form};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Clause = Clause {
    meta: StaticMeta {
        id: "payload-prerequisite",
        title: "the user is told to fetch and start a program from a loose address",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::SupplyChain,
        why: "The artifact is the bait; what it makes the user start is the payload.",
        fix: "Depend on a package of a registry, with a version and a checksum.",
        taxonomy: "ASI09",
        ..StaticMeta::BASE
    },
    message: "the sentence has the user fetch and start a program",
    forms: FORMS,
};

const FORMS: &[Form] = &[
    Form {
        all: &[
            r"\b(?:download|grab|get|fetch|obtain|retrieve)\b",
            r"https?://[^\s)]+|\bfrom the link\b|\bfrom this page\b|\]\(",
            r"\b(?:execute|launch|double[- ]click|run) (?:it|the (?:executable|binary|installer|file|program|setup|app)|them)\b|\bstart (?:setup|the (?:executable|installer|program))|\band run\b[^.]{0,20}\bwith (?:bash|sh|python|sudo|node)\b",
            r"\b(?:before|first|required|must|needed|otherwise|will not work|prior to|windows users|mac users|helper|setup|prerequisite|installer)\b",
        ],
        unless: r"\b(?:checksum|sha-?256|signature|verify|brew install|apt(?:-get)? install|pip install|official (?:site|website|page)|nodejs\.org|python\.org|docker\.com)\b|github\.com/(?:cli|docker|microsoft)|github\.com/[\w-]+/[\w-]+/releases\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:unpack|extract|unzip|decompress|open)\w*\b",
            r"\bpass(?:word|code|phrase)?:? ?[`'*]*[\w-]{3,}",
            r"\b(?:run|start|execute|launch|double[- ]click|install)\b",
            r"\.(?:zip|rar|7z|exe)\b|\barchive\b",
        ],
        unless: r"\b(?:encrypt|protect|never)\w*\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:open|launch|in|into|to) (?:the |your |a )?(?:terminal|powershell|command prompt)\b",
            r"\bpaste\b",
            r"curl |wget |base64|\biex\b|invoke-|bash -c|\| ?(?:ba|z)?sh\b|mshta|https?://",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|output)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\bopen anyway\b|\bxattr -\w*[cd]\w* |\bspctl --master-disable|\bget past gatekeeper\b|\bbypass gatekeeper\b|\bunidentified developer\b",
            r"\b(?:app|download|gatekeeper|macos|installer|binary|quarantine|complain)\w*\b",
        ],
        unless: r"\b(?:never|do not|don(?:'|’)t|notari[sz])\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:run|start|execute|launch|open)\b",
            r"\b[\w-]+\.(?:exe|msi|bat|ps1|scr|vbs|pkg|dmg)\b",
            r"\bas (?:an )?administrator\b|\bwith admin(?:istrator)? rights\b|\bwith sudo\b",
        ],
        unless: r"\b(?:never|do not|visual studio|if needed)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\b(?:copy|paste|enter|run)\b",
            r"\b(?:line|command|code|script|snippet) (?:below|above|from)|\bfollowing (?:line|command)\b",
            r"\b(?:powershell|terminal|cmd|command prompt) as (?:an )?administrator\b",
        ],
        unless: r"\b(?:never|do not)\b",
        negatable: true,
    },
    Form {
        all: &[
            r"\binstall\b",
            r"\b(?:companion|helper|desktop|agent) (?:app|program|tool|binary|utility)\b",
            r"\bfrom the (?:link|page|site)\b|https?://",
            r"\b(?:refuses? to work|will not work|won(?:'|’)t work|does not work|required|must)\b",
        ],
        unless: r"\b(?:app store|play store|brew|winget|apt|npm|pip)\b",
        negatable: true,
    },
];
