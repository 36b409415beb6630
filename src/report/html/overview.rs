//! The top of the page: the answer, the sums, and what keeps it from saying all.

use super::bom::Bom;
use super::life::Life;
use super::{Part, prose, shown};
use crate::finding::Verdict;
use crate::report::{Report, words};
use crate::rule::Severity;

/// Sources that are named at the top.
const MAX_SOURCES: usize = 3;
/// Gaps that are listed.
const MAX_GAPS: usize = 500;

pub(super) struct Overview {
    pub(super) verdict: &'static str,
    pub(super) headline: &'static str,
    pub(super) because: String,
    pub(super) sums: String,
    /// The first sources, as they were named.
    pub(super) sources: Vec<String>,
    pub(super) more_sources: usize,
    /// The worst first.
    pub(super) tiles: Vec<Tile>,
    pub(super) sections: Vec<Link>,
    pub(super) weakened: Vec<String>,
    pub(super) gaps: Vec<Gap>,
    pub(super) gap_count: usize,
}

pub(super) struct Tile {
    pub(super) name: &'static str,
    pub(super) count: usize,
}

pub(super) struct Link {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) count: Option<usize>,
}

pub(super) struct Gap {
    pub(super) path: String,
    pub(super) reason: &'static str,
    pub(super) text: Vec<Part>,
    pub(super) help: Vec<Part>,
}

impl Overview {
    pub(super) fn new(report: &Report<'_>, bom: Option<&Bom>, life: Option<&Life>) -> Self {
        let outcome = report.outcome;
        let verdict = report.verdict();
        let because = match verdict {
            Verdict::Pass => format!("Everything was read, and nothing is at or above {}.", report.fail_on),
            Verdict::Fail => format!("There are {}.", words::because(report)),
            Verdict::Incomplete => format!("There is more to know: {}.", words::because(report)),
        };
        let link = |id, title, count| Link { id, title, count };
        let mut sections = vec![
            link("findings", "Findings", Some(report.findings().count())),
            link("artifacts", "Artifacts", Some(outcome.artifacts.len())),
        ];
        sections.extend(bom.map(|bom| link("bom", "AI-BOM", Some(bom.total))));
        sections.extend(life.map(|life| link("evidence", "Evidence", Some(life.total))));
        sections.push(link("about", "About this scan", None));
        // That somebody scanned the folder that they stood in says nothing.
        let named = || outcome.sources.iter().map(|one| one.provenance.reference.as_str()).filter(|name| *name != ".");
        let worst_first = Severity::ALL.iter().rev();
        Self {
            verdict: verdict.name(),
            headline: match verdict {
                Verdict::Pass => "Pass",
                Verdict::Fail => "Fail",
                Verdict::Incomplete => "Incomplete: could not tell",
            },
            because,
            sums: format!("{}.", words::sums(report)),
            sources: named().take(MAX_SOURCES).map(shown).collect(),
            more_sources: named().count().saturating_sub(MAX_SOURCES),
            tiles: worst_first.map(|level| Tile { name: level.name(), count: report.count(*level) }).collect(),
            sections,
            weakened: words::weakened(report).iter().map(|clause| shown(clause)).collect(),
            gaps: outcome.gaps.iter().take(MAX_GAPS).map(Gap::new).collect(),
            gap_count: outcome.gaps.len(),
        }
    }
}

impl Gap {
    fn new(gap: &crate::finding::Gap) -> Self {
        Self {
            path: words::path(&gap.path).into_owned(),
            reason: gap.reason.name(),
            text: prose(&words::gap(gap)),
            help: prose(gap.reason.help()),
        }
    }
}
