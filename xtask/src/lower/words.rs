//! Lists of words, and unions told apart by one.

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::schemas::single_reference;
use super::{Lowering, UnionKind, Variant};
use crate::case::pascal;
use crate::spec::check::entries;

impl Lowering<'_> {
    pub(super) fn tagged(&mut self, schema: &Value) -> Result<UnionKind> {
        let tag = schema["discriminator"]["propertyName"].as_str().context("/discriminator/propertyName is missing")?;
        let mut variants = Vec::new();
        for (word, target) in entries(&schema["discriminator"]["mapping"]) {
            let name = target
                .as_str()
                .and_then(|target| target.rsplit('/').next())
                .context("/discriminator/mapping: not a reference")?;
            let docs = self.schema(name)?["description"].as_str().unwrap_or_default().to_owned();
            self.use_schema(name);
            variants.push(Variant { name: name.to_owned(), word: word.to_owned(), docs });
        }
        let open: Vec<String> = crate::json::references(&schema["oneOf"])
            .into_iter()
            .filter(|member| !variants.iter().any(|variant| variant.name == *member))
            .collect();
        let members = schema["oneOf"].as_array().map_or(0, Vec::len);
        ensure!(members == variants.len() + open.len(), "/discriminator/mapping names schemas that oneOf does not");
        ensure!(
            matches!(open.as_slice(), [other] if other.starts_with("Other")),
            "/oneOf: all members but one Other... must stand in discriminator/mapping, found {open:?}"
        );
        Ok(UnionKind::Tagged { tag: tag.to_owned(), variants })
    }

    pub(super) fn by_kind(&mut self, schema: &Value) -> Result<UnionKind> {
        let forms = schema["oneOf"].as_array().map(Vec::as_slice);
        let Some([object, string]) = forms else { bail!("not an object and a string, and no discriminator") };
        ensure!(string["type"] == "string", "the second form is not a string, and there is no discriminator");
        let object =
            single_reference(object).context("the first form is not a reference, and there is no discriminator")?;
        self.answers.insert(object.clone());
        self.use_schema(&object);
        let string = self.rust_type(string, "/oneOf/1")?;
        Ok(UnionKind::ObjectOrString { object, string })
    }

    /// The tag that tells this schema apart, if a union has it as a member.
    pub(super) fn tag_of(&self, name: &str) -> Option<String> {
        entries(&self.spec["components"]["schemas"]).find_map(|(_, union)| {
            let mapping = &union["discriminator"]["mapping"];
            let target = format!("#/components/schemas/{name}");
            let member = entries(mapping).any(|(_, value)| *value == *target);
            member.then(|| union["discriminator"]["propertyName"].as_str().map(str::to_owned)).flatten()
        })
    }
}

/// The words of a list, with a name for each.
pub(super) fn open_values(schema: &Value) -> Result<Vec<Variant>> {
    ensure!(schema["type"] == "string", "a list of values that are not strings is not supported here");
    let mut variants: Vec<Variant> = Vec::new();
    for value in schema["x-extensible-enum"].as_array().into_iter().flatten() {
        let word = value.as_str().context("/x-extensible-enum: a value is not a string")?;
        let mut name = variant_name(word);
        if variants.iter().any(|known| known.name == name) {
            ensure!(word == word.to_uppercase(), "/x-extensible-enum: {word:?} clashes with another value");
            name.push_str("Uppercase");
        }
        ensure!(
            syn::parse_str::<syn::Ident>(&name).is_ok() && !variants.iter().any(|known| known.name == name),
            "/x-extensible-enum: {word:?} makes no name of its own in Rust"
        );
        let docs = schema["x-enum-descriptions"][word].as_str().unwrap_or_default().to_owned();
        variants.push(Variant { name, word: word.to_owned(), docs });
    }
    for (word, _) in entries(&schema["x-enum-descriptions"]) {
        ensure!(variants.iter().any(|known| known.word == word), "/x-enum-descriptions/{word}: not among the values");
    }
    Ok(variants)
}

/// `LAST_YANDEX_DIRECT_CLICK`, `only_mirrors`, `Active` -> `LastYandexDirectClick`, `OnlyMirrors`, `Active`.
fn variant_name(word: &str) -> String {
    let lower = if word.chars().any(char::is_lowercase) { word.to_owned() } else { word.to_lowercase() };
    match pascal(&lower).as_str() {
        // `Other` is the variant for words that nobody listed.
        "Other" => "OtherValue".to_owned(),
        name => name.to_owned(),
    }
}
