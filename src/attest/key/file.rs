//! Key files: private ones are for their owner alone.

use std::io::{Read as _, Write as _};
use std::path::Path;

use zeroize::Zeroizing;

use super::{KeyError, NewKey, SigningKey};

/// Bytes of a key file, at most.
const MAX_FILE: u64 = 64 << 10;

impl SigningKey {
    /// Reads a private key file, unless others can read it, too.
    pub fn read(path: &Path, passphrase: impl FnOnce() -> Option<Zeroizing<String>>) -> Result<Self, KeyError> {
        let fail = |source| KeyError::Read { path: path.to_owned(), source };
        let file = std::fs::File::open(path).map_err(fail)?;
        // Of the open file, so that nobody can swap it between the question and the reading.
        private(path, &file.metadata().map_err(fail)?)?;
        let mut text = Zeroizing::new(String::new());
        file.take(MAX_FILE).read_to_string(&mut text).map_err(fail)?;
        Self::from_pem(&text, passphrase)
    }
}

impl NewKey {
    /// Writes the pair; existing files are never touched.
    pub fn write(&self, private: &Path, public: &Path) -> Result<(), KeyError> {
        if public.exists() {
            return Err(KeyError::Exists { path: public.to_owned() });
        }
        create(private, self.private.as_bytes(), 0o600)?;
        let written = create(public, self.public.to_pem().as_bytes(), 0o644);
        if written.is_err() {
            // Half a pair is none; the error that matters is the first.
            let _ = std::fs::remove_file(private);
        }
        written
    }
}

fn create(path: &Path, bytes: &[u8], mode: u32) -> Result<(), KeyError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    let mut file = options.open(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::AlreadyExists => KeyError::Exists { path: path.to_owned() },
        _ => KeyError::Write { path: path.to_owned(), source },
    })?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(|source| KeyError::Write { path: path.to_owned(), source })
}

#[cfg(unix)]
fn private(path: &Path, metadata: &std::fs::Metadata) -> Result<(), KeyError> {
    let mode = std::os::unix::fs::MetadataExt::mode(metadata) & 0o7777;
    // A pipe, as of a shell's `<(…)`, belongs to the process.
    if metadata.is_file() && mode & 0o077 != 0 {
        return Err(KeyError::Exposed { path: path.to_owned(), mode });
    }
    Ok(())
}

#[cfg(not(unix))]
fn private(_: &Path, _: &std::fs::Metadata) -> Result<(), KeyError> {
    Ok(())
}
