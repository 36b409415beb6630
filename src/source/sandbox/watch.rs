//! The outer process: it traces the server and all that it starts, and writes down what they try.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use nix::errno::Errno;
use nix::libc;
use nix::sys::ptrace::{self, Options};
use nix::sys::signal::Signal;
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;

use super::attempt::{MAX_ATTEMPTS, is_noise};
use super::tracee::{self, Call};
use super::{Act, Attempt, Error, Policy};

/// Threads and processes of one server at a time.
const MAX_THREADS: usize = 512;

/// Runs `command` confined and watched; its exit code is the answer.
pub fn supervise(policy_file: &Path, command: &[OsString]) -> Result<i32, Error> {
    let policy = Policy::load(policy_file)?;
    let start = |source| Error::Start { program: "proofmark".to_owned(), source };
    let report = File::options().create(true).append(true).open(&policy.report).map_err(start)?;
    let own = std::env::current_exe().map_err(start)?;
    #[expect(clippy::disallowed_methods, reason = "one of the two places that start a process")]
    let child = Command::new(own)
        .args(["sandbox-exec", "--inside"])
        .arg(policy_file)
        .arg("--")
        .args(command)
        .spawn()
        .map_err(start)?;
    let child = Pid::from_raw(child.id().cast_signed());
    let trace = |error: nix::Error| Error::Trace { detail: error.to_string() };
    match waitpid(child, Some(WaitPidFlag::__WALL)).map_err(trace)? {
        WaitStatus::Stopped(..) => {}
        WaitStatus::Exited(_, code) => return Ok(code),
        status => return Err(Error::Trace { detail: format!("{status:?}") }),
    }
    let options = Options::PTRACE_O_EXITKILL
        | Options::PTRACE_O_TRACESECCOMP
        | Options::PTRACE_O_TRACESYSGOOD
        | Options::PTRACE_O_TRACEFORK
        | Options::PTRACE_O_TRACEVFORK
        | Options::PTRACE_O_TRACECLONE
        | Options::PTRACE_O_TRACEEXEC;
    ptrace::setoptions(child, options).map_err(trace)?;
    ptrace::cont(child, None).map_err(trace)?;
    let mut watch = Watch { policy, report, told: BTreeSet::new(), threads: BTreeMap::from([(child, None)]) };
    watch.run(child).map_err(trace)
}

/// What a thread is in the middle of.
#[derive(Debug, Clone)]
enum Pending {
    /// Told if the kernel refuses it.
    Seen(Attempt),
    /// Refused by us.
    Refused,
}

struct Watch {
    policy: Policy,
    report: File,
    told: BTreeSet<Attempt>,
    threads: BTreeMap<Pid, Option<Pending>>,
}

impl Watch {
    fn run(&mut self, first: Pid) -> nix::Result<i32> {
        let mut code = 0;
        loop {
            match waitpid(None, Some(WaitPidFlag::__WALL)) {
                Err(Errno::ECHILD) => return Ok(code),
                Err(Errno::EINTR) => {}
                Err(error) => return Err(error),
                Ok(WaitStatus::Exited(thread, status)) => {
                    self.threads.remove(&thread);
                    if thread == first {
                        code = status;
                    }
                }
                Ok(WaitStatus::Signaled(thread, signal, _)) => {
                    self.threads.remove(&thread);
                    if thread == first {
                        code = 128 + signal as i32;
                    }
                }
                // A thread that is gone by now is waited for like all others.
                Ok(status) => {
                    let _ = self.stopped(status);
                    // Everything that is traced ends with its tracer.
                    if self.threads.len() > MAX_THREADS {
                        return Err(Errno::EAGAIN);
                    }
                }
            }
        }
    }

    fn stopped(&mut self, status: WaitStatus) -> nix::Result<()> {
        match status {
            WaitStatus::PtraceEvent(thread, _, libc::PTRACE_EVENT_SECCOMP) => self.enters(thread),
            WaitStatus::PtraceSyscall(thread) => {
                self.leaves(thread)?;
                ptrace::cont(thread, None)
            }
            WaitStatus::PtraceEvent(thread, ..) => ptrace::cont(thread, None),
            WaitStatus::Stopped(thread, signal) => {
                let new = !self.threads.contains_key(&thread);
                self.threads.entry(thread).or_insert(None);
                let stops = matches!(signal, Signal::SIGSTOP | Signal::SIGTSTP | Signal::SIGTTIN | Signal::SIGTTOU);
                ptrace::cont(thread, (!new && !stops).then_some(signal))
            }
            _ => Ok(()),
        }
    }

    /// A call is about to be made.
    fn enters(&mut self, thread: Pid) -> nix::Result<()> {
        let call = tracee::call(thread)?;
        let pending = match self.judge(thread, &call) {
            Judgement::Pass => return ptrace::cont(thread, None),
            Judgement::See(attempt) => Pending::Seen(attempt),
            Judgement::Refuse(attempt) => {
                if let Some(attempt) = attempt {
                    self.tell(attempt);
                }
                tracee::spoil(thread)?;
                Pending::Refused
            }
        };
        self.threads.insert(thread, Some(pending));
        ptrace::syscall(thread, None)
    }

    /// A call has been made.
    fn leaves(&mut self, thread: Pid) -> nix::Result<()> {
        match self.threads.get_mut(&thread).and_then(Option::take) {
            Some(Pending::Refused) => tracee::refuse(thread),
            Some(Pending::Seen(mut attempt)) => {
                let result = tracee::returned(thread)?;
                let refused = result == i64::from(-libc::EACCES) || result == i64::from(-libc::EPERM);
                let absent = result == i64::from(-libc::ENOENT);
                if absent && Path::new(&attempt.target).starts_with(&self.policy.home) && attempt.act == Act::Read {
                    attempt.act = Act::Look;
                    self.tell(attempt);
                } else if refused {
                    self.tell(attempt);
                }
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn judge(&self, thread: Pid, call: &Call) -> Judgement {
        let attempt = |act: Act, target: Option<String>| target.map(|target| Attempt { act, target });
        match call.number {
            libc::SYS_socket => self.socket(call),
            libc::SYS_connect => {
                let attempt = attempt(Act::Connect, tracee::address(thread, call.argument(1), call.argument(2)));
                if !self.policy.network {
                    return Judgement::Refuse(attempt);
                }
                attempt.map_or(Judgement::Pass, Judgement::See)
            }
            libc::SYS_listen => Judgement::Refuse(attempt(Act::Listen, Some("a socket".to_owned()))),
            _ => {
                let Some((act, folder, path)) = file_call(call) else { return Judgement::Pass };
                let path = tracee::path(thread, folder, path).map(|path| path.to_string_lossy().into_owned());
                attempt(act, path).map_or(Judgement::Pass, Judgement::See)
            }
        }
    }

    /// Streams are let through: they lead nowhere until they connect, and then it is known where to. With the network,
    /// sockets of this machine are closed instead, since a connection cannot be judged by what lies in shared memory.
    fn socket(&self, call: &Call) -> Judgement {
        let kind = call.int(1) & 0xf;
        let plain = matches!(call.int(2), 0 | libc::IPPROTO_TCP);
        let name = match call.int(0) {
            libc::AF_INET | libc::AF_INET6 if self.policy.network => return Judgement::Pass,
            libc::AF_INET | libc::AF_INET6 if kind == libc::SOCK_STREAM && plain => return Judgement::Pass,
            libc::AF_INET | libc::AF_INET6 if kind == libc::SOCK_DGRAM => "UDP",
            libc::AF_INET | libc::AF_INET6 => "raw",
            libc::AF_UNIX if kind == libc::SOCK_STREAM && !self.policy.network => return Judgement::Pass,
            libc::AF_VSOCK => "VM",
            // Libraries list network interfaces and ask for name services, whatever they are used for.
            _ => return Judgement::Refuse(None),
        };
        Judgement::Refuse(Some(Attempt { act: Act::Socket, target: name.to_owned() }))
    }

    fn tell(&mut self, attempt: Attempt) {
        let is_look = attempt.act == Act::Look;
        let alike = self.told.iter().filter(|told| (told.act == Act::Look) == is_look).count();
        let noise = is_noise(attempt.act, &attempt.target, &self.policy.unsaid);
        if alike < MAX_ATTEMPTS && !noise && !self.told.contains(&attempt) {
            // What cannot be written is not told; it is refused all the same.
            let _ = serde_json::to_writer(&self.report, &attempt);
            let _ = self.report.write_all(b"\n");
            self.told.insert(attempt);
        }
    }
}

/// What becomes of a call.
enum Judgement {
    Pass,
    See(Attempt),
    Refuse(Option<Attempt>),
}

/// What a call does with a file, the descriptor of the folder that its path is relative to, and where the path lies.
fn file_call(call: &Call) -> Option<(Act, Option<i32>, u64)> {
    let at = |act: Act| Some((act, Some(call.int(0)), call.argument(1)));
    let opens = |flags: i32| {
        let writes = flags & (libc::O_WRONLY | libc::O_RDWR | libc::O_CREAT | libc::O_TRUNC) != 0;
        if writes { Act::Write } else { Act::Read }
    };
    #[cfg(target_arch = "x86_64")]
    match call.number {
        libc::SYS_open => return Some((opens(call.int(1)), None, call.argument(0))),
        libc::SYS_creat | libc::SYS_mkdir | libc::SYS_rename | libc::SYS_rmdir | libc::SYS_unlink => {
            return Some((Act::Write, None, call.argument(0)));
        }
        _ => {}
    }
    match call.number {
        libc::SYS_openat => at(opens(call.int(2))),
        // Its flags lie in memory, which is only looked at for the path.
        libc::SYS_openat2 => at(Act::Read),
        libc::SYS_execve => Some((Act::Execute, None, call.argument(0))),
        libc::SYS_execveat => at(Act::Execute),
        libc::SYS_truncate => Some((Act::Write, None, call.argument(0))),
        libc::SYS_mkdirat | libc::SYS_renameat | libc::SYS_renameat2 | libc::SYS_unlinkat => at(Act::Write),
        _ => None,
    }
}
