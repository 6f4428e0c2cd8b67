//! What requests of all forms send alike.

/// What every form sends.
macro_rules! asked {
    ($call:expr, $query:expr) => {{
        let query: &$crate::reports::Query = $query;
        let texts = |list: Vec<String>| (!list.is_empty()).then_some(list);
        let mut call = $call.ids(query.counters.iter().map(|id| id.get()).collect::<Vec<_>>());
        if let Some(metrics) = texts(query.metrics.iter().map(ToString::to_string).collect()) {
            call = call.metrics(metrics);
        }
        if let Some(dimensions) = texts(query.dimensions.iter().map(ToString::to_string).collect()) {
            call = call.dimensions(dimensions);
        }
        if let Some(preset) = &query.preset {
            call = call.preset(preset.as_str());
        }
        if let Some(filter) = &query.filter {
            call = call.filters(filter.to_string());
        }
        if let Some(accuracy) = query.accuracy {
            call = call.accuracy(accuracy.to_string());
        }
        if let Some(raised) = query.proposed_accuracy {
            call = call.proposed_accuracy(raised);
        }
        if let Some(keep) = query.include_undefined {
            call = call.include_undefined(keep);
        }
        if let Some(attribution) = &query.attribution {
            call = call.attribution(attribution.clone());
        }
        if let Some(currency) = &query.currency {
            call = call.currency(currency.to_string());
        }
        if let Some(goal) = query.goal {
            call = call.goal_id(goal.get());
        }
        if let Some(group) = &query.group {
            call = call.group(group.clone());
        }
        if let Some(experiment) = query.experiment {
            call = call.experiment_ab(experiment);
        }
        if let Some(filter) = query.access_filter {
            call = call.access_filter_id(filter.get());
        }
        if let Some(logins) = texts(query.direct_client_logins.clone()) {
            call = call.direct_client_logins(logins);
        }
        if let Some(lang) = &query.lang {
            call = call.lang(lang.clone());
        }
        if let Some(timezone) = &query.timezone {
            call = call.timezone(timezone.to_string());
        }
        call
    }};
}

/// The days, where there is one period.
macro_rules! dated {
    ($call:expr, $query:expr) => {
        match $query.period {
            Some(period) => $call.date1(period.from.to_string()).date2(period.to.to_string()),
            None => $call,
        }
    };
}

/// Which rows, and in what order.
macro_rules! paged {
    ($call:expr, $query:expr, $offset:expr) => {{
        let mut call = $call;
        if !$query.sort.is_empty() {
            call = call.sort($query.sort.iter().map(ToString::to_string).collect::<Vec<_>>());
        }
        if let Some(limit) = $query.limit {
            call = call.limit(i64::try_from(limit).map_err(|error| $crate::Error::invalid("limit", error))?);
        }
        if $offset != 1 {
            call = call.offset(i64::try_from($offset).map_err(|error| $crate::Error::invalid("offset", error))?);
        }
        call
    }};
}

/// Where in a tree.
macro_rules! branched {
    ($call:expr, $branch:expr) => {{
        let mut call = $call;
        if !$branch.parent.is_empty() {
            call = call.parent_id($branch.parent.clone());
        }
        if let Some(only) = $branch.only_expandable_undefined {
            call = call.only_expandable_undefined(only);
        }
        call
    }};
}

pub(super) use {asked, branched, dated, paged};
