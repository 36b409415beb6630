//! Live servers: real ones, installed from the registries, and hostile ones.
#![expect(
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test says what it skips and may stop at what it does not expect"
)]
#![cfg(target_os = "linux")]

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use proofmark::cli::ExitStatus;
use serde_json::Value;

use crate::harness::{Run, folder, proofmark_answering, proofmark_in, proofmark_with, report, root};

/// The real servers, where `tests/interop/install.sh` has put them.
pub(crate) fn installed() -> Option<PathBuf> {
    let servers = root().join("target/servers");
    // What an earlier version of the script has installed is not what is asked for.
    let script = std::fs::read_to_string(root().join("tests/interop/install.sh")).unwrap();
    let versions =
        script.lines().find_map(|line| line.strip_prefix("versions=")).expect("the versions").trim_matches('"');
    if std::fs::read_to_string(servers.join(".installed")).is_ok_and(|stamp| stamp.trim() == versions) {
        return Some(servers);
    }
    assert!(
        std::env::var_os("PROOFMARK_REQUIRE_SERVERS").is_none(),
        "the real servers are missing; run `tests/interop/install.sh`"
    );
    eprintln!("SKIPPED: the real servers are missing; run `tests/interop/install.sh`");
    None
}

/// The variables that a shell has.
fn environment() -> Vec<(String, String)> {
    ["PATH", "HOME"].into_iter().filter_map(|name| Some((name.to_owned(), std::env::var(name).ok()?))).collect()
}

/// Scans what a command starts; the report is JSON.
fn scan(flags: &[&str], command: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    scan_in(folder.path(), flags, command)
}

fn scan_in(folder: &std::path::Path, flags: &[&str], command: &[&str]) -> Run {
    let environment = environment();
    let environment: Vec<_> = environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let fixed = ["scan", "--run-servers", "--format", "json"].into_iter();
    proofmark_with(
        folder,
        &environment,
        fixed.chain(flags.iter().copied()).chain(["--stdio"]).chain(command.iter().copied()),
    )
}

/// Scans a server that misbehaves in a way that `tests/it/servers/hostile.py` knows.
fn hostile(how: &[&str]) -> Run {
    let script = root().join("tests/it/servers/hostile.py");
    let command: Vec<&str> = ["python3", script.to_str().unwrap()].into_iter().chain(how.iter().copied()).collect();
    // A machine may be busy; only where the answer is silence, it is not waited for that long.
    let waits = matches!(how, ["drip" | "silent", ..]);
    scan(&["--server-timeout", if waits { "10" } else { "120" }], &command)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// Rules with messages, sorted as in the report.
fn findings(run: &Run) -> Vec<String> {
    let report = report(run);
    let findings = report["findings"].as_array().unwrap().iter();
    findings.map(|f| format!("{} {}: {}", text(&f["severity"]), text(&f["rule"]), text(&f["message"]))).collect()
}

fn gaps(run: &Run) -> Vec<String> {
    let report = report(run);
    let gaps = report["gaps"].as_array().unwrap().iter();
    gaps.map(|gap| format!("{} {}: {}", text(&gap["path"]), text(&gap["reason"]), text(&gap["detail"]))).collect()
}

#[test]
fn real_servers_list_all_that_they_offer_from_within_the_sandbox() {
    let Some(servers) = installed() else { return };
    let everything = servers.join("npm/node_modules/.bin/mcp-server-everything");
    let filesystem = servers.join("npm/node_modules/.bin/mcp-server-filesystem");
    let (time, fetch) = (servers.join("python/bin/mcp-server-time"), servers.join("python/bin/mcp-server-fetch"));
    // It means to take any file of the folders that it is given, and its schema does not say which those are.
    let any_file = "low unbounded-locator-parameters: `read_file` takes any file as `path`";
    for (command, arguments, tool, version, found) in [
        (everything, &[][..], "get-sum", "2025-11-25", &[][..]),
        (filesystem, &["/tmp"], "read_text_file", "2025-11-25", &[any_file]),
        (time, &[], "get_current_time", "2026-07-28", &[]),
        (fetch, &[], "fetch", "2026-07-28", &[]),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let command: Vec<&str> = [command.to_str().unwrap()].into_iter().chain(arguments.iter().copied()).collect();
        let run = scan_in(folder.path(), &["--save-capture", "kept"], &command);
        assert_eq!(gaps(&run), Vec::<String>::new(), "{command:?}");
        assert_eq!(findings(&run), found, "{command:?}");
        assert_eq!(run.status, ExitStatus::Yes, "{command:?}");
        let name = std::path::Path::new(command[0]).file_name().unwrap();
        let kept = folder.path().join("kept/tree/mcp").join(name);
        let read = |file: &str| std::fs::read_to_string(kept.join(file)).unwrap();
        assert!(read("tools.json").contains(&format!("\"name\": \"{tool}\"")), "{}", read("tools.json"));
        // A machine that is very busy takes a server past the time that it has for the newest greeting.
        let spoken = [version, "2025-11-25"].iter().any(|version| read("session.json").contains(version));
        assert!(spoken, "{}", read("session.json"));
        assert!(read("session.json").contains("\"attempts\": []"), "{}", read("session.json"));
        let again = proofmark_in(folder.path(), ["scan", "--format", "json", "kept"]);
        assert_eq!(again.out, run.out, "a capture scans to the same report");
    }
}

#[test]
fn everything_has_prompts_resources_and_templates_too() {
    let Some(servers) = installed() else { return };
    let folder = tempfile::tempdir().unwrap();
    let everything = servers.join("npm/node_modules/.bin/mcp-server-everything");
    scan_in(folder.path(), &["--save-capture", "kept"], &[everything.to_str().unwrap()]);
    let kept = folder.path().join("kept/tree/mcp/mcp-server-everything");
    for (file, expected) in [
        ("prompts.json", "simple-prompt"),
        ("resources.json", "demo://resource/static"),
        ("resource-templates.json", "uriTemplate"),
        ("initialize.json", "\"instructions\""),
    ] {
        let text = std::fs::read_to_string(kept.join(file)).unwrap();
        assert!(text.contains(expected), "{file}: {text}");
    }
}

#[test]
fn a_server_that_reaches_out_is_refused_and_told_of() {
    let folder = folder(&[(".ssh/id_ed25519", "the canary"), ("notes.txt", "mine")]);
    let canary = folder.path().join(".ssh/id_ed25519");
    let run = hostile(&["reach", canary.to_str().unwrap()]);
    let shown = folder.path().to_str().unwrap();
    let told: Vec<_> = findings(&run).into_iter().map(|finding| finding.replace(shown, "[FOLDER]")).collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    high startup-credential-access: the server was refused `[FOLDER]/.ssh/id_ed25519` while it was only asked what it offers
    medium startup-credential-access: the server looked for `~/.ssh/id_ed25519` while it was only asked what it offers
    medium startup-outside-access: the server was refused to write to `/var/tmp/proofmark-was-here`
    high startup-connection: the server tried to connect to `/var/run/docker.sock` while it was only asked what it offers
    medium startup-connection: the server tried to connect to `203.0.113.9:443` while it was only asked what it offers
    medium startup-connection: the server tried to open a UDP socket, as for looking up a name, while it was only asked what it offers
    ");
    assert_eq!(run.status, ExitStatus::No);
    assert!(!run.out.contains("the canary"));
}

#[test]
fn without_the_sandbox_a_server_reaches_what_it_wants() {
    // What the other test shows is the sandbox, and not a server that does not try.
    let folder = folder(&[("canary", "the canary")]);
    let script = root().join("tests/it/servers/hostile.py");
    let canary = folder.path().join("canary");
    let run = scan(&["--no-sandbox"], &["python3", script.to_str().unwrap(), "leaks", canary.to_str().unwrap()]);
    let told = findings(&run).join("\n");
    assert!(run.status != ExitStatus::Unknown, "{}", run.out);
    assert!(!told.contains("startup-"), "{told}");
}

#[test]
fn a_definition_that_changes_is_a_finding_and_is_scanned() {
    let run = hostile(&["changes"]);
    insta::assert_snapshot!(findings(&run).join("\n"), @r"
    high unstable-listing: the tool `add_note` is described in other words when it is listed again
    high secret-as-argument: a tool has the model read secrets and hand them over
    ");
    assert_eq!(run.status, ExitStatus::No);
}

#[test]
fn requests_of_a_server_are_declined_and_told_of() {
    let run = hostile(&["asks"]);
    insta::assert_snapshot!(findings(&run).join("\n"), @r"
    medium startup-model-request: the server asked for an answer of the user (elicitation) before any tool was called
    medium startup-model-request: the server asked for an answer of the user's model (sampling) before any tool was called
    ");
}

#[test]
fn pages_are_followed_to_the_end() {
    let run = hostile(&["pages"]);
    assert_eq!(gaps(&run), Vec::<String>::new());
    assert_eq!(run.status, ExitStatus::Yes);
}

#[test]
fn every_limit_that_a_server_breaks_is_a_gap() {
    let mut told = String::new();
    for how in ["endless", "circle", "begs", "notices", "huge", "deep", "drip", "crash", "stderr", "silent"] {
        let run = hostile(&[how]);
        assert_eq!(run.status, ExitStatus::Unknown, "{how}: {}", run.out);
        told.extend([how, ": ", &gaps(&run).join("\n"), "\n"]);
    }
    insta::assert_snapshot!(told, @r"
    endless: mcp/hostile.py endless: more than 100 pages of tools
    circle: mcp/hostile.py endless: a page of tools that it had given before
    begs: mcp/hostile.py endless: it sent more than 32 requests of its own
    notices: mcp/hostile.py endless: it sent more than 1000 notifications
    huge: mcp/hostile.py endless: it sent a message larger than 4194304 bytes
    deep: mcp/hostile.py broken: it sent a message that is not JSON-RPC: recursion limit exceeded at line 1 column 160
    drip: mcp/hostile.py no-answer: nothing within 10 seconds while it listed its tools
    crash: mcp/hostile.py broken: it ended while it listed its tools (exit code 7); it said: Traceback: it went wrong
    stderr: mcp/hostile.py broken: it ended after it was greeted (exit code 3); it said: noise noise noise noise noise noise noise noise noise noise noise noise noise noise noise noise noise noise noise noise / the last words
    silent: mcp/hostile.py no-answer: nothing within 10 seconds after it was greeted
    ");
}

#[test]
fn nothing_that_a_server_starts_outlives_the_scan() {
    let mark = format!("proofmark-test-{}", std::process::id());
    let run = hostile(&["stays", &mark]);
    assert_eq!(run.status, ExitStatus::Yes, "{}", run.out);
    let running = std::fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok());
    let left = running.filter(|words| words.split(|byte| *byte == 0).any(|word| word == mark.as_bytes())).count();
    assert_eq!(left, 0);
}

#[test]
fn nothing_is_started_without_consent() {
    let folder = folder(&[]);
    let script = "import pathlib; pathlib.Path('ran').touch()";
    let environment = environment();
    let environment: Vec<_> = environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let run = proofmark_with(folder.path(), &environment, ["scan", "--stdio", "python3", "-c", script]);
    assert_eq!(run.status, ExitStatus::Unknown);
    assert!(!folder.path().join("ran").exists());
    insta::assert_snapshot!(run.err, @r"
    error: `python3 -c 'import pathlib; pathlib.Path('\''ran'\'').touch()'` was not started
      help: a server runs with what you grant it: add `--run-servers` once you have read the command
    ");
}

#[test]
fn a_command_that_is_not_there_is_a_gap() {
    let run = scan(&[], &["no-such-server"]);
    assert_eq!(run.status, ExitStatus::Unknown);
    insta::assert_snapshot!(gaps(&run).join("\n"), @r"mcp/no-such-server broken: `no-such-server` cannot be started: there is no such program");
}

/// A server that listens; it ends with the test.
pub(crate) struct Listening(Child);

impl Listening {
    /// `tests/it/servers/endpoints.py`, and where it listens.
    pub(crate) fn over_http() -> (Self, String) {
        let script = root().join("tests/it/servers/endpoints.py");
        let mut child = Command::new("python3").arg(script).stdout(Stdio::piped()).spawn().unwrap();
        let mut port = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut port).unwrap();
        (Self(child), format!("http://127.0.0.1:{}", port.trim()))
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn a_real_server_is_called_over_streamable_http() {
    let Some(servers) = installed() else { return };
    let port = free_port();
    let script = servers.join("npm/node_modules/@modelcontextprotocol/server-everything/dist/index.js");
    let mut child = Command::new("node")
        .arg(script)
        .arg("streamableHttp")
        .env("PORT", port.to_string())
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let _server = Listening(child);
    assert!(lines.any(|line| line.unwrap().contains("listening")), "the server does not start");
    let folder = folder(&[]);
    let address = format!("http://127.0.0.1:{port}/mcp");
    let run = proofmark_in(folder.path(), ["scan", "--format", "json", "--save-capture", "kept", &address]);
    assert_eq!(gaps(&run), Vec::<String>::new());
    assert_eq!(run.status, ExitStatus::Yes, "{}", run.out);
    let kept = folder.path().join("kept/tree/mcp/127.0.0.1");
    for (file, expected) in
        [("tools.json", "get-sum"), ("prompts.json", "simple-prompt"), ("session.json", "streamable-http")]
    {
        assert!(std::fs::read_to_string(kept.join(file)).unwrap().contains(expected), "{file}");
    }
    let again = proofmark_in(folder.path(), ["scan", "--format", "json", "kept"]);
    assert_eq!(again.out, run.out);
}

fn call(address: &str, flags: &[&str]) -> Run {
    let folder = folder(&[]);
    let variables = [("NOTES_TOKEN", "t0ken-that-is-not-to-be-shown"), ("NOTES_ID", "me"), ("NOTES_SECRET", "s3cret")];
    let fixed = ["scan", "--format", "json", "--server-timeout", "10"].into_iter();
    proofmark_with(folder.path(), &variables, fixed.chain(flags.iter().copied()).chain([address]))
}

#[test]
fn a_server_is_called_with_the_credentials_of_the_environment() {
    let (_server, at) = Listening::over_http();
    for (path, flags) in [
        ("/mcp", &[][..]),
        ("/sse", &[]),
        ("/secret/mcp", &["--bearer", "NOTES_TOKEN"]),
        ("/secret/mcp", &["--oauth-issuer", &at, "--oauth-client", "NOTES_ID:NOTES_SECRET", "--oauth-scope", "notes"]),
        ("/keyed/mcp", &["--header", "X-Notes-Key:NOTES_TOKEN"]),
    ] {
        let run = call(&format!("{at}{path}"), flags);
        assert_eq!(run.status, ExitStatus::Yes, "{path} {flags:?}: {}{}", run.out, run.err);
        assert_eq!(report(&run)["summary"]["artifacts"], 1, "{path} {flags:?}: {}", run.out);
        assert!(!run.out.contains("not-to-be-shown"));
    }
}

#[test]
fn a_server_that_does_not_answer_as_it_should_is_a_gap() {
    let (_server, at) = Listening::over_http();
    let mut told = String::new();
    for path in ["/secret/mcp", "/keyed/mcp", "/away/mcp", "/nowhere/mcp", "/big/mcp", "/events/mcp", "/hang/mcp"] {
        let run = call(&format!("{at}{path}"), &["--bearer", "NOTES_SECRET"]);
        assert_eq!(run.status, ExitStatus::Unknown, "{path}: {}", run.out);
        told.extend([path, " ", &gaps(&run).join("\n"), "\n"]);
    }
    insta::assert_snapshot!(told, @r#"
    /secret/mcp mcp/127.0.0.1 broken: it answered with status 401 Unauthorized, asking for `Bearer realm="notes"`; name a credential with `--bearer`, `--header` or `--oauth-issuer`
    /keyed/mcp mcp/127.0.0.1 broken: it answered with status 403 Forbidden; name a credential with `--bearer`, `--header` or `--oauth-issuer`
    /away/mcp mcp/127.0.0.1 broken: it answered with status 307 Temporary Redirect
    /nowhere/mcp mcp/127.0.0.1 broken: it answered with status 404 Not Found
    /big/mcp mcp/127.0.0.1 endless: it sent a message larger than 4194304 bytes
    /events/mcp mcp/127.0.0.1 endless: it sent more than 33554432 bytes in one session
    /hang/mcp mcp/127.0.0.1 no-answer: nothing within 10 seconds while it listed its tools
    "#);
}

#[test]
fn credentials_go_to_the_issuer_that_the_user_named_and_to_nobody_else() {
    let (_server, at) = Listening::over_http();
    let (_other, other) = Listening::over_http();
    let sign_in = ["--oauth-issuer", &other, "--oauth-client", "NOTES_ID:NOTES_SECRET"];
    let run = call(&format!("{at}/secret/mcp"), &sign_in);
    assert_eq!(run.status, ExitStatus::Unknown);
    assert!(run.err.contains("does not trust"), "{}", run.err);
    let wrong = ["--oauth-issuer", &at, "--oauth-client", "NOTES_SECRET:NOTES_SECRET"];
    let run = call(&format!("{at}/secret/mcp"), &wrong);
    assert!(run.err.contains("invalid_client") && !run.err.contains("s3cret"), "{}", run.err);
    let run = call(&format!("{at}/secret/mcp"), &["--bearer", "NOT_SET"]);
    assert!(run.err.contains("the variable `NOT_SET` is not set"), "{}", run.err);
}

#[test]
fn a_person_is_shown_the_command_and_names_but_no_values() {
    let script = root().join("tests/it/servers/hostile.py");
    let folder = folder(&[]);
    let environment = environment();
    let environment: Vec<_> = environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let environment = [environment, vec![("NOTES_KEY", "not-to-be-shown")]].concat();
    let args = ["scan", "--pass-env", "NOTES_KEY", "--stdio", "python3", script.to_str().unwrap(), "pages"];
    for (answer, status) in [("n\n", ExitStatus::Unknown), ("", ExitStatus::Unknown), ("y\n", ExitStatus::Yes)] {
        let run = proofmark_answering(folder.path(), &environment, answer, args);
        assert_eq!(run.status, status, "{answer}: {}", run.err);
        let shown = run.err.replace(script.to_str().unwrap(), "[SCRIPT]");
        assert!(!shown.contains("not-to-be-shown"));
        if answer == "n\n" {
            insta::assert_snapshot!(shown, @r"
            This starts a server:
              python3 [SCRIPT] pages
            in a sandbox, without the network; it is given NOTES_KEY.
            Start it? [y/N] error: `python3 [SCRIPT] pages` was not started
              help: a server runs with what you grant it: add `--run-servers` once you have read the command
            ");
        }
    }
}
