//! `cargo bench [-- FOLDER]`: what a scan costs, beside the floor of walking, reading and digesting the same files.
//!
//! Every number is one whole process, measured from outside: CPU seconds (user and system), peak memory, and the ratio
//! to the floor. The best of several runs is shown. Nothing here is a test: machines differ, ratios do not much.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a bench starts processes, reads files and prints"
)]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench may stop where it cannot go on")]

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use nix::sys::resource::{UsageWho, getrusage};
use sha2::{Digest as _, Sha256};

/// Runs of each measurement.
const RUNS: usize = 5;

/// What one process used.
#[derive(Debug, Clone, Copy)]
struct Usage {
    cpu: f64,
    /// MiB.
    peak: f64,
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    match args.first().map(String::as_str) {
        Some("measure") => measure_child(&args[1..]),
        Some("floor") => println!("{}", floor(Path::new(&args[1])).0),
        folder => report(folder.unwrap_or("fixtures")),
    }
}

fn report(folder: &str) {
    let binary = env!("CARGO_BIN_EXE_proofmark");
    let own = std::env::current_exe().unwrap();
    let own = own.to_str().unwrap();
    let (files, bytes) = size(Path::new(folder));
    let skill = "fixtures/rules/instruction-override/good/spoken-of";
    println!("{folder}: {files} files, {:.1} MB\n", mega(bytes));
    println!("{:28}{:>12}{:>12}{:>14}{:>12}", "", "CPU ms", "peak MiB", "MB per CPU s", "x floor");
    row("start (--version)", measure(&[binary, "--version"]), None, None);
    row("one skill", measure(&[binary, "scan", skill]), None, None);
    let floor = measure(&[own, "floor", folder]);
    row("floor: walk, read, sha256", floor, Some(bytes), None);
    for jobs in ["1", "2"] {
        let scan = measure(&[binary, "scan", folder, "--format", "json", "--jobs", jobs]);
        row(&format!("scan, --jobs {jobs}"), scan, Some(bytes), Some(floor));
    }
    for files in [250, 1000] {
        let package = package(files);
        let bytes = size(package.path()).1;
        let scan = measure(&[binary, "scan", package.path().to_str().unwrap(), "--jobs", "1"]);
        row(&format!("one skill of {files} scripts"), scan, Some(bytes), None);
    }
}

/// A skill of many scripts that call each other: its rate falls with its size where work is done once for each pair.
fn package(files: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let skill = "---\nname: large\ndescription: Works with a large library.\n---\n# Large\n\nUse the library.\n";
    std::fs::write(folder.path().join("SKILL.md"), skill).unwrap();
    for file in 0..files {
        let next = (file + 1) % files;
        let mut text = format!("import os\nimport m{next}\nSETTINGS = {{'home': os.environ.get('HOME')}}\n");
        for function in 0..40 {
            let _ = write!(text, "def f{function}(a):\n    return m{next}.f{function}(a) + SETTINGS['home']\n");
        }
        std::fs::write(folder.path().join(format!("m{file}.py")), text).unwrap();
    }
    folder
}

fn row(name: &str, usage: Usage, bytes: Option<u64>, floor: Option<Usage>) {
    let rate = bytes.map_or(String::new(), |bytes| format!("{:.1}", mega(bytes) / usage.cpu));
    let ratio = floor.map_or(String::new(), |floor| format!("{:.1}", usage.cpu / floor.cpu));
    println!("{name:28}{:>12.1}{:>12.1}{rate:>14}{ratio:>12}", usage.cpu * 1e3, usage.peak);
}

/// The cheapest of several runs, each in a process of its own so that peaks do not mix.
fn measure(command: &[&str]) -> Usage {
    let own = std::env::current_exe().unwrap();
    let runs = (0..RUNS).map(|_| {
        let output = Command::new(&own).arg("measure").args(command).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let numbers: Vec<f64> = text.split_whitespace().map(|number| number.parse().unwrap()).collect();
        Usage { cpu: numbers[0], peak: numbers[1] }
    });
    runs.min_by(|a, b| a.cpu.total_cmp(&b.cpu)).unwrap()
}

/// Runs one command and prints what it used.
fn measure_child(command: &[String]) {
    let _ = Command::new(&command[0]).args(&command[1..]).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
    let seconds = |time: nix::sys::time::TimeVal| {
        #[expect(clippy::cast_precision_loss, reason = "microseconds of a short run")]
        let (whole, part) = (time.tv_sec() as f64, time.tv_usec() as f64);
        whole + part / 1e6
    };
    #[expect(clippy::cast_precision_loss, reason = "kibibytes of memory")]
    let peak = usage.max_rss() as f64 / 1024.0;
    println!("{} {peak}", seconds(usage.user_time()) + seconds(usage.system_time()));
}

/// Walks, reads and digests; a number that depends on every byte, so that nothing is left out.
fn floor(folder: &Path) -> (u64, usize) {
    let mut seen = (0_u64, 0);
    for entry in ignore::WalkBuilder::new(folder).standard_filters(false).build().flatten() {
        if entry.file_type().is_some_and(|kind| kind.is_file()) {
            let bytes = std::fs::read(entry.path()).unwrap_or_default();
            seen.0 ^= u64::from(Sha256::digest(&bytes)[0]);
            seen.1 += 1;
        }
    }
    seen
}

fn size(folder: &Path) -> (usize, u64) {
    let walk = ignore::WalkBuilder::new(folder).standard_filters(false).build().flatten();
    let files = walk.filter_map(|entry| entry.metadata().ok()).filter(std::fs::Metadata::is_file);
    files.fold((0, 0), |(count, bytes), metadata| (count + 1, bytes + metadata.len()))
}

#[expect(clippy::cast_precision_loss, reason = "megabytes for a table")]
fn mega(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
