//! Programs that copy files to other machines.

use super::super::machine::Machine;
use super::super::places::SETTING;
use super::super::table::SinkKind;
use super::super::value::{HOLE, Source, Value};
use super::{Command, text_of};

/// Options with values that are neither what is copied nor where to.
const VALUED: &[&str] = &[
    "-i",
    "-o",
    "-P",
    "-p",
    "-e",
    "-F",
    "-c",
    "-l",
    "-J",
    "-S",
    "--rsh",
    "--exclude",
    "--include",
    "--profile",
    "--region",
    "--endpoint-url",
    "--acl",
    "--sse",
    "-s",
    "--subject",
    "-r",
    "-d",
    "--desc",
    "--password-file",
    "--config",
];

impl Machine<'_> {
    /// What a command copies to another machine; `None` for other commands.
    pub(super) fn shell_transfer(&mut self, command: &Command) -> Option<Value> {
        let skip = match (command.name.as_str(), command.text(0), command.text(1)) {
            ("scp" | "rsync" | "sftp" | "croc" | "ssh" | "mail" | "mailx" | "mutt" | "sendmail", ..) => 0,
            ("gsutil", "cp" | "mv" | "rsync", _) | ("rclone", "copy" | "sync" | "copyto" | "move" | "rcat", _) => 1,
            ("aws", "s3", "cp" | "mv" | "sync") | ("gh", "gist", "create") | ("gcloud", "storage", "cp") => 2,
            ("git", ..) => return Some(self.shell_git(command)),
            _ => return None,
        };
        let inner = Command { words: command.words.get(skip..).unwrap_or_default().to_vec(), ..command.clone() };
        let operands: Vec<Value> = inner.operands(VALUED).into_iter().cloned().collect();
        let mut data = inner.stdin.clone().unwrap_or_default();
        let mut targets = Vec::new();
        for operand in &operands {
            let remote = operand.texts.iter().find(|text| is_remote(text));
            match remote {
                Some(text) => targets.push(address(text)),
                None => data.or(&self.shell_content(operand, command.span)),
            }
        }
        match command.name.as_str() {
            "ssh" => targets = operands.first().map(text_of).map(address).into_iter().collect(),
            "gh" => targets = vec!["https://gist.github.com".to_owned()],
            "mail" | "mailx" | "mutt" | "sendmail" => {
                for attached in inner.words.windows(2) {
                    if let [option, file] = attached
                        && matches!(text_of(option), "-a" | "-A")
                    {
                        data.or(&self.shell_content(file, command.span));
                    }
                }
                targets = operands.iter().map(text_of).filter(|text| text.contains('@')).map(address).collect();
            }
            _ => {}
        }
        // Where the user says where to, the data stays the user's.
        targets
            .retain(|target| !target.split("://").nth(1).is_some_and(|host| host.is_empty() || host.starts_with(HOLE)));
        if !targets.is_empty() {
            self.shell_send(&command.name, &data, &targets, command.span);
        }
        Some(Value::default())
    }

    fn shell_git(&mut self, command: &Command) -> Value {
        let operands: Vec<Value> = command.operands(&["-C", "-c", "-m"]).into_iter().cloned().collect();
        let at = |index: usize| operands.get(index).map_or("", text_of);
        let url = operands.iter().map(text_of).find(|text| text.contains("://") || text.starts_with("git@"));
        match (at(0), at(1)) {
            ("config", _) => {
                // Programs that git runs at each commit, push or look.
                let runs = |text: &str| {
                    let name = text.to_ascii_lowercase();
                    matches!(
                        name.as_str(),
                        "core.hookspath"
                            | "core.fsmonitor"
                            | "core.sshcommand"
                            | "core.pager"
                            | "core.editor"
                            | "init.templatedir"
                            | "credential.helper"
                            | "diff.external"
                    )
                };
                if let Some(name) = operands.iter().position(|word| runs(text_of(word)))
                    && let Some(program) = operands.get(name + 1)
                {
                    let target = format!("{SETTING}{}", at(name));
                    self.full_event(SinkKind::Store, command.span, "git config", program, &[target], true);
                }
            }
            ("remote", "add" | "set-url") => self.shell.remotes.extend(url.map(str::to_owned)),
            ("push", _) => {
                let target = url.map(str::to_owned).or_else(|| self.shell.remotes.last().cloned());
                let known = target.filter(|target| !target.contains(&format!("://{HOLE}")));
                if let Some(target) = known {
                    let secret = self.mask(&[Source::Secret, Source::Environment, Source::Device, Source::Agent]);
                    let origins = self.shell.staged.origins & secret;
                    let staged = Value { origins, ..Value::default() };
                    let work = self.origin(self.program(), command.span, Source::File, "the working tree");
                    let data = Value { origins: staged.origins | work.origins, ..staged };
                    self.full_event(SinkKind::Send, command.span, "git push", &data, &[target], false);
                }
            }
            _ => {}
        }
        Value::default()
    }
}

/// Whether a word names a place on another machine.
fn is_remote(text: &str) -> bool {
    let before = text.split('/').next().unwrap_or_default();
    text.contains("://") || (before.contains(':') && !text.starts_with(['/', '.', '~']))
}

/// A place on another machine as an address.
fn address(text: &str) -> String {
    if text.contains("://") {
        return text.to_owned();
    }
    let host = text.split_once('@').map_or(text, |(_, host)| host);
    format!("ssh://{}", host.replacen(':', "/", 1))
}
