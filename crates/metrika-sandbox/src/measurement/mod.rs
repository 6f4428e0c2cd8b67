//! The Measurement Protocol: hits that servers send to a counter, at `/collect`.
//!
//! On the service it has a host of its own, `mc.yandex.ru`; here it shares ours. It belongs to no spec and needs no token
//! of the API: the secret in `ms` has to be an active token of the counter, and the counter's flag `measurement_enabled`
//! has to be on. GET takes the parameters in the query, POST in the query, in a form, or in both.
//!
//! What is taken is kept with the counter, see [`Counter::measured`](crate::state::Counter::measured). It appears in no
//! report and no log. Nor is it joined to visits: the service drops an event of a visitor without a visit that is young
//! enough (<https://yandex.com/dev/metrika/en/data-import/measurement-about>), and the sandbox keeps it.
//!
//! The parameters are those of <https://yandex.com/dev/metrika/en/data-import/measurement-upload>. That page calls more of
//! them required than those who use the protocol send: the coupon of a purchase, and each of nine fields of a product. The
//! sandbox does without the coupon and needs the id and the name of a product. An event has to have `ea`, `pa` or both.
//!
//! **What the service answers is not known.** Programs that use it look for 200 with `<!-- OK -->`, which is what the
//! sandbox answers. What it answers to what it does not take, such as a wrong token, no page says, and it may well
//! be 200. The sandbox refuses that with 4xx in the form that the API has, so that a test can see it.

mod check;
mod hit;
mod sent;

use std::sync::LazyLock;

use crate::answer::{Answer, Outcome};
use crate::call::flag;
use crate::refusal::Refusal;
use crate::spec::{Operation, Route};
use crate::state::Counter;
use crate::world::World;

pub use hit::{Action, Ecommerce, Event, Hit, Kind, PageView, Product};
pub(crate) use sent::{Sent, form};

/// The name by which faults and the journal know it.
pub const COLLECT: &str = "collect";

const METHODS: [&str; 2] = ["GET", "POST"];
/// Both are in use.
const PATHS: [&str; 2] = ["/collect", "/collect/"];

/// Operations that no spec has, one for each method.
static OPERATIONS: LazyLock<[Operation; 2]> = LazyLock::new(|| {
    METHODS.map(|method| Operation {
        id: COLLECT.to_owned(),
        method: method.to_owned(),
        path: PATHS[0].to_owned(),
        tag: "measurement".to_owned(),
        scopes: Vec::new(),
        parameters: Vec::new(),
        body: None,
        answers: Vec::new(),
    })
});

/// What faults can be told to strike beside the operations of the specs.
pub(crate) fn operations() -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter()
}

/// Where a path leads to, if it is one of ours.
pub(crate) fn route(method: &str, path: &str) -> Option<Route> {
    if !PATHS.contains(&path) {
        return None;
    }
    let found = operations().find(|operation| operation.method == method);
    Some(
        found.map_or_else(|| Route::WrongMethod(METHODS.to_vec()), |operation| Route::Operation(operation, Vec::new())),
    )
}

/// Whether this is the operation of the protocol.
pub(crate) fn serves(operation: &Operation) -> bool {
    operation.id == COLLECT
}

/// Takes a hit, or says what is wrong with it.
pub(crate) fn collect(world: &World, parameters: Vec<(String, String)>) -> Outcome {
    let sent = Sent::read(parameters, world.settings.ignore_unknown_parameters)?;
    let now = world.clock.now();
    let mut state = world.state();
    let id = sent.need("tid")?;
    let id = id.parse().map_err(|_| Refusal::invalid("tid", format!("{id:?} is no number of a counter")))?;
    let counter = state.counter(id)?;
    permit(counter, &sent)?;
    let hit = check::read(&sent, now)?;
    counter.measured.push(hit);
    world.store(&state)?;
    Ok(Answer::bytes(200, "text/html; charset=utf-8", "<!-- OK -->"))
}

/// The message does not repeat the token, which is a secret.
fn permit(counter: &Counter, sent: &Sent) -> Result<(), Refusal> {
    let secret = sent.need("ms")?;
    if counter.measurement_tokens.iter().all(|token| token != secret) {
        return Err(Refusal::denied("ms is no active token of the counter"));
    }
    if !counter.flags.get("measurement_enabled").and_then(flag).unwrap_or_default() {
        return Err(Refusal::denied("the Measurement Protocol is switched off: measurement_enabled is not set"));
    }
    Ok(())
}
