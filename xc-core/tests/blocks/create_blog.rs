xc::migration! {
    /// A numbered int key with columns that refer to it, an index, a check and a default.
    name: create_blog,
    dialects: [postgres, sqlite],

    expand {
        #[allow(small_primary_key, reason = "made before xc")]
        create table authors (
            id   int primary key auto_increment,
            name varchar(100) not null
        );
        create table articles (
            id        bigint primary key auto_increment,
            author_id int not null references authors (id),
            reviewer  int null default 1 references authors (id) on delete set null,
            title     varchar(200) not null,
            unique (author_id, title),
            check (reviewer <> author_id)
        );
        create index articles_reviewer on articles (reviewer, title desc) where reviewer is not null;
        create index articles_by_reviewer on articles (reviewer);
    }
}
