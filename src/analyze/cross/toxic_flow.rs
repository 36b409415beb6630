//! Servers of one configuration that together let a stranger's text carry private data out.

use std::collections::BTreeSet;

use camino::Utf8Path;

use super::brief::Brief;
use super::part::Part;
use super::scope::Level;
use super::{Captured, CrossRule, Named, Remarked, Remarks, Scopes, Server};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: CrossRule = CrossRule {
    meta: StaticMeta {
        id: "toxic-flow",
        title: "servers used together let a stranger's text send private data out",
        severity: Severity::Medium,
        confidence: Confidence::Low,
        threat: Threat::DataExfiltration,
        why: "Text from outside can order the model to read what one server gives and to send it with another; no server has to be malicious.",
        fix: "Use the servers in agents of their own, or let a person approve each call that sends something.",
        references: &[
            "https://simonwillison.net/2025/Jun/16/the-lethal-trifecta/",
            "https://invariantlabs.ai/blog/toxic-flow-analysis",
        ],
        taxonomy: "LLM06, ASI08, AISubtech-2.1.2",
        ..StaticMeta::BASE
    },
    check,
};

/// A server of a set, with its tools where they were recorded.
struct Member<'s> {
    brief: &'s Brief,
    name: &'s str,
    at: &'s Named,
    /// As a configuration has it.
    server: Option<&'s Server>,
    captured: Option<&'s Captured<'s>>,
}

/// A server that plays a part, and the tool with which it does, where that is known.
struct Player<'s, 'm> {
    member: &'m Member<'s>,
    tool: Option<(&'s Brief, &'s Named)>,
}

fn check(scopes: &Scopes<'_>, remarks: &mut Remarks<'_>) {
    for members in sets(scopes) {
        if let Some(remark) = judge(&members) {
            remarks.add(remark);
        }
    }
}

/// The servers of each configuration, with what was captured of them beside it; and captures that stand alone.
fn sets<'s>(scopes: &'s Scopes<'s>) -> Vec<Vec<Member<'s>>> {
    let mut sets = Vec::new();
    let mut covered = BTreeSet::new();
    for (brief, level, servers) in &scopes.configs {
        let (Level::Project(folder) | Level::User(folder)) = level;
        let beside = Utf8Path::new(folder).join("mcp");
        let beside = (brief.source, beside.into_string());
        let captures = scopes.captures.get(&beside);
        let member = |server: &'s Server| {
            let name = server.named.name.as_str();
            let captured = captures.and_then(|captures| captures.get(name));
            Member { brief, name, at: &server.named, server: Some(server), captured }
        };
        let members: Vec<Member<'_>> = servers.iter().map(member).collect();
        if members.iter().any(|member| member.captured.is_some()) {
            covered.insert(beside);
        }
        sets.push(members);
    }
    for (folder, servers) in &scopes.captures {
        if !covered.contains(folder) {
            let member = |(name, captured): (&&'s str, &'s Captured<'s>)| {
                let (brief, at) = captured.tools.first()?;
                Some(Member { brief, name, at, server: None, captured: Some(captured) })
            };
            sets.push(servers.iter().filter_map(member).collect());
        }
    }
    sets
}

impl<'s> Member<'s> {
    /// How the server plays a part, if it does. Its own tools say more than its name.
    fn plays(&self, part: Part) -> Option<Player<'s, '_>> {
        if let Some(captured) = self.captured {
            let tool = captured.tools.iter().find(|(_, tool)| part.is_of_tool(&tool.name))?;
            return Some(Player { member: self, tool: Some(*tool) });
        }
        let server = self.server?;
        part.is_of_server(&server.package, self.name).then_some(Player { member: self, tool: None })
    }

    /// Whether nobody is asked before it sends something.
    fn sends_unasked(&self) -> bool {
        let approved = self.server.map(|server| server.approved.as_slice()).unwrap_or_default();
        approved.iter().any(|tool| tool == "*" || Part::Out.is_of_tool(tool))
    }
}

impl Player<'_, '_> {
    fn describe(&self) -> String {
        match self.tool {
            Some((_, tool)) => format!("`{}` of `{}`", tool.name, self.member.name),
            None => format!("`{}`", self.member.name),
        }
    }
}

/// The flow through a set, if there is one that takes several servers. What one server does alone is no matter of the set.
fn judge<'s>(members: &[Member<'s>]) -> Option<Remarked<'s>> {
    let mut taken: Vec<&str> = Vec::new();
    let mut cast = |part: Part| {
        let players: Vec<Player<'s, '_>> = members.iter().filter_map(|member| member.plays(part)).collect();
        let fresh = players.iter().position(|player| !taken.contains(&player.member.name)).unwrap_or(0);
        let player = players.into_iter().nth(fresh)?;
        taken.push(player.member.name);
        Some(player)
    };
    let (out, private, untrusted) = (cast(Part::Out)?, cast(Part::Private)?, cast(Part::Untrusted)?);
    taken.sort_unstable();
    taken.dedup();
    if taken.len() < 2 {
        return None;
    }
    let (from, what, how) = (untrusted.describe(), private.describe(), out.describe());
    let message = format!("{from} brings text of strangers in, {what} gives private data, {how} is a way out");
    let (brief, at) = out.tool.unwrap_or((out.member.brief, out.member.at));
    let place = |player: &Player<'s, '_>| player.tool.map_or(player.member.at, |(_, tool)| tool);
    // Where the data leaves without anybody being asked, nothing stands between the stranger and the data.
    let severity = if out.member.sends_unasked() { Severity::High } else { Severity::Medium };
    let confidence = if out.tool.is_some() { Confidence::Medium } else { Confidence::Low };
    let remark = Remarked::new(brief, at, message).severity(severity).confidence(confidence);
    Some(remark.related(place(&untrusted), "text of strangers").related(place(&private), "private data"))
}
