//! Which part a server or tool plays where data goes in and out: the legs of the lethal trifecta
//! (<https://simonwillison.net/2025/Jun/16/the-lethal-trifecta/>).

use crate::text::Pattern;

/// A part, in the order in which an attack runs through them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// Brings text in that anybody may have written.
    Untrusted,
    /// Gives what is not for everybody.
    Private,
    /// Takes data out to where others read it.
    Out,
}

impl Part {
    /// Whether a tool plays it, by its name.
    pub(super) fn is_of_tool(self, name: &str) -> bool {
        let words = words(name);
        match self {
            Self::Untrusted => UNTRUSTED.is_match(&words),
            Self::Private => PRIVATE.is_match(&words),
            Self::Out => OUT.is_match(&words),
        }
    }

    /// Whether a server plays it, by what it runs and its name: what it was built for is known.
    pub(super) fn is_of_server(self, package: &str, name: &str) -> bool {
        let text = format!("{} {}", words(package), words(name));
        let has = |known: &str| text.split(' ').any(|word| word == known);
        SERVERS.iter().any(|(known, parts)| parts.contains(&self) && has(known))
    }
}

use Part::{Out, Private, Untrusted};

/// Words in names of servers. Nothing that only may be used so.
const SERVERS: &[(&str, &[Part])] = &[
    ("fetch", &[Untrusted]),
    ("firecrawl", &[Untrusted]),
    ("brave", &[Untrusted]),
    ("tavily", &[Untrusted]),
    ("exa", &[Untrusted]),
    ("duckduckgo", &[Untrusted]),
    ("rss", &[Untrusted]),
    ("reddit", &[Untrusted, Out]),
    ("twitter", &[Untrusted, Out]),
    ("puppeteer", &[Untrusted, Out]),
    ("playwright", &[Untrusted, Out]),
    ("browserbase", &[Untrusted, Out]),
    ("github", &[Untrusted, Private, Out]),
    ("gitlab", &[Untrusted, Private, Out]),
    ("gmail", &[Untrusted, Private, Out]),
    ("outlook", &[Untrusted, Private, Out]),
    ("email", &[Untrusted, Private, Out]),
    ("imap", &[Untrusted, Private]),
    ("smtp", &[Out]),
    ("slack", &[Untrusted, Private, Out]),
    ("discord", &[Untrusted, Out]),
    ("telegram", &[Untrusted, Private, Out]),
    ("whatsapp", &[Untrusted, Private, Out]),
    ("jira", &[Untrusted, Private, Out]),
    ("atlassian", &[Untrusted, Private, Out]),
    ("linear", &[Untrusted, Private, Out]),
    ("zendesk", &[Untrusted, Private, Out]),
    ("intercom", &[Untrusted, Private, Out]),
    ("notion", &[Private, Out]),
    ("filesystem", &[Private]),
    ("postgres", &[Private]),
    ("postgresql", &[Private]),
    ("mysql", &[Private]),
    ("sqlite", &[Private]),
    ("mongodb", &[Private]),
    ("snowflake", &[Private]),
    ("bigquery", &[Private]),
    ("supabase", &[Private]),
    ("redis", &[Private]),
    ("gdrive", &[Private]),
    ("dropbox", &[Private]),
    ("onedrive", &[Private]),
    ("obsidian", &[Private]),
    ("vault", &[Private]),
    ("1password", &[Private]),
    ("bitwarden", &[Private]),
    ("salesforce", &[Private]),
    ("twilio", &[Out]),
    ("sendgrid", &[Out]),
    ("resend", &[Out]),
    ("webhook", &[Out]),
];

static UNTRUSTED: Pattern = Pattern::new(concat!(
    r"^(?:fetch|scrape|crawl|browse|navigate)(?:$| .*\b(?:url|urls|web|pages?|webpages?|sites?|websites?|html|markdown|content|to)\b)",
    r"|\b(?:web|internet|google|brave|bing|tavily|duckduckgo) search\b|\bsearch (?:the )?(?:web|internet|online)\b",
    r"|\b(?:get|read|list|search|fetch|find|view|retrieve|check)\b.*\b(?:emails?|mails?|inbox|issues?|tickets?|comments?|messages?",
    r"|threads?|reviews?|tweets?|feeds?|discussions?|pull requests?)\b",
));

static PRIVATE: Pattern = Pattern::new(concat!(
    r"\b(?:get|read|list|search|fetch|find|view|retrieve|query|open|export|download)\b.*\b(?:files?|director(?:y|ies)|folders?|documents?",
    r"|emails?|mails?|inbox|contacts?|notes?|databases?|tables?|records?|secrets?|credentials?|passwords?|customers?",
    r"|accounts?|transactions?|invoices?|patients?|drive)\b|\b(?:execute|run|read) (?:sql|query)\b|\b(?:sql|database|db) query\b|^query$",
));

static OUT: Pattern = Pattern::new(concat!(
    r"\b(?:send|post|forward|reply|publish|tweet)\b.*\b(?:emails?|mails?|messages?|slack|sms|tweets?|comments?|webhooks?|notifications?|dm|chat|request)\b",
    r"|\b(?:create|add|open|submit|comment)\b.*\b(?:issues?|comments?|pull requests?|gists?|tickets?|discussions?)\b",
    r"|\bhttp (?:post|put|request)\b|\bupload (?:files?|to)\b|^(?:send|post|publish|tweet)$",
));

/// A name as lower-case words.
fn words(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 8);
    let mut before = ' ';
    for c in name.chars().take(200) {
        if c.is_uppercase() && before.is_lowercase() {
            words.push(' ');
        }
        words.extend(if c.is_alphanumeric() { c.to_lowercase().collect::<Vec<_>>() } else { vec![' '] });
        before = c;
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_tools_tell_their_part() {
        for (name, parts) in [
            ("fetch", &[Untrusted][..]),
            ("readEmail", &[Untrusted, Private]),
            ("get_issue", &[Untrusted]),
            ("read_file", &[Private]),
            ("run-sql", &[Private]),
            ("send_message", &[Out]),
            ("create_pull_request", &[Out]),
            ("add", &[]),
            ("send_keys", &[]),
            ("list_models", &[]),
            ("create_issue_draft_locally", &[Out]),
        ] {
            let found: Vec<Part> = [Untrusted, Private, Out].into_iter().filter(|part| part.is_of_tool(name)).collect();
            assert_eq!(found, parts, "{name}");
        }
        assert!(Private.is_of_server("@modelcontextprotocol/server-filesystem", "files"));
        assert!(!Private.is_of_server("@acme/fetcher", "vaulted"));
    }
}
