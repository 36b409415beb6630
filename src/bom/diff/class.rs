//! What a change means.

use serde::Serialize;

/// The meaning of a change, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// A tool, resource or MCP prompt is defined otherwise than before under the same name: a rug pull.
    ToolChanged,
    /// Other bytes under the same version.
    ContentChanged,
    /// A prompt or a skill says something else.
    PromptChanged,
    /// Another model, or another snapshot of it.
    ModelSwapped,
    /// More permissions, capabilities or reach; less authentication.
    ScopeWidened,
    /// A service is reached elsewhere or otherwise.
    EndpointChanged,
    /// A secret is handed out that was not before.
    SecretAdded,
    /// What was fixed to bytes or a version is fixed less.
    PinWeakened,
    ComponentAdded,
    ComponentRemoved,
    VersionChanged,
    LicenseChanged,
}

impl Class {
    pub const ALL: &[Self] = &[
        Self::ToolChanged,
        Self::ContentChanged,
        Self::PromptChanged,
        Self::ModelSwapped,
        Self::ScopeWidened,
        Self::EndpointChanged,
        Self::SecretAdded,
        Self::PinWeakened,
        Self::ComponentAdded,
        Self::ComponentRemoved,
        Self::VersionChanged,
        Self::LicenseChanged,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::ToolChanged => "tool-changed",
            Self::ContentChanged => "content-changed",
            Self::PromptChanged => "prompt-changed",
            Self::ModelSwapped => "model-swapped",
            Self::ScopeWidened => "scope-widened",
            Self::EndpointChanged => "endpoint-changed",
            Self::SecretAdded => "secret-added",
            Self::PinWeakened => "pin-weakened",
            Self::ComponentAdded => "component-added",
            Self::ComponentRemoved => "component-removed",
            Self::VersionChanged => "version-changed",
            Self::LicenseChanged => "license-changed",
        }
    }

    /// What the class is about, as a clause.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::ToolChanged => "a definition changed under the same name",
            Self::ContentChanged => "other bytes under the same version",
            Self::PromptChanged => "a prompt or skill says something else",
            Self::ModelSwapped => "another model, or another snapshot of it",
            Self::ScopeWidened => "more permissions or reach, or less authentication",
            Self::EndpointChanged => "a service is reached elsewhere or otherwise",
            Self::SecretAdded => "a secret is handed out that was not before",
            Self::PinWeakened => "a version is fixed less firmly than before",
            Self::ComponentAdded => "something new",
            Self::ComponentRemoved => "something is gone",
            Self::VersionChanged => "another version",
            Self::LicenseChanged => "another licence",
        }
    }

    /// Whether someone should look before it ships; the ordinary life of a project is the rest.
    pub const fn is_grave(self) -> bool {
        !matches!(self, Self::ComponentAdded | Self::ComponentRemoved | Self::VersionChanged | Self::LicenseChanged)
    }
}
