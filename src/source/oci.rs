//! Images and artifacts of OCI registries: <https://github.com/opencontainers/distribution-spec/blob/main/spec.md>.
//!
//! The two requests that reading takes are made by `net`, since `oci-client` knows neither a limit for a manifest nor
//! who may be asked. Manifest, configuration and index become files; each layer is a folder, since what a later one
//! hides is shipped all the same.

use std::path::Path;

use camino::Utf8PathBuf;
use docker_credential::DockerCredential;
use oci_client::Reference;
use serde::Deserialize;

use super::archive::{self, Opened};
use super::capture::{self, World};
use super::{Capture, Error, File, Integrity, Provenance, Skipped, SourceKind};
use crate::config::Environment;
use crate::digest::Digest;
use crate::finding::{Gap, GapReason};
use crate::net::{self, Client, Request, Url};

const MANIFESTS: &str = "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, \
     application/vnd.docker.distribution.manifest.v2+json, application/vnd.docker.distribution.manifest.list.v2+json";
/// Bytes of a manifest; the specification tells registries to take at least as many.
const MAX_MANIFEST: u64 = 4 << 20;
/// The platform whose image is read where there are several.
const PLATFORM: (&str, &str) = ("linux", "amd64");
/// What a file was called before it became a blob.
const TITLE: &str = "org.opencontainers.image.title";

/// A manifest, or an index of manifests.
#[derive(Debug, Deserialize)]
struct Manifest {
    config: Option<Descriptor>,
    #[serde(default)]
    layers: Vec<Descriptor>,
    #[serde(default)]
    manifests: Vec<Descriptor>,
}

#[derive(Debug, Clone, Deserialize)]
struct Descriptor {
    digest: String,
    #[serde(default)]
    annotations: std::collections::BTreeMap<String, String>,
    platform: Option<Platform>,
}

#[derive(Debug, Clone, Deserialize)]
struct Platform {
    os: String,
    architecture: String,
}

#[derive(Debug, Deserialize)]
struct Token {
    #[serde(alias = "access_token")]
    token: String,
}

/// How a registry at a host (and a port) is asked: one of this machine has no certificate.
pub(super) fn scheme(host: &str) -> &'static str {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if matches!(name, "localhost" | "127.0.0.1" | "[::1]") { "http" } else { "https" }
}

/// Fetches the manifest of an image and everything that it names.
pub(super) async fn fetch(image: &str, reference: String, world: World<'_>) -> Result<Capture, Error> {
    let Ok(parsed) = image.parse::<Reference>() else {
        return Err(Error::Reference {
            reference,
            expected: "`oci:registry/repository:tag` or `oci:registry/repository@sha256:…`",
        });
    };
    let host = parsed.resolve_registry();
    let scheme = scheme(host);
    let text = format!("{scheme}://{host}/v2/{}/", parsed.repository());
    let base: Url = text.parse().map_err(|_| net::Error::Url { text })?;
    let client = world.client(base.host_str())?;
    let mut registry = Registry {
        client,
        world,
        base,
        repository: parsed.repository().to_owned(),
        host: host.to_owned(),
        authorization: None,
    };
    let mut opened = Opened::default();
    let asked = parsed.digest().or_else(|| parsed.tag()).unwrap_or("latest");
    let mut bytes = registry.get(&format!("manifests/{asked}"), MANIFESTS, MAX_MANIFEST).await?;
    let mut integrity = Vec::new();
    integrity.extend(parsed.digest().map(|digest| checked(image, digest, &bytes, "the reference")).transpose()?);
    let digest = Digest::of(&bytes).to_string();
    let mut manifest = read(image, &bytes)?;
    if !manifest.manifests.is_empty() {
        keep(&mut opened, "oci-index.json", bytes);
        let chosen = choose(&mut opened, &manifest.manifests)
            .ok_or_else(|| Error::Answer { url: image.to_owned(), detail: "the index names no image".to_owned() })?;
        bytes = registry.get(&format!("manifests/{}", chosen.digest), MANIFESTS, MAX_MANIFEST).await?;
        integrity.push(checked(image, &chosen.digest, &bytes, "the index")?);
        manifest = read(image, &bytes)?;
    }
    keep(&mut opened, "oci-manifest.json", bytes);
    registry.blobs(image, &manifest, &mut opened, &mut integrity).await?;
    let mut provenance = Provenance::new(reference, SourceKind::Oci);
    provenance.location = Some(format!("{host}/{}@{digest}", parsed.repository()));
    provenance.revision = Some(digest.clone());
    provenance.digest = Some(digest);
    provenance.integrity = integrity;
    let prefix = Utf8PathBuf::from("oci").join(host.replace(':', "_")).join(parsed.repository());
    Ok(Capture { tree: capture::tree(&prefix, opened), provenance })
}

fn read(image: &str, bytes: &[u8]) -> Result<Manifest, Error> {
    serde_json::from_slice(bytes).map_err(|error| Error::Answer { url: image.to_owned(), detail: error.to_string() })
}

/// The image of an index for the most common platform, or the first; what is not read is told.
fn choose(opened: &mut Opened, manifests: &[Descriptor]) -> Option<Descriptor> {
    let is = |platform: &Platform| (platform.os.as_str(), platform.architecture.as_str()) == PLATFORM;
    let common = manifests.iter().position(|entry| entry.platform.as_ref().is_some_and(is));
    let chosen = common.unwrap_or_default();
    for (index, entry) in manifests.iter().enumerate().filter(|(index, _)| *index != chosen) {
        let platform = entry.platform.as_ref();
        let what = platform.map_or_else(|| format!("entry {}", index + 1), |p| format!("{}-{}", p.os, p.architecture));
        let reason = format!("another manifest of the index, {}, which is not read", entry.digest);
        opened.skipped.push(Skipped { path: what.into(), reason });
    }
    manifests.get(chosen).cloned()
}

fn keep(opened: &mut Opened, name: &str, bytes: Vec<u8>) {
    opened.files.push(File::new(name, bytes));
}

/// The files of a layer: of an archive, or the one file that it is.
fn unpack(opened: &mut Opened, folder: &Utf8PathBuf, layer: &Descriptor, bytes: Vec<u8>, world: World<'_>) {
    let limits = &world.options.limits;
    let title = layer.annotations.get(TITLE).map_or("layer", String::as_str);
    if !archive::is_archive(title, &bytes) {
        match archive::clean(title.as_bytes(), limits) {
            Ok(path) => opened.files.push(File::new(folder.join(path), bytes)),
            Err((reason, detail)) => opened.gaps.push(Gap::new(folder.clone(), reason, detail)),
        }
        return;
    }
    let inner = archive::open(title, &bytes, limits);
    let below = |path: &Utf8PathBuf| if path.as_str().is_empty() { folder.clone() } else { folder.join(path) };
    opened.files.extend(inner.files.into_iter().map(|file| File { path: below(&file.path), ..file }));
    opened.gaps.extend(inner.gaps.into_iter().map(|gap| Gap { path: below(&gap.path), ..gap }));
    opened.skipped.extend(inner.skipped.into_iter().map(|skipped| Skipped { path: below(&skipped.path), ..skipped }));
}

/// Compares bytes with the digest that they were asked for by.
fn checked(image: &str, digest: &str, bytes: &[u8], by: &str) -> Result<Integrity, Error> {
    let Some((algorithm, hex)) = digest.split_once(':') else {
        return Err(Error::Answer { url: image.to_owned(), detail: format!("`{digest}` is no digest") });
    };
    super::package::check_hex(image, algorithm, hex, bytes, by)?.ok_or_else(|| Error::Answer {
        url: image.to_owned(),
        detail: format!("the algorithm of `{digest}` is not known"),
    })
}

/// One repository of a registry.
struct Registry<'a> {
    client: Client,
    world: World<'a>,
    base: Url,
    repository: String,
    host: String,
    authorization: Option<String>,
}

impl Registry<'_> {
    /// Fetches the configuration and the layers that a manifest names. A layer that is too large or not there is a gap.
    async fn blobs(
        &mut self,
        image: &str,
        manifest: &Manifest,
        opened: &mut Opened,
        integrity: &mut Vec<Integrity>,
    ) -> Result<(), Error> {
        let mut left = self.world.options.limits.max_source_size;
        if let Some(config) = &manifest.config {
            let bytes = self.blob(image, &config.digest, &mut left, integrity).await?;
            keep(opened, "oci-config.json", bytes);
        }
        for (index, layer) in manifest.layers.iter().enumerate() {
            let folder = Utf8PathBuf::from(format!("layers/{}", index + 1));
            match self.blob(image, &layer.digest, &mut left, integrity).await {
                Ok(bytes) => unpack(opened, &folder, layer, bytes, self.world),
                Err(Error::Net(error @ (net::Error::TooLarge { .. } | net::Error::Status { .. }))) => {
                    opened.gaps.push(Gap::new(folder, GapReason::Unreadable, error.to_string()));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn blob(
        &mut self,
        image: &str,
        digest: &str,
        left: &mut u64,
        integrity: &mut Vec<Integrity>,
    ) -> Result<Vec<u8>, Error> {
        let limit = self.world.options.limits.max_download_size.min(*left);
        let bytes = self.get(&format!("blobs/{digest}"), "*/*", limit).await?;
        *left = left.saturating_sub(bytes.len() as u64);
        integrity.push(checked(image, digest, &bytes, "the manifest")?);
        Ok(bytes)
    }

    /// Asks for what lies below the repository; signs in once if the registry wants that.
    async fn get(&mut self, path: &str, accept: &str, limit: u64) -> Result<Vec<u8>, Error> {
        let url = self.base.join(path).map_err(|_| net::Error::Url { text: path.to_owned() })?;
        if !url.path().starts_with(self.base.path()) {
            return Err(net::Error::Url { text: path.to_owned() }.into());
        }
        let first =
            self.client.get(&Request { url: &url, accept, authorization: self.authorization.as_deref(), limit }).await;
        let challenge = match first {
            Ok(answer) => return Ok(answer.bytes),
            Err(net::Error::Status { status: 401, challenge: Some(challenge), .. }) if self.authorization.is_none() => {
                challenge
            }
            Err(error) => return Err(error.into()),
        };
        self.authorization = self.sign_in(&challenge).await?;
        let request = Request { url: &url, accept, authorization: self.authorization.as_deref(), limit };
        Ok(self.client.get(&request).await?.bytes)
    }

    /// Answers a challenge with the credentials that the user has stored for the registry, or as nobody.
    async fn sign_in(&self, challenge: &str) -> Result<Option<String>, Error> {
        let stored = credential(&self.host, self.world.environment);
        let basic = stored.map(|(user, password)| {
            let pair = format!("{user}:{password}");
            format!("Basic {}", data_encoding::BASE64.encode(pair.as_bytes()))
        });
        let (scheme, parameters) = challenge.split_once(' ').unwrap_or((challenge, ""));
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Ok(basic);
        }
        let realm = parameter(parameters, "realm").unwrap_or_default();
        let mut url: Url = realm.parse().map_err(|_| net::Error::Url { text: realm.to_owned() })?;
        {
            let mut query = url.query_pairs_mut();
            query.extend_pairs(parameter(parameters, "service").map(|service| ("service", service)));
            query.append_pair("scope", &format!("repository:{}:pull", self.repository));
        }
        let request =
            Request { url: &url, accept: "application/json", authorization: basic.as_deref(), limit: 1 << 20 };
        let answer = self.client.get(&request).await?;
        let token: Token = serde_json::from_slice(&answer.bytes)
            .map_err(|_| Error::Answer { url: realm.to_owned(), detail: "there is no token in it".to_owned() })?;
        Ok(Some(format!("Bearer {}", token.token)))
    }
}

/// The value of `name="value"` in a challenge.
fn parameter<'c>(parameters: &'c str, name: &str) -> Option<&'c str> {
    let at = parameters.find(&format!("{name}=\""))? + name.len() + 2;
    parameters.get(at..)?.split('"').next()
}

/// What `docker login` has stored for a registry, if anything.
fn credential(host: &str, environment: &Environment) -> Option<(String, String)> {
    let folder = environment.get("DOCKER_CONFIG").map(str::to_owned);
    let folder =
        folder.or_else(|| environment.first(&["HOME", "USERPROFILE"]).map(|home| format!("{home}/.docker")))?;
    let text = super::read_small(&Path::new(&folder).join("config.json"), 1 << 20).ok()?;
    let server = if host == "index.docker.io" { "https://index.docker.io/v1/" } else { host };
    match docker_credential::get_credential_from_reader(text.as_bytes(), server).ok()? {
        DockerCredential::UsernamePassword(user, password) => Some((user, password)),
        // Such a token is exchanged by another protocol, which no registry of artifacts asks for.
        DockerCredential::IdentityToken(_) => None,
    }
}
