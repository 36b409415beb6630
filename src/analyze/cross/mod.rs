//! The second pass: what artifacts of one scan are to each other.
//!
//! Workers keep a [`Brief`] of each artifact; once all are there, rules join those that one agent would load together
//! (see `scope`). Every rule is a look-up by name within a scope, so that the work grows with the number of artifacts
//! and not with its square, and the order of the briefs is that of the plan, whatever thread made them.

mod brief;
mod colliding_skills;
mod foreign_instructions;
mod mention;
mod part;
mod redefined_server;
mod scope;
mod shadowed;
mod toxic_flow;

use std::collections::{BTreeMap, HashMap};

pub use brief::Brief;
use brief::{Named, Role, Server};
use mention::Mention;

use super::Engine;
use crate::digest::Digest;
use crate::finding::{Excerpt, Finding, Fingerprint, Related};
use crate::rule::{Confidence, RuleMeta, Severity, StaticMeta};
use crate::text::{Span, visible};

/// A rule about several artifacts.
#[derive(Debug)]
pub struct CrossRule {
    pub meta: StaticMeta,
    check: fn(&Scopes<'_>, &mut Remarks<'_>),
}

/// Every rule of the second pass. Those that speak for a heuristic, too, carry its name and its metadata.
pub(super) const ALL: &[CrossRule] =
    &[colliding_skills::RULE, foreign_instructions::RULE, redefined_server::RULE, shadowed::RULE, toxic_flow::RULE];

/// A finding without its lines: the file is gone, and whoever has it adds them.
#[derive(Debug)]
pub struct Remark {
    pub finding: Finding,
    pub source: usize,
    /// In the decoded text of the file.
    pub span: Span,
}

/// Findings of one rule in one file, at most.
const MAX_PER_FILE: usize = 20;

/// Runs the second pass. Findings are in the order of the rules; fingerprints are set.
pub fn run(engine: &Engine, briefs: &[Brief]) -> Vec<Remark> {
    let scopes = Scopes::new(briefs);
    let mut all = Vec::new();
    for rule in ALL {
        let Some(meta) = engine.catalogue().get(rule.meta.id).filter(|meta| !engine.is_disabled(&meta.id)) else {
            continue;
        };
        let mut remarks = Remarks { rule: meta, list: Vec::new(), seen: HashMap::new() };
        (rule.check)(&scopes, &mut remarks);
        all.append(&mut remarks.list);
    }
    all
}

/// Recorded answers of one server, in as many files as they have.
#[derive(Debug, Default)]
struct Captured<'b> {
    tools: Vec<(&'b Brief, &'b Named)>,
    /// Folded names of parameters, which a sentence may speak of as well.
    parameters: Vec<&'b str>,
    mentions: Vec<(&'b Brief, &'b Mention)>,
}

/// Briefs by where they meet. Ordered, because findings follow the order.
#[derive(Debug, Default)]
struct Scopes<'b> {
    /// Servers by the `mcp` folder of their capture.
    captures: BTreeMap<(usize, String), BTreeMap<&'b str, Captured<'b>>>,
    configs: Vec<(&'b Brief, &'b scope::Level, &'b [Server])>,
    /// Skills by the folder that their folders lie in.
    skills: BTreeMap<(usize, &'b str), Vec<Skill<'b>>>,
}

/// A skill's name and what it holds.
type Skill<'b> = (&'b Brief, &'b Named, Digest);

impl<'b> Scopes<'b> {
    fn new(briefs: &'b [Brief]) -> Self {
        let mut scopes = Self::default();
        for brief in briefs {
            match &brief.role {
                Role::Capture { folder, server, tools, parameters, mentions } => {
                    let servers = scopes.captures.entry((brief.source, folder.clone())).or_default();
                    let captured = servers.entry(server).or_default();
                    captured.tools.extend(tools.iter().map(|tool| (brief, tool)));
                    captured.parameters.extend(parameters.iter().map(String::as_str));
                    captured.mentions.extend(mentions.iter().map(|mention| (brief, mention)));
                }
                Role::Config { level, servers } => scopes.configs.push((brief, level, servers)),
                Role::Skill { folder, name, digest } => {
                    scopes.skills.entry((brief.source, folder)).or_default().push((brief, name, *digest));
                }
            }
        }
        scopes
    }
}

/// Collects the findings of one rule.
#[derive(Debug)]
struct Remarks<'r> {
    rule: &'r RuleMeta,
    list: Vec<Remark>,
    /// Findings of a file, and of a file and text.
    seen: HashMap<(usize, String, Option<String>), usize>,
}

/// What a rule has to say about one place.
struct Remarked<'b> {
    brief: &'b Brief,
    at: &'b Named,
    message: String,
    severity: Option<Severity>,
    confidence: Option<Confidence>,
    related: Vec<(&'b Named, String)>,
}

impl<'b> Remarked<'b> {
    const fn new(brief: &'b Brief, at: &'b Named, message: String) -> Self {
        Self { brief, at, message, severity: None, confidence: None, related: Vec::new() }
    }

    const fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    const fn confidence(mut self, confidence: Confidence) -> Self {
        self.confidence = Some(confidence);
        self
    }

    fn related(mut self, at: &'b Named, message: impl Into<String>) -> Self {
        self.related.push((at, message.into()));
        self
    }
}

impl Remarks<'_> {
    fn add(&mut self, remarked: Remarked<'_>) {
        let Remarked { brief, at, message, severity, confidence, related } = remarked;
        let path = at.spot.path.to_string();
        let count = self.seen.entry((brief.source, path.clone(), None)).or_default();
        if *count >= MAX_PER_FILE {
            return;
        }
        *count += 1;
        let relative = at.spot.path.strip_prefix(&*brief.path).ok().filter(|rest| !rest.as_str().is_empty());
        let relative = relative.map_or_else(|| at.spot.path.file_name().unwrap_or_default(), camino::Utf8Path::as_str);
        let matched = visible(&at.name).into_owned();
        let occurrence = self.seen.entry((brief.source, path, Some(matched.clone()))).or_default();
        let id = self.rule.id.as_str();
        let fingerprint = Fingerprint::new(id, &brief.identity, relative, &matched, *occurrence);
        *occurrence += 1;
        let related = related.into_iter().map(|(at, message)| Related { message, location: at.spot.location() });
        let finding = Finding {
            rule: self.rule.id.clone(),
            severity: severity.unwrap_or(self.rule.severity),
            confidence: confidence.unwrap_or(self.rule.confidence),
            message,
            artifact: brief.id.clone(),
            location: at.spot.location(),
            excerpt: Excerpt { matched, ..Excerpt::default() },
            related: related.collect(),
            fingerprint,
        };
        self.list.push(Remark { finding, source: brief.source, span: at.spot.span });
    }
}

/// A name without what spellings differ in, look-alikes included; of a qualified name the last part.
fn plain(name: &str) -> String {
    let last = name.rsplit("__").next().unwrap_or(name).rsplit(['.', ':', '/']).next().unwrap_or(name);
    super::heuristic::folded(last).chars().filter(|c| c.is_alphanumeric()).collect()
}
