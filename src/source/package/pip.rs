//! Which package indexes pip would ask.

use std::path::Path;

use super::ini;
use crate::config::Environment;
use crate::net::Url;
use crate::source::{Error, read_small};

const DEFAULT: &str = "https://pypi.org/simple/";
/// Bytes of a configuration file, at most.
const MAX_FILE: u64 = 1 << 20;

/// The indexes, the main one first: of the command line, of the environment, of the user's files, of the system's.
pub(super) fn indexes(given: Option<&str>, environment: &Environment) -> Result<Vec<Url>, Error> {
    let (mut main, mut extra) = (DEFAULT.to_owned(), String::new());
    for path in files(environment) {
        let path = Path::new(&path);
        if !path.is_file() {
            continue;
        }
        // What stands for one command goes before what stands for all.
        let mut settings = ini::parse(&read_small(path, MAX_FILE)?);
        settings.retain(|setting| matches!(setting.section.as_str(), "global" | "install" | "download"));
        settings.sort_by_key(|setting| setting.section != "global");
        for setting in settings {
            match setting.key.replace('_', "-").as_str() {
                "index-url" => main = setting.value,
                "extra-index-url" => extra = setting.value,
                _ => {}
            }
        }
    }
    if let Some(url) = environment.get("PIP_INDEX_URL") {
        url.clone_into(&mut main);
    }
    if let Some(urls) = environment.get("PIP_EXTRA_INDEX_URL") {
        urls.clone_into(&mut extra);
    }
    if let Some(url) = given {
        url.clone_into(&mut main);
    }
    let url = |text: &str| {
        let text = if text.ends_with('/') { text.to_owned() } else { format!("{text}/") };
        text.parse().map_err(|_| Error::from(crate::net::Error::Url { text }))
    };
    std::iter::once(main.as_str()).chain(extra.split_whitespace()).map(url).collect()
}

/// Where pip keeps its settings, those that count less first.
fn files(environment: &Environment) -> Vec<String> {
    let home = environment.first(&["HOME", "USERPROFILE"]);
    let below = |folder: &str, path: &str| format!("{folder}/{path}");
    let config = environment.get("XDG_CONFIG_HOME").map(str::to_owned);
    let config = config.or_else(|| home.map(|home| below(home, ".config")));
    let mut files = vec!["/etc/xdg/pip/pip.conf".to_owned(), "/etc/pip.conf".to_owned()];
    files.extend(home.map(|home| below(home, ".pip/pip.conf")));
    files.extend(config.map(|config| below(&config, "pip/pip.conf")));
    files.extend(environment.get("APPDATA").map(|data| below(data, "pip/pip.ini")));
    files.extend(environment.get("PIP_CONFIG_FILE").map(str::to_owned));
    files
}

/// A URL without its user and password, and the header that carries them instead.
pub(in crate::source) fn sign_in(mut url: Url) -> (Url, Option<String>) {
    if url.username().is_empty() && url.password().is_none() {
        return (url, None);
    }
    let decoded = |text: &str| percent_encoding::percent_decode_str(text).collect::<Vec<u8>>();
    let pair = [decoded(url.username()), b":".to_vec(), decoded(url.password().unwrap_or_default())].concat();
    // Only a URL that cannot have them refuses.
    let _ = (url.set_username(""), url.set_password(None));
    (url, Some(format!("Basic {}", data_encoding::BASE64.encode(&pair))))
}
