//! Two servers of one capture offer a tool of the same name.

use std::collections::BTreeMap;

use super::{Brief, CrossRule, Named, Remarked, Remarks, Scopes, plain};
use crate::analyze::heuristic;
use crate::rule::Severity;

/// Speaks for `shadowed-tools` where the servers stand in files of their own.
pub(super) const RULE: CrossRule = CrossRule { meta: heuristic::SHADOWED_TOOLS, check };

fn check(scopes: &Scopes<'_>, remarks: &mut Remarks<'_>) {
    for servers in scopes.captures.values() {
        let mut first: BTreeMap<String, (&str, &Named)> = BTreeMap::new();
        let tools =
            servers.iter().flat_map(|(server, captured)| captured.tools.iter().map(move |tool| (*server, *tool)));
        for (server, (brief, tool)) in tools {
            let key = plain(&tool.name);
            if key.is_empty() {
                continue;
            }
            match first.get(&key) {
                None => {
                    first.insert(key, (server, tool));
                }
                Some((other, _)) if *other == server => {}
                Some((other, earlier)) => remarks.add(remark(brief, tool, other, earlier)),
            }
        }
    }
}

fn remark<'b>(brief: &'b Brief, tool: &'b Named, other: &str, earlier: &'b Named) -> Remarked<'b> {
    let message = format!("`{other}` offers a tool like `{}`", tool.name);
    // Spelt alike is chance or fashion; made to look alike is neither.
    let disguised = !(tool.name.is_ascii() && earlier.name.is_ascii()) && tool.name != earlier.name;
    let severity = if disguised { Severity::High } else { Severity::Low };
    Remarked::new(brief, tool, message).severity(severity).related(earlier, "the other one")
}
