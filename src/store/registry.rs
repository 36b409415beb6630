//! An OCI registry: <https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md>.
//!
//! `oci-client` signs in and writes manifests. What is read comes through `net`, since it knows limits and the former does
//! not; blobs are sent through it, since they go on where a connection broke.

use std::cell::RefCell;
use std::time::Duration;

use oci_client::client::{Client, ClientConfig, ClientProtocol};
use oci_client::errors::OciDistributionError;
use oci_client::secrets::RegistryAuth;
use oci_client::{Reference, RegistryOperation};
use reqwest::header::HeaderValue;
use tokio::runtime::Runtime;

use super::manifest::{INDEX, Index, MAX_MANIFEST};
use super::upload::{CHUNK, Upload};
use super::{Descriptor, Error, Manifest, Store, check_tag, credentials};
use crate::config::Environment;
use crate::digest::Digest;
use crate::net::{self, Request, Settings, Url};

const MANIFESTS: &str = "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, \
     application/vnd.docker.distribution.manifest.v2+json, application/vnd.docker.distribution.manifest.list.v2+json";
/// Pages of a list of referrers, and referrers in all of them.
const MAX_PAGES: usize = 100;
const MAX_REFERRERS: usize = 10_000;
/// How often a referrer is added to a list that others write, too.
const ATTEMPTS: u32 = 5;
const PAUSE: Duration = Duration::from_millis(100);
const CONNECT: Duration = Duration::from_secs(20);

/// A repository of a registry. Calls wait for the answer; none may be made from within an asynchronous task.
pub struct Registry {
    host: String,
    repository: String,
    base: Url,
    reader: net::Client,
    sender: net::Client,
    writer: Client,
    auth: RegistryAuth,
    authorization: RefCell<Option<String>>,
    /// For writing; a registry's tokens are for one of the two.
    permission: RefCell<Option<String>>,
    chunk: usize,
    timeout: Duration,
    runtime: Runtime,
}

impl Registry {
    /// The repository that a reference names, with the credentials that the user has stored for it. Plain `http` is for
    /// registries on this machine.
    pub fn open(reference: &Reference, settings: &Settings, environment: &Environment) -> Result<Self, Error> {
        let registry = reference.resolve_registry().to_owned();
        let host = registry.rsplit_once(':').map_or(registry.as_str(), |(host, _)| host);
        let loopback = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
        let scheme = if loopback { "http" } else { "https" };
        let text = format!("{scheme}://{registry}/v2/{}/", reference.repository());
        let base: Url = text.parse().map_err(|_| net::Error::Url { text })?;
        let reader = net::Client::new(settings, base.host_str().map(str::to_owned))?;
        reader.admit(&base)?;
        let proxy = |names: &[&str]| if loopback { None } else { environment.first(names).map(str::to_owned) };
        let config = ClientConfig {
            protocol: if loopback { ClientProtocol::Http } else { ClientProtocol::Https },
            connect_timeout: Some(CONNECT),
            read_timeout: Some(settings.timeout),
            user_agent: concat!("proofmark/", env!("CARGO_PKG_VERSION")),
            https_proxy: proxy(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]),
            no_proxy: proxy(&["no_proxy", "NO_PROXY"]),
            ..ClientConfig::default()
        };
        let refused = |source| Error::Registry { place: registry.clone(), source: Box::new(source) };
        Ok(Self {
            writer: Client::try_from(config).map_err(refused)?,
            auth: credentials::find(&registry, environment)?,
            authorization: RefCell::default(),
            permission: RefCell::default(),
            chunk: CHUNK,
            sender: net::Client::sender(settings, base.host_str().map(str::to_owned))?,
            timeout: settings.timeout,
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map_err(|source| Error::Runtime { source })?,
            repository: reference.repository().to_owned(),
            host: registry,
            base,
            reader,
        })
    }

    pub(super) fn repository(&self) -> &str {
        &self.repository
    }

    /// A name in this repository, of a tag or a digest.
    ///
    /// A digest goes where tags go: `oci-client` panics on a registry that answers a push by digest without a `Location`.
    fn name(&self, name: impl Into<String>) -> Reference {
        Reference::with_tag(self.host.clone(), self.repository.clone(), name.into())
    }

    /// Has `oci-client` do something. Bodies of that many bytes get more time.
    fn write<T>(&self, bytes: usize, act: impl Future<Output = Result<T, OciDistributionError>>) -> Result<T, Error> {
        let timeout = self.timeout + Duration::from_secs((bytes >> 20) as u64);
        let place = || self.place();
        let answer = self.runtime.block_on(async {
            self.writer.store_auth_if_needed(&self.host, &self.auth).await;
            tokio::time::timeout(timeout, act).await
        });
        match answer {
            Ok(answer) => answer.map_err(|source| Error::Registry { place: place(), source: Box::new(source) }),
            Err(_) => Err(Error::Timeout { place: place(), seconds: timeout.as_secs() }),
        }
    }

    /// Asks for a token, or shows the password, whichever the registry wants.
    fn sign_in(&self, operation: RegistryOperation) -> Result<Option<String>, Error> {
        let token = self.write(0, self.writer.auth(&self.name("latest"), &self.auth, operation))?;
        Ok(match (&self.auth, token) {
            (_, Some(token)) => Some(format!("Bearer {token}")),
            (RegistryAuth::Basic(user, password), None) => {
                Some(format!("Basic {}", data_encoding::BASE64.encode(format!("{user}:{password}").as_bytes())))
            }
            _ => None,
        })
    }

    /// Sends a blob; signs in if the registry wants that, and again where a token has become old.
    fn upload(&self, bytes: &[u8], digest: Digest) -> Result<(), Error> {
        let send = |authorization: Option<&str>| {
            let upload = Upload { client: &self.sender, base: &self.base, authorization, chunk: self.chunk };
            self.runtime.block_on(upload.run(bytes, digest))
        };
        let known = self.permission.borrow().clone();
        match send(known.as_deref()) {
            Err(Error::Net(net::Error::Status { status: 401, .. })) => {
                let permission = self.sign_in(RegistryOperation::Push)?;
                let sent = send(permission.as_deref());
                *self.permission.borrow_mut() = permission;
                sent
            }
            sent => sent,
        }
    }

    /// Sends blobs in pieces of so many bytes, rather than of eight megabytes.
    #[must_use]
    pub const fn with_chunks_of(mut self, bytes: usize) -> Self {
        self.chunk = bytes;
        self
    }

    /// Reads what lies below the repository; signs in if the registry wants that, and again where a token has become old.
    /// `None` is what is not there.
    pub(super) fn read(&self, url: &Url, accept: &str, limit: u64) -> Result<Option<net::Response>, Error> {
        let get = |authorization: Option<&str>| {
            let request = Request { url, accept, authorization, limit };
            self.runtime.block_on(self.reader.get(&request))
        };
        let known = self.authorization.borrow().clone();
        let mut answer = get(known.as_deref());
        if matches!(answer, Err(net::Error::Status { status: 401, .. })) {
            let authorization = self.sign_in(RegistryOperation::Pull)?;
            answer = get(authorization.as_deref());
            *self.authorization.borrow_mut() = authorization;
        }
        match answer {
            Ok(answer) => Ok(Some(answer)),
            Err(error) if error.is_absent() => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    pub(super) fn url(&self, path: &str) -> Result<Url, Error> {
        let url = self.base.join(path).map_err(|_| net::Error::Url { text: path.to_owned() })?;
        if url.origin() == self.base.origin() && url.path().starts_with("/v2/") {
            return Ok(url);
        }
        Err(net::Error::Url { text: path.chars().take(200).collect() }.into())
    }

    /// Puts a manifest under a name.
    fn put(&self, name: &Reference, bytes: &[u8], media_type: &str) -> Result<(), Error> {
        let kind = HeaderValue::from_str(media_type)
            .map_err(|_| Error::Malformed { digest: Digest::of(bytes), detail: "its media type is none".to_owned() })?;
        self.write(bytes.len(), self.writer.push_manifest_raw(name, bytes.to_vec(), kind)).map(drop)
    }

    /// What the registry lists as referring to `subject`, page by page; `None` where it keeps no such lists.
    fn listed(&self, subject: Digest) -> Result<Option<Vec<Digest>>, Error> {
        let mut url = self.url(&format!("referrers/{subject}"))?;
        let mut listed = Vec::new();
        for page in 0..MAX_PAGES {
            let Some(answer) = self.read(&url, INDEX, MAX_MANIFEST)? else {
                // Only the first page tells whether there is such a list at all.
                return if page == 0 {
                    Ok(None)
                } else {
                    Err(net::Error::Status { url: url.to_string(), status: 404, challenge: None }.into())
                };
            };
            let index = Index::parse(&answer.bytes, url.as_str())?;
            listed.extend(index.manifests.iter().map(|entry| entry.digest));
            match answer.link.as_deref().and_then(next) {
                Some(next) if listed.len() <= MAX_REFERRERS => {
                    let text = url.join(next).map_err(|_| net::Error::Url { text: next.to_owned() })?;
                    url = self.url(text.as_str())?;
                }
                None if listed.len() <= MAX_REFERRERS => return Ok(Some(listed)),
                _ => break,
            }
        }
        Err(Error::TooMany { place: self.place(), digest: subject, limit: MAX_REFERRERS })
    }

    /// The list that clients keep where the registry keeps none, under a tag that is made of the subject's digest.
    fn fallback(&self, subject: Digest) -> Result<Index, Error> {
        let url = self.url(&format!("manifests/{}", fallback_tag(subject)))?;
        match self.read(&url, INDEX, MAX_MANIFEST)? {
            Some(answer) => Index::parse(&answer.bytes, url.as_str()),
            None => Ok(Index::empty()),
        }
    }

    /// Sees to it that a manifest is found by its subject.
    ///
    /// A list under a tag has no compare-and-swap: it is read again after it was written, and written again if somebody
    /// else came between.
    fn enlist(&self, subject: Digest, entry: &Descriptor) -> Result<(), Error> {
        for attempt in 1..=ATTEMPTS {
            match self.listed(subject)? {
                Some(listed) if listed.contains(&entry.digest) => return Ok(()),
                // A registry may take a moment to list what it took.
                Some(_) => {}
                None => {
                    let mut index = self.fallback(subject)?;
                    if index.lists(entry.digest) {
                        return Ok(());
                    }
                    index.manifests.push(entry.clone());
                    self.put(&self.name(fallback_tag(subject)), &index.to_bytes()?, INDEX)?;
                    if self.fallback(subject)?.lists(entry.digest) {
                        return Ok(());
                    }
                }
            }
            self.runtime.block_on(async { tokio::time::sleep(PAUSE * attempt).await });
        }
        Err(Error::Unlisted { place: self.place(), digest: entry.digest })
    }
}

fn fallback_tag(subject: Digest) -> String {
    format!("sha256-{}", subject.hex())
}

/// The target of `rel="next"` in a `Link` header.
pub(super) fn next(link: &str) -> Option<&str> {
    let of = |part: &'_ str| part.contains("rel=\"next\"") || part.contains("rel=next");
    let part = link.split(',').find(|part| of(part))?;
    part.trim().strip_prefix('<')?.split_once('>').map(|(target, _)| target)
}

impl Store for Registry {
    fn place(&self) -> String {
        format!("{}/{}", self.host, self.repository)
    }

    fn resolve(&self, tag: &str) -> Result<Option<Digest>, Error> {
        check_tag(tag)?;
        let answer = self.read(&self.url(&format!("manifests/{tag}"))?, MANIFESTS, MAX_MANIFEST)?;
        Ok(answer.map(|answer| Digest::of(&answer.bytes)))
    }

    fn manifest(&self, digest: Digest) -> Result<Option<Vec<u8>>, Error> {
        let Some(answer) = self.read(&self.url(&format!("manifests/{digest}"))?, MANIFESTS, MAX_MANIFEST)? else {
            return Ok(None);
        };
        let found = Digest::of(&answer.bytes);
        if found == digest { Ok(Some(answer.bytes)) } else { Err(Error::Digest { expected: digest, found }) }
    }

    fn blob(&self, blob: &Descriptor, limit: u64) -> Result<Vec<u8>, Error> {
        let Descriptor { digest, size, .. } = *blob;
        if size > limit {
            return Err(Error::TooLarge { digest, size, limit });
        }
        let answer = self.read(&self.url(&format!("blobs/{digest}"))?, "*/*", size)?;
        let answer = answer.ok_or_else(|| Error::Missing { place: self.place(), digest })?;
        blob.check(&answer.bytes)?;
        Ok(answer.bytes)
    }

    fn has_blob(&self, blob: &Descriptor) -> Result<bool, Error> {
        self.write(0, self.writer.blob_exists(&self.name("latest"), &blob.digest.to_string()))
    }

    fn put_blob(&self, bytes: &[u8]) -> Result<Digest, Error> {
        let digest = Digest::of(bytes);
        self.upload(bytes, digest)?;
        Ok(digest)
    }

    fn put_manifest(&self, bytes: &[u8]) -> Result<Digest, Error> {
        let manifest = Manifest::parse(bytes)?;
        let digest = Digest::of(bytes);
        self.put(&self.name(digest.to_string()), bytes, manifest.media_type())?;
        if let Some(subject) = &manifest.subject {
            let mut entry = Descriptor::of(manifest.media_type(), bytes);
            entry.artifact_type = manifest.kind().map(str::to_owned);
            entry.annotations.clone_from(&manifest.annotations);
            self.enlist(subject.digest, &entry)?;
        }
        Ok(digest)
    }

    fn tag(&self, name: &str, digest: Digest) -> Result<(), Error> {
        check_tag(name)?;
        let bytes = self.manifest(digest)?.ok_or_else(|| Error::Missing { place: self.place(), digest })?;
        let media_type = Manifest::parse(&bytes)?.media_type().to_owned();
        self.put(&self.name(name), &bytes, &media_type)
    }

    fn candidates(&self, subject: Digest) -> Result<Vec<Digest>, Error> {
        let listed = match self.listed(subject)? {
            Some(listed) => listed,
            None => self.fallback(subject)?.manifests.iter().map(|entry| entry.digest).collect(),
        };
        if listed.len() > MAX_REFERRERS {
            return Err(Error::TooMany { place: self.place(), digest: subject, limit: MAX_REFERRERS });
        }
        let mut listed = listed;
        listed.sort_unstable();
        listed.dedup();
        Ok(listed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_goes_on_where_its_link_says() {
        assert_eq!(next("</v2/a/referrers/x?n=2>; rel=\"next\""), Some("/v2/a/referrers/x?n=2"));
        assert_eq!(next("</a>; rel=\"prev\", </b>; rel=next"), Some("/b"));
        assert_eq!(next("</a>; rel=\"prev\""), None);
    }
}
