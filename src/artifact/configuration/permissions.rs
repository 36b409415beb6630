//! What settings permit without asking, and switches that turn asking off as a whole.

use super::Reader;
use crate::artifact::{Grant, GrantKind, Place};
use crate::text::{Node, Span, Value, pointer};

/// Switches that, set to true, turn a safeguard off.
const SWITCHES: &[&str] = &[
    "enableAllProjectMcpServers",
    "skipDangerousModePermissionPrompt",
    "bypassPermissionsModeAccepted",
    "dangerouslySkipPermissions",
    "dangerouslyAllowAll",
    "amp.dangerouslyAllowAll",
    "dangerouslyDisableSandbox",
    "yolo",
    "yoloMode",
    "always_allow_tool_actions",
    "agent.always_allow_tool_actions",
    "chat.tools.autoApprove",
    "chat.tools.global.autoApprove",
];

/// Modes, by the setting that names them.
const MODES: &[(&str, &[&str])] = &[
    ("defaultMode", &["bypassPermissions"]),
    ("permissionMode", &["bypassPermissions"]),
    ("claudeCode.initialPermissionMode", &["bypassPermissions"]),
    ("defaultApprovalMode", &["yolo"]),
    ("approvalMode", &["yolo", "auto", "full-auto"]),
    ("sandbox_mode", &["danger-full-access"]),
];

/// Lists of what is allowed, by the names on the way to them from the top.
const LISTS: &[(&[&str], GrantKind)] = &[
    (&["permissions", "allow"], GrantKind::Permission),
    (&["permissions", "allowed_tools"], GrantKind::Permission),
    (&["allowedTools"], GrantKind::Permission),
    (&["tools", "allowed"], GrantKind::Permission),
    (&["enabledMcpjsonServers"], GrantKind::AutoApprove),
];

/// Tables of commands that run without asking where the value is true.
const TABLES: &[&str] = &["chat.tools.terminal.autoApprove", "chat.agent.terminal.autoApprove"];

/// Whether an object has a table of permissions, or a switch known here.
pub(in crate::artifact) fn has_permissions(root: &Node) -> bool {
    let table = root.get("permissions").is_some_and(|table| {
        ["allow", "deny", "ask", "defaultMode", "additionalDirectories"].iter().any(|name| table.get(name).is_some())
    });
    let known = |name: &&&str| root.get(name).is_some();
    table || SWITCHES.iter().filter(|name| name.len() > 8).chain(TABLES).any(|name| known(&name))
}

/// Adds every grant below `root`.
pub(super) fn read(reader: &mut Reader<'_>, root: &Node) {
    let mut grants = Vec::new();
    let file = reader.file;
    root.walk("", &mut |at, node| {
        for member in node.members() {
            let at = pointer(at, &member.name.text);
            if let Some(text) = bypass(&member.name.text, &member.value) {
                grants.push((GrantKind::Bypass, text, member.value.span, at));
            }
        }
    });
    let projects = root.get("projects").map(Node::members).unwrap_or_default();
    let mut roots = vec![(String::new(), root)];
    roots.extend(projects.iter().map(|project| (pointer("/projects", &project.name.text), &project.value)));
    for (at, root) in &roots {
        for (path, kind) in LISTS {
            let at = path.iter().fold(at.clone(), |at, name| pointer(&at, name));
            for (index, item) in root.at(path).map(Node::items).unwrap_or_default().iter().enumerate() {
                if let Some(text) = item.as_text() {
                    grants.push((*kind, text.text.clone(), text.span(), pointer(&at, &index.to_string())));
                }
            }
        }
        tables(root, at, &mut grants);
    }
    reader.artifact.facts.grants.extend(grants.into_iter().map(|(kind, text, span, at)| Grant {
        kind,
        text,
        place: Place::new(file, span).at(at),
    }));
}

/// The switch as text, where it is one and is on.
fn bypass(name: &str, value: &Node) -> Option<String> {
    let on = match &value.value {
        Value::Bool(true) => SWITCHES.contains(&name),
        Value::String(text) => MODES.iter().any(|(mode, values)| *mode == name && values.contains(&text.text.as_str())),
        _ => false,
    };
    let sandbox = name == "sandbox" && value.get("enabled").and_then(Node::as_bool) == Some(false);
    if sandbox {
        return Some("sandbox.enabled: false".to_owned());
    }
    on.then(|| match value.as_str() {
        Some(text) => format!("{name}: {text}"),
        None => format!("{name}: true"),
    })
}

fn tables(root: &Node, at: &str, grants: &mut Vec<(GrantKind, String, Span, String)>) {
    for name in TABLES {
        for member in root.get(name).map(Node::members).unwrap_or_default() {
            let approved = member.value.as_bool() == Some(true)
                || member.value.get("approve").and_then(Node::as_bool) == Some(true);
            if approved {
                let at = pointer(&pointer(at, name), &member.name.text);
                grants.push((GrantKind::Permission, member.name.text.clone(), member.name.span(), at));
            }
        }
    }
    // `permission` is one word, or a table of tools and words (opencode).
    let Some(table) = root.get("permission") else { return };
    let at = pointer(at, "permission");
    if table.as_str() == Some("allow") {
        grants.push((GrantKind::Permission, "*".to_owned(), table.span, at));
        return;
    }
    for member in table.members() {
        let whole = member.value.as_str() == Some("allow");
        let star = member.value.get("*").and_then(Node::as_str) == Some("allow");
        if whole || star {
            let at = pointer(&at, &member.name.text);
            grants.push((GrantKind::Permission, member.name.text.clone(), member.name.span(), at));
        }
    }
}
