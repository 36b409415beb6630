//! Evidence and promotions, one below the other.

use super::{Fact, Part, prose, shown};
use crate::report::{Event, Standing, Timeline};

/// Events that are shown.
const MAX_EVENTS: usize = 500;
/// Details of one event.
const MAX_DETAILS: usize = 24;

pub(super) struct Life {
    pub(super) total: usize,
    pub(super) subject: String,
    pub(super) stage: Option<String>,
    pub(super) stages: Vec<Stage>,
    pub(super) warnings: Vec<String>,
    pub(super) events: Vec<Row>,
}

pub(super) struct Stage {
    pub(super) name: String,
    pub(super) here: bool,
}

pub(super) struct Row {
    pub(super) kind: &'static str,
    pub(super) title: String,
    /// `verified`, `unchecked` or `refused`: a class of the style.
    pub(super) class: &'static str,
    pub(super) standing: &'static str,
    pub(super) reason: Option<Vec<Part>>,
    pub(super) time: Option<String>,
    pub(super) by: Option<String>,
    pub(super) details: Vec<Fact>,
}

impl Life {
    pub(super) fn new(timeline: &Timeline) -> Self {
        let stage = |name: &String| Stage { name: shown(name), here: timeline.stage.as_ref() == Some(name) };
        Self {
            total: timeline.events.len(),
            subject: shown(&timeline.subject),
            stage: timeline.stage.as_deref().map(shown),
            stages: timeline.stages.iter().map(stage).collect(),
            warnings: timeline.warnings.iter().map(|warning| shown(warning)).collect(),
            events: timeline.events.iter().take(MAX_EVENTS).map(Row::new).collect(),
        }
    }
}

impl Row {
    fn new(event: &Event) -> Self {
        let (class, reason) = match &event.standing {
            Standing::Verified => ("verified", None),
            Standing::Unchecked => ("unchecked", None),
            Standing::Refused(reason) => ("refused", Some(prose(reason))),
        };
        Self {
            kind: event.kind.name(),
            title: shown(&event.title),
            class,
            standing: event.standing.name(),
            reason,
            time: event.time.map(|time| time.strftime("%Y-%m-%d %H:%M UTC").to_string()),
            by: event.by.as_deref().map(shown),
            details: event
                .details
                .iter()
                .take(MAX_DETAILS)
                .map(|(name, value)| Fact::new(name, value.clone()))
                .collect(),
        }
    }
}
