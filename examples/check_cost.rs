//! What `proofmark check` costs on a store with many statements: CPU time of the process, the statements being there.
//!
//! `cargo run --release --example check_cost -- 1000`

#![expect(clippy::print_stdout, reason = "it is a program")]

use std::path::PathBuf;
use std::time::Duration;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;
use proofmark::attest::predicate::{Approval, Decision};
use proofmark::attest::{Algorithm, NewKey, Signing, SigningKey};
use proofmark::cli::{self, Io};
use proofmark::clock::Clock;
use proofmark::config::Environment;
use proofmark::store::{Layout, state};

type Failure = Box<dyn std::error::Error>;

const POLICY: &str = r#"
apiVersion: proofmark.dev/policy/v1
kind: PromotionPolicy
metadata: { name: cost }
verifier: { id: "https://gate.example/v1" }
identities: { gate: { key: { file: gate.pub } } }
always: { by: [gate] }
transitions: { draft->evaluated: {} }
"#;

fn main() -> Result<(), Failure> {
    let count: usize = std::env::args().nth(1).map_or(Ok(1_000), |text| text.parse())?;
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name);
    std::fs::create_dir(path("notes"))?;
    std::fs::write(path("notes/SKILL.md"), "---\nname: notes\ndescription: Keep notes.\n---\n")?;
    std::fs::write(path("policy.yaml"), POLICY)?;
    let pair = NewKey::generate(Algorithm::EcdsaP256, None)?;
    std::fs::write(path("gate.pub"), pair.public.to_pem())?;
    let packed = run(folder.path().into(), &["pack", "notes"])?;
    let store = Layout::open(path(".proofmark/store"))?;
    let signing = Signing::Key(SigningKey::from_pem(&pair.private, || None)?);
    let now = Clock::new(None).now();
    for at in 0..count {
        let approval = Approval { reason: Some(format!("statement {at}")), ..Approval::new(Decision::Approved) };
        state(&store, packed.trim().parse()?, "notes", approval, &signing, now)?;
    }
    std::fs::rename(path("notes"), path("source"))?;
    let before = cpu()?;
    let answer = run(folder.path().into(), &["check", "notes", "--to", "evaluated", "--policy", "policy.yaml"])?;
    println!("check over {count} statements: {} ms of CPU time", cpu()?.saturating_sub(before).as_millis());
    print!("{answer}");
    Ok(())
}

/// The CPU time that the process has used, in the program and in the kernel.
fn cpu() -> Result<Duration, Failure> {
    let used = getrusage(UsageWho::RUSAGE_SELF)?;
    let micros = |time: TimeVal| Duration::from_micros(time.tv_usec().unsigned_abs());
    let time = |time: TimeVal| Duration::from_secs(time.tv_sec().unsigned_abs()) + micros(time);
    Ok(time(used.user_time()) + time(used.system_time()))
}

fn run(folder: PathBuf, args: &[&str]) -> Result<String, Failure> {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = std::iter::once("proofmark").chain(args.iter().copied()).map(Into::into);
    let status = cli::run(
        args,
        &mut Io {
            out: &mut out,
            err: &mut err,
            folder,
            clock: Clock::new(None),
            environment: Environment::default(),
            terminal: false,
            answers: None,
            executable: PathBuf::new(),
            color: (false, false),
        },
    );
    if status.code() == 0 { Ok(String::from_utf8(out)?) } else { Err(String::from_utf8(err)?.into()) }
}
