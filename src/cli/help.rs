//! The command with its help: one definition of the flags, English beside them, Chinese in `zh.toml`.

use clap::builder::Str;
use clap::{Arg, ArgAction, Command, CommandFactory};
use toml::Table;

use super::args::Cli;
use super::messages as say;
use crate::report::html::Lang;

/// What Chinese readers see, by command and flag.
const CHINESE: &str = include_str!("zh.toml");
/// The table of `zh.toml` for flags that several commands have.
const SHARED: &str = "shared";

/// The command in the language of the process.
pub fn command() -> Command {
    let command = Cli::command();
    match say::lang() {
        Lang::En => english(command),
        Lang::Zh => chinese(command),
    }
}

/// Examples come before the flags.
fn english(command: Command) -> Command {
    command
        .help_template("{about-with-newline}\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}")
        .mut_subcommands(english)
}

fn chinese(command: Command) -> Command {
    // A catalogue that is not TOML does not get past the tests; without it the help is in English.
    match CHINESE.parse::<Table>() {
        Ok(texts) => Chinese { texts }.command(command, ""),
        Err(_) => english(command),
    }
}

struct Chinese {
    texts: Table,
}

impl Chinese {
    fn get(&self, command: &str, key: &str) -> Option<&str> {
        let of = |table: &str| self.texts.get(table)?.get(key)?.as_str().map(str::trim_end);
        of(if command.is_empty() { "taoxi" } else { command }).or_else(|| of(SHARED))
    }

    fn command(&self, mut command: Command, path: &str) -> Command {
        let own = |key: &str| self.get(path, key).map(str::to_owned);
        if let Some(about) = own("about") {
            command = match own("long") {
                Some(long) => command.long_about(format!("{about}\n\n{long}")),
                None => command.long_about(None),
            }
            .about(about);
        }
        if let Some(examples) = own("examples") {
            command = command.before_help(examples);
        }
        if command.get_after_long_help().is_some() {
            command = command.after_long_help(own("exit").unwrap_or_default());
        }
        let headings: Vec<_> = command.get_arguments().map(|a| (a.get_id().clone(), self.heading(a))).collect();
        for (id, heading) in headings {
            command = command.mut_arg(id, |arg| self.argument(arg, path).help_heading(heading));
        }
        command = command
            .help_template("{about-with-newline}\n{before-help}用法: {usage}\n\n{all-args}{after-help}")
            .subcommand_help_heading("命令")
            .subcommand_value_name("命令")
            .disable_help_flag(true)
            .arg(
                Arg::new("help")
                    .short('h')
                    .long("help")
                    .action(ArgAction::Help)
                    .help("显示帮助（-h 简短，--help 完整）")
                    .help_heading("选项"),
            );
        if path.is_empty() {
            command = command.disable_version_flag(true).arg(
                Arg::new("version")
                    .short('V')
                    .long("version")
                    .action(ArgAction::Version)
                    .help("显示版本")
                    .help_heading("选项"),
            );
        }
        command.mut_subcommands(|sub| {
            let path = if path.is_empty() { sub.get_name().to_owned() } else { format!("{path} {}", sub.get_name()) };
            self.command(sub, &path)
        })
    }

    fn heading(&self, arg: &Arg) -> Str {
        let english = match arg.get_help_heading() {
            Some(heading) => heading,
            None if arg.is_positional() => "Arguments",
            None => "Options",
        };
        let chinese = self.texts.get("headings").and_then(|t| t.get(english)?.as_str());
        chinese.unwrap_or(english).to_owned().into()
    }

    fn argument(&self, arg: Arg, path: &str) -> Arg {
        let id = arg.get_id().to_string();
        let mut help = self.get(path, &id).unwrap_or_default().to_owned();
        let defaults: Vec<_> = arg.get_default_values().iter().map(|v| v.to_string_lossy().into_owned()).collect();
        if !defaults.is_empty() && arg.get_action().takes_values() {
            help += &say::default_value(defaults.join(","));
        }
        let values: Vec<_> = arg
            .get_possible_values()
            .iter()
            .filter(|v| v.get_help().is_some())
            .map(|v| format!("\n- {}: {}", v.get_name(), self.get("values", v.get_name()).unwrap_or_default()))
            .collect();
        let takes = arg.get_action().takes_values();
        let arg = if takes { arg.hide_default_value(true).hide_possible_values(true) } else { arg };
        let long = if values.is_empty() { help.clone() } else { format!("{help}\n{}", values.concat()) };
        arg.help(help).long_help(long)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The keys that the commands need, as `table.key`.
    fn needed(command: &Command, path: &str, texts: &Chinese, needed: &mut BTreeSet<(String, String)>) {
        let table = if path.is_empty() { "taoxi" } else { path };
        let mut need = |table: &str, key: &str| {
            let own = texts.texts.get(table).is_some_and(|t| t.get(key).is_some());
            let shared = table != "values" && key != "about" && !own;
            needed.insert((if shared { SHARED } else { table }.to_owned(), key.to_owned()));
        };
        need(table, "about");
        if command.get_long_about().is_some() {
            need(table, "long");
        }
        if command.get_before_help().is_some() {
            need(table, "examples");
        }
        if command.get_after_long_help().is_some() {
            need(table, "exit");
        }
        for arg in command.get_arguments() {
            need(table, arg.get_id().as_str());
            for value in arg.get_possible_values().iter().filter(|v| v.get_help().is_some()) {
                need("values", value.get_name());
            }
        }
        for sub in command.get_subcommands() {
            let path = if path.is_empty() { sub.get_name().to_owned() } else { format!("{path} {}", sub.get_name()) };
            self::needed(sub, &path, texts, needed);
        }
    }

    #[test]
    fn every_help_text_is_there_in_chinese_and_none_is_left_over() {
        let texts = Chinese { texts: CHINESE.parse().expect("TOML") };
        let mut wanted = BTreeSet::new();
        needed(&Cli::command(), "", &texts, &mut wanted);
        let mut have = BTreeSet::new();
        for (table, keys) in texts.texts.iter().filter(|(t, _)| *t != "headings") {
            for (key, text) in keys.as_table().expect("a table") {
                let text = text.as_str().expect("a text");
                assert!(text.chars().any(crate::han::class::is_han), "{table}.{key} is not Chinese");
                have.insert((table.clone(), key.clone()));
            }
        }
        let missing: Vec<_> = wanted.difference(&have).collect();
        let left_over: Vec<_> = have.difference(&wanted).collect();
        assert!(missing.is_empty() && left_over.is_empty(), "missing: {missing:?}\nleft over: {left_over:?}");
    }

    #[test]
    fn both_languages_make_a_sound_command() {
        english(Cli::command()).debug_assert();
        chinese(Cli::command()).debug_assert();
    }

    #[test]
    fn short_help_fits_a_small_terminal() {
        for mut command in [english(Cli::command()), chinese(Cli::command())] {
            for name in ["clean", "diff", "check", "restore", "stats"] {
                let sub = command.find_subcommand_mut(name).expect(name);
                let text = sub.render_help().to_string();
                assert!(text.lines().count() <= 25, "{name}: {} lines\n{text}", text.lines().count());
            }
        }
    }
}
