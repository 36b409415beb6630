//! What a layout is after the power was cut, at every write and for every way in which a disk may have lost the rest.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::rc::Rc;

use super::disk::Disk;
use super::manifest::EMPTY_BYTES;
use super::{Annotations, Descriptor, EMPTY, Error, Layout, Manifest, Store as _, attach, collect_garbage, evidence};
use crate::digest::Digest;

/// What the disk made of that which nobody had it make durable.
#[derive(Debug, Clone, Copy)]
enum Loss {
    /// Neither names nor bytes.
    All,
    /// Names were written, of the bytes only the first half.
    Half,
    /// Names were written, the bytes are zeros: a file system that allocates late.
    Zeros,
    /// Bytes were written, names were not.
    Names,
    /// Everything got through.
    Nothing,
}

const LOSSES: [Loss; 5] = [Loss::All, Loss::Half, Loss::Zeros, Loss::Names, Loss::Nothing];

#[derive(Debug, Clone, Default)]
struct File {
    bytes: Vec<u8>,
    durable: Option<Vec<u8>>,
}

#[derive(Debug, Default)]
struct State {
    files: Vec<File>,
    names: BTreeMap<String, usize>,
    durable_names: BTreeMap<String, usize>,
    /// Writing steps until the power is cut.
    left: Option<usize>,
    steps: usize,
}

/// A disk in memory whose power can be cut.
#[derive(Debug, Clone, Default)]
struct Fragile(Rc<RefCell<State>>);

impl Fragile {
    /// The same disk with power for `steps` more steps.
    fn with_power_for(steps: usize) -> Self {
        let disk = Self::default();
        disk.0.borrow_mut().left = Some(steps);
        disk
    }

    /// What is found when the power is back.
    fn after(&self, loss: Loss) -> Self {
        let state = self.0.borrow();
        let names = if matches!(loss, Loss::All | Loss::Names) { &state.durable_names } else { &state.names };
        let files = state.files.iter().map(|file| {
            let bytes = match (&file.durable, loss) {
                (_, Loss::Nothing | Loss::Names) => file.bytes.clone(),
                (Some(durable), _) if *durable == file.bytes => durable.clone(),
                (durable, Loss::All) => durable.clone().unwrap_or_default(),
                (_, Loss::Zeros) => vec![0; file.bytes.len()],
                (_, Loss::Half) => file.bytes[..file.bytes.len() / 2].to_vec(),
            };
            File { durable: Some(bytes.clone()), bytes }
        });
        let state =
            State { files: files.collect(), names: names.clone(), durable_names: names.clone(), left: None, steps: 0 };
        Self(Rc::new(RefCell::new(state)))
    }

    fn steps(&self) -> usize {
        self.0.borrow().steps
    }

    /// Takes a step, or says that there is no power for it.
    fn step(&self) -> io::Result<()> {
        let mut state = self.0.borrow_mut();
        state.steps += 1;
        match &mut state.left {
            Some(0) => Err(io::Error::other("the power is cut")),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn id(&self, path: &str) -> io::Result<usize> {
        self.0.borrow().names.get(path).copied().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

impl Disk for Fragile {
    type Lock = ();

    fn lock(&self) -> io::Result<()> {
        Ok(())
    }

    fn make_folder(&self, _: &str) -> io::Result<()> {
        self.step()
    }

    fn read(&self, path: &str, limit: u64) -> io::Result<Option<Vec<u8>>> {
        let state = self.0.borrow();
        let file = state.names.get(path).map(|id| &state.files[*id].bytes);
        Ok(file.map(|bytes| bytes.iter().copied().take(usize::try_from(limit + 1).unwrap()).collect()))
    }

    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let power = self.step();
        let mut state = self.0.borrow_mut();
        let known = state.names.get(path).copied();
        let id = known.unwrap_or(state.files.len());
        if known.is_none() {
            state.files.push(File::default());
            state.names.insert(path.to_owned(), id);
        }
        // A write that the cut interrupts gets through in part.
        let written = if power.is_ok() { bytes } else { &bytes[..bytes.len() / 2] };
        state.files[id].bytes = written.to_vec();
        power
    }

    fn sync(&self, path: &str) -> io::Result<()> {
        self.step()?;
        let id = self.id(path)?;
        let file = &mut self.0.borrow_mut().files[id];
        file.durable = Some(file.bytes.clone());
        Ok(())
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.step()?;
        let id = self.id(from)?;
        let names = &mut self.0.borrow_mut().names;
        names.remove(from);
        names.insert(to.to_owned(), id);
        Ok(())
    }

    fn sync_folder(&self, path: &str) -> io::Result<()> {
        self.step()?;
        let state = &mut *self.0.borrow_mut();
        state.durable_names.retain(|name, _| folder_of(name) != path);
        let names = state.names.iter().filter(|(name, _)| folder_of(name) == path);
        state.durable_names.extend(names.map(|(name, id)| (name.clone(), *id)));
        Ok(())
    }

    fn list(&self, path: &str) -> io::Result<Vec<(String, u64)>> {
        let state = self.0.borrow();
        let names = state.names.iter().filter(|(name, _)| folder_of(name) == path);
        let size = |id: &usize| state.files[*id].bytes.len() as u64;
        Ok(names.map(|(name, id)| (name.rsplit('/').next().unwrap().to_owned(), size(id))).collect())
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        self.step()?;
        self.0.borrow_mut().names.remove(path);
        Ok(())
    }

    fn path(&self, path: &str) -> PathBuf {
        path.into()
    }
}

const STATEMENT: &str = "application/vnd.example.statement";

/// What was promised to be there.
#[derive(Debug, Default)]
struct Promised {
    artifact: Option<Digest>,
    tag: Option<Digest>,
    statements: Vec<Vec<u8>>,
}

fn pack(layout: &Layout<Fragile>, content: &[u8]) -> Result<Digest, Error> {
    layout.put_blob(EMPTY_BYTES)?;
    layout.put_blob(content)?;
    let config = Descriptor::of(EMPTY, EMPTY_BYTES);
    let manifest = Manifest::new("text/plain", config, vec![Descriptor::of("text/plain", content)]);
    layout.put_manifest(&manifest.to_bytes()?)
}

/// What a team does with a store, until the power goes.
fn work(disk: Fragile, promised: &mut Promised) -> Result<(), Error> {
    let layout = Layout::on(disk)?;
    let artifact = pack(&layout, b"first")?;
    promised.artifact = Some(artifact);
    layout.tag("kit", artifact)?;
    promised.tag = Some(artifact);
    for text in ["one", "two"] {
        let statement = format!("statement {text}").into_bytes();
        attach(&layout, artifact, STATEMENT, &statement, Annotations::new())?;
        promised.statements.push(statement);
    }
    let second = pack(&layout, b"second")?;
    promised.tag = None;
    layout.tag("kit", second)?;
    promised.tag = Some(second);
    layout.put_blob(b"belongs to nothing")?;
    collect_garbage(&layout, true)?;
    let last = b"statement three".to_vec();
    attach(&layout, artifact, STATEMENT, &last, Annotations::new())?;
    promised.statements.push(last);
    Ok(())
}

/// Whether all that was promised is there, and nothing is there by halves.
fn check(disk: &Fragile, promised: &Promised) {
    let layout = Layout::on(disk.clone()).expect("a layout opens after a power cut");
    for listed in layout.list().expect("whatever is listed is there") {
        for blob in listed.manifest.blobs() {
            layout.blob(blob, u64::MAX).expect("a manifest that is listed has all of its blobs");
        }
    }
    let Some(artifact) = promised.artifact else { return };
    let found = evidence(&layout, artifact).unwrap();
    assert!(found.unread.is_empty(), "{:?}", found.unread);
    let mut statements: Vec<Vec<u8>> = Vec::new();
    for evidence in &found.evidence {
        let layer = evidence.manifest.layers.first().unwrap();
        statements.push(layout.blob(layer, u64::MAX).unwrap());
    }
    for statement in &promised.statements {
        assert!(statements.contains(statement), "a statement that was kept is lost");
    }
    if let Some(tagged) = promised.tag {
        let now = layout.resolve("kit").unwrap().expect("a tag that was set stays");
        assert!(now == tagged || layout.manifest(now).unwrap().is_some());
    }
}

#[test]
fn no_power_cut_loses_a_statement_or_leaves_half_of_one() {
    let whole = Fragile::default();
    work(whole.clone(), &mut Promised::default()).unwrap();
    let steps = whole.steps();
    assert!(steps > 60, "{steps}");
    for cut in 0..steps {
        let disk = Fragile::with_power_for(cut);
        let mut promised = Promised::default();
        work(disk.clone(), &mut promised).expect_err("the power goes before the work is done");
        for loss in LOSSES {
            let after = disk.after(loss);
            check(&after, &promised);
            // The work is done again, on what is left.
            let mut again = Promised::default();
            work(after.clone(), &mut again).unwrap_or_else(|error| panic!("cut {cut}, {loss:?}: {error}"));
            check(&after, &again);
            assert_eq!(again.statements.len(), 3);
        }
    }
}

#[test]
fn a_disk_that_lies_about_its_bytes_is_noticed() {
    let disk = Fragile::default();
    let mut promised = Promised::default();
    work(disk.clone(), &mut promised).unwrap();
    let layout = Layout::on(disk.clone()).unwrap();
    let artifact = promised.artifact.unwrap();
    let digest = evidence(&layout, artifact).unwrap().evidence[0].digest;
    let id = disk.id(&super::layout::blob_path(digest)).unwrap();
    disk.0.borrow_mut().files[id].bytes[10] ^= 1;
    let found = evidence(&layout, artifact).unwrap();
    assert_eq!((found.evidence.len(), found.unread.len()), (2, 1));
    assert!(matches!(layout.list(), Err(Error::Digest { .. })));
}
