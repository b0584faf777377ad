//! What went wrong, as people are told: code, text, place, help; and the exit code.
//!
//! Codes: `USE` the command line, `CFG` the configuration, `INP` the inputs, `OUT` the output, `RUN` the
//! work, `ARC` an output folder read again, `IDX` an index of dedup, `SYS` the system.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::Path;

use unicode_width::UnicodeWidthStr;

use super::messages as say;
use super::nearest::did_you_mean;
use crate::dedup::files::{self, IndexError, PipeError};
use crate::report::html::Lang;
use crate::{archive, config, input, journal, run};

/// An error of the command line itself.
#[derive(Debug)]
pub struct Problem {
    code: &'static str,
    text: String,
    help: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Error for Problem {}

/// A mistake in how the command was called: exit code 2.
pub fn usage(code: &'static str, text: String) -> anyhow::Error {
    Problem { code, text, help: None }.into()
}

/// The same, with a way out.
pub fn usage_with_help(code: &'static str, text: String, help: String) -> anyhow::Error {
    Problem { code, text, help: Some(help) }.into()
}

/// What is said about an error.
pub struct Told {
    /// The exit code: usage 2, output 73, I/O 74, in use 75, interrupted 130, one document 1.
    pub exit: u8,
    code: &'static str,
    text: String,
    /// The line of a file that is meant, with a mark under the place.
    place: Option<String>,
    help: Option<String>,
}

impl Told {
    fn new(exit: u8, code: &'static str, text: String) -> Self {
        Self { exit, code, text, place: None, help: None }
    }

    fn help(self, help: impl Into<Option<String>>) -> Self {
        Self { help: help.into(), ..self }
    }

    fn at(self, place: Option<String>) -> Self {
        Self { place, ..self }
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&say::error(self.code, &self.text))?;
        if let Some(place) = &self.place {
            write!(f, "\n{place}")?;
        }
        if let Some(help) = &self.help {
            write!(f, "\n  {}", say::help(help))?;
        }
        Ok(())
    }
}

/// What to say about `error`. What it was wrapped in comes first.
pub fn tell(error: &anyhow::Error) -> Told {
    let mut around = String::new();
    for cause in error.chain() {
        if let Some(mut told) = of_cause(cause) {
            told.text.insert_str(0, &around);
            return told;
        }
        around += &format!("{cause}: ");
    }
    Told::new(2, "USE000", format!("{error:#}"))
}

fn of_cause(cause: &(dyn Error + 'static)) -> Option<Told> {
    if let Some(e) = cause.downcast_ref::<Problem>() {
        return Some(Told::new(2, e.code, e.text.clone()).help(e.help.clone()));
    }
    cause
        .downcast_ref()
        .map(of_run)
        .or_else(|| cause.downcast_ref().map(of_config))
        .or_else(|| cause.downcast_ref().map(of_input))
        .or_else(|| cause.downcast_ref().map(of_archive))
        .or_else(|| cause.downcast_ref().map(of_index))
        .or_else(|| cause.downcast_ref().map(of_files))
        .or_else(|| match cause.downcast_ref::<PipeError>()? {
            PipeError::Io(e) => Some(of_system(e)),
            e => Some(Told::new(2, "RUN001", e.to_string())),
        })
        .or_else(|| cause.downcast_ref().map(of_system))
}

fn of_run(error: &run::Error) -> Told {
    use run::Error as E;
    match error {
        E::Inside { output, input } => {
            Told::new(2, "OUT001", say::output_inside(output, input)).help(say::another_output())
        }
        E::Same(path) => Told::new(2, "OUT002", say::input_and_output(path)).help(say::another_output()),
        E::Locked(path) => Told::new(75, "OUT003", say::locked(path)).help(say::wait_or_another()),
        E::Output { path, source } => {
            use io::ErrorKind as K;
            let cannot_be_made = matches!(
                source.kind(),
                K::PermissionDenied
                    | K::ReadOnlyFilesystem
                    | K::AlreadyExists
                    | K::NotADirectory
                    | K::IsADirectory
                    | K::NotFound
            );
            let exit = if cannot_be_made { 73 } else { 74 };
            Told::new(exit, "OUT004", say::cannot_write(path, system(source)))
        }
        E::Dedup(why) => Told::new(2, "RUN001", say::dedup_failed(why)),
        E::Config(e) => of_config(e),
        E::NotText(path) => Told::new(1, "RUN002", say::not_text(path)),
        E::Document { path, message } => Told::new(1, "RUN003", format!("{path}: {message}")),
        E::Interrupted => Told::new(130, "RUN004", say::interrupted()),
        E::Threads(why) => Told::new(2, "RUN005", say::no_threads(why)),
    }
}

fn of_config(error: &config::Error) -> Told {
    use config::Error as E;
    let told = |code, text| Told::new(2, code, text);
    match error {
        E::Read { path, source } => {
            told("CFG001", format!("{path}: {}", system(source))).help(beside(Path::new(path), source))
        }
        E::Parse { from, message } => {
            let help = asked_for(message).unwrap_or_else(say::config_is_checked);
            told("CFG002", format!("{from}: {}", toml(message))).help(help)
        }
        E::Stage { from, name, known } => told("CFG003", say::unknown_stage(from, name, known))
            .at(quoted_in(from, name))
            .help(did_you_mean(name, known.split(", "))),
        E::Order { from, first, second } => {
            told("CFG004", say::stage_order(from, first, second)).at(quoted_in(from, second))
        }
        E::Code { from, code } => {
            let rules = crate::rules();
            told("CFG005", say::unknown_code(from, code))
                .at(quoted_in(from, code))
                .help(did_you_mean(code, rules.iter().map(|r| r.code)))
        }
        E::Script(e) => told("CFG006", format!("[script]: {e}")),
        E::Custom(e) => told("CFG007", e.to_string()).help(asked_for(&e.problem)),
        E::Cycle(path) => told("CFG008", say::extends_itself(path)),
    }
}

fn of_input(error: &input::Error) -> Told {
    use input::Error as E;
    match error {
        E::Missing { path, source } => {
            Told::new(2, "INP001", format!("{path}: {}", system(source))).help(beside(Path::new(path), source))
        }
        E::SameName { first, second, name } => {
            Told::new(2, "INP002", say::same_name(first, second, name)).help(say::one_by_one())
        }
        E::Glob(e) => Told::new(2, "INP003", say::not_a_glob(e)),
    }
}

fn of_archive(error: &archive::Error) -> Told {
    use archive::Error as E;
    let told = |code, text| Told::new(74, code, text);
    match error {
        E::NotOurs(folder) => {
            let journal = format!("{}/{}", crate::output::META, journal::file::NAME);
            told("ARC001", say::not_ours(folder, journal)).help(say::name_an_output())
        }
        E::Journal { path, source } => {
            use journal::file::Error as J;
            let what = match source {
                J::Io(e) => say::journal_unreadable(system(e)),
                J::Record { line, source } => say::journal_line(line, source),
                J::Unknown { line, doc } => say::journal_unknown(line, doc),
            };
            told("ARC002", format!("{path}: {what}"))
        }
        E::Read { path, source } => told("ARC003", format!("{path}: {}", system(source))),
        E::Altered(path) => told("ARC004", say::altered(path)),
    }
}

fn of_index(error: &IndexError) -> Told {
    match error {
        IndexError::Locked(path) => Told::new(75, "IDX001", say::locked(path)),
        IndexError::Io { path, source } => Told::new(74, "IDX002", format!("{path}: {}", system(source))),
        e => Told::new(2, "IDX003", e.to_string()),
    }
}

fn of_files(error: &files::Error) -> Told {
    match error {
        files::Error::Run(e) => of_run(e),
        files::Error::Index(e) => of_index(e),
        e => Told::new(2, "RUN001", e.to_string()),
    }
}

fn of_system(error: &io::Error) -> Told {
    Told::new(74, "SYS001", system(error))
}

/// What the system says, in the language of the process where it is a common thing.
pub fn system(error: &io::Error) -> String {
    use io::ErrorKind as K;
    if say::lang() == Lang::En {
        return error.to_string();
    }
    match error.kind() {
        K::NotFound => "没有这个文件或文件夹",
        K::PermissionDenied => "没有权限",
        K::AlreadyExists => "已经存在",
        K::NotADirectory => "不是文件夹",
        K::IsADirectory => "是文件夹",
        K::StorageFull => "磁盘已满",
        K::QuotaExceeded => "超出配额",
        K::ReadOnlyFilesystem => "文件系统只读",
        K::UnexpectedEof => "文件不完整",
        _ => return error.to_string(),
    }
    .to_owned()
}

/// If `path` is not there: the names beside it that are most like it.
fn beside(path: &Path, error: &io::Error) -> Option<String> {
    if error.kind() != io::ErrorKind::NotFound {
        return None;
    }
    let name = path.file_name()?.to_string_lossy();
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut names: Vec<_> =
        folder.read_dir().ok()?.filter_map(|e| Some(input::shown(Path::new(&e.ok()?.file_name())))).collect();
    names.sort_unstable();
    did_you_mean(&name, names.iter().map(String::as_str))
}

/// The line of the file `from` that holds `name` between quotation marks, and a mark under it.
fn quoted_in(from: &str, name: &str) -> Option<String> {
    let text = std::fs::read_to_string(from).ok()?;
    let (number, line, at) = text.lines().enumerate().find_map(|(n, line)| {
        let at = ["\"", "'"].iter().find_map(|q| line.find(&format!("{q}{name}{q}")))?;
        Some((n + 1, line, at))
    })?;
    let margin = " ".repeat(number.to_string().len());
    let (before, under) = (" ".repeat(line[..at].width()), "^".repeat(name.width() + 2));
    let column = line[..at].chars().count() + 1;
    Some(format!("{margin}--> {from}:{number}:{column}\n{margin} |\n{number} | {line}\n{margin} | {before}{under}"))
}

/// "Did you mean", from a message that names what it does not know and what there is.
fn asked_for(message: &str) -> Option<String> {
    let line = message.lines().find(|l| l.contains("unknown ") || l.contains("there is no "))?;
    let mut names = line.split('`').skip(1).step_by(2);
    let wanted = names.next()?;
    let names: Vec<&str> = match line.rsplit_once(" are ") {
        Some((_, list)) => list.split(", ").collect(),
        None => names.collect(),
    };
    did_you_mean(wanted, names)
}

/// A message of the TOML parser in the language of the process, as far as its forms are known.
fn toml(message: &str) -> String {
    if say::lang() == Lang::En {
        return message.to_owned();
    }
    let lines = message.lines().map(|line| known_line(line).unwrap_or_else(|| line.to_owned()));
    lines.collect::<Vec<_>>().join("\n")
}

fn known_line(line: &str) -> Option<String> {
    if let Some(place) = line.strip_prefix("TOML parse error at line ") {
        let (row, column) = place.split_once(", column ")?;
        return Some(say::toml_place(row, column));
    }
    if let Some(rest) = line.strip_prefix("there is no preset `") {
        let (name, known) = rest.split_once("`; the presets are ")?;
        return Some(say::no_such_preset(name, known));
    }
    if let Some(text) = line.strip_suffix("` is not a size: write 512M or 8G") {
        return Some(say::not_a_size(text.strip_prefix('`')?));
    }
    let names = |rest: &str| rest.replace("one of ", "").replace("` or `", "`, `").replace('`', "");
    for (start, say) in [
        ("unknown field `", say::unknown_field as fn(String, String) -> String),
        ("unknown variant `", say::unknown_variant),
    ] {
        if let Some(rest) = line.strip_prefix(start) {
            let (name, known) = rest.split_once("`, expected ")?;
            return Some(say(name.to_owned(), names(known)));
        }
    }
    None
}

/// What is said about flags that cannot be understood.
pub fn of_flags(error: &clap::Error) -> String {
    let english = || {
        let text = error.render().to_string();
        text.strip_prefix("error: ").map_or_else(|| text.clone(), |t| say::error("USE001", t))
    };
    if say::lang() == Lang::En { english() } else { in_chinese(error).unwrap_or_else(english) }
}

fn in_chinese(error: &clap::Error) -> Option<String> {
    use clap::error::{ContextKind as C, ContextValue as V, ErrorKind as K};
    let get = |kind| match error.get(kind)? {
        V::String(text) => Some(text.clone()),
        V::Strings(texts) => Some(texts.join(" ")),
        V::StyledStr(text) => Some(text.to_string()),
        V::StyledStrs(texts) => Some(texts.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")),
        _ => None,
    };
    let name = || get(C::InvalidArg);
    let text = match error.kind() {
        K::UnknownArgument => say::unexpected_argument(name()?),
        K::InvalidSubcommand => say::unknown_command(get(C::InvalidSubcommand)?),
        K::InvalidValue if get(C::InvalidValue).is_none_or(|v| v.is_empty()) => say::value_is_missing(name()?),
        K::InvalidValue => {
            let known = get(C::ValidValue).map_or_else(String::new, say::possible_values);
            say::invalid_value(get(C::InvalidValue)?, name()?, known)
        }
        K::ValueValidation => {
            let why = error.source().map_or_else(String::new, |e| format!(": {e}"));
            say::invalid_value(get(C::InvalidValue)?, name()?, why)
        }
        K::MissingRequiredArgument => say::missing_arguments(name()?),
        K::ArgumentConflict => say::conflicting(name()?, get(C::PriorArg)?),
        _ => return None,
    };
    let near = [C::SuggestedArg, C::SuggestedSubcommand, C::SuggestedValue].into_iter().find_map(get);
    let help = near.map(|name| format!("  {}\n", say::help(say::did_you_mean(name)))).unwrap_or_default();
    let usage = get(C::Usage).map(|u| say::usage(u.trim_start_matches("Usage:").trim()) + "\n").unwrap_or_default();
    Some(format!("{}\n{help}\n{usage}{}\n", say::error("USE001", text), say::see_help()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_asked_for_from_messages() {
        let one_of =
            "TOML parse error at line 1, column 1\n  |\nunknown field `levle`, expected one of `level`, `stages`";
        assert!(asked_for(one_of).expect("a question").contains("level"));
        let listed = "there is no preset `bookz`; the presets are news, web, books";
        assert!(asked_for(listed).expect("a question").contains("books"));
        assert_eq!(asked_for("invalid type: integer `1`, expected a string"), None);
    }

    #[test]
    fn a_place_is_marked_by_its_width_on_the_terminal() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), "\nx = [\"段落\", \"dedupe\"]\n").expect("write");
        let place = quoted_in(&file.path().display().to_string(), "dedupe").expect("a place");
        let lines: Vec<_> = place.lines().collect();
        assert!(lines[0].ends_with(":2:12"), "{place}");
        assert_eq!(lines[3].find('^'), Some(4 + "x = [\"段落\", ".width()), "{place}");
    }
}
