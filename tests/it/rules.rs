//! Every rule against its samples: each `bad` one fires, no `good` one does.
//!
//! A sample is what `fixtures/rules/<rule>/{bad,good}/<sample>` is: a folder, an archive or a saved capture, scanned as a
//! user would. Captures and archives hold what git does not keep, such as modes.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use proofmark::analyze::{ECHOES, Engine, JUDGED, Options, originals};
use proofmark::config::Environment;
use proofmark::net;
use proofmark::rule::{Framework, RuleMeta, Severity, Threat};
use proofmark::scan::{Outcome, Silent};
use proofmark::source::{self, SourceRef, World};

use crate::harness::{folder, proofmark_in, root};

fn samples(rule: &str, side: &str) -> Vec<String> {
    let folder = root().join("fixtures/rules").join(rule).join(side);
    let Ok(entries) = std::fs::read_dir(&folder) else { return Vec::new() };
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names.into_iter().map(|name| format!("fixtures/rules/{rule}/{side}/{name}")).collect()
}

fn scan(engine: &Engine, sample: &str) -> Outcome {
    let options = source::Options { limits: engine.limits, no_ignore: false };
    let environment = Environment::default();
    let net = net::Settings::new(true, Duration::ZERO, &environment);
    let folder = root();
    let world = World::new(&folder, &options, &environment, &net);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let capture = runtime.block_on(source::fetch(&SourceRef::Path(sample.into()), world)).unwrap();
    proofmark::scan::scan(engine, &[capture], 1, &Silent)
}

/// One line a mistake.
fn check(engine: &Engine, rule: &RuleMeta, mistakes: &mut Vec<String>) {
    let id = rule.id.as_str();
    let (bad, good) = (samples(id, "bad"), samples(id, "good"));
    if bad.is_empty() || good.is_empty() {
        mistakes.push(format!("{id} needs samples in fixtures/rules/{id}/bad and …/good"));
    }
    // A model decides; `judge.rs` plays one.
    if id == JUDGED.id {
        let all = bad.iter().chain(&good).flat_map(|sample| scan(engine, sample).findings);
        mistakes
            .extend(all.map(|finding| format!("the samples of {id} are for a model only, and {} fires", finding.rule)));
        return;
    }
    let mut spoke = false;
    for sample in &bad {
        let outcome = scan(engine, sample);
        let own = outcome.findings.iter().any(|finding| finding.rule == rule.id);
        spoke |= own;
        // An echo may leave a sample to the rule that it repeats, but not every one.
        if !own && !outcome.findings.iter().any(|finding| originals(id).contains(&finding.rule.as_str())) {
            let found: BTreeSet<_> = outcome.findings.iter().map(|finding| finding.rule.to_string()).collect();
            mistakes.push(format!("{sample}: {id} does not fire; {found:?} do, of {:?}", outcome.artifacts));
        }
    }
    if !spoke && !bad.is_empty() {
        mistakes.push(format!("{id} says nothing that its originals do not say"));
    }
    for sample in &good {
        let outcome = scan(engine, sample);
        if outcome.artifacts.is_empty() {
            mistakes.push(format!("{sample}: holds no artifact, so it proves nothing"));
        }
        for finding in outcome.findings.iter().filter(|finding| finding.rule == rule.id) {
            mistakes.push(format!("{sample}: {id} fires on {:?}", finding.excerpt.matched));
        }
    }
}

#[test]
fn every_rule_fires_on_its_bad_samples_and_on_none_of_its_good_ones() {
    let engine = Engine::new(Options::default()).unwrap_or_else(|error| panic!("{error}"));
    let mut mistakes = Vec::new();
    for rule in engine.catalogue().iter() {
        check(&engine, rule, &mut mistakes);
    }
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

/// A good sample is near to what its rule looks for; it may be bad in another way, but that has to be said.
#[test]
fn good_samples_are_not_blocked_by_other_rules() {
    let engine = Engine::new(Options::default()).unwrap_or_else(|error| panic!("{error}"));
    let mut mistakes = Vec::new();
    for rule in engine.catalogue().iter() {
        for sample in samples(rule.id.as_str(), "good") {
            for finding in scan(&engine, &sample).findings.iter().filter(|finding| finding.severity >= Severity::High) {
                mistakes.push(format!("{sample}: {} ({})", finding.rule, finding.excerpt.matched));
            }
        }
    }
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

/// Not a sample: git keeps no `.git`.
#[test]
fn a_bundled_hook_of_a_repository_is_reported() {
    let skill = "---\nname: x\ndescription: Keep lists.\n---\n";
    let folder = folder(&[("x/SKILL.md", skill), ("x/.git/hooks/post-checkout", "#!/bin/sh\n./lists\n")]);
    let run = proofmark_in(folder.path(), ["scan"]);
    assert!(run.out.contains("error[hidden-executable]"), "{}", run.out);
}

#[test]
fn echoes_and_what_they_repeat_are_rules() {
    let engine = Engine::new(Options::default()).unwrap_or_else(|error| panic!("{error}"));
    let names = ECHOES.iter().flat_map(|(echo, originals)| std::iter::once(echo).chain(*originals));
    let unknown: Vec<_> = names.filter(|name| engine.catalogue().get(name).is_none()).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

/// The catalogues that users map findings to: OWASP for each rule, and what kind of attack or weakness it is.
#[test]
fn every_rule_has_its_place_in_the_catalogues_of_the_field() {
    let engine = Engine::new(Options::default()).unwrap_or_else(|error| panic!("{error}"));
    let mut mistakes = Vec::new();
    for rule in engine.catalogue().iter() {
        let has = |frameworks: &[Framework]| frameworks.iter().any(|framework| rule.taxonomy.0.contains_key(framework));
        let id = &rule.id;
        if !has(&[Framework::OwaspLlm, Framework::OwaspAgentic, Framework::OwaspMcp]) {
            mistakes.push(format!("{id}: no OWASP code"));
        }
        if !has(&[Framework::CiscoAisubtech]) {
            mistakes.push(format!("{id}: no Cisco sub-technique"));
        }
        if rule.threat != Threat::Specification && !has(&[Framework::Atlas, Framework::Cwe]) {
            mistakes.push(format!("{id}: neither an ATLAS technique nor a weakness"));
        }
        // A top ten ends at ten.
        let ten = |code: &str| {
            let number = code.strip_prefix("LLM").or(code.strip_prefix("ASI")).or(code.strip_prefix("MCP"));
            number.is_none_or(|number| (1..=10).contains(&number.parse().unwrap_or(0)) && number.len() == 2)
        };
        mistakes.extend(rule.taxonomy.codes().filter(|code| !ten(code)).map(|code| format!("{id}: {code}")));
    }
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

#[test]
fn every_folder_of_samples_belongs_to_a_rule() {
    let engine = Engine::new(Options::default()).unwrap_or_else(|error| panic!("{error}"));
    for entry in std::fs::read_dir(root().join("fixtures/rules")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(engine.catalogue().get(&name).is_some(), "fixtures/rules/{name} belongs to no rule");
    }
    assert!(Path::new(&root()).join("rules").is_dir());
}
