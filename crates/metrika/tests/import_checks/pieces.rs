//! Files to send: each below the limit, with the header, one kind of visitors, and no row lost.

use std::sync::{Arc, Mutex};

use metrika::ErrorKind;
use metrika::import::{CsvFile, OnProblem, Stage};
use metrika::models::CdpMergeMode;
use metrika_sandbox::Recorded;
use serde_json::{Value, json};

use crate::desk::{Desk, SHOP};
use crate::kinds::{client, nothing_was_sent};

/// The files that came.
fn files(desk: &Desk) -> Vec<Recorded> {
    desk.sandbox.journal().into_iter().filter(|request| request.method == "POST").collect()
}

fn lines(file: &Recorded) -> Vec<String> {
    assert_eq!(file.body.len() as u64, file.body_length, "the journal has the whole file");
    let text = String::from_utf8(file.body.to_vec()).unwrap();
    assert!(text.ends_with('\n'));
    text.lines().map(str::to_owned).collect()
}

fn row(id: u64) -> Value {
    json!({ "ClientId": 1_000_000 + id, "Target": "purchase", "DateTime": 1_772_352_000 })
}

#[tokio::test]
async fn each_row_is_in_one_file_in_order() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let upload = client.counter(SHOP).import().conversions().upload((0..1000).map(row));
    let mut checked = upload.piece_bytes(1000).comment("of the shop").check().await.unwrap();
    let sent = checked.send().await.unwrap();
    let files = files(&desk);
    assert!(files.len() > 30, "{}", files.len());
    let mut rows = Vec::new();
    for (file, piece) in files.iter().zip(checked.pieces()) {
        assert!(file.body_length <= 1000);
        assert_eq!(
            (piece.bytes(), piece.columns().join(",")),
            (file.body_length, "ClientId,Target,DateTime".to_owned())
        );
        let lines = lines(file);
        assert_eq!(lines[0], "ClientId,Target,DateTime");
        assert_eq!(piece.rows(), lines.len() as u64 - 1);
        assert_eq!(piece.range(), (rows.len() as u64 + 1, (rows.len() + lines.len()) as u64 - 1));
        rows.extend_from_slice(&lines[1..]);
    }
    let given: Vec<String> = (0..1000).map(|id| format!("{},purchase,1772352000", 1_000_000 + id)).collect();
    assert_eq!(rows, given);
    assert_eq!(sent.uploadings().len(), files.len());
    assert_eq!(sent.uploadings()[1].comment.as_deref(), Some(&*format!("of the shop, 2 of {}", files.len())));
    let summary = sent.wait().await.unwrap().complete().unwrap();
    assert_eq!((summary.rows, summary.sent, summary.accepted), (1000, 1000, Some(1000)));
}

/// The header counts, too: five rows are as long as a file may be, and do not fit.
#[tokio::test]
async fn a_file_with_its_header_is_below_the_limit() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let row = |id: u64| json!({ "UserId": format!("u,{id}"), "DateTime": 1_772_352_000, "Tag": "a,b" });
    let most = 5 * "\"u,1\",\"1772352000\",\"a,b\"\n".len() as u64;
    let upload = client.counter(SHOP).import().calls().upload((1..=9).map(row)).piece_bytes(most);
    let _ = upload.send().await.unwrap();
    let files = files(&desk);
    assert!(files.iter().all(|file| file.body_length <= most), "{files:?}");
    assert_eq!(files.iter().map(|file| lines(file).len() - 1).sum::<usize>(), 9);
}

/// A comment of full length keeps room for the number.
#[tokio::test]
async fn comments_of_several_files_are_no_longer_than_one() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let upload = client.counter(SHOP).import().conversions().upload((0..20).map(row));
    let sent = upload.piece_bytes(200).comment("ж".repeat(255)).send().await.unwrap();
    let all = sent.uploadings().len();
    assert!(all > 1);
    for (number, uploading) in sent.uploadings().iter().enumerate() {
        let comment = uploading.comment.as_deref().unwrap();
        assert!(
            comment.chars().count() <= 255 && comment.ends_with(&format!("ж, {} of {all}", number + 1)),
            "{comment}"
        );
    }
}

#[tokio::test]
async fn each_kind_of_visitors_has_files_of_its_own() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let text = "ClientId,UserId,Yclid,PurchaseId,Target,DateTime,Price,Currency\n\
        ,u1,,,purchase,1772352000,5,\n\
        1,,,,purchase,1772352000,,\n\
        ,,3,,purchase,1772352000,,RUB\n\
        ,u2,,,purchase,1772352000,,\n\
        2,,,,purchase,1772352000,,\n\
        ,,,p,purchase,1772352000,,\n";
    let file = CsvFile::read(text.as_bytes());
    let mut checked = client.counter(SHOP).import().conversions().upload(file).check().await.unwrap();
    let visitors: Vec<Option<&str>> = checked.pieces().iter().map(|piece| piece.visitor()).collect();
    assert_eq!(visitors, [Some("UserId"), Some("ClientId"), Some("Yclid"), Some("PurchaseId")]);
    let ranges: Vec<(u64, u64)> = checked.pieces().iter().map(|piece| piece.range()).collect();
    assert_eq!(ranges, [(1, 4), (2, 5), (3, 3), (6, 6)]);
    let sent = checked.send().await.unwrap();
    let bodies: Vec<Vec<String>> = files(&desk).iter().map(lines).collect();
    // A column that is empty throughout is not sent.
    let expected: [&[&str]; 4] = [
        &["UserId,Target,DateTime,Price", "u1,purchase,1772352000,5", "u2,purchase,1772352000,"],
        &["ClientId,Target,DateTime", "1,purchase,1772352000", "2,purchase,1772352000"],
        &["Yclid,Target,DateTime,Currency", "3,purchase,1772352000,RUB"],
        &["PurchaseId,Target,DateTime", "p,purchase,1772352000"],
    ];
    assert_eq!(bodies, expected);
    assert_eq!(sent.wait().await.unwrap().complete().unwrap().accepted, Some(6));
}

/// What is left out is in no file, also where nothing else would be in it.
#[tokio::test]
async fn a_file_of_rows_that_are_left_out_is_none() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let rows = vec![row(1), json!({ "UserId": "u", "Target": "purchase", "DateTime": "x" }), row(1), row(2)];
    let upload = client.counter(SHOP).import().conversions().upload(rows).on_problem(OnProblem::Skip);
    let checked = upload.check().await.unwrap();
    let pieces: Vec<(Option<&str>, u64)> =
        checked.pieces().iter().map(|piece| (piece.visitor(), piece.rows())).collect();
    assert_eq!(pieces, [(Some("ClientId"), 2)]);
}

#[tokio::test]
async fn a_row_that_no_file_holds_is_told() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let upload = client.counter(SHOP).import().conversions().upload((0..3).map(row)).piece_bytes(50);
    let error = upload.check().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    assert!(error.to_string().contains("row 1 is longer than a file may be (50 bytes)"), "{error}");
    assert!(nothing_was_sent(&desk));
}

#[tokio::test]
async fn bodies_of_json_are_cut_as_well() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let rows = (0..100).map(|id| json!({ "uniq_id": format!("c{id}"), "name": "Имя", "client_ids": [id] }));
    let crm = client.counter(SHOP).import().crm();
    let upload = crm.upload_contacts(CdpMergeMode::Save, rows).as_json().piece_bytes(500);
    let sent = upload.send().await.unwrap();
    let files = files(&desk);
    assert!(files.len() > 3);
    assert_eq!(sent.outcome().summary().sent, 100);
    let ids: Vec<String> = files
        .iter()
        .flat_map(|file| {
            let body: Value = serde_json::from_slice(&file.body).unwrap();
            let contacts = body["contacts"].as_array().unwrap().clone();
            contacts.into_iter().map(|contact| contact["uniq_id"].as_str().unwrap().to_owned())
        })
        .collect();
    assert_eq!(ids, (0..100).map(|id| format!("c{id}")).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_folder_for_the_files_is_ones_own() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let conversions = client.counter(SHOP).import().conversions();
    let folder = tempfile::tempdir().unwrap();
    let checked = conversions.upload(vec![row(1)]).spool_in(folder.path()).check().await.unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "the files have no names");
    drop(checked);
    let error = conversions.upload(vec![row(1)]).spool_in(folder.path().join("none")).check().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Storage);
    assert!(error.to_string().contains("the files to send cannot be written"), "{error}");
}

#[tokio::test]
async fn progress_goes_up_to_the_end() {
    let desk = Desk::new().await;
    let client = client(&desk);
    let told = Arc::new(Mutex::new(Vec::new()));
    let teller = told.clone();
    let upload = client.counter(SHOP).import().conversions().upload((0..12_000).map(row)).piece_bytes(200_000);
    let upload = upload.on_progress(move |progress| teller.lock().unwrap().push(progress.clone()));
    let mut checked = upload.check().await.unwrap();
    let bytes: Vec<u64> = checked.pieces().iter().map(|piece| piece.bytes()).collect();
    let _ = checked.send().await.unwrap().wait().await.unwrap();
    let told = told.lock().unwrap();

    assert!(told.iter().any(|it| it.bytes > 0 && it.bytes < it.of_bytes), "parts of a file are told");
    let rows: Vec<u64> = told.iter().filter(|it| it.stage == Stage::Checking).map(|it| it.rows).collect();
    assert!(rows.len() > 10 && rows.is_sorted() && *rows.last().unwrap() == 12_000, "{rows:?}");
    let of = bytes.len();
    assert!(of > 1);
    for (place, bytes) in bytes.into_iter().enumerate() {
        let stage = Stage::Sending { piece: place + 1, of };
        let sent: Vec<u64> = told.iter().filter(|it| it.stage == stage).map(|it| it.bytes).collect();
        assert!(sent.is_sorted() && *sent.last().unwrap() == bytes, "{sent:?} of {bytes}");
        assert!(told.iter().filter(|it| it.stage == stage).all(|it| it.of_bytes == bytes && it.rows == 12_000));
    }
    let stages: Vec<u8> = told
        .iter()
        .map(|it| match it.stage {
            Stage::Checking => 0,
            Stage::Sending { .. } => 1,
            _ => 2,
        })
        .collect();
    assert!(stages.is_sorted() && stages.last() == Some(&2), "{stages:?}");
}
