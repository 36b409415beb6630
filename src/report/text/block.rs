//! The findings of one rule in one artifact, drawn together.

use std::collections::HashMap;
use std::fmt::Write as _;

use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use anstream::adapter::strip_str;

use crate::finding::{Excerpt, Finding};
use crate::report::Report;
use crate::rule::Severity;
use crate::text::{Location, visible_line};

/// Places drawn with their source; of more, only line numbers are told.
const MAX_DRAWN: usize = 4;
/// Columns of a drawing, and characters underlined in one line.
const WIDTH: usize = 110;
const MAX_UNDERLINED: usize = 70;
/// Further places that are named.
const MAX_NAMED: usize = 8;

/// Findings with the same rule and artifact, in the order of the report.
pub(super) struct Block<'a> {
    findings: Vec<&'a Finding>,
}

/// All blocks, in the order of their first findings.
pub(super) fn blocks<'a>(report: &Report<'a>) -> Vec<Block<'a>> {
    let mut blocks: Vec<Block<'a>> = Vec::new();
    let mut known: HashMap<(&str, &str), usize> = HashMap::new();
    for finding in report.findings() {
        let index = *known.entry((&finding.artifact, finding.rule.as_str())).or_insert(blocks.len());
        match blocks.get_mut(index) {
            Some(block) => block.findings.push(finding),
            None => blocks.push(Block { findings: vec![finding] }),
        }
    }
    blocks
}

impl<'a> Block<'a> {
    pub(super) fn rule(&self) -> &'a str {
        self.findings.first().map_or("", |finding| finding.rule.as_str())
    }

    /// Draws the block; with what the rule is about if `explain`.
    pub(super) fn render(&self, report: &Report<'_>, explain: bool) -> String {
        let meta = report.engine.catalogue().get(self.rule());
        let worst = self.findings.iter().map(|finding| finding.severity).max().unwrap_or(Severity::Info);
        // Where the places have words of their own, the title is that of the rule.
        let first = self.findings.first().map_or("", |finding| finding.message.as_str());
        let same = self.findings.iter().all(|finding| finding.message == first);
        let title = if same { first } else { meta.map_or(first, |meta| meta.title.as_str()) };
        let mut group: Group<'_> =
            level(worst).primary_title(visible_line(title)).id(self.rule()).elements(Vec::<Element<'_>>::new());
        let mut drawn = None;
        for finding in self.findings.iter().take(MAX_DRAWN) {
            group = place(group, finding, label(finding, drawn, !same));
            if let Some(words) = report.outcome.opinion(finding) {
                group = group.element(Level::NOTE.with_name(Some("judge")).message(visible_line(&words).into_owned()));
            }
            drawn = Some(*finding);
        }
        if let Some(rest) = self.rest() {
            group = group.element(Level::NOTE.message(rest));
        }
        if let Some(meta) = meta.filter(|_| explain) {
            group = group
                .element(Level::NOTE.with_name(Some("why")).message(visible_line(&meta.why)))
                .element(Level::HELP.message(visible_line(&meta.fix)));
        }
        let renderer = if report.color { Renderer::styled().hyperlink(false) } else { Renderer::plain() };
        self.positioned(&renderer.term_width(WIDTH).render(&[group]))
    }

    /// Puts the places into the lines that name them. The renderer counts columns in the text that it is given, which
    /// is cut and has invisible characters spelled out.
    fn positioned(&self, drawn: &str) -> String {
        let mut places = self.findings.iter().take(MAX_DRAWN).map(|finding| finding.location.start);
        let mut lines = Vec::new();
        for line in drawn.lines() {
            let plain = strip_str(line).to_string();
            // Nothing from an artifact starts a line: sources stand behind a gutter.
            let names = plain.trim_start().starts_with("--> ") || plain.trim_start().starts_with("::: ");
            let path = line.rsplitn(3, ':').nth(2).filter(|_| names);
            lines.push(match path.and_then(|path| Some((path, places.next()?))) {
                Some((path, start)) => format!("{path}:{}:{}", start.line, start.column),
                None => line.to_owned(),
            });
        }
        lines.join("\n")
    }

    /// The places that are not drawn, by file.
    fn rest(&self) -> Option<String> {
        let rest = self.findings.get(MAX_DRAWN..).filter(|rest| !rest.is_empty())?;
        let mut named = String::new();
        let mut path = None;
        for Finding { location, .. } in rest.iter().take(MAX_NAMED) {
            let before = match path.replace(&location.path) {
                Some(known) if known == &location.path => ", ".to_owned(),
                Some(_) => format!("; {}:", visible_line(location.path.as_str())),
                None => format!("{}:", visible_line(location.path.as_str())),
            };
            let _ = write!(named, "{before}{}", location.start.line);
        }
        let more = if rest.len() > MAX_NAMED { ", …" } else { "" };
        Some(format!("and {} more at {named}{more}", rest.len()))
    }
}

/// What a place is labelled with: its own words if there are any, and how bad and how sure where that is news.
fn label(finding: &Finding, first: Option<&Finding>, worded: bool) -> String {
    let scale = |finding: &Finding| (finding.severity, finding.confidence);
    let news = first.is_none_or(|first| scale(first) != scale(finding));
    let words = visible_line(&finding.message);
    let scale = format!("{} severity, {} confidence", finding.severity, finding.confidence);
    match (worded, news) {
        (true, true) => format!("{words} ({scale})"),
        (true, false) => words.into_owned(),
        (false, true) => scale,
        (false, false) => String::new(),
    }
}

/// Adds a place: where it is, its source, what was hidden there, what belongs to it.
fn place<'a>(group: Group<'a>, finding: &'a Finding, label: String) -> Group<'a> {
    let path = visible_line(finding.location.path.as_str());
    let start = finding.location.start;
    let mut group = match snippet(&finding.excerpt, label.clone()) {
        Some(snippet) => group.element(snippet.path(path)),
        None => group
            .element(Origin::path(path).line(start.line).char_column(start.column))
            .element(Level::NOTE.no_name().message(label)),
    };
    if let Some(decoded) = &finding.excerpt.decoded {
        group = group.element(Level::NOTE.with_name(Some("decoded")).message(visible_line(decoded)));
    }
    for related in &finding.related {
        let text = format!("{}: {}", position(&related.location), visible_line(&related.message));
        group = group.element(Level::NOTE.message(text));
    }
    group
}

/// The source lines with the match underlined; `None` where there is no text.
fn snippet(excerpt: &Excerpt, label: String) -> Option<Snippet<'static, Annotation<'static>>> {
    let first = excerpt.lines.first()?;
    let mut source = String::new();
    let (mut start, mut end) = (None, 0);
    for line in &excerpt.lines {
        source.push_str(&line.before);
        if start.is_none() {
            start = Some(source.len());
        }
        let cut = line.matched.char_indices().nth(MAX_UNDERLINED).and_then(|(at, _)| line.matched.get(..at));
        source.push_str(cut.unwrap_or(&line.matched));
        end = source.len();
        source.push_str(if cut.is_some() { "…" } else { &line.after });
        source.push('\n');
    }
    let annotation = AnnotationKind::Primary.span(start.unwrap_or_default()..end).label(label);
    Some(Snippet::source(source).line_start(first.number).annotation(annotation))
}

fn position(location: &Location) -> String {
    format!("{}:{}:{}", visible_line(location.path.as_str()), location.start.line, location.start.column)
}

const fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Critical | Severity::High => Level::ERROR,
        Severity::Medium | Severity::Low => Level::WARNING,
        Severity::Info => Level::INFO,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::{Engine, Options};
    use crate::finding::{Fingerprint, Related};
    use crate::rule::{Confidence, RuleId};
    use crate::scan::Outcome;
    use crate::text::{SourceFile, Span};

    fn finding(file: &SourceFile, words: &str, message: &str) -> Finding {
        let start = file.text().find(words).unwrap_or_default();
        let span = Span::new(start, start + words.len());
        Finding {
            rule: RuleId::new("unpinned-package"),
            severity: Severity::Medium,
            confidence: Confidence::High,
            message: message.to_owned(),
            artifact: "client-config:.mcp.json".to_owned(),
            location: file.locate(span, None),
            excerpt: Excerpt::new(file, span),
            related: Vec::new(),
            fingerprint: Fingerprint::default(),
        }
    }

    fn drawn(findings: Vec<Finding>) -> String {
        let engine = Engine::new(Options::default()).unwrap();
        let outcome = Outcome { findings, ..Outcome::default() };
        let (fail_on, min_severity) = (Severity::High, Severity::Info);
        let report = Report { outcome: &outcome, engine: &engine, fail_on, min_severity, config: None, color: false };
        blocks(&report).iter().map(|block| block.render(&report, false)).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn places_with_words_of_their_own_stand_under_the_title_of_the_rule() {
        let file = SourceFile::new(".mcp.json", b"{\n  \"npx a\",\n  \"npx b\"\n}\n".to_vec());
        let mut second = finding(&file, "npx b", "`b` has no exact version");
        let message = "the package is\ninstalled here".to_owned();
        second.related.push(Related { message, location: file.locate(Span::new(5, 10), None) });
        insta::assert_snapshot!(drawn(vec![finding(&file, "npx a", "`a` has no exact version"), second]), @r#"
        warning[unpinned-package]: a server is started from a package without a version
         --> .mcp.json:2:4
          |
        2 |   "npx a",
          |    ^^^^^ `a` has no exact version (medium severity, high confidence)
          |
         ::: .mcp.json:3:4
          |
        3 |   "npx b"
          |    ^^^^^ `b` has no exact version
          |
          = note: .mcp.json:2:4: the package is\ninstalled here
        "#);
    }

    #[test]
    fn a_binary_has_a_place_and_several_lines_are_one_drawing() {
        let binary = SourceFile::new("bin/tool", b"\x7fELF\0\0\0\0\0\0".to_vec());
        let script = SourceFile::new("run.sh", b"set -e\ncurl x |\n  sh\nexit\n".to_vec());
        let mut piped = finding(&script, "curl x |\n  sh", "x");
        piped.artifact = "skill:run".to_owned();
        insta::assert_snapshot!(drawn(vec![finding(&binary, "", "x"), piped]), @r"
        warning[unpinned-package]: x
        --> bin/tool:1:1
         = medium severity, high confidence
        warning[unpinned-package]: x
         --> run.sh:2:1
          |
        2 | / curl x |
        3 | |   sh
          | |____^ medium severity, high confidence
        ");
    }
}
