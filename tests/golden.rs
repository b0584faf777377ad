//! What the front page shows is true: `taoxi clean raw -o cleaned` gives what is committed.

mod common;

use common::{root, run, tree};

#[test]
fn raw_becomes_cleaned() {
    let folder = tempfile::tempdir().expect("a folder");
    let (raw, made) = (root().join("raw"), folder.path().join("cleaned"));
    let output =
        run(&root(), &["clean", raw.to_str().expect("UTF-8"), "-o", made.to_str().expect("UTF-8"), "--isolated"]);
    assert!(output.status.success(), "{}", common::err(&output));
    let (made, committed) = (tree(&made), tree(&root().join("cleaned")));
    let names = |tree: &[(std::path::PathBuf, Vec<u8>)]| tree.iter().map(|(n, _)| n.clone()).collect::<Vec<_>>();
    assert_eq!(names(&made), names(&committed));
    for ((name, made), (_, committed)) in made.iter().zip(&committed) {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(
            text(made),
            text(committed),
            "{}: run `taoxi clean raw -o cleaned` and look at the change",
            name.display()
        );
    }
}

#[test]
fn cleaned_stays_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = folder.path().join("again");
    let cleaned = root().join("cleaned");
    let output =
        run(&root(), &["clean", cleaned.to_str().expect("UTF-8"), "-o", made.to_str().expect("UTF-8"), "--isolated"]);
    assert!(output.status.success(), "{}", common::err(&output));
    assert_eq!(tree(&made), tree(&cleaned));
}

#[test]
fn restore_gives_the_raw_bytes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let raw = root().join("raw");
    run(folder.path(), &["clean", raw.to_str().expect("UTF-8"), "-o", "made", "--isolated"]);
    let output = run(folder.path(), &["restore", "made", "-o", "back"]);
    assert!(output.status.success(), "{}", common::err(&output));
    assert_eq!(tree(&folder.path().join("back")), tree(&raw));
}
