//! A log that was read: rows, and cells by the names of their fields.

use super::tsv::{array, cells, lines, unescape};

#[derive(Debug)]
pub struct Log {
    pub fields: Vec<String>,
    /// As they were sent, escapes and all.
    pub rows: Vec<Vec<Vec<u8>>>,
}

/// One row of a log.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    log: &'a Log,
    cells: &'a [Vec<u8>],
}

impl Log {
    /// Reads the parts of a log, which all have the same header. Parts without anything are no trouble.
    pub fn read(parts: &[Vec<u8>]) -> Self {
        let mut log = Self { fields: Vec::new(), rows: Vec::new() };
        for part in parts {
            let mut lines = lines(part).into_iter();
            let Some(header) = lines.next() else { continue };
            let names: Vec<String> =
                cells(header).into_iter().map(|name| String::from_utf8(name.to_vec()).unwrap()).collect();
            assert!(log.fields.is_empty() || log.fields == names, "another header");
            log.fields = names;
            for line in lines {
                let row: Vec<Vec<u8>> = cells(line).into_iter().map(<[u8]>::to_vec).collect();
                assert_eq!(row.len(), log.fields.len(), "{}", String::from_utf8_lossy(line));
                log.rows.push(row);
            }
        }
        log
    }

    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row { log: self, cells })
    }
}

impl<'a> Row<'a> {
    /// A cell as it was sent.
    pub fn raw(self, field: &str) -> &'a [u8] {
        let place = self.log.fields.iter().position(|name| name == field);
        &self.cells[place.unwrap_or_else(|| panic!("the log has no {field}"))]
    }

    pub fn bytes(self, field: &str) -> Vec<u8> {
        unescape(self.raw(field))
    }

    pub fn text(self, field: &str) -> String {
        String::from_utf8(self.bytes(field)).unwrap()
    }

    /// A number without a sign: ids need all 64 bits.
    pub fn number(self, field: &str) -> u64 {
        let text = self.text(field);
        text.parse().unwrap_or_else(|_| panic!("{field} is {text}"))
    }

    pub fn flag(self, field: &str) -> bool {
        match self.number(field) {
            0 => false,
            1 => true,
            other => panic!("{field} is {other}"),
        }
    }

    pub fn list(self, field: &str) -> Vec<String> {
        array(self.raw(field)).into_iter().map(|entry| String::from_utf8(entry).unwrap()).collect()
    }

    pub fn numbers(self, field: &str) -> Vec<u64> {
        self.list(field).iter().map(|text| text.parse().unwrap()).collect()
    }
}
