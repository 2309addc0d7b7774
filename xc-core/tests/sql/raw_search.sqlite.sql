-- raw_search on SQLite
--
-- requires create_users at expand or later: it makes table `users` (at create_users.rs:7:22), which is changed at raw_search.rs:14:27
--
-- expects table users, key (id), perhaps more
--   id integer not null
--   name varchar(100) not null
--   email varchar(255) null
--   created_at datetime not null


-- ======== expand ========

-- ---- add column users.tag (table users)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table users has one of the columns tag already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "users" ADD COLUMN "tag" varchar(20);
-- undo
ALTER TABLE "users" DROP COLUMN "tag";
-- probe
SELECT COUNT(*) FROM pragma_table_xinfo('users') WHERE name IN ('tag');

-- ---- raw: names are searched by any part of them (table users)
-- cost: write lock
-- lock: write lock; on other tables: write lock
-- already: 
-- run
create index users_search on users (name collate nocase);
-- undo
drop index users_search;
-- probe
SELECT 0;

-- ---- raw: codes are compared byte by byte (table users)
-- cost: write lock
-- lock: write lock; on other tables: write lock
-- already: the effect of the raw statement "codes are compared byte by byte" is there already, and not by xc: take it back, or leave it out
-- run
alter table users add column code varchar(20) null;
-- undo
alter table users drop column code;
-- probe
SELECT COUNT(*) FROM pragma_table_xinfo('users') WHERE name IN ('code');
