-- require_display_name on SQLite
--
-- requires create_shop at expand or later: it makes table `users` (at create_shop.rs:6:22), which is changed at require_display_name.rs:8:9
--
-- expects table users, key (id), nothing else
--   id integer not null
--   name varchar(100) not null
--   nickname varchar(50) null
--   email varchar(255) null
--   age integer null
--   score integer not null
--   seen_at datetime not null


-- ======== expand ========

-- ---- add column users.display_name (table users)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table users has one of the columns display_name already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "users" ADD COLUMN "display_name" varchar(100) NOT NULL DEFAULT '';
-- undo
ALTER TABLE "users" DROP COLUMN "display_name";
-- probe
SELECT COUNT(*) FROM pragma_table_xinfo('users') WHERE name IN ('display_name');


-- ======== dual_write ========

-- ---- dual write of users (table users)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table users has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER "xc_require_display_name_users_ins_fwd" AFTER INSERT ON "users" FOR EACH ROW WHEN ((NEW."display_name" IS NULL OR NEW."display_name" COLLATE BINARY IS '')) AND NOT ((NEW."nickname" COLLATE BINARY IS CASE WHEN NEW."display_name" COLLATE BINARY = '' THEN NULL ELSE NEW."display_name" END) OR (NEW."display_name" COLLATE BINARY IS CASE WHEN (NEW."nickname" COLLATE BINARY <> '') THEN coalesce(NEW."nickname", NEW."name") WHEN ((NEW."age" IS NULL) OR (NEW."age" < 18)) THEN 'a minor' ELSE trim(NEW."name") END))
BEGIN
  UPDATE "users" SET "display_name" = CASE WHEN (NEW."nickname" COLLATE BINARY <> '') THEN coalesce(NEW."nickname", NEW."name") WHEN ((NEW."age" IS NULL) OR (NEW."age" < 18)) THEN 'a minor' ELSE trim(NEW."name") END WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_require_display_name_users_upd_fwd" AFTER UPDATE OF "nickname", "name", "age" ON "users" FOR EACH ROW WHEN (NEW."display_name" COLLATE BINARY IS OLD."display_name") AND NOT (NEW."nickname" COLLATE BINARY IS OLD."nickname" AND NEW."name" COLLATE BINARY IS OLD."name" AND NEW."age" IS OLD."age") AND NOT ((NEW."nickname" COLLATE BINARY IS CASE WHEN NEW."display_name" COLLATE BINARY = '' THEN NULL ELSE NEW."display_name" END) OR (NEW."display_name" COLLATE BINARY IS CASE WHEN (NEW."nickname" COLLATE BINARY <> '') THEN coalesce(NEW."nickname", NEW."name") WHEN ((NEW."age" IS NULL) OR (NEW."age" < 18)) THEN 'a minor' ELSE trim(NEW."name") END))
BEGIN
  UPDATE "users" SET "display_name" = CASE WHEN (NEW."nickname" COLLATE BINARY <> '') THEN coalesce(NEW."nickname", NEW."name") WHEN ((NEW."age" IS NULL) OR (NEW."age" < 18)) THEN 'a minor' ELSE trim(NEW."name") END WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_require_display_name_users_ins_rev" AFTER INSERT ON "users" FOR EACH ROW WHEN (NEW."nickname" IS NULL) AND NOT ((NEW."display_name" IS NULL OR NEW."display_name" COLLATE BINARY IS ''))
BEGIN
  UPDATE "users" SET "nickname" = CASE WHEN NEW."display_name" COLLATE BINARY = '' THEN NULL ELSE NEW."display_name" END WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_require_display_name_users_upd_rev" AFTER UPDATE OF "display_name" ON "users" FOR EACH ROW WHEN (NEW."nickname" COLLATE BINARY IS OLD."nickname" AND NEW."name" COLLATE BINARY IS OLD."name" AND NEW."age" IS OLD."age") AND NOT (NEW."display_name" COLLATE BINARY IS OLD."display_name") AND NOT ((NEW."nickname" COLLATE BINARY IS CASE WHEN NEW."display_name" COLLATE BINARY = '' THEN NULL ELSE NEW."display_name" END) OR (NEW."display_name" COLLATE BINARY IS CASE WHEN (NEW."nickname" COLLATE BINARY <> '') THEN coalesce(NEW."nickname", NEW."name") WHEN ((NEW."age" IS NULL) OR (NEW."age" < 18)) THEN 'a minor' ELSE trim(NEW."name") END))
BEGIN
  UPDATE "users" SET "nickname" = CASE WHEN NEW."display_name" COLLATE BINARY = '' THEN NULL ELSE NEW."display_name" END WHERE "id" = NEW."id";
END;
-- undo
DROP TRIGGER "xc_require_display_name_users_ins_fwd";
DROP TRIGGER "xc_require_display_name_users_upd_fwd";
DROP TRIGGER "xc_require_display_name_users_ins_rev";
DROP TRIGGER "xc_require_display_name_users_upd_rev";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_require_display_name_users_ins_fwd', 'xc_require_display_name_users_upd_fwd', 'xc_require_display_name_users_ins_rev', 'xc_require_display_name_users_upd_rev');


-- ======== migrate ========

-- ---- backfill users, 1 key columns
-- parity
--   (("nickname" COLLATE BINARY IS CASE WHEN "display_name" COLLATE BINARY = '' THEN NULL ELSE "display_name" END) OR ("display_name" COLLATE BINARY IS CASE WHEN ("nickname" COLLATE BINARY <> '') THEN coalesce("nickname", "name") WHEN (("age" IS NULL) OR ("age" < 18)) THEN 'a minor' ELSE trim("name") END))
-- estimate
SELECT COUNT(*) FROM "users";
-- lowest
SELECT CAST("id" AS TEXT) FROM "users" ORDER BY "users"."id" LIMIT 1;
-- highest
SELECT CAST("id" AS TEXT) FROM "users" ORDER BY "users"."id" DESC LIMIT 1;
-- cut
SELECT CAST("id" AS TEXT) FROM "users" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) ORDER BY "users"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "users" SET "display_name" = CASE WHEN ("nickname" COLLATE BINARY <> '') THEN coalesce("nickname", "name") WHEN (("age" IS NULL) OR ("age" < 18)) THEN 'a minor' ELSE trim("name") END WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT (("nickname" COLLATE BINARY IS CASE WHEN "display_name" COLLATE BINARY = '' THEN NULL ELSE "display_name" END) OR ("display_name" COLLATE BINARY IS CASE WHEN ("nickname" COLLATE BINARY <> '') THEN coalesce("nickname", "name") WHEN (("age" IS NULL) OR ("age" < 18)) THEN 'a minor' ELSE trim("name") END));
-- the other way round
UPDATE "users" SET "nickname" = CASE WHEN "display_name" COLLATE BINARY = '' THEN NULL ELSE "display_name" END WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT (("nickname" COLLATE BINARY IS CASE WHEN "display_name" COLLATE BINARY = '' THEN NULL ELSE "display_name" END) OR ("display_name" COLLATE BINARY IS CASE WHEN ("nickname" COLLATE BINARY <> '') THEN coalesce("nickname", "name") WHEN (("age" IS NULL) OR ("age" < 18)) THEN 'a minor' ELSE trim("name") END));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (("nickname" COLLATE BINARY IS CASE WHEN "display_name" COLLATE BINARY = '' THEN NULL ELSE "display_name" END) OR ("display_name" COLLATE BINARY IS CASE WHEN ("nickname" COLLATE BINARY <> '') THEN coalesce("nickname", "name") WHEN (("age" IS NULL) OR ("age" < 18)) THEN 'a minor' ELSE trim("name") END)) THEN 1 END) FROM "users" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("id" AS TEXT), CAST("nickname" AS TEXT), CAST("name" AS TEXT), CAST("age" AS TEXT), CAST("display_name" AS TEXT), CAST(CASE WHEN ("nickname" COLLATE BINARY <> '') THEN coalesce("nickname", "name") WHEN (("age" IS NULL) OR ("age" < 18)) THEN 'a minor' ELSE trim("name") END AS TEXT), CAST(CASE WHEN "display_name" COLLATE BINARY = '' THEN NULL ELSE "display_name" END AS TEXT) FROM "users" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT (("nickname" COLLATE BINARY IS CASE WHEN "display_name" COLLATE BINARY = '' THEN NULL ELSE "display_name" END) OR ("display_name" COLLATE BINARY IS CASE WHEN ("nickname" COLLATE BINARY <> '') THEN coalesce("nickname", "name") WHEN (("age" IS NULL) OR ("age" < 18)) THEN 'a minor' ELSE trim("name") END)) ORDER BY "users"."id" LIMIT $3;
-- not null: 


-- ======== contract ========

-- ---- drop column users.nickname (table users)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- when contract goes the way of Dropping
-- already: users.nickname is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
-- rebuilds users
DROP TRIGGER "xc_require_display_name_users_ins_fwd";
DROP TRIGGER "xc_require_display_name_users_upd_fwd";
DROP TRIGGER "xc_require_display_name_users_ins_rev";
DROP TRIGGER "xc_require_display_name_users_upd_rev";
CREATE TABLE "xc_new_users" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(100) NOT NULL, "email" varchar(255), "age" integer, "score" integer NOT NULL DEFAULT 0, "seen_at" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, "display_name" varchar(100) NOT NULL DEFAULT '', CONSTRAINT "users_email_key" UNIQUE ("email"));
INSERT INTO "xc_new_users" ("id", "name", "email", "age", "score", "seen_at", "display_name") SELECT "id", "name", "email", "age", "score", "seen_at", "display_name" FROM "users";
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
DROP TRIGGER "xc_require_display_name_users_ins_fwd";
DROP TRIGGER "xc_require_display_name_users_upd_fwd";
DROP TRIGGER "xc_require_display_name_users_ins_rev";
DROP TRIGGER "xc_require_display_name_users_upd_rev";
CREATE TABLE "xc_new_users" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(100) NOT NULL, "email" varchar(255), "age" integer, "score" integer NOT NULL DEFAULT 0, "seen_at" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, "display_name" varchar(100) NOT NULL DEFAULT '', "xc_retired_require_display_name_nickname" varchar(50), CONSTRAINT "users_email_key" UNIQUE ("email"));
INSERT INTO "xc_new_users" ("id", "name", "email", "age", "score", "seen_at", "display_name", "xc_retired_require_display_name_nickname") SELECT "id", "name", "email", "age", "score", "seen_at", "display_name", "nickname" FROM "users";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_users';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_users', seq FROM sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "xc_new_users" RENAME TO "users";
CREATE TRIGGER "xc_require_display_name_users_keep_ins" AFTER INSERT ON "users" FOR EACH ROW WHEN NOT ((NEW."xc_retired_require_display_name_nickname" COLLATE BINARY IS CASE WHEN NEW."display_name" COLLATE BINARY = '' THEN NULL ELSE NEW."display_name" END) OR (NEW."display_name" COLLATE BINARY IS CASE WHEN (NEW."xc_retired_require_display_name_nickname" COLLATE BINARY <> '') THEN coalesce(NEW."xc_retired_require_display_name_nickname", NEW."name") WHEN ((NEW."age" IS NULL) OR (NEW."age" < 18)) THEN 'a minor' ELSE trim(NEW."name") END))
BEGIN
  UPDATE "users" SET "xc_retired_require_display_name_nickname" = CASE WHEN NEW."display_name" COLLATE BINARY = '' THEN NULL ELSE NEW."display_name" END WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_require_display_name_users_keep_upd" AFTER UPDATE OF "display_name" ON "users" FOR EACH ROW WHEN NOT (NEW."display_name" COLLATE BINARY IS OLD."display_name") AND NOT ((NEW."xc_retired_require_display_name_nickname" COLLATE BINARY IS CASE WHEN NEW."display_name" COLLATE BINARY = '' THEN NULL ELSE NEW."display_name" END) OR (NEW."display_name" COLLATE BINARY IS CASE WHEN (NEW."xc_retired_require_display_name_nickname" COLLATE BINARY <> '') THEN coalesce(NEW."xc_retired_require_display_name_nickname", NEW."name") WHEN ((NEW."age" IS NULL) OR (NEW."age" < 18)) THEN 'a minor' ELSE trim(NEW."name") END))
BEGIN
  UPDATE "users" SET "xc_retired_require_display_name_nickname" = CASE WHEN NEW."display_name" COLLATE BINARY = '' THEN NULL ELSE NEW."display_name" END WHERE "id" = NEW."id";
END;
-- undo
-- rebuilds users
DROP TRIGGER "xc_require_display_name_users_keep_ins";
DROP TRIGGER "xc_require_display_name_users_keep_upd";
CREATE TABLE "xc_new_users" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(100) NOT NULL, "nickname" varchar(50), "email" varchar(255), "age" integer, "score" integer NOT NULL DEFAULT 0, "seen_at" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, "display_name" varchar(100) NOT NULL DEFAULT '', CONSTRAINT "users_email_key" UNIQUE ("email"));
INSERT INTO "xc_new_users" ("id", "name", "nickname", "email", "age", "score", "seen_at", "display_name") SELECT "id", "name", "xc_retired_require_display_name_nickname", "email", "age", "score", "seen_at", "display_name" FROM "users";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_users';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_users', seq FROM sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "xc_new_users" RENAME TO "users";
CREATE TRIGGER "xc_require_display_name_users_ins_fwd" AFTER INSERT ON "users" FOR EACH ROW WHEN ((NEW."display_name" IS NULL OR NEW."display_name" COLLATE BINARY IS '')) AND NOT ((NEW."nickname" COLLATE BINARY IS CASE WHEN NEW."display_name" COLLATE BINARY = '' THEN NULL ELSE NEW."display_name" END) OR (NEW."display_name" COLLATE BINARY IS CASE WHEN (NEW."nickname" COLLATE BINARY <> '') THEN coalesce(NEW."nickname", NEW."name") WHEN ((NEW."age" IS NULL) OR (NEW."age" < 18)) THEN 'a minor' ELSE trim(NEW."name") END))
BEGIN
  UPDATE "users" SET "display_name" = CASE WHEN (NEW."nickname" COLLATE BINARY <> '') THEN coalesce(NEW."nickname", NEW."name") WHEN ((NEW."age" IS NULL) OR (NEW."age" < 18)) THEN 'a minor' ELSE trim(NEW."name") END WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_require_display_name_users_upd_fwd" AFTER UPDATE OF "nickname", "name", "age" ON "users" FOR EACH ROW WHEN (NEW."display_name" COLLATE BINARY IS OLD."display_name") AND NOT (NEW."nickname" COLLATE BINARY IS OLD."nickname" AND NEW."name" COLLATE BINARY IS OLD."name" AND NEW."age" IS OLD."age") AND NOT ((NEW."nickname" COLLATE BINARY IS CASE WHEN NEW."display_name" COLLATE BINARY = '' THEN NULL ELSE NEW."display_name" END) OR (NEW."display_name" COLLATE BINARY IS CASE WHEN (NEW."nickname" COLLATE BINARY <> '') THEN coalesce(NEW."nickname", NEW."name") WHEN ((NEW."age" IS NULL) OR (NEW."age" < 18)) THEN 'a minor' ELSE trim(NEW."name") END))
BEGIN
  UPDATE "users" SET "display_name" = CASE WHEN (NEW."nickname" COLLATE BINARY <> '') THEN coalesce(NEW."nickname", NEW."name") WHEN ((NEW."age" IS NULL) OR (NEW."age" < 18)) THEN 'a minor' ELSE trim(NEW."name") END WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_require_display_name_users_ins_rev" AFTER INSERT ON "users" FOR EACH ROW WHEN (NEW."nickname" IS NULL) AND NOT ((NEW."display_name" IS NULL OR NEW."display_name" COLLATE BINARY IS ''))
BEGIN
  UPDATE "users" SET "nickname" = CASE WHEN NEW."display_name" COLLATE BINARY = '' THEN NULL ELSE NEW."display_name" END WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_require_display_name_users_upd_rev" AFTER UPDATE OF "display_name" ON "users" FOR EACH ROW WHEN (NEW."nickname" COLLATE BINARY IS OLD."nickname" AND NEW."name" COLLATE BINARY IS OLD."name" AND NEW."age" IS OLD."age") AND NOT (NEW."display_name" COLLATE BINARY IS OLD."display_name") AND NOT ((NEW."nickname" COLLATE BINARY IS CASE WHEN NEW."display_name" COLLATE BINARY = '' THEN NULL ELSE NEW."display_name" END) OR (NEW."display_name" COLLATE BINARY IS CASE WHEN (NEW."nickname" COLLATE BINARY <> '') THEN coalesce(NEW."nickname", NEW."name") WHEN ((NEW."age" IS NULL) OR (NEW."age" < 18)) THEN 'a minor' ELSE trim(NEW."name") END))
BEGIN
  UPDATE "users" SET "nickname" = CASE WHEN NEW."display_name" COLLATE BINARY = '' THEN NULL ELSE NEW."display_name" END WHERE "id" = NEW."id";
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('users') WHERE name IN ('nickname')) = 0 THEN 1 ELSE 0 END;

-- ---- drop column users.nickname, which was retired (table users)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- when contract goes the way of Purging
-- already: what was retired of users is gone already, and not by xc
-- run
DROP TRIGGER "xc_require_display_name_users_keep_ins";
DROP TRIGGER "xc_require_display_name_users_keep_upd";
ALTER TABLE "users" DROP COLUMN "xc_retired_require_display_name_nickname";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('users') WHERE name IN ('xc_retired_require_display_name_nickname')) = 0 THEN 1 ELSE 0 END;

-- ---- retired of users: nickname as xc_retired_require_display_name_nickname
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM "users" LIMIT 1) AS some_rows;

-- ---- backfill users, 1 key columns
-- parity
--   (("xc_retired_require_display_name_nickname" COLLATE BINARY IS CASE WHEN "display_name" COLLATE BINARY = '' THEN NULL ELSE "display_name" END) OR ("display_name" COLLATE BINARY IS CASE WHEN ("xc_retired_require_display_name_nickname" COLLATE BINARY <> '') THEN coalesce("xc_retired_require_display_name_nickname", "name") WHEN (("age" IS NULL) OR ("age" < 18)) THEN 'a minor' ELSE trim("name") END))
-- estimate
SELECT COUNT(*) FROM "users";
-- lowest
SELECT CAST("id" AS TEXT) FROM "users" ORDER BY "users"."id" LIMIT 1;
-- highest
SELECT CAST("id" AS TEXT) FROM "users" ORDER BY "users"."id" DESC LIMIT 1;
-- cut
SELECT CAST("id" AS TEXT) FROM "users" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) ORDER BY "users"."id" LIMIT 2 OFFSET $3;
-- the other way round
UPDATE "users" SET "xc_retired_require_display_name_nickname" = CASE WHEN "display_name" COLLATE BINARY = '' THEN NULL ELSE "display_name" END WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT (("xc_retired_require_display_name_nickname" COLLATE BINARY IS CASE WHEN "display_name" COLLATE BINARY = '' THEN NULL ELSE "display_name" END) OR ("display_name" COLLATE BINARY IS CASE WHEN ("xc_retired_require_display_name_nickname" COLLATE BINARY <> '') THEN coalesce("xc_retired_require_display_name_nickname", "name") WHEN (("age" IS NULL) OR ("age" < 18)) THEN 'a minor' ELSE trim("name") END));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (("xc_retired_require_display_name_nickname" COLLATE BINARY IS CASE WHEN "display_name" COLLATE BINARY = '' THEN NULL ELSE "display_name" END) OR ("display_name" COLLATE BINARY IS CASE WHEN ("xc_retired_require_display_name_nickname" COLLATE BINARY <> '') THEN coalesce("xc_retired_require_display_name_nickname", "name") WHEN (("age" IS NULL) OR ("age" < 18)) THEN 'a minor' ELSE trim("name") END)) THEN 1 END) FROM "users" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("id" AS TEXT), CAST("xc_retired_require_display_name_nickname" AS TEXT), CAST("name" AS TEXT), CAST("age" AS TEXT), CAST("display_name" AS TEXT), CAST(CASE WHEN ("xc_retired_require_display_name_nickname" COLLATE BINARY <> '') THEN coalesce("xc_retired_require_display_name_nickname", "name") WHEN (("age" IS NULL) OR ("age" < 18)) THEN 'a minor' ELSE trim("name") END AS TEXT), CAST(CASE WHEN "display_name" COLLATE BINARY = '' THEN NULL ELSE "display_name" END AS TEXT) FROM "users" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT (("xc_retired_require_display_name_nickname" COLLATE BINARY IS CASE WHEN "display_name" COLLATE BINARY = '' THEN NULL ELSE "display_name" END) OR ("display_name" COLLATE BINARY IS CASE WHEN ("xc_retired_require_display_name_nickname" COLLATE BINARY <> '') THEN coalesce("xc_retired_require_display_name_nickname", "name") WHEN (("age" IS NULL) OR ("age" < 18)) THEN 'a minor' ELSE trim("name") END)) ORDER BY "users"."id" LIMIT $3;
-- not null: 
