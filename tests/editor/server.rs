//! rust-analyzer as a child that speaks the language server protocol: JSON behind a header with its length (LSP 3.17, "Base Protocol").

use std::collections::HashMap;
use std::io::{BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

/// How long it may take to load the project, whose macros it builds first, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(600);

/// A session. The child ends with it.
pub(crate) struct Server {
    child: Child,
    input: ChildStdin,
    messages: Receiver<Value>,
    next: u64,
    /// The version of each file that was opened.
    versions: HashMap<PathBuf, u64>,
}

impl Server {
    /// Starts rust-analyzer, or says that it is missing.
    pub(crate) fn found() -> Result<Option<Server>> {
        let command = || {
            let mut command = Command::new("rust-analyzer");
            // The toolchain of the checkout, not that of the temporary folder.
            command.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
            command
        };
        let there = command().arg("--version").output().is_ok_and(|output| output.status.success());
        if !there {
            let what = "rust-analyzer is missing: `rustup component add rust-analyzer`, or `cargo xtask test`, which does it";
            if std::env::var("XC_REQUIRE_SERVERS").is_ok_and(|value| value == "1") {
                bail!("{what}");
            }
            eprintln!("NOT RUN: {what}");
            if let Some(file) = std::env::var_os("XC_TEST_NOT_RUN_FILE") {
                let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file)?;
                writeln!(file, "{what}")?;
            }
            return Ok(None);
        }
        let mut child = command().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let input = child.stdin.take().context("no stdin")?;
        let output = child.stdout.take().context("no stdout")?;
        let (sender, messages) = channel();
        thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        Ok(Some(Server { child, input, messages, next: 0, versions: HashMap::new() }))
    }

    /// Opens a project, and waits until it is understood.
    pub(crate) fn open(&mut self, folder: &Path) -> Result<()> {
        // What the macros are built into: kept, so that a second session need not build them again.
        let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/editor");
        let uri = uri(&folder.canonicalize()?);
        let options = json!({
            "cargo": { "targetDir": target },
            "checkOnSave": false,
            "cachePriming": { "enable": false },
            "numThreads": 1,
        });
        self.request(
            "initialize",
            &json!({
                "processId": std::process::id(),
                "rootUri": uri,
                "capabilities": { "experimental": { "serverStatusNotification": true } },
                "workspaceFolders": [{ "uri": uri, "name": "project" }],
                "initializationOptions": options,
            }),
        )?;
        self.notify("initialized", &json!({}))?;
        self.wait_until("the project is loaded", |message| {
            message["method"] == "experimental/serverStatus" && message["params"]["quiescent"] == true
        })
        .map(drop)
    }

    /// Replaces the text of a file, as an editor with unsaved changes does.
    pub(crate) fn edit(&mut self, file: &Path, text: &str) -> Result<()> {
        let version = self.versions.entry(file.into()).or_default();
        *version += 1;
        let (version, uri) = (*version, uri(file));
        if version == 1 {
            let document = json!({ "uri": uri, "languageId": "rust", "version": version, "text": text });
            return self.notify("textDocument/didOpen", &json!({ "textDocument": document }));
        }
        let document = json!({ "uri": uri, "version": version });
        self.notify("textDocument/didChange", &json!({ "textDocument": document, "contentChanges": [{ "text": text }] }))
    }

    /// Where what stands at a position is defined: files and lines, from 0.
    pub(crate) fn definition(&mut self, file: &Path, position: (u32, u32)) -> Result<Vec<(PathBuf, u32)>> {
        let answer = self.request("textDocument/definition", &at(file, position))?;
        let targets = answer.as_array().cloned().unwrap_or_default();
        let target = |target: &Value| {
            let path = target["uri"].as_str()?.strip_prefix("file://")?;
            Some((PathBuf::from(path), u32::try_from(target["range"]["start"]["line"].as_u64()?).ok()?))
        };
        targets.iter().map(|found| target(found).with_context(|| format!("not a location: {found}"))).collect()
    }

    /// What is shown of what stands at a position.
    pub(crate) fn hover(&mut self, file: &Path, position: (u32, u32)) -> Result<String> {
        let answer = self.request("textDocument/hover", &at(file, position))?;
        let contents = &answer["contents"];
        Ok(contents["value"].as_str().map_or_else(|| contents.to_string(), str::to_owned))
    }

    /// Asks again where the answer was cancelled by a change that is still being taken in.
    fn request(&mut self, method: &str, params: &Value) -> Result<Value> {
        loop {
            self.next += 1;
            let id = self.next;
            self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))?;
            let answer = self.wait_until(method, |message| message["id"] == id && message.get("method").is_none())?;
            match answer.get("error") {
                None => return Ok(answer["result"].clone()),
                // ContentModified, ServerCancelled.
                Some(error) if error["code"] == -32801 || error["code"] == -32802 => {}
                Some(error) => bail!("{method}: {error}"),
            }
        }
    }

    fn notify(&mut self, method: &str, params: &Value) -> Result<()> {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    fn send(&mut self, message: &Value) -> Result<()> {
        let text = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len())?;
        Ok(self.input.flush()?)
    }

    /// The next message of a kind. What the server asks of its client in the meantime is answered with nothing.
    fn wait_until(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Result<Value> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let message = match self.messages.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(message) => message,
                Err(RecvTimeoutError::Timeout) => bail!("rust-analyzer does not say that {what}"),
                Err(RecvTimeoutError::Disconnected) => bail!("rust-analyzer ended before {what}"),
            };
            if std::env::var_os("XC_EDITOR_TRACE").is_some() {
                eprintln!("{message}");
            }
            if wanted(&message) {
                return Ok(message);
            }
            if message.get("method").is_some()
                && let Some(id) = message.get("id")
            {
                self.send(&json!({ "jsonrpc": "2.0", "id": id, "result": null }))?;
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One message; `None` at the end.
fn read(output: &mut impl std::io::BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some(number) = line.strip_prefix("Content-Length: ") {
            length = number.parse().ok()?;
        }
    }
    let mut text = vec![0; length];
    output.read_exact(&mut text).ok()?;
    serde_json::from_slice(&text).ok()
}

fn at(file: &Path, (line, character): (u32, u32)) -> Value {
    json!({ "textDocument": { "uri": uri(file) }, "position": { "line": line, "character": character } })
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}
