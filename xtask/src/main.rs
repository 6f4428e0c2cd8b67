//! `cargo xtask`: see `cargo xtask help`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, anyhow};
use clap::{Args, Parser, Subcommand, ValueEnum};
use xtask::drift::{self, Extent};
use xtask::import::fetch;
use xtask::{clickhouse, conformance, coverage, gen_logs, import, json, layout, regen};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Keeps the Metrika specs true and makes the raw client from them.")]
struct Arguments {
    /// The top of the repository to work on, if it is not this checkout.
    #[arg(long, global = true)]
    root: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make openapi/upstream and openapi/vocabulary.json from the pages of the published reference.
    Import {
        #[command(flatten)]
        pages: Pages,
    },
    /// Report what the published reference says today and openapi/upstream does not: ends with 0 if nothing, 10 if only
    /// additions, 20 if something breaks, 1 if it cannot tell.
    Drift {
        #[command(flatten)]
        pages: Pages,
        /// The folder holds only some pages, and need not have an index: what they do not show is not missed.
        #[arg(long, conflicts_with = "fetch")]
        partial: bool,
        #[arg(long, value_enum, default_value = "md")]
        format: Format,
    },
    /// Make the specs, the raw client and the tables of the sandbox from openapi/upstream and openapi/overlays, and the names of
    /// reports from openapi/vocabulary.json.
    Regen {
        /// Write nothing; fail if a file is stale, missing or left over.
        #[arg(long)]
        check: bool,
    },
    /// Run the tests of metrika, and make the table of the operations that it reaches and they call.
    Coverage {
        /// Write nothing; fail if the table is stale.
        #[arg(long)]
        check: bool,
    },
    /// Show the specs to a validator, a linter and a generator of other languages, and the sandbox to a client and a tester of
    /// another language (needs Python, Node and their registries).
    Conformance,
    /// Let ClickHouse write tables, and hold what the decoder of logs reads against them; let it read exported folders of Parquet, and
    /// hold what it counts against reports (needs Python, its registry and half a gigabyte of disk).
    Clickhouse,
    /// Write a log file of any size, with rows as the sandbox serves them. Large ones are best written by an optimised build:
    /// cargo run --release -p xtask -- gen-logs.
    GenLogs {
        #[command(flatten)]
        options: gen_logs::Options,
        /// The file, or - for standard output.
        out: PathBuf,
    },
}

/// How a report is written.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Markdown, for people.
    Md,
    /// JSON, for programs.
    Json,
}

/// Where the pages are.
#[derive(Args)]
struct Pages {
    #[command(flatten)]
    source: Source,
    /// The index of the reference.
    #[arg(long, value_name = "URL", requires = "fetch", default_value = fetch::INDEX_URL)]
    index: String,
    /// Read pages that a generator has written which openapi/upstream/reference.json does not name.
    #[arg(long)]
    accept_generator: bool,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Source {
    /// A folder of saved pages: llms.txt, and below it every page that it lists, as Markdown.
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
    /// Download what has changed since the last time into target/reference, and read it there.
    #[arg(long)]
    fetch: bool,
}

impl Pages {
    /// The folder of the pages, after a download if one is asked for.
    fn folder(&self, root: &Path) -> Result<PathBuf> {
        if let Some(folder) = &self.source.from {
            return Ok(folder.clone());
        }
        let cache = root.join(fetch::CACHE);
        let summary = fetch::run(&fetch::Options::new(self.index.as_str(), cache.as_path()))?;
        eprintln!("{summary}");
        Ok(cache)
    }
}

fn main() -> ExitCode {
    // A panic ends like any other failure: in one line and with code 1.
    std::panic::set_hook(Box::new(|_| {}));
    let arguments = Arguments::parse();
    let result = std::panic::catch_unwind(|| run(arguments)).unwrap_or_else(|panic| {
        let reason = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        Err(anyhow!("a mistake in xtask itself: {}", reason.unwrap_or("no reason given")))
    });
    match result {
        Ok(code) => code,
        Err(error) => {
            // One line: what was being done, and why it failed. Parsers print the lines around an error: folded in.
            let line = format!("{error:#}");
            eprintln!("error: {}", line.split_whitespace().collect::<Vec<_>>().join(" "));
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<ExitCode> {
    let root = arguments.root.unwrap_or_else(layout::root);
    match arguments.command {
        Command::Import { pages } => {
            let known = import::known_generators(&root)?;
            let imported = import::whole(&pages.folder(&root)?, &known, pages.accept_generator)?;
            let changed = imported.upstream.outputs()?.write(&root)?;
            println!("{}files changed: {changed}", imported.summary);
        }
        Command::Drift { pages, partial, format } => {
            let folder = pages.folder(&root)?;
            let (imported, extent) = match partial {
                true => (import::part(&folder)?, Extent::Partial),
                // A new generator is told, and no reason to stop: nothing is written.
                false => (import::whole(&folder, &import::known_generators(&root)?, true)?, Extent::Whole),
            };
            imported.summary.warnings.iter().for_each(|warning| eprintln!("warning: {warning}"));
            let report = drift::report(&root, &imported.upstream, extent)?;
            match format {
                Format::Md => print!("{}", report.markdown()),
                Format::Json => print!("{}", json::pretty(&report.json())?),
            }
            return Ok(ExitCode::from(report.exit_code()));
        }
        Command::Clickhouse => clickhouse::run(&root)?,
        Command::Conformance => conformance::run(&root)?,
        Command::GenLogs { options, out } => gen_logs::run(&options, &out)?,
        Command::Regen { check } => regen::run(&root, check)?,
        Command::Coverage { check } => coverage::run(&root, check)?,
    }
    Ok(ExitCode::SUCCESS)
}
