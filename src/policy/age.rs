//! Lengths of time as policies write them.

use std::fmt;
use std::str::FromStr;

use jiff::SignedDuration;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A length of time: a whole number and a unit, such as `90m`, `24h`, `7d`, `4w`.
///
/// There are no months and years: nobody agrees on how long they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Age {
    seconds: i64,
}

/// Ten years; more is a slip of the finger.
const MAX_SECONDS: i64 = 3_660 * 86_400;

impl Age {
    pub const fn days(days: i64) -> Self {
        Self { seconds: days * 86_400 }
    }

    pub const fn duration(self) -> SignedDuration {
        SignedDuration::from_secs(self.seconds)
    }
}

impl FromStr for Age {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no length of time, as in 90m, 24h, 7d, 4w");
        let (digits, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(wrong)?;
        let scale = match unit {
            "m" => 60,
            "h" => 3_600,
            "d" => 86_400,
            "w" => 604_800,
            _ => return Err(wrong()),
        };
        // `parse` takes a sign.
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        let number = digits.parse::<i64>().ok().filter(|number| plain && *number > 0).ok_or_else(wrong)?;
        let seconds = number.checked_mul(scale).filter(|seconds| *seconds <= MAX_SECONDS);
        seconds.map(|seconds| Self { seconds }).ok_or_else(|| format!("`{text}` is more than ten years"))
    }
}

impl fmt::Display for Age {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, unit) = match self.seconds {
            seconds if seconds % 86_400 == 0 => (seconds / 86_400, "day"),
            seconds if seconds % 3_600 == 0 => (seconds / 3_600, "hour"),
            seconds => (seconds / 60, "minute"),
        };
        write!(f, "{number} {unit}{}", if number == 1 { "" } else { "s" })
    }
}

impl Serialize for Age {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}m", self.seconds / 60))
    }
}

impl<'de> Deserialize<'de> for Age {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_of_time_has_a_unit() {
        for (text, shown) in [("7d", "7 days"), ("24h", "1 day"), ("90m", "90 minutes"), ("2w", "14 days")] {
            assert_eq!(text.parse::<Age>().unwrap().to_string(), shown);
        }
        for text in ["", "d", "7", "0d", "-1d", "+1d", "1.5d", "7 d", "1y", "7D", "99999999999999999999d", "600w", "7é"]
        {
            assert!(text.parse::<Age>().is_err(), "{text}");
        }
    }
}
