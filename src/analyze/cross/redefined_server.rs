//! A name that stands for one server in one configuration and for another in the next.

use std::collections::BTreeMap;

use super::scope::{self, Level};
use super::{CrossRule, Remarked, Remarks, Scopes, Server};
use crate::analyze::heuristic;
use crate::rule::Severity;

/// Speaks for `conflicting-server` where the configurations are files of their own.
pub(super) const RULE: CrossRule = CrossRule { meta: heuristic::CONFLICTING_SERVER, check };

/// The first server of each name, by whose configuration it stands in.
type Known<'b> = BTreeMap<(usize, &'b Level, String), &'b Server>;

fn check(scopes: &Scopes<'_>, remarks: &mut Remarks<'_>) {
    let mut known: Known<'_> = BTreeMap::new();
    for (brief, level, servers) in &scopes.configs {
        for server in *servers {
            known.entry((brief.source, level, server.named.name.to_lowercase())).or_insert(server);
        }
    }
    for (brief, level, servers) in &scopes.configs {
        for server in *servers {
            let name = server.named.name.to_lowercase();
            let differs =
                |other: &&&Server| other.package != server.package && other.named.spot.path != server.named.spot.path;
            let remark = |message: String| Remarked::new(brief, &server.named, message);
            if let Some(first) = known.get(&(brief.source, *level, name.clone())).filter(differs) {
                let message = format!("`{}` is another server in `{}`", server.named.name, first.named.spot.path);
                remarks.add(remark(message).severity(Severity::Low).related(&first.named, "first defined here"));
            } else if let Some(user) = users(&known, brief.source, level, &name).filter(|user| differs(&user)) {
                let message = format!("the project makes `{}` another server than the user's", server.named.name);
                remarks.add(remark(message).severity(Severity::Medium).related(&user.named, "the user's"));
            }
        }
    }
}

/// The server of this name that the user of a project has.
fn users<'b>(known: &Known<'b>, source: usize, level: &Level, name: &str) -> Option<&'b Server> {
    let Level::Project(folder) = level else { return None };
    let levels: Vec<Level> = scope::above(folder).map(|home| Level::User(home.to_owned())).collect();
    levels
        .iter()
        .find_map(|level| {
            known
                .range((source, level, name.to_owned())..)
                .next()
                .filter(|((s, l, n), _)| *s == source && *l == level && n == name)
        })
        .map(|(_, server)| *server)
}
