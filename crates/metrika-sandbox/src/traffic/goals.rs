//! The goals that the generated visits reach.

use super::model::{Hit, HitKind, Purchase, Reach};

/// A goal of a seeded counter: what its definition says, and no more than a definition can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeededGoal {
    pub name: &'static str,
    /// The `type` of the goal: `url`, `action`, `number`...
    pub kind: &'static str,
    /// `type` and `url` of the only condition, if the kind has conditions.
    pub condition: Option<(&'static str, &'static str)>,
    /// Pages to view, for `number`.
    pub depth: Option<u32>,
    /// Seconds to exceed, for `visit_duration`.
    pub duration: Option<u32>,
    /// The default price, in roubles.
    pub price: Option<u32>,
}

const PLAIN: SeededGoal = SeededGoal { name: "", kind: "", condition: None, depth: None, duration: None, price: None };

/// All of them. The last is never reached.
pub const SEEDED: &[SeededGoal] = &[
    SeededGoal { name: "Order sent", kind: "url", condition: Some(("contain", "/checkout/thanks")), ..PLAIN },
    SeededGoal { name: "Added to the cart", kind: "action", condition: Some(("exact", "add_to_cart")), ..PLAIN },
    SeededGoal { name: "Purchase", kind: "action", condition: Some(("exact", "purchase")), ..PLAIN },
    SeededGoal { name: "Five pages", kind: "number", depth: Some(5), ..PLAIN },
    SeededGoal {
        name: "Click on the phone",
        kind: "phone",
        condition: Some(("exact", "+74950000000")),
        price: Some(300),
        ..PLAIN
    },
    SeededGoal {
        name: "Перешли в Telegram", kind: "messenger", condition: Some(("messenger", "telegram")), ..PLAIN
    },
    SeededGoal { name: "Any form sent", kind: "form", price: Some(150), ..PLAIN },
    SeededGoal { name: "Five minutes", kind: "visit_duration", duration: Some(300), ..PLAIN },
    SeededGoal { name: "Never reached", kind: "url", condition: Some(("contain", "/never-built/")), ..PLAIN },
];

impl SeededGoal {
    /// Whether `hit` reaches the goal. `views` counts the page views of the visit up to this hit, `elapsed` its seconds,
    /// `before` those at the hit before.
    fn is_reached(&self, hit: &Hit, views: u32, elapsed: i64, before: i64) -> bool {
        match (self.kind, hit.kind) {
            ("url", HitKind::PageView) => self.condition.is_some_and(|(_, part)| hit.page.path.contains(part)),
            ("action", HitKind::Event(name)) => self.condition.is_some_and(|(_, exact)| name == exact),
            ("number", HitKind::PageView) => self.depth == Some(views),
            ("phone", HitKind::Link(to)) => {
                self.condition.is_some_and(|(_, phone)| to.strip_prefix("tel:") == Some(phone))
            }
            ("messenger", HitKind::Link(to)) => {
                self.condition == Some(("messenger", "telegram")) && to.starts_with("https://t.me/")
            }
            ("form", HitKind::Event(name)) => name == FORM_SENT,
            ("visit_duration", _) => {
                self.duration.is_some_and(|limit| elapsed > i64::from(limit) && before <= i64::from(limit))
            }
            _ => false,
        }
    }
}

/// What the generator calls the sending of a form, which the service notices by itself.
pub(super) const FORM_SENT: &str = "form_sent";

/// Finds which hits reach which goals, and notes it in both.
pub(super) fn reach(ids: &[u32], hits: &mut [Hit], purchases: &[Purchase]) -> Vec<Reach> {
    let mut reaches: Vec<Reach> = Vec::new();
    let (mut views, mut before) = (0, 0);
    let start = hits.first().map_or(0, |hit| hit.at);
    for hit in hits {
        views += u32::from(hit.kind == HitKind::PageView);
        let elapsed = hit.at - start;
        for (goal, &id) in SEEDED.iter().zip(ids) {
            if !goal.is_reached(hit, views, elapsed, before) {
                continue;
            }
            let serial = 1 + reaches.iter().filter(|reach| reach.goal == id).count() as u32;
            let mut reached = Reach {
                goal: id,
                serial,
                at: hit.at,
                price: goal.price.map_or(0, |price| i64::from(price) * 1000),
                currency: goal.price.map(|_| "RUB"),
                order: None,
            };
            if hit.kind == HitKind::Event("purchase")
                && let Some(purchase) = purchases.get(serial as usize - 1)
            {
                // Minor units are hundredths, prices of goals are thousandths.
                reached.price = purchase.revenue_minor * 10;
                reached.currency = Some(purchase.currency);
                reached.order = order_number(&purchase.id);
            }
            hit.reached.push(reaches.len());
            reaches.push(reached);
        }
        before = elapsed;
    }
    reaches
}

/// The number that the site gives an order: the last digits of its id.
fn order_number(id: &str) -> Option<u32> {
    id.get(id.len().saturating_sub(7)..)?.parse().ok()
}
