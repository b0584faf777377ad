//! The removals, as they are settled: in corpus order all before the unit at hand, in any other order all at the end.

use super::Removal;
use super::candidates::Order;
use super::leader::Verdict;
use super::texts::Texts;

/// Is told the removals so far, sorted by unit, and the first unit that is still open, while others are decided.
pub(crate) type Watch<'w> = dyn FnMut(&[Removal], u64) + Send + 'w;

/// Near-duplicates and exact copies brought together.
pub(crate) struct Settled<'t, 'w> {
    order: &'t Order,
    /// The exact copies that are still ahead, and the first of their kind.
    copies: &'t [(u32, u32)],
    /// How many of the verdicts are among the removals.
    verdicts: usize,
    removals: Vec<Removal>,
    watch: &'t mut Watch<'w>,
}

impl<'t, 'w> Settled<'t, 'w> {
    /// `copies` are sorted.
    pub fn new(order: &'t Order, copies: &'t [(u32, u32)], watch: &'t mut Watch<'w>) -> Self {
        Self { order, copies, verdicts: 0, removals: Vec::new(), watch }
    }

    /// Settles the units before `rank`, if they are decided in corpus order.
    pub fn before(&mut self, rank: u32, texts: &impl Texts, verdicts: &[Verdict]) {
        if matches!(self.order, Order::Corpus) {
            self.take(rank, texts, verdicts);
        }
    }

    /// Tells what is settled, if units are decided in corpus order. A single thread does better one thing after the other, each
    /// with the cache to itself.
    pub fn tell(&mut self, rank: u32) {
        if matches!(self.order, Order::Corpus) && rayon::current_num_threads() > 1 {
            (self.watch)(&self.removals, u64::from(rank));
        }
    }

    /// All removals, sorted by unit, of units that are all decided.
    pub fn all(mut self, texts: &impl Texts, verdicts: &[Verdict]) -> Vec<Removal> {
        self.take(u32::MAX, texts, verdicts);
        self.removals
    }

    fn take(&mut self, until: u32, texts: &impl Texts, verdicts: &[Verdict]) {
        let old = self.removals.len();
        let removal = |unit: u32, verdict: &Verdict| Removal {
            unit: u64::from(unit),
            witness: u64::from(self.order.unit(verdict.witness)),
            jaccard: verdict.jaccard,
            exact: false,
        };
        self.removals
            .extend(verdicts[self.verdicts..].iter().map(|verdict| removal(self.order.unit(verdict.rank), verdict)));
        self.verdicts = verdicts.len();
        let (copies, ahead) = self.copies.split_at(self.copies.partition_point(|&(unit, _)| unit < until));
        self.copies = ahead;
        for &(unit, original) in copies.iter().filter(|&&(unit, _)| !texts.flags(unit).is_kept()) {
            let rank = self.order.rank(original);
            let at = verdicts.partition_point(|verdict| verdict.rank < rank);
            self.removals.push(match verdicts.get(at).filter(|verdict| verdict.rank == rank) {
                Some(verdict) => removal(unit, verdict),
                None => Removal { unit: u64::from(unit), witness: u64::from(original), jaccard: 1.0, exact: true },
            });
        }
        self.removals[old..].sort_unstable_by_key(|removal| removal.unit);
    }
}
