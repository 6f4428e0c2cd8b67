//! What you know of visitors.

use metrika_raw::management::types::VisitorParametersUploadingEnvelope;

use super::pages;
use crate::Client;
use crate::error::Result;
use crate::ids::{CounterId, UploadingId};
use crate::management::answers::{list_or_none, value};
use crate::management::checks::{NAME, at_most};
use crate::models::{VisitorIdType, VisitorParametersUploading};

/// What you know of visitors, such as the plan that they pay for; from
/// [`Import::visitor_parameters`](super::Import::visitor_parameters).
///
/// Nothing is applied before the uploading is [confirmed](Self::confirm), however long one waits. After that it is applied within about two
/// hours.
///
/// ```
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// use metrika::models::{VisitorIdType, VisitorParametersStatus};
///
/// let parameters = client.counter(44147844).import().visitor_parameters();
/// parameters.confirm(4242, VisitorIdType::ClientIdUppercase, Some("Plans of May")).await?;
/// // Later:
/// let uploading = parameters.get(4242).await?;
/// if uploading.status == Some(VisitorParametersStatus::Processed) {
///     println!("{:?} of {:?} rows", uploading.linked_quantity, uploading.line_quantity);
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Uploadings
///
/// | field | |
/// |---|---|
/// | `line_quantity` | rows that were taken; how many the file has is not told |
/// | `linked_quantity` | rows whose visitor was found; not in today's reference, only in an example |
/// | `linked_percentage` | the share of them, as a text; not documented |
/// | `action` | whether the parameters are added (`update`) or taken away (`delete_keys`) |
/// | `content_id_type` | by what the rows name visitors |
/// | `status` | `is_processed` once it is confirmed; `processed` and `linkage_failure` (no visitor was found) are the last ones |
///
/// What `status` says before the confirmation is not documented. Only visitors who came in the 90 days before are found; rows of others are
/// dropped in silence.
///
/// Reference: <https://yandex.com/dev/metrika/en/management/openapi/user_params/findAll>.
#[derive(Debug, Clone, Copy)]
pub struct VisitorParameters<'a> {
    pub(in crate::import) client: &'a Client,
    pub(in crate::import) counter: CounterId,
}

impl<'a> VisitorParameters<'a> {
    pub(super) fn new(client: &'a Client, counter: CounterId) -> Self {
        Self { client, counter }
    }

    /// All uploadings of visitor parameters of the counter, those among them that were never confirmed. Their order is not documented.
    ///
    /// An answer without the list is an empty list, since the reference lets it be absent.
    pub async fn list(&self) -> Result<Vec<VisitorParametersUploading>> {
        let counter = self.counter.checked()?;
        let fetch = |limit, offset| {
            let call = self.client.management().list_visitor_parameters_uploadings().counter_id(counter);
            list_or_none(call.limit(limit).offset(offset).send(), |answer| answer.uploadings)
        };
        pages::all(fetch, |uploading| uploading.id).await
    }

    /// One uploading, and how far it is.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/user_params/findById>.
    pub async fn get(&self, id: impl Into<UploadingId>) -> Result<VisitorParametersUploading> {
        let call = self.client.management().get_visitor_parameters_uploading();
        let call = call.counter_id(self.counter.checked()?).uploading_id(id.into().checked()?);
        Ok(value(call.send()).await?.uploading)
    }

    /// Lets the service apply an uploading: says by what its file names visitors and, if wanted, adds a comment of up to 255 characters.
    ///
    /// Old pages of the reference write the kinds of ids in small letters ([`VisitorIdType::ClientId`]), today's in capitals
    /// ([`VisitorIdType::ClientIdUppercase`]); what is given is sent as it is.
    ///
    /// If the answer is lost, it is not sent again, and the error [is in doubt](crate::Error::is_in_doubt). [`get`](Self::get) then tells
    /// whether the uploading has a status. What the service says to a second confirmation is not documented.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/user_params/confirm>.
    pub async fn confirm(
        &self,
        id: impl Into<UploadingId>,
        ids_are: VisitorIdType,
        comment: Option<&str>,
    ) -> Result<VisitorParametersUploading> {
        at_most("uploading.comment", comment, NAME)?;
        let id = id.into();
        let call = self.client.management().confirm_visitor_parameters();
        let call = call.counter_id(self.counter.checked()?).uploading_id(id.checked()?);
        let uploading = VisitorParametersUploading {
            id: Some(id.into()),
            content_id_type: Some(ids_are),
            comment: comment.map(str::to_owned),
            ..VisitorParametersUploading::default()
        };
        let body = VisitorParametersUploadingEnvelope { uploading, extra: Default::default() };
        Ok(value(call.body(body).send()).await?.uploading)
    }
}
