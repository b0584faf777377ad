//! From units with their records to the outcome: candidates, prefix filter, leader rule, copies.

use std::ops::Range;

use rayon::prelude::*;

use super::block::{self, PARTS};
use super::candidates::{self, Filtered, Found, Grouper, Member, Order};
use super::crowd::Crowd;
use super::disk::{Disk, Pairs, Room, Saved};
use super::leader::{Leaders, Rule, WORDS};
use super::prefix::{self, Bitmap, Frequencies, Reader, Token};
use super::settled::{Settled, Watch};
use super::texts::{Records, Texts};
use super::verify::ROUNDING;
use super::workspace::Loader;
use super::{Error, Keep, Outcome, Removal, Stats, sketch};

/// What the join needs beside the units.
pub(crate) struct Join {
    /// Exact copies and the first of their kind, by copy.
    pub copies: Vec<(u32, u32)>,
    pub keep: Keep,
    pub memory: u64,
    pub rule: Rule,
}

/// How many shingles a unit has, by and large.
const USUAL: usize = 128;

/// Units whose texts are read together.
const TOGETHER: usize = 1024;

/// What the bands name.
struct Named {
    pairs: Pairs,
    /// Units in long runs.
    crowds: Pairs,
    long_runs: u32,
    /// Some of the units in long runs.
    sample: Vec<u32>,
}

/// Finds the exact copies among units on disk, and marks them.
pub(crate) fn copies(disk: &mut Disk) -> Result<Vec<(u32, u32)>, Error> {
    let copies = match disk.workspace().load("copies", Loader::list) {
        Some(copies) => copies,
        None => {
            let copies = find_copies(disk)?;
            disk.workspace().save("copies", |saver| saver.list(&copies))?;
            copies
        }
    };
    for &(unit, _) in &copies {
        disk.flags_mut()[unit as usize].set_copy();
    }
    Ok(copies)
}

fn find_copies(disk: &Disk) -> Result<Vec<(u32, u32)>, Error> {
    let parts: Vec<Vec<(u32, u32)>> = (0..PARTS)
        .into_par_iter()
        .map_init(
            || (Vec::new(), Grouper::default()),
            |(records, grouper), part| {
                records.clear();
                disk.exact(part, records)?;
                grouper.group(records);
                let mut copies = Vec::new();
                for run in records.chunk_by(|a, b| a >> 32 == b >> 32).filter(|run| run.len() > 1) {
                    same(disk, run, &mut copies)?;
                }
                Ok(copies)
            },
        )
        .collect::<Result<_, Error>>()?;
    let mut copies = parts.concat();
    copies.par_sort_unstable();
    Ok(copies)
}

/// Compares units with the same hash. Almost always all are the same.
fn same(disk: &Disk, run: &[u64], copies: &mut Vec<(u32, u32)>) -> Result<(), Error> {
    let mut originals: Vec<(u32, u32, Vec<u16>, bool)> = Vec::new();
    let mut buffer = Vec::new();
    for &record in run {
        let unit = record as u32;
        let text = disk.read(unit, &mut buffer)?;
        let original = originals.iter().find(|(_, file, units, wide)| {
            *file == text.file && *wide == text.key.wide && units.as_slice() == text.key.units
        });
        match original {
            Some(&(original, ..)) => copies.push((unit, original)),
            None => originals.push((unit, text.file, text.key.units.to_vec(), text.key.wide)),
        }
    }
    Ok(())
}

impl Join {
    /// Decides which units are to be removed. Passes that an interrupted run has done are not done again.
    pub fn run<T: Texts + Records>(self, texts: &T, room: Room, watch: &mut Watch) -> Result<Outcome, Error> {
        let units = texts.len() as u32;
        let order = match self.keep {
            Keep::First => Order::Corpus,
            Keep::Longest => {
                let lengths: Result<Vec<u32>, Error> = (0..units)
                    .into_par_iter()
                    .with_min_len(1024)
                    .map_init(Vec::new, |buffer, unit| Ok(texts.read(unit, buffer)?.key.len() as u32))
                    .collect();
                Order::longest_first(&lengths?)
            }
        };
        let (Named { mut pairs, crowds, long_runs, sample }, filtered) = self.named(texts, &order, room)?;
        let frequencies = self.frequencies(texts, sample)?;
        let (mut members, hubs) = match filtered {
            Some(filtered) => filtered,
            None => {
                let few = |&unit: &u32| texts.flags(unit).is_few() && !texts.flags(unit).is_copy();
                let units: Vec<u32> = (0..units).filter(few).collect();
                let (members, hubs) = self.filter(texts, &units, &order, room, &mut pairs)?;
                if let Some(workspace) = room.workspace() {
                    workspace.save("filter", |saver| {
                        pairs.save(saver)?;
                        saver.number(u64::from(hubs))?;
                        saver.list(&members)
                    })?;
                }
                (members, hubs)
            }
        };
        let bitmaps = self.bitmaps(texts, &order, &mut members)?;

        let crowd = Crowd::new(self.rule, long_runs, frequencies);
        let mut leaders = Leaders::new(texts, &order, self.rule, hubs, bitmaps, crowd);
        let mut settled = Settled::new(&order, &self.copies, watch);
        let mut members = &members[..];
        Pairs::sorted([pairs, crowds], |[pairs, crowds], end| {
            let (now, later) = members.split_at(members.partition_point(|member| u64::from(member.rank) < end));
            members = later;
            leaders.decide(pairs, now, crowds, &mut settled)
        })?;
        let removals = settled.all(texts, leaders.verdicts());
        Ok(outcome(texts, &leaders, removals, u64::from(long_runs)))
    }

    /// What the bands name; and the members and hubs of the prefix filter if an interrupted run has found them.
    fn named<T: Texts + Records>(
        &self,
        texts: &T,
        order: &Order,
        room: Room,
    ) -> Result<(Named, Option<(Vec<Member>, u32)>), Error> {
        let workspace = room.workspace();
        let done = workspace.and_then(|workspace| {
            workspace.load("candidates", |loader| {
                let (pairs, crowds) = (Saved::load(loader)?, Saved::load(loader)?);
                Ok((pairs, crowds, loader.number()? as u32, loader.list()?))
            })
        });
        if let Some((pairs, crowds, long_runs, sample)) = done {
            let filtered = workspace.and_then(|workspace| {
                workspace.load("filter", |loader| {
                    let (pairs, hubs) = (Saved::load(loader)?, loader.number()? as u32);
                    Ok((pairs, (loader.list()?, hubs)))
                })
            });
            let (pairs, filtered) = filtered.map_or((pairs, None), |(pairs, filtered)| (pairs, Some(filtered)));
            let pairs = room.pairs("pairs", texts.len(), Some(pairs))?;
            let crowds = room.pairs("crowds", texts.len(), Some(crowds))?;
            return Ok((Named { pairs, crowds, long_runs, sample }, filtered));
        }
        let (mut pairs, mut crowds) =
            (room.pairs("pairs", texts.len(), None)?, room.pairs("crowds", texts.len(), None)?);
        let (long_runs, sample) = candidates(texts, order, &mut pairs, &mut crowds)?;
        room.forget_records()?;
        if let Some(workspace) = workspace {
            workspace.forget(&["filter"])?;
            workspace.save("candidates", |saver| {
                pairs.save(saver)?;
                crowds.save(saver)?;
                saver.number(u64::from(long_runs))?;
                saver.list(&sample)
            })?;
        }
        Ok((Named { pairs, crowds, long_runs, sample }, None))
    }

    /// How often shingles occur in these units.
    fn frequencies<T: Texts>(&self, texts: &T, mut units: Vec<u32>) -> Result<Frequencies, Error> {
        units.par_sort_unstable();
        units.dedup();
        let frequencies = Frequencies::of(units.len() * USUAL);
        units
            .par_chunks(TOGETHER)
            .map_init(
                || Reader::new(self.rule.shingle),
                |reader, units| {
                    texts.each(units, |_, text| {
                        reader.count(text.key, &frequencies);
                        Ok(())
                    })
                },
            )
            .collect::<Result<(), Error>>()?;
        Ok(frequencies)
    }

    /// Sends units through the prefix filter. Returns the members of long runs, by rank, and how many runs.
    fn filter<T: Texts>(
        &self,
        texts: &T,
        units: &[u32],
        order: &Order,
        room: Room,
        pairs: &mut Pairs,
    ) -> Result<(Vec<Member>, u32), Error> {
        // Half as many as they can have.
        let frequencies = Frequencies::of(units.len() * prefix::FEW / 2);
        let reader = || Reader::new(self.rule.shingle);
        let sizes: Vec<Vec<u32>> = units
            .par_chunks(TOGETHER)
            .map_init(reader, |reader, units| {
                let mut sizes = Vec::with_capacity(units.len());
                texts.each(units, |_, text| {
                    sizes.push(reader.count(text.key, &frequencies) as u32);
                    Ok(())
                })?;
                Ok(sizes)
            })
            .collect::<Result<_, Error>>()?;
        let sizes = sizes.concat();
        let (units, tokens) = self.worth_filtering(texts, units, &sizes);
        drop(sizes);
        // The sorted records of the tokens of these units that are in these partitions.
        let records = |units: &[u32], parts: &Range<usize>| -> Result<Vec<u128>, Error> {
            let records: Vec<Vec<u128>> = units
                .par_chunks(TOGETHER)
                .map_init(reader, |reader, units| {
                    let mut records = Vec::new();
                    texts.each(units, |unit, text| {
                        let salt = sketch::fold(block::salt(text.file)) as u32;
                        let salted = |token: Token| Token { hash: token.hash ^ salt, ..token };
                        let tokens = reader.prefix(text.key, &frequencies, self.rule.threshold).map(salted);
                        let tokens = tokens.filter(|token| parts.contains(&token.part()));
                        records.extend(tokens.map(|token| candidates::token_record(token, unit)));
                        Ok(())
                    })?;
                    Ok(records)
                })
                .collect::<Result<_, Error>>()?;
            let mut records = records.concat();
            records.par_sort_unstable();
            Ok(records)
        };
        // As many rounds as keep the records of one, and their copy, within a quarter of the memory.
        let rounds = (tokens * 32 / (self.memory / 4).max(1 << 20) + 1).min(PARTS as u64) as usize;
        // Texts on disk are read once, and their records put on disk for the rounds.
        let mut on_disk = if rounds > 1 { room.segments("tokens")? } else { None };
        if let Some(on_disk) = &mut on_disk {
            for units in units.chunks(units.len().div_ceil(rounds)) {
                on_disk.append_tokens(&records(units, &(0..PARTS))?)?;
            }
        }
        let (mut members, mut hubs) = (Vec::new(), 0);
        for round in 0..rounds {
            let parts = round * PARTS / rounds..(round + 1) * PARTS / rounds;
            let records = match &on_disk {
                Some(on_disk) => on_disk.read_tokens(parts)?,
                None => records(&units, &parts)?,
            };
            let mut found = Filtered { hubs, ..Filtered::default() };
            candidates::token_runs(&records, order, self.rule.threshold, &mut found);
            pairs.extend(&found.pairs)?;
            members.extend(found.members);
            hubs = found.hubs;
        }
        members.par_sort_unstable();
        Ok((members, hubs))
    }

    /// The units that can have a partner, and how many tokens they have: what stays whatever it is like is of use
    /// only if something of its size can go.
    fn worth_filtering<T: Texts>(&self, texts: &T, units: &[u32], sizes: &[u32]) -> (Vec<u32>, u64) {
        let threshold = self.rule.threshold;
        let may_go = |unit: u32| !texts.flags(unit).is_kept();
        let both = || units.iter().copied().zip(sizes.iter().copied());
        let mut going: Vec<u32> = both().filter(|&(unit, _)| may_go(unit)).map(|(_, size)| size).collect();
        going.par_sort_unstable();
        going.dedup();
        let has_partner = |size: u32| {
            let least = (threshold * f64::from(size) - ROUNDING).ceil() as u32;
            let other = going.get(going.partition_point(|&other| other < least));
            other.is_some_and(|&other| f64::from(size) >= threshold * f64::from(other) - ROUNDING)
        };
        let (mut worth, mut tokens) = (Vec::new(), 0);
        for (unit, size) in both().filter(|&(unit, size)| may_go(unit) || has_partner(size)) {
            worth.push(unit);
            tokens += prefix::len(size as usize, threshold) as u64;
        }
        (worth, tokens)
    }

    /// The bitmaps of these members, which learn where theirs is.
    fn bitmaps<T: Texts>(&self, texts: &T, order: &Order, members: &mut [Member]) -> Result<Vec<Bitmap<WORDS>>, Error> {
        let mut ranks: Vec<u32> = Vec::new();
        for member in members {
            if ranks.last() != Some(&member.rank) {
                ranks.push(member.rank);
            }
            member.slot = ranks.len() as u32 - 1;
        }
        ranks
            .par_iter()
            .with_min_len(256)
            .map_init(
                || (Reader::new(self.rule.shingle), Vec::new()),
                |(reader, buffer), &rank| Ok(reader.bitmap(texts.read(order.unit(rank), buffer)?.key)),
            )
            .collect()
    }
}

fn outcome<T: Texts>(texts: &T, leaders: &Leaders<T>, removals: Vec<Removal>, long_runs: u64) -> Outcome {
    let (work, capped_buckets) = (leaders.work, leaders.capped());
    let exact = removals.iter().filter(|removal| removal.exact).count() as u64;
    let flags = || (0..texts.len() as u32).map(|unit| texts.flags(unit)).filter(|flags| !flags.is_known());
    let stats = Stats {
        units: flags().count() as u64,
        too_short: flags().filter(|flags| flags.is_short()).count() as u64,
        exact,
        near: removals.len() as u64 - exact,
        candidates: work.candidates,
        verified: work.verified,
        rejected: work.verified - leaders.verdicts().len() as u64,
        looked_at: work.looked_at,
        long_runs,
        capped_buckets,
    };
    Outcome { removals, stats }
}

/// Reads the runs of all partitions off. Returns how many long ones there are, and some of the units in them.
fn candidates<T: Records>(
    texts: &T,
    order: &Order,
    pairs: &mut Pairs,
    crowds: &mut Pairs,
) -> Result<(u32, Vec<u32>), Error> {
    let (mut long_runs, mut sample) = (0, Vec::new());
    let together = rayon::current_num_threads() * 4;
    for first in (0..PARTS).step_by(together) {
        let found: Vec<Found> = (first..(first + together).min(PARTS))
            .into_par_iter()
            .map_init(
                || (Vec::new(), Grouper::default()),
                |(records, grouper), part| {
                    records.clear();
                    texts.part(part, records)?;
                    grouper.group(records);
                    let mut found = Found::default();
                    candidates::runs(records, order, &mut found);
                    Ok(found)
                },
            )
            .collect::<Result<_, Error>>()?;
        for mut found in found {
            pairs.extend(&found.pairs)?;
            found.crowd.iter_mut().for_each(|member| *member += u64::from(long_runs));
            crowds.extend(&found.crowd)?;
            sample.append(&mut found.sample);
            long_runs += found.long_runs;
        }
    }
    Ok((long_runs, sample))
}
