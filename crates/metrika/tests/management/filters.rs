use metrika::ErrorKind;
use metrika::models::{Filter, FilterAction, FilterAttribute, FilterType, SettingStatus};

use crate::desk::{Desk, EMPTY, SHOP, office};

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
    let cases: [(&str, Spoil); 9] = [
        ("filter.attr: it is needed", |filter| filter.attr = None),
        ("filter.type: it is needed", |filter| filter.type_ = None),
        ("filter.action: it is needed", |filter| filter.action = None),
        ("filter.status: it is needed", |filter| filter.status = None),
        ("filter.value: it is empty", |filter| filter.value = Some(" ".into())),
        ("filter.attr: interval goes with client_ip only", |filter| filter.attr = Some(FilterAttribute::Url)),
        ("filter.attr: me goes with uniq_id only", |filter| filter.type_ = Some(FilterType::Me)),
        ("filter.attr: only_mirrors goes with url only", |filter| filter.type_ = Some(FilterType::OnlyMirrors)),
        ("filter.action: only_mirrors goes with include only", |filter| {
            (filter.type_, filter.attr) = (Some(FilterType::OnlyMirrors), Some(FilterAttribute::Url));
        }),
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

#[tokio::test]
async fn types_that_say_by_themselves_whom_they_mean_need_no_value() {
    let desk = Desk::new().await;
    let client = desk.client();
    let filter = |type_, attr, action| Filter {
        type_: Some(type_),
        attr: Some(attr),
        action: Some(action),
        status: Some(SettingStatus::Active),
        ..Filter::default()
    };
    let filters = client.counter(SHOP).filters();
    for new in [
        filter(FilterType::Me, FilterAttribute::UniqId, FilterAction::Exclude),
        filter(FilterType::OnlyMirrors, FilterAttribute::Url, FilterAction::Include),
    ] {
        let made = filters.create(new.clone()).await.unwrap();
        assert_eq!((made.type_, made.attr, made.action), (new.type_, new.attr, new.action));
    }
    assert!(desk.sandbox.violations().is_empty());
}
