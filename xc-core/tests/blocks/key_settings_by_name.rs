xc::migration! {
    name: key_settings_by_name,
    after: create_settings,
    dialects: [postgres, mysql, sqlite],
    contract {
        alter table settings drop primary key, add primary key (tenant_id, name);
    }
}
