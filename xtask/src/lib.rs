//! Keeps the specs of the Metrika API true, and makes from them the raw client, its tests, the tables of the sandbox, and
//! the names of reports in `metrika`.
//!
//! ```text
//! facts of the reference --import--> openapi/upstream --spec--> openapi/*.yaml --lower--> --generate--> metrika-raw
//!                                                                      \--generate--> metrika-sandbox
//! facts of the reference --import--> openapi/vocabulary.json --generate--> metrika, metrika-sandbox
//! ```

pub mod case;
pub mod clickhouse;
pub mod conformance;
pub mod coverage;
pub mod drift;
pub mod files;
pub mod gen_logs;
pub mod generate;
pub mod import;
pub mod json;
pub mod layout;
pub mod lower;
pub mod regen;
pub mod sample;
pub mod spec;
pub mod tables;
pub mod upstream;
