//! What was seen of histories before: by the store here, and by the lock that a team commits.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;

use super::store::StoreDir;
use super::{Error, Io, pins};
use crate::digest::Digest;
use crate::lock::{Head, Lock};
use crate::policy::{Evidence, Trust};
use crate::promotion::{self, History, Memory};
use crate::source;
use crate::store::Layout;

#[derive(Debug, Args)]
pub(super) struct SeenArgs {
    #[command(flatten)]
    pub(super) store: StoreDir,

    /// The lock that remembers how far histories went.
    #[arg(long, value_name = "FILE", default_value = pins::LOCK, help_heading = "Store")]
    lock: PathBuf,
}

/// What is remembered of histories.
pub(super) struct Seen {
    memory: Option<Memory>,
    lock: Option<(PathBuf, Lock)>,
}

impl SeenArgs {
    /// Reads what is remembered. Where there is no store or no lock, nobody remembers.
    pub(super) fn read(&self, io: &Io<'_>) -> Result<Seen, Error> {
        let memory = if self.has_store(io) { Some(Memory::read(&self.store.path(io))?) } else { None };
        let lock = match pins::read(&self.lock, io) {
            Ok(lock) => Some((self.lock.clone(), lock)),
            Err(Error::Source(source::Error::NotFound { .. })) => None,
            Err(error) => return Err(error),
        };
        Ok(Seen { memory, lock })
    }

    /// The store here, where there is one.
    pub(super) fn layout(&self, io: &Io<'_>) -> Result<Option<Layout>, Error> {
        if !self.has_store(io) {
            return Ok(None);
        }
        Ok(Some(Layout::open(self.store.path(io))?))
    }

    fn has_store(&self, io: &Io<'_>) -> bool {
        self.store.path(io).join("oci-layout").is_file()
    }
}

impl Seen {
    /// The links of a history that were there before.
    fn links(&self, subject: Digest, resource: &str) -> BTreeSet<Digest> {
        let memory = self.memory.iter().map(|memory| memory.links(subject, resource));
        let lock = self.lock.iter().map(|(_, lock)| lock.remembered(subject, resource));
        memory.chain(lock).flatten().collect()
    }

    /// Walks the history of an artifact with what is remembered of it.
    pub(super) fn history(&self, subject: Digest, resource: &str, evidence: Evidence, trust: &Trust<'_>) -> History {
        promotion::history(subject, resource, evidence, trust, &self.links(subject, resource))
    }

    /// Keeps in mind how far a history goes, so that a shorter one is noticed. A lock that is there keeps it, too.
    pub(super) fn remember(&mut self, head: Head, io: &Io<'_>) -> Result<(), Error> {
        self.note(head.clone())?;
        if let Some((path, lock)) = &mut self.lock
            && head.remember(&mut lock.heads)
        {
            source::write_atomic(&io.folder.join(path), lock.write().as_bytes())?;
        }
        Ok(())
    }

    /// Keeps in mind what was merely looked at: in the store alone, since nobody commits what `status` says.
    pub(super) fn note(&mut self, head: Head) -> Result<(), Error> {
        match &mut self.memory {
            Some(memory) => Ok(memory.remember(head)?),
            None => Ok(()),
        }
    }
}
