//! What files of a folder are.

use serde::{Deserialize, Serialize};

/// What the files of a folder are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Format {
    /// The lines as the service sends them, each file with its header. ClickHouse reads it as `TSVWithNames`.
    Tsv,
    /// The same, compressed by gzip.
    TsvGz,
    /// Parquet with types, compressed by zstd, its rows in groups of bounded size. See [`arrow`](crate::logs::arrow) for types, names and metadata.
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Default for Format {
    fn default() -> Self {
        #[cfg(feature = "parquet")]
        return Self::Parquet;
        #[cfg(not(feature = "parquet"))]
        return Self::Tsv;
    }
}

impl Format {
    /// How names of files end.
    pub(super) fn ending(self) -> &'static str {
        match self {
            Self::Tsv => "tsv",
            Self::TsvGz => "tsv.gz",
            #[cfg(feature = "parquet")]
            Self::Parquet => "parquet",
        }
    }
}
