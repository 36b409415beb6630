//! System calls that a confined program does not need, and those that its tracer looks at.

use std::collections::BTreeMap;

use nix::libc;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    TargetArch, sock_filter,
};

use super::Error;

/// Refused whatever their arguments are: other processes, the kernel itself, and ways to act past this filter.
const REFUSED: &[libc::c_long] = &[
    libc::SYS_acct,
    libc::SYS_add_key,
    libc::SYS_bpf,
    libc::SYS_chroot,
    libc::SYS_clock_settime,
    libc::SYS_delete_module,
    libc::SYS_fanotify_init,
    libc::SYS_finit_module,
    libc::SYS_init_module,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_io_uring_setup,
    libc::SYS_kcmp,
    libc::SYS_kexec_load,
    libc::SYS_keyctl,
    libc::SYS_mknodat,
    libc::SYS_mount,
    libc::SYS_open_by_handle_at,
    libc::SYS_perf_event_open,
    libc::SYS_pidfd_getfd,
    libc::SYS_pivot_root,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_ptrace,
    libc::SYS_quotactl,
    libc::SYS_reboot,
    libc::SYS_request_key,
    libc::SYS_setns,
    libc::SYS_settimeofday,
    libc::SYS_swapoff,
    libc::SYS_swapon,
    libc::SYS_umount2,
    libc::SYS_unshare,
    libc::SYS_userfaultfd,
];

/// Shown to the tracer: all that names a file, and all that reaches out. A tracer that is gone refuses them.
const SHOWN: &[libc::c_long] = &[
    libc::SYS_connect,
    libc::SYS_execve,
    libc::SYS_execveat,
    libc::SYS_listen,
    libc::SYS_mkdirat,
    libc::SYS_openat,
    libc::SYS_openat2,
    libc::SYS_renameat,
    libc::SYS_renameat2,
    libc::SYS_socket,
    libc::SYS_truncate,
    libc::SYS_unlinkat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_creat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_mkdir,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_open,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_rename,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_rmdir,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_unlink,
];

/// Calls that connect as they send, past `connect`; the position of their flags.
const SENDS: &[(libc::c_long, u8)] = &[(libc::SYS_sendto, 3), (libc::SYS_sendmsg, 2), (libc::SYS_sendmmsg, 3)];

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// Refuses the second numbering of calls that some x86-64 kernels have ("x32", from 2^30 on): the other filters compare
/// numbers of the first, and would let these through.
fn second_numbering() -> BpfProgram {
    const NUMBER: sock_filter = sock_filter { code: 0x20, jt: 0, jf: 0, k: 0 };
    const IS_SECOND: sock_filter = sock_filter { code: 0x35, jt: 0, jf: 1, k: 0x4000_0000 };
    let answer = |k: u32| sock_filter { code: 0x06, jt: 0, jf: 0, k };
    let refused = SeccompAction::Errno(libc::ENOSYS.unsigned_abs());
    vec![NUMBER, IS_SECOND, answer(refused.into()), answer(SeccompAction::Allow.into())]
}

/// Filters the calls of this process and of all that it starts.
pub(super) fn apply() -> Result<(), Error> {
    let fail = |error: seccompiler::Error| Error::Filter { detail: error.to_string() };
    let programs = programs().map_err(|error| Error::Filter { detail: error.to_string() })?;
    for program in std::iter::once(second_numbering()).chain(programs) {
        seccompiler::apply_filter(&program).map_err(fail)?;
    }
    Ok(())
}

/// A filter has one answer, and where several match, the strictest counts. The newest is run on the calls that set the
/// next, so the tracer's comes last.
fn programs() -> Result<Vec<BpfProgram>, seccompiler::BackendError> {
    let always = |calls: &[libc::c_long]| calls.iter().map(|call| (*call, Vec::new())).collect::<Rules>();
    let mut refused = always(REFUSED);
    for (call, flags) in SENDS {
        refused.insert(*call, vec![masked(*flags, libc::MSG_FASTOPEN)?]);
    }
    refused.insert(libc::SYS_clone, vec![masked(0, libc::CLONE_NEWUSER)?]);
    // Its flags lie in memory, where they cannot be looked at; libraries fall back to `clone`.
    let missing = always(&[libc::SYS_clone3]);
    let errno = |number: i32| SeccompAction::Errno(number.unsigned_abs());
    [(refused, errno(libc::EPERM)), (missing, errno(libc::ENOSYS)), (always(SHOWN), SeccompAction::Trace(0))]
        .into_iter()
        .map(|(rules, answer)| {
            let target = TargetArch::try_from(std::env::consts::ARCH)?;
            SeccompFilter::new(rules, SeccompAction::Allow, answer, target)?.try_into()
        })
        .collect()
}

fn masked(argument: u8, flag: libc::c_int) -> Result<SeccompRule, seccompiler::BackendError> {
    let flag = u64::from(flag.unsigned_abs());
    let set = SeccompCondition::new(argument, SeccompCmpArgLen::Dword, SeccompCmpOp::MaskedEq(flag), flag)?;
    SeccompRule::new(vec![set])
}
