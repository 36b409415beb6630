//! Whether measurements are about what the BOM lists: a good score of another model says nothing.

use std::collections::BTreeSet;

use super::evals::{Binding, EvalBinding, EvalRule, records};
use super::{Asked, bom};
use crate::policy::decision::Status;
use crate::policy::predicate::Kind;

/// Asks whether the model under test is one that the BOM lists.
pub(super) fn ask(asked: &mut Asked<'_>, rule: &EvalBinding, evals: &[EvalRule]) {
    const ID: &str = "PMG-BIND-MODEL";
    if rule.model == Binding::Any {
        return;
    }
    let boms = asked.newest(&asked.statements(&Kind::Bom, &[]));
    if boms.is_empty() {
        let (message, remedy) = (asked.why_none(&Kind::Bom, &[]), asked.command(&Kind::Bom));
        asked.say(ID, Status::Fail, message).fix(remedy);
        return;
    }
    let mut names = BTreeSet::new();
    for said in &boms {
        match bom::view(said) {
            Ok(view) => names.extend(super::bom_parts::models(&view)),
            Err(reason) => {
                asked.say(ID, Status::Error, format!("the BOM cannot be read: {reason}")).with([said.bundle]);
                return;
            }
        }
    }
    let (mut wrong, mut bundles) = (BTreeSet::new(), BTreeSet::new());
    for eval in evals {
        for it in records(asked, eval).unwrap_or_default() {
            bundles.insert(it.said.bundle);
            match &it.record.model {
                Some(model) if names.contains(model) => {}
                Some(model) => _ = wrong.insert(format!("`{model}` was measured, and the BOM does not list it")),
                None => _ = wrong.insert(format!("{} does not say which model was measured", it.record.provider.name)),
            }
        }
    }
    if wrong.is_empty() {
        asked.say(ID, Status::Pass, "what was measured is what the BOM lists").with(bundles);
    } else {
        let message = wrong.into_iter().collect::<Vec<_>>().join("; ");
        asked.say(ID, Status::Fail, message).with(bundles).fix("measure the models that the BOM lists");
    }
}
