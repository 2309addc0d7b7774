xc::migration! {
    name: create_accounts_and_logins,
    expand {
        create table accounts (id bigint primary key, mail varchar(200) not null unique);
        create table logins (
            id   bigint primary key,
            mail varchar(200) not null references accounts (mail)
        );
        create index logins_mail on logins (mail);
    }
}
