//! Operations: how a counter rewrites the addresses of hits.

use metrika_raw::management::types::OperationEnvelope;

use super::checks::given;
use super::faults::{Faults, changed};
use super::{done, list, value};
use crate::Client;
use crate::error::{Error, Result};
use crate::ids::{CounterId, OperationId};
use crate::models::{Operation, OperationAction};

/// What a counter does to the addresses of hits; from [`CounterHandle::operations`](super::CounterHandle::operations).
///
/// Operations rewrite addresses as hits come in. Hits that were recorded before keep theirs, and what is cut off is missing in reports and
/// logs alike. Recorded counters may hold 30 operations (`max_operations` of the counter).
///
/// ```
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// use metrika::models::{Operation, OperationAction, OperationAttribute, SettingStatus};
///
/// let no_debug = Operation {
///     action: Some(OperationAction::CutParameter),
///     attr: Some(OperationAttribute::Url),
///     value: Some("debug".into()),
///     status: Some(SettingStatus::Active),
///     ..Operation::default()
/// };
/// let made = client.counter(44147844).operations().create(no_debug).await?;
/// println!("{:?}", made.id);
/// # Ok(())
/// # }
/// ```
///
/// Reference: <https://yandex.com/dev/metrika/en/management/openapi/operation/operations>.
#[derive(Debug, Clone, Copy)]
pub struct Operations<'a> {
    client: &'a Client,
    counter: CounterId,
}

impl<'a> Operations<'a> {
    pub(super) fn new(client: &'a Client, counter: CounterId) -> Self {
        Self { client, counter }
    }

    /// All operations of the counter, disabled ones among them.
    pub async fn list(&self) -> Result<Vec<Operation>> {
        let call = self.client.management().list_operations().counter_id(self.counter.checked()?);
        list(call.send(), "operations", |answer| answer.operations).await
    }

    /// One operation.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/operation/operation>.
    pub async fn get(&self, id: impl Into<OperationId>) -> Result<Operation> {
        let call = self.client.management().get_operation();
        let call = call.counter_id(self.counter.checked()?).operation_id(id.into().checked()?);
        Ok(value(call.send()).await?.operation)
    }

    /// Makes an operation. It applies to hits that arrive afterwards.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/operation/addOperation>.
    pub async fn create(&self, operation: Operation) -> Result<Operation> {
        check(&operation).refuse()?;
        let call = self.client.management().create_operation().counter_id(self.counter.checked()?);
        Ok(value(call.body(envelope(operation)).send()).await?.operation)
    }

    /// Gets an operation, changes it and puts it back. A rule that it broke before does not keep it from being put back.
    /// To switch it off for a while, set its `status` to `disabled`.
    pub async fn update(&self, id: impl Into<OperationId>, change: impl FnOnce(&mut Operation)) -> Result<Operation> {
        self.try_update(id, |it| {
            change(it);
            Ok(())
        })
        .await
    }

    /// Like [`update`](Self::update), with a change that may fail: then nothing is put back, and its error is what comes.
    pub async fn try_update<E: From<Error>>(
        &self,
        id: impl Into<OperationId>,
        change: impl FnOnce(&mut Operation) -> Result<(), E>,
    ) -> Result<Operation, E> {
        let id = id.into();
        let operation = changed(self.get(id).await?, check, change)?;
        Ok(self.put(id, operation).await?)
    }

    /// Puts this operation in the place of another: what it leaves out is lost.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/operation/editOperation>.
    pub async fn replace(&self, id: impl Into<OperationId>, operation: Operation) -> Result<Operation> {
        check(&operation).refuse()?;
        self.put(id.into(), operation).await
    }

    async fn put(&self, id: OperationId, mut operation: Operation) -> Result<Operation> {
        operation.id = Some(id.into());
        let call = self.client.management().update_operation();
        let call = call.counter_id(self.counter.checked()?).operation_id(id.checked()?);
        Ok(value(call.body(envelope(operation)).send()).await?.operation)
    }

    /// Deletes an operation. Addresses that it rewrote stay as they are.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/operation/deleteOperation>.
    pub async fn delete(&self, id: impl Into<OperationId>) -> Result<()> {
        let call = self.client.management().delete_operation();
        done(call.counter_id(self.counter.checked()?).operation_id(id.into().checked()?).send()).await
    }
}

fn envelope(operation: Operation) -> OperationEnvelope {
    OperationEnvelope { operation, extra: Default::default() }
}

fn check(operation: &Operation) -> Faults {
    let mut faults = Faults::default();
    for (field, absent) in [
        ("operation.action", operation.action.is_none()),
        ("operation.attr", operation.attr.is_none()),
        ("operation.status", operation.status.is_none()),
    ] {
        if absent {
            faults.add(field, "it is needed");
        }
    }
    // Without the name of the parameter, or the domain to put in, there is nothing to do.
    if let Some(OperationAction::CutParameter | OperationAction::ReplaceDomain) = operation.action {
        faults.note(given("operation.value", operation.value.as_deref()));
    }
    faults
}
