//! A policy that was read, with every file that it names, and is known to be sound.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use jsonschema::Validator;

use super::gate::fields::Field;
use super::identity::{Form, Identity};
use super::model::{Custom, Document, Mode, OnFork, Requirements, State, TimeSource};
use super::people::People;
use super::read::{Format, Source, below, key_id};
use super::waiver::{Waiver, WaiverFile};
use super::{Stage, Transition, check};
use crate::attest::{PublicKey, SignedBy, Signer};
use crate::config::Mistakes;
use crate::digest::Digest;

pub(super) const SCHEMA: &str = include_str!("../../schemas/policy-v1.schema.json");
const PEOPLE: &str = include_str!("../../schemas/policy-people-v1.schema.json");
const WAIVERS: &str = include_str!("../../schemas/policy-waivers-v1.schema.json");

/// Reads the files that a policy names, relative to it; the error says why one cannot be read.
pub type Files<'f> = dyn FnMut(&str) -> Result<Vec<u8>, String> + 'f;

/// A sound policy. Its digest is that of its file where it names no other; otherwise of all of them but the waivers, which
/// change more often, as a folder ([`Digest::of_tree`]), the policy itself under the name `policy`.
#[derive(Debug)]
pub struct Policy {
    document: Document,
    digest: Digest,
    name: String,
    forms: BTreeMap<String, Vec<Form>>,
    people: Option<People>,
    waivers: BTreeMap<String, Waivers>,
    modules: BTreeMap<String, String>,
}

/// A list of waivers, and where each of them stands.
#[derive(Debug)]
pub(super) struct Waivers {
    /// With `file:line`.
    pub(super) list: Vec<(Waiver, String)>,
}

impl Policy {
    /// Reads a policy. `name` is what mistakes call it; all mistakes are shown at once.
    pub fn read(name: &str, bytes: &[u8], files: &mut Files<'_>) -> Result<Self, Mistakes> {
        let mut source = Source::parse(name, bytes);
        let document: Option<Document> = schema(&POLICY_SCHEMA, SCHEMA).and_then(|schema| source.typed(schema));
        let Some(document) = document else {
            return Err(source.into_mistakes());
        };
        let mut reading = Reading { source, files, named: Vec::new(), others: Mistakes::default() };
        let forms = reading.identities(&document.identities);
        let people = reading.people(&document);
        let waivers = reading.waivers(&document);
        let modules = reading.modules(&document.custom);
        check::references(&document, people.as_ref(), &mut reading.source);
        let Reading { source, named, others, .. } = reading;
        let mut mistakes = source.into_mistakes();
        mistakes.list.extend(others.list);
        let own = Digest::of(bytes);
        let digest = if named.is_empty() {
            own
        } else {
            let named = named.iter().map(|(name, digest)| (name.as_str(), false, *digest));
            Digest::of_tree(std::iter::once(("policy", false, own)).chain(named))
        };
        let name = name.to_owned();
        mistakes.unless_any(Self { document, digest, name, forms, people, waivers, modules })
    }

    pub fn name(&self) -> &str {
        &self.document.metadata.name
    }

    /// The file, as it was named when it was read.
    pub fn file(&self) -> &str {
        &self.name
    }

    pub const fn digest(&self) -> Digest {
        self.digest
    }

    pub const fn mode(&self) -> Mode {
        self.document.mode
    }

    /// The URI that summaries name the verifier by.
    pub fn verifier(&self) -> &str {
        &self.document.verifier.id
    }

    /// Where the policy is from, as summaries name it.
    pub fn uri(&self) -> String {
        format!("urn:proofmark:policy:{}", self.digest)
    }

    /// Digests of the policies whose decisions count: this one's, and those that it accepts.
    pub fn accepted(&self) -> BTreeSet<Digest> {
        self.document.accepts.iter().copied().chain([self.digest]).collect()
    }

    pub const fn state(&self) -> &State {
        &self.document.state
    }

    /// Whether two next steps at once stop everything.
    pub fn denies_forks(&self) -> bool {
        self.document.state.on_fork == OnFork::Deny
    }

    pub(super) fn trusted_time_only(&self) -> bool {
        self.document.time == TimeSource::Trusted
    }

    pub(super) const fn document(&self) -> &Document {
        &self.document
    }

    pub(super) fn waiver_list(&self, file: &str) -> Option<&Waivers> {
        self.waivers.get(file)
    }

    pub(super) fn module(&self, id: &str) -> Option<&str> {
        self.modules.get(id).map(String::as_str)
    }

    /// What a step asks: what every step asks, and its own. `None` where the policy knows no such step.
    pub(super) fn requirements(&self, step: Transition) -> Option<[&Requirements; 2]> {
        let own = self.document.transitions.get(&step)?;
        Some([&self.document.always, own])
    }

    /// What a revocation has to say by this policy, and does not.
    pub fn unsaid_of_revocation(&self, said: &BTreeMap<Field, String>) -> Vec<Field> {
        let asked = self.document.revoke.iter().filter_map(|revoke| revoke.fields.as_ref());
        asked.flat_map(|fields| fields.unsaid(said)).collect()
    }

    /// Names of the identities that may sign the decision about a step, and its link of the history.
    pub fn deciders(&self, step: Transition) -> BTreeSet<String> {
        if step.to == Stage::Revoked {
            return self.document.revoke.iter().flat_map(|revoke| revoke.by.iter().cloned()).collect();
        }
        let lists = self.requirements(step).into_iter().flatten();
        lists.flat_map(|requirements| requirements.by.iter().cloned()).collect()
    }

    /// Whether somebody may sign the decision about a step.
    pub fn may_decide(&self, by: &SignedBy, step: Transition) -> bool {
        !self.deciders(step).is_disjoint(&self.identities_of(by))
    }

    /// Names of the identities that somebody is.
    pub fn identities_of(&self, by: &SignedBy) -> BTreeSet<String> {
        let is = |forms: &Vec<Form>| forms.iter().any(|form| form.is(by, self.people.as_ref()));
        self.forms.iter().filter(|(_, forms)| is(forms)).map(|(name, _)| name.clone()).collect()
    }

    /// The person who signed; `None` for machines, and for those whom the people file does not know.
    ///
    /// Without a people file, every key and every login is a person of its own, and what signs as a URL is a machine.
    pub fn person(&self, by: &SignedBy) -> Option<String> {
        let named = self.forms.values().flatten().find_map(|form| match (form, by) {
            (Form::Key { id, person: Some(person), .. }, SignedBy::Key { id: found }) if id == found => Some(person),
            _ => None,
        });
        if let Some(person) = named {
            return Some(person.clone());
        }
        if let Some(people) = &self.people {
            return people.person(by).map(str::to_owned);
        }
        match by {
            SignedBy::Identity { identity, .. } if identity.contains("://") => None,
            by => Some(super::described(by)),
        }
    }

    /// Whether somebody, by a name of theirs, is an identity of the policy.
    pub(super) fn is_person_of(&self, name: &str, identity: &str) -> bool {
        let Some(forms) = self.forms.get(identity) else { return false };
        let own = |form: &Form| matches!(form, Form::Key { person: Some(person), .. } if person == name);
        let Some(people) = &self.people else { return forms.iter().any(own) };
        let signers = people.named(name).map(|person| people.signers(person)).unwrap_or_default();
        forms.iter().any(|form| own(form) || signers.iter().any(|by| form.is(by, Some(people))))
    }

    pub(super) const fn people(&self) -> Option<&People> {
        self.people.as_ref()
    }

    pub(super) fn build_level(&self, by: &SignedBy) -> u8 {
        let forms = self.forms.values().flatten().filter(|form| form.is(by, self.people.as_ref()));
        forms.map(Form::level).max().unwrap_or_default()
    }

    /// Everybody whom the policy trusts with anything, as the verifier takes them. `keys` are public keys at hand, for
    /// identities that only name a digest.
    pub fn signers(&self, keys: &[PublicKey]) -> Vec<Signer> {
        let mut signers = Vec::new();
        for form in self.forms.values().flatten() {
            match (form, form.signer()) {
                (_, Some(signer)) => signers.push(signer),
                (Form::Key { id, .. }, None) => {
                    signers.extend(keys.iter().find(|key| key.id() == *id).cloned().map(Signer::Key));
                }
                (Form::Oidc { .. }, None) => {}
            }
        }
        signers
    }

    /// Keys that the policy names by their digest alone: they have to be brought along.
    pub fn keys_by_digest(&self) -> BTreeSet<&str> {
        let forms = self.forms.values().flatten();
        forms
            .filter_map(|form| if let Form::Key { id, key: None, .. } = form { Some(id.as_str()) } else { None })
            .collect()
    }
}

static POLICY_SCHEMA: OnceLock<Option<Validator>> = OnceLock::new();
static PEOPLE_SCHEMA: OnceLock<Option<Validator>> = OnceLock::new();
static WAIVER_SCHEMA: OnceLock<Option<Validator>> = OnceLock::new();

fn schema<'s>(slot: &'s OnceLock<Option<Validator>>, text: &str) -> Option<&'s Validator> {
    slot.get_or_init(|| Format::schema(text)).as_ref()
}

/// Files that are read on behalf of a policy.
struct Reading<'f, 'r> {
    source: Source,
    files: &'r mut Files<'f>,
    /// What the digest of the policy is over, beside the policy.
    named: Vec<(String, Digest)>,
    /// Mistakes in other files.
    others: Mistakes,
}

impl Reading<'_, '_> {
    fn file(&mut self, at: &str, path: &str) -> Option<Vec<u8>> {
        match (self.files)(path) {
            Ok(bytes) => Some(bytes),
            Err(reason) => {
                let help = "files are named relative to the policy".to_owned();
                self.source.wrong_at(at, format!("`{path}` cannot be read: {reason}"), Some(help));
                None
            }
        }
    }

    fn pin(&mut self, path: &str, bytes: &[u8]) {
        if !self.named.iter().any(|(name, _)| name == path) {
            self.named.push((path.to_owned(), Digest::of(bytes)));
        }
    }

    fn identities(&mut self, identities: &BTreeMap<String, Identity>) -> BTreeMap<String, Vec<Form>> {
        let mut all = BTreeMap::new();
        for (name, identity) in identities {
            let mut forms = Vec::new();
            self.identity(identity, None, &below("/identities", name), &mut forms);
            all.insert(name.clone(), forms);
        }
        all
    }

    fn identity(&mut self, identity: &Identity, outer: Option<u8>, at: &str, forms: &mut Vec<Form>) {
        let level = identity.slsa_build.or(outer);
        if identity.oidc.is_none() && identity.key.is_none() && identity.any.is_empty() {
            let help = "give it a `key`, or an `oidc` issuer and subject, or `any` of several".to_owned();
            self.source.wrong_at(at, "this identity is nobody", Some(help));
        }
        if let Some(oidc) = &identity.oidc {
            if oidc.subject.is_anything() {
                let help = "name those who are meant, such as `https://github.com/acme/**` or `*@acme.com`".to_owned();
                let message = format!("`{}` would trust everybody whom the issuer vouches for", oidc.subject);
                self.source.wrong_at(&below(&below(at, "oidc"), "subject"), message, Some(help));
            }
            forms.push(Form::Oidc { oidc: oidc.clone(), level: level.unwrap_or(2) });
        }
        if let Some(key) = &identity.key {
            let at = below(at, "key");
            let stated = key.sha256.as_deref().and_then(key_id);
            let read = key.file.as_ref().and_then(|file| self.key(&below(&at, "file"), file));
            match (&read, &stated) {
                (Some(key), Some(stated)) if key.id() != *stated => {
                    let message = format!("the key has the SHA-256 `{}`", key.id());
                    self.source.wrong_at(&below(&at, "sha256"), message, None);
                }
                (None, None) if key.file.is_none() => {
                    self.source.wrong_at(
                        &at,
                        "the key is not named",
                        Some("give its `file` or its `sha256`".to_owned()),
                    );
                }
                _ => {}
            }
            if let Some(id) = read.as_ref().map(PublicKey::id).or(stated) {
                forms.push(Form::Key { id, key: read, person: key.person.clone(), level: level.unwrap_or(1) });
            }
        }
        for (index, inner) in identity.any.iter().enumerate() {
            self.identity(inner, level, &below(&below(at, "any"), &index.to_string()), forms);
        }
    }

    fn key(&mut self, at: &str, file: &str) -> Option<PublicKey> {
        let bytes = self.file(at, file)?;
        self.pin(file, &bytes);
        let parsed = std::str::from_utf8(&bytes).ok().map(PublicKey::from_pem);
        match parsed {
            Some(Ok(key)) => Some(key),
            Some(Err(error)) => {
                self.source.wrong_at(at, format!("`{file}` is no public key: {error}"), None);
                None
            }
            None => {
                self.source.wrong_at(at, format!("`{file}` is no public key in PEM"), None);
                None
            }
        }
    }

    fn people(&mut self, document: &Document) -> Option<People> {
        let file = &document.people.as_ref()?.file;
        let bytes = self.file("/people/file", file)?;
        self.pin(file, &bytes);
        let mut source = Source::parse(file, &bytes);
        let people: Option<People> = schema(&PEOPLE_SCHEMA, PEOPLE).and_then(|schema| source.typed(schema));
        let people = people.map(People::normalized);
        if let Some(twice) = people.as_ref().and_then(People::shared) {
            source.wrong_at("", format!("`{twice}` is two persons"), Some("give it to one of them".to_owned()));
        }
        self.others.list.extend(source.into_mistakes().list);
        people
    }

    fn waivers(&mut self, document: &Document) -> BTreeMap<String, Waivers> {
        let own = document.transitions.iter().map(|(step, own)| (format!("/transitions/{step}"), own));
        let all: Vec<_> = std::iter::once(("/always".to_owned(), &document.always)).chain(own).collect();
        let mut lists = BTreeMap::new();
        for (at, requirements) in all {
            let Some(rules) = requirements.findings.as_ref().and_then(|findings| findings.waivers.as_ref()) else {
                continue;
            };
            if lists.contains_key(&rules.file) {
                continue;
            }
            let Some(bytes) = self.file(&format!("{at}/findings/waivers/file"), &rules.file) else { continue };
            let mut source = Source::parse(&rules.file, &bytes);
            let file: Option<WaiverFile> = schema(&WAIVER_SCHEMA, WAIVERS).and_then(|schema| source.typed(schema));
            let list = file.unwrap_or_default().waivers.into_iter().enumerate();
            let list = list.map(|(index, waiver)| (waiver, source.origin(&format!("/waivers/{index}")))).collect();
            lists.insert(rules.file.clone(), Waivers { list });
            self.others.list.extend(source.into_mistakes().list);
        }
        lists
    }

    fn modules(&mut self, custom: &[Custom]) -> BTreeMap<String, String> {
        let mut modules = BTreeMap::new();
        for (index, gate) in custom.iter().enumerate() {
            let at = format!("/custom/{index}");
            let Some(bytes) = self.file(&below(&at, "rego"), &gate.rego) else { continue };
            self.pin(&gate.rego, &bytes);
            let digest = Digest::of(&bytes);
            if digest != gate.digest {
                let help = format!("if this is what is meant, write `digest: \"{digest}\"`");
                self.source.wrong_at(&below(&at, "digest"), format!("`{}` has another digest", gate.rego), Some(help));
            }
            match String::from_utf8(bytes) {
                Ok(text) => _ = modules.insert(gate.id.clone(), text),
                Err(_) => self.source.wrong_at(&below(&at, "rego"), format!("`{}` is not UTF-8", gate.rego), None),
            }
        }
        modules
    }
}
