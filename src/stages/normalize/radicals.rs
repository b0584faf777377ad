//! Radicals that stand for whole characters, as text taken out of PDF files has them.

use crate::han::class::is_han;
use crate::{Edits, Span};

/// For U+2E80 to U+2EF3, the ideograph of the same shape; ○ where there is none, or none in common use.
///
/// Source: `EquivalentUnifiedIdeograph.txt` of the Unicode Character Database 14.0 (Unicode licence), without
/// the characters beyond the Basic Multilingual Plane and without U+2E8C and U+2E8D, which are parts of 小.
const SUPPLEMENT: &str = "○厂乛乚乙亻冂○刀刂卜㔾○○兀尣尢○巳幺彑彐忄心扌攵○旡日月歺母民氵氺灬爫爫丬牛犭王○目示礻○糹纟罓罒㓁冗○羊○○耂\
     肀聿肉○艹艹艹虎衤覀西见角○讠贝○车辶辶辶邑钅長镸长门○阝雨青韦页风飞食○飠饣○马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟";

/// For U+2F00 to U+2FD5, the same; identical with the compatibility decompositions.
const KANGXI: &str = "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐\
     彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴\
     立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑\
     非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

/// The ideograph that a radical stands for.
pub(super) fn ideograph(c: char) -> Option<char> {
    let (table, first) = match c {
        '\u{2E80}'..='\u{2EF3}' => (SUPPLEMENT, 0x2E80),
        '\u{2F00}'..='\u{2FD5}' => (KANGXI, 0x2F00),
        _ => return None,
    };
    // All of the tables' characters have three bytes.
    let at = (c as usize - first) * 3;
    table.get(at..at + 3)?.chars().next().filter(|&c| c != '○')
}

/// Whether `c` is a sign of an ideographic description sequence, which names parts and not characters.
fn describes(c: char) -> bool {
    matches!(c, '\u{2FF0}'..='\u{2FFF}')
}

/// Folds the radicals of one line where they stand among Han characters.
///
/// A radical counts as standing among them if the run of radicals that it is in touches a Han character, or is
/// one mark away from one. In a line where more radicals stand alone than among Han, they are meant as radicals.
pub(super) fn fold(text: &str, line: Span, edits: &mut Edits) {
    let text = &text[..line.end as usize];
    let (mut folds, mut alone) = (Vec::new(), Vec::new());
    let mut at = line.start as usize;
    while let Some(c) = text[at..].chars().next() {
        if ideograph(c).is_none() {
            at += c.len_utf8();
            continue;
        }
        let rest = &text[at..];
        let end = at + rest.find(|c| ideograph(c).is_none()).unwrap_or(rest.len());
        let before = || text[line.start as usize..at].chars().rev();
        let among = !before().take(4).any(describes) && (touches(before()) || touches(text[end..].chars()));
        if among { &mut folds } else { &mut alone }.push(Span::new(at, end));
        at = end;
    }
    let count = |spans: &[Span]| spans.iter().map(|span| span.len() / 3).sum::<usize>();
    if count(&alone) > count(&folds) {
        for span in folds {
            edits.review(span, &super::RADICAL, 0.5, "the line lists radicals");
        }
        return;
    }
    let mut now = String::new();
    for span in folds {
        now.clear();
        now.extend(span.of(text).chars().filter_map(ideograph));
        edits.replace(span, &now, &super::RADICAL);
    }
}

/// Whether Han comes next, at once or after one mark.
fn touches(mut chars: impl Iterator<Item = char>) -> bool {
    match chars.next() {
        Some('，' | '、' | '。' | '：' | '；' | '）' | '（' | '”' | '“' | '》' | '《') => {
            chars.next().is_some_and(is_han)
        }
        next => next.is_some_and(is_han),
    }
}
