//! Holds every rule to its sample in `fixtures/extraction`: `<rule>.py` or `<rule>.ts`.
//!
//! A comment `#> agent Desk -> gpt-5, lookup` (`//>` in TypeScript) says what is seen on its line: kinds and names,
//! several apart by `;`, and after an arrow what the first is linked to. Nothing else may be found. Below the line
//! `makes nothing` stands what looks alike.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use super::engine::meet;
use super::rule::{Rule, Rules};
use crate::inventory::{Builder, Inventory, Kind, Relation};
use crate::source::{Limits, Tree};

const APART: &str = "--- makes nothing ---";

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/extraction")
}

/// What is found in a text and, for each line, what of it stands there: of several lines, the one that is told of.
fn found(
    rules: &'static Rules,
    extension: &str,
    text: &str,
    told: &Told<'_>,
) -> (Inventory, BTreeMap<usize, BTreeSet<String>>) {
    let files = BTreeMap::from([(format!("sample.{extension}").into(), text.as_bytes().to_vec())]);
    let mut builder = Builder::default();
    meet(rules, &mut builder, &Tree::in_memory(files), &Limits::default(), &HashSet::new());
    let inventory = builder.finish();
    let mut lines: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    for component in &inventory.components {
        if !matches!(component.kind(), Kind::ModelApi | Kind::Secret) {
            let name = format!("{} {}", component.kind().name(), component.name);
            let mut places: Vec<usize> = component.evidence.iter().map(|seen| seen.location.start.line).collect();
            places.sort_unstable();
            let named = places.iter().find(|line| told.get(line).is_some_and(|(things, _)| things.contains(&name)));
            let line = named.or_else(|| places.first()).copied().unwrap_or_default();
            lines.entry(line).or_default().insert(name);
        }
    }
    (inventory, lines)
}

/// What the comments of a text say is there: for each line, what and what it is linked to.
type Told<'t> = BTreeMap<usize, (Vec<String>, Option<BTreeSet<&'t str>>)>;

fn told(text: &str) -> Told<'_> {
    let mut told = BTreeMap::new();
    for (index, line) in text.lines().enumerate() {
        let Some((_, note)) = line.split_once("#> ").or_else(|| line.split_once("//> ")) else { continue };
        let (things, links) = note.split_once(" -> ").map_or((note, None), |(things, links)| (things, Some(links)));
        let things = things.split(';').map(|thing| thing.trim().to_owned()).collect();
        let links = links.map(|links| links.split(',').map(str::trim).collect());
        told.insert(index + 1, (things, links));
    }
    told
}

fn listed(things: impl IntoIterator<Item = impl ToString>) -> String {
    things.into_iter().map(|thing| thing.to_string()).collect::<Vec<_>>().join("; ")
}

/// How what is found differs from what the comments say.
fn mistakes(rules: &'static Rules, extension: &str, text: &str) -> String {
    let told = told(text);
    let (inventory, found) = found(rules, extension, text, &told);
    let mut mistakes = String::new();
    let (nothing, none) = (BTreeSet::new(), Vec::new());
    for line in found.keys().chain(told.keys()).collect::<BTreeSet<_>>() {
        let is = found.get(line).unwrap_or(&nothing);
        let (want, links) = told.get(line).map_or((&none, None), |(want, links)| (want, links.as_ref()));
        if *is != want.iter().cloned().collect() {
            let _ = writeln!(mistakes, "  line {line}: found `{}`, not `{}`", listed(is), listed(want));
        }
        let (Some(links), Some(thing)) = (links, want.first()) else { continue };
        let of = |component: &&crate::inventory::Component| {
            format!("{} {}", component.kind().name(), component.name) == *thing
                && component.evidence.iter().any(|seen| seen.location.start.line == *line)
        };
        let Some(from) = inventory.components.iter().find(of) else { continue };
        let edges = inventory.edges.iter().filter(|edge| edge.from == from.id && edge.relation != Relation::ServedBy);
        let name = |id: &crate::inventory::Id| inventory.get(id).map(|component| component.name.as_str());
        let linked: BTreeSet<&str> = edges.filter_map(|edge| name(&edge.to)).collect();
        if linked != *links {
            let _ = writeln!(
                mistakes,
                "  line {line}: {thing} is linked to `{}`, not `{}`",
                listed(&linked),
                listed(links)
            );
        }
    }
    mistakes
}

/// The sample of a rule: its extension, what is found, and what is not, at the lines where it stands.
#[expect(clippy::disallowed_methods, reason = "a test reads its samples")]
fn sample(rule: &Rule) -> Result<(&'static str, String, String), String> {
    let extension = if rule.id.starts_with("py.") { "py" } else { "ts" };
    let path = folder().join(format!("{}.{extension}", rule.id));
    let text = std::fs::read_to_string(&path).map_err(|error| format!("fixtures/extraction/{}: {error}", rule.id))?;
    let found = text.split_once(APART);
    let (yes, no) = found.ok_or_else(|| format!("{}: no line `{APART}`", rule.id))?;
    if told(yes).is_empty() || no.trim().is_empty() {
        return Err(format!("{}: one of its parts is empty", rule.id));
    }
    let no = "\n".repeat(yes.lines().count() - 1) + no;
    // The line that sets the parts apart begins as a comment.
    let yes = yes.trim_end_matches(['#', '/', ' ']).to_owned();
    Ok((extension, yes, no))
}

/// The text with other packages of the same names in the place of those that the rules speak of.
fn of_others(text: &str) -> String {
    let import = |line: &str| {
        let trimmed = line.trim_start();
        trimmed.starts_with("from ") || trimmed.starts_with("import ") || line.contains("require(")
    };
    let other = |line: &str| {
        let line = line.replacen("from ", "from other_", 1).replacen("from other_'", "from '@other/", 1);
        let line = if line.starts_with("import ") && !line.contains(" from ") {
            line.replacen("import ", "import other_", 1)
        } else {
            line
        };
        line.replace("require('", "require('@other/").replace("@other/@", "@other-")
    };
    text.lines().map(|line| if import(line) { other(line) } else { line.to_owned() } + "\n").collect()
}

#[test]
fn every_rule_makes_what_its_sample_says_and_nothing_of_what_looks_alike() {
    let mut wrong = String::new();
    for rule in Rules::built_in().list() {
        let (extension, yes, no) = match sample(rule) {
            Ok(sample) => sample,
            Err(error) => {
                let _ = writeln!(wrong, "{error}");
                continue;
            }
        };
        let mut say = |part: &str, mistakes: &str| {
            if !mistakes.is_empty() {
                let _ = write!(wrong, "{} ({part}):\n{mistakes}", rule.id);
            }
        };
        let rules = Rules::built_in();
        say("what is there", &mistakes(rules, extension, &yes));
        say("what looks alike", &mistakes(rules, extension, &no));
        let (_, others) = found(rules, extension, &of_others(&yes), &Told::new());
        let others: String =
            others.iter().map(|(line, things)| format!("  line {line}: `{}`\n", listed(things))).collect();
        say("the same names of other packages", &others);
        // The sample is this rule's: without it, less is found.
        let without: &'static Rules = Box::leak(Box::new(rules.without(&rule.id)));
        let same = mistakes(without, extension, &yes).is_empty();
        say("without the rule", if same { "  all the same is found\n" } else { "" });
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn every_sample_is_of_a_rule() {
    let rules = Rules::built_in().list();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() || path.ends_with("README.md") {
            continue;
        }
        let (Some(stem), Some(extension)) = (path.file_stem(), path.extension()) else { continue };
        let stem = stem.to_string_lossy();
        let known =
            rules.iter().any(|rule| rule.id == stem && extension.to_str().is_some_and(|e| matches!(e, "py" | "ts")));
        assert!(known, "{} is the sample of no rule", path.display());
    }
}
