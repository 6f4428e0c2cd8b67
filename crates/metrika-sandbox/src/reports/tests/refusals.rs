//! Everything that is refused, with the words of the service: type, parameter, and a message that says why.
use super::super::{Method, Problem};
use super::world::*;

fn refused(method: Method, text: &[(&str, &str)]) -> Problem {
    let problem = ask(method, text).expect_err(&format!("{text:?}"));
    assert_eq!(problem.status, 400);
    problem
}

/// Asks for a table of visits with one more parameter.
fn check(name: &str, value: &str, error_type: &str, words: &str) {
    let mut text = vec![("metrics", "ym:s:visits"), ("dimensions", "ym:s:regionCity")];
    text.retain(|&(known, _)| known != name);
    text.push((name, value));
    let problem = refused(Method::Data, &text);
    assert_eq!(
        (problem.error_type, problem.location.as_deref()),
        (error_type, Some(name)),
        "{name}={value}: {problem}"
    );
    assert!(problem.message.contains(words), "{name}={value}: {problem}");
}

#[test]
fn names() {
    let wrong = |name: &str, value: &str, words: &str| check(name, value, "invalid_parameter", words);
    wrong("metrics", "ym:s:visitors", "Unknown metric");
    wrong("metrics", "ym:s:adfoxRPM", "does not compute");
    wrong("metrics", "ym:ad:clicks", "does not compute");
    wrong("metrics", "ym:s:goal7visits", "no goal 7");
    wrong("metrics", "ym:s:visits,ym:pv:pageviews", "one prefix");
    wrong("metrics", "ym:s:visits[", "Unknown metric");
    wrong("metrics", "ym:s:visits[ym:s:nothing=='1']", "Unknown dimension");
    wrong("metrics", "ym:s:visits[ym:s:visits>1]", "is a metric");
    wrong("metrics", "ym:s:ecommerceXYZConvertedRevenue", "does not convert");
    wrong("metrics", "ym:s:goal5convertedKZTRevenue", "does not convert");
    wrong("metrics", "ym:s:productPurchasedGBPConvertedPrice", "does not convert");
    wrong("dimensions", "ym:s:visits", "Unknown dimension");
    wrong("dimensions", "ym:s:startURLName", "Unknown dimension");
    wrong("dimensions", "ym:s:browserLanguageName", "Unknown dimension");
    wrong("dimensions", "ym:s:interest", "does not compute");
    wrong("dimensions", "ym:s:lastVisitTrafficSource", "Unknown dimension");
    wrong("dimensions", "ym:pv:URL", "one prefix");
    wrong("dimensions", "ym:s:datePeriodauto", "has no dimension");
    wrong("sort", "ym:s:users", "not asked for");
    wrong("sort", "-ym:s:date", "not asked for");
    wrong("sort", "visits", "unknown");
    wrong("preset", "nothing", "Unknown preset");
    check("metrics", "", "missing_parameter", "needed");
    let problem = refused(Method::Data, &[("metrics", "ym:s:goal<goal_id>visits")]);
    assert_eq!((problem.error_type, problem.location.as_deref()), ("missing_parameter", Some("goal_id")));
    let problem = refused(Method::Data, &[("preset", "search_engines"), ("dimensions", "ym:s:interest")]);
    assert_eq!(problem.location.as_deref(), Some("dimensions"));
    let problem = refused(Method::Data, &[("preset", "interests")]);
    assert!(problem.message.contains("ym:s:interest"), "{problem}");
}

#[test]
fn parameters_out_of_bounds() {
    let wrong = |name: &str, value: &str, words: &str| check(name, value, "invalid_parameter", words);
    wrong("metrics", &["ym:s:visits"; 21].join(","), "At most 20");
    wrong("dimensions", &["ym:s:date"; 11].join(","), "At most 10");
    wrong("limit", "100001", "from 0 to 100000");
    wrong("limit", "-1", "from 0");
    wrong("offset", "0", "at least 1");
    wrong("accuracy", "best", "low, medium, high, full");
    wrong("accuracy", "0", "above 0");
    wrong("accuracy", "1.1", "up to 1");
    wrong("accuracy", "NaN", "up to 1");
    wrong("date1", "2026-13-01", "no date");
    wrong("date1", "20260301", "no date");
    wrong("date2", "-1daysAgo", "no date");
    wrong("date2", "tomorrow", "no date");
    wrong("date1", "2026-03-03", "after");
    wrong("timezone", "+24:00", "timezone");
    wrong("timezone", "+03:60", "timezone");
    wrong("timezone", " 03:00", "%2B");
    wrong("timezone", "+3:00", "timezone");
    wrong("attribution", "lust", "attribution");
    wrong("group", "fortnight", "group");
    wrong("currency", "rubles", "currency");
    wrong("currency", "XYZ", "currency");
    wrong("goal_id", "-5", "goal_id");
}

#[test]
fn filters() {
    let wrong = |value: &str, words| check("filters", value, "invalid_parameter", words);
    wrong("ym:s:pageViews", "position 15: An operator");
    wrong("ym:s:pageViews=5", "An operator");
    wrong("ym:s:pageViews==", "position 17: A value");
    wrong("ym:s:pageViews=='5", "closing quote");
    wrong(r"ym:s:startURL=~'a\.b'", "backslash");
    wrong("(ym:s:pageViews==5", "closing parenthesis");
    wrong("ym:s:pageViews==5)", "end of the filter");
    wrong("ym:s:pageViews==5 ym:s:pageViews==6", "AND, OR");
    wrong("ym:s:pageViews=='ж' AND", "position 24");
    wrong("ym:s:pageViews=.'5'", "A list");
    wrong("ym:s:pageViews=.()", "A value");
    wrong("AND", "An operator");
    wrong("EXISTS ym:s:goal==5", "needs a parenthesis");
    wrong("ym:s:nothing=='5'", "Unknown dimension or metric");
    wrong("ym:s:interest=='5'", "does not compute");
    wrong("ym:s:regionCity=@'Mos'", "does not know the operator =@, only");
    wrong("ym:s:lastTrafficSource=~'a'", "does not know the operator");
    wrong("ym:s:startURL=~'('", "not a regular expression");
    wrong("ym:s:startURL=~'(a{1000}){1000}'", "not a regular expression");
    wrong("ym:s:pageViews>null", "null");
    wrong("ym:s:users>1", "needs it among metrics");
    wrong("ym:s:visits=@'1'", "does not know the operator");
    wrong("ym:s:visits=='many'", "with a number");
    wrong("(ym:s:visits>1)", "outside all parentheses");
    wrong("ym:s:visits>1 OR ym:s:pageViews==5", "joined by AND alone");
    wrong("NOT(ym:s:visits>1)", "outside all parentheses");
    wrong("ym:s:pageViews[ym:s:goal==5]==5", "cannot be narrowed");
}

#[test]
fn limits_of_filters() {
    let wrong = |value: &str, words| check("filters", value, "filter_limits", words);
    let many = |count: usize| vec!["ym:s:pageViews==5"; count].join(" OR ");
    wrong(&many(21), "20 conditions");
    assert_eq!(visits_with(&many(20)), 0);
    let values = |count: usize| format!("ym:s:pageViews=.({})", vec!["'1'"; count].join(","));
    wrong(&values(101), "100 values");
    assert_eq!(visits_with(&values(100)), 3);
    let text = |length: usize| format!("ym:s:startURL=@'{}'", "я".repeat(length - 17));
    wrong(&text(10_001), "10000 characters");
    assert_eq!(visits_with(&text(10_000)), 0);
    let names = [
        "hour",
        "minute",
        "month",
        "year",
        "dayOfWeek",
        "dayOfMonth",
        "pageViews",
        "visitDuration",
        "screenWidth",
        "screenHeight",
        "counterID",
    ];
    let names = |count: usize| -> String {
        let conditions: Vec<_> = names.iter().take(count).map(|name| format!("ym:s:{name}!=77")).collect();
        conditions.join(" AND ")
    };
    wrong(&names(11), "10 different");
    assert_eq!(visits_with(&names(10)), 5);
}

#[test]
fn of_the_other_operations() {
    let ask = |method, name: &str, value: &str| {
        let mut text = vec![("metrics", "ym:s:visits"), ("dimensions", "ym:s:regionCity,ym:s:browser")];
        text.push((name, value));
        let problem = refused(method, &text);
        assert_eq!(problem.location.as_deref(), Some(name), "{name}={value}: {problem}");
        problem.error_type
    };
    for (method, name, value) in [
        (Method::ByTime, "top_keys", "31"),
        (Method::ByTime, "row_ids", "windows"),
        (Method::ByTime, "row_ids", "[\"windows\"]"),
        (Method::ByTime, "row_ids", "[[]]"),
        (Method::ByTime, "row_ids", "[[\"a\",\"b\",\"c\"]]"),
        (Method::ByTime, "keys_sort", "ym:s:users"),
        (Method::Drilldown, "parent_id", "windows"),
        (Method::Drilldown, "parent_id", "[\"a\",\"b\"]"),
        (Method::Pivot, "pivot_limit", "101"),
        (Method::Pivot, "pivot_offset", "0"),
        (Method::Pivot, "pivot_dimensions", "ym:pv:URL"),
        (Method::Pivot, "pivot_dimensions", "ym:s:nothing"),
        (Method::Comparison, "filters", "ym:s:visits>1"),
        (Method::Comparison, "filters_a", "ym:s:visits>1"),
        (Method::ComparisonDrilldown, "filters_b", "ym:s:"),
        (Method::Comparison, "date1_b", "2026-03-05"),
    ] {
        assert_eq!(ask(method, name, value), "invalid_parameter");
    }
    let problem = refused(Method::Drilldown, &[("metrics", "ym:s:visits")]);
    assert_eq!((problem.error_type, problem.location.as_deref()), ("missing_parameter", Some("dimensions")));
    let far = [("metrics", "ym:s:visits"), ("group", "minute"), ("date1", "2020-01-01")];
    assert_eq!(refused(Method::ByTime, &far).error_type, "too_much_rows");
}
