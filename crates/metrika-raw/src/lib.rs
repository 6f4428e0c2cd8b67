#![doc = include_str!("../README.md")]

#[cfg(feature = "management")]
mod convert;
mod error;
#[cfg(feature = "management")]
mod goal;
mod hooks;
mod metrika;
mod multipart;
mod response;
pub mod transport;
pub mod wire;

/// What the generated code needs. Not for use by hand.
#[doc(hidden)]
pub mod runtime {
    pub use progenitor_client::{ClientInfo, OperationInfo, QueryParam, RequestBuilderExt, encode_path};

    pub use crate::error::Error;
    pub use crate::hooks::ClientHooks;
    pub use crate::response::{ByteStream, ResponseValue};
}

pub use crate::error::{AnswerHead, Error};
#[cfg(feature = "management")]
pub use crate::goal::GoalCondition;
pub use crate::metrika::Metrika;
pub use crate::response::{ByteStream, ResponseValue};
pub use crate::transport::{Transport, TransportError};

// Generated code has its own style: rustfmt leaves it alone, and lints that it cannot heed are allowed here and nowhere else.
#[rustfmt::skip]
#[allow(clippy::all, clippy::unwrap_used, missing_debug_implementations)]
#[allow(rustdoc::invalid_html_tags, rustdoc::broken_intra_doc_links, rustdoc::bare_urls)]
mod generated {
    #[cfg(feature = "management")]
    pub mod management;
    #[cfg(feature = "stat")]
    pub mod stat;
    #[cfg(feature = "logs")]
    pub mod logs;
}

#[cfg(feature = "logs")]
pub use crate::generated::logs;
#[cfg(feature = "management")]
pub use crate::generated::management;
#[cfg(feature = "stat")]
pub use crate::generated::stat;
