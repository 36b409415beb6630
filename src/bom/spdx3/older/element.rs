//! Packages, files and snippets of SPDX 2 as elements.

use serde_json::{Value, json};

use super::{Open, Upgrade, without_null};
use crate::bom::spdx3::joined;

pub(super) const PACKAGE: &str = "software_Package";
pub(super) const FILE: &str = "software_File";
pub(super) const SNIPPET: &str = "software_Snippet";

/// Purposes that SPDX 3 writes in lower case; only `OPERATING_SYSTEM` is more than one word, and the
/// prose spells it with a hyphen.
const PURPOSES: [&str; 10] =
    ["APPLICATION", "FRAMEWORK", "LIBRARY", "CONTAINER", "DEVICE", "FIRMWARE", "SOURCE", "ARCHIVE", "FILE", "INSTALL"];

/// Algorithms whose names are not just written small, and without a hyphen.
const ALGORITHMS: [(&str, &str); 7] = [
    ("BLAKE2b-256", "blake2b256"),
    ("BLAKE2b-384", "blake2b384"),
    ("BLAKE2b-512", "blake2b512"),
    ("SHA3-256", "sha3_256"),
    ("SHA3-384", "sha3_384"),
    ("SHA3-512", "sha3_512"),
    ("ADLER32", "adler32"),
];

impl Upgrade {
    pub(super) fn element(&mut self, class: &'static str, listed: &Value) {
        let mut open = Open::of(listed);
        let Some(id) = open.text("SPDXID") else { return };
        self.ends.listed.push(id.clone());
        let concluded = open.text("licenseConcluded");
        let declared = open.text("licenseDeclared");
        let files = open.list("hasFiles");
        self.annotate(&id, open.list("annotations"));
        let own = match class {
            PACKAGE => self.package(&mut open),
            SNIPPET => self.snippet(&mut open),
            _ => json!({}),
        };
        let hashes = hashes(&mut open);
        let name = open.text("name").or_else(|| open.text("fileName"));
        let attribution = open.list("attributionTexts");
        let common = json!({
            "name": name,
            "comment": open.text("comment"),
            // Here SPDX 3 keeps the two words of SPDX 2.
            "software_copyrightText": open.take("copyrightText"),
            "software_attributionText": (!attribution.is_empty()).then_some(attribution),
            "verifiedUsing": (!hashes.is_empty()).then_some(hashes),
        });
        let rest = json!({ "extension": open.rest() });
        self.graph.push(class, &id, joined(joined(common, own), rest));
        for (kind, expression) in [("hasConcludedLicense", concluded), ("hasDeclaredLicense", declared)] {
            if let Some(expression) = expression {
                self.license(&id, kind, &expression);
            }
        }
        for file in files.iter().filter_map(Value::as_str) {
            self.relate(&id, "CONTAINS", file, None, None);
        }
    }

    fn license(&mut self, id: &str, kind: &str, expression: &str) {
        let to = self.licenses.expression(expression, &mut self.graph);
        let members = json!({ "from": self.graph.iri(id), "relationshipType": kind, "to": [to] });
        let number = self.graph.elements.len();
        self.graph.push("Relationship", &format!("relationship-{number}"), members);
    }

    fn package(&mut self, open: &mut Open) -> Value {
        let supplier = open.text("supplier").map(|supplier| self.agent(&supplier));
        let originator = open.text("originator").map(|originator| self.agent(&originator));
        let purpose = open.text("primaryPackagePurpose");
        let purpose = purpose.map(|old| match old.as_str() {
            "OPERATING_SYSTEM" | "OPERATING-SYSTEM" => "operatingSystem".to_owned(),
            known if PURPOSES.contains(&known) => known.to_ascii_lowercase(),
            _ => "other".to_owned(),
        });
        let references = References::of(open.list("externalRefs"));
        open.keep("externalRefs", references.unknown);
        let some = |list: Vec<Value>| (!list.is_empty()).then_some(list);
        json!({
            "suppliedBy": supplier,
            "originatedBy": originator.map(|originator| vec![originator]),
            "summary": open.text("summary"),
            "description": open.text("description"),
            "builtTime": open.text("builtDate"),
            "releaseTime": open.text("releaseDate"),
            "validUntilTime": open.text("validUntilDate"),
            "software_primaryPurpose": purpose,
            "software_packageVersion": open.text("versionInfo"),
            "software_packageUrl": references.purl,
            "software_downloadLocation": open.text("downloadLocation"),
            "software_homePage": open.text("homepage"),
            "software_sourceInfo": open.text("sourceInfo"),
            "externalIdentifier": some(references.identifiers),
            "externalRef": some(references.links),
        })
    }

    fn snippet(&mut self, open: &mut Open) -> Value {
        let file = open.text("snippetFromFile").map(|file| self.ends.iri(&file, &self.graph));
        let ranges = open.list("ranges");
        let (mut bytes, mut lines) = (None, None);
        for range in &ranges {
            let end = |end: &str, unit: &str| range.get(end)?.get(unit)?.as_u64();
            for (unit, found) in [("offset", &mut bytes), ("lineNumber", &mut lines)] {
                if let (Some(begin), Some(end)) = (end("startPointer", unit), end("endPointer", unit)) {
                    found.get_or_insert_with(|| {
                        json!({ "type": "PositiveIntegerRange", "beginIntegerRange": begin, "endIntegerRange": end })
                    });
                }
            }
        }
        if ranges.len() > usize::from(bytes.is_some()) + usize::from(lines.is_some()) {
            open.keep("ranges", ranges);
        }
        json!({ "software_snippetFromFile": file, "software_byteRange": bytes, "software_lineRange": lines })
    }
}

/// Digests, and what SPDX 2 makes of those of all files.
fn hashes(open: &mut Open) -> Vec<Value> {
    let (known, unknown): (Vec<_>, Vec<_>) = open
        .list("checksums")
        .into_iter()
        .map(|checksum| (hash(&checksum), checksum))
        .partition(|(hash, _)| hash.is_some());
    open.keep("checksums", unknown.into_iter().map(|(_, checksum)| checksum).collect());
    let mut hashes: Vec<Value> = known.into_iter().filter_map(|(hash, _)| hash).collect();
    if let Some(mut code) = open.take("packageVerificationCode").as_ref().map(Open::of) {
        let excluded = code.list("packageVerificationCodeExcludedFiles");
        hashes.extend(code.text("packageVerificationCodeValue").map(|value| {
            without_null(json!({
                "type": "PackageVerificationCode",
                "algorithm": "sha1",
                "hashValue": value,
                "packageVerificationCodeExcludedFile": (!excluded.is_empty()).then_some(excluded),
            }))
        }));
    }
    hashes
}

/// A checksum; `None` where SPDX 3 does not know the algorithm.
pub(super) fn hash(checksum: &Value) -> Option<Value> {
    let old = checksum.get("algorithm")?.as_str()?;
    let simple = ["MD2", "MD4", "MD5", "MD6", "SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "BLAKE3"];
    let new = match ALGORITHMS.iter().find(|(known, _)| *known == old) {
        Some((_, new)) => (*new).to_owned(),
        None => simple.contains(&old).then(|| old.to_ascii_lowercase())?,
    };
    Some(json!({ "type": "Hash", "algorithm": new, "hashValue": checksum.get("checksumValue")? }))
}

/// What `externalRefs` become: SPDX 3 tells identifiers from links.
#[derive(Default)]
struct References {
    purl: Option<Value>,
    identifiers: Vec<Value>,
    links: Vec<Value>,
    unknown: Vec<Value>,
}

impl References {
    fn of(listed: Vec<Value>) -> Self {
        let mut found = Self::default();
        for reference in listed {
            found.add(reference);
        }
        found
    }

    fn add(&mut self, reference: Value) {
        let mut open = Open::of(&reference);
        let category = open.text("referenceCategory").unwrap_or_default().replace('_', "-");
        let (Some(kind), Some(locator)) = (open.text("referenceType"), open.text("referenceLocator")) else {
            self.unknown.push(reference);
            return;
        };
        let comment = open.text("comment");
        let identifier = |new: &str| {
            without_null(json!({
                "type": "ExternalIdentifier", "externalIdentifierType": new, "identifier": locator, "comment": comment,
            }))
        };
        let link = |new: &str, comment: Option<&str>| {
            without_null(json!({
                "type": "ExternalRef", "externalRefType": new, "locator": [locator], "comment": comment,
            }))
        };
        match (category.as_str(), kind.as_str()) {
            ("PACKAGE-MANAGER", "purl") if self.purl.is_none() && comment.is_none() => self.purl = Some(locator.into()),
            ("PACKAGE-MANAGER", "purl") => self.identifiers.push(identifier("packageUrl")),
            ("PACKAGE-MANAGER", "maven-central") => self.links.push(link("mavenCentral", comment.as_deref())),
            ("PACKAGE-MANAGER", new @ ("npm" | "nuget" | "bower")) => self.links.push(link(new, comment.as_deref())),
            ("SECURITY", "cpe22Type") => self.identifiers.push(identifier("cpe22")),
            ("SECURITY", "cpe23Type") => self.identifiers.push(identifier("cpe23")),
            ("SECURITY", "swid") => self.identifiers.push(identifier("swid")),
            ("SECURITY", "advisory") => self.links.push(link("securityAdvisory", comment.as_deref())),
            ("SECURITY", "fix") => self.links.push(link("securityFix", comment.as_deref())),
            ("SECURITY", "url") => self.links.push(link("securityOther", comment.as_deref())),
            ("PERSISTENT-ID", "swh") => self.identifiers.push(identifier("swhid")),
            ("PERSISTENT-ID", "gitoid") => self.identifiers.push(identifier("gitoid")),
            _ => {
                let says: Vec<&str> = [kind.as_str()].into_iter().chain(comment.as_deref()).collect();
                self.links.push(link("other", Some(&says.join(": "))));
            }
        }
    }
}
