//! Forms of code: what a script does, told from text that stands together, and whether the documentation says so.

use std::ops::Range;

use super::heuristic;
use super::report::Findings;
use super::word_index::WordIndex;
use super::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{RuleMeta, StaticMeta};
use crate::text::{Pattern, Region, RegionKind};

/// A rule about scripts.
#[derive(Debug)]
pub struct ScriptRule {
    pub meta: StaticMeta,
    /// Each that a script shows makes a finding.
    pub forms: &'static [CodeForm],
}

/// Text that makes a script suspicious when it stands together. Patterns are read without regard to case.
#[derive(Debug)]
pub struct CodeForm {
    pub message: &'static str,
    /// Where the finding points.
    pub at: &'static str,
    /// Patterns that all must match within [`CodeForm::reach`] bytes of it.
    pub near: &'static [&'static str],
    pub reach: usize,
    /// Text nearby that gives the code an honest meaning.
    pub unless: &'static str,
    /// Words with which honest documentation would announce it.
    pub said: &'static str,
}

impl CodeForm {
    pub(super) const BASE: Self = Self { message: "", at: "", near: &[], reach: 600, unless: "", said: "" };
}

/// All rules about scripts, ready for use.
pub(super) struct Scripts {
    index: WordIndex,
    forms: Vec<Ready>,
}

/// A form whose patterns are compiled when a script has the words for them.
struct Ready {
    /// Index into [`heuristic::SCRIPTS`].
    rule: usize,
    form: &'static CodeForm,
    /// Number of its first pattern in the index; the others follow.
    first: usize,
    at: Pattern,
    near: Vec<Pattern>,
    unless: Option<Pattern>,
    said: Option<Pattern>,
}

/// Occurrences of a form in one script that are looked at.
const MAX_TRIES: usize = 40;

/// The patterns that the index numbers, in order.
pub(super) fn patterns() -> impl Iterator<Item = &'static str> {
    let forms = heuristic::SCRIPTS.iter().flat_map(|rule| rule.forms);
    forms.flat_map(|form| std::iter::once(form.at).chain(form.near.iter().copied()))
}

impl Scripts {
    /// With an index of what every pattern needs.
    pub(super) fn new(index: WordIndex) -> Self {
        let mut forms = Vec::new();
        let mut first = 0;
        for (rule, form) in
            heuristic::SCRIPTS.iter().enumerate().flat_map(|(n, rule)| rule.forms.iter().map(move |f| (n, f)))
        {
            let optional = |source: &'static str| (!source.is_empty()).then(|| Pattern::caseless(source));
            let near = form.near.iter().copied().map(Pattern::caseless).collect();
            let (at, unless, said) = (Pattern::caseless(form.at), optional(form.unless), optional(form.said));
            forms.push(Ready { rule, form, first, at, near, unless, said });
            first += 1 + form.near.len();
        }
        Self { index, forms }
    }

    /// Reports the first place of every script that shows one of the forms. `metas` are those of
    /// [`heuristic::SCRIPTS`].
    pub(super) fn report(&self, context: &Context<'_>, metas: &[&RuleMeta], findings: &mut Findings) {
        for region in context.regions(RegionKind::Script).filter(|region| !context.artifact.is_test(region.file)) {
            let present = self.index.present(&region.text);
            for ready in &self.forms {
                if !(ready.first..=ready.first + ready.near.len()).all(|pattern| present.contains(pattern)) {
                    continue;
                }
                let (Some(range), Some(meta)) = (ready.find(&region.text), metas.get(ready.rule)) else { continue };
                if !ready.said.as_ref().is_some_and(|said| documented(context, said)) {
                    let report = Report::new(place(region, range), ready.form.message);
                    Sink::new(context.artifact, meta, findings).report(report);
                }
            }
        }
    }
}

impl Ready {
    fn find(&self, text: &str) -> Option<Range<usize>> {
        self.at.find_iter(text).take(MAX_TRIES).find(|range| {
            let around = around(text, range, self.form.reach);
            self.near.iter().all(|near| near.is_match(around))
                && !self.unless.as_ref().is_some_and(|unless| unless.is_match(around))
        })
    }
}

/// The text around a range, `reach` bytes to either side.
pub(super) fn around<'t>(text: &'t str, range: &Range<usize>, reach: usize) -> &'t str {
    let start = text.floor_char_boundary(range.start.saturating_sub(reach));
    let end = text.floor_char_boundary(range.end.saturating_add(reach));
    text.get(start..end).unwrap_or_default()
}

pub(super) fn place(region: &Region, range: Range<usize>) -> Place {
    Place { file: region.file, span: region.span(range), pointer: region.pointer.clone() }
}

/// The prose that a person reads.
pub(super) fn documentation<'a>(context: &Context<'a>) -> impl Iterator<Item = &'a Region> {
    use RegionKind::{Document, Instructions, Readme, SkillBody, SkillDescription};
    let read = |kind| matches!(kind, SkillBody | SkillDescription | Document | Readme | Instructions);
    context.artifact.regions.iter().filter(move |region| read(region.kind))
}

/// Whether it says something.
pub(super) fn documented(context: &Context<'_>, said: &Pattern) -> bool {
    documentation(context).any(|region| said.is_match(&region.text))
}
