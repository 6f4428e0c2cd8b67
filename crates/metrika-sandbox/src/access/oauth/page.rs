//! The pages that users see.

use crate::answer::Answer;

const HTML: &str = "text/html; charset=utf-8";

/// `/verification_code`: shows the code that the user is to type into the app.
pub(super) fn verification(query: &[(String, String)]) -> Answer {
    let find = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let text = match (find("code"), find("error")) {
        (Some(code), _) => format!("<p>Type this code into the app:</p><p id=\"code\">{}</p>", escaped(code)),
        (None, Some(error)) => format!("<p>There is no code: <span id=\"error\">{}</span></p>", escaped(error)),
        (None, None) => "<p>The token is in the address of this page, after #.</p>".to_owned(),
    };
    page(200, &text)
}

/// `/device`: where the user types in the code that a device shows.
pub(super) fn device(known: Option<bool>) -> Answer {
    let form = "<form method=\"post\" action=\"/device\"><input name=\"user_code\"> <button>Allow</button></form>";
    match known {
        None => page(200, form),
        Some(true) => page(200, "<p>The device has access now.</p>"),
        Some(false) => page(400, &format!("<p>No device shows this code.</p>{form}")),
    }
}

/// The authorization page, for an app that nobody can be sent back to.
pub(super) fn refused(error: &str, description: &str) -> Answer {
    page(400, &format!("<p id=\"error\">{}</p><p>{}</p>", escaped(error), escaped(description)))
}

fn page(status: u16, text: &str) -> Answer {
    let body = format!("<!DOCTYPE html><html><head><title>Metrika sandbox</title></head><body>{text}</body></html>\n");
    Answer::bytes(status, HTML, body)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
