//! Exports a log into a folder, and says how far it is, for tests that kill it: `export COUNTER FIRST LAST FOLDER`.

use std::io::Write;

use anyhow::{Context, Result, bail};
use metrika::Client;
use metrika::logs::folder::{Folder, Format};
use metrika::logs::visits;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [counter, first, last, folder] = arguments.as_slice() else { bail!("four arguments are needed") };
    let client = Client::from_env()?;
    let fields = [visits::VISIT_ID, visits::DATE, visits::START_URL, visits::GOALS_ID, visits::CLIENT_ID];
    let days = first.parse().context("the first day")?..=last.parse().context("the last day")?;
    let export = client.counter(counter.parse::<i64>()?).logs().visits().fields(fields).days(days).export()?;
    let export = export.on_progress(|progress| {
        // A reader that is gone is no reason to end.
        let _ = writeln!(std::io::stdout(), "{:?}", progress.stage);
    });
    // Days that are there stay: what is compared is this one export.
    export.save_to(&Folder::at(folder).format(Format::Tsv).lookback(0)).await?;
    Ok(())
}
