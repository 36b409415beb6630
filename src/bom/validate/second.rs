//! A second opinion on CycloneDX 1.3 to 1.5: that of the crate `cyclonedx-bom`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use cyclonedx_bom::prelude::{Bom as Foreign, SpecVersion, Validate as _, ValidationResult};
use cyclonedx_bom::validation::ValidationErrorsKind;

use crate::bom::{BomFile, Dialect};

/// Objections of one document that are listed.
const MAX_LISTED: usize = 5;
/// Objections within objections.
const MAX_DEPTH: usize = 32;

/// What the crate `cyclonedx-bom` objects to in a document, one clause each; nothing where it agrees, or does not know
/// the version.
///
/// An opinion and no verdict: it does not read some of what the schemas allow, such as `data` of a component.
pub fn second_opinion(bom: &BomFile) -> Vec<String> {
    let (Dialect::CycloneDx(minor) | Dialect::CycloneDxXml(minor)) = bom.dialect else { return Vec::new() };
    let version = match minor {
        3 => SpecVersion::V1_3,
        4 => SpecVersion::V1_4,
        5 => SpecVersion::V1_5,
        _ => return Vec::new(),
    };
    let ask = || match Foreign::parse_json_value(bom.value.clone()) {
        Ok(read) => Ok(read.validate_version(version)),
        Err(error) => Err(error.to_string()),
    };
    match catch_unwind(AssertUnwindSafe(ask)) {
        Ok(Ok(result)) => {
            let mut found = Vec::new();
            collect(result, "", MAX_DEPTH, &mut found);
            found.truncate(MAX_LISTED);
            found
        }
        Ok(Err(error)) => vec![error],
        Err(_) => vec!["it fails on this document".to_owned()],
    }
}

fn collect(result: ValidationResult, at: &str, depth: usize, found: &mut Vec<String>) {
    let Some(depth) = depth.checked_sub(1).filter(|_| found.len() < MAX_LISTED) else { return };
    for (name, kind) in result.errors() {
        let at = format!("{at}/{name}");
        match kind {
            ValidationErrorsKind::Struct(inner) => collect(inner, &at, depth, found),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    collect(inner, &format!("{at}/{index}"), depth, found);
                }
            }
            ValidationErrorsKind::Field(errors) | ValidationErrorsKind::Custom(errors) => {
                found.extend(errors.into_iter().map(|error| format!("{at}: {}", error.message)));
            }
            ValidationErrorsKind::Enum(error) => found.push(format!("{at}: {}", error.message)),
        }
    }
}
