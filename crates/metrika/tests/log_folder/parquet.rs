//! Files of Parquet.

use std::collections::BTreeMap;

use metrika::logs::arrow::arrow_array::cast::AsArray;
use metrika::logs::arrow::arrow_array::types::UInt64Type;
use metrika::logs::folder::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use metrika::logs::folder::{Folder, ParquetOptions};

use crate::{FIRST, LAST, desk, expected, export, files, is_tidy};

#[tokio::test]
async fn they_have_every_row_once_with_types_and_metadata() {
    let (desk, folder) = (desk(|_| ()).await, tempfile::tempdir().unwrap());
    let client = desk.client();
    let mut options = ParquetOptions::default();
    options.group_rows = 4;
    let saved = export(&client).save_to(&Folder::at(folder.path()).parquet(options)).await.unwrap();
    is_tidy(folder.path());
    let expected = expected(&desk, FIRST, LAST).await;
    let mut ids: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    let mut rows = 0;
    for (name, bytes) in files(folder.path()).into_iter().filter(|(name, _)| name.starts_with("date=")) {
        let reader = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes)).unwrap();
        assert!(reader.metadata().row_groups().iter().all(|group| group.num_rows() <= 4));
        let metadata = reader.metadata().file_metadata().key_value_metadata().unwrap().clone();
        for (key, value) in [("metrika.source", "visits"), ("metrika.counter", "44147844")] {
            assert!(metadata.iter().any(|pair| pair.key == key && pair.value.as_deref() == Some(value)), "{key}");
        }
        let field = reader.schema().field(0).clone();
        assert_eq!((field.name().as_str(), field.metadata()["metrika.field"].as_str()), ("visitID", "ym:s:visitID"));
        for batch in reader.build().unwrap() {
            let batch = batch.unwrap();
            rows += batch.num_rows() as u64;
            let day = name["date=".len()..][..10].to_owned();
            ids.entry(day).or_default().extend(batch.column(0).as_primitive::<UInt64Type>().values());
        }
    }
    assert_eq!(rows, saved.rows);
    for (day, lines) in expected {
        let mut known: Vec<u64> = lines.iter().map(|line| line.split('\t').next().unwrap().parse().unwrap()).collect();
        known.sort_unstable();
        let there = ids.get_mut(&day).unwrap();
        there.sort_unstable();
        assert_eq!(*there, known, "{day}");
    }
}
