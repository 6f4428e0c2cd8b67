//! What stands in the cells, down to the byte.

use std::collections::{BTreeMap, BTreeSet};

use metrika_sandbox::traffic::words::pages;

use crate::exported::tsv::{lines, unescape};
use crate::exported::{Desk, all_days, but};

#[tokio::test]
async fn bytes_that_would_break_a_line_are_escaped() {
    let desk = Desk::open().await;
    let log = desk.export(&all_days("hits", "ym:pv:watchID,ym:pv:title,ym:pv:URL")).await;
    let raw: BTreeSet<&[u8]> = log.rows().map(|row| row.raw("ym:pv:title")).collect();
    for cell in [
        r"Контакты\nи адреса",
        r"Заточка ножей:\tугол и камень",
        r"Свет\r\nи огонь",
        r"Ножи \\ Knives",
        r"C:\\new\\table",
        r"Kettle O\'Neill — buy",
        // Neither double quotes nor any script are escaped.
        "Чайник «Волна» — купить",
        "三徳包丁 Santoku",
        "Медведь 🐻",
        r#"Термопот 5" — купить"#,
    ] {
        assert!(raw.contains(cell.as_bytes()), "no cell is {cell}");
    }
    let titles: BTreeSet<&[u8]> = pages::all().map(|page| page.title.as_bytes()).collect();
    for cell in raw {
        assert!(titles.contains(unescape(cell).as_slice()), "{}", String::from_utf8_lossy(cell));
    }
    let urls: BTreeSet<String> = pages::all().map(|page| format!("https://shop.example{}", page.path)).collect();
    assert!(log.rows().filter(|row| urls.contains(&row.text("ym:pv:URL"))).count() > log.rows.len() / 2);
}

#[tokio::test]
async fn bytes_that_hurt_come_on_request_only() {
    let fields = "ym:pv:watchID,ym:pv:title,ym:pv:parsedParamsKey1";
    let body = async |nul: bool, invalid_utf8: bool| {
        let desk = Desk::with(|settings| {
            settings.data.nul = nul;
            settings.data.invalid_utf8 = invalid_utf8;
        })
        .await;
        let id = desk.create(&all_days("hits", fields)).await;
        desk.parts(id).await.remove(0)
    };
    let has_nul = |body: &[u8]| body.windows(2).any(|pair| pair == br"\0");
    let is_text = |body: &[u8]| std::str::from_utf8(body).is_ok();
    let plain = body(false, false).await;
    assert_eq!((has_nul(&plain), is_text(&plain)), (false, true));
    let ids = |body: &[u8]| -> Vec<Vec<u8>> {
        lines(body).iter().map(|line| line.split(|byte| *byte == b'\t').next().unwrap().to_vec()).collect()
    };
    for (nul, invalid_utf8) in [(true, false), (false, true), (true, true)] {
        let body = body(nul, invalid_utf8).await;
        assert_eq!((has_nul(&body), is_text(&body)), (nul, !invalid_utf8));
        assert!(!body.contains(&0), "a NUL byte is written as an escape");
        assert_eq!(ids(&body), ids(&plain), "the same rows");
        for line in lines(&body) {
            let cells: Vec<Vec<u8>> = line.split(|byte| *byte == b'\t').map(unescape).collect();
            assert_eq!(cells.len(), 3);
        }
        let titles: Vec<Vec<u8>> =
            lines(&body).iter().map(|line| unescape(line.split(|byte| *byte == b'\t').nth(1).unwrap())).collect();
        assert_eq!(titles.iter().any(|title| title.contains(&0)), nul);
        assert_eq!(titles.iter().any(|title| std::str::from_utf8(title).is_err()), invalid_utf8);
    }
}

#[tokio::test]
async fn ids_take_all_of_64_bits() {
    let desk = Desk::open().await;
    let beyond = |ids: &[u64]| ids.iter().filter(|id| i64::try_from(**id).is_err()).count();
    let visits = desk.export(&all_days("visits", "ym:s:visitID,ym:s:clientID,ym:s:watchIDs")).await;
    for field in ["ym:s:visitID", "ym:s:clientID"] {
        let ids: Vec<u64> = visits.rows().map(|row| row.number(field)).collect();
        assert!(beyond(&ids) > ids.len() / 4, "{field}: {} of {}", beyond(&ids), ids.len());
    }
    let of_visits: BTreeSet<u64> = visits.rows().flat_map(|row| row.numbers("ym:s:watchIDs")).collect();
    let hits = desk.export(&all_days("hits", "ym:pv:watchID,ym:pv:isPageView")).await;
    let views: Vec<u64> =
        hits.rows().filter(|row| row.flag("ym:pv:isPageView")).map(|row| row.number("ym:pv:watchID")).collect();
    assert!(beyond(&views) > views.len() / 4);
    // The two logs are of the same page views.
    assert_eq!(of_visits, views.into_iter().collect());
}

#[tokio::test]
async fn texts_in_arrays_are_quoted_and_escaped_twice() {
    let desk = Desk::with(|settings| settings.data.visits = 1_000).await;
    let log = desk
        .export(&all_days("visits", "ym:s:parsedParamsKey2,ym:s:parsedParamsKey3,ym:s:goalsID,ym:s:goalsCurrency"))
        .await;
    let raw = |field: &str| -> BTreeSet<String> {
        log.rows().map(|row| String::from_utf8(row.raw(field).to_vec()).unwrap()).collect()
    };
    let second = raw("ym:s:parsedParamsKey2");
    assert!(second.contains("[]"));
    assert!(second.contains(r"[\'вариант\']"));
    assert!(second.contains(r"[\'level\\t2\']"), "{second:?}");
    assert!(raw("ym:s:parsedParamsKey3").contains(r"[\'quote \\\' and \\\\\']"));
    let entries: BTreeSet<String> = log.rows().flat_map(|row| row.list("ym:s:parsedParamsKey3")).collect();
    assert!(entries.contains(r"quote ' and \"), "{entries:?}");
    // Numbers are bare, and an unknown text is nothing between its commas.
    let goals = raw("ym:s:goalsID");
    assert!(goals.contains("[]") && goals.contains("[26700004]"), "{goals:?}");
    assert!(raw("ym:s:goalsCurrency").iter().any(|cell| cell.starts_with("[,")), "no goal without a currency");
}

#[tokio::test]
async fn times_are_those_of_the_counter_and_in_one_field_those_of_moscow() {
    let desk = Desk::open().await;
    // A zone with a quarter of an hour, so that no other zone is taken for it.
    desk.sandbox.state(|state| {
        let counter = state.counters.get_mut(&crate::exported::COUNTER).unwrap();
        counter.traffic.as_mut().unwrap().time_zone = "Asia/Kathmandu".to_owned();
    });
    let log = desk.export(&all_days("visits", "ym:s:date,ym:s:dateTime,ym:s:dateTimeUTC")).await;
    let parse = |text: String| jiff::civil::DateTime::strptime("%Y-%m-%d %H:%M:%S", text).unwrap();
    for row in log.rows() {
        let local = parse(row.text("ym:s:dateTime"));
        assert_eq!(row.text("ym:s:date"), local.date().to_string());
        // Kathmandu is at UTC+5:45, and `dateTimeUTC` at UTC+3 in spite of its name.
        let minutes = (local - parse(row.text("ym:s:dateTimeUTC"))).total(jiff::Unit::Minute).unwrap();
        assert_eq!(minutes, 165.0);
    }
}

#[tokio::test]
async fn the_attribution_is_that_of_the_field_or_else_that_of_the_request() {
    let desk = Desk::open().await;
    let fields =
        "ym:s:<attribution>TrafficSource,ym:s:firstTrafficSource,ym:s:lastTrafficSource,ym:s:lastsignTrafficSource";
    let names: Vec<&str> = fields.split(',').collect();
    let wanted = all_days("visits", fields);
    let mut differ = BTreeMap::new();
    for (attribution, same) in [("", 3), ("FIRST", 1), ("LAST", 2), ("LASTSIGN", 3)] {
        let wanted = if attribution.is_empty() { wanted.to_vec() } else { but(&wanted, "attribution", attribution) };
        let log = desk.export(&wanted).await;
        assert_eq!(log.fields, names, "the placeholder stands as it was asked for");
        for row in log.rows() {
            assert_eq!(row.text(names[0]), row.text(names[same]), "{attribution}");
            for other in 1..4 {
                *differ.entry((same, other)).or_insert(0) += u32::from(row.text(names[0]) != row.text(names[other]));
            }
        }
    }
    // The attributions can be told apart by these visits.
    for (same, other) in [(1, 2), (2, 3), (3, 2)] {
        assert!(differ[&(same, other)] > 0, "{same} {other}");
    }
}
