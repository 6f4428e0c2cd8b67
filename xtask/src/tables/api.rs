//! What the generated code offers: types with their fields, words, builders with their setters.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context, Result};
use quote::ToTokens;
use syn::{ImplItem, Item, Visibility};

use super::Sections;
use crate::generate::Module;
use crate::layout::{self, Api};

/// The generated files of one API, by a short name, with their sections.
pub fn files(api: Api, module: &Module) -> Result<BTreeMap<String, Sections>> {
    let folder = layout::raw_module(api);
    let mut files = BTreeMap::new();
    for (path, text) in &module.files {
        if let Ok(short) = path.strip_prefix(&folder) {
            let name = short.with_extension("").to_string_lossy().replace('/', "_");
            let sections = sections(text)?;
            if !sections.is_empty() {
                files.insert(name, sections);
            }
        }
    }
    Ok(files)
}

/// The public API of one generated file, one section a type; documentation is left out.
pub fn sections(text: &str) -> Result<Sections> {
    let file = syn::parse_file(text).context("a generated file does not parse")?;
    let mut sections = Sections::new();
    items(&file.items, "", &mut sections);
    Ok(sections)
}

fn items(items: &[Item], prefix: &str, sections: &mut Sections) {
    for item in items {
        match item {
            Item::Mod(module) => {
                if let Some((_, inner)) = &module.content {
                    self::items(inner, &format!("{prefix}{}::", module.ident), sections);
                }
            }
            Item::Struct(item) => {
                let section = sections.entry(format!("{prefix}{}", item.ident)).or_default();
                for field in item.fields.iter().filter(|field| matches!(field.vis, Visibility::Public(_))) {
                    let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
                    let renamed = serde_name(&field.attrs).map(|name| format!(" ({name})")).unwrap_or_default();
                    let _ = writeln!(section, "  {name}: {}{renamed}", short(&field.ty));
                }
            }
            Item::Impl(item) if item.trait_.is_none() => {
                if let syn::Type::Path(path) = &*item.self_ty
                    && let Some(name) = path.path.segments.last()
                {
                    let section = sections.entry(format!("{prefix}{}", name.ident)).or_default();
                    methods(&item.items, section);
                }
            }
            Item::Macro(item) => open_type(&item.mac, prefix, sections),
            _ => {}
        }
    }
}

fn methods(items: &[ImplItem], section: &mut String) {
    for item in items {
        let ImplItem::Fn(function) = item else { continue };
        if !matches!(function.vis, Visibility::Public(_)) {
            continue;
        }
        let name = &function.sig.ident;
        // A setter takes whatever converts into the type in its bound.
        let takes = function.sig.generics.where_clause.as_ref().and_then(|bounds| {
            let syn::WherePredicate::Type(bound) = bounds.predicates.first()? else { return None };
            let text = short(bound.bounds.first()?);
            let inside = text.strip_prefix("TryInto<").and_then(|rest| rest.strip_suffix('>'));
            Some(inside.unwrap_or(&text).to_owned())
        });
        let output = match &function.sig.output {
            syn::ReturnType::Type(_, kind) if short(kind) != "Self" => format!(" -> {}", short(kind)),
            _ => String::new(),
        };
        let _ = writeln!(section, "  .{name}({}){output}", takes.unwrap_or_default());
    }
}

/// `open_enum! { /// docs pub enum Name { Variant = "word", } }` and the unions.
fn open_type(mac: &syn::Macro, prefix: &str, sections: &mut Sections) {
    let tokens: Vec<_> = mac.tokens.clone().into_iter().collect();
    let Some(position) = tokens.iter().position(|token| token.to_string() == "enum") else { return };
    let Some(name) = tokens.get(position + 1) else { return };
    let mut text =
        format!("  {}\n", mac.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default());
    let Some(proc_macro2::TokenTree::Group(body)) = tokens.last() else { return };
    let mut line = String::new();
    let mut tokens = body.stream().into_iter().peekable();
    while let Some(token) = tokens.next() {
        match &token {
            // Documentation.
            proc_macro2::TokenTree::Punct(punct) if punct.as_char() == '#' => drop(tokens.next()),
            proc_macro2::TokenTree::Punct(punct) if punct.as_char() == ',' => {
                let _ = writeln!(text, "  {}", line.trim());
                line.clear();
            }
            proc_macro2::TokenTree::Group(group) => line.push_str(&format!("({})", group.stream())),
            token => {
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(&token.to_string());
            }
        }
    }
    if !line.is_empty() {
        let _ = writeln!(text, "  {}", line.trim());
    }
    sections.insert(format!("{prefix}{name}"), text);
}

fn serde_name(attributes: &[syn::Attribute]) -> Option<String> {
    let text = attributes.iter().find(|attribute| attribute.path().is_ident("serde"))?.to_token_stream().to_string();
    let (_, rest) = text.split_once("rename = \"")?;
    rest.split('"').next().map(str::to_owned)
}

/// A type without the paths that everyone knows.
fn short(kind: &impl ToTokens) -> String {
    let mut text = kind.to_token_stream().to_string().replace(' ', "");
    for known in [
        "::std::option::",
        "::std::string::",
        "::std::vec::",
        "::std::convert::",
        "::std::collections::",
        "::serde_json::",
        "std::convert::",
        "crate::wire::",
    ] {
        text = text.replace(known, "");
    }
    for api in Api::ALL {
        text = text.replace(&format!("crate::{api}::types::"), "");
    }
    text
}
