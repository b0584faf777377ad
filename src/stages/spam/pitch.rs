//! How a seller talks, whatever is sold: what he promises, how fast, how cheap, to whom.
//!
//! Trades change and their words with them; the turns of phrase in which they are praised change little. Each clause is
//! looked at by itself, and what counts is how many different turns stand in the line.

use super::line::Line;

/// The turns of phrase in a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Pitch {
    /// Different turns: [`TURNS`], and one more if there are figures of price or of speed beside them.
    pub(super) turns: usize,
    /// Clauses that hold one.
    pub(super) clauses: usize,
}

/// A turn of phrase: how a clause may begin, and what may stand anywhere in it.
struct Turn {
    openings: &'static [&'static str],
    inside: &'static [&'static str],
}

const TURNS: &[Turn] = &[
    // Nothing is risked.
    Turn {
        openings: &["稳", "保证"],
        inside: &[
            "不要钱",
            "不收费",
            "不收钱",
            "不花钱",
            "零费用",
            "分文不",
            "退款",
            "全退",
            "包退",
            "包赔",
            "包换",
            "退学费",
            "退费",
            "退全款",
            "再付",
            "再收",
            "后付",
            "后收",
            "后结",
            "尾款",
            "先看",
            "先用",
            "先试",
            "先发",
            "先做",
            "先测",
            "先办",
            "算我的",
            "算我输",
            "包过",
            "保过",
            "包会",
            "包上",
            "包成",
            "包邮",
            "包送",
            "包教",
            "不反弹",
            "稳赚",
            "保本",
            "不亏",
            "不封",
            "无效",
            "担保",
            "保密",
            "匿名",
            "不留痕",
            "零风险",
            "无风险",
            "无依赖",
            "假一",
            "绝不",
            "签协议",
            "签合同",
            "终身",
            "可查",
            "可验",
            "不掉",
        ],
    },
    // Nothing is asked.
    Turn {
        openings: &[
            "免",
            "零",
            "无需",
            "无须",
            "不需",
            "不用",
            "不看",
            "不查",
            "不问",
            "不限",
            "不挑",
            "只需",
            "仅需",
            "只要有",
            "凭",
            "有手机就",
            "0元",
            "0门槛",
            "动动",
        ],
        inside: &[
            "零门槛",
            "无门槛",
            "不节食",
            "不押",
            "无抵押",
            "免抵押",
            "免费",
            "不打码",
            "就能下",
            "就能做",
            "都能",
            "都可",
            "皆可",
            "均可",
            "不出门",
            "小白",
            "个人可办",
            "人人",
        ],
    },
    // At once.
    Turn {
        openings: &["秒", "立等", "当天", "当日", "即日"],
        inside: &[
            "最快", "秒到", "秒出", "秒结", "秒批", "秒提", "秒杀", "极速", "光速", "急速", "快速", "加急", "立刻",
            "立马", "随到", "随叫", "随时", "拿钱", "见效", "到账", "上岸", "现结", "日结",
        ],
    },
    // Cheap.
    Turn {
        openings: &["首单", "首充", "首存", "首次", "新人", "买一", "买二", "买三", "买五", "充值", "点数"],
        inside: &[
            "立减",
            "半价",
            "特价",
            "底价",
            "低价",
            "厂价",
            "批发",
            "起批",
            "优惠",
            "实惠",
            "便宜",
            "低至",
            "翻倍",
            "返利",
            "返水",
            "返点",
            "赠金",
            "彩金",
            "打折",
            "折出",
            "最低",
            "不加价",
            "厂家",
            "直销",
            "直供",
            "一手",
            "一件也发",
            "包月",
            "白送",
            "送大",
            "送礼",
            "送你",
            "买三送",
            "买一送",
        ],
    },
    // Come now, you there.
    Turn {
        openings: &[
            "亲",
            "哥哥",
            "姐姐",
            "姐妹",
            "兄弟",
            "老板",
            "老铁",
            "宝子",
            "宝宝",
            "家人们",
            "朋友们",
            "各位",
            "想",
            "有意",
            "有需",
            "需要",
            "还在",
            "你还在",
            "你是不是",
            "还不",
            "是不是",
            "缺钱",
            "急用",
            "急需",
            "快来",
            "速来",
            "赶紧",
            "赶快",
            "别再",
            "不要再",
            "下一个",
            "手里有",
            "手头",
            "找我",
            "懂的",
            "要的",
            "附近",
        ],
        inside: &[
            "看这里",
            "看过来",
            "注意啦",
            "福音",
            "找我",
            "滴滴",
            "手慢",
            "错过",
            "不容错过",
            "名额",
            "数量有限",
            "先到先得",
            "仅限",
            "最后",
            "等你",
            "等着你",
            "等你来",
            "带你",
            "教你",
            "老师带",
            "导师",
            "内部",
            "人气",
            "火爆",
            "戳",
            "点开",
            "猛击",
            "点我",
            "上车",
            "不迷路",
            "牢记",
            "记住",
            "收藏",
            "重谢",
            "急寻",
            "有意请",
        ],
    },
    // Praise.
    Turn {
        openings: &[
            "专业", "专收", "专做", "专注", "专治", "专供", "正规", "诚信", "诚招", "诚邀", "长期", "常年", "大量",
            "高价", "承接", "优质", "精品", "全新", "顶级", "高端", "独家", "正宗", "实力",
        ],
        inside: &[
            "真实",
            "真人",
            "靠谱",
            "正品",
            "原装",
            "稳定",
            "透明",
            "有面子",
            "到家",
            "可靠",
            "老店",
            "老品牌",
            "老平台",
            "信誉",
            "安全",
            "放心",
            "周到",
            "一对一",
            "一条龙",
            "一站式",
            "全包",
            "全套",
            "任选",
            "任你",
            "样样",
            "应有尽有",
            "齐全",
            "永久",
            "高清",
            "无码",
            "不卡",
        ],
    },
];

impl Pitch {
    /// How much of a pitch it is: the mean of turns and clauses, up to 3.
    pub(super) fn strength(self) -> usize {
        (self.turns + self.clauses).div_ceil(2).min(3)
    }

    /// Reads the clauses of `line`. Linear.
    pub(super) fn of(line: &Line) -> Self {
        let mut pitch = Self::default();
        let mut seen = 0_u32;
        let mut start = 0;
        while start < line.chars.len() {
            let len = line.soft[start..].iter().take_while(|&&s| s == line.soft[start]).count();
            let found = turns(&line.chars[start..start + len]);
            pitch.clauses += usize::from(found & WORDS != 0);
            seen |= found;
            start += len;
        }
        pitch.turns = (seen & WORDS).count_ones() as usize;
        pitch.turns += usize::from(pitch.turns > 0 && seen & !WORDS != 0);
        pitch
    }
}

/// The bits of [`TURNS`] in what [`turns`] finds.
const WORDS: u32 = (1 << TURNS.len()) - 1;

/// Which turns stand in a clause: one bit each, those of figures behind those of words.
fn turns(clause: &[char]) -> u32 {
    const LONGEST: usize = 24;
    if clause.len() > LONGEST || clause.len() < 2 {
        return 0;
    }
    let mut found = 0;
    for (bit, turn) in TURNS.iter().enumerate() {
        let opens = turn.openings.iter().any(|o| begins(clause, o));
        let holds = || (0..clause.len()).any(|at| turn.inside.iter().any(|i| begins(&clause[at..], i)));
        found |= u32::from(opens || holds()) << bit;
    }
    found | figures(clause) << TURNS.len()
}

fn begins(chars: &[char], phrase: &str) -> bool {
    let mut chars = chars.iter();
    phrase.chars().all(|p| chars.next() == Some(&p))
}

/// Figures in a clause: 1, a price; 2, a time that is short, in which something is done.
fn figures(clause: &[char]) -> u32 {
    let mut found = 0;
    let number = |c: char| c.is_ascii_digit() || "零一二三四五六七八九十百千万两几半".contains(c);
    for at in 1..clause.len() {
        if !number(clause[at - 1]) {
            continue;
        }
        let rest = &clause[at..];
        let price = ["元", "块", "折", "点", "毛", "万五", "单", "起"].iter().any(|u| begins(rest, u));
        let time = ["分钟", "小时", "天", "个月", "个工作日", "工作日", "周", "秒"].iter().any(|u| begins(rest, u));
        found |= u32::from(price) | u32::from(time && rest.len() > 1) << 1;
    }
    found
}
