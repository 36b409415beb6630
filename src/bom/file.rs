//! A BOM as a file: which format it says it is, its JSON, and where each value stands.

use cyclonedx_bom::prelude::{Bom as Foreign, SpecVersion};
use serde_json::Value;

use super::Error;
use super::cyclonedx::Bom;
use crate::text::{self, Location, Node, SourceFile, Span};

/// A format and version that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dialect {
    /// CycloneDX 1.x in JSON; the minor version, 3 to 7.
    CycloneDx(u8),
    /// CycloneDX 1.x in XML; the minor version, 3 to 5.
    CycloneDxXml(u8),
    /// SPDX 2.2 or 2.3 in JSON; the minor version.
    Spdx2(u8),
    /// SPDX 3.0.1 in JSON-LD.
    Spdx3,
}

impl std::fmt::Display for Dialect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::CycloneDx(minor) => write!(f, "CycloneDX 1.{minor}"),
            Self::CycloneDxXml(minor) => write!(f, "CycloneDX 1.{minor} XML"),
            Self::Spdx2(minor) => write!(f, "SPDX 2.{minor}"),
            Self::Spdx3 => f.write_str("SPDX 3.0.1"),
        }
    }
}

/// Elements within one another in XML, at most.
const MAX_XML_DEPTH: usize = 64;

/// A BOM that was read and is JSON (or was made so), not yet checked.
#[derive(Debug)]
pub struct BomFile {
    pub file: SourceFile,
    pub dialect: Dialect,
    pub value: Value,
    /// The same document with spans; absent for XML.
    root: Option<Node>,
    /// Names that an object gives twice: two readers may see two documents.
    pub twice: Vec<(String, Span)>,
}

impl BomFile {
    /// Reads a BOM and finds out what it is.
    pub fn parse(file: SourceFile) -> Result<Self, Error> {
        if file.text().trim_start().starts_with('<') {
            return Self::from_xml(file);
        }
        let value: Value = serde_json::from_str(file.text()).map_err(|error| Error::Syntax {
            path: file.path.clone(),
            line: error.line(),
            column: error.column(),
            // The place stands in front.
            message: error.to_string().split(" at line ").next().unwrap_or_default().to_owned(),
        })?;
        let dialect = dialect(&value, &file)?;
        let document = text::json::parse(file.text()).ok();
        let notes = document.iter().flat_map(|document| &document.notes);
        let twice = notes.map(|note| (note.text.clone(), note.span)).collect();
        Ok(Self { dialect, value, root: document.map(|document| document.root), twice, file })
    }

    /// Reads CycloneDX 1.3 to 1.5 in XML and goes on with the same document in JSON.
    fn from_xml(file: SourceFile) -> Result<Self, Error> {
        let unknown = || Error::Unknown { path: file.path.clone() };
        let minor = xml_version(file.text()).ok_or_else(unknown)?;
        let version = match minor {
            3 => SpecVersion::V1_3,
            4 => SpecVersion::V1_4,
            5 => SpecVersion::V1_5,
            _ => {
                let version = format!("1.{minor} in XML");
                return Err(Error::Version { path: file.path.clone(), format: "CycloneDX", version });
            }
        };
        // The reader recurses as deep as elements are nested, and a definition of entities can unfold without end.
        if xml_depth(file.text()) > MAX_XML_DEPTH || file.text().contains("<!") && has_definitions(file.text()) {
            return Err(Error::Unsafe { path: file.path.clone() });
        }
        let fail = |source| Error::Xml { path: file.path.clone(), source: Box::new(source) };
        let bom = Foreign::parse_from_xml_with_version(file.text().as_bytes(), version).map_err(fail)?;
        let mut json = Vec::new();
        // The crate that reads the XML writes it in JSON, too; what it cannot write it has not read.
        let written = bom.output_as_json(&mut json, version);
        let value = written.ok().and_then(|()| serde_json::from_slice(&json).ok()).ok_or_else(unknown)?;
        Ok(Self { dialect: Dialect::CycloneDxXml(minor), value, root: None, twice: Vec::new(), file })
    }

    /// The document as CycloneDX; `None` where it is SPDX.
    pub fn cyclonedx(&self) -> Option<Result<Bom, Error>> {
        let (Dialect::CycloneDx(_) | Dialect::CycloneDxXml(_)) = self.dialect else { return None };
        Some(serde_json::from_value(self.value.clone()).map_err(|source| Error::Shape {
            path: self.file.path.clone(),
            format: self.dialect.to_string(),
            source,
        }))
    }

    /// Where the value at a JSON pointer stands; its nearest ancestor where there is none.
    pub fn locate(&self, pointer: &str) -> Location {
        let mut span = Span::default();
        let mut node = self.root.as_ref();
        for step in pointer.split('/').skip(1) {
            let Some(here) = node else { break };
            span = here.span;
            let name = step.replace("~1", "/").replace("~0", "~");
            node = if here.is_array() {
                name.parse().ok().and_then(|index: usize| here.items().get(index))
            } else {
                here.get(&name)
            };
        }
        let span = node.map_or(span, |node| node.span);
        self.file.locate(span, Some(pointer.to_owned()))
    }

    /// Where a span of the file is.
    pub fn locate_span(&self, span: Span) -> Location {
        self.file.locate(span, None)
    }
}

/// What a JSON document says that it is.
fn dialect(value: &Value, file: &SourceFile) -> Result<Dialect, Error> {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    let unsupported =
        |format, version: &str| Err(Error::Version { path: file.path.clone(), format, version: version.to_owned() });
    if text("bomFormat") == Some("CycloneDX") {
        let version = text("specVersion").unwrap_or("without a version");
        return match version.strip_prefix("1.").and_then(|minor| minor.parse().ok()) {
            Some(minor @ 3..=7) => Ok(Dialect::CycloneDx(minor)),
            _ => unsupported("CycloneDX", version),
        };
    }
    if let Some(version) = text("spdxVersion") {
        return match version {
            "SPDX-2.2" => Ok(Dialect::Spdx2(2)),
            "SPDX-2.3" => Ok(Dialect::Spdx2(3)),
            _ => unsupported("SPDX", version),
        };
    }
    match value.get("@context").map(Value::to_string) {
        Some(context) if context.contains("spdx.org/rdf/3.0.1/") => Ok(Dialect::Spdx3),
        Some(context) if context.contains("spdx.org/rdf/") => unsupported("SPDX", "3 other than 3.0.1"),
        _ => Err(Error::Unknown { path: file.path.clone() }),
    }
}

/// The minor version that the namespace of a CycloneDX document in XML names.
fn xml_version(text: &str) -> Option<u8> {
    let after = text.split("http://cyclonedx.org/schema/bom/1.").nth(1)?;
    after.chars().next()?.to_digit(10).and_then(|minor| u8::try_from(minor).ok())
}

/// How deep elements are nested, at most that deep: a comment that looks like an element counts as one.
fn xml_depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for tag in text.split('<').skip(1) {
        if tag.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if !tag.starts_with(['!', '?']) && !tag.split('>').next().is_some_and(|tag| tag.ends_with('/')) {
            depth += 1;
            deepest = deepest.max(depth);
        }
    }
    deepest
}

/// Whether a document brings definitions of its own.
fn has_definitions(text: &str) -> bool {
    let text = text.to_ascii_uppercase();
    text.contains("<!DOCTYPE") || text.contains("<!ENTITY")
}
