//! What evaluations measured, as a predicate of our own: a test result of in-toto's knows neither intervals nor samples.

use super::Predicate;
use crate::eval::{Evaluation, SCHEMA};

impl Predicate for Evaluation {
    fn predicate_type(&self) -> &str {
        SCHEMA
    }
}
