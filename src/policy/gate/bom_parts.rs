//! What the BOM gate asks of the parts: completeness, pins, models, licences, hosts.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Asked;
use super::bom::{BomRules, Form, Forms, LicenseRules, ModelRules, Part, PinnedKind, Unknown};
use crate::bom::{Element, View};
use crate::policy::decision::Status;
use crate::policy::input::Said;

/// Faults that one gate lists, at most.
const MAX_SHOWN: usize = 20;

/// Asks one BOM.
pub(super) fn ask(asked: &mut Asked<'_>, rule: &BomRules, said: &Said, view: &View) {
    let mut gates: Vec<(&str, Vec<String>, &str)> = Vec::new();
    if !rule.complete.is_empty() {
        gates.push(("PMG-BOM-COMPLETE", complete(rule, said, view), "look at what was left out, and list it"));
    }
    if !rule.pins.is_empty() {
        gates.push(("PMG-BOM-PINS", pins(rule, view), "pin it, and make the BOM again"));
    }
    if let Some(most) = rule.unresolved {
        let all: Vec<String> = parts(view).filter(|part| unresolved(part)).map(label).collect();
        let over = u64::try_from(all.len()).unwrap_or(u64::MAX) > most;
        gates.push(("PMG-BOM-RESOLVED", if over { all } else { Vec::new() }, "lock it to one version"));
    }
    if let Some(rules) = &rule.models {
        gates.push(("PMG-BOM-MODELS", allowed_models(rules, view), "use a model that the policy allows"));
    }
    if let Some(rules) = &rule.licenses {
        gates.push(("PMG-BOM-LICENSES", licenses(rules, view), "replace it, or name its licence in the BOM"));
    }
    if let Some(hosts) = &rule.egress {
        gates.push(("PMG-BOM-EGRESS", egress(hosts, view), "remove the connection, or have the policy allow it"));
    }
    if gates.is_empty() {
        let message = format!("there is a BOM by {} with {} parts", said.signer.name, parts(view).count());
        asked.say("PMG-BOM", Status::Pass, message).with([said.bundle]);
    }
    for (id, wrong, remedy) in gates {
        if wrong.is_empty() {
            let message = format!("the BOM by {} keeps to it", said.signer.name);
            asked.say(id, Status::Pass, message).with([said.bundle]);
            continue;
        }
        let rest = wrong.len().saturating_sub(MAX_SHOWN);
        let rest = if rest > 0 { format!("; and {rest} more") } else { String::new() };
        let shown: Vec<String> = wrong.into_iter().take(MAX_SHOWN).collect();
        asked.say(id, Status::Fail, format!("{}{rest}", shown.join("; "))).with([said.bundle]).fix(remedy);
    }
}

/// Everything but the artifact itself.
fn parts(view: &View) -> impl Iterator<Item = &Element> {
    view.elements.iter().filter(|(id, _)| !view.subjects.contains(*id)).map(|(_, element)| element)
}

fn label(part: &Element) -> String {
    let version = part.version.as_ref().map(|version| format!("@{version}")).unwrap_or_default();
    format!("{} `{}{version}`", part.kind, part.full_name())
}

/// What the BOM itself marks as not looked at.
fn complete(rule: &BomRules, said: &Said, view: &View) -> Vec<String> {
    let marked = incomplete(&said.predicate, view);
    let mut wrong = Vec::new();
    if marked.is_none() {
        wrong.push("the BOM does not say how much of the artifact it lists".to_owned());
    }
    let marked = marked.unwrap_or_default();
    if marked.iter().any(|id| id.is_empty() || view.subjects.contains(id)) {
        wrong.push("the BOM says that it does not list everything".to_owned());
    }
    for part in rule.complete.iter().copied() {
        if part == Part::Licenses {
            wrong.extend(
                licensed(view)
                    .filter(|part| part.licenses.is_empty())
                    .map(|part| format!("the licence of {} is not known", label(part))),
            );
            continue;
        }
        let of_kind =
            |id: &&String| view.elements.get(*id).is_some_and(|element| part.kinds().contains(&element.kind.as_str()));
        let named = marked.iter().filter(of_kind).filter_map(|id| view.elements.get(id));
        wrong.extend(named.map(|element| format!("not all of {} is known", label(element))));
    }
    wrong
}

/// Ids that a BOM calls incomplete; the empty one for the document. `None` where it says nothing about that.
fn incomplete(document: &Value, view: &View) -> Option<BTreeSet<String>> {
    // Reading source never sees all of a program, so honest tools call the whole `unknown`: that is no omission.
    let Some(compositions) = document.get("compositions").and_then(Value::as_array) else {
        return (!view.incomplete.is_empty()).then(|| view.incomplete.clone());
    };
    let mut marked = BTreeSet::new();
    for composition in compositions {
        let aggregate = composition.get("aggregate").and_then(Value::as_str).unwrap_or("incomplete");
        if !aggregate.starts_with("incomplete") {
            continue;
        }
        let lists = ["assemblies", "dependencies"].iter().filter_map(|list| composition.get(list)?.as_array());
        let before = marked.len();
        marked.extend(lists.flatten().filter_map(Value::as_str).map(str::to_owned));
        if marked.len() == before {
            marked.insert(String::new());
        }
    }
    Some(marked)
}

impl Part {
    const fn kinds(self) -> &'static [&'static str] {
        match self {
            Self::Models => &["model", "model-api"],
            Self::Prompts => &["prompt"],
            Self::Tools => &["tool"],
            Self::Skills => &["skill"],
            Self::McpServers => &["mcp-server", "connection"],
            Self::Packages => &["package"],
            Self::Data => &["dataset", "vector-store", "memory"],
            Self::Licenses => &[],
        }
    }
}

fn pins(rule: &BomRules, view: &View) -> Vec<String> {
    let mut wrong = Vec::new();
    for (kind, forms) in &rule.pins {
        let forms: &[Form] = match forms {
            Forms::One(form) => std::slice::from_ref(form),
            Forms::Any(forms) => forms,
        };
        for part in parts(view).filter(|part| kind.is(part)) {
            if !forms.iter().any(|form| pinned(*form, part)) {
                let names: Vec<&str> = forms.iter().map(|form| form.name()).collect();
                wrong.push(format!("{} is not pinned by {}", label(part), names.join(" or ")));
            }
        }
    }
    wrong
}

impl PinnedKind {
    fn is(self, part: &Element) -> bool {
        let remote = !part.endpoints.is_empty();
        match self {
            Self::McpServer => part.kind == "mcp-server" && !remote,
            Self::Remote => remote && ["mcp-server", "connection"].contains(&part.kind.as_str()),
            Self::Skill => part.kind == "skill",
            Self::Package => part.kind == "package",
            Self::Model => part.kind == "model",
            Self::Dataset => part.kind == "dataset",
        }
    }
}

impl Form {
    const fn name(self) -> &'static str {
        match self {
            Self::Digest => "a digest",
            Self::Exact => "one version",
            Self::ExactAndHash => "one version and a hash",
            Self::Revision => "a revision",
            Self::DatedSnapshot => "a dated name",
            Self::ToolListDigest => "a digest of its tools",
        }
    }
}

fn pinned(form: Form, part: &Element) -> bool {
    let pinning = part.value("pinning");
    let one = match pinning {
        Some(pinning) => matches!(pinning, "exact" | "digest"),
        None => part.version.is_some() && part.constraint.is_none(),
    };
    let hex = |text: &str| text.len() >= 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    match form {
        Form::Digest => !part.hashes.is_empty() || part.version.as_deref().is_some_and(|it| it.starts_with("sha256:")),
        Form::Exact => one,
        Form::ExactAndHash => one && !part.hashes.is_empty(),
        Form::Revision => part.version.as_deref().is_some_and(hex),
        Form::DatedSnapshot => {
            pinning == Some("snapshot")
                || [Some(part.name.as_str()), part.version.as_deref()].into_iter().flatten().any(dated)
        }
        Form::ToolListDigest => part.value("mcp:toolset-digest").is_some(),
    }
}

/// Whether a name ends with a day: `gpt-4o-2024-08-06`, `claude-3-5-sonnet-20241022`.
fn dated(name: &str) -> bool {
    let digits: String =
        name.chars().rev().take_while(|c| c.is_ascii_digit() || *c == '-').filter(char::is_ascii_digit).collect();
    let day: String = digits.chars().take(8).collect::<Vec<_>>().into_iter().rev().collect();
    day.len() == 8 && day.starts_with("20") && day.parse::<jiff::civil::Date>().is_ok()
}

fn unresolved(part: &Element) -> bool {
    let open = matches!(part.value("pinning"), Some("unknown" | "env" | "floating" | "range"));
    let resolvable = ["package", "model", "mcp-server", "skill", "dataset"].contains(&part.kind.as_str());
    let known = !part.hashes.is_empty() || pinned(Form::DatedSnapshot, part);
    resolvable && !known && (open || part.version.is_none() && part.value("pinning").is_none())
}

/// Every name that a BOM has for its models.
pub(super) fn models(view: &View) -> BTreeSet<String> {
    view.elements.values().filter(|element| element.kind == "model").flat_map(names).collect()
}

fn names(model: &Element) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = [model.name.clone(), model.full_name()].into();
    names.extend(model.value("api-model-id").map(str::to_owned));
    let providers = [model.value("provider"), model.supplier.as_deref()];
    names.extend(providers.into_iter().flatten().map(|provider| format!("{provider}/{}", model.name)));
    let versioned: Vec<String> = model
        .version
        .iter()
        .flat_map(|version| {
            names.iter().flat_map(move |name| [format!("{name}@{version}"), format!("{name}:{version}")])
        })
        .collect();
    names.extend(versioned);
    names
}

fn allowed_models(rules: &ModelRules, view: &View) -> Vec<String> {
    let mut wrong = Vec::new();
    for model in view.elements.values().filter(|element| element.kind == "model") {
        let names = names(model);
        if let Some(pattern) = rules.deny.iter().find(|pattern| names.iter().any(|name| pattern.matches_across(name))) {
            wrong.push(format!("{} is forbidden as `{pattern}`", label(model)));
        } else if !rules.allow.is_empty() && !rules.allow.iter().any(|p| names.iter().any(|name| p.matches(name))) {
            wrong.push(format!("{} is none of those that are allowed", label(model)));
        }
        if rules.providers.is_empty() {
            continue;
        }
        let provider = model.value("provider").or(model.supplier.as_deref());
        let known = provider.is_some_and(|found| rules.providers.iter().any(|name| name.eq_ignore_ascii_case(found)));
        if !known {
            wrong.push(format!("{} is served by {}", label(model), provider.unwrap_or("nobody knows whom")));
        }
    }
    wrong
}

/// Parts that come under a licence of somebody's.
fn licensed(view: &View) -> impl Iterator<Item = &Element> {
    parts(view).filter(|part| ["package", "model", "dataset", "skill", "mcp-server"].contains(&part.kind.as_str()))
}

fn licenses(rules: &LicenseRules, view: &View) -> Vec<String> {
    let mut wrong = Vec::new();
    for part in licensed(view) {
        let list = if part.kind == "model" && !rules.models.is_empty() { &rules.models } else { &rules.allow };
        if part.licenses.is_empty() {
            if rules.unknown == Unknown::Deny {
                wrong.push(format!("the licence of {} is not known", label(part)));
            }
        } else if !list.is_empty() {
            let odd = part.licenses.iter().filter(|license| !covered(license, list));
            wrong.extend(odd.map(|license| format!("{} is under `{license}`", label(part))));
        }
    }
    wrong
}

/// Whether a licence, or what an expression of licences asks for, is in the list.
fn covered(license: &str, list: &[String]) -> bool {
    let listed = |name: &str| list.iter().any(|allowed| allowed.eq_ignore_ascii_case(name));
    let expression = || spdx::Expression::parse(license).ok();
    listed(license) || expression().is_some_and(|it| it.evaluate(|requirement| listed(&requirement.to_string())))
}

fn egress(hosts: &[crate::policy::Glob], view: &View) -> Vec<String> {
    let mut wrong = BTreeSet::new();
    for element in view.elements.values() {
        for endpoint in &element.endpoints {
            match host(endpoint) {
                Some(host) if hosts.iter().any(|pattern| pattern.matches(&host)) => {}
                Some(host) => _ = wrong.insert(format!("{} talks to `{host}`", label(element))),
                None => _ = wrong.insert(format!("{} talks to `{endpoint}`, which names no host", label(element))),
            }
        }
    }
    let talks =
        |element: &&Element| element.property("capability:observed").is_some_and(|all| all.contains("network.egress"));
    if view.elements.values().all(|element| element.endpoints.is_empty())
        && let Some(element) = view.elements.values().find(talks)
    {
        wrong.insert(format!("{} talks to the network, and nobody knows to whom", label(element)));
    }
    wrong.into_iter().collect()
}

/// The host of a URL, in lower case.
fn host(endpoint: &str) -> Option<String> {
    let (_, rest) = endpoint.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let name = if host.starts_with('[') { host.split_inclusive(']').next()? } else { host.split(':').next()? };
    let sound = !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c.is_control());
    sound.then(|| name.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_that_which_is_called() {
        for (url, expected) in [
            ("https://API.acme.com/v1", Some("api.acme.com")),
            ("https://api.acme.com@evil.example/", Some("evil.example")),
            ("https://api.acme.com:8443", Some("api.acme.com")),
            ("https://evil.example\\@api.acme.com/", Some("evil.example")),
            ("http://[::1]:80/", Some("[::1]")),
            ("api.acme.com", None),
            ("https://", None),
        ] {
            assert_eq!(host(url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn a_name_that_ends_with_a_day_is_dated() {
        for (name, expected) in [
            ("gpt-4o-2024-08-06", true),
            ("claude-3-5-sonnet-20241022", true),
            ("gpt-4o", false),
            ("model-20249999", false),
            ("llama-3.1-405", false),
        ] {
            assert_eq!(dated(name), expected, "{name}");
        }
    }

    #[test]
    fn an_expression_of_licences_is_covered_by_what_it_needs() {
        let list = ["MIT".to_owned(), "Apache-2.0".to_owned(), "llama3.1".to_owned()];
        for (license, expected) in [
            ("MIT", true),
            ("mit", true),
            ("MIT OR GPL-3.0-only", true),
            ("MIT AND GPL-3.0-only", false),
            ("llama3.1", true),
            ("GPL-3.0-only", false),
            ("anything", false),
        ] {
            assert_eq!(covered(license, &list), expected, "{license}");
        }
    }
}
