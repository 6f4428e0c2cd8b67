//! What an event has to be like. Fields are called as in this crate, and then as they are sent.

use jiff::{SignedDuration, Timestamp};
use reqwest::Url;
use serde_json::Value;

use super::ecommerce::{Action, Ecommerce, Product};
use super::event::{Event, EventKind, GoalReached, PageView};
use crate::error::{Error, Result};

/// How long ago an event may have happened.
const OLDEST: SignedDuration = SignedDuration::from_hours(12);
/// Characters of the JSON of parameters.
const LONGEST_PARAMETERS: usize = 8192;

pub(super) fn check(event: &Event, now: Timestamp) -> Result<()> {
    if event.client_id == 0 {
        return Err(Error::invalid("client_id (cid)", "0 is no ClientID"));
    }
    if let Some(at) = event.at {
        if at > now {
            return Err(Error::invalid("at (et)", format_args!("{at} is in the future")));
        }
        if now.duration_since(at) > OLDEST {
            return Err(Error::invalid("at (et)", format_args!("{at} is more than 12 hours ago")));
        }
    }
    if event.window.is_some_and(|(width, height, depth)| width == 0 || height == 0 || depth == 0) {
        return Err(Error::invalid("window (sr)", "no side and no depth is 0"));
    }
    match &event.parameters {
        None => {}
        Some(Err(reason)) => return Err(Error::invalid("parameters (params)", reason)),
        Some(Ok(value)) => parameters(value)?,
    }
    match &event.kind {
        EventKind::PageView(view) => page_view(view),
        EventKind::GoalReached(goal) => goal_reached(goal),
        EventKind::Ecommerce(action) => ecommerce(action),
    }
}

fn parameters(value: &Value) -> Result<()> {
    let good = match value {
        Value::Object(_) => true,
        Value::Array(items) => items.iter().all(Value::is_object),
        _ => false,
    };
    let refused = |rule: String| Err(Error::invalid("parameters (params)", rule));
    if !good {
        return refused("they must be an object or a list of objects".to_owned());
    }
    let length = value.to_string().chars().count();
    if length > LONGEST_PARAMETERS {
        return refused(format!("they have {length} characters as JSON, {LONGEST_PARAMETERS} are allowed"));
    }
    Ok(())
}

fn page_view(view: &PageView) -> Result<()> {
    address("address (dl)", &view.address)?;
    given("title (dt)", &view.title)?;
    view.referrer.as_deref().filter(|referrer| !referrer.is_empty()).map_or(Ok(()), |it| address("referrer (dr)", it))
}

fn goal_reached(goal: &GoalReached) -> Result<()> {
    given("identifier (ea)", &goal.identifier)?;
    goal.page.as_deref().map_or(Ok(()), |page| address("page (dl)", page))?;
    goal.price.as_deref().map_or(Ok(()), |price| money("price (ev)", price))?;
    if goal.price.is_none() && goal.currency.is_some() {
        return Err(Error::invalid("currency (cu)", "it is that of a price, and there is none"));
    }
    goal.currency.as_deref().map_or(Ok(()), currency)
}

fn ecommerce(done: &Ecommerce) -> Result<()> {
    if let Action::Purchase { id, revenue } = &done.action {
        given("id (ti)", id)?;
        money("revenue (tr)", revenue)?;
    } else if done.coupon.is_some() {
        return Err(Error::invalid("coupon (tcc)", "only a purchase has one; a product has its own"));
    }
    done.coupon.as_deref().map_or(Ok(()), |coupon| given("coupon (tcc)", coupon))?;
    done.currency.as_deref().map_or(Ok(()), currency)?;
    done.page.as_deref().map_or(Ok(()), |page| address("page (dl)", page))?;
    done.goal.as_deref().map_or(Ok(()), |goal| given("goal (ea)", goal))?;
    if done.products.is_empty() {
        return Err(Error::invalid("products (pr1id)", "there must be at least one"));
    }
    done.products.iter().enumerate().try_for_each(|(index, item)| product(index, item))
}

fn product(index: usize, product: &Product) -> Result<()> {
    let field = |name: &str, short: &str| format!("products[{index}].{name} (pr{}{short})", index + 1);
    given(&field("id", "id"), &product.id)?;
    given(&field("name", "nm"), &product.name)?;
    let texts = [
        ("brand", "br", &product.brand),
        ("category", "ca", &product.category),
        ("variant", "va", &product.variant),
        ("coupon", "cc", &product.coupon),
    ];
    for (name, short, text) in texts {
        text.as_deref().map_or(Ok(()), |text| given(&field(name, short), text))?;
    }
    product.price.as_deref().map_or(Ok(()), |price| money(&field("price", "pr"), price))
}

fn given(field: &str, text: &str) -> Result<()> {
    if text.trim().is_empty() { Err(Error::invalid(field, "it is empty")) } else { Ok(()) }
}

/// A path alone would be counted as a page of no site.
fn address(field: &str, text: &str) -> Result<()> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    match url {
        Some(_) => Ok(()),
        None => Err(Error::invalid(field, format_args!("it must begin with https:// or http:// and a host: {text:?}"))),
    }
}

fn money(field: &str, text: &str) -> Result<()> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let good = match text.split_once('.') {
        Some((whole, part)) => digits(whole) && digits(part),
        None => digits(text),
    };
    if good {
        Ok(())
    } else {
        Err(Error::invalid(field, format_args!("it must be digits, with a dot if needed: {text:?}")))
    }
}

fn currency(text: &str) -> Result<()> {
    let good = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
    let rule = || format!("it must be three capital letters of ISO 4217, such as RUB: {text:?}");
    if good { Ok(()) } else { Err(Error::invalid("currency (cu)", rule())) }
}

/// The token goes into a form, so anything could be sent; but a token with a space or a line break is none.
pub(super) fn secret(text: &str) -> Result<()> {
    given("secret (ms)", text)?;
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        let rule = "it holds a character that no token has: a space, a line break, or one that is not ASCII";
        return Err(Error::invalid("secret (ms)", rule));
    }
    Ok(())
}
