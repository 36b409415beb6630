//! The texts of an artifact that a model is given: what agents read, as a user is shown it.

use std::ops::Range;

use crate::artifact::Artifact;
use crate::finding::{Finding, shown};
use crate::rule::Threat;
use crate::text::{Content, Encoding, MappedText, Pattern, Region, RegionKind, SourceFile, Span, visible_line};

/// Kinds of text that an agent reads; those in front are asked about first.
const KINDS: &[RegionKind] = &[
    RegionKind::SkillDescription,
    RegionKind::SkillFrontmatter,
    RegionKind::SkillBody,
    RegionKind::Instructions,
    RegionKind::ServerInstructions,
    RegionKind::ToolDescription,
    RegionKind::ToolParameter,
    RegionKind::ToolMetadata,
    RegionKind::Prompt,
    RegionKind::Resource,
    RegionKind::CardText,
    RegionKind::ServerText,
    RegionKind::Comment,
    RegionKind::Document,
];
/// Bytes of one passage; a longer text is cut into several, after a line where it can be.
pub(super) const MAX_PASSAGE: usize = 24 << 10;

/// Extensions of bundled files that people write for readers; notes, settings and credentials without one stay here.
const DOCUMENTS: &[&str] = &["md", "markdown", "mdx", "txt", "rst", "adoc", "org"];

/// Values that are assigned to names of secrets, in whatever form: what is shown to a user is a line or two of a text,
/// and this is all of it.
static ASSIGNED: Pattern = Pattern::caseless(concat!(
    r"(?:pass(?:word|wd|phrase)|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)s?",
    r#"["']?[\t ]{0,3}[=:][\t ]{0,3}["']?(?P<value>[^\s"'`<>{}$]{8,200})"#,
));

/// A text, or a part of one.
#[derive(Debug)]
pub(super) struct Passage {
    /// Index into the artifact's regions.
    pub(super) region: usize,
    /// What it is and where it stands, on one line.
    pub(super) label: String,
    /// As it is sent; leads back to the region's text.
    pub(super) shown: MappedText,
}

impl Passage {
    /// Where a range of the sent text stands in the file.
    pub(super) fn span(&self, artifact: &Artifact, range: Range<usize>) -> Option<(usize, Span, Option<String>)> {
        let region = artifact.regions.get(self.region)?;
        Some((region.file, region.span(self.shown.map.span(range).range()), region.pointer.clone()))
    }

    /// Whether a finding stands in it.
    pub(super) fn holds(&self, artifact: &Artifact, finding: &Finding) -> bool {
        let Some((file, span, _)) = self.span(artifact, 0..self.shown.text.len()) else { return false };
        artifact.file(file).is_some_and(|file| {
            let place = file.locate(span, None);
            let (own, other) = (&place, &finding.location);
            own.path == other.path && own.start.byte <= other.start.byte && other.start.byte < own.end.byte
        })
    }
}

/// All passages of an artifact, those that matter most in front.
pub(super) fn passages(artifact: &Artifact, findings: &[&Finding]) -> Vec<Passage> {
    let rank = |region: &Region| KINDS.iter().position(|kind| *kind == region.kind);
    let mut regions: Vec<(usize, usize, &Region)> = artifact
        .regions
        .iter()
        .enumerate()
        .filter(|(_, region)| !region.text.trim().is_empty())
        .filter_map(|(index, region)| Some((rank(region)?, index, region)))
        .collect();
    regions.sort_by_key(|(rank, index, _)| (*rank, *index));
    let mut all = Vec::new();
    for (_, index, region) in regions {
        let Some(file) = artifact.file(region.file) else { continue };
        if region.kind == RegionKind::Document && !DOCUMENTS.contains(&file.extension().as_str()) {
            continue;
        }
        let whole = shown(&region.text, &secrets(region, file, findings));
        let owner = region.owner.as_deref().map(|owner| format!(" of {}", visible_line(owner))).unwrap_or_default();
        for range in pieces(&whole.text) {
            let at = file.line_column(region.span(whole.map.span(range.clone()).range()).start).line;
            let label = format!("{}{owner}, {} line {at}", region.kind.name(), visible_line(file.path.as_str()));
            all.push(Passage { region: index, label, shown: part(&whole, range) });
        }
    }
    all
}

/// A stretch of a text that leads to the same place.
fn part(whole: &MappedText, range: Range<usize>) -> MappedText {
    let text = whole.text.get(range.clone()).unwrap_or_default();
    let own = MappedText::verbatim(text, range.start);
    MappedText { map: own.map.through(&whole.map), text: own.text }
}

/// Where a long text is cut.
fn pieces(text: &str) -> Vec<Range<usize>> {
    let (mut all, mut from) = (Vec::new(), 0);
    while from < text.len() {
        let limit = text.floor_char_boundary((from + MAX_PASSAGE).min(text.len()));
        let line = text.get(from..limit).and_then(|part| part.rfind('\n')).map(|at| from + at + 1);
        let to = if limit == text.len() { limit } else { line.unwrap_or(limit) };
        all.push(from..to);
        from = to;
    }
    all
}

/// Places of secrets that no pattern of [`shown`] knows: those that rules have found, and values that are called secret.
fn secrets(region: &Region, file: &SourceFile, findings: &[&Finding]) -> Vec<Range<usize>> {
    let assigned = ASSIGNED.groups_iter(&region.text, ["value"]).filter_map(|(_, [value])| value);
    let mut all: Vec<Range<usize>> = assigned.collect();
    all.extend(found(region, file, findings));
    all
}

/// Places of secrets that rules have found.
fn found(region: &Region, file: &SourceFile, findings: &[&Finding]) -> Vec<Range<usize>> {
    let spans: Vec<Range<usize>> = findings
        .iter()
        .filter(|finding| finding.location.path == file.path && is_secret(finding))
        .map(|finding| finding.location.start.byte..finding.location.end.byte)
        .collect();
    if spans.is_empty() {
        return Vec::new();
    }
    if file.content != Content::Text(Encoding::Utf8) {
        // Its offsets are not those of the file's bytes, so none of it is shown.
        let all = 0..region.text.len();
        return vec![all];
    }
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, character) in region.text.char_indices() {
        let end = at + character.len_utf8();
        let source = region.span(at..end);
        if spans.iter().any(|span| source.start < span.end && span.start < source.end) {
            match found.last_mut() {
                Some(last) if last.end == at => last.end = end,
                _ => found.push(at..end),
            }
        }
    }
    found
}

/// Whether all that a finding points at is hidden in its excerpt.
fn is_secret(finding: &Finding) -> bool {
    let matched = &finding.excerpt.matched;
    let head = matched.split_once("[redacted, ").map(|(head, _)| head.chars().count());
    head.is_some_and(|head| head <= 4) && matched.ends_with(" characters]")
}

/// Classes of threats that a text by itself can be.
pub(super) const THREATS: &[Threat] = &[
    Threat::PromptInjection,
    Threat::HiddenContent,
    Threat::ToolPoisoning,
    Threat::DataExfiltration,
    Threat::CredentialAccess,
    Threat::CodeExecution,
    Threat::Persistence,
    Threat::Obfuscation,
    Threat::Impersonation,
    Threat::ExcessivePermission,
    Threat::Destruction,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_secrets_are_found_by_their_names() {
        let values = |text: &str| {
            let found = ASSIGNED.groups_iter(text, ["value"]).filter_map(|(_, [value])| text.get(value?));
            found.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(
            values("DB_PASSWORD = 'correct-horse'\n{\"apiKey\": \"0123456789\"}"),
            ["correct-horse", "0123456789"]
        );
        for text in ["token: ${TOKEN_OF_YOURS}", "password = <your password>", "the secret is kept", "tokens: 12"] {
            assert!(values(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_long_text_is_cut_after_lines_and_nothing_is_lost() {
        let text = "é line of text\n".repeat(5000);
        let pieces = pieces(&text);
        assert!(pieces.len() > 1);
        assert_eq!(pieces.iter().map(|range| &text[range.clone()]).collect::<String>(), text);
        assert!(pieces.iter().all(|range| range.len() <= MAX_PASSAGE && text[range.clone()].ends_with('\n')));
        assert_eq!(super::pieces(&"é".repeat(MAX_PASSAGE)).len(), 2);
        let whole = shown(&text, &[]);
        let range = pieces[1].clone();
        assert_eq!(part(&whole, range.clone()).map.span(0..4), Span::new(range.start, range.start + 4));
    }
}
