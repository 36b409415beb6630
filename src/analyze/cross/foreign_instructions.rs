//! A server that tells the model how to use a tool of another server beside it.

use std::collections::BTreeMap;

use super::{Captured, CrossRule, Named, Remarked, Remarks, Scopes, plain};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: CrossRule = CrossRule {
    meta: StaticMeta {
        id: "cross-server-instructions",
        title: "a server gives orders about a tool of another server",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::ToolPoisoning,
        why: "The server changes what trusted tools do without being called itself: every listing is in the model's context.",
        fix: "Speak of the tools of this server only.",
        references: &["https://invariantlabs.ai/blog/mcp-security-notification-tool-poisoning-attacks"],
        taxonomy: "MCP09",
        ..StaticMeta::BASE
    },
    check,
};

fn check(scopes: &Scopes<'_>, remarks: &mut Remarks<'_>) {
    for servers in scopes.captures.values().filter(|servers| servers.len() > 1) {
        // A name that several servers have points at none of them; of those that one has, who.
        let mut owners: BTreeMap<String, Option<(&str, &Named)>> = BTreeMap::new();
        for (server, captured) in servers {
            for (_, tool) in &captured.tools {
                let owner = owners.entry(plain(&tool.name)).or_insert(Some((server, tool)));
                if owner.is_some_and(|(other, _)| other != *server) {
                    *owner = None;
                }
            }
        }
        for (server, captured) in servers {
            orders(server, captured, &owners, remarks);
        }
    }
}

fn orders(
    server: &str,
    captured: &Captured<'_>,
    owners: &BTreeMap<String, Option<(&str, &Named)>>,
    remarks: &mut Remarks<'_>,
) {
    for (brief, mention) in &captured.mentions {
        let name = plain(&mention.named.name);
        let Some(Some((other, tool))) = owners.get(&name) else { continue };
        if *other == server || captured.parameters.contains(&name.as_str()) {
            continue;
        }
        let severity = if mention.alters { Severity::High } else { Severity::Medium };
        let message = format!("`{server}` tells the model what to do with `{}`, a tool of `{other}`", tool.name);
        remarks.add(
            Remarked::new(brief, &mention.named, message).severity(severity).related(tool, "the tool that is meant"),
        );
    }
}
