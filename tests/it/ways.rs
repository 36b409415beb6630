//! Ways that data takes through a program: from the argument of a tool to a shell, each in a program of its own.

use proofmark::analyze::flow::{self, SinkKind, Source};

use crate::harness::{folder, proofmark_in, report};
use crate::source::artifacts;

/// The ways of a language that end nowhere.
fn lost(name: &str, head: &str, ways: &str) -> Vec<String> {
    let mark = if name.ends_with("py") { "\n# --- " } else { "\n// --- " };
    let mut lost = Vec::new();
    for way in ways.split(mark).skip(1) {
        let (title, body) = way.split_once('\n').unwrap_or_default();
        let found = artifacts(name, &format!("{head}{body}")).iter().any(|artifact| {
            let events = flow::analyse(artifact).events;
            events.iter().any(|event| {
                event.kind == SinkKind::Shell && event.handler && event.from(&[Source::Argument]).is_some()
            })
        });
        if !found {
            lost.push(title.to_owned());
        }
    }
    lost
}

#[test]
fn python_is_followed_through_tables_classes_threads_and_generators() {
    let head = "import os, subprocess\nfrom mcp.server.fastmcp import FastMCP\nmcp = FastMCP('x')\n";
    assert_eq!(lost("server.py", head, include_str!("ways/python.py")), [""; 0]);
}

#[test]
fn typescript_is_followed_through_objects_classes_and_imports_at_run_time() {
    let head = "import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';\nimport { exec, execSync, spawn } from 'node:child_process';\nconst server = new McpServer({ name: 'x', version: '1' });\n";
    assert_eq!(lost("server.ts", head, include_str!("ways/typescript.ts")), [""; 0]);
}

#[test]
fn classes_and_objects_are_followed_into_other_files() {
    let database = "import os\nclass Shell:\n    def go(self, q):\n        os.system('ls ' + q)\nshell = Shell()\n";
    for (import, call) in
        [("from db import Shell", "Shell().go"), ("from db import shell", "shell.go"), ("import db", "db.shell.go")]
    {
        let server = format!(
            "from fastmcp import FastMCP\n{import}\nmcp = FastMCP('x')\n@mcp.tool\ndef t(q: str):\n    {call}(q)\n"
        );
        let folder = folder(&[("server.py", &server), ("db.py", database)]);
        let run = proofmark_in(folder.path(), ["scan", "--format", "json"]);
        assert_eq!(report(&run)["findings"][0]["rule"], "tool-argument-to-shell", "{import}");
    }
}

#[test]
fn scripts_are_followed_through_options_promises_callbacks_and_computed_names() {
    let head = "import cp, { spawn, exec } from 'node:child_process';\n\
        import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';\n\
        const server = new McpServer({ name: 'x' });\n";
    assert_eq!(lost("server.ts", head, include_str!("ways/script.ts")), [""; 0]);
}

#[test]
fn records_that_hold_one_another_twice_are_followed_only_so_far() {
    let records: String = (1..60).map(|n| format!("a{n} = {{'x': a{0}, 'y': a{0}}}\n", n - 1)).collect();
    let server = format!(
        "import os\nfrom fastmcp import FastMCP\nmcp = FastMCP('x')\na0 = {{'x': 1}}\n{records}\n\ndef go(v, q):\n    os.system(v['x']['y'] + q)\n\n@mcp.tool\ndef t(q: str):\n    go(a59, q)\n"
    );
    let folder = folder(&[("server.py", &server)]);
    let run = proofmark_in(folder.path(), ["scan", "--format", "json"]);
    assert_eq!(report(&run)["findings"][0]["rule"], "tool-argument-to-shell");
}
