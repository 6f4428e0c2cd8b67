//! What somebody meant to write.

/// How alike two names must be to be taken for one another; 1 is the same.
const ALIKE: f64 = 0.6;

/// The name that is most like this one, if any is.
pub(in crate::import) fn nearest<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = plain(wrong);
    let likeness = |name: &str| strsim::normalized_damerau_levenshtein(&wrong, &plain(name));
    let best = names.into_iter().map(|name| (likeness(name), name)).max_by(|a, b| a.0.total_cmp(&b.0));
    best.filter(|(likeness, _)| *likeness >= ALIKE).map(|(_, name)| name)
}

/// Case, spaces and lines between words are what people vary.
fn plain(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_and_a_stranger_has_none() {
        let names = ["ClientId", "UserId", "Target", "DateTime", "Price"];
        for (wrong, right) in
            [("client_id", "ClientId"), ("Clientid ", "ClientId"), ("Prise", "Price"), ("Date Time", "DateTime")]
        {
            assert_eq!(nearest(wrong, names), Some(right));
        }
        assert_eq!(nearest("Favourite colour", names), None);
        assert_eq!(nearest("x", []), None);
    }
}
