//! Rows of tab-separated values, as parts of a log have them.

use super::fields::{Cell, LogField, Row};
use crate::traffic::Traffic;
use crate::traffic::model::{Hit, Visit};

/// The first line of a part: the names as they were asked for.
pub fn header(fields: &[LogField]) -> Vec<u8> {
    let mut line = Vec::new();
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            line.push(b'\t');
        }
        line.extend_from_slice(field.name.as_bytes());
    }
    line.push(b'\n');
    line
}

/// Appends the row of a visit.
pub fn visit_row(traffic: &Traffic, visit: &Visit, fields: &[LogField], out: &mut Vec<u8>) {
    row(traffic, visit, None, fields, out);
}

/// Appends the row of a hit of `visit`.
pub fn hit_row(traffic: &Traffic, visit: &Visit, hit: &Hit, fields: &[LogField], out: &mut Vec<u8>) {
    row(traffic, visit, Some(hit), fields, out);
}

fn row(traffic: &Traffic, visit: &Visit, hit: Option<&Hit>, fields: &[LogField], out: &mut Vec<u8>) {
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            out.push(b'\t');
        }
        field.write(&Row { traffic, visit, by: field.attribution() }, hit, &mut Cell::new(out));
    }
    out.push(b'\n');
}
