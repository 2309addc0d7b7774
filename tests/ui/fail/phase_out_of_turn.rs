//! A handle has the methods of its state alone: there is no contract before migrate.

async fn too_early(dual_writing: xc::DualWriting) -> Result<(), xc::Error> {
    dual_writing.contract().await?;
    Ok(())
}

fn main() {
    let _ = too_early;
}
