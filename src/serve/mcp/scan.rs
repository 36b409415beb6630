//! `scan_path` and `scan_text`: may this be installed?

use rmcp::schemars::{self, JsonSchema};
use serde::{Deserialize, Serialize};

use super::quote::{CAUTION, first, quote};
use super::roots::Roots;
use crate::finding::{Finding, Gap, Verdict};
use crate::scan::{ArtifactSummary, Outcome};
use crate::serve::{Form, Scanner};
use crate::source::{self, Capture, Options};

/// Artifacts, findings and gaps of one answer, at most.
const MOST: usize = 40;
/// Characters of one quotation.
const LENGTH: usize = 200;
/// Bytes of a text.
const MAX_TEXT: usize = 1 << 20;

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "schemars")]
pub(super) struct PathArguments {
    /// A file or folder, absolute or relative to the first folder that may be read.
    path: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "schemars")]
pub(super) struct TextArguments {
    /// What the text is: skill, mcp-listing, agent-card, server-json, client-config, agent-settings, instructions, python,
    /// javascript, typescript, shell or text.
    kind: String,
    /// The text, whole.
    text: String,
}

/// What a scan found.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "schemars")]
pub(super) struct Answer {
    /// `pass`, `fail` or `incomplete`.
    verdict: &'static str,
    /// What the verdict means for whoever wants to install it.
    meaning: &'static str,
    caution: &'static str,
    artifacts: Vec<ArtifactAnswer>,
    /// The worst first.
    findings: Vec<FindingAnswer>,
    /// What could not be read.
    gaps: Vec<GapAnswer>,
    /// How many artifacts, findings and gaps are not listed here.
    not_listed: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "schemars")]
struct ArtifactAnswer {
    kind: &'static str,
    name: String,
    path: String,
    digest: String,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "schemars")]
struct FindingAnswer {
    rule: String,
    severity: &'static str,
    confidence: &'static str,
    message: String,
    path: String,
    line: usize,
    excerpt: String,
    fix: String,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "schemars")]
struct GapAnswer {
    path: String,
    reason: &'static str,
}

/// Scans a file or folder in the roots.
pub(super) fn path(scanner: &Scanner, roots: &Roots, arguments: &PathArguments) -> Result<Answer, String> {
    let place = roots.find(&arguments.path)?;
    let options = Options { limits: scanner.engine().limits, no_ignore: false };
    let tree = source::list(&place.path, &place.root, &options).map_err(|error| quote(&error.to_string(), LENGTH))?;
    answer(scanner, &scanner.capture(Capture::local(place.path, tree)))
}

/// Scans a text that was brought along.
pub(super) fn text(scanner: &Scanner, arguments: &TextArguments) -> Result<Answer, String> {
    let names = || Form::ALL.iter().map(|form| form.name()).collect::<Vec<_>>().join(", ");
    let form = Form::named(&arguments.kind).ok_or_else(|| format!("`kind` is none of {}", names()))?;
    if arguments.text.len() > MAX_TEXT {
        return Err(format!("`text` is longer than {MAX_TEXT} bytes; save it and scan the file"));
    }
    answer(scanner, &scanner.files("text", vec![form.file(&arguments.text)]))
}

fn answer(scanner: &Scanner, outcome: &Outcome) -> Result<Answer, String> {
    if outcome.artifacts.is_empty() && outcome.gaps.is_empty() {
        return Err("there is no artifact there: name a file to scan it whatever it is".to_owned());
    }
    let verdict = outcome.verdict(scanner.fail_on());
    let mut worst: Vec<&Finding> = outcome.findings.iter().collect();
    worst.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let (artifacts, more_artifacts) = first(&outcome.artifacts, MOST, artifact);
    let (findings, more_findings) = first(worst, MOST, |finding| told(scanner, finding));
    let (gaps, more_gaps) = first(&outcome.gaps, MOST, gap);
    Ok(Answer {
        verdict: verdict.name(),
        meaning: match verdict {
            Verdict::Pass => "All of it was read, and nothing severe was found. That is no proof of good intent.",
            Verdict::Fail => "Do not install or use it before a person has looked at the findings.",
            Verdict::Incomplete => "Part of it could not be read, so nobody can say that it is safe. Ask a person.",
        },
        caution: CAUTION,
        artifacts,
        findings,
        gaps,
        not_listed: more_artifacts + more_findings + more_gaps,
    })
}

fn artifact(artifact: &ArtifactSummary) -> ArtifactAnswer {
    ArtifactAnswer {
        kind: artifact.kind.name(),
        name: quote(&artifact.name, LENGTH),
        path: quote(artifact.path.as_str(), LENGTH),
        digest: artifact.digest.to_string(),
    }
}

fn told(scanner: &Scanner, finding: &Finding) -> FindingAnswer {
    let meta = scanner.engine().catalogue().get(finding.rule.as_str());
    FindingAnswer {
        rule: finding.rule.as_str().to_owned(),
        severity: finding.severity.name(),
        confidence: finding.confidence.name(),
        message: quote(&finding.message, LENGTH),
        path: quote(finding.location.path.as_str(), LENGTH),
        line: finding.location.start.line,
        excerpt: quote(&finding.excerpt.matched, LENGTH),
        fix: meta.map(|meta| meta.fix.clone()).unwrap_or_default(),
    }
}

fn gap(gap: &Gap) -> GapAnswer {
    GapAnswer { path: quote(gap.path.as_str(), LENGTH), reason: gap.reason.describe() }
}
