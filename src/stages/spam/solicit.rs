//! Passages that ask the reader to get in touch: whether somebody sells something there, or an honest notice is given.

use super::contact::Contact;
use super::judge::{Place, is_lure, is_offer};
use super::line::Line;
use super::passage::{has_reach, is_all_sold, is_spoken};
use super::pitch::Pitch;
use super::terms::Kind;
use super::voice::voice;
use crate::han::class::is_han;

/// The least voice of a passage that is an advertisement and tells no way to get in touch.
pub(super) const SALES: f32 = 0.5;

/// What speaks for an advertisement in a passage, and what against.
pub(super) struct Solicitation<'l> {
    line: &'l Line,
    contact: Contact,
    /// Different phrases of trades, and their weight.
    trade: (usize, usize),
    /// Different phrases that offer something, and their weight.
    offers: (usize, usize),
    lures: usize,
    pitch: Pitch,
    /// Words of honest notices.
    honest: usize,
    /// Words of those who study a trade or watch over it.
    subject: usize,
    /// How much it sounds like a seller.
    voice: f32,
}

impl<'l> Solicitation<'l> {
    /// What the passage `text` says, which `line` holds, if it can be an advertisement: it tells how to get in touch, or it
    /// sounds like a seller.
    pub(super) fn read(text: &str, line: &'l Line, contact: Contact) -> Option<Self> {
        let voice = voice(text);
        (contact.grade() > 0 || voice >= SALES).then(|| Self {
            line,
            contact,
            trade: line.different(|k| k.is_trade() && k != Kind::Reading),
            offers: line.different(is_offer),
            lures: line.different(is_lure).0,
            pitch: Pitch::of(line),
            honest: line.count(Kind::Notice),
            subject: line.count(Kind::Subject),
            voice,
        })
    }

    /// Whether function words are as rare as the weight of what the passage says allows.
    fn is_lean(&self, spare: usize) -> bool {
        15 * self.line.grammar <= self.line.chars.len() + spare
    }

    /// What speaks against an advertisement.
    fn doubts(&self) -> usize {
        let contact = self.contact;
        self.honest.min(2)
            + self.subject.min(2)
            + usize::from(contact.is_area_code_alone())
            // Two numbers with words of their own are a list of people or shops.
            + usize::from(contact.phones > 1)
            + 2 * usize::from(self.line.has_date)
            + 3 * usize::from(self.line.has_heading && contact.grade() < 3)
    }

    /// Whether a service or goods are offered.
    ///
    /// How much must be said depends on the way to get in touch: a disguise tells most, a telephone least; a telegram of
    /// short pieces tells more, and a topic that is foreign to the text around it, and most the two together.
    pub(super) fn is_service(&self, text: &str, place: Place) -> bool {
        let (line, contact) = (self.line, self.contact);
        let reach = contact.grade();
        if reach == 0 || line.quotes > 0 || contact.phones > 2 || 5 * line.grammar > line.chars.len() {
            return false;
        }
        let seen = contact.is_seen();
        if reach < 3 && self.voice < if seen { -2.5 } else { 0.0 } {
            // Whatever its phrases are, no seller talks like this.
            return false;
        }
        let ((phrases, weight), (offers, promise)) = (self.trade, self.offers);
        let (lures, pitch) = ((self.lures / 2).min(2), self.pitch.strength().min(self.pitch.clauses));
        let score = weight + promise.min(2 * offers) + lures + pitch;
        let spare = match score {
            0..=5 => 15 * reach,
            6..=8 => 30.max(15 * reach),
            _ => usize::MAX / 2,
        };
        if !self.is_lean(spare) {
            return false;
        }
        if reach < 3 && self.is_of_a_notice(text, place) {
            return false;
        }
        let (doubts, terse) = (self.doubts(), line.is_terse());
        if reach == 3 && terse && !place.part && weight + promise + pitch + lures > doubts {
            // A disguise and a telegram: a word of business will do.
            return true;
        }
        let foreign = place.around.are_foreign(text);
        let lone = doubts == 0 && foreign && !place.part;
        // Nothing else is asked of a stranger with a disguise, with a cheap site, or with an account and a pitch.
        let said = score + self.lures > 0;
        if lone && ((reach == 3 && terse) || (contact.dubious && said) || (reach == 2 && terse && pitch > 0)) {
            return true;
        }
        let all = phrases + offers + lures + pitch;
        // Two weak phrases say little, and so does the name of a trade beside a number.
        let strong = line.hits.iter().any(|h| h.weight > 1)
            || phrases + pitch >= 3
            || pitch >= 2
            || (reach == 2 && all >= 3 && terse);
        let praised = reach > 1 || pitch + offers > 0 || weight >= 4;
        let signs = if terse && foreign { 3 } else { usize::from(terse || foreign) };
        // In a list or a notice of short lines one phrase is not enough.
        let base = if reach < 2 { 5 } else { 4 } + usize::from(!foreign && phrases + offers < 2);
        strong && praised && all >= 2 && score >= base + doubts + usize::from(place.part) - signs
    }

    /// Whether the number that the passage tells may be that of a notice, a menu or a list around it. No notice of an office talks like
    /// a seller of something that is not its subject.
    fn is_of_a_notice(&self, text: &str, place: Place) -> bool {
        const HAWKED: f32 = 4.0;
        let around = place.around;
        let hawked = || {
            let loud = self.voice >= HAWKED * (1 + self.doubts()) as f32;
            !place.part && loud && around.are_foreign(text)
        };
        around.are_directory() || around.are_prices() || around.are_notice() && !hawked()
    }

    /// The log-odds that a seller wrote the passage, by how it sounds, what it says and how it is cut.
    ///
    /// The weights are those of a logistic regression over the lines that the voice was fitted to first, each by a voice that
    /// had not seen it; rounded. The last is set so that of the honest lines in made-up articles as many go as with that voice:
    /// the present one has heard more of them, and gives what is not sold less.
    fn odds(&self) -> f32 {
        let line = self.line;
        let flag = |set: bool| f32::from(u8::from(set));
        let count = |n: usize, most: usize| n.min(most) as f32;
        0.72 * self.voice
            + 2.0 * flag(self.contact.covert)
            + 2.0 * flag(self.contact.named)
            + 0.6 * flag(line.is_terse())
            + 0.3 * count(self.trade.1, 6)
            + 0.35 * count(self.offers.1, 4)
            + 0.5 * count(self.pitch.turns, 4)
            + 0.8 * count(line.shouts, 2)
            + 0.033 * count(line.chars.len(), 60)
            - 1.6 * flag(self.contact.phones > 1)
            - 1.5 * flag(line.has_heading)
            - 0.9 * count(self.honest, 2)
            - 0.9 * count(self.subject, 2)
            - 0.5
    }

    /// Whether the passage sounds like a seller, for certain enough that the words of no list are asked for.
    ///
    /// The bar stands higher for one that tells no number, account or site, and for all that speaks for a text of its own:
    /// a part of a paragraph, words of notices, a name in quotation marks, a sentence that is no seller's, words that stand in
    /// the prose around it. It would be wrong on an honest offer in a text about something else.
    pub(super) fn sounds_sold(&self, text: &str, place: Place) -> bool {
        let (line, contact, around) = (self.line, self.contact, place.around);
        let seen = contact.is_seen();
        if line.quotes > line.names || contact.phones > 2 || line.has_date || is_told(text, contact) {
            return false;
        }
        if !contact.is_seen() && (is_posted(text) || is_row_of_words(text)) || is_list_of_sites(text) {
            return false;
        }
        let either = |with: f32, without: f32| if seen { with } else { without };
        let raise = |set: bool, by: f32| if set { by } else { 0.0 };
        let odds = self.odds();
        let mut bar = either(1.5, 2.5)
            + raise(place.part, 0.5)
            + raise(!seen && (self.honest > 0 || line.has_heading), 1.0)
            + raise(place.flowing, either(1.0, 3.0))
            + line.names.min(2) as f32;
        // Offices tell their numbers in whole sentences.
        bar += raise(contact.is_area_code_alone() && text.ends_with('。'), 1.0);
        // What is dear to find out comes last.
        if odds < bar {
            return false;
        }
        // What a notice offers is its subject.
        if !seen && around.are_notice() && !around.are_foreign(text) {
            return false;
        }
        // A notice tells whom to ask, and so does a list.
        if (1..3).contains(&contact.grade()) && self.is_of_a_notice(text, place) {
            return false;
        }
        bar += raise(!place.part && !is_all_sold(text), 2.0);
        if odds < bar {
            return false;
        }
        bar += raise(!around.are_foreign(text), 2.0) + raise(!around.are_plain(), either(1.5, f32::INFINITY));
        if odds < bar {
            return false;
        }
        // Advertisements stand in rows, too, but an offer of several lines is commonly a text of its own.
        let rows = || around.plain_share() >= if odds >= bar + 4.0 { 0.33 } else { 0.67 };
        !around.next_door().any(|l| goes_on(text, seen, l)) || odds >= bar + 1.5 && rows()
    }

    /// Whether something is promised to those who get in touch.
    pub(super) fn is_invitation(&self, text: &str, place: Place) -> bool {
        const PROMISE: f32 = 1.5;
        let (line, contact) = (self.line, self.contact);
        if line.quotes > 0 || self.honest + self.subject > 0 {
            return false;
        }
        let (offers, weight) = self.offers;
        let (_, trade) = line.different(|k| k.is_trade() && k != Kind::Seo);
        let ask = (contact.call && (contact.account || contact.phone)) || contact.covert;
        let lead = contact.call && (contact.site || contact.named) && offers >= 2;
        let disguised = contact.covert && line.is_terse() && weight >= 2;
        offers >= 1
            && (disguised
                || (ask && (weight >= 3 || trade >= 2))
                || ((contact.scan || lead) && weight + trade.min(2) >= 4)
                // Whoever scans the code of another text is promised something.
                || (contact.scan && weight >= 2 && self.voice >= PROMISE && !place.part && place.around.are_foreign(text)))
            && self.is_lean(15)
            && (contact.grade() == 3 || !place.around.are_notice())
    }
}

/// Whether a line begins with who posted it: `楼主更新：`, `回复3：`.
fn is_posted(line: &str) -> bool {
    const POSTERS: [&str; 6] = ["楼主", "层主", "回复", "网友", "版主", "评论"];
    const LABEL: usize = 10;
    POSTERS.iter().any(|poster| line.starts_with(poster)) && line.chars().take(LABEL).any(|c| matches!(c, '：' | ':'))
}

/// Whether a passage is short words with spaces between them and nothing else, as menus and lists are: no seller talks so.
fn is_row_of_words(passage: &str) -> bool {
    const WORDS: usize = 5;
    const LONGEST: usize = 4;
    let word = |word: &str| word.chars().count() <= LONGEST && word.chars().all(is_han);
    passage.split_whitespace().count() >= WORDS && passage.split_whitespace().all(word)
}

/// Whether a passage names several sites, each with its address in brackets behind it, as studies and lists do.
fn is_list_of_sites(passage: &str) -> bool {
    let address =
        |(at, open): (usize, &str)| ["www.", "http"].iter().any(|p| passage[at + open.len()..].starts_with(p));
    passage.match_indices(['(', '（']).filter(|&found| address(found)).count() >= 2
}

/// Whether a passage tells of a seller, rather than being one: it begins with a word that points back to what was said before,
/// names people as reports and judgments do (`周某`, but not `某宝`, as sellers write), or tells who speaks, what is written
/// somewhere, or whose account it is.
fn is_told(passage: &str, contact: Contact) -> bool {
    const LINKS: &[&str] = &[
        "其中",
        "其内",
        "其余",
        "其后",
        "其次",
        "该",
        "它",
        "这些",
        "这类",
        "这种",
        "这样",
        "上述",
        "前者",
        "后者",
        "他们",
        "她们",
        "二者",
        "两者",
        "也有",
        "也就",
        "同时",
        "因此",
        "所以",
        "但",
        "然而",
        "不过",
        "于是",
        "后来",
        "另一",
        "此外",
        "与此",
        "据",
        "对此",
        "还不行",
        "实在不行",
        "不行的话",
    ];
    let names = |(at, it): (usize, &str)| {
        let next = passage[at + it.len()..].chars().next();
        at > 0 && !next.is_some_and(|c| "宝东书音鱼度多些个种天日".contains(c))
    };
    let shows =
        ["写着“", "标着“", "印着“", "打着“", "写有“", "印有“", "标有“"].iter().any(|verb| passage.contains(verb));
    let owner = ["自己的公众号", "我的公众号", "自己的账号", "我的账号"].iter().any(|own| passage.contains(own));
    contact.aside
        || owner
        || shows
        || is_spoken(passage)
        || LINKS.iter().any(|link| passage.starts_with(link))
        || passage.match_indices('某').any(names)
}

/// Whether a line beside a passage goes on about the same offer, as in a small advertisement or a notice of several lines: it
/// sounds like a seller, too, or tells the number that the passage does not tell, or both are items of a list.
///
/// One with a number of its own beside a passage with a number is another advertisement.
fn goes_on(passage: &str, seen: bool, line: &str) -> bool {
    let reaches = has_reach(line.as_bytes());
    let item = |l: &str| l.trim_start().starts_with(|c: char| "一二三四五六七八九十0123456789（(".contains(c));
    (voice(line) >= 0.0 && !(seen && reaches)) || (reaches && !seen) || (item(passage) && item(line))
}
