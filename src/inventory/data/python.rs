//! Requirements and lock files of Python: pip, uv, Poetry, PDM, Pipenv.

use super::lock::{Locked, MAX_LOCKED, Wanted, tagged};
use super::{Data, lines};
use crate::inventory::{Ecosystem, Hash, Reader};
use crate::text::{Node, Span, pointer};

/// Name and range of a requirement (PEP 508); `None` for options, URLs and local paths.
pub(super) fn requirement(text: &str) -> Option<(String, String)> {
    let text = text.split(" #").next().unwrap_or(text).trim();
    let text = text.split(';').next().unwrap_or(text).trim();
    if text.is_empty() || text.starts_with(['-', '#', '.', '/']) || text.contains("://") && !text.contains('@') {
        return None;
    }
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.')).unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end)?;
    let rest = match rest.trim_start().strip_prefix('[') {
        Some(extras) => extras.split_once(']').map_or("", |(_, rest)| rest),
        None => rest,
    };
    let range = rest.trim().trim_matches(['(', ')']).trim();
    let sound = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    let range = if range.starts_with('@') { "" } else { range };
    sound.then(|| (name.to_owned(), range.to_owned()))
}

/// `requirements.txt`, with hashes or without.
pub(super) fn requirements(data: &mut Data<'_>) {
    let text = data.file.text();
    let mut joined = String::new();
    let mut start = None;
    for (at, line) in lines(text).take(MAX_LOCKED) {
        let bare = line.trim_end();
        start.get_or_insert(at);
        let continued = bare.strip_suffix('\\');
        joined.push_str(continued.unwrap_or(bare));
        joined.push(' ');
        if continued.is_some() {
            continue;
        }
        let first = start.take().unwrap_or(at);
        one(
            data,
            &std::mem::take(&mut joined),
            Span::new(first, first + text.get(first..).and_then(|rest| rest.lines().next()).map_or(0, str::len)),
        );
    }
}

fn one(data: &mut Data<'_>, line: &str, span: Span) {
    let hashes: Vec<Hash> =
        line.split("--hash=").skip(1).filter_map(|part| tagged(part.split_whitespace().next()?)).collect();
    let spec = line.split(" --").next().unwrap_or(line);
    let Some((name, range)) = requirement(spec) else { return };
    let evidence = data.evidence(span, &name, Reader::MANIFEST_REQUIREMENTS);
    let development = data.file.name().contains("dev") || data.file.name().contains("test");
    let (folder, scope) = (data.folder(), data.scope);
    data.packages.wanted.push(Wanted {
        ecosystem: Ecosystem::PyPi,
        name,
        range,
        development,
        hashes,
        evidence,
        folder,
        scope,
    });
}

/// `uv.lock`, `poetry.lock`, `pdm.lock`: tables of packages.
pub(super) fn toml_lock(data: &mut Data<'_>) {
    let Some(document) = data.toml() else { return };
    for (index, package) in
        document.root.get("package").map(Node::items).unwrap_or_default().iter().enumerate().take(MAX_LOCKED)
    {
        let text = |name: &str| package.get(name).and_then(Node::as_str);
        let local = ["editable", "virtual", "directory", "workspace"]
            .iter()
            .any(|kind| package.at(&["source", kind]).is_some());
        let (Some(name), Some(version), false) = (text("name"), text("version"), local) else { continue };
        let files = package.get("wheels").map(Node::items).unwrap_or_default().iter();
        let files = files.chain(package.get("files").map(Node::items).unwrap_or_default()).chain(package.get("sdist"));
        // A package is several files; only one of them is installed.
        let hashes = files.filter_map(|file| file.get("hash")?.as_str()).filter_map(tagged).take(100).collect();
        let at = pointer("/package", &index.to_string());
        let named = package.get("name").unwrap_or(package);
        let evidence = data.at(named, &at, Reader::LOCK_PYTHON);
        push(data, name, version, text("category") == Some("dev"), hashes, evidence);
    }
}

pub(super) fn pipfile(data: &mut Data<'_>) {
    let Some(document) = data.json() else { return };
    for (section, development) in [("default", false), ("develop", true)] {
        for member in document.root.get(section).map(Node::members).unwrap_or_default().iter().take(MAX_LOCKED) {
            let Some(version) = member.value.get("version").and_then(Node::as_str) else { continue };
            let hashes = member.value.get("hashes").map(Node::items).unwrap_or_default();
            let hashes = hashes.iter().filter_map(Node::as_str).filter_map(tagged).collect();
            let at = pointer(&pointer("", section), &member.name.text);
            let evidence = data.evidence(member.name.span(), &at, Reader::LOCK_PYTHON);
            push(data, &member.name.text, version.trim_start_matches('='), development, hashes, evidence);
        }
    }
}

fn push(
    data: &mut Data<'_>,
    name: &str,
    version: &str,
    development: bool,
    hashes: Vec<Hash>,
    evidence: crate::inventory::Evidence,
) {
    let (folder, scope) = (data.folder(), data.scope);
    data.packages.locked.push(Locked {
        ecosystem: Ecosystem::PyPi,
        name: name.to_owned(),
        version: version.to_owned(),
        development,
        hashes,
        evidence,
        folder,
        scope,
    });
}

#[cfg(test)]
mod tests {
    use super::requirement;

    #[test]
    fn requirements_are_taken_apart() {
        for (text, expected) in [
            ("openai-agents==0.4.2", Some(("openai-agents", "==0.4.2"))),
            ("uvicorn[standard] >=0.30,<1 ; python_version > '3.9'", Some(("uvicorn", ">=0.30,<1"))),
            ("crewai", Some(("crewai", ""))),
            ("pkg @ https://x.example/p.whl", Some(("pkg", ""))),
            ("-r base.txt", None),
            ("# comment", None),
            ("./local", None),
        ] {
            let expected = expected.map(|(name, range)| (name.to_owned(), range.to_owned()));
            assert_eq!(requirement(text), expected, "{text}");
        }
    }
}
