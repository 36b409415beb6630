//! Whether a BOM is right: the official schema, and what no schema can say.
//!
//! Schema validators accept a package URL that is none and a dependency on nothing; so each document is also checked for
//! references, unique ids, ranges, licences and digests.

mod cyclonedx;
mod schema;
mod second;
mod spdx2;
mod spdx3;
mod value;

use serde::Serialize;

pub use second::second_opinion;

use super::{BomFile, Dialect};
use crate::text::Location;

/// What a fault is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// The schema of the format, or its prose where there is no schema.
    Schema,
    /// One name twice in an object: two readers may see two documents.
    DuplicateName,
    /// An id that two elements share.
    DuplicateId,
    /// A reference to nothing.
    Reference,
    /// A package URL.
    Purl,
    /// A version range.
    Range,
    /// A licence id or expression.
    License,
    /// A digest whose length is not that of its algorithm.
    Hash,
}

impl Check {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::DuplicateName => "duplicate-name",
            Self::DuplicateId => "duplicate-id",
            Self::Reference => "reference",
            Self::Purl => "purl",
            Self::Range => "range",
            Self::License => "license",
            Self::Hash => "hash",
        }
    }
}

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Fault {
    pub location: Location,
    pub check: Check,
    /// A clause about the value that the location's pointer names.
    pub message: String,
}

/// Faults of one document that are listed; a document with more has one cause.
pub const MAX_FAULTS: usize = 1000;

/// What a checker found, by JSON pointer.
#[derive(Debug, Default)]
struct Found(Vec<(String, Check, String)>);

impl Found {
    fn add(&mut self, pointer: impl Into<String>, check: Check, message: impl Into<String>) {
        if self.0.len() < MAX_FAULTS {
            self.0.push((pointer.into(), check, message.into()));
        }
    }

    /// Says what is wrong with a value in the place of what its schema says, which is a pattern.
    fn explain(&mut self, pointer: &str, message: &str) {
        self.0.retain(|(other, check, _)| !(other == pointer && *check == Check::Schema));
        self.add(pointer, Check::Schema, message);
    }
}

/// Everything that is wrong with a document, in its order. Nothing means that it is right.
pub fn validate(bom: &BomFile) -> Vec<Fault> {
    let mut found = Found::default();
    schema::check(bom, &mut found);
    match bom.dialect {
        Dialect::CycloneDx(_) | Dialect::CycloneDxXml(_) => cyclonedx::check(&bom.value, &mut found),
        Dialect::Spdx2(_) => spdx2::check(&bom.value, &mut found),
        Dialect::Spdx3 => spdx3::check(&bom.value, &mut found),
    }
    let place = |(pointer, check, message): (String, Check, String)| {
        let location = bom.locate(&pointer);
        Fault { location, check, message }
    };
    let mut faults: Vec<Fault> = found.0.into_iter().map(place).collect();
    for (name, span) in bom.twice.iter().take(MAX_FAULTS) {
        let message = format!("`{name}` stands twice in one object: readers disagree on which counts");
        faults.push(Fault { location: bom.locate_span(*span), check: Check::DuplicateName, message });
    }
    faults.sort_by(|a, b| (a.location.start, a.check, &a.message).cmp(&(b.location.start, b.check, &b.message)));
    faults.dedup();
    faults
}
