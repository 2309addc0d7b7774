//! Two migrations in one module.

xc::migration! {
    name: create_teams,
    after: super::split_user_name::split_user_name,

    expand {
        create table teams (id bigint primary key, lead bigint null);
        create index teams_by_lead on teams (lead);
    }
}

xc::migration! {
    name: index_users,
    after: create_teams,

    contract {
        create index users_by_phone on users (lower(phone), r#type);
        create index teams_by_both on teams (id, lead);
    }
}
