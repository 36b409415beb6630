//! What a schema cannot say of a policy: names that have to exist, bounds that have to fit each other.

use std::collections::BTreeSet;

use super::Stage;
use super::gate::evals::EvalRule;
use super::model::{Document, Requirements};
use super::people::People;
use super::predicate::{Kind, resolve};
use super::read::{Source, below};
use crate::config::nearest;

/// Finds everything that is wrong beyond the form of a policy.
pub(super) fn references(document: &Document, people: Option<&People>, source: &mut Source) {
    let names: BTreeSet<&str> = document.identities.keys().map(String::as_str).collect();
    let mut check = Check { names, source };
    check.requirements("/always", &document.always);
    for (step, requirements) in &document.transitions {
        check.requirements(&below("/transitions", &step.to_string()), requirements);
        if document.always.by.is_empty() && requirements.by.is_empty() {
            let help = "name who signs decisions in `by`, here or in `always`".to_owned();
            let at = below("/transitions", &step.to_string());
            check.source.wrong_at(&at, "nobody may decide on this step", Some(help));
        }
        if step.to == Stage::Revoked {
            let at = below("/transitions", &step.to_string());
            check.source.wrong_at(&at, "revocation is no step", Some("write `revoke: { by: […] }`".to_owned()));
        }
    }
    if let Some(revoke) = &document.revoke {
        check.identities("/revoke/by", &revoke.by);
    }
    check.claims(document);
    if people.is_none() && document.people.is_none() {
        check.groups(document);
    }
    let mut ids = BTreeSet::new();
    for (index, custom) in document.custom.iter().enumerate() {
        if !ids.insert(&custom.id) {
            check.source.wrong_at(&format!("/custom/{index}/id"), format!("`{}` is there twice", custom.id), None);
        }
    }
}

struct Check<'a> {
    names: BTreeSet<&'a str>,
    source: &'a mut Source,
}

impl Check<'_> {
    fn identity(&mut self, at: &str, name: &str) {
        if self.names.contains(name) {
            return;
        }
        let help = nearest(name, self.names.iter().copied())
            .map_or_else(|| "name it in `identities`".to_owned(), |near| format!("is `{near}` meant?"));
        self.source.wrong_at(at, format!("there is no identity `{name}`"), Some(help));
    }

    fn identities(&mut self, at: &str, names: &[String]) {
        for (index, name) in names.iter().enumerate() {
            self.identity(&below(at, &index.to_string()), name);
        }
    }

    fn requirements(&mut self, at: &str, asked: &Requirements) {
        self.identities(&below(at, "by"), &asked.by);
        let mut ids = BTreeSet::new();
        for (index, rule) in asked.attestations.iter().enumerate() {
            let at = below(&below(at, "attestations"), &index.to_string());
            self.identities(&below(&at, "signer"), &rule.signer);
            if !ids.insert(&rule.id) {
                self.source.wrong_at(&below(&at, "id"), format!("`{}` is there twice", rule.id), None);
            }
            let Ok(kind) = resolve(&rule.predicate) else { continue };
            let misplaced = [
                ("min-rules", rule.min_rules.is_some(), Kind::Scan),
                ("slsa-build", rule.slsa_build.is_some(), Kind::Provenance),
                ("source", rule.source.is_some(), Kind::Provenance),
                ("builder", rule.builder.is_some(), Kind::Provenance),
            ];
            for (key, given, needs) in misplaced {
                if given && kind != needs {
                    let message = format!("`{key}` is for the predicate `{}`", needs.name());
                    self.source.wrong_at(&below(&at, key), message, None);
                }
            }
        }
        for (index, rule) in asked.evals.iter().enumerate() {
            let at = below(&below(at, "evals"), &index.to_string());
            self.identities(&below(&at, "signer"), &rule.signer);
            self.bounds(&at, rule);
        }
        self.gates(at, asked);
    }

    /// The gates of which a step has one each.
    fn gates(&mut self, at: &str, asked: &Requirements) {
        if let Some(findings) = &asked.findings {
            let at = below(at, "findings");
            self.identities(&below(&at, "signer"), &findings.signer);
            if let Some(by) = findings.waivers.as_ref().and_then(|waivers| waivers.approved_by.as_deref()) {
                self.identity(&below(&below(&at, "waivers"), "approved-by"), by);
            }
        }
        if let Some(bom) = &asked.bom {
            self.identities(&below(&below(at, "bom"), "signer"), &bom.signer);
        }
        if let Some(approvals) = &asked.approvals {
            let at = below(at, "approvals");
            self.identities(&below(&at, "by"), &approvals.by);
            for (name, count) in &approvals.including {
                self.identity(&below(&below(&at, "including"), name), name);
                if *count > approvals.count {
                    let message = format!("{count} of {} cannot be there", approvals.count);
                    self.source.wrong_at(&below(&below(&at, "including"), name), message, None);
                }
            }
        }
        if let Some(before) = &asked.vsa {
            self.identities(&below(&below(at, "vsa"), "signer"), &before.signer);
        }
        if let Some(signatures) = &asked.signatures {
            self.identities(&below(&below(at, "signatures"), "signer"), &signatures.signer);
        }
        if let Some(rules) = &asked.dependencies {
            let at = below(at, "dependencies");
            if rules.stage > Stage::Published {
                let message = format!("a dependency that is `{}` is not to be used", rules.stage);
                self.source.wrong_at(&below(&at, "stage"), message, Some("name a stage up to `published`".to_owned()));
            }
            for (index, foreign) in rules.external.vsa.iter().enumerate() {
                let at = format!("{at}/external/vsa/{index}");
                self.identity(&below(&at, "signer"), &foreign.signer);
            }
        }
    }

    fn bounds(&mut self, at: &str, rule: &EvalRule) {
        if rule.min.is_none() && rule.max.is_none() {
            let help = "write `min` where higher is better, `max` where lower is".to_owned();
            self.source.wrong_at(at, "this measurement has no bound", Some(help));
        }
        if rule.min.is_some() && rule.max.is_some() {
            let help = "a metric is better in one direction".to_owned();
            self.source.wrong_at(at, "`min` and `max` exclude each other", Some(help));
        }
        let stray = [
            ("ci95-lower", rule.ci95_lower.is_some() && rule.min.is_none(), "min"),
            ("ci95-upper", rule.ci95_upper.is_some() && rule.max.is_none(), "max"),
        ];
        for (key, wrong, with) in stray {
            if wrong {
                self.source.wrong_at(&below(at, key), format!("`{key}` goes with `{with}`"), None);
            }
        }
        let finite =
            [("min", rule.min), ("max", rule.max), ("ci95-lower", rule.ci95_lower), ("ci95-upper", rule.ci95_upper)];
        for (key, bound) in finite {
            if bound.is_some_and(|bound| !bound.is_finite()) {
                self.source.wrong_at(&below(at, key), format!("`{key}` is no number"), None);
            }
        }
    }

    /// Claims that certificates can have.
    fn claims(&mut self, document: &Document) {
        each_oidc(document, &mut |at, oidc| {
            for name in oidc.claims.keys() {
                if !crate::attest::Claim::NAMES.contains(&name.as_str()) {
                    let help = nearest(name, crate::attest::Claim::NAMES.iter().copied())
                        .map(|near| format!("is `{near}` meant?"));
                    self.source.wrong_at(
                        &format!("{at}/claims/{name}"),
                        format!("`{name}` is no claim of a CI job"),
                        help,
                    );
                }
            }
        });
    }

    /// Groups without anybody who says who is in them.
    fn groups(&mut self, document: &Document) {
        each_oidc(document, &mut |at, oidc| {
            if !oidc.groups.is_empty() {
                let help = "certificates name no groups: write `people: { file: people.yaml }`".to_owned();
                self.source.wrong_at(&format!("{at}/groups"), "nothing says who is in these groups", Some(help));
            }
        });
    }
}

fn each_oidc(document: &Document, visit: &mut dyn FnMut(&str, &super::identity::Oidc)) {
    fn of(identity: &super::identity::Identity, at: &str, visit: &mut dyn FnMut(&str, &super::identity::Oidc)) {
        if let Some(oidc) = &identity.oidc {
            visit(&below(at, "oidc"), oidc);
        }
        for (index, inner) in identity.any.iter().enumerate() {
            of(inner, &below(&below(at, "any"), &index.to_string()), visit);
        }
    }
    for (name, identity) in &document.identities {
        of(identity, &below("/identities", name), visit);
    }
}
