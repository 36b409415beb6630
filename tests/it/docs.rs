//! Every console block of the README and of `docs/` runs.
//!
//! The blocks of a page run in order, in one shell, in a scratch project; `docs/extend.md` says how they are written.
#![expect(clippy::unwrap_used, reason = "a test that cannot make its input has failed")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::git::{CLEAN, commit, git};
use crate::harness::{assert_current, proofmark, root};

/// What a page finds in its project: a name there, and where that comes from here.
const PROJECT: &[(&str, &str)] = &[
    ("fixtures/demo", "fixtures/demo"),
    ("agent.py", "fixtures/bom/project/py/agent.py"),
    ("requirements.txt", "fixtures/bom/project/requirements.txt"),
    ("my-rules", "tests/it/packs/good"),
    ("runs", "fixtures/eval/deepeval"),
    ("bundle.mcpb", "fixtures/evidence/mcpb/clock.mcpb"),
    ("boms", "fixtures/bom/golden"),
];
/// What ends a line that has to exit with a certain code.
const EXITS: &str = "# exits with ";
/// What follows `console` where a block is not run; a reason has to follow it.
const NOT_RUN: &str = "no-run";

/// A command of a page.
struct Step {
    /// 1-based.
    line: usize,
    command: String,
    /// The exit code that is expected; any answer, yes or no, where it is not said.
    exit: Option<String>,
    /// What it prints on both streams, where the page shows that.
    output: Option<String>,
}

fn pages() -> Vec<PathBuf> {
    let folder = std::fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<_> = folder.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect();
    pages.push(root().join("README.md"));
    pages.sort();
    pages
}

/// The steps of a page, and what is wrong with its blocks.
fn steps(text: &str) -> (Vec<Step>, Vec<String>) {
    let (mut steps, mut mistakes) = (Vec::new(), Vec::new());
    let mut lines = text.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        let Some(info) = line.strip_prefix("```console") else { continue };
        let block: Vec<(usize, &str)> = lines.by_ref().take_while(|(_, line)| *line != "```").collect();
        match info.trim().strip_prefix(NOT_RUN) {
            Some(reason) if reason.trim_start_matches(':').trim().is_empty() => {
                mistakes.push(format!("line {}: a block that is not run says why", at + 1));
            }
            Some(_) => {}
            None if block.iter().any(|(_, line)| line.starts_with("$ ")) => steps.extend(screens(&block)),
            None => steps.extend(commands(&block)),
        }
    }
    (steps, mistakes)
}

/// A block in which each line is a command, and one that ends in `\` goes on.
fn commands(block: &[(usize, &str)]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut open = false;
    for (at, line) in block.iter().filter(|(_, line)| !line.trim().is_empty()) {
        if open {
            let step = steps.last_mut().unwrap();
            let _ = write!(step.command, "\n{line}");
        } else {
            steps.push(step(*at, line, None));
        }
        open = line.ends_with('\\');
    }
    steps
}

/// A block in which `$ ` stands before commands, and what they print below them.
fn screens(block: &[(usize, &str)]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for (at, line) in block {
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (Some(command), _) => steps.push(step(*at, command, Some(String::new()))),
            (None, Some(Step { output: Some(output), .. })) => {
                let _ = writeln!(output, "{line}");
            }
            (None, _) => {}
        }
    }
    steps
}

fn step(at: usize, command: &str, output: Option<String>) -> Step {
    let (command, exit) = match command.rsplit_once(EXITS) {
        Some((command, exit)) => (command.trim_end(), Some(exit.trim().to_owned())),
        None => (command, None),
    };
    Step { line: at + 1, command: command.to_owned(), exit, output }
}

/// The project that a page starts in: a clone of fixtures, committed to git.
fn project(page: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let copy = |name: &str, from: &Path| {
        let to = folder.path().join("project").join(name);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        let copied = Command::new("cp").arg("-R").arg(from).arg(&to).status().unwrap();
        assert!(copied.success(), "{}", from.display());
    };
    for (name, from) in PROJECT {
        copy(name, &root().join(from));
    }
    let own = root().join("fixtures/docs").join(page);
    for entry in std::fs::read_dir(own).into_iter().flatten() {
        let entry = entry.unwrap();
        copy(entry.file_name().to_str().unwrap(), &entry.path());
    }
    let project = folder.path().join("project");
    std::fs::create_dir_all(project.join("skills/notes")).unwrap();
    std::fs::write(project.join("skills/notes/SKILL.md"), CLEAN).unwrap();
    git(&project, &["init", "--quiet", "--initial-branch", "main"]);
    git(&project, &["config", "user.name", "t"]);
    git(&project, &["config", "user.email", "t@t.example"]);
    commit(&project, "first");
    folder
}

/// Runs the steps of a page and says which did not do what the page promises.
fn run(page: &str, steps: &[Step]) -> Vec<String> {
    let folder = project(page);
    let tools = folder.path().join("bin");
    std::fs::create_dir_all(&tools).unwrap();
    let binary = Path::new(env!("CARGO_BIN_EXE_proofmark"));
    std::os::unix::fs::symlink(binary, tools.join("proofmark")).unwrap();
    // From a checkout it is started by cargo; here it is built already.
    let cargo = "#!/bin/sh\nwhile [ \"$1\" != -- ]; do shift; done\nshift\nexec proofmark \"$@\"\n";
    std::fs::write(tools.join("cargo"), cargo).unwrap();
    std::fs::set_permissions(tools.join("cargo"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let mut script = String::new();
    for (index, step) in steps.iter().enumerate() {
        let _ = writeln!(script, "{{\n{}\n}} >../out.{index} 2>&1\necho $? >../exit.{index}", step.command);
    }
    let path = format!("{}:{}", tools.display(), std::env::var("PATH").unwrap());
    let shell = Command::new("sh")
        .args(["-c", &script])
        .current_dir(folder.path().join("project"))
        .env_clear()
        .envs([("PATH", path.as_str()), ("SOURCE_DATE_EPOCH", "1795132800"), ("PROOFMARK_PASSWORD", "a passphrase")])
        .envs([("HOME", folder.path()), ("XDG_CONFIG_HOME", folder.path())])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let read = |name: String| std::fs::read_to_string(folder.path().join(name)).unwrap_or_default();
    let mut mistakes = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        let (exit, output) = (read(format!("exit.{index}")).trim().to_owned(), read(format!("out.{index}")));
        let answered = step.exit.as_ref().map_or(exit == "0" || exit == "1", |expected| *expected == exit);
        let tidy = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_end().to_owned();
        let shown = step.output.as_ref().is_none_or(|expected| tidy(expected) == tidy(&output));
        if !answered || !shown {
            let said = String::from_utf8_lossy(&shell.stderr);
            mistakes.push(format!("line {}: `{}` exits with {exit}:\n{output}{said}", step.line, step.command));
        }
    }
    mistakes
}

#[test]
fn every_console_block_of_the_documentation_runs() {
    let mut all = Vec::new();
    for page in pages() {
        let name = page.file_stem().unwrap().to_str().unwrap().to_owned();
        let (steps, mut mistakes) = steps(&std::fs::read_to_string(&page).unwrap());
        if !steps.is_empty() {
            mistakes.extend(run(&name, &steps));
        }
        all.extend(mistakes.into_iter().map(|mistake| format!("{name}.md {mistake}")));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn a_block_is_read_as_its_page_means_it() {
    let page = "```console\na \\\n  b\n\nc # exits with 2\n```\n```console no-run: network\nd\n```\n```console\n$ e\nout\n```\n";
    let (steps, mistakes) = steps(page);
    let shown: Vec<_> =
        steps.iter().map(|s| (s.line, s.command.as_str(), s.exit.as_deref(), s.output.as_deref())).collect();
    assert_eq!(shown, [(2, "a \\\n  b", None, None), (5, "c", Some("2"), None), (11, "e", None, Some("out\n"))]);
    assert!(mistakes.is_empty());
    assert_eq!(self::steps("```console no-run\nx\n```\n").1.len(), 1);
}

#[test]
fn a_step_that_does_not_do_what_the_page_says_is_told() {
    let (steps, _) =
        steps("```console\ntrue\nexit_code() { return 3; }; exit_code\n```\n```console\n$ echo a\nb\n```\n");
    let mistakes = run("none", &steps);
    assert_eq!(mistakes.len(), 2, "{mistakes:?}");
    assert!(mistakes[0].starts_with("line 3: ") && mistakes[1].starts_with("line 6: "), "{mistakes:?}");
}

#[test]
fn every_link_of_the_book_leads_somewhere() {
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = link.split('#').next().unwrap();
            let there = path.is_empty() || path.contains("://") || page.parent().unwrap().join(path).exists();
            assert!(there, "{} links {link}, which is not there", page.display());
        }
    }
}

/// The reference of all commands, as `docs/commands.md` shows it.
fn reference(command: &mut clap::Command, path: &str, depth: usize, page: &mut String) {
    let path = format!("{path}{}", command.get_name());
    let text = command.clone().bin_name(&path).term_width(100).render_help().to_string();
    let text: Vec<&str> = text.lines().map(str::trim_end).collect();
    let _ = writeln!(page, "\n{} {path}\n\n```text\n{}\n```", "#".repeat(depth.min(4)), text.join("\n").trim_end());
    let below: Vec<String> = command
        .get_subcommands()
        .filter(|sub| !sub.is_hide_set() && sub.get_name() != "help")
        .map(|sub| sub.get_name().to_owned())
        .collect();
    for name in below {
        reference(command.find_subcommand_mut(&name).unwrap(), &format!("{path} "), depth + 1, page);
    }
}

#[test]
fn the_help_of_every_command_is_in_the_book() {
    let mut command = proofmark::cli::command();
    command.build();
    let mut page = "# Commands\n\nMade from the program by `BLESS=1 cargo test --test it the_help`; `--help` says more of each flag.\n\
                    stdout is the answer, stderr the conversation. Every command exits with 0 for yes, 1 for no, 2 for\n\
                    \"could not tell\".\n"
        .to_owned();
    reference(&mut command, "", 2, &mut page);
    assert_current("docs/commands.md", page.as_bytes());
}

#[test]
fn shells_complete_and_manuals_are_written() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = proofmark(["completions", shell]);
        assert!(run.out.contains("proofmark") && run.out.contains("attest"), "{shell}");
        assert_eq!(run.out, proofmark(["completions", shell]).out);
    }
    let page = proofmark(["man"]);
    assert!(page.out.contains(".TH proofmark 1") && !page.out.contains("sandbox"), "{}", page.out);
    let folder = tempfile::tempdir().unwrap();
    proofmark(["man", "--dir", folder.path().to_str().unwrap()]);
    let scan = std::fs::read_to_string(folder.path().join("proofmark-scan.1")).unwrap();
    assert!(scan.contains(".TH proofmark-scan 1") && scan.contains("staged"), "{scan}");
    assert!(folder.path().join("proofmark-bom-diff.1").exists());
    assert!(!folder.path().join("proofmark-conformance.1").exists());
}
