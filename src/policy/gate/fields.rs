//! What whoever promotes has to say, and days that have to have come.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Asked;
use super::findings::Presence;
use crate::policy::decision::Status;

/// Whether each of these has to be said.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(transparent)]
pub(in crate::policy) struct Fields(pub(in crate::policy) BTreeMap<Field, Presence>);

/// What can be said about a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// Why.
    Reason,
    /// What to use instead.
    Alternative,
    /// The day on which it ends, as `YYYY-MM-DD`.
    Sunset,
    /// The advisory that says what is wrong.
    Advisory,
}

impl Fields {
    /// What has to be said, and is not.
    pub(in crate::policy) fn unsaid(&self, said: &BTreeMap<Field, String>) -> Vec<Field> {
        let required = self.0.iter().filter(|(_, presence)| **presence == Presence::Required).map(|(field, _)| *field);
        required.filter(|field| said.get(field).is_none_or(|value| value.trim().is_empty())).collect()
    }
}

impl Field {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reason => "reason",
            Self::Alternative => "alternative",
            Self::Sunset => "sunset",
            Self::Advisory => "advisory",
        }
    }
}

/// A day that has to have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(in crate::policy) enum After {
    /// The sunset that the deprecation announced.
    Sunset,
}

/// Asks what whoever promotes has said.
pub(super) fn ask(asked: &mut Asked<'_>, rule: &Fields) {
    let input = asked.input;
    let sunset = input.fields.get(&Field::Sunset).map(|value| value.trim()).filter(|value| !value.is_empty());
    if let Some(value) = sunset.filter(|value| rule.0.contains_key(&Field::Sunset) && day(value).is_none()) {
        let message = format!("`{value}` is no day");
        asked.say("PMG-FIELDS", Status::Fail, message).fix("write `--sunset YYYY-MM-DD`");
    }
    let missing = rule.unsaid(&input.fields);
    if missing.is_empty() {
        asked.say("PMG-FIELDS", Status::Pass, "everything that has to be said is said");
    } else {
        let names: Vec<&str> = missing.iter().map(|field| field.name()).collect();
        let flags: Vec<String> = missing.iter().map(|field| format!("--{} TEXT", field.name())).collect();
        let message = format!("it is not said: {}", names.join(", "));
        asked.say("PMG-FIELDS", Status::Fail, message).fix(format!("add `{}`", flags.join(" ")));
    }
}

/// Asks whether the announced day has come.
pub(super) fn ask_after(asked: &mut Asked<'_>, rule: After) {
    let After::Sunset = rule;
    let sunset = asked.input.history.as_ref().and_then(|history| history.sunset.as_deref());
    let today = asked.input.now.0.to_zoned(jiff::tz::TimeZone::UTC).date();
    match sunset.map(|text| (text, day(text))) {
        Some((_, Some(sunset))) if today >= sunset => {
            asked.say("PMG-AFTER", Status::Pass, format!("its sunset was on {sunset}"));
        }
        Some((_, Some(sunset))) => {
            asked.say("PMG-AFTER", Status::Fail, format!("its sunset is on {sunset}")).fix("wait until then");
        }
        Some((text, None)) => {
            asked.say("PMG-AFTER", Status::Error, format!("its sunset `{text}` is no day"));
        }
        None => {
            asked
                .say("PMG-AFTER", Status::Fail, "no sunset was announced")
                .fix("deprecate it with `--sunset YYYY-MM-DD`");
        }
    }
}

fn day(text: &str) -> Option<jiff::civil::Date> {
    text.parse().ok().filter(|_| text.len() == 10)
}
