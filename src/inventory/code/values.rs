//! What expressions are worth without running them: texts, members of records, arguments of calls.

use super::names::{Names, Origin};
use super::project::Site;
use super::rule::Key;
use crate::artifact::code::{Argument, ExprKind};

/// A text that an expression may have.
#[expect(clippy::struct_field_names, reason = "a text is a text")]
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub(super) text: String,
    /// The literal, or what reads the variable.
    pub(super) at: Site,
    /// The environment variable that goes before it.
    pub(super) variable: Option<String>,
    /// `false` where a part is only known at run time.
    pub(super) whole: bool,
    /// The parts of a concatenation that stand elsewhere.
    pub(super) parts: Vec<Site>,
}

const MAX_STEPS: usize = 16;
/// Alternatives of one value, and elements of one list, at most.
const MAX_VALUES: usize = 64;
pub(super) const MAX_ELEMENTS: usize = 400;

/// Functions that read an environment variable: its name, then its default.
const GETTERS: &[&str] = &[
    "os.getenv",
    "os.environ.get",
    "os.environ.setdefault",
    "decouple.config",
    "environ.get",
    "Deno.env.get",
    "env.get",
    "process.env.get",
];
/// Functions whose value is that of their first argument.
const WRAPPERS: &[&str] = &[
    "textwrap.dedent",
    "inspect.cleandoc",
    "cast",
    "typing.cast",
    "str",
    "String",
    "URL",
    "pydantic.SecretStr",
    "SecretStr",
    "dedent",
];

impl Names<'_, '_> {
    /// The texts that an expression may be worth, in file order; none where only running it tells.
    pub(super) fn texts(&self, site: Site) -> Vec<Text> {
        let mut texts = Vec::new();
        self.add_texts(site, MAX_STEPS, &mut texts);
        texts
    }

    fn add_texts(&self, site: Site, steps: usize, texts: &mut Vec<Text>) {
        let Some(steps) = steps.checked_sub(1).filter(|_| texts.len() < MAX_VALUES && self.spend(1)) else { return };
        let site = self.inner(site);
        match self.kind(site) {
            ExprKind::Text(text) => {
                texts.push(Text { text: text.text.clone(), at: site, variable: None, whole: true, parts: Vec::new() });
            }
            ExprKind::Join(parts) => texts.extend(self.joined(site, parts, steps)),
            ExprKind::Either(parts) => {
                let from = texts.len();
                let mut variable = None;
                for part in parts {
                    let part = Site { expr: *part, ..site };
                    if let Some(name) = self.variable(part) {
                        variable = Some(name);
                    } else {
                        self.add_texts(part, steps, texts);
                    }
                }
                for text in texts.iter_mut().skip(from) {
                    text.variable = text.variable.take().or_else(|| variable.clone());
                }
                if texts.len() == from && variable.is_some() {
                    texts.push(Text { text: String::new(), at: site, variable, whole: false, parts: Vec::new() });
                }
            }
            ExprKind::Name(_) | ExprKind::Member(..) | ExprKind::Index(..) => {
                if let Some(name) = self.variable(site) {
                    texts.push(Text {
                        text: String::new(),
                        at: site,
                        variable: Some(name),
                        whole: false,
                        parts: Vec::new(),
                    });
                    return;
                }
                let alternatives = self.alternatives(site);
                if alternatives.is_empty()
                    && let Some(Origin::Expr(value)) = self.origin(site)
                    && value != site
                {
                    self.add_texts(value, steps, texts);
                }
                for given in alternatives {
                    self.add_texts(given, steps, texts);
                }
            }
            ExprKind::Call { callee, arguments } => {
                self.call_texts(site, Site { expr: *callee, ..site }, arguments, steps, texts);
            }
            ExprKind::Assign(_, value) => self.add_texts(Site { expr: *value, ..site }, steps, texts),
            _ => {}
        }
    }

    /// A concatenation: one text, or one for each text that one of its parts may be. Holes that are only known at run
    /// time are left out, and the text is not whole.
    fn joined(&self, site: Site, parts: &[usize], steps: usize) -> Vec<Text> {
        let mut texts = vec![Text { text: String::new(), at: site, variable: None, whole: true, parts: Vec::new() }];
        for part in parts.iter().take(MAX_ELEMENTS) {
            let mut found = Vec::new();
            self.add_texts(Site { expr: *part, ..site }, steps, &mut found);
            if found.is_empty() {
                for text in &mut texts {
                    text.whole = false;
                }
            }
            if let [only] = texts.as_slice()
                && found.len() > 1
            {
                texts = vec![only.clone(); found.len()];
            }
            // Of a second part that may be several, the first goes.
            let several = texts.len() > 1 && texts.len() == found.len();
            for (index, text) in texts.iter_mut().enumerate() {
                let Some(one) = found.get(if several { index } else { 0 }) else { continue };
                text.text.push_str(&one.text);
                text.whole &= one.whole;
                if one.at.unit != site.unit || !self.covers(site, one.at) {
                    text.parts.push(one.at);
                }
            }
        }
        texts.retain(|text| !text.text.is_empty());
        texts
    }

    fn covers(&self, outer: Site, inner: Site) -> bool {
        let span =
            |site: Site| self.unit(site.unit).map_or(crate::text::Span::default(), |unit| unit.program.span(site.expr));
        span(outer).contains(span(inner).start)
    }

    fn call_texts(&self, site: Site, callee: Site, arguments: &[Argument], steps: usize, texts: &mut Vec<Text>) {
        let unit = self.unit(site.unit);
        let name = unit.map_or_else(String::new, |unit| unit.program.dotted(callee.expr));
        let path = self.path(callee);
        let is =
            |list: &[&str]| list.contains(&name.as_str()) || path.as_deref().is_some_and(|path| list.contains(&path));
        let value = |argument: &Argument| Site { expr: argument.value, ..site };
        if is(GETTERS) {
            let Some(variable) = arguments.first().and_then(|argument| self.texts(value(argument)).pop()) else {
                return;
            };
            let default =
                arguments.iter().skip(1).find(|argument| argument.name.as_deref().is_none_or(|n| n == "default"));
            let from = texts.len();
            if let Some(default) = default {
                self.add_texts(value(default), steps, texts);
            }
            for text in texts.iter_mut().skip(from) {
                text.variable = Some(variable.text.clone());
            }
            if texts.len() == from {
                texts.push(Text {
                    text: String::new(),
                    at: site,
                    variable: Some(variable.text),
                    whole: false,
                    parts: Vec::new(),
                });
            }
        } else if let Some(argument) = passed_on(arguments, is(WRAPPERS) || name.ends_with(".dedent"), &name) {
            self.add_texts(value(argument), steps, texts);
        } else if path.as_deref().is_some_and(|path| path.ends_with(".Field")) {
            let default = arguments.iter().find(|argument| argument.name.as_deref() == Some("default"));
            let variable =
                arguments.iter().find(|a| matches!(a.name.as_deref(), Some("env" | "validation_alias" | "alias")));
            let variable = variable.and_then(|argument| self.texts(value(argument)).pop()).map(|text| text.text);
            let from = texts.len();
            if let Some(default) = default.or_else(|| arguments.first().filter(|argument| argument.name.is_none())) {
                self.add_texts(value(default), steps, texts);
            }
            for text in texts.iter_mut().skip(from) {
                text.variable = variable.clone();
            }
        } else if let Some(Origin::Function(at, function)) = self.origin(callee) {
            for expr in self.unit(at).map(|unit| unit.returns(function)).unwrap_or_default() {
                self.add_texts(Site { unit: at, expr: *expr }, steps, texts);
            }
        } else if let ExprKind::Member(object, method) = self.kind(self.inner(callee))
            && matches!(
                method.as_str(),
                "strip" | "trim" | "format" | "lower" | "replace" | "rstrip" | "lstrip" | "toString"
            )
        {
            let from = texts.len();
            self.add_texts(Site { expr: *object, ..site }, steps, texts);
            for text in texts.iter_mut().skip(from) {
                text.whole &= method != "format" && method != "replace";
            }
        }
    }

    /// The environment variable that an expression reads without a default.
    fn variable(&self, site: Site) -> Option<String> {
        let site = self.inner(site);
        let unit = self.unit(site.unit)?;
        match unit.kind(site.expr) {
            ExprKind::Member(object, name) => {
                let name_of = unit.program.dotted(*object);
                matches!(name_of.as_str(), "process.env" | "import.meta.env" | "Bun.env").then(|| name.clone())
            }
            ExprKind::Index(object, index) => {
                let environment = unit.program.dotted(*object);
                let known =
                    matches!(environment.as_str(), "os.environ" | "environ" | "process.env" | "import.meta.env");
                match unit.kind(*index) {
                    ExprKind::Text(text) if known => Some(text.text.clone()),
                    _ => None,
                }
            }
            ExprKind::Call { callee, arguments } if arguments.len() == 1 => {
                let name = unit.program.dotted(*callee);
                let argument = arguments.first()?;
                match unit.kind(argument.value) {
                    ExprKind::Text(text) if GETTERS.contains(&name.as_str()) => Some(text.text.clone()),
                    _ => None,
                }
            }
            // A name that is given the variable first.
            ExprKind::Name(_) => match self.origin(site)? {
                Origin::Expr(other) if other != site && !matches!(self.kind(other), ExprKind::Name(_)) => {
                    self.variable(other)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// The arguments of a call.
    pub(super) fn call_arguments(&self, call: Site) -> &[Argument] {
        match self.kind(call) {
            ExprKind::Call { arguments, .. } => arguments,
            _ => &[],
        }
    }

    /// The argument of a call that the first of `keys` finds: by name, in a record among the arguments, or by position.
    pub(super) fn argument(&self, call: Site, keys: &[Key]) -> Option<Site> {
        let arguments = self.call_arguments(call);
        let value = |argument: &Argument| Site { expr: argument.value, ..call };
        keys.iter().find_map(|key| match key {
            Key::Index(index) => {
                let mut positional = arguments.iter().filter(|argument| argument.name.is_none() && !argument.spread);
                positional.nth(*index).map(value)
            }
            Key::Name(name) => {
                let (name, rest) =
                    name.split_once('.').map_or((name.as_str(), None), |(name, rest)| (name, Some(rest)));
                let named = arguments.iter().find(|argument| argument.name.as_deref() == Some(name));
                let found = named.map(value).or_else(|| {
                    arguments
                        .iter()
                        .filter(|argument| argument.name.is_none())
                        .find_map(|argument| self.member(value(argument), name, 4))
                })?;
                rest.map_or(Some(found), |rest| self.member(found, rest, 4))
            }
        })
    }

    /// A member of what is a record in the end: by name, or through what is spread into it.
    pub(super) fn member(&self, site: Site, name: &str, steps: usize) -> Option<Site> {
        let steps = steps.checked_sub(1)?;
        let Origin::Expr(record) = self.origin(site)? else { return None };
        let unit = self.unit(record.unit)?;
        match unit.kind(record.expr) {
            ExprKind::Record(members) => {
                if let Some(expr) = unit.program.member(record.expr, name) {
                    return Some(Site { expr, ..record });
                }
                let spread = members.iter().filter(|(key, _)| matches!(unit.kind(*key), ExprKind::Constant));
                spread.rev().find_map(|(_, value)| self.member(Site { expr: *value, ..record }, name, steps))
            }
            ExprKind::Call { callee, arguments } if unit.program.dotted(*callee) == "dict" => {
                let named = arguments.iter().find(|argument| argument.name.as_deref() == Some(name))?;
                Some(Site { expr: named.value, ..record })
            }
            _ => None,
        }
    }

    /// The members of a record, with their names.
    pub(super) fn members(&self, site: Site) -> Vec<(String, Site)> {
        let Some(Origin::Expr(record)) = self.origin(site) else { return Vec::new() };
        let Some(unit) = self.unit(record.unit) else { return Vec::new() };
        let ExprKind::Record(members) = unit.kind(record.expr) else { return Vec::new() };
        let named = members.iter().take(MAX_ELEMENTS).filter_map(|(key, value)| {
            let name = match unit.kind(*key) {
                ExprKind::Text(text) => text.text.clone(),
                ExprKind::Name(name) => name.clone(),
                _ => return None,
            };
            Some((name, Site { expr: *value, ..record }))
        });
        named.collect()
    }
}

/// The argument that a call is worth: what a wrapper wraps, or what goes where a table of settings says nothing, as in
/// `settings.get("model", "gpt-4o")`.
fn passed_on<'a>(arguments: &'a [Argument], wraps: bool, name: &str) -> Option<&'a Argument> {
    let mut unnamed = arguments.iter().filter(|argument| argument.name.is_none());
    if wraps {
        return unnamed.next();
    }
    unnamed.nth(1).filter(|_| arguments.len() == 2 && matches!(name.rsplit_once('.'), Some((_, "get"))))
}
