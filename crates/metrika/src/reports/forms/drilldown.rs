//! Trees: `GET /stat/v1/data/drilldown`.

use std::collections::VecDeque;
use std::sync::Arc;

use futures_util::stream::{self, Stream};
use metrika_raw::stat::{self, types};
use metrika_raw::wire::Flag;
use serde::{Deserialize, Serialize};

use super::answer::{Place, Resolved, each, facts, rows};
use super::call::{asked, branched, dated, paged};
use super::{Form, Paged};
use crate::error::{Error, ErrorKind, Result};
use crate::reports::{Columns, DimensionValue, Metric, Numbers, Query, Report, ReportRequest, ResolvedQuery, Sampling};

/// One level of a tree: the nodes right below one of the level above.
pub type Level = Report<Drilldown>;

/// The form of a report that is a tree, of which one level is brought at a time: first the values of the first dimension; below each of
/// them those of the second one; and so on.
///
/// Reference: <https://yandex.com/dev/metrika/en/stat/openapi/drilldown>.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Drilldown {
    pub(super) branch: Branch,
}

/// Where in a tree.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Branch {
    /// The keys from the root to the node above.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parent: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub only_expandable_undefined: Option<bool>,
}

/// A form that is a tree: [`Drilldown`], [`ComparedTree`](super::ComparedTree).
pub trait Tree: Paged<Row = Node<Self::Numbers>> {
    /// The numbers of a node.
    type Numbers: std::fmt::Debug + Clone + PartialEq + Send + Sync + 'static;

    #[doc(hidden)]
    fn branch(&mut self) -> &mut impl TreeBranch;
}

/// Keeps the branch to itself.
pub trait TreeBranch {
    #[doc(hidden)]
    fn below(&mut self, parent: Vec<String>);
    #[doc(hidden)]
    fn only_expandable_undefined(&mut self, only: bool);
}

impl TreeBranch for Branch {
    fn below(&mut self, parent: Vec<String>) {
        self.parent = parent;
    }

    fn only_expandable_undefined(&mut self, only: bool) {
        self.only_expandable_undefined = Some(only);
    }
}

impl Branch {
    pub fn check(&self, query: &Query) -> Result<()> {
        let levels = query.dimensions.len();
        if levels == 0 && query.preset.is_none() {
            return Err(Error::invalid("dimensions", "a tree needs at least one dimension, or a preset"));
        }
        if !query.preset_brings(&query.dimensions) && self.parent.len() >= levels {
            let rule = format_args!("{} keys lead below the last of {levels} dimensions", self.parent.len());
            return Err(Error::invalid("parent_id", rule));
        }
        Ok(())
    }

    /// Reads one node of the level below. Where it is not told whether there is more below, there may be: it would be lost otherwise.
    pub fn node<N>(
        &self,
        columns: &Columns,
        value: Option<types::Dimension>,
        expand: Option<Flag>,
        numbers: N,
        sampling: Sampling,
        place: &Place,
    ) -> Result<Node<N>> {
        let expand = expand.map_or(self.parent.len() + 1 < columns.dimensions().len(), bool::from);
        let message = || format!("{place} has no dimension");
        let value = value.ok_or_else(|| place.wrong(Error::new(ErrorKind::Decode, message()), "dimension"))?;
        Ok(Node { value: value.into(), parent: self.parent.clone(), expands: expand, numbers, sampling })
    }
}

/// One node of a tree.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Node<N = Numbers> {
    /// What the dimension of this level is.
    pub value: DimensionValue,
    /// The keys of the nodes above, from the root on.
    pub parent: Vec<String>,
    /// Whether there are nodes below.
    pub expands: bool,
    /// Its numbers.
    pub numbers: N,
    /// How much of the data was counted for it.
    pub sampling: Sampling,
}

impl<N> Node<N> {
    /// How far it is from the top: 0 for the values of the first dimension.
    pub fn depth(&self) -> usize {
        self.parent.len()
    }

    /// What leads to it, from the root on: the id of each value, or its name if it has no id. `None` if its own value is undefined: such a
    /// node has no key.
    pub fn path(&self) -> Option<Vec<String>> {
        let key = self.value.id.as_ref().or(self.value.name.as_ref())?;
        Some(self.parent.iter().chain([key]).cloned().collect())
    }
}

impl Node {
    /// The number of a metric. `None` if it has no value, such as an average of nothing. A metric that was not asked for is an error of kind
    /// [`NotAsked`](ErrorKind::NotAsked).
    pub fn metric(&self, metric: &Metric) -> Result<Option<f64>> {
        self.numbers.metric(metric)
    }
}

impl<'a, F: Tree> ReportRequest<'a, F> {
    /// The nodes below the one that these keys lead to: for each level the id of a value, or its name if it has no id.
    pub fn below<K: Into<String>>(mut self, path: impl IntoIterator<Item = K>) -> Self {
        self.form.branch().below(path.into_iter().map(Into::into).collect());
        self
    }

    /// Whether to leave out nodes without a value that have nothing below. Matters only with
    /// [`include_undefined`](Self::include_undefined).
    pub fn only_expandable_undefined(mut self, only: bool) -> Self {
        self.form.branch().only_expandable_undefined(only);
        self
    }

    /// The nodes below this one, from the first on: an [`offset`](Self::offset) is one of the level it was set for.
    pub fn children(&self, node: &Node<F::Numbers>) -> Result<Self> {
        match node.path() {
            Some(path) => {
                let mut below = self.clone().below(path);
                below.query.offset = None;
                Ok(below)
            }
            None => Err(Error::invalid("parent_id", "a node whose value is undefined has no key: it cannot be opened")),
        }
    }

    /// The whole tree, each node before those below it. A level is asked for when the stream gets there, and only if `open` says so of the
    /// node above. A node whose value is undefined has no key: what is below it cannot be asked for. If `open` wants it all the same, that is an
    /// error of kind [`Incomplete`](ErrorKind::Incomplete) and no silent gap: `|node| node.path().is_some()` leaves such nodes closed.
    ///
    /// If a level is of other days than the first one, or counted from another sample, that is an error of kind
    /// [`DataChanged`](ErrorKind::DataChanged).
    ///
    /// ```
    /// # async fn example(client: metrika::Client) -> metrika::Result<()> {
    /// use futures_util::TryStreamExt;
    /// use metrika::reports::{Period, s};
    ///
    /// let tree = client
    ///     .report([44147844])
    ///     .metrics([s::VISITS])
    ///     .dimensions([s::OPERATING_SYSTEM_ROOT, s::OPERATING_SYSTEM])
    ///     .period(Period::last_days(30))
    ///     .drilldown();
    /// // Systems of more than 100 visits are opened.
    /// let mut nodes = std::pin::pin!(tree.walk(|node| node.metric(&s::VISITS).is_ok_and(|visits| visits > Some(100.0))));
    /// while let Some(node) = nodes.try_next().await? {
    ///     println!("{:1$}{2:?}: {3:?}", "", node.depth() * 2, node.value.name, node.metric(&s::VISITS)?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn walk(
        self,
        open: impl FnMut(&Node<F::Numbers>) -> bool + Send + 'a,
    ) -> impl Stream<Item = Result<Node<F::Numbers>>> + Send + 'a {
        let walk = Walk { next: Some(self.clone()), request: self, levels: Vec::new(), first: None, open };
        stream::try_unfold(walk, |mut walk| async move { Ok(walk.step().await?.map(|node| (node, walk))) })
    }
}

/// A walk through a tree: what is still to be passed of each level, the deepest last.
struct Walk<'a, F: Tree, O> {
    request: ReportRequest<'a, F>,
    levels: Vec<VecDeque<Node<F::Numbers>>>,
    /// The level to go down to.
    next: Option<ReportRequest<'a, F>>,
    /// The days of the first level, and how it was counted.
    first: Option<(String, Sampling)>,
    open: O,
}

impl<F: Tree, O: FnMut(&Node<F::Numbers>) -> bool> Walk<'_, F, O> {
    async fn step(&mut self) -> Result<Option<Node<F::Numbers>>> {
        if let Some(level) = self.next.take() {
            let level = level.all().await?;
            self.agrees(&level).map_err(|error| error.about_the_answer(F::OPERATION))?;
            self.levels.push(level.rows.into());
        }
        while let Some(level) = self.levels.last_mut() {
            let Some(node) = level.pop_front() else {
                self.levels.pop();
                continue;
            };
            if node.expands && (self.open)(&node) {
                self.next = Some(self.request.children(&node).map_err(|_| {
                    let above = if node.parent.is_empty() { "the top".to_owned() } else { node.parent.join(" > ") };
                    let message = format!(
                        "what is below the undefined value under {above} cannot be asked for: open only nodes that have a path"
                    );
                    Error::new(ErrorKind::Incomplete, message)
                })?);
            }
            return Ok(Some(node));
        }
        Ok(None)
    }

    /// Numbers of other days or of another sample are not parts of those above them.
    fn agrees(&mut self, level: &Report<F>) -> Result<()> {
        let here = (level.query.period(), level.sampling);
        let (period, sampling) = self.first.get_or_insert_with(|| here.clone());
        let changed = if *period != here.0 {
            format!("its period is {}, that of the first level {period}", here.0)
        } else if !sampling.agrees(&here.1) {
            format!("it counts {}, the first level {sampling}", here.1)
        } else {
            return Ok(());
        };
        Err(Error::new(
            ErrorKind::DataChanged,
            format!("a level of the tree does not belong to those above: {changed}"),
        ))
    }
}

impl Tree for Drilldown {
    type Numbers = Numbers;

    fn branch(&mut self) -> &mut impl TreeBranch {
        &mut self.branch
    }
}

impl Form for Drilldown {
    type Row = Node;
    type Totals = Numbers;
    type Resolved = ResolvedQuery;

    const OPERATION: &'static str = "get_drilldown";

    fn check(&self, query: &Query) -> Result<()> {
        query.check()?;
        self.branch.check(query)
    }

    async fn ask(&self, stat: &stat::Client, query: &Query, offset: u64) -> Result<Report<Self>> {
        let call = paged!(dated!(asked!(stat.get_drilldown(), query), query), query, offset);
        let call = branched!(call, self.branch);
        let response = call.send().await?;
        let trail = response.trail();
        let answer = response.into_inner();
        Report::checked(|| {
            let types::DrilldownReport { data, query: resolved, totals, min, max, .. } = answer;
            let resolved = resolved.unwrap_or_default();
            let columns = Arc::new(Columns::of(query, &resolved)?);
            let facts = facts!(answer, offset, trail);
            let rows = each(offset, rows(data)?, |row: types::DrilldownRow, place| {
                let numbers = Numbers::of(&columns, row.metrics.unwrap_or_default(), place)
                    .map_err(|error| place.wrong(error, "metrics"))?;
                self.branch.node(&columns, row.dimension, row.expand, numbers, facts.sampling, place)
            })?;
            let totals = Numbers::if_any(&columns, totals, "`totals`")?;
            let min = Numbers::if_any(&columns, min, "`min`")?;
            let max = Numbers::if_any(&columns, max, "`max`")?;
            Report::new(facts, rows, totals, resolved, columns)?.bounded(min, max)
        })
    }

    fn agree(one: &Numbers, other: &Numbers) -> bool {
        one.agree(other)
    }
}

impl Paged for Drilldown {}
