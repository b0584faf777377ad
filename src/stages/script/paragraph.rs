//! Which lines are Traditional.
//!
//! What decides is the characters that only one of the two scripts writes ([`fold`]). A line with few
//! of them is judged with its neighbours: in wrapped text a paragraph is several lines, and a short
//! heading says little by itself. A line of Japanese or Korean is neither.

use super::matcher::decode;
use crate::han::class::is_han;
use crate::han::fold;

/// Lines before and after that are looked at.
const NEIGHBOURS: usize = 6;
/// A line counts as so many telling characters at most, so that one long line does not speak for all.
const LOUDEST: u32 = 20;
/// Telling characters among the neighbours, below which the whole text is asked instead.
const ENOUGH: u32 = 4;
/// The neighbours weigh as much as so many telling characters of the line itself.
const PRIOR: f32 = 4.0;
/// The same for kana and Hangul among Han.
const FOREIGN_PRIOR: f32 = 8.0;
/// Share of kana and Hangul from which a line is not Chinese. Japanese prose has half, and a Chinese
/// sentence with a Japanese title in it about a tenth.
const FOREIGN: f32 = 0.2;
/// A line of few Han characters among lines of which so much is kana or Hangul is of that language too,
const AMONG: f32 = 0.35;
/// with no more of them than this,
const FEW: u32 = 20;
/// and none that Japanese and Korean have no use for.
const CHINESE: &str = "這这們们你她您嗎吗呢吧麼么哪很沒没";
/// A line without a single Traditional character is Traditional only in such company,
const COMPANY: f32 = 0.8;
/// and with so few Simplified ones.
const STRAYS: u32 = 2;

/// A line that is not blank, and what was counted in it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Line {
    pub start: usize,
    /// Before the line break.
    pub end: usize,
    /// Characters that are written in Traditional only.
    pub traditional: u32,
    /// Characters that are written in Simplified only.
    pub simplified: u32,
    han: u32,
    /// Kana and Hangul.
    foreign: u32,
    /// Of the Han characters some are of Chinese alone.
    chinese: bool,
}

/// What a line is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    Traditional,
    /// Simplified, or such that nothing tells.
    Other,
    /// Japanese or Korean.
    Foreign,
}

/// A line judged, with what it was judged by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judged {
    pub line: Line,
    pub script: Script,
    /// Share of Traditional among the telling characters around, if there are any.
    pub around: Option<f32>,
    /// Share of Traditional, the line and what is around it together.
    pub share: f32,
}

/// Where the first character stands that is written in Traditional only. The scan that every
/// document pays.
pub(super) fn first_traditional(text: &str) -> Option<usize> {
    let mut rest = text.as_bytes();
    loop {
        rest = match rest {
            [a @ 0xE3..0xF0, b, c, after @ ..] => {
                if fold::is_traditional_only_code(decode(*a, *b, *c)) {
                    return Some(text.len() - rest.len());
                }
                after
            }
            [0..0x80, after @ ..]
            | [0x80..0xE0, _, after @ ..]
            | [0xE0..0xF0, _, _, after @ ..]
            | [_, _, _, _, after @ ..] => after,
            _ => return None,
        };
    }
}

/// Judges every line of `text` that is not blank. O(n).
pub(super) fn judge(text: &str) -> Vec<Judged> {
    let lines = read(text);
    let sums = Sums::new(&lines);
    (0..lines.len()).map(|i| sums.judge(&lines, i)).collect()
}

fn read(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
        let mut line = Line { start, end, ..Line::default() };
        for c in text[start..end].chars() {
            if is_han(c) {
                line.han += 1;
                line.traditional += u32::from(fold::is_traditional_only(c));
                line.simplified += u32::from(fold::is_simplified_only(c));
                line.chinese |= CHINESE.contains(c);
            } else if is_foreign(c) {
                line.foreign += 1;
            }
        }
        if line.han + line.foreign > 0 {
            lines.push(line);
        }
        start = end + 1;
    }
    lines
}

/// Kana and Hangul.
fn is_foreign(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9D}'
        | '\u{AC00}'..='\u{D7A3}' | '\u{1100}'..='\u{11FF}')
}

/// Sums over all lines before each: Traditional, Simplified, Han, foreign.
struct Sums(Vec<[u32; 4]>);

impl Sums {
    fn new(lines: &[Line]) -> Self {
        let mut sums = vec![[0; 4]];
        let mut sum = [0_u32; 4];
        for line in lines {
            // Both counts of a line are made smaller in the same measure.
            let cap = |counts: [u32; 2]| {
                let all = counts[0] + counts[1];
                if all <= LOUDEST { counts } else { counts.map(|n| n * LOUDEST / all) }
            };
            let [t, s] = cap([line.traditional, line.simplified]);
            let [h, f] = cap([line.han, line.foreign]);
            for (sum, n) in sum.iter_mut().zip([t, s, h, f]) {
                *sum = sum.saturating_add(n);
            }
            sums.push(sum);
        }
        Self(sums)
    }

    /// The counts of lines `from..to`.
    fn between(&self, from: usize, to: usize) -> [u32; 4] {
        let mut n = self.0[to];
        for (n, before) in n.iter_mut().zip(self.0[from]) {
            *n -= before;
        }
        n
    }

    fn judge(&self, lines: &[Line], i: usize) -> Judged {
        let line = lines[i];
        let own = self.between(i, i + 1);
        let without = |mut n: [u32; 4]| {
            for (n, own) in n.iter_mut().zip(own) {
                *n -= own;
            }
            n
        };
        let near = without(self.between(i.saturating_sub(NEIGHBOURS), lines.len().min(i + 1 + NEIGHBOURS)));
        let all = without(self.between(0, lines.len()));
        let ratio = |part: u32, rest: u32| (part + rest > 0).then(|| part as f32 / (part + rest) as f32);
        let around = if near[0] + near[1] >= ENOUGH { ratio(near[0], near[1]) } else { ratio(all[0], all[1]) };
        let foreign = ratio(near[3], near[2]);

        let blend = |part: u32, rest: u32, around: Option<f32>, weight: f32| {
            let weight = if around.is_some() { weight } else { 0.0 };
            (part as f32 + weight * around.unwrap_or(0.0)) / ((part + rest) as f32 + weight).max(1.0)
        };
        let share = blend(line.traditional, line.simplified, around, PRIOR);
        let among = line.han <= FEW && !line.chinese && foreign.is_some_and(|share| share >= AMONG);
        let script = if among || blend(line.foreign, line.han, foreign, FOREIGN_PRIOR) >= FOREIGN {
            Script::Foreign
        } else if share > 0.5
            && (line.traditional > 0 || (line.simplified <= STRAYS && around.is_some_and(|p| p > COMPANY)))
        {
            Script::Traditional
        } else {
            Script::Other
        };
        Judged { line, script, around, share }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scripts(text: &str) -> Vec<Script> {
        judge(text).iter().map(|judged| judged.script).collect()
    }

    #[test]
    fn a_line_is_judged_by_its_own_characters_first() {
        use Script::{Foreign, Other, Traditional};
        assert_eq!(scripts("龍\n"), [Traditional]);
        assert_eq!(scripts("一二三\n"), [Other]);
        assert_eq!(scripts("这个字的繁体是龍，笔画很多。"), [Other]);
        assert_eq!(scripts("這條街上開滿了花，與往年無異。"), [Traditional]);
        assert_eq!(scripts("東京の図書館で本を読む"), [Foreign]);
        assert_eq!(scripts("他們去看《となりの町》這部舊電影，散場後沿著運河慢慢走回來。"), [Traditional]);
        assert_eq!(
            scripts("這條街上開滿了花，與往年無異。\n\n今年的街道比往年干净得多，树也长高了。"),
            [Traditional, Other]
        );
    }

    #[test]
    fn a_short_line_is_judged_with_its_neighbours() {
        use Script::{Foreign, Other, Traditional};
        let traditional = "這條街上開滿了花，與往年無異。\n";
        let simplified = "这条街上开满了花，与往年无异。\n";
        let japanese = "この道には花がたくさん咲いている。\n";
        assert_eq!(scripts(&format!("乾了\n{traditional}")), [Traditional, Traditional]);
        assert_eq!(scripts(&format!("後記\n{simplified}")), [Other, Other]);
        assert_eq!(scripts(&format!("後記\n{traditional}")), [Traditional, Traditional]);
        assert_eq!(scripts(&format!("{japanese}憲法\n{japanese}")), [Foreign, Foreign, Foreign]);
        let date = "日時　四月十三日（土） 午後二時開會\n";
        assert_eq!(scripts(&format!("{japanese}{date}{japanese}")), [Foreign, Foreign, Foreign]);
    }
}
