//! What projects call themselves and ask for: `package.json`, `pyproject.toml`, `Cargo.toml`.

use super::lock::Wanted;
use super::{Data, python};
use crate::inventory::{Ecosystem, Reader};
use crate::text::{Node, Value, pointer};

/// Takes the project's own name over, where it lies in the folder that was asked for.
fn own(data: &mut Data<'_>, project: &Node) {
    let text = |name: &str| project.get(name).and_then(Node::as_str).map(str::to_owned);
    let Some(name) = text("name") else { return };
    data.packages.own.insert(name.clone());
    let subject = &mut data.builder.subject;
    if data.top && subject.name.is_empty() {
        subject.name = name;
        subject.version = text("version");
        subject.description = text("description").as_deref().and_then(crate::inventory::facts::description);
        subject.license = text("license").or_else(|| project.at(&["license", "text"])?.as_str().map(str::to_owned));
    }
}

fn want(data: &mut Data<'_>, ecosystem: Ecosystem, name: &str, range: &str, development: bool, node: &Node, at: &str) {
    let evidence = data.at(node, at, Reader::MANIFEST_DEPENDENCY);
    let (folder, scope) = (data.folder(), data.scope);
    data.packages.wanted.push(Wanted {
        ecosystem,
        name: name.to_owned(),
        range: range.to_owned(),
        development,
        hashes: Vec::new(),
        evidence,
        folder,
        scope,
    });
}

pub(super) fn package_json(data: &mut Data<'_>) {
    let Some(document) = data.json() else { return };
    let root = &document.root;
    own(data, root);
    for (list, development) in [
        ("dependencies", false),
        ("optionalDependencies", false),
        ("peerDependencies", false),
        ("devDependencies", true),
    ] {
        for member in root.get(list).map(Node::members).unwrap_or_default() {
            let Some(range) = member.value.as_str() else { continue };
            // Members of the same workspace are no packages of a registry.
            if ["workspace:", "file:", "link:", "portal:", "catalog:"].iter().any(|local| range.starts_with(local)) {
                continue;
            }
            let (name, range) = match range.strip_prefix("npm:").and_then(|alias| alias.rsplit_once('@')) {
                Some((name, range)) if !name.is_empty() => (name, range),
                _ => (member.name.text.as_str(), range),
            };
            let at = pointer(&pointer("", list), &member.name.text);
            want(data, Ecosystem::Npm, name, range, development, &member.value, &at);
        }
    }
}

pub(super) fn pyproject(data: &mut Data<'_>) {
    let Some(document) = data.toml() else { return };
    let root = &document.root;
    let project = root.get("project").or_else(|| root.at(&["tool", "poetry"]));
    if let Some(project) = project {
        own(data, project);
    }
    let listed = |node: Option<&Node>| node.map(Node::items).unwrap_or_default().to_vec();
    let mut lists = vec![(listed(root.at(&["project", "dependencies"])), false, "/project/dependencies".to_owned())];
    for (table, development) in [("optional-dependencies", false)] {
        for member in root.at(&["project", table]).map(Node::members).unwrap_or_default() {
            lists.push((
                member.value.items().to_vec(),
                development,
                pointer(&format!("/project/{table}"), &member.name.text),
            ));
        }
    }
    for member in root.get("dependency-groups").map(Node::members).unwrap_or_default() {
        lists.push((member.value.items().to_vec(), true, pointer("/dependency-groups", &member.name.text)));
    }
    for (items, development, at) in lists {
        for (index, item) in items.iter().enumerate() {
            let Some((name, range)) = item.as_str().and_then(python::requirement) else { continue };
            want(data, Ecosystem::PyPi, &name, &range, development, item, &pointer(&at, &index.to_string()));
        }
    }
    let groups = root.at(&["tool", "poetry", "group"]).map(Node::members).unwrap_or_default();
    let groups = groups.iter().filter_map(|group| Some((group.value.get("dependencies")?, true)));
    let poetry = root.at(&["tool", "poetry", "dependencies"]).map(|table| (table, false));
    let old = root.at(&["tool", "poetry", "dev-dependencies"]).map(|table| (table, true));
    let tables: Vec<(&Node, bool)> = poetry.into_iter().chain(old).chain(groups).collect();
    for (table, development) in tables {
        for member in table.members().iter().filter(|member| member.name.text != "python") {
            let range = member.value.as_str().or_else(|| member.value.get("version")?.as_str());
            if let Some(range) = range {
                want(
                    data,
                    Ecosystem::PyPi,
                    &member.name.text,
                    range,
                    development,
                    &member.value,
                    &pointer("/tool/poetry", &member.name.text),
                );
            }
        }
    }
}

pub(super) fn cargo(data: &mut Data<'_>) {
    let Some(document) = data.toml() else { return };
    let root = &document.root;
    if let Some(package) = root.get("package") {
        own(data, package);
    }
    let tables = [("dependencies", false), ("build-dependencies", false), ("dev-dependencies", true)];
    let shared = root.get("workspace").and_then(|workspace| workspace.get("dependencies")).map(|table| (table, false));
    let own = tables.iter().filter_map(|(name, development)| Some((root.get(name)?, *development)));
    for (table, development) in own.chain(shared).collect::<Vec<_>>() {
        for member in table.members() {
            let value = &member.value;
            let range = value.as_str().or_else(|| value.get("version")?.as_str());
            let local = value.get("path").is_some()
                || value.get("git").is_some()
                || matches!(value.get("workspace").map(|node| &node.value), Some(Value::Bool(true)));
            let name = value.get("package").and_then(Node::as_str).unwrap_or(&member.name.text);
            if let Some(range) = range.filter(|_| !local) {
                // A bare version of Cargo's is a caret range.
                let range = if range.starts_with(|c: char| c.is_ascii_digit()) {
                    format!("^{range}")
                } else {
                    range.to_owned()
                };
                want(
                    data,
                    Ecosystem::Cargo,
                    name,
                    &range,
                    development,
                    value,
                    &pointer("/dependencies", &member.name.text),
                );
            }
        }
    }
}
