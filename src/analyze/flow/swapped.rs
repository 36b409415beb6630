//! Values that a pattern finds and a constant of the same kind takes the place of: the account, address or key of
//! somebody else, where a redaction would leave a mark.

use regex::RegexBuilder;

use super::call::Given;
use super::machine::Machine;
use super::table::{SinkKind, last};
use super::value::{Source, Value};
use crate::artifact::code::{ExprId, ExprKind, Function};
use crate::text::{Pattern, Span};

/// Bytes of the program that a pattern may become.
const MAX_PROGRAM: usize = 100_000;
/// Characters of a constant that can be somebody's account, at least.
const MIN_ACCOUNT: usize = 12;
/// The same of one that no pattern finds, so that its own form has to say what it is.
const MIN_WALLET: usize = 15;

/// How members of records end that say where money goes.
const ACCOUNTS: &[&str] = &["address", "wallet", "iban", "account", "accountnumber", "payee", "payto", "beneficiary"];

impl Machine<'_> {
    /// `re.compile(r"[A-Z]{2}\d{2}\w{11,30}").sub("LT6010…", text)`, `text.replace(/[13]\w{25,34}/g, "1Fq…")`, and the
    /// same of where packages come from.
    pub(super) fn swapped(&mut self, path: &str, owner: &Value, given: &[Given], span: Span) {
        let at = |index: usize| given.get(index).map(|given| given.value.clone());
        let (old, new, find): (_, _, fn(&Value, &Value) -> Option<String>) = match last(path) {
            "replace" | "replaceAll" => {
                (at(0), at(1), |old, new| package_for(old, new).or_else(|| wallet_for(old, new)))
            }
            "sub" | "subn" if path.starts_with("re.compile") => (Some(owner.clone()), at(0), account_for),
            "sub" | "subn" if path.starts_with("re.") => (at(0), at(1), account_for),
            _ => return,
        };
        let (Some(old), Some(new)) = (old, new) else { return };
        // A text, or what a function yields.
        let new = if new.functions.is_empty() { new } else { self.any_of(&new, &Value::default(), Vec::new(), span) };
        if let Some(constant) = find(&old, &new) {
            self.event(SinkKind::Store, span, "swapped", &Value::text(&constant), &[]);
        }
        let names = |text: &str| REGISTRIES.iter().any(|host| text.replace('\\', "").contains(host));
        if translated(&old).as_deref().is_some_and(names) || old.spells(names) {
            self.packages(&new, span);
        }
    }
}

/// A command that installs something else than the one before.
fn package_for(old: &Value, new: &Value) -> Option<String> {
    let (old, new) = (installed(old)?, installed(new)?);
    (old != new).then(|| new.to_owned())
}

/// An account that a script's pattern finds.
fn wallet_for(old: &Value, new: &Value) -> Option<String> {
    let pattern = translated(old)?;
    wallet(new).filter(|text| finds(&pattern, text)).map(str::to_owned)
}

/// An account that a pattern of Python finds. What only finds itself is no pattern.
fn account_for(old: &Value, new: &Value) -> Option<String> {
    let constant = new.texts.iter().filter(|_| new.origins == 0).find(|text| is_account(text))?;
    old.texts.iter().any(|pattern| finds(pattern, constant)).then(|| constant.to_string())
}

/// Stands before a regular expression of a script, which is what it is and no text.
const PATTERN: &str = "regex:";
/// The target of an event that says from where packages are taken now.
pub const PACKAGES: &str = "packages";
/// Addresses that packages come from, as files name them that say which ones a project has.
const REGISTRIES: &[&str] = &[
    "registry.npmjs.org",
    "registry.yarnpkg.com",
    "files.pythonhosted.org",
    "pypi.org/simple",
    "pypi.org/packages",
    "static.crates.io",
    "index.crates.io",
    "proxy.golang.org",
    "rubygems.org",
];

/// `/[13]\w{25,34}/g`
pub(super) fn pattern(literal: &str) -> Option<Value> {
    let regex = literal.len() < 1000 && literal.len() > 2 && literal.starts_with('/') && !literal.starts_with("//");
    regex.then(|| Value::of_path(format!("{PATTERN}{literal}")))
}

/// Whether a value is a regular expression.
pub(super) fn is_pattern(value: &Value) -> bool {
    value.path().starts_with(PATTERN) || value.path() == "re.compile()"
}

/// A script's regular expression as Rust writes it: without what it looks at and does not take.
fn translated(value: &Value) -> Option<String> {
    static AROUND: Pattern = Pattern::new(r"\(\?<?[=!](?:[^()\\]|\\.)*\)");
    let (source, flags) = value.path().strip_prefix(PATTERN)?.strip_prefix('/')?.rsplit_once('/')?;
    let mut bare = source.replace("\\/", "/");
    while let Some(range) = AROUND.find(&bare) {
        bare.replace_range(range, "");
    }
    Some(if flags.contains('i') { format!("(?i){bare}") } else { bare })
}

/// Whether a pattern finds all of a text, and is not the text itself.
fn finds(pattern: &str, text: &str) -> bool {
    let built = RegexBuilder::new(pattern).size_limit(MAX_PROGRAM).build();
    pattern != text && built.is_ok_and(|pattern| pattern.find(text).is_some_and(|found| found.len() == text.len()))
}

impl Machine<'_> {
    /// `entry.resolved = "https://…"`: a file that says which packages a project has says where each comes from.
    pub(super) fn moved(&mut self, name: &str, value: &Value, target: ExprId) {
        if name == "resolved" {
            self.packages(value, self.source().span(target));
        }
    }

    fn packages(&mut self, address: &Value, span: Span) {
        let elsewhere = |text: &&str| text.contains("://") && !REGISTRIES.iter().any(|host| text.contains(host));
        let found = address.texts.iter().map(AsRef::as_ref).find(elsewhere).map(Value::text);
        if let Some(found) = found {
            self.event(SinkKind::Store, span, "swapped", &found, &[PACKAGES.to_owned()]);
        }
    }
}

impl<'a> Machine<'a> {
    /// `large ? { ...contact, address: "bc1q…" } : contact`: one of two results is the other one, paid to somebody else.
    pub(super) fn redirected(&mut self, choices: &'a [ExprId], values: &[Value]) {
        for (choice, value) in choices.iter().zip(values) {
            let ExprKind::Record(entries) = self.source().kind(self.unwrapped(*choice)) else { continue };
            let copied = entries.first().filter(|(key, _)| self.source().dotted(*key).is_empty());
            let Some(copied) = copied.map(|(_, copied)| self.slice(*copied).trim_start_matches('.')) else { continue };
            if !choices.iter().any(|other| self.slice(self.unwrapped(*other)) == copied) {
                continue;
            }
            let members = value.members.as_deref().unwrap_or_default();
            let replaced = members.iter().filter(|(name, _)| says_where(name)).find_map(|(_, new)| wallet(new));
            if let Some(constant) = replaced {
                let (span, constant) = (self.source().span(*choice), Value::text(constant));
                self.event(SinkKind::Store, span, "swapped", &constant, &[]);
            }
        }
    }

    /// `if (large) contact.address = "bc1q…"`, where what is changed came from a file, the network or the client.
    pub(super) fn overwritten(&mut self, name: &str, owner: &Value, value: &Value, target: ExprId) {
        let outside = self.mask(&[Source::Argument, Source::Network]) | self.mask(Source::FILES);
        let foreign = owner.origins & outside != 0;
        if let Some(constant) = wallet(value).filter(|_| foreign && self.branches > 0 && says_where(name)) {
            let (span, constant) = (self.source().span(target), Value::text(constant));
            self.event(SinkKind::Store, span, "swapped", &constant, &[]);
        }
    }
}

impl Machine<'_> {
    /// `if total > 500: payee = HOUSE`: what came from outside gives way, under a condition, to a record of the code that
    /// says where money goes.
    pub(super) fn replaced(&mut self, name: &str, value: &Value, target: ExprId) {
        let foreign = self.mask(&[Source::Argument, Source::Parameter, Source::Network]) | self.mask(Source::FILES);
        if self.branches == 0 || value.origins != 0 {
            return;
        }
        let held = self.holder(name).and_then(|frame| self.frames.get(frame)).and_then(|f| f.variables.get(name));
        if held.is_none_or(|held| held.origins & foreign == 0) {
            return;
        }
        let members = value.members.as_deref().unwrap_or_default();
        let Some(constant) = members.iter().filter(|(name, _)| says_where(name)).find_map(|(_, new)| payee(new)) else {
            return;
        };
        let (span, constant) = (self.source().span(target), Value::text(&constant));
        self.event(SinkKind::Store, span, "swapped", &constant, &[]);
    }

    /// `def clean(iban, total): if total > 500: return HOUSE`: under a condition, a function that is given an account
    /// yields another one, which stands in the code.
    pub(super) fn given_away(&mut self, value: &Value, span: Span) {
        let given = |function: &Function| function.parameters.iter().any(|parameter| says_where(&parameter.name));
        if self.branches == 0 || value.origins != 0 || !self.function().is_some_and(given) {
            return;
        }
        if let Some(constant) = payee(value).or_else(|| wallet(value).map(str::to_owned)) {
            self.event(SinkKind::Store, span, "swapped", &Value::text(&constant), &[]);
        }
    }
}

/// A constant that is an account by its form, as people write it.
fn payee(value: &Value) -> Option<String> {
    let bare = value.texts.iter().filter(|_| value.origins == 0).map(|text| text.replace([' ', '-'], ""));
    bare.filter(|text| text.len() >= MIN_WALLET && text.chars().all(|c| c.is_ascii_alphanumeric()))
        .find(|text| is_account(text))
}

/// Whether a member says where money goes, by its name.
fn says_where(name: &str) -> bool {
    let bare = name.replace(['_', '-'], "").to_ascii_lowercase();
    ACCOUNTS.iter().any(|ending| bare.ends_with(ending))
}

/// A constant that is an account by its form.
fn wallet(value: &Value) -> Option<&str> {
    let formed = |text: &&str| text.len() >= MIN_WALLET && text.chars().all(|c| c.is_ascii_alphanumeric());
    value.texts.iter().map(AsRef::as_ref).filter(|_| value.origins == 0).filter(formed).find(|text| is_account(text))
}

/// Whether a constant can be somebody's account, and no sample or mark.
fn is_account(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let own = !text.contains("example") && !text.contains("0000000") && !text.contains(['\\', ' ', super::HOLE]);
    text.len() >= MIN_ACCOUNT && own && (digits >= 4 || text.contains('@'))
}

/// A constant that is a command which installs a package.
fn installed(value: &Value) -> Option<&str> {
    const INSTALLS: &[&str] = &[
        "pip install ",
        "pip3 install ",
        "npm install ",
        "npm i ",
        "npx ",
        "uvx ",
        "cargo add ",
        "go get ",
        "gem install ",
    ];
    match value.texts.as_slice() {
        [text] if value.origins == 0 => INSTALLS.iter().any(|verb| text.contains(verb)).then_some(text),
        _ => None,
    }
}
