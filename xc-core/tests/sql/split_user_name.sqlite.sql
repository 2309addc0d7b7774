-- split_user_name on SQLite
--
-- requires create_users at expand or later: it makes table `users` (at create_users.rs:7:22), which is changed at split_user_name.rs:13:9
--
-- expects table users, key (id), nothing else
--   id integer not null
--   name varchar(100) not null
--   email varchar(255) null
--   created_at datetime not null


-- ======== expand ========

-- ---- add columns users.first_name, users.last_name (table users)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table users has one of the columns first_name, last_name already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "users" ADD COLUMN "first_name" varchar(100);
ALTER TABLE "users" ADD COLUMN "last_name" varchar(100);
-- undo
ALTER TABLE "users" DROP COLUMN "first_name";
ALTER TABLE "users" DROP COLUMN "last_name";
-- probe
SELECT COUNT(*) FROM pragma_table_xinfo('users') WHERE name IN ('first_name', 'last_name');


-- ======== dual_write ========

-- ---- dual write of users (table users)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- already: table users has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
-- rebuilds users
CREATE TABLE "xc_new_users" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(100), "email" varchar(255), "created_at" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, "first_name" varchar(100), "last_name" varchar(100), CONSTRAINT "users_email_key" UNIQUE ("email"));
INSERT INTO "xc_new_users" ("id", "name", "email", "created_at", "first_name", "last_name") SELECT "id", "name", "email", "created_at", "first_name", "last_name" FROM "users";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_users';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_users', seq FROM sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "xc_new_users" RENAME TO "users";
CREATE TRIGGER "xc_split_user_name_users_ins_fwd" AFTER INSERT ON "users" FOR EACH ROW WHEN (NEW."first_name" IS NULL AND NEW."last_name" IS NULL) AND NOT ((NEW."name" COLLATE BINARY IS (NEW."first_name" || ' ' || NEW."last_name")) OR (NEW."first_name" COLLATE BINARY IS CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END AND NEW."last_name" COLLATE BINARY IS substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2))))
BEGIN
  UPDATE "users" SET "first_name" = CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END, "last_name" = substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2)) WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_split_user_name_users_upd_fwd" AFTER UPDATE OF "name" ON "users" FOR EACH ROW WHEN (NEW."first_name" COLLATE BINARY IS OLD."first_name" AND NEW."last_name" COLLATE BINARY IS OLD."last_name") AND NOT (NEW."name" COLLATE BINARY IS OLD."name") AND NOT ((NEW."name" COLLATE BINARY IS (NEW."first_name" || ' ' || NEW."last_name")) OR (NEW."first_name" COLLATE BINARY IS CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END AND NEW."last_name" COLLATE BINARY IS substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2))))
BEGIN
  UPDATE "users" SET "first_name" = CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END, "last_name" = substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2)) WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_split_user_name_users_ins_rev" AFTER INSERT ON "users" FOR EACH ROW WHEN (NEW."name" IS NULL) AND NOT (NEW."first_name" IS NULL AND NEW."last_name" IS NULL)
BEGIN
  UPDATE "users" SET "name" = (NEW."first_name" || ' ' || NEW."last_name") WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_split_user_name_users_upd_rev" AFTER UPDATE OF "first_name", "last_name" ON "users" FOR EACH ROW WHEN (NEW."name" COLLATE BINARY IS OLD."name") AND NOT (NEW."first_name" COLLATE BINARY IS OLD."first_name" AND NEW."last_name" COLLATE BINARY IS OLD."last_name") AND NOT ((NEW."name" COLLATE BINARY IS (NEW."first_name" || ' ' || NEW."last_name")) OR (NEW."first_name" COLLATE BINARY IS CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END AND NEW."last_name" COLLATE BINARY IS substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2))))
BEGIN
  UPDATE "users" SET "first_name" = (CASE WHEN (NEW."first_name" COLLATE BINARY IS OLD."first_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END ELSE NEW."first_name" END), "last_name" = (CASE WHEN (NEW."last_name" COLLATE BINARY IS OLD."last_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)) ELSE NEW."last_name" END), "name" = CASE WHEN ((NEW."name" COLLATE BINARY IS ((CASE WHEN (NEW."first_name" COLLATE BINARY IS OLD."first_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END ELSE NEW."first_name" END) || ' ' || (CASE WHEN (NEW."last_name" COLLATE BINARY IS OLD."last_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)) ELSE NEW."last_name" END))) OR ((CASE WHEN (NEW."first_name" COLLATE BINARY IS OLD."first_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END ELSE NEW."first_name" END) COLLATE BINARY IS CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END AND (CASE WHEN (NEW."last_name" COLLATE BINARY IS OLD."last_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)) ELSE NEW."last_name" END) COLLATE BINARY IS substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2)))) THEN NEW."name" ELSE ((CASE WHEN (NEW."first_name" COLLATE BINARY IS OLD."first_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END ELSE NEW."first_name" END) || ' ' || (CASE WHEN (NEW."last_name" COLLATE BINARY IS OLD."last_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)) ELSE NEW."last_name" END)) END WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_split_user_name_users_ins_nn_name" BEFORE INSERT ON "users" FOR EACH ROW WHEN NEW."name" IS NULL AND (NEW."first_name" IS NULL AND NEW."last_name" IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: users.name');
END;
CREATE TRIGGER "xc_split_user_name_users_upd_nn_name" BEFORE UPDATE OF "name" ON "users" FOR EACH ROW WHEN NEW."name" IS NULL
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: users.name');
END;
-- undo
-- rebuilds users
DROP TRIGGER "xc_split_user_name_users_ins_fwd";
DROP TRIGGER "xc_split_user_name_users_upd_fwd";
DROP TRIGGER "xc_split_user_name_users_ins_rev";
DROP TRIGGER "xc_split_user_name_users_upd_rev";
DROP TRIGGER "xc_split_user_name_users_ins_nn_name";
DROP TRIGGER "xc_split_user_name_users_upd_nn_name";
CREATE TABLE "xc_new_users" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(100) NOT NULL, "email" varchar(255), "created_at" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, "first_name" varchar(100), "last_name" varchar(100), CONSTRAINT "users_email_key" UNIQUE ("email"));
INSERT INTO "xc_new_users" ("id", "name", "email", "created_at", "first_name", "last_name") SELECT "id", "name", "email", "created_at", "first_name", "last_name" FROM "users";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_users';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_users', seq FROM sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "xc_new_users" RENAME TO "users";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_split_user_name_users_ins_fwd', 'xc_split_user_name_users_upd_fwd', 'xc_split_user_name_users_ins_rev', 'xc_split_user_name_users_upd_rev', 'xc_split_user_name_users_ins_nn_name', 'xc_split_user_name_users_upd_nn_name');


-- ======== migrate ========

-- ---- backfill users, 1 key columns
-- parity
--   ("first_name" IS NOT NULL AND (("name" COLLATE BINARY IS ("first_name" || ' ' || "last_name")) OR ("first_name" COLLATE BINARY IS CASE WHEN instr("name", ' ') = 0 THEN "name" ELSE substr("name", 1, instr("name", ' ') - 1) END AND "last_name" COLLATE BINARY IS substr("name", (length(CASE WHEN instr("name", ' ') = 0 THEN "name" ELSE substr("name", 1, instr("name", ' ') - 1) END) + 2)))))
-- estimate
SELECT COUNT(*) FROM "users";
-- lowest
SELECT CAST("id" AS TEXT) FROM "users" ORDER BY "users"."id" LIMIT 1;
-- highest
SELECT CAST("id" AS TEXT) FROM "users" ORDER BY "users"."id" DESC LIMIT 1;
-- cut
SELECT CAST("id" AS TEXT) FROM "users" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) ORDER BY "users"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "users" SET "first_name" = CASE WHEN instr("name", ' ') = 0 THEN "name" ELSE substr("name", 1, instr("name", ' ') - 1) END, "last_name" = substr("name", (length(CASE WHEN instr("name", ' ') = 0 THEN "name" ELSE substr("name", 1, instr("name", ' ') - 1) END) + 2)) WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("first_name" IS NOT NULL AND (("name" COLLATE BINARY IS ("first_name" || ' ' || "last_name")) OR ("first_name" COLLATE BINARY IS CASE WHEN instr("name", ' ') = 0 THEN "name" ELSE substr("name", 1, instr("name", ' ') - 1) END AND "last_name" COLLATE BINARY IS substr("name", (length(CASE WHEN instr("name", ' ') = 0 THEN "name" ELSE substr("name", 1, instr("name", ' ') - 1) END) + 2)))));
-- the other way round
UPDATE "users" SET "name" = ("first_name" || ' ' || "last_name") WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("first_name" IS NOT NULL AND (("name" COLLATE BINARY IS ("first_name" || ' ' || "last_name")) OR ("first_name" COLLATE BINARY IS CASE WHEN instr("name", ' ') = 0 THEN "name" ELSE substr("name", 1, instr("name", ' ') - 1) END AND "last_name" COLLATE BINARY IS substr("name", (length(CASE WHEN instr("name", ' ') = 0 THEN "name" ELSE substr("name", 1, instr("name", ' ') - 1) END) + 2)))));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("first_name" IS NOT NULL AND (("name" COLLATE BINARY IS ("first_name" || ' ' || "last_name")) OR ("first_name" COLLATE BINARY IS CASE WHEN instr("name", ' ') = 0 THEN "name" ELSE substr("name", 1, instr("name", ' ') - 1) END AND "last_name" COLLATE BINARY IS substr("name", (length(CASE WHEN instr("name", ' ') = 0 THEN "name" ELSE substr("name", 1, instr("name", ' ') - 1) END) + 2))))) THEN 1 END), COUNT(CASE WHEN "first_name" IS NULL THEN 1 END), COUNT(CASE WHEN "last_name" IS NULL THEN 1 END) FROM "users" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("id" AS TEXT), CAST("name" AS TEXT), CAST("first_name" AS TEXT), CAST("last_name" AS TEXT), CAST(CASE WHEN instr("name", ' ') = 0 THEN "name" ELSE substr("name", 1, instr("name", ' ') - 1) END AS TEXT), CAST(substr("name", (length(CASE WHEN instr("name", ' ') = 0 THEN "name" ELSE substr("name", 1, instr("name", ' ') - 1) END) + 2)) AS TEXT), CAST(("first_name" || ' ' || "last_name") AS TEXT) FROM "users" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("first_name" IS NOT NULL AND (("name" COLLATE BINARY IS ("first_name" || ' ' || "last_name")) OR ("first_name" COLLATE BINARY IS CASE WHEN instr("name", ' ') = 0 THEN "name" ELSE substr("name", 1, instr("name", ' ') - 1) END AND "last_name" COLLATE BINARY IS substr("name", (length(CASE WHEN instr("name", ' ') = 0 THEN "name" ELSE substr("name", 1, instr("name", ' ') - 1) END) + 2))))) ORDER BY "users"."id" LIMIT $3;
-- not null: first_name, last_name


-- ======== contract ========

-- ---- drop column users.name (table users)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- when contract goes the way of Dropping
-- already: users.name is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
-- rebuilds users
DROP TRIGGER "xc_split_user_name_users_ins_fwd";
DROP TRIGGER "xc_split_user_name_users_upd_fwd";
DROP TRIGGER "xc_split_user_name_users_ins_rev";
DROP TRIGGER "xc_split_user_name_users_upd_rev";
DROP TRIGGER "xc_split_user_name_users_ins_nn_name";
DROP TRIGGER "xc_split_user_name_users_upd_nn_name";
CREATE TABLE "xc_new_users" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "email" varchar(255), "created_at" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, "first_name" varchar(100) NOT NULL, "last_name" varchar(100) NOT NULL, CONSTRAINT "users_email_key" UNIQUE ("email"));
INSERT INTO "xc_new_users" ("id", "email", "created_at", "first_name", "last_name") SELECT "id", "email", "created_at", "first_name", "last_name" FROM "users";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_users';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_users', seq FROM sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "xc_new_users" RENAME TO "users";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('users') WHERE name IN ('name')) = 0 THEN 1 ELSE 0 END;

-- ---- retire column users.name (table users)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- when contract goes the way of Retiring
-- already: users.name is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
-- rebuilds users
DROP TRIGGER "xc_split_user_name_users_ins_fwd";
DROP TRIGGER "xc_split_user_name_users_upd_fwd";
DROP TRIGGER "xc_split_user_name_users_ins_rev";
DROP TRIGGER "xc_split_user_name_users_upd_rev";
DROP TRIGGER "xc_split_user_name_users_ins_nn_name";
DROP TRIGGER "xc_split_user_name_users_upd_nn_name";
CREATE TABLE "xc_new_users" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "email" varchar(255), "created_at" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, "first_name" varchar(100) NOT NULL, "last_name" varchar(100) NOT NULL, "xc_retired_split_user_name_name" varchar(100), CONSTRAINT "users_email_key" UNIQUE ("email"));
INSERT INTO "xc_new_users" ("id", "email", "created_at", "first_name", "last_name", "xc_retired_split_user_name_name") SELECT "id", "email", "created_at", "first_name", "last_name", "name" FROM "users";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_users';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_users', seq FROM sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "xc_new_users" RENAME TO "users";
CREATE TRIGGER "xc_split_user_name_users_keep_ins" AFTER INSERT ON "users" FOR EACH ROW WHEN NOT ((NEW."xc_retired_split_user_name_name" COLLATE BINARY IS (NEW."first_name" || ' ' || NEW."last_name")) OR (NEW."first_name" COLLATE BINARY IS CASE WHEN instr(NEW."xc_retired_split_user_name_name", ' ') = 0 THEN NEW."xc_retired_split_user_name_name" ELSE substr(NEW."xc_retired_split_user_name_name", 1, instr(NEW."xc_retired_split_user_name_name", ' ') - 1) END AND NEW."last_name" COLLATE BINARY IS substr(NEW."xc_retired_split_user_name_name", (length(CASE WHEN instr(NEW."xc_retired_split_user_name_name", ' ') = 0 THEN NEW."xc_retired_split_user_name_name" ELSE substr(NEW."xc_retired_split_user_name_name", 1, instr(NEW."xc_retired_split_user_name_name", ' ') - 1) END) + 2))))
BEGIN
  UPDATE "users" SET "xc_retired_split_user_name_name" = (NEW."first_name" || ' ' || NEW."last_name") WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_split_user_name_users_keep_upd" AFTER UPDATE OF "first_name", "last_name" ON "users" FOR EACH ROW WHEN NOT (NEW."first_name" COLLATE BINARY IS OLD."first_name" AND NEW."last_name" COLLATE BINARY IS OLD."last_name") AND NOT ((NEW."xc_retired_split_user_name_name" COLLATE BINARY IS (NEW."first_name" || ' ' || NEW."last_name")) OR (NEW."first_name" COLLATE BINARY IS CASE WHEN instr(NEW."xc_retired_split_user_name_name", ' ') = 0 THEN NEW."xc_retired_split_user_name_name" ELSE substr(NEW."xc_retired_split_user_name_name", 1, instr(NEW."xc_retired_split_user_name_name", ' ') - 1) END AND NEW."last_name" COLLATE BINARY IS substr(NEW."xc_retired_split_user_name_name", (length(CASE WHEN instr(NEW."xc_retired_split_user_name_name", ' ') = 0 THEN NEW."xc_retired_split_user_name_name" ELSE substr(NEW."xc_retired_split_user_name_name", 1, instr(NEW."xc_retired_split_user_name_name", ' ') - 1) END) + 2))))
BEGIN
  UPDATE "users" SET "xc_retired_split_user_name_name" = (NEW."first_name" || ' ' || NEW."last_name") WHERE "id" = NEW."id";
END;
-- undo
-- rebuilds users
DROP TRIGGER "xc_split_user_name_users_keep_ins";
DROP TRIGGER "xc_split_user_name_users_keep_upd";
CREATE TABLE "xc_new_users" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(100), "email" varchar(255), "created_at" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, "first_name" varchar(100), "last_name" varchar(100), CONSTRAINT "users_email_key" UNIQUE ("email"));
INSERT INTO "xc_new_users" ("id", "name", "email", "created_at", "first_name", "last_name") SELECT "id", "xc_retired_split_user_name_name", "email", "created_at", "first_name", "last_name" FROM "users";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_users';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_users', seq FROM sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "xc_new_users" RENAME TO "users";
CREATE TRIGGER "xc_split_user_name_users_ins_fwd" AFTER INSERT ON "users" FOR EACH ROW WHEN (NEW."first_name" IS NULL AND NEW."last_name" IS NULL) AND NOT ((NEW."name" COLLATE BINARY IS (NEW."first_name" || ' ' || NEW."last_name")) OR (NEW."first_name" COLLATE BINARY IS CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END AND NEW."last_name" COLLATE BINARY IS substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2))))
BEGIN
  UPDATE "users" SET "first_name" = CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END, "last_name" = substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2)) WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_split_user_name_users_upd_fwd" AFTER UPDATE OF "name" ON "users" FOR EACH ROW WHEN (NEW."first_name" COLLATE BINARY IS OLD."first_name" AND NEW."last_name" COLLATE BINARY IS OLD."last_name") AND NOT (NEW."name" COLLATE BINARY IS OLD."name") AND NOT ((NEW."name" COLLATE BINARY IS (NEW."first_name" || ' ' || NEW."last_name")) OR (NEW."first_name" COLLATE BINARY IS CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END AND NEW."last_name" COLLATE BINARY IS substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2))))
BEGIN
  UPDATE "users" SET "first_name" = CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END, "last_name" = substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2)) WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_split_user_name_users_ins_rev" AFTER INSERT ON "users" FOR EACH ROW WHEN (NEW."name" IS NULL) AND NOT (NEW."first_name" IS NULL AND NEW."last_name" IS NULL)
BEGIN
  UPDATE "users" SET "name" = (NEW."first_name" || ' ' || NEW."last_name") WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_split_user_name_users_upd_rev" AFTER UPDATE OF "first_name", "last_name" ON "users" FOR EACH ROW WHEN (NEW."name" COLLATE BINARY IS OLD."name") AND NOT (NEW."first_name" COLLATE BINARY IS OLD."first_name" AND NEW."last_name" COLLATE BINARY IS OLD."last_name") AND NOT ((NEW."name" COLLATE BINARY IS (NEW."first_name" || ' ' || NEW."last_name")) OR (NEW."first_name" COLLATE BINARY IS CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END AND NEW."last_name" COLLATE BINARY IS substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2))))
BEGIN
  UPDATE "users" SET "first_name" = (CASE WHEN (NEW."first_name" COLLATE BINARY IS OLD."first_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END ELSE NEW."first_name" END), "last_name" = (CASE WHEN (NEW."last_name" COLLATE BINARY IS OLD."last_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)) ELSE NEW."last_name" END), "name" = CASE WHEN ((NEW."name" COLLATE BINARY IS ((CASE WHEN (NEW."first_name" COLLATE BINARY IS OLD."first_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END ELSE NEW."first_name" END) || ' ' || (CASE WHEN (NEW."last_name" COLLATE BINARY IS OLD."last_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)) ELSE NEW."last_name" END))) OR ((CASE WHEN (NEW."first_name" COLLATE BINARY IS OLD."first_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END ELSE NEW."first_name" END) COLLATE BINARY IS CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END AND (CASE WHEN (NEW."last_name" COLLATE BINARY IS OLD."last_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)) ELSE NEW."last_name" END) COLLATE BINARY IS substr(NEW."name", (length(CASE WHEN instr(NEW."name", ' ') = 0 THEN NEW."name" ELSE substr(NEW."name", 1, instr(NEW."name", ' ') - 1) END) + 2)))) THEN NEW."name" ELSE ((CASE WHEN (NEW."first_name" COLLATE BINARY IS OLD."first_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END ELSE NEW."first_name" END) || ' ' || (CASE WHEN (NEW."last_name" COLLATE BINARY IS OLD."last_name") AND NOT ((OLD."name" COLLATE BINARY IS (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE BINARY IS CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END AND OLD."last_name" COLLATE BINARY IS substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)))) THEN substr(OLD."name", (length(CASE WHEN instr(OLD."name", ' ') = 0 THEN OLD."name" ELSE substr(OLD."name", 1, instr(OLD."name", ' ') - 1) END) + 2)) ELSE NEW."last_name" END)) END WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_split_user_name_users_ins_nn_name" BEFORE INSERT ON "users" FOR EACH ROW WHEN NEW."name" IS NULL AND (NEW."first_name" IS NULL AND NEW."last_name" IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: users.name');
END;
CREATE TRIGGER "xc_split_user_name_users_upd_nn_name" BEFORE UPDATE OF "name" ON "users" FOR EACH ROW WHEN NEW."name" IS NULL
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: users.name');
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('users') WHERE name IN ('name')) = 0 THEN 1 ELSE 0 END;

-- ---- look for rows that users.name can't hold (table users)
-- cost: reads the table when contract is taken back, locks nothing
-- lock: none
-- when contract goes the way of Retiring
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: what the new version wrote into rows of users since contract, users.name can't hold: change these rows, or delete them (shown: id)
SELECT COUNT(*) FROM "users" WHERE ("xc_retired_split_user_name_name" IS NULL);
-- which
SELECT CAST("id" AS TEXT) FROM "users" WHERE ("xc_retired_split_user_name_name" IS NULL) LIMIT 10;
-- probe
SELECT 0;

-- ---- drop column users.name, which was retired (table users)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- when contract goes the way of Purging
-- already: what was retired of users is gone already, and not by xc
-- run
DROP TRIGGER "xc_split_user_name_users_keep_ins";
DROP TRIGGER "xc_split_user_name_users_keep_upd";
ALTER TABLE "users" DROP COLUMN "xc_retired_split_user_name_name";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('users') WHERE name IN ('xc_retired_split_user_name_name')) = 0 THEN 1 ELSE 0 END;

-- ---- retired of users: name as xc_retired_split_user_name_name
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM "users" LIMIT 1) AS some_rows;

-- ---- backfill users, 1 key columns
-- parity
--   (("xc_retired_split_user_name_name" COLLATE BINARY IS ("first_name" || ' ' || "last_name")) OR ("first_name" COLLATE BINARY IS CASE WHEN instr("xc_retired_split_user_name_name", ' ') = 0 THEN "xc_retired_split_user_name_name" ELSE substr("xc_retired_split_user_name_name", 1, instr("xc_retired_split_user_name_name", ' ') - 1) END AND "last_name" COLLATE BINARY IS substr("xc_retired_split_user_name_name", (length(CASE WHEN instr("xc_retired_split_user_name_name", ' ') = 0 THEN "xc_retired_split_user_name_name" ELSE substr("xc_retired_split_user_name_name", 1, instr("xc_retired_split_user_name_name", ' ') - 1) END) + 2))))
-- estimate
SELECT COUNT(*) FROM "users";
-- lowest
SELECT CAST("id" AS TEXT) FROM "users" ORDER BY "users"."id" LIMIT 1;
-- highest
SELECT CAST("id" AS TEXT) FROM "users" ORDER BY "users"."id" DESC LIMIT 1;
-- cut
SELECT CAST("id" AS TEXT) FROM "users" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) ORDER BY "users"."id" LIMIT 2 OFFSET $3;
-- the other way round
UPDATE "users" SET "xc_retired_split_user_name_name" = ("first_name" || ' ' || "last_name") WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT (("xc_retired_split_user_name_name" COLLATE BINARY IS ("first_name" || ' ' || "last_name")) OR ("first_name" COLLATE BINARY IS CASE WHEN instr("xc_retired_split_user_name_name", ' ') = 0 THEN "xc_retired_split_user_name_name" ELSE substr("xc_retired_split_user_name_name", 1, instr("xc_retired_split_user_name_name", ' ') - 1) END AND "last_name" COLLATE BINARY IS substr("xc_retired_split_user_name_name", (length(CASE WHEN instr("xc_retired_split_user_name_name", ' ') = 0 THEN "xc_retired_split_user_name_name" ELSE substr("xc_retired_split_user_name_name", 1, instr("xc_retired_split_user_name_name", ' ') - 1) END) + 2))));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (("xc_retired_split_user_name_name" COLLATE BINARY IS ("first_name" || ' ' || "last_name")) OR ("first_name" COLLATE BINARY IS CASE WHEN instr("xc_retired_split_user_name_name", ' ') = 0 THEN "xc_retired_split_user_name_name" ELSE substr("xc_retired_split_user_name_name", 1, instr("xc_retired_split_user_name_name", ' ') - 1) END AND "last_name" COLLATE BINARY IS substr("xc_retired_split_user_name_name", (length(CASE WHEN instr("xc_retired_split_user_name_name", ' ') = 0 THEN "xc_retired_split_user_name_name" ELSE substr("xc_retired_split_user_name_name", 1, instr("xc_retired_split_user_name_name", ' ') - 1) END) + 2)))) THEN 1 END) FROM "users" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("id" AS TEXT), CAST("xc_retired_split_user_name_name" AS TEXT), CAST("first_name" AS TEXT), CAST("last_name" AS TEXT), CAST(CASE WHEN instr("xc_retired_split_user_name_name", ' ') = 0 THEN "xc_retired_split_user_name_name" ELSE substr("xc_retired_split_user_name_name", 1, instr("xc_retired_split_user_name_name", ' ') - 1) END AS TEXT), CAST(substr("xc_retired_split_user_name_name", (length(CASE WHEN instr("xc_retired_split_user_name_name", ' ') = 0 THEN "xc_retired_split_user_name_name" ELSE substr("xc_retired_split_user_name_name", 1, instr("xc_retired_split_user_name_name", ' ') - 1) END) + 2)) AS TEXT), CAST(("first_name" || ' ' || "last_name") AS TEXT) FROM "users" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT (("xc_retired_split_user_name_name" COLLATE BINARY IS ("first_name" || ' ' || "last_name")) OR ("first_name" COLLATE BINARY IS CASE WHEN instr("xc_retired_split_user_name_name", ' ') = 0 THEN "xc_retired_split_user_name_name" ELSE substr("xc_retired_split_user_name_name", 1, instr("xc_retired_split_user_name_name", ' ') - 1) END AND "last_name" COLLATE BINARY IS substr("xc_retired_split_user_name_name", (length(CASE WHEN instr("xc_retired_split_user_name_name", ' ') = 0 THEN "xc_retired_split_user_name_name" ELSE substr("xc_retired_split_user_name_name", 1, instr("xc_retired_split_user_name_name", ' ') - 1) END) + 2)))) ORDER BY "users"."id" LIMIT $3;
-- not null: 
