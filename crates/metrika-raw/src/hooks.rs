//! Where the generated code hands its requests over.

use progenitor_client::{ClientInfo, OperationInfo};
use reqwest::Method;
use reqwest::header::{CONTENT_LENGTH, HeaderValue};

use crate::error::Error;
use crate::multipart;
use crate::transport::{Body, Call, Link, Operation, Trail, TransportError};

/// progenitor's hooks, with errors of our own: a generated client calls `pre`, `exec` and `post`, in this order.
#[doc(hidden)]
pub trait ClientHooks<Inner>: ClientInfo<Link> + Sync {
    fn operations(&self) -> &'static [Operation];

    fn pre<E: Send>(
        &self,
        request: &mut reqwest::Request,
        _: &OperationInfo,
    ) -> impl Future<Output = Result<(), Error<E>>> + Send {
        // progenitor sends the version of the spec; the service knows no such header.
        request.headers_mut().remove("api-version");
        // Servers may refuse a POST that does not say how long it is (RFC 9110, section 8.6).
        if request.body().is_none() && matches!(*request.method(), Method::POST | Method::PUT) {
            request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        std::future::ready(Ok(()))
    }

    fn exec(
        &self,
        request: reqwest::Request,
        info: &OperationInfo,
    ) -> impl Future<Output = Result<reqwest::Response, TransportError>> + Send {
        let operation = self.operations().iter().find(|operation| operation.id == info.operation_id);
        async move {
            let operation = operation.ok_or_else(|| TransportError::new("the operation is not in the table"))?;
            let request = match operation.body {
                Body::Multipart => multipart::frame(self.client(), request).await?,
                Body::None | Body::Json => request,
            };
            let mut response = self.inner().send(Call { operation, http: self.client() }, request).await?;
            let trail = Trail { operation: operation.id, reads: operation.reads, attempts: 1 };
            response.extensions_mut().get_or_insert(trail);
            Ok(response)
        }
    }

    fn post<E: Send>(
        &self,
        _: &Result<reqwest::Response, TransportError>,
        _: &OperationInfo,
    ) -> impl Future<Output = Result<(), Error<E>>> + Send {
        std::future::ready(Ok(()))
    }
}

macro_rules! hooks {
    ($($feature:literal $module:ident),*) => {$(
        #[cfg(feature = $feature)]
        impl ClientHooks<Link> for crate::$module::Client {
            fn operations(&self) -> &'static [Operation] {
                crate::$module::OPERATIONS
            }
        }
    )*};
}

hooks!("management" management, "stat" stat, "logs" logs);
