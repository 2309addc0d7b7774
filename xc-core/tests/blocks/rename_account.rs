xc::migration! {
    name: rename_account,
    after: create_accounts_of_teams,
    dialects: [postgres, mysql, sqlite],
    expand {
        alter table accounts
            add column full_name like name,
            add column email like mail,
            add column team_id like team,
            add column stars like score,
            add column joined like created;
    }
    dual_write {
        sync accounts { name <-> full_name, mail <-> email, team <-> team_id, score <-> stars, created <-> joined }
    }
    migrate { backfill accounts; }
    contract {
        alter table accounts drop column name, drop column mail, drop column team, drop column score, drop column created;
    }
}
