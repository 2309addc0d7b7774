-- rename_country on SQLite
--
-- requires create_shop at expand or later: it makes table `countries` (at create_shop.rs:22:22), which is changed at rename_country.rs:8:9
--
-- expects table countries, key (code), nothing else
--   code varchar(2) not null
--   name varchar(100) not null


-- ======== expand ========

-- ---- add column countries.country_name (table countries)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table countries has one of the columns country_name already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "countries" ADD COLUMN "country_name" varchar(100);
-- undo
ALTER TABLE "countries" DROP COLUMN "country_name";
-- probe
SELECT COUNT(*) FROM pragma_table_xinfo('countries') WHERE name IN ('country_name');


-- ======== dual_write ========

-- ---- dual write of countries (table countries)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- already: table countries has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
-- rebuilds countries
CREATE TABLE "xc_new_countries" ("code" varchar(2) NOT NULL, "name" varchar(100), "country_name" varchar(100), PRIMARY KEY ("code"));
INSERT INTO "xc_new_countries" ("code", "name", "country_name") SELECT "code", "name", "country_name" FROM "countries";
DROP TABLE "countries";
ALTER TABLE "xc_new_countries" RENAME TO "countries";
CREATE TRIGGER "xc_rename_country_countries_ins_fwd" AFTER INSERT ON "countries" FOR EACH ROW WHEN (NEW."country_name" IS NULL) AND NOT (NEW."country_name" COLLATE BINARY IS NEW."name")
BEGIN
  UPDATE "countries" SET "country_name" = NEW."name" WHERE "code" = NEW."code";
END;
CREATE TRIGGER "xc_rename_country_countries_upd_fwd" AFTER UPDATE OF "name" ON "countries" FOR EACH ROW WHEN (NEW."country_name" COLLATE BINARY IS OLD."country_name") AND NOT (NEW."name" COLLATE BINARY IS OLD."name") AND NOT (NEW."country_name" COLLATE BINARY IS NEW."name")
BEGIN
  UPDATE "countries" SET "country_name" = NEW."name" WHERE "code" = NEW."code";
END;
CREATE TRIGGER "xc_rename_country_countries_ins_rev" AFTER INSERT ON "countries" FOR EACH ROW WHEN (NEW."name" IS NULL) AND NOT (NEW."country_name" IS NULL)
BEGIN
  UPDATE "countries" SET "name" = NEW."country_name" WHERE "code" = NEW."code";
END;
CREATE TRIGGER "xc_rename_country_countries_upd_rev" AFTER UPDATE OF "country_name" ON "countries" FOR EACH ROW WHEN (NEW."name" COLLATE BINARY IS OLD."name") AND NOT (NEW."country_name" COLLATE BINARY IS OLD."country_name") AND NOT (NEW."country_name" COLLATE BINARY IS NEW."name")
BEGIN
  UPDATE "countries" SET "name" = NEW."country_name" WHERE "code" = NEW."code";
END;
CREATE TRIGGER "xc_rename_country_countries_ins_nn_name" BEFORE INSERT ON "countries" FOR EACH ROW WHEN NEW."name" IS NULL AND (NEW."country_name" IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: countries.name');
END;
CREATE TRIGGER "xc_rename_country_countries_upd_nn_name" BEFORE UPDATE OF "name" ON "countries" FOR EACH ROW WHEN NEW."name" IS NULL
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: countries.name');
END;
-- undo
-- rebuilds countries
DROP TRIGGER "xc_rename_country_countries_ins_fwd";
DROP TRIGGER "xc_rename_country_countries_upd_fwd";
DROP TRIGGER "xc_rename_country_countries_ins_rev";
DROP TRIGGER "xc_rename_country_countries_upd_rev";
DROP TRIGGER "xc_rename_country_countries_ins_nn_name";
DROP TRIGGER "xc_rename_country_countries_upd_nn_name";
CREATE TABLE "xc_new_countries" ("code" varchar(2) NOT NULL, "name" varchar(100) NOT NULL, "country_name" varchar(100), PRIMARY KEY ("code"));
INSERT INTO "xc_new_countries" ("code", "name", "country_name") SELECT "code", "name", "country_name" FROM "countries";
DROP TABLE "countries";
ALTER TABLE "xc_new_countries" RENAME TO "countries";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_rename_country_countries_ins_fwd', 'xc_rename_country_countries_upd_fwd', 'xc_rename_country_countries_ins_rev', 'xc_rename_country_countries_upd_rev', 'xc_rename_country_countries_ins_nn_name', 'xc_rename_country_countries_upd_nn_name');


-- ======== migrate ========

-- ---- backfill countries, 1 key columns
-- parity
--   ("country_name" COLLATE BINARY IS "name")
-- estimate
SELECT COUNT(*) FROM "countries";
-- lowest
SELECT CAST("code" AS TEXT) FROM "countries" ORDER BY "countries"."code" LIMIT 1;
-- highest
SELECT CAST("code" AS TEXT) FROM "countries" ORDER BY "countries"."code" DESC LIMIT 1;
-- cut
SELECT CAST("code" AS TEXT) FROM "countries" WHERE "code" >= $1 AND "code" <= $2 ORDER BY "countries"."code" LIMIT 2 OFFSET $3;
-- fill
UPDATE "countries" SET "country_name" = "name" WHERE "code" >= $1 AND "code" <= $2 AND NOT ("country_name" COLLATE BINARY IS "name");
-- the other way round
UPDATE "countries" SET "name" = "country_name" WHERE "code" >= $1 AND "code" <= $2 AND NOT ("country_name" COLLATE BINARY IS "name");
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("country_name" COLLATE BINARY IS "name") THEN 1 END), COUNT(CASE WHEN "country_name" IS NULL THEN 1 END) FROM "countries" WHERE "code" >= $1 AND "code" <= $2;
-- examine
SELECT CAST("code" AS TEXT), CAST("name" AS TEXT), CAST("country_name" AS TEXT), CAST("name" AS TEXT), CAST("country_name" AS TEXT) FROM "countries" WHERE "code" >= $1 AND "code" <= $2 AND NOT ("country_name" COLLATE BINARY IS "name") ORDER BY "countries"."code" LIMIT $3;
-- not null: country_name


-- ======== contract ========

-- ---- drop column countries.name (table countries)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- when contract goes the way of Dropping
-- already: countries.name is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
-- rebuilds countries
DROP TRIGGER "xc_rename_country_countries_ins_fwd";
DROP TRIGGER "xc_rename_country_countries_upd_fwd";
DROP TRIGGER "xc_rename_country_countries_ins_rev";
DROP TRIGGER "xc_rename_country_countries_upd_rev";
DROP TRIGGER "xc_rename_country_countries_ins_nn_name";
DROP TRIGGER "xc_rename_country_countries_upd_nn_name";
CREATE TABLE "xc_new_countries" ("code" varchar(2) NOT NULL, "country_name" varchar(100) NOT NULL, PRIMARY KEY ("code"));
INSERT INTO "xc_new_countries" ("code", "country_name") SELECT "code", "country_name" FROM "countries";
DROP TABLE "countries";
ALTER TABLE "xc_new_countries" RENAME TO "countries";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('countries') WHERE name IN ('name')) = 0 THEN 1 ELSE 0 END;

-- ---- retire column countries.name (table countries)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- when contract goes the way of Retiring
-- already: countries.name is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
-- rebuilds countries
DROP TRIGGER "xc_rename_country_countries_ins_fwd";
DROP TRIGGER "xc_rename_country_countries_upd_fwd";
DROP TRIGGER "xc_rename_country_countries_ins_rev";
DROP TRIGGER "xc_rename_country_countries_upd_rev";
DROP TRIGGER "xc_rename_country_countries_ins_nn_name";
DROP TRIGGER "xc_rename_country_countries_upd_nn_name";
CREATE TABLE "xc_new_countries" ("code" varchar(2) NOT NULL, "country_name" varchar(100) NOT NULL, "xc_retired_rename_country_name" varchar(100), PRIMARY KEY ("code"));
INSERT INTO "xc_new_countries" ("code", "country_name", "xc_retired_rename_country_name") SELECT "code", "country_name", "name" FROM "countries";
DROP TABLE "countries";
ALTER TABLE "xc_new_countries" RENAME TO "countries";
CREATE TRIGGER "xc_rename_country_countries_keep_ins" AFTER INSERT ON "countries" FOR EACH ROW WHEN NOT (NEW."country_name" COLLATE BINARY IS NEW."xc_retired_rename_country_name")
BEGIN
  UPDATE "countries" SET "xc_retired_rename_country_name" = NEW."country_name" WHERE "code" = NEW."code";
END;
CREATE TRIGGER "xc_rename_country_countries_keep_upd" AFTER UPDATE OF "country_name" ON "countries" FOR EACH ROW WHEN NOT (NEW."country_name" COLLATE BINARY IS OLD."country_name") AND NOT (NEW."country_name" COLLATE BINARY IS NEW."xc_retired_rename_country_name")
BEGIN
  UPDATE "countries" SET "xc_retired_rename_country_name" = NEW."country_name" WHERE "code" = NEW."code";
END;
-- undo
-- rebuilds countries
DROP TRIGGER "xc_rename_country_countries_keep_ins";
DROP TRIGGER "xc_rename_country_countries_keep_upd";
CREATE TABLE "xc_new_countries" ("code" varchar(2) NOT NULL, "name" varchar(100), "country_name" varchar(100), PRIMARY KEY ("code"));
INSERT INTO "xc_new_countries" ("code", "name", "country_name") SELECT "code", "xc_retired_rename_country_name", "country_name" FROM "countries";
DROP TABLE "countries";
ALTER TABLE "xc_new_countries" RENAME TO "countries";
CREATE TRIGGER "xc_rename_country_countries_ins_fwd" AFTER INSERT ON "countries" FOR EACH ROW WHEN (NEW."country_name" IS NULL) AND NOT (NEW."country_name" COLLATE BINARY IS NEW."name")
BEGIN
  UPDATE "countries" SET "country_name" = NEW."name" WHERE "code" = NEW."code";
END;
CREATE TRIGGER "xc_rename_country_countries_upd_fwd" AFTER UPDATE OF "name" ON "countries" FOR EACH ROW WHEN (NEW."country_name" COLLATE BINARY IS OLD."country_name") AND NOT (NEW."name" COLLATE BINARY IS OLD."name") AND NOT (NEW."country_name" COLLATE BINARY IS NEW."name")
BEGIN
  UPDATE "countries" SET "country_name" = NEW."name" WHERE "code" = NEW."code";
END;
CREATE TRIGGER "xc_rename_country_countries_ins_rev" AFTER INSERT ON "countries" FOR EACH ROW WHEN (NEW."name" IS NULL) AND NOT (NEW."country_name" IS NULL)
BEGIN
  UPDATE "countries" SET "name" = NEW."country_name" WHERE "code" = NEW."code";
END;
CREATE TRIGGER "xc_rename_country_countries_upd_rev" AFTER UPDATE OF "country_name" ON "countries" FOR EACH ROW WHEN (NEW."name" COLLATE BINARY IS OLD."name") AND NOT (NEW."country_name" COLLATE BINARY IS OLD."country_name") AND NOT (NEW."country_name" COLLATE BINARY IS NEW."name")
BEGIN
  UPDATE "countries" SET "name" = NEW."country_name" WHERE "code" = NEW."code";
END;
CREATE TRIGGER "xc_rename_country_countries_ins_nn_name" BEFORE INSERT ON "countries" FOR EACH ROW WHEN NEW."name" IS NULL AND (NEW."country_name" IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: countries.name');
END;
CREATE TRIGGER "xc_rename_country_countries_upd_nn_name" BEFORE UPDATE OF "name" ON "countries" FOR EACH ROW WHEN NEW."name" IS NULL
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: countries.name');
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('countries') WHERE name IN ('name')) = 0 THEN 1 ELSE 0 END;

-- ---- look for rows that countries.name can't hold (table countries)
-- cost: reads the table when contract is taken back, locks nothing
-- lock: none
-- when contract goes the way of Retiring
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: what the new version wrote into rows of countries since contract, countries.name can't hold: change these rows, or delete them (shown: code)
SELECT COUNT(*) FROM "countries" WHERE ("xc_retired_rename_country_name" IS NULL);
-- which
SELECT CAST("code" AS TEXT) FROM "countries" WHERE ("xc_retired_rename_country_name" IS NULL) LIMIT 10;
-- probe
SELECT 0;

-- ---- drop column countries.name, which was retired (table countries)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- when contract goes the way of Purging
-- already: what was retired of countries is gone already, and not by xc
-- run
DROP TRIGGER "xc_rename_country_countries_keep_ins";
DROP TRIGGER "xc_rename_country_countries_keep_upd";
ALTER TABLE "countries" DROP COLUMN "xc_retired_rename_country_name";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('countries') WHERE name IN ('xc_retired_rename_country_name')) = 0 THEN 1 ELSE 0 END;

-- ---- retired of countries: name as xc_retired_rename_country_name
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM "countries" LIMIT 1) AS some_rows;

-- ---- backfill countries, 1 key columns
-- parity
--   ("country_name" COLLATE BINARY IS "xc_retired_rename_country_name")
-- estimate
SELECT COUNT(*) FROM "countries";
-- lowest
SELECT CAST("code" AS TEXT) FROM "countries" ORDER BY "countries"."code" LIMIT 1;
-- highest
SELECT CAST("code" AS TEXT) FROM "countries" ORDER BY "countries"."code" DESC LIMIT 1;
-- cut
SELECT CAST("code" AS TEXT) FROM "countries" WHERE "code" >= $1 AND "code" <= $2 ORDER BY "countries"."code" LIMIT 2 OFFSET $3;
-- the other way round
UPDATE "countries" SET "xc_retired_rename_country_name" = "country_name" WHERE "code" >= $1 AND "code" <= $2 AND NOT ("country_name" COLLATE BINARY IS "xc_retired_rename_country_name");
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("country_name" COLLATE BINARY IS "xc_retired_rename_country_name") THEN 1 END) FROM "countries" WHERE "code" >= $1 AND "code" <= $2;
-- examine
SELECT CAST("code" AS TEXT), CAST("xc_retired_rename_country_name" AS TEXT), CAST("country_name" AS TEXT), CAST("xc_retired_rename_country_name" AS TEXT), CAST("country_name" AS TEXT) FROM "countries" WHERE "code" >= $1 AND "code" <= $2 AND NOT ("country_name" COLLATE BINARY IS "xc_retired_rename_country_name") ORDER BY "countries"."code" LIMIT $3;
-- not null: 
