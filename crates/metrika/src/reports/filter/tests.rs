use super::check::{Beside, Known};
use super::*;
use crate::ErrorKind;
use crate::reports::{Dimension, Metric};

fn dimension(name: &str) -> Dimension {
    Dimension::new(format!("ym:s:{name}")).unwrap()
}

fn metric(name: &str) -> Metric {
    Metric::new(format!("ym:s:{name}")).unwrap()
}

/// Conditions that differ in the dimension.
fn condition(name: &str) -> Filter {
    dimension(name).eq(1)
}

fn refusal(filter: &Filter, metrics: &[Metric]) -> String {
    let error = filter.check(metrics).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    let text = error.to_string();
    text.strip_prefix("the request was not sent: filters: ").unwrap().to_owned()
}

#[test]
fn every_operator() {
    let (name, count) = (dimension("browserName"), metric("visits"));
    for (filter, text) in [
        (name.eq("a"), "ym:s:browserName=='a'"),
        (name.ne("a"), "ym:s:browserName!='a'"),
        (name.gt("a"), "ym:s:browserName>'a'"),
        (name.ge("a"), "ym:s:browserName>='a'"),
        (name.lt("a"), "ym:s:browserName<'a'"),
        (name.le("a"), "ym:s:browserName<='a'"),
        (name.contains("a"), "ym:s:browserName=@'a'"),
        (name.not_contains("a"), "ym:s:browserName!@'a'"),
        (name.matches("a"), "ym:s:browserName=~'a'"),
        (name.not_matches("a"), "ym:s:browserName!~'a'"),
        (name.like("a*"), "ym:s:browserName=*'a*'"),
        (name.not_like("a*"), "ym:s:browserName!*'a*'"),
        (name.is_in(["a"]), "ym:s:browserName=.('a')"),
        (name.not_in(vec![1, 2]), "ym:s:browserName!.('1','2')"),
        (count.eq(1), "ym:s:visits=='1'"),
        (count.ne(0.5), "ym:s:visits!='0.5'"),
        (count.gt(-1), "ym:s:visits>'-1'"),
        (count.ge(u64::MAX), "ym:s:visits>='18446744073709551615'"),
        (count.lt(1e21), "ym:s:visits<'1000000000000000000000'"),
        (count.le(1e-7), "ym:s:visits<='0.0000001'"),
    ] {
        assert_eq!(filter.to_string(), text);
        filter.check(std::slice::from_ref(&count)).unwrap();
    }
}

#[test]
fn values_of_other_types() {
    let day = jiff::civil::date(2026, 3, 1);
    assert_eq!(dimension("date").ge(day).to_string(), "ym:s:date>='2026-03-01'");
    assert_eq!(dimension("goal").eq(crate::GoalId::from(5)).to_string(), "ym:s:goal=='5'");
    assert_eq!(dimension("clientID").eq(u64::MAX).to_string(), "ym:s:clientID=='18446744073709551615'");
    assert_eq!(dimension("a").eq(String::from("b")), dimension("a").eq("b"));
    assert_eq!(dimension("a").is_in(["b", "c"].iter()), dimension("a").is_in(&["b".to_owned(), "c".to_owned()]));
}

#[test]
fn quotes_and_backslashes_are_escaped_and_nothing_else() {
    let name = dimension("a");
    for (value, text) in [
        ("", "''"),
        ("it's", r"'it\'s'"),
        (r"\", r"'\\'"),
        (r"\'", r"'\\\''"),
        (r"^\d+\.html$", r"'^\\d+\\.html$'"),
        ("' OR ym:s:b=='", r"'\' OR ym:s:b==\''"),
        ("шкаф’ “x” \u{2bc} \u{1f415}", "'шкаф’ “x” \u{2bc} \u{1f415}'"),
        ("a,b) AND\n\t(c\"", "'a,b) AND\n\t(c\"'"),
        ("e\u{301}'", "'e\u{301}\\''"),
    ] {
        assert_eq!(name.eq(value).to_string(), format!("ym:s:a=={text}"));
        assert_eq!(name.is_in([value, "z"]).to_string(), format!("ym:s:a=.({text},'z')"));
    }
}

#[test]
fn parentheses_where_they_are_needed() {
    let [a, b, c, d] = ["a", "b", "c", "d"].map(condition);
    let text = |filter: Filter| filter.to_string().replace("ym:s:", "").replace("=='1'", "");
    let (a, b, c, d) = (|| a.clone(), || b.clone(), || c.clone(), || d.clone());
    assert_eq!(text(a().and(b()).and(c().and(d()))), "a AND b AND c AND d");
    assert_eq!(text(a().or(b()).or(c().or(d()))), "a OR b OR c OR d");
    assert_eq!(text(a().or(b()).and(c())), "(a OR b) AND c");
    assert_eq!(text(a().and(b()).or(c())), "(a AND b) OR c");
    assert_eq!(text(a().or(b()).and(c()).or(d())), "((a OR b) AND c) OR d");
    assert_eq!(text(a().not()), "NOT(a)");
    assert_eq!(text(a().or(b()).not().and(c())), "NOT(a OR b) AND c");
    assert_eq!(text(Filter::exists(a().and(b())).or(Filter::none(a().or(b())))), "EXISTS(a AND b) OR NONE(a OR b)");
    assert_eq!(text(Filter::all(Filter::exists(a()).not())), "ALL(NOT(EXISTS(a)))");
    assert_eq!(text((a() | b()) & !c()), "(a OR b) AND NOT(c)");
    assert_eq!(text(Filter::raw("x OR y").and(a())), "(x OR y) AND a");
    assert_eq!(text(Filter::raw("x OR y").not()), "NOT(x OR y)");
    assert_eq!(text(Filter::raw(" x OR y ")), " x OR y ");
}

#[test]
fn filters_are_equal_if_they_say_the_same_in_the_same_order() {
    let [a, b, c] = ["a", "b", "c"].map(condition);
    let (a, b, c) = (|| a.clone(), || b.clone(), || c.clone());
    assert_eq!(a().and(b()).and(c()), a().and(b().and(c())));
    assert_eq!(a().or(b()).or(c()), a() | (b() | c()));
    assert_eq!(a().and(b()).not().not().and(c()), a().and(b()).and(c()));
    assert_ne!(a().and(b()), b().and(a()));
    assert_ne!(a().and(b()), a().or(b()));
    assert_ne!(Filter::exists(a()), Filter::all(a()));
    assert_ne!(dimension("visits").eq(1), metric("visits").eq(1));
}

#[test]
fn filters_are_data() {
    let narrow = metric("sumParams").narrowed_by(&dimension("paramsLevel1").eq("it's")).unwrap();
    let filter = Filter::exists(dimension("a").is_in(["x", "it's"]).or(Filter::raw("ym:s:b=='\\''").not()))
        .and(Filter::all(condition("c").and(Filter::none(condition("d")))))
        .and(narrow.gt(1.5));
    let written = serde_json::to_string(&filter).unwrap();
    assert_eq!(serde_json::from_str::<Filter>(&written).unwrap(), filter);
    assert_eq!(
        serde_json::to_value(condition("a").not()).unwrap(),
        serde_json::json!({"not": {"condition": {"dimension": "ym:s:a", "operator": "==", "values": ["1"]}}})
    );
}

#[test]
fn what_is_read_is_what_could_have_been_made() {
    let a = r#"{"condition": {"dimension": "ym:s:a", "operator": "==", "values": ["1"]}}"#;
    let read = |text: &str| serde_json::from_str::<Filter>(text);
    let joined = format!(r#"{{"and": [{a}, {{"and": [{a}, {{"not": {{"not": {a}}}}}]}}]}}"#);
    let one = condition("a");
    assert_eq!(read(&joined).unwrap(), one.clone().and(one.clone()).and(one));
    for (text, rule) in [
        (r#"{"and": []}"#.to_owned(), "\"and\" joins two or more"),
        (format!(r#"{{"not": {{"or": [{a}]}}}}"#), "\"or\" joins two or more"),
        (a.replace("==", "=@").replace("dimension", "metric"), "the metric ym:s:a does not know the operator =@"),
        (a.replace(r#""1""#, r#""1", "2""#), "the operator == takes one value, and not 2"),
        (a.replace(r#""1""#, ""), "the operator == takes one value, and not 0"),
        (a.replace("ym:s:a", "a' OR"), "has not the form of a name"),
        (a.replace("==", "~~"), "unknown variant"),
    ] {
        let error = read(&text).unwrap_err().to_string();
        assert!(error.contains(rule), "{text}: {error}");
    }
}

#[test]
fn characters() {
    let empty = dimension("a").eq("").to_string().chars().count();
    // Letters of two bytes are one character each.
    let most = dimension("a").eq("я".repeat(10_000 - empty));
    most.check(&[]).unwrap();
    let more = dimension("a").eq("я".repeat(10_001 - empty));
    assert_eq!(refusal(&more, &[]), "it has 10001 characters, 10000 are allowed");
    // What counts is what is sent: escaped, with parentheses.
    let quotes = dimension("a").eq("'".repeat((10_000 - empty) / 2 + 1));
    assert!(refusal(&quotes, &[]).starts_with("it has 100"));
    Filter::raw("x".repeat(10_000)).check(&[]).unwrap();
    assert_eq!(refusal(&Filter::raw("x".repeat(10_001)), &[]), "it has 10001 characters, 10000 are allowed");
    let joined = Filter::raw("x".repeat(9_995)).not();
    assert_eq!(refusal(&joined.clone().and(condition("a")), &[]), "it has 10016 characters, 10000 are allowed");
    joined.check(&[]).unwrap();
}

#[test]
fn conditions() {
    let of = |many: usize| (0..many).map(|value| dimension("a").eq(value as u64)).reduce(Filter::or).unwrap();
    of(20).check(&[]).unwrap();
    assert_eq!(refusal(&of(21), &[]), "it has 21 conditions, 20 are allowed");
    // However deep they are.
    let deep = Filter::none(of(10)).and(of(9).not());
    deep.clone().and(condition("a")).check(&[]).unwrap();
    assert_eq!(refusal(&deep.and(of(2)), &[]), "it has 21 conditions, 20 are allowed");
}

#[test]
fn values() {
    let of = |many: u32| dimension("a").is_in(0..many);
    of(1).check(&[]).unwrap();
    of(100).check(&[]).unwrap();
    assert_eq!(refusal(&of(101), &[]), "ym:s:a is compared with 101 values, 100 are allowed");
    assert_eq!(refusal(&of(0).not(), &[]), "the list of values for ym:s:a is empty");
    let none: [&str; 0] = [];
    assert_eq!(refusal(&dimension("a").not_in(none), &[]), "the list of values for ym:s:a is empty");
}

#[test]
fn names() {
    let of = |many: usize| (0..many).map(|index| condition(&format!("d{index}"))).reduce(Filter::and).unwrap();
    let visits = metric("visits");
    let asked = std::slice::from_ref(&visits);
    of(10).and(of(10)).check(asked).unwrap();
    of(9).and(visits.gt(1)).and(visits.lt(9)).check(asked).unwrap();
    assert_eq!(
        refusal(&of(10).and(visits.gt(1)), asked),
        "it has 11 different dimensions and metrics, 10 are allowed: ym:s:d0, ym:s:d1, ym:s:d2, ym:s:d3, ym:s:d4, \
         ym:s:d5, ym:s:d6, ym:s:d7, ym:s:d8, ym:s:d9, ym:s:visits"
    );
}

#[test]
fn conditions_on_metrics_stand_alone() {
    let (visits, a) = (metric("visits"), condition("a"));
    let asked = [metric("users"), visits.clone()];
    visits.gt(1).check(&asked).unwrap();
    visits.gt(1).and(a.clone().or(condition("b"))).and(visits.lt(5)).check(&asked).unwrap();
    for (filter, word) in [
        (visits.gt(1).or(a.clone()), "OR"),
        (visits.gt(1).or(visits.lt(0)), "OR"),
        (a.clone().and(a.clone().or(visits.gt(1).and(a.clone()))), "OR"),
        (visits.gt(1).not(), "NOT"),
        (Filter::exists(visits.gt(1)), "EXISTS"),
        (Filter::all(a.clone().and(visits.gt(1))), "ALL"),
        (Filter::none(visits.gt(1)).and(a.clone()), "NONE"),
    ] {
        let rule = "conditions on metrics are outside all parentheses, joined to the rest by AND alone";
        assert_eq!(refusal(&filter, &asked), format!("the metric ym:s:visits is inside of {word}: {rule}"));
    }
}

#[test]
fn conditions_on_metrics_need_them_asked_for() {
    let visits = metric("visits");
    let rule = "the metric ym:s:visits must be among the metrics asked for, spelled like here";
    assert_eq!(refusal(&visits.gt(1), &[]), rule);
    assert_eq!(refusal(&condition("a").and(visits.gt(1)), &[metric("users")]), rule);
    // A narrowed metric is another one.
    let narrow = visits.narrowed_by(&condition("a")).unwrap();
    assert_eq!(refusal(&visits.gt(1), std::slice::from_ref(&narrow)), rule);
    narrow.gt(1).check(&[visits.clone(), narrow.clone()]).unwrap();
    // Which metrics a preset has, nobody knows here; comparisons have none in filters.
    visits.gt(1).check_as("filters", Beside::Preset).unwrap();
    condition("a").check_as("filters_a", Beside::Nothing("a comparison")).unwrap();
    let error = visits.gt(1).check_as("filters_a", Beside::Nothing("a comparison")).unwrap_err().to_string();
    assert!(error.ends_with("filters_a: a comparison has no conditions on metrics, and ym:s:visits is one"), "{error}");
}

#[test]
fn metrics_are_compared_with_finite_numbers() {
    let visits = metric("visits");
    for (number, text) in [(f64::NAN, "NaN"), (f64::INFINITY, "inf"), (f64::NEG_INFINITY, "-inf")] {
        let filter = condition("a").and(visits.lt(number));
        let rule = format!("ym:s:visits is compared with a number, and not {text}");
        assert_eq!(refusal(&filter, std::slice::from_ref(&visits)), rule);
    }
}

#[test]
fn what_is_known_of_names_is_kept_to() {
    let known = Known {
        operators: |dimension| (dimension.short() == "browser").then_some(&["!.", "!=", "=.", "=="]),
        filterable: |metric| (metric.short() == "affinityIndexInterests").then_some(false),
    };
    let (affinity, visits) = (metric("affinityIndexInterests"), metric("visits"));
    let asked = [affinity.clone(), visits.clone()];
    let check = |filter: Filter| filter.check_knowing("filters", Beside::Metrics(&asked), &known);
    let browser = dimension("browser");
    for filter in [browser.eq(1), browser.not_in([1, 2]), dimension("browserName").contains("x"), visits.gt(1)] {
        check(filter).unwrap();
    }
    for (filter, rule) in [
        (browser.contains("x"), "filters: ym:s:browser does not know the operator =@, only !. != =. =="),
        (
            condition("a").and(browser.ge(1).not()),
            "filters: ym:s:browser does not know the operator >=, only !. != =. ==",
        ),
        (affinity.gt(1), "filters: filters cannot have the metric ym:s:affinityIndexInterests"),
    ] {
        assert_eq!(check(filter).unwrap_err().to_string(), format!("the request was not sent: {rule}"));
    }
}

#[test]
fn what_the_reference_says_of_names_is_kept_to() {
    use crate::reports::{Attribution, s};
    let affinity = metric("affinityIndexInterests");
    let narrow = affinity.narrowed_by(&condition("a")).unwrap();
    let asked = [affinity.clone(), narrow.clone(), s::goal_visits(0)];
    for filter in [
        s::BROWSER.eq(1),
        s::BROWSER.not_in([1, 2]),
        dimension("clientTimeZone").ge(180),
        dimension("browserLanguage").not_matches("x"),
        // Of these nothing is said.
        dimension("browserName").contains("x"),
        dimension("lastsignTrafficSourceName").contains("x"),
        dimension("newThing").contains("x"),
    ] {
        filter.check(&asked).unwrap_or_else(|error| panic!("{error}"));
    }
    for (filter, rule) in [
        (s::BROWSER.contains("x"), "ym:s:browser does not know the operator =@, only !. != =. =="),
        (!s::traffic_source(Attribution::Last).gt(1), "TrafficSource does not know the operator >, only !. != =. =="),
        (
            dimension("clientTimeZone").like("18*"),
            "ym:s:clientTimeZone does not know the operator =*, only !. != < <= =. == > >=",
        ),
        (affinity.gt(1), "filters cannot have the metric ym:s:affinityIndexInterests"),
        (narrow.gt(1), "filters cannot have the metric ym:s:affinityIndexInterests["),
        (s::goal_visits(0).gt(1), "metric: \"ym:s:goal0visits\" has no goal"),
    ] {
        let error = filter.check(&asked).unwrap_err().to_string();
        assert!(error.contains(rule), "{error}");
    }
}

#[test]
fn an_empty_expression() {
    for filter in [Filter::raw(""), Filter::raw(" \n"), condition("a").and(Filter::exists(Filter::raw("")))] {
        assert_eq!(refusal(&filter, &[]), "the expression is empty");
    }
}

#[test]
fn narrowing() {
    let sum = metric("sumParams");
    let refused = |filter: &Filter| sum.narrowed_by(filter).unwrap_err().to_string();
    let narrow = sum.narrowed_by(&dimension("a").eq("x]y'").or(condition("b").not())).unwrap();
    assert_eq!(narrow.as_str(), r"ym:s:sumParams[ym:s:a=='x]y\'' OR NOT(ym:s:b=='1')]");
    assert_eq!((narrow.plain(), narrow.short()), ("ym:s:sumParams", "sumParams"));
    assert_eq!(serde_json::from_str::<Metric>(&serde_json::to_string(&narrow).unwrap()).unwrap(), narrow);
    for (filter, rule) in [
        (dimension("a").is_in([1, 2]), "holds a comma: metrics are one list between commas"),
        (dimension("a").eq("x,y"), "holds a comma"),
        (Filter::raw("ym:s:a=='1'] ["), "does not end where its bracket does"),
        (Filter::raw("ym:s:a=='1"), "does not end where its bracket does"),
        (Filter::raw(" "), "the expression is empty"),
        (metric("visits").gt(1), "what narrows a metric has no conditions on metrics, and ym:s:visits is one"),
        (metric("visits").gt(1).not(), "the metric ym:s:visits is inside of NOT"),
        (dimension("a").is_in(0..101), "ym:s:a is compared with 101 values"),
    ] {
        let error = refused(&filter);
        assert!(error.contains("metric: ") && error.contains(rule), "{filter}: {error}");
    }
    let again = narrow.narrowed_by(&condition("a")).unwrap_err().to_string();
    assert!(again.ends_with("is narrowed already"), "{again}");
}
