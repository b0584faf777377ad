//! Writing without ever leaving half a file: temporary file, fsync, rename; and one run at a time.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, IoSlice, Write};
use std::path::{Path, PathBuf};

/// The folder of reports, journal and working files inside an output folder.
pub const META: &str = "_taoxi";

/// Whether written files are forced to the disk before they get their final names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fsync {
    /// Every file: nothing that has its final name is lost by a power cut.
    #[default]
    Always,
    /// Leave it to the operating system. Faster with very many small files.
    Never,
}

/// A file that appears under its final name whole, or not at all.
///
/// Dropped without [`Staged::publish`], it vanishes. What is no file, such as `/dev/null` or a named pipe, is never
/// replaced by one: it is written to as it is.
#[derive(Debug)]
pub struct Staged {
    writer: BufWriter<File>,
    /// The name it has while it is written; none if that is the final one.
    temp: Option<tempfile::TempPath>,
    path: PathBuf,
}

/// A whole file that waits for its final name. Holds no file open.
#[derive(Debug)]
pub struct Waiting {
    temp: Option<tempfile::TempPath>,
    path: PathBuf,
}

impl Staged {
    /// A temporary file beside `path`; folders are made as needed.
    ///
    /// # Errors
    /// If the folder or the file cannot be made.
    pub fn create(path: &Path) -> io::Result<Self> {
        if fs::metadata(path).is_ok_and(|data| !data.is_file() && !data.is_dir()) {
            let file = OpenOptions::new().write(true).open(path)?;
            return Ok(Self { writer: buffered(file), temp: None, path: path.to_owned() });
        }
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let (file, temp) = tempfile::Builder::new().prefix(".taoxi-").suffix(".part").tempfile_in(folder)?.into_parts();
        Ok(Self { writer: buffered(file), temp: Some(temp), path: path.to_owned() })
    }

    /// Ends writing, but keeps the file hidden until it is published.
    ///
    /// # Errors
    /// If the rest cannot be written.
    pub fn finish(self) -> io::Result<Waiting> {
        let file = self.writer.into_inner().map_err(io::IntoInnerError::into_error)?;
        if self.temp.is_some() {
            widen_permissions(&file);
        }
        Ok(Waiting { temp: self.temp, path: self.path })
    }

    /// Ends writing and gives the file its final name.
    ///
    /// # Errors
    /// If the rest cannot be written, or the file cannot be renamed; an old file is then still there.
    pub fn publish(self, fsync: Fsync) -> io::Result<()> {
        self.finish()?.publish(fsync)
    }
}

impl Waiting {
    /// The final name.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where the file is now.
    #[must_use]
    pub fn temp(&self) -> &Path {
        self.temp.as_deref().unwrap_or(&self.path)
    }

    /// Gives the file its final name.
    ///
    /// # Errors
    /// If it cannot be forced to the disk or renamed; an old file is then still there.
    pub fn publish(self, fsync: Fsync) -> io::Result<()> {
        let Some(temp) = self.temp else { return Ok(()) };
        if fsync == Fsync::Always {
            File::open(&temp)?.sync_data()?;
        }
        temp.persist(&self.path).map_err(|e| e.error)
    }
}

fn buffered(file: File) -> BufWriter<File> {
    BufWriter::with_capacity(1 << 16, file)
}

/// Files that are written at a time: a disk forces many as fast as one.
const WRITERS: usize = 32;

/// Does `work`, which waits for the disk, on every item, many at a time.
///
/// # Errors
/// One of the errors of `work`; other items may have been done.
pub fn each_of<T: Send, E: Send>(items: Vec<T>, work: impl Fn(T) -> Result<(), E> + Sync) -> Result<(), E> {
    if items.len() < 2 {
        return items.into_iter().try_for_each(work);
    }
    let threads = WRITERS.min(items.len());
    let queue = std::sync::Mutex::new(items.into_iter());
    let next = || queue.lock().unwrap_or_else(std::sync::PoisonError::into_inner).next();
    std::thread::scope(|scope| {
        let workers: Vec<_> =
            (0..threads).map(|_| scope.spawn(|| std::iter::from_fn(next).try_for_each(&work))).collect();
        workers.into_iter().try_for_each(|w| w.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

/// Temporary files are private; a final file gets what a new file would get.
#[cfg(unix)]
fn widen_permissions(file: &File) {
    use std::os::unix::fs::PermissionsExt;
    // The umask can only be read by setting it; the common one is taken instead.
    let _ = file.set_permissions(fs::Permissions::from_mode(0o644));
}

#[cfg(not(unix))]
fn widen_permissions(_file: &File) {}

impl Write for Staged {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.writer.write(buf)
    }

    /// Long lists of slices go to the file as they are.
    fn write_vectored(&mut self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        self.writer.flush()?;
        self.writer.get_mut().write_vectored(slices)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Writes a whole file: temporary, fsync, rename.
///
/// # Errors
/// If it cannot be written; an old file of that name is then still there.
pub fn write_whole(path: &Path, bytes: &[u8], fsync: Fsync) -> io::Result<()> {
    let mut staged = Staged::create(path)?;
    staged.write_all(bytes)?;
    staged.publish(fsync)
}

/// The right to write into an output folder. One run at a time holds it.
#[derive(Debug)]
pub struct Lock {
    file: File,
    path: PathBuf,
}

impl Lock {
    /// Takes the lock of `folder`; `Ok(None)` if another run holds it.
    ///
    /// The operating system frees the lock of a run that died.
    ///
    /// # Errors
    /// If the lock file cannot be made.
    pub fn take(folder: &Path) -> io::Result<Option<Self>> {
        let path = folder.join(META).join("lock");
        fs::create_dir_all(folder.join(META))?;
        let mut file = OpenOptions::new().create(true).truncate(false).write(true).read(true).open(&path)?;
        match file.try_lock() {
            Ok(()) => {
                file.set_len(0)?;
                writeln!(file, "{}", std::process::id())?;
                Ok(Some(Self { file, path }))
            }
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(e)) => Err(e),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
        let _ = self.file.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_appears_whole_or_not_at_all() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("sub/a.txt");
        let mut staged = Staged::create(&path).expect("create");
        staged.write_all("春风".as_bytes()).expect("write");
        assert!(!path.exists());
        let waiting = staged.finish().expect("finish");
        assert!(!path.exists());
        assert_eq!(fs::read_to_string(waiting.temp()).expect("read"), "春风");
        waiting.publish(Fsync::Never).expect("publish");
        assert_eq!(fs::read_to_string(&path).expect("read"), "春风");

        let mut dropped = Staged::create(&path).expect("create");
        dropped.write_all(b"half").expect("write");
        drop(dropped);
        assert_eq!(fs::read_to_string(&path).expect("read"), "春风");
        assert_eq!(fs::read_dir(path.parent().expect("parent")).expect("list").count(), 1);
    }

    #[test]
    fn a_second_run_is_turned_away() {
        let dir = tempfile::tempdir().expect("a folder");
        let first = Lock::take(dir.path()).expect("lock").expect("free");
        assert!(Lock::take(dir.path()).expect("lock").is_none());
        drop(first);
        assert!(Lock::take(dir.path()).expect("lock").is_some());
    }
}
