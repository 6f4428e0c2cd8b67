//! Where uploads begin: on the handles of their kinds.

use super::{Kind, Upload};
use crate::import::handles::{Calls, Chats, Conversions, Crm, Expenses, VisitorParameters};
use crate::import::rows::{
    Call, Chat, Contact, Conversion, Expense, Order, RemovedExpense, SimpleOrder, VisitorParameter, VisitorParameterKey,
};
use crate::import::source::IntoSource;
use crate::models::{CdpMergeMode, VisitorParametersAction};

impl<'a> Conversions<'a> {
    /// Uploads conversions: [`Conversion`]s, rows of your own, or a [`CsvFile`](crate::import::CsvFile).
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/offline_conversions/upload_1>.
    pub fn upload(&self, rows: impl IntoSource<'a>) -> Upload<'a, Conversion> {
        Upload::new(self.client, self.counter, Kind::Conversions, rows)
    }
}

impl<'a> Calls<'a> {
    /// Uploads calls: [`Call`]s, rows of your own, or a [`CsvFile`](crate::import::CsvFile).
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/call/uploadCalls>.
    pub fn upload(&self, rows: impl IntoSource<'a>) -> Upload<'a, Call> {
        Upload::new(self.client, self.counter, Kind::Calls { new_goal_name: None }, rows)
    }
}

impl<'a> Chats<'a> {
    /// Uploads chats: [`Chat`]s, rows of your own, or a [`CsvFile`](crate::import::CsvFile).
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/chats-transfer-data>.
    pub fn upload(&self, rows: impl IntoSource<'a>) -> Upload<'a, Chat> {
        Upload::new(self.client, self.counter, Kind::Chats, rows)
    }
}

impl<'a> VisitorParameters<'a> {
    /// Adds parameters to visitors: [`VisitorParameter`]s, rows of your own, or a [`CsvFile`](crate::import::CsvFile). The upload is confirmed once it arrived: without that, the service
    /// does not apply it.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/user_params/upload>.
    pub fn upload(&self, rows: impl IntoSource<'a>) -> Upload<'a, VisitorParameter> {
        let kind = Kind::VisitorParameters { action: VisitorParametersAction::Update };
        Upload::new(self.client, self.counter, kind, rows)
    }

    /// Deletes keys of visitors: [`VisitorParameterKey`]s, rows of your own, or a [`CsvFile`](crate::import::CsvFile). Confirmed like
    /// [`upload`](Self::upload).
    pub fn delete_keys(&self, rows: impl IntoSource<'a>) -> Upload<'a, VisitorParameterKey> {
        let kind = Kind::VisitorParameters { action: VisitorParametersAction::DeleteKeys };
        Upload::new(self.client, self.counter, kind, rows)
    }
}

impl<'a> Expenses<'a> {
    /// Uploads expenses: [`Expense`]s, rows of your own, or a [`CsvFile`](crate::import::CsvFile).
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/expense/uploadMultipart>.
    pub fn upload(&self, rows: impl IntoSource<'a>) -> Upload<'a, Expense> {
        Upload::new(self.client, self.counter, Kind::Expenses { provider: None }, rows)
    }

    /// Removes expenses by a file: [`RemovedExpense`]s, rows of your own, or a [`CsvFile`](crate::import::CsvFile). One line is removed by
    /// [`remove`](Self::remove).
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/expense/uploadRemoveBody_1>.
    pub fn remove_file(&self, rows: impl IntoSource<'a>) -> Upload<'a, RemovedExpense> {
        Upload::new(self.client, self.counter, Kind::RemovedExpenses { provider: None }, rows)
    }
}

impl<'a> Crm<'a> {
    /// Uploads orders that bring their customers along: [`SimpleOrder`]s, rows of your own, or a [`CsvFile`](crate::import::CsvFile).
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/schema/uploadSimpleOrders>.
    pub fn upload_simple_orders(&self, mode: CdpMergeMode, rows: impl IntoSource<'a>) -> Upload<'a, SimpleOrder> {
        Upload::new(self.client, self.counter, Kind::SimpleOrders { mode }, rows)
    }

    /// Uploads customers: [`Contact`]s, rows of your own, or a [`CsvFile`](crate::import::CsvFile). Columns that are called like attributes of contacts
    /// that you [created](crate::import::Attributes::create) are sent as their values.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/schema/uploadContacts>.
    pub fn upload_contacts(&self, mode: CdpMergeMode, rows: impl IntoSource<'a>) -> Upload<'a, Contact> {
        Upload::new(self.client, self.counter, Kind::Contacts { mode, json: false }, rows)
    }

    /// Uploads orders of customers that were [uploaded before](Self::upload_contacts): [`Order`]s, rows of your own, or a
    /// [`CsvFile`](crate::import::CsvFile). The service says nothing of an order whose customer it does not know, and does not process it.
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/management/openapi/schema/uploadOrders>.
    pub fn upload_orders(&self, mode: CdpMergeMode, rows: impl IntoSource<'a>) -> Upload<'a, Order> {
        Upload::new(self.client, self.counter, Kind::Orders { mode, json: false }, rows)
    }
}
