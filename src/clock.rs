//! The time of a run, decided once at the edge and passed down, so that output can be reproduced.

use jiff::Timestamp;
use jiff::civil::Date;

/// The time that a run is taken to happen at.
#[derive(Debug, Clone, Copy)]
pub struct Clock(Timestamp);

impl Clock {
    /// The time of day, or that of `SOURCE_DATE_EPOCH` (seconds since 1970) where it is given and a number.
    #[expect(clippy::disallowed_methods, reason = "this is where time enters")]
    pub fn new(source_date_epoch: Option<&str>) -> Self {
        let fixed = source_date_epoch.and_then(|text| text.parse().ok()).and_then(|s| Timestamp::from_second(s).ok());
        Self(fixed.unwrap_or_else(Timestamp::now))
    }

    /// The time itself.
    pub const fn now(self) -> Timestamp {
        self.0
    }

    /// Today's date, in UTC.
    pub fn today(self) -> Date {
        self.0.to_zoned(jiff::tz::TimeZone::UTC).date()
    }
}
