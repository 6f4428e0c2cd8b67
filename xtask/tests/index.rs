//! What is taken from `llms.txt` and from folders of saved pages, and what is refused.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use std::path::Path;

use tempfile::TempDir;
use xtask::import::index::{Index, Kind, Url, read_folder, read_folder_without_index};

const URL: &str = "https://yandex.ru/dev/metrika/ru/llms.txt";

const INDEX: &str = "# API Яндекс Метрики

> Prose with (parentheses), [brackets] and a stray ].

## Documentation

- [Обзор](https://yandex.ru/dev/metrika/ru/): what it is
- [Управление](https://yandex.ru/dev/metrika/ru/management/openapi/index.md)
- [Создать цель (новую)](https://yandex.ru/dev/metrika/ru/management/openapi/goal/addGoal.md): Создает цель.
- [Цели](https://yandex.ru/dev/metrika/ru/management/openapi/goal/goals), [again](https://yandex.ru/dev/metrika/ru/management/openapi/goal/goals.html#request)
- [OpenAPI](https://yandex.ru/dev/metrika/ru/management/openapi/metrika.openapi.json): OpenAPI specification
- [Отчет](<https://yandex.ru/dev/metrika/ru/stat/openapi/data_1.md> \"Отчет\")
- [Создать цель](https://yandex.ru/dev/metrika/ru/management/openapi/goal/addGoal.md)
- [Логи](https://yandex.ru/dev/metrika/ru/logs/openapi/clean.md)
- [Визиты](https://yandex.ru/dev/metrika/ru/logs/fields/visits.md)
- [Шаблоны](https://yandex.ru/dev/metrika/ru/stat/presets.md)
- [Параметры](https://yandex.ru/dev/metrika/ru/stat/param.md)
- [Примеры](https://yandex.ru/dev/metrika/ru/stat/examples.md)
- [Помощь](https://yandex.ru/support/metrica/(a).html), [письмо](mailto:a@example.com)

---

For more comprehensive documentation, see [llms-full.txt](/llms-full.txt)
";

fn parse(text: &str) -> Index {
    Index::parse(text, Some(&Url::parse(URL).unwrap())).unwrap()
}

fn paths(index: &Index) -> Vec<&str> {
    index.pages.iter().map(|page| page.path.as_str()).collect()
}

/// What an index of a good link and this text is refused with.
#[track_caller]
fn refusal(text: &str) -> String {
    let text = format!("- [a](management/openapi/goal/goals.md)\n{text}\n");
    format!("{:#}", Index::parse(&text, Some(&Url::parse(URL).unwrap())).unwrap_err())
}

#[test]
fn pages_come_in_the_order_of_the_index_and_once() {
    let index = parse(INDEX);
    assert_eq!(
        paths(&index),
        [
            "management/openapi/goal/addGoal.md",
            "management/openapi/goal/goals.md",
            "stat/openapi/data_1.md",
            "logs/openapi/clean.md",
            "logs/fields/visits.md",
            "stat/presets.md",
            "stat/param.md",
        ]
    );
    assert_eq!(index.other, 7);
    assert_eq!((index.operations().count(), index.vocabulary().count()), (4, 3));
    let goals = &index.pages[1];
    assert_eq!(goals.url.as_deref(), Some("https://yandex.ru/dev/metrika/ru/management/openapi/goal/goals.md"));
    assert_eq!(goals.line, 10);
}

#[test]
fn the_links_tell_the_root_if_nobody_does() {
    let derived = Index::parse(INDEX, None).unwrap();
    let told = parse(INDEX);
    assert_eq!((derived.pages, derived.other), (told.pages, told.other));

    let relative = INDEX.replace("https://yandex.ru/dev/metrika/ru/", "");
    let index = Index::parse(&relative, None).unwrap();
    assert_eq!(paths(&index), paths(&parse(INDEX)));
    assert!(index.pages.iter().all(|page| page.url.is_none()));
    assert_eq!(parse(&relative).pages, parse(INDEX).pages);

    let without_host = INDEX.replace("https://yandex.ru/dev", "/dev");
    let index = Index::parse(&without_host, None).unwrap();
    assert_eq!(paths(&index), paths(&parse(INDEX)));
    assert!(index.pages.iter().all(|page| page.url.is_none()));
}

#[test]
fn links_of_both_kinds_name_the_same_page() {
    let index = Index::parse(&format!("{INDEX}[a](stat/openapi/data_1.md)\n[b](stat/openapi/pivot.md)"), None).unwrap();
    assert_eq!(index.pages.len(), 8);
    assert_eq!(index.pages[7].url.as_deref(), Some("https://yandex.ru/dev/metrika/ru/stat/openapi/pivot.md"));
}

#[test]
fn another_tree_is_passed_over_if_the_address_is_known_and_refused_if_not() {
    let both = format!("{INDEX}[English](https://yandex.ru/dev/metrika/en/stat/openapi/data_1.md)\n");
    assert_eq!(parse(&both).pages, parse(INDEX).pages);
    let line = format!("{:#}", Index::parse(&both, None).unwrap_err());
    assert!(
        line.starts_with("llms.txt:24: https://yandex.ru/dev/metrika/en/stat/openapi/data_1.md is not below"),
        "{line}"
    );
}

#[test]
fn what_is_no_index() {
    for (text, reason) in [
        ("", "llms.txt:1: no page of an operation among 0 links"),
        ("# Title\n[a](https://yandex.ru/dev/metrika/ru/stat/param.md)", "no page of an operation among 1 links"),
        ("\n<!DOCTYPE html>\n<title>Docs</title>", "llms.txt:1: an HTML page, not an index"),
        ("<html><a href=https://Passport.yandex.ru>", "llms.txt:1: a login or robot check page, not an index"),
    ] {
        let line = format!("{:#}", Index::parse(text, Some(&Url::parse(URL).unwrap())).unwrap_err());
        assert!(line.contains(reason), "{line}");
    }
}

#[test]
fn links_that_are_refused() {
    for (link, reason) in [
        ("../ru/stat/openapi/x.md", "llms.txt:2: ../ru/stat/openapi/x.md: a link may not contain `..`"),
        ("stat/openapi/%2e%2E/%2e./x.md", "a link may not contain `..`"),
        ("stat\\..\\openapi\\x.md", "a link may not contain `..`"),
        ("https://yandex.ru/dev/../dev/metrika/ru/stat/openapi/x.md", "a link may not contain `..`"),
        ("stat/openapi/a%2Fb.md", "not a plain path"),
        ("stat/openapi/%00.md", "not a plain path"),
        ("stat/openapi//a.md", "not a plain path"),
        ("stat/openapi/.hidden.md", "not a plain path"),
        ("stat/openapi/страница.md", "not a plain path"),
        ("stat/openapi/x.md?lang=ru", "a page has no query"),
        ("http://yandex.ru/dev/metrika/ru/stat/openapi/x.md", "not at https://yandex.ru"),
        ("https://yandex.ru:81/dev/metrika/ru/stat/openapi/x.md", "not at https://yandex.ru"),
        ("https://[", "not an address"),
        ("management/openapi/goal/GOALS.md", "llms.txt:2: management/openapi/goal/GOALS.md differs from line 1 in"),
    ] {
        let line = refusal(&format!("- [x]({link})"));
        assert!(line.contains(reason), "{link}: {line}");
    }
    assert!(refusal("- [x](stat/openapi/x.md").contains("llms.txt:2: a link without an end"));
}

#[test]
fn pages_are_told_by_their_paths_also_in_lower_case() {
    for (path, kind) in [
        ("management/openapi/goal/addGoal.md", Some(Kind::Operation)),
        ("management/openapi/goal/addgoal.md", Some(Kind::Operation)),
        ("Logs/OpenAPI/clean.md", Some(Kind::Operation)),
        ("stat/attributes/visitsaudience_/age.md", Some(Kind::Vocabulary)),
        ("stat/presets/preset_tech.md", Some(Kind::Vocabulary)),
        ("stat/presets.md", Some(Kind::Vocabulary)),
        ("logs/param.md", None),
        ("stat/parameters.md", None),
        ("stat/openapi/index.md", None),
        ("guide/openapi/x.md", None),
        ("stat/openapi/x.txt", None),
    ] {
        assert_eq!(Kind::of(path), kind, "{path}");
    }
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, bytes) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    folder
}

fn refused(dir: &Path) -> String {
    format!("{:#}", read_folder(dir).unwrap_err())
}

const SMALL: &[u8] = b"[a](stat/openapi/pivot.md) [b](stat/openapi/data_1.md) [c](stat/param.md)";

#[test]
fn a_folder_has_the_pages_of_its_index() {
    let folder = folder(&[
        ("llms.txt", SMALL),
        ("stat/openapi/data_1.md", "Данные".as_bytes()),
        ("stat/openapi/pivot.md", b"Pivot"),
        ("stat/param.md", b"Parameters"),
        ("stat/examples.md", b"not ours"),
        ("management/openapi/index.md", b"an overview"),
    ]);
    let read = read_folder(folder.path()).unwrap();
    let pages: Vec<_> = read.pages.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let expected =
        [("stat/openapi/pivot.md", "Pivot"), ("stat/openapi/data_1.md", "Данные"), ("stat/param.md", "Parameters")];
    assert_eq!(pages, expected);
    let mut sorted = read.pages.clone();
    sorted.sort();
    assert_eq!(read_folder_without_index(folder.path()).unwrap(), sorted);
}

#[test]
fn all_missing_and_all_unknown_pages_are_named() {
    let folder = folder(&[
        ("llms.txt", SMALL),
        ("stat/openapi/pivot.md", b"Pivot"),
        ("stat/openapi/old.md", b"Old"),
        ("logs/fields/hits.md", b"Hits"),
    ]);
    let line = refused(folder.path());
    assert!(line.contains("lists pages that are missing: stat/openapi/data_1.md, stat/param.md;"), "{line}");
    assert!(line.ends_with("pages are not in llms.txt: logs/fields/hits.md, stat/openapi/old.md"), "{line}");
}

#[test]
fn pages_of_another_encoding_or_kind_are_named() {
    for (bytes, reason) in [
        (&b"one\ntwo \xD6\xE5\xEB\xFC"[..], "stat/openapi/x.md:2: byte 9 is not UTF-8"),
        (b"<!doctype html>\n<title>x</title>", "stat/openapi/x.md:1: an HTML page, not Markdown"),
        (b"\xEF\xBB\xBFtext", "stat/openapi/x.md:1: begins with a UTF-8 byte order mark"),
        (b"\xFF\xFEt\0", "stat/openapi/x.md:1: begins with a UTF-16 byte order mark"),
    ] {
        let folder = folder(&[("llms.txt", b"[a](stat/openapi/x.md)"), ("stat/openapi/x.md", bytes)]);
        assert!(refused(folder.path()).contains(reason), "{}", refused(folder.path()));
        let line = format!("{:#}", read_folder_without_index(folder.path()).unwrap_err());
        assert!(line.contains(reason), "{line}");
    }
    let folder = folder(&[("llms.txt", b"\xEF\xBB\xBF[a](stat/openapi/x.md)")]);
    assert!(refused(folder.path()).contains("llms.txt:1: begins with a UTF-8 byte order mark"));
}

#[test]
fn folders_that_hold_nothing() {
    let empty = folder(&[]);
    assert!(refused(empty.path()).contains("no llms.txt, which lists the pages"));
    let line = format!("{:#}", read_folder_without_index(empty.path()).unwrap_err());
    assert!(line.contains("no page of the reference"), "{line}");
    let line = format!("{:#}", read_folder_without_index(&empty.path().join("gone")).unwrap_err());
    assert!(line.contains("no such folder"), "{line}");
}

/// The generator can publish what the pages are made from. That would be worth more than the pages.
#[test]
fn an_openapi_document_is_told() {
    let text = "[goal](management/openapi/goal/goal.md)\n[OpenAPI specification](management/management.openapi.json)\n";
    let index = Index::parse(text, None).unwrap();
    assert_eq!(index.documents, ["management/management.openapi.json"]);
    assert_eq!((index.pages.len(), index.other), (1, 1));
}
