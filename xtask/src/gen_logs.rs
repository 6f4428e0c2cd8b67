//! `cargo xtask gen-logs`: a log file of any size, for benches and for trying things out.
//!
//! Its rows are those that the sandbox serves as parts of a log, from the same visits and by the same writers. Nothing but one day of visits is held at a
//! time, and every day has about as many: a file of ten gigabytes takes no more memory than one of ten megabytes. A file is the beginning of every longer
//! one of the same fields and seed.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use clap::{Args, ValueEnum};
use metrika_sandbox::logs::fields::{self, LogField, LogSource};
use metrika_sandbox::logs::tsv;
use metrika_sandbox::traffic::model::Attribution;
use metrika_sandbox::traffic::{Plan, Traffic};

/// Visits of a day, on the average. A day is sorted as a whole, so this bounds the memory.
const VISITS_PER_DAY: u64 = 20_000;
/// Days after which the numbers of visits repeat: four weeks.
const DAYS: u32 = 28;
/// Bytes that are written at a time.
const CHUNK: usize = 256 << 10;

/// The default fields of a log of visits: ids, times, addresses, numbers, lists of numbers, times and texts.
const VISITS: &str = "ym:s:visitID,ym:s:counterID,ym:s:watchIDs,ym:s:date,ym:s:dateTime,ym:s:isNewUser,ym:s:startURL,ym:s:endURL,\
    ym:s:pageViews,ym:s:visitDuration,ym:s:bounce,ym:s:clientID,ym:s:regionCityID,ym:s:goalsID,ym:s:goalsDateTime,ym:s:goalsPrice,\
    ym:s:referer,ym:s:lastTrafficSource,ym:s:browser,ym:s:screenWidth,ym:s:purchaseID,ym:s:purchaseRevenue,ym:s:productsName";
/// The default fields of a log of hits.
const HITS: &str = "ym:pv:watchID,ym:pv:counterID,ym:pv:clientID,ym:pv:date,ym:pv:dateTime,ym:pv:title,ym:pv:URL,ym:pv:referer,\
    ym:pv:goalsID,ym:pv:UTMSource,ym:pv:lastTrafficSource,ym:pv:browser,ym:pv:deviceCategory,ym:pv:ipAddress,ym:pv:regionCity,\
    ym:pv:regionCityID,ym:pv:screenWidth,ym:pv:isPageView,ym:pv:link,ym:pv:parsedParamsKey1";

/// What the file has.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// How many rows, without the header.
    #[arg(long)]
    pub rows: u64,
    #[arg(long, value_enum)]
    pub source: Source,
    /// Names of the Logs API, in the order of the columns: ym:s:visitID,ym:s:startURL. A mix of types if none are named.
    #[arg(long, value_delimiter = ',', value_name = "NAME,...")]
    pub fields: Vec<String>,
    /// The same seed brings the same bytes.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// What the rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Source {
    Visits,
    Hits,
}

/// Writes a file, or to standard output for `-`.
pub fn run(options: &Options, out: &Path) -> Result<()> {
    // Before a file of this name is lost to a mistyped field.
    let columns = options.columns()?;
    if out == Path::new("-") {
        return match options.write(&columns, &mut io::stdout().lock()) {
            // Whoever reads has seen enough, as `head` has.
            Err(error) if is_broken_pipe(&error) => Ok(()),
            result => result,
        };
    }
    let name = || format!("{}", out.display());
    let mut file = File::create(out).with_context(name)?;
    options.write(&columns, &mut file).with_context(name)
}

/// Writes header and rows.
pub fn write(options: &Options, out: &mut impl Write) -> Result<()> {
    options.write(&options.columns()?, out)
}

impl Options {
    /// The columns, each found by its name.
    fn columns(&self) -> Result<Vec<LogField>> {
        let defaults = match self.source {
            Source::Visits => VISITS,
            Source::Hits => HITS,
        };
        let names: Vec<&str> = match self.fields.as_slice() {
            [] => defaults.split(',').collect(),
            named => named.iter().map(String::as_str).collect(),
        };
        let mut seen = HashSet::new();
        let mut columns = Vec::with_capacity(names.len());
        for name in names {
            ensure!(seen.insert(name), "the field `{name}` is named twice");
            columns.push(find(self.source, name)?);
        }
        Ok(columns)
    }

    fn write(&self, columns: &[LogField], out: &mut impl Write) -> Result<()> {
        let traffic = traffic(self.seed)?;
        let mut chunk = tsv::header(columns);
        let mut left = self.rows;
        for visit in traffic.days().flat_map(|day| traffic.day(day)) {
            if left == 0 {
                break;
            }
            match self.source {
                Source::Visits => {
                    tsv::visit_row(&traffic, &visit, columns, &mut chunk);
                    left -= 1;
                }
                Source::Hits => {
                    for hit in visit.hits.iter().take(usize::try_from(left).unwrap_or(usize::MAX)) {
                        tsv::hit_row(&traffic, &visit, hit, columns, &mut chunk);
                        left -= 1;
                    }
                }
            }
            if chunk.len() >= CHUNK {
                out.write_all(&chunk)?;
                chunk.clear();
            }
        }
        out.write_all(&chunk)?;
        out.flush()?;
        ensure!(left == 0, "the calendar ends before {} rows are written: {left} are missing", self.rows);
        Ok(())
    }
}

/// Visits without an end: at the pace of the plan until the last day that there is.
fn traffic(seed: u64) -> Result<Traffic> {
    let plan = Plan { seed, days: DAYS, visits: VISITS_PER_DAY * u64::from(DAYS), ..Plan::default() };
    Ok(Traffic::new(plan)?.until(jiff::civil::Date::MAX))
}

fn find(source: Source, name: &str) -> Result<LogField> {
    let (own, other, prefix) = match source {
        Source::Visits => (LogSource::Visits, LogSource::Hits, "ym:s:"),
        Source::Hits => (LogSource::Hits, LogSource::Visits, "ym:pv:"),
    };
    let resolve = |source| fields::resolve(source, name, Attribution::LastSign);
    if let Some(field) = resolve(own) {
        return Ok(field);
    }
    let word = |source| match source {
        LogSource::Visits => "visits",
        LogSource::Hits => "hits",
    };
    if resolve(other).is_some() {
        bail!("`{name}` is a field of {}, not of {}: --source {0} has it", word(other), word(own));
    }
    // The same word in another case, or without its prefix.
    let plain = |text: &str| text.trim().trim_start_matches(prefix).to_ascii_lowercase();
    let hint = match fields::names(own).find(|known| plain(known) == plain(name)) {
        Some(known) => format!("did you mean `{known}`?"),
        None => format!("openapi/vocabulary.json lists them, such as `{prefix}dateTime`"),
    };
    bail!("`{name}` is no field of {}; {hint}", word(own))
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
