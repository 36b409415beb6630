//! Analyses in CycloneDX.

use serde_json::Value;

use super::{Statement, Status, text};
use crate::bom::advisory::{Affected, Known};
use crate::bom::cyclonedx::{Affect, AffectedVersion, Analysis, Rating, Reference, Vulnerability, VulnerabilitySource};

/// Justifications of CycloneDX and of OpenVEX that mean the same; the first pair of a word is how it is translated.
const JUSTIFICATIONS: [(&str, &str); 9] = [
    ("code_not_present", "vulnerable_code_not_present"),
    ("code_not_present", "component_not_present"),
    ("code_not_reachable", "vulnerable_code_not_in_execute_path"),
    ("requires_configuration", "vulnerable_code_cannot_be_controlled_by_adversary"),
    ("requires_dependency", "vulnerable_code_not_present"),
    ("requires_environment", "vulnerable_code_cannot_be_controlled_by_adversary"),
    ("protected_by_mitigating_control", "inline_mitigations_already_exist"),
    ("protected_at_runtime", "inline_mitigations_already_exist"),
    ("protected_at_perimeter", "inline_mitigations_already_exist"),
];

pub(super) fn statements(document: &Value) -> Vec<Statement> {
    let list = document.get("vulnerabilities").and_then(Value::as_array);
    list.into_iter().flatten().filter_map(statement).collect()
}

fn statement(value: &Value) -> Option<Statement> {
    let analysis = value.get("analysis")?;
    let status = match text(analysis, "state")? {
        "resolved" | "resolved_with_pedigree" => Status::Fixed,
        "exploitable" => Status::Affected,
        "in_triage" => Status::UnderInvestigation,
        "false_positive" | "not_affected" => Status::NotAffected,
        _ => return None,
    };
    let items = |name: &str| value.get(name).and_then(Value::as_array).into_iter().flatten();
    let names = items("references").filter_map(|reference| text(reference, "id")).chain(text(value, "id"));
    let own = text(analysis, "justification");
    let justification = own.and_then(|own| JUSTIFICATIONS.iter().find(|(cyclonedx, _)| *cyclonedx == own));
    Some(Statement {
        vulnerability: names.map(str::to_owned).collect(),
        products: items("affects").filter_map(|affect| text(affect, "ref")).map(str::to_owned).collect(),
        status,
        justification: justification.map(|(_, openvex)| (*openvex).to_owned()),
        detail: text(analysis, "detail").map(str::to_owned),
    })
}

/// What is known, as `vulnerabilities` of a CycloneDX document.
pub fn vulnerabilities(known: &[Known]) -> Vec<Vulnerability> {
    known.iter().map(vulnerability).collect()
}

fn vulnerability(known: &Known) -> Vulnerability {
    let source = |id: &str| VulnerabilitySource {
        name: Some("OSV".to_owned()),
        url: Some(format!("https://osv.dev/vulnerability/{id}")),
        ..VulnerabilitySource::default()
    };
    let reference = |id: &String| Reference { id: Some(id.clone()), source: Some(source(id)), ..Reference::default() };
    let version = known.version.as_ref().map(|version| AffectedVersion {
        version: Some(version.clone()),
        status: Some(if known.affected == Affected::Yes { "affected" } else { "unknown" }.to_owned()),
        ..AffectedVersion::default()
    });
    Vulnerability {
        bom_ref: Some(format!("vulnerability:{}:{}", known.id, known.element)),
        id: Some(known.id.clone()),
        source: Some(source(&known.id)),
        references: Some(known.aliases.iter().map(reference).collect())
            .filter(|list: &Vec<Reference>| !list.is_empty()),
        ratings: Some(ratings(known)).filter(|ratings| !ratings.is_empty()),
        description: Some(known.summary.clone()).filter(|summary| !summary.is_empty()),
        recommendation: (!known.fixed.is_empty()).then(|| format!("Update to {}.", known.fixed.join(" or "))),
        analysis: known.statement.as_ref().map(analysis),
        affects: Some(vec![Affect {
            reference: known.element.clone(),
            versions: version.map(|version| vec![version]),
            ..Affect::default()
        }]),
        ..Vulnerability::default()
    }
}

fn ratings(known: &Known) -> Vec<Rating> {
    let severity = known.severity.as_deref().map(|severity| if severity == "moderate" { "medium" } else { severity });
    let severity = severity.map(str::to_owned);
    let mut ratings: Vec<Rating> = known
        .vectors
        .iter()
        .map(|vector| {
            let method = match vector.get(..8) {
                Some("CVSS:4.0") => "CVSSv4",
                Some("CVSS:3.1") => "CVSSv31",
                Some("CVSS:3.0") => "CVSSv3",
                _ => "other",
            };
            Rating {
                severity: severity.clone(),
                method: Some(method.to_owned()),
                vector: Some(vector.clone()),
                ..Rating::default()
            }
        })
        .collect();
    if ratings.is_empty() && severity.is_some() {
        ratings.push(Rating { severity, ..Rating::default() });
    }
    ratings
}

fn analysis(statement: &Statement) -> Analysis {
    let state = match statement.status {
        Status::NotAffected => "not_affected",
        Status::Affected => "exploitable",
        Status::Fixed => "resolved",
        Status::UnderInvestigation => "in_triage",
    };
    let own = statement.justification.as_deref();
    let justification = own.and_then(|own| JUSTIFICATIONS.iter().find(|(_, openvex)| *openvex == own));
    Analysis {
        state: Some(state.to_owned()),
        justification: justification.map(|(cyclonedx, _)| (*cyclonedx).to_owned()),
        detail: statement.detail.clone(),
        ..Analysis::default()
    }
}
