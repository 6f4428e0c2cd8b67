//! The `.csv` form.
use super::super::{Method, csv};
use super::world::*;

fn text(method: Method, parameters: &[(&str, &str)]) -> String {
    csv(method, &ask(method, parameters).unwrap())
}

#[test]
fn every_operation() {
    let metrics = ("metrics", "ym:s:visits,ym:s:offlineCallDurationAvg");
    let table = [metrics, ("dimensions", "ym:s:lastUTMCampaign,ym:s:regionCity"), ("include_undefined", "true")];
    let expected = "ym:s:lastUTMCampaign,ym:s:regionCity,ym:s:visits,ym:s:offlineCallDurationAvg\n\
                    ,Moscow,3,30\nit's \\ spring,Moscow,1,\n,Berlin,1,\n";
    assert_eq!(text(Method::Data, &table), expected);
    let days = [("date1", "yesterday"), ("group", "day")];
    let expected = "ym:s:visits 2026-03-01,ym:s:visits 2026-03-02,ym:s:offlineCallDurationAvg 2026-03-01,\
                    ym:s:offlineCallDurationAvg 2026-03-02\n2,3,,30\n";
    assert_eq!(text(Method::ByTime, &[&[metrics][..], &days[..]].concat()), expected);
    let country = [("metrics", "ym:s:visits"), ("dimensions", "ym:s:regionCountry,ym:s:regionCity")];
    let below = [&country[..], &[("parent_id", "[\"96\"]")]].concat();
    assert_eq!(text(Method::Drilldown, &below), "ym:s:regionCity,ym:s:visits\nBerlin,1\n");
    let paths = [("row_ids", "[[\"96\"],[\"96\",\"177\"]]"), ("group", "all")];
    let expected = "ym:s:regionCountry,ym:s:regionCity,ym:s:visits 2026-02-24\nGermany,,1\nGermany,Berlin,1\n";
    assert_eq!(text(Method::ByTime, &[&country[..], &paths[..]].concat()), expected);
    let two = [("metrics", "ym:s:visits,ym:s:users"), ("filters_b", "ym:s:isRobot=='Yes'")];
    let expected = "ym:s:visits a,ym:s:visits b,ym:s:users a,ym:s:users b\n5,1,4,1\n";
    assert_eq!(text(Method::Comparison, &two), expected);
    let across =
        [("metrics", "ym:s:visits"), ("dimensions", "ym:s:regionCountry"), ("pivot_dimensions", "ym:s:isRobot")];
    assert_eq!(
        text(Method::Pivot, &across),
        "ym:s:regionCountry,ym:s:visits No,ym:s:visits Yes\nRussia,4,0\nGermany,0,1\n"
    );
}
