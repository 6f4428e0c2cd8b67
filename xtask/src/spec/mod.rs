//! `openapi/upstream` + `openapi/overlays` -> `openapi/{management,stat,logs}.yaml`.
//!
//! 1. [`names`] gives schemas, bodies, unions and value lists their names,
//! 2. [`overlay`] applies what we say, first to all APIs, then to each,
//! 3. [`check`] and [`kept`] refuse a spec that is broken, not fully described, or lost something of upstream,
//! 4. [`yaml`] writes it in one fixed order.

pub mod check;
pub mod counts;
pub mod kept;
pub mod names;
pub mod overlay;
pub mod shape;
pub mod yaml;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::layout::{self, Api};
use names::Names;
use overlay::Overlay;
pub use overlay::Stale;

/// Everything that the specs are made of, as read from a checkout. Cheap to change in memory: tests do.
#[derive(Debug, Clone)]
pub struct Sources {
    pub upstream: Vec<(Api, Value)>,
    pub names: Names,
    pub common: Vec<Overlay>,
    pub overlays: Vec<(Api, Vec<Overlay>)>,
}

/// The three finished specs, and how many overlay actions went into them.
#[derive(Debug)]
pub struct Specs {
    pub documents: Vec<(Api, Value)>,
    pub actions: usize,
}

impl Specs {
    pub fn get(&self, api: Api) -> &Value {
        &self.documents[api as usize].1
    }
}

impl Sources {
    pub fn read(root: &Path) -> Result<Self> {
        let mut upstream = Vec::new();
        let mut overlays = Vec::new();
        for api in Api::ALL {
            let path = layout::upstream(api);
            let document = serde_json::from_str(&read(root, &path)?)
                .with_context(|| format!("{}: does not parse", path.display()))?;
            upstream.push((api, document));
            overlays.push((api, read_overlays(root, &layout::overlays(api))?));
        }
        let names = Names::parse(&read(root, Path::new(layout::NAMES))?).context(layout::NAMES)?;
        let common = read_overlays(root, Path::new(layout::COMMON_OVERLAYS))?;
        Ok(Self { upstream, names, common, overlays })
    }

    /// Makes the three specs, without the check that all is described.
    pub fn apply(&self) -> Result<Specs> {
        self.apply_or(&mut |stale| Err(stale.error()))
    }

    /// The same; what to do about names and overlay actions that do not fit is asked, then the next one follows.
    pub fn apply_or(&self, stale: &mut dyn FnMut(Stale) -> Result<()>) -> Result<Specs> {
        for (api, document) in &self.upstream {
            shape::check(document).with_context(|| layout::upstream(*api).display().to_string())?;
        }
        let mut documents = names::apply(&self.names, &self.upstream, stale)?;
        for overlay in &self.common {
            let mut all: Vec<&mut Value> = documents.iter_mut().map(|(_, document)| document).collect();
            overlay.apply_or(&mut all, stale)?;
        }
        for (api, overlays) in &self.overlays {
            let (_, document) = &mut documents[*api as usize];
            for overlay in overlays {
                overlay.apply_or(&mut [document], stale)?;
            }
        }
        for (_, document) in &mut documents {
            yaml::put_in_order(document);
        }
        let own = self.overlays.iter().flat_map(|(_, overlays)| overlays);
        let actions = self.common.iter().chain(own).map(|overlay| overlay.actions.len()).sum();
        Ok(Specs { documents, actions })
    }

    /// Makes the three specs and checks them.
    pub fn build(&self) -> Result<Specs> {
        let specs = self.apply()?;
        for ((api, document), (_, upstream)) in specs.documents.iter().zip(&self.upstream) {
            let spec = || layout::spec(*api).display().to_string();
            check::all(document).with_context(spec)?;
            kept::check(upstream, document, &self.names).with_context(spec)?;
        }
        Ok(specs)
    }
}

fn read(root: &Path, path: &Path) -> Result<String> {
    std::fs::read_to_string(root.join(path)).with_context(|| format!("{}: cannot be read", path.display()))
}

fn read_overlays(root: &Path, folder: &Path) -> Result<Vec<Overlay>> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(root.join(folder))
        .with_context(|| format!("{}: cannot be listed", folder.display()))?
        .map(|entry| Ok(folder.join(entry?.file_name())))
        .collect::<std::io::Result<_>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    files.iter().map(|path| Overlay::parse(path, &read(root, path)?)).collect()
}
