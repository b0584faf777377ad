//! The flags: one definition for parsing, help, completions and the man page.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};

/// What the exit codes mean, under every `--help`.
const EXIT: &str = "\
Exit codes:
  0  done                       73  the output cannot be made
  1  some documents failed,     74  reading or writing failed
     or check found changes     75  the output is in use by another run
  2  usage or configuration     130 interrupted";

/// The first things to try.
const EXAMPLES: &str = "\
Examples:
  taoxi clean raw -o cleaned          a folder into another, with a report
  taoxi why cleaned/a.txt:7           why a line is as it is
  taoxi restore cleaned -o restored   the inputs again, byte for byte";

/// Turns raw Chinese text into clean Simplified paragraphs, explains every change, and can take it back.
#[derive(Debug, Parser)]
#[command(name = "taoxi", version, max_term_width = 100, before_help = EXAMPLES, after_long_help = EXIT, disable_help_subcommand = true, subcommand_required = true, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub global: Global,
}

/// Flags of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Display")]
pub struct Global {
    /// Say less: no summary; twice, no messages either
    #[arg(short, long, global = true, hide_short_help = true, action = clap::ArgAction::Count)]
    pub quiet: u8,
    /// Say more: time per stage
    #[arg(short, long, global = true, hide_short_help = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// The language of messages and reports [default: TAOXI_LANG, or the locale]
    #[arg(long, global = true, hide_short_help = true, value_name = "zh|en", value_parser = ["zh", "en"])]
    pub lang: Option<String>,
    /// When to use colour
    #[arg(long, global = true, hide_short_help = true, value_name = "WHEN", default_value = "auto")]
    pub color: When,
    /// How to show progress
    #[arg(long, global = true, hide_short_help = true, value_name = "HOW", default_value = "auto")]
    pub progress: Progress,
}

/// When to do something that depends on the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How to show progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Progress {
    /// A bar on a terminal, nothing elsewhere.
    Auto,
    /// One line of JSON a second, for schedulers.
    Json,
    /// Nothing.
    None,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Clean files, folders, or a pipe
    ///
    /// Without PATH: standard input if it is piped, else the folder raw. A single `-` stands for
    /// standard input; the cleaned text then goes to standard output.
    #[command(before_help = "\
Examples:
  taoxi clean raw -o cleaned          a folder into another
  taoxi clean - < page.txt            a filter
  taoxi clean raw -o out --safe       only what is near-certain
  taoxi clean raw -o out --stages script,reflow", after_long_help = EXIT)]
    Clean(Clean),
    /// Show what would change, with the rule at each hunk; writes nothing
    Diff(Diff),
    /// Tell whether anything would change: exit code 1 if so
    Check(Check),
    /// Tell what the texts are like: encodings, scripts, lines, repeated lines; cleans nothing
    #[command(before_help = "\
Examples:
  taoxi stats raw             a folder
  taoxi stats - < page.txt    a text
  taoxi stats raw --json      for programs")]
    Stats(Stats),
    /// Explain a rule: what it does, examples, when it is wrong, how to switch it off
    Explain(Explain),
    /// List the rules, or test your own
    Rules(Rules),
    /// Tell every decision on a line of an output: `taoxi why cleaned/a.txt:7`
    Why(Why),
    /// Take changes back: all, those of one document, or those of one rule
    #[command(before_help = "\
Examples:
  taoxi restore cleaned -o restored                the inputs, byte for byte
  taoxi restore cleaned -o restored --doc a.txt    one of them
  taoxi restore cleaned -o again --rule SPM001     the outputs, as if the rule were off")]
    Restore(Restore),
    /// Remove near-duplicates alone, from text files and JSON Lines
    #[command(before_help = "\
Examples:
  taoxi dedup corpus.jsonl -o kept.jsonl          records that repeat earlier ones go
  taoxi dedup texts -o kept --pairs pairs.tsv     a folder; removed, kept and similarity in a table
  taoxi dedup - < lines.txt > kept.txt            line by line, as they come
  taoxi dedup today.jsonl -o new.jsonl --index .seen   against all that went before")]
    Dedup(Box<Dedup>),
    /// Write a run's report again, in other forms too
    Report(ReportArgs),
    /// Compare two runs over the same inputs: what did a new set of rules change?
    Compare(Compare),
    /// Make, show, or describe the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Write the man page or completions for a shell to standard output
    Generate(Generate),
}

/// Where a configuration comes from, and the flags that change it.
#[derive(Debug, Default, Args)]
pub struct Settings {
    /// Read this configuration instead of the nearest taoxi.toml
    #[arg(hide_short_help = true, long, value_name = "FILE", help_heading = "Configuration", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
    /// Read no configuration file
    #[arg(hide_short_help = true, long, help_heading = "Configuration")]
    pub isolated: bool,
    /// Set one value: -c dedup.threshold=0.9
    #[arg(hide_short_help = true, short = 'c', value_name = "KEY=VALUE", help_heading = "Configuration")]
    pub set: Vec<String>,
    /// Start from a preset
    #[arg(hide_short_help = true, long, value_name = "NAME", help_heading = "Configuration")]
    pub preset: Option<String>,
    /// Use near-certain rules only
    #[arg(long, help_heading = "Rules", conflicts_with = "aggressive")]
    pub safe: bool,
    /// Use bold rules too
    #[arg(hide_short_help = true, long, help_heading = "Rules")]
    pub aggressive: bool,
    /// Switch rules on, by code or the beginning of a code
    #[arg(long, value_name = "CODES", value_delimiter = ',', help_heading = "Rules")]
    pub select: Vec<String>,
    /// Switch rules off, by code or the beginning of a code
    #[arg(long, value_name = "CODES", value_delimiter = ',', help_heading = "Rules")]
    pub ignore: Vec<String>,
    /// Run only these stages
    #[arg(long, value_name = "NAMES", value_delimiter = ',', help_heading = "Rules")]
    pub stages: Vec<String>,
    /// How to convert: t2s or none; with the feature opencc also tw2s, hk2s, tw2sp, or a .json of OpenCC
    #[arg(hide_short_help = true, long, value_name = "NAME", help_heading = "Rules")]
    pub convert: Option<String>,
    /// Convert byte for byte as OpenCC does
    #[arg(hide_short_help = true, long, help_heading = "Rules")]
    pub strict: bool,
    /// Keep near-duplicates
    #[arg(long, help_heading = "Rules")]
    pub no_dedup: bool,
    /// Find the lines that many documents begin or end with, in a first pass, and remove them
    #[arg(hide_short_help = true, long, help_heading = "Rules")]
    pub learn_boilerplate: bool,
    /// Take the inputs to be in this encoding
    #[arg(hide_short_help = true, long, value_name = "NAME", help_heading = "Input")]
    pub encoding: Option<String>,
    /// How inputs hold their documents
    #[arg(hide_short_help = true, long, value_name = "auto|txt|jsonl", help_heading = "Input")]
    pub format: Option<String>,
    /// The field of JSON Lines that holds the text
    #[arg(hide_short_help = true, long, value_name = "NAME", help_heading = "Input")]
    pub text_field: Option<String>,
    /// What stands between paragraphs of the output: a line feed, or a blank line
    #[arg(hide_short_help = true, long, value_name = "line|blank", help_heading = "Output")]
    pub paragraph_break: Option<String>,
    /// Only names that match
    #[arg(hide_short_help = true, long, value_name = "GLOB", help_heading = "Input")]
    pub include: Vec<String>,
    /// No names that match
    #[arg(hide_short_help = true, long, value_name = "GLOB", help_heading = "Input")]
    pub exclude: Vec<String>,
    /// Hidden files too
    #[arg(hide_short_help = true, long, help_heading = "Input")]
    pub hidden: bool,
    /// Follow symbolic links
    #[arg(hide_short_help = true, long, help_heading = "Input")]
    pub follow: bool,
    /// Worker threads [default: one a core]; the result never depends on it
    #[arg(hide_short_help = true, short, long, value_name = "N", help_heading = "Work")]
    pub jobs: Option<usize>,
    /// Memory for the run: 512M, 8G [default: a quarter of the machine's]
    #[arg(hide_short_help = true, long, value_name = "SIZE", help_heading = "Work")]
    pub memory: Option<String>,
}

/// `taoxi clean`.
#[derive(Debug, Args)]
pub struct Clean {
    /// Files and folders, or `-`
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// The folder to write to; `-` for standard output [default: cleaned]
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub output: Option<PathBuf>,
    /// Exit with 1 if the run breaks a limit: 'removed_chars > 20%'
    #[arg(long, value_name = "LIMIT", hide_short_help = true)]
    pub fail_if: Vec<crate::report::limit::Limit>,
    #[command(flatten)]
    pub settings: Settings,
}

/// `taoxi diff`.
#[derive(Debug, Args)]
pub struct Diff {
    /// Files and folders, or `-`
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Lines around each change
    #[arg(short = 'U', long, value_name = "N", default_value_t = 1)]
    pub context: usize,
    /// Before on the left, after on the right
    #[arg(short = 'y', long)]
    pub side_by_side: bool,
    /// Columns that both sides have together [default: the terminal's]
    #[arg(long, value_name = "N", requires = "side_by_side")]
    pub width: Option<usize>,
    #[command(flatten)]
    pub settings: Settings,
}

/// `taoxi check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Files and folders, or `-`
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub settings: Settings,
}

/// `taoxi stats`.
#[derive(Debug, Args)]
pub struct Stats {
    /// Files and folders, or `-`
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// As JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub settings: Settings,
}

/// `taoxi explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// A rule's code or name
    #[arg(value_name = "CODE")]
    pub code: String,
}

/// `taoxi rules`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Rules {
    #[command(subcommand)]
    pub action: Option<RulesAction>,
    /// As JSON
    #[arg(long, conflicts_with = "markdown")]
    pub json: bool,
    /// As a page with examples and dangers
    #[arg(long)]
    pub markdown: bool,
}

/// What can be done with rules beside listing them.
#[derive(Debug, Subcommand)]
pub enum RulesAction {
    /// Run the examples of your own rules in taoxi.toml
    Test {
        #[command(flatten)]
        settings: Box<Settings>,
    },
}

/// `taoxi why`.
#[derive(Debug, Args)]
pub struct Why {
    /// An output and a line of it
    #[arg(value_name = "FILE:LINE")]
    pub place: String,
}

/// `taoxi restore`.
#[derive(Debug, Args)]
pub struct Restore {
    /// The folder that `taoxi clean` wrote
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub dir: PathBuf,
    /// The folder to write to
    #[arg(short, long, value_name = "DIR", default_value = "restored", value_hint = ValueHint::DirPath)]
    pub output: PathBuf,
    /// Only this document, by its name in DIR
    #[arg(long, value_name = "NAME")]
    pub doc: Vec<PathBuf>,
    /// Only what these rules did: the outputs as if they were off
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub rule: Vec<String>,
    /// Write the decoded text in UTF-8 instead of the input's bytes
    #[arg(long)]
    pub utf8: bool,
}

/// `taoxi dedup`.
#[derive(Debug, Args)]
pub struct Dedup {
    /// Files and folders, or `-`
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// The file to write to, or the folder if PATH is one or several; `-` for standard output
    #[arg(short, long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub output: Option<PathBuf>,
    /// Write nothing but the summary, and the pairs if asked for
    #[arg(long)]
    pub dry_run: bool,
    /// Write a line per removal: removed, kept, Jaccard index, between tabs
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub pairs: Option<PathBuf>,
    /// Compare with all that earlier runs with this folder have kept, and remember what stays
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub index: Option<PathBuf>,
    /// In a pipe: remember at most so many kept units, forgetting those of no use for longest
    #[arg(long, value_name = "N")]
    pub remember: Option<usize>,
    /// What is compared and removed as one
    #[arg(long, value_name = "paragraph|sentence|document")]
    pub unit: Option<String>,
    /// The least Jaccard index of near-duplicates [default: 0.8]
    #[arg(long, value_name = "J")]
    pub threshold: Option<f64>,
    /// Characters of a shingle [default: 5]
    #[arg(long, value_name = "N")]
    pub shingle: Option<usize>,
    /// Units with fewer Han characters stay [default: 20; 0 for documents]
    #[arg(long, value_name = "N")]
    pub min_chars: Option<usize>,
    /// Which of several stays
    #[arg(long, value_name = "first|longest")]
    pub keep: Option<String>,
    /// Whether texts that differ in digits alone go or stay
    #[arg(long, value_name = "remove|keep")]
    pub numbers_differ: Option<String>,
    /// Where copies are looked for
    #[arg(long, value_name = "corpus|file")]
    pub scope: Option<String>,
    /// Find every pair, by proof; slower
    #[arg(long)]
    pub exhaustive: bool,
    /// Where to put what does not fit in memory
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub tmp: Option<PathBuf>,
    /// Read this configuration instead of the nearest taoxi.toml
    #[arg(long, value_name = "FILE", help_heading = "Configuration", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
    /// Read no configuration file
    #[arg(long, help_heading = "Configuration")]
    pub isolated: bool,
    /// How inputs hold their documents
    #[arg(long, value_name = "auto|txt|jsonl", help_heading = "Input")]
    pub format: Option<String>,
    /// The field of JSON Lines that holds the text
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub text_field: Option<String>,
    /// What stands between paragraphs of the output: a line feed, or a blank line
    #[arg(hide_short_help = true, long, value_name = "line|blank", help_heading = "Output")]
    pub paragraph_break: Option<String>,
    /// Only names that match
    #[arg(long, value_name = "GLOB", help_heading = "Input")]
    pub include: Vec<String>,
    /// No names that match
    #[arg(long, value_name = "GLOB", help_heading = "Input")]
    pub exclude: Vec<String>,
    /// Worker threads [default: one a core]; the result never depends on it
    #[arg(short, long, value_name = "N", help_heading = "Work")]
    pub jobs: Option<usize>,
    /// Memory for the run: 512M, 8G [default: a quarter of the machine's]
    #[arg(long, value_name = "SIZE", help_heading = "Work")]
    pub memory: Option<String>,
}

/// `taoxi report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// The folder that `taoxi clean` wrote
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub dir: PathBuf,
    /// The page
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// The size the page stays under, in bytes: 5M
    #[arg(long, value_name = "SIZE", default_value = "5M")]
    pub budget: String,
    /// The short form
    #[arg(long, value_name = "FILE")]
    pub md: Option<PathBuf>,
    /// One row a file
    #[arg(long, value_name = "FILE")]
    pub csv_files: Option<PathBuf>,
    /// One row a rule
    #[arg(long, value_name = "FILE")]
    pub csv_rules: Option<PathBuf>,
    /// The changes, for code review
    #[arg(long, value_name = "FILE")]
    pub sarif: Option<PathBuf>,
}

/// `taoxi compare`.
#[derive(Debug, Args)]
pub struct Compare {
    /// The folder of the first run
    #[arg(value_name = "A", value_hint = ValueHint::DirPath)]
    pub first: PathBuf,
    /// The folder of the second run
    #[arg(value_name = "B", value_hint = ValueHint::DirPath)]
    pub second: PathBuf,
    /// Write the comparison as Markdown
    #[arg(long, value_name = "FILE")]
    pub md: Option<PathBuf>,
    /// Write the comparison as a page
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Exit with 1 if the second run breaks a limit: 'removed_chars > 20%'
    #[arg(long, value_name = "LIMIT")]
    pub fail_if: Vec<crate::report::limit::Limit>,
}

/// `taoxi config`.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Write a taoxi.toml with the defaults and what they mean
    Init {
        /// Where to
        #[arg(default_value = crate::config::FILE_NAME)]
        path: PathBuf,
    },
    /// Write the JSON Schema of taoxi.toml, for editors, to standard output
    Schema,
    /// Show every value and where it comes from
    Show {
        #[command(flatten)]
        settings: Box<Settings>,
    },
}

/// `taoxi generate`.
#[derive(Debug, Args)]
pub struct Generate {
    /// What to write
    pub what: What,
}

/// What can be generated from the flags.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum What {
    /// The man page, roff.
    Man,
    /// Completions for Bash.
    CompleteBash,
    /// Completions for Zsh.
    CompleteZsh,
    /// Completions for fish.
    CompleteFish,
    /// Completions for PowerShell.
    CompletePowershell,
}
