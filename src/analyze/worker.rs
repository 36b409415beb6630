//! One thread's share of a scan: patterns over regions and views, then heuristics.

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::time::Duration;

use yara_x::Scanner;

use super::intent::Reading;
use super::pack::{Pack, PackRule};
use super::quiet::Quiet;
use super::report::Findings;
use super::shelf::{self, Shelf};
use super::specimen::{Parsed, Specimen, specimen};
use super::views::{self, Budget, Coding, Hidden};
use super::{Context, Engine, Hit, Report, Sink, answers, clause, echo, flow, heuristic, hint};
use crate::artifact::{Artifact, Place};
use crate::finding::{Finding, Fingerprint, Gap, GapReason};
use crate::rule::{RuleMeta, Scope, Severity, StaticMeta};
use crate::text::{Region, RegionKind};

/// What the rules say about one artifact.
#[derive(Debug, Default)]
pub struct Analysis {
    /// Sorted by path, span and rule, fingerprints set.
    pub findings: Vec<Finding>,
    pub gaps: Vec<Gap>,
}

/// Scanners are costly to make and cheap to use again: one worker a thread.
pub struct Worker<'e> {
    engine: &'e Engine,
    /// A scanner is made when its shelf is first needed.
    scanners: Vec<(&'e Pack, &'e Shelf, Option<Scanner<'e>>)>,
    heuristics: Vec<(&'static heuristic::Heuristic, &'e RuleMeta)>,
    /// Of [`heuristic::CLAUSES`].
    clauses: Vec<&'e RuleMeta>,
    /// Of [`heuristic::SCRIPTS`].
    scripts: Vec<&'e RuleMeta>,
    quiet: Quiet,
}

/// Matches of one pattern in one region, at most.
const MAX_MATCHES: usize = 512;

/// A hit and what the rule wants done with it.
type Found<'e> = (Hit<'e>, &'e PackRule);

impl<'e> Worker<'e> {
    pub(super) fn new(engine: &'e Engine) -> Self {
        let scanners = engine.packs.iter().flat_map(|pack| pack.shelves.iter().map(move |shelf| (pack, shelf, None)));
        let heuristics =
            heuristic::ALL.iter().filter_map(|heuristic| Some((heuristic, engine.catalogue().get(heuristic.meta.id)?)));
        let meta = |meta: StaticMeta| engine.catalogue().get(meta.id);
        let clauses = heuristic::CLAUSES.iter().filter_map(|rule| meta(rule.meta)).collect();
        let scripts = heuristic::SCRIPTS.iter().filter_map(|rule| meta(rule.meta)).collect();
        let (scanners, heuristics, quiet) = (scanners.collect(), heuristics.collect(), Quiet::default());
        Self { engine, scanners, heuristics, clauses, scripts, quiet }
    }

    /// What the patterns match in an artifact, and the sentences that stand encoded in it.
    fn matches(&mut self, artifact: &Artifact, gaps: &mut Vec<Gap>) -> (Vec<Found<'e>>, Vec<Hidden>) {
        let mut found = Vec::new();
        let mut hidden = Vec::new();
        let mut budget = views::budget();
        for (index, region) in artifact.regions.iter().enumerate() {
            let key = Quiet::key(region);
            if key.as_ref().is_some_and(|key| self.quiet.holds(key)) {
                continue;
            }
            let silent = self.scan(artifact, index, region, None, &mut found, gaps);
            let plain = self.scan_views(artifact, index, region, 0, &mut budget, &mut hidden, &mut found, gaps);
            if let Some(key) = key.filter(|_| silent && plain && !budget.exceeded) {
                self.quiet.add(key);
            }
        }
        if budget.exceeded {
            let detail = "more encoded text than is decoded";
            gaps.push(Gap::new(artifact.path.clone(), GapReason::TooComplex, detail));
        }
        (found, hidden)
    }

    /// Runs every rule over an artifact.
    pub fn run(&mut self, artifact: &Artifact) -> Analysis {
        let mut gaps = Vec::new();
        let (mut found, hidden) = self.matches(artifact, &mut gaps);
        let mut flows = flow::analyse(artifact);
        gaps.append(&mut flows.gaps);
        let told = answers::regions(artifact, &flows);
        self.scan_answers(artifact, &told, &mut found, &mut gaps);
        let mut parsed = Parsed::new();
        for (hit, _) in found.iter_mut().filter(|(_, rule)| rule.guards.specimen) {
            hit.specimen = specimen(artifact, &flows, &mut parsed, hit);
        }
        only_first(&mut found);
        let mut findings = Findings::default();
        for (hit, rule) in found.iter().filter(|(_, rule)| !rule.signal) {
            let mut report = Report::new(hit.place.clone(), rule.meta.title.clone()).specimen(hit.specimen);
            if let Some(coding) = hit.coding {
                report = report.decoded(coding, hit.text.clone());
            }
            if rule.meta.threat == crate::rule::Threat::SecretExposure {
                report = report.secret();
            }
            Sink::new(artifact, &rule.meta, &mut findings).report(report);
        }
        let hits: Vec<Hit<'_>> = found.into_iter().map(|(hit, _)| hit).collect();
        let reading = Reading::default();
        let context = Context { artifact, hits: &hits, hidden: &hidden, told: &told, flows: &flows, reading: &reading };
        for (heuristic, meta) in &self.heuristics {
            (heuristic.check)(&context, &mut Sink::new(artifact, meta, &mut findings));
        }
        if artifact.regions.iter().any(clause::is_prose) {
            self.engine.clauses().report(artifact, &artifact.regions, &self.clauses, &mut findings);
        }
        if !told.is_empty() {
            let mut others = Findings::default();
            self.engine.clauses().report(artifact, &told, &self.clauses, &mut others);
            findings.add_unknown(others);
        }
        if context.regions(RegionKind::Script).next().is_some() {
            self.engine.scripts().report(&context, &self.scripts, &mut findings);
        }
        echo::hush(&mut findings);
        hint::raise(artifact, &mut findings);
        let mut findings = findings.list;
        // Not earlier: what the user does not want to hear is not said by an echo in its place.
        findings.retain(|finding| !self.engine.is_disabled(&finding.rule));
        finish(artifact, &mut findings);
        Analysis { findings, gaps }
    }

    /// Runs the patterns over what the code says, as far as nothing in the same file has shown it.
    fn scan_answers(&mut self, artifact: &Artifact, told: &[Region], found: &mut Vec<Found<'e>>, gaps: &mut Vec<Gap>) {
        let mut more = Vec::new();
        for region in told {
            let index = artifact.regions.iter().position(|other| other.file == region.file).unwrap_or_default();
            self.scan(artifact, index, region, Some(Coding::Assembled), &mut more, gaps);
        }
        let known: HashSet<(&str, usize)> =
            found.iter().map(|(hit, rule)| (rule.meta.id.as_str(), hit.place.file)).collect();
        // What heuristics ask of a signal they ask of the source, and what is said of descriptions or code holds for
        // no answer.
        let kinds = |rule: &PackRule| {
            let scope = rule.meta.scope;
            scope.contains(RegionKind::SkillBody) && !scope.contains(RegionKind::Script)
        };
        let speaks = |rule: &PackRule| !rule.signal && kinds(rule);
        more.retain(|(hit, rule)| speaks(rule) && !known.contains(&(rule.meta.id.as_str(), hit.place.file)));
        drop(known);
        found.append(&mut more);
    }

    /// Runs the patterns over what stands encoded in a region; whether nothing does.
    #[expect(clippy::too_many_arguments, reason = "the accumulators of one artifact; a struct would only rename them")]
    fn scan_views(
        &mut self,
        artifact: &Artifact,
        index: usize,
        region: &Region,
        depth: usize,
        budget: &mut Budget,
        hidden: &mut Vec<Hidden>,
        found: &mut Vec<Found<'e>>,
        gaps: &mut Vec<Gap>,
    ) -> bool {
        if depth >= self.engine.limits.max_decode_depth {
            return true;
        }
        let views = views::views(region, budget);
        let plain = views.is_empty();
        for (coding, view) in views {
            self.scan(artifact, index, &view, Some(coding), found, gaps);
            hidden.extend(Hidden::of(region, coding, &view));
            // What folding yields is the text itself once more; only true decodings are looked into again.
            if coding != Coding::Folded {
                self.scan_views(artifact, index, &view, depth + 1, budget, hidden, found, gaps);
            }
        }
        plain
    }

    /// Runs the patterns over a region or view; whether none matched.
    fn scan(
        &mut self,
        artifact: &Artifact,
        index: usize,
        region: &Region,
        coding: Option<Coding>,
        found: &mut Vec<Found<'e>>,
        gaps: &mut Vec<Gap>,
    ) -> bool {
        let known_gaps = gaps.len();
        let folded = LazyCell::new(|| shelf::fold(&region.text));
        let mut matched: Vec<(&'e PackRule, Vec<Range<usize>>)> = Vec::new();
        for (pack, shelf, scanner) in &mut self.scanners {
            let pack: &'e Pack = pack;
            if !applies(shelf.scope, region) {
                continue;
            }
            let text = if shelf.folded { folded.as_slice() } else { region.text.as_bytes() };
            let scanner = scanner.get_or_insert_with(|| {
                let mut scanner = Scanner::new(shelf.rules());
                let timeout = Duration::from_secs(self.engine.limits.scan_timeout);
                scanner.set_timeout(timeout).max_matches_per_pattern(MAX_MATCHES);
                scanner
            });
            let results = match scanner.scan(text) {
                Ok(results) => results,
                Err(error) => {
                    let path = artifact.file(region.file).map(|file| file.path.clone()).unwrap_or_default();
                    gaps.push(Gap::new(path, GapReason::TooComplex, error.to_string()));
                    continue;
                }
            };
            for rule in results.matching_rules() {
                let Some(known) = pack.rule(rule.identifier()) else { continue };
                // Private patterns are context; they never are the reported place.
                let mut ranges: Vec<_> =
                    rule.patterns().flat_map(|pattern| pattern.matches().map(|m| m.range())).collect();
                ranges.sort_unstable_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
                matched.push((known, ranges));
            }
        }
        let silent = matched.is_empty() && gaps.len() == known_gaps;
        // The engine's order is not promised; names are.
        matched.sort_unstable_by(|(a, _), (b, _)| a.meta.id.cmp(&b.meta.id));
        for (rule, ranges) in matched {
            // Whoever repeats what is held back could hide what is not behind the last match that is counted.
            let full = ranges.len() >= MAX_MATCHES && applies(rule.meta.scope, region);
            if !keep(artifact, index, region, rule, ranges, coding, found) && full {
                let path = artifact.file(region.file).map(|file| file.path.clone()).unwrap_or_default();
                let detail = format!("{} matches more than {MAX_MATCHES} times where it is held back", rule.meta.id);
                gaps.push(Gap::new(path, GapReason::TooComplex, detail));
            }
        }
        silent
    }
}

/// Whether a rule of this scope may fire anywhere in a region.
fn applies(scope: Scope, region: &Region) -> bool {
    scope.contains(region.kind) || region.inner_kinds().any(|kind| scope.contains(kind))
}

/// Adds the matches that lie in the rule's scope and that no guard holds back; whether there were any.
fn keep<'e>(
    artifact: &Artifact,
    index: usize,
    region: &Region,
    rule: &'e PackRule,
    ranges: Vec<Range<usize>>,
    coding: Option<Coding>,
    found: &mut Vec<Found<'e>>,
) -> bool {
    let mut any = false;
    for range in ranges {
        let kind = region.kind_at(range.start);
        // A view has no structure of its own, so guards about structure do not apply to what is hidden.
        if !rule.meta.scope.contains(kind) || (coding.is_none() && rule.guards.hold(region, &range)) {
            continue;
        }
        let span = region.span(range.clone());
        let text = region.text.get(range.clone()).unwrap_or_default();
        // What stands there in plain letters hides nothing, and guards were asked about it.
        if coding == Some(Coding::Folded) && artifact.file(region.file).is_some_and(|file| file.slice(span) == text) {
            continue;
        }
        // A view repeats what the raw text already showed.
        let known = |(hit, other): &Found<'_>| {
            hit.coding.is_none() && other.meta.id == rule.meta.id && overlaps(hit, span.start, span.end)
        };
        // The hits of a region stand together at the end.
        any = true;
        if coding.is_some() && found.iter().rev().take_while(|(hit, _)| hit.region == index).any(known) {
            continue;
        }
        let (text, place) = (text.to_owned(), Place { file: region.file, span, pointer: region.pointer.clone() });
        found.push((Hit { rule: &rule.meta, region: index, kind, place, text, coding, specimen: None, range }, rule));
        if !rule.each && !rule.signal && (coding.is_some() || !rule.guards.specimen) {
            break;
        }
    }
    any
}

/// Leaves the first hit of a rule in a region, where the rule reports one only: one that is no specimen, if there is.
fn only_first(found: &mut Vec<Found<'_>>) {
    let single = |(hit, rule): &Found<'_>| hit.coding.is_none() && !rule.each && !rule.signal && rule.guards.specimen;
    let rank = |specimen: Option<Specimen>| specimen.map_or(Some(Severity::Critical), Specimen::severity);
    let mut best: HashMap<(usize, &str), (Option<Severity>, usize)> = HashMap::new();
    for (index, (hit, rule)) in found.iter().enumerate().filter(|(_, found)| single(found)) {
        let own = (rank(hit.specimen), index);
        let known = best.entry((hit.region, rule.meta.id.as_str())).or_insert(own);
        if own.0 > known.0 {
            *known = own;
        }
    }
    let kept: HashSet<usize> = best.into_values().map(|(_, index)| index).collect();
    let mut index = 0;
    found.retain(|found| {
        index += 1;
        !single(found) || kept.contains(&(index - 1))
    });
}

fn overlaps(hit: &Hit<'_>, start: usize, end: usize) -> bool {
    hit.place.span.start < end && start < hit.place.span.end
}

/// Orders the findings and names them.
pub(super) fn finish(artifact: &Artifact, findings: &mut [Finding]) {
    findings.sort_by(|a, b| a.order().cmp(&b.order()));
    let mut seen: HashMap<(String, String, String), usize> = HashMap::new();
    // The folder may lie anywhere; what it is called and what is in it stays.
    let identity = format!("{}:{}", artifact.kind.name(), artifact.name);
    for finding in findings {
        let path = artifact.relative(&finding.location.path).to_owned();
        let key = (finding.rule.to_string(), path.clone(), finding.excerpt.matched.clone());
        let occurrence = seen.entry(key).or_default();
        finding.fingerprint =
            Fingerprint::new(finding.rule.as_str(), &identity, &path, &finding.excerpt.matched, *occurrence);
        *occurrence += 1;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;
    use crate::analyze::Options;
    use crate::artifact;
    use crate::source::{self, Limits};

    /// Signals have no samples of their own: those of the rules that join them have to hold every one.
    #[test]
    fn every_signal_stands_in_a_sample_of_a_rule() {
        let engine = Engine::new(Options::default()).unwrap();
        let options = source::Options { limits: Limits::DEFAULT, no_ignore: true };
        let tree = source::list("fixtures/rules", Path::new(env!("CARGO_MANIFEST_DIR")), &options).unwrap();
        let signals = engine.packs.iter().flat_map(Pack::rules).filter(|rule| rule.signal);
        let mut missing: BTreeSet<&str> = signals.map(|rule| rule.meta.id.as_str()).collect();
        let mut worker = engine.worker();
        for candidate in artifact::plan(&tree) {
            for artifact in artifact::load(&tree, &candidate, &Limits::DEFAULT).0 {
                let bad = |hit: &Hit<'_>| {
                    artifact.file(hit.place.file).is_some_and(|file| file.path.as_str().contains("/bad/"))
                };
                for (hit, _) in worker.matches(&artifact, &mut Vec::new()).0.iter().filter(|(hit, _)| bad(hit)) {
                    missing.remove(hit.rule.id.as_str());
                }
            }
            if missing.is_empty() {
                break;
            }
        }
        assert!(missing.is_empty(), "no bad sample in fixtures/rules holds what these look for: {missing:?}");
    }
}
