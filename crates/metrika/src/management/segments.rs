//! Segments of a counter: parts of its data, stored under names.

use metrika_raw::management::types::SegmentEnvelope;

use super::checks::{EXPRESSION, NAME, at_most, given};
use super::faults::{Faults, changed};
use super::{done, list, value};
use crate::Client;
use crate::error::{Error, Result};
use crate::ids::{CounterId, SegmentId};
use crate::models::Segment;

/// The segments of a counter; from [`CounterHandle::segments`](super::CounterHandle::segments). Only those that were made through the API:
/// the web interface neither shows these nor gives its own away.
///
/// ```
/// # async fn example(client: metrika::Client) -> metrika::Result<()> {
/// use metrika::models::Segment;
///
/// let segment = Segment {
///     name: Some("Chrome".into()),
///     expression: Some("ym:s:browser=='chrome'".into()),
///     ..Segment::default()
/// };
/// let made = client.counter(44147844).segments().create(segment).await?;
/// println!("{:?}", made.segment_id);
/// # Ok(())
/// # }
/// ```
///
/// A segment needs a `name` of 1 to 255 characters and an `expression` of 1 to 65535, in the grammar of the parameter `filters` of reports:
/// the expression is not parsed before it is sent.
///
/// Reference: <https://yandex.com/dev/metrika/en/management/openapi/segment/getSegmentsForCounter>.
#[derive(Debug, Clone, Copy)]
pub struct Segments<'a> {
    client: &'a Client,
    counter: CounterId,
}

impl<'a> Segments<'a> {
    pub(super) fn new(client: &'a Client, counter: CounterId) -> Self {
        Self { client, counter }
    }

    /// All segments of the counter that were made through the API.
    pub async fn list(&self) -> Result<Vec<Segment>> {
        let call = self.client.management().list_segments().counter_id(self.counter.checked()?);
        list(call.send(), "segments", |answer| answer.segments).await
    }

    /// One segment.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/segment/getSegment>.
    pub async fn get(&self, id: impl Into<SegmentId>) -> Result<Segment> {
        let call = self.client.management().get_segment();
        let call = call.counter_id(self.counter.checked()?).segment_id(id.into().checked()?);
        Ok(value(call.send()).await?.segment)
    }

    /// Makes a segment.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/segment/createSegment>.
    pub async fn create(&self, segment: Segment) -> Result<Segment> {
        check(&segment).refuse()?;
        let call = self.client.management().create_segment().counter_id(self.counter.checked()?);
        Ok(value(call.body(envelope(segment)).send()).await?.segment)
    }

    /// Gets a segment, changes it and puts it back. A rule that it broke before does not keep it from being put back.
    pub async fn update(&self, id: impl Into<SegmentId>, change: impl FnOnce(&mut Segment)) -> Result<Segment> {
        self.try_update(id, |it| {
            change(it);
            Ok(())
        })
        .await
    }

    /// Like [`update`](Self::update), with a change that may fail: then nothing is put back, and its error is what comes.
    pub async fn try_update<E: From<Error>>(
        &self,
        id: impl Into<SegmentId>,
        change: impl FnOnce(&mut Segment) -> Result<(), E>,
    ) -> Result<Segment, E> {
        let id = id.into();
        let segment = changed(self.get(id).await?, check, change)?;
        Ok(self.put(id, segment).await?)
    }

    /// Puts this segment in the place of another: what it leaves out is lost.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/segment/updateSegment>.
    pub async fn replace(&self, id: impl Into<SegmentId>, segment: Segment) -> Result<Segment> {
        check(&segment).refuse()?;
        self.put(id.into(), segment).await
    }

    async fn put(&self, id: SegmentId, mut segment: Segment) -> Result<Segment> {
        segment.segment_id = Some(id.into());
        let call = self.client.management().update_segment();
        let call = call.counter_id(self.counter.checked()?).segment_id(id.checked()?);
        Ok(value(call.body(envelope(segment)).send()).await?.segment)
    }

    /// Deletes a segment.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/segment/deleteSegment>.
    pub async fn delete(&self, id: impl Into<SegmentId>) -> Result<()> {
        let call = self.client.management().delete_segment();
        done(call.counter_id(self.counter.checked()?).segment_id(id.into().checked()?).send()).await
    }
}

fn envelope(segment: Segment) -> SegmentEnvelope {
    SegmentEnvelope { segment, extra: Default::default() }
}

fn check(segment: &Segment) -> Faults {
    let mut faults = Faults::default();
    let (name, expression) = (segment.name.as_deref(), segment.expression.as_deref());
    faults.note(given("segment.name", name));
    faults.note(at_most("segment.name", name, NAME));
    faults.note(given("segment.expression", expression));
    faults.note(at_most("segment.expression", expression, EXPRESSION));
    faults
}
