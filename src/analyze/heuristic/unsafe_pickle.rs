//! A pickled object lies in a bundle: loading it can run anything.

use super::Heuristic;
use crate::analyze::magic::{bytes, contains};
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Span;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "unsafe-pickle",
        title: "a pickled object is bundled",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::CodeExecution,
        why: "Unpickling calls whatever the file names, so to load it is to run it.",
        fix: "Use a format that holds data only, such as JSON or safetensors.",
        references: &["https://docs.python.org/3/library/pickle.html"],
        taxonomy: "AML.T0011.000, CWE-502",
        ..StaticMeta::BASE
    },
    check,
};

/// What a pickle calls to take over a process: `GLOBAL` opcodes, and the strings before `STACK_GLOBAL`.
const CALLS: &[&[u8]] = &[
    b"cos\nsystem\n",
    b"cposix\nsystem\n",
    b"cnt\nsystem\n",
    b"cos\npopen\n",
    b"csubprocess\n",
    b"cbuiltins\nexec\n",
    b"cbuiltins\neval\n",
    b"c__builtin__\nexec\n",
    b"c__builtin__\neval\n",
    b"crunpy\n",
    b"csocket\n",
    b"cpty\nspawn\n",
    b"\x8c\x05posix\x94\x8c\x06system",
    b"\x8c\x02nt\x94\x8c\x06system",
    b"\x8c\x02os\x94\x8c\x06system",
    b"\x8c\x0asubprocess\x94\x8c",
    b"\x8c\x08builtins\x94\x8c\x04exec",
    b"\x8c\x08builtins\x94\x8c\x04eval",
    b"\x8c\x08builtins\x94\x8c\x0a__import__",
    b"\x8c\x05runpy\x94\x8c",
];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for (index, file) in context.artifact.files.iter().enumerate() {
        let bytes = bytes(file);
        let named = matches!(file.extension().as_str(), "pkl" | "pickle" | "joblib" | "dill" | "pt" | "pth" | "ckpt");
        let looks = matches!(bytes, [0x80, 2..=5, ..]);
        if !named && !looks {
            continue;
        }
        let place = Place::new(index, Span::default());
        if CALLS.iter().any(|call| contains(bytes, call)) {
            let message = "a pickled object runs a command when it is loaded";
            let report = Report::new(place, message).severity(Severity::Critical).confidence(Confidence::High);
            sink.report(report);
        } else if named {
            sink.report(Report::new(place, "a pickled object is bundled"));
        }
    }
}
