//! Other artifacts that an artifact needs, by the BOMs about it and about them, and how far each has come.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{Error, History, resources};
use crate::bom::{Element, View};
use crate::digest::Digest;
use crate::inventory::Purl;
use crate::policy::{Dependency, Evidence, Kind, Stage};

/// Kinds of elements that have a life of their own: they are packed, decided on and published.
const GOVERNED: &[&str] = &["agent", "a2a-peer", "mcp-server", "skill"];
/// Artifacts that one may need, directly or not.
const MAX_NEEDS: usize = 10_000;

/// An artifact of somebody's that a BOM lists.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Needed {
    pub name: String,
    /// Of its manifest; `None` where the BOM does not pin it.
    pub digest: Option<Digest>,
    /// Where it is pulled from, such as `oci://ghcr.io/acme/notes`, where the BOM says.
    pub resource: Option<String>,
}

/// Where histories of needed artifacts are looked up.
pub trait Archive {
    /// All verified evidence about it; none where nobody here has any.
    fn evidence(&self, needed: &Needed, digest: Digest) -> Result<Evidence, Error>;

    /// The history of an artifact that is pulled from `resource`, with what was seen of it before.
    fn history(&self, digest: Digest, resource: &str, evidence: Evidence) -> History;
}

impl Needed {
    /// What an element stands for, if it is an artifact that comes from elsewhere. What is defined in the subject itself
    /// is covered by the subject's digest.
    pub fn of(element: &Element) -> Option<Self> {
        let foreign = element.external || element.purl.is_some();
        if !foreign || !GOVERNED.contains(&element.kind.as_str()) {
            return None;
        }
        let purl = element.purl.as_deref().and_then(|purl| Purl::parse(purl).ok()).filter(|purl| purl.kind() == "oci");
        let resource =
            purl.as_ref().and_then(|purl| purl.qualifier("repository_url")).map(|url| format!("oci://{url}"));
        let pinned = purl.as_ref().and_then(Purl::version).map(str::to_owned);
        let mut hashes = pinned.into_iter().chain(element.hashes.iter().cloned());
        Some(Self { name: element.full_name(), digest: hashes.find_map(|hash| hash.parse().ok()), resource })
    }
}

/// Every artifact that the BOMs in verified evidence lead to, the nearest first; `None` where there is no BOM.
pub fn dependencies(
    subject: Digest,
    evidence: &Evidence,
    archive: &dyn Archive,
) -> Result<Option<Vec<Dependency>>, Error> {
    let Some(first) = listed(evidence)? else { return Ok(None) };
    let mut open: VecDeque<Listed> = first.into();
    let mut met: BTreeSet<(Option<Digest>, Option<String>)> = [(Some(subject), None)].into();
    let mut found = Vec::new();
    while let Some((via, needed)) = open.pop_front() {
        // One without a digest is told from others by its name.
        let name = needed.digest.is_none().then(|| needed.name.clone());
        if !met.insert((needed.digest, name)) {
            continue;
        }
        if met.len() > MAX_NEEDS {
            return Err(Error::TooManyNeeds { limit: MAX_NEEDS });
        }
        let dependency = look_up(&needed, via.clone(), archive)?;
        for (names, below) in listed(&dependency.evidence)?.unwrap_or_default() {
            open.push_back((via.iter().cloned().chain(names).collect(), below));
        }
        found.push(dependency);
    }
    Ok(Some(found))
}

/// How far one need has come, and what is verified about it; nothing is where the BOM does not pin it.
pub fn look_up(needed: &Needed, via: Vec<String>, archive: &dyn Archive) -> Result<Dependency, Error> {
    let mut dependency = Dependency {
        name: needed.name.clone(),
        digest: needed.digest,
        via,
        stage: None,
        head: None,
        evidence: Evidence::default(),
    };
    if let Some(digest) = needed.digest {
        let evidence = archive.evidence(needed, digest)?;
        (dependency.stage, dependency.head) = reached(digest, needed, &evidence, archive);
        dependency.evidence = evidence;
    }
    Ok(dependency)
}

/// What the signed links about an artifact lead to, and the newest of them: for the place that is meant, and where none
/// is, for the place where it has come least far. A history that cannot be relied on leads nowhere, but to `revoked`.
fn reached(
    digest: Digest,
    needed: &Needed,
    evidence: &Evidence,
    archive: &dyn Archive,
) -> (Option<Stage>, Option<Digest>) {
    let places = needed.resource.clone().map_or_else(|| resources(evidence), |resource| [resource].into());
    let stages = places.iter().map(|place| {
        let state = archive.history(digest, place, evidence.clone()).state;
        let relied = state.standing.check().is_none() || state.stage == Some(Stage::Revoked);
        (state.stage.filter(|_| relied && !state.heads.is_empty()), state.heads.first().copied())
    });
    let all: Vec<_> = stages.collect();
    let revoked = all.iter().find(|(stage, _)| *stage == Some(Stage::Revoked)).copied();
    revoked.or_else(|| all.into_iter().min_by_key(|(stage, _)| *stage)).unwrap_or_default()
}

/// A need, after the names on the way to it: one where it is needed directly.
type Listed = (Vec<String>, Needed);

/// The artifacts that the BOMs in `evidence` list; `None` where there is no BOM.
fn listed(evidence: &Evidence) -> Result<Option<Vec<Listed>>, Error> {
    let views = views(evidence)?;
    Ok((!views.is_empty()).then(|| nearest(&views)))
}

/// The artifacts that BOMs list, the nearest first: of one that two of them list, the shorter way counts.
fn nearest(views: &[View]) -> Vec<Listed> {
    let mut all: Vec<Listed> = views.iter().flat_map(of).collect();
    all.sort_by(|a, b| (a.0.len(), &a.0, &a.1).cmp(&(b.0.len(), &b.0, &b.1)));
    all
}

/// The BOMs in verified evidence.
pub fn views(evidence: &Evidence) -> Result<Vec<View>, Error> {
    let statements = evidence.accepted().iter().map(|accepted| (accepted.bundle(), accepted.statement().content()));
    let boms = statements.filter(|(_, said)| Kind::of(&said.predicate_type, &said.predicate) == Kind::Bom);
    let view = |(bundle, statement): (_, &crate::attest::Statement)| {
        View::of_predicate(&statement.predicate).map_err(|error| Error::Bom { bundle, detail: error.to_string() })
    };
    boms.map(view).collect()
}

/// The same of one BOM. What no list leads to is needed directly.
fn of(view: &View) -> Vec<Listed> {
    let mut ways: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut open: VecDeque<(&str, Vec<String>)> = view.roots().into_iter().map(|root| (root, Vec::new())).collect();
    while let Some((id, mut way)) = open.pop_front() {
        if ways.contains_key(id) {
            continue;
        }
        way.extend(view.elements.get(id).and_then(Needed::of).map(|needed| needed.name));
        open.extend(view.needs.get(id).into_iter().flatten().map(|(to, _)| (to.as_str(), way.clone())));
        ways.insert(id, way);
    }
    let needed = view.elements.iter().filter(|(id, _)| !view.subjects.contains(*id));
    let needed = needed.filter_map(|(id, element)| Some((id, Needed::of(element)?)));
    let named = |(id, needed): (&String, Needed)| {
        (ways.remove(id.as_str()).unwrap_or_else(|| vec![needed.name.clone()]), needed)
    };
    needed.map(named).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A BOM about `kit`, whose `needs` are pairs of who needs what.
    fn bom(needs: &[(&str, &str)]) -> View {
        let names: BTreeSet<&str> = needs.iter().map(|(_, to)| *to).collect();
        let component = |name: &&str| {
            json!({
                "type": "application", "bom-ref": name, "name": name,
                "purl": format!("pkg:oci/{name}@sha256%3A{}", "ab".repeat(32)),
                "properties": [{ "name": "proofmark:kind", "value": "skill" }],
            })
        };
        let depends = |(from, to): &(&str, &str)| json!({ "ref": from, "dependsOn": [to] });
        let document = json!({
            "bomFormat": "CycloneDX", "specVersion": "1.6",
            "metadata": { "component": { "type": "application", "bom-ref": "kit", "name": "kit" } },
            "components": names.iter().map(component).collect::<Vec<_>>(),
            "dependencies": needs.iter().map(depends).collect::<Vec<_>>(),
        });
        View::of_predicate(&document).unwrap()
    }

    #[test]
    fn what_one_bom_needs_directly_is_near_whatever_another_says() {
        let views = [bom(&[("kit", "a"), ("a", "z")]), bom(&[("kit", "z")])];
        let nearest = nearest(&views);
        let ways: Vec<String> =
            nearest.iter().map(|(way, needed)| format!("{} {}", needed.name, way.join(">"))).collect();
        assert_eq!(ways, ["a a", "z z", "z a>z"]);
    }
}
