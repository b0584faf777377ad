//! The leader rule: in order, a unit is removed if a kept earlier one is similar enough.
//!
//! Units are decided in chunks. First every unit of a chunk is compared, in parallel, with what was kept before
//! the chunk; then the rest, in order, with what the chunk itself kept. What is decided is the same
//! as one at a time: the earliest kept unit that is similar enough is the witness.

use rayon::prelude::*;

use super::Error;
use super::candidates::{Member, Order, Pair, ends};
use super::prefix::{Bitmap, Token};
use super::texts::Texts;
use super::verify::{Verifier, differ_in_digits};

/// Units decided together.
const CHUNK: usize = 1024;

/// Kept units of one long run that later ones are compared with.
const LEADERS: usize = 64;

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
}

/// The pass over the units in order.
pub(crate) struct Leaders<'t, T> {
    texts: &'t T,
    order: &'t Order,
    rule: Rule,
    removed: Vec<bool>,
    hubs: Vec<Hub>,
    /// Of the units in long runs, by slot.
    bitmaps: Vec<Bitmap>,
    pub verdicts: Vec<Verdict>,
    pub work: Work,
}

/// One thread's tools.
struct Bench {
    verifier: Verifier,
    mine: Vec<u16>,
    other: Vec<u16>,
    candidates: Vec<u32>,
    work: Work,
}

/// What there is to compare a unit with.
struct Task<'a> {
    rank: u32,
    pairs: &'a [Pair],
    members: &'a [Member],
}

impl<'t, T: Texts> Leaders<'t, T> {
    pub fn new(texts: &'t T, order: &'t Order, rule: Rule, hubs: u32, bitmaps: Vec<Bitmap>) -> Self {
        Self {
            texts,
            order,
            rule,
            removed: vec![false; texts.len()],
            hubs: (0..hubs).map(|_| Hub::default()).collect(),
            bitmaps,
            verdicts: Vec::new(),
            work: Work::default(),
        }
    }

    pub fn is_removed(&self, rank: u32) -> bool {
        self.removed[rank as usize]
    }

    /// Long runs whose kept members were too many to compare all of them.
    pub fn capped(&self) -> u64 {
        self.hubs.iter().filter(|hub| hub.capped).count() as u64
    }

    fn bench(&self) -> Bench {
        Bench {
            verifier: Verifier::new(self.rule.shingle),
            mine: Vec::new(),
            other: Vec::new(),
            candidates: Vec::new(),
            work: Work::default(),
        }
    }

    /// Decides the units in these pairs and long runs, both sorted, none earlier than what was decided before.
    pub fn decide(&mut self, pairs: &[Pair], members: &[Member]) -> Result<(), Error> {
        let (mut pairs, mut members) = (pairs, members);
        let mut bench = self.bench();
        let mut tasks = Vec::with_capacity(CHUNK);
        while !pairs.is_empty() || !members.is_empty() {
            tasks.clear();
            while tasks.len() < CHUNK && !(pairs.is_empty() && members.is_empty()) {
                let next = pairs.first().map(|&pair| ends(pair).0).into_iter();
                let rank = next.chain(members.first().map(|member| member.rank)).min().unwrap_or(0);
                let own = pairs.iter().take_while(|&&pair| ends(pair).0 == rank).count();
                let runs = members.iter().take_while(|member| member.rank == rank).count();
                tasks.push(Task { rank, pairs: &pairs[..own], members: &members[..runs] });
                (pairs, members) = (&pairs[own..], &members[runs..]);
            }
            self.chunk(&tasks, &mut bench)?;
        }
        self.work.candidates += bench.work.candidates;
        self.work.verified += bench.work.verified;
        Ok(())
    }

    fn chunk(&mut self, tasks: &[Task], bench: &mut Bench) -> Result<(), Error> {
        let Some(first) = tasks.first().map(|task| task.rank) else { return Ok(()) };
        let this = &*self;
        let before: Vec<(Option<Verdict>, Work)> = tasks
            .par_iter()
            .with_min_len(16)
            .map_init(
                || this.bench(),
                |bench, task| {
                    bench.work = Work::default();
                    let verdict = this.compare(task, 0..first, bench)?;
                    Ok((verdict, bench.work))
                },
            )
            .collect::<Result<_, Error>>()?;
        for (task, (verdict, work)) in tasks.iter().zip(before) {
            self.work.candidates += work.candidates;
            self.work.verified += work.verified;
            let verdict = match verdict {
                Some(verdict) => Some(verdict),
                None => self.compare(task, first..task.rank, bench)?,
            };
            if let Some(verdict) = verdict {
                self.removed[task.rank as usize] = true;
                self.verdicts.push(verdict);
                continue;
            }
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
        }
        Ok(())
    }

    /// Compares a unit with its kept candidates among `ranks`, the earliest first.
    fn compare(&self, task: &Task, ranks: std::ops::Range<u32>, bench: &mut Bench) -> Result<Option<Verdict>, Error> {
        let unit = self.order.unit(task.rank);
        if self.texts.flags(unit).is_kept() {
            return Ok(None);
        }
        let candidates = &mut bench.candidates;
        candidates.clear();
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
        if !task.members.is_empty() {
            candidates.sort_unstable();
            candidates.dedup();
        }
        if candidates.is_empty() {
            return Ok(None);
        }
        bench.work.candidates += candidates.len() as u64;
        let mine = self.texts.read(unit, &mut bench.mine)?;
        bench.verifier.load(mine.key);
        for &rank in &*candidates {
            let other = self.texts.read(self.order.unit(rank), &mut bench.other)?;
            if other.file != mine.file {
                continue;
            }
            bench.work.verified += 1;
            if let Some(jaccard) = bench.verifier.compare(other.key, self.rule.threshold) {
                if self.rule.digits_matter && differ_in_digits(mine.key, other.key) {
                    continue;
                }
                return Ok(Some(Verdict { rank: task.rank, witness: rank, jaccard: jaccard as f32 }));
            }
        }
        Ok(None)
    }
}

fn token(member: &Member) -> Token {
    Token { hash: 0, size: member.size, place: member.place }
}
