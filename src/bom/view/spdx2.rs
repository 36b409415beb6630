//! SPDX 2.2 and 2.3 documents as views.

use serde_json::Value;

use super::{Element, Need, View, digest, text};

pub(super) fn view(document: &Value) -> View {
    let mut view = View::default();
    for (list, kind) in [("packages", "package"), ("files", "file")] {
        for (index, listed) in items(document, list).enumerate() {
            let Some(id) = text(listed, "SPDXID") else { continue };
            let element = element(listed, kind, format!("/{list}/{index}"));
            view.elements.insert(id.to_owned(), element);
        }
    }
    view.subjects.extend(items(document, "documentDescribes").filter_map(Value::as_str).map(str::to_owned));
    for relationship in items(document, "relationships") {
        let end = |name: &str| text(relationship, name).unwrap_or_default();
        relate(&mut view, end("spdxElementId"), end("relationshipType"), end("relatedSpdxElement"));
    }
    let creation = document.get("creationInfo");
    let by = |kind: &str| {
        let creators = creation.into_iter().flat_map(|info| items(info, "creators")).filter_map(Value::as_str);
        creators.into_iter().any(|creator| creator.starts_with(kind))
    };
    let known = [
        ("timestamp", creation.and_then(|info| text(info, "created")).is_some()),
        ("tool", by("Tool: ")),
        ("author", by("Person: ") || by("Organization: ")),
        ("identifier", text(document, "documentNamespace").is_some()),
    ];
    view.facts.extend(known.into_iter().filter(|(_, known)| *known).map(|(fact, _)| fact));
    view
}

/// Of a relationship, who needs whom: half of SPDX's types are the other half turned round.
fn relate(view: &mut View, from: &str, kind: &str, to: &str) {
    let optional = Need { optional: true, ..Need::default() };
    match kind {
        "DESCRIBES" => drop(view.subjects.insert(to.to_owned())),
        "DESCRIBED_BY" => drop(view.subjects.insert(from.to_owned())),
        "DEPENDS_ON" | "DYNAMIC_LINK" | "STATIC_LINK" | "HAS_PREREQUISITE" => view.need(from, to, Need::default()),
        "DEPENDENCY_OF" | "RUNTIME_DEPENDENCY_OF" | "PREREQUISITE_FOR" => view.need(to, from, Need::default()),
        "OPTIONAL_DEPENDENCY_OF" | "DEV_DEPENDENCY_OF" | "TEST_DEPENDENCY_OF" | "BUILD_DEPENDENCY_OF" => {
            view.need(to, from, optional);
        }
        "CONTAINS" => view.need(from, to, Need { provides: true, ..Need::default() }),
        "CONTAINED_BY" => view.need(to, from, Need { provides: true, ..Need::default() }),
        _ => {}
    }
}

fn items<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> + use<'v> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn element(listed: &Value, kind: &str, pointer: String) -> Element {
    let own =
        |name: &str| text(listed, name).filter(|text| !matches!(*text, "NOASSERTION" | "NONE")).map(str::to_owned);
    let purl = items(listed, "externalRefs")
        .find(|reference| text(reference, "referenceType") == Some("purl"))
        .and_then(|reference| text(reference, "referenceLocator"));
    let hashes = items(listed, "checksums")
        .filter_map(|checksum| Some(digest(text(checksum, "algorithm")?, text(checksum, "checksumValue")?)));
    let supplier = own("supplier").or_else(|| own("originator"));
    Element {
        kind: kind.to_owned(),
        name: own("name").or_else(|| own("fileName")).unwrap_or_default(),
        version: own("versionInfo"),
        purl: purl.map(str::to_owned),
        hashes: hashes.collect(),
        licenses: ["licenseConcluded", "licenseDeclared"].into_iter().filter_map(own).collect(),
        supplier: supplier.map(|name| name.split_once(": ").map_or(name.clone(), |(_, name)| name.to_owned())),
        description: own("description").or_else(|| own("summary")),
        pointer,
        ..Element::default()
    }
}
