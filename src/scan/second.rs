//! The second pass over a scan: the rules about several artifacts, and the lines of what they found.

use std::collections::HashMap;

use crate::analyze::Engine;
use crate::analyze::cross::{self, Brief};
use crate::finding::{Excerpt, Finding};
use crate::source::Capture;
use crate::text::SourceFile;

/// What artifacts are to each other. Their files were dropped once analysed; those of findings are read once more.
pub(super) fn pass(engine: &Engine, captures: &[Capture], briefs: &[Brief]) -> Vec<Finding> {
    let remarks = cross::run(engine, briefs);
    let mut files: HashMap<(usize, String), Option<SourceFile>> = HashMap::new();
    let mut findings = Vec::with_capacity(remarks.len());
    for remark in remarks {
        let mut finding = remark.finding;
        let path = &finding.location.path;
        let file = files.entry((remark.source, path.to_string())).or_insert_with(|| {
            let tree = &captures.get(remark.source)?.tree;
            let at = tree.entries.binary_search_by(|entry| entry.path.cmp(path)).ok()?;
            tree.read(tree.entries.get(at)?, &engine.limits).ok()
        });
        if let Some(file) = file {
            finding.excerpt = Excerpt::new(file, remark.span);
        }
        findings.push(finding);
    }
    findings
}
