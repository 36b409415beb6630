//! The laws of the fuzzer, on fewer inputs: noise, and good documents with something done to them.

use std::io::{Cursor, Write as _};
use std::sync::LazyLock;

use proofmark::analyze::{Engine, Options};
use proofmark::attest::predicate::{Approval, Decision};
use proofmark::attest::{Algorithm, Evidence, NewKey, Signing, SigningKey, Statement, Subject};
use proofmark::digest::Digest;
use proofmark::lock::pin;
use proofmark::scan::{Silent, scan};
use proofmark::source::{Capture, File, Tree};
use proptest::prelude::*;
use proptest::sample::Index;

#[path = "../fuzz/laws/mod.rs"]
mod fuzz;

/// What holds of any bytes.
type Law = fn(&[u8]);

/// Laws, each with a document that it holds of and that is as good as can be.
static GOOD: LazyLock<Vec<(Law, Vec<u8>)>> = LazyLock::new(|| {
    let file = |path: &str| std::fs::read(path).unwrap();
    let headed = |name: &str, bytes: Vec<u8>| [name.as_bytes(), b"\n", &bytes].concat();
    let policy = [file("policies/enterprise.yaml"), b"\n=====\n".to_vec(), file("policies/people.yaml")].concat();
    let skill = headed("SKILL.md", file("fixtures/demo/skills/meeting-notes/SKILL.md"));
    let mut good: Vec<(Law, Vec<u8>)> = vec![
        (fuzz::chain, [0x70, 0, 0, 0, 0x01, 1, 1, 0, 0x12, 2, 2, 0, 0x23, 3, 4, 0, 0x26, 3, 4, 1].to_vec()),
        (fuzz::policy, policy),
        (fuzz::bom, file("fixtures/bom/good/ex16.json")),
        (fuzz::bom, file("fixtures/bom/good/ex.spdx.json")),
        (fuzz::bom, file("fixtures/bom/good/spdx-2.3-other.json")),
        (fuzz::bom, file("fixtures/bom/good/valid-bom-1.5.xml")),
        (fuzz::lock, locked().into_bytes()),
        (fuzz::bundle, file("fixtures/evidence/cosign/distroless-static.json")),
        (fuzz::archive, headed("x.tar", tarred(&skill))),
        (fuzz::archive, headed("x.zip", zipped(&skill))),
        (fuzz::artifact, skill),
    ];
    for (name, path) in [
        ("server.json", "server-json/current/server.json"),
        (".well-known/agent-card.json", "agent-card/current/agent-card.json"),
        (".mcp.json", "client-config/unknown-name/team-servers.json"),
        ("tools.json", "mcp-listing/result.json"),
    ] {
        good.push((fuzz::artifact, headed(name, file(&format!("fixtures/artifacts/{path}")))));
    }
    for run in ["garak/interval.report.jsonl", "inspect_ai/log.eval", "lm_eval/results_2026-11-20T08-55-10.366406.json"]
    {
        good.push((fuzz::eval, file(&format!("fixtures/eval/{run}"))));
    }
    good.extend(signed());
    good
});

/// The lock of a skill.
fn locked() -> String {
    let bytes = std::fs::read("fixtures/demo/skills/meeting-notes/SKILL.md").unwrap();
    let file = File::new("SKILL.md", bytes);
    let captures = [Capture::local(".", Tree::of_files("".into(), [file]))];
    let engine = Engine::new(Options::default()).unwrap();
    let mut outcome = scan(&engine, &captures, 1, &Silent);
    pin(&captures, &mut outcome, engine.digest(), &engine.limits).write()
}

fn tarred(bytes: &[u8]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_ustar();
    header.set_size(bytes.len() as u64);
    archive.append_data(&mut header, "a/SKILL.md", bytes).unwrap();
    archive.into_inner().unwrap()
}

fn zipped(bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("a/SKILL.md", zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(bytes).unwrap();
    archive.finish().unwrap().into_inner()
}

/// A bundle, an envelope and a manifest.
fn signed() -> [(Law, Vec<u8>); 3] {
    let pair = NewKey::generate(Algorithm::EcdsaP256, None).unwrap();
    let signing = Signing::Key(SigningKey::from_pem(&pair.private, || None).unwrap());
    let approval = Approval::new(Decision::Approved);
    let subject = Subject::file("x", b"x".to_vec());
    let bundle = signing.sign(&Statement::new(subject.descriptors(), approval)).unwrap();
    let envelope = serde_json::to_vec(bundle.envelope().unwrap()).unwrap();
    let digest = Digest::of("x");
    let manifest = format!(
        r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{{"mediaType":"a/b","digest":"{digest}","size":1,"platform":{{"os":"x"}}}},"layers":[{{"mediaType":"a/c","digest":"{digest}","size":1,"annotations":{{"a":"b"}}}}],"annotations":null}}"#
    );
    assert!(Evidence::read(bundle.bytes()).is_ok() && Evidence::read(&envelope).is_ok());
    [(fuzz::bundle, bundle.bytes().to_vec()), (fuzz::envelope, envelope), (fuzz::manifest, manifest.into_bytes())]
}

/// Something that is done to a document.
#[derive(Debug, Clone)]
enum Blow {
    Change(usize, u8),
    Insert(usize, String),
    Remove(usize, usize),
    /// A part of it stands somewhere else, too.
    Repeat(usize, usize, usize),
}

fn blow() -> impl Strategy<Value = Blow> {
    let at = || 0..4_096_usize;
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(at, byte)| Blow::Change(at, byte)),
        (at(), r#"[\[\]{}:,"a-z0-9= ]{1,12}"#).prop_map(|(at, text)| Blow::Insert(at, text)),
        (at(), 1..64_usize).prop_map(|(at, length)| Blow::Remove(at, length)),
        (at(), at(), 1..256_usize).prop_map(|(at, from, length)| Blow::Repeat(at, from, length)),
    ]
}

fn strike(bytes: &mut Vec<u8>, blow: Blow) {
    let end = bytes.len();
    match blow {
        Blow::Change(at, byte) => {
            if let Some(own) = bytes.get_mut(at % end.max(1)) {
                *own = byte;
            }
        }
        Blow::Insert(at, text) => {
            let at = at.min(end);
            bytes.splice(at..at, text.bytes());
        }
        Blow::Remove(at, length) => {
            let at = at.min(end);
            bytes.drain(at..(at + length).min(end));
        }
        Blow::Repeat(at, from, length) => {
            let from = from.min(end);
            let part = bytes.get(from..(from + length).min(end)).unwrap_or_default().to_vec();
            let at = at.min(end);
            bytes.splice(at..at, part);
        }
    }
}

#[test]
fn what_is_good_is_read() {
    GOOD.iter().for_each(|(law, good)| law(good));
}

/// What fuzzing has found; each broke a law once.
#[test]
fn what_broke_a_law_breaks_it_no_more() {
    let digest = |first: char| format!(r#"{{"alg":"SHA-256","content":"{first}{}"}}"#, "0".repeat(63));
    let bom = format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{{"type":"library","name":"a","hashes":[{},{}]}}]}}"#,
        digest('1'),
        digest('2')
    );
    fuzz::bom(bom.as_bytes());
    fuzz::policy(b"kind: PromotionPolicy\nimmutability: { digest-from:\x1bevaluated }\n");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn the_laws_hold_of_noise(which in any::<Index>(), bytes in proptest::collection::vec(any::<u8>(), 0..512)) {
        let (law, _) = which.get(&GOOD);
        law(&bytes);
    }

    #[test]
    fn the_laws_hold_of_what_was_good(which in any::<Index>(), blows in proptest::collection::vec(blow(), 0..4)) {
        let (law, mut bytes) = which.get(&GOOD).clone();
        for blow in blows {
            strike(&mut bytes, blow);
        }
        law(&bytes);
    }

    #[test]
    fn a_pattern_fits_what_its_stars_say(pattern in "[a/.é*]{1,8}", text in "[a/.é\n]{0,10}") {
        fuzz::glob(&pattern, &text);
    }

    #[test]
    fn a_pattern_of_a_policy_is_read_or_refused(pattern in any::<String>(), text in any::<String>()) {
        fuzz::glob(&pattern, &text);
        fuzz::glob(&text, &text);
    }
}
