//! The forms that agent cards are signed in.
//!
//! The specification wants what protobuf would write (members with their default left out, unless they are required or
//! marked optional), canonical after RFC 8785. The official SDK also leaves out what is empty and required. Cards
//! before 1.0 were signed as they were. Members that protobuf does not know are dropped before signing, so a valid
//! signature says nothing about them.

use serde_json::{Map, Number, Value};

/// One way to read a card.
pub(super) struct Form {
    pub(super) name: &'static str,
    /// Canonical JSON.
    pub(super) bytes: Vec<u8>,
    /// Pointers of members that are not in it.
    pub(super) uncovered: Vec<String>,
}

/// All forms, the one that covers most first.
pub(super) fn forms(card: &Value) -> Vec<Form> {
    let mut uncovered = Vec::new();
    let spec = normal(card, &CARD, "", &mut uncovered);
    let sdk = clean(&spec).unwrap_or_default();
    let all = [
        ("an agent card, as it is", doubles(card), Vec::new()),
        ("an agent card, as the specification says", spec, uncovered.clone()),
        ("an agent card, as the Python SDK signs", sdk, uncovered),
        ("an agent card, as SDKs before 1.0 sign", clean(&doubles(card)).unwrap_or_default(), Vec::new()),
    ];
    let form = |(name, value, uncovered)| {
        Some(Form { name, bytes: serde_json_canonicalizer::to_vec(&value).ok()?, uncovered })
    };
    all.into_iter().filter_map(form).collect()
}

/// When a member is written.
#[derive(Clone, Copy)]
enum Presence {
    /// REQUIRED, or `optional`: whenever it is there.
    Kept,
    /// Implicit: unless it has its default.
    Dropped,
}

enum Kind {
    /// A scalar, or a `Struct`, of which everything is kept.
    Any,
    Message(&'static [(&'static str, Presence, Self)]),
    Map(&'static Self),
    List(&'static Self),
}

use Kind::{Any, List, Message};
use Presence::{Dropped, Kept};

const EXTENSION: Kind = Message(&[
    ("uri", Dropped, Any),
    ("description", Dropped, Any),
    ("required", Dropped, Any),
    ("params", Dropped, Any),
]);
const INTERFACE: Kind = Message(&[
    ("url", Kept, Any),
    ("protocolBinding", Kept, Any),
    ("tenant", Dropped, Any),
    ("protocolVersion", Kept, Any),
]);
const REQUIREMENT: Kind = Message(&[("schemes", Dropped, Kind::Map(&Message(&[("list", Dropped, List(&Any))])))]);
const SKILL: Kind = Message(&[
    ("id", Kept, Any),
    ("name", Kept, Any),
    ("description", Kept, Any),
    ("tags", Kept, List(&Any)),
    ("examples", Dropped, List(&Any)),
    ("inputModes", Dropped, List(&Any)),
    ("outputModes", Dropped, List(&Any)),
    ("securityRequirements", Dropped, List(&REQUIREMENT)),
]);
const SCHEME: Kind = Message(&[
    (
        "apiKeySecurityScheme",
        Kept,
        Message(&[("description", Dropped, Any), ("location", Kept, Any), ("name", Kept, Any)]),
    ),
    (
        "httpAuthSecurityScheme",
        Kept,
        Message(&[("description", Dropped, Any), ("scheme", Kept, Any), ("bearerFormat", Dropped, Any)]),
    ),
    (
        "oauth2SecurityScheme",
        Kept,
        Message(&[("description", Dropped, Any), ("flows", Kept, FLOWS), ("oauth2MetadataUrl", Dropped, Any)]),
    ),
    ("openIdConnectSecurityScheme", Kept, Message(&[("description", Dropped, Any), ("openIdConnectUrl", Kept, Any)])),
    ("mtlsSecurityScheme", Kept, Message(&[("description", Dropped, Any)])),
]);
const FLOWS: Kind = Message(&[
    (
        "authorizationCode",
        Kept,
        Message(&[
            ("authorizationUrl", Kept, Any),
            ("tokenUrl", Kept, Any),
            ("refreshUrl", Dropped, Any),
            ("scopes", Kept, Any),
            ("pkceRequired", Dropped, Any),
        ]),
    ),
    (
        "clientCredentials",
        Kept,
        Message(&[("tokenUrl", Kept, Any), ("refreshUrl", Dropped, Any), ("scopes", Kept, Any)]),
    ),
    (
        "implicit",
        Kept,
        Message(&[("authorizationUrl", Dropped, Any), ("refreshUrl", Dropped, Any), ("scopes", Dropped, Any)]),
    ),
    ("password", Kept, Message(&[("tokenUrl", Dropped, Any), ("refreshUrl", Dropped, Any), ("scopes", Dropped, Any)])),
    (
        "deviceCode",
        Kept,
        Message(&[
            ("deviceAuthorizationUrl", Kept, Any),
            ("tokenUrl", Kept, Any),
            ("refreshUrl", Dropped, Any),
            ("scopes", Kept, Any),
        ]),
    ),
]);
/// `AgentCard` of A2A 1.0, without `signatures`.
const CARD: Kind = Message(&[
    ("name", Kept, Any),
    ("description", Kept, Any),
    ("supportedInterfaces", Kept, List(&INTERFACE)),
    ("provider", Dropped, Message(&[("url", Kept, Any), ("organization", Kept, Any)])),
    ("version", Kept, Any),
    ("documentationUrl", Kept, Any),
    (
        "capabilities",
        Kept,
        Message(&[
            ("streaming", Kept, Any),
            ("pushNotifications", Kept, Any),
            ("extensions", Dropped, List(&EXTENSION)),
            ("extendedAgentCard", Kept, Any),
        ]),
    ),
    ("securitySchemes", Dropped, Kind::Map(&SCHEME)),
    ("securityRequirements", Dropped, List(&REQUIREMENT)),
    ("defaultInputModes", Kept, List(&Any)),
    ("defaultOutputModes", Kept, List(&Any)),
    ("skills", Kept, List(&SKILL)),
    ("iconUrl", Kept, Any),
]);

/// The protobuf form of a value; what is not in it goes to `uncovered`.
fn normal(value: &Value, kind: &Kind, pointer: &str, uncovered: &mut Vec<String>) -> Value {
    match (kind, value) {
        (Message(fields), Value::Object(members)) => {
            let mut kept = Map::new();
            for (name, member) in members {
                let pointer = format!("{pointer}/{name}");
                let Some((_, presence, kind)) = fields.iter().find(|(field, ..)| field == name) else {
                    uncovered.push(pointer);
                    continue;
                };
                let member = normal(member, kind, &pointer, uncovered);
                let dropped = match presence {
                    Kept => member.is_null(),
                    Dropped => is_default(&member),
                };
                if !dropped {
                    kept.insert(name.clone(), member);
                }
            }
            Value::Object(kept)
        }
        (List(kind), Value::Array(items)) => {
            let item = |(at, item)| normal(item, kind, &format!("{pointer}/{at}"), uncovered);
            Value::Array(items.iter().enumerate().map(item).collect())
        }
        (Kind::Map(kind), Value::Object(members)) => {
            let member = |(name, member): (&String, &Value)| {
                (name.clone(), normal(member, kind, &format!("{pointer}/{name}"), uncovered))
            };
            Value::Object(members.iter().map(member).collect())
        }
        _ => doubles(value),
    }
}

fn is_default(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(_) => false,
    }
}

/// Numbers as readers with nothing but doubles see them; those that are whole and exact stay as they are.
fn doubles(value: &Value) -> Value {
    const EXACT: i64 = 1 << 53;
    match value {
        Value::Number(number) => {
            if number.as_i64().is_some_and(|number| (-EXACT..=EXACT).contains(&number)) {
                return value.clone();
            }
            Value::Number(number.as_f64().and_then(Number::from_f64).unwrap_or_else(|| number.clone()))
        }
        Value::Array(items) => Value::Array(items.iter().map(doubles).collect()),
        Value::Object(members) => {
            Value::Object(members.iter().map(|(name, value)| (name.clone(), doubles(value))).collect())
        }
        other => other.clone(),
    }
}

/// Without anything empty, at any depth: what the SDKs do before they sign.
fn clean(value: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::String(text) => (!text.is_empty()).then(|| value.clone()),
        Value::Array(items) => {
            let items: Vec<Value> = items.iter().filter_map(clean).collect();
            (!items.is_empty()).then_some(Value::Array(items))
        }
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| Some((name.clone(), clean(value)?));
            let members: Map<String, Value> = members.iter().filter_map(member).collect();
            (!members.is_empty()).then_some(Value::Object(members))
        }
        other => Some(other.clone()),
    }
}
