//! Counts in = counts out: what the spec has must stand in the generated code.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use serde_json::Value;
use syn::visit::{self, Visit};

use crate::case::{pascal, rust_name};
use crate::lower::{Lowered, UnionKind};
use crate::spec::counts::Counts;

/// Counts what came out, and fails if it is not what went in.
pub(super) fn count<'a>(spec: &Value, lowered: &Lowered, files: impl Iterator<Item = &'a String>) -> Result<Counts> {
    let in_spec = Counts::of(spec);
    let mut found = Found::default();
    for text in files {
        found.visit_file(&syn::parse_file(text)?);
    }
    let mut counts = Counts { operations: lowered.operations.len(), ..Counts::default() };
    for operation in &lowered.operations {
        let fields = found.lost(&pascal(&operation.id), true)?;
        for parameter in &operation.parameters {
            let name = rust_name(&parameter.name);
            ensure!(fields.contains(&name), "{}: parameter {} got lost", operation.id, parameter.name);
            counts.parameters += 1;
        }
    }
    for item in &lowered.structs {
        let fields = found.lost(&item.name, false)?;
        for field in item.fields.keys() {
            ensure!(fields.contains(&rust_name(field)), "{}.{field}: the field got lost", item.name);
            counts.fields += 1;
        }
    }
    ensure!(
        (counts.operations, counts.parameters) == (in_spec.operations, in_spec.parameters),
        "{} operations with {} parameters went in, {} with {} came out",
        in_spec.operations,
        in_spec.parameters,
        counts.operations,
        counts.parameters
    );
    counts.schemas = lowered.structs.len() + lowered.enums.len() + lowered.unions.len();
    counts.words = lowered.enums.iter().map(|item| item.values.len()).sum();
    ensure!(counts.words == in_spec.words, "{} words went in, {} came out", in_spec.words, counts.words);
    let members: usize = lowered
        .unions
        .iter()
        .map(|union| match &union.kind {
            UnionKind::Tagged { variants, .. } => variants.len(),
            UnionKind::ObjectOrString { .. } => 0,
        })
        .sum();
    ensure!(
        found.variants == counts.words + members,
        "{} words and {members} members of unions went in, {} variants came out",
        counts.words,
        found.variants
    );
    Ok(counts)
}

#[derive(Default)]
struct Found {
    /// Struct -> its fields; requests have a lifetime.
    structs: BTreeMap<(String, bool), Vec<String>>,
    variants: usize,
}

impl Found {
    fn lost(&self, name: &str, request: bool) -> Result<&[String]> {
        let found = self.structs.get(&(name.to_owned(), request));
        ensure!(found.is_some(), "{name} got lost on the way through progenitor");
        Ok(found.map_or(&[], Vec::as_slice))
    }
}

impl<'ast> Visit<'ast> for Found {
    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        let request = item.generics.lifetimes().next().is_some();
        let fields = item.fields.iter().filter_map(|field| field.ident.as_ref().map(ToString::to_string)).collect();
        // The builder of a type has its name too: the type itself comes first.
        self.structs.entry((item.ident.to_string(), request)).or_insert(fields);
        visit::visit_item_struct(self, item);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        let name = item.path.segments.last().map(|segment| segment.ident.to_string());
        if matches!(name.as_deref(), Some("open_enum" | "tagged_union")) {
            self.variants += item.tokens.clone().into_iter().map(equals).sum::<usize>();
        }
    }
}

/// How many `= "word"` stand in the braces of an enum.
fn equals(token: proc_macro2::TokenTree) -> usize {
    match token {
        proc_macro2::TokenTree::Group(group) if group.delimiter() == proc_macro2::Delimiter::Brace => group
            .stream()
            .into_iter()
            .filter(|token| matches!(token, proc_macro2::TokenTree::Punct(punct) if punct.as_char() == '='))
            .count(),
        _ => 0,
    }
}
