//! `taoxi generate`

use std::io::{self, Write};

use clap_complete::{Shell, generate};

use super::Outcome;
use super::args::{Generate, What};

pub fn run(args: &Generate) -> anyhow::Result<Outcome> {
    let mut command = super::help::command();
    let mut out = Vec::new();
    let shell = match args.what {
        What::Man => {
            clap_mangen::Man::new(command.clone()).render(&mut out)?;
            None
        }
        What::CompleteBash => Some(Shell::Bash),
        What::CompleteZsh => Some(Shell::Zsh),
        What::CompleteFish => Some(Shell::Fish),
        What::CompletePowershell => Some(Shell::PowerShell),
    };
    if let Some(shell) = shell {
        generate(shell, &mut command, "taoxi", &mut out);
    }
    io::stdout().lock().write_all(&out)?;
    Ok(Outcome::Done)
}
