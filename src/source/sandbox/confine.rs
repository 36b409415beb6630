//! The inner process: it gives up what it may not keep, and becomes the server.

use std::ffi::OsString;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, CompatLevel, Compatible as _, Ruleset, RulesetAttr as _,
    RulesetCreatedAttr as _, RulesetStatus, Scope, path_beneath_rules,
};
use nix::sys::ptrace;
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::sys::signal::{Signal, raise};

use super::{Error, Policy, filter};

/// The newest Landlock that is asked for; older kernels enforce what they know of it.
const NEWEST: ABI = ABI::V7;

/// Devices that are no devices.
const DEVICES: &[&str] = &["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"];

/// Confines this process and becomes `command`, which is traced by the parent.
pub fn inside(policy: &Path, command: &[OsString]) -> Result<i32, Error> {
    let policy = Policy::load(policy)?;
    let (program, arguments) =
        command.split_first().ok_or_else(|| Error::Policy { detail: "no command".to_owned() })?;
    limit();
    let untraced = |error: nix::Error| Error::Trace { detail: error.to_string() };
    ptrace::traceme().map_err(untraced)?;
    raise(Signal::SIGSTOP).map_err(untraced)?;
    restrict(&policy)?;
    filter::apply()?;
    #[expect(clippy::disallowed_methods, reason = "it replaces this process")]
    let source = Command::new(program).args(arguments).exec();
    Err(Error::Start { program: program.to_string_lossy().into_owned(), source })
}

/// Bounds what the machine has to give. What cannot be bounded here is bounded by the time a server has.
fn limit() {
    for (resource, most) in [
        (Resource::RLIMIT_CORE, 0),
        (Resource::RLIMIT_FSIZE, 256 << 20),
        (Resource::RLIMIT_NOFILE, 4096),
        (Resource::RLIMIT_CPU, 120),
        (Resource::RLIMIT_DATA, 4 << 30),
    ] {
        if let Ok((_, hard)) = getrlimit(resource) {
            let most = hard.min(most);
            let _ = setrlimit(resource, most, most);
        }
    }
}

fn restrict(policy: &Policy) -> Result<(), Error> {
    let ruleset = || {
        let mut ruleset = Ruleset::default()
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(AccessFs::from_all(NEWEST))?
            .scope(Scope::from_all(NEWEST))?;
        if !policy.network {
            ruleset = ruleset.handle_access(AccessNet::from_all(NEWEST))?;
        }
        let devices = AccessFs::ReadFile | AccessFs::WriteFile;
        ruleset
            .create()?
            .add_rules(path_beneath_rules(&policy.read, AccessFs::from_read(NEWEST)))?
            .add_rules(path_beneath_rules(["/proc/self"], AccessFs::ReadFile | AccessFs::ReadDir))?
            .add_rules(path_beneath_rules(DEVICES, devices))?
            .add_rules(path_beneath_rules(&policy.write, AccessFs::from_all(NEWEST)))?
            .restrict_self()
    };
    let enforced = ruleset().map_err(|_: landlock::RulesetError| Error::Landlock)?;
    if enforced.ruleset == RulesetStatus::NotEnforced { Err(Error::Landlock) } else { Ok(()) }
}
