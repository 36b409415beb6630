//! Components of an inventory as components of a document.

use serde_json::{Value, json};

use super::Source;
use super::properties::properties;
use crate::bom::cyclonedx::{
    Component as Listed, Evidence, ExternalReference, Format, Hash, License, LicenseChoice, ModelCard, ModelParameters,
    Occurrence, Organization,
};
use crate::inventory::{Component, Detail, Hosting, Kind, Relation, Scope};
use crate::rule::Confidence;

pub(super) fn component(listed: &Component, source: &Source<'_>) -> Listed {
    let kind = match listed.kind() {
        Kind::Model => "machine-learning-model",
        Kind::Tool | Kind::Resource | Kind::Prompt | Kind::Dataset => "data",
        Kind::Skill | Kind::Package => "library",
        Kind::Secret => "cryptographic-asset",
        Kind::File => "file",
        _ => "application",
    };
    let range = listed.constraint.as_deref().filter(|_| listed.version.is_none());
    let range = range.and_then(|range| vers(listed.purl.as_deref(), range));
    let file = match &listed.detail {
        Detail::File(file) => file.media_type.clone(),
        _ => None,
    };
    Listed {
        kind: kind.to_owned(),
        mime_type: file,
        bom_ref: Some(source.reference(&listed.id)),
        supplier: listed.supplier.clone().map(|name| Organization { name: Some(name), ..Organization::default() }),
        group: listed.group.clone(),
        name: listed.name.clone(),
        version: listed.version.clone(),
        // The schema allows a range only for what comes from elsewhere.
        is_external: (range.is_some() || is_external(listed)).then_some(true),
        version_range: range,
        description: listed.description.clone(),
        scope: (listed.scope != Scope::Required).then(|| listed.scope.name().to_owned()),
        hashes: hashes(listed),
        licenses: listed.license.as_deref().map(license),
        purl: listed.purl.clone(),
        evidence: evidence(listed),
        model_card: model_card(listed, source),
        external_references: hub(listed).map(|url| {
            vec![ExternalReference { kind: "distribution".to_owned(), url, ..ExternalReference::default() }]
        }),
        data: data(listed),
        crypto_properties: (listed.kind() == Kind::Secret).then(|| {
            json!({
                "assetType": "related-crypto-material",
                "relatedCryptoMaterialProperties": { "type": "token" },
            })
        }),
        properties: Some(properties(listed, source)),
        ..Listed::default()
    }
}

/// Whether whoever runs the project has to get it from somebody else at run time.
const fn is_external(listed: &Component) -> bool {
    match &listed.detail {
        Detail::Model(model) => !matches!(model.hosting, Some(Hosting::Local)),
        Detail::Dataset(_) => true,
        _ => false,
    }
}

/// Where a dataset of the Hugging Face hub lies: there is no package URL for one.
fn hub(listed: &Component) -> Option<String> {
    let Detail::Dataset(dataset) = &listed.detail else { return None };
    let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    let group = listed.group.as_deref().unwrap_or_default();
    let path = if group.is_empty() { listed.name.clone() } else { format!("{group}/{}", listed.name) };
    let known = dataset.source.as_deref() == Some("huggingface") && plain(group) && plain(&listed.name);
    known.then(|| format!("https://huggingface.co/datasets/{path}"))
}

fn hashes(listed: &Component) -> Option<Vec<Hash>> {
    let mut hashes: Vec<(String, String)> =
        listed.hashes.iter().map(|hash| (hash.algorithm.name().to_owned(), hash.hex.clone())).collect();
    let own = match &listed.detail {
        Detail::Tool(tool) => tool.definition.as_deref(),
        Detail::Skill(skill) => skill.tree.as_deref(),
        _ => None,
    };
    if let Some(hex) = own.and_then(|digest| digest.strip_prefix("sha256:")) {
        hashes.push(("SHA-256".to_owned(), hex.to_owned()));
    }
    hashes.sort();
    hashes.dedup();
    let hash = |(alg, content)| Hash { alg, content, ..Hash::default() };
    Some(hashes.into_iter().map(hash).collect()).filter(|hashes: &Vec<Hash>| !hashes.is_empty())
}

/// An SPDX id, an SPDX expression, or the words of the manifest.
pub(super) fn license(text: &str) -> Vec<LicenseChoice> {
    let choice = if spdx::license_id(text).is_some() {
        let license = License { id: Some(text.to_owned()), ..License::default() };
        LicenseChoice { license: Some(license), ..LicenseChoice::default() }
    } else if spdx::Expression::parse(text).is_ok() {
        LicenseChoice { expression: Some(text.to_owned()), ..LicenseChoice::default() }
    } else {
        let license = License { name: Some(text.to_owned()), ..License::default() };
        LicenseChoice { license: Some(license), ..LicenseChoice::default() }
    };
    vec![choice]
}

fn data(listed: &Component) -> Option<Value> {
    match &listed.detail {
        Detail::Tool(_) | Detail::Resource(_) | Detail::Prompt(_) => {
            Some(json!([{ "type": "definition", "name": listed.name }]))
        }
        Detail::Dataset(_) => Some(json!([{ "type": "dataset", "name": listed.name }])),
        _ => None,
    }
}

fn model_card(listed: &Component, source: &Source<'_>) -> Option<ModelCard> {
    let Detail::Model(model) = &listed.detail else { return None };
    let edges = source.inventory.edges_from(&listed.id).iter().filter(|edge| edge.relation == Relation::TrainedOn);
    let datasets: Vec<Value> = edges.map(|edge| json!({ "ref": source.reference(&edge.to) })).collect();
    if model.task.is_none() && datasets.is_empty() {
        return None;
    }
    let text = |speaks: bool| speaks.then(|| vec![Format { format: Some("text".to_owned()), ..Format::default() }]);
    let is_text = model.task.as_deref() == Some("text-generation");
    let parameters = ModelParameters {
        task: model.task.clone(),
        datasets: Some(datasets).filter(|datasets| !datasets.is_empty()),
        inputs: text(is_text),
        outputs: text(is_text),
        ..ModelParameters::default()
    };
    Some(ModelCard { model_parameters: Some(parameters), ..ModelCard::default() })
}

fn evidence(listed: &Component) -> Option<Evidence> {
    let best =
        listed.evidence.iter().max_by_key(|evidence| (evidence.confidence, std::cmp::Reverse(&evidence.rule)))?;
    let (field, value) = match &listed.purl {
        Some(purl) => ("purl", purl),
        None => ("name", &listed.name),
    };
    let confidence = match best.confidence {
        Confidence::High => json!(1),
        Confidence::Medium => json!(0.7),
        Confidence::Low => json!(0.4),
    };
    let read = ["config.", "lock.", "manifest.", "card.", "skill.", "registry."];
    let is_read = read.iter().any(|kind| best.rule.starts_with(kind));
    let technique = if is_read { "manifest-analysis" } else { "source-code-analysis" };
    let identity = json!([{
        "field": field,
        "confidence": confidence,
        "concludedValue": value,
        "methods": [{ "technique": technique, "confidence": confidence, "value": best.rule }],
        "tools": [super::TOOL],
    }]);
    let occurrence = |evidence: &crate::inventory::Evidence| Occurrence {
        location: Some(evidence.location.path.to_string()),
        line: Some(evidence.location.start.line as u64),
        offset: Some(evidence.location.start.byte as u64),
        symbol: Some(evidence.symbol.clone()).filter(|symbol| !symbol.is_empty()),
        additional_context: Some(format!("rule: {}", evidence.rule)),
        ..Occurrence::default()
    };
    let occurrences = listed.evidence.iter().map(occurrence).collect();
    Some(Evidence { identity: Some(identity), occurrences: Some(occurrences), ..Evidence::default() })
}

/// A plain range in the notation of <https://github.com/package-url/vers-spec>; `None` for what it cannot say so simply,
/// such as `^1.2`: the property `proofmark:constraint` has every range as it was written.
fn vers(purl: Option<&str>, range: &str) -> Option<String> {
    let scheme = purl.and_then(|purl| purl.strip_prefix("pkg:")?.split('/').next()).unwrap_or("generic");
    let mut parts: Vec<(&str, &str)> = Vec::new();
    for part in range.split([',', ' ']).filter(|part| !part.is_empty()) {
        let version = part.trim_start_matches(['<', '>', '=', '!']);
        let comparator = match part.strip_suffix(version)? {
            "" | "=" | "==" => "",
            comparator @ ("<" | "<=" | ">" | ">=" | "!=") => comparator,
            _ => return None,
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | '_');
        let wild = version.split('.').any(|part| matches!(part, "x" | "X"));
        if wild || !version.starts_with(|c: char| c.is_ascii_digit()) || !version.chars().all(plain) {
            return None;
        }
        parts.push((comparator, version));
    }
    // From the lower bound to the upper one, which is how such ranges are sorted.
    parts.sort_by_key(|(comparator, _)| comparator.starts_with('<'));
    if parts.is_empty() || parts.len() > 2 {
        return None;
    }
    let list: Vec<String> = parts.iter().map(|(comparator, version)| format!("{comparator}{version}")).collect();
    Some(format!("vers:{scheme}/{}", list.join("|")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ranges_that_vers_can_say_are_said_in_it() {
        for (purl, range, expected) in [
            (None, ">=2.0.0", Some("vers:generic/>=2.0.0")),
            (Some("pkg:pypi/x"), "<3,>=1.2", Some("vers:pypi/>=1.2|<3")),
            (Some("pkg:npm/x"), "1.2.3", Some("vers:npm/1.2.3")),
            (Some("pkg:npm/x"), "^1.2.3", None),
            (None, "latest", None),
            (None, "1.x", None),
        ] {
            assert_eq!(vers(purl, range).as_deref(), expected, "{range}");
        }
    }
}
