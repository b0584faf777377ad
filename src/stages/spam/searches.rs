//! Titles of pages made for searchers: `腰痛怎么治_腰痛能治好吗_腰痛吃什么药_康宁门户网`.
//!
//! Sites name their pages by what is typed into search engines, and the name is copied with the text of another page.
//! The title of the page itself may be made so, too; what tells the two apart is that the text has a title beside it, or
//! shares none of its words.

use std::sync::LazyLock;

use memchr::memchr_iter;

use super::super::lists::entries;
use crate::han::class::is_han;

/// What stands in searches, and on sites that answer them.
static WORDS: LazyLock<Vec<&str>> =
    LazyLock::new(|| entries(include_str!("searches.txt")).map(|(_, word)| word).collect());
/// Pieces, and pieces with such a word in them, at least.
const PIECES: usize = 4;
const ASKING: usize = 3;
/// Longest line, in bytes, and longest piece, in characters.
const LONGEST: usize = 300;
const LONGEST_PIECE: usize = 20;

/// Whether a line is such a title by its form and its words. O(line), and next to nothing for lines without two underscores.
pub(super) fn is_title(line: &str) -> bool {
    let bytes = line.as_bytes();
    if bytes.len() > LONGEST || memchr_iter(b'_', bytes).take(2).count() < 2 || line.contains(['。', '，', '；', '“'])
    {
        return false;
    }
    let (mut pieces, mut asking) = (0, 0);
    for piece in line.split(['_', '|', '-', '—', '｜']).map(str::trim).filter(|piece| !piece.is_empty()) {
        if piece.chars().count() > LONGEST_PIECE || !piece.contains(is_han) {
            return false;
        }
        pieces += 1;
        asking += usize::from(WORDS.iter().any(|word| piece.contains(word)));
    }
    pieces >= PIECES && asking >= ASKING
}

#[cfg(test)]
mod tests {
    use super::is_title;

    #[test]
    fn titles_of_searches_are_told_from_titles_of_articles() {
        assert!(is_title("膝盖痛怎么治疗_膝盖痛吃什么药_膝盖痛能治好吗_康宁健康门户"));
        assert!(is_title("劳动合同范文_离职证明模板下载_工资条模板免费下载-文库之家"));
        for title in [
            "石桥镇的集市开张了_新闻频道_石桥在线",
            "报告_2019_终稿_下载.doc",
            "怎么办_怎么做_谁来做",
            "变量 user_name 和 user_id 怎么命名",
        ] {
            assert!(!is_title(title), "{title}");
        }
    }
}
