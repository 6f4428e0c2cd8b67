//! A local server that has the reference, or what a test makes of it.

use std::collections::BTreeMap;
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode};
use futures_util::{StreamExt as _, stream};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::{Barrier, Notify};
use xtask::import::fetch::{Options, Sleeper, Summary, fetch};
use xtask::import::index::read_folder;

/// The folder of the index on the server.
pub const ROOT: &str = "/dev/metrika/ru/";

/// One thing that the server has.
#[derive(Debug, Clone)]
pub struct Page {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl Page {
    pub fn new(body: &str) -> Self {
        let headers =
            vec![("content-type", "text/markdown; charset=utf-8".to_owned()), ("etag", format!("\"{body}\""))];
        Self { status: 200, headers, body: body.to_owned() }
    }

    pub fn status(status: u16) -> Self {
        Self { status, ..Self::new("") }
    }

    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.to_owned()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}

#[derive(Default)]
pub struct Shared {
    pub pages: BTreeMap<String, Page>,
    /// Path and status of all answers, since the last look.
    pub log: Vec<(String, u16)>,
    pub user_agent: String,
    /// The answers of pages (not of the index) that go well before all the others are 500.
    pub good: Option<usize>,
    /// The same, but the others never come.
    pub hangs: Option<usize>,
    /// Refusals of pages, before all goes well.
    pub busy: Vec<Page>,
    pub under_way: usize,
    pub most_under_way: usize,
}

pub struct Site {
    pub shared: Arc<Mutex<Shared>>,
    pub together: Option<Barrier>,
    pub hanging: Notify,
}

/// A server with pages, a cache, and the waits that were asked for.
pub struct Test {
    pub site: Arc<Site>,
    pub cache: TempDir,
    pub options: Options,
    pub waits: Arc<Mutex<Vec<Duration>>>,
}

impl Test {
    /// A server with operations of these names.
    pub async fn new(names: &[&str]) -> Self {
        Self::together(names, None).await
    }

    pub async fn together(names: &[&str], together: Option<usize>) -> Self {
        let site =
            Arc::new(Site { shared: Arc::default(), together: together.map(Barrier::new), hanging: Notify::new() });
        let router = Router::new().fallback(answer).with_state(Arc::clone(&site));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let index_url = format!("http://{}{ROOT}llms.txt", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let cache = TempDir::new().unwrap();
        let waits = Arc::new(Mutex::new(Vec::new()));
        let mut options = Options::new(index_url, cache.path());
        let recorded = Arc::clone(&waits);
        options.sleeper = Sleeper::new(move |time| {
            recorded.lock().unwrap().push(time);
            Box::pin(async {})
        });
        let test = Self { site, cache, options, waits };
        names.iter().for_each(|name| test.put(&path(name), Page::new(name)));
        test.list(names);
        test
    }

    /// Makes the index list these operations.
    pub fn list(&self, names: &[&str]) {
        let lines: Vec<String> = names.iter().map(|name| format!("- [{name}]({})", path(name))).collect();
        self.put("llms.txt", Page::new(&lines.join(" ")));
    }

    pub fn put(&self, path: &str, page: Page) {
        self.shared(|shared| shared.pages.insert(path.to_owned(), page));
    }

    pub fn shared<T>(&self, change: impl FnOnce(&mut Shared) -> T) -> T {
        change(&mut self.site.shared.lock().unwrap())
    }

    /// What was answered since the last look, in the order of the paths.
    pub fn log(&self) -> Vec<(String, u16)> {
        let mut log = self.shared(|shared| std::mem::take(&mut shared.log));
        log.sort();
        log
    }

    /// Names of the operations that were asked for since the last look.
    pub fn asked(&self) -> Vec<String> {
        let name = |path: String| Some(path.strip_prefix("stat/openapi/")?.strip_suffix(".md")?.to_owned());
        self.log().into_iter().filter_map(|(path, _)| name(path)).collect()
    }

    pub async fn fetch(&self) -> Summary {
        fetch(&self.options).await.unwrap()
    }

    /// The line that a failing run ends with.
    pub async fn failure(&self) -> String {
        let line = format!("{:#}", fetch(&self.options).await.unwrap_err());
        assert_eq!(line.lines().count(), 1, "{line}");
        line
    }

    /// What the failing of one page says, the others being good.
    pub async fn failure_of(page: Page) -> String {
        let test = Self::new(&["good", "bad"]).await;
        test.put(&path("bad"), page);
        let line = test.failure().await;
        assert!(line.starts_with("1 of 2 pages failed: http://127.0.0.1:"), "{line}");
        assert!(line.contains("/dev/metrika/ru/stat/openapi/bad.md: "), "{line}");
        assert!(test.cached("good") && !test.cached("bad"));
        // Nobody reads the half of it.
        assert!(format!("{:#}", read_folder(test.cache.path()).unwrap_err()).contains("the last fetch did not finish"));
        line
    }

    pub fn cached(&self, name: &str) -> bool {
        self.cache.path().join(path(name)).exists()
    }

    pub fn cached_texts(&self) -> Vec<String> {
        read_folder(self.cache.path()).unwrap().pages.into_iter().map(|(_, text)| text).collect()
    }
}

pub fn path(name: &str) -> String {
    format!("stat/openapi/{name}.md")
}

async fn answer(State(site): State<Arc<Site>>, request: Request) -> Response<Body> {
    let (request, _) = request.into_parts();
    let path = request.uri.path().strip_prefix(ROOT).unwrap_or("outside").to_owned();
    let get = |name: &str| request.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
    let (etag, date) = (get("if-none-match"), get("if-modified-since"));
    {
        let mut shared = site.shared.lock().unwrap();
        shared.user_agent = get("user-agent").unwrap_or_default();
        shared.under_way += 1;
        shared.most_under_way = shared.most_under_way.max(shared.under_way);
    }
    if let (Some(together), true) = (&site.together, path != "llms.txt") {
        together.wait().await;
    }
    let page = choose(&mut site.shared.lock().unwrap(), &path);
    let Some(mut page) = page else {
        site.hanging.notify_one();
        return pending().await;
    };
    let known = etag.is_some() && etag.as_deref() == page.header("etag");
    let same_date = date.is_some() && date.as_deref() == page.header("last-modified");
    if page.status == 200 && (known || same_date) {
        page = Page::status(304);
    }
    let mut shared = site.shared.lock().unwrap();
    shared.under_way -= 1;
    shared.log.push((path, page.status));
    let mut response = Response::builder().status(StatusCode::from_u16(page.status).unwrap());
    for (name, value) in &page.headers {
        response = response.header(*name, value);
    }
    // A stream has no length of its own, so that a test can state a wrong one. It pauses before its end: what there is gets sent.
    let body = async { Ok::<_, std::io::Error>(Bytes::from(page.body)) };
    let end = async {
        tokio::task::yield_now().await;
        Ok(Bytes::new())
    };
    response.body(Body::from_stream(stream::once(body).chain(stream::once(end)))).unwrap()
}

/// The answer of the server; `None` if it hangs.
fn choose(shared: &mut Shared, path: &str) -> Option<Page> {
    let page = shared.pages.get(path).cloned().unwrap_or_else(|| Page::status(404));
    if path == "llms.txt" {
        return Some(page);
    }
    if let Some(refusal) = shared.busy.pop() {
        return Some(refusal);
    }
    match (&mut shared.good, &mut shared.hangs) {
        (Some(0), _) => Some(Page::status(500)),
        (_, Some(0)) => None,
        (Some(left), _) | (_, Some(left)) => {
            *left -= 1;
            Some(page)
        }
        _ => Some(page),
    }
}
