//! Where tokens are kept between two runs of a program.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::{TokenSet, refusal};
use crate::auth::Pending;
use crate::error::{Error, Result};

/// Keeps tokens between two runs of a program. [`TokenFile`] is one; a vault or a database may be another.
pub trait TokenStore: fmt::Debug + Send + Sync + 'static {
    /// What is kept; `None` if there is nothing yet. Errors are best made with [`Error::token`].
    fn load(&self) -> Pending<'_, Option<TokenSet>>;

    /// Keeps these instead, all or nothing.
    fn save<'a>(&'a self, tokens: &'a TokenSet) -> Pending<'a, ()>;
}

/// Keeps tokens in a file, as JSON, for its owner alone.
///
/// - A new one takes the place of the old in one step, so that nobody ever reads half of it, and a crash leaves one or the other.
///   It is written beside the old one first: the folder must exist, and be one that may be written to. A symbolic link is replaced,
///   not followed.
/// - On Unix only the owner may read and write it (`0600`), from the first byte on. A file whose rights are wider is not read: an
///   error says so, since whoever could read it has the token. Elsewhere the rights are those of the folder, and nothing is
///   checked.
///
/// As a [`TokenStore`] it needs a runtime of Tokio, and reads and writes on a thread for such work. Its own [`load`](Self::load) and
/// [`save`](Self::save) do so where they are called.
///
/// ```
/// use metrika::auth::Token;
/// use metrika::auth::oauth::{TokenFile, TokenSet};
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("token.json");
/// let file = TokenFile::new(path);
/// assert_eq!(file.load()?, None);
/// let tokens = TokenSet::new(Token::new("y0_...")?);
/// file.save(&tokens)?;
/// assert_eq!(file.load()?, Some(tokens));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct TokenFile {
    path: PathBuf,
}

impl TokenFile {
    /// A file, which need not be there yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is in it; `None` if it is not there.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Token`](crate::ErrorKind::Token) if others may read it, if it cannot be read, or if it holds something else.
    pub fn load(&self) -> Result<Option<TokenSet>> {
        let mut file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.failed(&error)),
        };
        // Of the file that is open, not of what may be in its place by now.
        if let Some(mode) = open_to_others(&file).map_err(|error| self.failed(&error))? {
            let mut error = self.failed(&format_args!("others may read or write it (mode {mode:04o})"));
            error.inner_mut().advice = Some(refusal::OPEN_FILE);
            return Err(error);
        }
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(|error| self.failed(&error))?;
        // The words of serde may repeat a value.
        let unread = |error: serde_json::Error| {
            self.failed(&format_args!("it holds no tokens (line {}, column {})", error.line(), error.column()))
        };
        serde_json::from_str(&text).map(Some).map_err(unread)
    }

    /// Writes the tokens.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Token`](crate::ErrorKind::Token) if it cannot be written; then what was there is there still.
    pub fn save(&self, tokens: &TokenSet) -> Result<()> {
        self.write(tokens).map_err(|error| self.failed(&error))
    }

    fn write(&self, tokens: &TokenSet) -> io::Result<()> {
        let folder = match self.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let mut file = private(&mut tempfile::Builder::new()).prefix(".metrika-token-").tempfile_in(folder)?;
        let mut text = serde_json::to_vec_pretty(tokens)?;
        text.push(b'\n');
        file.write_all(&text)?;
        file.as_file().sync_all()?;
        file.persist(&self.path)?;
        // So that the new name outlives a crash too. Not every system can do that for a folder.
        if let Ok(folder) = File::open(folder) {
            let _ = folder.sync_all();
        }
        Ok(())
    }

    fn failed(&self, reason: &dyn fmt::Display) -> Error {
        Error::token(format!("{}: {reason}", self.path.display()))
    }
}

impl TokenStore for TokenFile {
    fn load(&self) -> Pending<'_, Option<TokenSet>> {
        let file = self.clone();
        aside(move || file.load())
    }

    fn save<'a>(&'a self, tokens: &'a TokenSet) -> Pending<'a, ()> {
        let (file, tokens) = (self.clone(), tokens.clone());
        aside(move || file.save(&tokens))
    }
}

/// Files keep a thread waiting: not one of those that calls run on.
fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Pending<'static, T> {
    let work = tokio::task::spawn_blocking(work);
    Box::pin(async { work.await.unwrap_or_else(|error| Err(Error::token(error))) })
}

#[cfg(unix)]
fn private<'a, 'b, 'c>(builder: &'c mut tempfile::Builder<'a, 'b>) -> &'c mut tempfile::Builder<'a, 'b> {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(std::fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn private<'a, 'b, 'c>(builder: &'c mut tempfile::Builder<'a, 'b>) -> &'c mut tempfile::Builder<'a, 'b> {
    builder
}

/// The rights of the file, if others than its owner have any.
#[cfg(unix)]
fn open_to_others(file: &File) -> io::Result<Option<u32>> {
    use std::os::unix::fs::PermissionsExt;
    let mode = file.metadata()?.permissions().mode() & 0o777;
    Ok(Some(mode).filter(|mode| mode & 0o077 != 0))
}

#[cfg(not(unix))]
fn open_to_others(_: &File) -> io::Result<Option<u32>> {
    Ok(None)
}
