//! What has to have been measured: by whom, on how many samples, how well, and how lately.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::Age;
use super::Asked;
use super::when::When;
use crate::eval::{Category, Direction, Evaluation, Interval, Record};
use crate::policy::decision::Status;
use crate::policy::input::Said;
use crate::policy::predicate::Kind;

/// A measurement that has to be there, and the bounds it has to keep.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::policy) struct EvalRule {
    pub(in crate::policy) category: Category,
    /// Tools that may have measured, such as `garak`; any where it is empty.
    #[serde(default)]
    pub(in crate::policy) provider: Vec<String>,
    /// The benchmark that is meant; any where it is left out.
    #[serde(default)]
    pub(in crate::policy) benchmark: Option<String>,
    /// The metric that is meant, such as `pass_rate`.
    pub(in crate::policy) metric: String,
    /// Who decided on each sample, where a tool has several scorers.
    #[serde(default)]
    pub(in crate::policy) scorer: Option<String>,
    /// The least score. The metric has to be one where higher is better.
    #[serde(default)]
    pub(in crate::policy) min: Option<f64>,
    /// The highest score. The metric has to be one where lower is better.
    #[serde(default)]
    pub(in crate::policy) max: Option<f64>,
    /// What the lower end of the 95 % interval may not be below. Where it is left out, that is `min`: few samples do not
    /// pass.
    #[serde(default, rename = "ci95-lower")]
    pub(in crate::policy) ci95_lower: Option<f64>,
    /// What the upper end of the 95 % interval may not be above. Where it is left out, that is `max`.
    #[serde(default, rename = "ci95-upper")]
    pub(in crate::policy) ci95_upper: Option<f64>,
    /// How many samples have to have been judged.
    #[serde(default)]
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub(in crate::policy) min_samples: Option<u64>,
    /// The share of samples that nobody could judge or that failed, at most.
    #[serde(default)]
    #[cfg_attr(test, schemars(range(min = 0.0, max = 1.0)))]
    pub(in crate::policy) max_undetermined: Option<f64>,
    /// How long ago the run may have ended.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<crate::policy::form::Age>"))]
    pub(in crate::policy) max_age: Option<Age>,
    /// Any of these may have signed it.
    #[cfg_attr(test, schemars(length(min = 1), with = "Vec<crate::policy::form::IdentityName>"))]
    pub(in crate::policy) signer: Vec<String>,
    /// Whether a record counts that no tool's output stands behind.
    #[serde(default)]
    pub(in crate::policy) self_asserted: SelfAsserted,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(in crate::policy) enum SelfAsserted {
    #[default]
    Deny,
    Allow,
}

/// What measurements have to be about, beside the digest of the artifact.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::policy) struct EvalBinding {
    /// Always the digest: a statement about another artifact never counts.
    #[serde(default)]
    pub(in crate::policy) subject: SubjectBinding,
    /// Whether the model under test has to be one that the BOM lists.
    #[serde(default)]
    pub(in crate::policy) model: Binding,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(in crate::policy) enum SubjectBinding {
    #[default]
    Digest,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(in crate::policy) enum Binding {
    #[default]
    Any,
    MustMatchBom,
}

/// A record, and the statement that it is in.
pub(super) struct Measured<'a> {
    pub(super) said: &'a Said,
    pub(super) record: Record,
}

/// Asks for a measurement: of every benchmark, scorer, model and signer the newest counts, and all of them have to hold.
pub(super) fn ask(asked: &mut Asked<'_>, rule: &EvalRule) {
    let id = format!("PMG-EVAL-{}", rule.category.name().to_ascii_uppercase());
    let measured = match records(asked, rule) {
        Ok(measured) => measured,
        Err(reason) => {
            asked.say(&id, Status::Error, reason);
            return;
        }
    };
    let wanted = wanted(rule);
    if measured.is_empty() {
        let any = asked.statements(&Kind::Eval, &rule.signer);
        let message = if any.is_empty() {
            asked.why_none(&Kind::Eval, &rule.signer)
        } else {
            format!("no record of {} is {wanted}", rule.signer.join(" or "))
        };
        let remedy = format!("measure {wanted}, then `{}`", asked.command(&Kind::Eval));
        asked.say(&id, Status::Fail, message).fix(remedy);
        return;
    }
    let mut wrong = Vec::new();
    let bundles: Vec<_> = measured.iter().map(|it| it.said.bundle).collect();
    for it in &measured {
        if let Err(reason) = holds(asked, rule, it) {
            wrong.push(format!("{}: {reason}", name(&it.record)));
        }
    }
    if wrong.is_empty() {
        let scores: Vec<String> =
            measured.iter().map(|it| format!("{} {}", name(&it.record), it.record.score)).collect();
        asked.say(&id, Status::Pass, format!("measured: {}", scores.join(", "))).with(bundles);
    } else {
        let remedy = format!("measure {wanted} again, then `{}`", asked.command(&Kind::Eval));
        asked.say(&id, Status::Fail, wrong.join("; ")).with(bundles).fix(remedy);
    }
}

fn name(record: &Record) -> String {
    let suite = record.benchmark.suite.as_ref().map(|suite| format!("/{suite}")).unwrap_or_default();
    format!("{} {}{suite} {}", record.provider.name, record.benchmark.name, record.metric.name)
}

/// What a rule asks for, in words.
pub(in crate::policy) fn wanted(rule: &EvalRule) -> String {
    let provider =
        if rule.provider.is_empty() { String::new() } else { format!(" with {}", rule.provider.join(" or ")) };
    let benchmark = rule.benchmark.as_ref().map(|name| format!(" on {name}")).unwrap_or_default();
    let bound = match (rule.min, rule.max) {
        (Some(min), _) => format!(" of at least {min}"),
        (_, Some(max)) => format!(" of at most {max}"),
        _ => String::new(),
    };
    let samples = rule.min_samples.map(|samples| format!(", over {samples} samples or more")).unwrap_or_default();
    format!("{} `{}`{benchmark}{provider}{bound}{samples}", rule.category.name(), rule.metric)
}

/// The newest matching record of each benchmark, scorer, model and signer.
pub(super) fn records<'a>(asked: &Asked<'a>, rule: &EvalRule) -> Result<Vec<Measured<'a>>, String> {
    let mut newest: BTreeMap<String, Measured<'a>> = BTreeMap::new();
    for said in asked.statements(&Kind::Eval, &rule.signer) {
        let evaluation = Evaluation::parse(&said.predicate.to_string())
            .map_err(|reason| format!("the records of {} are of no known form: {reason}", said.signer.name))?;
        for record in evaluation.records.into_iter().filter(|record| matches(rule, record)) {
            let about = (&record.provider.name, &record.benchmark, &record.metric.scorer, &record.model);
            let key = format!("{about:?} {}", said.signer.name);
            let newer = newest.get(&key).is_none_or(|other| other.record.finished <= record.finished);
            if newer {
                newest.insert(key, Measured { said, record });
            }
        }
    }
    Ok(newest.into_values().collect())
}

fn matches(rule: &EvalRule, record: &Record) -> bool {
    let same = |asked: &str, found: &str| asked.replace('_', "-").eq_ignore_ascii_case(&found.replace('_', "-"));
    record.category == rule.category
        && (rule.provider.is_empty() || rule.provider.iter().any(|provider| same(provider, &record.provider.name)))
        && rule.benchmark.as_ref().is_none_or(|benchmark| *benchmark == record.benchmark.name)
        && same(&rule.metric, &record.metric.name)
        && rule.scorer.as_ref().is_none_or(|scorer| record.metric.scorer.as_ref() == Some(scorer))
}

fn holds(asked: &Asked<'_>, rule: &EvalRule, it: &Measured<'_>) -> Result<(), String> {
    let record = &it.record;
    if record.self_asserted && rule.self_asserted == SelfAsserted::Deny {
        return Err("no tool's output stands behind it".to_owned());
    }
    if !record.flaws.is_empty() {
        let flaws: Vec<&str> = record.flaws.iter().map(|flaw| flaw.name()).collect();
        return Err(format!("the run is flawed: {}", flaws.join(", ")));
    }
    bounds(rule, record)?;
    let samples = record.samples;
    if let Some(least) = rule.min_samples.filter(|least| samples.scored < *least) {
        return Err(format!("{} samples were judged; {least} are asked for", samples.scored));
    }
    if let Some(most) = rule.max_undetermined {
        #[expect(clippy::cast_precision_loss, reason = "2^52 samples are never counted")]
        let share = (samples.undetermined.saturating_add(samples.errors)) as f64 / samples.total.max(1) as f64;
        if share > most {
            return Err(format!("{share:.3} of the samples say nothing; at most {most} may"));
        }
    }
    // A log may have seen the signature long after the run: what counts is when it ran.
    let finished = record.finished.map(|time| When { time: time.0, trusted: false });
    if asked.policy.trusted_time_only() && rule.max_age.is_some() && it.said.signed.is_none() {
        return Err("no trusted service says when it was signed".to_owned());
    }
    asked.fresh(finished, rule.max_age)
}

/// The score and what it may be in truth, against the bounds of the rule.
fn bounds(rule: &EvalRule, record: &Record) -> Result<(), String> {
    let (wants, word) = if rule.min.is_some() { (Direction::Higher, "min") } else { (Direction::Lower, "max") };
    if record.metric.direction != wants {
        let better = record.metric.direction.name();
        return Err(format!("of this metric {better} is better; `{word}` would ask for the wrong thing"));
    }
    let (lower, upper) = interval(record);
    let few = format!("{} samples", record.samples.scored);
    if let Some(min) = rule.min {
        if record.score < min || record.score.is_nan() {
            return Err(format!("{} is below {min}", record.score));
        }
        let least = rule.ci95_lower.unwrap_or(min);
        match lower {
            Some(lower) if lower < least => {
                return Err(format!("after {few} it may be as low as {lower:.3}; {least} is asked for"));
            }
            None if rule.ci95_lower.is_some() || is_rate(record) => {
                return Err("nothing says how far it may be off".to_owned());
            }
            _ => {}
        }
    }
    if let Some(max) = rule.max {
        if record.score > max || record.score.is_nan() {
            return Err(format!("{} is above {max}", record.score));
        }
        let most = rule.ci95_upper.unwrap_or(max);
        match upper {
            Some(upper) if upper > most => {
                return Err(format!("after {few} it may be as high as {upper:.3}; {most} is asked for"));
            }
            None if rule.ci95_upper.is_some() || is_rate(record) => {
                return Err("nothing says how far it may be off".to_owned());
            }
            _ => {}
        }
    }
    Ok(())
}

fn is_rate(record: &Record) -> bool {
    record.metric.unit.as_deref() == Some("rate")
}

/// The widest of the intervals that the record states and that its own numbers make.
fn interval(record: &Record) -> (Option<f64>, Option<f64>) {
    let own = is_rate(record).then(|| Interval::wilson(record.score, record.samples.scored)).flatten();
    let stated = record.intervals.iter().filter(|interval| interval.level >= 0.95);
    let all: Vec<&Interval> = stated.chain(&own).collect();
    (all.iter().map(|it| it.lower).reduce(f64::min), all.iter().map(|it| it.upper).reduce(f64::max))
}
