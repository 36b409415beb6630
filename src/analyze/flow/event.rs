//! What reached a sink.

use super::caught::CAUGHT;
use super::table::SinkKind;
use super::value::{HOLE, Origin, Source};
use crate::analyze::Report;
use crate::artifact::{Artifact, Place, Tool};

/// Something that reaches a sink, and under which circumstances.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "the circumstances of an event are independent")]
pub struct Event {
    pub kind: SinkKind,
    /// The call.
    pub place: Place,
    /// The dotted path of the function.
    pub sink: String,
    /// Where the data came from.
    pub origins: Vec<Origin>,
    /// The origins that a condition restricts before.
    pub checked: bool,
    /// Whether the data starts with what a client gave, so that no folder, host or command of the program stands before.
    pub led: bool,
    /// Whether the program looks at how what a client gave starts.
    pub started: bool,
    /// Whether the data is a path in its normal form, without `..`.
    pub resolved: bool,
    /// What the data may spell, with [`HOLE`](super::HOLE) for what is unknown.
    pub texts: Vec<String>,
    /// The address, path or command that the data goes to.
    pub targets: Vec<String>,
    /// Index of the tool whose handler is running.
    pub tool: Option<usize>,
    /// The calls that led here, the outermost first.
    pub calls: Vec<Place>,
    /// Dates and signs of the machine that the conditions around depend on.
    pub guards: Vec<Origin>,
    /// Whether the program does anything with the result.
    pub used: bool,
    /// Whether a handler of tools is running.
    pub handler: bool,
    /// Whether a shell script does it.
    pub shell: bool,
    /// Whether it stands in a code block of a document.
    pub in_document: bool,
}

impl Event {
    /// The first origin of one of the sources.
    pub fn from(&self, sources: &[Source]) -> Option<&Origin> {
        self.origins.iter().find(|origin| sources.contains(&origin.source))
    }

    /// Whether data is kept in a file. Other events of the kind note what is done to data, under these names.
    pub fn is_stored_in_file(&self) -> bool {
        self.kind == SinkKind::Store
            && !matches!(self.sink.as_str(), "read" | "harvest" | "definition" | "recipient" | "payee" | "swapped")
    }

    /// Whether the artifact's own code does it: no test, and no example in a document.
    pub fn is_of_script(&self, artifact: &Artifact) -> bool {
        !self.in_document && !artifact.is_test(self.place.file)
    }

    /// The tool whose handler is running.
    pub fn tool<'a>(&self, artifact: &'a Artifact) -> Option<&'a Tool> {
        artifact.facts.tools.get(self.tool?)
    }

    /// Whether one of the texts or targets satisfies a test.
    pub fn spells(&self, test: impl Fn(&str) -> bool) -> bool {
        self.texts.iter().chain(&self.targets).any(|text| test(text))
    }
}

/// Calls that a report shows of the way from source to sink.
const MAX_STEPS: usize = 6;

impl Event {
    /// A report at the sink that names the source and the calls in between as related places.
    pub fn report(&self, artifact: &Artifact, origin: Option<&Origin>, message: impl Into<String>) -> Report {
        let mut message = message.into();
        if let Some(tool) = self.tool(artifact) {
            message = format!("tool `{}`: {message}", tool.name);
        }
        let mut report = Report::new(self.place.clone(), message);
        if let Some(origin) = origin {
            report = report.related(origin.place.clone(), format!("{} comes from here", origin.describe()));
        }
        for call in self.calls.iter().take(MAX_STEPS) {
            report = report.related(call.clone(), "is passed on here");
        }
        report
    }

    /// Whether the text is unknown from its start: whoever gives the data gives all of it.
    pub fn is_whole(&self) -> bool {
        self.texts.iter().all(|text| text.chars().all(|c| c == HOLE || c.is_whitespace()))
    }
}

impl Origin {
    /// Whether it is a variable of the environment that holds the key of a service, by its name.
    pub fn is_key(&self) -> bool {
        let named = ["KEY", "TOKEN", "SECRET", "PASSWORD"].iter().any(|word| self.label.contains(word));
        self.source == Source::Variable && named
    }

    /// What it is, as the subject of a sentence.
    pub fn describe(&self) -> String {
        let label = &self.label;
        match self.source {
            Source::Argument | Source::Object | Source::Parameter | Source::Number | Source::Password => {
                format!("argument `{label}`")
            }
            Source::Variable => format!("environment variable `{label}`"),
            Source::Environment => "the whole environment".to_owned(),
            Source::Secret if label == CAUGHT => format!("the content of {label}"),
            Source::Secret | Source::Personal => format!("the content of `{label}`"),
            Source::Agent => format!("the agent's `{label}`"),
            Source::System | Source::Probe => format!("`{label}`"),
            Source::Device => format!("what `{label}` yields"),
            Source::Named => format!("the content of {label}"),
            Source::File | Source::Kept | Source::Entry => label.clone(),
            Source::Network => format!("what `{label}` answers"),
            Source::Decoded => format!("what `{label}` decodes"),
            Source::Clock | Source::Date => "the time".to_owned(),
        }
    }
}
