-- require_nickname on SQLite
--
-- requires create_shop at expand or later: it makes table `users` (at create_shop.rs:6:22), which is changed at require_nickname.rs:10:9
--
-- expects table users, key (id), nothing else
--   id integer not null
--   name varchar(100) not null
--   nickname varchar(50) null
--   email varchar(255) null
--   age integer null
--   score integer not null
--   seen_at datetime not null
--
-- expects table countries, key (code), nothing else
--   code varchar(2) not null
--   name varchar(100) not null


-- ======== expand ========

-- ---- add column users.label (table users)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table users has one of the columns label already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "users" ADD COLUMN "label" varchar(100);
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
CREATE TABLE "xc_new_users" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(100), "nickname" varchar(50), "email" varchar(255), "age" integer, "score" integer NOT NULL DEFAULT 0, "seen_at" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, "label" varchar(100), CONSTRAINT "users_email_key" UNIQUE ("email"));
INSERT INTO "xc_new_users" ("id", "name", "nickname", "email", "age", "score", "seen_at", "label") SELECT "id", "name", "nickname", "email", "age", "score", "seen_at", "label" FROM "users";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_users';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_users', seq FROM sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "xc_new_users" RENAME TO "users";
CREATE TRIGGER "xc_require_nickname_users_ins_own" AFTER INSERT ON "users" FOR EACH ROW WHEN NOT (NEW."nickname" COLLATE BINARY IS coalesce(NEW."nickname", 'none') AND NEW."email" COLLATE BINARY IS trim(NEW."email"))
BEGIN
  UPDATE "users" SET "nickname" = coalesce(NEW."nickname", 'none'), "email" = trim(NEW."email") WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_require_nickname_users_upd_own" AFTER UPDATE OF "nickname", "email" ON "users" FOR EACH ROW WHEN NOT (NEW."nickname" COLLATE BINARY IS coalesce(NEW."nickname", 'none') AND NEW."email" COLLATE BINARY IS trim(NEW."email"))
BEGIN
  UPDATE "users" SET "nickname" = coalesce(NEW."nickname", 'none'), "email" = trim(NEW."email") WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_require_nickname_users_ins_fwd" AFTER INSERT ON "users" FOR EACH ROW WHEN (NEW."label" IS NULL) AND NOT ((NEW."label" COLLATE BINARY IS NEW."name") OR (NEW."name" COLLATE BINARY IS coalesce(NEW."label", '')))
BEGIN
  UPDATE "users" SET "label" = NEW."name" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_require_nickname_users_upd_fwd" AFTER UPDATE OF "name" ON "users" FOR EACH ROW WHEN (NEW."label" COLLATE BINARY IS OLD."label") AND NOT (NEW."name" COLLATE BINARY IS OLD."name") AND NOT ((NEW."label" COLLATE BINARY IS NEW."name") OR (NEW."name" COLLATE BINARY IS coalesce(NEW."label", '')))
BEGIN
  UPDATE "users" SET "label" = NEW."name" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_require_nickname_users_ins_rev" AFTER INSERT ON "users" FOR EACH ROW WHEN (NEW."name" IS NULL) AND NOT (NEW."label" IS NULL)
BEGIN
  UPDATE "users" SET "name" = coalesce(NEW."label", '') WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_require_nickname_users_upd_rev" AFTER UPDATE OF "label" ON "users" FOR EACH ROW WHEN (NEW."name" COLLATE BINARY IS OLD."name") AND NOT (NEW."label" COLLATE BINARY IS OLD."label") AND NOT ((NEW."label" COLLATE BINARY IS NEW."name") OR (NEW."name" COLLATE BINARY IS coalesce(NEW."label", '')))
BEGIN
  UPDATE "users" SET "name" = coalesce(NEW."label", '') WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_require_nickname_users_ins_nn_name" BEFORE INSERT ON "users" FOR EACH ROW WHEN NEW."name" IS NULL AND (NEW."label" IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: users.name');
END;
CREATE TRIGGER "xc_require_nickname_users_upd_nn_name" BEFORE UPDATE OF "name" ON "users" FOR EACH ROW WHEN NEW."name" IS NULL
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: users.name');
END;
-- undo
-- rebuilds users
DROP TRIGGER "xc_require_nickname_users_ins_own";
DROP TRIGGER "xc_require_nickname_users_upd_own";
DROP TRIGGER "xc_require_nickname_users_ins_fwd";
DROP TRIGGER "xc_require_nickname_users_upd_fwd";
DROP TRIGGER "xc_require_nickname_users_ins_rev";
DROP TRIGGER "xc_require_nickname_users_upd_rev";
DROP TRIGGER "xc_require_nickname_users_ins_nn_name";
DROP TRIGGER "xc_require_nickname_users_upd_nn_name";
CREATE TABLE "xc_new_users" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(100) NOT NULL, "nickname" varchar(50), "email" varchar(255), "age" integer, "score" integer NOT NULL DEFAULT 0, "seen_at" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, "label" varchar(100), CONSTRAINT "users_email_key" UNIQUE ("email"));
INSERT INTO "xc_new_users" ("id", "name", "nickname", "email", "age", "score", "seen_at", "label") SELECT "id", "name", "nickname", "email", "age", "score", "seen_at", "label" FROM "users";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_users';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_users', seq FROM sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "xc_new_users" RENAME TO "users";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_require_nickname_users_ins_own', 'xc_require_nickname_users_upd_own', 'xc_require_nickname_users_ins_fwd', 'xc_require_nickname_users_upd_fwd', 'xc_require_nickname_users_ins_rev', 'xc_require_nickname_users_upd_rev', 'xc_require_nickname_users_ins_nn_name', 'xc_require_nickname_users_upd_nn_name');

-- ---- dual write of countries (table countries)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table countries has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER "xc_require_nickname_countries_ins_own" AFTER INSERT ON "countries" FOR EACH ROW WHEN NOT (NEW."name" COLLATE BINARY IS trim(NEW."name"))
BEGIN
  UPDATE "countries" SET "name" = trim(NEW."name") WHERE "code" = NEW."code";
END;
CREATE TRIGGER "xc_require_nickname_countries_upd_own" AFTER UPDATE OF "name" ON "countries" FOR EACH ROW WHEN NOT (NEW."name" COLLATE BINARY IS trim(NEW."name"))
BEGIN
  UPDATE "countries" SET "name" = trim(NEW."name") WHERE "code" = NEW."code";
END;
-- undo
DROP TRIGGER "xc_require_nickname_countries_ins_own";
DROP TRIGGER "xc_require_nickname_countries_upd_own";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_require_nickname_countries_ins_own', 'xc_require_nickname_countries_upd_own');


-- ======== migrate ========

-- ---- backfill users, 1 key columns
-- parity
--   ((("label" COLLATE BINARY IS "name") OR ("name" COLLATE BINARY IS coalesce("label", ''))) AND ("nickname" COLLATE BINARY IS coalesce("nickname", 'none') AND "email" COLLATE BINARY IS trim("email")))
-- estimate
SELECT COUNT(*) FROM "users";
-- lowest
SELECT CAST("id" AS TEXT) FROM "users" ORDER BY "users"."id" LIMIT 1;
-- highest
SELECT CAST("id" AS TEXT) FROM "users" ORDER BY "users"."id" DESC LIMIT 1;
-- cut
SELECT CAST("id" AS TEXT) FROM "users" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) ORDER BY "users"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "users" SET "label" = CASE WHEN (("label" COLLATE BINARY IS "name") OR ("name" COLLATE BINARY IS coalesce("label", ''))) THEN "label" ELSE "name" END, "nickname" = coalesce("nickname", 'none'), "email" = trim("email") WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ((("label" COLLATE BINARY IS "name") OR ("name" COLLATE BINARY IS coalesce("label", ''))) AND ("nickname" COLLATE BINARY IS coalesce("nickname", 'none') AND "email" COLLATE BINARY IS trim("email")));
-- the other way round
UPDATE "users" SET "name" = CASE WHEN (("label" COLLATE BINARY IS "name") OR ("name" COLLATE BINARY IS coalesce("label", ''))) THEN "name" ELSE coalesce("label", '') END, "nickname" = coalesce("nickname", 'none'), "email" = trim("email") WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ((("label" COLLATE BINARY IS "name") OR ("name" COLLATE BINARY IS coalesce("label", ''))) AND ("nickname" COLLATE BINARY IS coalesce("nickname", 'none') AND "email" COLLATE BINARY IS trim("email")));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ((("label" COLLATE BINARY IS "name") OR ("name" COLLATE BINARY IS coalesce("label", ''))) AND ("nickname" COLLATE BINARY IS coalesce("nickname", 'none') AND "email" COLLATE BINARY IS trim("email"))) THEN 1 END), COUNT(CASE WHEN "nickname" IS NULL THEN 1 END) FROM "users" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("id" AS TEXT), CAST("name" AS TEXT), CAST("label" AS TEXT), CAST("nickname" AS TEXT), CAST("email" AS TEXT), CAST("name" AS TEXT), CAST(coalesce("label", '') AS TEXT), CAST(coalesce("nickname", 'none') AS TEXT), CAST(trim("email") AS TEXT) FROM "users" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ((("label" COLLATE BINARY IS "name") OR ("name" COLLATE BINARY IS coalesce("label", ''))) AND ("nickname" COLLATE BINARY IS coalesce("nickname", 'none') AND "email" COLLATE BINARY IS trim("email"))) ORDER BY "users"."id" LIMIT $3;
-- not null: nickname

-- ---- backfill countries, 1 key columns
-- parity
--   ("name" COLLATE BINARY IS trim("name"))
-- estimate
SELECT COUNT(*) FROM "countries";
-- lowest
SELECT CAST("code" AS TEXT) FROM "countries" ORDER BY "countries"."code" LIMIT 1;
-- highest
SELECT CAST("code" AS TEXT) FROM "countries" ORDER BY "countries"."code" DESC LIMIT 1;
-- cut
SELECT CAST("code" AS TEXT) FROM "countries" WHERE "code" >= $1 AND "code" <= $2 ORDER BY "countries"."code" LIMIT 2 OFFSET $3;
-- fill
UPDATE "countries" SET "name" = trim("name") WHERE "code" >= $1 AND "code" <= $2 AND NOT ("name" COLLATE BINARY IS trim("name"));
-- the other way round
UPDATE "countries" SET "name" = trim("name") WHERE "code" >= $1 AND "code" <= $2 AND NOT ("name" COLLATE BINARY IS trim("name"));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("name" COLLATE BINARY IS trim("name")) THEN 1 END) FROM "countries" WHERE "code" >= $1 AND "code" <= $2;
-- examine
SELECT CAST("code" AS TEXT), CAST("name" AS TEXT), CAST(trim("name") AS TEXT) FROM "countries" WHERE "code" >= $1 AND "code" <= $2 AND NOT ("name" COLLATE BINARY IS trim("name")) ORDER BY "countries"."code" LIMIT $3;
-- not null: 


-- ======== contract ========

-- ---- tighten users (table users)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- already: 
-- run
-- rebuilds users
DROP TRIGGER "xc_require_nickname_users_ins_own";
DROP TRIGGER "xc_require_nickname_users_upd_own";
DROP TRIGGER "xc_require_nickname_users_ins_fwd";
DROP TRIGGER "xc_require_nickname_users_upd_fwd";
DROP TRIGGER "xc_require_nickname_users_ins_rev";
DROP TRIGGER "xc_require_nickname_users_upd_rev";
DROP TRIGGER "xc_require_nickname_users_ins_nn_name";
DROP TRIGGER "xc_require_nickname_users_upd_nn_name";
CREATE TABLE "xc_new_users" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(100) NOT NULL, "nickname" varchar(50) NOT NULL, "email" varchar(255), "age" integer, "score" integer NOT NULL DEFAULT 0, "seen_at" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, "label" varchar(100), CONSTRAINT "users_email_key" UNIQUE ("email"));
INSERT INTO "xc_new_users" ("id", "name", "nickname", "email", "age", "score", "seen_at", "label") SELECT "id", "name", "nickname", "email", "age", "score", "seen_at", "label" FROM "users";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_users';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_users', seq FROM sqlite_sequence WHERE name = 'users';
DROP TABLE "users";
ALTER TABLE "xc_new_users" RENAME TO "users";
-- undo: never: the sync of users ends and name stays: which of the two sides was written since, nobody could tell when it begins again
-- probe
SELECT 0;

-- ---- tighten countries (table countries)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- already: 
-- run
-- rebuilds countries
DROP TRIGGER "xc_require_nickname_countries_ins_own";
DROP TRIGGER "xc_require_nickname_countries_upd_own";
CREATE TABLE "xc_new_countries" ("code" varchar(2) NOT NULL, "name" varchar(100) NOT NULL, PRIMARY KEY ("code"));
INSERT INTO "xc_new_countries" ("code", "name") SELECT "code", "name" FROM "countries";
DROP TABLE "countries";
ALTER TABLE "xc_new_countries" RENAME TO "countries";
-- undo: never: the sync of users ends and name stays: which of the two sides was written since, nobody could tell when it begins again
-- probe
SELECT 0;
