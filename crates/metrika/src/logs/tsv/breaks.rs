//! Where cells end.

use std::slice;

/// Bytes that are looked at together.
const BLOCK: usize = 64;

/// The places of all tabs and line feeds.
///
/// Cells are short, some fourteen bytes on the average. Looking for the next break again and again costs about twice of what it costs to mark all breaks of a
/// block, which has no branches and of which compilers make vectors.
pub(super) struct Breaks<'a> {
    blocks: slice::Iter<'a, [u8; BLOCK]>,
    /// What is left behind the blocks, filled up.
    last: Option<[u8; BLOCK]>,
    /// Where the next block begins.
    next: usize,
    /// A bit for each break of the block before it that is still to come.
    marks: u64,
}

impl<'a> Breaks<'a> {
    pub fn of(bytes: &'a [u8]) -> Self {
        let (blocks, rest) = bytes.as_chunks();
        let mut last = [0; BLOCK];
        last.iter_mut().zip(rest).for_each(|(to, byte)| *to = *byte);
        Self { blocks: blocks.iter(), last: Some(last), next: 0, marks: 0 }
    }
}

impl Iterator for Breaks<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.marks == 0 {
            self.marks = match self.blocks.next() {
                Some(block) => marks(block),
                None => marks(&self.last.take()?),
            };
            self.next += BLOCK;
        }
        let at = self.next - BLOCK + self.marks.trailing_zeros() as usize;
        self.marks &= self.marks - 1;
        Some(at)
    }
}

/// A bit for each tab and line feed, the lowest for the first byte.
#[inline]
fn marks(block: &[u8; BLOCK]) -> u64 {
    let flags = block.map(|byte| u8::from(byte == b'\t' || byte == b'\n'));
    let (eights, _) = flags.as_chunks::<8>();
    // The product moves the flags of eight bytes next to each other, into the highest byte.
    let gathered = eights.iter().map(|flags| u64::from_le_bytes(*flags).wrapping_mul(0x0102_0408_1020_4080) >> 56);
    gathered.zip(0..).fold(0, |marks, (bits, place)| marks | bits << (8 * place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn same(bytes: &[u8]) {
        let expected: Vec<usize> = (0..bytes.len()).filter(|at| matches!(bytes[*at], b'\t' | b'\n')).collect();
        assert_eq!(Breaks::of(bytes).collect::<Vec<_>>(), expected, "{}", bytes.escape_ascii());
    }

    #[test]
    fn every_break_is_found_and_nothing_else() {
        for length in [0, 1, 7, 8, 63, 64, 65, 128, 200] {
            same(&vec![b'a'; length]);
            same(&vec![b'\t'; length]);
            for at in 0..length {
                for byte in [b'\t', b'\n'] {
                    let mut bytes = vec![b'\r'; length];
                    bytes[at] = byte;
                    same(&bytes);
                }
            }
        }
        let all: Vec<u8> = (0..=255).collect();
        same(&all);
    }

    #[test]
    fn any_mixture() {
        let mut random = fastrand::Rng::with_seed(20_260_301);
        for _ in 0..500 {
            let bytes: Vec<u8> =
                (0..random.usize(..300)).map(|_| random.choice(*b"\t\n\x08\x0b\0a\xff").unwrap()).collect();
            same(&bytes);
        }
    }
}
