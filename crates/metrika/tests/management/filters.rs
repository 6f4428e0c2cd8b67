use metrika::ErrorKind;
use metrika::models::{Filter, SettingStatus};

use crate::desk::{Desk, EMPTY, office};

#[tokio::test]
async fn a_filter_is_made_read_changed_and_deleted() {
    let desk = Desk::new().await;
    let client = desk.client();
    let filters = client.counter(EMPTY).filters();

    let made = filters.create(office()).await.unwrap();
    let id = made.id.unwrap();
    assert_eq!(filters.list().await.unwrap().len(), 1);
    let changed = filters.update(id, |filter| filter.status = Some(SettingStatus::Disabled)).await.unwrap();
    assert_eq!(changed.status, Some(SettingStatus::Disabled));
    let read = filters.get(id).await.unwrap();
    assert_eq!((read.status, read.attr), (changed.status, made.attr), "what was not changed stays");
    filters.delete(id).await.unwrap();
    assert!(filters.list().await.unwrap().is_empty());
    assert_eq!(filters.delete(id).await.unwrap_err().kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_filter_that_lacks_a_part_is_not_sent() {
    let desk = Desk::new().await;
    let client = desk.client();
    type Spoil = fn(&mut Filter);
    let cases: [(&str, Spoil); 5] = [
        ("filter.attr: it is needed", |filter| filter.attr = None),
        ("filter.type: it is needed", |filter| filter.type_ = None),
        ("filter.action: it is needed", |filter| filter.action = None),
        ("filter.status: it is needed", |filter| filter.status = None),
        ("filter.value: it is empty", |filter| filter.value = Some(" ".into())),
    ];
    for (rule, spoil) in cases {
        let mut filter = office();
        spoil(&mut filter);
        let error = client.counter(EMPTY).filters().create(filter).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(error.to_string(), format!("the request was not sent: {rule}"));
    }
    assert!(desk.sent().is_empty());
}
