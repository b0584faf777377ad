//! `taoxi config`

use std::io::{self, Write};

use super::args::ConfigCommand;
use super::{Outcome, errors, messages as say};
use crate::config::{self, Config};
use crate::input::shown;
use crate::output::{Fsync, write_whole};

/// What stands above the values in a new taoxi.toml.
const HEAD: &str = "\
# taoxi: what is done to the text, and how boldly. Each line below is the default, so all of them
# can go. `taoxi config show` tells every value and where it comes from; `taoxi rules` lists the rules.
#
# level     safe | default | aggressive: how sure a rule must be
# stages    what runs, in this order; leave out what is not wanted
# [rules]   select and ignore take codes or beginnings of codes: [\"SPM\", \"RFL003\"]

";

pub fn run(command: &ConfigCommand) -> anyhow::Result<Outcome> {
    match command {
        ConfigCommand::Init { path } => {
            if path.exists() {
                return Err(errors::usage("USE009", say::exists_already(shown(path))));
            }
            let text = HEAD.to_owned() + &toml::to_string(&Config::default())?;
            write_whole(path, text.as_bytes(), Fsync::Always)
                .map_err(|source| crate::run::Error::Output { path: shown(path), source })?;
            writeln!(io::stderr(), "{}", say::wrote(shown(path)))?;
        }
        ConfigCommand::Schema => io::stdout().lock().write_all(config::SCHEMA.as_bytes())?,
        ConfigCommand::Show { settings } => {
            let loaded: config::Loaded = super::load(settings)?;
            io::stdout().lock().write_all(loaded.config.show(&loaded.origins).as_bytes())?;
        }
    }
    Ok(Outcome::Done)
}
