//! One HTML file for people: it loads nothing, sends nothing, and reads without JavaScript.
//!
//! The page is a template that escapes everything; its style and script are ours, and a content security policy names
//! them by digest, so that nothing else on the page can be either. The structs of this folder are what the template
//! shows: words that passed [`visible_line`], and numbers.

mod about;
mod artifacts;
mod bom;
mod findings;
mod graph;
mod layout;
mod life;
mod overview;

use std::io::{self, Write};

use askama::Template;
use data_encoding::BASE64;
use sha2::{Digest as _, Sha256};

use super::{Beside, Report, grouped};
use crate::text::visible_line;

const STYLE: &str = include_str!("../../../templates/report/style.css");
const SCRIPT: &str = include_str!("../../../templates/report/script.js");

#[derive(Template)]
#[template(path = "report/page.html")]
struct Page {
    policy: String,
    version: &'static str,
    time: Option<String>,
    style: &'static str,
    script: &'static str,
    overview: overview::Overview,
    findings: findings::Findings,
    artifacts: artifacts::Artifacts,
    bom: Option<bom::Bom>,
    life: Option<life::Life>,
    about: about::About,
}

/// A name and a value, as lists of facts have them.
struct Fact {
    name: String,
    value: String,
}

impl Fact {
    fn new(name: &str, value: impl Into<String>) -> Self {
        Self { name: shown(name), value: shown(&value.into()) }
    }
}

pub(super) fn write(report: &Report<'_>, beside: &Beside<'_>, out: &mut dyn Write) -> io::Result<()> {
    let flagged = grouped::by_artifact(report);
    let bom = beside.inventory.map(bom::Bom::new);
    let life = beside.timeline.map(life::Life::new);
    let page = Page {
        policy: policy(),
        version: env!("CARGO_PKG_VERSION"),
        time: beside.time.map(|time| time.strftime("%Y-%m-%d %H:%M UTC").to_string()),
        style: STYLE,
        script: SCRIPT,
        overview: overview::Overview::new(report, bom.as_ref(), life.as_ref()),
        findings: findings::Findings::new(report, &flagged),
        artifacts: artifacts::Artifacts::new(report, &flagged),
        bom,
        life,
        about: about::About::new(report),
    };
    let text = page.render().map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}

/// What the browser may do with the page: apply this style, run this script, and nothing else.
fn policy() -> String {
    let digest = |text: &str| format!("'sha256-{}'", BASE64.encode(&Sha256::digest(text)));
    format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        digest(STYLE),
        digest(SCRIPT)
    )
}

/// Words of others, as the page shows them.
fn shown(text: &str) -> String {
    visible_line(text).into_owned()
}

/// A part of a text: code, or what stands around it.
struct Part {
    code: bool,
    text: String,
}

/// Messages and the prose of rules, in which backticks mark code.
fn prose(text: &str) -> Vec<Part> {
    let shown = visible_line(text);
    // With an odd backtick, nobody knows what is code.
    if !shown.matches('`').count().is_multiple_of(2) {
        return vec![Part { code: false, text: shown.into_owned() }];
    }
    let parts = shown.split('`').enumerate().filter(|(_, part)| !part.is_empty());
    parts.map(|(at, part)| Part { code: at % 2 == 1, text: part.to_owned() }).collect()
}
