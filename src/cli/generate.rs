//! `taoxi generate`

use std::io::{self, Write};

use clap::Command;
use clap_complete::{Shell, generate};

use super::Outcome;
use super::args::{Generate, What};

pub fn run(args: &Generate) -> anyhow::Result<Outcome> {
    let mut command = super::help::command();
    let mut out = Vec::new();
    let shell = match args.what {
        What::Man => {
            man(&command, &mut out)?;
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

/// One page for all: that of the command, and a section for each command in it.
fn man(command: &Command, out: &mut Vec<u8>) -> io::Result<()> {
    clap_mangen::Man::new(command.clone()).render(out)?;
    for sub in with_subcommands(command, "taoxi") {
        let page = clap_mangen::Man::new(sub.clone());
        let mut section = Vec::new();
        page.render_description_section(&mut section)?;
        page.render_synopsis_section(&mut section)?;
        if sub.get_arguments().any(|a| !a.is_hide_set()) {
            page.render_options_section(&mut section)?;
        }
        writeln!(out, ".SH \"{}\"", sub.get_name().to_uppercase())?;
        out.extend(String::from_utf8_lossy(&section).replace(".SH ", ".SS ").bytes());
    }
    Ok(())
}

/// The commands in `command`, each under its full name and followed by those in it.
fn with_subcommands(command: &Command, name: &str) -> Vec<Command> {
    let subs = command.get_subcommands().filter(|sub| sub.get_name() != "help" && !sub.is_hide_set());
    subs.flat_map(|sub| {
        let full = format!("{name} {}", sub.get_name());
        let within = with_subcommands(sub, &full);
        std::iter::once(sub.clone().name(full)).chain(within)
    })
    .collect()
}
