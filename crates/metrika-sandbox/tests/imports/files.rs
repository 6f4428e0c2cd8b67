//! What no kind of upload takes, and that nothing that is sent can break the sandbox.

use metrika_sandbox::Settings;
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::desk::{Desk, NOW};

const CONVERSIONS: &str = "/management/v1/~/offline_conversions/upload";

/// An upload of every kind.
const UPLOADS: &[&str] = &[
    CONVERSIONS,
    "/management/v1/~/offline_conversions/upload?type=CHATS",
    "/management/v1/~/offline_conversions/upload_calls",
    "/management/v1/~/expense/upload",
    "/management/v1/~/expense/delete",
    "/management/v1/~/user_params/uploadings/upload?action=update",
    "/cdp/api/v1/~/data/simple_orders?merge_mode=SAVE",
    "/cdp/api/v1/~/data/contacts/csv?merge_mode=SAVE&columns_mapping=%22uniq_id%22:%22id%22",
];

#[tokio::test]
async fn files_in_other_encodings_are_refused() {
    let desk = Desk::open().await;
    let header = b"ClientId,Target,DateTime\n";
    let latin = [header, b"1,GOAL1,1\n2,caf\xE9,1\n".as_slice()].concat();
    desk.refuses(CONVERSIONS, latin, "line 3: the file is not UTF-8").await;
    for path in UPLOADS {
        desk.refuses(path, b"\xC4\xE0\xF2\xE0,Expenses\n1,2\n", "line 1: the file is not UTF-8").await;
        desk.refuses(
            path,
            [b"\xEF\xBB\xBF", header.as_slice()].concat(),
            "line 1: the file begins with a byte order mark; send UTF-8 without one",
        )
        .await;
        desk.refuses(path, b"\xFF\xFEC\0l\0", "line 1: the file is UTF-16; send UTF-8").await;
        desk.refuses(path, "", "the file is empty").await;
        desk.refuses(path, "\n\n", "the file is empty").await;
    }
}

#[tokio::test]
async fn a_header_is_no_data() {
    let desk = Desk::open().await;
    for header in ["ClientId,Target,DateTime", "ClientId,Target,DateTime\r\n\r\n"] {
        desk.refuses(CONVERSIONS, header, "the file has a header and no rows").await;
    }
}

#[tokio::test]
async fn a_text_of_two_lines_is_one_row() {
    let desk = Desk::open().await;
    let file = format!("UserId,Target,DateTime\r\n\"u\r\nv\",\"GOAL1\",{NOW}\r\nw,GOAL1,never\r\n");
    let (_, body) = desk.upload(CONVERSIONS, file).await;
    assert_eq!(body["uploading"]["source_quantity"], 2);
    let reject = desk.uploading(&body["uploading"]["id"]).rejects.remove(0);
    assert_eq!((reject.row, reject.line), (2, 4));
}

#[tokio::test]
async fn only_the_first_rejects_are_remembered() {
    let desk = Desk::open().await;
    let file = format!("UserId,Target,DateTime\n{}", "u,GOAL1,never\n".repeat(1500));
    let (_, body) = desk.upload(CONVERSIONS, file).await;
    assert_eq!(body["uploading"]["source_quantity"], 1500);
    assert_eq!(desk.rejects(&body["uploading"]["id"]).len(), 1000);
}

#[tokio::test]
async fn the_state_can_be_written_and_read_again() {
    let desk = Desk::open().await;
    desk.upload(CONVERSIONS, "UserId,Target,DateTime\nu,GOAL1,never\n").await;
    let copy = desk.counter(|counter| counter.clone());
    let text = serde_json::to_string(&copy).unwrap();
    assert_eq!(serde_json::from_str::<metrika_sandbox::state::Counter>(&text).unwrap(), copy);
}

#[test]
fn settings_come_from_toml_and_have_no_other_names() {
    let settings =
        Settings::from_toml("[uploads]\nprocessing_seconds = 60\nlinkage_failures = 1\nunknown_users = [\"7\"]\n")
            .unwrap();
    assert_eq!((settings.uploads.processing_seconds, settings.uploads.linkage_failures), (60, 1));
    assert!(settings.uploads.unknown_users.contains("7"));
    assert!(Settings::from_toml("[uploads]\nprocessing_second = 60\n").is_err());
}

/// Noise alone seldom gets past a header, so half of the files have a good one.
#[tokio::test]
async fn no_bytes_are_an_accident() {
    let headers = [
        "ClientId,Target,DateTime,Price,Currency\n",
        "ClientID,DateTime,ChatPlatform,ChatUsername,PhoneNumber\n",
        "UserId,DateTime,StaticCall,PhoneNumber\n",
        "Date,UTMSource,Expenses,Currency\n",
        "Date,UTMSource\n",
        "ClientID,Key,Value\n",
        "id,create_date_time,client_ids,emails,revenue,goals\n",
        "id,name\n",
    ];
    let mut noise = Xoshiro256PlusPlus::seed_from_u64(7);
    let desk = Desk::open().await;
    let mut taken = 0;
    for round in 0..300 {
        let kind = round % UPLOADS.len();
        let mut content = if round % 2 == 0 || round % 3 == 0 { headers[kind].as_bytes().to_vec() } else { Vec::new() };
        for _ in 0..noise.next_u32() % 400 {
            let byte = noise.next_u32() as u8;
            // Mostly characters that mean something to CSV, numbers and dates.
            content.push(if byte < 8 && round % 5 == 0 {
                byte | 0xF0
            } else {
                b",,\n\"1259.:-/ @+a"[usize::from(byte % 16)]
            });
        }
        let (status, body) = desk.upload(UPLOADS[kind], content.clone()).await;
        taken += u32::from(status == 200);
        assert!(
            status == 200 || (status == 400 && body["errors"][0]["error_type"] == "invalid_uploading"),
            "{status} {body} {}",
            String::from_utf8_lossy(&content)
        );
    }
    assert!(taken > 100, "{taken} files got past their header");
}
