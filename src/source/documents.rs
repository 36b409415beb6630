//! Documents that are read in a process of their own, since their parser bounds neither its time nor its memory.
//!
//! The binary calls itself (`pdf-text`) with one document at its standard input. That process limits itself before it
//! reads a byte, and this one ends it when it takes too long or says too much.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use crate::finding::GapReason;
use crate::text::pdf::{self, PdfError, PdfText};

/// The hidden command that answers.
const COMMAND: &str = "pdf-text";
/// Bytes of text of one document, at most.
const MAX_TEXT: usize = 4 << 20;
/// Bytes of an answer: a character of the text may be escaped with six.
const MAX_ANSWER: u64 = 6 * MAX_TEXT as u64 + (1 << 10);
/// Bytes of memory that the process may map.
#[cfg(target_os = "linux")]
const MAX_MEMORY: u64 = 1 << 30;
/// What the allocator of the process reserves at a time, in KiB: its default is all that the process may map, and what
/// does not come from that fails.
#[cfg(unix)]
const RESERVE: (&str, &str) = ("MIMALLOC_ARENA_RESERVE", "65536");
/// How often an ending is looked for.
const LOOK: Duration = Duration::from_millis(2);

/// How documents are read: by this program, started again.
#[derive(Debug, Clone)]
pub struct Documents {
    pub program: PathBuf,
}

impl Documents {
    /// Reads a PDF, or says why not and more about it; `time` bounds both the clock and the processor.
    pub fn pdf(&self, bytes: &[u8], time: Duration) -> Result<PdfText, (GapReason, String)> {
        let unreadable = |error: std::io::Error| (GapReason::Unreadable, format!("its reader: {error}"));
        #[expect(clippy::disallowed_methods, reason = "one of the places that start a process")]
        let mut command = Command::new(&self.program);
        command.args([COMMAND, &time.as_secs().max(1).to_string()]);
        // What the environment holds is of no use to a parser.
        #[cfg(unix)]
        command.env_clear().env(RESERVE.0, RESERVE.1);
        // The program may be called by the name of another scanner.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::arg0(&mut command, "proofmark");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(unreadable)?;
        let answer = exchange(&mut child, bytes, Instant::now() + time);
        let status = child.wait().map_err(unreadable)?;
        let limit = || (GapReason::TooComplex, format!("the limit is {} seconds", time.as_secs()));
        let answer = answer.ok_or_else(limit)?;
        if answer.len() as u64 > MAX_ANSWER {
            return Err((GapReason::TooLarge, format!("more than {MAX_ANSWER} bytes of text")));
        }
        match serde_json::from_slice(&answer) {
            Ok(Ok(text)) => Ok(text),
            Ok(Err(error @ PdfError::Encrypted)) => Err((GapReason::Encrypted, error.to_string())),
            Ok(Err(error @ PdfError::Invalid)) => Err((GapReason::Malformed, format!("as a PDF: {error}"))),
            Err(_) => Err((GapReason::TooComplex, ended(status))),
        }
    }
}

/// What the process says in time; nothing where it goes on.
fn exchange(child: &mut Child, bytes: &[u8], end: Instant) -> Option<Vec<u8>> {
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    std::thread::scope(|scope| {
        let (send, receive) = mpsc::channel();
        scope.spawn(move || {
            let mut answer = Vec::new();
            if let Some(stdout) = stdout {
                // What came before a fault is no answer either.
                let _ = stdout.take(MAX_ANSWER + 1).read_to_end(&mut answer);
            }
            let _ = send.send(answer);
        });
        scope.spawn(move || {
            if let Some(mut stdin) = stdin {
                // One that stops reading has ended.
                let _ = stdin.write_all(bytes);
            }
        });
        let answer = receive.recv_timeout(end.saturating_duration_since(Instant::now())).ok();
        // Between its answer and its end there is little; the threads end when it does.
        while answer.is_some() && Instant::now() < end && !matches!(child.try_wait(), Ok(Some(_)) | Err(_)) {
            std::thread::sleep(LOOK);
        }
        let _ = child.kill();
        answer
    })
}

/// How a process ended that has not answered.
fn ended(status: ExitStatus) -> String {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return format!("its reader was ended by signal {signal}, which is what a limit of time or memory does");
    }
    format!("its reader ended with {status}")
}

/// The other side: reads a PDF from `input` and answers at `output`, within limits.
pub fn answer_pdf(seconds: u64, input: &mut dyn Read, output: &mut dyn Write) -> std::io::Result<()> {
    confine(seconds)?;
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    let answer = pdf::text(bytes, MAX_TEXT);
    serde_json::to_writer(&mut *output, &answer)?;
    output.flush()
}

/// Limits this process, before anything of a document is read.
#[cfg(target_os = "linux")]
fn confine(seconds: u64) -> std::io::Result<()> {
    use nix::sys::resource::{Resource, setrlimit};

    let limits = [
        (Resource::RLIMIT_CPU, seconds),
        (Resource::RLIMIT_AS, MAX_MEMORY),
        (Resource::RLIMIT_CORE, 0),
        (Resource::RLIMIT_FSIZE, 0),
    ];
    for (resource, limit) in limits {
        setrlimit(resource, limit, limit)?;
    }
    Ok(())
}

/// Elsewhere, the process that waits bounds the time.
#[cfg(not(target_os = "linux"))]
#[expect(clippy::unnecessary_wraps, reason = "as on Linux")]
const fn confine(_: u64) -> std::io::Result<()> {
    Ok(())
}
