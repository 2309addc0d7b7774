xc::migration! {
    /// An enum that a check reads, and one in a key.
    name: create_tickets,

    expand {
        create type mood as enum ("calm", "angry");
        create table tickets (
            id     bigint primary key auto_increment,
            mood   mood null,
            answer varchar(100) null,
            check (mood is not null or answer = "none"),
            constraint answered check (mood <> "angry" or upper_mood = "ANGRY" or concat(mood, "!") = answer),
            upper_mood varchar(10) null
        );
        create table moods (
            mood   mood not null,
            number int not null,
            body   varchar(100) null,
            primary key (mood, number)
        );
    }
}
