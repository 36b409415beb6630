//! What a heuristic sees: the artifact and what the patterns hit in it.

use std::ops::Range;

use super::flow::Flows;
use super::intent::Reading;
use super::specimen::Specimen;
use super::views::{Coding, Hidden};
use crate::artifact::{Artifact, Place};
use crate::rule::RuleMeta;
use crate::text::{Region, RegionKind};

/// A match of a pattern rule.
#[derive(Debug)]
pub struct Hit<'a> {
    pub rule: &'a RuleMeta,
    /// Index into [`Artifact::regions`] of the region, or of the region that the view was made from.
    pub region: usize,
    /// The kind of the text at the match.
    pub kind: RegionKind,
    pub place: Place,
    /// The matched text, decoded.
    pub text: String,
    /// How the text was hidden, if it was.
    pub coding: Option<Coding>,
    /// Why nothing runs what was matched, where the rule asks and nothing does.
    pub specimen: Option<Specimen>,
    /// The match in the text of the region or view.
    pub range: Range<usize>,
}

/// An artifact and its hits, findings and signals alike, in order of region and place.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    pub artifact: &'a Artifact,
    pub hits: &'a [Hit<'a>],
    /// Sentences that stand encoded in its prose.
    pub hidden: &'a [Hidden],
    /// What its source code says to the model, put together from parts.
    pub told: &'a [Region],
    /// Where data goes in its source code.
    pub flows: &'a Flows,
    /// What its sentences say.
    pub reading: &'a Reading,
}

impl<'a> Context<'a> {
    /// The hits of a rule or signal.
    pub fn hits(&self, rule: &str) -> impl Iterator<Item = &'a Hit<'a>> {
        self.hits.iter().filter(move |hit| hit.rule.id.as_str() == rule)
    }

    pub fn region(&self, hit: &Hit<'_>) -> Option<&'a Region> {
        self.artifact.regions.get(hit.region)
    }

    /// The regions of one kind.
    pub fn regions(&self, kind: RegionKind) -> impl Iterator<Item = &'a Region> {
        self.artifact.regions.iter().filter(move |region| region.kind == kind)
    }
}
