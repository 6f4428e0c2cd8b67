//! What may be chosen.

/// How batches are made.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ArrowOptions {
    /// Rows of a batch: 8192.
    pub rows: usize,
    /// Bytes of a batch, more or less, after which it is full although it has fewer rows: 8 MiB.
    pub bytes: usize,
    /// What becomes of texts that are no UTF-8.
    pub text: Text,
    /// Leaves all money as it stands in the log, multiplied by what it is multiplied by.
    pub raw_money: bool,
    /// Names columns `ym:s:visitID`, and not `visitID`.
    pub full_names: bool,
}

impl Default for ArrowOptions {
    fn default() -> Self {
        Self { rows: 8192, bytes: 8 << 20, text: Text::Strict, raw_money: false, full_names: false }
    }
}

/// What becomes of texts that are no UTF-8: nothing says that those of a log are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Text {
    /// An error, which names the place.
    #[default]
    Strict,
    /// � stands for what is none.
    Replace,
    /// They are kept, and columns of text are `Binary`.
    Bytes,
}
