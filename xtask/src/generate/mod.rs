//! A lowered spec -> the files of one module of `metrika-raw`.
//!
//! * progenitor makes client, builders and structs,
//! * `polish` gives them documentation and mends what progenitor gets wrong,
//! * `ours` writes what progenitor has no words for: open enums, open unions, the table of operations,
//! * `split` cuts everything into files by tag,
//! * `wire_tests` writes the calls that the tests record,
//! * `sandbox` writes what the sandbox judges requests and answers by,
//! * `count` compares what went in with what came out.
//!
//! `vocabulary` makes the names of reports in `metrika`, which no spec has, and `log_fields` those of the fields of logs.

mod count;
pub mod log_fields;
mod ours;
mod polish;
mod sandbox;
mod split;
pub mod vocabulary;
mod wire_tests;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::{Context, Result, anyhow, bail};
use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TypeImpl};
use serde_json::Value;

use crate::layout::{self, Api};
use crate::lower::Lowered;
use crate::spec::counts::Counts;

/// The files of one module, by path from the top of the repository, and what stands in them.
#[derive(Debug)]
pub struct Module {
    pub files: BTreeMap<std::path::PathBuf, String>,
    /// Operations, parameters, types, fields and words that came out.
    pub counts: Counts,
    /// Lines of the client.
    pub lines: usize,
}

pub fn module(api: Api, spec: &Value, lowered: &Lowered) -> Result<Module> {
    let tokens = progenitor_tokens(lowered).with_context(|| layout::spec(api).display().to_string())?;
    let mut file: syn::File = syn::parse2(tokens).context("progenitor's output does not parse")?;
    polish::polish(&mut file, lowered)?;
    let parts = split::split(api, file, lowered)?;
    let folder = layout::raw_module(api);
    let mut files = BTreeMap::new();
    for (path, part) in parts {
        files.insert(folder.join(path), split::render(api, &part)?);
    }
    let counts =
        count::count(spec, lowered, files.values()).with_context(|| layout::spec(api).display().to_string())?;
    let lines = files.values().map(|text| text.lines().count()).sum();
    files.insert(layout::wire_tests(api), wire_tests::file(api, spec)?);
    files.insert(layout::sandbox_tables(api), sandbox::tables(api, spec)?);
    Ok(Module { files, counts, lines })
}

fn progenitor_tokens(lowered: &Lowered) -> Result<TokenStream> {
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_inner_type(quote::quote!(crate::transport::Link))
        .with_hooks(HooksMode::Expected)
        .with_map_type("::std::collections::BTreeMap");
    for (name, rust_type) in &lowered.replacements {
        settings.with_replacement(name, rust_type, [TypeImpl::Display].into_iter());
    }
    // progenitor panics on constructs that it does not know; lowering should have refused them.
    let result = catch_unwind(AssertUnwindSafe(|| Generator::new(&settings).generate_tokens(&lowered.document)));
    match result {
        Ok(Ok(tokens)) => Ok(tokens),
        Ok(Err(error)) => Err(anyhow!("progenitor: {error}")),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            bail!("progenitor: {}", text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("panicked"))
        }
    }
}
