xc::migration! {
    /// A key that is a uuid; forward only; no contract yet.
    name: document_summary,
    after: super::create_shop,

    expand { alter table documents add column summary text null; }
    dual_write { sync documents { forward { summary = substr(title, 1, 80) } } }
    migrate { backfill documents; }
}
