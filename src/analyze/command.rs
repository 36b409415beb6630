//! What a server's command line runs: the program behind its wrappers, and the package behind its runner.

use crate::artifact::{Launch, Place};

/// A word of a command line and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Word<'a> {
    pub text: &'a str,
    pub place: &'a Place,
}

/// The words that run, wrappers such as `cmd /c`, `env` and `sudo` taken away.
#[derive(Debug)]
pub struct CommandLine<'a> {
    words: Vec<Word<'a>>,
}

/// Where a package comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ecosystem {
    Npm,
    PyPi,
    Image,
}

/// A package that a command line names.
#[derive(Debug, Clone, Copy)]
pub struct Package<'a> {
    pub ecosystem: Ecosystem,
    pub word: Word<'a>,
}

/// Wrappers that are opened, at most.
const MAX_WRAPPERS: usize = 4;

impl<'a> CommandLine<'a> {
    pub fn of(launch: &'a Launch) -> Self {
        let mut words: Vec<Word<'a>> = Vec::new();
        let whole = Word { text: &launch.command, place: &launch.place };
        // A blank in a command without arguments separates words, except in the path of a program.
        let first = launch.command.split_whitespace().next().unwrap_or_default();
        let one = !launch.args.is_empty() || first.contains(['/', '\\']);
        let parts: Vec<Word<'a>> = if one { vec![whole] } else { split(whole).collect() };
        words.extend(parts.into_iter().filter(|word| !word.text.is_empty()));
        words.extend(launch.args.iter().map(|arg| Word { text: &arg.value, place: &arg.place }));
        let mut line = Self { words };
        for _ in 0..MAX_WRAPPERS {
            if !line.unwrap() {
                break;
            }
        }
        line
    }

    /// The program's name, in lower case and without folder and extension.
    pub fn program(&self) -> String {
        program(self.words.first().map_or("", |word| word.text))
    }

    /// The program as written.
    pub(super) fn command(&self) -> Option<Word<'a>> {
        self.words.first().copied()
    }

    pub fn args(&self) -> &[Word<'a>] {
        self.words.get(1..).unwrap_or_default()
    }

    /// Takes one wrapper away; whether there was one.
    fn unwrap(&mut self) -> bool {
        let program = self.program();
        let args = self.args();
        let skip = match program.as_str() {
            "cmd" if args.first().is_some_and(|arg| arg.text.eq_ignore_ascii_case("/c")) => 1,
            "sudo" | "nohup" | "exec" | "command" => 0,
            "env" => args.iter().take_while(|arg| arg.text.contains('=') || arg.text.starts_with('-')).count(),
            _ if is_shell(&program) => {
                let Some(script) = self.script() else { return false };
                // One plain command; what has operators is a script and stays one.
                let plain = !script.text.contains(['|', ';', '&', '`', '<', '>', '$', '\n']);
                if !plain || !script.text.contains(' ') {
                    return false;
                }
                self.words = split(script).collect();
                return true;
            }
            _ => return false,
        };
        let rest: Vec<Word<'a>> = args.iter().skip(skip).copied().collect();
        let opened = !rest.is_empty();
        if opened {
            self.words = match rest.as_slice() {
                [only] => split(*only).collect(),
                _ => rest,
            };
        }
        opened
    }

    /// The script that a shell or an interpreter is given on its command line.
    pub(super) fn script(&self) -> Option<Word<'a>> {
        let program = self.program();
        let takes = |flag: &str| match program.as_str() {
            "node" | "bun" | "ruby" | "perl" => matches!(flag, "-e" | "--eval" | "-p" | "-pe" | "--print"),
            "deno" => flag == "eval",
            "python" | "python3" | "py" => flag == "-c",
            "cmd" => flag.eq_ignore_ascii_case("/c") || flag.eq_ignore_ascii_case("/k"),
            "powershell" | "pwsh" => {
                let flag = flag.to_ascii_lowercase();
                flag == "-c" || (flag.len() >= 2 && ("-command".starts_with(&flag) || is_encoded_flag(&flag)))
            }
            _ if is_shell(&program) => flag.starts_with('-') && !flag.starts_with("--") && flag.ends_with('c'),
            _ => false,
        };
        let args = self.args();
        let at = args.iter().position(|arg| takes(arg.text))?;
        args.get(at + 1).copied()
    }

    /// The package that a runner fetches and starts, if that is what the program is.
    pub fn package(&self) -> Option<Package<'a>> {
        let args = self.args();
        let first = args.first().map_or("", |arg| arg.text);
        let (ecosystem, skip) = match (self.program().as_str(), first) {
            ("npx" | "bunx" | "pnpx", _) => (Ecosystem::Npm, 0),
            ("npm", "exec" | "x") | ("pnpm" | "yarn", "dlx") | ("bun", "x") => (Ecosystem::Npm, 1),
            ("deno", "run") => {
                let word = args.iter().copied().find(|arg| arg.text.starts_with("npm:"))?;
                return Some(Package { ecosystem: Ecosystem::Npm, word });
            }
            ("uvx", _) => (Ecosystem::PyPi, 0),
            ("uv", "tool") if args.get(1).is_some_and(|arg| arg.text == "run") => (Ecosystem::PyPi, 2),
            ("uv", "x") | ("pipx", "run") => (Ecosystem::PyPi, 1),
            ("docker" | "podman" | "nerdctl", "run") => (Ecosystem::Image, 1),
            ("docker" | "podman", _) if args.len() == 1 => (Ecosystem::Image, 0),
            _ => return None,
        };
        let word = named(args.get(skip..).unwrap_or_default(), ecosystem)?;
        Some(Package { ecosystem, word })
    }
}

/// The argument that names the package: by an option, or the first that is none.
fn named<'a>(args: &[Word<'a>], ecosystem: Ecosystem) -> Option<Word<'a>> {
    let mut args = args.iter().copied();
    while let Some(arg) = args.next() {
        match ecosystem {
            Ecosystem::Npm if matches!(arg.text, "-p" | "--package") => return args.next(),
            Ecosystem::PyPi if matches!(arg.text, "--from" | "--spec") => return args.next(),
            _ => {}
        }
        if let Some(value) = ["--package=", "--from=", "--spec="].iter().find_map(|flag| arg.text.strip_prefix(flag)) {
            return Some(Word { text: value, place: arg.place });
        }
        if !arg.text.starts_with('-') {
            return Some(arg);
        }
        if takes_value(arg.text, ecosystem) {
            args.next();
        }
    }
    None
}

/// Whether an option of a runner is followed by its value.
fn takes_value(flag: &str, ecosystem: Ecosystem) -> bool {
    if flag.contains('=') {
        return false;
    }
    match ecosystem {
        Ecosystem::Npm => matches!(flag, "--registry" | "--prefix" | "--cache" | "--userconfig" | "-w" | "--workspace"),
        Ecosystem::PyPi => {
            matches!(
                flag,
                "--with"
                    | "--with-editable"
                    | "-p"
                    | "--python"
                    | "--index"
                    | "--default-index"
                    | "--index-url"
                    | "--extra-index-url"
                    | "-i"
                    | "--pip-args"
                    | "--index-strategy"
                    | "--allow-insecure-host"
                    | "--trusted-host"
                    | "--keyring-provider"
                    | "--find-links"
                    | "-f"
                    | "--constraints"
                    | "--overrides"
                    | "--refresh-package"
                    | "--cache-dir"
                    | "--env-file"
                    | "--directory"
            )
        }
        // Docker has few options without a value.
        Ecosystem::Image => !matches!(
            flag,
            "-i" | "-t"
                | "-d"
                | "-it"
                | "-ti"
                | "-id"
                | "--rm"
                | "--interactive"
                | "--tty"
                | "--detach"
                | "--init"
                | "--privileged"
                | "--read-only"
                | "--no-healthcheck"
                | "--sig-proxy"
                | "-P"
                | "--publish-all"
                | "--quiet"
                | "-q"
                | "--oom-kill-disable"
        ),
    }
}

impl<'a> Package<'a> {
    /// Name and version, or nothing for local paths, foreign schemes and values that are filled in later.
    pub fn split(&self) -> Option<(&'a str, Option<&'a str>)> {
        let text = self.word.text.trim_start_matches("npm:");
        let local = text.starts_with(['.', '/', '~', '<', '%']) || text.contains("${") || text.contains("{{");
        if local || text.is_empty() || self.is_remote() {
            return None;
        }
        let versioned = |name: &'a str, version: &'a str| (name, Some(version).filter(|version| !version.is_empty()));
        Some(match self.ecosystem {
            Ecosystem::Npm => match text.get(1..).and_then(|rest| rest.rsplit_once('@')) {
                Some((_, version)) => versioned(text.get(..text.len() - version.len() - 1)?, version),
                None => (text, None),
            },
            Ecosystem::PyPi => {
                let end = text.find(['=', '@', '<', '>', '~', '!', ' ']).unwrap_or(text.len());
                let (name, version) = (text.get(..end)?, text.get(end..)?);
                let exact = version.strip_prefix("==").or_else(|| version.strip_prefix('@')).unwrap_or_default();
                (name.split('[').next().unwrap_or(name), Some(exact.trim()).filter(|version| !version.is_empty()))
            }
            Ecosystem::Image => match text.split_once('@') {
                Some((name, digest)) => versioned(name, digest),
                None => match text.rsplit_once(':').filter(|(_, tag)| !tag.contains('/')) {
                    Some((name, tag)) => versioned(name, tag),
                    None => (text, None),
                },
            },
        })
    }

    /// Whether it is fetched from a repository or URL rather than a registry.
    pub fn is_remote(&self) -> bool {
        let text = self.word.text;
        text.contains("git+")
            || text.contains("://")
            || ["github:", "gitlab:", "bitbucket:"].iter().any(|host| text.starts_with(host))
    }

    /// Whether the same bytes come every time: an exact version, a commit, or an image tag that is not `latest`.
    pub fn is_pinned(&self) -> bool {
        if self.is_remote() {
            let (source, commit) = self.word.text.rsplit_once(['#', '@']).unwrap_or_default();
            // An archive has no commits; its address says nothing of what is in it.
            let archive = [".tgz", ".tar.gz", ".zip", ".whl"].iter().any(|extension| source.ends_with(extension));
            return !archive
                && commit.len() >= 40
                && commit.get(..40).is_some_and(|c| c.bytes().all(|b| b.is_ascii_hexdigit()));
        }
        let Some((_, version)) = self.split() else { return true };
        version.is_some_and(|version| match self.ecosystem {
            Ecosystem::Image => version != "latest",
            Ecosystem::Npm | Ecosystem::PyPi => {
                version.contains("${")
                    || (version.starts_with(|c: char| c.is_ascii_digit())
                        && version.contains('.')
                        && !version.contains(['*', 'x', '^', '~', '<', '>', '|', ' ', ',']))
            }
        })
    }
}

fn split(word: Word<'_>) -> impl Iterator<Item = Word<'_>> {
    let bare = |text| Word { text, place: word.place };
    word.text.split_whitespace().map(|text| text.trim_matches(['"', '\''])).filter(|text| !text.is_empty()).map(bare)
}

/// The name of a program without folder and extension, in lower case.
fn program(text: &str) -> String {
    let name = text.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase();
    let bare = [".exe", ".cmd", ".bat", ".ps1"].iter().find_map(|extension| name.strip_suffix(extension));
    bare.map_or(name.clone(), str::to_owned)
}

/// Whether a program is a shell.
pub(super) fn is_shell(program: &str) -> bool {
    matches!(program, "sh" | "bash" | "zsh" | "dash" | "ksh" | "fish" | "cmd" | "powershell" | "pwsh" | "ash")
}

/// Whether a flag of PowerShell announces an encoded command; any beginning of the word will do.
pub(super) fn is_encoded_flag(flag: &str) -> bool {
    let flag = flag.to_ascii_lowercase();
    flag.len() >= 2 && (flag == "-ec" || "-encodedcommand".starts_with(&flag))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::Variable;
    use crate::text::Span;

    fn launch(words: &[&str]) -> Launch {
        let place = Place::new(0, Span::default());
        let variable =
            |value: &&str| Variable { name: String::new(), value: (*value).to_owned(), place: place.clone() };
        Launch {
            name: "x".to_owned(),
            command: words[0].to_owned(),
            args: words[1..].iter().map(variable).collect(),
            env: Vec::new(),
            headers: Vec::new(),
            url: None,
            place: place.clone(),
        }
    }

    #[test]
    fn the_package_is_found_behind_wrappers_and_options() {
        for (words, name, pinned) in [
            (&["npx", "-y", "@a/b"][..], "@a/b", false),
            (&["npx", "-y", "@a/b@1.2.3"], "@a/b@1.2.3", true),
            (&["npx", "-y", "a@latest"], "a@latest", false),
            (&["npx -y a@1"], "a@1", false),
            (&["cmd", "/c", "npx", "-y", "a@^1.0.0"], "a@^1.0.0", false),
            (&["C:\\Program Files\\nodejs\\npx.cmd", "--package", "a@1.0.0", "run-a"], "a@1.0.0", true),
            (&["bash", "-lc", "npx -y a"], "a", false),
            (&["env", "A=b", "uvx", "--python", "3.12", "a[x]==1.0"], "a[x]==1.0", true),
            (&["uvx", "--from", "git+https://github.com/o/r", "r"], "git+https://github.com/o/r", false),
            (
                &["uvx", "--from", "git+https://github.com/o/r@0123456789abcdef0123456789abcdef01234567", "r"],
                "git+https://github.com/o/r@0123456789abcdef0123456789abcdef01234567",
                true,
            ),
            (&["uv", "tool", "run", "a>=1"], "a>=1", false),
            (&["docker", "run", "-i", "--rm", "-e", "KEY", "mcp/a"], "mcp/a", false),
            (&["docker", "run", "--rm", "host:5000/a:1.2"], "host:5000/a:1.2", true),
            (&["docker", "run", "a:latest"], "a:latest", false),
            (&["deno", "run", "-A", "npm:a@1.0.0"], "npm:a@1.0.0", true),
        ] {
            let launch = launch(words);
            let line = CommandLine::of(&launch);
            let package = line.package().unwrap_or_else(|| panic!("{words:?} names a package"));
            assert_eq!((package.word.text, package.is_pinned()), (name, pinned), "{words:?}");
        }
    }

    #[test]
    fn programs_that_fetch_nothing_have_no_package() {
        for words in
            [&["node", "index.js"][..], &["uv", "run", "server.py"], &["docker", "compose", "up"], &["npm", "start"]]
        {
            assert!(CommandLine::of(&launch(words)).package().is_none(), "{words:?}");
        }
    }

    #[test]
    fn a_script_on_the_command_line_is_found() {
        for (words, script) in [
            (&["bash", "-c", "a | b"][..], Some("a | b")),
            (&["python3", "-c", "import x"], Some("import x")),
            (&["powershell.exe", "-NoP", "-enc", "SQBFAFgA"], Some("SQBFAFgA")),
            (&["node", "index.js"], None),
            (&["bash", "run.sh"], None),
        ] {
            assert_eq!(CommandLine::of(&launch(words)).script().map(|word| word.text), script, "{words:?}");
        }
    }
}
