//! Tables, counted by hand.
use super::world::*;
use serde_json::json;

#[test]
fn totals_of_visits() {
    let metrics = "ym:s:visits,ym:s:users,ym:s:pageviews,ym:s:bounceRate,ym:s:pageDepth,ym:s:avgVisitDurationSeconds,\
                   ym:s:newUsers,ym:s:percentNewVisitors,ym:s:newUserVisitsPercentage,ym:s:robotVisits,\
                   ym:s:mobilePercentage,ym:s:blockedPercentage,ym:s:manPercentage,ym:s:womanPercentage";
    assert_eq!(totals(metrics), json!([5, 4, 9, 40, 1.8, 91.8, 4, 100, 80, 1, 20, 20, 50, 50]));
}

#[test]
fn totals_of_goals_and_purchases() {
    let metrics = "ym:s:sumGoalReachesAny,ym:s:anyGoalConversionRate,ym:s:goal5visits,ym:s:goal5reaches,ym:s:goal5users,\
                   ym:s:goal5conversionRate,ym:s:goal5userConversionRate,ym:s:goal5reachesPerUser,\
                   ym:s:goal5convertedRUBRevenue,ym:s:favoriteGoalsReaches,ym:s:ecommercePurchases,\
                   ym:s:ecommerceRUBConvertedRevenue,ym:s:ecommerceUSDConvertedRevenue,\
                   ym:s:ecommerceRUBConvertedRevenuePerVisit,ym:s:ecommerceRUBConvertedRevenuePerPurchase";
    assert_eq!(totals(metrics), json!([4, 40, 2, 3, 2, 40, 50, 0.75, 2.5, 1, 2, 923.45, 11.543125, 184.69, 461.725]));
    let metrics = "ym:s:productInListImpressions,ym:s:productImpressions,ym:s:productBasketsQuantity,\
                   ym:s:productBasketsPrice,ym:s:productPurchasedQuantity,ym:s:productPurchasedPrice,\
                   ym:s:productPurchasedUniq,ym:s:usersPurchasePercentage,ym:s:productBasketsUserPercentage";
    assert_eq!(totals(metrics), json!([2, 1, 2, 100, 4, 146.9, 2, 50, 25]));
    let metrics = "ym:s:paramsNumber,ym:s:sumParams,ym:s:sumParams[ym:s:paramsLevel1=='money' AND ym:s:paramsLevel2>50],\
                   ym:s:visits[ym:s:paramsLevel1=='plan'],ym:s:offlineCalls,ym:s:offlineCallsMissedPercentage,\
                   ym:s:offlineCallHoldDurationTillMissAvg,ym:s:offlineCallTalkDurationAvg";
    assert_eq!(totals(metrics), json!([4, 102.5, 100, 2, 1, 100, 30, null]));
}

#[test]
fn rows_of_sources() {
    let answer = data(&[("metrics", "ym:s:visits,ym:s:users"), ("dimensions", "ym:s:<attribution>TrafficSource")]);
    assert_eq!(
        rows(&answer),
        [
            "Search engine traffic | [2,1]",
            "Ad traffic | [1,1]",
            "Link traffic | [1,1]",
            "Social network traffic | [1,1]"
        ]
    );
    assert_eq!(answer["query"]["dimensions"], json!(["ym:s:lastSignTrafficSource"]));
    let first =
        json!({"icon_id": "2", "icon_type": "traffic-source", "id": "organic", "name": "Search engine traffic"});
    assert_eq!(answer["data"][0]["dimensions"][0], first);
    assert_eq!((&answer["min"], &answer["max"]), (&json!([1, 1]), &json!([2, 1])));
    let answer = data(&[
        ("metrics", "ym:s:visits"),
        ("dimensions", "ym:s:lastTrafficSourceName"),
        ("sort", "ym:s:lastTrafficSourceName"),
    ]);
    assert_eq!(answer["data"][1]["dimensions"][0], json!({"name": "Direct traffic"}));
}

#[test]
fn rows_of_things_that_a_visit_has_several_of() {
    let metrics = "ym:s:productInListImpressions,ym:s:productImpressions,ym:s:productBasketsQuantity,\
                   ym:s:productPurchasedQuantity,ym:s:visits,ym:s:ecommercePurchases";
    let answer = data(&[("metrics", metrics), ("dimensions", "ym:s:productName")]);
    assert_eq!(rows(&answer), ["Kettle | [1,1,2,2,1,1]", "Mug | [1,0,0,2,2,2]"]);
    assert_eq!(answer["totals"], json!([2, 1, 2, 4, 2, 2]));

    let metrics = "ym:s:ecommerceRUBConvertedRevenue,ym:s:productPurchasedQuantity,ym:s:visits";
    let answer = data(&[("metrics", metrics), ("dimensions", "ym:s:purchaseID,ym:s:productName")]);
    assert_eq!(
        rows(&answer),
        ["B-2 | Mug | [800,1,1]", "A-1 | Kettle | [123.45,2,1]", "A-1 | Mug | [123.45,1,1]"],
        "a purchase goes with its own products"
    );

    let metrics = "ym:s:visits,ym:s:paramsNumber,ym:s:sumParams";
    let answer = data(&[("metrics", metrics), ("dimensions", "ym:s:paramsLevel1,ym:s:paramsLevel2")]);
    let expected =
        ["money | 100 | [1,1,100]", "money | 2.5 | [1,1,2.5]", "plan | free | [1,1,0]", "plan | pro | [1,1,0]"];
    assert_eq!(rows(&answer), expected);
    assert_eq!(answer["totals"], json!([2, 4, 102.5]));

    let metrics = "ym:s:visits,ym:s:sumGoalReachesAny,ym:s:anyGoalConversionRate";
    let answer = data(&[("metrics", metrics), ("dimensions", "ym:s:goal")]);
    assert_eq!(rows(&answer), ["5 | [2,3,100]", "6 | [1,1,100]"]);
    assert_eq!(answer["totals"], json!([2, 4, 100]));
}

#[test]
fn page_views_have_days_of_their_own() {
    let text = [("metrics", "ym:pv:pageviews,ym:pv:users"), ("dimensions", "ym:pv:date"), ("sort", "ym:pv:date")];
    assert_eq!(rows(&data(&text)), ["2026-03-01 | [2,1]", "2026-03-02 | [7,4]"]);
    // The second page of a visit of Sunday is of Monday.
    let monday = [("metrics", "ym:pv:pageviews"), ("date1", "today"), ("date2", "today")];
    assert_eq!(data(&monday)["totals"], json!([7]));
    let text = [("metrics", "ym:pv:pageviews,ym:pv:users"), ("dimensions", "ym:pv:URLPath,ym:pv:title")];
    assert_eq!(
        rows(&data(&text)),
        ["/ | Home | [4,4]", "/catalogue/kettles/ | Kettles | [3,2]", "/cart/ | Cart | [2,2]"]
    );
    let text = [("metrics", "ym:pv:pageviews"), ("dimensions", "ym:pv:referer"), ("filters", "ym:s:isRobot=='No'")];
    let expected = [
        "https://shop.example/catalogue/kettles/?sort=price | [3]",
        "https://shop.example/ | [1]",
        "https://vk.example/ | [1]",
        "https://yandex.example/ | [1]",
        "https://yandex.example/search/?text=kettle | [1]",
    ];
    assert_eq!(rows(&data(&text)), expected);
}

#[test]
fn time_zones_move_days() {
    let visits = |zone: &'static str| {
        let text = [("metrics", "ym:s:visits"), ("dimensions", "ym:s:date,ym:s:hour"), ("timezone", zone)];
        let days = [("date1", "today"), ("date2", "today"), ("sort", "ym:s:hour")];
        rows(&data(&[&text[..], &days[..]].concat()))
    };
    assert_eq!(visits("+03:00"), ["2026-03-02 | 9 | [1]", "2026-03-02 | 12 | [1]", "2026-03-02 | 23 | [1]"]);
    assert_eq!(visits("+12:00"), ["2026-03-02 | 8 | [1]", "2026-03-02 | 18 | [1]", "2026-03-02 | 21 | [1]"]);
    assert_eq!(visits("-12:00"), ["2026-03-02 | 8 | [1]"]);
}

#[test]
fn every_form_of_time() {
    let names = [
        ("ym:s:date", "2026-03-02"),
        ("ym:s:datePeriodday", "2026-03-02"),
        ("ym:s:datePeriod<group>", "2026-03-02"),
        ("ym:s:datePeriodmonthName", "2026-03-01"),
        ("ym:s:dateTime", "2026-03-02 23:10:00"),
        ("ym:s:year", "2026"),
        ("ym:s:month", "3"),
        ("ym:s:dayOfMonth", "2"),
        ("ym:s:dayOfWeek", "Monday"),
        ("ym:s:hour", "23"),
        ("ym:s:hourMinute", "23:10"),
        ("ym:s:dekaminute", "23:10"),
        ("ym:s:minute", "10"),
        ("ym:s:startOfYear", "2026-01-01"),
        ("ym:s:startOfQuarter", "2026-01-01"),
        ("ym:s:startOfMonth", "2026-03-01"),
        ("ym:s:startOfWeek", "2026-03-02"),
        ("ym:s:startOfHour", "2026-03-02 23:00:00"),
        ("ym:s:startOfDekaminute", "2026-03-02 23:10:00"),
        ("ym:s:startOfMinute", "2026-03-02 23:10:00"),
        ("ym:s:firstVisitDate", "2026-03-02"),
        ("ym:s:browserHour", "23"),
    ];
    for (name, expected) in names {
        let text = [("metrics", "ym:s:visits"), ("dimensions", name), ("filters", "ym:s:clientID==300")];
        assert_eq!(rows(&data(&text)), [format!("{expected} | [1]")], "{name}");
    }
}

#[test]
fn pages_defaults_and_echo() {
    let text = [("metrics", "ym:s:visits"), ("dimensions", "ym:s:regionCity"), ("limit", "1"), ("offset", "2")];
    let answer = data(&text);
    assert_eq!(rows(&answer), ["Berlin | [1]"]);
    assert_eq!((&answer["total_rows"], &answer["totals"], &answer["max"]), (&json!(2), &json!([5]), &json!([4])));
    let expected = json!({
        "ids": [1], "dimensions": ["ym:s:regionCity"], "metrics": ["ym:s:visits"], "sort": ["-ym:s:visits"],
        "date1": "2026-02-24", "date2": "2026-03-02", "limit": 1, "offset": 2, "group": "Week",
        "auto_group_size": "1", "attr_name": "", "quantile": "50", "offline_window": "21",
        "attribution": "LastSign", "currency": "RUB", "adfox_event_id": "0"
    });
    assert_eq!(answer["query"], expected);
    let facts = ["sampled", "sample_share", "sample_size", "sample_space", "contains_sensitive_data", "data_lag"];
    let expected = [json!(false), json!(1), json!(5), json!(5), json!(false), json!(0)];
    assert_eq!(facts.map(|key| answer[key].clone()), expected);
}

#[test]
fn sensitive_rows_are_hidden() {
    let answer = data(&[("metrics", "ym:s:visits"), ("dimensions", "ym:s:gender")]);
    // Two women, and one man, who is hidden: reports about two are the least here.
    assert_eq!(rows(&answer), ["Female | [2]"]);
    assert_eq!((&answer["contains_sensitive_data"], &answer["totals"]), (&json!(true), &json!([4])));
    let answer = data(&[("metrics", "ym:s:visits"), ("filters", "ym:s:gender=='male'")]);
    assert_eq!((rows(&answer).len(), &answer["contains_sensitive_data"]), (0, &json!(true)));
}

#[test]
fn undefined_first_dimension() {
    let text = [("metrics", "ym:s:visits"), ("dimensions", "ym:s:lastUTMSource,ym:s:lastSearchPhrase")];
    let answer = data(&text);
    assert_eq!((rows(&answer), &answer["totals"]), (vec!["yandex | null | [1]".to_owned()], &json!([1])));
    let answer = data(&[&text[..], &[("include_undefined", "true")]].concat());
    let expected = ["null | null | [3]", "yandex | null | [1]", "null | buy a kettle | [1]"];
    assert_eq!((rows(&answer), &answer["totals"]), (expected.map(str::to_owned).to_vec(), &json!([5])));
    assert_eq!(answer["data"][0]["dimensions"][0], json!({"name": null}));
}

#[test]
fn names_without_an_attribution_take_that_of_the_query() {
    for attribution in ["first", "last", "lastsign"] {
        let ask = |dimension: &str| {
            let text = [("metrics", "ym:s:visits"), ("dimensions", dimension), ("attribution", attribution)];
            rows(&data(&[&text[..], &[("filters", "ym:s:trafficSource!='ad'")]].concat()))
        };
        assert_eq!(ask("ym:s:trafficSource"), ask(&format!("ym:s:{attribution}TrafficSource")));
    }
    let of = |attribution| {
        let dimensions = ("dimensions", "ym:s:trafficSource");
        rows(&data(&[("metrics", "ym:s:visits"), dimensions, ("attribution", attribution)]))
    };
    assert_ne!(of("last"), of("first"));
    let answer = data(&[("metrics", "ym:s:visits"), ("dimensions", "ym:s:UTMSource")]);
    assert_eq!(answer["query"]["dimensions"], json!(["ym:s:UTMSource"]));
}

#[test]
fn two_counters_of_one_site() {
    use super::super::{Context, Counter, run};
    let mut visits = five();
    visits.extend(five().into_iter().map(|visit| crate::traffic::model::Visit { counter: 2, ..visit }));
    let (log, settings, mut counters) = (Log(&visits), settings(), counters());
    counters.push(Counter { id: 2, goals: vec![9], ..counters[0].clone() });
    let context = Context { log: &log, counters: &counters, today: MONDAY, settings: &settings };
    let ask = |text: &[(&str, &str)]| run(super::super::Method::Data, &parameters(text), &context).unwrap();
    let answer = ask(&[("metrics", "ym:s:visits,ym:s:users,ym:s:goal9visits"), ("dimensions", "ym:s:startURL")]);
    let expected = ["https://shop.example/ | [8,4,0]", "https://shop.example/catalogue/kettles/?sort=price | [2,1,0]"];
    assert_eq!(rows(&answer), expected);
    assert_eq!(answer["query"]["ids"], json!([1, 2]));
    let answer = ask(&[("metrics", "ym:s:visits"), ("dimensions", "ym:s:counterID")]);
    assert_eq!(rows(&answer), ["1 | [5]", "2 | [5]"]);
}

#[test]
fn an_access_filter_narrows_the_counter_that_has_it() {
    use super::super::{Context, Counter, Lens, run};
    let mut visits = five();
    visits.extend(five().into_iter().map(|visit| crate::traffic::model::Visit { counter: 2, ..visit }));
    let (log, settings, mut counters) = (Log(&visits), settings(), counters());
    counters.push(Counter { id: 2, seen_through: vec!["ym:s:isRobot=='No'".to_owned()], ..counters[0].clone() });
    let ask = |counters: &[Counter], filters: &str| {
        let text = parameters(&[("metrics", "ym:s:visits"), ("dimensions", "ym:s:counterID"), ("filters", filters)]);
        let context = Context { log: &log, counters, today: MONDAY, settings: &settings };
        rows(&run(super::super::Method::Data, &text, &context).unwrap())
    };
    assert_eq!(ask(&counters, ""), ["1 | [5]", "2 | [4]"]);
    assert_eq!(ask(&counters, "ym:s:pageViews==1"), ["1 | [3]", "2 | [2]"], "both filters must let a visit through");
    counters[1].seen_through.push("ym:s:regionCity=='177'".to_owned());
    assert_eq!(ask(&counters, ""), ["1 | [5]"], "the only visit from Berlin is a robot's");

    let lens = Lens::of_log(&counters[1], crate::traffic::model::Attribution::Last).unwrap();
    assert!(!visits.iter().any(|visit| lens.shows(&counters[1], &jiff::tz::TimeZone::UTC, visit, None)));
    // A filter on page views shows the visits that have one that fits, and of their hits those that fit.
    let counter = Counter { seen_through: vec!["ym:pv:title=='Cart'".to_owned()], ..counters[0].clone() };
    let lens = Lens::of_log(&counter, crate::traffic::model::Attribution::Last).unwrap();
    let ids = |hit: Option<usize>| -> Vec<u64> {
        let shown = visits.iter().take(5).filter(|visit| lens.shows(&counter, &jiff::tz::TimeZone::UTC, visit, hit));
        shown.map(|visit| visit.id).collect()
    };
    assert_eq!((ids(None), ids(Some(0)), ids(Some(1)), ids(Some(3))), (vec![2, 3], vec![], vec![2], vec![3]));
}
