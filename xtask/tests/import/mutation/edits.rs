//! Single edits of structural parts.

use xtask::import::index::Kind;

use super::structure::{Nature, Spot};

/// Numbers that look like chance and are the same each time (xorshift64*).
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(number).unwrap() % end
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edit {
    DeleteLine,
    DuplicateLine,
    SwapLines,
    JoinLines,
    CutRest,
    ReplaceSign,
    DeleteSign,
    InsertSign,
    DropRequired,
    JoinRows,
}

const EDITS: [Edit; 12] = [
    Edit::DeleteLine,
    Edit::DuplicateLine,
    Edit::SwapLines,
    Edit::JoinLines,
    Edit::CutRest,
    Edit::ReplaceSign,
    Edit::ReplaceSign,
    Edit::DeleteSign,
    Edit::InsertSign,
    Edit::InsertSign,
    Edit::DropRequired,
    Edit::JoinRows,
];
/// No blank: how many of them stand between words says nothing.
const SIGNS: &[u8] = b"abcxyzABCXYZ0123456789_-.:/<>[](){}|*!\"`=,+";

/// One edit of the text, chosen by chance. `None` if the choice does not fit: an edit that has no place there, changes nothing, or
/// means the same.
pub fn edited(path: &str, text: &str, spots: &[Spot], chance: &mut Chance) -> Option<(Edit, usize, String)> {
    let edit = EDITS[chance.below(EDITS.len())];
    let at = chance.below(spots.len());
    let spot = &spots[at];
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let next = spots[at..].iter().find(|next| next.line > spot.line);
    match edit {
        Edit::DeleteLine => drop(lines.remove(spot.line)),
        Edit::DuplicateLine => {
            if spot.nature == Nature::Member {
                return None;
            }
            lines.insert(spot.line, lines[spot.line].clone());
        }
        Edit::SwapLines => {
            let next = next?;
            if means_the_same(&lines[spot.line], &lines[next.line], spot, next) {
                return None;
            }
            lines.swap(spot.line, next.line);
        }
        Edit::JoinLines => {
            let next = next.filter(|next| lines[spot.line + 1..next.line].iter().all(|line| line.trim().is_empty()))?;
            if spot.nature == Nature::Edge
                || next.nature == Nature::Edge
                || !counts(&lines[spot.line], &lines[next.line], path)
            {
                return None;
            }
            let tail = lines[next.line].trim_start().to_owned();
            lines[spot.line] += &tail;
            lines.drain(spot.line + 1..=next.line);
        }
        Edit::CutRest => lines.truncate(spot.line),
        Edit::ReplaceSign | Edit::DeleteSign | Edit::InsertSign => sign(edit, &mut lines[spot.line], spot, chance)?,
        Edit::DropRequired => {
            let line = &mut lines[spot.line];
            let mark =
                [" .json-schema-required", "[*](*star)", "* |  **Type"].into_iter().find(|mark| line.contains(mark))?;
            *line = line.replace(mark, if mark.starts_with("* ") { " |  **Type" } else { "" });
        }
        Edit::JoinRows => {
            let (one, other) = (lines.get(spot.line)?, lines.get(spot.line + 1)?);
            if one != "||" || other != "||" {
                return None;
            }
            lines.drain(spot.line..=spot.line + 1);
        }
    }
    let new = lines.join("\n") + "\n";
    (new != text).then_some((edit, spot.line + 1, new))
}

/// Whether the end of a line ends anything: not in the index, not in cells between bars, and not before the bars that end a row of the
/// older form.
fn counts(line: &str, next: &str, path: &str) -> bool {
    match Kind::of(path) {
        None => false,
        Some(Kind::Vocabulary) => line.starts_with("| "),
        Some(Kind::Operation) => next.trim() != "||" || line.contains('{'),
    }
}

/// Members of a set and rows of a table may change places.
fn means_the_same(one: &str, other: &str, spot: &Spot, next: &Spot) -> bool {
    let members = spot.nature == Nature::Member && next.nature == Nature::Member;
    let row = |line: &str| {
        let barred = line.starts_with("|| ") && line.ends_with("||");
        barred || line.starts_with("| ") || line.contains(" |  **Type:**")
    };
    let label = |line: &str| {
        line.trim_start().starts_with('_') && line.contains(":_{")
            || ["Default:", "Min ", "Max ", "Pattern:", "Unique items:"].iter().any(|label| line.starts_with(label))
    };
    let examples = spot.nature == Nature::Edge && next.nature == Nature::Edge;
    members || examples || row(one) && row(other) || label(one) && label(other)
}

fn sign(edit: Edit, line: &mut String, spot: &Spot, chance: &mut Chance) -> Option<()> {
    if spot.nature == Nature::Edge || !line.is_ascii() && !line.is_char_boundary(spot.part.end) {
        return None;
    }
    let sign = char::from(SIGNS[chance.below(SIGNS.len())]);
    let at = spot.part.start + chance.below(spot.part.len());
    if !line.is_char_boundary(at) {
        return None;
    }
    let old = line[at..].chars().next()?;
    // A link of the index ends there, and leads to the same page without its `.md`.
    if spot.nature == Nature::Member && sign == ')' {
        return None;
    }
    match edit {
        // At its edge, a sign would belong to what stands beside it.
        Edit::InsertSign if at == spot.part.start => return None,
        Edit::InsertSign if spot.nature == Nature::Member && line[..at].ends_with(sign) => return None,
        Edit::InsertSign => line.insert(at, sign),
        Edit::DeleteSign => drop(line.remove(at)),
        _ if old.eq_ignore_ascii_case(&sign) => return None,
        // Both start the item of a list.
        Edit::ReplaceSign if "-*".contains(old) && "-*".contains(sign) => return None,
        _ => line.replace_range(at..at + old.len_utf8(), sign.encode_utf8(&mut [0; 4])),
    }
    Some(())
}
