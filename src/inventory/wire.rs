//! Joins what different readers found: a configuration that starts a program of the project with the server that it is.

use camino::{Utf8Path, Utf8PathBuf};

use super::facts::{Program, program_of};
use super::{Builder, Detail, Edge, Evidence, Id, Kind, Relation};

/// Links connections to the servers of the project that they start.
pub(super) fn programs(builder: &mut Builder) {
    let mut servers: Vec<(Utf8PathBuf, Id)> = Vec::new();
    let mut started: Vec<(Id, Program, Evidence)> = Vec::new();
    for component in builder.components() {
        match &component.detail {
            Detail::McpServer(_) if component.purl.is_none() => {
                servers
                    .extend(component.evidence.iter().map(|seen| (seen.location.path.clone(), component.id.clone())));
            }
            Detail::Connection(connection) => {
                let command = connection.command.as_deref().unwrap_or_default();
                let program = program_of(command, connection.arguments.iter().map(String::as_str));
                let seen = component.evidence.first().cloned();
                started.extend(program.zip(seen).map(|(program, seen)| (component.id.clone(), program, seen)));
            }
            _ => {}
        }
    }
    for (connection, program, seen) in started {
        let path = match program {
            Program::File(path) => path.trim_start_matches("./").to_owned(),
            Program::Module(module) => format!("{}.py", module.replace('.', "/")),
        };
        let folder = seen.location.path.parent().unwrap_or(Utf8Path::new(""));
        let beside = folder.join(&path);
        let ends = |known: &Utf8Path| {
            known == beside || known.as_str().strip_suffix(path.as_str()).is_some_and(|rest| rest.ends_with('/'))
        };
        if let Some((_, server)) =
            servers.iter().find(|(known, id)| ends(known) && id.as_str().starts_with(Kind::McpServer.name()))
        {
            builder.link(Edge::new(connection, Relation::Starts, server.clone()).seen(seen));
        }
    }
}
