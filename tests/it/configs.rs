//! Configurations, settings, plugins and marketplaces: what is read of the files of each client.

use std::fmt::Write as _;

use proofmark::artifact::{Artifact, Candidate, Variable, load, plan};
use proofmark::source::{self, Limits};
use proofmark::text::RegionKind;

use crate::harness::root;

fn artifacts(folder: &str) -> Vec<Artifact> {
    let limits = Limits::default();
    let tree = source::list(folder, &root(), &source::Options { limits, no_ignore: true }).unwrap();
    let read = |candidate: &Candidate| load(&tree, candidate, &limits).0;
    plan(&tree).iter().flat_map(read).filter(|artifact| !artifact.parsed.is_empty()).collect()
}

fn folders(kind: &str) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(root().join("fixtures/artifacts").join(kind))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn variables(list: &[Variable]) -> String {
    list.iter().map(|v| if v.name.is_empty() { v.value.clone() } else { format!("{}={}", v.name, v.value) }).fold(
        String::new(),
        |mut all, one| {
            let _ = write!(all, " {one}");
            all
        },
    )
}

/// One line a fact.
fn facts(artifact: &Artifact) -> String {
    let mut out = format!("{}\n", artifact.kind.name());
    for launch in &artifact.facts.launches {
        let _ = write!(out, "  launch {}: {}{}", launch.name, launch.command, variables(&launch.args));
        if let Some(url) = &launch.url {
            let _ = write!(out, " -> {}", url.value);
        }
        if !launch.env.is_empty() {
            let _ = write!(out, " | env{}", variables(&launch.env));
        }
        if !launch.headers.is_empty() {
            let _ = write!(out, " | headers{}", variables(&launch.headers));
        }
        out.push('\n');
    }
    for hook in &artifact.facts.hooks {
        let _ = writeln!(out, "  hook {}: {}", hook.event, hook.command);
    }
    for grant in &artifact.facts.grants {
        let _ = writeln!(out, "  {:?} {}", grant.kind, grant.text);
    }
    if !artifact.facts.variables.is_empty() {
        let _ = writeln!(out, "  env{}", variables(&artifact.facts.variables));
    }
    for region in artifact.regions.iter().filter(|region| region.kind == RegionKind::ToolDescription) {
        let _ = writeln!(out, "  tool {}: {}", region.owner.as_deref().unwrap_or_default(), region.text);
    }
    out
}

fn read(kind: &str) -> String {
    let mut out = String::new();
    for folder in folders(kind) {
        let path = format!("fixtures/artifacts/{kind}/{folder}");
        let artifacts = artifacts(&path);
        assert_eq!(artifacts.len(), 1, "{path} holds one artifact");
        for artifact in artifacts {
            assert!(artifact.gaps.is_empty(), "{path}: {:?}", artifact.gaps);
            let _ = write!(out, "{folder}: {}", facts(&artifact));
        }
    }
    out
}

#[test]
fn every_client_s_servers_are_read() {
    insta::assert_snapshot!(read("client-config"), @r#"
    amazonq: client-config
      launch notes: notes
      hook agentSpawn: git status
      Permission fs_read
      Permission @notes
    claude-code: client-config
      launch notes: npx -y @notes/server@1.2.3 --port 8080 | env NOTES_TOKEN=${NOTES_TOKEN}
      launch docs:  -> https://docs.example.com/mcp | headers Authorization=Bearer ${DOCS}
    claude-desktop: client-config
      launch files: docker run -i --rm mcp/filesystem:1.0.2 /data
    claude-user: client-config
      launch notes: notes
      launch notes: node dist/index.js
      Permission Bash(git status)
    cline: client-config
      launch notes: node /srv/notes/index.js
      AutoApprove list_notes
      AutoApprove read_note
    codex: client-config
      launch notes: npx -y @notes/server@1.2.3 | env A=b
      launch docs:  -> https://docs.example.com/mcp | headers X-Region=eu
      hook notify: python3 notify.py
    continue: client-config
      launch notes: uvx notes==1.0.0 | env A=b
      launch docs:  -> https://docs.example.com/sse | headers X-Region=eu
    continue-old: client-config
      launch 0: uvx notes==1.0.0 | env A=b
    cursor: client-config
      launch notes: npx -y @notes/server@1.2.3 | env A=b
      launch docs:  -> https://docs.example.com/sse
    docker-catalog: client-config
      launch notes: docker mcp/notes@sha256:0000000000000000000000000000000000000000000000000000000000000001 | env A=b
    gemini: client-config
      launch notes: python -m notes
      launch docs:  -> https://docs.example.com/mcp | headers X-Region=eu
      AutoApprove *
    goose: client-config
      launch notes: npx -y @notes/server@1.2.3 | env A=b
      launch docs:  -> https://docs.example.com/mcp
    kiro: client-config
      launch notes: uvx notes==1.0.0
      AutoApprove *
    opencode: client-config
      launch notes: bun x notes@1.2.3 | env A=b
      launch docs:  -> https://docs.example.com/mcp | headers X-Key={env:KEY}
    unknown-name: client-config
      launch notes: notes --stdio
    vscode: client-config
      launch notes: uvx notes==1.0.0 | env TOKEN=${input:token}
      launch docs:  -> https://docs.example.com/mcp
    vscode-settings: client-config
      launch notes: notes --stdio
    windsurf: client-config
      launch docs:  -> https://docs.example.com/sse
    zed: client-config
      launch old: notes --stdio | env A=b
      launch new: notes --stdio
    "#);
}

#[test]
fn settings_yield_hooks_grants_and_variables() {
    insta::assert_snapshot!(read("agent-settings"), @r#"
    claude: agent-settings
      hook PostToolUse: npx prettier --write .
      hook apiKeyHelper: ./bin/key
      hook statusLine: ./bin/status
      Bypass enableAllProjectMcpServers: true
      Bypass sandbox.enabled: false
      Bypass defaultMode: bypassPermissions
      Permission Bash(git diff:*)
      Permission Read
      env LOG_LEVEL=debug
    container: agent-settings
      hook postCreateCommand: npm ci
      hook postStartCommand: make db
      hook postStartCommand: make web
    cursor: agent-settings
      hook afterFileEdit: ./fmt.sh
    opencode: client-config
      Permission bash
      Permission webfetch
    tasks: agent-settings
      hook folderOpen: npm run watch
    "#);
}

#[test]
fn plugins_and_bundles_yield_servers_hooks_and_tools() {
    insta::assert_snapshot!(read("plugin"), @r#"
    bundle: plugin
      launch server/index.js: node ${__dirname}/server/index.js | env KEY=${user_config.key}
      launch server/index.js: node.exe
      tool list: Lists notes
    claude: plugin
      launch notes: ${CLAUDE_PLUGIN_ROOT}/bin/server
      launch go: gopls serve
      hook SessionStart: ${CLAUDE_PLUGIN_ROOT}/bin/start
      hook monitors: tail -F errors.log
    gemini: plugin
      launch notes: node dist/index.js
    "#);
}

#[test]
fn marketplaces_yield_what_their_plugins_start() {
    insta::assert_snapshot!(read("marketplace"), @r#"
    claude: marketplace
      launch notes: notes
    "#);
}

/// Facts point at the text they were read from.
#[test]
fn every_fact_points_at_its_own_words() {
    for kind in ["client-config", "agent-settings", "plugin"] {
        for folder in folders(kind) {
            for artifact in artifacts(&format!("fixtures/artifacts/{kind}/{folder}")) {
                let facts = &artifact.facts;
                let of_launch = facts.launches.iter().flat_map(|l| l.args.iter().chain(&l.env).chain(&l.headers));
                for variable in of_launch.chain(&facts.variables) {
                    let file = artifact.file(variable.place.file).unwrap();
                    assert_eq!(file.slice(variable.place.span), variable.value, "{folder}: {:?}", variable.place);
                }
            }
        }
    }
}

/// Whatever stands in a configuration is read by some rule.
#[test]
fn a_command_line_is_one_region_and_every_other_string_has_its_own() {
    let artifact = &artifacts("fixtures/artifacts/client-config/claude-code")[0];
    let texts: Vec<(&str, &str)> = artifact.regions.iter().map(|r| (r.kind.name(), r.text.as_str())).collect();
    assert_eq!(
        texts,
        [
            ("config.command", "npx -y @notes/server@1.2.3 --port 8080"),
            ("config.text", "${NOTES_TOKEN}"),
            ("config.text", "http"),
            ("config.text", "https://docs.example.com/mcp"),
            ("config.text", "Bearer ${DOCS}"),
        ]
    );
}

/// Shapes that no client writes are read without complaint, and whatever is text in them is read.
#[test]
fn strange_shapes_hide_nothing() {
    let strange = r#"{
        "mcpServers": [null, 5, { "command": { "path": 7 }, "args": { "a": "one" } }, { "command": [["two"]], "env": "three" }],
        "servers": { "x": { "command": "four", "args": "five six", "headers": ["Key: seven", "eight"] } },
        "hooks": { "Stop": "nine", "Start": [[{ "command": "ten" }]], "hooks": { "command": ["eleven"] } },
        "permissions": { "allow": { "a": "twelve" }, "defaultMode": ["thirteen"] },
        "env": ["A=fourteen"], "tasks": [{ "command": "fifteen", "runOptions": { "runOn": "folderOpen" } }, 3],
        "statusLine": { "command": 16 }, "projects": "seventeen"
    }"#;
    let folder = crate::harness::folder(&[("mcp.json", strange)]);
    let limits = Limits::default();
    let tree = source::list(".", folder.path(), &source::Options { limits, no_ignore: true }).unwrap();
    let artifact = load(&tree, &plan(&tree)[0], &limits).0.remove(0);
    let texts: Vec<&str> = artifact.regions.iter().map(|region| region.text.as_str()).collect();
    for word in [
        "one",
        "two",
        "three",
        "four",
        "five six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "seventeen",
    ] {
        assert!(texts.iter().any(|text| text.contains(word)), "{word} is read, in {texts:?}");
    }
}

/// A listing that was saved under a configuration's name is still read as what it is.
#[test]
fn a_listing_named_like_a_configuration_yields_its_tools() {
    let listing =
        r#"{ "tools": [{ "name": "list", "description": "Lists notes", "inputSchema": { "type": "object" } }] }"#;
    let folder = crate::harness::folder(&[("mcp.json", listing)]);
    let limits = Limits::default();
    let tree = source::list(".", folder.path(), &source::Options { limits, no_ignore: true }).unwrap();
    let artifact = load(&tree, &plan(&tree)[0], &limits).0.remove(0);
    assert_eq!(artifact.facts.tools[0].description, "Lists notes");
}
