//! Votes become opinions and findings: what fewer than half of them say is not said.

use std::collections::BTreeMap;

use super::reply::{Mark, Vote};
use super::said::{Stance, Votes};
use crate::rule::{Confidence, Severity};

/// A passage that most votes quote.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Agreed {
    /// As the first of them has it.
    pub(super) mark: Mark,
    pub(super) votes: usize,
    pub(super) severity: Severity,
    pub(super) confidence: Confidence,
}

/// What most of `of` votes say about each finding; `None` where nobody says anything.
pub(super) fn opinions(votes: &[Vote], findings: usize, of: usize) -> Vec<Option<(Stance, Votes, String)>> {
    let of_finding = |at: usize| {
        let said = || votes.iter().filter_map(|vote| vote.stances.get(at)?.as_ref());
        let count = |stance| said().filter(|(said, _)| *said == stance).count();
        let votes =
            Votes { confirm: count(Stance::Confirm), doubt: count(Stance::Doubt), unsure: count(Stance::Unsure) };
        let most = |count: usize| count * 2 > of;
        let stance = match votes {
            Votes { confirm, .. } if most(confirm) => Stance::Confirm,
            Votes { doubt, .. } if most(doubt) => Stance::Doubt,
            _ => Stance::Unsure,
        };
        let (_, words) = said().find(|(said, _)| *said == stance).or_else(|| said().next())?;
        Some((stance, votes, words.clone()))
    };
    (0..findings).map(of_finding).collect()
}

/// The passages that most of `of` votes quote, and how many others there are. Quotes of one text that overlap are one.
///
/// The severity is the highest that most votes give it, at most `medium` for a single vote and `high` for several; the
/// confidence is `medium` where all of several votes agree, else `low`.
pub(super) fn agreed(votes: &[Vote], of: usize) -> (Vec<Agreed>, usize) {
    struct Cluster<'v> {
        first: &'v Mark,
        /// The highest severity that each vote gives.
        severities: BTreeMap<usize, Severity>,
    }
    let mut clusters: Vec<Cluster<'_>> = Vec::new();
    for (voter, vote) in votes.iter().enumerate() {
        for mark in &vote.marks {
            let overlaps = |cluster: &&mut Cluster<'_>| {
                let (a, b) = (cluster.first, mark);
                a.passage == b.passage && a.range.start < b.range.end && b.range.start < a.range.end
            };
            match clusters.iter_mut().find(overlaps) {
                Some(cluster) => {
                    let known = cluster.severities.entry(voter).or_insert(mark.severity);
                    *known = mark.severity.max(*known);
                }
                None => {
                    clusters.push(Cluster { first: mark, severities: BTreeMap::from([(voter, mark.severity)]) });
                }
            }
        }
    }
    let total = clusters.len();
    let cap = if of == 1 { Severity::Medium } else { Severity::High };
    let agreed = clusters.into_iter().filter_map(|cluster| {
        let mut severities: Vec<Severity> = cluster.severities.into_values().collect();
        severities.sort_unstable_by(|a, b| b.cmp(a));
        let severity = severities.get(of / 2).copied()?;
        let votes = severities.len();
        let confidence = if votes == of && of > 1 { Confidence::Medium } else { Confidence::Low };
        Some(Agreed { mark: cluster.first.clone(), votes, severity: severity.min(cap), confidence })
    });
    let agreed: Vec<Agreed> = agreed.collect();
    let outvoted = total - agreed.len();
    (agreed, outvoted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::Threat;

    fn mark(range: std::ops::Range<usize>, severity: Severity) -> Mark {
        Mark { passage: 0, range, threat: Threat::PromptInjection, severity, explanation: String::new() }
    }

    fn vote(marks: Vec<Mark>) -> Vote {
        Vote { marks, ..Vote::default() }
    }

    #[test]
    fn a_majority_of_all_that_were_asked_decides() {
        let votes = [
            vote(vec![mark(0..10, Severity::High), mark(50..60, Severity::High)]),
            vote(vec![mark(5..15, Severity::Medium)]),
        ];
        // Two of three; the third did not answer.
        let (found, outvoted) = agreed(&votes, 3);
        assert_eq!((found.len(), outvoted), (1, 1));
        assert_eq!((found[0].votes, found[0].severity, found[0].confidence), (2, Severity::Medium, Confidence::Low));
        assert_eq!(agreed(&votes, 5).0, []);
        assert_eq!(agreed(&[], 1), (Vec::new(), 0));
    }

    #[test]
    fn one_vote_never_blocks_and_one_voter_is_one_vote() {
        let twice = vote(vec![mark(0..10, Severity::High), mark(2..8, Severity::High)]);
        let (found, _) = agreed(std::slice::from_ref(&twice), 1);
        assert_eq!((found[0].severity, found[0].confidence), (Severity::Medium, Confidence::Low));
        assert_eq!(agreed(&[twice, vote(Vec::new()), vote(Vec::new())], 3).0, []);
        let all = [mark(0..10, Severity::High), mark(0..9, Severity::High), mark(1..9, Severity::Low)];
        let votes: Vec<Vote> = all.into_iter().map(|mark| vote(vec![mark])).collect();
        let (found, _) = agreed(&votes, 3);
        assert_eq!((found[0].severity, found[0].confidence), (Severity::High, Confidence::Medium));
    }

    #[test]
    fn opinions_need_a_majority_too() {
        let say = |stance| Vote { stances: vec![Some((stance, format!("{stance:?}")))], ..Vote::default() };
        let silent = Vote { stances: vec![None], ..Vote::default() };
        let stance = |votes: &[Vote]| opinions(votes, 1, 3).remove(0).map(|(stance, _, words)| (stance, words));
        let doubts = [say(Stance::Doubt), say(Stance::Confirm), say(Stance::Doubt)];
        assert_eq!(stance(&doubts), Some((Stance::Doubt, "Doubt".to_owned())));
        let split = [say(Stance::Doubt), say(Stance::Confirm), silent];
        assert_eq!(stance(&split), Some((Stance::Unsure, "Doubt".to_owned())));
        assert_eq!(stance(&[]), None);
    }
}
