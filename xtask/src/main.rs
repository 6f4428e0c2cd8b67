//! `cargo xtask`: see `cargo xtask help`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, anyhow};
use clap::{Parser, Subcommand};
use xtask::{conformance, import, layout, regen};

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
    /// Make openapi/upstream from a folder of facts of the published reference.
    Import {
        /// The folder with operations.json, schemas.json and vocabulary.json.
        #[arg(long)]
        facts: PathBuf,
    },
    /// Make the specs and the raw client from openapi/upstream and openapi/overlays.
    Regen {
        /// Write nothing; fail if a file is stale, missing or left over.
        #[arg(long)]
        check: bool,
    },
    /// Show the specs to a validator, a linter and a generator of other languages (needs Python, Node and their registries).
    Conformance,
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
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One line: what was being done, and why it failed. Parsers print the lines around an error: folded in.
            let line = format!("{error:#}");
            eprintln!("error: {}", line.split_whitespace().collect::<Vec<_>>().join(" "));
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<()> {
    let root = arguments.root.unwrap_or_else(layout::root);
    match arguments.command {
        Command::Import { facts } => {
            let (outputs, counts) = import::outputs(&facts)?;
            let changed = outputs.write(&root)?;
            println!("{counts}; files changed: {changed}");
            Ok(())
        }
        Command::Conformance => conformance::run(&root),
        Command::Regen { check } => regen::run(&root, check),
    }
}
