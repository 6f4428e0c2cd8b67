//! A log by another attribution is another log.

use metrika::reports::Attribution;

use crate::desk::SHOP;
use crate::{desk, month};

/// The service says that the log is being prepared; of two in the list, it is the one by the default attribution.
#[tokio::test]
async fn one_that_is_being_prepared_by_another_attribution_is_not_taken() {
    let desk = desk(|settings| settings.logs.queue_seconds = 60).await;
    let client = desk.client();
    let logs = client.counter(SHOP).logs();
    let same = logs.create(&month()).await.unwrap();
    let other = logs.create(&month().attribution(Attribution::First)).await.unwrap();
    let found = logs.create(&month()).await.unwrap();
    assert_ne!(found.id(), other.id(), "its rows are by the first source");
    assert_eq!(found.id(), same.id());
}
