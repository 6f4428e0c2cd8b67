//! A reader of TabSeparated, written from the rules and not from the writer.

/// Undoes the escapes of a cell or of a text in an array.
pub(super) fn unescape(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut bytes = text.iter();
    while let Some(&byte) = bytes.next() {
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        out.push(match bytes.next() {
            Some(b't') => b'\t',
            Some(b'n') => b'\n',
            Some(b'r') => b'\r',
            Some(b'b') => 8,
            Some(b'f') => 12,
            Some(b'0') => 0,
            Some(b'\\') => b'\\',
            Some(b'\'') => b'\'',
            other => panic!("no such escape: {other:?}"),
        });
    }
    out
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    Unknown,
    Bare(Vec<u8>),
    Quoted(Vec<u8>),
}

/// Reads a cell that holds an array.
pub(super) fn array(cell: &[u8]) -> Vec<Entry> {
    let literal = unescape(cell);
    let inside = literal.strip_prefix(b"[").and_then(|rest| rest.strip_suffix(b"]")).expect("brackets");
    if inside.is_empty() {
        return Vec::new();
    }
    let mut entries = Vec::new();
    let mut rest = inside;
    loop {
        let (entry, after) = if let Some(text) = rest.strip_prefix(b"'") {
            let mut end = 0;
            while text[end] != b'\'' {
                end += if text[end] == b'\\' { 2 } else { 1 };
            }
            (Entry::Quoted(unescape(&text[..end])), &text[end + 1..])
        } else {
            let end = rest.iter().position(|&byte| byte == b',').unwrap_or(rest.len());
            let entry = if end == 0 { Entry::Unknown } else { Entry::Bare(rest[..end].to_vec()) };
            (entry, &rest[end..])
        };
        entries.push(entry);
        match after.split_first() {
            None => return entries,
            Some((b',', after)) => rest = after,
            Some(other) => panic!("{other:?} after an entry"),
        }
    }
}

/// Whether a scalar can be read as this type.
fn is_scalar(kind: &str, value: &[u8]) -> bool {
    let text = std::str::from_utf8(value);
    let parses = |parse: &dyn Fn(&str) -> bool| text.is_ok_and(parse);
    match kind {
        "String" | "string" => true,
        "UInt8" => parses(&|text| text.parse::<u8>().is_ok()),
        "UInt16" => parses(&|text| text.parse::<u16>().is_ok()),
        "UInt32" => parses(&|text| text.parse::<u32>().is_ok()),
        "UInt64" => parses(&|text| text.parse::<u64>().is_ok()),
        "Int16" => parses(&|text| text.parse::<i16>().is_ok()),
        "Int32" => parses(&|text| text.parse::<i32>().is_ok()),
        "Int64" => parses(&|text| text.parse::<i64>().is_ok()),
        "Float64" => parses(&|text| text.parse::<f64>().is_ok()),
        "Date" => parses(&|text| jiff::civil::Date::strptime("%Y-%m-%d", text).is_ok() && text.len() == 10),
        "DateTime" => {
            parses(&|text| jiff::civil::DateTime::strptime("%Y-%m-%d %H:%M:%S", text).is_ok() && text.len() == 19)
        }
        _ => panic!("a type that this reader does not know: {kind}"),
    }
}

/// Checks a cell against its type: every value must be readable; numbers may be missing, and so may texts in arrays.
pub(super) fn check(kind: &str, cell: &[u8]) -> Result<(), String> {
    let bad = || format!("{} is no {kind}", String::from_utf8_lossy(cell));
    let Some(inner) = kind.strip_prefix("Array(").and_then(|kind| kind.strip_suffix(')')) else {
        let value = unescape(cell);
        return if value.is_empty() || is_scalar(kind, &value) { Ok(()) } else { Err(bad()) };
    };
    let quoted = matches!(inner, "String" | "DateTime");
    for entry in array(cell) {
        let fits = match entry {
            Entry::Unknown => inner == "String",
            Entry::Bare(value) => !quoted && is_scalar(inner, &value),
            Entry::Quoted(value) => quoted && is_scalar(inner, &value),
        };
        if !fits {
            return Err(bad());
        }
    }
    Ok(())
}
