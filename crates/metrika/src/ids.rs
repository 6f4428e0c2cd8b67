//! The numbers that things have in Metrika, each of its own type: the number of a goal cannot be given for that of a counter.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use metrika_raw::wire::Id;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

macro_rules! ids {
    ($($(#[$docs:meta])* $name:ident = $field:literal;)*) => {$(
        $(#[$docs])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// The number.
            pub fn get(self) -> i64 {
                self.0
            }

            /// The number to send. None is below 1.
            #[allow(dead_code)] // not every id is sent by itself
            pub(crate) fn checked(self) -> Result<i64> {
                if self.0 < 1 {
                    return Err(Error::invalid($field, format_args!("{} is no id: ids begin at 1", self.0)));
                }
                Ok(self.0)
            }
        }

        impl From<i64> for $name {
            fn from(number: i64) -> Self {
                Self(number)
            }
        }

        impl From<Id> for $name {
            fn from(Id(number): Id) -> Self {
                Self(number)
            }
        }

        impl From<$name> for Id {
            fn from(id: $name) -> Self {
                Self(id.0)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;

            fn from_str(text: &str) -> Result<Self, ParseIntError> {
                text.parse().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// The number of a counter, as the snippet on the site has it.
    CounterId = "counter_id";
    /// The number of a goal.
    GoalId = "goal_id";
    /// The number of a filter of a counter.
    FilterId = "filter_id";
    /// The number of an operation on the URLs and parameters that a counter gets.
    OperationId = "operation_id";
    /// The number of an access filter.
    AccessFilterId = "access_filter_id";
    /// The number of a label.
    LabelId = "label_id";
    /// The number of a segment.
    SegmentId = "segment_id";
    /// The number of a note on the charts.
    ChartAnnotationId = "chart_annotation_id";
    /// The number of a user of Yandex ID.
    UserId = "user_uid";
    /// The number of an export to a cloud.
    CloudExportId = "cloud_export_id";
    /// The number of a log request.
    LogRequestId = "request_id";
    /// The number of an uploading of imported data. Those of the CRM have texts instead.
    UploadingId = "uploading_id";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_and_less_are_no_ids_and_the_error_names_the_field() {
        for number in [0, -1, i64::MIN] {
            let error = GoalId::from(number).checked().unwrap_err();
            assert_eq!(
                error.to_string(),
                format!("the request was not sent: goal_id: {number} is no id: ids begin at 1")
            );
        }
        assert_eq!(GoalId::from(5_000_000_000).checked().unwrap(), 5_000_000_000);
    }
}
