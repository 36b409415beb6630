//! Times as tools spell them.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point in time, written as RFC 3339 in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Time(#[cfg_attr(test, schemars(with = "String"))] pub Timestamp);

impl Time {
    /// Reads RFC 3339, or a date and time without a zone, which are taken for UTC: they are off by at most 14 hours.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let naive = || text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
        text.parse::<Timestamp>().ok().or_else(naive).map(Self)
    }

    /// Reads seconds since 1970, with fractions.
    pub fn from_seconds(seconds: f64) -> Option<Self> {
        // Beyond this, milliseconds are not exact; it is the year 9999.
        if !(0.0..253_402_300_800.0).contains(&seconds) {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "the range was just checked")]
        Timestamp::from_millisecond((seconds * 1000.0) as i64).ok().map(Self)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(|_| serde::de::Error::custom("a time is written as 2026-11-20T08:21:32Z"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_the_tools_is_read() {
        for (text, time) in [
            ("2026-11-20T09:00:09.281942", "2026-11-20T09:00:09.281942Z"),
            ("2026-11-20T08:34:11.348Z", "2026-11-20T08:34:11.348Z"),
            ("2026-11-20T10:21:32+02:00", "2026-11-20T08:21:32Z"),
            ("2026-11-20 09:01:56", "2026-11-20T09:01:56Z"),
            ("2026-11-20 09:03:35.567140+00:00", "2026-11-20T09:03:35.56714Z"),
        ] {
            assert_eq!(Time::parse(text).unwrap().to_string(), time);
        }
        assert_eq!(Time::from_seconds(1_795_164_909.634).unwrap().to_string(), "2026-11-20T08:55:09.634Z");
        assert!(Time::parse("yesterday").is_none());
        assert!([f64::NAN, f64::INFINITY, -1.0, 1e300].into_iter().all(|odd| Time::from_seconds(odd).is_none()));
    }
}
