//! Forms of code: what a script does, told from text that stands together, and whether the documentation says so.

use std::ops::Range;

use regex::Regex;

use crate::analyze::{Context, Report, Sink};
use crate::artifact::{Artifact, Place};
use crate::text::{Pattern, Region, RegionKind};

/// Text that makes a script suspicious when it stands together.
pub(super) struct CodeForm {
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

/// Forms ready for use.
pub(super) struct CodeForms(Vec<Ready>);

struct Ready {
    message: &'static str,
    at: Pattern,
    near: Vec<Pattern>,
    reach: usize,
    unless: Option<Pattern>,
    said: Option<Pattern>,
}

/// Occurrences of a form in one script that are looked at.
const MAX_TRIES: usize = 40;

impl CodeForms {
    pub(super) fn new(forms: &[CodeForm]) -> Self {
        let one = |form: &CodeForm| Ready {
            message: form.message,
            at: Pattern::caseless(form.at),
            near: form.near.iter().copied().map(Pattern::caseless).collect(),
            reach: form.reach,
            unless: (!form.unless.is_empty()).then(|| Pattern::caseless(form.unless)),
            said: (!form.said.is_empty()).then(|| Pattern::caseless(form.said)),
        };
        Self(forms.iter().map(one).collect())
    }

    /// Reports the first place of every script that shows one of the forms.
    pub(super) fn report(&self, context: &Context<'_>, sink: &mut Sink<'_>) {
        for region in context.regions(RegionKind::Script).filter(|region| !is_test(context.artifact, region)) {
            for form in &self.0 {
                let Some(range) = form.find(&region.text) else { continue };
                if form.said.as_ref().is_some_and(|said| documented(context, said)) {
                    continue;
                }
                sink.report(Report::new(place(region, range), form.message));
            }
        }
    }
}

impl Ready {
    fn find(&self, text: &str) -> Option<Range<usize>> {
        self.at.find_iter(text).take(MAX_TRIES).find(|range| {
            let around = around(text, range, self.reach);
            self.near.iter().all(|near| near.is_match(around))
                && !self.unless.as_ref().is_some_and(|unless| unless.is_match(around))
        })
    }
}

/// An expression that ignores case and reads ASCII.
pub(super) fn compile(pattern: &str) -> Regex {
    Pattern::regex_of(pattern)
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

/// Whether the prose that a person reads says it.
pub(super) fn documented(context: &Context<'_>, said: &Pattern) -> bool {
    let prose = [RegionKind::SkillBody, RegionKind::SkillDescription, RegionKind::Document, RegionKind::Instructions];
    context.artifact.regions.iter().any(|region| prose.contains(&region.kind) && said.is_match(&region.text))
}

/// Whether a script is a test: tests make things up and misbehave on purpose.
pub(super) fn is_test(artifact: &Artifact, region: &Region) -> bool {
    artifact.file(region.file).is_some_and(|file| {
        let path = artifact.relative(&file.path);
        path.split('/')
            .any(|part| matches!(part, "test" | "tests" | "__tests__" | "spec" | "mocks") || part.starts_with("test_"))
            || path.contains(".test.")
            || path.contains("_test.")
            || path.contains(".spec.")
    })
}
