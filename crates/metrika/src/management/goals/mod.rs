//! Goals of a counter.

mod lists;
mod new_goal;
mod rules;
mod steps;

use metrika_raw::management::types::GoalEnvelope;

pub use new_goal::{GoalPattern, NewGoal};
pub use steps::GoalStep;

use super::faults::changed;
use super::{done, list, value};
use crate::Client;
use crate::error::{Error, Result};
use crate::ids::{CounterId, GoalId};
use crate::models::Goal;

/// The goals of a counter; from [`CounterHandle::goals`](super::CounterHandle::goals).
///
/// ```
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// use metrika::management::{GoalPattern, NewGoal};
///
/// let goals = client.counter(44147844).goals();
/// let order = NewGoal::url("Order sent", [GoalPattern::contain("/checkout/thanks")]).price(300.0);
/// let made = goals.create(order).await?;
/// if let Some(id) = made.id() {
///     goals.update(id, |goal| goal.set_favorite(true)).await?;
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Types
///
/// The reference lists 13 types of goals, each with its own fields: [`Goal`] has a form for each, and [`NewGoal`] makes them. The service
/// makes goals of further types by itself (forms, buttons, orders of the CRM...): they are [`Goal::Other`], and are read, changed and put
/// back with all that they have. What all types share is read and set on the [`Goal`]: [`Goal::name`], [`Goal::set_favorite`]...
///
/// # Rules
///
/// However a goal was made, it is checked before it is sent: a name of 1 to 255 characters; 1 to 5 steps, each of type `url` or `action`; a
/// depth of at least 2 pages; a duration of at least 1 second; conditions that go with the type, none of them empty. What is
/// of a type that the reference does not list is sent as it is. Whether a messenger or a social network is known only the service can tell:
/// see [`Client::messengers`] and [`Client::social_networks`].
#[derive(Debug, Clone, Copy)]
pub struct Goals<'a> {
    client: &'a Client,
    counter: CounterId,
}

impl<'a> Goals<'a> {
    pub(super) fn new(client: &'a Client, counter: CounterId) -> Self {
        Self { client, counter }
    }

    /// All goals of the counter, those among them that the service made by itself. They may come without their conditions: to change one,
    /// [`get`](Self::get) it whole, or leave that to [`update`](Self::update).
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/goal/goals>.
    pub async fn list(&self) -> Result<Vec<Goal>> {
        let call = self.client.management().list_goals().counter_id(self.counter.checked()?);
        list(call.send(), "goals", |answer| answer.goals).await
    }

    /// All goals of the counter and those that were deleted. How the two are told apart is not documented.
    pub async fn list_with_deleted(&self) -> Result<Vec<Goal>> {
        let call = self.client.management().list_goals().counter_id(self.counter.checked()?).use_deleted(true);
        list(call.send(), "goals", |answer| answer.goals).await
    }

    /// One goal with all that it has.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/goal/goal>.
    pub async fn get(&self, id: impl Into<GoalId>) -> Result<Goal> {
        let call = self.client.management().get_goal();
        let call = call.counter_id(self.counter.checked()?).goal_id(id.into().checked()?);
        Ok(value(call.send()).await?.goal)
    }

    /// Makes a goal: a [`NewGoal`], or a [`Goal`] in any of its forms. Recorded counters hold 200 at most. The same goal made twice is two
    /// goals.
    ///
    /// A goal that breaks a rule (see [above](Self#rules)) is an error of kind [`InvalidRequest`](crate::ErrorKind::InvalidRequest).
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/goal/addGoal>.
    pub async fn create(&self, goal: impl Into<Goal>) -> Result<Goal> {
        let goal = goal.into();
        rules::check(&goal).refuse()?;
        let call = self.client.management().create_goal().counter_id(self.counter.checked()?);
        Ok(value(call.body(envelope(goal)).send()).await?.goal)
    }

    /// Gets a goal, changes it and puts it back, with all that it had. A rule that it broke before does not keep it from being put back.
    ///
    /// ```
    /// # async fn example(client: metrika::Client) -> metrika::Result<()> {
    /// use metrika::models::Goal;
    ///
    /// let goals = client.counter(44147844).goals();
    /// goals.update(26700004, |goal| goal.set_name("Six pages")).await?;
    /// // What only one type has is changed in the form of that type.
    /// goals
    ///     .update(26700004, |goal| {
    ///         if let Goal::DepthGoal(goal) = goal {
    ///             goal.depth = Some(6);
    ///         }
    ///     })
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn update(&self, id: impl Into<GoalId>, change: impl FnOnce(&mut Goal)) -> Result<Goal> {
        self.try_update(id, |it| {
            change(it);
            Ok(())
        })
        .await
    }

    /// Like [`update`](Self::update), with a change that may fail: then nothing is put back, and its error is what comes.
    ///
    /// ```
    /// # async fn example(client: metrika::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use metrika::models::Goal;
    ///
    /// let goals = client.counter(44147844).goals();
    /// goals
    ///     .try_update(26700004, |goal| {
    ///         let Goal::DepthGoal(goal) = goal else {
    ///             return Err(Box::<dyn std::error::Error>::from("it is of another type"));
    ///         };
    ///         goal.depth = Some(6);
    ///         Ok(())
    ///     })
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn try_update<E: From<Error>>(
        &self,
        id: impl Into<GoalId>,
        change: impl FnOnce(&mut Goal) -> Result<(), E>,
    ) -> Result<Goal, E> {
        let id = id.into();
        let goal = changed(self.get(id).await?, rules::check, change)?;
        Ok(self.put(id, goal).await?)
    }

    /// Puts this goal in the place of another: what it leaves out is lost.
    ///
    /// A goal that breaks a rule (see [above](Self#rules)) is an error of kind [`InvalidRequest`](crate::ErrorKind::InvalidRequest).
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/goal/editGoal>.
    pub async fn replace(&self, id: impl Into<GoalId>, goal: impl Into<Goal>) -> Result<Goal> {
        let goal = goal.into();
        rules::check(&goal).refuse()?;
        self.put(id.into(), goal).await
    }

    async fn put(&self, id: GoalId, mut goal: Goal) -> Result<Goal> {
        goal.set_id(id);
        let call = self.client.management().update_goal();
        let call = call.counter_id(self.counter.checked()?).goal_id(id.checked()?);
        Ok(value(call.body(envelope(goal)).send()).await?.goal)
    }

    /// Deletes a goal. [`list_with_deleted`](Self::list_with_deleted) still has it.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/goal/deleteGoal>.
    pub async fn delete(&self, id: impl Into<GoalId>) -> Result<()> {
        let call = self.client.management().delete_goal();
        done(call.counter_id(self.counter.checked()?).goal_id(id.into().checked()?).send()).await
    }
}

fn envelope(goal: Goal) -> GoalEnvelope {
    GoalEnvelope { goal, extra: Default::default() }
}
