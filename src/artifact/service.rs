//! Services on whose hosts anybody leaves or takes anything: no such address has an owner who vouches for it.

/// What a host without an owner is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// Leads to somebody's own machine.
    Tunnel,
    /// Shows what was sent to it.
    Catcher,
    /// Keeps text or files of anybody.
    Drop,
    /// Hides where it leads.
    ShortLink,
}

impl Service {
    /// The service that a host, in lower case, belongs to. A service covers its subdomains.
    pub fn of(host: &str) -> Option<Self> {
        let known = [(Self::Tunnel, TUNNELS), (Self::Catcher, CATCHERS), (Self::Drop, DROPS), (Self::ShortLink, SHORT)];
        known.into_iter().find(|(_, domains)| is_below(host, domains)).map(|(service, _)| service)
    }
}

/// Whether a host is one of the domains, or below one.
pub fn is_below(host: &str, domains: &[&str]) -> bool {
    domains.iter().any(|domain| host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

/// Domains under which anybody opens a tunnel to their own machine.
const TUNNELS: &[&str] = &[
    "bore.pub",
    "devtunnels.ms",
    "instatunnel.my",
    "lhr.life",
    "lhr.rocks",
    "loca.lt",
    "localhost.run",
    "localtunnel.me",
    "ngrok-free.app",
    "ngrok-free.dev",
    "ngrok.app",
    "ngrok.dev",
    "ngrok.io",
    "pagekite.me",
    "pinggy.io",
    "pinggy.link",
    "playit.gg",
    "serveo.net",
    "telebit.io",
    "trycloudflare.com",
    "tunnelmole.net",
    "zrok.io",
];

/// Domains that show whoever asks what was sent to them.
const CATCHERS: &[&str] = &[
    "beeceptor.com",
    "burpcollaborator.net",
    "canarytokens.com",
    "dnslog.cn",
    "hookbin.com",
    "interact.sh",
    "mockbin.org",
    "oast.fun",
    "oast.live",
    "oast.me",
    "oast.online",
    "oast.pro",
    "oast.site",
    "oastify.com",
    "pipedream.net",
    "postb.in",
    "requestbin.com",
    "requestbin.net",
    "requestcatcher.com",
    "typedwebhook.tools",
    "webhook.site",
];

/// Domains at which anybody leaves text and files.
const DROPS: &[&str] = &[
    "0x0.st",
    "anonfiles.com",
    "bashupload.com",
    "catbox.moe",
    "dpaste.com",
    "dpaste.org",
    "file.io",
    "ghostbin.com",
    "glot.io",
    "gofile.io",
    "hastebin.com",
    "ix.io",
    "paste.ee",
    "pastebin.com",
    "rentry.co",
    "temp.sh",
    "termbin.com",
    "transfer.sh",
];

/// Short links.
const SHORT: &[&str] =
    &["bit.ly", "cutt.ly", "git.io", "goo.gl", "is.gd", "rb.gy", "rebrand.ly", "t.ly", "tinyurl.com"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_covers_its_subdomains_and_no_look_alikes() {
        for (host, expected) in [
            ("ngrok.io", Some(Service::Tunnel)),
            ("a.webhook.site", Some(Service::Catcher)),
            ("notwebhook.site", None),
            ("webhook.site.example", None),
        ] {
            assert_eq!(Service::of(host), expected, "{host}");
        }
    }
}
