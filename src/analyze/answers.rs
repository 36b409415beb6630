//! What a program says to the model and what stands nowhere in its source as it is said: put together from parts.

use super::flow::{Flows, HOLE};
use crate::artifact::Artifact;
use crate::text::{MappedText, OffsetMap, Region, RegionKind};

/// Stands for what only a run can tell.
const UNKNOWN: &str = "…";

/// Such texts, as regions of the files that say them.
pub(super) fn regions(artifact: &Artifact, flows: &Flows) -> Vec<Region> {
    let read = |file: usize, text: &str| {
        let mut others = artifact.regions.iter().filter(|region| region.file == file);
        others.any(|region| region.kind == RegionKind::Resource && region.text.contains(text))
    };
    let answers = flows.answers.iter().filter(|answer| !read(answer.place.file, answer.text.trim()));
    let regions = answers.map(|answer| {
        let text = answer.text.replace(HOLE, UNKNOWN);
        let map = OffsetMap::whole(answer.place.span);
        Region::new(answer.place.file, RegionKind::Resource, MappedText { text, map })
    });
    regions.collect()
}
