//! Where a folder is.

use std::fmt;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, ErrorKind, Result};

/// A folder of this machine, or of an object store. Paths are relative to it, with `/`.
#[derive(Debug, Clone)]
pub(super) enum Store {
    /// With the lock, once it is held.
    Local(PathBuf, Option<Arc<File>>),
    #[cfg(feature = "object-store")]
    Objects(super::objects::Objects),
}

const LOCK: &str = "_lock";

impl Store {
    /// The same folder for one export, which keeps others out as long as anything of it is at work.
    pub async fn open(&self) -> Result<Self> {
        match self {
            Self::Local(root, _) => {
                let path = root.clone();
                let lock = self.blocking(move || {
                    fs::create_dir_all(&path)?;
                    let file = File::create(path.join(LOCK))?;
                    match file.try_lock() {
                        Ok(()) => Ok(Some(file)),
                        Err(fs::TryLockError::WouldBlock) => Ok(None),
                        Err(fs::TryLockError::Error(error)) => Err(error),
                    }
                });
                match lock.await? {
                    Some(file) => Ok(Self::Local(root.clone(), Some(Arc::new(file)))),
                    None => {
                        let message = format!(
                            "another export is writing to the folder {self}, or is being given up: one at a time"
                        );
                        Err(Error::new(ErrorKind::Storage, message))
                    }
                }
            }
            #[cfg(feature = "object-store")]
            // Conditional writes of the manifest do it.
            Self::Objects(objects) => Ok(Self::Objects(objects.alone())),
        }
    }

    /// All of a file, if there is one.
    pub async fn read(&self, path: &str) -> Result<Option<Vec<u8>>> {
        match self {
            Self::Local(root, _) => {
                let path = root.join(path);
                self.blocking(move || optional(fs::read(path))).await
            }
            #[cfg(feature = "object-store")]
            Self::Objects(objects) => objects.read(path).await,
        }
    }

    /// Puts this in place of a file, at one stroke.
    pub async fn replace(&self, path: &str, bytes: Vec<u8>) -> Result<()> {
        match self {
            Self::Local(root, _) => {
                let mut file = self.workshop(None).map_err(|error| self.broken(error))?;
                let path = root.join(path);
                self.blocking(move || {
                    io::Write::write_all(&mut file, &bytes)?;
                    persist(file, &path)
                })
                .await
            }
            #[cfg(feature = "object-store")]
            Self::Objects(objects) => objects.replace(path, bytes).await,
        }
    }

    /// Where files are made that are to be put here: on the same disk, if it is one.
    pub fn workshop(&self, spool: Option<&Path>) -> io::Result<tempfile::NamedTempFile> {
        let mut builder = tempfile::Builder::new();
        builder.prefix("_new-");
        // Others are to read what is made, as far as the mask of the process lets them.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        match (self, spool) {
            (Self::Local(root, _), _) => {
                let staging = root.join(super::manifest::STAGING);
                fs::create_dir_all(&staging)?;
                builder.tempfile_in(staging)
            }
            #[cfg(feature = "object-store")]
            (Self::Objects(_), Some(spool)) => builder.tempfile_in(spool),
            #[cfg(feature = "object-store")]
            (Self::Objects(_), None) => builder.tempfile(),
        }
    }

    /// Puts a file here, whole.
    pub async fn put(&self, path: &str, file: tempfile::NamedTempFile) -> Result<()> {
        match self {
            Self::Local(root, _) => {
                let path = root.join(path);
                self.blocking(move || {
                    if let Some(folder) = path.parent() {
                        fs::create_dir_all(folder)?;
                    }
                    persist(file, &path)
                })
                .await
            }
            #[cfg(feature = "object-store")]
            Self::Objects(objects) => objects.put(path, file).await,
        }
    }

    /// Moves a file. One that is there already, and no longer here, was moved before.
    pub async fn rename(&self, from: &str, to: &str) -> Result<()> {
        match self {
            Self::Local(root, _) => {
                let (from, to) = (root.join(from), root.join(to));
                self.blocking(move || {
                    if let Some(folder) = to.parent() {
                        fs::create_dir_all(folder)?;
                    }
                    match fs::rename(&from, &to) {
                        Err(error) if error.kind() == io::ErrorKind::NotFound && to.exists() => Ok(()),
                        moved => moved,
                    }?;
                    to.parent().map_or(Ok(()), lasts)?;
                    if let Some(folder) = from.parent() {
                        // One that is not empty stays.
                        let _ = fs::remove_dir(folder);
                    }
                    Ok(())
                })
                .await
            }
            #[cfg(feature = "object-store")]
            Self::Objects(objects) => objects.rename(from, to).await,
        }
    }

    /// Deletes a file, if there is one, and its folder if it was the last.
    pub async fn delete(&self, path: &str) -> Result<()> {
        match self {
            Self::Local(root, _) => {
                let path = root.join(path);
                self.blocking(move || {
                    optional(fs::remove_file(&path))?;
                    if let Some(folder) = path.parent() {
                        // One that is not empty stays.
                        let _ = fs::remove_dir(folder);
                    }
                    Ok(())
                })
                .await
            }
            #[cfg(feature = "object-store")]
            Self::Objects(objects) => objects.delete(path).await,
        }
    }

    /// The sizes of all files below a folder.
    pub async fn list(&self, folder: &str) -> Result<Vec<(String, u64)>> {
        match self {
            Self::Local(root, _) => {
                let (root, folder) = (root.clone(), folder.trim_end_matches('/').to_owned());
                self.blocking(move || {
                    let mut files = Vec::new();
                    let mut folders = vec![folder];
                    while let Some(folder) = folders.pop() {
                        let Some(entries) = optional(fs::read_dir(root.join(&folder)))? else { continue };
                        for entry in entries {
                            let entry = entry?;
                            let name = entry.file_name().to_string_lossy().into_owned();
                            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
                            if entry.file_type()?.is_dir() {
                                folders.push(path)
                            } else {
                                files.push((path, entry.metadata()?.len()))
                            }
                        }
                    }
                    Ok(files)
                })
                .await
            }
            #[cfg(feature = "object-store")]
            Self::Objects(objects) => objects.list(folder).await,
        }
    }

    fn lock(&self) -> Option<Arc<File>> {
        match self {
            Self::Local(_, lock) => lock.clone(),
            #[cfg(feature = "object-store")]
            Self::Objects(_) => None,
        }
    }

    /// Runs what blocks on a thread for that.
    async fn blocking<T: Send + 'static>(&self, work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T> {
        let lock = self.lock();
        let done = tokio::task::spawn_blocking(move || {
            // It goes on if nobody waits any more.
            let _lock = lock;
            work()
        });
        let done = done.await;
        done.map_err(io::Error::other).and_then(|done| done).map_err(|error| self.broken(error))
    }

    fn broken(&self, error: io::Error) -> Error {
        Error::new(ErrorKind::Storage, format!("the folder {self}: {error}")).with_source(error)
    }
}

/// Makes a file last, and puts it where it belongs.
fn persist(file: tempfile::NamedTempFile, path: &Path) -> io::Result<()> {
    file.as_file().sync_all()?;
    file.persist(path)?;
    path.parent().map_or(Ok(()), lasts)
}

/// Makes the names of a folder last: else a power cut may lose them.
fn lasts(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn optional<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

impl fmt::Display for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local(root, _) => root.display().fmt(f),
            #[cfg(feature = "object-store")]
            Self::Objects(objects) => objects.fmt(f),
        }
    }
}
