-- drop_nickname on PostgreSQL
--
-- requires create_shop at expand or later: it makes table `users` (at create_shop.rs:6:22), which is changed at drop_nickname.rs:9:13
--
-- expects table users, key (id), perhaps more
--   id bigint not null
--   name character varying(100) not null
--   nickname character varying(50) null
--   email character varying(255) null
--   age integer null
--   score integer not null
--   seen_at timestamp without time zone not null


-- ======== contract ========

-- ---- drop column users.nickname (table users)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- when contract goes the way of Dropping
-- already: users.nickname is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE "users" DROP COLUMN "nickname";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"users"') AND attname IN ('nickname') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retire column users.nickname (table users)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- when contract goes the way of Retiring
-- already: users.nickname is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE "users" RENAME COLUMN "nickname" TO "xc_retired_drop_nickname_nickname";
-- undo
ALTER TABLE "users" RENAME COLUMN "xc_retired_drop_nickname_nickname" TO "nickname";
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"users"') AND attname IN ('nickname') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- drop column users.nickname, which was retired (table users)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- when contract goes the way of Purging
-- already: what was retired of users is gone already, and not by xc
-- run
ALTER TABLE "users" DROP COLUMN "xc_retired_drop_nickname_nickname";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"users"') AND attname IN ('xc_retired_drop_nickname_nickname') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retired of users: nickname as xc_retired_drop_nickname_nickname
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM "users" LIMIT 1) AS some_rows;
-- keeps the values that it had
