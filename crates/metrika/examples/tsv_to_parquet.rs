//! Makes a Parquet file of a part of a log that is there as a file, typed by its header. It needs no network and no token.
//!
//! ```text
//! cargo run --release -p metrika --features parquet --example tsv_to_parquet -- part.tsv part.parquet
//! ```
//!
//! The file is there when it is whole: it is written under another name beside it. To try it: `cargo xtask gen-logs --rows 1000000 --source visits part.tsv`.

use std::error::Error;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use metrika::logs::folder::{ParquetOptions, write_parquet};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [from, to] = paths.as_slice() else {
        eprintln!("usage: tsv_to_parquet IN.tsv OUT.parquet");
        return Ok(ExitCode::from(2));
    };
    convert(from, to)?;
    Ok(ExitCode::SUCCESS)
}

fn convert(from: &Path, to: &Path) -> Result<(), Box<dyn Error>> {
    let name = |path: &Path, error| format!("{}: {error}", path.display());
    let mut part = File::open(from).map_err(|error| name(from, error))?;
    let folder = match to.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // Deleted if anything fails. Made by `File`, it may be read by whom the umask allows.
    let file = tempfile::Builder::new().prefix("_").make_in(folder, |path| File::create_new(path));
    let mut file = file.map_err(|error| name(to, error))?;

    let began = Instant::now();
    let mut out = BufWriter::with_capacity(1 << 20, file.as_file_mut());
    // The reader needs no buffer: it is read in large pieces.
    let counts = write_parquet(from.display().to_string(), &mut part, &mut out, &ParquetOptions::default())?;
    out.into_inner().map_err(|error| name(to, error.into_error()))?.sync_all().map_err(|error| name(to, error))?;
    let seconds = began.elapsed().as_secs_f64();

    let bytes = file.as_file().metadata()?.len();
    file.persist(to).map_err(|error| name(to, error.error))?;
    println!("{} rows: {} bytes of TSV, {bytes} bytes of Parquet", counts.read, counts.bytes);
    println!("{seconds:.2} s, {:.0} MB of TSV a second", counts.bytes as f64 / 1e6 / seconds);
    Ok(())
}
