//! Where a rule applies: a set of region kinds.

use serde::{Serialize, Serializer};

use crate::text::RegionKind;

/// The kinds of regions that a rule reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope(u32);

/// Names for kinds that belong together.
const GROUPS: &[(&str, &[RegionKind])] = &[
    ("any", &RegionKind::ALL),
    // Loaded into the model's context without anybody asking for it.
    (
        "context",
        &[
            RegionKind::SkillDescription,
            RegionKind::SkillBody,
            RegionKind::Instructions,
            RegionKind::Comment,
            RegionKind::ToolDescription,
            RegionKind::ToolParameter,
            RegionKind::ToolMetadata,
            RegionKind::Prompt,
            RegionKind::Resource,
            RegionKind::ServerInstructions,
            RegionKind::CardText,
        ],
    ),
    // Bundled documents, whoever is to read them.
    ("document", &[RegionKind::Document, RegionKind::Readme]),
    // Natural language that a model reads, bundled documents included.
    (
        "prose",
        &[
            RegionKind::SkillDescription,
            RegionKind::SkillFrontmatter,
            RegionKind::SkillBody,
            RegionKind::Document,
            RegionKind::Instructions,
            RegionKind::Comment,
            RegionKind::ToolDescription,
            RegionKind::ToolParameter,
            RegionKind::ToolMetadata,
            RegionKind::Prompt,
            RegionKind::Resource,
            RegionKind::ServerInstructions,
            RegionKind::ServerText,
            RegionKind::CardText,
            RegionKind::ConfigText,
        ],
    ),
    // What a tool listing says to the model.
    (
        "tool",
        &[
            RegionKind::ToolName,
            RegionKind::ToolDescription,
            RegionKind::ToolParameter,
            RegionKind::ToolMetadata,
            RegionKind::Prompt,
            RegionKind::Resource,
            RegionKind::ServerInstructions,
        ],
    ),
    // What a shell or an interpreter runs.
    ("code", &[RegionKind::CodeBlock, RegionKind::Script, RegionKind::HookCommand, RegionKind::ConfigCommand]),
];

impl Scope {
    pub const ANY: Self = Self(u32::MAX);
    pub(crate) const NONE: Self = Self(0);

    /// Parses a comma-separated list of region kinds and groups (`any`, `context`, `document`, `prose`, `tool`, `code`).
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut bits = 0;
        for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let group = GROUPS.iter().find(|(group, _)| *group == name).map(|(_, kinds)| *kinds);
            let single = RegionKind::ALL.iter().find(|kind| kind.name() == name).map(std::slice::from_ref);
            let kinds = group.or(single).ok_or_else(|| {
                let groups = GROUPS.iter().map(|(group, _)| *group);
                let mut names: Vec<_> = groups.chain(RegionKind::ALL.iter().map(|kind| kind.name())).collect();
                names.sort_unstable();
                names.dedup();
                format!("`{name}` is none of {}", names.join(", "))
            })?;
            bits |= kinds.iter().map(|kind| 1 << (*kind as u32)).fold(0, |all, bit| all | bit);
        }
        if bits == 0 { Err("names no region kind".to_owned()) } else { Ok(Self(bits)) }
    }

    pub const fn contains(self, kind: RegionKind) -> bool {
        self.0 & (1 << kind as u32) != 0
    }

    pub(crate) const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The kinds in it, in the order of [`RegionKind::ALL`].
    pub fn kinds(self) -> impl Iterator<Item = RegionKind> {
        RegionKind::ALL.into_iter().filter(move |kind| self.contains(*kind))
    }
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.kinds())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_names_kinds_and_groups() {
        let scope = Scope::parse("tool.description, code").unwrap();
        assert!(scope.contains(RegionKind::ToolDescription));
        assert!(scope.contains(RegionKind::CodeBlock));
        assert!(!scope.contains(RegionKind::Document));
        assert!(Scope::parse("document").unwrap().contains(RegionKind::Readme));
        assert!(!Scope::parse("prose").unwrap().contains(RegionKind::Readme));
        assert!(Scope::parse("tools").unwrap_err().contains("tool.description"));
        assert!(Scope::parse(" ").is_err());
    }
}
