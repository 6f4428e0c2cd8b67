//! The names and types of columns, and what is to be known of them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef};

use super::super::{Columns, Metric, MetricInfo, Position, ResolvedQuery, Sampling, Unit};
use super::ArrowOptions;
use crate::error::{Error, ErrorKind, Result};

/// What a report says of all its rows.
pub(super) struct About<'a> {
    pub query: &'a ResolvedQuery,
    pub sampling: &'a Sampling,
    pub position: &'a Position,
    pub contains_sensitive_data: Option<bool>,
}

pub(super) fn schema(columns: &Columns, about: &About<'_>, options: &ArrowOptions) -> Result<SchemaRef> {
    let dimensions = columns.dimension_names().flat_map(|(asked, answered)| dimension(asked, answered));
    let metrics = columns.metric_names().map(|(asked, answered)| metric(asked, answered, about.query, options));
    let fields: Vec<Field> = dimensions.chain(metrics).collect();
    let mut seen = HashSet::new();
    if let Some(twice) = fields.iter().find(|field| !seen.insert(field.name())) {
        // Nobody can ask for it; the answer to a preset may have it.
        let message = format!("{} is there twice: columns would have the same name", twice.name());
        return Err(Error::new(ErrorKind::Decode, message));
    }
    Ok(Arc::new(Schema::new_with_metadata(fields, of_report(about))))
}

fn dimension(asked: Option<&str>, answered: &str) -> [Field; 2] {
    let name = asked.unwrap_or(answered);
    let field = |name: String, kind: &str| {
        Field::new(name, DataType::Utf8, true).with_metadata(metadata([
            ("metrika.name", Some(answered.to_owned())),
            ("metrika.kind", Some(kind.to_owned())),
        ]))
    };
    [field(name.to_owned(), "dimension"), field(format!("{name}.id"), "dimension_id")]
}

fn metric(asked: Option<&str>, answered: &str, query: &ResolvedQuery, options: &ArrowOptions) -> Field {
    let described = [asked, Some(answered)].into_iter().flatten().find_map(info);
    let unit = described.and_then(|info| info.unit);
    let whole = unit == Some(Unit::Int) && !options.floats;
    let data_type = if whole { DataType::Int64 } else { DataType::Float64 };
    Field::new(asked.unwrap_or(answered), data_type, true).with_metadata(metadata([
        ("metrika.name", Some(answered.to_owned())),
        ("metrika.kind", Some("metric".to_owned())),
        ("metrika.unit", unit.map(|unit| unit.to_string())),
        ("metrika.currency", described.and_then(|info| currency(info, asked, answered, query))),
    ]))
}

/// A name that is not of the form of one has no description.
fn info(name: &str) -> Option<&'static MetricInfo> {
    Metric::new(name).ok()?.info()
}

/// The currency of a sum of money: as it is written in the name or, if the placeholder is still there, that of the query. Of money whose name
/// has no place for a currency, the reference does not tell it.
fn currency(info: &MetricInfo, asked: Option<&str>, answered: &str, query: &ResolvedQuery) -> Option<String> {
    let (_, after) = info.name.as_str().split_once("<currency>").filter(|_| info.unit != Some(Unit::Percent))?;
    let written = |name: &str| {
        let plain = name.split('[').next()?;
        let before = plain.strip_suffix(after)?;
        let (_, word) = before.split_at_checked(before.len().checked_sub(3)?)?;
        word.bytes().all(|byte| byte.is_ascii_alphabetic()).then(|| word.to_ascii_uppercase())
    };
    written(answered).or_else(|| written(asked?)).or_else(|| query.currency.clone())
}

fn of_report(about: &About<'_>) -> HashMap<String, String> {
    let About { query, sampling, position, contains_sensitive_data } = about;
    let told = |fact: Option<bool>| Some(fact.map_or_else(|| "unknown".to_owned(), |fact| fact.to_string()));
    let counters = query.ids.as_ref().map(|ids| ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(","));
    metadata([
        ("metrika.sampled", told(sampling.is_sampled())),
        ("metrika.sample_share", sampling.share.map(|share| share.to_string())),
        ("metrika.contains_sensitive_data", told(*contains_sensitive_data)),
        ("metrika.total_rows", position.total_rows.map(|rows| rows.to_string())),
        ("metrika.total_rows_rounded", position.total_rows.map(|_| position.total_rows_rounded.to_string())),
        ("metrika.counters", counters),
        ("metrika.date1", query.date1.clone()),
        ("metrika.date2", query.date2.clone()),
        ("metrika.attribution", query.attribution.clone()),
        ("metrika.currency", query.currency.clone()),
        ("metrika.group", query.group.clone()),
        ("metrika.timezone", query.timezone.clone()),
        ("metrika.filters", query.filters.clone()),
        ("metrika.preset", query.preset.clone()),
    ])
}

/// Those that have a value.
fn metadata<const N: usize>(facts: [(&str, Option<String>); N]) -> HashMap<String, String> {
    facts.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::{Dimension, Preset, Query, s};

    fn query(currency: Option<&str>) -> ResolvedQuery {
        ResolvedQuery { currency: currency.map(str::to_owned), ..ResolvedQuery::default() }
    }

    fn field(name: &str, options: &ArrowOptions) -> Field {
        metric(Some(name), name, &query(Some("RUB")), options)
    }

    #[test]
    fn the_reference_says_which_metrics_are_whole_numbers() {
        let options = ArrowOptions::new();
        let of_goal = "ym:ev:goal12345visits";
        for name in [s::VISITS.as_str(), of_goal, "ym:ev:goal<goal_id>visits", "ym:s:sumParams[ym:s:paramsLevel1=='a']"]
        {
            let field = field(name, &options);
            assert_eq!((field.name().as_str(), field.data_type()), (name, &DataType::Int64));
            assert_eq!(field.metadata()["metrika.unit"], "int");
        }
        for (name, unit) in [
            ("ym:s:bounceRate", Some("percents")),
            ("ym:s:avgVisitDurationSeconds", Some("second")),
            ("ym:s:pageDepth", Some("double")),
            ("ym:s:productBasketsPrice", Some("currency")),
            // Listed by its name only.
            ("ym:s:goal12345visits", None),
            ("ym:s:unheardOf", None),
        ] {
            let field = field(name, &options);
            assert_eq!(field.data_type(), &DataType::Float64, "{name}");
            assert_eq!(field.metadata().get("metrika.unit").map(String::as_str), unit, "{name}");
        }
        let field = field(of_goal, &options.floats(true));
        assert_eq!((field.data_type(), field.metadata()["metrika.unit"].as_str()), (&DataType::Float64, "int"));
    }

    #[test]
    fn a_currency_that_is_written_in_the_name_is_not_that_of_the_query() {
        let of = |asked: Option<&str>, answered: &str, sent: Option<&str>| {
            let field = metric(asked, answered, &query(sent), &ArrowOptions::new());
            field.metadata().get("metrika.currency").cloned()
        };
        let (kept, written) = ("ym:s:ecommerce<currency>ConvertedRevenue", "ym:s:ecommerceUSDConvertedRevenue");
        assert_eq!(of(Some(written), written, Some("RUB")).as_deref(), Some("USD"));
        assert_eq!(of(Some(kept), written, Some("RUB")).as_deref(), Some("USD"));
        assert_eq!(of(Some(written), kept, Some("RUB")).as_deref(), Some("USD"));
        assert_eq!(of(Some(kept), kept, Some("EUR")).as_deref(), Some("EUR"));
        assert_eq!(of(None, written, None).as_deref(), Some("USD"));
        assert_eq!(of(Some(kept), kept, None), None);
        // Of these, the reference says neither in which currency they are nor that the query chooses it.
        assert_eq!(of(Some("ym:s:productBasketsPrice"), "ym:s:productBasketsPrice", Some("RUB")), None);
        let roi = "ym:ev:expense<currency>EcommerceROI";
        assert_eq!(of(Some(roi), roi, Some("RUB")), None);
        assert_eq!(of(Some("ym:s:visits"), "ym:s:visits", Some("RUB")), None);
    }

    #[test]
    fn columns_of_one_name_are_an_error() {
        let twice = |name: &str| Some(vec![name.to_owned(), name.to_owned()]);
        let answer = ResolvedQuery { metrics: twice("ym:s:visits"), dimensions: Some(vec![]), ..query(None) };
        let preset = Query::of([1]).preset(Preset::new("traffic").unwrap());
        let columns = Columns::of(&preset, &answer).unwrap();
        let about = About {
            query: &answer,
            sampling: &Sampling::default(),
            position: &Position { offset: 1, total_rows: None, total_rows_rounded: false },
            contains_sensitive_data: None,
        };
        let error = schema(&columns, &about, &ArrowOptions::new()).unwrap_err();
        assert_eq!(error.to_string(), "ym:s:visits is there twice: columns would have the same name");
    }

    #[test]
    fn a_field_is_named_as_it_was_asked_for_and_its_name_can_be_read_back() {
        let asked = s::TRAFFIC_SOURCE;
        let [name, id] = dimension(Some(asked.as_str()), "ym:s:lastSignTrafficSource");
        assert_eq!(Dimension::new(name.name()).unwrap(), asked);
        assert_eq!(id.name().strip_suffix(".id"), Some(asked.as_str()));
        for (field, kind) in [(&name, "dimension"), (&id, "dimension_id")] {
            let metadata = field.metadata();
            assert_eq!(
                (metadata["metrika.name"].as_str(), metadata["metrika.kind"].as_str()),
                ("ym:s:lastSignTrafficSource", kind)
            );
            assert!(field.is_nullable() && field.data_type() == &DataType::Utf8);
        }
        let [name, _] = dimension(None, "ym:s:lastSignTrafficSource");
        assert_eq!(name.name(), "ym:s:lastSignTrafficSource");
    }
}
