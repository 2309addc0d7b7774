xc::migration! {
    /// `users` becomes `people`.
    name: rename_users,
    after: super::create_people,

    expand {
        create table people (
            id     bigint primary key auto_increment,
            name   varchar(100) not null,
            about  text null,
            visits bigint not null default 0
        );
    }
    dual_write {
        sync users to people on people.id = users.id {
            forward { people.name = users.name, people.about = users.bio, people.visits = users.visits }
            reverse { users.name = people.name, users.bio = people.about, users.visits = people.visits }
        }
    }
    migrate {
        backfill users;
    }
    contract {
        drop table users;
    }
}
