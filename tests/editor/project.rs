//! A copy of the project that rust-analyzer is asked about, and places in its files.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use tempfile::TempDir;

/// The copy. It goes when this does.
pub(crate) struct Project {
    folder: TempDir,
}

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/project");

impl Project {
    /// Copies it into a folder of its own, and says there where xc is.
    pub(crate) fn write() -> Result<Project> {
        let folder = tempfile::tempdir()?;
        let folder_path = folder.path().canonicalize()?;
        copy(Path::new(SOURCE), &folder_path)?;
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
        let manifest = folder_path.join("Cargo.toml");
        let text = fs::read_to_string(&manifest)?.replace("\"XC\"", &format!("{root:?}"));
        fs::write(&manifest, text)?;
        // The versions that the checkout was tested with.
        fs::copy(root.join("Cargo.lock"), folder_path.join("Cargo.lock")).context("Cargo.lock")?;
        Ok(Project { folder })
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The path of a migration's file.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join("src/migrations").join(name)
    }

    /// The place of `file: text >word`: the line and the column of the word, both from 0. The text is there once, or its first place is meant.
    pub(crate) fn find(&self, at: &str) -> Result<(PathBuf, (u32, u32))> {
        let (name, wanted) = at.split_once(": ").with_context(|| format!("no file in {at:?}"))?;
        let before = wanted.find('>').with_context(|| format!("no `>` in {at:?}"))?;
        let file = self.file(name);
        // As it was written: an edit of the editor's leaves the lines where they are.
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let wanted = wanted.replace('>', "");
        for (line, text) in text.lines().enumerate() {
            if let Some(start) = text.find(&wanted) {
                let column = text[..start + before].chars().count();
                return Ok((file, (u32::try_from(line)?, u32::try_from(column)?)));
            }
        }
        bail!("{name} has no {wanted:?}")
    }

    /// `src/migrations/create_users.rs:6`.
    pub(crate) fn shown(&self, file: &Path, line: u32) -> String {
        format!("{}:{}", super::under(self.folder.path(), file), line + 1)
    }
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
