-- widen_on_postgres on SQLite
--
-- requires create_shop at expand or later: it makes table `users` (at create_shop.rs:6:22), which is changed at widen_on_postgres.rs:9:27
--
-- expects table users, key (id), perhaps more
--   id integer not null
--   name varchar(100) not null
--   nickname varchar(50) null
--   email varchar(255) null
--   age integer null
--   score integer not null
--   seen_at datetime not null
--
-- expects table order_items, key (order_id, line), perhaps more
--   order_id bigint not null
--   line integer not null
--   note varchar(200) or text null
--   cents bigint not null


-- ======== expand ========

-- ---- add column users.rank (table users)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table users has one of the columns rank already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "users" ADD COLUMN "rank" smallint;
-- undo
ALTER TABLE "users" DROP COLUMN "rank";
-- probe
SELECT COUNT(*) FROM pragma_table_xinfo('users') WHERE name IN ('rank');
