#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

pub mod auth;
mod client;
pub mod clock;
mod diagnose;
mod error;
mod ids;
pub mod import;
pub mod logs;
pub mod management;
pub mod measurement;
pub mod models;
mod page;
pub mod policy;
pub mod reports;
mod rows;
mod transport;

pub use client::{BASE_URL_VARIABLE, CallOptions, Client, ClientBuilder, MEASUREMENT_URL_VARIABLE, RequestBuilder};
pub use diagnose::{Cause, Diagnosis};
pub use error::{Error, ErrorItem, ErrorKind, Language, Result};
pub use ids::{
    AccessFilterId, ChartAnnotationId, CloudExportId, CounterId, FilterId, GoalId, LabelId, LogRequestId, OperationId,
    SegmentId, UploadingId, UserId,
};
pub use page::Page;
pub use policy::{Quota, RetryPolicy, Timeouts};

/// The generated client, as [`Client::raw`] gives it.
pub use metrika_raw as raw;
