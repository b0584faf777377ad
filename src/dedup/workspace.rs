//! A folder for what does not fit in memory.
//!
//! One without a name goes with the run. A named one stays when a run is interrupted, and the next run of that name goes
//! on after the last pass that was done: each pass leaves a file that is renamed when it is whole, and that ends in a
//! checksum. What does not check counts as not done.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::Xxh3;

/// The beginning of the file of a pass.
const FORMAT: u64 = u64::from_le_bytes(*b"taoxiDD5");

/// See the module.
pub(crate) struct Workspace {
    path: PathBuf,
    /// Goes with the run.
    _temporary: Option<tempfile::TempDir>,
    /// Of a named one.
    lock: Option<File>,
}

impl Workspace {
    /// One without a name, in `tmp` or the system's folder for such.
    pub fn temporary(tmp: Option<&Path>) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix("taoxi-dedup-");
        let folder = match tmp {
            Some(tmp) => {
                fs::create_dir_all(tmp)?;
                builder.tempdir_in(tmp)?
            }
            None => builder.tempdir()?,
        };
        Ok(Self { path: folder.path().to_owned(), _temporary: Some(folder), lock: None })
    }

    /// The one of this name in `tmp`, as an earlier run has left it, or a new one. No other run can have it meanwhile.
    pub fn named(tmp: &Path, name: &str) -> io::Result<Self> {
        let path = tmp.join(format!("taoxi-dedup-{name}"));
        fs::create_dir_all(&path)?;
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(path.join("lock"))?;
        lock.try_lock().map_err(|e| match e {
            TryLockError::WouldBlock => {
                io::Error::new(io::ErrorKind::ResourceBusy, format!("{} is in use by another run", path.display()))
            }
            TryLockError::Error(e) => e,
        })?;
        Ok(Self { path, _temporary: None, lock: Some(lock) })
    }

    /// Whether it stays when the run is interrupted.
    pub fn is_named(&self) -> bool {
        self.lock.is_some()
    }

    /// Makes a file that is to be written and read, or empties it.
    pub fn create(&self, name: &str) -> io::Result<File> {
        OpenOptions::new().create(true).truncate(true).read(true).write(true).open(self.path.join(name))
    }

    /// Opens a file of an interrupted run, which is at least this long, and cuts off what came later.
    pub fn reopen(&self, name: &str, len: u64) -> io::Result<File> {
        let file = OpenOptions::new().read(true).write(true).open(self.path.join(name))?;
        if file.metadata()?.len() < len {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        file.set_len(len)?;
        io::Seek::seek(&mut &file, io::SeekFrom::End(0))?;
        Ok(file)
    }

    fn pass(&self, name: &str) -> PathBuf {
        self.path.join(format!("{name}.pass"))
    }

    /// Notes that a pass is done, and what it found. Does nothing in a workspace without a name.
    pub fn save(&self, name: &str, write: impl FnOnce(&mut Saver) -> io::Result<()>) -> io::Result<()> {
        if !self.is_named() {
            return Ok(());
        }
        let part = self.path.join(format!("{name}.part"));
        let mut saver = Saver { out: BufWriter::with_capacity(1 << 16, File::create(&part)?), sum: Xxh3::new() };
        saver.number(FORMAT)?;
        write(&mut saver)?;
        let sum = saver.sum.digest();
        saver.out.write_all(&sum.to_le_bytes())?;
        saver.out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_data()?;
        fs::rename(part, self.pass(name))
    }

    /// What a pass of an interrupted run found; `None` if it was not done.
    pub fn load<R>(&self, name: &str, read: impl FnOnce(&mut Loader) -> io::Result<R>) -> Option<R> {
        let file = File::open(self.pass(name)).ok()?;
        let mut loader = Loader {
            rest: file.metadata().ok()?.len(),
            input: BufReader::with_capacity(1 << 16, file),
            sum: Xxh3::new(),
        };
        if loader.number().ok()? != FORMAT {
            return None;
        }
        let found = read(&mut loader).ok()?;
        let sum = loader.sum.digest();
        let mut end = [0; 8];
        loader.input.read_exact(&mut end).ok()?;
        (loader.rest == 8 && u64::from_le_bytes(end) == sum).then_some(found)
    }

    /// Drops what these passes found.
    pub fn forget(&self, passes: &[&str]) -> io::Result<()> {
        passes.iter().try_for_each(|pass| match fs::remove_file(self.pass(pass)) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
            _ => Ok(()),
        })
    }

    /// Removes it with everything in it, when the work is done.
    pub fn remove(&self) -> io::Result<()> {
        if self.is_named() { fs::remove_dir_all(&self.path) } else { Ok(()) }
    }
}

/// Something of a fixed number of bytes.
pub(crate) trait Raw: Sized {
    fn put(&self, out: &mut Vec<u8>);
    fn get(bytes: &mut &[u8]) -> Option<Self>;
}

macro_rules! raw {
    ($($number:ty),*) => {$(
        impl Raw for $number {
            fn put(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }
            fn get(bytes: &mut &[u8]) -> Option<Self> {
                let (number, rest) = bytes.split_first_chunk()?;
                *bytes = rest;
                Some(Self::from_le_bytes(*number))
            }
        }
    )*};
}
raw!(u8, u16, u32, u64, f32);

impl<A: Raw, B: Raw> Raw for (A, B) {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
        self.1.put(out);
    }
    fn get(bytes: &mut &[u8]) -> Option<Self> {
        Some((A::get(bytes)?, B::get(bytes)?))
    }
}

impl<A: Raw, B: Raw, C: Raw> Raw for (A, B, C) {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
        self.1.put(out);
        self.2.put(out);
    }
    fn get(bytes: &mut &[u8]) -> Option<Self> {
        Some((A::get(bytes)?, B::get(bytes)?, C::get(bytes)?))
    }
}

/// Writes what a pass found.
pub(crate) struct Saver {
    out: BufWriter<File>,
    sum: Xxh3,
}

/// Items written or read at a time.
const TOGETHER: usize = 4096;

impl Saver {
    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sum.update(bytes);
        self.out.write_all(bytes)
    }

    pub fn number(&mut self, number: u64) -> io::Result<()> {
        self.bytes(&number.to_le_bytes())
    }

    pub fn list<T: Raw>(&mut self, items: &[T]) -> io::Result<()> {
        self.number(items.len() as u64)?;
        let mut bytes = Vec::new();
        for items in items.chunks(TOGETHER) {
            bytes.clear();
            items.iter().for_each(|item| item.put(&mut bytes));
            self.bytes(&bytes)?;
        }
        Ok(())
    }
}

/// Reads what a pass found.
pub(crate) struct Loader {
    input: BufReader<File>,
    /// Bytes that are left.
    rest: u64,
    sum: Xxh3,
}

impl Loader {
    fn bytes(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        self.rest = self.rest.checked_sub(bytes.len() as u64).ok_or(io::ErrorKind::UnexpectedEof)?;
        self.input.read_exact(bytes)?;
        self.sum.update(bytes);
        Ok(())
    }

    pub fn number(&mut self) -> io::Result<u64> {
        let mut bytes = [0; 8];
        self.bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    pub fn list<T: Raw + Default>(&mut self) -> io::Result<Vec<T>> {
        let count = self.number()? as usize;
        if count as u64 > self.rest {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut sample = Vec::new();
        T::default().put(&mut sample);
        let mut items = Vec::with_capacity(count);
        let mut bytes = Vec::new();
        while items.len() < count {
            let n = TOGETHER.min(count - items.len());
            bytes.resize(n * sample.len(), 0);
            self.bytes(&mut bytes)?;
            let mut rest = &bytes[..];
            for _ in 0..n {
                items.push(T::get(&mut rest).ok_or(io::ErrorKind::InvalidData)?);
            }
        }
        Ok(items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_saved_is_found_again_unless_it_is_damaged() {
        let tmp = tempfile::tempdir().expect("a folder");
        let numbers: Vec<(u32, u64)> = (0..10_000).map(|n| (n, u64::from(n) << 33)).collect();
        let workspace = Workspace::named(tmp.path(), "test").expect("a workspace");
        assert!(Workspace::named(tmp.path(), "test").is_err(), "two runs at once");
        assert!(workspace.load("one", Loader::number).is_none());
        workspace.save("one", |saver| saver.list(&numbers)).expect("room");
        assert_eq!(workspace.load("one", Loader::list).as_ref(), Some(&numbers));
        drop(workspace);
        let workspace = Workspace::named(tmp.path(), "test").expect("a workspace");
        let path = workspace.pass("one");
        let good = fs::read(&path).expect("a file");
        for at in [0, 9, 100, good.len() - 1] {
            let mut bad = good.clone();
            bad[at] ^= 1;
            fs::write(&path, &bad).expect("room");
            assert!(workspace.load("one", Loader::list::<(u32, u64)>).is_none());
            fs::write(&path, &good[..at]).expect("room");
            assert!(workspace.load("one", Loader::list::<(u32, u64)>).is_none());
        }
        workspace.remove().expect("removed");
        assert!(fs::read_dir(tmp.path()).expect("a folder").next().is_none());
    }
}
