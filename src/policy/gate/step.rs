//! Whether the step may be taken at all: the policy is for the artifact, the history has come this far, the bytes are
//! those that it is about.

use super::Asked;
use crate::policy::Stage;
use crate::policy::case::KIND_ALIASES;
use crate::policy::decision::Status;
use crate::policy::model::Refs;

pub(super) fn ask(asked: &mut Asked<'_>) {
    applies(asked);
    order(asked);
    immutable(asked);
}

fn applies(asked: &mut Asked<'_>) {
    const ID: &str = "PMG-APPLIES";
    let applies = &asked.policy.document().applies;
    if !applies.kinds.is_empty() {
        let is = |kind: &str, listed: &String| {
            let aliased = KIND_ALIASES.iter().filter(|(alias, _)| alias == listed).flat_map(|(_, kinds)| kinds.iter());
            listed == kind || aliased.copied().any(|alias| alias == kind)
        };
        match &asked.input.kind {
            None => {
                asked.say(ID, Status::Error, "nobody knows what kind of artifact it is");
            }
            Some(kind) if !applies.kinds.iter().any(|listed| is(kind, listed)) => {
                let message = format!("the policy is for {}; this is `{kind}`", applies.kinds.join(", "));
                asked.say(ID, Status::Fail, message).fix("decide on it with a policy for its kind");
            }
            Some(kind) => {
                asked.say(ID, Status::Pass, format!("the policy is for `{kind}`"));
            }
        }
    }
    if applies.resources.is_empty() {
        return;
    }
    match &asked.input.resource {
        Some(resource) if applies.resources.iter().any(|pattern| pattern.matches(resource)) => {
            asked.say(ID, Status::Pass, format!("the policy is for `{resource}`"));
        }
        found => {
            let place = found.as_deref().unwrap_or("nowhere");
            let listed: Vec<&str> = applies.resources.iter().map(super::super::Glob::as_str).collect();
            let message = format!("it is served from `{place}`; the policy is for {}", listed.join(", "));
            asked.say(ID, Status::Fail, message).fix("name the repository that it is to be served from");
        }
    }
}

fn order(asked: &mut Asked<'_>) {
    const ID: &str = "PMG-STEP";
    let step = asked.input.transition;
    let known = asked.policy.requirements(step).is_some()
        || (step.to == Stage::Revoked && asked.policy.document().revoke.is_some());
    if !step.is_step() {
        asked.say(ID, Status::Fail, format!("`{step}` is no step: stages are not skipped, and never go back"));
    } else if !known {
        asked.say(ID, Status::Fail, format!("the policy knows no step `{step}`"));
    } else {
        let stage = asked.input.history.as_ref().map_or(Stage::Draft, |history| history.stage);
        let reference = &asked.input.reference;
        if stage == step.from {
            asked.say(ID, Status::Pass, format!("it is `{stage}`, and goes to `{}`", step.to));
        } else if stage == Stage::Revoked {
            asked.say(ID, Status::Fail, "it is revoked; nothing comes after that");
        } else if stage >= step.to {
            asked.say(ID, Status::Fail, format!("it is `{stage}` already"));
        } else {
            let next = stage.next().unwrap_or(step.from);
            let remedy = format!("proofmark promote {reference} --to {next} --policy {}", asked.policy.file());
            asked.say(ID, Status::Fail, format!("it is `{stage}`, and not `{}`", step.from)).fix(remedy);
        }
    }
}

fn immutable(asked: &mut Asked<'_>) {
    const ID: &str = "PMG-IMM";
    let Some(rules) = &asked.policy.document().immutability else { return };
    let input = asked.input;
    if let Some(history) = input.history.as_ref().filter(|history| history.stage >= rules.digest_from) {
        if history.subject == input.subject.digest {
            asked.say(ID, Status::Pass, format!("it is what it was when it became `{}`", rules.digest_from));
        } else {
            let message = format!("it is {}, and its history is about {}", input.subject.digest, history.subject);
            asked.say(ID, Status::Fail, message).fix("what was changed begins anew as a draft");
        }
    }
    if rules.refs == Refs::DigestOnly {
        if input.reference.contains(&format!("@{}", input.subject.digest))
            || input.reference == input.subject.digest.to_string()
        {
            asked.say(ID, Status::Pass, "it is named by its digest");
        } else {
            let name = input.reference.split('@').next().unwrap_or_default();
            let message = format!("`{}` is no name by digest", input.reference);
            asked.say(ID, Status::Fail, message).fix(format!("name it `{name}@{}`", input.subject.digest));
        }
    }
}
