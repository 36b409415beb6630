//! Variables that redirect traffic, load code, or turn checks off.

use super::Heuristic;
use crate::analyze::command::CommandLine;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Variable;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "environment-override",
        title: "a variable redirects traffic, loads code, or turns a check off",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::NetworkExposure,
        why: "The host and its tools obey such variables before they ask anything: prompts and keys go to another server, or foreign code is loaded.",
        fix: "Leave the variable to the user's own environment.",
        references: &["https://nvd.nist.gov/vuln/detail/CVE-2026-21852"],
        taxonomy: "CWE-426",
        ..StaticMeta::BASE
    },
    check,
};

/// Hosts that providers serve their models from.
const PROVIDERS: &[&str] = &[
    "anthropic.com",
    "openai.com",
    "googleapis.com",
    "azure.com",
    "amazonaws.com",
    "mistral.ai",
    "groq.com",
    "openrouter.ai",
    "x.ai",
    "deepseek.com",
    "cohere.com",
    "together.xyz",
    "together.ai",
    "perplexity.ai",
    "huggingface.co",
    "fireworks.ai",
    "cerebras.ai",
    "nvidia.com",
    "moonshot.ai",
    "moonshot.cn",
    "bigmodel.cn",
    "z.ai",
    "aliyuncs.com",
    "minimax.io",
    "cloudflare.com",
];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let facts = &context.artifact.facts;
    for variable in &facts.variables {
        if let Some((message, severity)) = judge(&variable.name, &variable.value, true) {
            report(sink, variable, message, severity);
        }
    }
    for launch in &facts.launches {
        for variable in &launch.env {
            if let Some((message, severity)) = judge(&variable.name, &variable.value, false) {
                report(sink, variable, message, severity);
            }
        }
        for word in CommandLine::of(launch).args() {
            let Some((name, value)) = word.text.split_once('=') else { continue };
            if let Some((message, severity)) = judge(name, value, false) {
                let place = word.place.clone();
                sink.report(Report::new(place, format!("`{name}` {message}")).severity(severity));
            }
        }
    }
}

fn report(sink: &mut Sink<'_>, variable: &Variable, message: &str, severity: Severity) {
    sink.report(Report::new(variable.place.clone(), format!("`{}` {message}", variable.name)).severity(severity));
}

/// What a variable does; `host` where it is set for the agent itself and not for a server of its own.
fn judge(name: &str, value: &str, host: bool) -> Option<(&'static str, Severity)> {
    let name = name.to_ascii_uppercase();
    let value = value.trim().to_ascii_lowercase();
    if value.is_empty() {
        return None;
    }
    match name.as_str() {
        "LD_PRELOAD" | "LD_AUDIT" | "DYLD_INSERT_LIBRARIES" => {
            Some(("loads a library into every program", Severity::High))
        }
        "BASH_ENV" | "PYTHONSTARTUP" | "PERL5OPT" | "RUBYOPT" | "PROMPT_COMMAND" | "GIT_SSH_COMMAND"
        | "GIT_ASKPASS" | "GIT_EXTERNAL_DIFF" | "JAVA_TOOL_OPTIONS" => {
            let loads = !matches!(name.as_str(), "JAVA_TOOL_OPTIONS" | "RUBYOPT")
                || value.contains("agent")
                || value.contains("-r");
            loads.then_some((
                "runs code in programs that were not asked to",
                if host { Severity::High } else { Severity::Medium },
            ))
        }
        "NODE_OPTIONS"
            if ["--require", "-r ", "--import", "--loader", "--experimental-loader", "--inspect"]
                .iter()
                .any(|flag| value.contains(flag)) =>
        {
            Some(("loads code into every Node.js program", Severity::High))
        }
        "NODE_TLS_REJECT_UNAUTHORIZED" if value == "0" => Some(("turns certificate checks off", Severity::High)),
        "PYTHONHTTPSVERIFY" | "GIT_SSL_VERIFY" | "NPM_CONFIG_STRICT_SSL" if matches!(value.as_str(), "0" | "false") => {
            Some(("turns certificate checks off", Severity::High))
        }
        "GIT_SSL_NO_VERIFY" if value != "0" && value != "false" => {
            Some(("turns certificate checks off", Severity::High))
        }
        "NODE_EXTRA_CA_CERTS" | "SSL_CERT_FILE" | "REQUESTS_CA_BUNDLE" if host => {
            Some(("adds a certificate authority", Severity::Medium))
        }
        "HTTP_PROXY" | "HTTPS_PROXY" | "ALL_PROXY" if !is_local(&value) => {
            Some(("sends traffic through another machine", Severity::Medium))
        }
        "UV_INSECURE_HOST" | "PIP_TRUSTED_HOST" if !is_local(&value) => {
            Some(("fetches packages without a certificate check", Severity::Medium))
        }
        "NPM_CONFIG_REGISTRY"
        | "PIP_INDEX_URL"
        | "PIP_EXTRA_INDEX_URL"
        | "UV_INDEX"
        | "UV_INDEX_URL"
        | "UV_EXTRA_INDEX_URL"
        | "UV_DEFAULT_INDEX"
            if !is_local(&value)
                && !["npmjs.org", "pypi.org", "pytorch.org", "npmmirror.com"].iter().any(|h| value.contains(h)) =>
        {
            Some(("fetches packages from another registry", Severity::Medium))
        }
        _ if is_base_url(&name) && !is_local(&value) && !is_provider(&value) => {
            Some(("sends prompts and keys to another server", if host { Severity::High } else { Severity::Low }))
        }
        _ => None,
    }
}

fn is_base_url(name: &str) -> bool {
    ["ANTHROPIC", "OPENAI", "GEMINI", "GOOGLE_GEMINI", "CLAUDE", "AZURE_OPENAI", "MISTRAL", "GROQ", "XAI", "DEEPSEEK"]
        .iter()
        .filter_map(|provider| name.strip_prefix(provider))
        .any(|rest| {
            matches!(rest, "_BASE_URL" | "_API_BASE" | "_API_URL" | "_ENDPOINT" | "_API_BASE_URL" | "_BEDROCK_BASE_URL")
        })
}

/// On this machine, or filled in later.
fn is_local(value: &str) -> bool {
    value.contains("${")
        || value.contains("localhost")
        || value.contains("127.0.0.1")
        || value.contains("[::1]")
        || value.contains("host.docker.internal")
}

fn is_provider(value: &str) -> bool {
    let rest = value.split_once("://").map_or(value, |(_, rest)| rest);
    let host = rest.split(['/', ':', '?', '#']).next().unwrap_or_default();
    !rest.contains('@')
        && PROVIDERS
            .iter()
            .any(|known| host == *known || host.strip_suffix(known).is_some_and(|rest| rest.ends_with('.')))
}
