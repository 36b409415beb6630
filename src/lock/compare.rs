//! One lock against another.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8PathBuf;
use serde_json::Value;

use super::change::{Change, ChangeClass, Comparison, Subject};
use super::difference::difference;
use super::schema::{self, Direction};
use super::{Bump, Item, ItemKind, Lock, Origin, Pinned, Step};
use crate::finding::{Finding, Fingerprint};
use crate::scan::Outcome;

/// What became of `old`; `outcome` is what a scan found in what `new` was made of.
pub fn compare(old: &Lock, new: &Lock, outcome: &Outcome) -> Comparison {
    let mut changes = Vec::new();
    origins(&old.origins, &new.origins, &mut changes);
    let mut findings: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &outcome.findings {
        findings.entry(finding.artifact.as_str()).or_default().push(finding);
    }
    let found = |artifact: &Pinned| findings.get(artifact.id().as_str()).cloned().unwrap_or_default();
    for Pair { old: before, new: after, moved } in pairs(&old.artifacts, &new.artifacts) {
        match (before, after) {
            (Some(before), Some(after)) => {
                if moved {
                    changes.push(whole(after, ChangeClass::Moved, format!("lay in `{}`", before.path)));
                }
                pair(before, after, &found(after), &mut changes);
            }
            (Some(before), None) => changes.push(whole(before, ChangeClass::Removed, "is no longer there")),
            (None, Some(after)) => {
                let mut change = whole(after, ChangeClass::Added, "is new: nobody has agreed to it");
                change.findings = found(after).into_iter().cloned().collect();
                changes.push(change);
            }
            (None, None) => {}
        }
    }
    changes.sort_by(|a, b| order(a).cmp(&order(b)));
    Comparison { changes, other_rules: old.rules != new.rules }
}

fn order(change: &Change) -> impl Ord + '_ {
    let subject = &change.subject;
    (&subject.path, &subject.artifact, change.class, &subject.kind, &subject.name, &change.message)
}

fn origins(old: &[Origin], new: &[Origin], changes: &mut Vec<Change>) {
    let by_reference = |origins: &[Origin]| -> BTreeMap<String, Origin> {
        origins.iter().map(|origin| (origin.reference.clone(), origin.clone())).collect()
    };
    let (before, after) = (by_reference(old), by_reference(new));
    for (reference, origin) in &before {
        let Some(other) = after.get(reference).filter(|other| *other != origin) else { continue };
        let shown = |origin: &Origin| origin.revision.clone().or_else(|| origin.digest.clone()).unwrap_or_default();
        let message = if origin.revision == other.revision {
            format!("has other bytes than it had: {}, was {}", digest(other), digest(origin))
        } else {
            format!("stands for {} now, stood for {}", shown(other), shown(origin))
        };
        let path = Utf8PathBuf::from(reference.as_str());
        let (kind, name) = ("source".to_owned(), reference.clone());
        let subject = Subject { kind, name, artifact_kind: None, artifact: String::new(), path, line: None };
        changes.push(change(ChangeClass::Changed, subject, message));
    }
}

fn digest(origin: &Origin) -> &str {
    origin.digest.as_deref().unwrap_or("no digest")
}

fn change(class: ChangeClass, subject: Subject, message: impl Into<String>) -> Change {
    let (text, schema, findings) = (Vec::new(), Vec::new(), Vec::new());
    Change { class, subject, message: message.into(), text, schema, bump: None, findings }
}

/// A change of all of an artifact.
fn whole(artifact: &Pinned, class: ChangeClass, message: impl Into<String>) -> Change {
    change(class, subject(artifact), message)
}

fn subject(artifact: &Pinned) -> Subject {
    Subject {
        kind: artifact.kind.name().to_owned(),
        name: artifact.name.clone(),
        artifact_kind: Some(artifact.kind),
        artifact: artifact.name.clone(),
        path: artifact.path.clone(),
        line: None,
    }
}

/// An artifact on both sides, or on one.
struct Pair<'l> {
    old: Option<&'l Pinned>,
    new: Option<&'l Pinned>,
    /// They have nothing but the name in common.
    moved: bool,
}

/// Artifacts of both sides that are the same one: by path, by path below their source, and by name where only one is
/// called so.
fn pairs<'l>(old: &'l [Pinned], new: &'l [Pinned]) -> Vec<Pair<'l>> {
    type Key = fn(&Pinned) -> Option<String>;
    let keys: [(Key, bool); 3] = [
        (|artifact| Some(artifact.path.to_string()), false),
        (|artifact| artifact.inner.as_ref().map(ToString::to_string), false),
        (|artifact| Some(artifact.name.clone()), true),
    ];
    let (mut old, mut new): (Vec<&'l Pinned>, Vec<&'l Pinned>) = (old.iter().collect(), new.iter().collect());
    let mut pairs = Vec::new();
    for (key, moved) in keys {
        let (mut before, mut after): (BTreeMap<_, Vec<_>>, BTreeMap<_, Vec<_>>) = Default::default();
        for (side, map) in [(&old, &mut before), (&new, &mut after)] {
            for artifact in side {
                map.entry((artifact.kind, key(artifact))).or_default().push(*artifact);
            }
        }
        (old, new) = (Vec::new(), Vec::new());
        for (name, mut own) in before {
            match (own.as_slice(), after.get(&name).map(Vec::as_slice)) {
                ([one], Some([other])) if name.1.is_some() => {
                    pairs.push(Pair { old: Some(*one), new: Some(*other), moved });
                    after.remove(&name);
                }
                _ => old.append(&mut own),
            }
        }
        new.extend(after.into_values().flatten());
    }
    pairs.extend(old.into_iter().map(|artifact| Pair { old: Some(artifact), new: None, moved: false }));
    pairs.extend(new.into_iter().map(|artifact| Pair { old: None, new: Some(artifact), moved: false }));
    pairs
}

/// What became of one artifact.
fn pair(old: &Pinned, new: &Pinned, found: &[&Finding], changes: &mut Vec<Change>) {
    let from = changes.len();
    if old.digest == new.digest && old.name == new.name && old.version == new.version {
        return;
    }
    let known: BTreeSet<&Fingerprint> = old.findings.iter().map(|known| &known.fingerprint).collect();
    let mut fresh: Vec<&Finding> =
        found.iter().copied().filter(|finding| !known.contains(&finding.fingerprint)).collect();
    let mut needed = None;
    for (before, after) in items(&old.items, &new.items) {
        let (change, step) = match (before, after) {
            (Some(before), Some(after)) if before == after || before.digest == after.digest => continue,
            (Some(before), Some(after)) => item(new, before, after, &mut fresh),
            (Some(before), None) => (part(new, before, ChangeClass::Removed, "is no longer there"), Step::Major),
            (None, Some(after)) => {
                let mut change = part(new, after, ChangeClass::Added, "is new: nobody has agreed to it");
                change.findings = take(after, &mut fresh);
                (change, Step::Minor)
            }
            (None, None) => continue,
        };
        needed = needed.max(Some(step));
        changes.push(change);
    }
    let unsaid = changes.len() == from && old.digest != new.digest;
    if unsaid || old.description != new.description || old.name != new.name {
        let message = match (old.name == new.name, old.description == new.description) {
            (false, _) => format!("was called `{}`", old.name),
            (true, false) => "describes itself differently".to_owned(),
            (true, true) => "is not what it was".to_owned(),
        };
        let mut change = whole(new, ChangeClass::Changed, message);
        let text = |artifact: &Pinned| artifact.description.clone().unwrap_or_default();
        change.text = difference(&text(old), &text(new));
        needed = needed.max(Some(Step::Patch));
        changes.push(change);
    }
    leftover(new, fresh, changes, from);
    if let (Some(needed), Some(before), Some(after)) = (needed, &old.version, &new.version) {
        let bump = Bump::new(before, after, needed);
        if !bump.sufficient {
            let mut change = whole(new, ChangeClass::UnderstatedVersion, bump.message());
            change.bump = Some(bump);
            changes.push(change);
        }
    }
}

/// Findings that stand in no item: they belong to the artifact, or to the first that changed in it.
fn leftover(artifact: &Pinned, fresh: Vec<&Finding>, changes: &mut Vec<Change>, from: usize) {
    if fresh.is_empty() || changes.len() == from {
        return;
    }
    let mut change = whole(artifact, ChangeClass::RugPull, "has changed since it was agreed to, and is harmful now");
    change.findings = fresh.into_iter().cloned().collect();
    changes.push(change);
}

/// Items of both sides by kind and name; of several with one name, those in the same place of the order.
fn items<'i>(old: &'i [Item], new: &'i [Item]) -> Vec<(Option<&'i Item>, Option<&'i Item>)> {
    let keyed = |items: &'i [Item]| {
        let mut map: BTreeMap<(ItemKind, &'i str), Vec<&'i Item>> = BTreeMap::new();
        for item in items {
            map.entry((item.kind, item.name.as_str())).or_default().push(item);
        }
        map
    };
    let (before, after) = (keyed(old), keyed(new));
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).copied().collect();
    let mut pairs = Vec::new();
    for key in keys {
        let of = |map: &BTreeMap<(ItemKind, &'i str), Vec<&'i Item>>| map.get(&key).cloned().unwrap_or_default();
        let (mut own, mut other) = (of(&before), of(&after));
        // What stayed is paired first.
        own.retain(|item| {
            let same = other.iter().position(|candidate| candidate.digest == item.digest);
            same.map(|at| other.remove(at)).is_none()
        });
        for at in 0..own.len().max(other.len()) {
            pairs.push((own.get(at).copied(), other.get(at).copied()));
        }
    }
    pairs
}

fn part(artifact: &Pinned, item: &Item, class: ChangeClass, message: impl Into<String>) -> Change {
    let spot = item.spot.as_ref();
    let subject = Subject {
        kind: item.kind.name().to_owned(),
        name: item.name.clone(),
        path: spot.map_or_else(|| artifact.path.clone(), |spot| spot.path.clone()),
        line: spot.map(|spot| spot.line),
        ..subject(artifact)
    };
    change(class, subject, message)
}

/// Takes the findings that stand in an item.
fn take(item: &Item, fresh: &mut Vec<&Finding>) -> Vec<Finding> {
    let Some(spot) = &item.spot else { return Vec::new() };
    let inside = |finding: &&Finding| {
        let at = finding.location.start.byte;
        finding.location.path == spot.path && (item.kind == ItemKind::File || spot.span.contains(at))
    };
    let taken = fresh.iter().filter(|finding| inside(finding)).map(|finding| (*finding).clone()).collect();
    fresh.retain(|finding| !inside(finding));
    taken
}

/// What became of one item, and what it asks of the version.
fn item(artifact: &Pinned, old: &Item, new: &Item, fresh: &mut Vec<&Finding>) -> (Change, Step) {
    let schemas = |name: &str, before: &Option<String>, after: &Option<String>, direction| {
        let parse = |text: &Option<String>| match text {
            Some(text) => serde_json::from_str(text).ok(),
            None => Some(Value::Bool(true)),
        };
        let mut changes = match (parse(before), parse(after)) {
            _ if before == after => Vec::new(),
            (Some(before), Some(after)) => schema::compare(&before, &after, direction),
            _ => vec![schema::unreadable()],
        };
        for change in &mut changes {
            change.pointer.insert_str(0, name);
        }
        changes
    };
    let mut schema = schemas("input", &old.input, &new.input, Direction::Input);
    schema.extend(schemas("output", &old.output, &new.output, Direction::Output));
    let breaking = schema.iter().any(|change| change.breaking);
    let words_of = |item: &Item| item.description.clone().unwrap_or_default();
    let text = if let (Some(before), Some(after)) = (&old.body, &new.body) {
        difference(before, after)
    } else {
        difference(&words_of(old), &words_of(new))
    };
    let findings = take(new, fresh);
    let words = text.is_empty() && schema.is_empty();
    let (class, message) = match () {
        () if !findings.is_empty() => (ChangeClass::RugPull, "has changed since it was agreed to, and is harmful now"),
        () if breaking => (ChangeClass::Breaking, "no longer fits those who call it"),
        () if old.annotations != new.annotations => (ChangeClass::Changed, "says something else of its effects"),
        () if old.version != new.version => (ChangeClass::Changed, "has another version"),
        () if words && old.kind == ItemKind::File => (ChangeClass::Changed, "has other content"),
        () if words => (ChangeClass::Changed, "is defined differently"),
        () => (ChangeClass::Changed, "is not what it was"),
    };
    let mut message = message.to_owned();
    if let (Some(before), Some(after)) = (&old.annotations, &new.annotations)
        && before != after
    {
        message = format!("{message}: {after}, was {before}");
    }
    if let (Some(before), Some(after)) = (&old.version, &new.version)
        && before != after
    {
        message = format!("{message}: {after}, was {before}");
    }
    let step = match () {
        () if breaking => Step::Major,
        () if schema.iter().any(|change| !is_words(&change.pointer)) => Step::Minor,
        () => Step::Patch,
    };
    let mut change = part(artifact, new, class, message);
    change.text = text;
    change.schema = schema;
    change.findings = findings;
    (change, step)
}

/// Whether a change of a schema is one of its words only.
fn is_words(pointer: &str) -> bool {
    ["/description", "/title", "/default", "/examples"].iter().any(|name| pointer.ends_with(name))
}
