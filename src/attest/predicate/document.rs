//! Predicates of whichever type: made here, or brought along as a file, checked against their type where it is known, and
//! signed as they are.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Bom, Predicate, Provenance, Summary, TestResult};
use crate::attest::{Error, MAX_DOCUMENT};
use crate::text::strict;

/// What a predicate file is meant to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// CycloneDX or SPDX.
    Bom,
    /// SLSA provenance v1.
    Provenance,
    /// in-toto test result v0.1.
    Eval,
    /// SLSA verification summary v1.
    Summary,
    /// Anything, under the type that is given.
    Custom(String),
}

/// A predicate, and its type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Document {
    value: Value,
    #[serde(skip)]
    predicate_type: String,
}

impl Document {
    /// A predicate of any type.
    pub fn of<P: Predicate>(predicate: &P) -> Result<Self, Error> {
        let value = serde_json::to_value(predicate).map_err(Error::Encode)?;
        Ok(Self { value, predicate_type: predicate.predicate_type().to_owned() })
    }

    /// Reads a predicate file. Members that a known type does not name are kept: others may know them.
    pub fn read(bytes: &[u8], kind: &Kind) -> Result<Self, Error> {
        let value: Value = strict::parse(bytes, strict::Names::Exact, MAX_DOCUMENT).map_err(Error::Predicate)?;
        let predicate_type = match kind {
            Kind::Bom => Bom::new(value.clone()).ok_or(Error::NoBom)?.predicate_type().to_owned(),
            Kind::Provenance => known::<Provenance>(&value)?,
            Kind::Eval => known::<TestResult>(&value)?,
            Kind::Summary => known::<Summary>(&value)?,
            Kind::Custom(predicate_type) => predicate_type.clone(),
        };
        Ok(Self { value, predicate_type })
    }
}

fn known<P: Predicate + DeserializeOwned>(value: &Value) -> Result<String, Error> {
    let predicate: P =
        serde_json::from_value(value.clone()).map_err(|error| Error::Predicate(strict::JsonError::Malformed(error)))?;
    Ok(predicate.predicate_type().to_owned())
}

impl Predicate for Document {
    fn predicate_type(&self) -> &str {
        &self.predicate_type
    }
}
