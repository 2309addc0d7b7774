xc::migration! {
    /// A table with all that may hang on one.
    name: create_staff,

    expand {
        create table teams (id bigint primary key);
        create table staff (
            id      bigint primary key auto_increment,
            email   varchar(100) not null unique,
            age     int not null default 18 check (age > 0),
            team_id bigint null references teams (id) on delete cascade,
            boss_id bigint null references staff (id),
            legacy  int not null
        );
        create index staff_team on staff (team_id);
        create index staff_boss on staff (boss_id desc);
        create table orders (
            id       bigint primary key,
            staff_id bigint not null references staff (id) on delete cascade
        );
        create index orders_staff on orders (staff_id);
    }
}
