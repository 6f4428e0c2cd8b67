//! The names of reports as `metrika` offers them, one line an item: what it is in Rust, and what its documentation says.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use quote::ToTokens;
use syn::{Expr, Item, Lit, Meta};

use super::Sections;
use crate::generate::vocabulary::Names;

/// The sections of every file of names, by the name of its module.
pub fn files(names: &Names) -> Result<BTreeMap<String, Sections>> {
    let mut files = BTreeMap::new();
    for (path, text) in &names.files {
        let module = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        if module != "mod" {
            files.insert(module.to_owned(), sections(text).with_context(|| path.display().to_string())?);
        }
    }
    Ok(files)
}

/// A section for each type of name.
pub fn sections(text: &str) -> Result<Sections> {
    let mut sections = Sections::new();
    for item in syn::parse_file(text)?.items {
        let (kind, line, attributes) = match item {
            Item::Const(item) => (
                item.ty.to_token_stream().to_string(),
                format!("{} = {}", item.ident, written(&item.expr)?),
                item.attrs,
            ),
            Item::Fn(item) => {
                let syn::ReturnType::Type(_, kind) = &item.sig.output else { bail!("{}: no name", item.sig.ident) };
                let inputs = spaced(&item.sig.inputs);
                let Some(syn::Stmt::Expr(body, _)) = item.block.stmts.first() else {
                    bail!("{}: empty", item.sig.ident)
                };
                // The facts stand at its constant.
                (spaced(kind), format!("{}({inputs}) = {}", item.sig.ident, written(body)?), Vec::new())
            }
            Item::Use(_) | Item::Static(_) => continue,
            other => bail!("an item of another kind: {}", other.to_token_stream()),
        };
        let section = sections.entry(kind).or_default();
        *section += &line;
        if let Some((_, facts)) = docs(&attributes).as_deref().and_then(|docs| docs.split_once("`: ")) {
            *section += " -- ";
            *section += facts;
        }
        section.push('\n');
    }
    Ok(sections)
}

/// What stands in the brackets of a call: the name.
fn written(expression: &Expr) -> Result<String> {
    let Expr::Call(call) = expression else { bail!("no call: {}", expression.to_token_stream()) };
    match call.args.first() {
        Some(Expr::Lit(literal)) => match &literal.lit {
            Lit::Str(text) => Ok(text.value()),
            other => bail!("no text: {}", other.to_token_stream()),
        },
        Some(Expr::Macro(format)) => Ok(spaced(&format.mac.tokens)),
        _ => bail!("no name: {}", expression.to_token_stream()),
    }
}

/// Tokens as people write them.
fn spaced(tokens: &impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string();
    for (from, to) in [(" :", ":"), (" ,", ","), (" < ", "<"), (" >", ">"), (" . ", "."), (" ()", "()")] {
        text = text.replace(from, to);
    }
    text
}

/// The first line of the documentation.
fn docs(attributes: &[syn::Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    })
}
