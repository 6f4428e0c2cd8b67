//! `/stat/v1/data/drilldown` and `/stat/v1/data/comparison/drilldown`: one branch of a tree.
use super::answer::{Made, add_bounds, add_facts, echo_page, echo_period, numbers, page};
use super::comparison::{Pair, pair};
use super::data::READING;
use super::dimensions::{Dimension, Value};
use super::path::{Path, parent};
use super::period::Period;
use super::problem::Problem;
use super::query::{Query, flag};
use super::rows::{Row, Source};
use super::{Context, Parameters};
use serde_json::{Map, Value as Json, json};

/// Which level of the tree, and what of it is wanted.
struct Level<'a> {
    query: &'a Query,
    context: &'a Context<'a>,
    /// Place of the dimension of this level.
    place: usize,
    path: Path,
    only_expandable_undefined: bool,
}

impl<'a> Level<'a> {
    fn read(parameters: &dyn Parameters, query: &'a Query, context: &'a Context<'a>) -> Result<Self, Problem> {
        if query.dimensions.is_empty() {
            return Err(Problem::missing("dimensions", "A tree needs dimensions"));
        }
        let path = parent(parameters, query.dimensions.len())?;
        let only_expandable_undefined = flag(parameters, "only_expandable_undefined");
        Ok(Self { query, context, place: path.len(), path, only_expandable_undefined })
    }

    /// The dimensions down to this level.
    fn dimensions(&self) -> &'a [Dimension] {
        self.query.dimensions.get(..=self.place).unwrap_or(&self.query.dimensions)
    }

    /// Whether there is a level below.
    fn expands(&self) -> bool {
        self.place + 1 < self.query.dimensions.len()
    }

    /// The rows right below the path. A row without a value is left out of the first level unless it is wanted, and out of
    /// the last one if only those are wanted that can be opened.
    fn keeps(&self, values: &[Value]) -> bool {
        let undefined = values.get(self.place) == Some(&Value::None);
        let unwanted = match self.query.include_undefined {
            true => self.only_expandable_undefined && !self.expands(),
            false => self.place == 0,
        };
        !(undefined && unwanted) && self.path.fits(self.dimensions(), values, self.context.counters)
    }

    fn dimension(&self, row: &[Value]) -> Json {
        match (self.query.dimensions.get(self.place), row.get(self.place)) {
            (Some(dimension), Some(value)) => dimension.label(value, self.context.counters).json(),
            _ => Json::Null,
        }
    }
}

pub(super) fn run(parameters: &dyn Parameters, context: &Context<'_>) -> Result<Json, Problem> {
    let query = Query::read(parameters, context, READING)?;
    let period = Period::read(parameters, ("date1", "date2"), (None, None), context.today)?;
    let level = Level::read(parameters, &query, context)?;
    let source = Source { dimensions: level.dimensions(), ..Source::of(context, &query, period)? };
    let table = source.table(&|values| level.keeps(values));

    let mut echo = query.echo();
    echo_period(period, ("date1", "date2"), &mut echo);
    echo_page(&query, &mut echo);
    echo_parent(parameters, &mut echo);
    let rows = page(&query, &table.rows).map(|row: &Row| {
        json!({
            "dimension": level.dimension(&row.key),
            "metrics": numbers(&row.numbers),
            "expand": level.expands(),
        })
    });
    let mut answer = Map::new();
    answer.insert("query".to_owned(), echo.into());
    answer.insert("data".to_owned(), rows.collect());
    answer.insert("totals".to_owned(), numbers(&table.totals));
    add_bounds(&mut answer, query.metrics.len(), table.rows.iter().map(|row| row.numbers.as_slice()));
    let (sample, sensitive) = (source.sample, query.sensitive.is_some());
    add_facts(
        &mut answer,
        Made { sample, size: table.size, space: table.space, total_rows: table.rows.len(), sensitive },
    );
    Ok(answer.into())
}

pub(super) fn compare(parameters: &dyn Parameters, context: &Context<'_>) -> Result<Json, Problem> {
    let mut query = Query::read(parameters, context, super::comparison::READING)?;
    // This operation takes the ordinary dates too: they stand in for those of a segment.
    let segments = pair(parameters, &mut query, context, (Some("date1"), Some("date2")))?;
    let level = Level::read(parameters, &query, context)?;
    let compared = Pair::of(context, &query, &segments, level.dimensions(), &|values| level.keeps(values))?;
    let mut answer = compared.answer(&query, &segments, |row| {
        let mut object = Map::new();
        object.insert("dimension".to_owned(), level.dimension(&row.key));
        object.insert("expand".to_owned(), level.expands().into());
        object
    });
    if let Some(Json::Object(echo)) = answer.get_mut("query") {
        echo_parent(parameters, echo);
    }
    Ok(answer.into())
}

fn echo_parent(parameters: &dyn Parameters, echo: &mut Map<String, Json>) {
    let path = parameters.get("parent_id").and_then(|text| serde_json::from_str::<Json>(text).ok());
    if let Some(path) = path {
        echo.insert("parent_id".to_owned(), path);
    }
}
