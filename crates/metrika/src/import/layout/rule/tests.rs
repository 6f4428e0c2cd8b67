use super::*;

fn facts() -> Facts {
    Facts {
        now: "2026-03-01T09:00:00Z".parse().unwrap(),
        reach: true,
        known: Known {
            zone: Some(TimeZone::fixed(jiff::tz::offset(3))),
            targets: Some(["order_paid".to_owned(), "call".to_owned()].into()),
            other_targets: vec![("basket".to_owned(), "its condition is `contain`")],
            statuses: Some(["PAID".to_owned(), "SPAM".to_owned()].into()),
            attributes: Vec::new(),
        },
    }
}

#[test]
fn each_rule_takes_what_is_right_and_not_its_neighbours() {
    let facts = facts();
    for (rule, right, wrong) in [
        (Rule::Whole, &["0", "18446744073709551615"][..], &["-1", "+1", "1.0", "18446744073709551616", " 1"][..]),
        (Rule::Past, &["1772355600", "1770600000"], &["1772355601", "1481718166", "1772355600000", "-5", "2026-03-01"]),
        (
            Rule::Amount,
            &["0", "678.90"],
            &["678,90", "1 000", "1e3", ".5", "5.", "1.2.3", "-1", "NaN", "9223372036855"],
        ),
        (Rule::Currency, &["RUB", "USD"], &["rub", "RUR", "RU", "ROUBLE"]),
        (Rule::Flag, &["1", "0", "true", "false"], &["yes", "2"]),
        (Rule::Phone, &["+70123456789"], &["70123456789", "+7 012 345", "+", "+1234567890123456"]),
        (Rule::Digits, &["79995551111"], &["+79995551111", "7 999"]),
        (Rule::Days, &["2025-05-01", "2025-05-01/2025-05-31"], &["2025-5-1", "2025-05-31/2025-05-01"]),
        (Rule::Day, &["1950-04-21", "21.04.1950"], &["1950-04-21 10:00", "1950-04-31"]),
        (Rule::Moment, &["10.01.2024 11:56", "2020-04-17 16:12:21", "2020-04-17T16:12:21Z"], &["32.01.2024", "now"]),
        (Rule::Created, &["2026-03-01", "2026-03-01 12:00:00", "2026-02-08"], &["2026-03-01 12:00:01", "2026-02-07"]),
        (Rule::Email, &["a@b.ru"], &["a", "a@b", "@b.ru", "a b@c.ru"]),
        (Rule::Hash, &["f09f2c3d48f31e2a802944ade2e5aec5"], &["f09f"]),
        (Rule::List(&Rule::Whole, 2), &["1,2", "1, 2"], &["1,2,3", "1,,2", "1,x"]),
        (Rule::Goals, &["order_paid:200,call", "call"], &[",", "call:", ":5", "call:b", "unknown_goal", "basket:1"]),
        (Rule::Products, &["pear:10,apple:30"], &["pear", "pear:1.5", ":1"]),
        (Rule::Target, &["order_paid"], &["order_payed", "basket", "x"]),
        (Rule::Status, &["PAID", "call"], &["paid", "x"]),
        (Rule::AtMost(2), &["дв"], &["три"]),
        (Rule::Word(&["ad", "organic"]), &["ad"], &["Ad", "x"]),
    ] {
        for text in right {
            assert!(rule.write(text, &facts).is_ok(), "{rule:?} {text:?} {:?}", rule.write(text, &facts));
        }
        for text in wrong {
            assert!(rule.write(text, &facts).is_err(), "{rule:?} {text:?}");
        }
    }
}

#[test]
fn reasons_say_what_to_write() {
    let facts = facts();
    for (rule, text, said) in [
        (Rule::Past, "1772355600000", "milliseconds"),
        (Rule::Past, "1481718166", "21 days"),
        (Rule::Amount, "678,90", "a dot is the decimal mark"),
        (Rule::Currency, "rub", "write RUB"),
        (Rule::Target, "order_payed", "did you mean order_paid?"),
        (Rule::Target, "basket", "its condition is `contain`"),
        (Rule::Status, "paid", "did you mean PAID?"),
        (Rule::Word(&["ad", "organic"]), "Organic", "did you mean organic?"),
    ] {
        let reason = rule.write(text, &facts).unwrap_err();
        assert!(reason.contains(said), "{reason}");
    }
}

#[test]
fn what_nobody_asked_the_counter_is_not_checked() {
    let facts = Facts { known: Known::default(), reach: false, ..facts() };
    assert!(Rule::Target.write("anything", &facts).is_ok());
    assert!(Rule::Status.write("anything", &facts).is_ok());
    assert!(Rule::Past.write("1481718166", &facts).is_ok(), "old rows may be wanted");
}

#[test]
fn cells_of_real_types_are_written_as_the_service_wants_them() {
    let facts = facts();
    let written = |rule: Rule, text| rule.write(text, &facts).map(Cow::into_owned);
    assert_eq!(written(Rule::Past, "2026-03-01T11:00:00+03:00").as_deref(), Ok("1772352000"));
    assert_eq!(written(Rule::Created, "2026-02-28T22:00:00Z").as_deref(), Ok("2026-03-01 01:00:00"));
    assert_eq!(written(Rule::Flag, "true").as_deref(), Ok("1"));
    assert_eq!(written(Rule::List(&Rule::Whole, 9), "1, 2").as_deref(), Ok("1,2"));
}

#[test]
fn cells_become_json() {
    assert_eq!(Rule::Amount.json("678.90"), json!(678.9));
    assert_eq!(Rule::List(&Rule::Whole, 9).json("18446744073709551615,2"), json!([18446744073709551615u64, 2]));
    assert_eq!(Rule::List(&Rule::Email, 9).json("a@b.ru,c@d.ru"), json!(["a@b.ru", "c@d.ru"]));
    assert_eq!(
        Rule::Goals.json("a:200,b"),
        json!([{ "goal_action_id": "a", "price": 200.0 }, { "goal_action_id": "b" }])
    );
    assert_eq!(Rule::Products.json("pear:10"), json!({ "pear": 10 }));
    assert_eq!(Rule::Text.json("x"), json!("x"));
}
