//! Package URLs (<https://github.com/package-url/purl-spec>).

use ::purl::GenericPurl;

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
