//! What is asked about one artifact: its passages and findings, in as many requests as they need.

use super::material::Material;
use super::passage::{Passage, passages};
use crate::artifact::Artifact;
use crate::finding::Finding;
use crate::text::visible_line;

/// Bytes of passages in one question; a single passage is never longer.
const MAX_TEXT: usize = super::passage::MAX_PASSAGE;
/// Passages in one question.
const MAX_PASSAGES: usize = 200;
/// Findings in one question.
const MAX_FINDINGS: usize = 40;

/// One question; the numbers in it count from 1.
#[derive(Debug, Default)]
pub(super) struct Question<'f> {
    pub(super) findings: Vec<&'f Finding>,
    pub(super) passages: Vec<Passage>,
}

/// All questions about an artifact. A finding goes with the passage that it stands in, or with what is left.
pub(super) fn questions<'f>(artifact: &Artifact, findings: &[&'f Finding]) -> Vec<Question<'f>> {
    let mut all: Vec<Question<'f>> = Vec::new();
    let mut size = 0;
    for passage in passages(artifact, findings) {
        let length = passage.shown.text.len();
        let fits = all.last().is_some_and(|last| last.passages.len() < MAX_PASSAGES && size + length <= MAX_TEXT);
        if !fits {
            all.push(Question::default());
            size = 0;
        }
        size += length;
        if let Some(last) = all.last_mut() {
            last.passages.push(passage);
        }
    }
    for finding in findings {
        let room = |question: &&mut Question<'f>| question.findings.len() < MAX_FINDINGS;
        let holds = |question: &Question<'f>| question.passages.iter().any(|passage| passage.holds(artifact, finding));
        let own = all.iter_mut().filter(room).find(|question| holds(question));
        match own {
            Some(question) => question.findings.push(finding),
            None => match all.iter_mut().find(|question| room(question)) {
                Some(question) => question.findings.push(finding),
                None => all.push(Question { findings: vec![finding], passages: Vec::new() }),
            },
        }
    }
    all
}

impl Question<'_> {
    /// The material of the question. All of it is what a report shows, or a text as a report would.
    pub(super) fn material(&self, artifact: &Artifact) -> Material {
        let mut material = Material::default();
        let line = |text: &str| visible_line(text).into_owned();
        let about = format!(
            "kind: {}\nname: {}\npath: {}",
            artifact.kind.name(),
            line(&artifact.name),
            line(artifact.path.as_str())
        );
        material.part("artifact".to_owned(), about);
        for (at, finding) in self.findings.iter().enumerate() {
            let mut text = format!(
                "rule: {}\nseverity: {}\nsays: {}\nat: {} line {}\nmatched: {}",
                finding.rule,
                finding.severity,
                line(&finding.message),
                line(finding.location.path.as_str()),
                finding.location.start.line,
                line(&finding.excerpt.matched),
            );
            if let Some(decoded) = &finding.excerpt.decoded {
                text.push_str("\ndecoded: ");
                text.push_str(&line(decoded));
            }
            material.part(format!("finding {}", at + 1), text);
        }
        for (at, passage) in self.passages.iter().enumerate() {
            material.part(format!("text {}: {}", at + 1, passage.label), passage.shown.text.as_str());
        }
        material
    }
}
