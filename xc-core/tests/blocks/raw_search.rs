xc::migration! {
    /// What the language lacks: each database in its own way, or not at all.
    name: raw_search,
    after: super::create_users,

    expand {
        raw "the trigrams are an extension" {
            postgres: "create extension if not exists pg_trgm",
            mysql: nothing,
            sqlite: nothing,
            inverse { postgres: nothing }
            lock: none,
        }
        alter table users add column tag varchar(20) null;
        raw "names are searched by any part of them" {
            postgres: "create index concurrently users_search on users using gin (name gin_trgm_ops)",
            mysql: "alter table users add index users_search (name(10)), algorithm=inplace, lock=none",
            sqlite: "create index users_search on users (name collate nocase)",
            inverse {
                postgres: "drop index concurrently users_search",
                mysql: "alter table users drop index users_search, algorithm=inplace, lock=none",
                sqlite: "drop index users_search",
            }
            lock: share_update_exclusive,
            table: users,
            done when { mysql: "select count(*) from information_schema.statistics where table_schema = database() and index_name = 'users_search'" }
        }
        #[allow(raw_lock_blocks, reason = "a column without a default is a change of the catalogue alone")]
        raw "codes are compared byte by byte" {
            postgres: "alter table users add column code varchar(20) collate \"C\" null",
            mysql: "alter table users add column code varchar(20) character set ascii null, algorithm=instant",
            sqlite: "alter table users add column code varchar(20) null",
            inverse {
                postgres: "alter table users drop column code",
                mysql: "alter table users drop column code, algorithm=instant",
                sqlite: "alter table users drop column code",
            }
            lock { postgres: access_exclusive, mysql: none }
            effect { alter table users add column code varchar(20) null; }
        }
    }
    contract {
        raw "comments are not in the language" {
            postgres: "comment on table users is 'people''s; names'",
            mysql: "alter table users comment 'people', algorithm=inplace, lock=none",
            sqlite: nothing,
            irreversible: "a comment is for people",
            lock: share_update_exclusive,
            done when { mysql: "select table_comment = 'people' from information_schema.tables where table_schema = database() and table_name = 'users'" }
        }
    }
}
