//! What a worker keeps of an artifact for the second pass: names and places, no text.

use std::sync::Arc;

use camino::Utf8Path;

use super::mention::{self, Mention};
use super::scope::{self, Level};
use crate::artifact::{Artifact, ArtifactKind, Grant, GrantKind, Launch, Place, Tool};
use crate::digest::Digest;
use crate::text::{LineColumn, Location, Span};

/// An artifact as others of the same scan see it.
#[derive(Debug)]
pub struct Brief {
    /// Which source of the scan it belongs to.
    pub source: usize,
    pub(super) id: String,
    /// What its findings are fingerprinted by.
    pub(super) identity: String,
    pub(super) path: Arc<Utf8Path>,
    pub(super) role: Role,
}

/// What it brings together with others.
#[derive(Debug)]
pub(super) enum Role {
    /// Recorded answers of one server, in the folder of a capture.
    Capture {
        folder: String,
        server: String,
        tools: Vec<Named>,
        parameters: Vec<String>,
        mentions: Vec<Mention>,
    },
    /// Servers of a client.
    Config {
        level: Level,
        servers: Vec<Server>,
    },
    Skill {
        folder: String,
        name: Named,
        digest: Digest,
    },
}

/// A name and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) spot: Spot,
}

/// A server of a configuration.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) named: Named,
    /// What it runs or connects to, without versions and secrets.
    pub(super) package: String,
    /// Its tools that are called without asking; `*` for all of them.
    pub(super) approved: Vec<String>,
}

/// A place that outlives its file.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    pub(super) path: Arc<Utf8Path>,
    pub(super) span: Span,
    start: LineColumn,
    end: LineColumn,
    pointer: Option<String>,
}

impl Spot {
    pub(super) fn new(artifact: &Artifact, place: &Place) -> Option<Self> {
        let location = artifact.file(place.file)?.locate(place.span, place.pointer.clone());
        let Location { path, start, end, pointer } = location;
        Some(Self { path: path.into(), span: place.span, start, end, pointer })
    }

    pub(super) fn location(&self) -> Location {
        let (start, end, pointer) = (self.start, self.end, self.pointer.clone());
        Location { path: self.path.to_path_buf(), start, end, pointer }
    }
}

impl Brief {
    /// What is worth keeping of an artifact; nothing of most.
    pub fn of(source: usize, artifact: &Artifact) -> Option<Self> {
        let role = match artifact.kind {
            ArtifactKind::McpListing => capture(artifact)?,
            ArtifactKind::ClientConfig | ArtifactKind::AgentSettings | ArtifactKind::Plugin => config(artifact)?,
            ArtifactKind::Skill => skill(artifact)?,
            _ => return None,
        };
        let identity = format!("{}:{}", artifact.kind.name(), artifact.name);
        Some(Self { source, id: artifact.id(), identity, path: artifact.path.clone().into(), role })
    }
}

fn capture(artifact: &Artifact) -> Option<Role> {
    // Of a file, not of the artifact: a server's answers may be one artifact or several.
    let (folder, server) = scope::capture(&artifact.files.first()?.path)?;
    let facts = &artifact.facts.tools;
    let tool = |tool: &Tool| Some(Named { name: tool.name.clone(), spot: Spot::new(artifact, &tool.place)? });
    let mut parameters: Vec<String> =
        facts.iter().flat_map(Tool::parameters).map(|parameter| super::plain(parameter.name)).collect();
    parameters.sort_unstable();
    parameters.dedup();
    let tools = facts.iter().filter_map(tool).collect();
    Some(Role::Capture { folder, server, tools, parameters, mentions: mention::mentions(artifact) })
}

fn config(artifact: &Artifact) -> Option<Role> {
    let approved = |launch: &Launch| {
        let of = |pointer: &str| pointer.rsplit_once('/').map(|(list, _)| list.to_owned());
        let entry = launch.place.pointer.as_deref().and_then(of).unwrap_or_default();
        let own = |grant: &&Grant| {
            let pointer = grant.place.pointer.as_deref().unwrap_or_default();
            grant.kind == GrantKind::AutoApprove
                && grant.place.file == launch.place.file
                && !entry.is_empty()
                && pointer.strip_prefix(&entry).is_some_and(|rest| rest.starts_with('/'))
        };
        artifact.facts.grants.iter().filter(own).map(|grant| grant.text.clone()).collect()
    };
    let server = |launch: &Launch| {
        let named = Named { name: launch.name.clone(), spot: Spot::new(artifact, &launch.place)? };
        Some(Server { named, package: scope::package(launch), approved: approved(launch) })
    };
    let servers: Vec<Server> = artifact.facts.launches.iter().filter_map(server).collect();
    (!servers.is_empty()).then(|| Role::Config { level: scope::level(&artifact.path), servers })
}

fn skill(artifact: &Artifact) -> Option<Role> {
    // The name where the front matter gives one; a folder's own name cannot collide.
    let region = artifact.regions.iter().find(|region| region.kind == crate::text::RegionKind::SkillName)?;
    let place = Place { file: region.file, span: region.span(0..region.text.len()), pointer: region.pointer.clone() };
    let name = Named { name: artifact.name.clone(), spot: Spot::new(artifact, &place)? };
    let folder = artifact.path.parent()?.as_str().to_owned();
    Some(Role::Skill { folder, name, digest: artifact.digest })
}
