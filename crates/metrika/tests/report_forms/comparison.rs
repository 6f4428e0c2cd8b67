//! `GET /stat/v1/data/comparison` and `GET /stat/v1/data/comparison/drilldown`.

use futures_util::TryStreamExt;
use jiff::civil::date;
use metrika::reports::{ComparedNumbers, Filter, Node, Pair, Period, Segment, Sort};

use crate::{busy, cells, device, everything, key, keys, sends, shop, sorted, source, visits};

fn halves() -> (Period, Period) {
    (Period::new(date(2026, 2, 15), date(2026, 2, 28)), Period::new(date(2026, 2, 1), date(2026, 2, 14)))
}

fn mobile() -> Filter {
    Filter::raw("ym:s:deviceCategory=='mobile'")
}

#[tokio::test]
async fn every_setting_reaches_the_service() {
    let desk = busy().await;
    let client = desk.client();
    let (a, b) = halves();
    let compared = || {
        everything(&client).sort([Sort::descending(visits())]).limit(50).offset(3).compare(
            Segment::from(a).filter(mobile()),
            Segment::from(b).filter(Filter::raw("ym:s:deviceCategory=='desktop'")),
        )
    };
    let own = [
        ("date1_a", "2026-02-15"),
        ("date1_b", "2026-02-01"),
        ("date2_a", "2026-02-28"),
        ("date2_b", "2026-02-14"),
        ("filters_a", "ym:s:deviceCategory=='mobile'"),
        ("filters_b", "ym:s:deviceCategory=='desktop'"),
        ("limit", "50"),
        ("offset", "3"),
        ("sort", "-ym:s:visits"),
    ];
    sends(&desk.sandbox, compared(), "/stat/v1/data/comparison", &own).await;
    let tree = [own.as_slice(), &[("only_expandable_undefined", "true"), ("parent_id", r#"["organic"]"#)]].concat();
    let request = compared().drilldown().below(["organic"]).only_expandable_undefined(true);
    sends(&desk.sandbox, request, "/stat/v1/data/comparison/drilldown", &tree).await;
}

/// Rows of one segment that has any.
fn side(
    rows: &[(Vec<Option<String>>, Pair)],
    of: impl Fn(&Pair) -> Option<f64>,
) -> Vec<(Vec<Option<String>>, Option<f64>)> {
    rows.iter().map(|(key, pair)| (key.clone(), of(pair))).filter(|(_, number)| *number != Some(0.0)).collect()
}

#[tokio::test]
async fn the_two_sides_are_those_of_two_tables() {
    let desk = busy().await;
    let client = desk.client();
    let (a, b) = halves();
    let query = shop([source()]);
    let report = query.on(&client).compare(a, Segment::from(b).filter(mobile())).all().await.unwrap();
    let report = report.require_complete().unwrap();
    let of_a = query.clone().period(a).on(&client).all().await.unwrap();
    let of_b = query.clone().period(b).filter(mobile()).on(&client).all().await.unwrap();
    let rows = sorted(report.rows.iter().map(|row| (keys(row.dimensions()), row.metric(&visits()).unwrap())));
    assert_eq!(side(&rows, |pair| pair.a), cells(&of_a.rows));
    assert_eq!(side(&rows, |pair| pair.b), cells(&of_b.rows));
    let totals = report.totals.metric(&visits()).unwrap();
    assert_eq!(totals.a, of_a.totals.metric(&visits()).unwrap());
    assert_eq!(totals.b, of_b.totals.metric(&visits()).unwrap());
    assert_ne!(totals.a, totals.b);
}

#[tokio::test]
async fn a_tree_has_the_numbers_of_the_comparison() {
    let desk = busy().await;
    let client = desk.client();
    let (a, b) = halves();
    let request = || shop([source(), device()]).on(&client).compare(a, b);
    let table = request().all().await.unwrap();
    let nodes: Vec<Node<ComparedNumbers>> = request().drilldown().walk(|_| true).try_collect().await.unwrap();
    let leaves = sorted(nodes.iter().filter(|node| !node.expands).map(|node| {
        let path = node.parent.iter().cloned().map(Some).chain([key(&node.value)]).collect();
        (path, node.metric(&visits()).unwrap())
    }));
    let rows = sorted(table.rows.iter().map(|row| (keys(row.dimensions()), row.metric(&visits()).unwrap())));
    assert_eq!(leaves, rows);
}

#[tokio::test]
async fn rows_come_in_pages() {
    let desk = busy().await;
    let client = desk.client();
    let (a, b) = halves();
    let request = || shop([source()]).on(&client).compare(a, b);
    let whole = request().all().await.unwrap().require_complete().unwrap();
    assert!(whole.rows.len() > 3);
    let small = request().limit(2).all().await.unwrap().require_complete().unwrap();
    assert_eq!(small.rows, whole.rows);
    let rows: Vec<_> = request().limit(2).rows().try_collect().await.unwrap();
    assert_eq!(rows, whole.rows);
    let tree: Vec<_> = request().limit(2).drilldown().rows().try_collect().await.unwrap();
    assert_eq!(tree.len(), whole.rows.len());
}
