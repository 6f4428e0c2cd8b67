//! Files of TSV.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

/// Writes lines as they are, behind a header.
pub(super) fn write(header: &[u8], lines: &mut impl Read, out: &mut File, gzip: bool) -> io::Result<()> {
    if gzip {
        let mut encoder = GzEncoder::new(BufWriter::new(out), Compression::default());
        copy(header, lines, &mut encoder)?;
        encoder.finish()?.flush()
    } else {
        copy(header, lines, out)
    }
}

fn copy(header: &[u8], lines: &mut impl Read, out: &mut impl Write) -> io::Result<()> {
    out.write_all(header)?;
    out.write_all(b"\n")?;
    io::copy(lines, out)?;
    out.flush()
}
