//! From sorted records to pairs that are worth a comparison.

use super::block::Record;
use super::prefix::Token;
use super::workspace::Raw;

/// Up to this many units with one key of a band are all compared with one another. Units in a longer run are a crowd.
pub(crate) const RUN: usize = 64;

/// One of so many units of a long run tells how often shingles occur.
const SAMPLED: usize = 1024;

/// Up to this many units with one shingle of the prefix filter are all compared with one another. In a longer run
/// units are compared with the kept ones alone, which in families of similar texts are few.
const TOKEN_RUN: usize = 16;

/// Two units by their ranks: the later one in the upper half.
pub(crate) type Pair = u64;

pub(crate) fn pair(a: u32, b: u32) -> Pair {
    u64::from(a.max(b)) << 32 | u64::from(a.min(b))
}

/// The later and the earlier unit.
pub(crate) fn ends(pair: Pair) -> (u32, u32) {
    ((pair >> 32) as u32, pair as u32)
}

/// The order in which units are decided.
pub(crate) enum Order {
    /// As they came.
    Corpus,
    /// By a rank of their own.
    Ranked { ranks: Vec<u32>, units: Vec<u32> },
}

impl Order {
    /// The longest first; of equal ones the earliest.
    pub fn longest_first(lengths: &[u32]) -> Self {
        let mut units: Vec<u32> = (0..lengths.len() as u32).collect();
        units.sort_by_key(|&unit| std::cmp::Reverse(lengths[unit as usize]));
        let mut ranks = vec![0; units.len()];
        for (rank, &unit) in (0..).zip(&units) {
            ranks[unit as usize] = rank;
        }
        Self::Ranked { ranks, units }
    }

    pub fn rank(&self, unit: u32) -> u32 {
        match self {
            Self::Corpus => unit,
            Self::Ranked { ranks, .. } => ranks[unit as usize],
        }
    }

    pub fn unit(&self, rank: u32) -> u32 {
        match self {
            Self::Corpus => rank,
            Self::Ranked { units, .. } => units[rank as usize],
        }
    }
}

/// Brings records of the same key together, keeping its buffers.
#[derive(Default)]
pub(crate) struct Grouper {
    /// A bit for each of many classes of keys: there is a record.
    one: Vec<u64>,
    /// There are more.
    more: Vec<u64>,
    spare: Vec<Record>,
}

impl Grouper {
    /// Bits for each record: so that one without another of its key seldom shares its bit.
    const BITS: usize = 8;

    /// Sorts the records by their keys; records of one key stay in order. Most of those that are alone are dropped.
    pub fn group(&mut self, records: &mut Vec<Record>) {
        let words = (records.len() * Self::BITS / 64).next_power_of_two().max(2);
        for bits in [&mut self.one, &mut self.more] {
            bits.clear();
            bits.resize(words, 0);
        }
        let shift = 64 - words.ilog2();
        let bit = |record: Record| ((record >> shift) as usize & (words - 1), 1 << (record >> 32 & 63));
        for &record in &*records {
            let (word, bit) = bit(record);
            self.more[word] |= self.one[word] & bit;
            self.one[word] |= bit;
        }
        let mut kept = 0;
        for at in 0..records.len() {
            let (word, bit) = bit(records[at]);
            records[kept] = records[at];
            kept += usize::from(self.more[word] & bit != 0);
        }
        records.truncate(kept);
        sort(records, &mut self.spare);
    }
}

/// Sorts records by their keys; records of one key stay in order. Radix sort, least digit first.
fn sort(records: &mut Vec<Record>, spare: &mut Vec<Record>) {
    const DIGITS: [(u32, u32); 3] = [(32, 11), (43, 11), (54, 10)];
    if records.len() < 256 {
        records.sort_by_key(|record| record >> 32);
        return;
    }
    spare.clear();
    spare.resize(records.len(), 0);
    let mut counts = [[0u32; 1 << 11]; DIGITS.len()];
    for &record in &*records {
        for (count, (shift, bits)) in counts.iter_mut().zip(DIGITS) {
            count[(record >> shift) as usize & ((1 << bits) - 1)] += 1;
        }
    }
    for (count, (shift, bits)) in counts.iter_mut().zip(DIGITS) {
        if count.contains(&(records.len() as u32)) {
            continue; // All alike.
        }
        let mut sum = 0;
        for entry in count.iter_mut() {
            sum += std::mem::replace(entry, sum);
        }
        for &record in &*records {
            let next = &mut count[(record >> shift) as usize & ((1 << bits) - 1)];
            spare[*next as usize] = record;
            *next += 1;
        }
        std::mem::swap(records, spare);
    }
}

/// Sorts pairs, and drops those that stand there already.
pub(crate) fn sort_pairs(pairs: &mut Vec<Pair>, spare: &mut Vec<Pair>) {
    sort(pairs, spare);
    let (mut start, mut len) = (0, 0);
    while start < pairs.len() {
        let later = pairs[start] >> 32;
        let end = start + pairs[start..].iter().take_while(|&&pair| pair >> 32 == later).count();
        pairs[start..end].sort_unstable();
        for at in start..end {
            if at == start || pairs[at] != pairs[at - 1] {
                pairs[len] = pairs[at];
                len += 1;
            }
        }
        start = end;
    }
    pairs.truncate(len);
}

/// What the runs of one partition gave.
#[derive(Default)]
pub(crate) struct Found {
    pub pairs: Vec<Pair>,
    /// Units in runs longer than [`RUN`]: the rank, and below it the run, from 0 on.
    pub crowd: Vec<Pair>,
    /// How many such runs.
    pub long_runs: u32,
    /// Some of the units in long runs, from all of them.
    pub sample: Vec<u32>,
}

/// Reads off the runs of sorted records of bands.
pub(crate) fn runs(records: &[Record], order: &Order, found: &mut Found) {
    for run in records.chunk_by(|a, b| a >> 32 == b >> 32) {
        if run.len() > RUN {
            let number = u64::from(found.long_runs);
            found.crowd.extend(run.iter().map(|&record| u64::from(order.rank(record as u32)) << 32 | number));
            found.sample.extend(run.iter().step_by(SAMPLED).map(|&record| record as u32));
            found.long_runs += 1;
            continue;
        }
        for (at, &a) in run.iter().enumerate() {
            let rank = order.rank(a as u32);
            found.pairs.extend(run[..at].iter().map(|&b| pair(rank, order.rank(b as u32))));
        }
    }
}

/// A unit in a run of the prefix filter that is too long to take all pairs of.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Member {
    pub rank: u32,
    /// Which run.
    pub hub: u32,
    pub size: u32,
    pub place: u32,
    /// Where its bitmap is.
    pub slot: u32,
}

impl Raw for Member {
    fn put(&self, out: &mut Vec<u8>) {
        ((self.rank, self.hub, self.size), self.place).put(out);
    }
    fn get(bytes: &mut &[u8]) -> Option<Self> {
        let ((rank, hub, size), place) = Raw::get(bytes)?;
        Some(Self { rank, hub, size, place, slot: 0 })
    }
}

/// The record of a token: its hash, its text's size, its place, the unit, from the upper bits down.
pub(crate) fn token_record(token: Token, unit: u32) -> u128 {
    u128::from(token.hash) << 96 | u128::from(token.size) << 64 | u128::from(token.place) << 32 | u128::from(unit)
}

pub(crate) fn token_of(record: u128) -> (Token, u32) {
    let token = Token { hash: (record >> 96) as u32, size: (record >> 64) as u32, place: (record >> 32) as u32 };
    (token, record as u32)
}

/// What the runs of sorted records of tokens gave.
#[derive(Default)]
pub(crate) struct Filtered {
    pub pairs: Vec<Pair>,
    /// Members of long runs; `hub` counts from 0 on.
    pub members: Vec<Member>,
    pub hubs: u32,
}

/// Groups of a run, of texts alike in size and in the shingle's place, that are compared with one another to drop
/// those without a possible partner. In runs of more groups none is dropped.
const GROUPS: usize = 256;

/// Reads off the runs of sorted records of tokens.
pub(crate) fn token_runs(records: &[u128], order: &Order, threshold: f64, filtered: &mut Filtered) {
    let mut left: Vec<u128> = Vec::new();
    for run in records.chunk_by(|a, b| a >> 96 == b >> 96) {
        let mut run = run;
        if run.len() > TOKEN_RUN {
            let groups: Vec<&[u128]> = run.chunk_by(|a, b| a >> 32 == b >> 32).collect();
            if groups.len() <= GROUPS {
                left.clear();
                for (at, group) in groups.iter().enumerate() {
                    let (token, _) = token_of(group[0]);
                    let partner = groups.iter().enumerate().any(|(other, partner)| {
                        (other != at || group.len() > 1) && token.can_match(token_of(partner[0]).0, threshold)
                    });
                    if partner {
                        left.extend_from_slice(group);
                    }
                }
                run = &left;
            }
        }
        if run.len() > TOKEN_RUN {
            let hub = filtered.hubs;
            filtered.hubs += 1;
            filtered.members.extend(run.iter().map(|&record| {
                let (token, unit) = token_of(record);
                Member { rank: order.rank(unit), hub, size: token.size, place: token.place, slot: 0 }
            }));
            continue;
        }
        for (at, &a) in run.iter().enumerate() {
            let (token, unit) = token_of(a);
            for &b in &run[..at] {
                let (other, partner) = token_of(b);
                if token.can_match(other, threshold) {
                    filtered.pairs.push(pair(order.rank(unit), order.rank(partner)));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::shingle::SplitMix;
    use super::*;

    #[test]
    fn radix_sort_sorts_by_key_and_is_stable() {
        let mut numbers = SplitMix(5);
        for len in [0, 1, 100, 256, 10_000] {
            let mut records: Vec<Record> = (0..len).map(|unit| numbers.next() % 997 << 53 | unit).collect();
            let mut expected = records.clone();
            expected.sort_unstable();
            let mut pairs = records.clone();
            sort(&mut records, &mut Vec::new());
            assert_eq!(records, expected);
            Grouper::default().group(&mut records);
            let runs = |records: &[Record]| -> Vec<Vec<Record>> {
                let runs = records.chunk_by(|a, b| a >> 32 == b >> 32).filter(|run| run.len() > 1);
                runs.map(<[Record]>::to_vec).collect()
            };
            assert_eq!(runs(&records), runs(&expected));
            pairs.extend_from_within(..);
            pairs.reverse();
            sort_pairs(&mut pairs, &mut Vec::new());
            assert_eq!(pairs, expected);
        }
    }
}
