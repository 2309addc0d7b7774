xc::migration! {
    name: select_from_where,
    after: super::odd_names,

    expand { alter table Order add column select varchar(100) null, add column From varchar(100) null; }
    dual_write {
        sync Order {
            forward { select = split_part(group, "'", 2), From = replace(group, "\\", "'") }
        }
    }
    migrate { backfill Order; }
    contract { alter table Order alter column select set not null, alter column From set not null; }
}
