//! Meets rules with code: first everything that is made, then how it belongs together.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::names::{Names, Origin};
use super::project::{Project, Site};
use super::rule::{Form, Keys, Makes, Rule, Rules};
use super::unit::Unit;
use super::values::Text;
use super::{agent, base, listing, model, server, tool, worth, wrapper};
use crate::artifact::code::{ExprKind, FunctionId};
use crate::finding::{Gap, GapReason};
use crate::inventory::collect::gap;
use crate::inventory::{Builder, Component, Edge, Evidence, Id, Relation, Scope, Unseen, UnseenReason};
use crate::rule::Confidence;
use crate::source::{Limits, Tree};
use crate::text::Span;

/// Adds what the source code of a tree makes. `own` are the names of the packages that the tree holds.
pub(in crate::inventory) fn read(builder: &mut Builder, tree: &Tree, limits: &Limits, own: &HashSet<String>) {
    meet(Rules::built_in(), builder, tree, limits, own);
}

/// The same by rules of one's own.
pub(super) fn meet(rules: &'static Rules, builder: &mut Builder, tree: &Tree, limits: &Limits, own: &HashSet<String>) {
    let frameworks = [
        "agno",
        "autogen-agentchat",
        "browser-use",
        "claude-agent-sdk",
        "haystack-ai",
        "llama-index-core",
        "mcp-agent",
        "semantic-kernel",
        "swarms",
        "openai-agents",
        "crewai",
        "langgraph",
        "google-adk",
        "pydantic-ai",
        "smolagents",
        "fastmcp",
        "mcp",
        "strands-agents",
        "dspy",
        "litellm",
        "ai",
    ];
    let own = own.iter().filter(|name| frameworks.contains(&name.as_str())).cloned().collect();
    let project = Project::new(tree, limits, own);
    let names = Names::new(&project, |path| rules.knows(path));
    let mut engine = Engine {
        names: &names,
        rules,
        builder,
        made: HashMap::new(),
        made_functions: HashMap::new(),
        made_classes: HashMap::new(),
        taken: HashMap::new(),
    };
    engine.run();
    if names.is_exhausted() {
        let detail = "more names of names than are followed; further components may be missing";
        gap(builder, &Gap::new(tree.prefix.clone(), GapReason::TooComplex, detail));
    }
    for missing in project.gaps() {
        gap(builder, &missing);
    }
}

/// Rounds of looking for files that call what registers tools.
const MAX_ROUNDS: usize = 3;

/// A place where a rule is met.
#[derive(Debug, Clone, Copy)]
pub(super) struct Met<'r> {
    pub(super) rule: &'r Rule,
    /// The call; of a bare decorator, the decorator; of a class, nothing.
    pub(super) site: Option<Site>,
    pub(super) unit: usize,
    pub(super) function: Option<FunctionId>,
    pub(super) class: Option<usize>,
    /// The object whose method is called.
    pub(super) receiver: Option<Site>,
}

/// What is being made of a project.
pub(super) struct Engine<'e, 'p, 't> {
    pub(super) names: &'e Names<'p, 't>,
    pub(super) rules: &'static Rules,
    pub(super) builder: &'e mut Builder,
    pub(super) made: HashMap<Site, Vec<Id>>,
    pub(super) made_functions: HashMap<(usize, FunctionId), Vec<Id>>,
    pub(super) made_classes: HashMap<(usize, usize), Vec<Id>>,
    /// Ids that stand for something of this place.
    taken: HashMap<Id, (usize, Span)>,
}

impl Engine<'_, '_, '_> {
    fn run(&mut self) {
        let (mut met, rules) = (Vec::new(), self.rules);
        for unit in 0..self.names.project.len() {
            self.names.project.load(unit, |text| worth::imports_framework(text, rules));
        }
        for _ in 0..MAX_ROUNDS {
            self.names.follow(rules);
            met.clear();
            for unit in 0..self.names.project.len() {
                if self.names.project.loaded(unit).is_some() {
                    self.meet(unit, &mut met);
                }
            }
            if !wrapper::load_callers(self, &met) {
                break;
            }
        }
        let bases = base::only_bases(self, &met);
        met.retain(|met| met.class.is_none_or(|class| !bases.contains(&(met.unit, class))));
        // Inner calls come first, so that what holds something finds it made.
        for met in &met {
            let ids = self.make(met);
            if let Some(site) = met.site {
                self.made.entry(site).or_default().extend(ids.clone());
            }
            if let Some(function) = met.function {
                self.made_functions.entry((met.unit, function)).or_default().extend(ids.clone());
            }
            if let Some(class) = met.class {
                self.made_classes.entry((met.unit, class)).or_default().extend(ids);
            }
        }
        for met in &met {
            self.join(met);
        }
    }

    /// Finds the rules that a file meets.
    fn meet(&self, unit: usize, met: &mut Vec<Met<'static>>) {
        let Some(file) = self.names.unit(unit) else { return };
        let python = file.is_python();
        let mut decorators = HashSet::new();
        for (function, body) in file.program.functions.iter().enumerate() {
            for decorator in &body.decorators {
                decorators.insert(*decorator);
                let site = Site { unit, expr: *decorator };
                let callee = self.callee(site).unwrap_or(site);
                let Some(path) = self.names.path(callee) else { continue };
                if let Some(rule) = self.rules.find(&path, Form::Decorator, python) {
                    let (receiver, site) = (self.receiver(callee), Some(site));
                    met.push(Met { rule, site, unit, function: Some(function), class: None, receiver });
                }
            }
        }
        for class in 0..file.program.classes.len() {
            let rule = self.names.base(unit, class, 8).and_then(|path| self.rules.find(&path, Form::Class, python));
            if let Some(rule) = rule {
                met.push(Met { rule, site: None, unit, function: None, class: Some(class), receiver: None });
            }
        }
        for (expr, kind) in file.program.exprs.iter().enumerate().map(|(expr, node)| (expr, &node.kind)) {
            if !matches!(kind, ExprKind::Call { .. }) || decorators.contains(&expr) {
                continue;
            }
            let site = Site { unit, expr };
            let Some(callee) = self.callee(site) else { continue };
            let Some(path) = self.names.path(callee) else { continue };
            if let Some(rule) = self.rules.find(&path, Form::Call, python) {
                let receiver = self.receiver(callee);
                met.push(Met { rule, site: Some(site), unit, function: None, class: None, receiver });
            }
        }
    }

    pub(super) fn callee(&self, site: Site) -> Option<Site> {
        match self.names.kind(self.names.inner(site)) {
            ExprKind::Call { callee, .. } => Some(Site { unit: site.unit, expr: *callee }),
            _ => None,
        }
    }

    fn receiver(&self, callee: Site) -> Option<Site> {
        let mut at = self.names.inner(callee);
        // `client.chat.completions.create`: the object that was made stands first.
        for _ in 0..8 {
            match self.names.kind(at) {
                ExprKind::Member(object, _) => at = self.names.inner(Site { expr: *object, ..at }),
                _ => break,
            }
            if self.names.path(at).is_some_and(|path| path.ends_with('#')) {
                return Some(at);
            }
        }
        (at != callee).then_some(at)
    }

    fn make(&mut self, met: &Met<'_>) -> Vec<Id> {
        match met.rule.makes {
            Makes::Agent => agent::make(self, met),
            Makes::Model => model::make(self, met),
            Makes::Tool => tool::make(self, met),
            Makes::McpServer => server::make(self, met),
            Makes::Connection => server::connect(self, met),
            Makes::Resource | Makes::Prompt => tool::offer(self, met),
            Makes::Template => agent::template(self, met),
            Makes::VectorStore | Makes::Memory | Makes::Dataset | Makes::A2aPeer => agent::store(self, met),
            Makes::Listing | Makes::Group => Vec::new(),
        }
    }

    fn join(&mut self, met: &Met<'_>) {
        let own = match (met.site, met.function, met.class) {
            (_, Some(function), _) => self.made_functions.get(&(met.unit, function)).cloned(),
            (Some(site), ..) => self.made.get(&site).cloned(),
            (.., Some(class)) => self.made_classes.get(&(met.unit, class)).cloned(),
            _ => None,
        };
        let own = own.unwrap_or_default();
        match met.rule.makes {
            Makes::Agent => agent::join(self, met, &own),
            Makes::Group => agent::group(self, met),
            Makes::Model => model::join(self, met),
            Makes::Tool | Makes::Resource | Makes::Prompt | Makes::Template => tool::join(self, met, &own),
            Makes::McpServer => server::join(self, met, &own),
            Makes::Listing => listing::join(self, met),
            _ => {}
        }
    }

    /// The value of an argument of the call that met a rule.
    pub(super) fn argument(&self, met: &Met<'_>, keys: &Keys) -> Option<Site> {
        self.names.argument(self.names.inner(met.site?), &keys.0)
    }

    /// The first whole text of an argument.
    pub(super) fn text(&self, met: &Met<'_>, keys: &Keys) -> Option<Text> {
        let site = self.argument(met, keys)?;
        self.names.texts(site).into_iter().find(|text| !text.text.is_empty())
    }

    /// The path of the file of a unit.
    pub(super) fn path(&self, unit: usize) -> &str {
        self.names.project.path(unit).as_str()
    }

    /// Evidence for a stretch of a file.
    pub(super) fn evidence(
        &self,
        unit: usize,
        span: Span,
        symbol: &str,
        rule: &str,
        confidence: Confidence,
    ) -> Evidence {
        let empty = crate::text::LineColumn { line: 1, column: 1, byte: 0 };
        let path = self.names.project.path(unit).to_owned();
        let location = self.names.unit(unit).map(|file| file.locate(span));
        let location = location.unwrap_or(crate::text::Location { path, start: empty, end: empty, pointer: None });
        Evidence::by_rule(location, symbol, rule, confidence)
    }

    pub(super) fn span(&self, site: Site) -> Span {
        self.names.unit(site.unit).map_or(Span::default(), |unit| unit.program.span(site.expr))
    }

    /// Evidence for what met a rule: the name that was called, or the function or class that it stands on.
    pub(super) fn seen(&self, met: &Met<'_>) -> Evidence {
        let unit = self.names.unit(met.unit);
        let path = met.site.and_then(|site| self.names.path(self.callee(site).unwrap_or(site)));
        let symbol: Rc<str> = path.unwrap_or_else(|| met.rule.matches.first().map_or("", String::as_str).into());
        let span = match (met.function, met.class, met.site) {
            (Some(function), ..) => {
                unit.and_then(|unit| unit.program.functions.get(function)).map(|function| function.name_span)
            }
            (_, Some(class), _) => unit
                .and_then(|unit| unit.program.classes.get(class))
                .map(|class| Span::new(class.span.start, class.span.start)),
            (.., Some(site)) => Some(self.span(self.callee(site).unwrap_or(site))),
            _ => None,
        };
        self.evidence(met.unit, span.unwrap_or_default(), &symbol, &met.rule.id, Confidence::High)
    }

    pub(super) fn scope(&self, unit: usize) -> Scope {
        self.names.project.scope(unit)
    }

    /// Adds a component of a file, with an id of its own where another of its name stands there already.
    pub(super) fn add_local(&mut self, unit: usize, span: Span, mut component: Component) -> Id {
        let place = (unit, span);
        let base = component.id.clone();
        for count in 2..1000 {
            match self.taken.get(&component.id) {
                Some(known) if *known != place => component.id = Id::package(&format!("{base}~{count}")),
                _ => break,
            }
        }
        self.taken.insert(component.id.clone(), place);
        self.add(unit, component)
    }

    pub(super) fn add(&mut self, unit: usize, component: Component) -> Id {
        let scope = component.scope.min(self.scope(unit));
        self.builder.add(component.scoped(scope))
    }

    pub(super) fn link(&mut self, from: &Id, relation: Relation, to: &Id, evidence: Evidence) {
        self.builder.link(Edge::new(from.clone(), relation, to.clone()).seen(evidence));
    }

    pub(super) fn unseen(&mut self, about: Option<&Id>, reason: UnseenReason, what: &str, evidence: &Evidence) {
        let location = Some(evidence.location.clone());
        self.builder.unseen(Unseen { about: about.cloned(), reason, what: what.to_owned(), location });
    }

    /// A name for what has none: the variable it is given to, or the function, class or file that it is made in.
    pub(super) fn stand_in(&self, met: &Met<'_>) -> String {
        let unit = self.names.unit(met.unit);
        let stem = || {
            let path = self.names.project.path(met.unit);
            let stem = path.file_stem().filter(|stem| !matches!(*stem, "index" | "main" | "__init__" | "__main__"));
            stem.or_else(|| path.parent()?.file_name()).map(str::to_owned)
        };
        let fallback = || stem().or_else(|| met.rule.framework.clone()).unwrap_or_else(|| "unnamed".to_owned());
        let Some(unit) = unit else { return fallback() };
        if let Some(function) = met.function.and_then(|id| unit.program.functions.get(id)) {
            return function.name.clone();
        }
        if let Some(class) = met.class.and_then(|id| unit.program.classes.get(id)) {
            return class.name.clone();
        }
        let Some(site) = met.site else { return fallback() };
        if let Some(name) = unit.target(site.expr).filter(|name| *name != "default") {
            return name.to_owned();
        }
        let mut owner = Some(unit.owner(site.expr));
        for _ in 0..8 {
            let Some(function) = owner.and_then(|id| unit.program.functions.get(id)) else { break };
            let name = owner.map_or("", |id| unit.name_of(id));
            match (name, &function.class) {
                ("__init__" | "constructor", Some(class)) if !class.is_empty() => return class.clone(),
                ("" | "__init__" | "constructor" | "main" | "run", _) => {}
                _ => return name.to_owned(),
            }
            owner = function.parent;
        }
        unit.chain(site.expr).map_or_else(fallback, str::to_owned)
    }

    /// What an expression was made to be: by a call that met a rule, through names, wrappers and factories.
    pub(super) fn made_of(&self, site: Site) -> Vec<Id> {
        self.made_at(site, 8)
    }

    fn made_at(&self, site: Site, steps: usize) -> Vec<Id> {
        let Some(steps) = steps.checked_sub(1).filter(|_| self.names.spend(1)) else { return Vec::new() };
        let site = self.names.inner(site);
        if let Some(ids) = self.made.get(&site).filter(|ids| !ids.is_empty()) {
            return ids.clone();
        }
        if let ExprKind::Either(parts) = self.names.kind(site) {
            return parts.iter().flat_map(|part| self.made_at(Site { expr: *part, ..site }, steps)).collect();
        }
        match self.names.origin(site) {
            Some(Origin::Expr(other)) if other != site => self.made_at(other, steps),
            Some(Origin::Function(unit, function)) => {
                if let Some(ids) = self.made_functions.get(&(unit, function)) {
                    return ids.clone();
                }
                Vec::new()
            }
            Some(Origin::Class(unit, class)) => self.made_classes.get(&(unit, class)).cloned().unwrap_or_default(),
            _ => self.through(site, steps),
        }
    }

    /// What a call passes on: `llm.bind_tools(…)` is the model still, `Tool()` is the class, `wrap(agent)` the agent.
    fn through(&self, site: Site, steps: usize) -> Vec<Id> {
        let Some(callee) = self.callee(site) else { return Vec::new() };
        if let Some(Origin::Class(unit, class)) = self.names.origin(callee) {
            return self.made_classes.get(&(unit, class)).cloned().unwrap_or_default();
        }
        let python = self.names.unit(site.unit).is_some_and(Unit::is_python);
        let rule = self.names.path(callee).and_then(|path| self.rules.find(&path, Form::Call, python));
        if let Some(rule) = rule.filter(|rule| rule.makes == Makes::Group && !rule.handoffs.0.is_empty()) {
            let held = self.names.argument(site, &rule.handoffs.0).map(|held| self.names.elements(held).0);
            return held.unwrap_or_default().into_iter().flat_map(|inner| self.made_at(inner, steps)).collect();
        }
        match self.names.kind(self.names.inner(callee)) {
            ExprKind::Member(object, _) => self.made_at(Site { expr: *object, ..callee }, steps),
            _ => Vec::new(),
        }
    }
}
