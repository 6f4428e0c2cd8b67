//! The Measurement Protocol: page views, goals and purchases that your server sends to a counter.
//!
//! It supplements what the counter's snippet collects in the browser: an order that was paid later, a form that an ad blocker hides. The
//! visitor is known by the ClientID of Metrika, which the page learns by `ym(COUNTER, 'getClientID', callback)` and tells your server.
//!
//! The protocol is a flag of the counter, and needs a token that only goes with it:
//!
//! ```
//! # async fn example(client: metrika::Client) -> metrika::Result<()> {
//! use metrika::measurement::{Event, GoalReached, PageView};
//! use metrika::models::Flag;
//!
//! let counter = client.counter(44147844);
//! counter.update(|it| it.counter_flags.get_or_insert_default().measurement_enabled = Some(Flag(true))).await?;
//! let secret = counter.measurement_tokens().generate().await?; // once: keep it, there can be five
//!
//! let visitor = 1_729_845_213_504_968_721; // ClientID
//! let measurement = counter.measurement(secret);
//! let paid = PageView::new("https://shop.example/paid", "Paid").referrer("https://bank.example/");
//! measurement.send(&Event::new(visitor, paid)).await?;
//! measurement.send(&Event::new(visitor, GoalReached::new("order_paid").price("1990.50").currency("RUB"))).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # What is known, and what is not
//!
//! * A hit goes to `https://mc.yandex.ru/collect`, without the token of the client. For a sandbox there is
//!   [`measurement_url`](crate::ClientBuilder::measurement_url).
//! * **Sent is not counted.** Any answer 2xx is taken for "sent". What the service answers to a wrong token, to a counter whose flag is off or
//!   to a parameter that it does not like is on no page, and may well be 200: look into the reports of a new program. Data show up
//!   [within 20 minutes](https://yandex.com/support/metrica/en/general/measurement-protocol).
//! * A page view begins a visit. An event of a visitor who has no visit that ended less than 12 hours ago
//!   [is not recorded](https://yandex.com/dev/metrika/en/data-import/measurement-about): send a page view first.
//! * An event may have happened up to 12 hours ago, see [`Event::at`]. For what is older there are offline conversions.
//! * The [list of parameters](https://yandex.com/dev/metrika/en/data-import/measurement-upload) calls more of them required than programs that
//!   use the protocol send: the coupon of a purchase, and brand, category, variant, price, quantity, coupon and position of each
//!   product; and both `ea` and `pa` of every event. Here is sent what you set: set them all to be on the safe side.
//! * A visit has [at most 1000](https://yandex.com/support/metrica/en/general/limits) page views, goals and the like. No quota of requests is
//!   known, nor a request with more than one hit.
//!
//! # What goes wrong
//!
//! What breaks a rule is refused before it is sent, with the field and the rule. A hit is a write: it is sent again if no connection could
//! be made or the service refused it for a quota, and otherwise not. An error that [is in doubt](crate::Error::is_in_doubt) may
//! have arrived: sent again, it counts twice, and nothing tells soon whether it did. [`CallOptions`](crate::CallOptions) set the retries and the
//! timeout; `ulogin`, `lang` and other parameters are for the API and are not sent here.
//!
//! The secret shows in no `Debug` text, error or trace.

mod ecommerce;
mod event;
mod form;
mod rules;
mod send;

pub use ecommerce::{Ecommerce, Product};
pub use event::{Event, EventKind, GoalReached, PageView};
pub use send::{Failed, Measurement, Sent};
