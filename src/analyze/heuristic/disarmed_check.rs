//! A check whose answer does not matter: it is made to say yes, or its failure is ignored.

use crate::analyze::script::{CodeForm, ScriptRule};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: ScriptRule = ScriptRule {
    meta: StaticMeta {
        id: "disarmed-check",
        title: "a check is there and its answer does not matter",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::ExcessivePermission,
        why: "Whoever reads the code, or its report, relies on a check that nothing can fail.",
        fix: "Let the check decide, and fail where it fails.",
        taxonomy: "CWE-354, CWE-636",
        ..StaticMeta::BASE
    },
    forms: FORMS,
};

const FORMS: &[CodeForm] = &[
    CodeForm {
        message: "what a check found is replaced by yes",
        at: concat!(
            r"\b(?:is_?|has_?|was_?)?(?:valid|verified|authori[sz]ed|authenticated|allowed|permitted|trusted|passed|intact|match(?:es|ed)?|ok|genuine|untampered)\s{0,2}=\s{0,2}",
            r"(?:(?:is_?|has_?|was_?)?(?:valid|verified|authori[sz]ed|authenticated|allowed|permitted|trusted|passed|intact|match(?:es|ed)?|ok|genuine|untampered)|[\w.]{0,40}(?:verif|check|validat|compar)\w{0,20}\([^\n]{0,80}\))",
            r"\s{1,2}(?:or\s{1,2}True|\|\|\s{0,2}true)\b",
        ),
        ..CodeForm::BASE
    },
    CodeForm {
        message: "that a signature or digest does not fit is ignored",
        at: concat!(
            r"(?:^|[\n;&(])\s{0,12}(?:(?:sha(?:1|256|384|512)sum|shasum|md5sum|b2sum)\b[^\n|;]{0,60}\s-(?:c\b|-check)|gpg2?\b[^\n|;]{0,60}\s--verify\b|cosign\sverify|minisign\b[^\n|;]{0,30}\s-V|git\sverify-(?:commit|tag)|openssl\b[^\n|;]{0,60}\s-verify\b)",
            r"[^\n|;]{0,200}\|\|\s{0,2}(?:true|:|exit\s0|echo\s[^\n]{0,40}\b(?:ok|verified|valid|passed))",
        ),
        ..CodeForm::BASE
    },
    CodeForm {
        message: "that a signature does not fit counts as a yes",
        at: r"\bexcept\s[^\n:]{0,80}\b(?:\w{0,20}InvalidSignature|\w{0,20}VerificationError|BadSignature\w{0,10}|\w{0,20}SignatureError|InvalidTag|VerificationFailed\w{0,6})\b[^\n:]{0,60}:\s{0,40}(?:#[^\n]{0,120}\s{1,40})?(?:pass\b|return\s{1,2}True\b|(?:valid|verified|ok|trusted)\s{0,2}=\s{0,2}True\b)",
        ..CodeForm::BASE
    },
    CodeForm {
        message: "a guard lets everything through that carries a mark",
        at: r#"["'*][^"'\n]{0,12}#\s?[\w$(\\:.-]{2,60}[^\n]{0,24}["')*](?:[^\n]{0,40}\n?){0,2}[^\n]{0,24}\b(?:exit\s0|sys\.exit\(0\)|process\.exit\(0\)|return\sTrue)"#,
        near: &[r"tool_input|hookSpecificOutput|permissionDecision|PreToolUse"],
        reach: 3000,
        said: r"\b(?:bypass|escape hatch|overrid|opt[- ]out|marker|exempt|skip)\w{0,6}\b",
        ..CodeForm::BASE
    },
    CodeForm {
        message: "a hook says yes to whatever the agent is about to do",
        at: r#"\bpermissionDecision\\{0,2}["']?\s{0,3}[:=]\s{0,3}\\{0,2}["']allow\b"#,
        unless: r#"["'](?:deny|ask|block)\\{0,2}["']|\bexit 2\b|sys\.exit\(2\)|process\.exit\(2\)"#,
        reach: 4000,
        said: r"\bauto-?(?:approv|allow|accept)\w*|\bwithout (?:a )?(?:prompt|confirm|asking)\w*|\b(?:approves|allows) (?:all|every|any)\b",
        ..CodeForm::BASE
    },
    CodeForm {
        message: "a test that failed is reported as passed",
        at: r#"\b\w{1,20}\.(?:outcome|status|result)\s{0,2}=\s{0,2}["'](?:passed|pass|success|ok)["']"#,
        near: &[
            r"\bpytest_runtest_makereport\b|\bpytest_report_teststatus\b|\bhookwrapper\b|\bonTestResult\b|\bonTestCaseResult\b|\btestResults?\b",
            r"\bfailed\b|\blongrepr\b|\bfailureMessages?\b",
        ],
        reach: 500,
        said: r"\b(?:xfail|known failures?|quarantin\w*|expected (?:to fail|failures?))\b",
        ..CodeForm::BASE
    },
];
