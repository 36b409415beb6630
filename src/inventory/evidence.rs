//! Why a component is in the inventory.

use serde::{Deserialize, Serialize};

use crate::rule::Confidence;
use crate::text::Location;

/// One place that a component or an edge was read from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Evidence {
    /// The file, and the lines and columns of what names the component.
    pub location: Location,
    /// What stands there: the fully qualified name of a function or class, or the JSON pointer of a value.
    pub symbol: String,
    /// The id of the extraction rule, such as `py.langchain.chat-openai` or `config.mcp`.
    pub rule: String,
    /// `high` where a name was resolved through imports or stands in a known format, `medium` where one step was
    /// inferred, `low` where only a name speaks for it.
    pub confidence: Confidence,
}

impl Evidence {
    pub fn new(location: Location, symbol: impl Into<String>, rule: impl Into<String>, confidence: Confidence) -> Self {
        Self { location, symbol: symbol.into(), rule: rule.into(), confidence }
    }
}
