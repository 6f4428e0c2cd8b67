//! What a filter must keep to, looked at before it is sent.

use super::condition::{Condition, Subject};
use super::{Filter, Node};
use crate::error::{Error, Result};
use crate::reports::{Dimension, Metric};

const CHARACTERS: usize = 10_000;
const CONDITIONS: usize = 20;
const NAMES: usize = 10;
const VALUES: usize = 100;

/// Which conditions on metrics are possible.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Beside<'a> {
    /// These metrics are asked for.
    Metrics(&'a [Metric]),
    /// A preset says which metrics are asked for, perhaps beside others.
    Preset,
    /// There are no conditions on metrics here: in comparisons, and in what narrows a metric.
    Nothing(&'static str),
}

/// What is known of names.
pub(super) struct Known {
    /// The operators of a dimension, `None` if they are not known.
    pub operators: fn(&Dimension) -> Option<&'static [&'static str]>,
    /// Whether filters may have a metric, `None` if that is not known.
    pub filterable: fn(&Metric) -> Option<bool>,
}

impl Filter {
    /// Whether it may be sent as `filters` beside these metrics.
    pub(crate) fn check(&self, metrics: &[Metric]) -> Result<()> {
        self.check_as("filters", Beside::Metrics(metrics))
    }

    /// Whether it may be sent in this parameter.
    pub(crate) fn check_as(&self, field: &str, beside: Beside<'_>) -> Result<()> {
        self.check_knowing(field, beside, &Known { operators, filterable })
    }

    /// The metrics that it has conditions on. Of what was given as text, nothing is known: see [`is_known`](Self::is_known).
    pub(in crate::reports) fn metrics<'f>(&'f self) -> Vec<&'f Metric> {
        let mut conditions = Vec::new();
        // An empty text is refused elsewhere.
        let _ = collect(&self.0, "filters", &mut conditions);
        let metric = |condition: &'f Condition| match &condition.subject {
            Subject::Metric(metric) => Some(metric),
            Subject::Dimension(_) => None,
        };
        conditions.into_iter().filter_map(metric).collect()
    }

    /// Whether no part of it was given as text.
    pub(in crate::reports) fn is_known(&self) -> bool {
        fn known(node: &Node) -> bool {
            match node {
                Node::Raw(_) => false,
                Node::Condition(_) => true,
                Node::And(nodes) | Node::Or(nodes) => nodes.iter().all(known),
                Node::Not(node) | Node::Exists(node) | Node::All(node) | Node::None(node) => known(node),
            }
        }
        known(&self.0)
    }

    pub(super) fn check_knowing(&self, field: &str, beside: Beside<'_>, known: &Known) -> Result<()> {
        let refuse = |rule: String| Err(Error::invalid(field, rule));
        let mut conditions = Vec::new();
        collect(&self.0, field, &mut conditions)?;
        for condition in &conditions {
            match &condition.subject {
                Subject::Dimension(dimension) => dimension.checked()?,
                Subject::Metric(metric) => metric.checked()?,
            };
        }

        let characters = self.to_string().chars().count();
        if characters > CHARACTERS {
            return refuse(format!("it has {characters} characters, {CHARACTERS} are allowed"));
        }
        if conditions.len() > CONDITIONS {
            return refuse(format!("it has {} conditions, {CONDITIONS} are allowed", conditions.len()));
        }
        for Condition { subject, values, .. } in &conditions {
            match values.len() {
                0 => return refuse(format!("the list of values for {subject} is empty")),
                1..=VALUES => {}
                many => return refuse(format!("{subject} is compared with {many} values, {VALUES} are allowed")),
            }
        }
        let mut names: Vec<&str> = conditions.iter().map(|condition| condition.name()).collect();
        names.sort_unstable();
        names.dedup();
        if names.len() > NAMES {
            return refuse(format!(
                "it has {} different dimensions and metrics, {NAMES} are allowed: {}",
                names.len(),
                names.join(", ")
            ));
        }

        place(&self.0, field, Place::Top)?;
        for condition in conditions {
            match &condition.subject {
                Subject::Dimension(dimension) => check_operator(field, dimension, condition, known)?,
                Subject::Metric(metric) => check_metric(field, metric, condition, beside, known)?,
            }
        }
        Ok(())
    }
}

impl Condition {
    /// The dimension or metric, without what narrows it: whether that makes another metric of it, the reference does not
    /// say.
    fn name(&self) -> &str {
        match &self.subject {
            Subject::Dimension(dimension) => dimension.as_str(),
            Subject::Metric(metric) => metric.plain(),
        }
    }
}

/// All conditions. Of what was given as text, nothing is known but whether there is any.
fn collect<'a>(node: &'a Node, field: &str, into: &mut Vec<&'a Condition>) -> Result<()> {
    match node {
        Node::Raw(text) if text.trim().is_empty() => Err(Error::invalid(field, "the expression is empty")),
        Node::Raw(_) => Ok(()),
        Node::Condition(condition) => {
            into.push(condition);
            Ok(())
        }
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().try_for_each(|node| collect(node, field, into)),
        Node::Not(node) | Node::Exists(node) | Node::All(node) | Node::None(node) => collect(node, field, into),
    }
}

/// What is around a condition.
#[derive(Clone, Copy)]
enum Place {
    Top,
    Inside(&'static str),
}

/// Conditions on metrics are outside of everything but the outermost `AND`.
fn place(node: &Node, field: &str, at: Place) -> Result<()> {
    match (node, at) {
        (Node::Condition(Condition { subject: Subject::Metric(metric), .. }), Place::Inside(word)) => {
            let rule = "conditions on metrics are outside all parentheses, joined to the rest by AND alone";
            Err(Error::invalid(field, format_args!("the metric {metric} is inside of {word}: {rule}")))
        }
        (Node::Condition(_) | Node::Raw(_), _) => Ok(()),
        (Node::And(nodes), at) => nodes.iter().try_for_each(|node| place(node, field, at)),
        (Node::Or(nodes), _) => nodes.iter().try_for_each(|node| place(node, field, Place::Inside("OR"))),
        (Node::Not(node), _) => place(node, field, Place::Inside("NOT")),
        (Node::Exists(node), _) => place(node, field, Place::Inside("EXISTS")),
        (Node::All(node), _) => place(node, field, Place::Inside("ALL")),
        (Node::None(node), _) => place(node, field, Place::Inside("NONE")),
    }
}

fn check_operator(field: &str, dimension: &Dimension, condition: &Condition, known: &Known) -> Result<()> {
    let sign = condition.operator.sign();
    match (known.operators)(dimension) {
        Some(operators) if !operators.contains(&sign) => {
            let rule = format_args!("{dimension} does not know the operator {sign}, only {}", operators.join(" "));
            Err(Error::invalid(field, rule))
        }
        _ => Ok(()),
    }
}

fn check_metric(field: &str, metric: &Metric, condition: &Condition, beside: Beside<'_>, known: &Known) -> Result<()> {
    let refuse = |rule: String| Err(Error::invalid(field, rule));
    match beside {
        Beside::Nothing(place) => return refuse(format!("{place} has no conditions on metrics, and {metric} is one")),
        Beside::Metrics(metrics) if !metrics.contains(metric) => {
            return refuse(format!("the metric {metric} must be among the metrics asked for, spelled like here"));
        }
        Beside::Metrics(_) | Beside::Preset => {}
    }
    if (known.filterable)(metric) == Some(false) {
        return refuse(format!("filters cannot have the metric {metric}"));
    }
    let number = |text: &str| text.parse::<f64>().is_ok_and(f64::is_finite);
    match condition.values.iter().find(|value| !number(value.as_str())) {
        Some(value) => refuse(format!("{metric} is compared with a number, and not {}", value.as_str())),
        None => Ok(()),
    }
}

/// The operators that the reference lists for a dimension. The one that has the names of its values is another dimension:
/// what that one knows, the reference does not say.
fn operators(dimension: &Dimension) -> Option<&'static [&'static str]> {
    let info = dimension.info()?;
    let of_names = dimension.short().ends_with("Name") && !info.name.short().ends_with("Name");
    (!of_names && !info.operators.is_empty()).then_some(info.operators)
}

/// Whether filters may have a metric.
fn filterable(metric: &Metric) -> Option<bool> {
    metric.info()?.filterable
}
