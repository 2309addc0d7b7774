xc::migration! {
    /// A sync that nothing ends.
    name: endless_nick,
    after: super::create_members,

    expand {
        alter table members add column nick varchar(100) null;
    }
    dual_write {
        sync members {
            forward { nick = name }
            reverse { name = coalesce(nick, "") }
        }
    }
    migrate {
        backfill members;
    }
}
