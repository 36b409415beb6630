//! One importer a tool. Each says by which content it knows its format, and what was measured.

mod agentdojo;
mod deepeval;
mod garak;
mod generic;
mod inspect;
mod junit;
mod lm_eval;
mod mcp_eval;
mod openai_evals;
mod promptfoo;
mod pyrit;

use camino::Utf8Path;

use super::input::Content;
use super::run::{self, Options, Run};
use super::{Error, Input, Reason, Record, Source};
use crate::digest::Digest;

/// A format that results are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    Garak,
    Promptfoo,
    Inspect,
    LmEval,
    DeepEval,
    AgentDojo,
    Pyrit,
    OpenAiEvals,
    McpEval,
    Junit,
    Generic,
}

/// What an importer makes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A result.
    Result,
    /// Something that the tool writes beside its result, and what it is.
    Evidence(&'static str),
}

/// What was imported.
#[derive(Debug, Default)]
pub struct Imported {
    pub records: Vec<Record>,
    /// Files of a folder that hold no result, and why; sorted.
    pub skipped: Vec<Error>,
    /// Results that were refused; sorted.
    pub refused: Vec<Error>,
}

impl Format {
    /// In the order in which they are tried; the most particular first.
    pub const ALL: &[Self] = &[
        Self::Generic,
        Self::Garak,
        Self::Promptfoo,
        Self::Inspect,
        Self::LmEval,
        Self::DeepEval,
        Self::AgentDojo,
        Self::Pyrit,
        Self::OpenAiEvals,
        Self::McpEval,
        Self::Junit,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Garak => "garak",
            Self::Promptfoo => "promptfoo",
            Self::Inspect => "inspect_ai",
            Self::LmEval => "lm-eval",
            Self::DeepEval => "deepeval",
            Self::AgentDojo => "agentdojo",
            Self::Pyrit => "pyrit",
            Self::OpenAiEvals => "openai-evals",
            Self::McpEval => "mcp-eval",
            Self::Junit => "junit",
            Self::Generic => "generic",
        }
    }

    fn kind(self, input: &Input) -> Option<Kind> {
        match self {
            Self::Garak => garak::kind(input),
            Self::Promptfoo => promptfoo::kind(input),
            Self::Inspect => inspect::kind(input),
            Self::LmEval => lm_eval::kind(input),
            Self::DeepEval => deepeval::kind(input),
            Self::AgentDojo => agentdojo::kind(input),
            Self::Pyrit => pyrit::kind(input),
            Self::OpenAiEvals => openai_evals::kind(input),
            Self::McpEval => mcp_eval::kind(input),
            Self::Junit => junit::kind(input),
            Self::Generic => generic::kind(input),
        }
    }

    /// Reads a result, which is one file but for `AgentDojo`'s.
    fn read(self, inputs: &[Input]) -> Result<Run, Reason> {
        let [input] = inputs else { return agentdojo::read(inputs) };
        match self {
            Self::Garak => garak::read(input),
            Self::Promptfoo => promptfoo::read(input),
            Self::Inspect => inspect::read(input),
            Self::LmEval => lm_eval::read(input),
            Self::DeepEval => deepeval::read(input),
            Self::AgentDojo => agentdojo::read(inputs),
            Self::Pyrit => pyrit::read(input),
            Self::OpenAiEvals => openai_evals::read(input),
            Self::McpEval => mcp_eval::read(input),
            Self::Junit => junit::read(input),
            Self::Generic => generic::read(input),
        }
    }
}

/// Imports files. In a `folder`, those that hold no result are skipped and `AgentDojo`'s are one result; a file that was
/// named by itself has to be one. With a `format`, all files are taken for that.
pub fn import(
    inputs: impl IntoIterator<Item = Input>,
    folder: Option<&Utf8Path>,
    format: Option<Format>,
    options: &Options,
) -> Imported {
    let mut imported = Imported::default();
    let mut pairs = Vec::new();
    for input in inputs {
        match recognise(&input, format) {
            Ok(Format::AgentDojo) => pairs.push(input),
            Ok(format) => {
                let file = folder.map_or_else(|| input.path.file_name().unwrap_or_default(), |f| below(&input.path, f));
                imported.add(format, &input.path, (file, input.digest), std::slice::from_ref(&input), options);
            }
            Err(reason) => {
                let harmless = matches!(reason, Reason::Unknown | Reason::Evidence { .. });
                let error = Error::new(input.path, reason);
                let list = if harmless && folder.is_some() { &mut imported.skipped } else { &mut imported.refused };
                list.push(error);
            }
        }
    }
    imported.add_pairs(&pairs, folder, options);
    imported.skipped.sort_by(|a, b| a.path.cmp(&b.path));
    imported.refused.sort_by(|a, b| a.path.cmp(&b.path));
    imported
}

fn below<'p>(path: &'p Utf8Path, folder: &Utf8Path) -> &'p str {
    path.strip_prefix(folder).unwrap_or(path).as_str()
}

/// The format of a result, by its content.
fn recognise(input: &Input, named: Option<Format>) -> Result<Format, Reason> {
    if let Content::Other(reason) = &input.content {
        return Err(reason.clone());
    }
    let tried: &[Format] = named.as_ref().map_or(Format::ALL, std::slice::from_ref);
    let known = tried.iter().find_map(|format| Some((*format, format.kind(input)?)));
    match known {
        Some((format, Kind::Result)) => Ok(format),
        Some((format, Kind::Evidence(what))) => Err(Reason::Evidence { format: format.name(), what }),
        None => named.map_or(Err(Reason::Unknown), |format| {
            Err(Reason::malformed(format.name(), "its content has another form"))
        }),
    }
}

impl Imported {
    /// `AgentDojo`'s files, which are one result together.
    fn add_pairs(&mut self, pairs: &[Input], folder: Option<&Utf8Path>, options: &Options) {
        match (pairs, folder) {
            ([], _) => {}
            ([only], _) => {
                let file = only.path.file_name().unwrap_or_default();
                self.add(Format::AgentDojo, &only.path, (file, only.digest), pairs, options);
            }
            (_, folder) => {
                let folder = folder.unwrap_or(Utf8Path::new(""));
                let files = pairs.iter().map(|pair| (below(&pair.path, folder), false, pair.digest));
                let file = folder.file_name().unwrap_or(".");
                self.add(Format::AgentDojo, folder, (file, Digest::of_tree(files)), pairs, options);
            }
        }
    }

    fn add(
        &mut self,
        format: Format,
        path: &Utf8Path,
        (file, digest): (&str, Digest),
        inputs: &[Input],
        options: &Options,
    ) {
        let source = Source {
            file: file.to_owned(),
            sha256: digest.hex(),
            format: format.name().to_owned(),
            format_version: None,
            names_subject: false,
        };
        match format.read(inputs).and_then(|run| run::finish(run, &source, options)) {
            Ok(records) => self.records.extend(records),
            Err(reason) => self.refused.push(Error::new(path, reason)),
        }
    }
}
