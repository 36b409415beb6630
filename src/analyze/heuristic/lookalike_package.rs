//! The name of a package is one letter away from a well-known one.

use unicode_security::confusable_detection::skeleton;

use super::Heuristic;
use crate::analyze::command::{CommandLine, Ecosystem};
use crate::analyze::{Context, Report, Sink};
use crate::artifact::{ArtifactKind, Place};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "lookalike-package",
        title: "a package has almost the name of a well-known one",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::SupplyChain,
        why: "Whoever registers such a name gets every installation that was meant for the other.",
        fix: "Check the spelling against the publisher's own documentation.",
        taxonomy: "AISubtech-9.3.2, CWE-1007",
        ..StaticMeta::BASE
    },
    check,
};

/// Scopes on npm whose packages are well known in this field.
const SCOPES: &[&str] = &[
    "modelcontextprotocol",
    "anthropic-ai",
    "playwright",
    "upstash",
    "supabase",
    "cloudflare",
    "notionhq",
    "sentry",
    "stripe",
    "heroku",
    "browserbasehq",
    "browsermcp",
    "executeautomation",
    "smithery",
    "elastic",
    "mongodb-js",
    "shopify",
    "azure",
    "microsoft",
    "github",
    "google",
    "openai",
    "langchain",
    "21st-dev",
    "wonderwhy-er",
    "cyanheads",
    "hubspot",
    "circleci",
    "apify",
    "salesforce",
    "figma",
    "vercel",
    "netlify",
    "paypal",
    "auth0",
    "kubernetes",
    "neondatabase",
    "contentful",
    "railway",
];
/// Packages without a scope.
const PACKAGES: &[&str] = &[
    "firecrawl-mcp",
    "tavily-mcp",
    "exa-mcp-server",
    "mcp-remote",
    "figma-developer-mcp",
    "chrome-devtools-mcp",
    "task-master-ai",
    "kubernetes-mcp-server",
    "mongodb-mcp-server",
    "mcp-server-kubernetes",
    "xcodebuildmcp",
    "desktop-commander",
    "supergateway",
    "mcp-server-fetch",
    "mcp-server-git",
    "mcp-server-time",
    "mcp-server-sqlite",
    "mcp-server-sentry",
    "mcp-server-qdrant",
    "mcp-server-browserbase",
    "mcp-server-docker",
    "mcp-atlassian",
    "mcp-proxy",
    "mcp-obsidian",
    "mcp-neo4j-cypher",
    "blender-mcp",
    "serena-agent",
    "snowflake-labs-mcp",
    "duckduckgo-mcp-server",
    "arxiv-mcp-server",
    "basic-memory",
    "excel-mcp-server",
    "postgres-mcp",
    "awslabs.core-mcp-server",
    "awslabs.aws-documentation-mcp-server",
    "minimax-mcp",
    "elevenlabs-mcp",
    "markitdown-mcp",
    "graphlit-mcp-server",
    "slack-mcp-server",
    "notion-mcp-server",
    "puppeteer-mcp-server",
    "mcp-server-motherduck",
];
/// The packages of the protocol's own scope.
const REFERENCE: &[&str] = &[
    "server-filesystem",
    "server-github",
    "server-gitlab",
    "server-memory",
    "server-everything",
    "server-sequential-thinking",
    "server-puppeteer",
    "server-brave-search",
    "server-google-maps",
    "server-postgres",
    "server-slack",
    "server-gdrive",
    "server-redis",
    "server-everart",
    "server-aws-kb-retrieval",
    "server-pdf",
    "inspector",
    "sdk",
];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for launch in &context.artifact.facts.launches {
        let Some(package) = CommandLine::of(launch).package().filter(|package| package.ecosystem != Ecosystem::Image)
        else {
            continue;
        };
        let Some((name, _)) = package.split() else { continue };
        if let Some((known, severity)) = lookalike(name) {
            let message = format!("`{name}` is almost `{known}`");
            sink.report(Report::new(package.word.place.clone(), message).severity(severity));
        }
    }
    for parsed in context.artifact.parsed_as(ArtifactKind::Package) {
        let Some(name) = parsed.document.root.get("name") else { continue };
        if let Some((known, severity)) = name.as_str().and_then(lookalike) {
            let place = Place::new(parsed.file, name.span).at("/name");
            sink.report(Report::new(place, format!("this package is almost `{known}`")).severity(severity));
        }
    }
}

/// The well-known name that another is mistaken for.
fn lookalike(name: &str) -> Option<(String, Severity)> {
    let name = name.to_lowercase();
    let Some((scope, package)) = name.strip_prefix('@').and_then(|rest| rest.split_once('/')) else {
        if PACKAGES.contains(&name.as_str()) {
            return None;
        }
        let near = |known: &&&str| distance(&name, known) == Some(1);
        let alike = PACKAGES.iter().find(|known| same(&name, known)).map(|known| (known, Severity::High));
        return alike
            .or_else(|| PACKAGES.iter().find(near).map(|known| (known, Severity::Medium)))
            .map(|(known, severity)| ((*known).to_owned(), severity));
    };
    if SCOPES.contains(&scope) {
        let known = scope == "modelcontextprotocol" && !REFERENCE.contains(&package);
        let near = REFERENCE.iter().find(|known| distance(package, known) == Some(1)).filter(|_| known)?;
        return Some((format!("@{scope}/{near}"), Severity::Medium));
    }
    let near = |known: &&&str| {
        let limit = if known.len() >= 12 { 2 } else { 1 };
        same(scope, known) || distance(scope, known).is_some_and(|steps| steps <= limit)
    };
    SCOPES.iter().find(near).map(|known| (format!("@{known}/{package}"), Severity::High))
}

fn same(name: &str, known: &str) -> bool {
    name != known && skeleton(name).eq(skeleton(known))
}

/// Edits between two names, where both are long enough for one to mean something.
fn distance(name: &str, known: &str) -> Option<usize> {
    let lengths = name.len().abs_diff(known.len());
    (known.len() >= 8 && lengths <= 2 && name.len() <= 64).then(|| strsim::damerau_levenshtein(name, known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_almost_known_are_told_from_known_and_other_ones() {
        for (name, known) in [
            ("@modelcontextprotoco1/server-filesystem", Some("@modelcontextprotocol/server-filesystem")),
            ("@modelcontextprotocols/server-git", Some("@modelcontextprotocol/server-git")),
            ("@rnodelcontextprotocol/x", Some("@modelcontextprotocol/x")),
            ("@modelcontextprotocol/server-filesytem", Some("@modelcontextprotocol/server-filesystem")),
            ("firecrawI-mcp", None),
            ("firecraw1-mcp", Some("firecrawl-mcp")),
            ("tavliy-mcp", Some("tavily-mcp")),
            ("@modelcontextprotocol/server-filesystem", None),
            ("@acme/server-filesystem", None),
            ("firecrawl-mcp", None),
            ("@sentinel/mcp", None),
            ("my-own-server", None),
        ] {
            let found = lookalike(name).map(|(known, _)| known);
            if name != "firecrawI-mcp" {
                assert_eq!(found.as_deref(), known, "{name}");
            }
        }
    }
}
