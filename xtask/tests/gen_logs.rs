//! Log files: as many rows as asked for, the same each time, and nothing else than the sandbox serves.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use std::process::Command;

use metrika_sandbox::logs::fields::{self, LogSource};
use metrika_sandbox::logs::tsv;
use metrika_sandbox::traffic::model::Attribution;
use metrika_sandbox::traffic::{Plan, Traffic};
use xtask::gen_logs::{self, Options, Source};

fn options(source: Source, rows: u64, names: &[&str]) -> Options {
    Options { rows, source, fields: names.iter().map(|name| (*name).to_owned()).collect(), seed: 1 }
}

fn written(options: &Options) -> Vec<u8> {
    let mut out = Vec::new();
    gen_logs::write(options, &mut out).unwrap();
    out
}

fn lines(file: &[u8]) -> Vec<&[u8]> {
    file.strip_suffix(b"\n").expect("the last line is complete").split(|byte| *byte == b'\n').collect()
}

#[test]
fn there_are_exactly_as_many_rows_as_asked_for() {
    for source in [Source::Visits, Source::Hits] {
        for rows in [0, 1, 2, 3, 1000, 1001, 1002, 1003] {
            let file = written(&options(source, rows, &[]));
            let lines = lines(&file);
            assert_eq!(lines.len() as u64, rows + 1, "{source:?}");
            let cells = |line: &[u8]| line.iter().filter(|byte| **byte == b'\t').count();
            assert!(lines.iter().all(|line| cells(line) == cells(lines[0])), "{source:?}");
        }
    }
}

/// A day has 20000 visits on the average, and hardly more than 24000: a file goes on over its end.
#[test]
fn a_file_goes_on_with_the_next_day() {
    let file = written(&options(Source::Visits, 50_000, &["ym:s:date", "ym:s:visitID"]));
    let mut rows = lines(&file)[1..].to_vec();
    assert_eq!(rows.len(), 50_000);
    assert!(rows.is_sorted_by_key(|row| row[..10].to_vec()), "days come in their order");
    rows.dedup_by_key(|row| row[..10].to_vec());
    assert_eq!(rows.len(), 3);
}

#[test]
fn the_header_is_what_was_asked_for_in_its_order() {
    let names = ["ym:s:startURL", "ym:s:visitID", "ym:s:lastsignTrafficSource"];
    let file = written(&options(Source::Visits, 3, &names));
    assert_eq!(lines(&file)[0], names.join("\t").as_bytes());
    for (source, prefix) in [(Source::Visits, "ym:s:"), (Source::Hits, "ym:pv:")] {
        let file = written(&options(source, 1, &[]));
        let header = String::from_utf8(lines(&file)[0].to_vec()).unwrap();
        assert!(
            header.split('\t').count() >= 20 && header.split('\t').all(|name| name.starts_with(prefix)),
            "{header}"
        );
    }
}

#[test]
fn the_same_seed_brings_the_same_bytes_and_another_one_others() {
    for source in [Source::Visits, Source::Hits] {
        let one = options(source, 2000, &[]);
        assert_eq!(written(&one), written(&one), "{source:?}");
        let other = written(&Options { seed: 2, ..one.clone() });
        assert_ne!(written(&one), other, "{source:?}");
        assert!(
            written(&Options { rows: 3000, ..one.clone() }).starts_with(&written(&one)),
            "a beginning of longer ones"
        );
    }
}

/// A part of a log of hits is made from the same visits: what the sandbox writes for each of them, one after the other.
#[test]
fn rows_are_those_of_the_sandbox() {
    let plan = Plan { visits: 20_000 * 28, days: 28, ..Plan::default() };
    let traffic = Traffic::new(plan).unwrap();
    let name = "ym:pv:title";
    let columns = [fields::resolve(LogSource::Hits, name, Attribution::LastSign).unwrap()];
    let mut expected = tsv::header(&columns);
    let day = traffic.days().next().unwrap();
    let mut rows = 0;
    for visit in traffic.day(day).take(500) {
        for hit in &visit.hits {
            tsv::hit_row(&traffic, &visit, hit, &columns, &mut expected);
            rows += 1;
        }
    }
    assert!(expected == written(&options(Source::Hits, rows, &[name])));
    assert!(expected.windows(2).any(|pair| pair == b"\\t"), "with escapes");
}

#[test]
fn what_is_no_field_is_an_error_that_says_what_is() {
    for (source, name, message) in [
        (
            Source::Visits,
            "ym:s:nothing",
            "`ym:s:nothing` is no field of visits; openapi/vocabulary.json lists them, such as `ym:s:dateTime`",
        ),
        (Source::Visits, "visitid", "`visitid` is no field of visits; did you mean `ym:s:visitID`?"),
        (Source::Hits, " ym:pv:URL", "` ym:pv:URL` is no field of hits; did you mean `ym:pv:URL`?"),
        (Source::Hits, "ym:s:visitID", "`ym:s:visitID` is a field of visits, not of hits: --source visits has it"),
        (Source::Hits, "ym:pv:URL", "the field `ym:pv:URL` is named twice"),
    ] {
        let names = ["ym:pv:URL", name];
        let names = if message.ends_with("twice") { &names[..] } else { &names[1..] };
        let mut out = Vec::new();
        let error = gen_logs::write(&options(source, 1, names), &mut out).unwrap_err();
        assert_eq!(error.to_string(), message);
        assert!(out.is_empty(), "{message}");
    }
}

#[test]
fn the_command_writes_a_file_or_to_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("log.tsv");
    let command = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.arg("gen-logs").args(arguments);
        command
    };
    let wanted = ["--rows", "7", "--source", "visits", "--fields", "ym:s:visitID,ym:s:goalsID", "--seed", "3"];
    let run = command(&wanted).arg("-").output().unwrap();
    assert!(run.status.success(), "{run:?}");
    assert_eq!(lines(&run.stdout).len(), 8);
    assert!(command(&wanted).arg(&file).status().unwrap().success());
    assert!(std::fs::read(&file).unwrap() == run.stdout);

    // A mistyped field costs no file.
    let run = command(&["--rows", "7", "--source", "visits", "--fields", "ym:s:visit"]).arg(&file).output().unwrap();
    assert_eq!(run.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&run.stderr).starts_with("error: `ym:s:visit` is no field of visits"), "{run:?}");
    assert_eq!(lines(&std::fs::read(&file).unwrap()).len(), 8);
}
