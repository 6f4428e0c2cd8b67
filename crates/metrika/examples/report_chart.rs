//! Draws visits by traffic source, day by day, as an SVG picture: `visits.svg`, or a path that you name.
//!
//! ```text
//! METRIKA_TOKEN=y0_... cargo run -p metrika --example report_chart -- 44147844 visits.svg
//! ```
//!
//! Without a path, the picture is in the directory for temporary files. Without `METRIKA_TOKEN` it talks to a local sandbox, which it starts
//! within itself.

use std::error::Error;
use std::path::{Path, PathBuf};

use metrika::reports::{DateSpec, Group, Period, TimeReport, s};
use metrika::{Client, CounterId};
use metrika_sandbox::Sandbox;
use plotters::prelude::*;

/// A line for each: the sources with the most visits. Others are not drawn.
const COLORS: [RGBColor; 5] = [
    RGBColor(31, 119, 180),
    RGBColor(214, 39, 40),
    RGBColor(44, 160, 44),
    RGBColor(148, 103, 189),
    RGBColor(230, 120, 20),
];

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // Kept to the end: it stops when it is dropped.
    let sandbox = Sandbox::builder().start().await?;
    let client = match std::env::var("METRIKA_TOKEN") {
        Ok(token) => Client::builder().token(token).build()?,
        Err(_) => Client::builder().token("any-token").base_url(sandbox.url()).build()?,
    };
    let counter: CounterId = std::env::args().nth(1).as_deref().unwrap_or("44147844").parse()?;
    let path = std::env::args().nth(2).map_or_else(|| std::env::temp_dir().join("visits.svg"), PathBuf::from);

    let report = client
        .report([counter])
        .metrics([s::VISITS])
        .dimensions([s::TRAFFIC_SOURCE])
        .period(Period::new(DateSpec::ago(30), DateSpec::Yesterday))
        .group(Group::Day)
        .by_time()
        .top(COLORS.len() as u8)
        .send()
        .await?;
    let points = draw(&report, &path)?;
    println!("{points} points of {} sources in {}", report.rows.len(), path.display());
    Ok(())
}

/// How many points it has drawn.
fn draw(report: &TimeReport, path: &Path) -> Result<usize, Box<dyn Error>> {
    let days = &report.axis().intervals;
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return Err("the period has no days".into());
    };
    let mut highest = 1.0_f64;
    for row in &report.rows {
        highest = row.metric(&s::VISITS)?.iter().flatten().fold(highest, |highest, visits| highest.max(*visits));
    }
    let sampled = match report.sampling.is_sampled() {
        Some(false) => String::new(),
        _ => format!(" ({})", report.sampling),
    };

    // Room for the legend above the lines.
    let picture = SVGBackend::new(path, (1000, 560)).into_drawing_area();
    picture.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&picture)
        .caption(format!("Visits from {} to {}{sampled}", first.from, last.to), ("sans-serif", 24))
        .margin(20)
        .x_label_area_size(50)
        .y_label_area_size(70)
        .build_cartesian_2d(0..days.len().saturating_sub(1).max(1), 0.0..highest * 1.5)?;
    chart
        .configure_mesh()
        .x_labels(8)
        .label_style(("sans-serif", 18))
        .y_label_formatter(&|visits| format!("{visits:.0}"))
        .x_label_formatter(&|place| days.get(*place).map(|day| day.from.clone()).unwrap_or_default())
        .x_desc("Day")
        .y_desc("Visits")
        .draw()?;

    let mut points = 0;
    for (row, color) in report.rows.iter().zip(COLORS) {
        let name = row.dimension(&s::TRAFFIC_SOURCE)?.name.as_deref().unwrap_or("(none)");
        let line: Vec<_> = row.metric(&s::VISITS)?.iter().copied().enumerate().collect();
        // A day without a number has no point, and no line passes over it.
        for piece in line.split(|(_, visits)| visits.is_none()) {
            let piece = piece.iter().filter_map(|(place, visits)| Some((*place, (*visits)?)));
            points += piece.clone().count();
            chart.draw_series(LineSeries::new(piece, color.stroke_width(2)).point_size(2))?;
        }
        chart
            .draw_series(LineSeries::new([], color))?
            .label(name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 20, y)], color.stroke_width(2)));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperRight)
        .label_font(("sans-serif", 18))
        .background_style(WHITE.mix(0.8))
        .border_style(BLACK)
        .draw()?;
    picture.present()?;
    Ok(points)
}
