//! Where everything stands. All paths are relative to the top of the repository.

use std::fmt;
use std::path::PathBuf;

/// The three APIs of Metrika: one spec and one module of the raw client each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Api {
    Management,
    Stat,
    Logs,
}

impl Api {
    pub const ALL: [Self; 3] = [Self::Management, Self::Stat, Self::Logs];

    pub fn name(self) -> &'static str {
        match self {
            Self::Management => "management",
            Self::Stat => "stat",
            Self::Logs => "logs",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Management => "Yandex Metrika Management API",
            Self::Stat => "Yandex Metrika Reporting API",
            Self::Logs => "Yandex Metrika Logs API",
        }
    }
}

impl fmt::Display for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

pub const NAMES: &str = "openapi/overlays/names.yaml";
/// Which metrics add up over time.
pub const ADDITIVE: &str = "openapi/overlays/additive.yaml";
/// What is known of log fields beyond name and type.
pub const LOG_FIELDS: &str = "openapi/overlays/log_fields.yaml";
pub const VOCABULARY: &str = "openapi/vocabulary.json";

/// What the published reference says.
pub fn upstream(api: Api) -> PathBuf {
    format!("openapi/upstream/{api}.json").into()
}

/// What the pages of the reference were when upstream was made.
pub const REFERENCE: &str = "openapi/upstream/reference.json";

/// The folder of the overlays of one API; the files in it apply in the order of their names.
pub fn overlays(api: Api) -> PathBuf {
    format!("openapi/overlays/{api}").into()
}

/// Overlays that apply to all three APIs, before their own.
pub const COMMON_OVERLAYS: &str = "openapi/overlays/common";

/// The spec itself.
pub fn spec(api: Api) -> PathBuf {
    format!("openapi/{api}.yaml").into()
}

/// The folder of the raw client's module.
pub fn raw_module(api: Api) -> PathBuf {
    format!("crates/metrika-raw/src/generated/{api}").into()
}

/// The calls that the tests record.
pub fn wire_tests(api: Api) -> PathBuf {
    format!("tests/src/generated/{api}.rs").into()
}

/// What the sandbox judges requests and answers by.
pub fn sandbox_tables(api: Api) -> PathBuf {
    format!("crates/metrika-sandbox/src/generated/{api}.json").into()
}

/// The vocabulary, as the sandbox carries it.
pub const SANDBOX_VOCABULARY: &str = "crates/metrika-sandbox/src/generated/vocabulary.json";

/// The folder of the names that reports are made of.
pub const METRIKA_NAMES: &str = "crates/metrika/src/reports/generated";

/// The folder of the fields of logs.
pub const METRIKA_LOG_FIELDS: &str = "crates/metrika/src/logs/generated";

/// One module of them.
pub fn metrika_names(module: &str) -> PathBuf {
    format!("{METRIKA_NAMES}/{module}.rs").into()
}

/// The fields of logs in `metrika`.
pub fn metrika_log_fields(module: &str) -> PathBuf {
    format!("{METRIKA_LOG_FIELDS}/{module}.rs").into()
}

/// What `metrika` reaches of the API.
pub const COVERAGE: &str = "crates/metrika/COVERAGE.md";

/// The top of the repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}
