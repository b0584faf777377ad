//! The command `taoxi`. Everything is in the library; this gives it a process.

fn main() -> std::process::ExitCode {
    taoxi::cli::main()
}
