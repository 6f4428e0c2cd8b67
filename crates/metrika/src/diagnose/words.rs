//! What a diagnosis says, in English and in Russian.

use std::fmt;

use super::Diagnosis;
use crate::error::Language;
use crate::models::CounterPermission;

/// What may be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// What was asked cannot be right: a counter 0, an empty `ulogin`, a malformed token. Nothing was sent.
    NotSent,
    /// The client's token source brought none. Nothing was sent.
    NoToken,
    /// The service sees no token, or a malformed header.
    HeaderNotSeen,
    /// The token has expired.
    TokenExpired,
    /// The token was revoked, as happens when the password of its account changes.
    TokenRevoked,
    /// The token was issued for another app, or for one that is blocked or has fewer rights now.
    WrongApp,
    /// The app of the token lacks the scope `metrika:read`.
    NoReadScope,
    /// The counter can be read, but the app of the token lacks the scope `metrika:write`.
    NoWriteScope,
    /// The user of `ulogin` has not made the token's user a delegate, or does not exist.
    NoDelegation,
    /// The token is of another account than the one that has access.
    WrongAccount,
    /// The account has no access to this counter.
    NoGrant,
    /// The account has access to this counter, but its permission is not enough for what was called.
    NotEnoughPermission,
    /// The statistics of the counter are public, but the account has no access to anything else of it.
    OnlyStatistics,
    /// There is no counter with this number.
    NoSuchCounter,
    /// The counter is there and can be read, but what was asked for is not.
    NoSuchPart,
    /// The counter was deleted.
    CounterDeleted,
    /// A quota is used up.
    QuotaUsedUp,
    /// No connection can be made.
    Unreachable,
    /// The service has a problem of its own.
    ServiceDown,
    /// What answers is not Metrika.
    NotMetrika,
    /// Something else: see [`Diagnosis::errors`].
    Unknown,
}

/// A diagnosis in a language.
pub(super) struct Text<'a> {
    pub diagnosis: &'a Diagnosis,
    pub language: Language,
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Diagnosis { counter, causes, .. } = self.diagnosis;
        let russian = self.language == Language::Russian;
        match (causes.as_slice(), russian) {
            ([], false) => writeln!(f, "Counter {counter}: all is well.")?,
            ([], true) => writeln!(f, "Счётчик {counter}: всё в порядке.")?,
            ([one], false) => writeln!(f, "Counter {counter}: {}", self.words(*one))?,
            ([one], true) => writeln!(f, "Счётчик {counter}: {}", self.words(*one))?,
            (_, false) => writeln!(f, "Counter {counter}: one of these, which the answers do not tell apart:")?,
            (_, true) => writeln!(f, "Счётчик {counter}: одна из причин, различить которые по ответам нельзя:")?,
        }
        if causes.len() > 1 {
            for cause in causes {
                writeln!(f, "- {}", self.words(*cause))?;
            }
        }
        self.what(f)?;
        self.who(f)?;
        if causes.is_empty() {
            self.changes(f)?;
        }
        if let Some(at) = self.diagnosis.resets_at {
            if russian {
                writeln!(f, "Квота обновится {at}.")?
            } else {
                writeln!(f, "The quota begins anew at {at}.")?
            }
        }
        for error in &self.diagnosis.errors {
            if russian { writeln!(f, "Ответ: {error}")? } else { writeln!(f, "What came back: {error}")? }
        }
        let mut asked = self.diagnosis.asked.join(", ");
        if asked.is_empty() {
            asked.push_str(if russian { "нет" } else { "nothing" });
        }
        if russian { write!(f, "Запросы: {asked}.") } else { write!(f, "What was asked: {asked}.") }
    }
}

impl Text<'_> {
    /// What failed, and what the user may do.
    fn what(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let russian = self.language == Language::Russian;
        match (self.diagnosis.failed, russian) {
            (Some(failed), false) => writeln!(f, "What failed: {failed}.")?,
            (Some(failed), true) => writeln!(f, "Неудачный запрос: {failed}.")?,
            (None, _) => {}
        }
        match (&self.diagnosis.permission, russian) {
            // Otherwise it is told together with what follows from it.
            _ if self.diagnosis.failed.is_none() => Ok(()),
            (Some(permission), false) => writeln!(f, "The permission on the counter is `{permission}`."),
            (Some(permission), true) => writeln!(f, "Уровень доступа к счётчику: `{permission}`."),
            (None, _) => Ok(()),
        }
    }

    /// Whose token it is and whose counter, as far as that is known.
    fn who(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Diagnosis { login, owner, sees_counters, .. } = self.diagnosis;
        let russian = self.language == Language::Russian;
        match (login, russian) {
            (Some(login), false) => writeln!(f, "The token acts for {login}.")?,
            (Some(login), true) => writeln!(f, "Токен действует от имени {login}.")?,
            // There was no answer to tell it.
            (None, _) if sees_counters.is_none() => {}
            (None, false) => writeln!(f, "Whose token it is cannot be told: the user has no counter of their own.")?,
            (None, true) => writeln!(f, "Чей это токен, узнать нельзя: у пользователя нет своих счётчиков.")?,
        }
        match (owner, russian) {
            (Some(owner), false) => writeln!(f, "The counter belongs to {owner}."),
            (Some(owner), true) => writeln!(f, "Счётчик принадлежит {owner}."),
            (None, _) => Ok(()),
        }
    }

    /// What is known about changes, which were not tried.
    fn changes(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let can_edit = matches!(self.diagnosis.permission, Some(CounterPermission::Own | CounterPermission::Edit));
        let permission = self.diagnosis.permission.as_ref().map(ToString::to_string).unwrap_or_default();
        match (can_edit, self.language) {
            (true, Language::English) => writeln!(
                f,
                "It can be read. Whether the token may change it was not tried: if changes are refused with 403, the app lacks the scope metrika:write."
            ),
            (true, Language::Russian) => writeln!(
                f,
                "Чтение работает. Изменения не проверялись: если сервис отвечает на них 403, у приложения нет права metrika:write."
            ),
            (false, Language::English) => writeln!(
                f,
                "It can be read with the permission `{permission}`. To change its settings, the user needs the permission `edit` from the owner."
            ),
            (false, Language::Russian) => writeln!(
                f,
                "Чтение работает с уровнем доступа `{permission}`. Чтобы менять настройки, нужен уровень `edit`: его даёт владелец."
            ),
        }
    }

    fn words(&self, cause: Cause) -> &'static str {
        let (english, russian) = words(cause);
        match self.language {
            Language::English => english,
            Language::Russian => russian,
        }
    }
}

fn words(cause: Cause) -> (&'static str, &'static str) {
    match cause {
        Cause::NotSent => (
            "nothing can be asked, as a value cannot be right. Correct the one that is named below.",
            "запрос не отправлен: неверно значение, названное ниже. Исправьте его.",
        ),
        Cause::NoToken => (
            "there is no token to send. Look at where it comes from: the variable, the file, the refresh token.",
            "нет токена для отправки. Проверьте его источник: переменную, файл, refresh-токен.",
        ),
        Cause::HeaderNotSeen => (
            "the service sees no token. The client sends it as `Authorization: OAuth <token>`: look for a proxy that drops or changes this header.",
            "сервис не видит токена. Клиент отправляет его в заголовке `Authorization: OAuth <токен>`: проверьте, не меняет ли его прокси.",
        ),
        Cause::TokenExpired => ("the token has expired. Get a new one.", "срок действия токена истёк. Получите новый."),
        Cause::TokenRevoked => (
            "the token was revoked: by its user, or because the password of the account changed. Get a new one.",
            "токен отозван пользователем или из-за смены пароля аккаунта. Получите новый.",
        ),
        Cause::WrongApp => (
            "the token was issued for another app (wrong client_id), or its app is blocked or has other rights than before. Get a new token for the right app.",
            "токен выдан другому приложению (неверный client_id), либо приложение заблокировано или его права изменились. Получите токен для нужного приложения.",
        ),
        Cause::NoReadScope => (
            "the app of the token lacks the scope metrika:read. Add it to the app at https://oauth.yandex.ru, then get a new token.",
            "у приложения нет права metrika:read. Добавьте его приложению на https://oauth.yandex.ru и получите новый токен.",
        ),
        Cause::NoWriteScope => (
            "the token may read, but its app lacks the scope metrika:write. Add it to the app at https://oauth.yandex.ru, then get a new token: the present one stays as it is.",
            "токен позволяет читать, но у приложения нет права metrika:write. Добавьте его приложению на https://oauth.yandex.ru и получите новый токен: прежний не изменится.",
        ),
        Cause::NoDelegation => (
            "the user in `ulogin` has not made the user of the token a representative, or there is no such user.",
            "пользователь из `ulogin` не назначил владельца токена представителем, либо такого пользователя нет.",
        ),
        Cause::WrongAccount => (
            "the token is of another account than the one that has access: it belongs to whoever was logged in when it was issued. Log in as the right user and get a new one.",
            "токен выдан другому аккаунту, не тому, у которого есть доступ: он принадлежит тому, кто был авторизован при его выдаче. Войдите под нужным пользователем и получите новый токен.",
        ),
        Cause::NoGrant => (
            "the account has no access to this counter. Ask the owner of the counter for it.",
            "у аккаунта нет доступа к счётчику. Попросите доступ у владельца.",
        ),
        Cause::NotEnoughPermission => (
            "the account may look at this counter, but its permission is not enough for this. The owner can give it `edit`; only the owner and representatives may delete the counter.",
            "аккаунту доступен этот счётчик, но для этого действия уровня доступа не хватает. Владелец может дать уровень `edit`; удалить счётчик могут только владелец и его представители.",
        ),
        Cause::OnlyStatistics => (
            "its statistics are public, so that reports work; for anything else the account needs access from the owner.",
            "статистика счётчика публична, поэтому отчёты работают; для остального нужен доступ от владельца.",
        ),
        Cause::NoSuchCounter => {
            ("there is no counter with this number. Check it.", "счётчика с таким номером нет. Проверьте номер.")
        }
        Cause::NoSuchPart => (
            "it is there and can be read, but what was asked for is not there, or was deleted. Check its number.",
            "он существует и доступен, но запрошенного объекта нет или он удалён. Проверьте его номер.",
        ),
        Cause::CounterDeleted => (
            "it was deleted. Its owner can bring it back for a time: `undelete`.",
            "счётчик удалён. Владелец может восстановить его в течение некоторого времени: `undelete`.",
        ),
        Cause::QuotaUsedUp => (
            "a quota is used up, and the service says no more than that. Wait, and ask again.",
            "исчерпана квота, больше сервис ничего не сообщает. Подождите и повторите.",
        ),
        Cause::Unreachable => (
            "no connection to the service. Check the network, the proxy, the base URL and certificates.",
            "нет соединения с сервисом. Проверьте сеть, прокси, адрес и сертификаты.",
        ),
        Cause::ServiceDown => (
            "the service has a problem of its own, or does not answer. Try again later.",
            "на стороне сервиса ошибка, или он не отвечает. Повторите позже.",
        ),
        Cause::NotMetrika => (
            "what answers is not Metrika. Check the base URL and what stands between: a proxy, a captive portal.",
            "отвечает не Метрика. Проверьте адрес и промежуточные узлы: прокси, портал авторизации.",
        ),
        Cause::Unknown => (
            "the service refuses for a reason that this version does not know.",
            "сервис отказывает по причине, которая этой версии неизвестна.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cause after this one: a new cause without a place here does not compile.
    fn next(cause: Cause) -> Option<Cause> {
        use Cause::*;
        Some(match cause {
            NotSent => NoToken,
            NoToken => HeaderNotSeen,
            HeaderNotSeen => TokenExpired,
            TokenExpired => TokenRevoked,
            TokenRevoked => WrongApp,
            WrongApp => NoReadScope,
            NoReadScope => NoWriteScope,
            NoWriteScope => NoDelegation,
            NoDelegation => WrongAccount,
            WrongAccount => NoGrant,
            NoGrant => NotEnoughPermission,
            NotEnoughPermission => OnlyStatistics,
            OnlyStatistics => NoSuchCounter,
            NoSuchCounter => NoSuchPart,
            NoSuchPart => CounterDeleted,
            CounterDeleted => QuotaUsedUp,
            QuotaUsedUp => Unreachable,
            Unreachable => ServiceDown,
            ServiceDown => NotMetrika,
            NotMetrika => Unknown,
            Unknown => return None,
        })
    }

    #[test]
    fn every_cause_has_words_in_both_languages() {
        let mut seen = std::collections::HashSet::new();
        for cause in std::iter::successors(Some(Cause::NotSent), |cause| next(*cause)) {
            let (english, russian) = words(cause);
            assert!(english.is_ascii() && english.ends_with('.'), "{cause:?}: {english}");
            assert!(russian.chars().any(|letter| ('а'..='я').contains(&letter)) && russian.ends_with('.'), "{russian}");
            assert!(seen.insert(english) && seen.insert(russian), "{cause:?} has the words of another one");
        }
        assert_eq!(seen.len(), 42);
    }
}
