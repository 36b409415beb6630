//! Python packages: <https://packaging.python.org/en/latest/specifications/simple-repository-api/>.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use pep440_rs::{Operator, Version, VersionSpecifiers};

use super::index::{self, Distribution};
use super::integrity::check_hex;
use super::{Entry, pip};
use crate::digest::Digest;
use crate::net::Request;
use crate::source::capture::{self, World};
use crate::source::{Capture, Error, PackageRef, Provenance, Skipped, SourceKind, archive, reference};

const ACCEPT: &str = "application/vnd.pypi.simple.v1+json, text/html; q=0.5";
/// Who vouches for a file.
const BY: &str = "the page of the package in the index";

/// Fetches what pip would install: the wheel of the best version, or its source distribution.
pub(in crate::source) async fn fetch(
    package: &PackageRef,
    reference: String,
    world: World<'_>,
) -> Result<Capture, Error> {
    let name = index::normalized(&package.name);
    let wanted = specifiers(package.version.as_deref());
    let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let (Some(wanted), true) = (wanted, plain) else {
        return Err(Error::Reference {
            reference,
            expected: "`pypi:name@version`, or a specifier such as `pypi:name>=1,<2`",
        });
    };
    let indexes = pip::indexes(world.index_url, world.environment)?;
    let client = world.client(indexes.iter().filter_map(crate::net::Url::host_str))?;
    let limit = world.options.limits.max_download_size;
    let mut found = Vec::new();
    for (at, index) in indexes.into_iter().enumerate() {
        let (index, authorization) = pip::sign_in(index);
        let shown = reference::without_credentials(index.as_str());
        let url = index.join(&format!("{name}/")).map_err(|_| crate::net::Error::Url { text: shown.clone() })?;
        let authorization = authorization.as_deref();
        match client.get(&Request { url: &url, accept: ACCEPT, authorization, limit }).await {
            Ok(page) => {
                let files = index::read(&name, &page)
                    .map_err(|error| Error::Answer { url: shown, detail: error.to_string() })?;
                let authorization = authorization.map(str::to_owned);
                found.extend(files.into_iter().map(|file| (file, index.clone(), authorization.clone())));
            }
            // A package lies in one of several indexes.
            Err(error) if error.is_absent() && (at > 0 || world.environment.get("PIP_EXTRA_INDEX_URL").is_some()) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let version = best(found.iter().map(|(file, ..)| file), &wanted).ok_or_else(|| Error::NoVersion {
        reference: reference.clone(),
        newest: newest(found.iter().map(|(file, ..)| file)),
    })?;
    found.retain(|(file, ..)| file.version == version);
    found.sort_by_key(|(file, ..)| preference(&file.name));
    let mut found = found.into_iter();
    let Some((file, index, authorization)) = found.next() else {
        return Err(Error::NoVersion { reference, newest: None });
    };
    // A password is the index's, and not that of a host that it names.
    let authorization = authorization.filter(|_| file.url.origin() == index.origin());
    let answer =
        client.get(&Request { url: &file.url, accept: "*/*", authorization: authorization.as_deref(), limit }).await?;
    let shown = reference::without_credentials(file.url.as_str());
    let mut provenance = Provenance::new(reference, SourceKind::Pypi);
    if let Some((algorithm, hex)) = &file.hash {
        provenance.integrity.extend(check_hex(&shown, algorithm, hex, &answer.bytes, BY)?);
    }
    let version = version.to_string();
    let purl = format!("pkg:pypi/{name}@{version}");
    provenance.location = Some(shown);
    provenance.revision = Some(version.clone());
    provenance.digest = Some(Digest::of(&answer.bytes).to_string());
    provenance.purl = Some(purl.clone());
    let mut opened = archive::open(&file.name, &answer.bytes, &world.options.limits);
    let withdrawn = file.yanked.as_deref();
    let entry = Entry {
        schema: super::SCHEMA,
        purl: &purl,
        name: &name,
        version: &version,
        withdrawn,
        // A source distribution runs its build when it is installed; a wheel runs nothing.
        install_scripts: BTreeMap::new(),
    };
    opened.files.insert(0, entry.file());
    let other = |file: Distribution| Skipped {
        path: Utf8PathBuf::from(file.name),
        reason: "another file of the same release, which is not read".to_owned(),
    };
    opened.skipped.extend(found.map(|(file, ..)| other(file)));
    Ok(Capture { tree: capture::tree(&Utf8PathBuf::from(format!("pypi/{name}")), opened), provenance })
}

/// What a version or a specifier asks for.
fn specifiers(wanted: Option<&str>) -> Option<VersionSpecifiers> {
    let Some(wanted) = wanted.filter(|wanted| *wanted != "latest") else { return Some(VersionSpecifiers::empty()) };
    match wanted.parse::<Version>() {
        Ok(version) => format!("=={version}").parse().ok(),
        Err(_) => wanted.parse().ok(),
    }
}

/// The version that pip would take: no pre-release unless one is asked for or there is nothing else, and nothing that
/// was withdrawn unless it is named (PEP 592).
fn best<'d>(files: impl Iterator<Item = &'d Distribution>, wanted: &VersionSpecifiers) -> Option<Version> {
    let exact = wanted.iter().any(|specifier| matches!(specifier.operator(), Operator::Equal | Operator::ExactEqual));
    let pre = wanted.iter().any(pep440_rs::VersionSpecifier::any_prerelease);
    let fitting = files.filter(|file| wanted.contains(&file.version) && (exact || file.yanked.is_none()));
    let rank = |file: &Distribution| (pre || !file.version.any_prerelease(), file.version.clone());
    fitting.map(rank).max().map(|(_, version)| version)
}

fn newest<'d>(files: impl Iterator<Item = &'d Distribution>) -> Option<String> {
    best(files, &VersionSpecifiers::empty()).map(|version| version.to_string())
}

/// A wheel for every machine, one for the most common machine, any wheel, the source; then by name.
fn preference(name: &str) -> (usize, String) {
    let rank = if name.ends_with("-none-any.whl") {
        0
    } else if name.ends_with("x86_64.whl") && name.contains("linux") {
        1
    } else if name.ends_with("whl") {
        2
    } else {
        3
    };
    (rank, name.to_owned())
}
