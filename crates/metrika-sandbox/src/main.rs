//! `metrika-sandbox`: a local Metrika until it is interrupted.

use std::fmt::Write as _;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use jiff::Timestamp;
use metrika_sandbox::access::OWNER;
use metrika_sandbox::quota::QuotaSettings;
use metrika_sandbox::{Sandbox, Settings};

/// A local Yandex Metrika for tests and demos: management, reports, logs, data import, OAuth, quotas and faults.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8123", value_name = "IP:PORT")]
    address: SocketAddr,
    /// Settings, as TOML.
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Keep the state in this file: read at the start if it exists, written after every change.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// The same seed brings the same data. This, --visits and --days are for a sandbox that begins anew.
    #[arg(long)]
    seed: Option<u64>,
    /// Visits in the log of the first counter.
    #[arg(long)]
    visits: Option<u64>,
    /// Days of that log when the sandbox begins; the last one is always yesterday.
    #[arg(long)]
    days: Option<u32>,
    /// Let the time stand still here: 2026-03-01T12:00:00+03:00.
    #[arg(long, value_name = "TIME")]
    now: Option<Timestamp>,
    /// Limits on requests.
    #[arg(long, value_enum)]
    quotas: Option<Quotas>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Quotas {
    /// None.
    Off,
    /// Those of the service.
    Service,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("metrika-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let mut settings = match &arguments.settings {
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
            Settings::from_toml(&text).map_err(|error| format!("{}: {error}", path.display()))?
        }
        None => Settings::default(),
    };
    let shapes_data = arguments.seed.is_some() || arguments.visits.is_some() || arguments.days.is_some();
    if let Some(path) = arguments.state.as_deref().filter(|path| shapes_data && path.exists()) {
        let path = path.display();
        let message =
            "--seed, --visits and --days are for a sandbox that begins anew; take them away, or name another file";
        return Err(format!("{path} has a state already: {message}").into());
    }
    let data = &mut settings.data;
    data.seed = arguments.seed.unwrap_or(data.seed);
    data.visits = arguments.visits.unwrap_or(data.visits);
    data.days = arguments.days.unwrap_or(data.days);
    match arguments.quotas {
        Some(Quotas::Service) => settings.quotas = QuotaSettings::service(),
        Some(Quotas::Off) => settings.quotas = QuotaSettings::default(),
        None => {}
    }
    let mut builder = Sandbox::builder().settings(settings).address(arguments.address);
    if let Some(now) = arguments.now {
        builder = builder.now(now);
    }
    if let Some(path) = arguments.state {
        builder = builder.state_file(path);
    }
    let mut sandbox =
        builder.start().await.map_err(|error| format!("cannot start on {}: {error}", arguments.address))?;
    // Whoever does not read this does without.
    let _ = std::io::stdout().write_all(greeting(&sandbox).as_bytes());
    tokio::select! {
        ended = sandbox.wait() => ended?,
        interrupted = tokio::signal::ctrl_c() => interrupted?,
    }
    Ok(())
}

fn greeting(sandbox: &Sandbox) -> String {
    let mut text = format!("Metrika sandbox at {}\n", sandbox.url());
    let _ = writeln!(text, "Any token is that of {OWNER}, who has these counters:");
    sandbox.state(|state| {
        for (id, counter) in state.counters.iter().filter(|(_, counter)| counter.owner == OWNER && !counter.deleted()) {
            let name = counter.value.get("name").and_then(|name| name.as_str()).unwrap_or("(no name)");
            let visits = counter.traffic.as_ref().map_or(0, |plan| plan.visits);
            let _ = writeln!(text, "  {id:>10}  {name}  ({visits} visits)");
        }
    });
    text.push_str("Press Ctrl-C to stop.\n");
    text
}
