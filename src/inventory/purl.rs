//! Package URLs, written and read (<https://github.com/package-url/purl-spec>).

use ::purl::GenericPurl;
use serde::{Deserialize, Serialize};

use super::id::escape;

/// The types of package URLs that are made here. MCP servers, skills and most models have none of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Ecosystem {
    Cargo,
    Generic,
    Github,
    Golang,
    HuggingFace,
    Maven,
    Npm,
    NuGet,
    Oci,
    PyPi,
}

impl Ecosystem {
    /// The type of the package URL.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cargo => "cargo",
            Self::Generic => "generic",
            Self::Github => "github",
            Self::Golang => "golang",
            Self::HuggingFace => "huggingface",
            Self::Maven => "maven",
            Self::Npm => "npm",
            Self::NuGet => "nuget",
            Self::Oci => "oci",
            Self::PyPi => "pypi",
        }
    }

    /// The name as its registry compares names.
    fn normal(self, name: &str) -> String {
        match self {
            Self::PyPi => name.to_ascii_lowercase().replace(['_', '.'], "-"),
            Self::Github | Self::Npm | Self::Oci => name.to_lowercase(),
            _ => name.to_owned(),
        }
    }
}

/// The package URL of `name`, which holds its namespace before the last `/`, as in `@scope/package`.
///
/// An image is named with its registry, as in `ghcr.io/acme/server`, and its version is its digest; a tag is the
/// qualifier `tag`. Qualifiers without a value are left out; they are sorted.
pub fn purl(ecosystem: Ecosystem, name: &str, version: Option<&str>, qualifiers: &[(&str, &str)]) -> String {
    let name = ecosystem.normal(name);
    let mut all: Vec<(&str, &str)> = qualifiers.iter().copied().filter(|(_, value)| !value.is_empty()).collect();
    let path = if ecosystem == Ecosystem::Oci {
        if name.contains('/') {
            all.push(("repository_url", &name));
        }
        name.rsplit('/').next().unwrap_or(&name)
    } else {
        &name
    };
    all.sort_unstable();
    let segments: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(|part| escape(part, "")).collect();
    let mut purl = format!("pkg:{}/{}", ecosystem.name(), segments.join("/"));
    if let Some(version) = version.filter(|version| !version.is_empty()) {
        purl.push('@');
        purl.push_str(&escape(version, ""));
    }
    for (index, (key, value)) in all.into_iter().enumerate() {
        purl.push(if index == 0 { '?' } else { '&' });
        purl.push_str(key);
        purl.push('=');
        purl.push_str(&escape(value, "/:"));
    }
    purl
}

/// A package URL that follows the specification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purl(GenericPurl<String>);

impl Purl {
    /// Reads a package URL, or says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        text.parse::<GenericPurl<String>>().map(Self).map_err(|error| error.to_string())
    }

    /// The type, such as `npm`.
    pub fn kind(&self) -> &str {
        self.0.package_type()
    }

    /// The value of a qualifier, such as `repository_url`.
    pub fn qualifier(&self, name: &str) -> Option<&str> {
        self.0.qualifiers().get(name)
    }

    pub fn version(&self) -> Option<&str> {
        self.0.version()
    }

    /// Namespace and name as the ecosystem writes them: `@scope/name`, `group:artifact`, `owner/model`.
    pub fn full_name(&self) -> String {
        let separator = if self.kind() == "maven" { ":" } else { "/" };
        match self.0.namespace() {
            Some(namespace) => format!("{namespace}{separator}{}", self.0.name()),
            None => self.0.name().to_owned(),
        }
    }

    /// What stays the same from version to version: type, namespace, name and path within.
    pub fn identity(&self) -> String {
        let path = self.0.subpath().map(|path| format!("#{path}")).unwrap_or_default();
        format!("pkg:{}/{}{path}", self.kind(), self.full_name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn package_urls_are_those_of_the_specification() {
        for (made, expected) in [
            (purl(Ecosystem::Npm, "@acme/mcp", Some("1.0.0"), &[]), "pkg:npm/%40acme/mcp@1.0.0"),
            (purl(Ecosystem::PyPi, "Zope.Interface_x", None, &[]), "pkg:pypi/zope-interface-x"),
            (
                purl(Ecosystem::Oci, "ghcr.io/acme/k8s", Some("sha256:ab"), &[("tag", "2.1.0")]),
                "pkg:oci/k8s@sha256%3Aab?repository_url=ghcr.io/acme/k8s&tag=2.1.0",
            ),
            (purl(Ecosystem::HuggingFace, "Qwen/Qwen3-32B", None, &[]), "pkg:huggingface/Qwen/Qwen3-32B"),
            (purl(Ecosystem::Golang, "github.com/a/b", Some("v1.0.0+x"), &[]), "pkg:golang/github.com/a/b@v1.0.0%2Bx"),
        ] {
            assert_eq!(made, expected);
        }
    }

    #[test]
    fn a_package_url_is_read_or_its_mistake_is_named() {
        let purl = Purl::parse("pkg:npm/%40modelcontextprotocol/server-github@2025.4.8").unwrap();
        assert_eq!(purl.full_name(), "@modelcontextprotocol/server-github");
        assert_eq!(purl.version(), Some("2025.4.8"));
        assert_eq!(purl.identity(), "pkg:npm/@modelcontextprotocol/server-github");
        for (bad, why) in [("not a purl", "URL scheme must be pkg"), ("pkg:huggingface", "field"), ("pkg:/name", "")] {
            assert!(Purl::parse(bad).unwrap_err().contains(why), "{:?}", Purl::parse(bad));
        }
    }
}
