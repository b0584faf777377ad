//! Limits on a run, for schedulers: `removed_chars > 20%`.

use super::Report;

/// A limit that a run may break.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    figure: Figure,
    above: bool,
    value: f64,
    /// Whether the value is a share, in percent.
    share: bool,
}

/// What is measured, and what its share is a share of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Figure {
    RemovedChars,
    AddedChars,
    ChangedDocuments,
    FailedDocuments,
    RejectedDocuments,
    Duplicates,
    Review,
    Edits,
}

const FIGURES: [(&str, Figure); 8] = [
    ("removed_chars", Figure::RemovedChars),
    ("added_chars", Figure::AddedChars),
    ("changed_documents", Figure::ChangedDocuments),
    ("failed_documents", Figure::FailedDocuments),
    ("rejected_documents", Figure::RejectedDocuments),
    ("duplicates", Figure::Duplicates),
    ("review", Figure::Review),
    ("edits", Figure::Edits),
];

impl std::str::FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = || FIGURES.map(|(name, _)| name).join(", ");
        let wrong = || format!("`{text}` is not a limit like `removed_chars > 20%`; the figures are {}", known());
        let at = text.find(['<', '>']).ok_or_else(wrong)?;
        let name = text[..at].trim();
        let figure = FIGURES.iter().find(|(n, _)| *n == name).map(|(_, f)| *f).ok_or_else(wrong)?;
        let value = text[at + 1..].trim();
        let (value, share) = value.strip_suffix('%').map_or((value, false), |v| (v, true));
        let value = value.trim().parse().map_err(|_| wrong())?;
        Ok(Self { figure, above: text[at..].starts_with('>'), value, share })
    }
}

impl Limit {
    /// What the run has, if the limit is broken.
    #[must_use]
    pub fn broken_by(&self, report: &Report) -> Option<String> {
        let (totals, documents) = (&report.totals, &report.totals.documents);
        let all_documents = report.inputs.documents + documents.failed;
        let (n, of) = match self.figure {
            Figure::RemovedChars => (totals.chars.removed, totals.chars.before),
            Figure::AddedChars => (totals.chars.added, totals.chars.before),
            Figure::ChangedDocuments => (documents.changed, all_documents),
            Figure::FailedDocuments => (documents.failed, all_documents),
            Figure::RejectedDocuments => (documents.rejected, all_documents),
            Figure::Duplicates => {
                (report.dedup.as_ref().map_or(0, |d| d.exact + d.near), report.dedup.as_ref().map_or(0, |d| d.units))
            }
            Figure::Review => (report.review.by_rule.values().sum(), totals.chars.before),
            Figure::Edits => (report.by_rule.iter().map(|r| r.hits).sum(), totals.chars.before),
        };
        let value = if self.share { n as f64 * 100.0 / of.max(1) as f64 } else { n as f64 };
        let broken = if self.above { value > self.value } else { value < self.value };
        let name = FIGURES.iter().find(|(_, f)| *f == self.figure).map_or("", |(n, _)| n);
        broken.then(|| format!("{name} is {value:.2}{}", if self.share { "%" } else { "" }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_and_held_against_a_run() {
        let mut report = Report::default();
        report.totals.chars = super::super::Chars { before: 1000, removed: 250, added: 0, after: 750 };
        let broken = |text: &str| text.parse::<Limit>().expect("a limit").broken_by(&report).is_some();
        assert!(broken("removed_chars > 20%") && !broken("removed_chars > 25%") && broken("removed_chars>249"));
        assert!(broken("added_chars < 1"));
        assert!("chars > 1".parse::<Limit>().expect_err("unknown").contains("removed_chars"));
        assert!("removed_chars".parse::<Limit>().is_err());
    }
}
