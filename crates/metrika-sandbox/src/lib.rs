#![doc = include_str!("../README.md")]

pub mod access;
mod admin;
mod answer;
mod call;
pub mod clock;
pub mod faults;
pub mod journal;
pub mod logs;
pub mod measurement;
pub mod operations;
pub mod quota;
mod refusal;
pub mod reports;
mod sandbox;
mod server;
pub mod settings;
mod spec;
pub mod state;
mod steer;
pub mod traffic;
mod visits;
mod world;

pub use clock::Clock;
pub use journal::Recorded;
pub use sandbox::{Builder, Sandbox};
pub use settings::Settings;
pub use state::State;
