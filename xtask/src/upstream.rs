//! What the published reference says: `openapi/upstream` and `openapi/vocabulary.json`, made by `import`, compared by `drift`.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::files::Outputs;
use crate::layout::{self, Api};

#[derive(Debug, Clone, Default)]
pub struct Upstream {
    pub documents: BTreeMap<Api, Value>,
    /// Dimensions, metrics, presets, log fields. `None` if there was no page of them.
    pub vocabulary: Option<Value>,
    /// What wrote the pages, and what those say that describe an operation again.
    pub reference: Value,
}

impl Upstream {
    /// Reads what the checkout at `root` holds.
    pub fn read(root: &Path) -> Result<Self> {
        let mut documents = BTreeMap::new();
        for api in Api::ALL {
            documents.insert(api, read(root, &layout::upstream(api))?);
        }
        let vocabulary = Some(read(root, Path::new(layout::VOCABULARY))?);
        Ok(Self { documents, vocabulary, reference: read(root, Path::new(layout::REFERENCE))? })
    }

    /// The files to write. A part of the reference makes none.
    pub fn outputs(&self) -> Result<Outputs> {
        let mut outputs = Outputs::default();
        for api in Api::ALL {
            let document = self.documents.get(&api).with_context(|| format!("no page of the {api} API"))?;
            outputs.add(layout::upstream(api), crate::json::pretty(document)?);
        }
        outputs.add(layout::REFERENCE.into(), crate::json::pretty(&self.reference)?);
        let vocabulary = self.vocabulary.as_ref().context("no page of the vocabulary")?;
        outputs.add(layout::VOCABULARY.into(), crate::json::pretty(vocabulary)?);
        outputs.owns_folder("openapi/upstream");
        Ok(outputs)
    }

    /// What wrote the pages.
    pub fn generators(&self) -> impl Iterator<Item = &str> {
        self.reference["generators"].as_object().into_iter().flat_map(|map| map.keys().map(String::as_str))
    }
}

fn read(root: &Path, path: &Path) -> Result<Value> {
    let shown = path.display();
    let text = std::fs::read_to_string(root.join(path)).with_context(|| format!("{shown}: cannot be read"))?;
    serde_json::from_str(&text).with_context(|| format!("{shown}: does not parse"))
}
