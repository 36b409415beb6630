//! Trees become artifacts: what a team ships, as regions for rules to read and facts for heuristics to join.
//!
//! [`plan`] decides from paths alone which files belong together; [`load`] reads them, and drops what turns out to be
//! no artifact. A format (an agent card, a client configuration) is one file with one [`Format`].

pub mod address;
pub mod agent_card;
mod agent_settings;
mod client_config;
pub mod code;
mod concern;
mod configuration;
mod document;
mod facts;
mod format;
mod hooked;
mod imported;
pub mod instructions;
mod kind;
mod load;
mod marketplace;
mod mcp_listing;
pub mod mcp_part;
pub mod mcp_session;
mod mcp_source;
mod package_entry;
pub mod packed;
mod parameter;
mod plan;
mod planted;
mod plugin;
mod readme;
mod registry_manifest;
pub mod repository;
pub mod server_json;
pub mod service;
mod shell_server;
mod skill;
mod test_file;

pub use concern::{Anchors, Reach, concerned, reach};
pub use facts::{Endpoint, Facts, Grant, GrantKind, Hook, Launch, Tool, Variable};
pub use format::{FORMATS, Format, Parsed};
pub use kind::ArtifactKind;
pub use load::{load, load_with};
pub use mcp_source::{is_printed_by, is_sentence, sentences};
pub use parameter::Parameter;
pub use plan::{Candidate, Shape, plan};
pub use skill::{front as front_matter, split_tools};
pub use test_file::is_test_name;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use camino::{Utf8Path, Utf8PathBuf};

use crate::digest::Digest;
use crate::finding::Gap;
use crate::text::{Region, SourceFile, Span};

/// Something a team ships, read whole.
#[derive(Debug)]
pub struct Artifact {
    pub kind: ArtifactKind,
    /// What it calls itself, or the name of its folder or file.
    pub name: String,
    /// The folder, or the file where it is one.
    pub path: Utf8PathBuf,
    /// Of the folder (see [`Digest::of_tree`]), or of the file's bytes.
    pub digest: Digest,
    /// Sorted by path.
    pub files: Vec<SourceFile>,
    pub regions: Vec<Region>,
    /// Structured files that a format recognised.
    pub parsed: Vec<Parsed>,
    pub facts: Facts,
    /// Source files and code blocks of documents that were worth a syntax tree.
    pub programs: Vec<code::Program>,
    /// The files that are tests of the package; see [`Artifact::is_test`].
    pub tests: BTreeSet<usize>,
    pub gaps: Vec<Gap>,
    /// See [`Artifact::has_server`].
    server: OnceLock<bool>,
}

/// A place in an artifact: what facts and heuristics point at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Index into [`Artifact::files`].
    pub file: usize,
    pub span: Span,
    /// JSON pointer, in structured files.
    pub pointer: Option<String>,
}

impl Place {
    pub const fn new(file: usize, span: Span) -> Self {
        Self { file, span, pointer: None }
    }

    /// Whether two places share a byte of a file.
    pub fn touches(&self, other: &Self) -> bool {
        self.file == other.file && self.span.start < other.span.end && other.span.start < self.span.end
    }

    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }
}

impl Artifact {
    pub fn new(kind: ArtifactKind, path: impl Into<Utf8PathBuf>, files: Vec<SourceFile>) -> Self {
        let path = path.into();
        let digest = match files.as_slice() {
            [only] if only.path == path => only.digest,
            _ => Digest::of_tree(
                files.iter().map(|file| (relative(&file.path, &path), file.mode.executable, file.digest)),
            ),
        };
        let name = path.file_name().unwrap_or_default().to_owned();
        let (regions, parsed, gaps) = (Vec::new(), Vec::new(), Vec::new());
        let (facts, programs, tests) = (Facts::default(), Vec::new(), BTreeSet::new());
        let server = OnceLock::new();
        Self { kind, name, path, digest, files, regions, parsed, facts, programs, tests, gaps, server }
    }

    /// Unique within a scan: the kind and the path.
    pub fn id(&self) -> String {
        format!("{}:{}", self.kind.name(), if self.path.as_str().is_empty() { "." } else { self.path.as_str() })
    }

    pub fn file(&self, index: usize) -> Option<&SourceFile> {
        self.files.get(index)
    }

    /// Whether any of the files declares an MCP server. It is asked of every file that is read, and told once.
    pub(crate) fn has_server(&self) -> bool {
        *self.server.get_or_init(|| self.files.iter().any(mcp_source::is_server))
    }

    /// Whether a file is a test of the package, or a sample for one: text in it that would be an attack elsewhere is
    /// what the package is tried with. Tests make things up and misbehave on purpose.
    pub fn is_test(&self, file: usize) -> bool {
        self.tests.contains(&file)
    }

    /// The path of a file within the artifact.
    pub fn relative<'p>(&self, path: &'p Utf8Path) -> &'p str {
        relative(path, &self.path)
    }

    /// The parsed files of one format.
    pub fn parsed_as(&self, kind: ArtifactKind) -> impl Iterator<Item = &Parsed> {
        self.parsed.iter().filter(move |parsed| parsed.kind == kind)
    }
}

fn relative<'p>(path: &'p Utf8Path, root: &Utf8Path) -> &'p str {
    match path.strip_prefix(root) {
        Ok(rest) if !rest.as_str().is_empty() => rest.as_str(),
        _ => path.file_name().unwrap_or_default(),
    }
}
