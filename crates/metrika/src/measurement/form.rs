//! An event as it is sent.

use std::fmt::Display;

use bytes::Bytes;
use form_urlencoded::Serializer;

use super::ecommerce::{Action, Ecommerce};
use super::event::{Event, EventKind, GoalReached, PageView};

/// A form with the names of the protocol. What was not set is not in it.
pub(super) fn of(event: &Event, counter: i64, secret: &str) -> Bytes {
    let mut form = Form(Serializer::new(String::new()));
    form.put("tid", counter);
    form.put("cid", event.client_id);
    form.put("ms", secret);
    if let Some(at) = event.at {
        form.put("et", at.as_second());
    }
    if let Some((width, height, depth)) = event.window {
        form.put("sr", format_args!("{width}x{height}x{depth}"));
    }
    if let Some(Ok(parameters)) = &event.parameters {
        form.put("params", parameters);
    }
    match &event.kind {
        EventKind::PageView(view) => form.page_view(view),
        EventKind::GoalReached(goal) => form.goal(goal),
        EventKind::Ecommerce(action) => form.ecommerce(action),
    }
    form.0.finish().into()
}

struct Form(Serializer<'static, String>);

impl Form {
    fn put(&mut self, name: &str, value: impl Display) {
        self.0.append_pair(name, &value.to_string());
    }

    fn maybe(&mut self, name: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    fn page_view(&mut self, view: &PageView) {
        self.put("t", "pageview");
        self.put("dl", &view.address);
        // It is required, so nowhere is said by an empty one.
        self.put("dr", view.referrer.as_deref().unwrap_or_default());
        self.put("dt", &view.title);
    }

    fn goal(&mut self, goal: &GoalReached) {
        self.put("t", "event");
        self.put("ea", &goal.identifier);
        self.maybe("dl", goal.page.as_ref());
        self.maybe("ev", goal.price.as_ref());
        self.maybe("cu", goal.currency.as_ref());
    }

    fn ecommerce(&mut self, done: &Ecommerce) {
        self.put("t", "event");
        let action = match &done.action {
            Action::Detail => "detail",
            Action::Add => "add",
            Action::Remove => "remove",
            Action::Purchase { .. } => "purchase",
        };
        self.put("pa", action);
        if let Action::Purchase { id, revenue } = &done.action {
            self.put("ti", id);
            self.put("tr", revenue);
        }
        self.maybe("tcc", done.coupon.as_ref());
        self.maybe("cu", done.currency.as_ref());
        self.maybe("ea", done.goal.as_ref());
        self.maybe("dl", done.page.as_ref());
        for (product, number) in done.products.iter().zip(1..) {
            let name = |field: &str| format!("pr{number}{field}");
            self.put(&name("id"), &product.id);
            self.put(&name("nm"), &product.name);
            self.maybe(&name("br"), product.brand.as_ref());
            self.maybe(&name("ca"), product.category.as_ref());
            self.maybe(&name("va"), product.variant.as_ref());
            self.maybe(&name("cc"), product.coupon.as_ref());
            self.maybe(&name("pr"), product.price.as_ref());
            self.maybe(&name("qt"), product.quantity);
            self.maybe(&name("ps"), product.position);
        }
    }
}
