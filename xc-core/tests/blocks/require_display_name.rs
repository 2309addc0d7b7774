xc::migration! {
    /// A new column that is NOT NULL from the start, by its default; conditions; a drop.
    name: require_display_name,
    after: super::create_shop,

    expand { alter table users add column display_name varchar(100) not null default ""; }
    dual_write {
        sync users {
            forward {
                display_name = case
                    when nickname <> "" then coalesce(nickname, name)
                    when age is null or age < 18 then "a minor"
                    else trim(name)
                end
            }
            reverse {
                #[allow(mapping_may_truncate, reason = "v2 takes 50 characters as long as v1 runs")]
                nickname = nullif(display_name, "")
            }
        }
    }
    migrate { backfill users; }
    contract { alter table users drop column nickname; }
}
