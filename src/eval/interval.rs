//! How far a score may be off.

use serde::{Deserialize, Serialize};

/// A range that holds the true value with a probability, in the unit and direction of the score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Interval {
    pub method: IntervalMethod,
    /// The probability, such as 0.95.
    pub level: f64,
    pub lower: f64,
    pub upper: f64,
}

/// How an interval was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum IntervalMethod {
    /// By proofmark, from the score and the number of samples (Wilson 1927).
    Wilson,
    /// By the tool, from resampling.
    Bootstrap,
    /// From the standard error that the tool states.
    StandardError,
    /// By the tool, which does not say how.
    Reported,
}

/// The quantile of the normal distribution for 95 %.
const Z: f64 = 1.959_963_984_540_054;

impl Interval {
    /// The Wilson score interval at 95 % of a rate over `samples`.
    ///
    /// It stays honest where the usual interval does not: 8 successes of 8 leave a lower bound of 0.68. For means of
    /// values between 0 and 1 that are not all 0 or 1 it is wider than need be. `None` without samples, or for what is
    /// no rate.
    pub fn wilson(rate: f64, samples: u64) -> Option<Self> {
        if samples == 0 || !(0.0..=1.0).contains(&rate) {
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "2^52 samples are never counted")]
        let n = samples as f64;
        let scale = 1.0 + Z * Z / n;
        let centre = (rate + Z * Z / (2.0 * n)) / scale;
        let half = Z / scale * (rate * (1.0 - rate) / n + Z * Z / (4.0 * n * n)).sqrt();
        let (lower, upper) = (rounded((centre - half).max(0.0)), rounded((centre + half).min(1.0)));
        Some(Self { method: IntervalMethod::Wilson, level: 0.95, lower, upper })
    }

    /// Two standard errors around a score; `None` where the tool could not tell one.
    pub fn of_standard_error(score: f64, error: f64) -> Option<Self> {
        let half = Z * error;
        let (lower, upper) = (rounded(score - half), rounded(score + half));
        let usable = error > 0.0 && lower.is_finite() && upper.is_finite();
        usable.then_some(Self { method: IntervalMethod::StandardError, level: 0.95, lower, upper })
    }
}

/// A number to nine decimals: the last bits of a square root differ between machines, and records are compared byte by
/// byte.
pub(super) fn rounded(number: f64) -> f64 {
    let scaled = number * 1e9;
    if scaled.abs() < 1e15 { scaled.round() / 1e9 } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_samples_are_not_believed() {
        let bounds = |rate, samples| Interval::wilson(rate, samples).map(|i| (i.lower, i.upper)).unwrap();
        let near = |(a, b): (f64, f64), (c, d): (f64, f64)| (a - c).abs() < 5e-4 && (b - d).abs() < 5e-4;
        assert!(near(bounds(1.0, 8), (0.6756, 1.0)));
        assert!(near(bounds(0.0, 10), (0.0, 0.2775)));
        // Agresti and Coull 1998, and R's `prop.test(81, 263, correct = FALSE)`.
        assert!(near(bounds(81.0 / 263.0, 263), (0.2553, 0.3662)));
        assert_eq!(Interval::wilson(0.5, 0), None);
        assert_eq!(Interval::wilson(1.5, 10), None);
        assert_eq!(Interval::wilson(f64::NAN, 10), None);
        assert_eq!(Interval::of_standard_error(0.5, 0.0), None);
        assert_eq!(Interval::of_standard_error(0.5, f64::NAN), None);
    }
}
