//! Rows are read as they are written, and from the service's own CSV files.

use std::fmt::Debug;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::date;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::*;
use crate::import::values::{
    Amount, Caller, ChatPlatform, Currency, LocalTime, OrderStatus, SiteVisitor, TrafficSource, Visitor,
};

fn at() -> Timestamp {
    Timestamp::from_second(1_481_718_166).unwrap()
}

/// The row is written like this, and read from it, both as a value and as text.
fn writes<T: Serialize + DeserializeOwned + PartialEq + Debug>(row: &T, object: Value) {
    assert_eq!(serde_json::to_value(row).unwrap(), object);
    assert_eq!(serde_json::from_value::<T>(object.clone()).unwrap(), *row);
    assert_eq!(serde_json::from_str::<T>(&object.to_string()).unwrap(), *row);
}

fn csv<T: DeserializeOwned>(file: &str) -> Vec<T> {
    csv::Reader::from_reader(file.as_bytes()).deserialize().collect::<Result<_, _>>().unwrap()
}

fn csv_error<T: DeserializeOwned + Debug>(file: &str) -> String {
    csv::Reader::from_reader(file.as_bytes()).deserialize::<T>().next().unwrap().unwrap_err().to_string()
}

#[test]
fn conversions() {
    writes(
        &Conversion::new(Visitor::ClientId(u64::MAX), "GOAL1", at()),
        json!({ "ClientId": u64::MAX, "Target": "GOAL1", "DateTime": "2016-12-14T12:22:46Z" }),
    );
    writes(
        &Conversion::new(Visitor::PurchaseId("p-1".into()), "GOAL1", at()).price(0.1).currency("rub"),
        json!({
            "PurchaseId": "p-1", "Target": "GOAL1", "DateTime": "2016-12-14T12:22:46Z", "Price": "0.1", "Currency": "rub",
        }),
    );
    // A file of the service's users.
    let file = "ClientId,Target,DateTime,Price,Currency\n\
                133591247640966458,GOAL1,1481718166,,\n\
                579124169844706072,GOAL3,1481718116,678.90,RUB\n";
    let second = Timestamp::from_second(1_481_718_116).unwrap();
    assert_eq!(
        csv::<Conversion>(file),
        [
            Conversion::new(Visitor::ClientId(133_591_247_640_966_458), "GOAL1", at()),
            Conversion::new(Visitor::ClientId(579_124_169_844_706_072), "GOAL3", second)
                .price("678.90")
                .currency(Currency::RUB),
        ]
    );
}

#[test]
fn each_visitor_has_one_column_and_is_given_back() {
    for (visitor, column, value) in [
        (Visitor::ClientId(7), "ClientId", json!(7)),
        (Visitor::UserId("007".into()), "UserId", json!("007")),
        (Visitor::Yclid(7), "Yclid", json!(7)),
        (Visitor::PurchaseId("1e5".into()), "PurchaseId", json!("1e5")),
    ] {
        let row = Conversion::new(visitor.clone(), "g", at());
        let object = json!({ column: value, "Target": "g", "DateTime": "2016-12-14T12:22:46Z" });
        writes(&row, object);
        assert_eq!(row.visitor(), Some(visitor.clone()));
        assert_eq!(
            Chat::new("viber", at()).visitor(Visitor::Yclid(1)).visitor(visitor.clone()).linked_visitor(),
            Some(visitor)
        );
    }
    // Ids that look like numbers stay text.
    let rows: Vec<Conversion> = csv("UserId,Target,DateTime\n007,1e5,1481718166\n");
    assert_eq!(rows, [Conversion::new(Visitor::UserId("007".into()), "1e5", at())]);
    let nobody: Vec<Conversion> = csv("UserId,Target,DateTime\n,g,1481718166\n");
    assert_eq!(nobody[0].visitor(), None);
}

#[test]
fn calls() {
    let call = Call::new(Caller::Yclid(5), at())
        .static_call(false)
        .price(500)
        .currency(Currency::USD)
        .phone_number("7 (012) 345-67-89")
        .talk_duration(Duration::from_millis(35_999))
        .hold_duration(Duration::ZERO)
        .missed(true)
        .tag("t")
        .first_time_caller(true)
        .url("https://example.com/")
        .tracker_url("https://tracker.example/1");
    writes(
        &call,
        json!({
            "Yclid": 5, "DateTime": "2016-12-14T12:22:46Z", "StaticCall": false, "Price": "500", "Currency": "USD",
            "PhoneNumber": "+70123456789", "TalkDuration": 35, "HoldDuration": 0, "CallMissed": true, "Tag": "t",
            "FirstTimeCaller": true, "URL": "https://example.com/", "CallTrackerURL": "https://tracker.example/1",
        }),
    );
    let file = "Yclid,DateTime,StaticCall,Price,Currency,PhoneNumber,TalkDuration,HoldDuration,CallMissed,Tag,FirstTimeCaller,URL,CallTrackerURL\n\
                5,1481718166,0,500,USD,+70123456789,35,0,1,t,1,https://example.com/,https://tracker.example/1\n\
                5,1481718166,,,,,,,,,,,\n";
    assert_eq!(csv::<Call>(file), [call, Call::new(Caller::Yclid(5), at())]);
    let told = csv_error::<Call>("Yclid,DateTime,StaticCall\n5,1481718166,2\n");
    assert!(told.contains("1 or 0"), "{told}");
    assert_eq!(Call::new(Caller::UserId("u".into()), at()).visitor(), Some(Visitor::UserId("u".into())),);
    // What is no number is sent as it was given, so that the check can show it.
    let wrong = Call::new(Caller::ClientId(1), at()).phone_number("none");
    assert_eq!(serde_json::to_value(wrong).unwrap()["PhoneNumber"], "none");
}

#[test]
fn chats() {
    let chat = Chat::new(ChatPlatform::WhatsApp, at())
        .username("ivanov")
        .user_id("77")
        .phone_number("+7 012 345-67-89")
        .visitor(Visitor::ClientId(1));
    writes(
        &chat,
        json!({
            "ClientID": 1, "DateTime": "2016-12-14T12:22:46Z", "ChatPlatform": "whatsapp", "ChatUsername": "ivanov",
            "ChatUserID": "77", "PhoneNumber": "+70123456789",
        }),
    );
    let file = "ClientID,UserID,DateTime,ChatPlatform,ChatUsername,ChatUserID,PhoneNumber\n\
                1,,1481718166,whatsapp,ivanov,77,+70123456789\n\
                ,,1481718166,max,,77,\n";
    assert_eq!(csv::<Chat>(file), [chat, Chat::new("max", at()).user_id("77")]);
}

#[test]
fn expenses_and_their_removal() {
    let may = date(2025, 5, 1)..=date(2025, 5, 31);
    let expense = Expense::new(may.clone(), "VK", "100.50")
        .traffic_source(TrafficSource::Ad)
        .traffic_source_detail("vk_ads")
        .utm_medium("cpc")
        .utm_campaign("Spring")
        .utm_term("t")
        .utm_content("c")
        .currency(Currency::EUR)
        .clicks(12_u64);
    writes(
        &expense,
        json!({
            "Date": "2025-05-01/2025-05-31", "UTMSource": "VK", "TrafficSource": "ad", "TrafficSourceDetail": "vk_ads",
            "UTMMedium": "cpc", "UTMCampaign": "Spring", "UTMTerm": "t", "UTMContent": "c", "Expenses": "100.50",
            "Currency": "EUR", "Clicks": 12,
        }),
    );
    let file = "Date,UTMSource,TrafficSource,TrafficSourceDetail,UTMMedium,UTMCampaign,UTMTerm,UTMContent,Expenses,Currency,Clicks\n\
                2025-05-01/2025-05-31,VK,ad,vk_ads,cpc,Spring,t,c,100.50,EUR,12\n\
                2025-05-01,,direct,,,,,,5,,\n";
    let direct = Expense::of_source(date(2025, 5, 1), TrafficSource::Direct, 5);
    assert_eq!(csv::<Expense>(file), [expense, direct]);

    let removed = RemovedExpense::new(may)
        .utm_source("VK")
        .utm_medium("cpc")
        .utm_campaign("Spring")
        .utm_term("t")
        .utm_content("c");
    writes(
        &removed,
        json!({
            "Date": "2025-05-01/2025-05-31", "UTMSource": "VK", "UTMMedium": "cpc", "UTMCampaign": "Spring",
            "UTMTerm": "t", "UTMContent": "c",
        }),
    );
    let file = "Date,UTMSource,UTMMedium,UTMCampaign,UTMTerm,UTMContent\n2025-05-01,,,Spring,,\n";
    assert_eq!(csv::<RemovedExpense>(file), [RemovedExpense::new(date(2025, 5, 1)).utm_campaign("Spring")]);
    let told = csv_error::<RemovedExpense>("Date\n01.05.2025\n");
    assert!(told.contains("01.05.2025"), "{told}");
}

#[test]
fn parameters_of_visitors_and_their_keys() {
    let parameter = VisitorParameter::new(SiteVisitor::ClientId(12345), "child_age", 13);
    writes(&parameter, json!({ "ClientID": 12345, "Key": "child_age", "Value": "13" }));
    assert_eq!(parameter.visitor(), Some(Visitor::ClientId(12345)));
    let key = VisitorParameterKey::new(SiteVisitor::UserId("u".into()), "child_age");
    writes(&key, json!({ "UserID": "u", "Key": "child_age" }));
    assert_eq!(key.visitor(), Some(Visitor::UserId("u".into())));
    assert_eq!(csv::<VisitorParameter>("ClientID,Key,Value\n12345,child_age,13\n"), [parameter]);
    assert_eq!(csv::<VisitorParameterKey>("UserID,Key\nu,child_age\n"), [key]);
}

/// The file that the page of simple orders shows.
#[test]
fn simple_orders() {
    let file = "id,create_date_time,client_uniq_id,client_ids,emails,phones,order_status,revenue,cost,goals,currency\n\
                s_ord1,10.01.2024 11:56,s_user1,,\"mail@example.com,mail2@example.com\",,PAID,200,150,\"oplata_cash:200,filial_1\",\n\
                s_ord2,20.01.2024 11:59,,12345,mail3@example.com,,,200,150,,EUR\n\
                ,12.02.2024,,34456,,79876543210,SPAM,,,plohoy_lead,\n";
    let first = SimpleOrder::new("s_ord1", date(2024, 1, 10).at(11, 56, 0, 0))
        .client_uniq_id("s_user1")
        .email("Mail@example.com")
        .email("mail2@example.com")
        .order_status(OrderStatus::Paid)
        .revenue(200)
        .cost(150)
        .goal(("oplata_cash", 200))
        .goal("filial_1");
    writes(
        &first,
        json!({
            "id": "s_ord1", "create_date_time": "2024-01-10T11:56:00", "client_uniq_id": "s_user1",
            "emails": ["mail@example.com", "mail2@example.com"], "order_status": "PAID", "revenue": "200",
            "cost": "150", "goals": ["oplata_cash:200", "filial_1"],
        }),
    );
    assert_eq!(
        csv::<SimpleOrder>(file),
        [
            first,
            SimpleOrder::new("s_ord2", date(2024, 1, 20).at(11, 59, 0, 0))
                .client_id(12345_u64)
                .email("mail3@example.com")
                .revenue(200)
                .cost(150)
                .currency(Currency::EUR),
            SimpleOrder::without_id(date(2024, 2, 12))
                .client_id(34456_u64)
                .phone("+7 987 654-32-10")
                .order_status("SPAM")
                .goal("plohoy_lead"),
        ]
    );
}

#[test]
fn contacts() {
    let contact = Contact::new("c1")
        .name("Ivanov, I.")
        .birth_date(date(1950, 4, 21))
        .create_date_time(date(2020, 4, 17).at(16, 12, 21, 0))
        .update_date_time(at())
        .client_id(u64::MAX)
        .client_id(2_u64)
        .email("Mail@yandex.ru")
        .phone("+7 999 555-11-11")
        .hashed_email("MAIL@yandex.ru")
        .hashed_phone("+7 999 555-11-11");
    writes(
        &contact,
        json!({
            "uniq_id": "c1", "name": "Ivanov, I.", "birth_date": "1950-04-21",
            "create_date_time": "2020-04-17T16:12:21", "update_date_time": "2016-12-14T12:22:46Z",
            "client_ids": [u64::MAX, 2], "emails": ["mail@yandex.ru"], "phones": ["79995551111"],
            "emails_md5": ["3c56ff8fef0f6c65b36b2d25720fe276"], "phones_md5": ["f09f2c3d48f31e2a802944ade2e5aec5"],
        }),
    );
    let file = "uniq_id,name,birth_date,create_date_time,update_date_time,client_ids,emails,phones,emails_md5,phones_md5\n\
                c1,\"Ivanov, I.\",21.04.1950,17.04.2020 16:12:21,2016-12-14T12:22:46Z,\"18446744073709551615, 2\",\
                Mail@yandex.ru,7 999 555-11-11,3c56ff8fef0f6c65b36b2d25720fe276,f09f2c3d48f31e2a802944ade2e5aec5\n\
                c2,,,,,,,,,\n";
    assert_eq!(csv::<Contact>(file), [contact, Contact::new("c2")]);
    // Digits around one `e` are a hash and no number.
    let hash = "1234567890123456789012345678e012";
    assert_eq!(csv::<Contact>(&format!("uniq_id,phones_md5\nc,{hash}\n")), [Contact::new("c").phone_md5(hash)]);
    // Contacts in JSON, as the service's page writes them: ids are text.
    let page = json!({ "uniq_id": "c", "client_ids": ["12345678910", "10987654321"], "phones": null });
    assert_eq!(
        serde_json::from_value::<Contact>(page).unwrap(),
        Contact::new("c").client_id(12_345_678_910_u64).client_id(10_987_654_321_u64)
    );
    for (file, told) in [
        ("uniq_id,birth_date\nc,21.04.1950 10:00\n", "not a day"),
        ("uniq_id,client_ids\nc,\"1,x\"\n", "\"x\""),
        ("uniq_id,create_date_time\nc,soon\n", "\"soon\""),
    ] {
        let error = csv_error::<Contact>(file);
        assert!(error.contains(told), "{error}");
    }
}

#[test]
fn orders() {
    let created = LocalTime::from(date(2020, 4, 21).at(11, 59, 21, 0));
    let order = Order::new("704", "J3QQ4", created, "new")
        .update_date_time(date(2020, 4, 22))
        .finish_date_time(date(2020, 4, 23))
        .revenue(100.5)
        .cost("20")
        .currency(Currency::RUB)
        .goal(("a", "1.50"))
        .goal("b")
        .product(("Laptop: 15\"", 1))
        .product(("pear", 10));
    writes(
        &order,
        json!({
            "id": "704", "client_uniq_id": "J3QQ4", "client_type": "CONTACT",
            "create_date_time": "2020-04-21T11:59:21", "order_status": "new", "update_date_time": "2020-04-22",
            "finish_date_time": "2020-04-23", "revenue": "100.5", "cost": "20", "currency": "RUB",
            "goals": ["a:1.50", "b"], "products": ["Laptop: 15\":1", "pear:10"],
        }),
    );
    let file = "id,client_uniq_id,client_type,create_date_time,order_status,update_date_time,finish_date_time,revenue,cost,currency,goals,products\n\
                704,J3QQ4,CONTACT,2020-04-21 11:59:21,new,22.04.2020,23.04.20,100.5,20,RUB,\"a:1.50,b\",\"Laptop: 15\"\":1,pear:10\"\n\
                5,u,CONTACT,21.04.2020,PAID,,,,,,,\n";
    let day = date(2020, 4, 21);
    assert_eq!(csv::<Order>(file), [order, Order::new("5", "u", day, OrderStatus::Paid)]);
    // Orders in JSON, as the service's page writes them.
    let page = json!({
        "id": "5", "client_uniq_id": "u", "client_type": "CONTACT", "create_date_time": "2020-04-21",
        "order_status": "PAID", "products": { "pear": 10 },
        "goals": [{ "goal_action_id": "a", "price": 1.5 }, { "goal_action_id": "b" }],
    });
    assert_eq!(
        serde_json::from_value::<Order>(page).unwrap(),
        Order::new("5", "u", day, OrderStatus::Paid).product(("pear", 10)).goal(("a", 1.5)).goal("b")
    );
    let told = csv_error::<Order>(
        "id,client_uniq_id,client_type,create_date_time,order_status,products\n5,u,CONTACT,21.04.2020,PAID,pear\n",
    );
    assert!(told.contains("\"pear\""), "{told}");
}

#[test]
fn what_is_no_amount_is_written_as_it_was_given() {
    let row = Conversion::new(Visitor::ClientId(1), "g", at()).price("1 000,50");
    assert_eq!(serde_json::to_value(&row).unwrap()["Price"], "1 000,50");
    assert_eq!(row.price.as_ref().map(Amount::is_valid), Some(false));
}
