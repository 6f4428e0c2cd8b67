//! Steering a sandbox that one holds: what `/_sandbox/` is for those who do not.

use crate::access::{App, TokenSpec};
use crate::faults::{Armed, BadFault, Fault};
use crate::quota::QuotaSettings;
use crate::sandbox::Sandbox;

impl Sandbox {
    /// Issues a token, and tells its value.
    pub fn issue_token(&self, spec: TokenSpec) -> String {
        let now = self.clock().now();
        self.state(|state| spec.issue(state, now))
    }

    /// Changes the password of an account: all tokens that were issued for it are revoked. Tells how many.
    pub fn change_password(&self, login: &str) -> usize {
        self.state(|state| state.tokens.change_password(login))
    }

    /// Registers an app with Yandex ID, or changes one.
    pub fn register_app(&self, client_id: &str, app: App) {
        self.state(|state| state.tokens.apps.insert(client_id.to_owned(), app));
    }

    /// The user types in the code that a device shows. Whether there is such a device.
    pub fn confirm_device(&self, user_code: &str) -> bool {
        self.answer_device(user_code, true)
    }

    /// The user denies access to the device that shows this code. Whether there is such a device.
    pub fn deny_device(&self, user_code: &str) -> bool {
        self.answer_device(user_code, false)
    }

    fn answer_device(&self, user_code: &str, allowed: bool) -> bool {
        let now = self.clock().now();
        let login = &self.world().settings.access.login;
        self.state(|state| state.tokens.answer_device(user_code, login, allowed, now))
    }

    /// Changes the quotas. What has been used stays used.
    pub fn set_quotas(&self, quotas: QuotaSettings) {
        self.world().quotas.set(quotas);
    }

    /// Arms a fault, behind those that are armed. A pattern that no operation matches is refused, and so is what makes no sense.
    pub fn fault(&self, fault: Fault) -> Result<(), BadFault> {
        fault.check()?;
        self.world().faults.add(fault);
        Ok(())
    }

    /// Disarms all faults.
    pub fn clear_faults(&self) {
        self.world().faults.clear();
    }

    /// The faults that are armed, in order, with how often each struck.
    pub fn faults(&self) -> Vec<Armed> {
        self.world().faults.list()
    }

    /// Forgets the requests so far.
    pub fn clear_journal(&self) {
        self.world().journal.clear();
    }
}
