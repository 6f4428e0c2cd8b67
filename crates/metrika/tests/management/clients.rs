use metrika::{CounterId, ErrorKind};

use crate::desk::{Desk, EMPTY, SHOP};

#[tokio::test]
async fn the_clients_of_counters_are_asked_for_in_one_value() {
    let desk = Desk::new().await;
    let clients = desk.client().clients().list([SHOP, EMPTY]).await.unwrap();
    assert_eq!(clients.len(), 1);
    assert_eq!(clients[0].chief_login.as_deref(), Some("direct-client"));
    let query = desk.last().query;
    assert_eq!(query, [("counters".to_owned(), format!("{SHOP},{EMPTY}"))]);
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn counters_that_are_none_are_not_sent() {
    let desk = Desk::new().await;
    let client = desk.client();
    let none: [CounterId; 0] = [];
    let cases = [
        (client.clients().list(none).await, "counters: at least one is needed"),
        (client.clients().list([SHOP, 0]).await, "counter_id: 0 is no id: ids begin at 1"),
    ];
    for (result, rule) in cases {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(error.to_string(), format!("the request was not sent: {rule}"));
    }
    assert!(desk.sent().is_empty());
}
