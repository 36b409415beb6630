//! Differences from a schema, in words of ours.

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use serde_json::Value as Json;

use super::Format;

/// A difference from the schema, in words of ours.
pub(super) enum Fault {
    Unknown { at: String, name: String, known: Vec<String> },
    Choice { at: String, found: String, known: Vec<String> },
    Other { at: String, message: String, help: Option<String> },
}

/// Says what is wrong where it is wrong.
pub(super) fn flatten(error: &ValidationError<'_>, faults: &mut Vec<Fault>) {
    let at = error.instance_path().as_str().to_owned();
    let name = at.rsplit('/').find(|part| part.parse::<usize>().is_err()).unwrap_or_default().replace("~1", "/");
    let text = || error.instance().as_str().map_or_else(|| error.instance().to_string(), str::to_owned);
    let other = |message: String| Fault::Other { at: at.clone(), message, help: None };
    match error.kind() {
        Kind::AdditionalProperties { unexpected } => {
            let known = known_names(error);
            faults.extend(unexpected.iter().map(|name| Fault::Unknown {
                at: at.clone(),
                name: name.clone(),
                known: known.clone(),
            }));
        }
        Kind::Required { property } => {
            let property = property.as_str().unwrap_or_default();
            faults.push(other(format!("`{property}` is missing")));
        }
        Kind::Type { kind: TypeKind::Single(kind) } => {
            faults.push(other(format!("`{name}` has to be {}", spoken(&kind.to_string()))));
        }
        Kind::Enum { options } => {
            let known = options.as_array().into_iter().flatten().filter_map(Json::as_str).map(str::to_owned).collect();
            faults.push(Fault::Choice { at, found: text(), known });
        }
        Kind::Constant { expected_value } => {
            let known = expected_value.as_str().map(str::to_owned).into_iter().collect();
            faults.push(Fault::Choice { at, found: text(), known });
        }
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => choose(error, context, faults),
        Kind::Format { format } => {
            let (message, help) = Format::explain(format, &text());
            faults.push(Fault::Other { at, message, help });
        }
        Kind::Pattern { pattern } => faults.push(other(format!("`{}` does not have the form {pattern}", text()))),
        Kind::MinItems { .. } => faults.push(other(format!("`{name}` names nobody; name at least one"))),
        Kind::Minimum { limit } => faults.push(other(format!("`{name}` has to be at least {limit}"))),
        Kind::Maximum { limit } => faults.push(other(format!("`{name}` has to be at most {limit}"))),
        _ => faults.push(other(error.masked_with("the value").to_string())),
    }
}

/// Of several forms: the words that would do, or what is wrong with the form that comes nearest.
fn choose(error: &ValidationError<'_>, context: &[Vec<ValidationError<'static>>], faults: &mut Vec<Fault>) {
    let at = error.instance_path().as_str();
    let mut known = Vec::new();
    for inner in context.iter().flatten() {
        match inner.kind() {
            Kind::Constant { expected_value } => known.extend(expected_value.as_str().map(str::to_owned)),
            Kind::Enum { options } => {
                known.extend(options.as_array().into_iter().flatten().filter_map(Json::as_str).map(str::to_owned));
            }
            _ => {}
        }
    }
    let nearest = context
        .iter()
        .filter(|branch| {
            !branch.iter().any(|e| matches!(e.kind(), Kind::Type { .. }) && e.instance_path().as_str() == at)
        })
        .max_by_key(|branch| branch.iter().map(|e| e.instance_path().as_str().len()).max());
    match (error.instance().as_str(), nearest) {
        (Some(found), _) if !known.is_empty() => {
            known.dedup();
            faults.push(Fault::Choice { at: at.to_owned(), found: found.to_owned(), known });
        }
        (_, Some(branch)) => branch.iter().for_each(|error| flatten(error, faults)),
        _ => faults.push(Fault::Other {
            at: at.to_owned(),
            message: "has none of the allowed forms".to_owned(),
            help: None,
        }),
    }
}

/// The members that an object may have, from the schema next to the keyword that failed.
fn known_names(error: &ValidationError<'_>) -> Vec<String> {
    let Ok(schema) = serde_json::from_str::<Json>(crate::policy::policy::SCHEMA) else { return Vec::new() };
    let path = error.schema_path().as_str();
    let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
    let object = schema.pointer(parent).and_then(|object| object.get("properties")).and_then(Json::as_object);
    object.map(|object| object.keys().cloned().collect()).unwrap_or_default()
}

fn spoken(kind: &str) -> &'static str {
    match kind {
        "array" => "a list",
        "object" => "a table of names and values",
        "string" => "a text",
        "integer" => "a whole number",
        "number" => "a number",
        _ => "true or false",
    }
}
