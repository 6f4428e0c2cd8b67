//! Chart annotations of a counter: notes at dates.

use jiff::civil::{Date, Time};
use metrika_raw::management::types::ChartAnnotationEnvelope;

use super::checks::{NAME, at_most, given};
use super::faults::{Faults, changed};
use super::{done, list, value};
use crate::Client;
use crate::error::{Error, Result};
use crate::ids::{ChartAnnotationId, CounterId};
use crate::models::ChartAnnotation;

/// Groups that a note can be in. Reports know more of them, into which nobody can put a note.
const GROUPS: &[&str] = &["A", "B", "C", "D", "E"];
/// Characters that the text of a note has at most.
const MESSAGE: usize = 1023;

/// The notes on the charts of a counter; from [`CounterHandle::chart_annotations`](super::CounterHandle::chart_annotations).
///
/// ```
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// use jiff::civil::date;
/// use metrika::management::NewChartAnnotation;
///
/// let note = NewChartAnnotation::new(date(2026, 3, 1), "A", "New landing page").message("Went live at noon.");
/// let made = client.counter(44147844).chart_annotations().create(note).await?;
/// println!("{:?}", made.id);
/// # Ok(())
/// # }
/// ```
///
/// A note needs a `date` as `YYYY-MM-DD`, a `group` from `A` to `E` (what they stand for is not documented) and a `title` of up to 255
/// characters. It may have a `time` as `hh:mm:ss` and a `message` of up to 1023 characters. The zone of the time is not documented.
///
/// Reference: <https://yandex.com/dev/metrika/en/management/openapi/chart_annotation/findAll_3>.
#[derive(Debug, Clone, Copy)]
pub struct ChartAnnotations<'a> {
    client: &'a Client,
    counter: CounterId,
}

impl<'a> ChartAnnotations<'a> {
    pub(super) fn new(client: &'a Client, counter: CounterId) -> Self {
        Self { client, counter }
    }

    /// All notes of the counter, whatever their date.
    pub async fn list(&self) -> Result<Vec<ChartAnnotation>> {
        let call = self.client.management().list_chart_annotations().counter_id(self.counter.checked()?);
        list(call.send(), "chart_annotations", |answer| answer.chart_annotations).await
    }

    /// One note.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/chart_annotation/get>.
    pub async fn get(&self, id: impl Into<ChartAnnotationId>) -> Result<ChartAnnotation> {
        let call = self.client.management().get_chart_annotation();
        let call = call.counter_id(self.counter.checked()?).id(id.into().checked()?);
        Ok(value(call.send()).await?.chart_annotation)
    }

    /// Makes a note: a [`NewChartAnnotation`], or a [`ChartAnnotation`].
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/chart_annotation/create>.
    pub async fn create(&self, note: impl Into<ChartAnnotation>) -> Result<ChartAnnotation> {
        let note = note.into();
        check(&note).refuse()?;
        let call = self.client.management().create_chart_annotation().counter_id(self.counter.checked()?);
        Ok(value(call.body(envelope(note)).send()).await?.chart_annotation)
    }

    /// Gets a note, changes it and puts it back. A rule that it broke before does not keep it from being put back.
    pub async fn update(
        &self,
        id: impl Into<ChartAnnotationId>,
        change: impl FnOnce(&mut ChartAnnotation),
    ) -> Result<ChartAnnotation> {
        self.try_update(id, |it| {
            change(it);
            Ok(())
        })
        .await
    }

    /// Like [`update`](Self::update), with a change that may fail: then nothing is put back, and its error is what comes.
    pub async fn try_update<E: From<Error>>(
        &self,
        id: impl Into<ChartAnnotationId>,
        change: impl FnOnce(&mut ChartAnnotation) -> Result<(), E>,
    ) -> Result<ChartAnnotation, E> {
        let id = id.into();
        let note = changed(self.get(id).await?, check, change)?;
        Ok(self.put(id, note).await?)
    }

    /// Puts this note in the place of another: what it leaves out is lost.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/chart_annotation/update_1>.
    pub async fn replace(
        &self,
        id: impl Into<ChartAnnotationId>,
        note: impl Into<ChartAnnotation>,
    ) -> Result<ChartAnnotation> {
        let note = note.into();
        check(&note).refuse()?;
        self.put(id.into(), note).await
    }

    async fn put(&self, id: ChartAnnotationId, mut note: ChartAnnotation) -> Result<ChartAnnotation> {
        note.id = Some(id.into());
        let call = self.client.management().update_chart_annotation();
        let call = call.counter_id(self.counter.checked()?).id(id.checked()?);
        Ok(value(call.body(envelope(note)).send()).await?.chart_annotation)
    }

    /// Deletes a note.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/chart_annotation/delete>.
    pub async fn delete(&self, id: impl Into<ChartAnnotationId>) -> Result<()> {
        let call = self.client.management().delete_chart_annotation();
        done(call.counter_id(self.counter.checked()?).id(id.into().checked()?).send()).await
    }
}

/// A note to be made; for [`ChartAnnotations::create`].
#[derive(Debug, Clone)]
pub struct NewChartAnnotation {
    note: ChartAnnotation,
}

impl NewChartAnnotation {
    /// A note at this date, in a group from `A` to `E`.
    pub fn new(date: Date, group: impl Into<String>, title: impl Into<String>) -> Self {
        let (group, title) = (Some(group.into()), Some(title.into()));
        Self { note: ChartAnnotation { date: Some(date.to_string()), group, title, ..ChartAnnotation::default() } }
    }

    /// The time of day. Parts of a second are not sent.
    #[must_use]
    pub fn time(mut self, time: Time) -> Self {
        self.note.time = Some(time.strftime("%H:%M:%S").to_string());
        self
    }

    /// The text below the title.
    #[must_use]
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.note.message = Some(message.into());
        self
    }
}

impl From<NewChartAnnotation> for ChartAnnotation {
    fn from(new: NewChartAnnotation) -> Self {
        new.note
    }
}

fn envelope(chart_annotation: ChartAnnotation) -> ChartAnnotationEnvelope {
    ChartAnnotationEnvelope { chart_annotation, extra: Default::default() }
}

fn check(note: &ChartAnnotation) -> Faults {
    let mut faults = Faults::default();
    let date = note.date.as_deref();
    match date {
        Some(date) if !is_date(date) => {
            faults.add("chart_annotation.date", format_args!("{date:?} is no date of the form YYYY-MM-DD"));
        }
        _ => faults.note(given("chart_annotation.date", date)),
    }
    match note.group.as_deref() {
        Some(group) if !GROUPS.contains(&group) => {
            faults.add("chart_annotation.group", format_args!("{group:?} is none of {}", GROUPS.join(", ")));
        }
        group => faults.note(given("chart_annotation.group", group)),
    }
    if note.title.is_none() {
        faults.add("chart_annotation.title", "it is needed");
    }
    faults.note(at_most("chart_annotation.title", note.title.as_deref(), NAME));
    if let Some(time) = note.time.as_deref().filter(|time| !is_time(time)) {
        faults.add("chart_annotation.time", format_args!("{time:?} is no time of the form hh:mm:ss"));
    }
    faults.note(at_most("chart_annotation.message", note.message.as_deref(), MESSAGE));
    faults
}

/// Other forms are read too, such as `20260301`: so it must be written as it was read.
fn is_date(text: &str) -> bool {
    text.len() == "YYYY-MM-DD".len() && text.parse().is_ok_and(|date: Date| date.to_string() == text)
}

fn is_time(text: &str) -> bool {
    text.len() == "hh:mm:ss".len() && text.parse().is_ok_and(|time: Time| time.to_string() == text)
}
