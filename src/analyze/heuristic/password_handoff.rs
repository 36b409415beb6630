//! Account passwords are handed to a program that was piped into a shell, for an agent that signs in with them.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "password-handoff",
        title: "account passwords go to a program that is piped into a shell",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::CredentialAccess,
        why: "Whoever serves the installer gets the user's accounts: it may change at any time, and it holds the passwords.",
        fix: "Let the user sign in alone, or use a token with few rights; install from a registry, with a version.",
        ..StaticMeta::BASE
    },
    check,
};

/// All three in one artifact: each alone is common and may be honest.
fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let (Some(password), Some(installer), Some(login)) = (
        context.hits("account-password").next(),
        context.hits("piped-installer").next(),
        context.hits("agent-signs-in").next(),
    ) else {
        return;
    };
    let report = Report::new(password.place.clone(), "an account password is handed to a program of unknown content")
        .related(installer.place.clone(), "the program is piped into a shell")
        .related(login.place.clone(), "the agent signs in as the user");
    sink.report(report);
}
