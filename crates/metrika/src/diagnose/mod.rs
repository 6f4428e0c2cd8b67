//! Why the service refuses: what can be found out by asking it harmless things.

mod refused;
mod words;

use std::fmt;

use jiff::Timestamp;

pub use words::Cause;

use crate::Client;
use crate::error::{Error, ErrorKind, Language};
use crate::ids::CounterId;
use crate::models::{CounterPermission, CounterStatus};

/// What [`Client::diagnose`] and [`Client::diagnose_error`] have found out.
///
/// `Display` is a text for people, in English; [`in_language`](Self::in_language) has it in Russian too.
#[derive(Debug)]
#[non_exhaustive]
pub struct Diagnosis {
    /// The counter that was asked about.
    pub counter: CounterId,
    /// What is wrong, the most likely first. Empty if all is well. More than one means that the answers do not tell which it is.
    pub causes: Vec<Cause>,
    /// Whose token it is, if the answers tell: the owner of the user's own counters, or the user of `my_grant`. With `ulogin`, the
    /// user whom the client acts for.
    pub login: Option<String>,
    /// Who owns the counter. The service tells it only to those who have access.
    pub owner: Option<String>,
    /// What the user may do with the counter.
    pub permission: Option<CounterPermission>,
    /// Whether the user sees any counter at all.
    pub sees_counters: Option<bool>,
    /// When the quota that is used up begins anew.
    pub resets_at: Option<Timestamp>,
    /// The call that failed, if it was asked about by [`Client::diagnose_error`].
    pub failed: Option<&'static str>,
    /// What was asked, in this order: operations that only read.
    pub asked: Vec<&'static str>,
    /// What the service refused, in its own words.
    pub errors: Vec<Error>,
}

impl Diagnosis {
    /// Whether the counter can be read. Whether it can be changed as well is not asked: see [`Client::diagnose_error`].
    pub fn is_well(&self) -> bool {
        self.causes.is_empty()
    }

    /// The text in a language.
    ///
    /// ```
    /// # async fn example(client: metrika::Client) -> metrika::Result<()> {
    /// let diagnosis = client.diagnose(44147844).await;
    /// println!("{}", diagnosis.in_language(metrika::Language::Russian));
    /// # Ok(())
    /// # }
    /// ```
    pub fn in_language(&self, language: Language) -> impl fmt::Display + '_ {
        words::Text { diagnosis: self, language }
    }
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.in_language(Language::English).fmt(f)
    }
}

impl Client {
    /// Finds out why the service refuses, by up to five harmless reads: the list of counters and of own ones, the counter, the own
    /// grant, a report of today.
    ///
    /// It tells apart: no token, a header that does not arrive, a token that is no longer good, an app without the scope for
    /// reading, another account, no access to this counter, no such counter, a quota that is used up, a service that is
    /// down. What the answers leave open is said to be open.
    ///
    /// It changes nothing, and so cannot know whether the app has the scope for changes (`metrika:write`): all reads
    /// need `metrika:read` and nothing else. If a call was refused, [`diagnose_error`](Self::diagnose_error) says more.
    ///
    /// It always brings a diagnosis: what cannot even be asked, such as a counter 0, is one as well.
    ///
    /// ```
    /// # async fn example(client: metrika::Client) -> metrika::Result<()> {
    /// let diagnosis = client.diagnose(44147844).await;
    /// if !diagnosis.is_well() {
    ///     eprintln!("{diagnosis}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Reference: <https://yandex.com/dev/metrika/en/intro/authorization>.
    pub async fn diagnose(&self, counter: impl Into<CounterId>) -> Diagnosis {
        let counter = counter.into();
        let mut diagnosis = Diagnosis::new(counter);
        if let Err(error) = counter.checked() {
            diagnosis.refused(error, vec![Cause::NotSent]);
        } else if self.ask_about_the_token(&mut diagnosis).await {
            self.ask_about_the_counter(&mut diagnosis).await;
        }
        diagnosis
    }

    /// What needs no access to any counter. Whether it is worth asking on.
    async fn ask_about_the_token(&self, diagnosis: &mut Diagnosis) -> bool {
        let list = || self.counters().list().per_page(1);
        diagnosis.asked.push("list_counters");
        let seen = match list().page_from(1).await {
            Ok(page) => page.items,
            Err(error) => {
                let causes = self.causes_of_the_token(&error, diagnosis).await;
                diagnosis.refused(error, causes);
                return false;
            }
        };
        diagnosis.sees_counters = Some(!seen.is_empty());
        let is_own = |permission: &Option<CounterPermission>| *permission == Some(CounterPermission::Own);
        let own = match seen.into_iter().next() {
            Some(first) if is_own(&first.permission) => Some(first),
            // The user has none.
            None => None,
            Some(_) => {
                diagnosis.asked.push("list_counters");
                match list().permissions([CounterPermission::Own]).page_from(1).await {
                    Ok(page) => page.items.into_iter().next(),
                    Err(error) => {
                        let causes = general(&error);
                        diagnosis.refused(error, causes);
                        return false;
                    }
                }
            }
        };
        diagnosis.login = own.and_then(|own| own.owner_login);
        true
    }

    async fn ask_about_the_counter(&self, diagnosis: &mut Diagnosis) {
        let counter = self.counter(diagnosis.counter);
        diagnosis.asked.push("get_counter");
        match counter.get().await {
            Ok(found) => {
                diagnosis.owner = found.owner_login;
                diagnosis.permission = found.permission;
                if found.status == Some(CounterStatus::Deleted) {
                    diagnosis.causes = vec![Cause::CounterDeleted];
                }
                if diagnosis.permission == Some(CounterPermission::Own) {
                    diagnosis.login = diagnosis.login.take().or_else(|| diagnosis.owner.clone());
                }
                if diagnosis.login.is_none() {
                    self.ask_whose_grant(diagnosis).await;
                }
            }
            Err(error) if error.kind() == ErrorKind::AccessDenied && error.code().is_some() => {
                diagnosis.refused(error, Vec::new());
                let only_statistics = self.ask_for_a_report(diagnosis).await;
                diagnosis.causes = match (only_statistics, diagnosis.sees_counters) {
                    (true, _) => vec![Cause::OnlyStatistics, Cause::WrongAccount],
                    // Whoever sees no counter at all is hardly the one who was meant.
                    (false, Some(false)) => vec![Cause::WrongAccount, Cause::NoGrant],
                    (false, _) => vec![Cause::NoGrant, Cause::WrongAccount],
                };
            }
            Err(error) if error.kind() == ErrorKind::NotFound && error.code().is_some() => {
                diagnosis.refused(error, vec![Cause::NoSuchCounter]);
            }
            Err(error) => {
                let causes = general(&error);
                diagnosis.refused(error, causes);
            }
        }
    }

    /// It is the user's own name that is wanted: a failure changes nothing.
    async fn ask_whose_grant(&self, diagnosis: &mut Diagnosis) {
        diagnosis.asked.push("get_my_grant");
        let raw = self.raw().management();
        let Ok(counter) = diagnosis.counter.checked() else { return };
        match raw.get_my_grant().counter_id(counter).send().await {
            // The public grant has an empty login.
            Ok(answer) => diagnosis.login = answer.into_inner().grant.user_login.filter(|login| !login.is_empty()),
            Err(error) => diagnosis.errors.push(error.into()),
        }
    }

    /// Whether reports are for everyone, although the counter is not.
    async fn ask_for_a_report(&self, diagnosis: &mut Diagnosis) -> bool {
        diagnosis.asked.push("get_report");
        let raw = self.raw().stat();
        let Ok(counter) = diagnosis.counter.checked() else { return false };
        let report = raw.get_report().ids(vec![counter]).metrics(vec!["ym:s:visits".to_owned()]);
        match report.date1("today").date2("today").limit(1).send().await {
            Ok(_) => true,
            Err(error) => {
                diagnosis.errors.push(error.into());
                false
            }
        }
    }

    /// Why even the list of counters is refused, which needs nothing but a good token with the scope for reading.
    async fn causes_of_the_token(&self, error: &Error, diagnosis: &mut Diagnosis) -> Vec<Cause> {
        if error.code().is_none() {
            return general(error);
        }
        match error.kind() {
            ErrorKind::InvalidToken => {
                let core = &self.session().core;
                let expires_at = core.tokens.token().await.ok().and_then(|token| token.expires_at());
                no_longer_good(&said(error), expires_at, core.clock.now())
            }
            ErrorKind::AccessDenied if self.session().options.acts_for_another() => {
                // Without the other user it is the scope that decides.
                diagnosis.asked.push("list_counters");
                match self.for_itself().counters().list().per_page(1).page_from(1).await {
                    Ok(page) => {
                        let own = page.items.into_iter().find(|own| own.permission == Some(CounterPermission::Own));
                        diagnosis.login = own.and_then(|own| own.owner_login);
                        vec![Cause::NoDelegation]
                    }
                    Err(error) => {
                        let causes = general(&error);
                        diagnosis.errors.push(error);
                        causes
                    }
                }
            }
            _ => general(error),
        }
    }
}

impl Diagnosis {
    fn new(counter: CounterId) -> Self {
        Self {
            counter,
            causes: Vec::new(),
            login: None,
            owner: None,
            permission: None,
            sees_counters: None,
            resets_at: None,
            failed: None,
            asked: Vec::new(),
            errors: Vec::new(),
        }
    }

    fn refused(&mut self, error: Error, causes: Vec<Cause>) {
        self.resets_at = error.resets_at();
        self.causes = causes;
        self.errors.push(error);
    }
}

/// What an error means wherever it comes from.
fn general(error: &Error) -> Vec<Cause> {
    let in_its_form = error.code().is_some();
    match error.kind() {
        ErrorKind::InvalidRequest => vec![Cause::NotSent],
        ErrorKind::Token => vec![Cause::NoToken],
        ErrorKind::Unauthorized if in_its_form => vec![Cause::HeaderNotSeen],
        ErrorKind::Unauthorized => vec![Cause::HeaderNotSeen, Cause::NotMetrika],
        ErrorKind::InvalidToken => vec![Cause::TokenExpired, Cause::TokenRevoked, Cause::WrongApp],
        ErrorKind::AccessDenied if in_its_form => vec![Cause::NoReadScope],
        kind if kind.is_quota() => vec![Cause::QuotaUsedUp],
        ErrorKind::Connect => vec![Cause::Unreachable],
        ErrorKind::Timeout | ErrorKind::Interrupted | ErrorKind::Backend | ErrorKind::ServiceTimeout => {
            vec![Cause::ServiceDown]
        }
        ErrorKind::UnexpectedAnswer => vec![Cause::NotMetrika],
        // A refusal without the service's own form comes of something before it.
        _ if !in_its_form && error.status().is_some_and(|status| status >= 400) => vec![Cause::NotMetrika],
        _ => vec![Cause::Unknown],
    }
}

/// Which of the reasons it is that a token is no longer good. The service has one word for all; its message, which nobody
/// promises, may say more, and so may what is known of the token here.
fn no_longer_good(said: &str, expires_at: Option<Timestamp>, now: Timestamp) -> Vec<Cause> {
    let said = said.to_lowercase();
    let mentions = |words: &[&str]| words.iter().any(|word| said.contains(word));
    if expires_at.is_some_and(|at| at <= now) || mentions(&["expired"]) {
        vec![Cause::TokenExpired]
    } else if mentions(&["client_id"]) {
        vec![Cause::WrongApp]
    } else if mentions(&["password", "revoked"]) {
        vec![Cause::TokenRevoked]
    } else if expires_at.is_some() {
        vec![Cause::TokenRevoked, Cause::WrongApp]
    } else {
        vec![Cause::TokenExpired, Cause::TokenRevoked, Cause::WrongApp]
    }
}

fn said(error: &Error) -> String {
    let messages: Vec<&str> = error.errors().iter().filter_map(|item| item.message.as_deref()).collect();
    messages.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_is_no_longer_good() {
        use Cause::*;
        let now: Timestamp = "2026-03-01T09:00:00Z".parse().unwrap();
        let at = |text: &str| Some(text.parse::<Timestamp>().unwrap());
        for (said, expires_at, expected) in [
            ("", None, vec![TokenExpired, TokenRevoked, WrongApp]),
            ("Invalid oauth_token", None, vec![TokenExpired, TokenRevoked, WrongApp]),
            ("", at("2026-03-01T09:00:00Z"), vec![TokenExpired]),
            ("", at("2026-03-01T09:00:01Z"), vec![TokenRevoked, WrongApp]),
            ("The token has Expired", None, vec![TokenExpired]),
            ("the password of its account was changed", None, vec![TokenRevoked]),
            ("wrong client_id", None, vec![WrongApp]),
        ] {
            assert_eq!(no_longer_good(said, expires_at, now), expected, "{said:?} {expires_at:?}");
        }
    }
}
