//! Logs and history are emptied, logging is stopped, times of files are set.

use super::Heuristic;
use crate::analyze::flow::SinkKind;
use crate::analyze::{Context, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Pattern;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "evidence-removal",
        title: "logs, history or file times are tampered with",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::Obfuscation,
        why: "Nobody can find out afterwards what was done.",
        fix: "Leave logs and history to the system that keeps them.",
        ..StaticMeta::BASE
    },
    check,
};

static COMMAND: Pattern = Pattern::new(concat!(
    r"(?i)\bhistory -c\b|\bunset HISTFILE\b|HISTFILE=/dev/null|HISTSIZE=0",
    r"|(?:>|\b(?:rm|shred|truncate|unlink)\b)[^|;&\n]{0,60}(?:/var/log/|_history\b|\b[wb]tmp\b|\blastlog\b)",
    r"|\b(?:systemctl|service) (?:stop|disable|mask) (?:rsyslog|syslog|auditd|systemd-journald)|\bservice (?:rsyslog|auditd) stop",
    r"|\bauditctl -(?:e 0|D)|\bwevtutil (?:cl|clear-log)|\bClear-EventLog\b|\bjournalctl --vacuum-(?:time|size)=\d{1,2}[sK]?\b",
    r"|\btouch -(?:t|d|r)\b[^|;&\n]{0,60}/(?:var/log|etc|usr|tmp/\.)",
));

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    for event in &context.flows.events {
        let (severity, message) = match event.kind {
            SinkKind::Shell | SinkKind::Process if event.spells(|text| COMMAND.is_match(text)) => {
                (Severity::High, format!("`{}` removes traces", event.sink))
            }
            SinkKind::Delete | SinkKind::Write if event.spells(is_trace) && event.sink != "open" => {
                (Severity::High, format!("`{}` changes a log or history", event.sink))
            }
            // Times that were read before and are set again hide a change in between.
            SinkKind::Mode if event.handler && event.sink == "os.utime" => {
                (Severity::Medium, "the times of a file are set".to_owned())
            }
            _ => continue,
        };
        sink.report(event.report(artifact, None, message).severity(severity));
    }
}

fn is_trace(path: &str) -> bool {
    let logs =
        ["/var/log/auth", "/var/log/syslog", "/var/log/secure", "/var/log/wtmp", "/var/log/audit", "/var/log/messages"];
    logs.iter().any(|log| path.starts_with(log)) || path.ends_with("_history")
}
