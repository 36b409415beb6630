//! What has to be known about the parts of an artifact.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::Glob;
use super::{Asked, bom_parts};
use crate::bom::View;
use crate::policy::decision::Status;
use crate::policy::input::Said;
use crate::policy::predicate::Kind;

/// What the BOM has to say.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::policy) struct BomRules {
    /// Whose BOM counts; all that the policy trusts where it is empty.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<crate::policy::form::IdentityName>"))]
    pub(in crate::policy) signer: Vec<String>,
    /// What it has to list whole: nothing of these kinds may be marked as not looked at.
    #[serde(default)]
    pub(in crate::policy) complete: Vec<Part>,
    /// How each kind of part has to be pinned; any of the forms does.
    #[serde(default)]
    pub(in crate::policy) pins: BTreeMap<PinnedKind, Forms>,
    /// How many parts may be there whose version or source nobody knows.
    #[serde(default)]
    pub(in crate::policy) unresolved: Option<u64>,
    #[serde(default)]
    pub(in crate::policy) models: Option<ModelRules>,
    #[serde(default)]
    pub(in crate::policy) licenses: Option<LicenseRules>,
    /// Hosts that it may talk to; `*.example.com` is for hosts below it. Nothing else is allowed.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<Vec<crate::policy::form::Pattern>>"))]
    pub(in crate::policy) egress: Option<Vec<Glob>>,
}

/// What a BOM may list whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(in crate::policy) enum Part {
    Models,
    Prompts,
    Tools,
    Skills,
    McpServers,
    Packages,
    Data,
    Licenses,
}

/// What can be pinned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(in crate::policy) enum PinnedKind {
    McpServer,
    Skill,
    Package,
    Model,
    Dataset,
    /// MCP servers that are reached over the network.
    Remote,
}

/// One form, or a list of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(in crate::policy) enum Forms {
    One(Form),
    Any(Vec<Form>),
}

/// How a part is pinned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::policy) enum Form {
    /// By a digest of its bytes.
    #[serde(rename = "digest")]
    Digest,
    /// By one version.
    #[serde(rename = "exact")]
    Exact,
    /// By one version and a digest of the package.
    #[serde(rename = "exact+hash")]
    ExactAndHash,
    /// By a commit or revision.
    #[serde(rename = "revision")]
    Revision,
    /// By a name that ends with a date, such as `gpt-4o-2024-08-06`.
    #[serde(rename = "dated-snapshot")]
    DatedSnapshot,
    /// By a digest of the tools that it listed.
    #[serde(rename = "tool-list-digest")]
    ToolListDigest,
}

/// Which models may be used.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::policy) struct ModelRules {
    /// `provider/name`, or `provider/name@version`; any where it is empty.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<crate::policy::form::Pattern>"))]
    pub(in crate::policy) allow: Vec<Glob>,
    /// Wins over `allow`; a star stands for anything here.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Vec<crate::policy::form::Pattern>"))]
    pub(in crate::policy) deny: Vec<Glob>,
    /// Who may serve them; anybody where it is empty.
    #[serde(default)]
    pub(in crate::policy) providers: Vec<String>,
}

/// Under which licences parts may come.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::policy) struct LicenseRules {
    /// SPDX ids; any where it is empty.
    #[serde(default)]
    pub(in crate::policy) allow: Vec<String>,
    #[serde(default)]
    pub(in crate::policy) unknown: Unknown,
    /// For models, instead of `allow`: their licences have names of their own.
    #[serde(default)]
    pub(in crate::policy) models: Vec<String>,
}

/// What is made of parts whose licence nobody knows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(in crate::policy) enum Unknown {
    #[default]
    Deny,
    Allow,
}

/// Asks the newest BOM of every signer; each part of the gate says for itself whether it is open.
pub(super) fn ask(asked: &mut Asked<'_>, rule: &BomRules) {
    const ID: &str = "PMG-BOM";
    let all = asked.statements(&Kind::Bom, &rule.signer);
    if all.is_empty() {
        let (message, remedy) = (asked.why_none(&Kind::Bom, &rule.signer), asked.command(&Kind::Bom));
        asked.say(ID, Status::Fail, message).fix(remedy);
        return;
    }
    for said in asked.newest(&all) {
        match view(said) {
            Ok(view) => bom_parts::ask(asked, rule, said, &view),
            Err(reason) => {
                let message = format!("the BOM by {} cannot be read: {reason}", said.signer.name);
                asked.say(ID, Status::Error, message).with([said.bundle]);
            }
        }
    }
}

/// The BOM in a statement.
pub(super) fn view(said: &Said) -> Result<View, String> {
    View::of_predicate(&said.predicate).map_err(|error| error.to_string())
}
