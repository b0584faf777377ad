//! The leader rule: in order, a unit is removed if a kept earlier one is similar enough.
//!
//! Units are decided in chunks. First every unit of a chunk is compared, in parallel, with what was kept before
//! the chunk; then the rest, in order, with what the chunk itself kept. What is decided is the same
//! as one at a time: the earliest kept unit that is similar enough is the witness.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::Error;
use super::block;
use super::candidates::{Member, Order, Pair, ends};
use super::crowd::{Crowd, Look, Prefix};
use super::prefix::{Bitmap, Reader, Token};
use super::settled::Settled;
use super::sketch::fold;
use super::texts::{Text, Texts};
use super::verify::{Verifier, differ_in_digits};

/// Units decided together have the same rank divided by this.
pub(crate) const CHUNK: u64 = 16384;

/// Kept units of one long run that later ones are compared with.
const LEADERS: usize = 64;

/// Words of the bitmap of a unit in a long run of the prefix filter.
pub(crate) const WORDS: usize = 4;

/// A unit that goes, and why.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Verdict {
    pub rank: u32,
    pub witness: u32,
    pub jaccard: f32,
}

/// A kept member of a long run.
struct Leader {
    rank: u32,
    slot: u32,
}

/// The kept members of a long run, by size and place.
#[derive(Default)]
struct Hub {
    groups: Vec<(Token, Vec<Leader>)>,
    kept: usize,
    capped: bool,
}

/// How texts are compared.
#[derive(Clone, Copy)]
pub(crate) struct Rule {
    pub shingle: usize,
    pub threshold: f64,
    /// Texts that differ in digits alone are kept.
    pub digits_matter: bool,
}

/// Counts of the work done.
#[derive(Clone, Copy, Default)]
pub(crate) struct Work {
    pub candidates: u64,
    pub verified: u64,
    /// Kept units that were looked at under shingles.
    pub looked_at: u64,
}

/// The pass over the units in order.
pub(crate) struct Leaders<'t, T> {
    texts: &'t T,
    order: &'t Order,
    rule: Rule,
    removed: Vec<bool>,
    hubs: Vec<Hub>,
    /// Of the units in long runs of the prefix filter, by slot.
    bitmaps: Vec<Bitmap<WORDS>>,
    crowd: Crowd,
    benches: Mutex<Vec<Bench>>,
    verdicts: Vec<Verdict>,
    pub work: Work,
}

/// One thread's tools.
struct Bench {
    verifier: Verifier,
    reader: Reader,
    /// The text at hand.
    mine: Vec<u16>,
    /// Whether the verifier compares others with it.
    is_loaded: bool,
    other: Vec<u16>,
    candidates: Vec<u32>,
    guesses: Vec<(u32, u32)>,
    looks: Vec<Look>,
    work: Work,
}

/// Gives the tools back when a thread is done.
struct Borrowed<'a> {
    bench: Option<Bench>,
    home: &'a Mutex<Vec<Bench>>,
}

impl Drop for Borrowed<'_> {
    fn drop(&mut self) {
        let bench = self.bench.take();
        self.home.lock().unwrap_or_else(PoisonError::into_inner).extend(bench);
    }
}

/// What there is to compare a unit with.
struct Task<'a> {
    rank: u32,
    pairs: &'a [Pair],
    members: &'a [Member],
    /// The long runs it is in.
    runs: &'a [Pair],
}

/// What came of a comparison.
#[derive(Default)]
struct Compared {
    verdict: Option<Verdict>,
    /// The text as crowds see it, if that was needed.
    prefix: Option<Prefix>,
    work: Work,
}

impl<'t, T: Texts> Leaders<'t, T> {
    pub fn new(
        texts: &'t T,
        order: &'t Order,
        rule: Rule,
        hubs: u32,
        bitmaps: Vec<Bitmap<WORDS>>,
        crowd: Crowd,
    ) -> Self {
        Self {
            texts,
            order,
            rule,
            removed: vec![false; texts.len()],
            hubs: (0..hubs).map(|_| Hub::default()).collect(),
            bitmaps,
            crowd,
            benches: Mutex::default(),
            verdicts: Vec::new(),
            work: Work::default(),
        }
    }

    /// The units that are near-duplicates of their witness, and not exact copies of another unit, in order.
    pub fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }

    /// Groups whose kept members were too many to compare all of them.
    pub fn capped(&self) -> u64 {
        self.hubs.iter().filter(|hub| hub.capped).count() as u64 + self.crowd.capped
    }

    fn borrow(&self) -> Borrowed<'_> {
        let bench = self.benches.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let bench = bench.unwrap_or_else(|| Bench {
            verifier: Verifier::new(self.rule.shingle),
            reader: Reader::new(self.rule.shingle),
            mine: Vec::new(),
            is_loaded: false,
            other: Vec::new(),
            candidates: Vec::new(),
            guesses: Vec::new(),
            looks: Vec::new(),
            work: Work::default(),
        });
        Borrowed { bench: Some(bench), home: &self.benches }
    }

    /// Decides the units in these pairs, long runs of the prefix filter and long runs of bands, all sorted, none
    /// earlier than what was decided before.
    pub fn decide(
        &mut self,
        pairs: &[Pair],
        members: &[Member],
        runs: &[Pair],
        settled: &mut Settled,
    ) -> Result<(), Error> {
        let (mut pairs, mut members, mut runs) = (pairs, members, runs);
        let mut tasks = Vec::new();
        loop {
            let next = [pairs.first(), runs.first()].into_iter().flatten().map(|&pair| ends(pair).0);
            let Some(rank) = next.chain(members.first().map(|member| member.rank)).min() else { break };
            let of = |pairs: &[Pair]| pairs.iter().take_while(|&&pair| ends(pair).0 == rank).count();
            let (own, crowds) = (of(pairs), of(runs));
            let hubs = members.iter().take_while(|member| member.rank == rank).count();
            let is_apart = |task: &Task| u64::from(task.rank) / CHUNK != u64::from(rank) / CHUNK;
            if tasks.last().is_some_and(is_apart) {
                self.chunk(&tasks, settled)?;
                tasks.clear();
            }
            tasks.push(Task { rank, pairs: &pairs[..own], members: &members[..hubs], runs: &runs[..crowds] });
            (pairs, members, runs) = (&pairs[own..], &members[hubs..], &runs[crowds..]);
        }
        self.chunk(&tasks, settled)
    }

    fn chunk(&mut self, tasks: &[Task], settled: &mut Settled) -> Result<(), Error> {
        let Some(first) = tasks.first().map(|task| task.rank) else { return Ok(()) };
        let this = &*self;
        let before = tasks
            .par_iter()
            .with_min_len(64)
            .map_init(
                || this.borrow(),
                |borrowed, task| match &mut borrowed.bench {
                    Some(bench) => this.compare(task, 0..first, None, bench),
                    None => Ok(Compared::default()),
                },
            )
            .collect::<Result<Vec<Compared>, Error>>()?;
        settled.before(first, self.texts, &self.verdicts);
        // What comes now is for one thread; another has time to tell what is known.
        rayon::join(|| self.in_order(tasks, before), || settled.tell(first)).0
    }

    /// Decides units in order. Each has been compared with what was kept before the first of them.
    fn in_order(&mut self, tasks: &[Task], before: Vec<Compared>) -> Result<(), Error> {
        let Some(first) = tasks.first().map(|task| task.rank) else { return Ok(()) };
        let Some(mut bench) = self.borrow().bench.take() else { return Ok(()) };
        self.crowd.settle();
        for (task, mut compared) in tasks.iter().zip(before) {
            self.work.add(compared.work);
            if compared.verdict.is_none() {
                compared = self.compare(task, first..task.rank, compared.prefix, &mut bench)?;
                self.work.add(compared.work);
            }
            match compared.verdict {
                Some(verdict) => {
                    self.removed[task.rank as usize] = true;
                    self.verdicts.push(verdict);
                }
                None => self.keep(task, compared.prefix, &mut bench)?,
            }
        }
        self.benches.get_mut().unwrap_or_else(PoisonError::into_inner).push(bench);
        Ok(())
    }

    /// Enters a kept unit where later ones look for it.
    fn keep(&mut self, task: &Task, prefix: Option<Prefix>, bench: &mut Bench) -> Result<(), Error> {
        for member in task.members {
            let hub = &mut self.hubs[member.hub as usize];
            if hub.kept == LEADERS {
                hub.capped = true;
                continue;
            }
            hub.kept += 1;
            let token = token(member);
            let leader = Leader { rank: member.rank, slot: member.slot };
            match hub.groups.iter_mut().find(|(other, _)| *other == token) {
                Some((_, leaders)) => leaders.push(leader),
                None => hub.groups.push((token, vec![leader])),
            }
        }
        let Some(prefix) = prefix else { return Ok(()) };
        let neighbours = match self.crowd.near(&prefix) {
            Some(near) => {
                let mut buffer = std::mem::take(&mut bench.mine);
                let mine = self.texts.read(self.order.unit(task.rank), &mut buffer)?;
                bench.begin();
                let mut neighbours = Vec::new();
                for leader in near {
                    let rank = self.crowd.rank(leader);
                    if let Some(jaccard) = self.similarity(mine, rank, self.crowd.wide(), bench)? {
                        neighbours.push((leader, 1.0 - jaccard));
                    }
                }
                bench.mine = buffer;
                Some(neighbours)
            }
            None => None,
        };
        self.crowd.insert(task.rank, &prefix, task.runs, neighbours);
        Ok(())
    }

    /// Compares a unit with its kept candidates among `ranks`, the earliest first.
    fn compare(
        &self,
        task: &Task,
        ranks: Range<u32>,
        prefix: Option<Prefix>,
        bench: &mut Bench,
    ) -> Result<Compared, Error> {
        let unit = self.order.unit(task.rank);
        let is_kept = self.texts.flags(unit).is_kept();
        if is_kept && (task.runs.is_empty() || prefix.is_some()) {
            return Ok(Compared { prefix, ..Compared::default() });
        }
        bench.work = Work::default();
        bench.begin();
        let (mut buffer, mut candidates) = (std::mem::take(&mut bench.mine), std::mem::take(&mut bench.candidates));
        candidates.clear();
        let mut compared = Compared { prefix, ..Compared::default() };
        if is_kept {
            let mine = self.texts.read(unit, &mut buffer)?;
            compared.prefix = Some(self.prefix(mine, bench));
        } else {
            self.candidates(task, &ranks, &mut candidates);
            if !candidates.is_empty() || !task.runs.is_empty() {
                let mine = self.texts.read(unit, &mut buffer)?;
                self.decide_one(task, mine, ranks, &mut candidates, &mut compared, bench)?;
            }
        }
        (bench.mine, bench.candidates) = (buffer, candidates);
        compared.work = bench.work;
        Ok(compared)
    }

    fn prefix(&self, mine: Text, bench: &mut Bench) -> Prefix {
        let salt = fold(block::salt(mine.file)) as u32;
        bench.reader.whole(mine.key, &self.crowd.frequencies, self.crowd.wide(), salt)
    }

    /// The kept units among `ranks` that pairs and the prefix filter name.
    fn candidates(&self, task: &Task, ranks: &Range<u32>, candidates: &mut Vec<u32>) {
        candidates.extend(task.pairs.iter().map(|&pair| ends(pair).1).filter(|other| ranks.contains(other)));
        for member in task.members {
            for (token, leaders) in &self.hubs[member.hub as usize].groups {
                if !token.can_match(self::token(member), self.rule.threshold) {
                    continue;
                }
                let from = leaders.partition_point(|leader| leader.rank < ranks.start);
                let mine = &self.bitmaps[member.slot as usize];
                let sizes = member.size + token.size;
                candidates.extend(
                    leaders[from..]
                        .iter()
                        .take_while(|leader| leader.rank < ranks.end)
                        .filter(|leader| {
                            mine.can_match(&self.bitmaps[leader.slot as usize], sizes, self.rule.threshold)
                        })
                        .map(|leader| leader.rank),
                );
            }
        }
        candidates.retain(|&other| !self.removed[other as usize]);
    }

    /// Finds the earliest kept unit among `ranks` that is similar enough.
    fn decide_one(
        &self,
        task: &Task,
        mine: Text,
        ranks: Range<u32>,
        candidates: &mut Vec<u32>,
        compared: &mut Compared,
        bench: &mut Bench,
    ) -> Result<(), Error> {
        let mut found: Option<(u32, f64)> = None;
        if !task.runs.is_empty() {
            let guess = self.guess(task, mine, ranks.start, bench)?;
            found = guess.map(|(leader, jaccard)| (self.crowd.rank(leader), jaccard));
            match guess.and_then(|(leader, jaccard)| self.crowd.neighbours(leader, jaccard)) {
                Some(neighbours) => candidates.extend(neighbours.filter(|&rank| rank >= ranks.start)),
                None => {
                    let prefix = compared.prefix.get_or_insert_with(|| self.prefix(mine, bench));
                    bench.work.looked_at += self.crowd.query(prefix, ranks.start, &mut bench.looks, candidates);
                }
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        for &rank in &*candidates {
            if found.is_some_and(|(known, _)| rank >= known) {
                break;
            }
            if let Some(jaccard) = self.similar(mine, rank, bench)? {
                found = Some((rank, jaccard));
            }
        }
        compared.verdict =
            found.map(|(witness, jaccard)| Verdict { rank: task.rank, witness, jaccard: jaccard as f32 });
        Ok(())
    }

    /// The first kept unit that is similar enough of those that share most of the long runs.
    fn guess(&self, task: &Task, mine: Text, from: u32, bench: &mut Bench) -> Result<Option<(u32, f64)>, Error> {
        let mut guesses = std::mem::take(&mut bench.guesses);
        self.crowd.guess(task.runs, from, &mut guesses);
        let mut found = None;
        for &(_, leader) in &guesses {
            if let Some(jaccard) = self.similar(mine, self.crowd.rank(leader), bench)? {
                found = Some((leader, jaccard));
                break;
            }
        }
        bench.guesses = guesses;
        Ok(found)
    }

    /// The Jaccard index with a kept unit, if that makes the text at hand go.
    fn similar(&self, mine: Text, rank: u32, bench: &mut Bench) -> Result<Option<f64>, Error> {
        bench.work.candidates += 1;
        let found = self.similarity(mine, rank, self.rule.threshold, bench)?;
        let stays =
            || self.rule.digits_matter && differ_in_digits(bench.verifier.chars(), bench.verifier.other_chars());
        Ok(found.filter(|_| !stays()))
    }

    /// The Jaccard index of the text at hand and a kept unit, if it is at least `threshold` and they may meet.
    fn similarity(&self, mine: Text, rank: u32, threshold: f64, bench: &mut Bench) -> Result<Option<f64>, Error> {
        let other = self.texts.read(self.order.unit(rank), &mut bench.other)?;
        if other.file != mine.file {
            return Ok(None);
        }
        if !std::mem::replace(&mut bench.is_loaded, true) {
            bench.verifier.load(mine.key);
        }
        bench.work.verified += 1;
        Ok(bench.verifier.compare(other.key, threshold))
    }
}

impl Bench {
    /// Turns to another text.
    fn begin(&mut self) {
        self.is_loaded = false;
    }
}

impl Work {
    fn add(&mut self, other: Self) {
        self.candidates += other.candidates;
        self.verified += other.verified;
        self.looked_at += other.looked_at;
    }
}

fn token(member: &Member) -> Token {
    Token { hash: 0, size: member.size, place: member.place }
}
