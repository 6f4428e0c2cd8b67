//! The same export once more, and that of the next day.

use metrika::ErrorKind;
use metrika::logs::folder::{Folder, Format};

use crate::desk::SHOP;
use crate::{FIRST, LAST, desk, expected, export, fields, files, is_tidy, query, rows, save};

/// The days of the requests that were made.
fn asked(desk: &crate::Desk) -> Vec<(String, String)> {
    let journal = desk.sandbox.journal();
    let made = journal.iter().filter(|request| request.operation.as_deref() == Some("create_log_request"));
    let parameter = |request: &metrika_sandbox::Recorded, name: &str| {
        request.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap()
    };
    made.map(|request| (parameter(request, "date1"), parameter(request, "date2"))).collect()
}

#[tokio::test]
async fn a_folder_has_every_row_once_in_the_file_of_its_day() {
    let (desk, folder) = (desk(|_| ()).await, tempfile::tempdir().unwrap());
    let expected = expected(&desk, FIRST, LAST).await;
    let saved = save(&desk, folder.path()).await.unwrap();
    assert_eq!(rows(folder.path()), expected);
    is_tidy(folder.path());
    let number: usize = expected.values().map(Vec::len).sum();
    assert_eq!((saved.days, saved.kept_days, saved.rows, saved.rejected), (20, 0, number as u64, 0));
    assert!(saved.parts > 3 && saved.files >= 20, "{saved:?}");
    assert!(saved.not_cleaned.is_empty());
}

#[tokio::test]
async fn what_is_settled_is_not_asked_for_again_and_the_rest_is_replaced() {
    let (desk, folder) = (desk(|_| ()).await, tempfile::tempdir().unwrap());
    save(&desk, folder.path()).await.unwrap();
    let before = files(folder.path());
    desk.sandbox.clear_journal();
    let saved = save(&desk, folder.path()).await.unwrap();
    // It is the first of March: the three last days of February may still change.
    assert_eq!(asked(&desk), [("2026-02-26".to_owned(), "2026-02-28".to_owned())]);
    assert_eq!((saved.days, saved.kept_days), (3, 17));
    is_tidy(folder.path());
    let after = files(folder.path());
    for (name, bytes) in &before {
        let replaced = ["26", "27", "28"].iter().any(|day| name.starts_with(&format!("date=2026-02-{day}")));
        assert_eq!(after.get(name) != Some(bytes), replaced || name == "_manifest.json", "{name}");
    }
    assert_eq!(rows(folder.path()), expected(&desk, FIRST, LAST).await);
}

#[tokio::test]
async fn the_next_night_brings_the_next_day() {
    let (desk, folder) = (desk(|_| ()).await, tempfile::tempdir().unwrap());
    save(&desk, folder.path()).await.unwrap();
    desk.clock.advance(crate::DAY);
    desk.sandbox.clear_journal();
    let client = desk.client();
    let march = LAST.tomorrow().unwrap();
    let export = client.counter(SHOP).logs().export(query(FIRST, march));
    let saved = export.save_to(&Folder::at(folder.path()).format(Format::Tsv)).await.unwrap();
    assert_eq!(asked(&desk), [("2026-02-26".to_owned(), "2026-03-01".to_owned())]);
    assert_eq!((saved.days, saved.kept_days), (4, 17));
    assert_eq!(rows(folder.path()), expected(&desk, FIRST, march).await);
    is_tidy(folder.path());
}

#[tokio::test]
async fn lookback_is_as_long_as_it_is_said_to_be() {
    for (lookback, first) in [(0, None), (1, Some("2026-02-28")), (10, Some("2026-02-19"))] {
        let (desk, folder) = (desk(|_| ()).await, tempfile::tempdir().unwrap());
        save(&desk, folder.path()).await.unwrap();
        desk.sandbox.clear_journal();
        let client = desk.client();
        let again = Folder::at(folder.path()).format(Format::Tsv).lookback(lookback);
        export(&client).save_to(&again).await.unwrap();
        assert_eq!(asked(&desk).first().map(|(from, _)| from.as_str()), first, "{lookback}");
    }
}

#[tokio::test]
async fn a_folder_of_another_log_is_refused_and_more_fields_are_not() {
    let (desk, folder) = (desk(|_| ()).await, tempfile::tempdir().unwrap());
    save(&desk, folder.path()).await.unwrap();
    let before = files(folder.path());
    let client = desk.client();
    let logs = client.counter(SHOP).logs();
    let tsv = Folder::at(folder.path()).format(Format::Tsv);
    let days = FIRST..=LAST;
    let hits = logs.hits().fields(fields(&["ym:pv:watchID", "ym:pv:date"])).days(days.clone()).export().unwrap();
    let fewer = logs.visits().fields(fields(&["ym:s:visitID", "ym:s:date"])).days(days.clone()).export().unwrap();
    let undated = logs.visits().fields(fields(&["ym:s:visitID"])).days(days).export().unwrap();
    for (export, folder, words) in [
        (hits, tsv.clone(), "has the source visits, and not hits: take another folder"),
        (fewer, tsv.clone(), "has fields that are not asked for: ym:s:startURL, ym:s:goalsID"),
        (undated, tsv.clone(), "a folder keeps days apart, and needs ym:s:date for that: add it"),
        (export(&client), tsv.clone().format(Format::TsvGz), "has the format tsv, and not tsv.gz"),
    ] {
        let error = export.save_to(&folder).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains(words), "{error}");
    }
    assert_eq!(files(folder.path()), before);
    let more = query(FIRST, LAST).columns().iter().cloned().chain(fields(&["ym:s:bounce"])).collect::<Vec<_>>();
    let more = logs.export(query(FIRST, LAST).fields(more));
    assert_eq!(more.save_to(&tsv).await.unwrap().days, 3);
    is_tidy(folder.path());
}

#[tokio::test]
async fn two_at_once_are_an_error_and_not_a_mess() {
    let (desk, folder) = (desk(|_| ()).await, tempfile::tempdir().unwrap());
    let (one, other) = tokio::join!(save(&desk, folder.path()), save(&desk, folder.path()));
    let errors: Vec<_> = [one.err(), other.err()].into_iter().flatten().collect();
    let [error] = errors.as_slice() else { panic!("{errors:?}") };
    assert_eq!(error.kind(), ErrorKind::Storage);
    assert!(error.to_string().contains("another export is writing to the folder"), "{error}");
    is_tidy(folder.path());
    assert_eq!(rows(folder.path()), expected(&desk, FIRST, LAST).await);
}

#[tokio::test]
async fn compressed_files_have_the_same_rows() {
    use std::io::Read;

    let (desk, folder) = (desk(|_| ()).await, tempfile::tempdir().unwrap());
    let client = desk.client();
    export(&client).save_to(&Folder::at(folder.path()).format(Format::TsvGz)).await.unwrap();
    is_tidy(folder.path());
    let expected = expected(&desk, FIRST, LAST).await;
    let mut lines = 0;
    for (name, bytes) in files(folder.path()).iter().filter(|(name, _)| name.ends_with(".tsv.gz")) {
        let mut text = String::new();
        flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap();
        let day = &name["date=".len()..][..10];
        for line in text.lines().skip(1) {
            assert!(expected[day].iter().any(|row| row == line), "{name}: {line}");
            lines += 1;
        }
    }
    assert_eq!(lines, expected.values().map(Vec::len).sum::<usize>());
}
