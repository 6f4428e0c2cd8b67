//! Sampling, and saying so.
use super::super::{Accuracies, Method, ReportSettings};
use super::world::*;
use crate::traffic::model::{Page, Visit};
use serde_json::{Value, json};

static PAGE: Page = Page { path: "/", title: "" };

/// Two visits of each of a thousand visitors.
fn thousand() -> Vec<Visit> {
    let one = five().swap_remove(0);
    let ids = 0..2000_u64;
    ids.map(|id| visit(id, id / 2, moscow(MONDAY, 12, 0, 0), 20, &[&PAGE], one.sources.last)).collect()
}

fn asked(accuracy: &str, medium: u64) -> Value {
    let settings =
        ReportSettings { sample_above: Accuracies { low: 20, medium, high: 2000 }, ..ReportSettings::default() };
    let metrics = "ym:s:visits,ym:s:users,ym:s:pageviews,ym:s:pageDepth";
    ask_of(&thousand(), &settings, Method::Data, &[("metrics", metrics), ("accuracy", accuracy)]).unwrap()
}

#[test]
fn only_above_the_limit() {
    let answer = asked("medium", 2000);
    assert_eq!(answer["totals"], json!([2000, 1000, 2000, 1]));
    assert_eq!((&answer["sampled"], &answer["sample_share"]), (&json!(false), &json!(1)));
    for accuracy in ["full", "1", "high"] {
        assert_eq!(asked(accuracy, 5)["totals"], json!([2000, 1000, 2000, 1]), "{accuracy}");
    }
}

#[test]
fn numbers_are_scaled_and_averages_are_not() {
    for (accuracy, share, times) in [("medium", 0.1, 10), ("low", 0.01, 100), ("0.05", 0.1, 10), ("0.02", 0.01, 100)] {
        let answer = asked(accuracy, 1999);
        assert_eq!((&answer["sampled"], &answer["sample_share"]), (&json!(true), &json!(share)), "{accuracy}");
        assert_eq!(answer["sample_space"], json!(2000));
        let counted = answer["sample_size"].as_i64().unwrap();
        assert!((2000 / times / 2..2000 / times * 2).contains(&counted), "{accuracy}: {counted}");
        // Whole visitors: each of them has both visits in the sample.
        let expected = json!([counted * times, counted * times / 2, counted * times, 1]);
        assert_eq!(answer["totals"], expected, "{accuracy}");
    }
}

#[test]
fn a_period_of_too_many_visits_is_too_complicated_for_every_method() {
    let settings = ReportSettings { refuse_above: Some(1999), ..ReportSettings::default() };
    let allowed = ReportSettings { refuse_above: Some(2000), ..ReportSettings::default() };
    let visits = thousand();
    for method in [
        Method::Data,
        Method::ByTime,
        Method::Drilldown,
        Method::Comparison,
        Method::ComparisonDrilldown,
        Method::Pivot,
    ] {
        let asked = [("metrics", "ym:s:visits"), ("dimensions", "ym:s:date"), ("pivot_dimensions", "ym:s:gender")];
        let problem = ask_of(&visits, &settings, method, &asked).unwrap_err();
        assert_eq!((problem.error_type, problem.location.as_deref()), ("query_error", None), "{method:?}");
        assert!(problem.message.contains("too complicated"), "{problem}");
        ask_of(&visits, &allowed, method, &asked).unwrap();
    }
}
