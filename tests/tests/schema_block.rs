//! Tables that were there before xc: declared, compared with the live database, and changed from then on like any other.

use anyhow::{Result, ensure};
use xc::{Executor, Phase};
use xc_tests::beside::Beside;
use xc_tests::servers::{Kind, TestDatabase};
use xc_tests::workload::Store;

xc::schema! {
    /// What was in production when xc came.
    name: production,
    dialects: [postgres, mysql, sqlite],

    create table teams (
        id bigint primary key,
        name varchar(100) not null unique
    );
    create table players (
        id bigint primary key,
        team_id bigint not null references teams (id),
        handle varchar(50) not null,
        shirt int null check (shirt > 0),
        unique (team_id, handle)
    );
    create index players_shirt on players (shirt);
}

xc::migration! {
    name: free_players,
    after: production,
    dialects: [postgres, mysql, sqlite],
    expand {
        alter table players add column nickname varchar(50) null;
    }
    dual_write {
        sync players {
            forward { nickname = handle }
            reverse { handle = nickname }
        }
    }
    migrate {
        backfill players;
    }
    contract {
        create index players_team on players (team_id);
        drop index players_shirt on players;
        alter table players
            drop foreign key (team_id),
            drop unique (team_id, handle),
            add unique (nickname, team_id),
            alter column nickname set not null,
            drop column handle;
    }
}

const MIGRATIONS: xc::Migrations = xc::migrations![production, free_players];

/// As somebody wrote it by hand: the database has given the constraints their names.
async fn by_hand(database: &TestDatabase) -> Result<()> {
    let statements = [
        "create table teams (id bigint primary key, name varchar(100) not null unique)",
        "create table players (id bigint primary key, team_id bigint not null, handle varchar(50) not null, shirt int check (shirt > 0), \
         unique (team_id, handle), foreign key (team_id) references teams (id))",
        "create index players_shirt on players (shirt)",
    ];
    for statement in statements {
        // SQLite's catalogue keeps the words: `integer` is how xc spells `int` there.
        let statement = if database.kind == Kind::Sqlite { statement.replace(" int ", " integer ") } else { statement.to_owned() };
        database.execute(&statement).await?;
    }
    Ok(())
}

xc_tests::on_each_database! {
    async fn is_changed_as_if_xc_had_made_it(database: &TestDatabase) -> Result<()> {
        by_hand(database).await?;
        let store = Store::connect(database, 2).await?;
        store.run("insert into teams (id, name) values (1, 'red'), (2, 'blue')", &[]).await?;
        let players: Vec<String> = (1..=300).map(|id| format!("({id}, {}, 'p{id}')", id % 2 + 1)).collect();
        store.run(&format!("insert into players (id, team_id, handle) values {}", players.join(", ")), &[]).await?;
        let before = xc_tests::schema::describe(database).await?;

        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        executor.up_to(production, Phase::Contract).await?;
        ensure!(xc_tests::schema::describe(database).await? == before, "declaring it has changed it");

        let v1 = Beside::start(database, 2, 1000, |number| {
            vec![
                format!("insert into players (id, team_id, handle) values ({number}, {}, 'p{number}')", number % 2 + 1),
                format!("update players set handle = 'q{number}' where id = {number}"),
            ]
        })
        .await?;
        executor.up_to(free_players, Phase::Migrate).await?;
        v1.stop().await?;
        executor.up().await?;
        ensure!(store.number("select count(*) from players where nickname like 'q%'").await? > 0);
        ensure!(store.number("select count(*) from players where id <= 300 and nickname <> 'p0'").await? == 300);
        store.run("insert into players (id, team_id, nickname) values (9001, 77, 'no team of that number')", &[]).await?;
        ensure!(store.run("insert into players (id, team_id, nickname) values (9002, 77, 'no team of that number')", &[]).await.is_err());
        ensure!(store.run("insert into players (id, team_id, nickname, shirt) values (9003, 1, 'x', 0)", &[]).await.is_err());
        Ok(())
    }
}

xc_tests::on_each_database! {
    async fn what_does_not_look_so_is_named(database: &TestDatabase) -> Result<()> {
        database.execute("create table teams (id bigint primary key, title varchar(100) not null)").await?;
        let executor = Executor::connect(&database.url, MIGRATIONS).await?;
        let error = executor.up().await.expect_err("the database does not look so").to_string();
        for word in ["production", "teams", "`name`", "players"] {
            ensure!(error.contains(word), "{word:?} is not in: {error}");
        }
        Ok(())
    }
}
