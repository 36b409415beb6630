//! SPDX 2.2 and 2.3 documents as SPDX 3.0.1, by the migration guide of the specification
//! (<https://spdx.github.io/spdx-spec/v3.0.1/annexes/diffs-from-previous-editions/>).
//!
//! Each element keeps its name: its IRI is the namespace of the document with its `SPDXID`. What SPDX 3 has no place for
//! travels as a property `proofmark:spdx2:<member>`.

mod element;
mod licenses;
mod open;
mod relationship;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{CREATION, DOCUMENT, Graph, NO_TIME};
use crate::digest::Digest;
use licenses::Licenses;
use open::Open;
use relationship::Ends;

/// The same document in SPDX 3.0.1, with everything that it says.
pub fn upgrade(document: &Value) -> Value {
    let written = document.to_string();
    let mut open = Open::of(document);
    for name in ["spdxVersion", "SPDXID", "$schema"] {
        open.take(name);
    }
    let namespace = open.text("documentNamespace");
    let namespace = namespace.unwrap_or_else(|| format!("https://proofmark.dev/spdx/{}", Digest::of(&written).hex()));
    let mut upgrade = Upgrade {
        graph: Graph { namespace: namespace.trim_end_matches('#').to_owned(), elements: Vec::new() },
        agents: BTreeSet::new(),
        licenses: Licenses::default(),
        ends: Ends::default(),
        annotations: Vec::new(),
    };
    upgrade.creation(open.take("creationInfo"));
    upgrade.licenses.texts(open.list("hasExtractedLicensingInfos"), &mut upgrade.graph);
    let imports = upgrade.ends.documents(open.list("externalDocumentRefs"));
    for (list, class) in [("packages", element::PACKAGE), ("files", element::FILE), ("snippets", element::SNIPPET)] {
        for listed in open.list(list) {
            upgrade.element(class, &listed);
        }
    }
    let described = open.list("documentDescribes");
    upgrade.ends.describe(described.iter().filter_map(Value::as_str));
    for relationship in open.list("relationships") {
        upgrade.relationship(&relationship);
    }
    upgrade.annotate("SPDXRef-DOCUMENT", open.list("annotations"));
    upgrade.write_annotations();
    let roots = upgrade.ends.roots(&upgrade.graph);
    let name = open.text("name").unwrap_or_else(|| "bill of materials".to_owned());
    let license = open.text("dataLicense").unwrap_or_else(|| "CC0-1.0".to_owned());
    let more = json!({ "comment": open.text("comment"), "import": imports, "extension": open.rest() });
    upgrade.graph.finish(&name, &roots, &license, [Value::Null, more])
}

/// A document on its way.
struct Upgrade {
    graph: Graph,
    /// Ids of people, organizations and tools that are written.
    agents: BTreeSet<String>,
    licenses: Licenses,
    ends: Ends,
    /// Each with the `SPDXID` of what it is about.
    annotations: Vec<(String, Value)>,
}

impl Upgrade {
    /// Who made the document, with what, and when.
    fn creation(&mut self, info: Option<Value>) {
        let mut info = Open::of(&info.unwrap_or_default());
        let creators = info.list("creators");
        let creators: Vec<&str> = creators.iter().filter_map(Value::as_str).collect();
        let (tools, mut agents): (Vec<&str>, Vec<&str>) =
            creators.into_iter().partition(|creator| creator.starts_with("Tool: "));
        // SPDX 3 wants somebody who did it; that a tool did is all that may be known.
        let nobody = [tools.first().copied().unwrap_or("Tool: unknown").replacen("Tool: ", "SoftwareAgent: ", 1)];
        if agents.is_empty() {
            agents.extend(nobody.iter().map(String::as_str));
        }
        let version = info.text("licenseListVersion").map(|version| format!("SPDX license list {version}."));
        let comments: Vec<String> = info.text("comment").into_iter().chain(version).collect();
        self.creation_info(CREATION, info.text("created"), comments.join(" "), |upgrade, info| {
            info.insert("createdBy".to_owned(), agents.iter().map(|agent| upgrade.agent(agent)).collect());
            if !tools.is_empty() {
                info.insert("createdUsing".to_owned(), tools.iter().map(|tool| upgrade.agent(tool)).collect());
            }
        });
    }

    /// One `CreationInfo`, before those whom it names.
    fn creation_info(
        &mut self,
        id: &str,
        created: Option<String>,
        comment: String,
        by: impl FnOnce(&mut Self, &mut Map<String, Value>),
    ) {
        let place = self.graph.elements.len();
        let mut info = Map::new();
        info.insert("type".to_owned(), "CreationInfo".into());
        info.insert("@id".to_owned(), id.into());
        info.insert("specVersion".to_owned(), "3.0.1".into());
        info.insert("created".to_owned(), created.unwrap_or_else(|| NO_TIME.to_owned()).into());
        by(self, &mut info);
        if !comment.is_empty() {
            info.insert("comment".to_owned(), comment.into());
        }
        self.graph.elements.insert(place, info);
    }

    /// The IRI of a person, an organization or a tool that is written as in `Person: Jane Doe (jane@example.com)`.
    fn agent(&mut self, text: &str) -> String {
        let (class, rest) = text.split_once(": ").unwrap_or(("Organization", text));
        let class = if matches!(class, "Person" | "Tool" | "SoftwareAgent") { class } else { "Organization" };
        let (name, email) = match rest.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
            Some((name, email)) => (name.trim(), Some(email).filter(|email| email.contains('@'))),
            None => (rest.trim(), None),
        };
        let id = format!("{}-{}", class.to_ascii_lowercase(), Digest::of(text).hex());
        if self.agents.insert(id.clone()) {
            let email = email.map(
                |email| json!([{ "type": "ExternalIdentifier", "externalIdentifierType": "email", "identifier": email }]),
            );
            self.graph.push(class, &id, json!({ "name": name, "externalIdentifier": email }));
        }
        self.graph.iri(&id)
    }

    fn annotate(&mut self, subject: &str, annotations: Vec<Value>) {
        self.annotations.extend(annotations.into_iter().map(|annotation| (subject.to_owned(), annotation)));
    }

    /// Annotations have authors and times of their own.
    fn write_annotations(&mut self) {
        for (number, (subject, annotation)) in std::mem::take(&mut self.annotations).into_iter().enumerate() {
            let mut annotation = Open::of(&annotation);
            let creation = format!("_:annotation-{number}");
            let by = annotation.text("annotator").unwrap_or_else(|| "Organization: unknown".to_owned());
            let date = annotation.text("annotationDate");
            self.creation_info(&creation, date, String::new(), |upgrade, info| {
                // Whoever creates is an agent, and a tool is none.
                let by = by.replacen("Tool: ", "SoftwareAgent: ", 1);
                info.insert("createdBy".to_owned(), json!([upgrade.agent(&by)]));
            });
            let kind = annotation.text("annotationType").filter(|kind| kind == "REVIEW").map_or("other", |_| "review");
            let members = json!({
                "creationInfo": creation,
                "annotationType": kind,
                "subject": self.ends.iri(&subject, &self.graph),
                "statement": annotation.text("comment"),
                "extension": annotation.rest(),
            });
            self.graph.push("Annotation", &format!("annotation-{number}"), members);
        }
    }
}

/// An object without the members that say nothing.
fn without_null(mut value: Value) -> Value {
    if let Value::Object(members) = &mut value {
        members.retain(|_, member| !member.is_null());
    }
    value
}
