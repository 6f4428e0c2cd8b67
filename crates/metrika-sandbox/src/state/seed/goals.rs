//! The seeded goals: one of each type of the reference, and those that only the service makes.

use serde_json::{Value, json};

use crate::operations::goals::{complete, forget};
use crate::state::{Counter, entity};

/// The number of the first goal; the others follow.
const FIRST: i64 = 26_700_001;

/// Goals of users.
fn made() -> Vec<Value> {
    vec![
        json!({ "type": "url", "name": "Order sent",
            "conditions": [{ "type": "contain", "url": "/checkout/thanks" }] }),
        json!({ "type": "action", "name": "Added to the cart",
            "conditions": [{ "type": "exact", "url": "add_to_cart" }], "flag": "basket" }),
        json!({ "type": "action", "name": "Purchase", "conditions": [{ "type": "exact", "url": "purchase" }],
            "is_retargeting": 1, "is_favorite": 1 }),
        json!({ "type": "number", "name": "Five pages", "depth": 5 }),
        json!({ "type": "phone", "name": "Click on the phone", "default_price": 300.0,
            "conditions": [{ "type": "exact", "url": "+74950000000" }], "hide_phone_number": false }),
        json!({ "type": "messenger", "name": "Перешли в Telegram",
            "conditions": [{ "type": "messenger", "url": "telegram" }] }),
        json!({ "type": "form", "name": "Any form sent", "default_price": 150.0, "goal_source": "auto" }),
        json!({ "type": "visit_duration", "name": "Five minutes", "duration": 300 }),
        json!({ "type": "url", "name": "Never reached",
            "conditions": [{ "type": "contain", "url": "/never-built/" }] }),
        json!({ "type": "email", "name": "Click on the address",
            "conditions": [{ "type": "exact", "url": "info@shop.example" }] }),
        json!({ "type": "file", "name": "Any file", "conditions": [{ "type": "all_files" }] }),
        json!({ "type": "social", "name": "Any social network", "conditions": [{ "type": "all_social" }] }),
        json!({ "type": "search", "name": "Searched the site",
            "conditions": [{ "type": "search", "url": "text" }] }),
        json!({ "type": "payment_system", "name": "Paid online" }),
        json!({ "type": "chat", "name": "Answered in WhatsApp", "conditions": [
            { "field": "chat_answered", "answered": true }, { "field": "chat_platform", "platform": "whatsApp" }] }),
        json!({ "type": "step", "name": "From the cart to the order", "steps": [
            { "id": FIRST + 100, "type": "url", "name": "Cart", "conditions": [{ "type": "contain", "url": "/cart" }] },
            { "id": FIRST + 101, "type": "url", "name": "Checkout",
                "conditions": [{ "type": "action", "url": "begin_checkout" }] }] }),
    ]
}

/// Goals that the service makes by itself: most have no conditions, and one is of a type that nobody knows.
const AUTOMATIC: &[(&str, &str)] = &[
    ("button", "Autogoal: button"),
    ("contact_data", "Autogoal: contact data filled in"),
    ("contact_data_sent", "Autogoal: contact data sent"),
    ("e_cart", "Autogoal: added to the cart"),
    ("e_purchase", "Autogoal: purchase"),
    ("cdp_order_in_progress", "CRM: order made"),
    ("cdp_order_paid", "CRM: order paid"),
    ("cdp_order_cancelled", "CRM: order called off"),
    ("cdp_order_spam", "CRM: spam"),
    ("loyalty_card_shown", "Autogoal of a new kind"),
];

/// Gives the counter all of them.
pub(super) fn add(counter: &mut Counter) {
    let automatic = AUTOMATIC.iter().map(|(kind, name)| json!({ "type": kind, "name": name, "goal_source": "auto" }));
    for (id, goal) in (FIRST..).zip(made().into_iter().chain(automatic)) {
        let mut goal = entity(goal);
        goal.insert("id".to_owned(), id.into());
        if goal.get("type") == Some(&json!("loyalty_card_shown")) {
            goal.insert("card".to_owned(), json!({ "level": "gold" }));
        }
        complete(&mut goal);
        counter.goals.insert(id, goal);
    }
    let id = FIRST + 200;
    let mut goal = entity(json!({ "id": id, "type": "url", "name": "Old order page",
        "conditions": [{ "type": "exact", "url": "https://shop.example/order/done" }] }));
    complete(&mut goal);
    forget(counter, id, goal);
}
