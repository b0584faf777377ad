//! Users' rules as a stage.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use super::Error;
use super::definition::{Action, Definition, Scope};
use super::matcher::{LONGEST_PIECE, Matcher};
use crate::{Edits, Effect, Rule, Span, Stage, stages};

/// Rules of one user that run at the same place among the stages.
#[derive(Debug)]
pub struct Custom {
    rules: &'static [&'static Rule],
    compiled: Vec<Compiled>,
}

#[derive(Debug)]
struct Compiled {
    rule: &'static Rule,
    scope: Scope,
    lines: usize,
    matcher: Matcher,
    action: Action,
    with: String,
}

/// Checks and compiles users' rules: for each stage that some rule runs after, its name and what runs there.
///
/// A rule's code and texts live as long as the process, as those of built-in rules do. They are kept
/// once however often the same rules are compiled.
///
/// # Errors
/// The first thing that is wrong, with its key.
pub fn compile(definitions: &[Definition]) -> Result<Vec<(&'static str, Custom)>, Error> {
    let mut codes: HashMap<&str, usize> = HashMap::new();
    let mut compiled: Vec<(&'static str, Vec<Compiled>)> = Vec::new();
    for (n, definition) in definitions.iter().enumerate() {
        let error = |key: &str, problem: String| Error { key: format!("rules.custom[{}]{key}", n + 1), problem };
        let code = definition.code.as_str();
        check_code(code).map_err(|problem| error(".code", problem))?;
        if let Some(first) = codes.insert(code, n) {
            return Err(error(".code", format!("`{code}` is the code of rules.custom[{}], too", first + 1)));
        }
        let after = stages::all().iter().map(|s| s.name()).find(|s| *s == definition.stage).ok_or_else(|| {
            let known: Vec<_> = stages::all().iter().map(|s| s.name()).collect();
            error(".stage", format!("there is no stage `{}`; the stages are {}", definition.stage, known.join(", ")))
        })?;
        let rule = compile_one(definition).map_err(|(key, problem)| error(key, problem))?;
        match compiled.iter_mut().find(|(stage, _)| *stage == after) {
            Some((_, rules)) => rules.push(rule),
            None => compiled.push((after, vec![rule])),
        }
    }
    Ok(compiled.into_iter().map(|(stage, rules)| (stage, Custom::new(rules))).collect())
}

fn check_code(code: &str) -> Result<(), String> {
    let bytes = code.as_bytes();
    let formed =
        bytes.len() == 6 && bytes[..3].iter().all(u8::is_ascii_uppercase) && bytes[3..].iter().all(u8::is_ascii_digit);
    if !formed {
        return Err(format!("`{code}` is not three capital letters and three digits, as in `USR001`"));
    }
    match crate::rules().iter().find(|r| r.code[..3] == code[..3]) {
        Some(rule) => {
            Err(format!("`{code}`: `{}` is kept for the rules of taoxi; take letters of your own", &rule.code[..3]))
        }
        None => Ok(()),
    }
}

/// The error is the key below the rule and what is wrong with it.
fn compile_one(definition: &Definition) -> Result<Compiled, (&'static str, String)> {
    let Definition { matches, action, with, examples, lines, .. } = definition;
    let matcher = Matcher::new(matches).map_err(|(key, problem)| match key {
        ".any_of" => (".match.any_of", problem),
        ".min_hits" => (".match.min_hits", problem),
        ".regex" => (".match.regex", problem),
        ".min_separators" => (".match.min_separators", problem),
        _ => (".match", problem),
    })?;
    match (action, with) {
        (Action::Replace, None) => return Err((".with", "is missing; `replace` must know what to put in".to_owned())),
        (Action::Replace, _) if matches.regex.is_none() && matches.any_of.is_empty() => {
            return Err((".action", "`replace` needs `regex` or `any_of`, which tell what to replace".to_owned()));
        }
        (Action::Remove | Action::Flag, Some(_)) => {
            return Err((".with", "is only for the action `replace`".to_owned()));
        }
        _ => {}
    }
    if *lines == 0 {
        return Err((".lines", "must be at least 1".to_owned()));
    }
    if examples.hit.is_empty() || examples.miss.is_empty() {
        let which = if examples.hit.is_empty() { ".examples.hit" } else { ".examples.miss" };
        return Err((which, "must hold at least one text".to_owned()));
    }
    let with = with.clone().unwrap_or_default();
    // A phrase is taken literally, and so is what takes its place.
    Ok(Compiled { rule: kept(definition), scope: definition.scope, lines: *lines, matcher, action: *action, with })
}

/// The rule that a definition describes, kept for the life of the process, once for equal ones.
fn kept(definition: &Definition) -> &'static Rule {
    static KEPT: LazyLock<Mutex<Vec<&'static Rule>>> = LazyLock::new(Mutex::default);
    let effect = match definition.action {
        Action::Remove => Effect::Removal,
        Action::Replace => Effect::Repair,
        Action::Flag => Effect::Flag,
    };
    let title = definition.title.as_deref().unwrap_or(&definition.code);
    let doc = document(title, definition);
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let same = |r: &&&'static Rule| {
        r.code == definition.code && r.zh == title && r.effect == effect && r.level == definition.level && r.doc == doc
    };
    if let Some(rule) = kept.iter().find(same) {
        return rule;
    }
    let leak = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
    let code = leak(&definition.code);
    let rule: &'static Rule = Box::leak(Box::new(Rule {
        code,
        ident: code,
        zh: leak(title),
        effect,
        level: definition.level,
        doc: leak(&doc),
    }));
    kept.push(rule);
    rule
}

/// What `taoxi explain` shows of a user's rule.
fn document(title: &str, definition: &Definition) -> String {
    let mut doc = format!("{title}\n\nA rule of your own, from the configuration. It fires on:\n\n```text\n");
    for hit in &definition.examples.hit {
        doc += hit;
        doc.push('\n');
    }
    doc += "```\n\nand leaves:\n\n```kept\n";
    for miss in &definition.examples.miss {
        doc += miss;
        doc.push('\n');
    }
    doc + "```\n"
}

/// Where a rule proposes what.
struct Proposal {
    span: Span,
    rule: usize,
    now: String,
}

impl Custom {
    fn new(compiled: Vec<Compiled>) -> Self {
        // The slice of references lives as the rules do; it is a few bytes for each compilation.
        let rules = Box::leak(compiled.iter().map(|c| c.rule).collect::<Vec<_>>().into_boxed_slice());
        Self { rules, compiled }
    }

    /// Proposes what rule `n` wants of a piece, and tells whether that is to remove it.
    fn propose(&self, n: usize, text: &str, piece: Span, proposals: &mut Vec<Proposal>, edits: &mut Edits) -> bool {
        let Compiled { rule, matcher, action, with, .. } = &self.compiled[n];
        let content = piece.of(text);
        if !matcher.is_match(content.trim_end_matches(['\n', '\r'])) {
            return false;
        }
        match action {
            Action::Remove => proposals.push(Proposal { span: piece, rule: n, now: String::new() }),
            Action::Flag => edits.review(piece, rule, 1.0, "a rule of your own flags it"),
            Action::Replace if content.len() > LONGEST_PIECE => {
                edits.review(piece, rule, 1.0, "too long for a replacement");
            }
            Action::Replace => matcher.each(content.trim_end_matches(['\n', '\r']), with, |from, to, now| {
                let start = piece.start as usize;
                proposals.push(Proposal { span: Span::new(start + from, start + to), rule: n, now: now.to_owned() });
            }),
        }
        *action == Action::Remove
    }
}

impl Stage for Custom {
    fn name(&self) -> &'static str {
        "custom"
    }

    fn rules(&self) -> &'static [&'static Rule] {
        self.rules
    }

    /// Linear in the text for each rule. Where rules want the same place, the one that stands first in the configuration has it.
    fn scan(&self, text: &str, edits: &mut Edits) {
        let mut proposals = Vec::new();
        let lines = LazyLock::new(|| lines(text));
        let paragraphs = LazyLock::new(|| paragraphs(text, &lines));
        for (n, compiled) in self.compiled.iter().enumerate() {
            if !edits.is_on(compiled.rule) {
                continue;
            }
            let mut propose = |piece: Span| self.propose(n, text, piece, &mut proposals, edits);
            // A line that goes is none of the first or last ones: the lines behind it move up.
            let mut left = compiled.lines;
            let mut ends = |piece: Span| {
                left -= usize::from(!propose(piece));
                left > 0
            };
            match compiled.scope {
                Scope::Line => lines.iter().for_each(|&p| _ = propose(p)),
                Scope::Paragraph => paragraphs.iter().for_each(|&p| _ = propose(p)),
                Scope::Head => _ = lines.iter().all(|&p| ends(p)),
                Scope::Tail => _ = lines.iter().rev().all(|&p| ends(p)),
                Scope::Document if text.is_empty() => {}
                Scope::Document => _ = propose(Span::new(0, text.len())),
            }
        }
        settle(&mut proposals);
        for Proposal { span, rule, now } in &proposals {
            edits.replace(*span, now, self.compiled[*rule].rule);
        }
    }
}

/// Sorts the proposals and drops those that overlap one of an earlier rule. O(n log n).
fn settle(proposals: &mut Vec<Proposal>) {
    proposals.sort_by_key(|p| (p.span.start, p.rule));
    let mut kept: Vec<Proposal> = Vec::with_capacity(proposals.len());
    for proposal in proposals.drain(..) {
        match kept.last() {
            Some(last) if last.span.end > proposal.span.start => {
                // The earlier rule has the place; of one rule's own, the earlier match.
                if proposal.rule < last.rule {
                    kept.pop();
                    while kept.last().is_some_and(|k| k.span.end > proposal.span.start) {
                        kept.pop();
                    }
                    kept.push(proposal);
                }
            }
            _ => kept.push(proposal),
        }
    }
    *proposals = kept;
}

/// The lines that are not blank, each with its break.
fn lines(text: &str) -> Vec<Span> {
    let mut start = 0;
    let spans = text.split_inclusive('\n').filter_map(|line| {
        let span = Span::new(start, start + line.len());
        start += line.len();
        (!line.trim().is_empty()).then_some(span)
    });
    spans.collect()
}

/// The runs of lines without a blank line between.
fn paragraphs(text: &str, lines: &[Span]) -> Vec<Span> {
    let mut paragraphs: Vec<Span> = Vec::new();
    for line in lines {
        match paragraphs.last_mut() {
            Some(last) if last.end == line.start => last.end = line.end,
            _ => paragraphs.push(*line),
        }
    }
    debug_assert!(paragraphs.iter().all(|p| p.end as usize <= text.len()));
    paragraphs
}
