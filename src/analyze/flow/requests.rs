//! Requests: where they go, and what they carry.

use super::call::Given;
use super::channels;
use super::machine::Machine;
use super::table::{SinkKind, last};
use super::value::{Origin, Origins, Source, Value, concatenated};
use crate::text::Span;

/// Options of requests that are not what is sent.
const OPTIONS: &[&str] = &[
    "timeout",
    "verify",
    "proxies",
    "signal",
    "method",
    "agent",
    "stream",
    "allow_redirects",
    "cert",
    "follow_redirects",
];
/// Methods of axios that take a body before their options.
const BODIED: &[&str] = &["post", "put", "patch"];
/// Options that say who asks: a client's own credentials belong here.
const IDENTITY: &[&str] = &["headers", "auth", "cookies", "credentials"];

impl Machine<'_> {
    /// Origins that no client says who it is with, wherever in a request they stand.
    fn cargo(&self) -> Origins {
        let cargo = |label: &str| {
            ["_history", "id_rsa", "id_ed25519", "id_ecdsa", "Login Data", "wallet", "shadow", "environ"]
                .iter()
                .any(|part| label.contains(part))
        };
        let bits = self.origins.iter().enumerate();
        let bits = bits.filter(|(_, origin)| origin.source == Source::Secret && cargo(&origin.label));
        bits.fold(0, |all, (index, _)| all | 1 << index)
    }

    /// Origins that are one entry of a key chain, asked for by name.
    fn kept(&self) -> Origins {
        let entry = |label: &str| matches!(label, "keyring.get_password" | "keytar.getPassword");
        let bits = self.origins.iter().enumerate().filter(|(_, origin)| entry(&origin.label));
        bits.fold(0, |all, (index, _)| all | 1 << index)
    }

    /// Reports a request and yields its response; `None` where a path is no request.
    pub(super) fn request(
        &mut self,
        path: &str,
        owner: &Value,
        given: &[Given],
        span: Span,
        used: bool,
    ) -> Option<Value> {
        if channels::SENDS.contains(&path) {
            self.carried_off(path, owner, given, span, used);
            return Some(Value::of_path(format!("{path}()")));
        }
        if channels::CARRIERS.find(path).is_some() {
            // An answer may be asked for by another call.
            let used = (used || last(path) == "request") && !self.is_put_away(span);
            self.carried_off(path, owner, given, span, used);
            return None;
        }
        self.logged(path, given, span);
        let at = address(path, given)?;
        let used = used && !self.is_put_away(span);
        let named = given.iter().find(|given| matches!(given.name.as_deref(), Some("url" | "uri")));
        let names = |name: &String| matches!(name.as_str(), "url" | "hostname" | "host");
        let member = given.first().and_then(|given| given.members.iter().find(|(name, _)| names(name)));
        let address = match (named, member) {
            (Some(named), _) => named.value.data(),
            (None, Some((_, value))) => value.data(),
            _ => given
                .iter()
                .filter(|given| given.name.is_none())
                .nth(at)
                .map(|given| given.value.data())
                .unwrap_or_default(),
        };
        let (data, identity) = carried(path, given, at);
        let mut asks = owner.data();
        asks.or(&identity);
        let keys = self.sources_of(asks.origins).into_iter().filter(Origin::is_key).map(|origin| origin.label);
        self.full_event(SinkKind::Url, span, path, &address, &keys.collect::<Vec<_>>(), used);
        let mut sent = address.data();
        // Secrets among the headers are how clients say who they are; everything else there is cargo.
        // So is a key that the client keeps in the user's key chain.
        let own = self.mask(&[Source::Secret, Source::Variable, Source::Password, Source::Argument]) | self.kept();
        let own = own & !self.cargo();
        sent.origins |= data.origins | (identity.origins & !own);
        sent.texts = concatenated(&[data], "").texts;
        let targets: Vec<String> = address.texts.iter().chain(&owner.texts).map(ToString::to_string).collect();
        self.full_event(SinkKind::Send, span, path, &sent, &targets, used);
        let label = targets.first().map_or("a response", String::as_str).replace(super::HOLE, "…");
        let response = self.origin(self.program(), span, Source::Network, &label);
        if path == "urllib.request.urlretrieve" || path == "wget.download" {
            let file = given.get(1).map(|given| given.value.clone()).unwrap_or_default();
            for text in file.texts.iter().filter(|text| text.len() > 3) {
                self.written.push((text.clone(), response.clone()));
            }
        }
        // A request that is only prepared is sent with what it was made from, and one that is open with what follows.
        let prepared = path.ends_with("Request");
        let origins = if prepared { response.origins | sent.origins } else { response.origins };
        let open = prepared || path.ends_with(".request") || channels::connects(path);
        let targets = if open { address.texts } else { Vec::new() };
        Some(Value { origins, texts: targets, ..Value::of_path(format!("{path}()")) })
    }
}

impl Machine<'_> {
    /// Data that goes along a connection, or to a service.
    pub(super) fn carried_off(&mut self, path: &str, owner: &Value, given: &[Given], span: Span, used: bool) {
        let mut data = Value::default();
        for given in given {
            data.or(&given.value.data());
        }
        if channels::OF_FILES.contains(&last(path))
            && let Some(file) = given.first()
        {
            let content = self.content(&file.value, span);
            data.origins |= content;
        }
        if data.origins == 0 && !channels::SENDS.contains(&path) {
            return;
        }
        let targets: Vec<String> = owner.texts.iter().chain(&data.texts).map(ToString::to_string).collect();
        self.full_event(SinkKind::Send, span, path, &data, &targets, used);
    }
}

/// The position of the address among the arguments of a request.
fn address(path: &str, given: &[Given]) -> Option<usize> {
    if let Some((_, at)) = channels::REQUESTS.iter().find(|(pattern, _)| *pattern == path) {
        return Some(*at);
    }
    let (object, method) = path.rsplit_once('.')?;
    if !channels::CLIENTS.contains(&object) || !channels::METHODS.contains(&method) {
        return None;
    }
    let verb = given
        .first()
        .is_some_and(|given| given.value.spells(|t| matches!(t, "GET" | "POST" | "PUT" | "DELETE" | "PATCH" | "HEAD")));
    Some(usize::from(matches!(method, "request" | "stream") && verb))
}

/// What a request carries, and by what it says who asks.
fn carried(path: &str, given: &[Given], address: usize) -> (Value, Value) {
    let (mut data, mut identity) = (Value::default(), Value::default());
    // The second argument is the body, and only the third are options.
    let body = (path.starts_with("axios") && BODIED.contains(&last(path))).then_some(address + 1);
    for (index, given) in given.iter().enumerate() {
        let name = given.name.as_deref().unwrap_or_default();
        if name == "url"
            || (given.name.is_none() && index == address && given.members.is_empty())
            || OPTIONS.contains(&name)
        {
            continue;
        }
        if IDENTITY.contains(&name) {
            identity.or(&given.value.data());
        } else if given.members.is_empty() || given.name.is_some() || body == Some(index) {
            data.or(&given.value.data());
        } else {
            for (name, value) in &given.members {
                match name.as_str() {
                    name if OPTIONS.contains(&name) || (name == "url" && index == address) => {}
                    name if IDENTITY.contains(&name) => identity.or(&value.data()),
                    _ => data.or(&value.data()),
                }
            }
        }
    }
    (data, identity)
}
