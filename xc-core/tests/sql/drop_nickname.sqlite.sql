-- drop_nickname on SQLite
--
-- requires create_shop at expand or later: it makes table `users` (at create_shop.rs:6:22), which is changed at drop_nickname.rs:9:13
--
-- expects table users, key (id), nothing else
--   id integer not null
--   name varchar(100) not null
--   nickname varchar(50) null
--   email varchar(255) null
--   age integer null
--   score integer not null
--   seen_at datetime not null


-- ======== contract ========

-- ---- drop column users.nickname (table users)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- when contract goes the way of Dropping
-- already: users.nickname is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
-- rebuilds users
CREATE TABLE "xc_new_users" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(100) NOT NULL, "email" varchar(255), "age" integer, "score" integer NOT NULL DEFAULT 0, "seen_at" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, CONSTRAINT "users_email_key" UNIQUE ("email"));
INSERT INTO "xc_new_users" ("id", "name", "email", "age", "score", "seen_at") SELECT "id", "name", "email", "age", "score", "seen_at" FROM "users";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_users';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_users', seq FROM sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "xc_new_users" RENAME TO "users";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('users') WHERE name IN ('nickname')) = 0 THEN 1 ELSE 0 END;

-- ---- retire column users.nickname (table users)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- when contract goes the way of Retiring
-- already: users.nickname is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
-- rebuilds users
CREATE TABLE "xc_new_users" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(100) NOT NULL, "email" varchar(255), "age" integer, "score" integer NOT NULL DEFAULT 0, "seen_at" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, "xc_retired_drop_nickname_nickname" varchar(50), CONSTRAINT "users_email_key" UNIQUE ("email"));
INSERT INTO "xc_new_users" ("id", "name", "email", "age", "score", "seen_at", "xc_retired_drop_nickname_nickname") SELECT "id", "name", "email", "age", "score", "seen_at", "nickname" FROM "users";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_users';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_users', seq FROM sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "xc_new_users" RENAME TO "users";
-- undo
-- rebuilds users
CREATE TABLE "xc_new_users" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(100) NOT NULL, "nickname" varchar(50), "email" varchar(255), "age" integer, "score" integer NOT NULL DEFAULT 0, "seen_at" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, CONSTRAINT "users_email_key" UNIQUE ("email"));
INSERT INTO "xc_new_users" ("id", "name", "nickname", "email", "age", "score", "seen_at") SELECT "id", "name", "xc_retired_drop_nickname_nickname", "email", "age", "score", "seen_at" FROM "users";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_users';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_users', seq FROM sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "xc_new_users" RENAME TO "users";
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('users') WHERE name IN ('nickname')) = 0 THEN 1 ELSE 0 END;

-- ---- drop column users.nickname, which was retired (table users)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- when contract goes the way of Purging
-- already: what was retired of users is gone already, and not by xc
-- run
ALTER TABLE "users" DROP COLUMN "xc_retired_drop_nickname_nickname";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('users') WHERE name IN ('xc_retired_drop_nickname_nickname')) = 0 THEN 1 ELSE 0 END;

-- ---- retired of users: nickname as xc_retired_drop_nickname_nickname
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM "users" LIMIT 1) AS some_rows;
-- keeps the values that it had
