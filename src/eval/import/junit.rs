//! `JUnit` XML, as every test runner writes it: one record a suite.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Kind;
use crate::eval::input::Content;
use crate::eval::run::{Measure, Run};
use crate::eval::{Benchmark, Category, Direction, Input, Reason, Samples, Time};

const NAME: &str = "junit";

/// Suites within one another, at most.
const MAX_DEPTH: usize = 32;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Outcome {
    #[default]
    Passed,
    Failed,
    Error,
    Skipped,
}

#[derive(Debug, Default)]
struct Tally {
    passed: u64,
    failed: u64,
    errors: u64,
    skipped: u64,
}

/// A suite that is being read.
#[derive(Debug, Default)]
struct Suite {
    name: String,
    /// How many tests it says that it has, those of suites in it included.
    stated: Option<u64>,
    cases: u64,
}

/// A document while it is read.
#[derive(Debug, Default)]
struct Document {
    open: Vec<Suite>,
    case: Option<Outcome>,
    tallies: BTreeMap<String, Tally>,
    times: Vec<Time>,
}

pub(super) fn kind(input: &Input) -> Option<Kind> {
    let Content::Xml(text) = &input.content else { return None };
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                return matches!(tag.local_name().as_ref(), b"testsuites" | b"testsuite").then_some(Kind::Result);
            }
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

pub(super) fn read(input: &Input) -> Result<Run, Reason> {
    let Content::Xml(text) = &input.content else { return Err(Reason::Unknown) };
    let document = Document::read(text)?;
    let mut run = Run::new(NAME, None, "https://github.com/testmoapp/junitxml");
    run.started = document.times.iter().min().copied();
    run.finished = document.times.iter().max().copied();
    for (name, tally) in document.tallies {
        let samples = Samples::new(tally.passed + tally.failed, tally.skipped, tally.errors);
        let benchmark = Benchmark { name, ..Benchmark::default() };
        let metric = ("pass_rate", Direction::Higher);
        run.measures.extend(Measure::rate(Category::Functional, benchmark, metric, tally.passed, samples));
    }
    Ok(run)
}

impl Document {
    fn read(text: &str) -> Result<Self, Reason> {
        let mut reader = Reader::from_str(text);
        let mut document = Self::default();
        let mut depth = 0_usize;
        loop {
            match reader.read_event() {
                Ok(Event::Start(tag)) => {
                    depth += 1;
                    document.open(&tag)?;
                }
                Ok(Event::Empty(tag)) => {
                    document.open(&tag)?;
                    document.close(tag.local_name().as_ref())?;
                }
                Ok(Event::End(tag)) => {
                    depth = depth.saturating_sub(1);
                    document.close(tag.local_name().as_ref())?;
                }
                Ok(Event::Eof) if depth == 0 => return Ok(document),
                Ok(Event::Eof) => return Err(Reason::Truncated("its outermost element is not closed".to_owned())),
                Ok(_) => {}
                Err(error) => return Err(Reason::malformed("JUnit XML", error.to_string())),
            }
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), Reason> {
        match tag.local_name().as_ref() {
            b"testsuite" => {
                if self.open.len() >= MAX_DEPTH {
                    return Err(Reason::malformed(
                        "JUnit XML",
                        format!("more than {MAX_DEPTH} suites within one another"),
                    ));
                }
                let stated = attribute(tag, "tests").and_then(|number| number.parse().ok());
                let name = attribute(tag, "name").filter(|name| !name.is_empty()).unwrap_or_else(|| "tests".to_owned());
                self.times.extend(attribute(tag, "timestamp").and_then(|time| Time::parse(&time)));
                self.open.push(Suite { name, stated, cases: 0 });
            }
            b"testcase" => self.case = Some(Outcome::Passed),
            b"failure" => self.outcome(Outcome::Failed),
            b"error" => self.outcome(Outcome::Error),
            b"skipped" => self.outcome(Outcome::Skipped),
            _ => {}
        }
        Ok(())
    }

    /// An error outweighs a failure: nobody knows how the test would have ended.
    fn outcome(&mut self, outcome: Outcome) {
        if let Some(case) = self.case.as_mut().filter(|case| **case != Outcome::Error) {
            *case = outcome;
        }
    }

    fn close(&mut self, name: &[u8]) -> Result<(), Reason> {
        match name {
            b"testcase" => {
                let Some(outcome) = self.case.take() else { return Ok(()) };
                let suite = self.open.last_mut();
                let name = suite.map_or_else(
                    || "tests".to_owned(),
                    |suite| {
                        suite.cases += 1;
                        suite.name.clone()
                    },
                );
                let tally = self.tallies.entry(name).or_default();
                let counter = match outcome {
                    Outcome::Passed => &mut tally.passed,
                    Outcome::Failed => &mut tally.failed,
                    Outcome::Error => &mut tally.errors,
                    Outcome::Skipped => &mut tally.skipped,
                };
                *counter += 1;
            }
            b"testsuite" => {
                let Some(suite) = self.open.pop() else { return Ok(()) };
                if suite.stated.is_some_and(|stated| stated != suite.cases) {
                    let (name, cases) = (&suite.name, suite.cases);
                    let stated = suite.stated.unwrap_or_default();
                    return Err(Reason::Truncated(format!("`{name}` has {cases} tests and says {stated}")));
                }
                if let Some(outer) = self.open.last_mut() {
                    outer.cases += suite.cases;
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// An attribute as text; no entity but those of XML itself is known.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.try_get_attribute(name).ok()??;
    let text = std::str::from_utf8(&attribute.value).ok()?;
    quick_xml::escape::unescape(text).ok().map(std::borrow::Cow::into_owned)
}
