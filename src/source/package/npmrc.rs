//! Which registry npm would ask, and with which credentials.

use std::collections::BTreeMap;
use std::path::Path;

use super::ini;
use crate::config::Environment;
use crate::net::Url;
use crate::source::{Error, read_small};

const DEFAULT: &str = "https://registry.npmjs.org/";
/// Bytes of a configuration file, at most.
const MAX_FILE: u64 = 1 << 20;

/// npm's settings: the system's, the user's, and those of the environment, each before the one before it.
pub(super) struct Npmrc {
    settings: BTreeMap<String, String>,
}

impl Npmrc {
    pub(super) fn read(environment: &Environment) -> Result<Self, Error> {
        let named = |name: &str| {
            let own = |key: &str| key.eq_ignore_ascii_case(name);
            environment.iter().find(|(key, value)| own(key) && !value.is_empty()).map(|(_, value)| value.to_owned())
        };
        let system = named("npm_config_globalconfig").map_or_else(
            || {
                let prefix = named("npm_config_prefix").unwrap_or_else(|| "/usr/local".to_owned());
                vec!["/etc/npmrc".to_owned(), format!("{prefix}/etc/npmrc")]
            },
            |path| vec![path],
        );
        let user = named("npm_config_userconfig")
            .or_else(|| environment.first(&["HOME", "USERPROFILE"]).map(|home| format!("{home}/.npmrc")));
        let mut settings = BTreeMap::new();
        for path in system.into_iter().chain(user) {
            let path = Path::new(&path);
            if path.is_file() {
                let text = read_small(path, MAX_FILE)?;
                let read =
                    ini::parse(&text).into_iter().map(|setting| (setting.key, expand(&setting.value, environment)));
                settings.extend(read);
            }
        }
        for (name, value) in environment.iter() {
            let prefix = name.get(..11).filter(|prefix| prefix.eq_ignore_ascii_case("npm_config_"));
            if let Some(key) = prefix.and_then(|_| name.get(11..))
                && !value.is_empty()
            {
                settings.insert(
                    if key.starts_with("//") { key.to_owned() } else { key.to_ascii_lowercase() },
                    value.to_owned(),
                );
            }
        }
        Ok(Self { settings })
    }

    /// The registry of a package: that of its scope, or the default.
    pub(super) fn registry(&self, name: &str) -> Result<Url, Error> {
        let scope = name.split_once('/').map(|(scope, _)| format!("{scope}:registry"));
        let registry = scope.and_then(|key| self.settings.get(&key)).or_else(|| self.settings.get("registry"));
        let text = registry.map_or(DEFAULT, String::as_str);
        let text = if text.ends_with('/') { text.to_owned() } else { format!("{text}/") };
        Ok(text.parse().map_err(|_| crate::net::Error::Url { text })?)
    }

    /// The `Authorization` header for a URL: that of the longest path that the settings name on its host and port.
    pub(super) fn authorization(&self, url: &Url) -> Option<String> {
        let authority = url
            .port()
            .map_or_else(|| url.host_str().map(str::to_owned), |port| Some(format!("{}:{port}", url.host_str()?)))?;
        let mut path = url.path().to_owned();
        loop {
            // The folder, with its slash and without.
            let folder = path.trim_end_matches('/').to_owned();
            for path in [format!("{folder}/"), folder.clone()] {
                let get = |key: &str| self.settings.get(&format!("//{authority}{path}:{key}"));
                if let Some(token) = get("_authToken") {
                    return Some(format!("Bearer {token}"));
                }
                if let Some(basic) = get("_auth") {
                    return Some(format!("Basic {basic}"));
                }
                if let Some((user, password)) = get("username").zip(get("_password")) {
                    let password = data_encoding::BASE64.decode(password.as_bytes()).ok()?;
                    let pair = [user.as_bytes(), b":", &password].concat();
                    return Some(format!("Basic {}", data_encoding::BASE64.encode(&pair)));
                }
            }
            let (above, _) = folder.rsplit_once('/')?;
            above.clone_into(&mut path);
        }
    }
}

/// The registries that npm is set up with, by the names of their settings.
pub(in crate::source) fn registries(environment: &Environment) -> Result<Vec<(String, String)>, Error> {
    let settings = Npmrc::read(environment)?.settings;
    Ok(settings.into_iter().filter(|(key, _)| key == "registry" || key.ends_with(":registry")).collect())
}

/// Replaces `${NAME}` by the variable; as npm does, one that is not set stays as it is.
fn expand(value: &str, environment: &Environment) -> String {
    let mut parts = value.split("${");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('}').and_then(|(name, rest)| Some((environment.get(name)?, rest))) {
            Some((value, rest)) => text.extend([value, rest]),
            None => text.extend(["${", part]),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_for_its_host_and_path_only() {
        let npmrc = Npmrc::read(
            &[
                ("npm_config_//r.example/a/:_authToken", "deep"),
                ("npm_config_//r.example/:_authToken", "flat"),
                ("NPM_CONFIG_REGISTRY", "https://r.example/a"),
                ("npm_config_@acme:registry", "https://acme.example:8443/npm/"),
                ("npm_config_//acme.example:8443/npm/:username", "me"),
                ("npm_config_//acme.example:8443/npm/:_password", "d29yZA=="),
            ]
            .into_iter()
            .collect(),
        )
        .unwrap();
        let authorization = |url: &str| npmrc.authorization(&url.parse().unwrap());
        assert_eq!(authorization("https://r.example/a/left").as_deref(), Some("Bearer deep"));
        assert_eq!(authorization("https://r.example/b/left").as_deref(), Some("Bearer flat"));
        assert_eq!(authorization("https://acme.example:8443/npm/@acme%2fx").as_deref(), Some("Basic bWU6d29yZA=="));
        for other in ["https://r.example:8443/a/left", "https://acme.example/npm/x", "https://xr.example/"] {
            assert_eq!(authorization(other), None, "{other}");
        }
        assert_eq!(npmrc.registry("left").unwrap().as_str(), "https://r.example/a/");
        assert_eq!(npmrc.registry("@acme/left").unwrap().as_str(), "https://acme.example:8443/npm/");
    }

    #[test]
    fn variables_in_values_are_those_of_the_environment() {
        let environment = [("TOKEN", "abc")].into_iter().collect();
        assert_eq!(expand("x${TOKEN}y${OTHER}", &environment), "xabcy${OTHER}");
    }
}
