//! A stopped thread of a traced program: its registers and its memory.

use std::fs::File;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use nix::libc;
use nix::sys::ptrace;
use nix::unistd::Pid;

/// Bytes of a path at most; the kernel takes no longer one.
const MAX_PATH: usize = 4096;

/// A system call as it is about to be made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Call {
    pub(super) number: libc::c_long,
    pub(super) arguments: [u64; 6],
}

impl Call {
    /// An argument; zero beyond the sixth.
    pub(super) fn argument(&self, index: usize) -> u64 {
        self.arguments.get(index).copied().unwrap_or_default()
    }

    /// An argument that is a C `int`.
    pub(super) fn int(&self, index: usize) -> i32 {
        // The upper half of the register is not defined.
        #[expect(clippy::cast_possible_truncation, reason = "the lower half is the argument")]
        let lower = self.argument(index) as u32;
        lower.cast_signed()
    }
}

/// The call at which a thread has stopped.
#[cfg(target_arch = "x86_64")]
pub(super) fn call(thread: Pid) -> nix::Result<Call> {
    let registers = ptrace::getregs(thread)?;
    let arguments = [registers.rdi, registers.rsi, registers.rdx, registers.r10, registers.r8, registers.r9];
    Ok(Call { number: registers.orig_rax.cast_signed(), arguments })
}

/// The call at which a thread has stopped.
#[cfg(target_arch = "aarch64")]
pub(super) fn call(thread: Pid) -> nix::Result<Call> {
    let registers = ptrace::getregs(thread)?.regs;
    let [a, b, c, d, e, f, ..] = registers;
    Ok(Call { number: registers.get(8).copied().unwrap_or_default().cast_signed(), arguments: [a, b, c, d, e, f] })
}

/// Sets the first argument of the call, so that the kernel refuses it.
#[cfg(target_arch = "x86_64")]
pub(super) fn spoil(thread: Pid) -> nix::Result<()> {
    let mut registers = ptrace::getregs(thread)?;
    registers.rdi = u64::MAX;
    ptrace::setregs(thread, registers)
}

/// Sets the first argument of the call, so that the kernel refuses it.
#[cfg(target_arch = "aarch64")]
pub(super) fn spoil(thread: Pid) -> nix::Result<()> {
    let mut registers = ptrace::getregs(thread)?;
    registers.regs[0] = u64::MAX;
    ptrace::setregs(thread, registers)
}

/// What the call that has just ended returned.
#[cfg(target_arch = "x86_64")]
pub(super) fn returned(thread: Pid) -> nix::Result<i64> {
    Ok(ptrace::getregs(thread)?.rax.cast_signed())
}

/// What the call that has just ended returned.
#[cfg(target_arch = "aarch64")]
pub(super) fn returned(thread: Pid) -> nix::Result<i64> {
    Ok(ptrace::getregs(thread)?.regs[0].cast_signed())
}

/// Lets the call that has just ended return "permission denied".
#[cfg(target_arch = "x86_64")]
pub(super) fn refuse(thread: Pid) -> nix::Result<()> {
    let mut registers = ptrace::getregs(thread)?;
    registers.rax = i64::from(-libc::EACCES).cast_unsigned();
    ptrace::setregs(thread, registers)
}

/// Lets the call that has just ended return "permission denied".
#[cfg(target_arch = "aarch64")]
pub(super) fn refuse(thread: Pid) -> nix::Result<()> {
    let mut registers = ptrace::getregs(thread)?;
    registers.regs[0] = i64::from(-libc::EACCES).cast_unsigned();
    ptrace::setregs(thread, registers)
}

/// Bytes of a thread's memory; fewer where it has no more.
fn memory(thread: Pid, address: u64, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    let read = File::open(format!("/proc/{thread}/mem")).map(|file| {
        // Memory may end within the range; then what is there is read page by page.
        let mut from = 0;
        while let Some(rest) = bytes.get_mut(from..).filter(|rest| !rest.is_empty()) {
            let at = address + from as u64;
            let page = usize::try_from(4096 - at % 4096).unwrap_or(4096).min(rest.len());
            match file.read_at(rest.get_mut(..page).unwrap_or_default(), at) {
                Ok(0) | Err(_) => break,
                Ok(count) => from += count,
            }
        }
        from
    });
    bytes.truncate(read.unwrap_or_default());
    bytes
}

/// A path in a thread's memory, made absolute with the folder that the descriptor `folder` stands for.
pub(super) fn path(thread: Pid, folder: Option<i32>, address: u64) -> Option<PathBuf> {
    let mut bytes = memory(thread, address, MAX_PATH);
    bytes.truncate(bytes.iter().position(|byte| *byte == 0)?);
    let given = PathBuf::from(String::from_utf8_lossy(&bytes).into_owned());
    if given.is_absolute() {
        return Some(plain(&given));
    }
    let base = match folder.filter(|descriptor| *descriptor != libc::AT_FDCWD) {
        Some(descriptor) => format!("/proc/{thread}/fd/{descriptor}"),
        None => format!("/proc/{thread}/cwd"),
    };
    Some(plain(&std::fs::read_link(base).ok()?.join(given)))
}

/// A path without `.` and `..`; links are not followed, since it is only told.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            std::path::Component::ParentDir => {
                plain.pop();
            }
            std::path::Component::CurDir => {}
            other => plain.push(other),
        }
    }
    plain
}

/// The address in a thread's memory that it wants to connect to.
pub(super) fn address(thread: Pid, at: u64, length: u64) -> Option<String> {
    let bytes = memory(thread, at, usize::try_from(length).unwrap_or(usize::MAX).min(128));
    let family = i32::from(u16::from_ne_bytes([*bytes.first()?, *bytes.get(1)?]));
    let port = || Some(u16::from_be_bytes([*bytes.get(2)?, *bytes.get(3)?]));
    match family {
        libc::AF_INET => {
            let host: [u8; 4] = bytes.get(4..8)?.try_into().ok()?;
            Some(SocketAddr::from((Ipv4Addr::from(host), port()?)).to_string())
        }
        libc::AF_INET6 => {
            let host: [u8; 16] = bytes.get(8..24)?.try_into().ok()?;
            Some(SocketAddr::from((Ipv6Addr::from(host), port()?)).to_string())
        }
        libc::AF_UNIX => {
            let name = bytes.get(2..)?;
            let (mark, name) = if name.first() == Some(&0) { ("@", name.get(1..)?) } else { ("", name) };
            let end = name.iter().position(|byte| *byte == 0).unwrap_or(name.len());
            Some(format!("{mark}{}", String::from_utf8_lossy(name.get(..end)?)))
        }
        // What takes a connection back is nothing to tell.
        _ => None,
    }
}
