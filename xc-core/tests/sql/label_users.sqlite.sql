-- label_users on SQLite
--
-- requires create_users at expand or later: it makes table `users` (at create_users.rs:7:22), which is changed at label_users.rs:10:9
--
-- expects table users, key (id), nothing else
--   id integer not null
--   name varchar(100) not null
--   email varchar(255) null
--   created_at datetime not null


-- ======== expand ========

-- ---- add column users.label (table users)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table users has one of the columns label already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "users" ADD COLUMN "label" varchar(200);
-- undo
ALTER TABLE "users" DROP COLUMN "label";
-- probe
SELECT COUNT(*) FROM pragma_table_xinfo('users') WHERE name IN ('label');


-- ======== dual_write ========

-- ---- dual write of users (table users)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- already: table users has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
-- rebuilds users
CREATE TABLE "xc_new_users" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(100), "email" varchar(255), "created_at" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, "label" varchar(200), CONSTRAINT "users_email_key" UNIQUE ("email"));
INSERT INTO "xc_new_users" ("id", "name", "email", "created_at", "label") SELECT "id", "name", "email", "created_at", "label" FROM "users";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_users';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_users', seq FROM sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "xc_new_users" RENAME TO "users";
CREATE TRIGGER "xc_label_users_users_ins_own" AFTER INSERT ON "users" FOR EACH ROW WHEN NOT (NEW."email" COLLATE BINARY IS trim(NEW."email"))
BEGIN
  UPDATE "users" SET "email" = trim(NEW."email") WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_label_users_users_upd_own" AFTER UPDATE OF "email" ON "users" FOR EACH ROW WHEN NOT (NEW."email" COLLATE BINARY IS trim(NEW."email"))
BEGIN
  UPDATE "users" SET "email" = trim(NEW."email") WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_label_users_users_ins_fwd" AFTER INSERT ON "users" FOR EACH ROW WHEN (NEW."label" IS NULL) AND NOT (NEW."label" COLLATE BINARY IS NEW."name")
BEGIN
  UPDATE "users" SET "label" = NEW."name" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_label_users_users_upd_fwd" AFTER UPDATE OF "name" ON "users" FOR EACH ROW WHEN (NEW."label" COLLATE BINARY IS OLD."label") AND NOT (NEW."name" COLLATE BINARY IS OLD."name") AND NOT (NEW."label" COLLATE BINARY IS NEW."name")
BEGIN
  UPDATE "users" SET "label" = NEW."name" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_label_users_users_ins_rev" AFTER INSERT ON "users" FOR EACH ROW WHEN (NEW."name" IS NULL) AND NOT (NEW."label" IS NULL)
BEGIN
  UPDATE "users" SET "name" = NEW."label" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_label_users_users_upd_rev" AFTER UPDATE OF "label" ON "users" FOR EACH ROW WHEN (NEW."name" COLLATE BINARY IS OLD."name") AND NOT (NEW."label" COLLATE BINARY IS OLD."label") AND NOT (NEW."label" COLLATE BINARY IS NEW."name")
BEGIN
  UPDATE "users" SET "name" = NEW."label" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_label_users_users_ins_nn_name" BEFORE INSERT ON "users" FOR EACH ROW WHEN NEW."name" IS NULL AND (NEW."label" IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: users.name');
END;
CREATE TRIGGER "xc_label_users_users_upd_nn_name" BEFORE UPDATE OF "name" ON "users" FOR EACH ROW WHEN NEW."name" IS NULL
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: users.name');
END;
-- undo
-- rebuilds users
DROP TRIGGER "xc_label_users_users_ins_own";
DROP TRIGGER "xc_label_users_users_upd_own";
DROP TRIGGER "xc_label_users_users_ins_fwd";
DROP TRIGGER "xc_label_users_users_upd_fwd";
DROP TRIGGER "xc_label_users_users_ins_rev";
DROP TRIGGER "xc_label_users_users_upd_rev";
DROP TRIGGER "xc_label_users_users_ins_nn_name";
DROP TRIGGER "xc_label_users_users_upd_nn_name";
CREATE TABLE "xc_new_users" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(100) NOT NULL, "email" varchar(255), "created_at" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, "label" varchar(200), CONSTRAINT "users_email_key" UNIQUE ("email"));
INSERT INTO "xc_new_users" ("id", "name", "email", "created_at", "label") SELECT "id", "name", "email", "created_at", "label" FROM "users";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_users';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_users', seq FROM sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "xc_new_users" RENAME TO "users";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_label_users_users_ins_own', 'xc_label_users_users_upd_own', 'xc_label_users_users_ins_fwd', 'xc_label_users_users_upd_fwd', 'xc_label_users_users_ins_rev', 'xc_label_users_users_upd_rev', 'xc_label_users_users_ins_nn_name', 'xc_label_users_users_upd_nn_name');


-- ======== migrate ========

-- ---- backfill users, 1 key columns
-- parity
--   (("label" COLLATE BINARY IS "name") AND ("email" COLLATE BINARY IS trim("email")))
-- estimate
SELECT COUNT(*) FROM "users";
-- lowest
SELECT CAST("id" AS TEXT) FROM "users" ORDER BY "users"."id" LIMIT 1;
-- highest
SELECT CAST("id" AS TEXT) FROM "users" ORDER BY "users"."id" DESC LIMIT 1;
-- cut
SELECT CAST("id" AS TEXT) FROM "users" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) ORDER BY "users"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "users" SET "label" = "name", "email" = trim("email") WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT (("label" COLLATE BINARY IS "name") AND ("email" COLLATE BINARY IS trim("email")));
-- the other way round
UPDATE "users" SET "name" = "label", "email" = trim("email") WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT (("label" COLLATE BINARY IS "name") AND ("email" COLLATE BINARY IS trim("email")));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (("label" COLLATE BINARY IS "name") AND ("email" COLLATE BINARY IS trim("email"))) THEN 1 END), COUNT(CASE WHEN "label" IS NULL THEN 1 END) FROM "users" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("id" AS TEXT), CAST("name" AS TEXT), CAST("label" AS TEXT), CAST("email" AS TEXT), CAST("name" AS TEXT), CAST("label" AS TEXT), CAST(trim("email") AS TEXT) FROM "users" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT (("label" COLLATE BINARY IS "name") AND ("email" COLLATE BINARY IS trim("email"))) ORDER BY "users"."id" LIMIT $3;
-- not null: label


-- ======== contract ========

-- ---- drop column users.name (table users)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- when contract goes the way of Dropping
-- already: users.name is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
-- rebuilds users
DROP TRIGGER "xc_label_users_users_ins_own";
DROP TRIGGER "xc_label_users_users_upd_own";
DROP TRIGGER "xc_label_users_users_ins_fwd";
DROP TRIGGER "xc_label_users_users_upd_fwd";
DROP TRIGGER "xc_label_users_users_ins_rev";
DROP TRIGGER "xc_label_users_users_upd_rev";
DROP TRIGGER "xc_label_users_users_ins_nn_name";
DROP TRIGGER "xc_label_users_users_upd_nn_name";
CREATE TABLE "xc_new_users" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "email" varchar(255), "created_at" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, "label" varchar(200) NOT NULL, CONSTRAINT "users_email_key" UNIQUE ("email"));
INSERT INTO "xc_new_users" ("id", "email", "created_at", "label") SELECT "id", "email", "created_at", "label" FROM "users";
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
DROP TRIGGER "xc_label_users_users_ins_own";
DROP TRIGGER "xc_label_users_users_upd_own";
DROP TRIGGER "xc_label_users_users_ins_fwd";
DROP TRIGGER "xc_label_users_users_upd_fwd";
DROP TRIGGER "xc_label_users_users_ins_rev";
DROP TRIGGER "xc_label_users_users_upd_rev";
DROP TRIGGER "xc_label_users_users_ins_nn_name";
DROP TRIGGER "xc_label_users_users_upd_nn_name";
CREATE TABLE "xc_new_users" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "email" varchar(255), "created_at" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, "label" varchar(200) NOT NULL, "xc_retired_label_users_name" varchar(100), CONSTRAINT "users_email_key" UNIQUE ("email"));
INSERT INTO "xc_new_users" ("id", "email", "created_at", "label", "xc_retired_label_users_name") SELECT "id", "email", "created_at", "label", "name" FROM "users";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_users';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_users', seq FROM sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "xc_new_users" RENAME TO "users";
CREATE TRIGGER "xc_label_users_users_keep_ins" AFTER INSERT ON "users" FOR EACH ROW WHEN NOT (NEW."label" COLLATE BINARY IS NEW."xc_retired_label_users_name")
BEGIN
  UPDATE "users" SET "xc_retired_label_users_name" = NEW."label" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_label_users_users_keep_upd" AFTER UPDATE OF "label" ON "users" FOR EACH ROW WHEN NOT (NEW."label" COLLATE BINARY IS OLD."label") AND NOT (NEW."label" COLLATE BINARY IS NEW."xc_retired_label_users_name")
BEGIN
  UPDATE "users" SET "xc_retired_label_users_name" = NEW."label" WHERE "id" = NEW."id";
END;
-- undo
-- rebuilds users
DROP TRIGGER "xc_label_users_users_keep_ins";
DROP TRIGGER "xc_label_users_users_keep_upd";
CREATE TABLE "xc_new_users" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(100), "email" varchar(255), "created_at" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, "label" varchar(200), CONSTRAINT "users_email_key" UNIQUE ("email"));
INSERT INTO "xc_new_users" ("id", "name", "email", "created_at", "label") SELECT "id", "xc_retired_label_users_name", "email", "created_at", "label" FROM "users";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_users';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_users', seq FROM sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "xc_new_users" RENAME TO "users";
CREATE TRIGGER "xc_label_users_users_ins_own" AFTER INSERT ON "users" FOR EACH ROW WHEN NOT (NEW."email" COLLATE BINARY IS trim(NEW."email"))
BEGIN
  UPDATE "users" SET "email" = trim(NEW."email") WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_label_users_users_upd_own" AFTER UPDATE OF "email" ON "users" FOR EACH ROW WHEN NOT (NEW."email" COLLATE BINARY IS trim(NEW."email"))
BEGIN
  UPDATE "users" SET "email" = trim(NEW."email") WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_label_users_users_ins_fwd" AFTER INSERT ON "users" FOR EACH ROW WHEN (NEW."label" IS NULL) AND NOT (NEW."label" COLLATE BINARY IS NEW."name")
BEGIN
  UPDATE "users" SET "label" = NEW."name" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_label_users_users_upd_fwd" AFTER UPDATE OF "name" ON "users" FOR EACH ROW WHEN (NEW."label" COLLATE BINARY IS OLD."label") AND NOT (NEW."name" COLLATE BINARY IS OLD."name") AND NOT (NEW."label" COLLATE BINARY IS NEW."name")
BEGIN
  UPDATE "users" SET "label" = NEW."name" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_label_users_users_ins_rev" AFTER INSERT ON "users" FOR EACH ROW WHEN (NEW."name" IS NULL) AND NOT (NEW."label" IS NULL)
BEGIN
  UPDATE "users" SET "name" = NEW."label" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_label_users_users_upd_rev" AFTER UPDATE OF "label" ON "users" FOR EACH ROW WHEN (NEW."name" COLLATE BINARY IS OLD."name") AND NOT (NEW."label" COLLATE BINARY IS OLD."label") AND NOT (NEW."label" COLLATE BINARY IS NEW."name")
BEGIN
  UPDATE "users" SET "name" = NEW."label" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_label_users_users_ins_nn_name" BEFORE INSERT ON "users" FOR EACH ROW WHEN NEW."name" IS NULL AND (NEW."label" IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: users.name');
END;
CREATE TRIGGER "xc_label_users_users_upd_nn_name" BEFORE UPDATE OF "name" ON "users" FOR EACH ROW WHEN NEW."name" IS NULL
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
SELECT COUNT(*) FROM "users" WHERE ("xc_retired_label_users_name" IS NULL);
-- which
SELECT CAST("id" AS TEXT) FROM "users" WHERE ("xc_retired_label_users_name" IS NULL) LIMIT 10;
-- probe
SELECT 0;

-- ---- drop column users.name, which was retired (table users)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- when contract goes the way of Purging
-- already: what was retired of users is gone already, and not by xc
-- run
DROP TRIGGER "xc_label_users_users_keep_ins";
DROP TRIGGER "xc_label_users_users_keep_upd";
ALTER TABLE "users" DROP COLUMN "xc_retired_label_users_name";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('users') WHERE name IN ('xc_retired_label_users_name')) = 0 THEN 1 ELSE 0 END;

-- ---- retired of users: name as xc_retired_label_users_name
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM "users" LIMIT 1) AS some_rows;

-- ---- backfill users, 1 key columns
-- parity
--   ("label" COLLATE BINARY IS "xc_retired_label_users_name")
-- estimate
SELECT COUNT(*) FROM "users";
-- lowest
SELECT CAST("id" AS TEXT) FROM "users" ORDER BY "users"."id" LIMIT 1;
-- highest
SELECT CAST("id" AS TEXT) FROM "users" ORDER BY "users"."id" DESC LIMIT 1;
-- cut
SELECT CAST("id" AS TEXT) FROM "users" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) ORDER BY "users"."id" LIMIT 2 OFFSET $3;
-- the other way round
UPDATE "users" SET "xc_retired_label_users_name" = "label" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("label" COLLATE BINARY IS "xc_retired_label_users_name");
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("label" COLLATE BINARY IS "xc_retired_label_users_name") THEN 1 END) FROM "users" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("id" AS TEXT), CAST("xc_retired_label_users_name" AS TEXT), CAST("label" AS TEXT), CAST("email" AS TEXT), CAST("xc_retired_label_users_name" AS TEXT), CAST("label" AS TEXT) FROM "users" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("label" COLLATE BINARY IS "xc_retired_label_users_name") ORDER BY "users"."id" LIMIT $3;
-- not null: 
