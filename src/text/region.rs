//! Regions: the units of text that rules read, each with a kind.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::outline::Outline;
use super::visible::uncommon;
use super::{MappedText, OffsetMap, Span};

/// What a text is to whoever reads it. Rules name the kinds they apply to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum RegionKind {
    /// The `name` of a skill's front matter.
    #[serde(rename = "skill.name")]
    SkillName,
    /// The `description` of a skill's front matter: in the model's context before the skill is used.
    #[serde(rename = "skill.description")]
    SkillDescription,
    /// All of a skill's front matter, as YAML.
    #[serde(rename = "skill.frontmatter")]
    SkillFrontmatter,
    /// The Markdown of SKILL.md.
    #[serde(rename = "skill.body")]
    SkillBody,
    /// A Markdown or plain-text file bundled with an artifact.
    #[serde(rename = "document")]
    Document,
    /// A document for the people who install or develop an artifact, and that nothing has a model read.
    #[serde(rename = "readme")]
    Readme,
    /// AGENTS.md and kin, commands, subagents, rule files.
    #[serde(rename = "instructions")]
    Instructions,
    /// A fenced code block.
    #[serde(rename = "code-block")]
    CodeBlock,
    /// An HTML comment, or another part of Markdown that no viewer shows.
    #[serde(rename = "comment")]
    Comment,
    /// Source code of a bundled script or an MCP server.
    #[serde(rename = "script")]
    Script,
    #[serde(rename = "tool.name")]
    ToolName,
    #[serde(rename = "tool.description")]
    ToolDescription,
    /// Any string below a tool's input or output schema.
    #[serde(rename = "tool.parameter")]
    ToolParameter,
    /// A tool's title, annotations, icons and `_meta`.
    #[serde(rename = "tool.metadata")]
    ToolMetadata,
    #[serde(rename = "prompt")]
    Prompt,
    /// A resource's or resource template's name, description, URI, or recorded content.
    #[serde(rename = "resource")]
    Resource,
    /// `instructions` of an MCP server's `initialize` result.
    #[serde(rename = "server.instructions")]
    ServerInstructions,
    /// Text of a `server.json`.
    #[serde(rename = "server.text")]
    ServerText,
    /// Text of an A2A agent card, its skills and examples.
    #[serde(rename = "card.text")]
    CardText,
    /// The command line of a server that a configuration starts.
    #[serde(rename = "config.command")]
    ConfigCommand,
    /// Any other string of a configuration or manifest.
    #[serde(rename = "config.text")]
    ConfigText,
    /// The command line of a hook, status line or helper that a host runs by itself.
    #[serde(rename = "hook.command")]
    HookCommand,
    /// JSON, CSV and other data bundled with an artifact.
    #[serde(rename = "data")]
    Data,
}

impl RegionKind {
    pub const ALL: [Self; 23] = [
        Self::SkillName,
        Self::SkillDescription,
        Self::SkillFrontmatter,
        Self::SkillBody,
        Self::Document,
        Self::Readme,
        Self::Instructions,
        Self::CodeBlock,
        Self::Comment,
        Self::Script,
        Self::ToolName,
        Self::ToolDescription,
        Self::ToolParameter,
        Self::ToolMetadata,
        Self::Prompt,
        Self::Resource,
        Self::ServerInstructions,
        Self::ServerText,
        Self::CardText,
        Self::ConfigCommand,
        Self::ConfigText,
        Self::HookCommand,
        Self::Data,
    ];

    /// The name that rules use in `scope`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SkillName => "skill.name",
            Self::SkillDescription => "skill.description",
            Self::SkillFrontmatter => "skill.frontmatter",
            Self::SkillBody => "skill.body",
            Self::Document => "document",
            Self::Readme => "readme",
            Self::Instructions => "instructions",
            Self::CodeBlock => "code-block",
            Self::Comment => "comment",
            Self::Script => "script",
            Self::ToolName => "tool.name",
            Self::ToolDescription => "tool.description",
            Self::ToolParameter => "tool.parameter",
            Self::ToolMetadata => "tool.metadata",
            Self::Prompt => "prompt",
            Self::Resource => "resource",
            Self::ServerInstructions => "server.instructions",
            Self::ServerText => "server.text",
            Self::CardText => "card.text",
            Self::ConfigCommand => "config.command",
            Self::ConfigText => "config.text",
            Self::HookCommand => "hook.command",
            Self::Data => "data",
        }
    }
}

/// The role of a stretch of Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// The content of a code block; the language in lower case, empty if not given.
    Code {
        language: String,
    },
    InlineCode,
    /// The content of a code block that goes into a file which agents read as orders.
    Planted,
    /// An HTML comment or an empty reference definition.
    Comment,
    /// HTML with a style that hides it, or makes it too small to be read.
    HiddenHtml,
    /// The description of an image, or the title of a link, that is long enough for orders: viewers show neither.
    Unshown,
    Heading {
        level: u8,
    },
    Quote,
    Table,
    Link {
        target: String,
    },
}

/// A role and where it applies, in offsets of the region's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub span: Span,
    pub role: Role,
}

impl Mark {
    /// The kind of region that the stretch is, where the role makes it one of its own.
    pub const fn kind(&self) -> Option<RegionKind> {
        match self.role {
            Role::Code { .. } => Some(RegionKind::CodeBlock),
            Role::Comment | Role::HiddenHtml | Role::Unshown => Some(RegionKind::Comment),
            _ => None,
        }
    }
}

impl Mark {
    pub const fn new(span: Span, role: Role) -> Self {
        Self { span, role }
    }
}

/// Text as a model, a shell or an interpreter would read it, and where each byte of it came from.
#[derive(Debug, Clone)]
pub struct Region {
    /// Index of the file among the artifact's.
    pub file: usize,
    pub kind: RegionKind,
    pub text: String,
    /// From `text` to the file's text.
    pub map: OffsetMap,
    /// Structure inside, sorted by start. Set by [`Region::with_marks`], which indexes it.
    pub marks: Vec<Mark>,
    outline: Outline,
    /// See [`Region::holds`].
    uncommon: OnceLock<Vec<char>>,
    /// The tool, prompt, server or function that the text belongs to.
    pub owner: Option<String>,
    /// JSON pointer of the value, in structured files.
    pub pointer: Option<String>,
}

impl Region {
    pub fn new(file: usize, kind: RegionKind, text: MappedText) -> Self {
        Self {
            file,
            kind,
            text: text.text,
            map: text.map,
            marks: Vec::new(),
            outline: Outline::default(),
            uncommon: OnceLock::new(),
            owner: None,
            pointer: None,
        }
    }

    #[must_use]
    pub fn owned_by(mut self, owner: impl Into<String>) -> Self {
        self.owner = Some(owner.into());
        self
    }

    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }

    #[must_use]
    pub fn with_marks(mut self, marks: Vec<Mark>) -> Self {
        self.outline = Outline::new(&marks);
        self.marks = marks;
        self
    }

    /// The kind of the text at an offset: code blocks and comments inside Markdown are kinds of their own.
    pub fn kind_at(&self, offset: usize) -> RegionKind {
        self.marks_at(offset).filter_map(Mark::kind).last().unwrap_or(self.kind)
    }

    /// The kinds of what stands inside, as often as they occur.
    pub fn inner_kinds(&self) -> impl Iterator<Item = RegionKind> {
        self.marks.iter().filter_map(Mark::kind)
    }

    /// The marks that cover an offset, the outer first.
    pub fn marks_at(&self, offset: usize) -> impl Iterator<Item = &Mark> {
        self.outline.covering(&self.marks, offset)
    }

    /// The headings that the text at an offset stands under, the nearest first.
    pub fn headings_at(&self, offset: usize) -> impl Iterator<Item = &Mark> {
        self.outline.headings(&self.marks, offset)
    }

    /// Whether the text holds a character that `wanted` names. Asked of its distinct [`uncommon`] characters, of which
    /// most texts have few, so that a rule about some of them need not walk over a text without.
    pub fn holds(&self, wanted: impl Fn(char) -> bool) -> bool {
        self.uncommon.get_or_init(|| uncommon(&self.text)).iter().any(|character| wanted(*character))
    }

    /// The span in the file's text of a range of this region's.
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        self.map.span(range)
    }
}
