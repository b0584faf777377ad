//! From a unit's number to its file and line.

use std::ops::Range;

use super::Read;
use crate::input::{self, Input};

/// Where every unit is.
pub(super) struct Places<'j> {
    inputs: &'j [Input],
    files: Vec<Read>,
    /// The first unit of each file, and the end.
    firsts: Vec<u64>,
}

impl<'j> Places<'j> {
    /// `known` units, of an index, come before those of the files.
    pub fn new(inputs: &'j [Input], files: Vec<Read>, known: u64) -> Self {
        let mut firsts = Vec::with_capacity(files.len() + 1);
        let mut next = known;
        firsts.push(known);
        for file in &files {
            next += file.units;
            firsts.push(next);
        }
        Self { inputs, files, firsts }
    }

    pub fn file(&self, at: usize) -> &Read {
        &self.files[at]
    }

    /// Whether a unit is an index's.
    pub fn is_known(&self, unit: u64) -> bool {
        unit < self.firsts[0]
    }

    /// The units of a file.
    pub fn units(&self, at: usize) -> Range<u64> {
        self.firsts[at]..self.firsts[at + 1]
    }

    /// `name:line`, and `:place` for one of several units of a line; lines and places count from 1 on.
    pub fn of(&self, unit: u64) -> String {
        let at = self.firsts.partition_point(|&first| first <= unit) - 1;
        let name = input::shown(&self.inputs[at].name);
        let within = unit - self.firsts[at];
        let odd = &self.files[at].odd;
        match odd[..odd.partition_point(|&(_, first, _)| first <= within)].last() {
            Some(&(line, first, units)) if within < first + u64::from(units) => {
                format!("{name}:{}:{}", line + 1, within - first + 1)
            }
            Some(&(line, first, units)) => format!("{name}:{}", line + 2 + within - first - u64::from(units)),
            None => format!("{name}:{}", within + 1),
        }
    }
}
