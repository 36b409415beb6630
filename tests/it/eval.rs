//! Results of evaluation tools: imported with the right direction and counts, or refused with the reason.

use std::fmt::Write as _;

use proofmark::cli::ExitStatus;
use proofmark::eval::{self, Evaluation, Flaw, Format, Input, Subject};
use proptest::prelude::*;
use serde_json::Value;

use crate::harness::{Run, folder, proofmark, proofmark_in, root};

const DIGEST: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn import(path: &str, more: &[&str]) -> Run {
    proofmark(["eval", "import", path, "--subject", DIGEST].into_iter().chain(more.iter().copied()))
}

/// One line a record: what it is about, the score with its direction, and how many samples were scored, undetermined
/// and in error.
fn lines(run: &Run) -> String {
    assert_eq!(run.status, ExitStatus::Yes, "{}", run.err);
    let evaluation = Evaluation::parse(&run.out).expect("records that can be read back");
    let mut text = run.err.clone();
    for record in &evaluation.records {
        let (metric, samples) = (&record.metric, record.samples);
        let suite = record.benchmark.suite.as_deref().map(|suite| format!("/{suite}")).unwrap_or_default();
        let scorer = metric.scorer.as_deref().map(|scorer| format!("/{scorer}")).unwrap_or_default();
        let bounds = record.lower_bound().zip(record.upper_bound());
        let _ = writeln!(
            text,
            "{} {}{suite} {}{scorer} ({}) {:.3} in {} of {}+{}+{} by {}",
            record.category.name(),
            record.benchmark.name,
            metric.name,
            metric.direction.name(),
            record.score,
            bounds.map_or_else(|| "?".to_owned(), |(lower, upper)| format!("{lower:.3}..{upper:.3}")),
            samples.scored,
            samples.undetermined,
            samples.errors,
            record.model.as_deref().unwrap_or("?"),
        );
    }
    text
}

const TRIAL: &[&str] = &["--accept", "test-target"];

#[test]
fn every_sample_is_imported_with_its_direction_and_counts() {
    let mut text = String::new();
    for (path, more) in [
        ("fixtures/eval/garak/dan.report.jsonl", TRIAL),
        ("fixtures/eval/garak/hit.report.jsonl", TRIAL),
        ("fixtures/eval/garak/offline.report.jsonl", TRIAL),
        ("fixtures/eval/garak/interval.report.jsonl", &[]),
        ("fixtures/eval/promptfoo/out.json", TRIAL),
        ("fixtures/eval/inspect_ai/log.json", TRIAL),
        ("fixtures/eval/inspect_ai/log.eval", TRIAL),
        ("fixtures/eval/lm_eval", TRIAL),
        ("fixtures/eval/deepeval/test_run_20261120_084255.json", &[]),
        ("fixtures/eval/deepeval/latest_test_run.json", &[]),
        ("fixtures/eval/openai_evals/oaieval_pm-injection.jsonl", TRIAL),
        ("fixtures/eval/mcp-eval/report.json", &[]),
        ("fixtures/eval/junit/report.xml", &["--model", "notes-1"]),
        ("fixtures/eval/generic/results.json", &[]),
    ] {
        let _ = write!(text, "# {path}\n{}", lines(&import(path, more)));
    }
    insta::assert_snapshot!(text);
}

#[test]
fn a_succeeding_attack_is_never_a_good_score() {
    let obeys = |who: &str| lines(&import("fixtures/eval/agentdojo", &["--model", who]));
    insta::assert_snapshot!(obeys("local-obeys-user") + "\n" + &obeys("local-obeys-attacker"));
    let result = |id: u32, outcome: &str| {
        format!(
            r#"{{"attack_result_id":"{id}","conversation_id":"c","objective":"o","outcome":"{outcome}","executed_turns":1,"timestamp":"2026-11-18T09:03:39Z","targeted_harm_categories":["leak"]}}"#
        )
    };
    let all = ["success", "failure", "failure", "failure", "error", "undetermined"];
    let all: Vec<String> = all.iter().zip(1..).map(|(outcome, id)| result(id, outcome)).collect();
    let folder = folder(&[("array.json", &format!("[{}]", all.join(","))), ("lines.jsonl", &all.join("\n"))]);
    for name in ["array.json", "lines.jsonl"] {
        let run = proofmark_in(folder.path(), ["eval", "import", name, "--subject", DIGEST]);
        let line = lines(&run);
        assert_eq!(line, "red-team leak attack_success_rate (lower) 0.250 in 0.046..0.699 of 4+1+1 by ?\n", "{name}");
    }
}

#[test]
fn a_record_says_all_that_a_policy_asks() {
    let run = import("fixtures/eval/pyrit/attack_result.json", &["--model", "notes-1"]);
    assert_eq!(run.status, ExitStatus::Yes, "{}", run.err);
    insta::assert_snapshot!(run.out);
    let schema: Value = read_json("schemas/eval-v1.schema.json");
    let validator = jsonschema::validator_for(&schema).unwrap();
    for path in ["pyrit/attack_result.json", "garak/interval.report.jsonl", "generic/results.json", "deepeval"] {
        let run = import(&format!("fixtures/eval/{path}"), &[]);
        let record: Value = serde_json::from_str(&run.out).unwrap();
        assert!(validator.is_valid(&record), "{path}");
    }
    let schema: Value = read_json("schemas/eval-results-v1.schema.json");
    let example: Value = read_json("fixtures/eval/generic/results.json");
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&example));
}

fn read_json(path: &str) -> Value {
    serde_json::from_slice(&std::fs::read(root().join(path)).unwrap()).unwrap()
}

fn fixture(path: &str) -> String {
    std::fs::read_to_string(root().join("fixtures/eval").join(path)).unwrap()
}

#[test]
fn what_is_no_evaluation_is_refused_with_its_reason() {
    let garak = fixture("garak/interval.report.jsonl");
    let whole: Vec<&str> = garak.lines().collect();
    let inspect = fixture("inspect_ai/log.json").replace("mockllm/model", "vendor/notes-1");
    let promptfoo = fixture("promptfoo/out.json").replace("\"id\": \"echo\"", "\"id\": \"vendor:notes-1\"");
    let lm = fixture("lm_eval/results_2026-11-20T08-55-10.366406.json").replace("\"dummy\"", "\"hf\"");
    let openai = fixture("openai_evals/oaieval_pm-injection.jsonl").replace("\"dummy\"", "\"notes-1\"");
    let events: Vec<&str> = openai.lines().collect();
    let pair = fixture("agentdojo/local-obeys-user/banking/user_task_0/direct/injection_task_0.json");
    let generic = fixture("generic/results.json");
    let junit = fixture("junit/report.xml");
    let mut said = String::new();
    for (name, text) in [
        ("no-completion.jsonl", whole[..5].join("\n")),
        ("half-a-line.jsonl", garak[..garak.len() - 40].to_owned()),
        ("aggregate.jsonl", garak.replace("\"run\": \"a1b2c3d4\"}", "\"run\": \"a1b2c3d4\", \"orig_uuid\": \"b\"}")),
        ("two-runs.jsonl", format!("{garak}{garak}")),
        ("other-counts.jsonl", garak.replace("\"fails\": 13", "\"fails\": 12")),
        ("test-probe.jsonl", garak.replace("lmrc.QuackMedicine\", \"detector", "test.Test\", \"detector")),
        ("hitlog.jsonl", fixture("garak/dan.hitlog.jsonl")),
        ("error.json", inspect.replace("\"status\": \"success\"", "\"status\": \"error\"")),
        ("invalid.json", inspect.replace("\"invalidated\": false", "\"invalidated\": true")),
        ("unfinished.json", inspect.replace("\"completed_samples\": 6", "\"completed_samples\": 5")),
        ("mock.json", fixture("inspect_ai/log.json")),
        ("limit.json", lm.replace("\"limit\": null", "\"limit\": 4")),
        ("fewer.json", lm.replace("\"effective\": 4", "\"effective\": 2")),
        ("version-2.json", promptfoo.replacen("\"version\": 3", "\"version\": 2", 1)),
        ("rows-missing.json", promptfoo.replace("\"failures\": 1", "\"failures\": 7")),
        ("two-models.json", promptfoo.replacen("vendor:notes-1", "vendor:notes-2", 1)),
        ("rows.jsonl", fixture("promptfoo/out.jsonl")),
        ("no-report.jsonl", events[..events.len() - 1].join("\n")),
        ("two-specs.jsonl", format!("{openai}{openai}")),
        ("other-case-count.json", fixture("mcp-eval/report.json").replace("\"total_cases\": 2", "\"total_cases\": 3")),
        ("other-tests.xml", junit.replace("tests=\"5\" failures", "tests=\"6\" failures")),
        ("open.xml", junit.replace("</testsuite>\n</testsuites>", "")),
        ("not-completed.json", generic.replace("\"completed\": true", "\"completed\": false")),
        ("other-subject.json", generic.replace("sha256:01", "sha256:ff")),
        ("future.json", generic.replace("2026-11-18T10:30", "2027-11-18T10:30")),
        ("backwards.json", generic.replace("2026-11-18T10:30", "2026-11-18T09:30")),
        ("odd-rate.json", generic.replace("0.97", "1.97")),
        ("nan.json", generic.replace("0.97", "NaN")),
        ("twice.json", generic.replace("\"score\": 0.97", "\"score\": 0.5, \"score\": 0.97")),
        ("all-errors.json", pair.replace("\"error\": null", "\"error\": \"429\"")),
        ("unknown.json", "{\"score\": 1.0}".to_owned()),
        ("text.txt", "score: 1.0".to_owned()),
    ] {
        let folder = folder(&[(name, &text)]);
        let run = proofmark_in(folder.path(), ["eval", "import", name, "--subject", DIGEST]);
        assert_eq!((run.status, run.out.as_str()), (ExitStatus::Unknown, ""), "{name}");
        said.push_str(&run.err);
    }
    insta::assert_snapshot!(said);
}

#[test]
fn an_archive_without_its_head_was_cut_off() {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file("_journal/start.json", zip::write::SimpleFileOptions::default()).unwrap();
    std::io::Write::write_all(&mut writer, b"{}").unwrap();
    let folder = folder(&[]);
    std::fs::write(folder.path().join("log.eval"), writer.finish().unwrap().into_inner()).unwrap();
    let run = proofmark_in(folder.path(), ["eval", "import", "log.eval", "--subject", DIGEST]);
    insta::assert_snapshot!(run.err);
}

#[test]
fn a_folder_is_imported_whole_or_not_at_all() {
    let report = fixture("garak/interval.report.jsonl");
    let cut: String = report.lines().take(4).map(|line| format!("{line}\n")).collect();
    let hits = fixture("garak/dan.hitlog.jsonl");
    let folder = folder(&[("runs/a.report.jsonl", &report), ("runs/a.hitlog.jsonl", &hits), ("runs/notes.txt", "x")]);
    let run = proofmark_in(folder.path(), ["eval", "import", "runs", "--subject", DIGEST, "-o", "records.json"]);
    assert_eq!((run.status, run.out.as_str()), (ExitStatus::Yes, ""), "{}", run.err);
    insta::assert_snapshot!(run.err);
    let first = std::fs::read(folder.path().join("records.json")).unwrap();
    let again = proofmark_in(folder.path(), ["eval", "import", "runs", "--subject", DIGEST]);
    assert_eq!(again.out.as_bytes(), first);
    std::fs::write(folder.path().join("runs/b.report.jsonl"), cut).unwrap();
    let run = proofmark_in(folder.path(), ["eval", "import", "runs", "--subject", DIGEST]);
    assert_eq!((run.status, run.out.as_str()), (ExitStatus::Unknown, ""));
}

#[test]
fn the_subject_is_the_artifact_that_a_scan_reports() {
    let skill = "---\nname: notes\ndescription: Keeps notes.\n---\n# Notes\n";
    let folder = folder(&[
        ("notes/SKILL.md", skill),
        ("notes/scripts/add.sh", "echo\n"),
        ("other/SKILL.md", skill),
        ("r.xml", &fixture("junit/report.xml")),
    ]);
    let scanned: Value =
        serde_json::from_str(&proofmark_in(folder.path(), ["scan", "notes", "--format", "json"]).out).unwrap();
    let subject = |name: &str| proofmark_in(folder.path(), ["eval", "import", "r.xml", "--subject", name]);
    let record: Value = serde_json::from_str(&subject("notes").out).unwrap();
    assert_eq!(record["subject"]["digest"], scanned["artifacts"][0]["digest"]);
    let image = format!("oci://registry.example/notes@{DIGEST}");
    assert_eq!(serde_json::from_str::<Value>(&subject(&image).out).unwrap()["subject"]["name"], *image);
    let said: String = [".", "nowhere", "r.xml@sha256:12"].iter().map(|name| subject(name).err).collect();
    insta::assert_snapshot!(said);
}

#[test]
fn a_person_signs_off_and_the_record_says_so() {
    let folder = folder(&[]);
    let add = |args: &[&str]| {
        let fixed = ["eval", "add", "--subject", DIGEST, "--category", "functional", "-o", "evals/records.json"];
        proofmark_in(folder.path(), fixed.into_iter().chain(args.iter().copied()))
    };
    std::fs::create_dir(folder.path().join("evals")).unwrap();
    let first = add(&["--benchmark", "usability review", "--score", "0.9", "--samples", "20", "--by", "R. Viewer"]);
    assert_eq!(first.status, ExitStatus::Yes, "{}", first.err);
    let second = add(&["--benchmark", "reply time", "--metric", "seconds", "--direction", "lower", "--score", "4"]);
    assert_eq!(second.status, ExitStatus::Yes, "{}", second.err);
    let records = std::fs::read_to_string(folder.path().join("evals/records.json")).unwrap();
    let records = Evaluation::parse(&records).unwrap().records;
    assert!(records.len() == 2 && records.iter().all(|record| record.self_asserted && record.source.is_none()));
    std::fs::write(folder.path().join("evals/other.json"), "{}").unwrap();
    let list = proofmark_in(folder.path(), ["eval", "list"]);
    assert_eq!(list.status, ExitStatus::Yes, "{}", list.err);
    insta::assert_snapshot!(list.out);
    let mut said = add(&["--benchmark", "x", "--score", "1.5"]).err;
    let other = format!("sha256:{}", "0".repeat(64));
    let run = proofmark_in(
        folder.path(),
        [
            "eval",
            "add",
            "--subject",
            &other,
            "--category",
            "safety",
            "--benchmark",
            "x",
            "--score",
            "1",
            "-o",
            "evals/records.json",
        ],
    );
    said.push_str(&run.err);
    said.push_str(&proofmark_in(folder.path(), ["eval", "list", "evals/other.json"]).err);
    insta::assert_snapshot!(said);
}

#[test]
fn records_of_a_folder_are_one_table() {
    let folder = folder(&[]);
    let path = folder.path().join("a.json");
    for result in ["fixtures/eval/garak/interval.report.jsonl", "fixtures/eval/agentdojo/local-obeys-attacker"] {
        let run = import(result, &["-o", path.to_str().unwrap()]);
        assert_eq!(run.status, ExitStatus::Yes, "{}", run.err);
        std::fs::rename(&path, path.with_file_name(format!("{}.json", result.len()))).unwrap();
    }
    insta::assert_snapshot!(proofmark_in(folder.path(), ["eval", "list", "."]).out);
    let json = proofmark_in(folder.path(), ["eval", "list", ".", "--format", "json"]);
    assert_eq!(serde_json::from_str::<Value>(&json.out).unwrap()["evaluations"].as_array().unwrap().len(), 2);
}

/// The samples, one a format at least.
const SAMPLES: &[&str] = &[
    "garak/interval.report.jsonl",
    "promptfoo/out.json",
    "inspect_ai/log.eval",
    "lm_eval/results_2026-11-20T08-55-10.366406.json",
    "deepeval/latest_test_run.json",
    "agentdojo/local-obeys-user/banking/user_task_0/direct/injection_task_0.json",
    "pyrit/attack_result.json",
    "openai_evals/oaieval_pm-injection.jsonl",
    "mcp-eval/report.json",
    "junit/report.xml",
    "generic/results.json",
];

/// What stands in the place of a value: other types, and numbers that no count is.
const VALUES: &[&str] =
    &["null", "-1", "1e308", "18446744073709551615", "NaN", "\"x\"", "[]", "{}", "true", "[[[{}]]]", "0.5"];

fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let edit = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), prop::sample::select(VALUES));
    (prop::sample::select(SAMPLES), prop::collection::vec(edit, 0..6), any::<prop::sample::Index>(), 0..4_u8).prop_map(
        |(sample, edits, end, cut)| {
            let mut bytes = std::fs::read(root().join("fixtures/eval").join(sample)).unwrap();
            for (at, len, value) in edits {
                // From one value's start to the next end of one, so that much of it stays JSON.
                let from = at.index(bytes.len().max(1));
                let Some(start) = bytes.iter().skip(from).position(|byte| *byte == b':').map(|at| from + at + 1) else {
                    continue;
                };
                let stop = bytes
                    .iter()
                    .skip(start)
                    .position(|byte| matches!(byte, b',' | b'\n' | b'}'))
                    .map_or(start, |at| start + at);
                let stop = if len.index(8) == 0 { start } else { stop };
                bytes.splice(start..stop, value.bytes());
            }
            if cut == 0 {
                bytes.truncate(end.index(bytes.len().max(1)));
            }
            bytes
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_importer_panics_and_all_that_they_write_can_be_read(
        bytes in prop_oneof![4 => mutated(), 1 => prop::collection::vec(any::<u8>(), 0..200)],
    ) {
        let options = eval::Options {
            subject: Subject::new("x", DIGEST).unwrap(),
            now: "2026-11-20T00:00:00Z".parse().unwrap(),
            model: None,
            finished: None,
            category: None,
            accept: Flaw::ALL.to_vec(),
        };
        for format in Format::ALL.iter().copied().map(Some).chain([None]) {
            let imported = eval::import([Input::new("file", &bytes)], None, format, &options);
            prop_assert!(!imported.records.is_empty() || !imported.refused.is_empty());
            let evaluation = Evaluation::new(options.subject.clone(), imported.records);
            let text = serde_json::to_string(&evaluation).unwrap();
            prop_assert_eq!(Evaluation::parse(&text).map_err(|error| error.to_string()), Ok(evaluation));
        }
    }
}
