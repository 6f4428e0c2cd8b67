//! Names of the API, as Rust spells them.

/// `counter_id`, `counterId`, `findAll_1` -> `CounterId`, `CounterId`, `FindAll1`.
pub fn pascal(name: &str) -> String {
    name.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word[..1].to_uppercase() + &word[1..])
        .collect()
}

/// The name that progenitor and typify give to a field or parameter.
pub fn rust_name(api_name: &str) -> String {
    let mut snake = String::new();
    let letters: Vec<char> = api_name.chars().collect();
    for (index, letter) in letters.iter().enumerate() {
        if !letter.is_ascii_alphanumeric() {
            snake.push('_');
            continue;
        }
        let after_lower = index > 0 && (letters[index - 1].is_ascii_lowercase() || letters[index - 1].is_ascii_digit());
        let ends_acronym = index > 0
            && letters[index - 1].is_ascii_uppercase()
            && letters.get(index + 1).is_some_and(char::is_ascii_lowercase);
        if letter.is_ascii_uppercase() && (after_lower || ends_acronym) {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    if syn::parse_str::<syn::Ident>(&snake).is_err() {
        snake.push('_');
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_parameters_get_the_names_that_progenitor_gives_them() {
        for (api, rust) in [
            ("counterId", "counter_id"),
            ("UTMSource", "utm_source"),
            ("useDeleted", "use_deleted"),
            ("site2", "site2"),
            ("type", "type_"),
            ("date1_a", "date1_a"),
        ] {
            assert_eq!(rust_name(api), rust);
        }
    }

    #[test]
    fn types_are_in_pascal_case() {
        assert_eq!(["create_goal", "counterId", "findAll_1"].map(pascal), ["CreateGoal", "CounterId", "FindAll1"]);
    }
}
