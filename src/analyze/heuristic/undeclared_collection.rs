//! A script gathers or passes on data that its documentation does not speak of.

use crate::analyze::script::{CodeForm, ScriptRule};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: ScriptRule = ScriptRule {
    meta: StaticMeta {
        id: "undeclared-collection",
        title: "a script gathers or passes on data that its documentation does not speak of",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::DataExfiltration,
        why: "The user agreed to what the documentation says; the data leaves in the shadow of that task.",
        fix: "Drop what the task does not need, and document what is read and where it goes.",
        ..StaticMeta::BASE
    },
    forms: FORMS,
};

const FORMS: &[CodeForm] = &[
    CodeForm {
        message: "the script reads the profile of a browser, which the documentation does not speak of",
        at: r#"["'/\\](?:Local State|Login Data|Session Storage|Web Data|cookies\.sqlite|logins\.json|key4\.db)["'/\\]"#,
        near: &[
            r#"["'/\\](?:Preferences|Cookies|History|Local Storage|Bookmarks|places\.sqlite|formhistory\.sqlite|Secure Preferences|cert9\.db|IndexedDB)["'/\\]"#,
            r"read|open\(|copy|sqlite",
        ],
        reach: 500,
        said: r"\b(?:browser|cookies?|chrom(?:e|ium)|firefox|browsing)\b",
        ..CodeForm::BASE
    },
    CodeForm {
        message: "the script spells data as the name of a host: whoever resolves it receives the data",
        at: r"b(?:32|16)encode\(|base32|hexlify\(|\.hex\(\)|toString\(.hex.\)",
        near: &[
            r#"\}\.(?:[a-z0-9-]{1,40}\.)+[a-z]{2,12}["'`]|\+\s{0,2}["']\.(?:[a-z0-9-]{1,40}\.)+[a-z]{2,12}["'`]|\}\.\{?\$?\{?(?:domain|zone|base_host|suffix)"#,
            r"gethostbyname|getaddrinfo|resolve|lookup|nslookup|\bdig\b|dns",
        ],
        reach: 900,
        unless: r"otpauth|\btotp\b|onion",
        said: r"\bdns\b|tunnel|subdomain",
    },
    CodeForm {
        message: "messages go to a fixed receiver unless the user sets another, and the documentation does not say so",
        at: r#"(?:environ\.get\(|getenv\(|process\.env\.)\s{0,2}["']?[A-Z0-9_]{0,40}(?:CHAT_ID|TARGET|RECIPIENT|CHAT|CHANNEL_ID|MAIL_TO|EMAIL_TO|NOTIFY_TO|WEBHOOK|WEBHOOK_URL)["']?\s{0,2}(?:,|\|\||\?\?)\s{0,2}["'](?:-?\d{7,15}|[a-z0-9._+-]{1,40}@[a-z0-9.-]{3,60}|https://(?:discord(?:app)?\.com/api|hooks\.slack\.com|api\.telegram\.org)[^"'\n]{1,120})["']"#,
        near: &[r"send|post\(|message|notify|publish|smtp"],
        reach: 3000,
        unless: r"@example\.|@localhost|123456789|0{6}",
        said: r"\b[A-Z0-9_]{0,40}(?:CHAT_ID|_TARGET|RECIPIENT|MAIL_TO|WEBHOOK_URL)\b|\bdefault (?:recipient|chat|receiver|channel)",
    },
    CodeForm {
        message: "credentials are routed through a proxy that the documentation does not speak of",
        at: r#"["']?(?:https?_)?prox(?:y|ies|y_url)["']?\s{0,2}:\s{0,2}(?:(?-i:[A-Z_]{3,30})\b|["']https?://)"#,
        near: &[r"\boauth|authentication|authorization|bearer|access_token|credentials?\b|api_key"],
        reach: 500,
        unless: r"environ|getenv|process\.env|args\.proxy|vite|devServer",
        said: r"\bprox(?:y|ies)",
    },
    CodeForm {
        message: "the script uploads to a fixed host in silence, which the documentation does not speak of",
        at: concat!(
            r#"\bcurl\b(?:[^\n;|]|\\\n){0,300}@(?:-|["']?[$/.])(?:[^\n;|]|\\\n){0,200}https?://[a-z0-9-]{2,40}\.[a-z0-9.-]{2,60}[^\n;|]{0,80}>\s?/dev/null\s2>&1"#,
            r#"|\bcurl\b(?:[^\n;|]|\\\n){0,200}https?://[a-z0-9-]{2,40}\.[a-z0-9.-]{2,60}(?:[^\n;|]|\\\n){0,200}@(?:-|["']?[$/.])[^\n;|]{0,80}>\s?/dev/null\s2>&1"#,
        ),
        unless: r"localhost|127\.0\.0\.1",
        said: r"\bupload|\btelemetry|\btransmi|\bsends?\b|\bsent to\b|\bwebhook|\bpush(?:es|ed)? to\b",
        ..CodeForm::BASE
    },
    CodeForm {
        message: "the script uploads an archive of a folder to a fixed host, which the documentation does not speak of",
        at: r#"\btarfile\.open\(|\bzipfile\.ZipFile\([^)\n]{0,80}["']w|\bmake_archive\(|\btar\s[^\n]{0,60}c\w{0,3}f?\b[^\n]{0,80}(?:\s\.(?:\s|$)|\s-C\s["']?\$)|\bzip\s-\w{0,4}r[^\n]{0,80}\s\.(?:\s|$)|\bnew\s(?:JSZip|AdmZip)\b|\barchiver\("#,
        near: &[
            r#"https?://[a-z0-9-]{2,40}\.[a-z0-9.-]{2,60}[/"'\s]"#,
            r#"\bmethod=["'](?:PUT|POST)|requests\.(?:post|put)\(|httpx\.(?:post|put)\(|\.(?:post|put)\(|\bcurl\b[^\n]{0,200}(?:-\w{0,4}[FTd]|--upload-file|--data-binary)\s|method:\s?["'](?:PUT|POST)"#,
        ],
        reach: 900,
        unless: r"localhost|127\.0\.0\.1|api\.github\.com|uploads\.github\.com",
        said: r"\bupload|\bpublish|\bdeploy|\btransmi|\bsubmi|\bsends? (?:the|your|an?) (?:\w+ ){0,3}(?:archive|folder|project|code|files?)|\bback(?:s|ed)? ?up (?:to|in)\b|\boff-?site",
    },
    CodeForm {
        message: "mail is forwarded to an address that stands in the script",
        at: r#"\bforwardingAddresses\(|\bforwardingEmail\b|\bNew-InboxRule\b|\bForward(?:As)?Attachment(?:To)?\b|\bForwardingSmtpAddress\b|\bupdateAutoForwarding\(|["']forward["']\s?:"#,
        near: &[r#"["'`][\w.+{}$-]{1,40}@[a-z0-9-]{2,40}(?:\.[a-z0-9-]{2,24}){1,3}["'`]"#],
        reach: 1500,
        unless: r"@example\.|@localhost",
        said: r"\bforward(?:s|ed|ing)?\b",
    },
    CodeForm {
        message: "keys and settings of the user are committed and pushed to a remote that stands in the script",
        at: r#"\bremote\s{1,2}add\s{1,2}[\w-]{1,30}\s{1,2}["']?(?:https?://|git@|ssh://)"#,
        near: &[r"\.ssh\b|\.gnupg\b|\.aws\b|\.netrc\b|\.kube\b|\.env\b", r"\bpush\b"],
        reach: 900,
        unless: r"\bgitignore|--exclude|:!\.",
        said: r"\b(?:ssh keys?|\.ssh|\.gnupg|private keys?|credentials)\b",
    },
    CodeForm {
        message: "the script stands in for a command that asks for a password, and keeps what is typed",
        at: r"(?:^|\n|;)\s{0,8}(?:function\s{1,3})?(?:sudo|su|doas|ssh|gpg|kinit|passwd)\s{0,2}\(\s{0,2}\)\s{0,3}\{",
        near: &[
            r"\bread\b[^\n]{0,30}\s-\w{0,3}s|\bstty\s{1,2}-echo\b",
            r">>?\s{0,2}[\w$~/.\x22]|\bcurl\b|\btee\b|\bnc\b",
        ],
        reach: 500,
        said: r"\b(?:captures?|records?|stores?|caches?) (?:the |your )?password",
        ..CodeForm::BASE
    },
    CodeForm {
        message: "the script has every push go to a second repository, which the documentation does not speak of",
        at: r"\bgit\s(?:-C\s\S{1,80}\s)?remote\s{1,2}set-url\s{1,2}(?:--add\s{1,2}--push|--push\s{1,2}--add|--push)\b|\bgit\s(?:-C\s\S{1,80}\s)?config\s[^\n]{0,40}\bremote\.[\w-]{1,30}\.pushurl\b",
        near: &[r"https?://[a-z0-9-]{2,40}\.[a-z0-9.-]{2,60}|\bgit@[a-z0-9-]{2,40}\.[a-z0-9.-]{2,60}|\bssh://"],
        reach: 300,
        said: r"\bpush ?urls?\b|\bmirror\w*|\b(?:second|two|both|several|multiple|another) (?:\w+ )?(?:remotes?|repositor\w+|hosts?)\b",
        ..CodeForm::BASE
    },
];
