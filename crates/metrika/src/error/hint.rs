//! What to do about an error, in plain words.

use std::borrow::Cow;

use super::{ErrorKind, Inner};

/// A language that hints are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Russian.
    Russian,
}

pub(super) fn hint(error: &Inner, language: Language) -> Cow<'static, str> {
    let (english, russian) = error.advice.or_else(|| of_a_report(error)).unwrap_or_else(|| words(error.kind));
    let text = match language {
        Language::English => english,
        Language::Russian => russian,
    };
    if !error.in_doubt {
        return Cow::Borrowed(text);
    }
    let doubt = match language {
        Language::English => {
            "The request was to change something and may have done so: look at what there is now before you send it again."
        }
        Language::Russian => {
            "Запрос менял данные и мог быть выполнен: прежде чем повторить его, проверьте, что получилось."
        }
    };
    // First: a hint to try again must not be read without it.
    Cow::Owned(format!("{doubt} {text}"))
}

/// A report with a name that the service does not know.
fn of_a_report(error: &Inner) -> Option<(&'static str, &'static str)> {
    let report = ["get_report", "get_drilldown", "get_comparison", "get_pivot"];
    let names = ["metrics", "dimensions", "pivot_dimensions", "preset"];
    let is_report = error.operation.is_some_and(|operation| report.iter().any(|known| operation.starts_with(known)));
    let at_names = error.items.iter().any(|item| item.location.as_deref().is_some_and(|at| names.contains(&at)));
    (error.kind == ErrorKind::InvalidParameter && is_report && at_names).then_some((
        "The service does not take a name of the report. `reports::metrics()`, `dimensions()` and `presets()` list those of the reference, capitals and all, and `info()` tells what it says of one; a goal must be one of the counter.",
        "Сервис не принимает имя из отчёта. `reports::metrics()`, `dimensions()` и `presets()` перечисляют имена справочника с точностью до регистра, `info()` говорит, что о них известно; цель должна принадлежать счётчику.",
    ))
}

fn words(kind: ErrorKind) -> (&'static str, &'static str) {
    match kind {
        ErrorKind::InvalidRequest => (
            "Correct the value that the message names. Nothing was sent.",
            "Исправьте значение, названное в сообщении. Запрос не отправлялся.",
        ),
        ErrorKind::Token => (
            "No token could be got: look at the cause, then at where the token comes from (variable, file, refresh token).",
            "Не удалось получить токен: посмотрите причину и проверьте источник токена (переменную, файл, refresh-токен).",
        ),
        ErrorKind::Connect => (
            "No connection to the service: check the network, proxy, base URL and certificates. Nothing was sent.",
            "Нет соединения с сервисом: проверьте сеть, прокси, адрес и сертификаты. Запрос не отправлялся.",
        ),
        ErrorKind::Timeout => (
            "No answer in time: try again later, ask for less at once, or allow more time in `Timeouts`.",
            "Ответ не пришёл вовремя: повторите позже, запросите меньше данных или увеличьте `Timeouts`.",
        ),
        ErrorKind::Interrupted => (
            "The connection broke after the request was sent. Try again; if it happens often, check the network or a proxy between.",
            "Соединение оборвалось после отправки запроса. Повторите; если это происходит часто, проверьте сеть и прокси.",
        ),
        ErrorKind::Decode => (
            "The service answers in a form that this version does not know. `path()` and `body_excerpt()` show where: please report them. `client.raw()` and `client.request()` may still get at the value.",
            "Формат ответа неизвестен этой версии. Место показывают `path()` и `body_excerpt()`: сообщите о них. Значение можно попробовать получить через `client.raw()` или `client.request()`.",
        ),
        ErrorKind::UnexpectedAnswer => (
            "This answer is not Metrika's: `body_excerpt()` shows it. Check the base URL and what stands between (proxy, captive portal); otherwise try again later.",
            "Это не ответ Метрики, его начало в `body_excerpt()`. Проверьте адрес и промежуточные узлы (прокси, портал авторизации) или повторите позже.",
        ),
        ErrorKind::Backend => {
            ("The service has a problem of its own. Try again later.", "Ошибка на стороне сервиса. Повторите позже.")
        }
        ErrorKind::ServiceTimeout => (
            "The service did not get done in time. Ask for less: a shorter period, fewer dimensions or metrics, a lower accuracy; or try again later.",
            "Сервис не успел выполнить запрос. Сократите период, число группировок и метрик или точность; либо повторите позже.",
        ),
        ErrorKind::QuotaRate => (
            "Too many requests a second from this address (30, of the Logs API 10). Wait a moment; let all parts of the program share one client, or lower its `Quota`.",
            "Слишком много запросов в секунду с этого адреса (30, для Logs API 10). Подождите; используйте один клиент на всю программу или уменьшите его `Quota`.",
        ),
        ErrorKind::QuotaParallel => (
            "Too many requests of this user at once (3). Wait for others to end; other programs under the same user count too.",
            "Слишком много одновременных запросов пользователя (3). Дождитесь завершения других; учитываются и другие программы этого пользователя.",
        ),
        ErrorKind::QuotaDailyUser => (
            "The requests of this user for today are used up (5000). They begin anew at 00:00 UTC; until then, nothing helps but another user.",
            "Суточная квота запросов пользователя исчерпана (5000). Она обновится в 00:00 UTC; до этого поможет только другой пользователь.",
        ),
        ErrorKind::QuotaDailyCounter => (
            "The requests to this counter for today are used up (5000, whoever sends them). They begin anew at 00:00 UTC.",
            "Суточная квота запросов к счётчику исчерпана (5000, от всех пользователей). Она обновится в 00:00 UTC.",
        ),
        ErrorKind::QuotaDelegates => (
            "Delegates can be added a few times an hour only. Try again at the next full hour.",
            "Представителей можно добавлять лишь несколько раз в час. Повторите с началом следующего часа.",
        ),
        ErrorKind::QuotaGrants => (
            "Access to this counter was changed too often in this hour. Try again at the next full hour.",
            "Доступ к счётчику менялся слишком часто за этот час. Повторите с началом следующего часа.",
        ),
        ErrorKind::Quota => (
            "A quota of the service is reached. Wait, then send fewer requests; the message may say which.",
            "Достигнута квота сервиса. Подождите и отправляйте меньше запросов; какая это квота, может сказать сообщение.",
        ),
        ErrorKind::InvalidParameter => (
            "A parameter or field has a value that the service does not take: `errors()` names it in `location`.",
            "Сервис не принимает значение параметра или поля: его называет `location` в `errors()`.",
        ),
        ErrorKind::MissingParameter => (
            "A parameter or field is missing: `errors()` names it in `location`.",
            "Не хватает параметра или поля: его называет `location` в `errors()`.",
        ),
        ErrorKind::FilterLimits => (
            "The filter is too large: at most 10 different dimensions and metrics, 20 conditions, 10,000 characters, 100 values in one condition. Split the query.",
            "Слишком большой фильтр: не более 10 разных группировок и метрик, 20 условий, 10 000 символов, 100 значений в условии. Разделите запрос.",
        ),
        ErrorKind::QueryError => (
            "The service cannot make this report as it is. If it is too complicated, that may pass, and `all` asks for it in parts where these add up. Otherwise use fewer dimensions and metrics, a shorter period, or a lower accuracy.",
            "Сервис не может построить отчёт в таком виде. Если запрос слишком сложный, это может пройти, а `all` получает отчёт по частям там, где они складываются. Иначе уменьшите число группировок и метрик, период или точность.",
        ),
        ErrorKind::TooManyRows => (
            "The report would have too many rows. Filter it, shorten the period, or take fewer dimensions.",
            "В отчёте слишком много строк. Добавьте фильтр, сократите период или число группировок.",
        ),
        ErrorKind::InvalidUploading => (
            "The uploaded file is not what it should be: check its columns, separators, encoding (UTF-8) and dates.",
            "Загруженный файл не подходит: проверьте столбцы, разделители, кодировку (UTF-8) и даты.",
        ),
        ErrorKind::InvalidJson => (
            "The service cannot read the body. If it was made by this crate, please report it.",
            "Сервис не может прочитать тело запроса. Если его сформировала эта библиотека, сообщите об этом.",
        ),
        ErrorKind::LimitExceeded => (
            "There are as many of these as there may be. Delete some that are not needed.",
            "Достигнуто предельное число таких объектов. Удалите ненужные.",
        ),
        ErrorKind::Unauthorized => (
            "The service sees no token. It must be an OAuth token of Yandex ID, in the header `Authorization: OAuth <token>`: the client sends that, so look for an empty token or a proxy that drops the header.",
            "Сервис не видит токена. Нужен OAuth-токен Яндекс ID в заголовке `Authorization: OAuth <токен>`: клиент его отправляет, поэтому проверьте, не пуст ли токен и не удаляет ли заголовок прокси.",
        ),
        ErrorKind::InvalidToken => (
            "The token is no longer good, or was issued for another app: it expires after a year or so, and when the password of the account changes. Get a new one.",
            "Токен больше не действует или выдан другому приложению: он истекает примерно через год и при смене пароля. Получите новый.",
        ),
        ErrorKind::AccessDenied => (
            "The token is good but may not do this. In this order: the app lacks the scope (metrika:read, metrika:write), the token is of another account, or this account has no access to this counter. `client.diagnose_error(&error, counter)` tells which.",
            "Токен действует, но на это прав нет. По порядку: у приложения нет права (metrika:read, metrika:write), токен выдан другому аккаунту или у аккаунта нет доступа к счётчику. Что именно, покажет `client.diagnose_error(&error, counter)`.",
        ),
        ErrorKind::CounterInConnect => (
            "The service says that this counter is in Connect, and refuses to change it. No more is documented: ask the owner of the counter.",
            "Сервис сообщает, что счётчик находится в Коннекте, и отказывается его менять. Подробности не документированы: обратитесь к владельцу счётчика.",
        ),
        ErrorKind::NotFound => (
            "There is no such thing, or it was deleted: check the ids. Deleted counters are listed with the status `Deleted`.",
            "Такого объекта нет или он удалён: проверьте идентификаторы. Удалённые счётчики видны в списке со статусом `Deleted`.",
        ),
        ErrorKind::NotAcceptable => (
            "The service cannot answer in the form that was asked for.",
            "Сервис не может ответить в запрошенном формате.",
        ),
        ErrorKind::Conflict => (
            "It contradicts what there is already: get the present state, then change that.",
            "Запрос противоречит текущему состоянию: получите его и внесите изменения заново.",
        ),
        ErrorKind::Sampled => (
            "The numbers are estimates from a part of the data. Ask with `Accuracy::Full`, or for a shorter period, or do without `require_unsampled`.",
            "Числа оценены по части данных. Запросите отчёт с `Accuracy::Full`, сократите период или не вызывайте `require_unsampled`.",
        ),
        ErrorKind::Incomplete => (
            "Rows are missing, or may be. `all`, `rows` and `pages` go on to the last row. Rows about few visitors are left out of sensitive reports: take a longer period or fewer conditions.",
            "Часть строк отсутствует или может отсутствовать. `all`, `rows` и `pages` доходят до последней строки. В отчётах о чувствительных данных скрыты строки с малым числом посетителей: увеличьте период или уберите условия.",
        ),
        ErrorKind::DataChanged => (
            "Begin again. Take a period that is over (until yesterday or before), larger pages (`limit` up to 100,000), one accuracy, or split the period, so that the data do not change between pages.",
            "Начните заново. Чтобы данные не менялись между страницами, возьмите завершённый период (не позднее вчерашнего дня), страницы побольше (`limit` до 100 000) и одну точность либо разделите период.",
        ),
        ErrorKind::LogGone => (
            "Ask for the log again: a request that was canceled, failed or cleaned stays so. If it was cleaned by somebody else, agree on who cleans what.",
            "Запросите лог заново: отменённый, неудавшийся или очищенный запрос таким и останется. Если его очистил кто-то другой, договоритесь, кто что очищает.",
        ),
        ErrorKind::NotImported => (
            "Match `metrika::import::Outcome`: it tells rows that were not taken from rows that joined nothing, and has the uploadings with their counts.",
            "Разберите `metrika::import::Outcome`: он отличает непринятые строки от строк, которые ни с чем не связались, и содержит загрузки с их счётчиками.",
        ),
        ErrorKind::LogStorageFull => (
            "Prepared logs of a counter take 10 GB at most, shared by everybody with access: clean those that are downloaded, or take fewer fields.",
            "Подготовленные логи счётчика занимают не более 10 ГБ на всех, у кого есть доступ: очистите скачанные или возьмите меньше полей.",
        ),
        ErrorKind::Storage => (
            "Look at the disk or the bucket: is there room, may this program write there? What is in the folder is whole; run the same again and it goes on from there.",
            "Проверьте диск или бакет: есть ли место, можно ли этой программе туда писать. То, что уже в папке, цело: повторите запуск, и он продолжится с этого места.",
        ),
        ErrorKind::Caller => (
            "The function that was handed rows or events returned this error: look there. What this crate had begun is given up.",
            "Эту ошибку вернула функция, которой передавались строки или события: ищите причину в ней. Начатое этой библиотекой отменено.",
        ),
        ErrorKind::NotAsked => (
            "Ask for the metric, dimension or field in the query, or read a column that the report or log has: `columns()` lists them.",
            "Добавьте метрику, группировку или поле в запрос либо читайте столбец, который есть в отчёте или логе: их перечисляет `columns()`.",
        ),
        ErrorKind::Other => (
            "The message has the words of the service; this version knows no more about it.",
            "Сообщение содержит слова сервиса; больше этой версии ничего не известно.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::error::Error;

    /// The kind after this one: a new kind without a place here does not compile.
    fn next(kind: ErrorKind) -> Option<ErrorKind> {
        use ErrorKind::*;
        Some(match kind {
            InvalidRequest => Token,
            Token => Connect,
            Connect => Timeout,
            Timeout => Interrupted,
            Interrupted => Decode,
            Decode => UnexpectedAnswer,
            UnexpectedAnswer => Backend,
            Backend => ServiceTimeout,
            ServiceTimeout => QuotaRate,
            QuotaRate => QuotaParallel,
            QuotaParallel => QuotaDailyUser,
            QuotaDailyUser => QuotaDailyCounter,
            QuotaDailyCounter => QuotaDelegates,
            QuotaDelegates => QuotaGrants,
            QuotaGrants => Quota,
            Quota => InvalidParameter,
            InvalidParameter => MissingParameter,
            MissingParameter => FilterLimits,
            FilterLimits => QueryError,
            QueryError => TooManyRows,
            TooManyRows => InvalidUploading,
            InvalidUploading => InvalidJson,
            InvalidJson => LimitExceeded,
            LimitExceeded => Unauthorized,
            Unauthorized => InvalidToken,
            InvalidToken => AccessDenied,
            AccessDenied => CounterInConnect,
            CounterInConnect => NotFound,
            NotFound => NotAcceptable,
            NotAcceptable => Conflict,
            Conflict => Sampled,
            Sampled => Incomplete,
            Incomplete => DataChanged,
            DataChanged => LogGone,
            LogGone => NotImported,
            NotImported => LogStorageFull,
            LogStorageFull => Storage,
            Storage => Caller,
            Caller => NotAsked,
            NotAsked => Other,
            Other => return None,
        })
    }

    fn kinds() -> impl Iterator<Item = ErrorKind> {
        std::iter::successors(Some(ErrorKind::InvalidRequest), |kind| next(*kind))
    }

    fn is_russian(text: &str) -> bool {
        text.chars().filter(|letter| ('а'..='я').contains(letter)).count() > 20
    }

    #[test]
    fn every_kind_has_a_hint_of_its_own_in_both_languages() {
        let mut seen = HashSet::new();
        for kind in kinds() {
            let error = Error::new(kind, "");
            let (english, russian) = (error.hint().into_owned(), error.hint_in(Language::Russian).into_owned());
            assert!(english.is_ascii() && english.len() > 20 && english.ends_with('.'), "{kind:?}: {english}");
            assert!(is_russian(&russian) && russian.ends_with('.'), "{kind:?}: {russian}");
            assert!(seen.insert(english) && seen.insert(russian), "{kind:?} has the hint of another kind");
        }
        assert_eq!(seen.len(), 2 * 41);
    }

    #[test]
    fn a_write_in_doubt_is_warned_of_in_both_languages() {
        for kind in kinds() {
            let mut error = Error::new(kind, "");
            let plain = [Language::English, Language::Russian].map(|language| error.hint_in(language).into_owned());
            error.inner_mut().in_doubt = true;
            let doubtful = [Language::English, Language::Russian].map(|language| error.hint_in(language).into_owned());
            assert!(doubtful[0].contains(&plain[0]) && doubtful[0].contains("before you send it again"));
            assert!(doubtful[1].contains(&plain[1]) && doubtful[1].contains("мог быть выполнен"));
        }
    }
}
