//! Closed series that are set with spaces on purpose: stems, branches, seasons, numerals.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Each a series of single characters that stand side by side as options, headings or labels.
const SERIES: &[&str] = &[
    "甲乙丙丁戊己庚辛壬癸",
    "子丑寅卯辰巳午未申酉戌亥",
    "一二三四五六七八九十百千万零〇两",
    "壹贰叁肆伍陆柒捌玖拾佰仟",
    "东南西北中东西",
    "春夏秋冬",
    "金木水火土",
    "宫商角徵羽",
    "生旦净末丑",
    "琴棋书画",
    "酸甜苦辣咸麻",
    "红橙黄绿青蓝紫黑白",
    "鼠牛虎兔龙蛇马羊猴鸡狗猪",
    "日一二三四五六",
    "天地玄黄宇宙洪荒",
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨",
    "乾坤震巽坎离艮兑",
    "仁义礼智信温良恭俭让",
    "上下左右前后",
    "平上去入阴阳",
    "优良中差",
    "对错是否有无",
    "柴米油盐酱醋茶",
    "笔墨纸砚",
    "梅兰竹菊",
    "花鸟虫鱼",
    "风雨雷电霜雪",
    "衣食住行",
    "听说读写",
    "点横竖撇捺折钩提",
    "加减乘除",
    "忠孝节义",
    "福禄寿喜财",
    "日月星辰",
    "马牛羊鸡犬豕",
    "你我他",
    "大中小",
];

/// For each character of a series, one bit for each series that holds it.
static MEMBERS: LazyLock<HashMap<char, u64>> = LazyLock::new(|| {
    let mut members: HashMap<char, u64> = HashMap::new();
    for (n, series) in SERIES.iter().enumerate() {
        series.chars().for_each(|c| *members.entry(c).or_default() |= 1 << n);
    }
    members
});

/// Whether these characters are members of one series, or one character again and again as laughter is, marks and ASCII aside.
pub(super) fn is_series(chars: impl Iterator<Item = char>) -> bool {
    // One bit a series, for the series that hold every character so far.
    let mut alive = (1u64 << SERIES.len()) - 1;
    let mut first = None;
    let mut same = true;
    for c in chars.filter(|c| crate::han::class::is_han(*c)) {
        same &= *first.get_or_insert(c) == c;
        alive &= MEMBERS.get(&c).copied().unwrap_or(0);
        if alive == 0 && !same {
            return false;
        }
    }
    true
}

/// Whether these characters are a date that is to be filled in: `自 年 月 日`.
pub(super) fn is_open_date(chars: impl Iterator<Item = char>) -> bool {
    let head: Vec<char> = chars.take(4).collect();
    let units = ['年', '月', '日'];
    head.starts_with(&units) || head.ends_with(&units)
}

/// Whether these characters are a date in Chinese numerals: `二〇二五年三月`.
pub(super) fn is_date(chars: impl Iterator<Item = char>) -> bool {
    let (mut units, mut numerals, mut others) = (0, 0, 0);
    for c in chars {
        match c {
            '年' | '月' | '日' => units += 1,
            '〇' | '零' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '○' | 'Ｏ' | 'O'
            | '0' => numerals += 1,
            _ => others += 1,
        }
    }
    others == 0 && units > 0 && numerals > units
}
