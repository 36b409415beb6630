//! What the functions and classes of frameworks make, as data: `rules/*.toml`.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::inventory::{Ability, Hosting, ModelRole, Transport};

/// The tables, by name.
const TABLES: &[(&str, &str)] = &[
    ("abilities.toml", include_str!("rules/abilities.toml")),
    ("agents-python.toml", include_str!("rules/agents-python.toml")),
    ("agents-typescript.toml", include_str!("rules/agents-typescript.toml")),
    ("mcp.toml", include_str!("rules/mcp.toml")),
    ("models-python.toml", include_str!("rules/models-python.toml")),
    ("models-typescript.toml", include_str!("rules/models-typescript.toml")),
    ("stores.toml", include_str!("rules/stores.toml")),
];

/// What a call, decorator or subclass makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Makes {
    Agent,
    Model,
    Tool,
    McpServer,
    Connection,
    /// A function or call that answers `tools/list`.
    Listing,
    Resource,
    /// A prompt that an MCP server offers.
    Prompt,
    /// A template of messages.
    Template,
    Dataset,
    VectorStore,
    Memory,
    A2aPeer,
    /// Something that stands for what it is given: agents that vote, wrappers of tools.
    Group,
}

/// How a rule is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Form {
    #[default]
    Call,
    Decorator,
    /// A class that inherits from what matches.
    Class,
}

/// Where a value stands in a call: `model`, `options.model` for a member of an argument, or `0` for the first positional
/// argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    Name(String),
    Index(usize),
}

/// Keys in order of preference, written `model|model_name|0`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub(super) struct Keys(pub(super) Vec<Key>);

impl From<String> for Keys {
    fn from(text: String) -> Self {
        let key = |part: &str| part.parse().map_or_else(|_| Key::Name(part.to_owned()), Key::Index);
        Self(text.split('|').map(str::trim).filter(|part| !part.is_empty()).map(key).collect())
    }
}

/// One row of a table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Rule {
    /// Starts with `py.` or `ts.`, the languages it is for.
    pub(super) id: String,
    /// Paths, with `**` for any number of parts and `*` for one.
    #[serde(rename = "match")]
    pub(super) matches: Vec<String>,
    pub(super) makes: Makes,
    #[serde(default)]
    pub(super) form: Form,
    pub(super) framework: Option<String>,
    pub(super) provider: Option<String>,
    pub(super) hosting: Option<Hosting>,
    pub(super) role: Option<ModelRole>,
    pub(super) transport: Option<Transport>,
    pub(super) pattern: Option<String>,
    pub(super) engine: Option<String>,
    /// The name of the model is one that the user gave a deployment.
    #[serde(default)]
    pub(super) deployment: bool,
    /// The tool is run by the provider or comes with the framework.
    #[serde(default)]
    pub(super) built_in: bool,
    #[serde(default)]
    pub(super) name: Keys,
    #[serde(default)]
    pub(super) model: Keys,
    #[serde(default)]
    pub(super) fallbacks: Keys,
    #[serde(default)]
    pub(super) tools: Keys,
    #[serde(default)]
    pub(super) handoffs: Keys,
    #[serde(default)]
    pub(super) servers: Keys,
    #[serde(default)]
    pub(super) system: Keys,
    #[serde(default)]
    pub(super) memory: Keys,
    #[serde(default)]
    pub(super) stores: Keys,
    #[serde(default)]
    pub(super) description: Keys,
    #[serde(default)]
    pub(super) version: Keys,
    #[serde(default)]
    pub(super) revision: Keys,
    #[serde(default)]
    pub(super) function: Keys,
    #[serde(default)]
    pub(super) url: Keys,
    /// A record of several servers by name.
    #[serde(default)]
    pub(super) entries: Keys,
    /// What the tools that are made belong to, where it is no method of it.
    #[serde(default)]
    pub(super) owner: Keys,
}

/// Functions that do something to the world.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Effect {
    ability: Ability,
    #[serde(rename = "match")]
    matches: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(default)]
    rule: Vec<Rule>,
    #[serde(default)]
    effect: Vec<Effect>,
}

/// All rules, found by the last part of a path.
#[derive(Debug, Default)]
pub(super) struct Rules {
    list: Vec<Rule>,
    effects: Vec<Effect>,
    by_leaf: HashMap<String, Vec<(usize, usize)>>,
    effects_by_leaf: HashMap<String, Vec<(usize, usize)>>,
    /// First parts of all paths: the packages.
    roots: Vec<String>,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let mut all = Table::default();
    for (_, table) in TABLES {
        // A test holds that every table parses.
        if let Ok(table) = toml::from_str::<Table>(table) {
            all.rule.extend(table.rule);
            all.effect.extend(table.effect);
        }
    }
    Rules::of(all)
});

impl Rules {
    pub(super) fn built_in() -> &'static Self {
        &RULES
    }

    fn of(table: Table) -> Self {
        let mut rules = Self::default();
        rules.add(table);
        rules.roots.sort();
        rules.roots.dedup();
        rules
    }

    #[cfg(test)]
    pub(super) fn list(&self) -> &[Rule] {
        &self.list
    }

    /// All rules but one.
    #[cfg(test)]
    pub(super) fn without(&self, id: &str) -> Self {
        let rule = self.list.iter().filter(|rule| rule.id != id).cloned().collect();
        Self::of(Table { rule, effect: self.effects.clone() })
    }

    fn add(&mut self, table: Table) {
        for rule in table.rule {
            let index = self.list.len();
            for (at, pattern) in rule.matches.iter().enumerate() {
                self.by_leaf.entry(leaf(pattern).to_owned()).or_default().push((index, at));
                self.roots.push(root(pattern).to_owned());
            }
            self.list.push(rule);
        }
        for effect in table.effect {
            let index = self.effects.len();
            for (at, pattern) in effect.matches.iter().enumerate() {
                self.effects_by_leaf.entry(leaf(pattern).to_owned()).or_default().push((index, at));
            }
            self.effects.push(effect);
        }
    }

    /// The packages that any rule speaks of.
    pub(super) fn roots(&self) -> &[String] {
        &self.roots
    }

    /// The rules that a path meets in one form.
    pub(super) fn find(&self, path: &str, form: Form, python: bool) -> Option<&Rule> {
        let candidates = self.by_leaf.get(leaf(path))?;
        let met = candidates.iter().filter_map(|(index, at)| {
            let rule = self.list.get(*index)?;
            let pattern = rule.matches.get(*at)?;
            let spoken = rule.id.starts_with(if python { "py." } else { "ts." });
            (spoken && rule.form == form && matches(pattern, path)).then_some((pattern.len(), rule))
        });
        // The most specific pattern.
        met.max_by_key(|(length, _)| *length).map(|(_, rule)| rule)
    }

    /// Whether any rule of any form knows a path, or what lies below it.
    pub(super) fn knows(&self, path: &str) -> bool {
        self.by_leaf.get(leaf(path)).is_some_and(|candidates| {
            candidates.iter().any(|(index, at)| {
                self.list
                    .get(*index)
                    .and_then(|rule| rule.matches.get(*at))
                    .is_some_and(|pattern| matches(pattern, path))
            })
        })
    }

    /// What a function does to the world.
    pub(super) fn ability(&self, path: &str) -> Option<Ability> {
        let candidates = self.effects_by_leaf.get(leaf(path)).into_iter().chain(self.effects_by_leaf.get("**"));
        candidates.flatten().find_map(|(index, at)| {
            let effect = self.effects.get(*index)?;
            matches(effect.matches.get(*at)?, path).then_some(effect.ability)
        })
    }
}

/// The parts of a path or pattern; `#` is one by itself.
fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split_inclusive('#').flat_map(|piece| {
        let (names, call) = piece.strip_suffix('#').map_or((piece, None), |names| (names, Some("#")));
        names.split(['.', '/']).filter(|part| !part.is_empty()).chain(call)
    })
}

fn leaf(path: &str) -> &str {
    parts(path).last().unwrap_or_default()
}

/// The first part; with a scope, the first two.
fn root(pattern: &str) -> &str {
    let end = |from: usize| pattern.get(from..).and_then(|rest| rest.find(['.', '/', '#'])).map(|at| at + from);
    let first = end(0).unwrap_or(pattern.len());
    let end = if pattern.starts_with('@') { end(first + 1).unwrap_or(pattern.len()) } else { first };
    pattern.get(..end).unwrap_or(pattern)
}

/// Whether a path is one that a pattern describes.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, path): (Vec<&str>, Vec<&str>) = (parts(pattern).collect(), parts(path).collect());
    let (mut p, mut t, mut star, mut mark) = (0, 0, None, 0);
    while t < path.len() {
        match pattern.get(p) {
            Some(&"**") => {
                star = Some(p);
                mark = t;
                p += 1;
            }
            Some(part) if *part == "*" || Some(part) == path.get(t) => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some(at) => {
                    p = at + 1;
                    mark += 1;
                    t = mark;
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(p).all(|part| *part == "**")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_parses_and_every_rule_says_what_it_needs() {
        let mut ids = std::collections::HashSet::new();
        for (name, table) in TABLES {
            let table: Table = toml::from_str(table).unwrap_or_else(|error| panic!("{name}: {error}"));
            for rule in table.rule {
                assert!(rule.id.starts_with("py.") || rule.id.starts_with("ts."), "{}", rule.id);
                assert!(ids.insert(rule.id.clone()), "{} stands twice", rule.id);
                assert!(!rule.matches.is_empty(), "{} matches nothing", rule.id);
                assert!(rule.makes != Makes::Model || !rule.model.0.is_empty(), "{}", rule.id);
            }
        }
    }

    #[test]
    fn patterns_match_paths_by_their_parts() {
        for (pattern, path, expected) in [
            ("agents.**.Agent", "agents.Agent", true),
            ("agents.**.Agent", "agents.agent.Agent", true),
            ("agents.Agent", "my_agents.Agent", false),
            ("openai.**#chat.completions.create", "openai.OpenAI#chat.completions.create", true),
            ("openai.**#chat.completions.create", "openai#chat.completions.create", true),
            ("openai.**#chat.completions.create", "openai.OpenAI.chat", false),
            ("@ai-sdk/openai.createOpenAI#", "@ai-sdk/openai.createOpenAI#", true),
            ("@modelcontextprotocol/sdk/**.McpServer", "@modelcontextprotocol/sdk/server/mcp.js.McpServer", true),
            ("subprocess.**", "subprocess.check_output", true),
        ] {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn roots_are_packages() {
        assert_eq!(root("@ai-sdk/openai.openai"), "@ai-sdk/openai");
        assert_eq!(root("langchain_core.tools.tool"), "langchain_core");
        assert_eq!(root("openai#x"), "openai");
    }
}
