//! Pages damaged as mirror sites damage them, and mended again by the stages `mojibake` and `annotation`.
//!
//! The damage is written here a second time, from the description of what such sites do and without the
//! library, so that a mistake in the one does not hide in the other.

use taoxi::{Pipeline, RuleSet, stages};

/// Traditional text with full-width marks, as a mirror has it before the damage. Of our own writing.
const PAGE: &[&str] = &[
    "青雲縣今年將推動產業轉型升級作為重要工作，加快發展現代農業、綠色製造和鄉村旅遊。",
    "“我們要把好山好水變成好日子，讓大家都能在家門口就業。”發布會上，該縣負責人這樣説。",
    "當地吃下了“定心丸”。上半年，全縣新增企業一百二十家，經濟運行穩中向好，居民收入繼續增長。",
    "“過去修一條路要等兩年，現在三個月就通車了。”長河村的老會計翻開賬本，數着這些年的變化。",
    "據介紹，縣裏還準備建設三個產業園區，引導資金、人才和技術向園區集聚，發揮龍頭企業的帶動作用。",
    "有了路，還要有業。“我們搶抓機遇，把茶葉賣到了海外。”省農業專家李先生評價説。",
    "明年，縣裏將繼續發力：一是優化服務，二是建設網絡，三是保護環境！“路會越走越寬。”縣長説。",
];

/// A site's own table: in the order of the codes, as such sites have it.
const TABLE: &[(&str, &str)] = &[
    ("產", "chǎn"),
    ("業", "yè"),
    ("發", "fā"),
    ("經", "jīng"),
    ("當", "dāng"),
    ("數", "shù"),
    ("導", "dǎo"),
    ("網", "wǎng"),
    ("優", "yōu"),
    ("長", "zhǎng"),
    ("務", "wù"),
];

fn gbk(text: &str) -> Vec<u8> {
    let (bytes, _, bad) = encoding_rs::GBK.encode(text);
    assert!(!bad, "{text}");
    bytes.into_owned()
}

/// Puts `new` after every place where `old` stands in `bytes`, at any offset.
fn annotate(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let (mut out, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        if bytes[at..].starts_with(old) {
            out.extend_from_slice(old);
            out.extend_from_slice(new);
            at += old.len();
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    out
}

/// Decodes a piece; a lead byte with an impossible trail takes it along and becomes `?`.
fn careless(piece: &[u8]) -> String {
    let (mut out, mut at) = (String::new(), 0);
    while at < piece.len() {
        if piece[at] < 0x80 {
            out.push(char::from(piece[at]));
            at += 1;
            continue;
        }
        let pair = &piece[at..piece.len().min(at + 2)];
        let (text, bad) = encoding_rs::GBK.decode_without_bom_handling(pair);
        out.push_str(if bad || pair.len() < 2 { "?" } else { &text });
        at += 2;
    }
    out
}

fn damage(line: &str, folded: bool) -> String {
    let mut bytes = gbk(line);
    let mut table: Vec<_> = TABLE.iter().map(|(c, reading)| (gbk(c), format!("({reading})"))).collect();
    table.sort();
    for (c, note) in table {
        let note = gbk(&note);
        bytes = annotate(&bytes, &c, &note);
    }
    let mut pieces = vec![bytes];
    for mark in ["、", "，", "！", "。"] {
        let mark = gbk(mark);
        pieces = pieces
            .into_iter()
            .flat_map(|piece| {
                let mut parts = Vec::new();
                let (mut from, mut at) = (0, 0);
                while at + 1 < piece.len() {
                    if piece[at..].starts_with(&mark) && piece.len() > 2 {
                        parts.push(piece[from..at].to_vec());
                        parts.push(mark.clone());
                        at += 2;
                        from = at;
                    } else {
                        at += 1;
                    }
                }
                parts.push(piece[from..].to_vec());
                parts
            })
            .collect();
    }
    let seen: String = pieces.iter().map(|piece| careless(piece)).collect();
    if folded { fold(&seen) } else { seen }
}

fn fold(text: &str) -> String {
    let half = |c| match c {
        '，' => ',',
        '！' => '!',
        '？' => '?',
        '；' => ';',
        '：' => ':',
        '（' => '(',
        '）' => ')',
        c => c,
    };
    text.chars().map(half).collect()
}

fn mend(text: &str) -> String {
    let stages = stages::all().into_iter().filter(|s| matches!(s.name(), "mojibake" | "annotation")).collect();
    let pipeline = Pipeline::new(stages, RuleSet::default());
    let cleaned = pipeline.clean(text, &mut pipeline.scratch());
    assert!(cleaned.settled);
    assert_eq!(cleaned.journal.undo(&cleaned.text), text);
    cleaned.text.into_owned()
}

#[test]
fn damaged_pages_come_back_exactly() {
    for folded in [true, false] {
        let damaged: Vec<String> = PAGE.iter().map(|line| damage(line, folded)).collect();
        assert!(damaged.iter().filter(|line| line.contains('?')).count() >= 4, "{damaged:#?}");
        let wanted: Vec<String> =
            PAGE.iter().map(|line| if folded { fold(line) } else { (*line).to_owned() }).collect();
        let mended = mend(&damaged.join("\n"));
        for (got, wanted) in mended.lines().zip(&wanted) {
            assert_eq!(got, wanted);
        }
    }
}

#[test]
fn a_page_that_is_whole_stays() {
    let page = PAGE.join("\n");
    assert_eq!(mend(&page), page);
    assert_eq!(mend(&fold(&page)), fold(&page));
}

#[test]
fn readings_in_all_their_forms_go() {
    let page = PAGE.join("\n");
    for note in [|r: &str| format!("({r})"), |r: &str| format!("({r})({r})"), |r: &str| format!("（{r}）")] {
        let annotated = TABLE.iter().fold(page.clone(), |page, (c, r)| page.replace(c, &format!("{c}{}", note(r))));
        assert_eq!(mend(&annotated), page);
    }
}

#[test]
fn repairs_tell_their_evidence() {
    use taoxi::stages::{annotation::Annotation, mojibake::Mojibake};
    use taoxi::{Span, Stage};

    let text =
        "發(fā)展產(chǎn)業(yè)園區(qū)的經(jīng)驗總結(jié)會議將擴大合作影響力?！卑l(fā)布會上，負責人這樣説。\n";
    let shifted = text.find("?！卑").expect("the damage");
    let evidence = Mojibake::default().evidence(text, Span::new(shifted, shifted + 4));
    assert_eq!(evidence.len(), 2, "{evidence:?}");
    assert!(evidence.iter().all(|e| e.weight > 0.0), "{evidence:?}");
    assert!(Mojibake::default().evidence(text, Span::new(0, 3)).is_empty());

    let reading = text.find("(fā)").expect("a reading");
    let evidence = Annotation::default().evidence(text, Span::new(reading, reading + 5));
    assert!(evidence.len() >= 3 && evidence.iter().all(|e| e.weight > 0.0), "{evidence:?}");
    assert!(evidence.iter().any(|e| e.feature.starts_with("發 in the document: 1×")), "{evidence:?}");
}
