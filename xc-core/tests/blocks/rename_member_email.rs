xc::migration! {
    /// Other columns of the same table: in flight together where the database can have both sets of triggers.
    name: rename_member_email,
    after: super::split_member_name,

    expand {
        alter table members add column mail varchar(200) null;
        create index members_mail on members (mail);
    }
    dual_write {
        sync members {
            forward { mail = email }
            reverse { email = mail }
        }
    }
    migrate {
        backfill members;
    }
    contract {
        drop index members_email on members;
        alter table members
            alter column mail set not null,
            drop column email;
    }
}
