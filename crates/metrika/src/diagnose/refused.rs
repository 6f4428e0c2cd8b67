//! Why one call was refused: what the error says of it, and what can be found out beside that.

use metrika_raw::transport::Operation;
use metrika_raw::{logs, management, stat};

use super::{Cause, Diagnosis, general};
use crate::Client;
use crate::error::{Error, ErrorKind};
use crate::ids::CounterId;
use crate::models::CounterPermission;

impl Client {
    /// Finds out why this call failed. [`diagnose`](Self::diagnose) sees only whether a counter can be read; this also knows what was
    /// called, so that it tells an app without the scope `metrika:write` from an account that may only look.
    ///
    /// `counter` is the one that the call was about; of calls about none, such as making a label, any that you know. If the error
    /// says by itself all there is, as one of a quota does, nothing is asked. Otherwise it is what `diagnose` asks: it only reads.
    ///
    /// ```
    /// # async fn example(client: metrika::Client) {
    /// use metrika::management::NewGoal;
    ///
    /// let goal = NewGoal::action("Order sent", "order_sent");
    /// if let Err(error) = client.counter(44147844).goals().create(goal).await {
    ///     eprintln!("{}", client.diagnose_error(&error, 44147844).await);
    /// }
    /// # }
    /// ```
    pub async fn diagnose_error(&self, error: &Error, counter: impl Into<CounterId>) -> Diagnosis {
        let counter = counter.into();
        let mut diagnosis = match error.kind() {
            ErrorKind::Unauthorized | ErrorKind::InvalidToken | ErrorKind::AccessDenied | ErrorKind::NotFound => {
                self.diagnose(counter).await
            }
            _ => Diagnosis::new(counter),
        };
        if diagnosis.is_well() {
            diagnosis.causes = causes(error, diagnosis.permission.as_ref());
            diagnosis.resets_at = error.resets_at();
        }
        diagnosis.failed = error.operation();
        diagnosis
    }
}

/// What is wrong although nothing is wrong with reading the counter.
fn causes(error: &Error, permission: Option<&CounterPermission>) -> Vec<Cause> {
    match error.kind() {
        ErrorKind::AccessDenied if error.code().is_some() => denied(error.operation(), permission),
        ErrorKind::NotFound if error.code().is_some() => vec![Cause::NoSuchPart],
        _ => general(error),
    }
}

fn denied(id: Option<&str>, permission: Option<&CounterPermission>) -> Vec<Cause> {
    use CounterPermission::{Analyst, AnalystAccessFilter, Edit, Own};
    let operation = id.and_then(operation);
    // A request that was made by hand says only its method.
    let reads = operation.map_or(id == Some("request (GET)"), |operation| operation.reads);
    // The spec has the counter in all paths of what belongs to one, under two names.
    let of_a_counter = operation.is_none_or(|operation| operation.path.contains("ounterId}"));
    let tag = operation.map_or("", |operation| operation.tag);
    match (reads, permission) {
        // The token has the scope for reading, and no more can be needed.
        (true, Some(Own)) => vec![Cause::Unknown],
        (true, _) if of_a_counter => vec![Cause::NotEnoughPermission],
        (true, _) => vec![Cause::Unknown],
        (false, _) if !of_a_counter => vec![Cause::NoWriteScope],
        (false, Some(Own)) => vec![Cause::NoWriteScope],
        // Full access, except for deleting the counter.
        (false, Some(Edit)) if matches!(id, Some("delete_counter" | "undelete_counter")) => {
            vec![Cause::NotEnoughPermission]
        }
        (false, Some(Edit)) => vec![Cause::NoWriteScope],
        // Analysts make goals and segments, and change no settings.
        (false, Some(Analyst | AnalystAccessFilter)) if matches!(tag, "goals" | "segments") => {
            vec![Cause::NoWriteScope, Cause::NotEnoughPermission]
        }
        (false, Some(CounterPermission::Other(_)) | None) => vec![Cause::NoWriteScope, Cause::NotEnoughPermission],
        (false, Some(_)) => vec![Cause::NotEnoughPermission],
    }
}

fn operation(id: &str) -> Option<&'static Operation> {
    let all = [management::OPERATIONS, stat::OPERATIONS, logs::OPERATIONS];
    all.into_iter().flatten().find(|operation| operation.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_called_and_the_permission_tell_what_is_missing() {
        use Cause::{NoWriteScope as Scope, NotEnoughPermission as Permission, Unknown};
        use CounterPermission::{Analyst, Edit, Own, View, ViewAccessFilter};
        for (operation, permission, expected) in [
            ("create_goal", Some(Own), vec![Scope]),
            ("create_goal", Some(Edit), vec![Scope]),
            ("create_goal", Some(View), vec![Permission]),
            ("create_goal", Some(Analyst), vec![Scope, Permission]),
            ("create_filter", Some(Analyst), vec![Permission]),
            ("create_filter", Some(ViewAccessFilter), vec![Permission]),
            ("create_filter", None, vec![Scope, Permission]),
            ("delete_counter", Some(Edit), vec![Permission]),
            ("delete_counter", Some(Own), vec![Scope]),
            // A GET that makes something.
            ("generate_measurement_token", Some(Own), vec![Scope]),
            ("create_label", Some(View), vec![Scope]),
            ("list_grants", Some(View), vec![Permission]),
            ("list_grants", Some(Own), vec![Unknown]),
            ("list_labels", Some(View), vec![Unknown]),
            ("create_log_request", Some(ViewAccessFilter), vec![Permission]),
            ("request (POST)", Some(Own), vec![Scope]),
            ("request (GET)", Some(Own), vec![Unknown]),
        ] {
            assert_eq!(denied(Some(operation), permission.as_ref()), expected, "{operation} {permission:?}");
        }
    }

    /// The rule by which operations of a counter are known.
    #[test]
    fn paths_name_the_counter() {
        let of_a_counter = |id| operation(id).unwrap().path.contains("ounterId}");
        for id in ["create_goal", "delete_counter", "create_log_request", "delete_cloud_export"] {
            assert!(of_a_counter(id), "{id}");
        }
        for id in ["create_label", "create_delegate", "create_counter", "list_counters", "get_report"] {
            assert!(!of_a_counter(id), "{id}");
        }
    }
}
