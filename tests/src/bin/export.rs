//! Exports a log into a folder, for tests that kill it: `export COUNTER FIRST LAST FOLDER`. It says how far it is, a line for each step, and goes on when it is sent a byte.

use std::io::{Read, Write};

use anyhow::{Context, Result, bail};
use metrika::logs::folder::{Folder, Format};
use metrika::logs::visits;
use metrika::{Client, Quota};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [counter, first, last, folder] = arguments.as_slice() else { bail!("four arguments are needed") };
    let variable = |name| std::env::var(name).context(name);
    let client = Client::builder().token(variable("METRIKA_TOKEN")?).base_url(variable("METRIKA_BASE_URL")?);
    // It is not to wait.
    let client = client.quota(Quota::unlimited()).build()?;
    let fields = [visits::VISIT_ID, visits::DATE, visits::START_URL, visits::GOALS_ID, visits::CLIENT_ID];
    let days = first.parse().context("the first day")?..=last.parse().context("the last day")?;
    let export = client.counter(counter.parse::<i64>()?).logs().visits().fields(fields).days(days).export()?;
    let export = export.on_progress(|progress| {
        // Somebody who is gone is no reason to end.
        let _ = writeln!(std::io::stdout(), "{:?}", progress.stage);
        let _ = std::io::stdin().read(&mut [0]);
    });
    // Days that are there stay: what is compared is this one export.
    export.save_to(&Folder::at(folder).format(Format::Tsv).lookback(0)).await?;
    Ok(())
}
