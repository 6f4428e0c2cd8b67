//! Where the source of `metrika` calls the generated client.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use syn::visit::Visit;

/// Functions by the operation that they call: `Goals::create`.
pub fn read(folder: &Path, operations: &BTreeSet<String>) -> Result<BTreeMap<String, BTreeSet<String>>> {
    let mut found = BTreeMap::new();
    for path in sources(folder)? {
        let text = std::fs::read_to_string(&path).with_context(|| format!("{}: cannot be read", path.display()))?;
        let file = syn::parse_file(&text).with_context(|| format!("{}: does not parse", path.display()))?;
        collect(&file, operations, &mut found);
    }
    Ok(found)
}

fn sources(folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("{}: cannot be listed", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            paths.extend(sources(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
    Ok(paths)
}

fn collect(file: &syn::File, operations: &BTreeSet<String>, found: &mut BTreeMap<String, BTreeSet<String>>) {
    for item in &file.items {
        let syn::Item::Impl(item) = item else { continue };
        let syn::Type::Path(path) = &*item.self_ty else { continue };
        let Some(owner) = path.path.segments.last() else { continue };
        let owner = &owner.ident;
        let of_trait = item.trait_.as_ref().and_then(|(_, path, _)| path.segments.last());
        let functions: Vec<(&syn::ImplItemFn, Calls)> = item
            .items
            .iter()
            .filter_map(|item| if let syn::ImplItem::Fn(function) = item { Some(function) } else { None })
            .map(|function| {
                let mut calls = Calls { operations, found: Vec::new(), own: Vec::new() };
                calls.visit_block(&function.block);
                (function, calls)
            })
            .collect();
        for (function, calls) in &functions {
            let name = function.sig.ident.to_string();
            // A trait is public, and its functions may be called by anything: what they call is reached by the type.
            if let Some(of_trait) = of_trait {
                for operation in &calls.found {
                    let name = format!("<{owner} as {}>", of_trait.ident);
                    found.entry(operation.clone()).or_default().insert(name);
                }
                continue;
            }
            // What a private function calls is what those reach that call it: users know nothing of it.
            let private = !matches!(function.vis, syn::Visibility::Public(_));
            let callers = functions.iter().filter(|(_, calls)| private && calls.own.contains(&name));
            let reaching: Vec<String> = match private {
                true => callers.map(|(caller, _)| caller.sig.ident.to_string()).collect(),
                false => vec![name],
            };
            for operation in &calls.found {
                let names = found.entry(operation.clone()).or_default();
                names.extend(reaching.iter().map(|name| format!("{owner}::{name}")));
            }
        }
    }
}

struct Calls<'a> {
    operations: &'a BTreeSet<String>,
    found: Vec<String>,
    /// Methods of `self` that are called.
    own: Vec<String>,
}

impl<'ast> Visit<'ast> for Calls<'_> {
    /// What is given to a macro of ours are expressions.
    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let given = call.parse_body_with(syn::punctuated::Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated);
        for expression in given.into_iter().flatten() {
            let mut inside = Calls { operations: self.operations, found: Vec::new(), own: Vec::new() };
            inside.visit_expr(&expression);
            self.found.extend(inside.found);
            self.own.extend(inside.own);
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let name = call.method.to_string();
        // Operations are called without arguments: parameters follow in methods of their own.
        if call.args.is_empty() && self.operations.contains(&name) {
            self.found.push(name);
        } else if matches!(&*call.receiver, syn::Expr::Path(path) if path.path.is_ident("self")) {
            self.own.push(name);
        }
        syn::visit::visit_expr_method_call(self, call);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_function_counts_for_those_that_call_it() {
        let source = "
            impl<'a> Goals<'a> {
                pub async fn replace(&self) { self.put().await }
                pub async fn update(&self) { self.get().await; self.put().await }
                pub async fn delete(&self) { done().await }
                pub(super) async fn put(&self) { value(self.client.management().update_goal().send()).await }
            }
        ";
        let mut found = BTreeMap::new();
        collect(&syn::parse_file(source).unwrap(), &["update_goal".to_owned()].into(), &mut found);
        let names = ["Goals::replace", "Goals::update"].map(str::to_owned).into();
        assert_eq!(found, BTreeMap::from([("update_goal".to_owned(), names)]));
    }

    #[test]
    fn calls_are_found_in_the_function_that_makes_them() {
        let source = "
            impl<'a> Goals<'a> {
                pub async fn create(&self) { value(self.client.management().create_goal().body(1).send()).await }
                pub async fn update(&self) { self.get().await; self.replace().await }
            }
            fn alone(client: &Client) { client.list_goals() }
        ";
        let operations = ["create_goal", "list_goals"].map(str::to_owned).into();
        let mut found = BTreeMap::new();
        collect(&syn::parse_file(source).unwrap(), &operations, &mut found);
        assert_eq!(found, BTreeMap::from([("create_goal".to_owned(), BTreeSet::from(["Goals::create".to_owned()]))]));
    }
}
