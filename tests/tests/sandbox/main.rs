//! The generated client before the sandbox: what one sends the other takes, and what one answers the other reads.
//!
//! Each group of operations has a file with its stories: things are made, found, changed and taken away again. A story is a
//! test, and all of them together answer every operation of the specs.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

mod broken;
mod desk;
mod errors;
mod replay;

mod counters;
mod crm;
mod goals;
mod grants;
mod labels;
mod logs;
mod people;
mod reports;
mod rules;
mod tokens;
mod uploads;

use std::collections::BTreeSet;

use desk::{Door, tell_through};

/// Every story as a test of its own, and all of them one after the other. A story that is not listed is dead code, which
/// does not compile in CI.
macro_rules! stories {
    ($($group:ident: $($story:ident)*;)*) => {
        mod stories {
            $(
                mod $group {
                    $(
                        #[tokio::test]
                        async fn $story() {
                            crate::desk::tell(crate::$group::$story).await;
                        }
                    )*
                }
            )*
        }

        /// The operations that the sandbox answered in any of the stories.
        async fn answered_in_all_stories(door: Door) -> BTreeSet<String> {
            let mut answered = BTreeSet::new();
            $($(answered.extend(tell_through(door, $group::$story).await);)*)*
            answered
        }
    };
}

stories! {
    counters: a_counter_is_made_changed_deleted_and_brought_back lists_are_filtered all_that_was_read_goes_back;
    crm: the_schema_grows contacts_and_their_orders_arrive simple_orders_arrive;
    goals: a_goal_is_made_changed_and_deleted goals_of_all_types_are_read words_for_conditions_are_listed;
    grants: a_user_is_let_in_and_out everybody_is_let_in_and_out access_filters_narrow_a_grant;
    labels: a_label_is_put_on_a_counter_and_taken_off;
    logs: a_log_is_estimated_made_downloaded_and_cleaned a_log_is_canceled;
    people: delegates_act_for_the_owner accounts_are_given_up clients_are_listed;
    reports: a_table_and_its_sums time_and_pivot_split_the_same_sum a_tree_is_opened two_periods_are_compared;
    rules: filters operations segments chart_annotations;
    tokens: measurement_tokens cloud_exports;
    uploads: conversions calls expenses visitor_parameters;
}

#[tokio::test]
async fn the_stories_answer_each_of_the_105_operations() {
    answers_all(Door::Raw).await;
}

/// The same under the authorization, quotas, retries and errors of the client on top.
#[tokio::test]
async fn the_stories_answer_each_of_the_105_operations_through_the_client() {
    answers_all(Door::Client).await;
}

async fn answers_all(door: Door) {
    let tables = [metrika_raw::management::OPERATIONS, metrika_raw::stat::OPERATIONS, metrika_raw::logs::OPERATIONS];
    let listed: Vec<String> = tables.concat().iter().map(|operation| operation.id.to_owned()).collect();
    let all: BTreeSet<String> = listed.iter().cloned().collect();
    assert_eq!((listed.len(), all.len()), (105, 105));
    let answered = answered_in_all_stories(door).await;
    let missing: Vec<_> = all.difference(&answered).collect();
    let unknown: Vec<_> = answered.difference(&all).collect();
    assert!(missing.is_empty() && unknown.is_empty(), "missing: {missing:?}, unknown: {unknown:?}");
}
