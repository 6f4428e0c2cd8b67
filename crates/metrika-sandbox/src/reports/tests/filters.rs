//! Filters, one line each: what it says, and how many of the five visits it leaves.
use super::super::filter::split_list;
use super::world::*;
use crate::reports::Method;
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

#[test]
fn truth_table() {
    for (filter, visits) in [
        // Every operator.
        ("ym:s:lastTrafficSource=='organic'", 1),
        ("ym:s:lastsignTrafficSource=='organic'", 2),
        ("ym:s:<attribution>TrafficSource!='organic'", 3),
        ("ym:s:regionCity=='213'", 4),
        ("ym:s:regionCityName=='Berlin'", 1),
        ("ym:s:regionCityName!@'Ber'", 4),
        ("ym:s:regionCountry=.('96','97')", 1),
        ("ym:s:regionCountry IN ('96', '225')", 5),
        ("ym:s:regionCountry not in('96')", 4),
        ("ym:s:regionCountry!.('96','225')", 0),
        ("ym:s:pageViews>1", 2),
        ("ym:s:pageViews>=1", 5),
        ("ym:s:pageViews<'2'", 3),
        ("ym:s:pageViews<=2", 4),
        ("ym:s:startURLPath=@'kettles'", 1),
        ("ym:s:startURLPath!@'kettles'", 4),
        (r"ym:s:startURL=~'^https://shop\\.example/$'", 4),
        ("ym:s:startURL!~'sort='", 4),
        ("ym:s:startURL=*'https://shop.example/cat*price'", 1),
        ("ym:s:startURL!*'*/'", 1),
        ("ym:s:date=='2026-03-01'", 2),
        ("ym:s:date>'2026-03-01'", 3),
        ("ym:s:dateTime<'2026-03-01 23:00:00'", 1),
        ("ym:s:hour>=12 AND ym:s:hour<23", 1),
        ("ym:s:dayOfWeek==7", 2),
        ("ym:s:ageInterval<'35'", 3),
        ("ym:s:clientID=='18446744073709551615'", 1),
        ("ym:s:clientID>'9223372036854775807'", 1),
        // Flags in any writing.
        ("ym:s:isRobot=='No'", 4),
        ("ym:s:isRobot=='yes'", 1),
        ("ym:s:isNewUser==0", 1),
        ("ym:s:bounce=='Yes'", 2),
        // Escapes.
        (r"ym:s:lastUTMCampaign=='it\'s \\ spring'", 1),
        (r"ym:s:lastUTMCampaign=@'\''", 1),
        // No value.
        ("ym:s:lastUTMSource==null", 4),
        ("ym:s:lastUTMSource!=null", 1),
        ("ym:s:lastUTMSource!='yandex'", 4),
        ("ym:s:lastUTMSource=='null'", 0),
        // Joining, and what binds stronger.
        ("ym:s:isRobot=='Yes' OR ym:s:pageViews==4 AND ym:s:pageViews==1", 1),
        ("(ym:s:isRobot=='Yes' OR ym:s:pageViews==4) AND ym:s:pageViews==1", 1),
        ("ym:s:isRobot=='Yes' or ym:s:pageViews==4", 2),
        ("NOT(ym:s:isRobot=='Yes' OR ym:s:pageViews==4)", 3),
        ("not (not (ym:s:isRobot=='Yes'))", 1),
        ("  ( ( ym:s:pageViews == 4 ) )  ", 1),
        // Several values of one visit.
        ("ym:s:goal==5", 2),
        ("ym:s:goal!=5", 1),
        ("NONE(ym:s:goal==5)", 3),
        ("ALL(ym:s:goal==5)", 4),
        ("EXISTS(ym:s:goal==5) AND ALL(ym:s:goal==5)", 1),
        ("ym:s:paramsLevel1=='plan' AND ym:s:paramsLevel2=='100'", 1),
        ("EXISTS(ym:s:paramsLevel1=='plan' AND ym:s:paramsLevel2=='100')", 0),
        ("EXISTS(ym:s:paramsLevel1=='money' AND ym:s:paramsLevel2>50)", 1),
        ("ym:s:productName=='Mug'", 2),
        ("ym:s:purchaseID=.('A-1','B-2')", 2),
        ("ym:s:offlineCallMissed=='yes'", 1),
        // Page views of the visit.
        ("ym:pv:URLPath=='/cart/'", 2),
        ("NONE(ym:pv:URLPath=='/cart/')", 3),
        ("ALL(ym:pv:title=='Home')", 3),
        ("EXISTS(ym:pv:title=='Cart' AND ym:pv:refererPath=@'kettles')", 2),
        ("EXISTS(ym:pv:title=='Home' AND ym:pv:refererPath=@'kettles')", 0),
        ("ym:pv:date=='2026-03-02'", 4),
        ("", 5),
    ] {
        assert_eq!(visits_with(filter), visits, "{filter}");
    }
}

#[test]
fn conditions_on_metrics_pick_rows() {
    let answer = data(&[
        ("metrics", "ym:s:visits,ym:s:bounceRate"),
        ("dimensions", "ym:s:lastsignTrafficSource"),
        ("filters", "ym:s:visits>=1 AND ym:s:bounceRate>0 AND ym:s:isRobot=='No'"),
    ]);
    assert_eq!(rows(&answer), ["Search engine traffic | [2,50]"]);
    assert_eq!(answer["totals"], serde_json::json!([2, 50]));
}

/// The parser must survive anything: random text, and every way of damaging a good filter.
#[test]
fn the_parser_never_panics() {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(7);
    let mut below = |most: usize| (random.next_u64() % most as u64) as usize;
    let pieces = [
        "ym:s:",
        "ym:s:visits",
        "ym:s:pageViews",
        "<attribution>",
        "<",
        ">",
        "==",
        "=.",
        "!~",
        "=*",
        "(",
        ")",
        "[",
        "]",
        "'",
        "\\",
        ",",
        " AND ",
        "OR",
        " NOT",
        "EXISTS(",
        "IN",
        "null",
        "-1.5",
        "é",
        "\u{1f}",
        "'a'",
        "ym:s:sumParams[",
    ];
    let good: Vec<char> =
        "EXISTS(ym:s:paramsLevel1=='mo\\'ney') AND NOT(ym:s:pageViews>=2 OR ym:s:startURL=~'a.b') AND ym:s:visits>1"
            .chars()
            .collect();
    for _ in 0..4000 {
        let random: String = (0..below(12)).map(|_| pieces[below(pieces.len())]).collect();
        let mut damaged = good.clone();
        for _ in 0..=below(3) {
            if damaged.len() < 2 {
                break;
            }
            let at = below(damaged.len());
            match below(3) {
                0 => drop(damaged.remove(at)),
                1 => damaged.insert(at, ['\'', '(', ')', '\\', ',', '[', ']', 'я'][below(8)]),
                _ => damaged.truncate(at.max(1)),
            }
        }
        for text in [random, damaged.into_iter().collect()] {
            let _ = split_list(&text);
            let asked = [("metrics", "ym:s:visits"), ("filters", &text)];
            let _ = ask(Method::Data, &asked);
            let _ = ask(Method::Data, &[("metrics", &text), ("sort", &text), ("dimensions", &text)]);
        }
    }
}

#[test]
fn deep_nesting_is_refused_and_not_a_crash() {
    for open in ["(", "NOT(", "NOT ", "EXISTS("] {
        let filter = open.repeat(9999 / open.len());
        let problem = ask(Method::Data, &[("metrics", "ym:s:visits"), ("filters", &filter)]).unwrap_err();
        assert_eq!((problem.error_type, problem.location.as_deref()), ("invalid_parameter", Some("filters")));
        assert!(problem.message.contains("nested"), "{}", problem.message);
    }
}
