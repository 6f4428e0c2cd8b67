//! The rows of files, by kind.
