//! Takes out the readings that some mirror sites put in brackets after characters.

use serde::{Deserialize, Serialize};

use crate::han::bracketed::{self, Bracketed, Table};
use crate::han::fold;
use crate::{Edits, Evidence, Rule, Span, Stage};

crate::rules! {
    /// Take out readings in brackets that a program put after characters
    ///
    /// Mirror sites put the reading after every one of a fixed set of common characters, with its tone or
    /// without, once or twice. The document is taken as annotated by a program if common characters carry a
    /// reading of their own wherever they stand, several of them and some three times or more; in a
    /// document that was turned into Traditional script character by character, fewer will do.
    ///
    /// ```before
    /// 發(fā)展產(chǎn)業(yè)，發(fā)揮作用，再發(fā)一次力，產(chǎn)品的特(te)(te)點就能看得清清楚楚。
    /// ```
    /// ```after
    /// 發展產業，發揮作用，再發一次力，產品的特點就能看得清清楚楚。
    /// ```
    /// Glosses on rare characters, units, words and the texts of textbooks stay:
    /// ```kept
    /// 从亳(bó)州到溇(lóu)港，面积(s)和长度(m)都要量，买苹果(apple)要花五元(yuan)。
    /// ```
    /// ```kept
    /// 春(chūn)天(tiān)来(lái)了(le)，花(huā)开(kāi)了(le)，鸟(niǎo)叫(jiào)了(le)。
    /// ```
    /// When it is wrong: a textbook that annotates few common characters, each everywhere, loses its
    /// readings. Score 0.99 on the full evidence, 0.6 on a single reading in a converted document; it must
    /// pass 0.5.
    READING = "ANN001", Repair, Default, "去除括注读音";
}

/// Below this the readings stay.
const THRESHOLD: f32 = 0.5;

/// From this score, and from so many readings, even a character that mostly stands alone may be the program's.
const SURE: f32 = 0.9;
const MANY: u32 = 20;

/// What can be set under `[annotation]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {}

/// The stage.
#[derive(Debug, Default)]
pub struct Annotation {
    #[expect(dead_code)]
    options: Options,
}

impl Annotation {
    /// The stage with these options.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { options }
    }
}

impl Stage for Annotation {
    fn name(&self) -> &'static str {
        "annotation"
    }

    fn rules(&self) -> &'static [&'static Rule] {
        RULES
    }

    fn scan(&self, text: &str, edits: &mut Edits) {
        let table = Table::learn(text);
        if table.fitting == 0 {
            edits.mark_layout_free();
            return;
        }
        let score = table.machine_made(bracketed::converted_by_characters(text));
        if score < THRESHOLD {
            if table.fitting >= 5 {
                edits.review(
                    Span::new(0, 0),
                    &READING,
                    score,
                    "readings in brackets, but not as a program writes them",
                );
            }
            return;
        }
        for found in bracketed::find(text).filter(|found| found.fits(text)) {
            let Some(base) = found.base else { continue };
            if by_the_program(&table, base, score >= SURE && table.fitting >= MANY) {
                edits.replace_scored(found.span, "", &READING, score);
            } else {
                edits.review(found.span, &READING, 0.3, "a gloss: the character is rare or stands elsewhere without");
            }
        }
    }

    fn evidence(&self, text: &str, place: Span) -> Vec<Evidence> {
        let near = |found: &Bracketed| found.span.end >= place.start && found.span.start <= place.end;
        let Some(found) = bracketed::find(text).find(|found| near(found) && found.fits(text)) else {
            return Vec::new();
        };
        let (table, converted) = (Table::learn(text), bracketed::converted_by_characters(text));
        let score = table.machine_made(converted);
        let mut evidence = vec![
            Evidence {
                feature: format!("{} readings in the document fit the character before them", table.fitting).into(),
                weight: (table.fitting as f32).ln_1p(),
            },
            Evidence {
                feature: format!("a program wrote them, by what carries one: {score:.2} (from {THRESHOLD:.2})").into(),
                weight: score - THRESHOLD,
            },
        ];
        if converted {
            evidence.push(Evidence {
                feature: "the document was turned into Traditional script character by character".into(),
                weight: 1.0,
            });
        }
        if let Some((base, counts)) = found.base.and_then(|base| Some((base, table.characters.get(&base)?))) {
            evidence.push(Evidence {
                feature: format!(
                    "{base} in the document: {}× with a reading, {}× without",
                    counts.with, counts.without
                )
                .into(),
                weight: counts.with as f32 - counts.without as f32,
            });
        }
        evidence
    }
}

/// Whether the reading after `base` is the program's, in a document that a program annotated.
fn by_the_program(table: &Table, base: char, sure: bool) -> bool {
    let Some(counts) = table.characters.get(&base) else { return false };
    let often = counts.with >= 2;
    // Where bytes were shifted, a reading or two went missing.
    let converted = counts.main && fold::is_traditional_only(base) && counts.without <= 3 * counts.with;
    let steady = table.always(base) || often && counts.with > counts.without || sure && converted;
    steady && (bracketed::is_common(base) || often && fold::converts(base))
}
