//! What a command needs to run: the system, its interpreter and its own package, and nothing of the user's.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Parts of the system that programs are made of. Of `/etc`, only what libraries read.
const SYSTEM: &[&str] = &[
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/nix/store",
    "/etc/alternatives",
    "/etc/ca-certificates",
    "/etc/gai.conf",
    "/etc/group",
    "/etc/host.conf",
    "/etc/hosts",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/ld.so.preload",
    "/etc/locale.alias",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/nsswitch.conf",
    "/etc/os-release",
    "/etc/passwd",
    "/etc/pki",
    "/etc/protocols",
    "/etc/resolv.conf",
    "/etc/services",
    "/etc/ssl",
    "/etc/timezone",
    "/proc/cpuinfo",
    "/proc/filesystems",
    "/proc/loadavg",
    "/proc/meminfo",
    "/proc/stat",
    "/proc/sys",
    "/proc/uptime",
    "/proc/version",
    "/sys/devices/system",
    "/sys/fs/cgroup",
    "/sys/kernel/mm",
];

/// Files that say that a folder is the root of a package or of an environment.
const MARKERS: &[&str] = &[
    "pyvenv.cfg",
    "package.json",
    "pyproject.toml",
    "setup.py",
    "requirements.txt",
    "go.mod",
    "Cargo.toml",
    "deno.json",
];

/// Names by which managers of interpreters keep their stand-ins.
const SHIMS: &[&str] = &["shims"];

/// What runners keep of packages, below the home.
const CACHES: &[(&str, &[&str])] = &[
    ("pipx", &[".local/share/pipx", ".local/pipx"]),
    ("bunx", &[".bun/install/cache", ".bun/bin"]),
    ("deno", &[".cache/deno"]),
];

/// Symbolic links and interpreters in a row, at most.
const MAX_HOPS: usize = 16;

/// A program as it will be started.
#[derive(Debug, Clone)]
pub struct Program<'a> {
    /// As it was found: absolute, links not followed.
    pub path: &'a Path,
    pub arguments: &'a [String],
    /// The folder that it is started in.
    pub folder: &'a Path,
    /// The user's own home.
    pub home: Option<&'a Path>,
    /// What `PATH` is.
    pub search: &'a str,
    /// Further programs that it runs, by name.
    pub needs: &'a [&'a str],
}

/// Finds a program as a shell would.
pub fn find(name: &str, folder: &Path, search: &str) -> Option<PathBuf> {
    if name.contains('/') {
        return Some(folder.join(name)).filter(|path| path.is_file());
    }
    std::env::split_paths(search).map(|part| folder.join(part).join(name)).find(|path| path.is_file())
}

impl Program<'_> {
    /// What the program may read, sorted.
    pub fn grants(&self) -> Vec<PathBuf> {
        let mut grants: BTreeSet<PathBuf> = SYSTEM.iter().map(PathBuf::from).collect();
        self.follow(self.path, &mut grants, MAX_HOPS);
        let script = self.arguments.iter().find(|argument| !argument.starts_with('-'));
        if let Some(script) = script.map(|script| self.folder.join(script)).filter(|path| is_script(path)) {
            self.follow(&script, &mut grants, MAX_HOPS);
        }
        // A runner has its own mind about which of several versions it takes.
        for folder in std::env::split_paths(self.search) {
            for file in self.needs.iter().map(|name| self.folder.join(&folder).join(name)).filter(|file| file.is_file())
            {
                self.follow(&file, &mut grants, MAX_HOPS);
            }
        }
        let name = self.path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        let caches = CACHES.iter().find(|(runner, _)| *runner == name).map(|(_, caches)| *caches);
        if let (Some(home), Some(caches)) = (self.home, caches) {
            grants.extend(caches.iter().map(|cache| home.join(cache)));
        }
        grants.into_iter().filter(|path| path.exists()).collect()
    }

    /// Grants a file, what it links to, what interprets it, and the packages that they belong to.
    fn follow(&self, file: &Path, grants: &mut BTreeSet<PathBuf>, hops: usize) {
        if hops == 0 {
            return;
        }
        grants.insert(self.package(file));
        if let Ok(target) = std::fs::read_link(file) {
            let target = file.parent().unwrap_or(Path::new("/")).join(target);
            return self.follow(&target, grants, hops - 1);
        }
        // A link may lie further up.
        if let Ok(real) = file.canonicalize()
            && real != file
        {
            self.follow(&real, grants, hops - 1);
        }
        if let Some(interpreter) = self.interpreter(file) {
            self.follow(&interpreter, grants, hops - 1);
        }
    }

    /// What the first line of a script starts.
    fn interpreter(&self, file: &Path) -> Option<PathBuf> {
        let mut head = Vec::new();
        File::open(file).ok()?.take(512).read_to_end(&mut head).ok()?;
        let line = String::from_utf8_lossy(head.strip_prefix(b"#!")?).lines().next()?.trim().to_owned();
        let mut words = line.split_whitespace().filter(|word| !word.starts_with('-'));
        let first = words.next()?;
        match Path::new(first).file_name()?.to_str()? {
            "env" => find(words.next()?, self.folder, self.search),
            _ => Some(PathBuf::from(first)),
        }
    }

    /// The package or environment that a file belongs to, or the file alone. Never the user's home, nor what holds it.
    fn package(&self, file: &Path) -> PathBuf {
        let outermost = file.ancestors().filter(|folder| named(folder, &["node_modules"])).last();
        if let Some(modules) = outermost {
            return modules.to_owned();
        }
        for folder in file.ancestors().skip(1).take_while(|folder| !self.is_private(folder)) {
            if named(folder, SHIMS) {
                return folder.parent().unwrap_or(folder).to_owned();
            }
            let environment = || folder.join("lib/node_modules").is_dir() || has_python(&folder.join("lib"));
            if MARKERS.iter().any(|marker| folder.join(marker).is_file())
                || (file.parent() == Some(&folder.join("bin")) && environment())
            {
                return folder.to_owned();
            }
        }
        match file.parent() {
            Some(folder) if is_script(file) && !self.is_private(folder) => folder.to_owned(),
            _ => file.to_owned(),
        }
    }

    /// Whether a folder holds more than one program's own: the home, what holds it, folders for everybody, and hidden
    /// folders of the home, in which programs keep keys.
    fn is_private(&self, folder: &Path) -> bool {
        let shared = ["/", "/home", "/tmp", "/var", "/var/tmp", "/opt", "/srv", "/etc", "/root", "/mnt", "/Users"];
        shared.iter().any(|name| folder == Path::new(name))
            || self.home.is_some_and(|home| {
                home.starts_with(folder)
                    || (folder.parent() == Some(home)
                        && folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
                        && !SHIMS.iter().any(|shims| folder.join(shims).is_dir()))
            })
    }
}

fn named(folder: &Path, names: &[&str]) -> bool {
    folder.file_name().is_some_and(|name| names.iter().any(|known| name == *known))
}

fn has_python(folder: &Path) -> bool {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.take(4096).any(|entry| entry.file_name().to_string_lossy().starts_with("python"))
}

/// Whether a file is source that an interpreter is given; a key that a command names as its script is none.
fn is_script(path: &Path) -> bool {
    let known = ["js", "mjs", "cjs", "ts", "mts", "py", "pyz", "rb", "sh", "php", "pl", "jar"];
    path.is_file() && path.extension().and_then(|extension| extension.to_str()).is_some_and(|e| known.contains(&e))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        folder
    }

    fn granted(home: &Path, program: &str, arguments: &[&str]) -> Vec<String> {
        let path = home.join(program);
        let arguments: Vec<String> = arguments.iter().map(|word| (*word).to_owned()).collect();
        let program = Program {
            path: &path,
            arguments: &arguments,
            folder: home,
            home: Some(home),
            search: "/usr/bin",
            needs: &[],
        };
        let below = |path: PathBuf| path.strip_prefix(home).ok().map(|path| path.to_string_lossy().into_owned());
        program.grants().into_iter().filter_map(below).collect()
    }

    #[test]
    fn a_server_reads_its_package_and_nothing_else_of_the_home() {
        let home = tree(&[
            ".ssh/id_rsa",
            ".npm/_npx/1/package.json",
            ".pyenv/shims/python3",
            "notes.py",
            "package.json",
            "work/app/node_modules/.bin/server",
            "work/app/node_modules/server/dist/index.js",
            "work/env/pyvenv.cfg",
            "work/env/bin/server",
            "work/loose/server.py",
            ".local/bin/server",
        ]);
        for (program, arguments, expected) in [
            ("work/env/bin/server", &[][..], &["work/env"][..]),
            ("work/env/bin/server", &[".ssh/id_rsa"], &["work/env"]),
            (".local/bin/server", &["work"], &[".local/bin/server"]),
            ("work/app/node_modules/.bin/server", &[], &["work/app/node_modules"]),
            (
                ".local/bin/server",
                &["work/app/node_modules/server/dist/index.js"],
                &[".local/bin/server", "work/app/node_modules"],
            ),
            (".local/bin/server", &["work/loose/server.py"], &[".local/bin/server", "work/loose"]),
            (".local/bin/server", &["notes.py"], &[".local/bin/server", "notes.py"]),
            (".pyenv/shims/python3", &[], &[".pyenv"]),
        ] {
            assert_eq!(granted(home.path(), program, arguments), expected, "{program} {arguments:?}");
        }
    }
}
