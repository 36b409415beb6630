//! The ready policies, and a first one of a project's own that is made of them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

/// A policy of `policies/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ready {
    /// One person with one key.
    Minimal,
    /// A collection of skills.
    Skills,
    /// A team without infrastructure.
    Team,
    /// An organisation with CI identities.
    Enterprise,
}

const WAIVERS: (&str, &str) = ("waivers.yaml", include_str!("../../policies/waivers.yaml"));
const PEOPLE: (&str, &str) = ("people.yaml", include_str!("../../policies/people.yaml"));
const REGO: (&str, &str) = ("rego/no-destruction.rego", include_str!("../../policies/rego/no-destruction.rego"));

impl Ready {
    pub const ALL: &[Self] = &[Self::Minimal, Self::Skills, Self::Team, Self::Enterprise];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Minimal => "minimal",
            Self::Skills => "skills",
            Self::Team => "team",
            Self::Enterprise => "enterprise",
        }
    }

    /// The policy as it lies in `policies/`.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Minimal => include_str!("../../policies/minimal.yaml"),
            Self::Skills => include_str!("../../policies/skills.yaml"),
            Self::Team => include_str!("../../policies/team.yaml"),
            Self::Enterprise => include_str!("../../policies/enterprise.yaml"),
        }
    }

    /// The files that it names beside itself, by path, but for keys.
    pub const fn files(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Minimal => &[],
            Self::Skills => &[PEOPLE],
            Self::Team => &[WAIVERS, PEOPLE],
            Self::Enterprise => &[WAIVERS, PEOPLE, REGO],
        }
    }

    /// Whether it is for artifacts of a kind, which is named as `applies.kinds` does.
    pub fn fits(self, kind: &str) -> bool {
        self != Self::Skills || kind == "skill"
    }

    /// The policy for artifacts of one kind, under a name of its own. Whom it trusts stays to be filled in.
    pub fn starter(self, kind: &str, name: &str) -> String {
        let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/')).collect();
        let (mut text, mut applies) = (String::new(), false);
        for line in self.text().lines() {
            if let Some(rest) = line.strip_prefix("applies: { kinds: [") {
                let rest = rest.split_once(']').map_or("", |(_, rest)| rest);
                let _ = write!(text, "applies: {{ kinds: [{kind}]{rest}");
                applies = true;
            } else if let Some(rest) = line.strip_prefix(&format!("metadata: {{ name: {}", self.name())) {
                let _ = write!(text, "metadata: {{ name: \"{name}\"{rest}");
            } else {
                if line.starts_with("verifier:") && !applies {
                    let _ = writeln!(text, "applies: {{ kinds: [{kind}] }}");
                }
                text.push_str(line);
            }
            text.push('\n');
        }
        text
    }

    /// The keys that it names, as `keygen --name` takes them, relative to the policy.
    pub fn keys(self) -> BTreeSet<&'static str> {
        let named = self.text().split("file: ").skip(1).filter_map(|rest| rest.split(".pub").next());
        named.filter(|name| name.starts_with("keys/") && !name.contains([' ', '\n'])).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_starter_is_the_policy_for_one_kind() {
        for ready in Ready::ALL {
            let text = ready.starter("skill", "acme/notes\n\"kit");
            assert_eq!(text.matches("applies: { kinds: [skill]").count(), 1, "{text}");
            assert!(text.contains("metadata: { name: \"acme/noteskit\", version: 1"), "{text}");
            assert_eq!(ready.text().lines().count().max(text.lines().count() - 1), ready.text().lines().count());
        }
        assert_eq!(Ready::Minimal.keys().into_iter().collect::<Vec<_>>(), ["keys/me"]);
        assert_eq!(Ready::Team.keys().len(), 6);
        assert!(Ready::Enterprise.keys().is_empty());
        assert!(!Ready::Skills.fits("mcp"));
    }
}
