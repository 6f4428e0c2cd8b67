//! Looking up the names of a filter, and the limits that filters have.
use super::Filter;
use super::evaluate::Expression;
use super::matcher::Matcher;
use super::parse::{self, Literal, Node, Operator, Quantifier, Raw};
use crate::reports::dimensions::Dimension;
use crate::reports::metrics::{Atoms, Known, Metric};
use crate::reports::problem::Problem;
use crate::reports::vocabulary::vocabulary;

const CHARACTERS: usize = 10_000;
const CONDITIONS: usize = 20;
const NAMES: usize = 10;
const VALUES: usize = 100;

/// What a filter is looked up with.
#[derive(Clone, Copy)]
pub(in crate::reports) struct Lookup<'a> {
    pub known: Known<'a>,
    /// The parameter that holds the filter.
    pub location: &'a str,
}

/// A condition on a metric of the query: it picks rows.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::reports) struct Having {
    /// Its place among the metrics of the query.
    pub metric: usize,
    pub operator: Operator,
    pub value: f64,
}

/// Reads a filter. `metrics` are those of the query if conditions on metrics are possible.
pub(in crate::reports) fn compile(
    text: &str,
    lookup: Lookup<'_>,
    metrics: Option<(&[Metric], &mut Atoms)>,
) -> Result<(Option<Filter>, Vec<Having>), Problem> {
    let limits = |message: String| Problem::filter_limits(lookup.location, message);
    if text.chars().count() > CHARACTERS {
        return Err(limits(format!("The filter is longer than {CHARACTERS} characters")));
    }
    if text.trim().is_empty() {
        return Ok((None, Vec::new()));
    }
    let node = parse::parse(text).map_err(|fault| Problem::invalid(lookup.location, fault.told_of(text)))?;
    let mut conditions = Vec::new();
    collect(&node, &mut conditions);
    if conditions.len() > CONDITIONS {
        return Err(limits(format!("The filter has more than {CONDITIONS} conditions")));
    }
    if conditions.iter().any(|raw| raw.values.len() > VALUES) {
        return Err(limits(format!("A condition of the filter has more than {VALUES} values")));
    }
    let mut names: Vec<&str> = conditions.iter().map(|raw| raw.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    if names.len() > NAMES {
        return Err(limits(format!("The filter has more than {NAMES} different dimensions and metrics")));
    }

    let (rest, having) = split(node, lookup, metrics)?;
    let mut dimensions = Vec::new();
    let expression = match rest.len() {
        0 => return Ok((None, having)),
        _ => resolve(Node::And(rest), lookup, false, &mut dimensions)?,
    };
    Ok((Some(Filter { text: text.trim().to_owned(), expression, dimensions }), having))
}

fn collect<'a>(node: &'a Node, into: &mut Vec<&'a Raw>) {
    match node {
        Node::And(list) | Node::Or(list) => list.iter().for_each(|node| collect(node, into)),
        Node::Not(node) | Node::Set(_, node) => collect(node, into),
        Node::Condition(raw) => into.push(raw),
    }
}

/// Takes the conditions on metrics out of the top level.
fn split(
    node: Node,
    lookup: Lookup<'_>,
    metrics: Option<(&[Metric], &mut Atoms)>,
) -> Result<(Vec<Node>, Vec<Having>), Problem> {
    let nodes = match node {
        Node::And(list) => list,
        node => vec![node],
    };
    let Some((metrics, atoms)) = metrics else { return Ok((nodes, Vec::new())) };
    let (mut rest, mut having) = (Vec::new(), Vec::new());
    for node in nodes {
        match node {
            Node::Condition(raw) if raw.depth == 0 && is_metric(&raw, lookup) => {
                having.push(on_metric(&raw, lookup, metrics, atoms)?);
            }
            node => rest.push(node),
        }
    }
    Ok((rest, having))
}

fn is_metric(raw: &Raw, lookup: Lookup<'_>) -> bool {
    let values = lookup.known.values;
    Dimension::find(&raw.name, values, lookup.location).is_none()
        && crate::reports::names::metric(&raw.name, values).is_some()
}

fn on_metric(raw: &Raw, lookup: Lookup<'_>, metrics: &[Metric], atoms: &mut Atoms) -> Result<Having, Problem> {
    let refuse = |message: String| Problem::invalid(lookup.location, message);
    let narrow = match &raw.narrow {
        Some(text) => compile(text, lookup, None)?.0,
        None => None,
    };
    let metric = match Metric::find(&raw.name, narrow, lookup.known, atoms, lookup.location) {
        Some(found) => found?,
        None => return Err(unknown(raw, lookup)),
    };
    let details = vocabulary().metric_details.get(metric.template);
    if details.and_then(|details| details.filterable) == Some(false) {
        return Err(refuse(format!("Filters cannot use the metric {}", raw.name)));
    }
    let Some(place) = metrics.iter().position(|asked| asked.same(&metric)) else {
        return Err(refuse(format!("A filter on the metric {} needs it among metrics", raw.name)));
    };
    let fits = matches!(
        raw.operator,
        Operator::Equal
            | Operator::NotEqual
            | Operator::Greater
            | Operator::GreaterOrEqual
            | Operator::Less
            | Operator::LessOrEqual
    );
    let value = match raw.values.as_slice() {
        [Literal::Text(text)] if fits => text.parse::<f64>().ok().filter(|value| value.is_finite()),
        _ => None,
    };
    match value {
        Some(value) => Ok(Having { metric: place, operator: raw.operator, value }),
        None if fits => Err(refuse(format!("The metric {} is compared with a number", raw.name))),
        None => Err(refuse(format!("The metric {} does not know the operator {}", raw.name, raw.operator.sign()))),
    }
}

fn unknown(raw: &Raw, lookup: Lookup<'_>) -> Problem {
    Problem::invalid(lookup.location, format!("Unknown dimension or metric in the filter: {}", raw.name))
}

/// `bound`: whether a set around it says how many things must fit.
fn resolve(node: Node, lookup: Lookup<'_>, bound: bool, seen: &mut Vec<&'static str>) -> Result<Expression, Problem> {
    let mut all = |list: Vec<Node>| -> Result<Vec<Expression>, Problem> {
        list.into_iter().map(|node| resolve(node, lookup, bound, seen)).collect()
    };
    Ok(match node {
        Node::And(list) => Expression::And(all(list)?),
        Node::Or(list) => Expression::Or(all(list)?),
        Node::Not(node) => Expression::Not(Box::new(resolve(*node, lookup, bound, seen)?)),
        Node::Set(quantifier, node) => {
            let inner = resolve(*node, lookup, true, seen)?;
            let mut families = Vec::new();
            inner.free_families(&mut families);
            Expression::Set(quantifier, families, Box::new(inner))
        }
        Node::Condition(raw) => {
            let dimension = dimension(&raw, lookup)?;
            let matcher = Matcher::of(&raw).map_err(|message| Problem::invalid(lookup.location, message))?;
            seen.push(dimension.plain_name());
            let family = dimension.family().filter(|_| !bound);
            let condition = Expression::Condition(Box::new(dimension), Box::new(matcher));
            match family {
                Some(family) => Expression::Set(Quantifier::Exists, vec![family], Box::new(condition)),
                None => condition,
            }
        }
    })
}

/// The dimension of a condition, if the condition may be put to it.
fn dimension(raw: &Raw, lookup: Lookup<'_>) -> Result<Dimension, Problem> {
    let refuse = |message: String| Err(Problem::invalid(lookup.location, message));
    let dimension = match Dimension::find(&raw.name, lookup.known.values, lookup.location) {
        Some(found) => found?,
        None if is_metric(raw, lookup) => {
            let message = "is a metric: conditions on metrics stand outside all parentheses, joined by AND alone, \
                           and comparisons take none";
            return refuse(format!("{} {message}", raw.name));
        }
        None => return Err(unknown(raw, lookup)),
    };
    if raw.narrow.is_some() {
        return refuse(format!("The dimension {} cannot be narrowed", raw.name));
    }
    let operators = vocabulary().dimension_details.get(dimension.template).map(|details| &details.operators);
    if let Some(operators) = operators.filter(|list| !list.is_empty() && !dimension.is_name_form())
        && !operators.iter().any(|known| known == raw.operator.sign())
    {
        let known = operators.join(" ");
        let message = format!("{} does not know the operator {}, only {known}", raw.name, raw.operator.sign());
        return refuse(message);
    }
    Ok(dimension)
}
