//! What stands in the cells of rows: money, phones, addresses, times.
