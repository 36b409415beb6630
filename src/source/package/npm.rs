//! npm packages: <https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md>.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use nodejs_semver::{Range, Version};
use serde::Deserialize;

use super::Entry;
use super::integrity::{check_hex, check_sri};
use super::npmrc::Npmrc;
use crate::digest::Digest;
use crate::net::{Request, Url};
use crate::source::capture::{self, World};
use crate::source::{Capture, Error, PackageRef, Provenance, SourceKind, archive, reference};

/// The short form of a package's document, or the long one where the registry has no other.
const ACCEPT: &str = "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8";
/// What npm itself replaces by the registry that it is configured for.
const ORIGIN: &str = "https://registry.npmjs.org/";
/// Who vouches for a tarball.
const BY: &str = "the package's document in the npm registry";
/// Scripts of a package that run when it is installed from a registry.
const INSTALL_SCRIPTS: [&str; 3] = ["preinstall", "install", "postinstall"];

#[derive(Debug, Deserialize)]
struct Document {
    #[serde(rename = "dist-tags", default)]
    tags: BTreeMap<String, String>,
    #[serde(default)]
    versions: BTreeMap<String, Release>,
}

#[derive(Debug, Deserialize)]
struct Release {
    dist: Dist,
    /// A reason, or a flag in old documents.
    #[serde(default)]
    deprecated: serde_json::Value,
}

#[derive(Debug, Deserialize)]
struct Dist {
    tarball: String,
    integrity: Option<String>,
    shasum: Option<String>,
}

/// Fetches the tarball of a package.
pub(in crate::source) async fn fetch(
    package: &PackageRef,
    reference: String,
    world: World<'_>,
) -> Result<Capture, Error> {
    let name = package.name.as_str();
    if !is_name(name) {
        return Err(Error::Reference { reference, expected: "`npm:name@version` or `npm:@scope/name@version`" });
    }
    let npmrc = Npmrc::read(world.environment)?;
    let registry = npmrc.registry(name)?;
    let client = world.client(registry.host_str())?;
    let document = registry.join(&name.replace('/', "%2f")).map_err(|_| unreadable(&registry, "a path"))?;
    let get = async |url: &Url, accept: &str| {
        let authorization = npmrc.authorization(url);
        let limit = world.options.limits.max_download_size;
        client.get(&Request { url, accept, authorization: authorization.as_deref(), limit }).await
    };
    let answer = get(&document, ACCEPT).await?;
    let parsed: Document =
        serde_json::from_slice(&answer.bytes).map_err(|error| unreadable(&document, error.to_string()))?;
    let (version, release) = pick(&parsed, package.version.as_deref())
        .ok_or_else(|| Error::NoVersion { reference: reference.clone(), newest: parsed.tags.get("latest").cloned() })?;
    let tarball = match release.dist.tarball.strip_prefix(ORIGIN) {
        Some(path) => registry.join(path),
        None => document.join(&release.dist.tarball),
    };
    let tarball = tarball.map_err(|_| unreadable(&document, "the address of the tarball is no URL"))?;
    let answer = get(&tarball, "*/*").await?;
    let mut provenance = Provenance::new(reference, SourceKind::Npm);
    let shown = reference::without_credentials(tarball.as_str());
    provenance.integrity.extend(match (&release.dist.integrity, &release.dist.shasum) {
        (Some(sri), _) => check_sri(&shown, sri, &answer.bytes, BY)?,
        (None, Some(sha1)) => check_hex(&shown, "sha1", sha1, &answer.bytes, BY)?,
        (None, None) => None,
    });
    let purl = format!("pkg:npm/{}@{version}", name.replace('@', "%40"));
    provenance.location = Some(shown);
    provenance.revision = Some(version.to_owned());
    provenance.digest = Some(Digest::of(&answer.bytes).to_string());
    provenance.purl = Some(purl.clone());
    let mut opened = archive::open("package.tgz", &answer.bytes, &world.options.limits);
    let withdrawn = match &release.deprecated {
        serde_json::Value::String(reason) => Some(reason.as_str()),
        serde_json::Value::Bool(true) => Some(""),
        _ => None,
    };
    let install_scripts = install_scripts(&opened.files);
    let entry = Entry { schema: super::SCHEMA, purl: &purl, name, version, withdrawn, install_scripts };
    opened.files.insert(0, entry.file());
    Ok(Capture { tree: capture::tree(&Utf8PathBuf::from(format!("npm/{name}")), opened), provenance })
}

/// The version that npm would install: an exact one, a tag, or the best of a range, in which `latest` goes first and
/// what is deprecated last.
fn pick<'d>(document: &'d Document, wanted: Option<&str>) -> Option<(&'d str, &'d Release)> {
    let get =
        |version: &str| document.versions.get_key_value(version).map(|(version, release)| (version.as_str(), release));
    let latest = document.tags.get("latest").and_then(|version| get(version));
    let Some(wanted) = wanted else {
        return latest.or_else(|| best(document, &Range::any()));
    };
    let exact = get(wanted.trim_start_matches(['=', 'v']))
        .or_else(|| document.tags.get(wanted).and_then(|version| get(version)));
    if exact.is_some() {
        return exact;
    }
    let range = Range::parse(wanted).ok()?;
    latest
        .filter(|(version, _)| Version::parse(version).is_ok_and(|version| range.satisfies(&version)))
        .or_else(|| best(document, &range))
}

fn best<'d>(document: &'d Document, range: &Range) -> Option<(&'d str, &'d Release)> {
    let fitting = document.versions.iter().filter_map(|(text, release)| {
        let version = Version::parse(text).ok().filter(|version| range.satisfies(version))?;
        Some(((release.deprecated.is_null(), version), (text.as_str(), release)))
    });
    fitting.max_by(|a, b| a.0.cmp(&b.0)).map(|(_, found)| found)
}

/// The scripts of the package's own manifest that run on installation; a `binding.gyp` alone runs a compiler.
fn install_scripts(files: &[crate::source::File]) -> BTreeMap<String, String> {
    let top = |name: &str| {
        files.iter().find(|file| file.path.components().count() == 2 && file.path.file_name() == Some(name))
    };
    let manifest = top("package.json").and_then(|file| serde_json::from_slice::<serde_json::Value>(&file.bytes).ok());
    let scripts = manifest.as_ref().and_then(|manifest| manifest.get("scripts"));
    let script = |name: &str| scripts?.get(name)?.as_str().map(|script| (name.to_owned(), script.to_owned()));
    let mut found: BTreeMap<String, String> = INSTALL_SCRIPTS.iter().filter_map(|name| script(name)).collect();
    if top("binding.gyp").is_some() && !found.contains_key("install") && !found.contains_key("preinstall") {
        found.insert("install".to_owned(), "node-gyp rebuild".to_owned());
    }
    found
}

/// Whether a name can stand in the path of a registry: with a scope or without, and nothing that means something else
/// in a URL.
fn is_name(name: &str) -> bool {
    let part = |part: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
        !part.is_empty() && part.len() <= 214 && !part.starts_with('.') && part.chars().all(plain)
    };
    match name.strip_prefix('@') {
        Some(scoped) => scoped.split_once('/').is_some_and(|(scope, name)| part(scope) && part(name)),
        None => part(name),
    }
}

fn unreadable(url: &Url, detail: impl Into<String>) -> Error {
    Error::Answer { url: reference::without_credentials(url.as_str()), detail: detail.into() }
}
