//! Where the source of `metrika` calls the generated client.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use syn::visit::Visit;

/// Functions by the operation that they call: `Goals::create`.
pub fn read(folder: &Path, operations: &BTreeSet<String>) -> Result<BTreeMap<String, BTreeSet<String>>> {
    let mut found = Found::default();
    for path in sources(folder)? {
        let text = std::fs::read_to_string(&path).with_context(|| format!("{}: cannot be read", path.display()))?;
        let file = syn::parse_file(&text).with_context(|| format!("{}: does not parse", path.display()))?;
        let module = path.file_stem().unwrap_or_default().to_string_lossy();
        found.collect(&module, &file, operations);
    }
    Ok(found.by_operation())
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

/// Something with a name of two parts: a function of a module, a variant of an enum.
type Named = (String, String);

/// What the files say.
#[derive(Debug, Default)]
struct Found {
    /// Operations, and functions of types that call them.
    direct: Vec<(String, String)>,
    /// Operations that a function without a type calls.
    free: Vec<(Named, String)>,
    /// Operations that a function calls for some variants of its enum: the variant, and the function.
    arms: Vec<(Named, String, String)>,
    /// What functions of types name: functions of modules, and variants.
    names: Vec<(Named, String)>,
}

impl Found {
    /// What functions without a type call is what those reach that call them. What an enum of ours calls for one of its variants is what
    /// those reach that make this variant.
    fn by_operation(self) -> BTreeMap<String, BTreeSet<String>> {
        let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let naming = |what: &Named| -> Vec<String> {
            self.names.iter().filter(|(named, _)| named == what).map(|(_, function)| function.clone()).collect()
        };
        for (operation, function) in &self.direct {
            all.entry(operation.clone()).or_default().insert(function.clone());
        }
        for (function, operation) in &self.free {
            all.entry(operation.clone()).or_default().extend(naming(function));
        }
        for (variant, operation, function) in &self.arms {
            let (kind, _) = variant;
            let mut makers = naming(variant);
            makers.retain(|maker| !maker.starts_with(&format!("{kind}::")));
            if makers.is_empty() {
                makers.push(function.clone());
            }
            all.entry(operation.clone()).or_default().extend(makers);
        }
        all.retain(|_, functions| !functions.is_empty());
        all
    }

    fn collect(&mut self, module: &str, file: &syn::File, operations: &BTreeSet<String>) {
        for item in &file.items {
            match item {
                syn::Item::Fn(function) => {
                    let calls = Calls::of(&function.block, operations);
                    let name = (module.to_owned(), function.sig.ident.to_string());
                    self.free.extend(calls.found.into_iter().map(|(operation, _)| (name.clone(), operation)));
                }
                syn::Item::Impl(item) => self.of_impl(module, item, operations),
                _ => {}
            }
        }
    }

    fn of_impl(&mut self, module: &str, item: &syn::ItemImpl, operations: &BTreeSet<String>) {
        let syn::Type::Path(path) = &*item.self_ty else { return };
        let Some(owner) = path.path.segments.last() else { return };
        let owner = &owner.ident;
        let of_trait = item.trait_.as_ref().and_then(|(_, path, _)| path.segments.last());
        let functions: Vec<(&syn::ImplItemFn, Calls)> = item
            .items
            .iter()
            .filter_map(|item| if let syn::ImplItem::Fn(function) = item { Some(function) } else { None })
            .map(|function| (function, Calls::of(&function.block, operations)))
            .collect();
        for (function, calls) in &functions {
            let name = function.sig.ident.to_string();
            // A trait is public, and its functions may be called by anything: what they call is reached by the type.
            if let Some(of_trait) = of_trait {
                let name = format!("<{owner} as {}>", of_trait.ident);
                self.direct.extend(calls.found.iter().map(|(operation, _)| (operation.clone(), name.clone())));
                continue;
            }
            // What a private function calls is what those reach that call it: users know nothing of it.
            let private = !matches!(function.vis, syn::Visibility::Public(_));
            let callers = functions.iter().filter(|(_, calls)| private && calls.own.contains(&name));
            let reaching: Vec<String> = match private {
                true => callers.map(|(caller, _)| caller.sig.ident.to_string()).collect(),
                false => vec![name],
            };
            for name in reaching.iter().map(|name| format!("{owner}::{name}")) {
                for (operation, variants) in &calls.found {
                    let variants = variants.iter().map(|variant| (owner.to_string(), variant.clone()));
                    self.arms.extend(variants.map(|variant| (variant, operation.clone(), name.clone())));
                }
                let direct = calls.found.iter().filter(|(_, variants)| variants.is_empty());
                self.direct.extend(direct.map(|(operation, _)| (operation.clone(), name.clone())));
                let named = calls.named.iter().map(|(of, what)| {
                    let of = of.clone().unwrap_or_else(|| module.to_owned());
                    ((of, what.clone()), name.clone())
                });
                self.names.extend(named);
            }
        }
    }
}

struct Calls<'a> {
    operations: &'a BTreeSet<String>,
    /// Operations, and the variants of the enum that they are called for.
    found: Vec<(String, Vec<String>)>,
    /// Methods of `self` that are called.
    own: Vec<String>,
    /// What else is named: with the last part of the path to it, if there is one.
    named: Vec<(Option<String>, String)>,
    /// The variants that the arm is for in which we are.
    variants: Vec<String>,
}

impl<'a> Calls<'a> {
    fn of(block: &syn::Block, operations: &'a BTreeSet<String>) -> Self {
        let mut calls =
            Self { operations, found: Vec::new(), own: Vec::new(), named: Vec::new(), variants: Vec::new() };
        calls.visit_block(block);
        calls
    }

    fn name(&mut self, path: &syn::Path) {
        let parts: Vec<String> = path.segments.iter().map(|part| part.ident.to_string()).collect();
        if let Some((name, before)) = parts.split_last() {
            let of = before.last().filter(|of| !["self", "super", "crate"].contains(&of.as_str()));
            self.named.push((of.cloned(), name.clone()));
        }
    }
}

/// The variants of `Self` that a pattern is for.
fn variants(pattern: &syn::Pat) -> Vec<String> {
    let of_path = |path: &syn::Path| match path.segments.iter().collect::<Vec<_>>()[..] {
        [owner, variant] if owner.ident == "Self" => vec![variant.ident.to_string()],
        _ => Vec::new(),
    };
    match pattern {
        syn::Pat::Or(or) => or.cases.iter().flat_map(variants).collect(),
        syn::Pat::Path(path) => of_path(&path.path),
        syn::Pat::Struct(pattern) => of_path(&pattern.path),
        syn::Pat::TupleStruct(pattern) => of_path(&pattern.path),
        _ => Vec::new(),
    }
}

impl<'ast> Visit<'ast> for Calls<'_> {
    /// What is given to a macro of ours are expressions.
    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let given = call.parse_body_with(syn::punctuated::Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated);
        for expression in given.into_iter().flatten() {
            let variants = self.variants.clone();
            let mut inside =
                Calls { operations: self.operations, found: Vec::new(), own: Vec::new(), named: Vec::new(), variants };
            inside.visit_expr(&expression);
            self.found.extend(inside.found);
            self.own.extend(inside.own);
            self.named.extend(inside.named);
        }
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        let of_arm = variants(&arm.pat);
        let outer = (!of_arm.is_empty()).then(|| std::mem::replace(&mut self.variants, of_arm));
        syn::visit::visit_arm(self, arm);
        if let Some(outer) = outer {
            self.variants = outer;
        }
    }

    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        self.name(&path.path);
    }

    fn visit_expr_struct(&mut self, made: &'ast syn::ExprStruct) {
        self.name(&made.path);
        syn::visit::visit_expr_struct(self, made);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let name = call.method.to_string();
        // Operations are called without arguments: parameters follow in methods of their own.
        if call.args.is_empty() && self.operations.contains(&name) {
            self.found.push((name, self.variants.clone()));
        } else if matches!(&*call.receiver, syn::Expr::Path(path) if path.path.is_ident("self")) {
            self.own.push(name);
        }
        syn::visit::visit_expr_method_call(self, call);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found in a file called `goals`.
    fn found<const N: usize>(source: &str, operations: [&str; N]) -> BTreeMap<String, BTreeSet<String>> {
        let mut found = Found::default();
        found.collect("goals", &syn::parse_file(source).unwrap(), &operations.map(str::to_owned).into());
        found.by_operation()
    }

    fn names<const N: usize>(names: [&str; N]) -> BTreeSet<String> {
        names.map(str::to_owned).into()
    }

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
        let expected = BTreeMap::from([("update_goal".to_owned(), names(["Goals::replace", "Goals::update"]))]);
        assert_eq!(found(source, ["update_goal"]), expected);
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
        let expected = BTreeMap::from([("create_goal".to_owned(), names(["Goals::create"]))]);
        assert_eq!(found(source, ["create_goal", "list_goals"]), expected);
    }

    #[test]
    fn a_function_without_a_type_counts_for_those_that_call_it() {
        let source = "
            impl<'a> Goals<'a> {
                pub async fn list(&self) { list(self.client).await }
            }
            impl<'a> Others<'a> {
                pub async fn all(&self) { super::goals::list(self.client).await }
                pub async fn get(&self) { segments::list(self.client).await }
            }
            async fn list(client: &Client) { client.list_goals() }
        ";
        let expected = BTreeMap::from([("list_goals".to_owned(), names(["Goals::list", "Others::all"]))]);
        assert_eq!(found(source, ["list_goals"]), expected);
    }

    #[test]
    fn what_an_enum_calls_for_a_variant_counts_for_those_that_make_it() {
        let source = "
            impl Kind {
                pub async fn send(&self, api: Api) {
                    match self {
                        Self::A | Self::B { .. } => api.send_ab().send().await,
                        Self::C => api.send_c().send().await,
                        Self::D => api.send_d().send().await,
                    }
                }
            }
            impl Handle {
                pub fn a(&self) { Upload::new(Kind::A) }
                pub fn b(&self) { Upload::new(Kind::B { json: true }) }
                pub fn c(&self) { Upload::new(Kind::C) }
            }
        ";
        let expected = [("send_ab", names(["Handle::a", "Handle::b"])), ("send_c", names(["Handle::c"]))];
        let mut expected = BTreeMap::from(expected.map(|(operation, names)| (operation.to_owned(), names)));
        expected.insert("send_d".to_owned(), names(["Kind::send"]));
        assert_eq!(found(source, ["send_ab", "send_c", "send_d"]), expected);
    }
}
