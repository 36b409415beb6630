//! Reports for GitLab: code quality, which every tier shows, and the security report for static analysis.

mod quality;
mod sast;

pub(super) use quality::write as write_quality;
pub(super) use sast::write as write_sast;

use std::collections::BTreeMap;

use camino::Utf8Path;

use crate::text::visible_line;

/// Names that stay different: GitLab drops all but the first of those with the same one.
#[derive(Default)]
struct Names(BTreeMap<String, usize>);

impl Names {
    /// `name` if it is new, and otherwise something made of it that is.
    fn unique(&mut self, name: String) -> String {
        let seen = self.0.entry(name.clone()).or_default();
        *seen += 1;
        if *seen == 1 { name } else { format!("{name}\0{seen}") }
    }
}

/// A path as GitLab wants it: relative, without `./`.
fn relative(path: &Utf8Path) -> String {
    let path = visible_line(path.as_str());
    let path = path.trim_start_matches("./");
    if path.is_empty() { ".".to_owned() } else { path.to_owned() }
}
