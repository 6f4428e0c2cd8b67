//! Tables: `GET /stat/v1/data`.

use std::sync::Arc;

use metrika_raw::stat::{self, types};
use serde::{Deserialize, Serialize};

use super::answer::{each, facts, rows};
use super::call::{asked, dated, paged};
use super::{Form, Paged};
use crate::error::Result;
use crate::reports::{Columns, Numbers, Query, Report, ReportRequest, ResolvedQuery, Row, whole};

/// The form of a report that is a table: one row for each combination of values, with a number for each metric.
///
/// Reference: <https://yandex.com/dev/metrika/en/stat/openapi/data_1>.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {}

impl Form for Table {
    type Row = Row;
    type Totals = Numbers;
    type Resolved = ResolvedQuery;

    const OPERATION: &'static str = "get_report";

    fn check(&self, query: &Query) -> Result<()> {
        query.check()
    }

    async fn ask(&self, stat: &stat::Client, query: &Query, offset: u64) -> Result<Report> {
        let call = paged!(dated!(asked!(stat.get_report(), query), query), query, offset);
        let response = call.send().await?;
        let trail = response.trail();
        let answer = response.into_inner();
        Report::checked(|| {
            let types::Report { data, query: resolved, totals, min, max, .. } = answer;
            let resolved = resolved.unwrap_or_default();
            let columns = Arc::new(Columns::of(query, &resolved)?);
            let rows = each(offset, rows(data)?, |row, place| Row::of(&columns, row, place))?;
            let totals = Numbers::if_any(&columns, totals, "`totals`")?;
            let min = Numbers::if_any(&columns, min, "`min`")?;
            let max = Numbers::if_any(&columns, max, "`max`")?;
            Report::new(facts!(answer, offset, trail), rows, totals, resolved, columns)?.bounded(min, max)
        })
    }

    fn agree(one: &Numbers, other: &Numbers) -> bool {
        one.agree(other)
    }
}

impl Paged for Table {
    async fn whole(request: ReportRequest<'_>) -> Result<Report> {
        whole::whole(request).await
    }
}
