//! Findings by artifact and rule, with their source and flow.

use std::collections::{BTreeMap, BTreeSet};

use super::{Part, prose, shown};
use crate::finding::{Finding, Line};
use crate::report::grouped::{self, Flagged, OfRule};
use crate::report::{Report, words};
use crate::rule::{RuleMeta, Severity};
use crate::text::visible;

/// Findings that are listed, the worst ones. A page with more is no page for people.
const MAX_LISTED: usize = 3_000;
/// Findings with their source and flow; of the others, only where they are.
const MAX_WITH_SOURCE: usize = 1_000;
/// Groups that say what their rule is about, beside the first of each rule; the others lead there.
const MAX_EXPLAINED: usize = 300;
/// Findings from which on what is out of sight is not drawn.
const LARGE: usize = 300;
/// Steps of one flow.
const MAX_STEPS: usize = 24;
/// References of one rule.
const MAX_LINKS: usize = 4;

pub(super) struct Findings {
    pub(super) total: usize,
    pub(super) listed: usize,
    pub(super) with_source: usize,
    pub(super) large: bool,
    /// What filters offer, sorted.
    pub(super) kinds: BTreeSet<&'static str>,
    pub(super) rules: BTreeSet<String>,
    pub(super) artifacts: Vec<Artifact>,
}

pub(super) struct Artifact {
    pub(super) number: usize,
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) path: String,
    pub(super) sums: String,
    pub(super) count: usize,
    /// The higher, the worse.
    pub(super) rank: u8,
    pub(super) groups: Vec<Group>,
}

pub(super) struct Group {
    pub(super) rule: String,
    pub(super) severity: &'static str,
    pub(super) title: Vec<Part>,
    pub(super) about: Option<About>,
    /// The number of the finding whose group says what the rule is about, where this one does not.
    pub(super) see: Option<usize>,
    pub(super) places: Vec<Place>,
}

/// What the rule is about.
pub(super) struct About {
    pub(super) why: Vec<Part>,
    pub(super) fix: Vec<Part>,
    pub(super) codes: Vec<String>,
    /// Addresses that start with `https://`.
    pub(super) links: Vec<String>,
}

pub(super) struct Place {
    pub(super) number: usize,
    pub(super) severity: &'static str,
    pub(super) confidence: &'static str,
    pub(super) at: String,
    /// Where it is not the title of the group.
    pub(super) message: Option<Vec<Part>>,
    pub(super) lines: Vec<Source>,
    pub(super) decoded: Option<String>,
    /// What a model thinks of it.
    pub(super) judge: Option<Vec<Part>>,
    pub(super) steps_title: &'static str,
    pub(super) steps: Vec<Step>,
    pub(super) more_steps: usize,
    pub(super) fingerprint: Option<String>,
}

pub(super) struct Source {
    pub(super) number: usize,
    pub(super) before: String,
    pub(super) matched: String,
    pub(super) after: String,
}

pub(super) struct Step {
    pub(super) message: Vec<Part>,
    pub(super) at: String,
}

/// What is left of the limits for findings of the last severity that is kept; all that are worse have their place.
struct Room {
    number: usize,
    listed: usize,
    with_source: usize,
    /// The first finding of each rule that is explained.
    explained: BTreeMap<String, usize>,
    groups: usize,
}

impl Findings {
    /// `flagged` is sorted, the worst artifact first.
    pub(super) fn new(report: &Report<'_>, flagged: &[Flagged<'_>]) -> Self {
        let total = report.findings().count();
        let least = |limit| threshold(report, limit);
        let (list_from, source_from) = (least(MAX_LISTED), least(MAX_WITH_SOURCE));
        let mut room =
            Room { number: 0, listed: MAX_LISTED, with_source: MAX_WITH_SOURCE, explained: BTreeMap::new(), groups: 0 };
        let mut findings = Self {
            total,
            listed: 0,
            with_source: 0,
            large: total > LARGE,
            kinds: BTreeSet::new(),
            rules: BTreeSet::new(),
            artifacts: Vec::new(),
        };
        room.listed -= report.findings().filter(|finding| finding.severity > list_from).count();
        room.with_source -= report.findings().filter(|finding| finding.severity > source_from).count();
        for (at, artifact) in flagged.iter().enumerate() {
            let mut groups = Vec::new();
            for of_rule in grouped::by_rule(&artifact.findings) {
                groups.extend(Group::new(report, &of_rule, [list_from, source_from], &mut room));
            }
            if groups.is_empty() {
                continue;
            }
            findings.rules.extend(groups.iter().map(|group| group.rule.clone()));
            findings.kinds.extend(artifact.artifact.map(|artifact| artifact.kind.name()));
            findings.artifacts.push(Artifact::new(at + 1, artifact, groups));
        }
        let places = || findings.artifacts.iter().flat_map(|one| &one.groups).flat_map(|group| &group.places);
        let (listed, with_source) = (places().count(), places().filter(|place| place.fingerprint.is_some()).count());
        Self { listed, with_source, ..findings }
    }
}

/// The lowest severity of which there are findings among the `limit` worst.
fn threshold(report: &Report<'_>, limit: usize) -> Severity {
    let mut seen = 0;
    for severity in Severity::ALL.iter().rev() {
        seen += report.count(*severity);
        if seen > limit {
            return *severity;
        }
    }
    Severity::Info
}

/// Whether there is room for a finding; `from` is the lowest severity that is kept, and `left` the room for it.
fn take(left: &mut usize, severity: Severity, from: Severity) -> bool {
    if severity == from && *left > 0 {
        *left -= 1;
        return true;
    }
    severity > from
}

impl Artifact {
    fn new(number: usize, flagged: &Flagged<'_>, groups: Vec<Group>) -> Self {
        let worst = grouped::worst(&flagged.findings);
        let (kind, name, path) = flagged.artifact.map_or(("", String::new(), ".".to_owned()), |artifact| {
            (artifact.kind.name(), shown(&artifact.name), words::path(&artifact.path).into_owned())
        });
        Self {
            number,
            kind,
            name,
            path,
            sums: words::levels(|severity| grouped::count(&flagged.findings, severity)),
            count: flagged.findings.len(),
            rank: worst as u8,
            groups,
        }
    }
}

impl Group {
    /// `None` where there is no room for any of its findings.
    fn new(report: &Report<'_>, group: &OfRule<'_>, from: [Severity; 2], room: &mut Room) -> Option<Self> {
        let meta = report.engine.catalogue().get(group.rule);
        let first = group.findings.first().map_or("", |finding| finding.message.as_str());
        let same = group.findings.iter().all(|finding| finding.message == first);
        let title = if same { first } else { meta.map_or(first, |meta| meta.title.as_str()) };
        let mut places = Vec::new();
        for &finding in &group.findings {
            let [list_from, source_from] = from;
            if !take(&mut room.listed, finding.severity, list_from) {
                continue;
            }
            let with_source = take(&mut room.with_source, finding.severity, source_from);
            room.number += 1;
            let judge = report.outcome.opinion(finding).map(|words| prose(&words));
            places.push(Place { judge, ..Place::new(room.number, finding, title, with_source) });
        }
        let number = places.first()?.number;
        room.groups += 1;
        let known = room.explained.get(group.rule).copied();
        let see = known.filter(|_| room.groups > MAX_EXPLAINED);
        if known.is_none() {
            room.explained.insert(group.rule.to_owned(), number);
        }
        Some(Self {
            rule: shown(group.rule),
            severity: grouped::worst(&group.findings).name(),
            title: prose(title),
            about: meta.filter(|_| see.is_none()).map(About::new),
            see,
            places,
        })
    }
}

impl About {
    fn new(meta: &RuleMeta) -> Self {
        let safe = |url: &&String| url.starts_with("https://");
        Self {
            why: prose(&meta.why),
            fix: prose(&meta.fix),
            codes: meta.taxonomy.codes().map(shown).collect(),
            links: meta.references.iter().filter(safe).take(MAX_LINKS).map(|url| shown(url)).collect(),
        }
    }
}

impl Place {
    fn new(number: usize, finding: &Finding, title: &str, with_source: bool) -> Self {
        let bare = Self {
            number,
            severity: finding.severity.name(),
            confidence: finding.confidence.name(),
            at: words::place(&finding.location),
            message: (finding.message != title).then(|| prose(&finding.message)),
            lines: Vec::new(),
            decoded: None,
            judge: None,
            steps_title: "",
            steps: Vec::new(),
            more_steps: 0,
            fingerprint: None,
        };
        if !with_source {
            return bare;
        }
        let steps = finding.related.iter().take(MAX_STEPS);
        let step = |message: &str, at| Step { message: prose(message), at };
        Self {
            lines: finding.excerpt.lines.iter().map(Source::new).collect(),
            decoded: finding.excerpt.decoded.as_deref().map(shown),
            steps_title: if finding.related.len() > 1 { "Flow" } else { "Together with" },
            steps: steps.map(|one| step(&one.message, words::place(&one.location))).collect(),
            more_steps: finding.related.len().saturating_sub(MAX_STEPS),
            fingerprint: Some(shown(finding.fingerprint.as_str())),
            ..bare
        }
    }
}

impl Source {
    fn new(line: &Line) -> Self {
        // Made safe when the excerpt was made; an excerpt that came out of a file was made by somebody else.
        let safe = |text: &str| visible(text).replace('\n', "\\n");
        Self { number: line.number, before: safe(&line.before), matched: safe(&line.matched), after: safe(&line.after) }
    }
}
