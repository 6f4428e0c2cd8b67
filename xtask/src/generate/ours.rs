//! What progenitor has no words for: open enums, open unions and the table of operations.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::polish::doc_attributes;
use crate::lower::{Body, Lowered, OpenEnum, Union, UnionKind, Variant};

/// Name and tokens of every open enum and union.
pub(super) fn open_types(lowered: &Lowered) -> Vec<(String, TokenStream)> {
    let enums = lowered.enums.iter().map(|item| (item.name.clone(), open_enum(item)));
    let unions = lowered.unions.iter().map(|item| (item.name.clone(), union(item)));
    enums.chain(unions).collect()
}

fn open_enum(item: &OpenEnum) -> TokenStream {
    let docs = doc_attributes(&item.docs);
    let name = format_ident!("{}", item.name);
    let variants = item.values.iter().map(|value| {
        let docs = variant_docs(value);
        let name = variant_ident(&value.name);
        let word = &value.word;
        quote!(#(#docs)* #name = #word)
    });
    quote! {
        crate::wire::open_enum! {
            #(#docs)*
            pub enum #name { #(#variants,)* }
        }
    }
}

fn union(item: &Union) -> TokenStream {
    let docs = doc_attributes(&item.docs);
    let name = format_ident!("{}", item.name);
    match &item.kind {
        UnionKind::Tagged { tag, variants } => {
            let variants = variants.iter().map(|(variant, schema)| {
                let docs = doc_attributes(&variant.docs);
                let name = format_ident!("{}", variant.name);
                let schema = format_ident!("{schema}");
                let word = &variant.word;
                quote!(#(#docs)* #name(#schema) = #word)
            });
            quote! {
                crate::wire::tagged_union! {
                    #(#docs)*
                    pub enum #name by #tag { #(#variants,)* }
                }
            }
        }
        UnionKind::ObjectOrString { object } => {
            let object = format_ident!("{object}");
            quote! {
                crate::wire::object_or_string! {
                    #(#docs)*
                    pub enum #name { Object(#object), String }
                }
            }
        }
    }
}

pub(super) fn operations(lowered: &Lowered) -> TokenStream {
    let rows = lowered.operations.iter().map(|operation| {
        let (id, tag, method, path) = (&operation.id, &operation.tag, &operation.method, &operation.path);
        let body = match operation.body {
            Body::None => format_ident!("None"),
            Body::Json => format_ident!("Json"),
            Body::Multipart => format_ident!("Multipart"),
        };
        quote! {
            Operation { id: #id, tag: #tag, method: #method, path: #path, body: Body::#body }
        }
    });
    quote! {
        use crate::transport::{Body, Operation};

        /// All operations, in the order of the spec.
        pub static OPERATIONS: &[Operation] = &[#(#rows,)*];
    }
}

fn variant_docs(value: &Variant) -> Vec<syn::Attribute> {
    let text = if value.docs.is_empty() { format!("`{}`", value.word) } else { value.docs.clone() };
    doc_attributes(&text)
}

/// `Other` is the variant for words that nobody listed; the word itself gets another name.
fn variant_ident(name: &str) -> proc_macro2::Ident {
    if name == "Other" { format_ident!("OtherValue") } else { format_ident!("{name}") }
}
