//! E-commerce: money and goods of logs and of reports.

use std::collections::{BTreeMap, HashSet};

use super::report::{Table, agree, same, table, totals};
use super::sums::value;
use crate::exported::log::{Log, Row};
use crate::exported::{Desk, all_days};

const FIELDS: &str = "ym:s:clientID,ym:s:date,ym:s:lastTrafficSource,ym:s:purchaseID,ym:s:purchaseRevenue,\
    ym:s:purchaseCurrency,ym:s:productsName,ym:s:productsPrice,ym:s:productsQuantity,ym:s:productsCurrency,\
    ym:s:impressionsProductID";

/// Few visits end with a purchase, and of few purchases there are two.
async fn exported() -> (Desk, Log) {
    let desk = Desk::with(|settings| settings.data.visits = 2_500).await;
    let log = desk.export(&all_days("visits", FIELDS)).await;
    (desk, log)
}

/// What one unit is worth, by the fixed rates of the sandbox.
fn roubles(currency: &str) -> f64 {
    match currency {
        "RUB" => 1.0,
        "USD" => 80.0,
        "EUR" => 90.0,
        other => panic!("{other}"),
    }
}

/// Hundredths of the currency that were paid in one visit, whatever it was paid in.
fn revenue(row: Row<'_>, currency: &str) -> f64 {
    let paid = row.list("ym:s:purchaseRevenue");
    let of = row.list("ym:s:purchaseCurrency");
    paid.iter().zip(of).map(|(paid, of)| cents(paid) * roubles(&of) / roubles(currency)).sum()
}

/// Whole hundredths, which add up without error.
fn cents(text: &str) -> f64 {
    (text.parse::<f64>().unwrap() * 100.0).round()
}

#[tokio::test]
async fn purchases_and_revenue_are_the_same() {
    let (desk, log) = exported().await;
    let visits = log.rows.len() as f64;
    let ids: Vec<String> = log.rows().flat_map(|row| row.list("ym:s:purchaseID")).collect();
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len(), "a purchase is there twice");
    let users = |rows: &mut dyn Iterator<Item = Row<'_>>| {
        rows.map(|row| row.number("ym:s:clientID")).collect::<HashSet<_>>().len() as f64
    };
    let buyers = users(&mut log.rows().filter(|row| !row.list("ym:s:purchaseID").is_empty()));
    let share = 100.0 * buyers / users(&mut log.rows());
    for currency in ["RUB", "USD", "EUR"] {
        let paid = log.rows().map(|row| revenue(row, currency)).sum::<f64>() / 100.0;
        assert!(paid > 10.0, "{currency}");
        let purchases = ids.len() as f64;
        let computed = [purchases, share, paid, paid / visits, paid / purchases];
        let prefix = format!("ym:s:ecommerce{currency}ConvertedRevenue");
        let metrics = format!(
            "ym:s:ecommercePurchases,ym:s:usersPurchasePercentage,{prefix},{prefix}PerVisit,{prefix}PerPurchase"
        );
        let reported = totals(&desk, &metrics, &[]).await;
        assert!(same(&computed, &reported), "{currency}: {computed:?} {reported:?}");
    }
}

#[tokio::test]
async fn purchases_by_day_and_source() {
    let (desk, log) = exported().await;
    for name in ["ym:s:date", "ym:s:lastTrafficSource"] {
        let mut sums: BTreeMap<Vec<Option<String>>, [f64; 2]> = BTreeMap::new();
        for row in log.rows() {
            let sum = sums.entry(vec![value(row, name)]).or_default();
            let purchases = row.list("ym:s:purchaseID").len() as f64;
            *sum = [sum[0] + purchases, sum[1] + revenue(row, "RUB")];
        }
        let computed: Table =
            sums.into_iter().map(|(key, [purchases, paid])| (key, vec![purchases, paid / 100.0])).collect();
        assert!(computed.values().filter(|numbers| numbers[0] > 0.0).count() > 2);
        let metrics = "ym:s:ecommercePurchases,ym:s:ecommerceRUBConvertedRevenue";
        agree(&computed, &table(&desk, metrics, name, &[]).await, name);
    }
}

#[tokio::test]
async fn goods_that_were_bought() {
    let (desk, log) = exported().await;
    let mut quantity = 0.0;
    let mut bought: BTreeMap<String, f64> = BTreeMap::new();
    let mut prices: BTreeMap<String, f64> = BTreeMap::new();
    for row in log.rows() {
        let (names, currencies) = (row.list("ym:s:productsName"), row.list("ym:s:productsCurrency"));
        let (price, count) = (row.numbers("ym:s:productsPrice"), row.numbers("ym:s:productsQuantity"));
        for at in 0..names.len() {
            quantity += count[at] as f64;
            *bought.entry(names[at].clone()).or_default() += count[at] as f64;
            // Prices of products are in millionths.
            *prices.entry(currencies[at].clone()).or_default() += price[at] as f64 / 1e6 * count[at] as f64;
        }
    }
    let shown = log.rows().map(|row| row.list("ym:s:impressionsProductID").len()).sum::<usize>() as f64;
    assert!(prices["RUB"] > 0.0 && prices["USD"] > 0.0, "nothing to convert");
    let rubles = prices["RUB"] + 80.0 * prices["USD"];
    let computed = [quantity, shown, rubles, rubles / 80.0, rubles];
    let metrics = "ym:s:productPurchasedQuantity,ym:s:productInListImpressions,\
        ym:s:productPurchasedRUBConvertedPrice,ym:s:productPurchasedUSDConvertedPrice,ym:s:productPurchasedPrice";
    let reported = totals(&desk, metrics, &[]).await;
    assert!(same(&computed, &reported), "{computed:?} {reported:?}");
    // By product; reports have rows for products that were only looked at, and these were bought by nobody.
    let mut by_name = table(&desk, "ym:s:productPurchasedQuantity", "ym:s:productName", &[]).await;
    by_name.retain(|_, numbers| numbers[0] > 0.0);
    let computed: Table = bought.into_iter().map(|(name, quantity)| (vec![Some(name)], vec![quantity])).collect();
    assert!(computed.len() > 5);
    agree(&computed, &by_name, "ym:s:productName");
}
