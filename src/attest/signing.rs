//! Whoever signs: a key, or an identity that somebody vouches for.

use super::key::SigningKey;
use super::sigstore::{Services, Token, sign_keyless};
use super::{Bundle, Error, Predicate, Statement, sign};
use crate::net::Settings;

/// What signs statements, as many as are needed.
#[derive(Debug)]
pub enum Signing {
    /// A key of one's own.
    Key(SigningKey),
    /// An identity that Sigstore's services vouch for.
    Identity(Box<Identity>),
}

/// Whoever a token speaks of, and the services that it is shown to.
#[derive(Debug)]
pub struct Identity {
    pub services: Services,
    pub token: Token,
    pub network: Settings,
}

impl Signing {
    /// Signs a statement.
    pub fn sign<P: Predicate>(&self, statement: &Statement<P>) -> Result<Bundle, Error> {
        match self {
            Self::Key(key) => sign(statement, key),
            Self::Identity(who) => sign_keyless(statement, &who.services, &who.token, &who.network),
        }
    }
}
