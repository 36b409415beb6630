//! What a machine and a project have, told without starting or asking anything; and scans of it.

use proofmark::cli::ExitStatus;
use serde_json::Value;

use crate::harness::{folder, proofmark_with, root};

const SKILL: &str =
    "---\nname: notes\ndescription: Keeps notes in one file.\n---\n# Notes\n\nWrite each note on a line.\n";

/// A home with something of most clients, and a project in it.
fn home() -> tempfile::TempDir {
    folder(&[
        (
            ".claude.json",
            r#"{"projects":{"/work/app":{"mcpServers":{"tickets":{"command":"uvx","args":["tickets-mcp==1.4.2"]}}}}}"#,
        ),
        (".claude/skills/notes/SKILL.md", SKILL),
        (
            ".claude/agents/reviewer.md",
            "---\nname: reviewer\ndescription: Reviews code.\n---\nRead the change and say what is wrong.\n",
        ),
        (
            ".cursor/mcp.json",
            r#"{"mcpServers":{"files":{"command":"npx","args":["-y","files-mcp@2.0.1","--token","not-to-be-shown"]}}}"#,
        ),
        (".codex/config.toml", "[mcp_servers.search]\ncommand = \"node\"\nargs = [\"/srv/search/index.js\"]\n"),
        (
            ".config/Code/User/mcp.json",
            r#"{"servers":{"wiki":{"type":"http","url":"https://u:pw@wiki.example/mcp?key=k"}}}"#,
        ),
        (".codeium/windsurf/mcp_config.json", r#"{"mcpServers":{"mail":{"serverUrl":"https://mail.example/sse"}}}"#),
        (".gemini/settings.json", r#"{"mcpServers":{"maps":{"command":"/opt/maps/bin/maps-mcp"}}}"#),
        (".kiro/settings/mcp.json", "{ not json"),
        (
            "app/.mcp.json",
            r#"{"mcpServers":{"calendar":{"command":"docker","args":["run","-i","--rm","calendar-mcp:1.0"]}}}"#,
        ),
        ("app/AGENTS.md", "Run the tests before you commit.\n"),
    ])
}

fn run(home: &tempfile::TempDir, args: &[&str]) -> crate::harness::Run {
    let path = std::env::var("PATH").unwrap_or_default();
    let environment = [("HOME", home.path().to_str().unwrap()), ("PATH", path.as_str())];
    proofmark_with(&home.path().join("app"), &environment, args.iter().copied())
}

#[test]
fn all_clients_are_listed_with_their_servers_skills_and_agents() {
    let home = home();
    let run = run(&home, &["discover"]);
    insta::assert_snapshot!(run.out, @r"
    SCOPE    CLIENT       KIND           NAME             PATH                                 TARGET
    user     claude-code  client-config  .claude.json     ~/.claude.json
    user     claude-code  server         tickets          ~/.claude.json                       uvx tickets-mcp==1.4.2
    user     claude-code  instructions   reviewer.md      ~/.claude/agents/reviewer.md
    user     claude-code  skill          notes            ~/.claude/skills/notes
    user     codex        client-config  config.toml      ~/.codex/config.toml
    user     codex        server         search           ~/.codex/config.toml                 node /srv/search/index.js
    user     cursor       client-config  mcp.json         ~/.cursor/mcp.json
    user     cursor       server         files            ~/.cursor/mcp.json                   npx files-mcp@2.0.1
    user     gemini       client-config  settings.json    ~/.gemini/settings.json
    user     gemini       server         maps             ~/.gemini/settings.json              /opt/maps/bin/maps-mcp
    user     kiro         client-config  mcp.json         ~/.kiro/settings/mcp.json
    user     vscode       client-config  mcp.json         ~/.config/Code/User/mcp.json
    user     vscode       server         wiki             ~/.config/Code/User/mcp.json         https://wiki.example/mcp?key=…
    user     windsurf     client-config  mcp_config.json  ~/.codeium/windsurf/mcp_config.json
    user     windsurf     server         mail             ~/.codeium/windsurf/mcp_config.json  https://mail.example/sse
    project  agents       instructions   AGENTS.md        AGENTS.md
    project  claude-code  client-config  .mcp.json        .mcp.json
    project  claude-code  server         calendar         .mcp.json                            docker calendar-mcp:1.0
    ");
    insta::assert_snapshot!(run.err, @r"note: `~/.kiro/settings/mcp.json` is not read: malformed: as client-config: Expected string for object property at line 1, column 3");
    // What cannot be read could name servers, too.
    assert_eq!(run.status, ExitStatus::Unknown);
    assert!(!run.out.contains("not-to-be-shown") && !run.out.contains("pw@"));
}

#[test]
fn the_list_is_read_by_machines_too() {
    let home = home();
    let list: Value = serde_json::from_str(&run(&home, &["discover", "--format", "json"]).out).unwrap();
    assert_eq!(list["schema"], "https://proofmark.dev/discover/v1");
    let servers: Vec<_> =
        list["entries"].as_array().unwrap().iter().filter(|entry| entry["kind"] == "server").collect();
    assert_eq!(servers.len(), 7);
    assert!(servers.iter().all(|server| server["target"].is_string()));
    assert_eq!(list["gaps"].as_array().unwrap().len(), 1);
}

#[test]
fn a_machine_is_scanned_and_nothing_is_started() {
    let home = home();
    let run = run(&home, &["scan", "--machine"]);
    assert!(run.err.contains("servers that are configured and were not started: 4"), "{}", run.err);
    assert!(run.err.contains("servers that are configured and were not called: 2"), "{}", run.err);
    assert!(run.out.contains("gap[malformed]"), "{}", run.out);
    assert_eq!(run.status, ExitStatus::Unknown, "{}", run.out);
}

#[cfg(target_os = "linux")]
#[test]
fn the_servers_of_a_configuration_are_started_each_in_its_sandbox() {
    let script = root().join("tests/it/servers/hostile.py");
    let server = |how: &str| serde_json::json!({ "command": "python3", "args": [script, how], "env": { "NOTES_KEY": "k", "OTHER": "${HOME}" } });
    let config = serde_json::json!({ "mcpServers": { "good": server("pages"), "bad": server("changes") } });
    let home = folder(&[("app/mcp.json", &config.to_string())]);
    let run = run(
        &home,
        &["scan", "--client-config", "mcp.json", "--run-servers", "--format", "json", "--disable", "inline-launch"],
    );
    let report: Value = serde_json::from_str(&run.out).unwrap();
    let paths: Vec<_> =
        report["artifacts"].as_array().unwrap().iter().map(|artifact| artifact["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["mcp/bad", "mcp/good", "mcp.json"], "{}", run.out);
    assert!(run.out.contains("unstable-listing"), "{}", run.out);
    assert_eq!(run.status, ExitStatus::No);
}
