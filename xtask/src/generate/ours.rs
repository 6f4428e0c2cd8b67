//! What progenitor has no words for: open enums, open unions and the table of operations.
//!
//! Written as text, one word a line: a formatter leaves the inside of a macro as one long line.

use std::fmt::Write as _;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::lower::{Body, Lowered, OpenEnum, Union, UnionKind, Variant};

/// Name and text of every open enum and union.
pub(super) fn open_types(lowered: &Lowered) -> Vec<(String, String)> {
    let enums = lowered.enums.iter().map(|item| (item.name.clone(), open_enum(item)));
    let unions = lowered.unions.iter().map(|item| (item.name.clone(), union(item)));
    enums.chain(unions).collect()
}

fn open_enum(item: &OpenEnum) -> String {
    let mut text = String::from("crate::wire::open_enum! {\n");
    docs(&mut text, &item.docs, 1);
    let _ = writeln!(text, "    pub enum {} {{", item.name);
    for Variant { name, word, docs: about } in &item.values {
        if about.is_empty() {
            docs(&mut text, &format!("`{word}`"), 2);
        } else {
            docs(&mut text, about, 2);
        }
        let _ = writeln!(text, "        {name} = {word:?},");
    }
    text.push_str("    }\n}\n");
    text
}

fn union(item: &Union) -> String {
    let mut text = String::new();
    match &item.kind {
        UnionKind::Tagged { tag, variants } => {
            text.push_str("crate::wire::tagged_union! {\n");
            docs(&mut text, &item.docs, 1);
            let _ = writeln!(text, "    pub enum {} by {tag:?} {{", item.name);
            for Variant { name, word, docs: about } in variants {
                docs(&mut text, about, 2);
                let _ = writeln!(text, "        {name}({name}) = {word:?},");
            }
            text.push_str("    }\n}\n");
        }
        UnionKind::ObjectOrString { object, string } => {
            text.push_str("crate::wire::object_or_string! {\n");
            docs(&mut text, &item.docs, 1);
            let _ = writeln!(text, "    pub enum {} {{ Object({object}), String({string}) }}\n}}", item.name);
        }
    }
    text
}

fn docs(text: &mut String, about: &str, depth: usize) {
    for line in about.trim().lines() {
        let _ = writeln!(text, "{}/// {}", "    ".repeat(depth), line.trim_end());
    }
}

pub(super) fn operations(lowered: &Lowered) -> TokenStream {
    let rows = lowered.operations.iter().map(|operation| {
        let (id, tag, method, path) = (&operation.id, &operation.tag, &operation.method, &operation.path);
        let reads = operation.reads;
        let body = match operation.body {
            Body::None => format_ident!("None"),
            Body::Json => format_ident!("Json"),
            Body::Multipart => format_ident!("Multipart"),
        };
        quote! {
            Operation { id: #id, tag: #tag, method: #method, path: #path, reads: #reads, body: Body::#body }
        }
    });
    quote! {
        use crate::transport::{Body, Operation};

        /// All operations, in the order of the spec.
        pub static OPERATIONS: &[Operation] = &[#(#rows,)*];
    }
}
