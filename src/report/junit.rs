//! JUnit XML, which every CI system reads: a suite for each artifact, a case for each rule that found something in it.
//!
//! A case fails where its findings are a no. What is below the threshold is a case that passes and says what was found.

use std::collections::BTreeMap;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{Beside, Report, grouped, words};
use crate::finding::Finding;
use crate::text::visible_line;

/// What became of a case.
enum Ending {
    Passed,
    /// Passed, with lines that say what was found.
    Noted(Vec<String>),
    Failed {
        rule: String,
        message: String,
        lines: Vec<String>,
    },
    /// Could not be told.
    Error {
        reason: &'static str,
        message: String,
    },
    Skipped(String),
}

struct Case {
    name: String,
    ending: Ending,
}

struct Suite {
    name: String,
    cases: Vec<Case>,
}

pub(super) fn write(report: &Report<'_>, beside: &Beside<'_>, out: &mut dyn Write) -> io::Result<()> {
    let suites = suites(report);
    let time = beside.time.map(|time| time.strftime("%Y-%m-%dT%H:%M:%S").to_string());
    let mut text: Vec<u8> = Vec::new();
    let mut writer = Writer::new_with_indent(&mut text, b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let cases = || suites.iter().flat_map(|suite| &suite.cases);
    let [failed, errors, _] = counts(cases());
    writer
        .create_element("testsuites")
        .with_attribute(("name", "proofmark"))
        .with_attribute(("tests", cases().count().to_string().as_str()))
        .with_attribute(("failures", failed.to_string().as_str()))
        .with_attribute(("errors", errors.to_string().as_str()))
        .write_inner_content(|writer| suites.iter().try_for_each(|one| suite(writer, one, time.as_deref())))?;
    text.push(b'\n');
    out.write_all(&text)
}

/// Gaps first, then the artifacts in the order of the report.
fn suites(report: &Report<'_>) -> Vec<Suite> {
    let mut found: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in report.findings() {
        found.entry(finding.artifact.as_str()).or_default().push(finding);
    }
    let mut hidden: BTreeMap<&str, Vec<Case>> = BTreeMap::new();
    for one in &report.outcome.suppressed {
        let place = words::place(&one.finding.location);
        let name = format!("{} at {place}", one.finding.rule);
        let ending = Ending::Skipped(format!("{}: {}", one.by.name(), words::suppression(&one.by)));
        hidden.entry(one.finding.artifact.as_str()).or_default().push(Case { name, ending });
    }
    let mut suites = vec![Suite { name: "what could be read".to_owned(), cases: gaps(report) }];
    for artifact in &report.outcome.artifacts {
        let id = artifact.id.as_str();
        let mut cases = of_artifact(report, &found.remove(id).unwrap_or_default());
        cases.extend(hidden.remove(id).unwrap_or_default());
        let name = format!("{} {} ({})", artifact.kind.name(), artifact.name, words::path(&artifact.path));
        suites.push(Suite { name, cases });
    }
    // No artifact of the outcome, all the same a finding.
    for (id, findings) in found {
        let mut cases = of_artifact(report, &findings);
        cases.extend(hidden.remove(id).unwrap_or_default());
        suites.push(Suite { name: id.to_owned(), cases });
    }
    suites
}

fn gaps(report: &Report<'_>) -> Vec<Case> {
    let outcome = report.outcome;
    let mut cases = Vec::new();
    for gap in &outcome.gaps {
        let message = format!("{}; {}", words::gap(gap), gap.reason.help());
        cases.push(Case {
            name: words::path(&gap.path).into_owned(),
            ending: Ending::Error { reason: gap.reason.name(), message },
        });
    }
    for accepted in &outcome.accepted {
        let name = words::path(&accepted.gap.path).into_owned();
        cases.push(Case { name, ending: Ending::Skipped(format!("accepted: {}", accepted.reason)) });
    }
    if outcome.unlisted.fails {
        let message = format!("findings at or above {} that an earlier report does not list", report.fail_on);
        let ending = Ending::Failed { rule: "unlisted".to_owned(), lines: vec![message.clone()], message };
        cases.push(Case { name: "earlier reports".to_owned(), ending });
    }
    if cases.is_empty() {
        cases.push(Case { name: "everything was read".to_owned(), ending: Ending::Passed });
    }
    cases
}

fn of_artifact(report: &Report<'_>, findings: &[&Finding]) -> Vec<Case> {
    if findings.is_empty() {
        return vec![Case { name: "no findings".to_owned(), ending: Ending::Passed }];
    }
    let cases = grouped::by_rule(findings).into_iter().map(|group| {
        let meta = report.engine.catalogue().get(group.rule);
        let first = group.findings.first().map_or("", |finding| finding.message.as_str());
        let worst = grouped::worst(&group.findings);
        let line =
            |one: &&Finding| format!("{}: {} ({} severity)", words::place(&one.location), one.message, one.severity);
        let mut lines: Vec<String> = group.findings.iter().map(line).collect();
        if let Some(meta) = meta {
            lines.extend([format!("why: {}", meta.why), format!("fix: {}", meta.fix)]);
        }
        let rule = group.rule.to_owned();
        let name = rule.clone();
        if worst >= report.fail_on {
            let more = group.findings.len() - 1;
            let more = if more > 0 { format!(", and {more} more") } else { String::new() };
            let message = format!("{worst}: {first}{more}");
            return Case { name, ending: Ending::Failed { rule, message, lines } };
        }
        Case { name, ending: Ending::Noted(lines) }
    });
    cases.collect()
}

/// Failures, errors and skipped ones.
fn counts<'a>(cases: impl Iterator<Item = &'a Case>) -> [usize; 3] {
    let mut counts = [0; 3];
    let [failed, errors, skipped] = &mut counts;
    for case in cases {
        match case.ending {
            Ending::Failed { .. } => *failed += 1,
            Ending::Error { .. } => *errors += 1,
            Ending::Skipped(_) => *skipped += 1,
            Ending::Passed | Ending::Noted(_) => {}
        }
    }
    counts
}

fn suite(writer: &mut Writer<&mut Vec<u8>>, suite: &Suite, time: Option<&str>) -> io::Result<()> {
    let [failed, errors, skipped] = counts(suite.cases.iter());
    let name = xml(&suite.name);
    writer
        .create_element("testsuite")
        .with_attribute(("name", name.as_str()))
        .with_attribute(("tests", suite.cases.len().to_string().as_str()))
        .with_attribute(("failures", failed.to_string().as_str()))
        .with_attribute(("errors", errors.to_string().as_str()))
        .with_attribute(("skipped", skipped.to_string().as_str()))
        .with_attributes(time.map(|time| ("timestamp", time)))
        .write_inner_content(|writer| suite.cases.iter().try_for_each(|one| case(writer, one, &name)))?;
    Ok(())
}

fn case(writer: &mut Writer<&mut Vec<u8>>, case: &Case, suite: &str) -> io::Result<()> {
    let element = writer
        .create_element("testcase")
        .with_attribute(("name", xml(&case.name).as_str()))
        .with_attribute(("classname", suite));
    match &case.ending {
        Ending::Passed => element.write_empty()?,
        Ending::Noted(lines) => element.write_inner_content(|writer| {
            writer.create_element("system-out").write_text_content(BytesText::new(&text(lines)))?;
            Ok(())
        })?,
        Ending::Failed { rule, message, lines } => element.write_inner_content(|writer| {
            let failure = writer.create_element("failure").with_attribute(("message", xml(message).as_str()));
            failure.with_attribute(("type", xml(rule).as_str())).write_text_content(BytesText::new(&text(lines)))?;
            Ok(())
        })?,
        Ending::Error { reason, message } => element.write_inner_content(|writer| {
            let error = writer.create_element("error").with_attribute(("message", xml(message).as_str()));
            error.with_attribute(("type", *reason)).write_empty()?;
            Ok(())
        })?,
        Ending::Skipped(message) => element.write_inner_content(|writer| {
            writer.create_element("skipped").with_attribute(("message", xml(message).as_str())).write_empty()?;
            Ok(())
        })?,
    };
    Ok(())
}

fn text(lines: &[String]) -> String {
    lines.iter().map(|line| xml(line) + "\n").collect()
}

/// One line in which every character is one that XML 1.0 allows; escaping is the writer's.
fn xml(text: &str) -> String {
    visible_line(text).replace('\u{fffe}', "\\u{fffe}").replace('\u{ffff}', "\\u{ffff}")
}
