//! What a tool says that it does: behaviour that it names is not hidden.

use super::Event;
use crate::artifact::{Artifact, Tool};
use crate::text::Pattern;

/// Behaviour that a name or description can announce.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// Runs commands that the caller gives.
    Commands,
    /// Runs code that the caller gives.
    Code,
    /// Talks to another machine.
    Network,
    /// Fetches addresses that the caller gives.
    Fetch,
    /// Writes something down.
    Storage,
    /// Reads credentials, clipboard, or history.
    Secrets,
    /// Reports on the machine and its users.
    System,
    /// Runs queries that the caller gives.
    Queries,
    /// Changes what the machine starts, or when.
    Startup,
    /// Removes or shortens logs or history.
    Cleaning,
    /// Configures or instructs agents.
    Agents,
    /// Passes connections on.
    Relay,
    /// Removes what the caller names.
    Removal,
}

/// What announces each of them, in their order.
static PATTERNS: [Pattern; 13] = [
    Pattern::new(
        r"(?i)\b(?:run|execut\w*|invok\w*|issue|spawn\w*|arbitrary)\b.{0,40}\b(?:commands?|shell|cmd|bash|terminal|powershell|process(?:es)?)\b|\b(?:shell|bash|terminal|command)\b.{0,20}\b(?:runner|exec\w*|tool|access|session)\b|\bcommand line\b",
    ),
    Pattern::new(
        r"(?i)\b(?:run|execut\w*|evaluat\w*|eval|interpret\w*|compile\w*)\b.{0,40}\b(?:code|script|python|javascript|snippet|program|notebook|cell)s?\b|\b(?:repl|interpreter|sandbox(?:ed)? code)\b",
    ),
    Pattern::new(
        r"(?i)\b(?:send\w*|post\w*|fetch\w*|http\w*|urls?|apis?|web\w*|downloads?|uploads?|e-?mail\w*|notif\w*|messages?|publish\w*|requests?|online|remote\w*|sync\w*|hooks?|webhooks?|internet|endpoints?|servers?|cloud|tweet\w*|slack|discord|telegram|telemetry|shar(?:e|es|ed|ing)|ping\w*|connect\w*|network\w*|broadcast\w*|stream\w*|submit\w*|analytics|track\w*)\b",
    ),
    Pattern::new(
        r"(?i)\b(?:fetch\w*|urls?|http\w*|web\w*|downloads?|brows\w*|crawl\w*|scrap\w*|pages?|links?|sites?|request\w*|endpoints?)\b",
    ),
    Pattern::new(
        r"(?i)\b(?:sav\w*|stor\w*|writ\w*|logs?|logging|record\w*|cach\w*|append\w*|creat\w*|export\w*|notes?|remember\w*|add\w*|updat\w*|config\w*|regist\w*|persist\w*|files?|memor\w*|edit\w*|modif\w*|set|put|insert\w*|generat\w*|download\w*|copy|backup\w*|database|upload\w*|journal|history|initiali[sz]\w*|setup|install\w*)\b",
    ),
    Pattern::new(
        r"(?i)\b(?:ssh|credentials?|passwords?|secrets?|tokens?|keychain|keyring|clipboard|cookies?|history|api keys?|private keys?|aws|kube\w*|certificates?|env(?:ironment)?|screenshots?|netrc|gpg)\b",
    ),
    Pattern::new(
        r"(?i)\b(?:systems?|users?|accounts?|logs?|mounts?|mounted|disk|filesystems?|process(?:es)?|hosts?|machine|os|audit|network|environment|passwd|cron\w*|kernel)\b",
    ),
    Pattern::new(r"(?i)\b(?:sql|quer(?:y|ies)|statements?|xpath|ldap)\b"),
    Pattern::new(
        r"(?i)\b(?:cron\w*|schedul\w*|startup|start-up|boot|autostart|launch\w*|daemons?|shell profile|bashrc|zshrc|git hooks?|hooks?|authori[sz]ed.keys|login items?|systemd)\b",
    ),
    Pattern::new(
        r"(?i)\b(?:clear\w*|delet\w*|remov\w*|clean\w*|purg\w*|rotat\w*|truncat\w*|wip\w*)\b.{0,30}\b(?:logs?|history|journal)\b",
    ),
    Pattern::new(
        r"(?i)\b(?:mcp|claude|cursor|codex|gemini|windsurf|copilot|agents?|assistants?|clients?|memor\w+|instructions?|rules? files?)\b",
    ),
    Pattern::new(
        r"(?i)\b(?:prox\w+|tunnel\w*|forward\w*|relay\w*|bridg\w+|gateway|port[ -](?:forward|map)\w*|upnp|nat)\b",
    ),
    Pattern::new(
        r"(?i)\b(?:delet\w*|remov\w*|rm|rmdir|rmtree|clean\w*|clear\w*|purg\w*|prun\w*|wip\w*|eras\w*|uninstall\w*|overwrit\w*|replac\w*|reset\w*|discard\w*)\b|删除|清理|覆盖",
    ),
];

impl Claim {
    fn pattern(self) -> &'static Pattern {
        let [
            commands,
            code,
            network,
            fetch,
            storage,
            secrets,
            system,
            queries,
            startup,
            cleaning,
            agents,
            relay,
            removal,
        ] = &PATTERNS;
        match self {
            Self::Commands => commands,
            Self::Code => code,
            Self::Network => network,
            Self::Fetch => fetch,
            Self::Storage => storage,
            Self::Secrets => secrets,
            Self::System => system,
            Self::Queries => queries,
            Self::Startup => startup,
            Self::Cleaning => cleaning,
            Self::Agents => agents,
            Self::Relay => relay,
            Self::Removal => removal,
        }
    }

    /// Whether a text announces it.
    pub fn is_in(self, text: &str) -> bool {
        self.pattern().is_match(text)
    }

    /// Whether a tool announces it.
    pub fn is_made_by(self, tool: &Tool) -> bool {
        // Only the first part of a description is what a person reads before agreeing.
        let end = tool.description.floor_char_boundary(2000);
        let name: String =
            tool.name.chars().map(|c| if matches!(c, '_' | '-' | '.' | '/') { ' ' } else { c }).collect();
        let text = format!("{name}. {}", tool.description.get(..end).unwrap_or_default());
        self.pattern().is_match(&text)
    }

    /// Whether the tool of an event announces it, or one of the file's tools where it is not known which one runs.
    pub fn is_made(self, artifact: &Artifact, event: &Event) -> bool {
        match event.tool(artifact) {
            Some(tool) => self.is_made_by(tool),
            None => artifact.facts.tools.iter().any(|tool| self.is_made_by(tool)),
        }
    }
}
