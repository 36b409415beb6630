//! Files beside the code: manifests and lock files, environments, deployments, agents written as YAML, prompts.

mod agents;
mod cargo;
mod deploy;
mod env;
mod go;
mod lock;
mod manifest;
mod npm;
mod prompt;
mod python;
mod yarn;

use camino::{Utf8Path, Utf8PathBuf};

use super::collect::{gap, scope_of};
use super::provider::{self, Hints};
use super::{Builder, Component, Evidence, Id, Pin, Relation, Scope, Unseen, UnseenReason};
use crate::finding::{Gap, GapReason};
use crate::inventory::Reader;
use crate::source::{Limits, Tree};
use crate::text::{Document, Node, SourceFile, Span, json, toml, yaml};

pub(super) use agents::is_agent;
pub(super) use lock::Packages;
pub(super) use prompt::is_prompt;

/// Reads what is no code; `packages` gathers what is required and what is locked.
pub(super) fn read(builder: &mut Builder, packages: &mut Packages, tree: &Tree, limits: &Limits) {
    for entry in &tree.entries {
        let Some(read) = reader(&entry.path) else { continue };
        let file = match tree.read(entry, limits) {
            Ok(file) if file.binary().is_none() => file,
            Ok(_) => continue,
            Err(missing) => {
                gap(builder, &missing);
                continue;
            }
        };
        let scope = scope_of(&entry.path, tree);
        let top = entry.path.parent() == Some(tree.prefix.as_path());
        let mut data = Data { builder: &mut *builder, packages: &mut *packages, file: &file, scope, top };
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| read(&mut data)));
        if done.is_err() {
            gap(builder, &Gap::new(entry.path.clone(), GapReason::Internal, ""));
        }
    }
}

/// Notes which packages the tree itself is: their names decide whose names its imports mean.
pub(super) fn names(packages: &mut Packages, tree: &Tree, limits: &Limits) {
    let manifests =
        tree.entries.iter().filter(|entry| matches!(entry.path.file_name(), Some("pyproject.toml" | "package.json")));
    for entry in manifests.take(1000) {
        let Ok(file) = tree.read(entry, limits) else { continue };
        let document = match file.extension().as_str() {
            "toml" => toml::parse(file.text()),
            _ => json::parse(file.text()),
        };
        let Ok(document) = document else { continue };
        let root = &document.root;
        let name =
            root.at(&["project", "name"]).or_else(|| root.at(&["tool", "poetry", "name"])).or_else(|| root.get("name"));
        packages.own.extend(name.and_then(Node::as_str).map(str::to_owned));
    }
}

/// A file that is being read.
struct Data<'a> {
    builder: &'a mut Builder,
    packages: &'a mut Packages,
    file: &'a SourceFile,
    scope: Scope,
    /// The file lies in the folder that was asked for.
    top: bool,
}

type Read = fn(&mut Data<'_>);

/// Readers by the whole name of a file.
const NAMES: &[(&str, Read)] = &[
    ("package.json", manifest::package_json),
    ("pyproject.toml", manifest::pyproject),
    ("Cargo.toml", manifest::cargo),
    ("go.mod", go::module),
    ("go.sum", go::sums),
    ("package-lock.json", npm::package_lock),
    ("npm-shrinkwrap.json", npm::package_lock),
    ("pnpm-lock.yaml", npm::pnpm),
    ("yarn.lock", yarn::lock),
    ("uv.lock", python::toml_lock),
    ("poetry.lock", python::toml_lock),
    ("pdm.lock", python::toml_lock),
    ("Pipfile.lock", python::pipfile),
    ("Cargo.lock", cargo::lock),
    ("langgraph.json", agents::langgraph),
];

fn reader(path: &Utf8Path) -> Option<Read> {
    let name = path.file_name()?;
    if let Some((_, reader)) = NAMES.iter().find(|(known, _)| *known == name) {
        return Some(*reader);
    }
    let lower = name.to_ascii_lowercase();
    let folder = path.parent().and_then(Utf8Path::file_name).unwrap_or_default();
    match path.extension() {
        Some("txt") if lower.starts_with("requirements") || folder == "requirements" => Some(python::requirements),
        Some("in") if lower.starts_with("requirements") => Some(python::requirements),
        Some("yaml" | "yml") => Some(yaml_file),
        Some("md" | "txt" | "prompt" | "jinja" | "jinja2" | "j2" | "mustache") if is_prompt(path) => Some(prompt::file),
        Some("prompty") => Some(prompt::file),
        _ if lower == ".env" || lower.starts_with(".env.") || lower.rsplit('.').next() == Some("env") => {
            Some(env::file)
        }
        _ => None,
    }
}

/// YAML is told by what is in it.
fn yaml_file(data: &mut Data<'_>) {
    let text = data.file.text();
    // Most YAML is about something else; only what names one of these is worth parsing.
    let words = ["model", "MODEL", "llm", "agent_class", "backstory", "image:", "instruction"];
    if !words.iter().any(|word| text.contains(word)) {
        return;
    }
    for document in documents(data.file) {
        agents::yaml(data, &document.root);
        deploy::yaml(data, &document.root);
    }
}

/// The documents of a YAML file; templates of Helm and other near-YAML are none.
fn documents(file: &SourceFile) -> Vec<Document> {
    let mut documents = Vec::new();
    let mut start = 0;
    for (at, line) in lines(file.text()).chain(std::iter::once((file.text().len(), "---"))) {
        if line.trim_end() != "---" || documents.len() >= 200 {
            continue;
        }
        if let Some(text) = file.text().get(start..at).filter(|text| !text.trim().is_empty())
            && let Ok(mut document) = yaml::parse(text)
        {
            document.root.shift(start);
            documents.push(document);
        }
        start = (at + line.len()).min(file.text().len());
    }
    documents
}

/// Lines with their offsets, ends included.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start, line))
    })
}

impl Data<'_> {
    fn path(&self) -> &str {
        self.file.path.as_str()
    }

    fn folder(&self) -> Utf8PathBuf {
        self.file.folder().to_owned()
    }

    fn evidence(&self, span: Span, symbol: &str, rule: Reader) -> Evidence {
        Evidence::by_reader(self.file.locate(span, None), symbol, rule)
    }

    fn at(&self, node: &Node, pointer: &str, rule: Reader) -> Evidence {
        Evidence::by_reader(self.file.locate(node.span, Some(pointer.to_owned())), pointer, rule)
    }

    fn add(&mut self, component: Component) -> Id {
        let scope = component.scope.min(self.scope);
        self.builder.add(component.scoped(scope))
    }

    /// The document, or a gap where the file is not in its own format.
    fn json(&mut self) -> Option<Document> {
        self.parsed(json::parse(self.file.text()))
    }

    fn toml(&mut self) -> Option<Document> {
        self.parsed(toml::parse(self.file.text()))
    }

    fn yaml(&mut self) -> Option<Document> {
        self.parsed(yaml::parse(self.file.text()))
    }

    fn parsed(&mut self, result: Result<Document, crate::text::ParseError>) -> Option<Document> {
        match result {
            Ok(document) => Some(document),
            Err(error) => {
                let at = self.file.line_column(error.span.start);
                let detail = format!("{error} at line {}, column {}", at.line, at.column);
                gap(self.builder, &Gap::new(self.file.path.clone(), GapReason::Malformed, detail));
                None
            }
        }
    }

    /// A model that a setting names. Names that nobody knows are none, however the setting is called.
    fn model(&mut self, text: &str, evidence: Evidence, hints: &Hints<'_>) -> Id {
        let component = provider::model(text, hints);
        let provider = match &component.detail {
            super::Detail::Model(model) => model.provider.clone(),
            _ => None,
        };
        let id = self.add(component.seen(evidence.clone()));
        if let Some(provider) = provider.filter(|provider| provider != "huggingface") {
            let detail = super::Detail::ModelApi(super::ModelApi { provider: Some(provider.clone()), endpoint: None });
            let api = self.add(Component::global(None, provider, None, detail).seen(evidence.clone()));
            self.builder.link(super::Edge::new(id.clone(), Relation::ServedBy, api).seen(evidence));
        }
        id
    }

    fn unseen(&mut self, about: Option<&Id>, reason: UnseenReason, what: String, evidence: &Evidence) {
        let location = Some(evidence.location.clone());
        self.builder.unseen(Unseen { about: about.cloned(), reason, what, location });
    }
}

/// How firmly a range of versions chooses, and the one version where it does.
fn chosen(range: &str) -> (Option<&str>, Pin) {
    let range = range.trim();
    let exact = range
        .strip_prefix("===")
        .or_else(|| range.strip_prefix("=="))
        .or_else(|| range.strip_prefix('='))
        .unwrap_or(range)
        .trim();
    let exact = exact.strip_prefix('v').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(exact);
    let digits = exact.starts_with(|c: char| c.is_ascii_digit());
    if range.is_empty() || matches!(range, "*" | "latest" | "x" | "next" | "any") {
        (None, Pin::Floating)
    } else if digits
        && exact.contains('.')
        && !exact.contains([' ', ',', '*', '<', '>', '|', '^', '~', 'x', 'X', ';', '!'])
    {
        (Some(exact), Pin::Exact)
    } else {
        (None, Pin::Range)
    }
}
