//! Where a server listens, and to whom.

use std::net::SocketAddr;
use std::time::Duration;

use axum::http::header::HeaderName;
use clap::Args;
use tokio::net::TcpListener;

use crate::cli::{Error, Io};
use crate::serve::{Connections, Tokens};

/// Seconds after which a connection on which nothing moves is dropped.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Debug, Args)]
#[command(next_help_heading = "Access")]
pub(super) struct AccessArgs {
    /// Accept the bearer token that this variable holds; may be repeated, so that tokens can be replaced.
    #[arg(long, value_name = "VARIABLE")]
    bearer: Vec<String>,

    /// Serve so many connections at a time; others wait.
    #[arg(long, value_name = "N", default_value_t = 512)]
    max_connections: usize,
}

impl AccessArgs {
    /// The tokens that are accepted. They come from the environment, and never stand on a command line.
    pub(super) fn tokens(&self, keys: &[String], header: &HeaderName, io: &Io<'_>) -> Result<Tokens, Error> {
        let value =
            |variable: &String| io.environment.get(variable).ok_or_else(|| Error::Variable { name: variable.clone() });
        let mut tokens = Tokens::default();
        for variable in &self.bearer {
            tokens.add_bearer(value(variable)?);
        }
        for variable in keys {
            tokens.add_key(header.clone(), value(variable)?);
        }
        Ok(tokens)
    }

    /// Begins to listen. An address that others can reach needs a token.
    pub(super) async fn listen(
        &self,
        address: SocketAddr,
        tokens: &Tokens,
    ) -> Result<(Connections, SocketAddr), Error> {
        if !address.ip().is_loopback() && tokens.is_empty() {
            return Err(Error::Missing { option: "--bearer", why: "whoever reaches this address could ask" });
        }
        let failed = |source| Error::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok((Connections::new(listener, self.max_connections, PATIENCE), address))
    }
}
