//! What an importer read, and how it becomes records.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::interval::rounded;
use super::{
    Benchmark, Category, Direction, Flaw, Interval, Method, Metric, Provider, Reason, Record, Samples, Source, Subject,
    Threshold, Time,
};
use crate::finding::redact;

/// What whoever imports says about a run.
#[derive(Debug, Clone)]
pub struct Options {
    pub subject: Subject,
    /// The time now, after which no run can have ended.
    pub now: Timestamp,
    /// Which of several models counts, or which it was where the tool does not say.
    pub model: Option<String>,
    /// When it ended, where the tool does not say.
    pub finished: Option<Time>,
    /// What it is about, instead of what the tool or its kind says.
    pub category: Option<Category>,
    /// What is taken although it is flawed.
    pub accept: Vec<Flaw>,
}

/// What a tool measured in one run.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) provider: Provider,
    /// The version of the file's form.
    pub(super) format_version: Option<String>,
    pub(super) started: Option<Time>,
    pub(super) finished: Option<Time>,
    pub(super) measures: Vec<Measure>,
    /// Reasons to refuse it that can be accepted by name.
    pub(super) flaws: Vec<Reason>,
    /// The digest that the file says it is about.
    pub(super) subject: Option<String>,
}

/// One metric of one benchmark.
#[derive(Debug, Clone)]
pub(super) struct Measure {
    pub(super) category: Category,
    pub(super) benchmark: Benchmark,
    pub(super) metric: Metric,
    pub(super) score: f64,
    pub(super) samples: Samples,
    pub(super) intervals: Vec<Interval>,
    pub(super) threshold: Option<Threshold>,
    pub(super) model: Option<String>,
    pub(super) method: Method,
    pub(super) judge: Option<String>,
}

/// The unit of a share from 0 to 1.
const RATE: &str = "rate";
/// Clocks and time zones differ by this much at most.
const SKEW: SignedDuration = SignedDuration::from_hours(24);
/// Characters of a name in a record.
const MAX_NAME: usize = 256;

impl Run {
    pub(super) fn new(name: &str, version: Option<String>, url: &str) -> Self {
        let provider = Provider { name: name.to_owned(), version, url: Some(url.to_owned()) };
        Self {
            provider,
            format_version: None,
            started: None,
            finished: None,
            measures: Vec::new(),
            flaws: Vec::new(),
            subject: None,
        }
    }
}

impl Measure {
    /// A share of the scored samples; `None` where none was scored.
    pub(super) fn rate(
        category: Category,
        benchmark: Benchmark,
        (name, direction): (&str, Direction),
        hits: u64,
        samples: Samples,
    ) -> Option<Self> {
        if samples.scored == 0 || hits > samples.scored {
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "2^52 samples are never counted")]
        let score = hits as f64 / samples.scored as f64;
        let metric = Metric { name: name.to_owned(), scorer: None, direction, unit: Some(RATE.to_owned()) };
        Some(Self::score(category, benchmark, metric, score, samples))
    }

    /// Any score; one that is a rate gets an interval.
    pub(super) fn score(
        category: Category,
        benchmark: Benchmark,
        metric: Metric,
        score: f64,
        samples: Samples,
    ) -> Self {
        let rate = metric.unit.as_deref() == Some(RATE);
        let intervals = Interval::wilson(score, samples.scored).filter(|_| rate).into_iter().collect();
        let method = Method::Automated;
        Self {
            category,
            benchmark,
            metric,
            score: rounded(score),
            samples,
            intervals,
            threshold: None,
            model: None,
            method,
            judge: None,
        }
    }

    #[must_use]
    pub(super) fn of_model(mut self, model: Option<&str>) -> Self {
        self.model = model.filter(|name| !name.is_empty()).map(str::to_owned);
        self
    }

    #[must_use]
    pub(super) fn by(mut self, scorer: &str) -> Self {
        self.metric.scorer = Some(scorer.to_owned());
        self
    }
}

/// A metric that is a share from 0 to 1.
pub(super) fn rate(name: &str, direction: Direction) -> Metric {
    Metric { name: name.to_owned(), scorer: None, direction, unit: Some(RATE.to_owned()) }
}

/// The records of a run, or why it is refused.
pub(super) fn finish(mut run: Run, source: &Source, options: &Options) -> Result<Vec<Record>, Reason> {
    let flaws = accepted(&run.flaws, &options.accept)?;
    if run.measures.is_empty() {
        return Err(Reason::Empty("no sample was scored".to_owned()));
    }
    let names_subject = match &run.subject {
        Some(digest) if *digest != options.subject.digest => return Err(Reason::OtherSubject(digest.clone())),
        named => named.is_some(),
    };
    let mut asserted = Vec::new();
    choose_model(&mut run.measures, options.model.as_deref(), &mut asserted)?;
    if run.finished.is_none() && options.finished.is_some() {
        run.finished = options.finished;
        asserted.push("finished".to_owned());
    }
    check_times(&run, options.now)?;
    if options.category.is_some() {
        asserted.push("category".to_owned());
    }
    let record = |measure: Measure| {
        let rate = measure.metric.unit.as_deref() == Some(RATE);
        let normalized = match measure.metric.direction {
            Direction::Higher => measure.score,
            Direction::Lower => rounded(1.0 - measure.score),
        };
        Record {
            category: options.category.unwrap_or(measure.category),
            provider: Provider {
                name: shown(&run.provider.name),
                version: run.provider.version.as_deref().map(shown),
                url: run.provider.url.as_deref().map(shown),
            },
            benchmark: shown_benchmark(&measure.benchmark),
            metric: shown_metric(&measure.metric),
            score: measure.score,
            normalized: rate.then_some(normalized),
            samples: measure.samples,
            intervals: measure.intervals,
            threshold: measure.threshold,
            model: measure.model.as_deref().map(shown),
            method: measure.method,
            judge: measure.judge.as_deref().map(shown),
            started: run.started,
            finished: run.finished,
            source: Some(Source { format_version: run.format_version.clone(), names_subject, ..source.clone() }),
            self_asserted: false,
            asserted: asserted.clone(),
            flaws: flaws.clone(),
            comment: None,
        }
    };
    Ok(std::mem::take(&mut run.measures).into_iter().map(record).collect())
}

/// The flaws that were accepted; the first that was not is a refusal.
fn accepted(flaws: &[Reason], accept: &[Flaw]) -> Result<Vec<Flaw>, Reason> {
    let mut found = BTreeSet::new();
    for reason in flaws {
        match reason.flaw().filter(|flaw| accept.contains(flaw)) {
            Some(flaw) => found.insert(flaw),
            None => return Err(reason.clone()),
        };
    }
    Ok(found.into_iter().collect())
}

/// A record is about one model. Where a run has several, somebody has to say which.
fn choose_model(measures: &mut Vec<Measure>, wanted: Option<&str>, asserted: &mut Vec<String>) -> Result<(), Reason> {
    let models: BTreeSet<String> = measures.iter().filter_map(|measure| measure.model.clone()).collect();
    match wanted {
        Some(model) if models.is_empty() => {
            for measure in measures.iter_mut() {
                measure.model = Some(model.to_owned());
            }
            asserted.push("model".to_owned());
        }
        Some(model) => {
            measures.retain(|measure| measure.model.as_deref() == Some(model));
            if measures.is_empty() {
                return Err(Reason::NoModel(model.to_owned()));
            }
        }
        None if models.len() > 1 => return Err(Reason::Models(models.iter().map(|model| shown(model)).collect())),
        None => {}
    }
    Ok(())
}

fn check_times(run: &Run, now: Timestamp) -> Result<(), Reason> {
    let latest = run.started.max(run.finished);
    if let Some(time) = latest.filter(|time| time.0.duration_since(now) > SKEW) {
        return Err(Reason::Future(time.to_string()));
    }
    match (run.started, run.finished) {
        (Some(started), Some(finished)) if finished < started => {
            Err(Reason::Inconsistent(format!("it ended at {finished}, before it began at {started}")))
        }
        _ => Ok(()),
    }
}

fn shown_benchmark(benchmark: &Benchmark) -> Benchmark {
    Benchmark {
        name: shown(&benchmark.name),
        version: benchmark.version.as_deref().map(shown),
        suite: benchmark.suite.as_deref().map(shown),
        task_hash: benchmark.task_hash.as_deref().map(shown),
    }
}

fn shown_metric(metric: &Metric) -> Metric {
    Metric {
        name: shown(&metric.name),
        scorer: metric.scorer.as_deref().map(shown),
        direction: metric.direction,
        unit: metric.unit.as_deref().map(shown),
    }
}

/// A name from a file, without what may be a secret and cut to a length that is none of a name.
pub(super) fn shown(name: &str) -> String {
    let front = name.get(..name.floor_char_boundary(MAX_NAME * 16)).unwrap_or(name);
    redact(front).chars().take(MAX_NAME).collect()
}
