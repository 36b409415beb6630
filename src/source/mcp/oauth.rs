//! Signing in to a server with a client's own credentials: RFC 6749 §4.4, with the metadata of RFC 8414 and RFC 9728.
//!
//! The user names the issuer. A server could name any, and would be sent the secret.

use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde_json::Value;

use crate::net::{self, Client, Request, Settings, Url};

/// Bytes of a document at most.
const LIMIT: u64 = 1 << 20;

/// Who signs in, and with whom.
pub struct SignIn {
    /// The authorization server.
    pub issuer: Url,
    pub client: String,
    pub secret: String,
    /// What is asked for; empty for what the server gives by itself.
    pub scope: String,
}

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error(transparent)]
    Net(#[from] net::Error),
    #[error("`{url}` says that its issuer is `{found}`")]
    Issuer { url: String, found: String },
    #[error("`{resource}` does not trust `{issuer}`")]
    Untrusted { resource: String, issuer: String },
    #[error("`{url}` is no metadata of an authorization server")]
    Metadata { url: String },
    #[error("`{url}` gives no token: {detail}")]
    Refused { url: String, detail: String },
}

impl SignIn {
    /// A token for the server at `resource`.
    pub async fn token(&self, resource: &Url, settings: &Settings) -> Result<String, Error> {
        let hosts = [resource, &self.issuer].into_iter().filter_map(|url| url.host_str().map(str::to_owned));
        let client = Client::pinned(settings, hosts)?;
        self.trusted(resource, &client).await?;
        let endpoint = self.endpoint(&client).await?;
        client.admit(&endpoint)?;
        let mut form = endpoint.clone();
        form.set_query(None);
        form.query_pairs_mut()
            .append_pair("grant_type", "client_credentials")
            .append_pair("resource", resource.as_str());
        if !self.scope.is_empty() {
            form.query_pairs_mut().append_pair("scope", &self.scope);
        }
        let request = client
            .inner()
            .post(endpoint.clone())
            .basic_auth(encoded(&self.client), Some(encoded(&self.secret)))
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form.query().unwrap_or_default().to_owned());
        let refused = |detail: String| Error::Refused { url: endpoint.to_string(), detail };
        let mut answer = request.send().await.map_err(|error| refused(error.without_url().to_string()))?;
        let status = answer.status();
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| refused(error.without_url().to_string()))? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() as u64 > LIMIT {
                return Err(refused("its answer is too large".to_owned()));
            }
        }
        let answer: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        let text = |name: &str| answer.get(name).and_then(Value::as_str);
        match (text("access_token"), text("token_type")) {
            (Some(token), Some(kind)) if status.is_success() && kind.eq_ignore_ascii_case("bearer") => {
                Ok(token.to_owned())
            }
            _ => Err(refused(format!("status {status}, {}", text("error").unwrap_or("without an error code")))),
        }
    }

    /// Asks the server which issuers it trusts (RFC 9728). One that does not say is taken at the user's word.
    async fn trusted(&self, resource: &Url, client: &Client) -> Result<(), Error> {
        for url in well_known(resource, "oauth-protected-resource") {
            let Some(metadata) = document(&url, client).await? else { continue };
            let issuers = metadata.get("authorization_servers").and_then(Value::as_array).cloned().unwrap_or_default();
            let mut issuers = issuers.iter().filter_map(Value::as_str);
            if issuers.any(|issuer| same(issuer, &self.issuer)) {
                return Ok(());
            }
            return Err(Error::Untrusted { resource: resource.to_string(), issuer: self.issuer.to_string() });
        }
        Ok(())
    }

    /// Where tokens are given (RFC 8414, or the discovery of `OpenID` Connect).
    async fn endpoint(&self, client: &Client) -> Result<Url, Error> {
        let mut places = well_known(&self.issuer, "oauth-authorization-server");
        places.extend(well_known(&self.issuer, "openid-configuration"));
        for url in places {
            let Some(metadata) = document(&url, client).await? else { continue };
            let text = |name: &str| metadata.get(name).and_then(Value::as_str);
            let issuer = text("issuer").unwrap_or_default();
            if !same(issuer, &self.issuer) {
                return Err(Error::Issuer { url: url.to_string(), found: issuer.to_owned() });
            }
            let endpoint = text("token_endpoint").and_then(|text| text.parse().ok());
            return endpoint.ok_or_else(|| Error::Metadata { url: url.to_string() });
        }
        Err(Error::Metadata { url: self.issuer.to_string() })
    }
}

/// A JSON document, if it is there.
async fn document(url: &Url, client: &Client) -> Result<Option<Value>, Error> {
    let request = Request { url, accept: "application/json", authorization: None, limit: LIMIT };
    match client.get(&request).await {
        Ok(answer) => Ok(serde_json::from_slice(&answer.bytes).ok()),
        Err(error) if error.is_absent() => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Where metadata of `url` is: with its path behind, and without.
fn well_known(url: &Url, name: &str) -> Vec<Url> {
    let path = url.path().trim_end_matches('/');
    let mut places = vec![format!("/.well-known/{name}{path}"), format!("/.well-known/{name}")];
    places.dedup();
    places.iter().filter_map(|path| url.join(path).ok()).collect()
}

/// Whether a text is an issuer; a slash at the end means nothing.
fn same(text: &str, issuer: &Url) -> bool {
    text.trim_end_matches('/') == issuer.as_str().trim_end_matches('/')
}

/// As RFC 6749 §2.3.1 wants names and secrets in a header.
fn encoded(text: &str) -> String {
    let Ok(mut url) = Url::parse("x:/") else { return String::new() };
    url.query_pairs_mut().append_key_only(text);
    url.query().unwrap_or_default().to_owned()
}
