//! Keeping secrets that requests and answers hold out of errors.

use bytes::Bytes;

use super::{Error, StdError};

/// What stands in the place of a secret.
const HIDDEN: &str = "***";

impl Error {
    /// Without what the service answered, if that was not a refusal: it may hold a secret that nobody knows yet. The cause goes as well,
    /// as the words of a decoder quote what they could not read.
    pub(crate) fn without_good_answer(mut self) -> Self {
        if self.0.status.is_some_and(|status| status < 400) {
            self.0.body = None;
            self.0.source = None;
        }
        self
    }

    /// Without this secret, which was sent and may have come back.
    pub(crate) fn hiding(mut self, secret: &str) -> Self {
        if secret.is_empty() {
            return self;
        }
        let inner = &mut *self.0;
        let hide = |text: &mut String| {
            if text.contains(secret) {
                *text = text.replace(secret, HIDDEN);
            }
        };
        if inner.message.contains(secret) {
            inner.message = inner.message.replace(secret, HIDDEN).into();
        }
        inner.summary.iter_mut().chain(&mut inner.path).for_each(hide);
        for item in &mut inner.items {
            [&mut item.error_type, &mut item.message, &mut item.location].into_iter().flatten().for_each(hide);
        }
        if let Some(body) = &inner.body {
            let text = String::from_utf8_lossy(body);
            if text.contains(secret) {
                inner.body = Some(Bytes::from(text.replace(secret, HIDDEN)));
            }
        }
        if inner.source.as_deref().is_some_and(|source| tells(source, secret)) {
            inner.source = None;
        }
        self
    }
}

/// Whether the error or one of its causes has the secret in its words.
fn tells(error: &(dyn StdError + 'static), secret: &str) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.to_string().contains(secret) || format!("{error:?}").contains(secret) {
            return true;
        }
        next = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::{ErrorItem, ErrorKind};
    use super::*;

    fn told() -> Error {
        let mut error = Error::new(ErrorKind::Other, "about s3cret").with_source(std::io::Error::other("s3cret"));
        let inner = error.inner_mut();
        let word = || Some("s3cret!".to_owned());
        (inner.summary, inner.path) = (word(), word());
        inner.items = vec![ErrorItem { error_type: word(), message: word(), location: word() }];
        inner.body = Some(Bytes::from_static(b"<html>/delete?token=s3cret</html>"));
        error
    }

    #[test]
    fn a_secret_is_hidden_wherever_it_came_back() {
        assert!(format!("{:?}", told()).contains("s3cret"));
        let error = told().hiding("s3cret");
        assert_eq!(error.body_excerpt().unwrap(), "<html>/delete?token=***</html>");
        assert_eq!(error.errors()[0].message.as_deref(), Some("***!"), "the rest stays");
        let shown = format!("{error:?} {error} {:?} {:?}", error.errors(), error.source().map(ToString::to_string));
        assert!(!shown.contains("s3cret"), "{shown}");
    }

    #[test]
    fn other_errors_keep_everything() {
        let error = told().hiding("another");
        assert_eq!(error.body_excerpt().unwrap(), "<html>/delete?token=s3cret</html>");
        assert!(error.source().is_some());
    }

    #[test]
    fn what_the_service_answers_to_a_refusal_stays_readable() {
        let answered = |status| {
            let mut error = told();
            error.inner_mut().status = Some(status);
            error.without_good_answer()
        };
        assert!(answered(200).body_excerpt().is_none() && answered(200).source().is_none());
        assert!(answered(503).body_excerpt().is_some() && answered(503).source().is_some());
    }
}
