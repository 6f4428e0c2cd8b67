use super::traffic;
use crate::traffic::words::{pages, places::PLACES, sources};
use crate::traffic::{Hostile, Plan};

#[test]
fn titles_hold_everything_that_a_title_can() {
    let titles: String = pages::all().map(|page| page.title).collect();
    for wanted in ["\t", "\n", "\r", "\\", "'", "\"", "й", "🫖", "茶"] {
        assert!(titles.contains(wanted), "no title has {wanted:?}");
    }
    assert!(pages::all().any(|page| page.title.is_empty()));
    let paths: String = pages::all().map(|page| page.path).collect();
    assert!(["%D0", "?", "свет", "🔥", "凍"].iter().all(|part| paths.contains(part)));
}

#[test]
fn words_that_identify_are_unique() {
    let mut paths: Vec<_> = pages::all().map(|page| page.path).collect();
    let count = paths.len();
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(paths.len(), count, "a page is there twice");
    for place in PLACES.iter() {
        for other in PLACES.iter() {
            assert_eq!(place.country.id == other.country.id, place.country.name == other.country.name);
            assert!(place.city.id == 0 || (place.city.id == other.city.id) == (place.city.name == other.city.name));
        }
    }
    assert!(sources::all().any(|source| source.utm.source.is_some() && source.utm.content.is_none()));
}

#[test]
fn bytes_that_hurt_come_on_request_only() {
    let bytes = |hostile| {
        let traffic = traffic(Plan { visits: 1_000, hostile, ..Plan::default() });
        let (mut nul, mut broken) = ([false; 2], [false; 2]);
        for visit in traffic.days().flat_map(|day| traffic.day(day)) {
            for hit in &visit.hits {
                let title = hit.title_bytes(hostile);
                nul[0] |= title.contains(&0);
                broken[0] |= std::str::from_utf8(&title).is_err();
            }
            for level in visit.params.iter().copied().flatten() {
                let level = visit.param_bytes(level, hostile);
                nul[1] |= level.contains(&0);
                broken[1] |= std::str::from_utf8(&level).is_err();
            }
        }
        (nul, broken)
    };
    assert_eq!(bytes(Hostile::default()), ([false; 2], [false; 2]));
    assert_eq!(bytes(Hostile { nul: true, invalid_utf8: false }), ([true; 2], [false; 2]));
    assert_eq!(bytes(Hostile { nul: false, invalid_utf8: true }), ([false; 2], [true; 2]));
}

#[test]
fn what_is_rare_happens() {
    let traffic = traffic(Plan::default());
    let visits: Vec<_> = traffic.days().flat_map(|day| traffic.day(day)).collect();
    let some = |what: &dyn Fn(&crate::traffic::model::Visit) -> bool| visits.iter().any(what);
    assert!(some(&|visit| !visit.calls.is_empty()), "no calls");
    assert!(some(&|visit| visit.params.iter().any(|path| path.len() == 10)), "no deep parameters");
    assert!(some(&|visit| visit.sources.last.gclid.is_some()), "no GCLID");
    assert!(some(&|visit| visit.sources.last.from.is_some()), "no from=");
    assert!(some(&|visit| visit.sources.last.openstat.ad.is_some()), "no openstat");
    assert!(some(&|visit| visit.visitor.user_id_hash != 0) && some(&|visit| visit.visitor.gender.is_none()));
}
