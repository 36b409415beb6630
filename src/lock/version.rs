//! Whether a version says what has changed (<https://semver.org/>).

use semver::Version;
use serde::Serialize;

/// How far a version has to move. From least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// The words changed.
    Patch,
    /// Something came that nobody has to know.
    Minor,
    /// Something that worked no longer does.
    Major,
}

impl Step {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// The versions of an artifact that declares one, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Bump {
    pub old: String,
    pub new: String,
    /// What the changes call for.
    pub needed: Step,
    /// Whether the new version says so; what is no semantic version says enough by being another.
    pub sufficient: bool,
}

impl Bump {
    /// Judges the step from one version to another.
    pub(super) fn new(old: &str, new: &str, needed: Step) -> Self {
        let sufficient = match (parse(old), parse(new)) {
            (Some(before), Some(after)) => step(&before, &after).is_some_and(|given| given >= needed),
            _ => old != new,
        };
        Self { old: old.to_owned(), new: new.to_owned(), needed, sufficient }
    }

    /// What is wrong with it, as a clause.
    pub(super) fn message(&self) -> String {
        let needed = self.needed.name();
        if self.old == self.new {
            return format!("is still version {}, and its changes call for a new {needed} version", self.new);
        }
        let back = matches!((parse(&self.old), parse(&self.new)), (Some(old), Some(new)) if new < old);
        let verb = if back { "went back" } else { "went" };
        format!("{verb} from version {} to {}, and its changes call for a new {needed} version", self.old, self.new)
    }
}

/// A version, with the `v` and the missing parts that people write.
fn parse(text: &str) -> Option<Version> {
    let text = text.trim().trim_start_matches(['v', 'V']);
    let dots = text.split(['-', '+']).next().unwrap_or_default().matches('.').count();
    let full = match dots {
        0 => format!("{text}.0.0"),
        1 => format!("{text}.0"),
        _ => text.to_owned(),
    };
    Version::parse(&full).ok()
}

/// How far a version moved; nothing, where it stayed or went back. Before 1.0 the minor number counts as the major one,
/// as Cargo and npm read it.
fn step(old: &Version, new: &Version) -> Option<Step> {
    if new <= old {
        return None;
    }
    let major = new.major != old.major || (old.major == 0 && new.minor != old.minor);
    Some(match () {
        () if major => Step::Major,
        () if new.minor != old.minor || old.major == 0 => Step::Minor,
        () => Step::Patch,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_says_what_has_changed_or_it_does_not() {
        for (old, new, needed, sufficient) in [
            ("1.2.3", "2.0.0", Step::Major, true),
            ("1.2.3", "1.3.0", Step::Major, false),
            ("1.2.3", "1.3.0", Step::Minor, true),
            ("1.2.3", "1.2.4", Step::Minor, false),
            ("1.2.3", "1.2.4", Step::Patch, true),
            ("1.2.3", "1.2.3", Step::Patch, false),
            ("2.0.0", "1.9.0", Step::Patch, false),
            ("0.1.0", "0.2.0", Step::Major, true),
            ("0.1.0", "0.1.1", Step::Major, false),
            ("0.1.0", "0.1.1", Step::Minor, true),
            ("v1", "v2", Step::Major, true),
            ("1.0.0-rc.1", "1.0.0", Step::Patch, true),
            ("tuesday", "wednesday", Step::Major, true),
            ("tuesday", "tuesday", Step::Patch, false),
        ] {
            assert_eq!(Bump::new(old, new, needed).sufficient, sufficient, "{old} to {new}");
        }
    }
}
