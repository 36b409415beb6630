//! What an agent needs, and what that needs: the tree, with every constraint held against what is there.

mod resolve;
mod tree;

use serde::Serialize;

use super::View;

pub use tree::{Artifact, Life, Node, Tree};

/// Whether a need is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Status {
    #[serde(rename = "resolved")]
    Resolved,
    /// Nothing fixes what tomorrow's version is.
    #[serde(rename = "UNPINNED")]
    Unpinned,
    /// It needs, through others, itself.
    #[serde(rename = "CYCLE")]
    Cycle,
    /// Nobody can say whether the version is one that was asked for.
    #[serde(rename = "UNCHECKED")]
    Unchecked,
    /// The version is not one that was asked for.
    #[serde(rename = "VERSION-MISMATCH")]
    Mismatch,
    /// Nothing says which version there is.
    #[serde(rename = "UNRESOLVED")]
    Unresolved,
}

impl Status {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Resolved => "resolved",
            Self::Unpinned => "UNPINNED",
            Self::Cycle => "CYCLE",
            Self::Unchecked => "UNCHECKED",
            Self::Mismatch => "VERSION-MISMATCH",
            Self::Unresolved => "UNRESOLVED",
        }
    }
}

/// Two needs of one thing that cannot both be met.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Conflict {
    pub kind: String,
    pub name: String,
    /// A clause about it.
    pub message: String,
}

/// How a tree is made.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// What is not pinned counts as a defect, and so do cycles.
    pub strict: bool,
}

/// The trees below the roots of a document, or below the elements that `names` name.
///
/// Each element is unfolded once; where it comes again, its children are not repeated.
pub fn trees(view: &View, names: &[String], options: Options) -> Vec<Tree> {
    let roots: Vec<&str> = if names.is_empty() {
        view.roots()
    } else {
        let named = |id: &str, name: &String| {
            let element = view.elements.get(id);
            id == name || element.is_some_and(|element| *name == element.full_name() || *name == element.name)
        };
        view.elements.keys().filter(|id| names.iter().any(|name| named(id, name))).map(String::as_str).collect()
    };
    tree::trees(view, &roots, options)
}

/// What cannot be met, whatever is chosen.
pub fn conflicts(view: &View) -> Vec<Conflict> {
    resolve::conflicts(view)
}
