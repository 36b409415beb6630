//! The official JSON Schemas, embedded; nothing is fetched.

use std::sync::OnceLock;

use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::{Registry, ValidationError, Validator};
use serde_json::Value;

use super::{Check, Found};
use crate::bom::{BomFile, Dialect};

const BOM_1_3: &str = include_str!("../../../schemas/vendor/cyclonedx/bom-1.3.schema.json");
const BOM_1_4: &str = include_str!("../../../schemas/vendor/cyclonedx/bom-1.4.schema.json");
const BOM_1_5: &str = include_str!("../../../schemas/vendor/cyclonedx/bom-1.5.schema.json");
const BOM_1_6: &str = include_str!("../../../schemas/vendor/cyclonedx/bom-1.6.schema.json");
const BOM_1_7: &str = include_str!("../../../schemas/vendor/cyclonedx/bom-1.7.schema.json");
const SPDX_2_3: &str = include_str!("../../../schemas/vendor/spdx/spdx-2.3.schema.json");
const SPDX_3: &str = include_str!("../../../schemas/vendor/spdx/spdx-3.0.1.schema.json");

/// What the CycloneDX schemas refer to.
const SHARED: [(&str, &str); 3] = [
    (
        "http://cyclonedx.org/schema/spdx.schema.json",
        include_str!("../../../schemas/vendor/cyclonedx/spdx.schema.json"),
    ),
    (
        "http://cyclonedx.org/schema/jsf-0.82.schema.json",
        include_str!("../../../schemas/vendor/cyclonedx/jsf-0.82.schema.json"),
    ),
    (
        "http://cyclonedx.org/schema/cryptography-defs.schema.json",
        include_str!("../../../schemas/vendor/cyclonedx/cryptography-defs.schema.json"),
    ),
];

pub(super) fn check(bom: &BomFile, found: &mut Found) {
    let Some(validator) = validator(bom.dialect) else { return };
    for error in validator.iter_errors(&bom.value).take(super::MAX_FAULTS) {
        explain(&error, found);
    }
}

/// The schema of a format, compiled once; `None` for versions of SPDX before 2.3, which are held to their prose, and for
/// XML, whose reader has checked it.
fn validator(dialect: Dialect) -> Option<&'static Validator> {
    static COMPILED: [OnceLock<Option<Validator>>; 7] = [const { OnceLock::new() }; 7];
    let (slot, source) = match dialect {
        Dialect::CycloneDx(3) => (0, BOM_1_3),
        Dialect::CycloneDx(4) => (1, BOM_1_4),
        Dialect::CycloneDx(5) => (2, BOM_1_5),
        Dialect::CycloneDx(6) => (3, BOM_1_6),
        Dialect::CycloneDx(_) => (4, BOM_1_7),
        Dialect::Spdx3 => (5, SPDX_3),
        Dialect::Spdx2(3..) => (6, SPDX_2_3),
        Dialect::CycloneDxXml(_) | Dialect::Spdx2(_) => return None,
    };
    COMPILED.get(slot)?.get_or_init(|| compile(source)).as_ref()
}

/// `None` only where an embedded schema is broken, which a test rules out.
fn compile(source: &str) -> Option<Validator> {
    let mut registry = Registry::new();
    for (uri, shared) in SHARED {
        registry = registry.add(uri, serde_json::from_str::<Value>(shared).ok()?).ok()?;
    }
    let registry = registry.prepare().ok()?;
    let schema = serde_json::from_str(source).ok()?;
    jsonschema::options().with_registry(&registry).build(&schema).ok()
}

/// Says what is wrong where it is wrong: of a choice between forms, the form that the value comes nearest to.
fn explain(error: &ValidationError<'_>, found: &mut Found) {
    let (Kind::AnyOf { context } | Kind::OneOfNotValid { context }) = error.kind() else {
        say(error, found);
        return;
    };
    let depth = |branch: &[ValidationError<'_>]| branch.iter().map(|error| steps(error)).max().unwrap_or_default();
    let nearest = context
        .iter()
        .filter(|branch| !branch.is_empty() && !branch.iter().any(|error| is_other_class(error)))
        .max_by_key(|branch| (depth(branch), std::cmp::Reverse(branch.len())));
    match nearest {
        Some(branch) => branch.iter().for_each(|error| explain(error, found)),
        None => found.add(error.instance_path().as_str(), Check::Schema, "has none of the allowed forms"),
    }
}

fn steps(error: &ValidationError<'_>) -> usize {
    error.instance_path().as_str().matches('/').count()
}

/// SPDX's schema rules a class out by comparing an element with the text `Not a <class>`.
fn is_other_class(error: &ValidationError<'_>) -> bool {
    matches!(error.kind(), Kind::Constant { expected_value }
        if expected_value.as_str().is_some_and(|text| text.starts_with("Not a ")))
}

fn say(error: &ValidationError<'_>, found: &mut Found) {
    let pointer = error.instance_path().as_str();
    let mut add = |pointer: &str, message: String| found.add(pointer, Check::Schema, message);
    match error.kind() {
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            for name in unexpected {
                add(&crate::text::pointer(pointer, name), format!("`{name}` is no field of this object"));
            }
        }
        Kind::Required { property } => add(pointer, format!("{property} is missing")),
        Kind::Enum { options } => add(pointer, one_of(options)),
        Kind::Constant { expected_value } => add(pointer, format!("is not {expected_value}")),
        Kind::Not { schema } => match required(schema).as_slice() {
            ["versionRange"] => add(
                &crate::text::pointer(pointer, "versionRange"),
                "is allowed only beside `\"isExternal\": true`".to_owned(),
            ),
            [] => add(pointer, "has a form that is not allowed here".to_owned()),
            [name] => add(&crate::text::pointer(pointer, name), "is not allowed here".to_owned()),
            names => add(pointer, format!("`{}` exclude each other", names.join("` and `"))),
        },
        Kind::OneOfMultipleValid { .. } => add(pointer, "has several of the forms of which it may have one".to_owned()),
        Kind::UniqueItems => add(pointer, "holds the same item twice".to_owned()),
        // A value may be long or secret; the line shows it to who may see it.
        _ => add(pointer, error.masked_with("the value").to_string()),
    }
}

fn one_of(options: &Value) -> String {
    let options: Vec<String> = options.as_array().into_iter().flatten().map(Value::to_string).collect();
    if options.len() > 12 {
        return format!("is none of the {} allowed values", options.len());
    }
    format!("is none of {}", options.join(", "))
}

/// The members that a schema demands, and so its negation forbids.
fn required(schema: &Value) -> Vec<&str> {
    schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_schema_compiles() {
        for dialect in (3..=7).map(Dialect::CycloneDx).chain([Dialect::Spdx2(3), Dialect::Spdx3]) {
            assert!(validator(dialect).is_some(), "{dialect}");
        }
    }
}
