//! Names of models: who answers for one, which release it is, and how firmly that is chosen.

mod table;

use table::{FAMILIES, HOSTS, PREFIXES, RESELLERS};

use super::purl::{Ecosystem, purl};
use super::{Component, Hosting, Model, ModelRole, Pin};

/// What a program says about a model beside its name.
#[derive(Debug, Clone, Default)]
pub(super) struct Hints<'a> {
    pub(super) provider: Option<&'a str>,
    pub(super) hosting: Option<Hosting>,
    pub(super) role: Option<ModelRole>,
    pub(super) deployment: bool,
    /// Commit, tag or branch on the hub.
    pub(super) revision: Option<&'a str>,
    /// The environment variable that goes before the name.
    pub(super) variable: Option<&'a str>,
}

/// Whether a text can be the name of a model: one word, and no hole that is filled later.
pub(super) fn is_name(text: &str) -> bool {
    let short = !text.is_empty() && text.len() <= 200;
    let word = !text.contains(|c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '{' | '}' | '<' | '>' | '$' | '"' | '\'' | '(' | ')' | ';')
    });
    short && word && text.contains(|c: char| c.is_alphanumeric()) && !text.contains("://")
}

/// Whether a text is the name of a model that everybody knows: the beginning says so.
pub(super) fn is_known(text: &str) -> bool {
    is_name(text) && {
        let (provider, rest) = prefixed(text);
        let own = rest.rsplit('/').next().unwrap_or(rest).to_ascii_lowercase();
        let own =
            own.split_once('.').filter(|(vendor, _)| is_vendor(vendor)).map_or(own.as_str(), |(_, own)| own).to_owned();
        let family = FAMILIES.iter().any(|(start, _)| own.starts_with(start) && own.len() > start.len());
        family && (own.contains(|c: char| c.is_ascii_digit()) || provider.is_some() || own.contains('-'))
    }
}

fn is_vendor(part: &str) -> bool {
    matches!(
        part,
        "us" | "eu"
            | "apac"
            | "global"
            | "amazon"
            | "anthropic"
            | "meta"
            | "mistral"
            | "cohere"
            | "ai21"
            | "deepseek"
            | "openai"
    )
}

/// The model that a name means.
pub(super) fn model(spelled: &str, hints: &Hints<'_>) -> Component {
    let (prefix, rest) = if hints.provider == Some("huggingface") && hints.hosting == Some(Hosting::OpenWeights) {
        (None, spelled)
    } else {
        prefixed(spelled)
    };
    // A rule that knows the provider is about one API, but gateways speak all of them.
    let provider = prefix.or(hints.provider).or_else(|| family(rest)).map(str::to_owned);
    let rest = rest.strip_prefix("models/").unwrap_or(rest);
    let mut parts = match provider.as_deref() {
        Some("huggingface") if hints.hosting == Some(Hosting::OpenWeights) || rest.contains('/') => {
            hub(rest, hints.revision)
        }
        Some("bedrock") => bedrock(rest),
        Some("ollama") => tagged(rest),
        _ => hosted(rest, provider.as_deref()),
    };
    if hints.deployment {
        parts = Parts { group: provider.clone(), name: rest.to_owned(), version: None, pin: Pin::Floating };
    }
    let hosting = hints.hosting.or(match provider.as_deref() {
        Some("ollama" | "vllm" | "lm-studio" | "llamafile") => Some(Hosting::Local),
        Some("huggingface") => Some(Hosting::OpenWeights),
        Some(_) => Some(Hosting::Hosted),
        None => None,
    });
    let mut component = Component::model(
        parts.group.as_deref(),
        &parts.name,
        parts.version.as_deref(),
        Model {
            provider: provider.clone(),
            role: hints.role,
            hosting,
            api_id: Some(spelled.to_owned()),
            deployment: hints.deployment,
            variable: hints.variable.map(str::to_owned),
            task: None,
        },
    );
    component.pin = if hints.variable.is_some() { Pin::Env } else { parts.pin };
    component.supplier = parts.group.clone();
    let full = parts.group.as_deref().map_or_else(|| parts.name.clone(), |group| format!("{group}/{}", parts.name));
    component.purl = match hosting {
        Some(Hosting::OpenWeights) if parts.group.is_some() => {
            let commit = parts.version.as_deref().filter(|_| parts.pin == Pin::Digest);
            Some(purl(Ecosystem::HuggingFace, &full, commit, &[]))
        }
        Some(Hosting::Hosted) if !hints.deployment => {
            Some(purl(Ecosystem::Generic, &full, parts.version.as_deref(), &[]))
        }
        _ => None,
    };
    component
}

struct Parts {
    group: Option<String>,
    name: String,
    version: Option<String>,
    pin: Pin,
}

/// The provider that a prefix names, and the rest.
fn prefixed(text: &str) -> (Option<&'static str>, &str) {
    let Some((first, rest)) = text.split_once(['/', ':']) else { return (None, text) };
    let known = PREFIXES.iter().find(|(name, _)| name.eq_ignore_ascii_case(first));
    match known {
        Some((_, provider)) if !rest.is_empty() => (Some(provider), rest),
        _ => (None, text),
    }
}

/// Who made a model, by the beginning of its name.
fn family(name: &str) -> Option<&'static str> {
    let own = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
    FAMILIES.iter().find(|(start, _)| own.starts_with(start)).map(|(_, maker)| *maker)
}

/// Whether a model is one that a provider does not serve: the default of a parameter that clients of several providers
/// are given names the model of one of them.
pub(super) fn is_of_another(name: &str, provider: Option<&str>) -> bool {
    match provider {
        Some("anthropic") => matches!(family(name), Some("openai" | "google")),
        Some("google") => matches!(family(name), Some("openai" | "anthropic")),
        _ => false,
    }
}

/// `namespace/name` of the hub, at a commit, a tag or wherever its branch stands.
fn hub(name: &str, revision: Option<&str>) -> Parts {
    let (group, own) = name.rsplit_once('/').map_or((None, name), |(group, own)| (Some(group.to_owned()), own));
    let commit = revision.is_some_and(|text| text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let pin = match revision {
        Some(_) if commit => Pin::Digest,
        Some("main" | "master") | None => Pin::Floating,
        Some(_) => Pin::Exact,
    };
    let version = revision.filter(|_| pin != Pin::Floating).map(str::to_owned);
    Parts { group, name: own.to_owned(), version, pin }
}

/// `us.anthropic.claude-3-5-sonnet-20240620-v1:0`, or the end of an ARN.
fn bedrock(name: &str) -> Parts {
    let name = if name.starts_with("arn:") { name.rsplit('/').next().unwrap_or(name) } else { name };
    let bare = ["us.", "eu.", "apac.", "global.", "us-gov."]
        .iter()
        .find_map(|region| name.strip_prefix(region))
        .unwrap_or(name);
    let (group, own) =
        match bare.split_once('.').filter(|(vendor, _)| vendor.chars().all(|c| c.is_ascii_alphanumeric())) {
            Some((vendor, own)) if !vendor.is_empty() => (Some(vendor.to_owned()), own),
            _ => (family(bare).map(str::to_owned), bare),
        };
    match own.rsplit_once("-v").filter(|(_, version)| version.starts_with(|c: char| c.is_ascii_digit())) {
        Some((name, version)) => {
            Parts { group, name: name.to_owned(), version: Some(format!("v{version}")), pin: Pin::Snapshot }
        }
        None => Parts { group, name: own.to_owned(), version: None, pin: Pin::Floating },
    }
}

/// `llama3.1:8b`: a tag that its owner moves.
fn tagged(name: &str) -> Parts {
    let group = family(name).map(str::to_owned);
    match name.split_once(':') {
        Some((name, tag)) => Parts { group, name: name.to_owned(), version: Some(tag.to_owned()), pin: Pin::Floating },
        None => Parts { group, name: name.to_owned(), version: None, pin: Pin::Floating },
    }
}

fn hosted(name: &str, provider: Option<&str>) -> Parts {
    let (group, own) = match name.rsplit_once('/') {
        Some((group, own)) => (Some(group.rsplit('/').next().unwrap_or(group).to_owned()), own),
        None if provider.is_some_and(|provider| RESELLERS.contains(&provider)) => {
            (family(name).or(provider).map(str::to_owned), name)
        }
        None => (provider.map(str::to_owned), name),
    };
    let (own, version) = snapshot(own);
    let pin = if version.is_some() { Pin::Snapshot } else { Pin::Floating };
    Parts { group, name: own.to_owned(), version: version.map(str::to_owned), pin }
}

/// Splits a dated snapshot off: `gpt-4o-2024-08-06`, `claude-opus-4-1-20250805`, `gpt-4-0613`, `gemini-1.5-pro-002`.
fn snapshot(name: &str) -> (&str, Option<&str>) {
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let cut = |at: usize| (name.get(..at).unwrap_or(name), name.get(at + 1..));
    if let Some((_, version)) = name.rsplit_once('@') {
        return cut(name.len() - version.len() - 1);
    }
    let date = name.len().checked_sub(11).filter(|at| {
        name.get(*at..).is_some_and(|text| {
            let parts: Vec<&str> = text.trim_start_matches('-').split('-').collect();
            matches!(parts.as_slice(), [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2))
                && text.starts_with('-')
        })
    });
    if let Some(at) = date {
        return cut(at);
    }
    match name.rsplit_once('-') {
        Some((start, last))
            if !start.is_empty()
                && (digits(last, 8) || digits(last, 4) || (digits(last, 3) && last.starts_with('0'))) =>
        {
            cut(start.len())
        }
        _ => (name, None),
    }
}

/// Who answers at an address.
pub(super) fn of_host(host: &str) -> Option<&'static str> {
    HOSTS
        .iter()
        .find(|(known, _)| host == *known || host.strip_suffix(known).is_some_and(|rest| rest.ends_with('.')))
        .map(|(_, provider)| *provider)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(spelled: &str, provider: Option<&str>) -> String {
        let hosting = (provider == Some("huggingface")).then_some(Hosting::OpenWeights);
        let component = model(spelled, &Hints { provider, hosting, ..Hints::default() });
        format!("{} {}", component.id, component.pin.name())
    }

    #[test]
    fn names_of_models_are_taken_apart() {
        for (spelled, provider, expected) in [
            ("gpt-4o-2024-08-06", Some("openai"), "model:openai/gpt-4o@2024-08-06 snapshot"),
            ("o4-mini", Some("openai"), "model:openai/o4-mini floating"),
            ("claude-opus-4-1-20250805", Some("anthropic"), "model:anthropic/claude-opus-4-1@20250805 snapshot"),
            ("anthropic:claude-3-5-haiku-latest", None, "model:anthropic/claude-3-5-haiku-latest floating"),
            ("gemini/gemini-2.5-pro", None, "model:google/gemini-2.5-pro floating"),
            ("groq/llama-3.3-70b-versatile", None, "model:meta/llama-3.3-70b-versatile floating"),
            ("openrouter/anthropic/claude-sonnet-4", None, "model:anthropic/claude-sonnet-4 floating"),
            ("us.amazon.nova-pro-v1:0", Some("bedrock"), "model:amazon/nova-pro@v1:0 snapshot"),
            (
                "anthropic.claude-3-5-sonnet-20240620-v1:0",
                Some("bedrock"),
                "model:anthropic/claude-3-5-sonnet-20240620@v1:0 snapshot",
            ),
            ("Qwen/Qwen3-32B", Some("huggingface"), "model:Qwen/Qwen3-32B floating"),
            ("llama3.1:8b", Some("ollama"), "model:meta/llama3.1@8b floating"),
            ("gpt-4.1-nano", None, "model:openai/gpt-4.1-nano floating"),
            ("gemini-1.5-pro-002", Some("google"), "model:google/gemini-1.5-pro@002 snapshot"),
        ] {
            assert_eq!(read(spelled, provider), expected, "{spelled}");
        }
    }

    #[test]
    fn names_that_everybody_knows_are_told_from_words() {
        for (text, expected) in [
            ("gpt-4o", true),
            ("claude-sonnet-4", true),
            ("openai/gpt-5-nano", true),
            ("us.amazon.nova-pro-v1:0", true),
            ("meta-llama/Llama-3.3-70B-Instruct", true),
            ("production", false),
            ("command", false),
            ("default", false),
            ("User", false),
            ("o3", false),
        ] {
            assert_eq!(is_known(text), expected, "{text}");
        }
    }
}
