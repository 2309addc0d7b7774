xc::migration! {
    name: create_posts,

    expand {
        create table posts (
            id bigint primary key,
            tenant_id bigint not null,
            language varchar(2) null,
            notes_count bigint not null default 0
        );
        create table notes (
            id bigint primary key,
            post_id bigint not null references posts (id),
            body text null
        );
        create index notes_post_id_idx on notes (post_id);
        create table links (
            id bigint primary key,
            post_id bigint null,
            url text null
        );
    }
}
