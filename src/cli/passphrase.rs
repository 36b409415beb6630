//! Where passphrases come from: the environment, or a person. Never from arguments, which others can see.

use zeroize::Zeroizing;

use super::{Error, Io};

/// Ours first, then the one that cosign's users have.
const VARIABLES: &[&str] = &["PROOFMARK_PASSWORD", "COSIGN_PASSWORD"];

/// The passphrase of a key that exists.
pub(super) fn existing(io: &Io<'_>) -> Option<Zeroizing<String>> {
    io.environment.first(VARIABLES).map(|text| Zeroizing::new(text.to_owned())).or_else(|| ask(io, "Passphrase: "))
}

/// A passphrase for a new key; `None` if nobody can be asked.
pub(super) fn new(io: &Io<'_>) -> Result<Option<Zeroizing<String>>, Error> {
    if let Some(text) = io.environment.first(VARIABLES) {
        return Ok(Some(Zeroizing::new(text.to_owned())));
    }
    let Some(first) = ask(io, "New passphrase: ") else { return Ok(None) };
    match ask(io, "Again: ") {
        Some(second) if second == first => Ok(Some(first).filter(|text| !text.is_empty())),
        _ => Err(Error::Passphrases),
    }
}

fn ask(io: &Io<'_>, prompt: &str) -> Option<Zeroizing<String>> {
    if !io.terminal {
        return None;
    }
    let terminal = console::Term::stderr();
    terminal.write_str(prompt).ok()?;
    terminal.read_secure_line().ok().map(Zeroizing::new)
}
