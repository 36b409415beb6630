//! What a registry has: repositories below a name, and their tags.

use serde::Deserialize;

use super::registry::next;
use super::{Error, MAX_MANIFEST, Registry, Store as _};
use crate::net;

/// Pages of a list, and entries in all of them.
const MAX_PAGES: usize = 100;
const MAX_ENTRIES: usize = 10_000;
const JSON: &str = "application/json";

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    repositories: Option<Vec<String>>,
    #[serde(default)]
    tags: Option<Vec<String>>,
}

impl Registry {
    /// The repositories whose names are this one's or below it, sorted; this one alone where the registry does not tell.
    pub fn below(&self) -> Result<Vec<String>, Error> {
        let Some(all) = self.pages("/v2/_catalog", |page| page.repositories)? else {
            return Ok(vec![self.repository().to_owned()]);
        };
        let own = self.repository();
        let is = |name: &String| name.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let mut found: Vec<String> = all.into_iter().filter(is).collect();
        found.sort();
        found.dedup();
        Ok(found)
    }

    /// The tags of this repository, sorted; none where there is no such repository. Lists of referrers, which older
    /// registries keep under tags, are left out.
    pub fn tags(&self) -> Result<Vec<String>, Error> {
        let mut tags = self.pages("tags/list", |page| page.tags)?.unwrap_or_default();
        tags.retain(|tag| !tag.starts_with("sha256-"));
        tags.sort();
        tags.dedup();
        Ok(tags)
    }

    /// A list, page by page; `None` where there is none.
    fn pages(&self, path: &str, of: fn(Page) -> Option<Vec<String>>) -> Result<Option<Vec<String>>, Error> {
        let mut url = self.url(path)?;
        let mut entries = Vec::new();
        for _ in 0..MAX_PAGES {
            let Some(answer) = self.read(&url, JSON, MAX_MANIFEST)? else { return Ok(None) };
            let page: Page = serde_json::from_slice(&answer.bytes)
                .map_err(|error| Error::Index { name: url.to_string(), detail: error.to_string() })?;
            entries.extend(of(page).unwrap_or_default());
            match answer.link.as_deref().and_then(next) {
                Some(next) if entries.len() <= MAX_ENTRIES => {
                    let text = url.join(next).map_err(|_| net::Error::Url { text: next.to_owned() })?;
                    url = self.url(text.as_str())?;
                }
                None if entries.len() <= MAX_ENTRIES => return Ok(Some(entries)),
                _ => break,
            }
        }
        Err(Error::LongList { place: self.place(), limit: MAX_ENTRIES })
    }
}
