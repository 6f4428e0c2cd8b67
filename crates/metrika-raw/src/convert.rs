//! What `get_counter` brings, as `update_counter` takes it.

use crate::management::types::{Counter, CounterEdit, CounterEditEnvelope, CounterEnvelope};

/// All fields go along, also those that the reference does not list.
///
/// ```
/// use metrika_raw::management::types::{Counter, CounterEdit};
///
/// let counter: Counter = serde_json::from_str(r#"{"name":"shop","a_field_to_come":1}"#).unwrap();
/// let edit = CounterEdit::try_from(counter).unwrap();
/// assert_eq!(edit.name.as_deref(), Some("shop"));
/// assert_eq!(edit.extra["a_field_to_come"], 1);
/// ```
impl TryFrom<Counter> for CounterEdit {
    type Error = serde_json::Error;

    fn try_from(counter: Counter) -> Result<Self, Self::Error> {
        serde_json::from_value(serde_json::to_value(counter)?)
    }
}

impl TryFrom<CounterEnvelope> for CounterEditEnvelope {
    type Error = serde_json::Error;

    fn try_from(envelope: CounterEnvelope) -> Result<Self, Self::Error> {
        Ok(Self { counter: envelope.counter.try_into()?, extra: Default::default() })
    }
}
