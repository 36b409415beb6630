//! What a BOM says of the minimum elements for AI, cluster by cluster; no number sums it up.
//!
//! Clusters and elements: "Software Bill of Materials for AI - Minimum Elements", G7 Cybersecurity Working Group (BSI,
//! CISA and others), 12 May 2026. Each element is counted over what it applies to; where it applies to nothing, the reason
//! is given instead of a score. Autonomy of a system, which the paper leaves for later, is not judged.

mod cluster;

use serde::Serialize;

use super::{Element, View};

/// One of the seven clusters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cluster {
    pub name: &'static str,
    pub elements: Vec<Measure>,
}

/// How much of one minimum element is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Measure {
    pub name: &'static str,
    /// Where the document says it.
    pub present: usize,
    /// Where it could.
    pub applicable: usize,
    /// Names of what lacks it, sorted; at most [`MAX_MISSING`].
    pub missing: Vec<String>,
    /// Why it applies to nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_applicable: Option<&'static str>,
}

/// Names of what lacks an element that are listed.
pub const MAX_MISSING: usize = 20;

impl Measure {
    pub const fn is_complete(&self) -> bool {
        self.present == self.applicable
    }

    /// Counts over elements of a document.
    fn over(name: &'static str, elements: &[&Element], none: &'static str, says: impl Fn(&Element) -> bool) -> Self {
        let mut missing: Vec<String> =
            elements.iter().filter(|element| !says(element)).map(|element| element.full_name()).collect();
        missing.sort();
        missing.dedup();
        let present = elements.iter().filter(|element| says(element)).count();
        missing.truncate(MAX_MISSING);
        let not_applicable = elements.is_empty().then_some(none);
        Self { name, present, applicable: elements.len(), missing, not_applicable }
    }

    /// Something that the document says or does not.
    fn of_document(name: &'static str, says: bool) -> Self {
        let missing = if says { Vec::new() } else { vec!["the document".to_owned()] };
        Self { name, present: usize::from(says), applicable: 1, missing, not_applicable: None }
    }
}

/// The seven clusters, in the order of the paper.
pub fn score(view: &View) -> Vec<Cluster> {
    vec![
        Cluster { name: "metadata", elements: cluster::metadata(view) },
        Cluster { name: "system", elements: cluster::system(view) },
        Cluster { name: "models", elements: cluster::models(view) },
        Cluster { name: "datasets", elements: cluster::datasets(view) },
        Cluster { name: "infrastructure", elements: cluster::infrastructure(view) },
        Cluster { name: "security", elements: cluster::security(view) },
        Cluster { name: "kpi", elements: cluster::kpi(view) },
    ]
}
