//! Two skills that an agent finds side by side under one name.

use std::collections::BTreeMap;

use super::{CrossRule, Named, Remarked, Remarks, Scopes, plain};
use crate::digest::Digest;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: CrossRule = CrossRule {
    meta: StaticMeta {
        id: "colliding-skills",
        title: "two skills side by side have the same name, or names that look the same",
        severity: Severity::Low,
        confidence: Confidence::Medium,
        threat: Threat::Impersonation,
        why: "Which of the two an agent loads is chance or the attacker's choice; the one that was reviewed may be the other.",
        fix: "Give every skill the name of its folder.",
        references: &["https://agentskills.io/specification"],
        taxonomy: "AISubtech-4.3.2",
        ..StaticMeta::BASE
    },
    check,
};

fn check(scopes: &Scopes<'_>, remarks: &mut Remarks<'_>) {
    for skills in scopes.skills.values().filter(|skills| skills.len() > 1) {
        let mut first: BTreeMap<String, (&Named, Digest)> = BTreeMap::new();
        for (brief, name, digest) in skills {
            let key = plain(&name.name);
            if key.is_empty() {
                continue;
            }
            let Some((earlier, known)) = first.get(&key) else {
                first.insert(key, (name, *digest));
                continue;
            };
            // A copy says what the original says.
            if known == digest {
                continue;
            }
            let same = earlier.name == name.name;
            let plainly = earlier.name.is_ascii() && name.name.is_ascii();
            let severity = if same || plainly { Severity::Low } else { Severity::High };
            let how = if same { "is also the name of another skill" } else { "looks like the name of another skill" };
            let message = format!("`{}` {how} beside it", name.name);
            remarks.add(Remarked::new(brief, name, message).severity(severity).related(earlier, "the other one"));
        }
    }
}
