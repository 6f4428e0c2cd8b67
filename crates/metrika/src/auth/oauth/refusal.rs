//! What Yandex ID says when it refuses, and what to do then.
//!
//! Its words: <https://yandex.com/dev/id/doc/en/codes/code-url>, <https://yandex.com/dev/id/doc/en/codes/screen-code-oauth>,
//! <https://yandex.com/dev/id/doc/en/tokens/refresh-client>, <https://yandex.com/dev/id/doc/en/tokens/token-invalidate>.

use serde::Deserialize;

use crate::error::{Error, ErrorItem, ErrorKind};

/// What Yandex ID was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The consent of a user.
    Authorization,
    /// A token for a code.
    Code,
    /// A code for a device.
    DeviceCode,
    /// A token for the code of a device.
    Device,
    /// A new token for an old one.
    Refresh,
    /// To revoke a token.
    Revoke,
}

impl Purpose {
    /// What failed.
    pub(super) fn failed(self) -> &'static str {
        match self {
            Self::Authorization => "the user brought no code",
            Self::Code => "the code could not be exchanged for a token",
            Self::DeviceCode => "no code for the device could be got",
            Self::Device => "no token for the device could be got",
            Self::Refresh => "the token could not be refreshed",
            Self::Revoke => "the token could not be revoked",
        }
    }
}

/// What Yandex ID answers when it refuses.
#[derive(Deserialize)]
pub(super) struct Said {
    pub error: String,
    #[serde(default)]
    pub error_description: Option<String>,
}

impl Said {
    /// As an error. `purpose` must be known for what to do.
    pub(super) fn into_error(self, purpose: Purpose) -> Error {
        let mut error = Error::new(ErrorKind::Token, purpose.failed());
        let inner = error.inner_mut();
        inner.advice = advice(purpose, &self.error);
        inner.items = vec![ErrorItem { error_type: Some(self.error), message: self.error_description, location: None }];
        error
    }
}

/// In English and in Russian; `None` if no more is known than that there is no token.
pub(super) fn advice(purpose: Purpose, error: &str) -> Option<(&'static str, &'static str)> {
    Some(match (error, purpose) {
        ("invalid_grant", Purpose::Refresh) => REFRESH,
        ("invalid_grant", Purpose::Device) => DEVICE,
        ("invalid_grant" | "bad_verification_code", Purpose::Code) => CODE,
        ("invalid_grant", Purpose::Revoke) => (
            "Yandex ID does not know this token, or it is of another app: give the app that got it.",
            "Яндекс ID не знает этого токена, или он выдан другому приложению: укажите приложение, которое его получило.",
        ),
        ("invalid_client", _) => (
            "Check the client id and the secret against the properties of the app at https://oauth.yandex.ru; it may also be blocked. Codes of devices, revoking, and codes without PKCE need the secret.",
            "Сверьте идентификатор и секрет с настройками приложения на https://oauth.yandex.ru; приложение могло быть и заблокировано. Для кодов устройств, отзыва токена и кодов без PKCE нужен секрет.",
        ),
        ("unauthorized_client", _) => (
            "The app was rejected by moderation or still waits for it: see its state at https://oauth.yandex.ru.",
            "Приложение отклонено модерацией или ожидает её: проверьте его состояние на https://oauth.yandex.ru.",
        ),
        ("invalid_scope", _) => (
            "Ask for scopes that the app is registered with. If its scopes were changed after the code was issued, let the user authorize it again.",
            "Запрашивайте только права, указанные при регистрации приложения. Если права изменились после выдачи кода, авторизуйте пользователя заново.",
        ),
        ("access_denied", _) => (
            "The user denied access. Without their consent there is no token.",
            "Пользователь отказал в доступе. Без его согласия токен получить нельзя.",
        ),
        ("unsupported_token_type", Purpose::Revoke) => (
            "An app can revoke only tokens that were issued for a device (with a device id). The user can revoke any in the settings of their account.",
            "Приложение может отозвать только токен, выданный для устройства (с идентификатором устройства). Пользователь может отозвать любой в настройках аккаунта.",
        ),
        _ => return None,
    })
}

/// A code is no longer good.
pub(super) const CODE: (&str, &str) = (
    "A code is good once, for ten minutes, and only for the app and the authorization that it belongs to. Let the user authorize the app again, and take the new code.",
    "Код действует один раз, десять минут и только для своего приложения и своей авторизации. Авторизуйте пользователя заново и возьмите новый код.",
);

/// The code of a device is no longer good.
pub(super) const DEVICE: (&str, &str) = (
    "The code was used or is too old: it lives ten minutes. Get a new one and show it to the user.",
    "Код уже использован или устарел: он действует десять минут. Запросите новый и покажите его пользователю.",
);

/// The refresh token is no longer good.
pub(super) const REFRESH: (&str, &str) = (
    "The refresh token is no longer good: it dies with its token, when a newer one was got with it, when the password of the account changes, and when the user takes the access back. Let the user authorize the app again.",
    "Refresh-токен больше не действует: он истекает вместе с токеном, заменяется при обновлении, отзывается при смене пароля и при отзыве доступа. Авторизуйте пользователя заново.",
);

/// The answer of the authorization page belongs to none that was begun here.
pub(super) const FOREIGN: (&str, &str) = (
    "Refuse this answer: it may have been made by somebody else. Take the authorization that this user began, or let them begin anew.",
    "Отклоните этот ответ: его мог подделать посторонний. Используйте авторизацию, начатую этим пользователем, или начните заново.",
);

/// There is nothing stored.
pub(super) const NOTHING_STORED: (&str, &str) = (
    "Let the user authorize the app once, and save what that brings.",
    "Один раз авторизуйте пользователя и сохраните полученные токены.",
);

/// Others may read the file.
pub(super) const OPEN_FILE: (&str, &str) = (
    "Take the rights away from others (chmod 600). Who could read the file has the token: if that may have happened, revoke it and authorize the app again.",
    "Закройте файл от других (chmod 600). Кто мог его прочитать, знает токен: если это могло случиться, отзовите токен и авторизуйтесь заново.",
);

/// The token was got in a way that brings no refresh token.
pub(super) const NO_REFRESH: (&str, &str) = (
    "Let the user authorize the app again, by a code or a device: both bring a refresh token.",
    "Авторизуйте пользователя заново по коду или через устройство: так выдаётся и refresh-токен.",
);
