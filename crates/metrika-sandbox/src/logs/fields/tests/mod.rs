//! What is promised of the fields of logs.

mod names;
mod reading;
mod rows;
