//! Changes to progenitor's output, all of them small:
//!
//! * documentation from the spec for everything public, instead of the JSON schemas that typify prints,
//! * our runtime (`crate::runtime`) in the place of `progenitor_client`: its errors keep status and body,
//! * no constructor with a total timeout,
//! * setters tell why a value could not be converted, and answers that nobody expects keep their body,
//! * builders ask for what a request needs, also where the field may be absent from an answer,
//! * setters of optional fields take the value, not an `Option` of it,
//! * `extra` starts empty in builders, and structs whose fields may all be absent get `Default`.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use quote::ToTokens;
use syn::visit::Visit;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, ImplItem, Item, ItemImpl, ItemMod, ItemStruct, parse_quote};

use crate::case::{pascal, rust_name};
use crate::lower::{Lowered, Operation, Struct};

pub(super) fn polish(file: &mut syn::File, lowered: &Lowered) -> Result<()> {
    Runtime.visit_file_mut(file);
    let by_method: BTreeMap<&str, &Operation> =
        lowered.operations.iter().map(|operation| (operation.id.as_str(), operation)).collect();
    let by_builder: BTreeMap<String, &Operation> =
        lowered.operations.iter().map(|operation| (pascal(&operation.id), operation)).collect();
    for item in &mut file.items {
        match item {
            Item::Struct(item) if item.ident == "Client" => set_docs(&mut item.attrs, &lowered.docs),
            Item::Impl(item) if is_inherent(item, "Client") => client_impl(item, &by_method),
            Item::Mod(item) if item.ident == "types" => types(item, lowered)?,
            Item::Mod(item) if item.ident == "builder" => operation_builders(item, &by_builder)?,
            _ => {}
        }
    }
    Ok(())
}

/// Lines of documentation as attributes.
pub(super) fn doc_attributes(text: &str) -> Vec<Attribute> {
    text.trim()
        .lines()
        .map(|line| {
            let line = if line.trim().is_empty() { String::new() } else { format!(" {}", line.trim_end()) };
            parse_quote!(#[doc = #line])
        })
        .collect()
}

fn set_docs(attributes: &mut Vec<Attribute>, text: &str) {
    attributes.retain(|attribute| !attribute.path().is_ident("doc"));
    let mut docs = doc_attributes(text);
    docs.append(attributes);
    *attributes = docs;
}

pub(super) fn is_inherent(item: &ItemImpl, name: &str) -> bool {
    item.trait_.is_none() && self_name(item).as_deref() == Some(name)
}

/// `Client` of `impl Client` and of `impl Trait for builder::Client<'a>`.
pub(super) fn self_name(item: &ItemImpl) -> Option<String> {
    match &*item.self_ty {
        syn::Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    }
}

fn client_impl(item: &mut ItemImpl, operations: &BTreeMap<&str, &Operation>) {
    // `new` sets a total timeout of 15 s, which ends every long download.
    item.items.retain(|item| !matches!(item, ImplItem::Fn(function) if function.sig.ident == "new"));
    for item in &mut item.items {
        if let ImplItem::Fn(function) = item
            && function.sig.ident == "new_with_client"
        {
            let docs = "Puts a client together. [`Metrika`](crate::Metrika) does it with sensible settings.";
            set_docs(&mut function.attrs, docs);
        }
        if let ImplItem::Fn(function) = item
            && let Some(operation) = operations.get(function.sig.ident.to_string().as_str())
        {
            set_docs(&mut function.attrs, &operation.docs);
        }
    }
}

fn types(module: &mut ItemMod, lowered: &Lowered) -> Result<()> {
    let (_, items) = module.content.as_mut().context("mod types is empty")?;
    for item in items {
        match item {
            Item::Struct(item) => struct_docs(item, lowered),
            Item::Impl(item) if item.trait_.is_none() => {
                for item in &mut item.items {
                    if let ImplItem::Fn(function) = item {
                        set_docs(&mut function.attrs, "A builder that starts with no field set.");
                    }
                }
            }
            Item::Mod(builders) if builders.ident == "builder" => {
                let (_, items) = builders.content.as_mut().context("mod types::builder is empty")?;
                for item in items {
                    type_builder(item, lowered);
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn struct_docs(item: &mut ItemStruct, lowered: &Lowered) {
    let name = item.ident.to_string();
    let Some(model) = lowered.structs.iter().find(|model| model.name == name) else {
        return;
    };
    set_docs(&mut item.attrs, &model.docs);
    let mut all_may_be_absent = true;
    for field in &mut item.fields {
        let ident = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
        let docs = match model.fields.iter().find(|(api_name, _)| rust_name(api_name) == ident) {
            Some((_, docs)) => docs.as_str(),
            None => "Fields that the reference does not list. They are written back as they came.",
        };
        set_docs(&mut field.attrs, docs);
        let kind = field.ty.to_token_stream().to_string();
        all_may_be_absent &= ["Option", "Map", "BTreeMap"]
            .iter()
            .any(|word| kind.split('<').next().is_some_and(|outer| outer.trim().ends_with(word)));
    }
    if all_may_be_absent {
        for attribute in &mut item.attrs {
            if attribute.path().is_ident("derive") {
                let derives: proc_macro2::TokenStream = attribute.parse_args().unwrap_or_default();
                if !derives.to_string().contains("Default") {
                    *attribute = parse_quote!(#[derive(#derives, Default)]);
                }
            }
        }
    }
}

fn type_builder(item: &mut Item, lowered: &Lowered) {
    match item {
        Item::Struct(item) => {
            let docs = format!("Builder of [`{0}`](super::{0}).", item.ident);
            set_docs(&mut item.attrs, &docs);
        }
        Item::Impl(item) if item.trait_.is_none() => {
            let name = self_name(item).unwrap_or_default();
            let Some(model) = lowered.structs.iter().find(|model| model.name == name) else {
                return;
            };
            for item in &mut item.items {
                if let ImplItem::Fn(function) = item {
                    let ident = function.sig.ident.to_string();
                    let field = model.fields.iter().find(|(api_name, _)| rust_name(api_name) == ident);
                    let docs = field.map_or("Fields that the reference does not list.", |(_, docs)| docs);
                    set_docs(&mut function.attrs, docs);
                    take_the_value(function);
                }
            }
        }
        Item::Impl(item) => {
            let name = self_name(item).unwrap_or_default();
            let model = lowered.structs.iter().find(|model| model.name == name);
            BuilderStart(model).visit_item_impl_mut(item);
        }
        _ => {}
    }
}

/// `T: TryInto<Option<X>>` -> `T: TryInto<X>`, so that `.name("x")` does.
fn take_the_value(function: &mut syn::ImplItemFn) {
    let mut bounds = OptionalBound(false);
    if let Some(clause) = &mut function.sig.generics.where_clause {
        bounds.visit_where_clause_mut(clause);
    }
    if bounds.0 {
        IntoSome.visit_block_mut(&mut function.block);
    }
}

fn operation_builders(module: &mut ItemMod, operations: &BTreeMap<String, &Operation>) -> Result<()> {
    let (_, items) = module.content.as_mut().context("mod builder is empty")?;
    for item in items {
        match item {
            Item::Struct(item) => {
                if let Some(operation) = operations.get(&item.ident.to_string()) {
                    let summary = operation.docs.lines().next().unwrap_or_default();
                    let docs = format!("{summary}\n\nMade by [`Client::{0}`](super::Client::{0}).", operation.id);
                    set_docs(&mut item.attrs, &docs);
                }
            }
            Item::Impl(item) => {
                let name = self_name(item).unwrap_or_default();
                let operation = operations.get(&name).with_context(|| format!("builder {name} has no operation"))?;
                for item in &mut item.items {
                    if let ImplItem::Fn(function) = item {
                        setter_docs(function, operation);
                        give_reasons(function);
                        Unexpected.visit_block_mut(&mut function.block);
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// A setter says why a value could not be converted, not only that.
fn give_reasons(function: &mut syn::ImplItemFn) {
    let mut reasons = Reasons::default();
    reasons.visit_block_mut(&mut function.block);
    if !reasons.found {
        return;
    }
    let Some(clause) = &mut function.sig.generics.where_clause else { return };
    if let Some(syn::WherePredicate::Type(bound)) = clause.predicates.first() {
        let (value, into) = (bound.bounded_ty.clone(), bound.bounds.clone());
        clause.predicates.push(parse_quote!(<#value as #into>::Error: ::std::fmt::Display));
    }
}

fn setter_docs(function: &mut syn::ImplItemFn, operation: &Operation) {
    let ident = function.sig.ident.to_string();
    let docs = match operation.parameters.iter().find(|parameter| rust_name(&parameter.name) == ident) {
        Some(parameter) => parameter.docs.clone(),
        None => match ident.as_str() {
            "new" => "Starts with no parameter set.".to_owned(),
            "body" => "The body of the request.".to_owned(),
            "body_map" => "Changes the body of the request through its builder.".to_owned(),
            "send" => format!("Sends `{} {}`.", operation.method, operation.path),
            _ => return,
        },
    };
    set_docs(&mut function.attrs, &docs);
}

/// `progenitor_client::...` -> `crate::runtime::...`, and readable types in error texts.
struct Runtime;

impl VisitMut for Runtime {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        if path.segments.first().is_some_and(|first| first.ident == "progenitor_client") {
            let rest: Vec<_> = path.segments.iter().skip(1).cloned().collect();
            *path = parse_quote!(crate::runtime);
            path.segments.extend(rest);
        }
        visit_mut::visit_path_mut(self, path);
    }

    fn visit_lit_str_mut(&mut self, literal: &mut syn::LitStr) {
        let text = literal.value();
        if text.starts_with("conversion to `") && text.contains(" :: ") {
            let short = text
                .replace(":: std :: string :: String", "String")
                .replace(":: std :: vec :: Vec", "Vec")
                .replace("crate :: wire :: ", "")
                .replace(" :: ", "::")
                .replace(" < ", "<")
                .replace(" >", ">");
            *literal = syn::LitStr::new(&short, literal.span());
        }
    }
}

/// Takes the `Option` out of a bound, and remembers that it did.
struct OptionalBound(bool);

impl VisitMut for OptionalBound {
    fn visit_generic_argument_mut(&mut self, argument: &mut syn::GenericArgument) {
        if let syn::GenericArgument::Type(syn::Type::Path(path)) = argument
            && let Some(outer) = path.path.segments.last()
            && outer.ident == "Option"
            && let syn::PathArguments::AngleBracketed(inner) = &outer.arguments
            && let Some(inner) = inner.args.first().cloned()
        {
            self.0 = true;
            *argument = inner;
        }
    }
}

/// `value.try_into()` -> `value.try_into().map(Some)`.
struct IntoSome;

impl VisitMut for IntoSome {
    fn visit_expr_mut(&mut self, expression: &mut syn::Expr) {
        if let syn::Expr::MethodCall(call) = expression
            && call.method == "try_into"
        {
            let call = call.clone();
            *expression = parse_quote!(#call.map(Some));
            return;
        }
        visit_mut::visit_expr_mut(self, expression);
    }
}

/// What a builder starts with: nothing in `extra`, for which typify would ask, and an error for every field that a request needs.
struct BuilderStart<'a>(Option<&'a Struct>);

impl VisitMut for BuilderStart<'_> {
    fn visit_field_value_mut(&mut self, field: &mut syn::FieldValue) {
        let syn::Member::Named(name) = &field.member else { return };
        let name = name.to_string();
        let start = field.expr.to_token_stream().to_string();
        if name == "extra" && start.starts_with("Err") {
            field.expr = parse_quote!(Ok(::std::default::Default::default()));
        }
        let needed = self.0.is_some_and(|model| model.needed_to_write.iter().any(|field| rust_name(field) == name));
        if needed && start.starts_with("Ok (Default") {
            let reason = format!("no value supplied for {name}");
            field.expr = parse_quote!(Err(#reason.to_string()));
        }
    }
}

/// `.map_err(|_| "why".to_string())` -> `.map_err(|e| format!("why: {e}"))`.
#[derive(Default)]
struct Reasons {
    found: bool,
}

impl VisitMut for Reasons {
    fn visit_expr_closure_mut(&mut self, closure: &mut syn::ExprClosure) {
        if !matches!(closure.inputs.first(), Some(syn::Pat::Wild(_))) {
            return;
        }
        let mut texts = Texts::default();
        texts.visit_expr(&closure.body);
        if let [text] = texts.0.as_slice() {
            let text = format!("{text}: {{e}}");
            *closure = parse_quote!(|e| format!(#text));
            self.found = true;
        }
    }
}

#[derive(Default)]
struct Texts(Vec<String>);

impl Visit<'_> for Texts {
    fn visit_lit_str(&mut self, literal: &syn::LitStr) {
        self.0.push(literal.value());
    }
}

/// `Error::UnexpectedResponse(response)` -> `Error::unexpected(response).await`.
struct Unexpected;

impl VisitMut for Unexpected {
    fn visit_expr_mut(&mut self, expression: &mut syn::Expr) {
        if let syn::Expr::Call(call) = expression
            && call.func.to_token_stream().to_string() == "Error :: UnexpectedResponse"
        {
            let arguments = &call.args;
            *expression = parse_quote!(Error::unexpected(#arguments).await);
            return;
        }
        visit_mut::visit_expr_mut(self, expression);
    }
}
