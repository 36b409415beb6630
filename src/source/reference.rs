//! What the user asks for: a path, or an address of something that is fetched.

use std::convert::Infallible;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// A source as the user named it. Everything that is not clearly an address is a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceRef {
    /// A file or folder here. An archive is one by its content, not by its name.
    Path(PathBuf),
    /// `git+https://host/repo.git@revision#subdirectory=folder`, or a URL whose path ends in `.git`.
    Git(GitRef),
    /// An `http:` or `https:` address of a document, an archive, or a site with well-known documents.
    Url(String),
    /// `mcp+https://host/path`, or an `http:` or `https:` address whose path ends in `/mcp` or `/sse`.
    Mcp(String),
    /// `npm:name@version`; the version may be a range or a tag.
    Npm(PackageRef),
    /// `pypi:name@version`; the version may be a PEP 440 specifier.
    Pypi(PackageRef),
    /// `oci:registry/repository:tag`, or with a digest.
    Oci(String),
    /// `registry:host`, `registry:host/name`, `registry:host/name@version`, where a name is `namespace/server`.
    Registry(RegistryRef),
    /// `scheme:…` of a scheme that nobody here knows.
    Unknown(String),
}

/// A repository, and what of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GitRef {
    /// As `git` takes it.
    pub url: String,
    /// A commit, branch or tag; the default branch where it is not given.
    pub revision: Option<String>,
    /// The folder that is scanned; all of it where it is not given.
    pub subfolder: Option<String>,
}

/// A package of a package registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageRef {
    pub name: String,
    /// A version, a range or a tag; the newest release where it is not given.
    pub version: Option<String>,
}

/// An MCP registry, and what of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryRef {
    /// A host with an optional port, or a URL.
    pub host: String,
    /// The server; all of them where it is not given.
    pub name: Option<String>,
    /// The version; the newest where it is not given.
    pub version: Option<String>,
}

impl SourceRef {
    /// Whether the source is not on this machine.
    pub fn is_remote(&self) -> bool {
        match self {
            Self::Path(_) | Self::Unknown(_) => false,
            Self::Git(git) => !git.is_local(),
            Self::Url(_) | Self::Mcp(_) | Self::Npm(_) | Self::Pypi(_) | Self::Oci(_) | Self::Registry(_) => true,
        }
    }
}

impl FromStr for SourceRef {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        if let Some(address) = text.strip_prefix("git+") {
            return Ok(Self::Git(GitRef::new(address)));
        }
        let Some((scheme, rest)) = text.split_once(':').filter(|(scheme, _)| is_scheme(scheme)) else {
            return Ok(Self::Path(text.into()));
        };
        Ok(match scheme {
            "npm" => Self::Npm(PackageRef::new(rest)),
            "pypi" => Self::Pypi(PackageRef::new(rest)),
            "oci" => Self::Oci(rest.trim_start_matches("//").to_owned()),
            "registry" => Self::Registry(RegistryRef::new(rest)),
            "mcp+http" | "mcp+https" => Self::Mcp(text.trim_start_matches("mcp+").to_owned()),
            "http" | "https" if is_endpoint(text) => Self::Mcp(text.to_owned()),
            "http" | "https" if is_repository(text) => Self::Git(GitRef::new(text)),
            "http" | "https" => Self::Url(text.to_owned()),
            "ssh" | "git" => Self::Git(GitRef::new(text)),
            _ if scheme.contains('@') => Self::Git(GitRef::new(text)),
            _ if rest.starts_with("//") => Self::Unknown(text.to_owned()),
            _ => Self::Path(text.into()),
        })
    }
}

/// Whether the text before a colon names a scheme, or the host of `git@host:repo`; a single letter is a drive.
fn is_scheme(text: &str) -> bool {
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '@');
    text.len() > 1 && text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(known)
}

/// Whether the path of a URL is one that MCP servers answer at.
fn is_endpoint(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    matches!(path.trim_end_matches('/').rsplit_once('/'), Some((_, "mcp" | "sse")))
}

/// Whether the path of a URL names a repository.
fn is_repository(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    camino::Utf8Path::new(path).extension() == Some("git") || path.contains(".git@")
}

impl GitRef {
    /// Splits `url@revision#subdirectory=folder`; a fragment of another form is the revision, as npm writes it.
    fn new(text: &str) -> Self {
        let (address, fragment) = text.split_once('#').map_or((text, None), |(url, rest)| (url, Some(rest)));
        let (mut revision, mut subfolder) = (None, None);
        for part in fragment.into_iter().flat_map(|fragment| fragment.split('&')) {
            match part.strip_prefix("subdirectory=") {
                Some(folder) => subfolder = Some(folder.trim_matches('/').to_owned()),
                None if part.starts_with("egg=") || part.is_empty() => {}
                None => revision = Some(part.to_owned()),
            }
        }
        // An `@` before the path belongs to the user's name.
        let path = address.find("://").map_or(0, |at| at + 3);
        let path = address.get(path..).and_then(|rest| rest.find(['/', ':'])).map_or(0, |at| at + path);
        let (url, at) = match address.rfind('@').filter(|at| *at > path) {
            Some(at) => (address.get(..at), address.get(at + 1..)),
            None => (Some(address), None),
        };
        revision = revision.or_else(|| at.map(str::to_owned)).filter(|revision| !revision.is_empty());
        Self { url: url.unwrap_or(address).to_owned(), revision, subfolder: subfolder.filter(|f| !f.is_empty()) }
    }

    /// Whether the repository lies on this machine.
    pub fn is_local(&self) -> bool {
        self.url.starts_with("file:") || !self.url.contains(':')
    }
}

impl PackageRef {
    /// Splits `name@version`, `@scope/name@version`, `name==version`.
    fn new(text: &str) -> Self {
        let start = usize::from(text.starts_with('@'));
        let at = text.char_indices().find(|(at, c)| *at >= start && matches!(c, '@' | '=' | '<' | '>' | '~' | '!'));
        let (name, version) = match at {
            Some((at, '@')) => (text.get(..at), text.get(at + 1..)),
            Some((at, _)) => (text.get(..at), text.get(at..)),
            None => (Some(text), None),
        };
        let version = version.map(str::trim).filter(|version| !version.is_empty()).map(str::to_owned);
        Self { name: name.unwrap_or(text).trim().to_owned(), version }
    }
}

impl RegistryRef {
    /// Splits `host[/namespace/server[@version]]`; the host may be a URL without a path.
    fn new(text: &str) -> Self {
        let start = text.find("://").map_or(0, |at| at + 3);
        let end = text.get(start..).and_then(|rest| rest.find('/')).map_or(text.len(), |at| at + start);
        let (host, rest) = text.split_at_checked(end).unwrap_or((text, ""));
        let rest = rest.trim_matches('/');
        let (name, version) = rest.split_once('@').map_or((rest, None), |(name, version)| (name, Some(version)));
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Self { host: host.to_owned(), name: given(name), version: version.and_then(given) }
    }
}

/// The reference as it was written, less what may be a password.
impl fmt::Display for SourceRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let version = |version: &Option<String>| version.as_ref().map_or_else(String::new, |v| format!("@{v}"));
        match self {
            Self::Path(path) => write!(f, "{}", path.display()),
            Self::Git(git) => {
                let folder = git.subfolder.as_ref().map_or_else(String::new, |f| format!("#subdirectory={f}"));
                write!(f, "git+{}{}{folder}", without_credentials(&git.url), version(&git.revision))
            }
            Self::Url(url) | Self::Mcp(url) | Self::Unknown(url) => f.write_str(&without_credentials(url)),
            Self::Npm(package) => write!(f, "npm:{}{}", package.name, version(&package.version)),
            Self::Pypi(package) => write!(f, "pypi:{}{}", package.name, version(&package.version)),
            Self::Oci(reference) => write!(f, "oci:{reference}"),
            Self::Registry(registry) => {
                let name = registry.name.as_ref().map_or_else(String::new, |name| format!("/{name}"));
                write!(f, "registry:{}{name}{}", without_credentials(&registry.host), version(&registry.version))
            }
        }
    }
}

/// A URL less its user, its password, and the values of its query: what is shown and stored.
pub fn without_credentials(url: &str) -> String {
    let (url, query) = url.split_once('?').map_or((url, None), |(url, query)| (url, Some(query)));
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let end = rest.find('/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let host = match authority.rsplit_once('@') {
        // The user of an SSH address is part of its name.
        Some((user, host)) if scheme.ends_with("ssh") && !user.contains(':') => format!("{user}@{host}"),
        Some((_, host)) => host.to_owned(),
        None => authority.to_owned(),
    };
    let names = |query: &str| {
        let name = |pair: &str| pair.split_once('=').map_or_else(|| pair.to_owned(), |(name, _)| format!("{name}=…"));
        query.split('&').map(name).collect::<Vec<_>>().join("&")
    };
    format!("{scheme}://{host}{path}{}", query.map_or_else(String::new, |query| format!("?{}", names(query))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_a_path_unless_it_is_clearly_an_address() {
        for path in [".", "a/b", "/a:b/c", "C:\\x", "c:/x", "notes:today.md", "x.mcpb", "1:2"] {
            assert_eq!(path.parse(), Ok(SourceRef::Path(path.into())), "{path}");
        }
        assert_eq!("mailto://x".parse(), Ok(SourceRef::Unknown("mailto://x".into())));
    }

    #[test]
    fn repositories_have_a_revision_and_a_folder() {
        for (text, url, revision, subfolder) in [
            ("git+https://git.example/o/r", "https://git.example/o/r", None, None),
            (
                "git+https://git.example/o/r.git@v1#subdirectory=a/b",
                "https://git.example/o/r.git",
                Some("v1"),
                Some("a/b"),
            ),
            ("https://git.example/o/r.git@feature/x", "https://git.example/o/r.git", Some("feature/x"), None),
            ("https://git.example/o/r.git", "https://git.example/o/r.git", None, None),
            ("git+https://me@git.example/o/r", "https://me@git.example/o/r", None, None),
            ("git+ssh://git@git.example/o/r#semver", "ssh://git@git.example/o/r", Some("semver"), None),
            ("git@git.example:o/r.git@main", "git@git.example:o/r.git", Some("main"), None),
            ("git+./r@v1", "./r", Some("v1"), None),
            ("git+r@v1", "r", Some("v1"), None),
            ("git+file:///srv/r@abc", "file:///srv/r", Some("abc"), None),
        ] {
            let owned = |text: Option<&str>| text.map(str::to_owned);
            let git = GitRef { url: url.into(), revision: owned(revision), subfolder: owned(subfolder) };
            assert_eq!(text.parse(), Ok(SourceRef::Git(git)), "{text}");
        }
    }

    #[test]
    fn packages_have_a_version_a_range_or_nothing() {
        for (text, name, version) in [
            ("npm:left", "left", None),
            ("npm:left@1.2.3", "left", Some("1.2.3")),
            ("npm:@a/b", "@a/b", None),
            ("npm:@a/b@^1", "@a/b", Some("^1")),
            ("pypi:left==1.0", "left", Some("==1.0")),
            ("pypi:left>=1,<2", "left", Some(">=1,<2")),
        ] {
            let package = PackageRef { name: name.into(), version: version.map(str::to_owned) };
            match text.parse() {
                Ok(SourceRef::Npm(found) | SourceRef::Pypi(found)) => assert_eq!(found, package, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn registries_have_a_host_and_perhaps_an_entry() {
        for (text, host, name, version) in [
            ("registry:r.example", "r.example", None, None),
            ("registry:r.example/io.example/notes", "r.example", Some("io.example/notes"), None),
            (
                "registry:https://r.example:8443/io.example/notes@1.0.0",
                "https://r.example:8443",
                Some("io.example/notes"),
                Some("1.0.0"),
            ),
        ] {
            let owned = |text: Option<&str>| text.map(str::to_owned);
            let registry = RegistryRef { host: host.into(), name: owned(name), version: owned(version) };
            assert_eq!(text.parse(), Ok(SourceRef::Registry(registry)), "{text}");
        }
    }

    #[test]
    fn what_may_be_a_secret_is_not_shown() {
        for (text, shown) in [
            ("https://me:word@r.example/a?token=abc&x", "https://r.example/a?token=…&x"),
            ("git+https://token@r.example/o/r@v1", "git+https://r.example/o/r@v1"),
            ("git+ssh://git@r.example/o/r", "git+ssh://git@r.example/o/r"),
        ] {
            let reference: SourceRef = text.parse().unwrap();
            assert_eq!(reference.to_string(), shown);
        }
    }
}
