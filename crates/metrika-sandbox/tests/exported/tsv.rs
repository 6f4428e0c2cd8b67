//! A plain reader of TabSeparated with ClickHouse's escapes, which knows nothing of the writer.

/// The lines of a part, header included. Each line ends with a line break, and so does the last.
pub fn lines(part: &[u8]) -> Vec<&[u8]> {
    if part.is_empty() {
        return Vec::new();
    }
    part.strip_suffix(b"\n").expect("the last line ends").split(|&byte| byte == b'\n').collect()
}

/// The cells of a line, escapes and all.
pub fn cells(line: &[u8]) -> Vec<&[u8]> {
    line.split(|&byte| byte == b'\t').collect()
}

/// Undoes the escapes of a cell, or of a text in an array.
pub fn unescape(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    let mut bytes = text.iter();
    while let Some(&byte) = bytes.next() {
        plain.push(match byte {
            b'\\' => match bytes.next() {
                Some(b't') => b'\t',
                Some(b'n') => b'\n',
                Some(b'r') => b'\r',
                Some(b'b') => 8,
                Some(b'f') => 12,
                Some(b'0') => 0,
                Some(&same @ (b'\\' | b'\'')) => same,
                other => panic!("no such escape: {other:?}"),
            },
            byte => byte,
        });
    }
    plain
}

/// The entries of an array; those that are unknown are empty.
pub fn array(cell: &[u8]) -> Vec<Vec<u8>> {
    let literal = unescape(cell);
    let inside = literal.strip_prefix(b"[").and_then(|rest| rest.strip_suffix(b"]")).expect("brackets");
    let mut entries = Vec::new();
    let mut rest = (!inside.is_empty()).then_some(inside);
    while let Some(text) = rest {
        let (entry, after) = match text.strip_prefix(b"'") {
            Some(text) => {
                let mut end = 0;
                while text[end] != b'\'' {
                    end += if text[end] == b'\\' { 2 } else { 1 };
                }
                (unescape(&text[..end]), &text[end + 1..])
            }
            None => {
                let end = text.iter().position(|&byte| byte == b',').unwrap_or(text.len());
                (text[..end].to_vec(), &text[end..])
            }
        };
        entries.push(entry);
        rest = after.split_first().map(|(comma, after)| {
            assert_eq!(*comma, b',');
            after
        });
    }
    entries
}
