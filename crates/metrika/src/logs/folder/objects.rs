//! A folder of an object store.

use std::collections::HashMap;
use std::fmt;
use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload, UpdateVersion, WriteMultipart};

use crate::error::{Error, ErrorKind, Result};

/// Bytes that are sent at a time.
const PIECE: usize = 8 << 20;
/// Pieces that are under way at a time.
const AT_ONCE: usize = 2;

#[derive(Clone)]
pub(in crate::logs::folder) struct Objects {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
    /// Which versions of objects are there, as far as it is known.
    versions: Arc<Mutex<HashMap<String, UpdateVersion>>>,
}

impl Objects {
    pub fn new(store: Arc<dyn ObjectStore>, prefix: Path) -> Self {
        Self { store, prefix, versions: Arc::default() }
    }

    pub fn alone(&self) -> Self {
        Self::new(Arc::clone(&self.store), self.prefix.clone())
    }

    fn at(&self, path: &str) -> Path {
        path.split('/').filter(|part| !part.is_empty()).fold(self.prefix.clone(), |path, part| path.join(part))
    }

    fn broken(&self, error: object_store::Error) -> Error {
        Error::new(ErrorKind::Storage, format!("the folder {self}: {error}")).with_source(error)
    }

    fn versions(&self) -> std::sync::MutexGuard<'_, HashMap<String, UpdateVersion>> {
        self.versions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads an object whose next version is to follow this one.
    pub async fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        self.versions().remove(path);
        match self.store.get(&self.at(path)).await {
            Ok(found) => {
                let version = UpdateVersion { e_tag: found.meta.e_tag.clone(), version: found.meta.version.clone() };
                let bytes = found.bytes().await.map_err(|error| self.broken(error))?;
                self.versions().insert(path.to_owned(), version);
                Ok(Some(bytes.to_vec()))
            }
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(self.broken(error)),
        }
    }

    /// Writes an object that nobody else has written since it was read.
    pub async fn replace(&self, path: &str, bytes: Vec<u8>) -> Result<()> {
        let version = self.versions().get(path).cloned();
        let mode = version.map_or(PutMode::Create, PutMode::Update);
        let at = self.at(path);
        let put = |mode| {
            let options = PutOptions { mode, ..PutOptions::default() };
            self.store.put_opts(&at, PutPayload::from(bytes.clone()), options)
        };
        let put = match put(mode).await {
            // A store that does not know conditions.
            Err(object_store::Error::NotImplemented { .. } | object_store::Error::NotSupported { .. }) => {
                put(PutMode::Overwrite).await
            }
            Err(object_store::Error::Precondition { .. } | object_store::Error::AlreadyExists { .. }) => {
                let message = format!("another export is writing to the folder {self}: one at a time");
                return Err(Error::new(ErrorKind::Storage, message));
            }
            done => done,
        };
        let put = put.map_err(|error| self.broken(error))?;
        self.versions().insert(path.to_owned(), UpdateVersion { e_tag: put.e_tag, version: put.version });
        Ok(())
    }

    /// Uploads a file in pieces; it is there when the last one is.
    pub async fn put(&self, path: &str, file: tempfile::NamedTempFile) -> Result<()> {
        let unread = |error: std::io::Error| {
            Error::new(ErrorKind::Storage, format!("a file for {self} could not be read: {error}")).with_source(error)
        };
        let upload = self.store.put_multipart(&self.at(path)).await.map_err(|error| self.broken(error))?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, PIECE);
        let mut file = file.reopen().map_err(unread)?;
        loop {
            let mut piece = Vec::with_capacity(PIECE);
            let read = std::io::Read::by_ref(&mut file).take(PIECE as u64).read_to_end(&mut piece);
            match read {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => {
                    let _ = upload.abort().await;
                    return Err(unread(error));
                }
            }
            upload.wait_for_capacity(AT_ONCE).await.map_err(|error| self.broken(error))?;
            upload.put(piece.into());
        }
        upload.finish().await.map_err(|error| self.broken(error))?;
        Ok(())
    }

    pub async fn rename(&self, from: &str, to: &str) -> Result<()> {
        let (from, to) = (self.at(from), self.at(to));
        match self.store.copy(&from, &to).await {
            Err(object_store::Error::NotFound { .. }) if self.store.head(&to).await.is_ok() => return Ok(()),
            copied => copied.map_err(|error| self.broken(error))?,
        }
        self.forget(&from).await
    }

    pub async fn delete(&self, path: &str) -> Result<()> {
        self.forget(&self.at(path)).await
    }

    async fn forget(&self, path: &Path) -> Result<()> {
        match self.store.delete(path).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.broken(error)),
        }
    }

    pub async fn list(&self, folder: &str) -> Result<Vec<(String, u64)>> {
        let objects: Vec<_> =
            self.store.list(Some(&self.at(folder))).try_collect().await.map_err(|error| self.broken(error))?;
        let relative = |path: &Path| {
            let parts = path.prefix_match(&self.prefix)?;
            Some(parts.map(|part| part.as_ref().to_owned()).collect::<Vec<_>>().join("/"))
        };
        Ok(objects.iter().filter_map(|object| Some((relative(&object.location)?, object.size))).collect())
    }
}

impl fmt::Display for Objects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.prefix, self.store)
    }
}

impl fmt::Debug for Objects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
