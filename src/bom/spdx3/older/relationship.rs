//! Relationships of SPDX 2: half of its types are the other half turned round.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{DOCUMENT, Open, Upgrade};
use crate::bom::spdx3::Graph;

const NONE: &str = "https://spdx.org/rdf/3.0.1/terms/Core/NoneElement";
const NO_ASSERTION: &str = "https://spdx.org/rdf/3.0.1/terms/Core/NoAssertionElement";

/// Types of SPDX 2, those of SPDX 3, and whether the two ends change places.
const TYPES: [(&str, &str, bool); 35] = [
    ("AMENDS", "amendedBy", true),
    ("ANCESTOR_OF", "ancestorOf", false),
    ("CONTAINED_BY", "contains", true),
    ("CONTAINS", "contains", false),
    ("COPY_OF", "copiedTo", true),
    ("DATA_FILE_OF", "hasDataFile", true),
    ("DEPENDENCY_MANIFEST_OF", "hasDependencyManifest", true),
    ("DEPENDENCY_OF", "dependsOn", true),
    ("DEPENDS_ON", "dependsOn", false),
    ("DESCENDANT_OF", "descendantOf", false),
    ("DESCRIBED_BY", "describes", true),
    ("DESCRIBES", "describes", false),
    ("DISTRIBUTION_ARTIFACT", "hasDistributionArtifact", false),
    ("DOCUMENTATION_OF", "hasDocumentation", true),
    ("DYNAMIC_LINK", "hasDynamicLink", false),
    ("EXAMPLE_OF", "hasExample", true),
    ("EXPANDED_FROM_ARCHIVE", "expandsTo", true),
    ("FILE_ADDED", "hasAddedFile", true),
    ("FILE_DELETED", "hasDeletedFile", true),
    ("GENERATED_FROM", "generates", true),
    ("GENERATES", "generates", false),
    ("HAS_PREREQUISITE", "hasPrerequisite", false),
    ("METAFILE_OF", "hasMetadata", true),
    ("OPTIONAL_COMPONENT_OF", "hasOptionalComponent", true),
    ("OPTIONAL_DEPENDENCY_OF", "hasOptionalDependency", true),
    ("PATCH_APPLIED", "patchedBy", true),
    ("PATCH_FOR", "patchedBy", true),
    ("PREREQUISITE_FOR", "hasPrerequisite", true),
    ("PROVIDED_DEPENDENCY_OF", "hasProvidedDependency", true),
    ("REQUIREMENT_DESCRIPTION_FOR", "hasRequirement", true),
    ("SPECIFICATION_FOR", "hasSpecification", true),
    ("STATIC_LINK", "hasStaticLink", false),
    ("TEST_CASE_OF", "hasTestCase", true),
    ("TEST_OF", "hasTest", true),
    ("VARIANT_OF", "hasVariant", true),
];

/// Types that hold in one part of a life only, all of which change places.
const SCOPED: [(&str, &str, &str); 7] = [
    ("BUILD_DEPENDENCY_OF", "dependsOn", "build"),
    ("BUILD_TOOL_OF", "usesTool", "build"),
    ("DEV_DEPENDENCY_OF", "dependsOn", "development"),
    ("DEV_TOOL_OF", "usesTool", "development"),
    ("RUNTIME_DEPENDENCY_OF", "dependsOn", "runtime"),
    ("TEST_DEPENDENCY_OF", "dependsOn", "test"),
    ("TEST_TOOL_OF", "usesTool", "test"),
];

/// What relationships may name.
#[derive(Default)]
pub(super) struct Ends {
    /// Namespaces of other documents by their `DocumentRef-…`.
    documents: BTreeMap<String, String>,
    /// What the document is about.
    described: BTreeSet<String>,
    /// Everything that is listed, in its order.
    pub(super) listed: Vec<String>,
    /// Plain relationships that are written: `hasFiles` may say what a relationship says.
    said: BTreeSet<[String; 3]>,
}

impl Ends {
    /// Other documents, as SPDX 3 imports them.
    pub(super) fn documents(&mut self, listed: Vec<Value>) -> Option<Vec<Value>> {
        let mut imports = Vec::new();
        for value in listed {
            let mut reference = Open::of(&value);
            let (Some(id), Some(uri)) = (reference.text("externalDocumentId"), reference.text("spdxDocument")) else {
                continue;
            };
            let checksum = reference.take("checksum").and_then(|checksum| super::element::hash(&checksum));
            imports.push(super::without_null(json!({
                "type": "ExternalMap",
                "externalSpdxId": format!("{uri}#SPDXRef-DOCUMENT"),
                "locationHint": uri,
                "verifiedUsing": checksum.map(|hash| vec![hash]),
            })));
            self.documents.insert(id, uri);
        }
        (!imports.is_empty()).then_some(imports)
    }

    pub(super) fn describe<'v>(&mut self, ids: impl Iterator<Item = &'v str>) {
        self.described.extend(ids.map(str::to_owned));
    }

    /// The IRI of what an end of a relationship names.
    pub(super) fn iri(&self, id: &str, graph: &Graph) -> String {
        match id {
            "NONE" => NONE.to_owned(),
            "NOASSERTION" => NO_ASSERTION.to_owned(),
            "SPDXRef-DOCUMENT" => graph.iri(DOCUMENT),
            _ => match id.split_once(':').and_then(|(document, id)| Some((self.documents.get(document)?, id))) {
                Some((uri, id)) => format!("{uri}#{id}"),
                None => graph.iri(id),
            },
        }
    }

    /// What the document is about: everything, where it does not say.
    pub(super) fn roots(&self, graph: &Graph) -> Vec<String> {
        let named = self.listed.iter().filter(|id| self.described.is_empty() || self.described.contains(*id));
        named.map(|id| graph.iri(id)).collect()
    }
}

impl Upgrade {
    pub(super) fn relationship(&mut self, value: &Value) {
        let mut open = Open::of(value);
        // `NONE` and `NOASSERTION` are ends of their own.
        let mut end = |name: &str| open.take(name).and_then(|end| end.as_str().map(str::to_owned));
        let (Some(from), Some(kind), Some(to)) =
            (end("spdxElementId"), end("relationshipType"), end("relatedSpdxElement"))
        else {
            return;
        };
        let about = match kind.as_str() {
            "DESCRIBES" if from == "SPDXRef-DOCUMENT" => Some(&to),
            "DESCRIBED_BY" if to == "SPDXRef-DOCUMENT" => Some(&from),
            _ => None,
        };
        // What a document is about is its root, and no relationship.
        if let Some(about) = about.filter(|about| self.ends.listed.contains(about)) {
            self.ends.describe([about.as_str()].into_iter());
            return;
        }
        let comment = open.text("comment");
        self.relate(&from, &kind, &to, comment, open.rest().as_ref());
    }

    pub(super) fn relate(
        &mut self,
        from: &str,
        kind: &str,
        to: &str,
        comment: Option<String>,
        extension: Option<&Value>,
    ) {
        let plain = TYPES.iter().find(|(old, ..)| *old == kind).map(|(_, new, turned)| (*new, *turned, None));
        let scoped = SCOPED.iter().find(|(old, ..)| *old == kind).map(|(_, new, scope)| (*new, true, Some(*scope)));
        let known = plain.or(scoped);
        let (new, turned, scope) = known.unwrap_or(("other", false, None));
        // What has no counterpart says what it was.
        let was = (known.is_none() && kind != "OTHER").then(|| kind.to_owned());
        let comments: Vec<String> = was.into_iter().chain(comment).collect();
        let (from, to) = if turned { (to, from) } else { (from, to) };
        let plain = comments.is_empty() && extension.is_none() && scope.is_none();
        if plain && !self.ends.said.insert([from, new, to].map(str::to_owned)) {
            return;
        }
        let members = json!({
            "from": self.ends.iri(from, &self.graph),
            "relationshipType": new,
            "to": [self.ends.iri(to, &self.graph)],
            "scope": scope,
            "comment": (!comments.is_empty()).then(|| comments.join(": ")),
            "extension": extension,
        });
        let class = if scope.is_some() { "LifecycleScopedRelationship" } else { "Relationship" };
        let number = self.graph.elements.len();
        self.graph.push(class, &format!("relationship-{number}"), members);
    }
}
