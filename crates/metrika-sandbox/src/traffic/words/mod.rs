//! The dictionaries: every word that a generated visit can hold.

pub mod devices;
pub mod pages;
pub mod places;
pub mod products;
pub mod sources;
