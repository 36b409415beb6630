//! A script leaves something behind that its documentation does not speak of.

use crate::analyze::script::{CodeForm, ScriptRule};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: ScriptRule = ScriptRule {
    meta: StaticMeta {
        id: "undeclared-foothold",
        title: "a script leaves a foothold that its documentation does not speak of",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::Persistence,
        why: "What stays behind runs, or is trusted, long after the task for which the user started the script.",
        fix: "Leave nothing behind that the task does not need, and document what stays.",
        taxonomy: "ASI06",
        ..StaticMeta::BASE
    },
    forms: FORMS,
};

const FORMS: &[CodeForm] = &[
    CodeForm {
        message: "the script writes a configuration that runs a command on an event",
        at: r"\bset-hook\s+-g[^\n]{0,100}run-shell|\bautocmd\s+\w{3,20}[^\n]{0,80}(?::!|silent !|system\()|\bPROMPT_COMMAND=|\bcore\.(?:hooksPath|fsmonitor|sshCommand)(?:[=\x22':,\s]{1,6}(?:[^/=\x22':,\s]|/[^d]|/d[^e])|[^=\x22':,\s\w])|\bPermitLocalCommand\s+yes|\bLocalCommand\s+\S",
        near: &[r"write|open\(|append|>>|git.{0,6}config|\btee\b"],
        reach: 2500,
        said: r"\bhooks?\b|hookspath|autocmd|prompt_command|localcommand|fsmonitor|sshcommand",
        ..CodeForm::BASE
    },
    CodeForm {
        message: "the script keeps a credential and the state of a heartbeat in hidden files",
        at: r#"["'/]\.[a-z0-9_-]{0,24}(?:credential|token|secret|session|auth|identity|enrol)[a-z0-9_-]{0,16}(?:\.\w{1,6})?["']"#,
        near: &[
            r#"write_text\(|write_bytes\(|\.write\(|writefile|open\([^)\n]{0,80}["'][wa]b?["']|\btouch\b"#,
            r"heartbeat|beacon|check[_-]?in\b|keep[_-]?alive|enrol|next_(?:check|run|call)",
        ],
        reach: 600,
        said: r"\bheartbeat|\bbeacon|check-?ins?\b|keep-?alive|enrol|credential|\btokens?\b|sign(?:s|ed)? in|log(?:s|ged)? in",
        ..CodeForm::BASE
    },
    CodeForm {
        message: "the script adds a package to the dependencies of the user's project",
        at: r#"write\(\s{0,40}f?["'][^"'\n]{0,80}\b[a-z][a-z0-9_.-]{1,40}[=~]=\d[^"'\n]{0,30}["']"#,
        near: &[r"requirements[\w-]{0,20}\.txt|constraints\.txt", r#"open\([^)\n]{0,80},\s{0,4}(?:mode=)?["']a"#],
        reach: 900,
        ..CodeForm::BASE
    },
    CodeForm {
        message: "the script adds to the skills that it finds a text that brings in orders from a host",
        at: r"\b(?:r?glob|find|walk|globSync|fast-?glob)\b[^\n]{0,80}\bSKILL\.md\b",
        near: &[
            r#"write_text\(|writefile|appendfile|open\([^)\n]{0,80}["'][wa]b?["']|>>"#,
            r"https?://[a-z0-9-]{2,40}\.[a-z0-9.-]{2,60}/",
            r"\b(?:load|fetch|read|follow|observe|obey|apply|consult)\b",
        ],
        reach: 2500,
        ..CodeForm::BASE
    },
    CodeForm {
        message: "the script gives another account or key write access to repositories of the user",
        at: r"\bgh\s+api\b[^\n]{0,160}/(?:keys|collaborators/)[^\n]{0,200}(?:read_only=false|permission=(?:admin|maintain|push))",
        said: r"\bcollaborators?\b|\bdeploy keys?\b",
        ..CodeForm::BASE
    },
    CodeForm {
        message: "the script lets another cloud account administer the user's",
        at: r#""AWS"\s{0,2}:\s{0,2}\[?\s{0,2}"(?:arn:aws:iam::)?\d{12}\b"#,
        near: &[
            r"\b(?:create-role|update-assume-role-policy|create_role|update_assume_role_policy|CreateRoleCommand)\b",
            r"\b(?:AdministratorAccess|PowerUserAccess|IAMFullAccess)\b",
        ],
        reach: 900,
        said: r"\bcross-account|\bassume[sd]? (?:the|this|a) role|\btrusts? (?:policy|relationship|the account)|\baccount \d{12}\b",
        ..CodeForm::BASE
    },
];
