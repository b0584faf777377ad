//! The leader rule one unit at a time, for a pipe: each is decided when it comes.
//!
//! Only kept units are remembered. Their number can be bounded; then the one that has been of no use for longest is
//! forgotten, and later copies of it stay.

use std::collections::{HashMap, VecDeque};

use super::block::{Block, Plan};
use super::key::Key;
use super::leader::Rule;
use super::prefix::{Frequencies, Reader, Token};
use super::sketch;
use super::verify::{Verifier, differ_in_digits};
use super::{Error, Hashed, NumbersDiffer, Options, Removal, Stats};

/// Kept units under one key that later ones are compared with.
const LEADERS: usize = 64;

/// A kept unit.
struct Leader {
    units: Vec<u16>,
    wide: bool,
    number: u64,
    /// Where it is listed.
    bands: Vec<u64>,
    tokens: Vec<u32>,
    /// When it was last of use.
    used: u64,
}

/// Decides units as they come.
///
/// ```
/// use taoxi::dedup::{Options, Stream};
///
/// let mut stream = Stream::new(&Options { min_chars: 0, ..Options::default() }, None)?;
/// assert!(stream.decide("春风又绿江南岸，明月何时照我还？")?.is_none());
/// let removal = stream.decide("春风又绿江南岸明月何时照我还")?.expect("a copy");
/// assert_eq!(removal.witness, 0);
/// # Ok::<(), taoxi::dedup::Error>(())
/// ```
pub struct Stream {
    plan: Plan,
    rule: Rule,
    limit: usize,
    exact: HashMap<u64, u32, Hashed>,
    bands: HashMap<u64, Vec<u32>, Hashed>,
    tokens: HashMap<u32, Vec<(u32, Token)>>,
    leaders: Vec<Option<Leader>>,
    /// Places of forgotten leaders.
    free: Vec<u32>,
    /// Leaders by use, some of them outdated.
    uses: VecDeque<(u64, u32)>,
    clock: u64,
    alive: usize,
    /// The unit at hand.
    block: Block,
    chars: Vec<u32>,
    candidates: Vec<u32>,
    verifier: Verifier,
    reader: Reader,
    /// All alike: the order of the filter is that of the hashes, since what is to come is not known.
    frequencies: Frequencies,
    stats: Stats,
}

impl Stream {
    /// A stream that has seen nothing. With a `limit`, at most so many kept units are remembered.
    /// [`Options::keep`], [`Options::scope`] and [`Options::memory`] have no part in it.
    ///
    /// # Errors
    ///
    /// If the threshold or the shingle size is out of range.
    pub fn new(options: &Options, limit: Option<usize>) -> Result<Self, Error> {
        Ok(Self {
            plan: Plan::new(options)?,
            rule: Rule {
                shingle: options.shingle,
                threshold: options.threshold,
                digits_matter: options.numbers_differ == NumbersDiffer::Keep,
            },
            limit: limit.unwrap_or(u32::MAX as usize).max(1),
            exact: HashMap::default(),
            bands: HashMap::default(),
            tokens: HashMap::default(),
            leaders: Vec::new(),
            free: Vec::new(),
            uses: VecDeque::new(),
            clock: 0,
            alive: 0,
            block: Block::default(),
            chars: Vec::new(),
            candidates: Vec::new(),
            verifier: Verifier::new(options.shingle),
            reader: Reader::new(options.shingle),
            frequencies: Frequencies::of(0),
            stats: Stats::default(),
        })
    }

    /// What was seen and done so far.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.stats
    }

    /// Decides the next unit: why it is to be removed, or `None` if it stays. Units are numbered from 0 on.
    ///
    /// # Errors
    ///
    /// If the unit is longer than half a gigabyte.
    pub fn decide(&mut self, text: &str) -> Result<Option<Removal>, Error> {
        super::fold::check(&[text])?;
        let number = self.stats.units;
        self.stats.units += 1;
        self.clock += 1;
        let mut block = std::mem::take(&mut self.block);
        block.clear();
        block.push(text, 0, &self.plan);
        let removal = self.compare(&block, number);
        self.block = block;
        Ok(removal)
    }

    fn compare(&mut self, block: &Block, number: u64) -> Option<Removal> {
        let (key, short) = (block.key(0), block.units[0].flags.is_short());
        self.stats.too_short += u64::from(short);
        if key.len() == 0 {
            return None;
        }
        let hash = block.units[0].hash;
        if let Some(&other) = self.exact.get(&hash)
            && self.leader(other).is_some_and(|leader| leader.key() == key)
        {
            return (!short).then(|| self.remove(number, other, 1.0, true));
        }
        let (mut bands, mut tokens) = (Vec::new(), Vec::new());
        if key.len() >= self.plan.shingle {
            key.expand(&mut self.chars);
            let few = self.plan.is_few(key, &self.chars);
            if let Some(count) = self.plan.bands.filter(|_| self.plan.is_signed(key)) {
                bands.extend(sketch::keys(&self.plan.signer.sign(&self.chars), count, 0));
            }
            if few {
                tokens.extend(self.reader.prefix(key, &self.frequencies, self.rule.threshold));
            }
            if !short && let Some((other, jaccard)) = self.find(key, &bands, &tokens) {
                return Some(self.remove(number, other, jaccard, false));
            }
        }
        self.keep(key, number, hash, bands, &tokens);
        None
    }

    fn leader(&self, id: u32) -> Option<&Leader> {
        self.leaders.get(id as usize).and_then(Option::as_ref)
    }

    /// The earliest leader that is similar enough.
    fn find(&mut self, key: Key, bands: &[u64], tokens: &[Token]) -> Option<(u32, f64)> {
        let mut candidates = std::mem::take(&mut self.candidates);
        candidates.clear();
        for band in bands {
            candidates.extend(self.bands.get(band).into_iter().flatten());
        }
        for token in tokens {
            let listed = self.tokens.get(&token.hash).into_iter().flatten();
            let can_match = |other: &&(u32, Token)| token.can_match(other.1, self.rule.threshold);
            candidates.extend(listed.filter(can_match).map(|&(id, _)| id));
        }
        candidates.sort_unstable_by_key(|&id| self.leader(id).map(|leader| leader.number));
        candidates.dedup();
        self.stats.candidates += candidates.len() as u64;
        let mut found = None;
        if !candidates.is_empty() {
            self.verifier.load(key);
        }
        for &id in &candidates {
            let Some(leader) = self.leaders.get(id as usize).and_then(Option::as_ref) else { continue };
            self.stats.verified += 1;
            match self.verifier.compare(leader.key(), self.rule.threshold) {
                Some(jaccard)
                    if !(self.rule.digits_matter
                        && differ_in_digits(self.verifier.chars(), self.verifier.other_chars())) =>
                {
                    found = Some((id, jaccard));
                    break;
                }
                _ => self.stats.rejected += 1,
            }
        }
        self.candidates = candidates;
        found
    }

    fn remove(&mut self, unit: u64, id: u32, jaccard: f64, exact: bool) -> Removal {
        let clock = self.clock;
        let mut witness = 0;
        if let Some(leader) = &mut self.leaders[id as usize] {
            leader.used = clock;
            witness = leader.number;
        }
        if self.limit < u32::MAX as usize {
            self.uses.push_back((clock, id));
        }
        *(if exact { &mut self.stats.exact } else { &mut self.stats.near }) += 1;
        Removal { unit, witness, jaccard: jaccard as f32, exact }
    }

    fn keep(&mut self, key: Key, number: u64, hash: u64, bands: Vec<u64>, tokens: &[Token]) {
        let id = self.free.pop().unwrap_or_else(|| {
            self.leaders.push(None);
            self.leaders.len() as u32 - 1
        });
        self.exact.insert(hash, id);
        let mut leader = Leader {
            units: key.units.to_vec(),
            wide: key.wide,
            number,
            bands: Vec::new(),
            tokens: Vec::new(),
            used: self.clock,
        };
        let mut capped = false;
        for band in bands {
            let listed = self.bands.entry(band).or_default();
            if listed.len() < LEADERS {
                listed.push(id);
                leader.bands.push(band);
            } else {
                capped = true;
            }
        }
        for &token in tokens {
            let listed = self.tokens.entry(token.hash).or_default();
            if listed.len() < LEADERS {
                listed.push((id, token));
                leader.tokens.push(token.hash);
            } else {
                capped = true;
            }
        }
        self.stats.capped_buckets += u64::from(capped);
        self.leaders[id as usize] = Some(leader);
        self.alive += 1;
        if self.limit < u32::MAX as usize {
            self.uses.push_back((self.clock, id));
            while self.alive > self.limit {
                self.forget();
            }
        }
    }

    /// Forgets the leader that has been of no use for longest.
    fn forget(&mut self) {
        while let Some((used, id)) = self.uses.pop_front() {
            let place = &mut self.leaders[id as usize];
            let Some(leader) = place.take_if(|leader| leader.used == used) else { continue };
            for band in &leader.bands {
                if let Some(listed) = self.bands.get_mut(band) {
                    listed.retain(|&other| other != id);
                    if listed.is_empty() {
                        self.bands.remove(band);
                    }
                }
            }
            for token in &leader.tokens {
                if let Some(listed) = self.tokens.get_mut(token) {
                    listed.retain(|&(other, _)| other != id);
                    if listed.is_empty() {
                        self.tokens.remove(token);
                    }
                }
            }
            let hash = self.plan.hash(leader.key(), 0);
            if self.exact.get(&hash) == Some(&id) {
                self.exact.remove(&hash);
            }
            self.free.push(id);
            self.alive -= 1;
            return;
        }
    }
}

impl Leader {
    fn key(&self) -> Key<'_> {
        Key { units: &self.units, wide: self.wide }
    }
}
