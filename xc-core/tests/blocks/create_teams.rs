xc::migration! {
    /// Foreign keys that change and delete rows by themselves.
    name: create_teams,

    expand {
        create table tenants (id bigint primary key);
        create table teams (
            id   bigint primary key,
            code varchar(20) not null unique
        );
        create table players (
            id        bigint primary key,
            tenant_id bigint not null references tenants on delete cascade,
            team_id   bigint null references teams on delete set null,
            team_code varchar(20) null references teams (code) on update cascade,
            bio       varchar(200) null
        );
        create index players_tenant on players (tenant_id);
        create index players_team on players (team_id);
        create index players_team_code on players (team_code);
    }
}
