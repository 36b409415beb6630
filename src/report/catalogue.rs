//! The catalogue of rules as Markdown, made from their metadata.

use std::fmt::Write as _;

use crate::rule::{Catalogue, RuleMeta, Threat};

/// A page with a section for each threat class and an anchor for each rule.
pub fn catalogue(rules: &Catalogue) -> String {
    let mut page = String::from(concat!(
        "<!-- Made from the rules' metadata: change it there and run `BLESS=1 cargo test --test it generated`. -->\n\n",
        "# Rules\n\n",
        "What `proofmark scan` looks for. Severity is harm if true: `high` and `critical` mean *block this*. Confidence ",
        "is how often it is true. `proofmark rules explain RULE` tells the same on a terminal.\n",
    ));
    let classes = Threat::ALL.into_iter().map(|threat| (threat, of(rules, threat)));
    let classes: Vec<_> = classes.filter(|(_, rules)| !rules.is_empty()).collect();
    page.push_str("\n| threat | rules |\n|---|---|\n");
    for (threat, rules) in &classes {
        let links: Vec<_> = rules.iter().map(|rule| format!("[{0}](#{0})", rule.id)).collect();
        let _ = writeln!(page, "| [{threat}](#threat-{threat}) | {} |", links.join(", "));
    }
    for (threat, rules) in &classes {
        let _ = writeln!(page, "\n## Threat: {threat}\n\n{}", threat.describe());
        for rule in rules {
            section(&mut page, rule);
        }
    }
    page
}

/// The rules of a class, the worst first.
fn of(rules: &Catalogue, threat: Threat) -> Vec<&RuleMeta> {
    let mut rules: Vec<_> = rules.iter().filter(|rule| rule.threat == threat).collect();
    rules.sort_by_key(|rule| std::cmp::Reverse(rule.severity));
    rules
}

fn section(page: &mut String, rule: &RuleMeta) {
    let codes: Vec<_> = rule.taxonomy.codes().collect();
    let _ = write!(
        page,
        "\n### {}\n\n**{}** · {} · confidence {}\n\n{} {}\n\n{}\n",
        rule.id,
        prose(&rule.title),
        rule.severity,
        rule.confidence,
        prose(&rule.why),
        prose(&rule.fix),
        codes.join(" · "),
    );
    for (number, reference) in rule.references.iter().enumerate() {
        let _ = write!(page, "{}<{reference}>", if number == 0 { "\nSee " } else { ", " });
    }
    if !rule.references.is_empty() {
        page.push_str(".\n");
    }
}

/// A rule's words in Markdown: what would be markup outside of code is escaped.
pub(super) fn prose(text: &str) -> String {
    let escape = |part: &str| part.replace('<', "&lt;").replace('*', "\\*").replace('_', "\\_").replace('[', "\\[");
    let parts = text.split('`').enumerate();
    let parts: Vec<_> = parts.map(|(at, part)| if at % 2 == 0 { escape(part) } else { part.to_owned() }).collect();
    parts.join("`")
}

#[cfg(test)]
mod tests {
    use super::prose;

    #[test]
    fn code_is_left_alone_and_markup_is_escaped() {
        assert_eq!(prose("a <b> `c <d> *` e*"), "a &lt;b> `c <d> *` e\\*");
    }
}
