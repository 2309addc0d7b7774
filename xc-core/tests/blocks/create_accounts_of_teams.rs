xc::migration! {
    name: create_accounts_of_teams,
    dialects: [postgres, mysql, sqlite],
    expand {
        create table teams (id bigint primary key, name varchar(50) not null);
        create table accounts (
            id      bigint primary key,
            name    varchar(100) not null,
            mail    varchar(200) not null unique,
            team    bigint null references teams (id),
            score   int not null default 0,
            created timestamptz not null default current_timestamp,
            unique (team, name)
        );
        create index accounts_by_name on accounts (name, id desc);
        create index accounts_team on accounts (team);
    }
}
