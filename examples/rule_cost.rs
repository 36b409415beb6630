//! `cargo run --release --example rule_cost -- FOLDER`: what each pattern rule costs alone.
//!
//! Every rule is compiled by itself and scanned over the files of FOLDER. Shown are the bytes that it adds to the
//! compiled rules (start-up) and its nanoseconds per byte over a rule that looks for nothing (throughput), dearest
//! first. With `--patterns` the same is shown of every pattern by itself.
#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a report reads files and prints")]

use std::time::Duration;

use nix::sys::resource::{UsageWho, getrusage};
use proofmark::analyze::BUILT_IN;
use yara_x::{Compiler, Rules, Scanner};

/// A rule that looks for nothing: the cost of a scan as such.
const NOTHING: &str = "rule nothing { strings: $a = \"\\xff\\xfe\\xfd\\xfc\" condition: $a }";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("name a folder")?;
    let patterns = std::env::args().any(|arg| arg == "--patterns");
    let mut buffers = Vec::new();
    for entry in ignore::WalkBuilder::new(folder).standard_filters(false).build().flatten() {
        let bytes = std::fs::read(entry.path()).unwrap_or_default();
        if std::str::from_utf8(&bytes).is_ok() {
            buffers.push(bytes);
        }
    }
    let total: usize = buffers.iter().map(Vec::len).sum();
    let (size, base) = cost(&compile(NOTHING)?, &buffers)?;
    let mut rows = Vec::new();
    for (file, source) in BUILT_IN {
        for rule in split(source) {
            let name = rule.split_whitespace().nth(1).unwrap_or_default();
            let parts = if patterns { patterns_of(rule) } else { vec![("", rule.to_owned())] };
            for (pattern, source) in parts {
                // A rule that names another one cannot be measured alone.
                let Ok(rules) = compile(&source) else { continue };
                let (bytes, time) = cost(&rules, &buffers)?;
                let label = format!("{file} {name} {pattern}");
                rows.push((time.saturating_sub(base), bytes.saturating_sub(size), label));
            }
        }
    }
    rows.sort_by(|a, b| b.cmp(a));
    println!("{:>10} {:>10}  {total} bytes in {} files", "ns/byte", "KiB", buffers.len());
    for (time, bytes, name) in &rows {
        #[expect(clippy::cast_precision_loss, reason = "bytes for a table")]
        let per_byte = time.as_secs_f64() * 1e9 / total as f64;
        println!("{per_byte:>10.2} {:>10}  {name}", bytes >> 10);
    }
    println!("{} bytes are loaded at every start", proofmark::analyze::size());
    Ok(())
}

fn compile(source: &str) -> Result<Rules, yara_x::errors::CompileError> {
    let mut compiler = Compiler::new();
    compiler.add_source(source)?;
    Ok(compiler.build())
}

/// The compiled size, and the faster of two scans over all buffers.
fn cost(rules: &Rules, buffers: &[Vec<u8>]) -> Result<(usize, Duration), Box<dyn std::error::Error>> {
    let size = rules.serialize()?.len();
    let mut scanner = Scanner::new(rules);
    let mut best = Duration::MAX;
    for _ in 0..2 {
        let start = used()?;
        for buffer in buffers {
            scanner.scan(buffer)?;
        }
        best = best.min(used()?.saturating_sub(start));
    }
    Ok((size, best))
}

/// The processor's time, which does not grow when others work on the machine.
fn used() -> Result<Duration, Box<dyn std::error::Error>> {
    let time = getrusage(UsageWho::RUSAGE_SELF)?.user_time();
    let micros = u64::try_from(time.tv_usec())?;
    Ok(Duration::from_secs(time.tv_sec().try_into()?) + Duration::from_micros(micros))
}

/// The rules of a file, each with its closing brace at the start of a line.
fn split(source: &str) -> Vec<&str> {
    let starts: Vec<usize> = source.match_indices("\nrule ").map(|(at, _)| at + 1).collect();
    let ends = starts.iter().skip(1).copied().chain([source.len()]);
    starts.iter().zip(ends).filter_map(|(start, end)| source.get(*start..end)).collect()
}

/// A rule for each pattern of a rule.
fn patterns_of(rule: &str) -> Vec<(&str, String)> {
    let line = |line: &'_ str| line.trim_start().starts_with('$') && line.contains('=');
    let make = |line| {
        let (name, value): (&str, &str) = str::split_once(line, '=')?;
        let value = value.trim_end();
        let value = value.strip_suffix("private").unwrap_or(value);
        Some((name.trim(), format!("rule one {{ strings: $one = {value} condition: $one }}")))
    };
    rule.lines().filter(|text| line(text)).filter_map(make).collect()
}
