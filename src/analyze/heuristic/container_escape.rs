//! A server's container is given the machine it runs on.

use super::Heuristic;
use super::broad_filesystem::mounts;
use crate::analyze::command::{CommandLine, Word};
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Pattern, RegionKind};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "container-escape",
        title: "a container is started with the rights of its host",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::ExcessivePermission,
        why: "Code in the container can start others, load modules and read every file: the container protects nothing.",
        fix: "Drop the flag; give the container the one folder or port that it needs.",
        references: &["https://docs.docker.com/engine/security/#docker-daemon-attack-surface"],
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for launch in &context.artifact.facts.launches {
        let line = CommandLine::of(launch);
        if !matches!(line.program().as_str(), "docker" | "podman" | "nerdctl") {
            continue;
        }
        for (word, source) in mounts(line.args()) {
            if source.ends_with("docker.sock") || source.ends_with("containerd.sock") || source.ends_with("podman.sock")
            {
                sink.report(Report::new(word.place.clone(), "the container controls the host's containers"));
            }
        }
        let mut before = "";
        for word in line.args() {
            flag(sink, *word, before);
            before = word.text;
        }
    }
    for region in context.regions(RegionKind::Script) {
        let engine = ["docker.sock", "docker", "podman"].iter().any(|word| region.text.contains(word));
        if let Some(found) = engine.then(|| HOST.find(&region.text)).flatten() {
            let place = crate::artifact::Place { file: region.file, span: region.span(found), pointer: None };
            sink.report(Report::new(place, "a container is started that has its host").severity(Severity::High));
        }
    }
    // Development containers often start containers of their own: there it is a remark.
    for region in context.regions(RegionKind::ConfigText) {
        let args = region.pointer.as_deref().is_some_and(|pointer| pointer.starts_with("/runArgs/"));
        if args && region.text == "--privileged" {
            let place = crate::artifact::Place {
                file: region.file,
                span: region.span(0..region.text.len()),
                pointer: region.pointer.clone(),
            };
            sink.report(Report::new(place, "the development container is privileged").severity(Severity::Low));
        }
    }
}

/// A container that code asks an engine for, with all rights or all of the host's files.
static HOST: Pattern = Pattern::new(concat!(
    r#"["']?\b[Pp]rivileged["']?\s{0,2}[:=]\s{0,2}[Tt]rue\b|["'](?:Binds|volumes)["']?\s{0,2}[:=]\s{0,2}[\[{]\s{0,4}["']/(?::|["'])"#,
    r#"|["']PidMode["']\s{0,2}:\s{0,2}["']host["']"#,
));

fn flag(sink: &mut Sink<'_>, word: Word<'_>, before: &str) {
    let (name, value) = match word.text.split_once('=') {
        Some((name, value)) if name.starts_with("--") => (name, value),
        _ if word.text == "--privileged" => ("--privileged", "true"),
        _ => (before, word.text),
    };
    let found = match (name, value.to_ascii_lowercase().as_str()) {
        ("--privileged", "true") => Some(("the container is privileged", Severity::High)),
        ("--pid" | "--ipc" | "--userns" | "--uts", "host") => {
            Some(("the container shares its host's processes", Severity::High))
        }
        ("--cap-add", "all" | "sys_admin" | "cap_sys_admin" | "sys_ptrace" | "sys_module") => {
            Some(("the container may administrate its host", Severity::High))
        }
        ("--security-opt", "seccomp=unconfined" | "apparmor=unconfined" | "seccomp:unconfined") => {
            Some(("the container's confinement is off", Severity::Medium))
        }
        ("--network" | "--net", "host") => Some(("the container reaches every port of its host", Severity::Low)),
        _ => None,
    };
    if let Some((message, severity)) = found {
        sink.report(Report::new(word.place.clone(), message).severity(severity));
    }
}
