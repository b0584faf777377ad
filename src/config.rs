//! `taoxi.toml`: which stages and rules, how bold, and what each is told.
//!
//! Values come in layers: defaults, a preset, the file, `-c KEY=VALUE`, and the flags of the command
//! line; a later layer wins key by key, and where each value came from is remembered.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use crate::output::Fsync;
use crate::stages::boilerplate::learned::Learned;
use crate::{Level, ParagraphBreak, Pipeline, RuleSet, Stage, stages};

/// The name of the file that is looked for.
pub const FILE_NAME: &str = "taoxi.toml";

/// All that can be set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// A preset (`preset:web`) or a file that this one builds upon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extends: Option<String>,
    /// How sure a rule must be: `safe`, `default` or `aggressive`.
    pub level: Level,
    /// The stages that run, in order.
    pub stages: Vec<String>,
    /// Which rules are on.
    pub rules: Rules,
    /// What is read.
    pub input: crate::input::Options,
    /// How bytes become text.
    pub encoding: crate::decode::Options,
    /// Options of the stage.
    pub mojibake: stages::mojibake::Options,
    /// Options of the stage.
    pub annotation: stages::annotation::Options,
    /// Options of the stage.
    pub normalize: stages::normalize::Options,
    /// Options of the stage.
    pub spam: stages::spam::Options,
    /// Options of the stage.
    pub boilerplate: stages::boilerplate::Options,
    /// Options of the stage.
    pub script: stages::script::Options,
    /// Options of the stage.
    pub reflow: stages::reflow::Options,
    /// Options of the stage.
    pub spacing: stages::spacing::Options,
    /// Personal data; rules that are off unless selected.
    pub pii: crate::pii::Options,
    /// Documents that are put aside; none unless a threshold is set.
    pub quality: crate::quality::Options,
    /// Near-duplicates.
    pub dedup: crate::dedup::Options,
    /// How the output is written.
    pub output: Output,
    /// How the work is done.
    pub run: Run,
}

/// Which rules are on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// Codes, or beginnings of codes, that are on whatever the level.
    pub select: Vec<String>,
    /// Codes, or beginnings of codes, that are off.
    pub ignore: Vec<String>,
    /// Words, or regular expressions between slashes, whose places no rule touches.
    pub protect: Vec<String>,
    /// The user's own rules.
    pub custom: Vec<crate::custom::Definition>,
}

/// How the output is written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Output {
    /// What stands between two paragraphs.
    pub paragraph_break: ParagraphBreak,
    /// Whether files are forced to the disk.
    pub fsync: Fsync,
}

/// How the work is done. Never changes the result.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Run {
    /// Worker threads; 0 for one a core.
    pub jobs: usize,
    /// Memory for the whole run, in bytes; 0 for a quarter of what the machine has.
    pub memory: u64,
}

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The key, dotted.
    pub key: String,
    /// The value, as TOML.
    pub value: String,
    /// The layer: a file, a preset, `-c`, or a flag.
    pub from: String,
}

/// The name of the dedup stage in `stages`.
pub const DEDUP: &str = "dedup";

impl Default for Config {
    fn default() -> Self {
        let stages = stages::all().iter().map(|s| s.name()).chain([DEDUP]).map(str::to_owned).collect();
        Self {
            extends: None,
            level: Level::default(),
            stages,
            rules: Rules::default(),
            input: Default::default(),
            encoding: Default::default(),
            mojibake: Default::default(),
            annotation: Default::default(),
            normalize: Default::default(),
            spam: Default::default(),
            boilerplate: Default::default(),
            script: Default::default(),
            reflow: Default::default(),
            spacing: Default::default(),
            pii: Default::default(),
            quality: Default::default(),
            dedup: Default::default(),
            output: Output::default(),
            run: Run::default(),
        }
    }
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be read.
    #[error("{path}: {source}")]
    Read {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A layer is not well formed: the parser's message names place and key.
    #[error("{from}: {message}")]
    Parse {
        /// The layer.
        from: String,
        /// What is wrong and where.
        message: String,
    },
    /// There is no such stage.
    #[error("{from}: unknown stage `{name}`; the stages are {known}")]
    Stage {
        /// The layer.
        from: String,
        /// The name.
        name: String,
        /// The names there are.
        known: String,
    },
    /// The stages are not in the order they work in.
    #[error("{from}: stage `{second}` must come after `{first}`")]
    Order {
        /// The layer.
        from: String,
        /// The stage that comes first.
        first: String,
        /// The stage that was put before it.
        second: String,
    },
    /// A code that no rule's code begins with.
    #[error("{from}: no rule's code begins with `{code}`; `taoxi rules` lists them")]
    Code {
        /// The layer.
        from: String,
        /// The code.
        code: String,
    },
    /// A stage cannot be made as its options say.
    #[error("[script]: {0}")]
    Script(#[from] stages::script::Error),
    /// One of the user's rules, or what they protect, is wrong.
    #[error("{0}")]
    Custom(#[from] crate::custom::Error),
    /// A preset or file extends itself.
    #[error("{0} extends itself")]
    Cycle(String),
}

/// A configuration with the origin of each value that is not a default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loaded {
    /// The values.
    pub config: Config,
    /// Where they came from.
    pub origins: Vec<Origin>,
}

/// Builds a configuration from layers.
#[derive(Clone, Debug)]
pub struct Loader {
    merged: Table,
    origins: Vec<Origin>,
}

impl Default for Loader {
    fn default() -> Self {
        Self { merged: defaults(), origins: Vec::new() }
    }
}

fn defaults() -> Table {
    Table::try_from(Config::default()).unwrap_or_default()
}

impl Loader {
    /// Lays a file over what is there, and what it extends beneath it.
    ///
    /// # Errors
    /// If it cannot be read or holds something that is not known.
    pub fn file(&mut self, path: &Path) -> Result<&mut Self, Error> {
        self.file_below(path, &mut Vec::new())
    }

    fn file_below(&mut self, path: &Path, above: &mut Vec<PathBuf>) -> Result<&mut Self, Error> {
        let from = crate::input::shown(path);
        if above.iter().any(|p| p == path) {
            return Err(Error::Cycle(from));
        }
        above.push(path.to_owned());
        let text = std::fs::read_to_string(path).map_err(|source| Error::Read { path: from.clone(), source })?;
        let layer: Config = toml::from_str(&text).map_err(|e| parse_error(&from, &e))?;
        match layer.extends.as_deref() {
            Some(extends) if extends.starts_with("preset:") => {
                self.preset(&extends["preset:".len()..])?;
            }
            Some(extends) => {
                let folder = path.parent().unwrap_or(Path::new("."));
                self.file_below(&folder.join(extends), above)?;
            }
            None => {}
        }
        self.text(&text, &from)
    }

    /// Lays a built-in preset over what is there.
    ///
    /// # Errors
    /// If there is no preset of that name.
    pub fn preset(&mut self, name: &str) -> Result<&mut Self, Error> {
        let text = PRESETS.iter().find(|(n, _)| *n == name).map(|(_, text)| *text).ok_or_else(|| {
            let known: Vec<_> = PRESETS.iter().map(|(n, _)| *n).collect();
            let message = format!("there is no preset `{name}`; the presets are {}", known.join(", "));
            Error::Parse { from: "extends".to_owned(), message }
        })?;
        self.text(text, &format!("preset:{name}"))
    }

    /// Lays TOML over what is there. `from` names it in messages.
    ///
    /// # Errors
    /// If it is not TOML, or holds something that is not known.
    pub fn text(&mut self, text: &str, from: &str) -> Result<&mut Self, Error> {
        // Read as a whole configuration first: these messages name line and column.
        let layer: Config = toml::from_str(text).map_err(|e| parse_error(from, &e))?;
        check(&layer, from)?;
        let table: Table = toml::from_str(text).map_err(|e| parse_error(from, &e))?;
        merge(&mut self.merged, table, String::new(), from, &mut self.origins);
        Ok(self)
    }

    /// Lays one `KEY=VALUE` over what is there; a value that is not TOML is taken as a string.
    ///
    /// # Errors
    /// If there is no such key, or the value is not of its kind.
    pub fn set(&mut self, assignment: &str, from: &str) -> Result<&mut Self, Error> {
        let Some((key, value)) = assignment.split_once('=') else {
            let message = format!("`{assignment}` is not KEY=VALUE");
            return Err(Error::Parse { from: from.to_owned(), message });
        };
        let line = format!("{} = {}", key.trim(), value.trim());
        let line = if line.parse::<Table>().is_ok() {
            line
        } else {
            format!("{} = {}", key.trim(), Value::String(value.trim().to_owned()))
        };
        self.text(&line, from)
    }

    /// The configuration as it stands.
    ///
    /// # Errors
    /// If the layers together do not make one.
    pub fn finish(self) -> Result<Loaded, Error> {
        let config: Config =
            self.merged.try_into().map_err(|e: toml::de::Error| parse_error("the configuration", &e))?;
        check(&config, "the configuration")?;
        check_codes(&config, &self.origins)?;
        config.pipeline()?;
        Ok(Loaded { config, origins: self.origins })
    }
}

/// The presets: readable TOML, shown by `taoxi config show --preset NAME`.
pub const PRESETS: &[(&str, &str)] = &[
    ("news", include_str!("presets/news.toml")),
    ("web", include_str!("presets/web.toml")),
    ("ocr", include_str!("presets/ocr.toml")),
    ("books", include_str!("presets/books.toml")),
    ("llm", include_str!("presets/llm.toml")),
];

/// The JSON Schema of `taoxi.toml`, for editors.
pub const SCHEMA: &str = include_str!("../docs/schema/taoxi.schema.json");

fn parse_error(from: &str, error: &toml::de::Error) -> Error {
    Error::Parse { from: from.to_owned(), message: error.to_string().trim_end().to_owned() }
}

/// Checks what types cannot: names and order of stages.
fn check(config: &Config, from: &str) -> Result<(), Error> {
    let known = Config::default().stages;
    let place = |name: &String| {
        known.iter().position(|k| k == name).ok_or_else(|| Error::Stage {
            from: from.to_owned(),
            name: name.clone(),
            known: known.join(", "),
        })
    };
    for name in &config.stages {
        place(name)?;
    }
    for pair in config.stages.windows(2) {
        if place(&pair[0])? >= place(&pair[1])? {
            let (first, second) = (pair[1].clone(), pair[0].clone());
            return Err(Error::Order { from: from.to_owned(), first, second });
        }
    }
    Ok(())
}

/// Checks the codes in `rules.select` and `rules.ignore`, once all layers are there: one may name a rule of the
/// user's own that another defines.
fn check_codes(config: &Config, origins: &[Origin]) -> Result<(), Error> {
    let rules = crate::rules();
    let own = config.rules.custom.iter().map(|rule| rule.code.as_str());
    let known: Vec<&str> = rules.iter().map(|rule| rule.code).chain(own).collect();
    for (key, codes) in [("rules.select", &config.rules.select), ("rules.ignore", &config.rules.ignore)] {
        if let Some(code) = codes.iter().find(|c| *c != "ALL" && !known.iter().any(|k| k.starts_with(c.as_str()))) {
            let from = origins.iter().find(|o| o.key == key).map_or("the configuration", |o| o.from.as_str());
            return Err(Error::Code { from: from.to_owned(), code: code.clone() });
        }
    }
    Ok(())
}

/// Lays `layer` over `base`, and notes where each value came from.
fn merge(base: &mut Table, layer: Table, path: String, from: &str, origins: &mut Vec<Origin>) {
    for (key, value) in layer {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match (base.get_mut(&key), value) {
            (Some(Value::Table(base)), Value::Table(layer)) => merge(base, layer, path, from, origins),
            (_, value) => {
                origins.retain(|o| o.key != path);
                origins.push(Origin { key: path, value: value.to_string(), from: from.to_owned() });
                base.insert(key, value);
            }
        }
    }
}

/// The nearest `taoxi.toml`, from `folder` upwards.
#[must_use]
pub fn nearest(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().map(|f| f.join(FILE_NAME)).find(|p| p.is_file())
}

impl Config {
    /// The rules that are on.
    #[must_use]
    pub fn rule_set(&self) -> RuleSet {
        RuleSet::new(self.level, self.rules.select.clone(), self.rules.ignore.clone())
    }

    /// The stages and rules that every document goes through.
    ///
    /// # Errors
    /// If a stage cannot be made as its options say: a dictionary that cannot be read, say.
    pub fn pipeline(&self) -> Result<Pipeline, Error> {
        self.pipeline_with(&Learned::default())
    }

    /// The same, with lines that were learned from the corpus.
    ///
    /// # Errors
    /// As [`Config::pipeline`].
    pub fn pipeline_with(&self, learned: &Learned) -> Result<Pipeline, Error> {
        let mut custom = crate::custom::compile(&self.rules.custom)?;
        let mut stages = Vec::new();
        for stage in stages::all() {
            let name = stage.name();
            if self.stages.iter().any(|s| s == name) {
                stages.push(self.stage(stage, learned)?);
            }
            // The user's rules run right after the stage they name, whether that runs or not.
            let own = custom.extract_if(.., |(after, _)| *after == name);
            stages.extend(own.map(|(_, own)| Box::new(own) as Box<dyn Stage>));
        }
        let protect = crate::custom::Protect::new(&self.rules.protect)?;
        Ok(Pipeline::new(stages, self.rule_set()).protecting(protect))
    }

    /// The stage with the options it has here.
    fn stage(&self, default: Box<dyn Stage>, learned: &Learned) -> Result<Box<dyn Stage>, Error> {
        Ok(match default.name() {
            "mojibake" => Box::new(stages::mojibake::Mojibake::new(self.mojibake.clone())),
            "annotation" => Box::new(stages::annotation::Annotation::new(self.annotation.clone())),
            "normalize" => Box::new(stages::normalize::Normalize::new(self.normalize.clone())),
            "spam" => Box::new(stages::spam::Spam::new(self.spam.clone())),
            "boilerplate" => {
                let stage = stages::boilerplate::Boilerplate::default().with_learned(learned);
                Box::new(match &self.boilerplate.lines {
                    Some(path) => stage.with_learned(&read_lines(path)?),
                    None => stage,
                })
            }
            "script" => Box::new(stages::script::Script::new(&self.script)?),
            "reflow" => Box::new(stages::reflow::Reflow::new(self.reflow.clone())),
            "spacing" => Box::new(stages::spacing::Spacing::new(self.spacing.clone())),
            "pii" => Box::new(crate::pii::Pii::new(self.pii.clone())),
            _ => default,
        })
    }

    /// Whether near-duplicates are looked for.
    #[must_use]
    pub fn dedup_on(&self) -> bool {
        self.stages.iter().any(|s| s == DEDUP)
    }

    /// Every value as TOML, each with a remark where it came from.
    #[must_use]
    pub fn show(&self, origins: &[Origin]) -> String {
        let table = Table::try_from(self).unwrap_or_default();
        let mut out = String::new();
        show(&table, "", origins, &mut out);
        out
    }
}

/// Reads a list of learned lines.
fn read_lines(path: &Path) -> Result<Learned, Error> {
    let from = crate::input::shown(path);
    let text = std::fs::read_to_string(path).map_err(|source| Error::Read { path: from.clone(), source })?;
    Learned::from_toml(&text).map_err(|e| parse_error(&from, &e))
}

fn show(table: &Table, path: &str, origins: &[Origin], out: &mut String) {
    use std::fmt::Write as _;
    let join = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    for (key, value) in table.iter().filter(|(_, v)| !v.is_table()) {
        let from = origins.iter().find(|o| o.key == join(key)).map_or("default", |o| o.from.as_str());
        let _ = writeln!(out, "{key} = {value}  # {from}");
    }
    for (key, value) in table {
        if let Value::Table(inner) = value
            && !inner.is_empty()
        {
            let _ = writeln!(out, "\n[{}]", join(key));
            show(inner, &join(key), origins, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_layers_win_and_are_remembered() {
        let mut loader = Loader::default();
        loader.text("level = \"safe\"\n[run]\njobs = 2", "a.toml").expect("a layer");
        loader.set("run.jobs=3", "-c").expect("an assignment");
        let loaded = loader.finish().expect("a configuration");
        assert_eq!((loaded.config.level, loaded.config.run.jobs), (Level::Safe, 3));
        let from = |key: &str| loaded.origins.iter().find(|o| o.key == key).map(|o| o.from.as_str());
        assert_eq!((from("level"), from("run.jobs"), from("run.memory")), (Some("a.toml"), Some("-c"), None));
        assert!(loaded.config.show(&loaded.origins).contains("jobs = 3  # -c"));
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        let load = |text: &str| Loader::default().text(text, "taoxi.toml")?.clone().finish();
        let message = |text: &str| load(text).expect_err("a mistake").to_string();
        assert!(message("levle = 1").contains("levle"), "{}", message("levle = 1"));
        assert!(message("stages = [\"dedupe\"]").contains("unknown stage `dedupe`"));
        assert!(message("stages = [\"spacing\", \"spam\"]").contains("must come after"));
        assert!(message("[rules]\nignore = [\"XYZ\"]").contains("XYZ"));
    }

    #[test]
    fn every_preset_makes_a_pipeline() {
        for (name, _) in PRESETS {
            let mut loader = Loader::default();
            let loaded = loader.preset(name).expect(name).clone().finish().expect(name);
            assert!(loaded.config.show(&loaded.origins).contains(&format!("# preset:{name}")), "{name}");
        }
    }

    #[test]
    fn rules_of_the_users_own_run_after_their_stage() {
        let text = "[rules]\nignore = [\"USR\"]\nprotect = [\"春江\"]\n[[rules.custom]]\ncode = \"USR001\"\nstage = \"normalize\"\n\
            scope = \"line\"\nmatch = { any_of = [\"甲\"] }\naction = \"remove\"\nexamples = { hit = [\"甲\"], miss = [\"乙\"] }";
        let loaded =
            Loader::default().text(text, "taoxi.toml").expect("a layer").clone().finish().expect("a configuration");
        let pipeline = loaded.config.pipeline().expect("a pipeline");
        let names: Vec<_> = pipeline.stages().iter().map(|s| s.name()).collect();
        let at = names.iter().position(|n| *n == "normalize").expect("the stage");
        assert_eq!(names[at + 1], "custom");
    }

    #[test]
    fn the_default_configuration_is_the_default_pipeline() {
        let config = Config::default();
        let names: Vec<_> = config.pipeline().expect("defaults").stages().iter().map(|s| s.name()).collect();
        let all: Vec<_> = stages::all().iter().map(|s| s.name()).collect();
        assert_eq!(names, all);
        assert_eq!(Loader::default().finish().expect("defaults").config, config);
    }
}
