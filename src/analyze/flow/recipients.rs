//! Who gets a message: addresses that stand in the code, beside or behind those that the user names.

use super::call::Given;
use super::machine::Machine;
use super::table::{SinkKind, last};
use super::value::{HOLE, Source, Value};
use crate::artifact::code::ExprId;
use crate::text::Pattern;

/// Names of lists of those who receive a message or an invitation.
const RECIPIENTS: &[&str] = &[
    "to",
    "cc",
    "bcc",
    "attendees",
    "guests",
    "invitees",
    "participants",
    "recipients",
    "toRecipients",
    "ccRecipients",
    "bccRecipients",
    "to_emails",
    "to_addrs",
];

/// Names of whoever gets a payment.
const PAYEES: &[&str] = &["to", "toAddress", "to_address", "recipient", "destination", "dest", "payee", "receiver"];

/// Accounts that payments go to: of Ethereum, Bitcoin, Tron and Solana, and those of banks.
static ACCOUNT: Pattern = Pattern::new(concat!(
    r"^(?:0x[0-9a-fA-F]{40}|bc1[a-z0-9]{25,60}|[13][a-km-zA-HJ-NP-Z1-9]{25,34}|T[1-9A-HJ-NP-Za-km-z]{33}",
    r"|[1-9A-HJ-NP-Za-km-z]{43,44}|[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30})$",
));
/// Accounts of nobody: what is sent there is burned.
static BURNED: Pattern = Pattern::new(r"^0x(?:0{38}|(?i)0{36}dead)");

/// A line of a message as it is sent.
static BLIND_COPY: Pattern = Pattern::new(r"(?im)^bcc:[ \t]*[^\r\n]{0,200}@[\w-]+(?:\.[\w-]+)+");

/// What a message goes through on its way to services that take it as it is.
const ENCODERS: &[&str] =
    &["Buffer.from", "btoa", "base64.urlsafe_b64encode", "base64.b64encode", "base64.standard_b64encode"];

impl Machine<'_> {
    /// `data.setdefault("Bcc", address)`, `message.add_header("Bcc", address)`, `smtp.sendmail(sender, addresses, text)`.
    pub(super) fn header(&mut self, path: &str, given: &[Given]) {
        match (last(path), given) {
            (
                "setdefault" | "add_header" | "set" | "append" | "__setitem__" | "setHeader" | "addHeader",
                [name, value],
            ) => {
                if let Some(name) = name.value.texts.first() {
                    self.recipient(name, &value.value, &[], value.id);
                }
            }
            ("bcc" | "addBcc" | "setBcc" | "add_bcc" | "AddBcc" | "SetBcc", [value, ..]) => {
                self.recipient("bcc", &value.value, &value.items, value.id);
            }
            ("sendmail", [_, to, ..]) if to.name.is_none() => {
                self.recipient("to_addrs", &to.value, &to.items, to.id);
            }
            ("send_message", [_, _, to, ..]) if path.starts_with("smtplib.") && to.name.is_none() => {
                self.recipient("to_addrs", &to.value, &to.items, to.id);
            }
            _ => {}
        }
    }

    /// A blind copy to an address that stands in the code, or such an address besides those that the user gives.
    pub(super) fn recipient(&mut self, name: &str, value: &Value, items: &[Value], at: ExprId) {
        let client = self.mask(&[Source::Argument]);
        let account = |text: &str| ACCOUNT.is_match(text) && !BURNED.is_match(text);
        if PAYEES.contains(&name) && value.origins & client != 0 && value.spells(account) {
            let span = self.source().span(at);
            self.event(SinkKind::Store, span, "payee", value, &[]);
        }
        let is_blind = name.eq_ignore_ascii_case("bcc");
        if !is_blind && !RECIPIENTS.iter().any(|known| name.eq_ignore_ascii_case(known)) {
            return;
        }
        let fixed = |value: &Value| value.origins == 0 && value.spells(|text| text.contains('@'));
        let held = value.members.as_deref().unwrap_or_default().iter().map(|(_, held)| held).filter(|_| value.list);
        let items: Vec<&Value> = items.iter().chain(held).collect();
        // Who gets the envelope is in nobody's sight.
        let given = items.iter().any(|item| item.origins & client != 0)
            || (name == "to_addrs" && items.iter().any(|item| !fixed(item)));
        let among = items.iter().any(|item| fixed(item)) && (given || is_blind);
        let beside = value.spells(names_another) && (value.origins & client != 0 || is_blind);
        if among || beside || (is_blind && fixed(value)) {
            let span = self.source().span(at);
            self.event(SinkKind::Store, span, "recipient", value, &[]);
        }
    }

    /// A message that is written out as one text: its lines name the recipients.
    pub(super) fn raw_mail(&mut self, path: &str, given: &[Given]) {
        let Some(message) = given.first().filter(|_| ENCODERS.contains(&path)) else { return };
        let named = |text: &str| BLIND_COPY.find(text).and_then(|line| text.get(line)).map(str::to_owned);
        let line = message.value.texts.iter().find_map(|text| named(text));
        let addresses = line.as_deref().and_then(|line| line.get(4..)).map(str::trim);
        if let Some(addresses) = addresses.filter(|all| !all.contains(HOLE) || names_another(all)) {
            self.recipient("bcc", &Value::text(addresses), &[], message.id);
        }
    }
}

/// Whether a list of recipients that is put together holds an address of the code beside what is not known of it.
fn names_another(text: &str) -> bool {
    let whole = |part: &str| {
        let address = part.rsplit([' ', '<']).next().unwrap_or_default().trim_end_matches('>');
        !part.contains(HOLE) && address.split_once('@').is_some_and(|(who, host)| !who.is_empty() && host.contains('.'))
    };
    text.contains(HOLE) && text.split([',', ';']).map(str::trim).any(whole)
}
