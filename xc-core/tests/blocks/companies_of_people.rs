xc::migration! {
    /// Those of one kind get a row of their own.
    name: companies_of_people,
    after: super::create_people_of_kinds,

    expand {
        create table companies (
            person_id bigint primary key,
            name      varchar(100) null
        );
    }
    dual_write {
        sync people to companies on companies.person_id = people.id where people.kind = "company" else "person" {
            forward { companies.name = people.company }
            reverse { people.company = companies.name }
        }
    }
    migrate {
        backfill people;
    }
    contract {
        alter table people drop column company;
    }
}
