xc::migration! {
    /// Names that are reserved words, names with capitals, names beyond ASCII; texts with quotes and backslashes.
    name: odd_names,

    expand {
        create table Order (
            Id     bigint primary key auto_increment,
            group  varchar(100) not null default "it's \"so\" \\ `here`",
            Größe  int not null default -1,
            unique (group, Größe)
        );
    }
}
