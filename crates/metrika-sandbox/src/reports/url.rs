//! Parts of addresses. Everything here cuts slices: pages and referers are words of a dictionary.

/// Which part of a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Part {
    Whole,
    Domain,
    /// Path without the query.
    Path,
    /// Path with the query.
    PathFull,
    /// The path down to this level: `/catalogue/kettles/` is level 2 of a page in there. None if there is no such level.
    Level(u8),
    Proto,
}

pub(super) const PARTS: [(&str, Part); 10] = [
    ("", Part::Whole),
    ("Domain", Part::Domain),
    ("Path", Part::Path),
    ("PathFull", Part::PathFull),
    ("PathLevel1", Part::Level(1)),
    ("PathLevel2", Part::Level(2)),
    ("PathLevel3", Part::Level(3)),
    ("PathLevel4", Part::Level(4)),
    ("PathLevel5", Part::Level(5)),
    ("Proto", Part::Proto),
];

/// A part of an absolute URL; none of an empty one.
pub(super) fn part(url: &'static str, part: Part) -> Option<&'static str> {
    let (proto, rest) = url.split_once("://")?;
    let (host, path) = match rest.find(['/', '?', '#']) {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    match part {
        Part::Whole => Some(url),
        Part::Proto => Some(proto),
        Part::Domain => Some(host),
        _ => part_of_path(if path.is_empty() { "/" } else { path }, part),
    }
}

/// A part of a path with query. [`Part::Whole`], the domain and the protocol are not in there.
pub(super) fn part_of_path(path: &'static str, part: Part) -> Option<&'static str> {
    let path = path.split('#').next().unwrap_or(path);
    let bare = path.split('?').next().unwrap_or(path);
    match part {
        Part::PathFull => Some(path),
        Part::Path => Some(bare),
        Part::Level(level) => {
            // Ends of the directories and of the last name: `/a/b` has the levels `/a/` and `/a/b`.
            let inner = bare.strip_prefix('/')?;
            let mut end = 1;
            let mut reached = 0;
            for piece in inner.split_inclusive('/') {
                end += piece.len();
                reached += 1;
                if reached == level {
                    return bare.get(..end);
                }
            }
            None
        }
        Part::Whole | Part::Domain | Part::Proto => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_addresses() {
        let url = "https://news.example/a/b?x=1#top";
        let parts: Vec<_> = PARTS.iter().map(|&(_, which)| part(url, which)).collect();
        let expected = [
            Some(url),
            Some("news.example"),
            Some("/a/b"),
            Some("/a/b?x=1"),
            Some("/a/"),
            Some("/a/b"),
            None,
            None,
            None,
            Some("https"),
        ];
        assert_eq!(parts, expected);
        assert_eq!(part("", Part::Path), None);
        assert_eq!(part("https://news.example", Part::Path), Some("/"));
        assert_eq!(part_of_path("/", Part::Level(1)), None);
    }
}
