//! The command line: reads flags, calls the library, prints. Nothing else prints.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the one place that talks to people")]

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::FromArgMatches;
use clap::error::ErrorKind;

use crate::config::{self, Loaded, Loader};
use crate::report::Report;
use crate::report::html::Lang;
use crate::report::limit::Limit;

mod args;
mod check;
mod clean;
mod configure;
mod dedup;
mod diff;
mod errors;
mod explain;
mod generate;
mod help;
mod messages;
mod nearest;
mod progress;
mod report;
mod restore;
mod stats;
mod trial;
mod why;

use args::{Cli, Command, Global, Settings};

/// What a command came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All done.
    Done,
    /// Some documents failed, or `check` found changes.
    Partly,
}

/// Runs the command line of this process. Never panics; returns the exit code.
#[must_use]
pub fn main() -> ExitCode {
    let mut arguments: Vec<_> = std::env::args_os().collect();
    messages::choose(language(flag_lang(&arguments).as_deref()));
    if arguments.get(1).is_some_and(|a| a == "help") {
        arguments.remove(1);
        arguments.push("--help".into());
    }
    let parsed = help::command().try_get_matches_from(arguments).and_then(|m| Cli::from_arg_matches(&m));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(e) if e.exit_code() == 0 || e.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = e.print();
            return ExitCode::from(if e.use_stderr() { 2 } else { 0 });
        }
        Err(e) => {
            let _ = io::stderr().write_all(errors::of_flags(&e).as_bytes());
            return ExitCode::from(2);
        }
    };
    match dispatch(&cli) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Partly) => ExitCode::from(1),
        Err(e) if is_closed_pipe(&e) => ExitCode::from(141),
        Err(e) => {
            let told = errors::tell(&e);
            if cli.global.quiet < 2 {
                let _ = writeln!(io::stderr(), "{told}");
            }
            ExitCode::from(told.exit)
        }
    }
}

/// What `--lang` says, before the flags are parsed: their help and errors are in that language, too.
fn flag_lang(arguments: &[std::ffi::OsString]) -> Option<String> {
    let mut arguments = arguments.iter().filter_map(|a| a.to_str()).take_while(|a| *a != "--");
    let value = arguments.find_map(|a| if a == "--lang" { Some(None) } else { a.strip_prefix("--lang=").map(Some) })?;
    value.or_else(|| arguments.next()).map(str::to_owned)
}

fn dispatch(cli: &Cli) -> anyhow::Result<Outcome> {
    let global = &cli.global;
    match &cli.command {
        Command::Clean(args) => clean::run(args, global),
        Command::Diff(args) => diff::run(args, global),
        Command::Check(args) => check::run(args, global),
        Command::Stats(args) => stats::run(args),
        Command::Explain(args) => explain::explain(args, global),
        Command::Rules(args) => explain::rules(args),
        Command::Why(args) => why::run(args),
        Command::Restore(args) => restore::run(args, global),
        Command::Dedup(args) => dedup::run(args, global),
        Command::Report(args) => report::report(args, global),
        Command::Compare(args) => report::compare(args, global),
        Command::Config(args) => configure::run(args),
        Command::Generate(args) => generate::run(args),
    }
}

/// The reader of our output went away: no fault of anyone.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|e| e.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe))
}

/// The configuration that the flags ask for.
fn load(settings: &Settings) -> Result<Loaded, config::Error> {
    let mut loader = Loader::default();
    if let Some(name) = &settings.preset {
        loader.preset(name)?;
    }
    let nearest = || std::env::current_dir().ok().and_then(|folder| config::nearest(&folder));
    match &settings.config {
        Some(path) => loader.file(path).map(|_| ())?,
        None if settings.isolated => {}
        None => {
            if let Some(path) = nearest() {
                loader.file(&path)?;
            }
        }
    }
    for assignment in &settings.set {
        loader.set(assignment, "-c")?;
    }
    let list = |items: &[String]| toml::Value::from(items.to_vec()).to_string();
    let mut flag = |on: bool, key: &str, value: String, flag: &str| -> Result<(), config::Error> {
        if on { loader.set(&format!("{key} = {value}"), flag).map(|_| ()) } else { Ok(()) }
    };
    flag(settings.safe, "level", "\"safe\"".into(), "--safe")?;
    flag(settings.aggressive, "level", "\"aggressive\"".into(), "--aggressive")?;
    flag(!settings.select.is_empty(), "rules.select", list(&settings.select), "--select")?;
    flag(!settings.ignore.is_empty(), "rules.ignore", list(&settings.ignore), "--ignore")?;
    flag(!settings.stages.is_empty(), "stages", list(&settings.stages), "--stages")?;
    for (value, key, name) in [
        (&settings.encoding, "encoding.encoding", "--encoding"),
        (&settings.format, "input.format", "--format"),
        (&settings.text_field, "input.text_field", "--text-field"),
        (&settings.paragraph_break, "output.paragraph_break", "--paragraph-break"),
        (&settings.convert, "script.convert", "--convert"),
    ] {
        if let Some(value) = value {
            flag(true, key, toml::Value::from(value.as_str()).to_string(), name)?;
        }
    }
    flag(!settings.include.is_empty(), "input.include", list(&settings.include), "--include")?;
    flag(!settings.exclude.is_empty(), "input.exclude", list(&settings.exclude), "--exclude")?;
    flag(settings.strict, "script.strict", "true".into(), "--strict")?;
    flag(settings.learn_boilerplate, "boilerplate.learn", "true".into(), "--learn-boilerplate")?;
    flag(settings.hidden, "input.hidden", "true".into(), "--hidden")?;
    flag(settings.follow, "input.follow", "true".into(), "--follow")?;
    flag(settings.jobs.is_some(), "run.jobs", settings.jobs.unwrap_or_default().to_string(), "--jobs")?;
    if let Some(size) = &settings.memory {
        let bytes = parse_size(size).ok_or_else(|| config::Error::Parse {
            from: "--memory".to_owned(),
            message: format!("`{size}` is not a size: write 512M or 8G"),
        })?;
        flag(true, "run.memory", bytes.to_string(), "--memory")?;
    }
    let mut loaded = loader.finish()?;
    if settings.no_dedup {
        loaded.config.stages.retain(|s| s != config::DEDUP);
    }
    Ok(loaded)
}

/// `512M`, `8G`, `1048576`: bytes.
fn parse_size(text: &str) -> Option<u64> {
    let text = text.trim().trim_end_matches(['b', 'B']).trim_end_matches('i');
    let (digits, unit) = match text.char_indices().next_back()? {
        (at, 'k' | 'K') => (&text[..at], 10),
        (at, 'm' | 'M') => (&text[..at], 20),
        (at, 'g' | 'G') => (&text[..at], 30),
        (at, 't' | 'T') => (&text[..at], 40),
        _ => (text, 0),
    };
    digits.trim().parse::<u64>().ok()?.checked_mul(1 << unit)
}

/// What a command works on.
enum Work {
    /// Standard input.
    Pipe,
    /// Files and folders.
    Paths(Vec<PathBuf>),
}

/// Decides what a command works on: what was named, or a pipe, or `raw`.
fn work(paths: &[PathBuf]) -> anyhow::Result<Work> {
    match paths {
        [one] if one == Path::new("-") => Ok(Work::Pipe),
        [] if !io::stdin().is_terminal() => Ok(Work::Pipe),
        [] if Path::new("raw").is_dir() => Ok(Work::Paths(vec!["raw".into()])),
        [] => Err(errors::usage("USE002", messages::nothing_to_work_on())),
        paths if paths.iter().any(|p| p == Path::new("-")) => {
            Err(errors::usage("USE003", messages::dash_stands_alone()))
        }
        paths => Ok(Work::Paths(paths.to_vec())),
    }
}

/// Reads all of standard input.
fn read_stdin() -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut io::stdin().lock(), &mut bytes).with_context(messages::standard_input)?;
    Ok(bytes)
}

/// The language of reports: that of the messages.
fn lang(_global: &Global) -> Lang {
    messages::lang()
}

/// The language that is named by a flag, `TAOXI_LANG`, or the locale.
fn language(flag: Option<&str>) -> Lang {
    let named = flag.map(str::to_owned).or_else(|| {
        ["TAOXI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .find_map(|key| std::env::var(key).ok().filter(|v| !v.is_empty()))
    });
    if named.is_some_and(|name| name.to_ascii_lowercase().starts_with("zh")) { Lang::Zh } else { Lang::En }
}

/// Whether a run keeps within its limits; says where it does not.
fn within(limits: &[Limit], report: &Report) -> io::Result<bool> {
    let mut kept = true;
    for broken in limits.iter().filter_map(|limit| limit.broken_by(report)) {
        kept = false;
        writeln!(io::stderr(), "taoxi: {}", messages::limit_broken(&broken))?;
    }
    Ok(kept)
}

/// Whether text on standard output may be coloured.
fn colored(global: &Global) -> bool {
    match global.color {
        args::When::Always => true,
        args::When::Never => false,
        args::When::Auto => {
            io::stdout().is_terminal()
                && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
                && std::env::var_os("TERM").is_none_or(|t| t != "dumb")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        assert_eq!(parse_size("512M"), Some(512 << 20));
        assert_eq!(parse_size("8 GiB"), Some(8 << 30));
        assert_eq!(parse_size("100"), Some(100));
        assert_eq!(parse_size("lots"), None);
    }

    #[test]
    fn a_language_is_found_among_the_flags() {
        let of = |line: &str| flag_lang(&line.split(' ').map(Into::into).collect::<Vec<_>>());
        assert_eq!(of("taoxi clean --lang zh").as_deref(), Some("zh"));
        assert_eq!(of("taoxi --lang=en clean").as_deref(), Some("en"));
        assert_eq!(of("taoxi clean -- --lang zh"), None);
        assert_eq!((language(Some("zh_CN.UTF-8")), language(Some("C"))), (Lang::Zh, Lang::En));
    }
}
