use metrika::models::{CloudExportStatus, CloudExportTableName};
use metrika::{CloudExportId, ErrorKind};

use crate::desk::{Desk, EMPTY, SHOP};

#[tokio::test]
async fn an_export_is_listed_and_switched_off() {
    let desk = Desk::new().await;
    let client = desk.client();
    let exports = client.counter(SHOP).cloud_exports();
    let all = exports.list().await.unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].status, Some(CloudExportStatus::Active));
    let tables = all[0].tables.as_deref().unwrap();
    let hits = tables.iter().find(|table| table.table_name == Some(CloudExportTableName::HitsV2)).unwrap();
    assert_eq!(hits.statistics.as_ref().unwrap().bytes_per_second_by_hour, Some(5240));

    let id = CloudExportId::from(all[0].ce_id.unwrap());
    exports.delete(id).await.unwrap();
    assert_eq!(desk.sent().last().unwrap(), &format!("DELETE /export/v1/cloud/{id}/counter/{SHOP}"));
    assert_eq!(exports.list().await.unwrap()[0].status, Some(CloudExportStatus::Deleted));
    assert_eq!(exports.delete(id).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert!(client.counter(EMPTY).cloud_exports().list().await.unwrap().is_empty());
    assert!(desk.sandbox.violations().is_empty());
}

#[tokio::test]
async fn an_id_that_is_none_is_not_sent() {
    let desk = Desk::new().await;
    let error = desk.client().counter(SHOP).cloud_exports().delete(0).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.to_string().contains("0 is no id"), "{error}");
    assert!(desk.sent().is_empty());
}
