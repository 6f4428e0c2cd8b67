//! What the check asks of the counter.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;

use crate::Client;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::CounterId;
use crate::import::layout::{Ask, Known, Layout};
use crate::models::{CdpEntityType, Goal, GoalConditionType};

/// Statuses that orders may have without any mapping, as the guide on simple orders names them.
const STATUSES: &[&str] = &["IN_PROGRESS", "PAID", "CANCELLED", "SPAM"];

/// Asks what cells of this layout are checked against. `lookups`: also goals, statuses and attributes, which only the check needs.
pub(in crate::import) async fn ask(
    client: &Client,
    counter: CounterId,
    layout: &Layout,
    zone: Option<TimeZone>,
    lookups: bool,
) -> Result<Known> {
    let mut known = Known { zone, ..Known::default() };
    for ask in layout.asks {
        match ask {
            Ask::Zone if known.zone.is_none() => known.zone = Some(zone_of(client, counter).await?),
            Ask::Goals if lookups => goals(client, counter, &mut known).await?,
            Ask::Statuses if lookups => {
                let statuses = client.counter(counter).import().crm().order_statuses().list().await?;
                let mut all: BTreeSet<String> = STATUSES.iter().map(|&status| status.to_owned()).collect();
                all.extend(statuses.into_iter().filter_map(|status| status.id));
                known.statuses = Some(all);
            }
            Ask::Attributes if lookups => {
                let entity = CdpEntityType::from(layout.entity.unwrap_or_default());
                let lists = client.counter(counter).import().crm().attributes(entity).list().await?;
                known.attributes = lists.custom.into_iter().filter_map(|attribute| attribute.name).collect();
            }
            _ => {}
        }
    }
    Ok(known)
}

/// The time zone of the counter.
async fn zone_of(client: &Client, counter: CounterId) -> Result<TimeZone> {
    let found = client.counter(counter).get().await?;
    let name = found.time_zone_name.ok_or_else(|| {
        Error::new(ErrorKind::Decode, "the counter has no time zone in the answer: say `.time_zone(..)`")
    })?;
    TimeZone::get(&name).map_err(|error| {
        let message = format!("the time zone {name} of the counter is not known here: say `.time_zone(..)`");
        Error::new(ErrorKind::InvalidRequest, message).with_source(error)
    })
}

/// The identifiers of goals that data from elsewhere can reach.
async fn goals(client: &Client, counter: CounterId, known: &mut Known) -> Result<()> {
    let mut targets = BTreeSet::new();
    for goal in client.counter(counter).goals().list().await? {
        let Goal::ActionGoal(goal) = goal else { continue };
        for condition in goal.conditions.into_iter().flatten() {
            let Some(identifier) = condition.url else { continue };
            match condition.type_ {
                Some(GoalConditionType::Exact) => drop(targets.insert(identifier)),
                _ => known.other_targets.push((identifier, "its condition is not `exact`")),
            }
        }
    }
    known.targets = Some(targets);
    Ok(())
}
