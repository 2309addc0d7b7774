xc::migration! {
    name: create_settings,
    dialects: [postgres, mysql, sqlite],
    expand {
        create table tenants (id bigint primary key, name varchar(50) not null);
        create table settings (
            id        bigint primary key,
            tenant_id bigint not null references tenants (id),
            name      varchar(50) not null,
            value     varchar(50) null
        );
        create index settings_tenant on settings (tenant_id);
        create table hits (id bigint primary key auto_increment, page varchar(50) not null);
    }
}
