//! A scan from trees to one outcome: candidates are read, analysed and dropped, many at a time.

mod cache;
mod judged;
mod outcome;
mod second;
mod shard;
mod suppress;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

pub use cache::Cache;
pub use judged::{judge, judge_preview};
pub use outcome::{ArtifactSummary, Outcome, SourceSummary, Unlisted};
pub use shard::Shard;
pub use suppress::{Accepted, Leftovers, Suppressed, Suppression, Suppressions};

use crate::analyze::cross::Brief;
use crate::analyze::{Engine, Worker};
use crate::artifact::{self, Artifact, Candidate};
use crate::finding::{Finding, Gap, GapReason};
use crate::source::{Capture, Tree};

/// Stack of a worker thread: parsers recurse as deep as their limits let them.
const STACK: usize = 16 << 20;
/// Candidates taken by a worker at a time.
const CHUNK: usize = 8;

/// What the workers report while they work.
pub trait Progress: Sync {
    /// Called once, with the number of candidates.
    fn start(&self, total: usize);
    /// Called after each.
    fn advance(&self);
}

/// Reports nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn start(&self, _: usize) {}
    fn advance(&self) {}
}

/// What came of one candidate.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Part {
    artifacts: Vec<ArtifactSummary>,
    findings: Vec<Finding>,
    gaps: Vec<Gap>,
    /// For the second pass.
    briefs: Vec<Brief>,
}

impl Part {
    /// Gives back what its lists have room for: they are kept to the end of the scan, and most hold one item or none.
    fn shrink(&mut self) {
        self.artifacts.shrink_to_fit();
        self.findings.shrink_to_fit();
        self.gaps.shrink_to_fit();
        self.briefs.shrink_to_fit();
    }
}

/// How the work of a sweep is shared and remembered.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sweep<'a> {
    /// Only this share is scanned. Rules about several artifacts see no other.
    pub shard: Option<Shard>,
    pub cache: Option<&'a Cache>,
}

/// Scans sources with `jobs` threads. The outcome does not depend on their number.
pub fn scan(engine: &Engine, captures: &[Capture], jobs: usize, progress: &impl Progress) -> Outcome {
    sweep(engine, captures, Sweep::default(), jobs, progress)
}

/// The same for a share of the work, or with what is known from earlier. A cache changes nothing in the outcome.
pub fn sweep(
    engine: &Engine,
    captures: &[Capture],
    sweep: Sweep<'_>,
    jobs: usize,
    progress: &impl Progress,
) -> Outcome {
    let work = work(captures, sweep.shard);
    progress.start(work.len());
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Part)>> = Mutex::new(Vec::with_capacity(work.len()));
    let take = || {
        let mut worker = engine.worker();
        loop {
            let from = next.fetch_add(CHUNK, Ordering::Relaxed);
            let Some(chunk) = work.get(from..work.len().min(from + CHUNK)).filter(|chunk| !chunk.is_empty()) else {
                break;
            };
            for (index, (source, tree, candidate)) in chunk.iter().enumerate() {
                let mut part = known(&mut worker, engine, *source, tree, candidate, sweep.cache);
                part.shrink();
                done.lock().unwrap_or_else(PoisonError::into_inner).push((from + index, part));
                progress.advance();
            }
        }
    };
    let threads = jobs.clamp(1, work.len().div_ceil(CHUNK).max(1));
    std::thread::scope(|scope| {
        let mut handles = Vec::new();
        for _ in 0..threads {
            // A thread that cannot be started leaves its work to the others.
            handles.extend(std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, take));
        }
        if handles.is_empty() {
            take();
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(index, _)| *index);
    let outcome = gather(engine, captures, done.into_iter().map(|(_, part)| part));
    Outcome { shard: sweep.shard, ..outcome }
}

/// Everything that there is to scan, or a share of it, each with the number of its source.
fn work(captures: &[Capture], shard: Option<Shard>) -> Vec<(usize, &Tree, Candidate)> {
    captures
        .iter()
        .map(|capture| &capture.tree)
        .enumerate()
        .flat_map(|(at, tree)| artifact::plan(tree).into_iter().map(move |candidate| (at, tree, candidate)))
        .filter(|(_, _, candidate)| shard.is_none_or(|shard| shard.holds(candidate)))
        .collect()
}

/// What came of a candidate before, or comes of it now.
fn known<'e>(
    worker: &mut Worker<'e>,
    engine: &'e Engine,
    source: usize,
    tree: &Tree,
    candidate: &Candidate,
    cache: Option<&Cache>,
) -> Part {
    let entry = cache.and_then(|cache| Some((cache, cache.key(engine, source, tree, candidate)?)));
    if let Some(part) = entry.and_then(|(cache, key)| cache.get(key)) {
        return part;
    }
    let part = part(worker, engine, source, tree, candidate);
    if let Some((cache, key)) = entry {
        cache.put(key, &part);
    }
    part
}

/// Reads one candidate; nothing where a reader panics.
fn loaded(tree: &Tree, candidate: &Candidate, engine: &Engine) -> Option<(Vec<Artifact>, Vec<Gap>)> {
    let load = std::panic::AssertUnwindSafe(|| {
        artifact::load_with(tree, candidate, &engine.limits, engine.documents.as_ref())
    });
    std::panic::catch_unwind(load).ok()
}

/// Reads and analyses one candidate. A panic anywhere in it is a gap of that candidate and of nothing else.
fn part<'e>(worker: &mut Worker<'e>, engine: &'e Engine, source: usize, tree: &Tree, candidate: &Candidate) -> Part {
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let (artifacts, gaps) = artifact::load_with(tree, candidate, &engine.limits, engine.documents.as_ref());
        let mut part = Part { gaps, ..Part::default() };
        for artifact in artifacts {
            let analysis = worker.run(&artifact);
            part.artifacts.push(ArtifactSummary::new(&artifact));
            part.briefs.extend(Brief::of(source, &artifact));
            part.findings.extend(analysis.findings);
            part.gaps.extend(artifact.gaps);
            part.gaps.extend(analysis.gaps);
        }
        part
    }));
    result.unwrap_or_else(|_| {
        // The worker may have stopped half-way through an artifact.
        *worker = engine.worker();
        let gaps = vec![Gap::new(candidate.root.clone(), GapReason::Internal, "")];
        Part { gaps, ..Part::default() }
    })
}

fn gather(engine: &Engine, captures: &[Capture], parts: impl Iterator<Item = Part>) -> Outcome {
    let mut outcome = Outcome::default();
    let mut briefs = Vec::new();
    for Capture { tree, provenance } in captures {
        outcome.sources.push(SourceSummary { provenance: provenance.clone(), files: tree.entries.len() });
        outcome.gaps.extend(tree.gaps.iter().cloned());
        outcome.skipped.extend(tree.skipped.iter().cloned());
    }
    for part in parts {
        outcome.artifacts.extend(part.artifacts);
        outcome.findings.extend(part.findings);
        outcome.gaps.extend(part.gaps);
        briefs.extend(part.briefs);
    }
    outcome.findings.extend(second::pass(engine, captures, &briefs));
    outcome.artifacts.sort_by(|a, b| (&a.path, a.kind).cmp(&(&b.path, b.kind)));
    outcome.artifacts.dedup();
    outcome.order();
    outcome
}
