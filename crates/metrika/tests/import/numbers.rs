//! Numbers in rows of one's own.

use serde::Serialize;

use crate::desk::{Desk, SHOP};

/// What is read by nobody here has to be a problem: as an empty cell it would be sent, and no price be there.
#[tokio::test]
async fn numbers_that_are_none_are_not_left_out_in_silence() {
    #[derive(Serialize)]
    #[serde(rename_all = "PascalCase")]
    struct Paid {
        client_id: u64,
        target: &'static str,
        date_time: i64,
        price: f64,
    }
    let desk = Desk::new().await;
    let client = desk.client();
    for price in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let rows = [1.5, price].map(|price| Paid { client_id: 1, target: "purchase", date_time: 1_772_352_000, price });
        let error = client.counter(SHOP).import().conversions().upload(rows).check().await.unwrap_err();
        assert_eq!(error.kind(), metrika::ErrorKind::InvalidRequest, "{error}");
        assert!(error.to_string().contains("row 2") && error.to_string().contains("no number"), "{error}");
    }
}

#[tokio::test]
async fn a_short_float_is_what_its_digits_say() {
    #[derive(Serialize)]
    #[serde(rename_all = "PascalCase")]
    struct Paid {
        client_id: u64,
        target: &'static str,
        date_time: i64,
        price: f32,
    }
    let desk = Desk::new().await;
    let client = desk.client();
    let rows = [Paid { client_id: 1, target: "purchase", date_time: 1_772_352_000, price: 99.9 }];
    let _ = client.counter(SHOP).import().conversions().upload(rows).send().await.unwrap();
    let body = String::from_utf8(desk.last().body.to_vec()).unwrap();
    assert!(body.ends_with("1,purchase,1772352000,99.9\n"), "{body}");
}
