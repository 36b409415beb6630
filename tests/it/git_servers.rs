//! Git repositories behind real servers: git's own over HTTPS and SSH, ones that misbehave, and hostile repositories.
#![expect(clippy::unwrap_used, reason = "a test that cannot make its input has failed")]
#![cfg(unix)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use proofmark::cli::ExitStatus;

use crate::git::{CLEAN, NOTES, commit, git};
use crate::harness::{Run, folder, gaps, proofmark_with, report, root};

/// A folder of bare repositories, and a server of them that ends with the test.
struct Served {
    folder: tempfile::TempDir,
    server: Child,
    port: String,
}

impl Served {
    fn new() -> Self {
        let folder = folder(&[("bare/.keep", "")]);
        let request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
                       -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout key.pem -out certificate.pem";
        let made = Command::new("openssl").args(request.split_whitespace()).current_dir(&folder).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let mut server = Command::new("python3")
            .arg(root().join("tests/it/servers/repositories.py"))
            .args(["bare", "certificate.pem", "key.pem"])
            .current_dir(&folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut port = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut port).unwrap();
        Self { folder, server, port: port.trim().to_owned() }
    }

    fn bare(&self, name: &str) -> PathBuf {
        self.folder.path().join("bare").join(name)
    }

    /// A repository with a bad skill in its first commit, tagged `v1`, and in its second, and a clean one in its third.
    fn notes(&self) -> [String; 3] {
        let repo = self.folder.path().join("notes");
        std::fs::create_dir_all(repo.join("skills/notes")).unwrap();
        git(&repo, &["init", "--quiet", "--initial-branch", "main"]);
        let commits = [("README.md", "# Skills\n"), ("README.md", "# More\n"), ("skills/notes/SKILL.md", CLEAN)].map(
            |(file, text)| {
                if file == "README.md" {
                    std::fs::write(repo.join("skills/notes/SKILL.md"), NOTES).unwrap();
                }
                std::fs::write(repo.join(file), text).unwrap();
                commit(&repo, file)
            },
        );
        git(&repo, &["tag", "v1", &commits[0]]);
        git(self.folder.path(), &["clone", "--quiet", "--bare", "notes", "bare/notes.git"]);
        commits
    }

    /// Scans `source`, in which `AT` stands for the server.
    fn scan(&self, source: &str, flags: &[&str]) -> Run {
        let certificate = self.folder.path().join("certificate.pem");
        let path = format!("{}:{}", self.folder.path().join("bin").display(), std::env::var("PATH").unwrap());
        let variables =
            [("PATH", path.as_str()), ("HOME", "/nonexistent"), ("GIT_SSL_CAINFO", certificate.to_str().unwrap())];
        let source = source.replace("AT", &format!("git+https://127.0.0.1:{}", self.port));
        let args = ["scan", "--format", "json"].iter().chain(flags).copied().chain(["--", &source]);
        proofmark_with(self.folder.path(), &variables, args)
    }

    /// An object of a bare repository, by its content.
    fn object(&self, repository: &str, args: &[&str], content: &str) -> String {
        let mut child = Command::new("git")
            .args(args)
            .current_dir(self.bare(repository))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(content.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{args:?} {content}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Makes a tree the only commit of a new branch.
    fn branch(&self, repository: &str, branch: &str, tree: &str) {
        let bare = self.bare(repository);
        let commit = git(&bare, &["commit-tree", "-m", branch, tree]);
        git(&bare, &["update-ref", &format!("refs/heads/{branch}"), &commit]);
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

#[test]
fn a_repository_is_fetched_over_https_at_what_was_asked_for() {
    let served = Served::new();
    let [first, second, third] = served.notes();
    for (rest, commit, status) in [
        ("/plain/notes.git".to_owned(), &third, ExitStatus::Yes),
        ("/plain/notes.git@main".to_owned(), &third, ExitStatus::Yes),
        ("/plain/notes.git@v1".to_owned(), &first, ExitStatus::No),
        ("/plain/notes.git@main~1".to_owned(), &second, ExitStatus::No),
        (format!("/plain/notes.git@{second}"), &second, ExitStatus::No),
        (format!("/plain/notes.git@{}", &second[..9]), &second, ExitStatus::No),
        ("/plain/notes.git@v1#subdirectory=skills/notes".to_owned(), &first, ExitStatus::No),
        (format!("/old/notes.git@{second}"), &second, ExitStatus::No),
    ] {
        let run = served.scan(&format!("AT{rest}"), &["--save-capture", &format!("kept-{}", rest.len())]);
        assert_eq!(run.status, status, "{rest}: {}{}", run.out, run.err);
        let report = report(&run);
        assert_eq!(report["sources"][0]["revision"], **commit, "{rest}");
        assert_eq!(report["summary"]["artifacts"], 1, "{rest}");
        let again = proofmark_with(
            served.folder.path(),
            &[],
            ["scan", "--format", "json", "--offline", &format!("kept-{}", rest.len())],
        );
        assert_eq!(again.out, run.out, "{rest}: a capture scans to the same report");
    }
}

#[test]
fn what_a_server_does_instead_is_told() {
    let served = Served::new();
    served.notes();
    let mut told = String::new();
    for source in [
        "AT/plain/none.git",
        "AT/plain/notes.git@nowhere",
        "AT/plain/notes.git@0123456789",
        "AT/plain/notes.git#subdirectory=nowhere",
        "AT/away/notes.git",
        "AT/garbage/notes.git",
        "AT/page/notes.git",
        "AT/locked/notes.git",
        "AT/hang/notes.git",
    ] {
        let flags: &[&str] = if source.contains("hang") { &["--fetch-timeout", "2"] } else { &[] };
        let run = served.scan(source, flags);
        assert_eq!((run.status, run.out.as_str()), (ExitStatus::Unknown, ""), "{source}");
        told.push_str(&run.err);
    }
    insta::assert_snapshot!(told.replace(&served.port, "PORT"), @r"
    error: cannot fetch from `https://127.0.0.1:PORT/plain/none.git`: repository 'https://127.0.0.1:PORT/plain/none.git/' not found
      help: check the address and the revision; `git ls-remote` shows what there is
    error: cannot fetch from `https://127.0.0.1:PORT/plain/notes.git`: couldn't find remote ref nowhere
      help: check the address and the revision; `git ls-remote` shows what there is
    error: cannot fetch from `https://127.0.0.1:PORT/plain/notes.git`: there is no `0123456789`
      help: check the address and the revision; `git ls-remote` shows what there is
    error: cannot fetch from `https://127.0.0.1:PORT/plain/notes.git`: there is no folder `nowhere`
      help: check the address and the revision; `git ls-remote` shows what there is
    error: cannot fetch from `https://127.0.0.1:PORT/away/notes.git`: unable to access 'https://127.0.0.1:PORT/away/notes.git/': The requested URL returned error: 302
      help: check the address and the revision; `git ls-remote` shows what there is
    error: cannot fetch from `https://127.0.0.1:PORT/garbage/notes.git`: protocol error: bad line length character: �
      help: check the address and the revision; `git ls-remote` shows what there is
    error: cannot fetch from `https://127.0.0.1:PORT/page/notes.git`: couldn't find remote ref HEAD
      help: check the address and the revision; `git ls-remote` shows what there is
    error: cannot fetch from `https://127.0.0.1:PORT/locked/notes.git`: could not read Username for 'https://127.0.0.1:PORT': terminal prompts disabled
      help: it asks who you are: set up a credential helper of git for it, or name it by `git+ssh:`
    error: `https://127.0.0.1:PORT/hang/notes.git` did not answer within 2 seconds
      help: raise `--fetch-timeout`
    ");
}

#[test]
fn a_server_sends_no_more_than_the_limits_allow() {
    let served = Served::new();
    served.notes();
    let bare = served.bare("notes.git");
    // It cannot be packed any smaller, and its pack never becomes whole.
    let mut bytes = 1_u64;
    let noise: String = std::iter::repeat_with(|| {
        bytes = bytes.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        format!("{bytes:016x}")
    })
    .take(1 << 18)
    .collect();
    let write = ["hash-object", "-w", "--stdin"];
    let large = served.object("notes.git", &write, &noise);
    let tree = served.object("notes.git", &["mktree"], &format!("100644 blob {large}\tnoise.txt\n"));
    served.branch("notes.git", "large", &tree);
    let run = served.scan("AT/slow/notes.git@large", &["--max-source-size", "1M"]);
    assert_eq!(run.status, ExitStatus::Unknown);
    assert!(run.err.contains("comes to more than 1048576 bytes\n  help: raise `--max-source-size`"), "{}", run.err);
    // It is packed to next to nothing.
    let zeros = served.object("notes.git", &write, &"0".repeat(4 << 20));
    let tree = served.object("notes.git", &["mktree"], &format!("100644 blob {zeros}\tzeros.txt\n"));
    served.branch("notes.git", "zeros", &tree);
    let run = served.scan("AT/plain/notes.git@zeros", &["--max-source-size", "1M"]);
    assert!(gaps(&report(&run)).ends_with("zeros.txt too-large (the limit is 1048576 bytes in all)"), "{}", run.out);
    // A few trees, each ten times in the next, are a million files.
    let mut tree = git(&bare, &["rev-parse", "main^{tree}"]);
    for _ in 0..6 {
        let rows: String = (0..10).map(|name| format!("040000 tree {tree}\t{name}\n")).collect();
        tree = served.object("notes.git", &["mktree"], &rows);
    }
    served.branch("notes.git", "many", &tree);
    let run = served.scan("AT/plain/notes.git@many", &["--max-files", "100"]);
    assert_eq!(run.status, ExitStatus::Unknown);
    assert!(run.err.contains("bytes\n  help: raise `--max-files`"), "{}", run.err);
}

#[test]
fn nothing_of_a_fetched_repository_runs_or_leads_out() {
    let served = Served::new();
    served.notes();
    let canary = served.folder.path().join("canary");
    let run_it = format!("!touch {}", canary.display());
    let blob = |text: &str| served.object("notes.git", &["hash-object", "-w", "--stdin"], text);
    let tree = |rows: &str| served.object("notes.git", &["mktree", "--missing"], rows);
    let skill = tree(&format!("100644 blob {}\tSKILL.md\n", blob(CLEAN)));
    let hook =
        tree(&format!("100755 blob {}\tpost-checkout\n", blob(&format!("#!/bin/sh\ntouch {}\n", canary.display()))));
    let modules = format!(
        "[submodule \"x\"]\n\tpath = x\n\turl = ext::sh -c 'touch {}'\n\tupdate = {run_it}\n",
        canary.display()
    );
    let config =
        format!("[filter \"evil\"]\n\tsmudge = touch {0}\n[core]\n\tfsmonitor = touch {0}\n", canary.display());
    let rows = [
        format!("100644 blob {}\t.gitattributes\n", blob("* filter=evil diff=evil merge=evil\n")),
        format!("100644 blob {}\t.gitmodules\n", blob(&modules)),
        format!("100644 blob {}\t.lfsconfig\n", blob(&format!("[lfs]\n\turl = file://{}\n", canary.display()))),
        format!("040000 tree {hook}\t.githooks\n"),
        format!("120000 blob {}\tabove\n", blob("../../../../../../etc/passwd")),
        format!("040000 tree {skill}\tnotes\n"),
        format!("120000 blob {}\tpasswords\n", blob("/etc/passwd")),
        format!("160000 commit {}\tx\n", "1".repeat(40)),
    ];
    served.branch("notes.git", "hostile", &tree(&rows.concat()));
    // Names that `git` itself would not check out.
    let crooked = [
        format!("040000 tree {hook}\t..\n"),
        format!("100644 blob {}\tA\n", blob(&config)),
        format!("100644 blob {}\ta\n", blob("other")),
        format!("040000 tree {skill}\tnotes\n"),
    ];
    served.branch("notes.git", "crooked", &tree(&crooked.concat()));
    let mut told = String::new();
    for branch in ["hostile", "crooked"] {
        let run = served.scan(&format!("AT/plain/notes.git@{branch}"), &[]);
        assert_eq!(run.status, ExitStatus::Unknown, "{}{}", run.out, run.err);
        told.extend([&gaps(&report(&run)), "\n"]);
        assert!(!run.out.contains("root:"), "{}", run.out);
    }
    insta::assert_snapshot!(told.replace(&served.port, "PORT"), @r"
    127.0.0.1/PORT/plain/notes/above symlink-outside (to `../../../../../../etc/passwd`)
    127.0.0.1/PORT/plain/notes/passwords symlink-outside (to `/etc/passwd`)
    127.0.0.1/PORT/plain/notes/x unreadable (the submodule 1111111111111111111111111111111111111111 is not fetched)
    127.0.0.1/PORT/plain/notes/../post-checkout unsafe-path (it leads out of the archive)
    127.0.0.1/PORT/plain/notes/a duplicate-name (`A` differs in case or encoding only)
    ");
    assert!(!canary.exists());
}

#[test]
fn over_ssh_the_server_is_asked_and_no_option_is_smuggled() {
    let served = Served::new();
    let [first, ..] = served.notes();
    let bin = served.folder.path().join("bin");
    std::fs::create_dir(&bin).unwrap();
    // What stands for the other machine: it notes how it was called, and runs what it was asked for.
    let log = served.folder.path().join("called");
    let script = format!("#!/bin/sh\necho \"$@\" >>{}\nfor last; do :; done\nexec sh -c \"$last\"\n", log.display());
    std::fs::write(bin.join("ssh"), script).unwrap();
    std::fs::set_permissions(bin.join("ssh"), std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = served.bare("notes.git");
    let path = path.to_str().unwrap();
    for source in [format!("git+ssh://me@git.example{path}@v1"), format!("me@git.example:{path}@v1")] {
        let run = served.scan(&source, &[]);
        assert_eq!(run.status, ExitStatus::No, "{source}: {}{}", run.out, run.err);
        assert_eq!(report(&run)["sources"][0]["revision"], *first);
    }
    let called = std::fs::read_to_string(&log).unwrap();
    assert!(called.lines().all(|line| line.starts_with("-oBatchMode=yes -oPermitLocalCommand=no ")), "{called}");
    let before = called.lines().count();
    for source in [format!("git+ssh://-oProxyCommand=touch{path}"), format!("git+ssh://git.example/-{path}")] {
        let run = served.scan(&source, &[]);
        assert_eq!(run.status, ExitStatus::Unknown, "{source}: {}", run.out);
    }
    let called = std::fs::read_to_string(&log).unwrap();
    assert!(!called.contains("ProxyCommand"), "{called}");
    assert!(Path::new(path).exists() && called.lines().count() <= before + 2);
}
