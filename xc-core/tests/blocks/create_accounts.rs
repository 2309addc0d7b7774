xc::migration! {
    name: create_accounts,

    expand {
        create table accounts (
            id       bigint primary key auto_increment,
            is_admin boolean not null,
            phone    varchar(30) null
        );
        create table details (
            account_id bigint primary key references accounts (id),
            avatar     varchar(100) null
        );
    }
}
