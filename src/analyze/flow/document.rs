//! Code blocks of documents: which of what they do is an order to the agent.

use super::{Event, SinkKind, is_startup};
use crate::analyze::guard;
use crate::artifact::Artifact;

/// Whether an event of a code block says something about the document: what is grave, where the text around does not
/// hold the block up as something to avoid or to look for.
///
/// Examples open, read and remove all kinds of files; only what is sent, run or kept for later is looked at.
pub(super) fn is_meant(artifact: &Artifact, event: &Event) -> bool {
    let grave = match event.kind {
        SinkKind::Send | SinkKind::Shell | SinkKind::Eval | SinkKind::Load | SinkKind::Dropped => {
            !event.origins.is_empty()
        }
        SinkKind::Store => event.targets.iter().any(|target| is_startup(target)),
        _ => false,
    };
    let document = artifact.regions.iter().find(|region| region.file == event.place.file && !region.marks.is_empty());
    let shown = || {
        let Some(region) = document else { return false };
        let at = event.place.span.start.saturating_sub(region.span(0..0).start);
        guard::is_warned_of(region, at)
    };
    grave && !shown()
}
