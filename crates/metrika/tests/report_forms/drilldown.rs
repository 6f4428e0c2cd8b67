//! `GET /stat/v1/data/drilldown`, and trees that compare.

use std::collections::HashSet;

use futures_util::TryStreamExt;
use metrika::reports::{DimensionValue, Node, Sort};

use crate::{busy, cells, device, everything, month, sends, shop, sorted, source, system, visits};

fn key(value: &DimensionValue) -> Option<String> {
    crate::key(value)
}

#[tokio::test]
async fn every_setting_reaches_the_service() {
    let desk = busy().await;
    let client = desk.client();
    let request = everything(&client)
        .period(month())
        .sort([Sort::descending(visits())])
        .limit(50)
        .offset(3)
        .drilldown()
        .below(["organic"])
        .only_expandable_undefined(true);
    let own = [
        ("date1", "2026-02-01"),
        ("date2", "2026-02-28"),
        ("limit", "50"),
        ("offset", "3"),
        ("only_expandable_undefined", "true"),
        ("parent_id", r#"["organic"]"#),
        ("sort", "-ym:s:visits"),
    ];
    sends(&desk.sandbox, request, "/stat/v1/data/drilldown", &own).await;
}

#[tokio::test]
async fn a_walk_passes_every_leaf_once() {
    let desk = busy().await;
    let client = desk.client();
    let query = shop([source(), device(), system()]).period(month());
    let table = query.on(&client).all().await.unwrap().require_complete().unwrap();
    let before = desk.sent().len();
    let nodes: Vec<Node> = query.on(&client).drilldown().walk(|_| true).try_collect().await.unwrap();
    let leaves = nodes.iter().filter(|node| !node.expands);
    let path = |node: &Node| -> Vec<Option<String>> {
        node.parent.iter().cloned().map(Some).chain([key(&node.value)]).collect()
    };
    let leaves = sorted(leaves.map(|node| (path(node), node.metric(&visits()).unwrap())));
    assert_eq!(leaves, cells(&table.rows));
    let different: HashSet<_> = nodes.iter().map(path).collect();
    assert_eq!(different.len(), nodes.len());
    // The first level, and one for each node that can be opened.
    let opened = nodes.iter().filter(|node| node.expands).count();
    assert_eq!(desk.sent().len() - before, 1 + opened);
    // Each node comes before those below it.
    let mut above = Vec::new();
    for node in &nodes {
        above.truncate(node.depth());
        assert_eq!(above, node.parent);
        above.extend(key(&node.value));
    }
}

#[tokio::test]
async fn a_walk_asks_for_no_more_than_it_passes() {
    let desk = busy().await;
    let client = desk.client();
    let query = shop([source(), device()]).period(month());
    let mut walk = std::pin::pin!(query.on(&client).drilldown().walk(|node| node.depth() == 0));
    assert!(desk.sent().is_empty(), "nothing before it is asked for");
    walk.try_next().await.unwrap().unwrap();
    assert_eq!(desk.sent().len(), 1);
    let below = walk.try_next().await.unwrap().unwrap();
    assert_eq!((below.depth(), desk.sent().len()), (1, 2));

    let closed: Vec<_> = query.on(&client).drilldown().walk(|_| false).try_collect().await.unwrap();
    assert!(closed.len() > 2 && closed.iter().all(|node| node.depth() == 0));
    assert_eq!(desk.sent().len(), 3);
}

#[tokio::test]
async fn levels_come_in_pages() {
    let desk = busy().await;
    let client = desk.client();
    let tree = || shop([source(), device()]).period(month()).on(&client).drilldown();
    let whole = tree().all().await.unwrap().require_complete().unwrap();
    assert!(whole.rows.len() > 3);
    let small = tree().limit(2).all().await.unwrap().require_complete().unwrap();
    assert_eq!(small.rows, whole.rows);
    assert_eq!(small.requests as usize, whole.rows.len().div_ceil(2));
    let rows: Vec<_> = tree().limit(2).rows().try_collect().await.unwrap();
    assert_eq!(rows, whole.rows);
    let pages: Vec<_> = tree().limit(2).pages().try_collect().await.unwrap();
    assert_eq!(pages.iter().flat_map(|page| page.rows.clone()).collect::<Vec<_>>(), whole.rows);
    let all: Vec<_> = tree().walk(|_| true).try_collect().await.unwrap();
    let paged: Vec<_> = tree().limit(2).walk(|_| true).try_collect().await.unwrap();
    assert_eq!(paged, all);
}

#[tokio::test]
async fn an_offset_is_one_of_its_own_level() {
    let desk = busy().await;
    let client = desk.client();
    let tree = || shop([source(), device()]).period(month()).on(&client).drilldown();
    let all: Vec<_> = tree().walk(|_| true).try_collect().await.unwrap();
    let second = all.iter().enumerate().filter(|(_, node)| node.depth() == 0).nth(1).unwrap().0;
    let later: Vec<_> = tree().offset(2).walk(|_| true).try_collect().await.unwrap();
    assert_eq!(later, all[second..]);
}

#[tokio::test]
async fn what_is_below_a_node_without_a_value_is_no_silent_gap() {
    let desk = busy().await;
    let client = desk.client();
    let dimensions = [source(), crate::dimension("ym:s:lastsignSearchEngine"), device()];
    let tree = || shop(dimensions.clone()).period(month()).on(&client).drilldown();
    let error = tree().walk(|_| true).try_collect::<Vec<_>>().await.unwrap_err();
    assert_eq!(error.kind(), metrika::ErrorKind::Incomplete);
    assert!(error.to_string().contains("the undefined value under"), "{error}");

    let before = desk.sent().len();
    let nodes: Vec<Node> = tree().walk(|node| node.path().is_some()).try_collect().await.unwrap();
    let closed: Vec<_> = nodes.iter().filter(|node| node.expands && node.path().is_none()).collect();
    assert!(!closed.is_empty() && closed.iter().all(|node| node.depth() == 1));
    let opened = nodes.iter().filter(|node| node.expands && node.path().is_some()).count();
    assert_eq!(desk.sent().len() - before, 1 + opened);
    assert!(nodes.iter().all(|node| node.sampling.is_sampled() == Some(false)));
}
