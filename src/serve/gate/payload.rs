//! What of a registration is scanned: the texts that agents and people will read, as the files that rules know.

use std::fmt::Write as _;

use camino::Utf8PathBuf;
use serde_json::{Map, Value, json};

use super::{AssetType, Registration};
use crate::source::File;

/// Members under which registries send the text of a skill itself.
const SKILL_TEXTS: &[&str] = &["skill_md_content", "skill_md", "content", "body"];

/// The payload as files. Nothing of it is left out but the bundle of its evidence, which is verified and not read.
pub(super) fn files(registration: &Registration) -> Vec<File> {
    let payload = without_bundle(&registration.registration_payload);
    match registration.asset_type {
        AssetType::Server => server(payload),
        AssetType::Agent => vec![file("agent-card.json", &Value::Object(payload))],
        AssetType::Skill => vec![skill(payload)],
    }
}

fn file(path: &str, value: &Value) -> File {
    let bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    File::new(path, bytes)
}

fn without_bundle(payload: &Map<String, Value>) -> Map<String, Value> {
    let mut payload = payload.clone();
    let parsed = payload.get("metadata").and_then(Value::as_str).and_then(|text| serde_json::from_str(text).ok());
    if let Some(metadata @ Value::Object(_)) = parsed {
        payload.insert("metadata".to_owned(), metadata);
    }
    let pointer = payload.get_mut("metadata").and_then(|metadata| metadata.get_mut("proofmark"));
    if let Some(pointer) = pointer.and_then(Value::as_object_mut) {
        pointer.remove("bundle");
    }
    payload
}

/// A server: its tools as a listing, and everything else as what it says of itself.
fn server(mut payload: Map<String, Value>) -> Vec<File> {
    let folder = Utf8PathBuf::from("mcp/registration");
    let mut files = Vec::new();
    if let Some(Value::Array(tools)) = payload.get("tool_list") {
        let tools: Vec<Value> = tools.iter().map(tool).collect();
        files.push(file(folder.join("tools.json").as_str(), &json!({ "tools": tools })));
        payload.remove("tool_list");
    }
    let text = |name: &str| payload.get(name).cloned().unwrap_or_default();
    let greeting = json!({
        "serverInfo": { "name": text("server_name"), "version": text("version") },
        // Gateways show it to agents that look for a server.
        "instructions": text("description"),
        "_meta": { "registration": payload },
    });
    files.push(file(folder.join("initialize.json").as_str(), &greeting));
    files
}

/// A tool in the words of the protocol. The registry keeps descriptions in parts and schemas under another name.
fn tool(listed: &Value) -> Value {
    let Value::Object(members) = listed else { return json!({ "name": listed }) };
    let mut members = members.clone();
    if !members.contains_key("description")
        && let Some(parsed) = members.get_mut("parsed_description").and_then(Value::as_object_mut)
        && let Some(main) = parsed.remove("main")
    {
        members.insert("description".to_owned(), main);
    }
    if !members.contains_key("inputSchema")
        && let Some(schema) = members.remove("schema")
    {
        members.insert("inputSchema".to_owned(), schema);
    }
    Value::Object(members)
}

/// A skill: what the registry will show of it as front matter, and its text where that came along.
fn skill(mut payload: Map<String, Value>) -> File {
    let body = SKILL_TEXTS.iter().find_map(|name| match payload.get(*name) {
        Some(Value::String(_)) => payload.remove(*name),
        _ => None,
    });
    let mut take = |name: &str| payload.remove(name).unwrap_or_default();
    // JSON is YAML, so the values are written as they came.
    let (name, description) = (take("name"), take("description"));
    let mut text = format!("---\nname: {name}\ndescription: {description}\n");
    if !payload.is_empty() {
        let _ = writeln!(text, "metadata: {}", Value::Object(payload));
    }
    text.push_str("---\n");
    text.push_str(body.as_ref().and_then(Value::as_str).unwrap_or_default());
    File::new("SKILL.md", text.into_bytes())
}
