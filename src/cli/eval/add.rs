//! `proofmark eval add`

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::subject::subject;
use super::time;
use crate::cli::named::one_of;
use crate::cli::{Error, ExitStatus, Io};
use crate::eval::{
    self, Benchmark, Category, Direction, Evaluation, Interval, MAX_FILE, Method, Metric, Provider, Record, Samples,
    Time,
};
use crate::report::evaluation_json;
use crate::source;

/// Record what a person found; such a record says that nothing but their word stands behind it.
#[derive(Debug, Args)]
pub(super) struct AddArgs {
    /// What was judged: a digest (`sha256:…`), an address that ends in one (`…@sha256:…`), or a path.
    #[arg(long, value_name = "SUBJECT")]
    subject: String,

    /// What was judged of it.
    #[arg(long, value_parser = one_of(Category::ALL, Category::name))]
    category: Category,

    /// What the judgement is called, such as `usability review`.
    #[arg(long, value_name = "NAME")]
    benchmark: String,

    /// The judgement, as a number.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    score: f64,

    /// What the number is; a `rate` is a share from 0 to 1.
    #[arg(long, value_name = "NAME", default_value = "rate")]
    metric: String,

    /// Which numbers are better.
    #[arg(long, value_enum, default_value = "higher")]
    direction: Better,

    /// How many samples were judged.
    #[arg(long, value_name = "N", default_value_t = 1)]
    samples: u64,

    /// Who judged. Policies believe the signature, and not this.
    #[arg(long, value_name = "NAME")]
    by: Option<String>,

    /// The model that the subject used.
    #[arg(long, value_name = "NAME")]
    model: Option<String>,

    /// When; now by default.
    #[arg(long, value_name = "TIME", value_parser = time)]
    finished: Option<Time>,

    /// What there is to say about it.
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,

    /// Add the record to those in a file, which is made where there is none.
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Better {
    Higher,
    Lower,
}

pub(super) fn run(args: &AddArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let is_rate = args.metric == "rate";
    if !args.score.is_finite() || (is_rate && !(0.0..=1.0).contains(&args.score)) || args.samples == 0 {
        return Err(Error::Score { score: args.score });
    }
    let subject = subject(&args.subject, io)?;
    let mut records = vec![record(args, io)];
    let file = args.output.as_ref().map(|file| (file, io.folder.join(file)));
    if let Some((name, path)) = file.as_ref().filter(|(_, path)| path.exists()) {
        let shown = name.to_string_lossy();
        let text = source::read_small(path, MAX_FILE).map_err(|error| error.about(name))?;
        let before = Evaluation::parse(&text).map_err(|reason| eval::Error::new(&*shown, reason))?;
        if before.subject.digest != subject.digest {
            let reason = eval::Reason::OtherSubject(before.subject.digest);
            return Err(eval::Error::new(&*shown, reason).into());
        }
        records.extend(before.records);
    }
    let bytes = evaluation_json(&Evaluation::new(subject, records))?;
    match file {
        Some((_, path)) => source::write_atomic(&path, &bytes)?,
        None => io.answer(bytes)?,
    }
    Ok(ExitStatus::Yes)
}

fn record(args: &AddArgs, io: &Io<'_>) -> Record {
    let direction = match args.direction {
        Better::Higher => Direction::Higher,
        Better::Lower => Direction::Lower,
    };
    let rate = args.metric == "rate";
    let normalized = match direction {
        Direction::Higher => args.score,
        Direction::Lower => 1.0 - args.score,
    };
    Record {
        category: args.category,
        provider: Provider { name: args.by.clone().unwrap_or_else(|| "human".to_owned()), version: None, url: None },
        benchmark: Benchmark { name: args.benchmark.clone(), ..Benchmark::default() },
        metric: Metric { name: args.metric.clone(), scorer: None, direction, unit: rate.then(|| "rate".to_owned()) },
        score: args.score,
        normalized: rate.then_some(normalized),
        samples: Samples::new(args.samples, 0, 0),
        intervals: Interval::wilson(args.score, args.samples).filter(|_| rate).into_iter().collect(),
        threshold: None,
        model: args.model.clone(),
        method: Method::Human,
        judge: None,
        started: None,
        finished: Some(args.finished.unwrap_or(Time(io.clock.now()))),
        source: None,
        self_asserted: true,
        asserted: Vec::new(),
        flaws: Vec::new(),
        comment: args.comment.clone(),
    }
}
