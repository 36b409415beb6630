//! The chain against its model: the named cases, and races of promoters who see stale views.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::chain::{Claim, Defect, Question, Refusal, Standing, State, Step, walk};
use super::{Link, Named};
use crate::attest::SignedBy;
use crate::digest::Digest;
use crate::policy::{Field, Stage, described};

const HERE: &str = "oci://r.example/a";

/// Who signs in the model.
const GATE: &str = "gate";
const SECURITY: &str = "security";

fn step(from: Option<Stage>, to: Stage, previous: &[&Step], by: &str, note: &str) -> Step {
    let mut ids: Vec<Digest> = previous.iter().map(|step| step.id).collect();
    ids.sort_unstable();
    let link = Link {
        from,
        to,
        seq: previous.iter().map(|step| step.link.seq + 1).max().unwrap_or(0),
        previous: ids,
        resource_uri: HERE.to_owned(),
        policy: Named { digest: Digest::of("p1") },
        verdict: Some(Named { digest: Digest::of("v") }),
        time: Timestamp::UNIX_EPOCH,
        approvals: Vec::new(),
        fields: [(Field::Reason, note.to_owned())].into(),
    };
    let id = Digest::of(serde_json::to_vec(&link).unwrap());
    Step { id, subject: Digest::of("aa"), link, by: SignedBy::Key { id: by.to_owned() }, seen: None }
}

/// Draft to published.
struct Walk {
    draft: Step,
    evaluated: Step,
    approved: Step,
    published: Step,
}

impl Walk {
    fn new() -> Self {
        let draft = step(None, Stage::Draft, &[], GATE, "");
        let evaluated = step(Some(Stage::Draft), Stage::Evaluated, &[&draft], GATE, "");
        let approved = step(Some(Stage::Evaluated), Stage::Approved, &[&evaluated], GATE, "");
        let published = step(Some(Stage::Approved), Stage::Published, &[&approved], GATE, "");
        Self { draft, evaluated, approved, published }
    }

    fn all(&self) -> [&Step; 4] {
        [&self.draft, &self.evaluated, &self.approved, &self.published]
    }
}

/// What is asked in the model: about `subject` at `resource`, under `policy`.
struct Asked<'a> {
    subject: &'a str,
    resource: &'a str,
    policy: &'a str,
    lock: Option<Digest>,
    head: Option<(Digest, i64)>,
    now: i64,
}

impl Default for Asked<'_> {
    fn default() -> Self {
        Self { subject: "aa", resource: HERE, policy: "p1", lock: None, head: None, now: 0 }
    }
}

impl Asked<'_> {
    fn of(&self, steps: &[&Step]) -> State {
        let second = |second| Timestamp::from_second(second).unwrap();
        let claims: Vec<Claim> = self
            .head
            .into_iter()
            .map(|(head, expires)| Claim { heads: vec![head], time: second(0), expires: second(expires) })
            .collect();
        let remembered: BTreeSet<Digest> = self.lock.into_iter().collect();
        let question = Question {
            subject: Digest::of(self.subject),
            resource: self.resource,
            remembered: &remembered,
            claims: &claims,
            max_head_age: self.head.map(|_| SignedDuration::from_secs(1000)),
            now: second(self.now),
        };
        walk(steps.iter().map(|step| (*step).clone()).collect(), &question, |step| {
            if step.link.policy.digest != Digest::of(self.policy) {
                return Err(Refusal::Policy { found: step.link.policy.digest });
            }
            let allowed: &[&str] = if step.link.to == Stage::Revoked { &[SECURITY] } else { &[GATE, SECURITY] };
            match &step.by {
                SignedBy::Key { id } if allowed.contains(&id.as_str()) => Ok(()),
                by => Err(Refusal::Signer { found: described(by) }),
            }
        })
    }
}

fn state(steps: &[&Step]) -> State {
    Asked::default().of(steps)
}

#[track_caller]
fn assert_is(state: &State, standing: &str, stage: Option<Stage>) {
    let check = state.standing.check().unwrap_or_else(|| state.standing.name());
    assert_eq!((check, state.stage), (standing, stage), "{state:?}");
}

#[test]
fn case_01_a_whole_walk_is_published() {
    assert_is(&state(&Walk::new().all()), "whole", Some(Stage::Published));
}

#[test]
fn case_02_the_order_in_which_links_are_found_means_nothing() {
    let w = Walk::new();
    assert_is(&state(&[&w.published, &w.approved, &w.draft, &w.evaluated]), "whole", Some(Stage::Published));
}

#[test]
fn case_03_a_race_to_the_same_stage_is_noted_and_changes_nothing() {
    let w = Walk::new();
    let other = step(Some(Stage::Evaluated), Stage::Approved, &[&w.evaluated], GATE, "other job");
    assert_is(&state(&[&w.draft, &w.evaluated, &w.approved, &other]), "forked", Some(Stage::Approved));
}

#[test]
fn case_04_a_link_that_names_both_heads_joins_them() {
    let w = Walk::new();
    let other = step(Some(Stage::Evaluated), Stage::Approved, &[&w.evaluated], GATE, "other job");
    let joined = step(Some(Stage::Approved), Stage::Published, &[&w.approved, &other], GATE, "");
    let state = state(&[&w.draft, &w.evaluated, &w.approved, &other, &joined]);
    assert_is(&state, "whole", Some(Stage::Published));
    assert_eq!((state.heads, state.next), (vec![joined.id], 4));
}

#[test]
fn case_05_a_revocation_wins_a_race() {
    let w = Walk::new();
    let revoked = step(Some(Stage::Evaluated), Stage::Revoked, &[&w.evaluated], SECURITY, "");
    assert_is(&state(&[&w.draft, &w.evaluated, &w.approved, &revoked]), "forked", Some(Stage::Revoked));
}

#[test]
fn case_06_without_memory_a_hidden_newest_link_is_not_noticed() {
    assert_is(&state(&Walk::new().all()), "whole", Some(Stage::Published));
}

#[test]
fn case_07_a_lock_notices_a_hidden_newest_link() {
    let w = Walk::new();
    let hidden = step(Some(Stage::Published), Stage::Deprecated, &[&w.published], GATE, "");
    let asked = Asked { lock: Some(hidden.id), ..Asked::default() };
    assert_is(&asked.of(&w.all()), "rollback", None);
}

#[test]
fn case_08_a_head_statement_notices_a_hidden_newest_link() {
    let w = Walk::new();
    let hidden = step(Some(Stage::Published), Stage::Deprecated, &[&w.published], GATE, "");
    let asked = Asked { head: Some((hidden.id, 10)), now: 5, ..Asked::default() };
    assert_is(&asked.of(&w.all()), "withheld-link", None);
}

#[test]
fn case_09_an_old_head_statement_does_not_do() {
    let w = Walk::new();
    let fresh = Asked { head: Some((w.published.id, 10)), now: 5, ..Asked::default() };
    assert_is(&fresh.of(&w.all()), "whole", Some(Stage::Published));
    let replayed = Asked { head: Some((w.published.id, 10)), now: 50, ..Asked::default() };
    assert_is(&replayed.of(&w.all()), "stale-head", None);
}

#[test]
fn case_10_a_link_from_the_middle_is_missed() {
    let w = Walk::new();
    assert_is(&state(&[&w.draft, &w.evaluated, &w.published]), "incomplete-chain", None);
}

#[test]
fn case_11_a_chain_says_nothing_of_another_artifact() {
    let state = Asked { subject: "bb", ..Asked::default() }.of(&Walk::new().all());
    assert_is(&state, "unlinked", Some(Stage::Draft));
    assert!(state.refused.iter().all(|(_, refusal)| refusal.check() == "subject") && state.refused.len() == 4);
}

#[test]
fn case_12_a_chain_says_nothing_in_another_repository() {
    let state = Asked { resource: "oci://r.example/b", ..Asked::default() }.of(&Walk::new().all());
    assert_is(&state, "unlinked", Some(Stage::Draft));
    assert!(state.refused.iter().all(|(_, refusal)| refusal.check() == "resource") && state.refused.len() == 4);
}

#[test]
fn case_13_a_policy_that_is_not_trusted_any_more_decides_nothing() {
    let state = Asked { policy: "p2", ..Asked::default() }.of(&Walk::new().all());
    assert_is(&state, "unlinked", Some(Stage::Draft));
    assert!(state.refused.iter().all(|(_, refusal)| refusal.check() == "policy") && state.refused.len() == 4);
}

#[test]
fn case_14_no_stage_is_skipped() {
    let w = Walk::new();
    let leap = step(Some(Stage::Draft), Stage::Approved, &[&w.draft], GATE, "");
    let state = state(&[&w.draft, &leap]);
    assert_is(&state, "invalid-chain", None);
    assert_eq!(state.standing, Standing::Invalid { link: leap.id, defect: Defect::Step });
}

#[test]
fn case_15_a_stranger_promotes_nothing() {
    let w = Walk::new();
    let forged = step(Some(Stage::Evaluated), Stage::Approved, &[&w.evaluated], "mallory", "");
    let state = state(&[&w.draft, &w.evaluated, &forged]);
    assert_is(&state, "whole", Some(Stage::Evaluated));
    assert_eq!(state.refused, [(forged.id, Refusal::Signer { found: "key mallory".to_owned() })]);
}

#[test]
fn case_16_a_second_start_is_noted() {
    let w = Walk::new();
    let second = step(None, Stage::Draft, &[], GATE, "x");
    assert_is(&state(&[&w.draft, &w.evaluated, &second]), "forked", Some(Stage::Evaluated));
}

#[test]
fn links_that_cannot_be_are_named_with_their_defect() {
    let w = Walk::new();
    let changed = |change: &dyn Fn(&mut Step)| {
        let mut step = w.evaluated.clone();
        change(&mut step);
        state(&[&w.draft, &step]).standing
    };
    let id = w.evaluated.id;
    let invalid = |defect| Standing::Invalid { link: id, defect };
    assert_eq!(changed(&|step| step.link.seq = 2), invalid(Defect::Sequence));
    assert_eq!(changed(&|step| step.link.seq = u64::MAX), invalid(Defect::Sequence));
    assert_eq!(changed(&|step| step.link.from = Some(Stage::Evaluated)), invalid(Defect::From));
    assert_eq!(changed(&|step| step.link.from = None), invalid(Defect::From));
    assert_eq!(changed(&|step| (step.link.previous, step.link.seq) = (vec![], 0)), invalid(Defect::Start));
    let mut early = w.clone_with_times(9_000, 0);
    assert_eq!(state(&[&early.draft, &early.evaluated]).standing, invalid(Defect::Time));
    early = w.clone_with_times(100, 0);
    assert_eq!(state(&[&early.draft, &early.evaluated]).standing, Standing::Whole);
}

impl Walk {
    fn clone_with_times(&self, draft: i64, evaluated: i64) -> Self {
        let mut walk = Self::new();
        walk.draft.seen = Some(Timestamp::from_second(draft).unwrap());
        walk.evaluated.seen = Some(Timestamp::from_second(evaluated).unwrap());
        assert_eq!(walk.approved.id, self.approved.id);
        walk
    }
}

#[test]
fn a_revocation_holds_whatever_is_missing() {
    let w = Walk::new();
    let revoked = step(Some(Stage::Published), Stage::Revoked, &[&w.published], SECURITY, "");
    assert_is(&state(&[&w.draft, &w.evaluated, &revoked]), "incomplete-chain", Some(Stage::Revoked));
    let first = step(None, Stage::Revoked, &[], SECURITY, "");
    assert_is(&state(&[&first]), "whole", Some(Stage::Revoked));
    let by_gate = step(Some(Stage::Draft), Stage::Revoked, &[&w.draft], GATE, "");
    assert_is(&state(&[&w.draft, &by_gate]), "whole", Some(Stage::Draft));
}

/// One of two promoters acts: which, and whether it looks first.
#[derive(Debug, Clone, Copy)]
struct Turn {
    second: bool,
    looks: bool,
}

fn turns() -> impl Strategy<Value = Vec<Turn>> {
    let turn = (any::<bool>(), prop::bool::weighted(0.6)).prop_map(|(second, looks)| Turn { second, looks });
    prop::collection::vec(turn, 1..10)
}

/// What two honest promoters leave, and what each of them saw last.
fn race(turns: &[Turn]) -> (Vec<Step>, [Vec<Step>; 2]) {
    let start = step(None, Stage::Draft, &[], GATE, "");
    let mut links = vec![start];
    let mut views = [links.clone(), links.clone()];
    for (at, turn) in turns.iter().enumerate() {
        let view = if turn.second { &mut views[1] } else { &mut views[0] };
        if turn.looks {
            view.clone_from(&links);
        }
        let seen = state(&view.iter().collect::<Vec<_>>());
        let Some(from) = seen.stage else { continue };
        let Some(to) = from.next() else { continue };
        let heads: Vec<&Step> = view.iter().filter(|step| seen.heads.contains(&step.id)).collect();
        links.push(step(Some(from), to, &heads, GATE, &at.to_string()));
    }
    (links, views)
}

/// Two thousand races: nobody ever saw more than what came of it, nothing blocks, and whoever withholds links can only
/// lower the state.
#[test]
fn no_race_blocks_and_no_loss_raises() {
    let mut runner = TestRunner::new(Config { cases: 2_000, failure_persistence: None, ..Config::default() });
    let lost = prop::collection::vec(prop::bool::weighted(0.7), 12);
    runner
        .run(&(turns(), lost), |(turns, kept)| {
            let (links, views) = race(&turns);
            let merged = state(&links.iter().collect::<Vec<_>>());
            prop_assert!(merged.standing.check().is_none(), "{:?}", merged.standing);
            for view in views {
                prop_assert!(state(&view.iter().collect::<Vec<_>>()).stage <= merged.stage);
            }
            let rest: Vec<&Step> = links.iter().zip(kept).filter(|(_, kept)| *kept).map(|(step, _)| step).collect();
            prop_assert!(state(&rest).stage <= merged.stage);
            Ok(())
        })
        .unwrap();
}
