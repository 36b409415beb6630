//! Living with findings: waivers, the baseline and accepted gaps, applied to an outcome and recorded in it.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::Outcome;
use crate::config::{AcceptedGap, Baseline, BaselineEntry, Waiver};
use crate::finding::{Finding, Gap};

/// What the user lives with.
#[derive(Debug, Default)]
pub struct Suppressions {
    pub waivers: Vec<Waiver>,
    pub baseline: Baseline,
    pub accepted_gaps: Vec<AcceptedGap>,
}

/// A finding that does not count.
#[derive(Debug)]
pub struct Suppressed {
    pub finding: Finding,
    pub by: Suppression,
}

/// Why a finding does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Suppression {
    /// It was there when the baseline was written.
    Baseline,
    /// Somebody answers for it.
    Waiver { reason: String, owner: String, expires: Date },
}

impl Suppression {
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Baseline => "baseline",
            Self::Waiver { .. } => "waiver",
        }
    }
}

/// A gap that does not keep the answer from being yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    pub gap: Gap,
    pub reason: String,
}

/// What the user should hear about their suppressions.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Leftovers {
    /// Waivers that would cover a finding, had they not expired.
    pub expired: Vec<Waiver>,
    /// Waivers that cover nothing.
    pub unused: Vec<Waiver>,
    /// Baseline entries whose finding is gone, or has become worse.
    pub stale: Vec<BaselineEntry>,
    /// Accepted gaps that there are none of.
    pub unused_gaps: Vec<AcceptedGap>,
}

impl Suppressions {
    /// Moves what the user lives with to `suppressed` and `accepted`.
    ///
    /// A waiver goes before the baseline. An expired one holds a finding back from the baseline, too: its day was
    /// agreed on. A baseline entry stands for one finding that is no worse than it was.
    pub fn apply(&self, outcome: &mut Outcome, today: Date) -> Leftovers {
        let (mut used, mut expired) = (BTreeSet::new(), BTreeSet::new());
        let mut rest = Vec::new();
        for finding in std::mem::take(&mut outcome.findings) {
            let covering: Vec<_> =
                self.waivers.iter().enumerate().filter(|(_, waiver)| waiver.covers(&finding)).collect();
            if let Some((index, waiver)) = covering.iter().find(|(_, waiver)| !waiver.is_expired(today)) {
                used.insert(*index);
                outcome.suppressed.push(Suppressed { finding, by: waived(waiver) });
            } else {
                expired.extend(covering.iter().map(|(index, _)| *index));
                rest.push((finding, !covering.is_empty()));
            }
        }
        let stale = self.baselined(outcome, rest);
        outcome.suppressed.sort_by(|a, b| a.finding.order().cmp(&b.finding.order()));
        let unused = |index: &usize| !used.contains(index) && !expired.contains(index);
        let pick = |indices: &mut dyn Iterator<Item = usize>| {
            indices.filter_map(|index| self.waivers.get(index).cloned()).collect()
        };
        Leftovers {
            unused: pick(&mut (0..self.waivers.len()).filter(unused)),
            expired: pick(&mut expired.iter().copied()),
            stale,
            unused_gaps: self.accept_gaps(outcome),
        }
    }

    /// Takes each finding's entry out of the baseline, and says what is left of it. Findings with an expired waiver
    /// take their entry, but count.
    fn baselined(&self, outcome: &mut Outcome, findings: Vec<(Finding, bool)>) -> Vec<BaselineEntry> {
        let mut known = self.baseline.by_fingerprint();
        let mut take = |finding: &Finding, here: bool| {
            let entries = known.get_mut(&finding.fingerprint)?;
            let fits = |entry: &&BaselineEntry| {
                entry.severity >= finding.severity && (!here || entry.path == finding.location.path)
            };
            entries.iter().position(fits).map(|index| entries.remove(index))
        };
        // A finding that stayed where it was has the first claim; then those whose folder was moved.
        let taken: Vec<bool> = findings.iter().map(|(finding, _)| take(finding, true).is_some()).collect();
        for ((finding, expired), taken) in findings.into_iter().zip(taken) {
            if (taken || take(&finding, false).is_some()) && !expired {
                outcome.suppressed.push(Suppressed { finding, by: Suppression::Baseline });
            } else {
                outcome.findings.push(finding);
            }
        }
        let mut stale: Vec<_> = known.into_values().flatten().cloned().collect();
        stale.sort();
        stale
    }

    fn accept_gaps(&self, outcome: &mut Outcome) -> Vec<AcceptedGap> {
        let mut used = BTreeSet::new();
        for gap in std::mem::take(&mut outcome.gaps) {
            let accepted =
                self.accepted_gaps.iter().enumerate().find(|(_, accepted)| accepted.paths.contains(&gap.path));
            match accepted {
                Some((index, accepted)) => {
                    used.insert(index);
                    outcome.accepted.push(Accepted { gap, reason: accepted.reason.clone() });
                }
                None => outcome.gaps.push(gap),
            }
        }
        self.accepted_gaps
            .iter()
            .enumerate()
            .filter(|(index, _)| !used.contains(index))
            .map(|(_, gap)| gap.clone())
            .collect()
    }
}

fn waived(waiver: &Waiver) -> Suppression {
    Suppression::Waiver { reason: waiver.reason.clone(), owner: waiver.owner.clone(), expires: waiver.expires }
}
