-- a_migration_whose_name_is_long_too on SQLite
--
-- requires create_long_names at expand or later: it makes table `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` (at create_long_names.rs:6:22), which is changed at a_migration_whose_name_is_long_too.rs:8:9
--
-- expects table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters, key (a_column_whose_name_is_as_long_as_postgresql_allows__63_letters), nothing else
--   a_column_whose_name_is_as_long_as_postgresql_allows__63_letters bigint not null
--   text_one varchar(10) not null


-- ======== expand ========

-- ---- add column a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_two (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters has one of the columns text_two already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" ADD COLUMN "text_two" varchar(10);
-- undo
ALTER TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" DROP COLUMN "text_two";
-- probe
SELECT COUNT(*) FROM pragma_table_xinfo('a_table_whose_name_is_as_long_as_postgresql_allows___63_letters') WHERE name IN ('text_two');


-- ======== dual_write ========

-- ---- dual write of a_table_whose_name_is_as_long_as_postgresql_allows___63_letters (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- already: table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
-- rebuilds a_table_whose_name_is_as_long_as_postgresql_allows___63_letters
CREATE TABLE "xc_new_a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" ("a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" bigint NOT NULL, "text_one" varchar(10), "text_two" varchar(10), PRIMARY KEY ("a_column_whose_name_is_as_long_as_postgresql_allows__63_letters"));
INSERT INTO "xc_new_a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" ("a_column_whose_name_is_as_long_as_postgresql_allows__63_letters", "text_one", "text_two") SELECT "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters", "text_one", "text_two" FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
DROP TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
ALTER TABLE "xc_new_a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" RENAME TO "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
CREATE TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_277746fa" AFTER INSERT ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" FOR EACH ROW WHEN (NEW."text_two" IS NULL) AND NOT (NEW."text_two" COLLATE BINARY IS NEW."text_one")
BEGIN
  UPDATE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" SET "text_two" = NEW."text_one" WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" = NEW."a_column_whose_name_is_as_long_as_postgresql_allows__63_letters";
END;
CREATE TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_338cf799" AFTER UPDATE OF "text_one" ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" FOR EACH ROW WHEN (NEW."text_two" COLLATE BINARY IS OLD."text_two") AND NOT (NEW."text_one" COLLATE BINARY IS OLD."text_one") AND NOT (NEW."text_two" COLLATE BINARY IS NEW."text_one")
BEGIN
  UPDATE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" SET "text_two" = NEW."text_one" WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" = NEW."a_column_whose_name_is_as_long_as_postgresql_allows__63_letters";
END;
CREATE TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_ee779ba2" AFTER INSERT ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" FOR EACH ROW WHEN (NEW."text_one" IS NULL) AND NOT (NEW."text_two" IS NULL)
BEGIN
  UPDATE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" SET "text_one" = NEW."text_two" WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" = NEW."a_column_whose_name_is_as_long_as_postgresql_allows__63_letters";
END;
CREATE TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_6c03d2a5" AFTER UPDATE OF "text_two" ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" FOR EACH ROW WHEN (NEW."text_one" COLLATE BINARY IS OLD."text_one") AND NOT (NEW."text_two" COLLATE BINARY IS OLD."text_two") AND NOT (NEW."text_two" COLLATE BINARY IS NEW."text_one")
BEGIN
  UPDATE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" SET "text_one" = NEW."text_two" WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" = NEW."a_column_whose_name_is_as_long_as_postgresql_allows__63_letters";
END;
CREATE TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_62315d36" BEFORE INSERT ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" FOR EACH ROW WHEN NEW."text_one" IS NULL AND (NEW."text_two" IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one');
END;
CREATE TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_eda0e005" BEFORE UPDATE OF "text_one" ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" FOR EACH ROW WHEN NEW."text_one" IS NULL
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one');
END;
-- undo
-- rebuilds a_table_whose_name_is_as_long_as_postgresql_allows___63_letters
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_277746fa";
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_338cf799";
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_ee779ba2";
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_6c03d2a5";
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_62315d36";
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_eda0e005";
CREATE TABLE "xc_new_a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" ("a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" bigint NOT NULL, "text_one" varchar(10) NOT NULL, "text_two" varchar(10), PRIMARY KEY ("a_column_whose_name_is_as_long_as_postgresql_allows__63_letters"));
INSERT INTO "xc_new_a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" ("a_column_whose_name_is_as_long_as_postgresql_allows__63_letters", "text_one", "text_two") SELECT "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters", "text_one", "text_two" FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
DROP TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
ALTER TABLE "xc_new_a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" RENAME TO "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_a_migration_whose_name_is_long_too_a_table_whose_na_277746fa', 'xc_a_migration_whose_name_is_long_too_a_table_whose_na_338cf799', 'xc_a_migration_whose_name_is_long_too_a_table_whose_na_ee779ba2', 'xc_a_migration_whose_name_is_long_too_a_table_whose_na_6c03d2a5', 'xc_a_migration_whose_name_is_long_too_a_table_whose_na_62315d36', 'xc_a_migration_whose_name_is_long_too_a_table_whose_na_eda0e005');


-- ======== migrate ========

-- ---- backfill a_table_whose_name_is_as_long_as_postgresql_allows___63_letters, 1 key columns
-- parity
--   ("text_two" COLLATE BINARY IS "text_one")
-- estimate
SELECT COUNT(*) FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
-- lowest
SELECT CAST("a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" AS TEXT) FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" ORDER BY "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"."a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" LIMIT 1;
-- highest
SELECT CAST("a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" AS TEXT) FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" ORDER BY "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"."a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" DESC LIMIT 1;
-- cut
SELECT CAST("a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" AS TEXT) FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" >= CAST($1 AS INTEGER) AND "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" <= CAST($2 AS INTEGER) ORDER BY "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"."a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" LIMIT 2 OFFSET $3;
-- fill
UPDATE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" SET "text_two" = "text_one" WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" >= CAST($1 AS INTEGER) AND "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" <= CAST($2 AS INTEGER) AND NOT ("text_two" COLLATE BINARY IS "text_one");
-- the other way round
UPDATE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" SET "text_one" = "text_two" WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" >= CAST($1 AS INTEGER) AND "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" <= CAST($2 AS INTEGER) AND NOT ("text_two" COLLATE BINARY IS "text_one");
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("text_two" COLLATE BINARY IS "text_one") THEN 1 END), COUNT(CASE WHEN "text_two" IS NULL THEN 1 END) FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" >= CAST($1 AS INTEGER) AND "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" AS TEXT), CAST("text_one" AS TEXT), CAST("text_two" AS TEXT), CAST("text_one" AS TEXT), CAST("text_two" AS TEXT) FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" >= CAST($1 AS INTEGER) AND "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" <= CAST($2 AS INTEGER) AND NOT ("text_two" COLLATE BINARY IS "text_one") ORDER BY "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"."a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" LIMIT $3;
-- not null: text_two


-- ======== contract ========

-- ---- drop column a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- when contract goes the way of Dropping
-- already: a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
-- rebuilds a_table_whose_name_is_as_long_as_postgresql_allows___63_letters
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_277746fa";
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_338cf799";
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_ee779ba2";
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_6c03d2a5";
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_62315d36";
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_eda0e005";
CREATE TABLE "xc_new_a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" ("a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" bigint NOT NULL, "text_two" varchar(10) NOT NULL, PRIMARY KEY ("a_column_whose_name_is_as_long_as_postgresql_allows__63_letters"));
INSERT INTO "xc_new_a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" ("a_column_whose_name_is_as_long_as_postgresql_allows__63_letters", "text_two") SELECT "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters", "text_two" FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
DROP TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
ALTER TABLE "xc_new_a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" RENAME TO "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('a_table_whose_name_is_as_long_as_postgresql_allows___63_letters') WHERE name IN ('text_one')) = 0 THEN 1 ELSE 0 END;

-- ---- retire column a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- when contract goes the way of Retiring
-- already: a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
-- rebuilds a_table_whose_name_is_as_long_as_postgresql_allows___63_letters
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_277746fa";
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_338cf799";
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_ee779ba2";
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_6c03d2a5";
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_62315d36";
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_eda0e005";
CREATE TABLE "xc_new_a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" ("a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" bigint NOT NULL, "text_two" varchar(10) NOT NULL, "xc_retired_a_migration_whose_name_is_long_too_text_one" varchar(10), PRIMARY KEY ("a_column_whose_name_is_as_long_as_postgresql_allows__63_letters"));
INSERT INTO "xc_new_a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" ("a_column_whose_name_is_as_long_as_postgresql_allows__63_letters", "text_two", "xc_retired_a_migration_whose_name_is_long_too_text_one") SELECT "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters", "text_two", "text_one" FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
DROP TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
ALTER TABLE "xc_new_a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" RENAME TO "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
CREATE TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_7fce9c76" AFTER INSERT ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" FOR EACH ROW WHEN NOT (NEW."text_two" COLLATE BINARY IS NEW."xc_retired_a_migration_whose_name_is_long_too_text_one")
BEGIN
  UPDATE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" SET "xc_retired_a_migration_whose_name_is_long_too_text_one" = NEW."text_two" WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" = NEW."a_column_whose_name_is_as_long_as_postgresql_allows__63_letters";
END;
CREATE TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_43f6b355" AFTER UPDATE OF "text_two" ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" FOR EACH ROW WHEN NOT (NEW."text_two" COLLATE BINARY IS OLD."text_two") AND NOT (NEW."text_two" COLLATE BINARY IS NEW."xc_retired_a_migration_whose_name_is_long_too_text_one")
BEGIN
  UPDATE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" SET "xc_retired_a_migration_whose_name_is_long_too_text_one" = NEW."text_two" WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" = NEW."a_column_whose_name_is_as_long_as_postgresql_allows__63_letters";
END;
-- undo
-- rebuilds a_table_whose_name_is_as_long_as_postgresql_allows___63_letters
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_7fce9c76";
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_43f6b355";
CREATE TABLE "xc_new_a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" ("a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" bigint NOT NULL, "text_one" varchar(10), "text_two" varchar(10), PRIMARY KEY ("a_column_whose_name_is_as_long_as_postgresql_allows__63_letters"));
INSERT INTO "xc_new_a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" ("a_column_whose_name_is_as_long_as_postgresql_allows__63_letters", "text_one", "text_two") SELECT "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters", "xc_retired_a_migration_whose_name_is_long_too_text_one", "text_two" FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
DROP TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
ALTER TABLE "xc_new_a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" RENAME TO "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
CREATE TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_277746fa" AFTER INSERT ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" FOR EACH ROW WHEN (NEW."text_two" IS NULL) AND NOT (NEW."text_two" COLLATE BINARY IS NEW."text_one")
BEGIN
  UPDATE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" SET "text_two" = NEW."text_one" WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" = NEW."a_column_whose_name_is_as_long_as_postgresql_allows__63_letters";
END;
CREATE TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_338cf799" AFTER UPDATE OF "text_one" ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" FOR EACH ROW WHEN (NEW."text_two" COLLATE BINARY IS OLD."text_two") AND NOT (NEW."text_one" COLLATE BINARY IS OLD."text_one") AND NOT (NEW."text_two" COLLATE BINARY IS NEW."text_one")
BEGIN
  UPDATE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" SET "text_two" = NEW."text_one" WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" = NEW."a_column_whose_name_is_as_long_as_postgresql_allows__63_letters";
END;
CREATE TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_ee779ba2" AFTER INSERT ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" FOR EACH ROW WHEN (NEW."text_one" IS NULL) AND NOT (NEW."text_two" IS NULL)
BEGIN
  UPDATE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" SET "text_one" = NEW."text_two" WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" = NEW."a_column_whose_name_is_as_long_as_postgresql_allows__63_letters";
END;
CREATE TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_6c03d2a5" AFTER UPDATE OF "text_two" ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" FOR EACH ROW WHEN (NEW."text_one" COLLATE BINARY IS OLD."text_one") AND NOT (NEW."text_two" COLLATE BINARY IS OLD."text_two") AND NOT (NEW."text_two" COLLATE BINARY IS NEW."text_one")
BEGIN
  UPDATE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" SET "text_one" = NEW."text_two" WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" = NEW."a_column_whose_name_is_as_long_as_postgresql_allows__63_letters";
END;
CREATE TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_62315d36" BEFORE INSERT ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" FOR EACH ROW WHEN NEW."text_one" IS NULL AND (NEW."text_two" IS NULL)
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one');
END;
CREATE TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_eda0e005" BEFORE UPDATE OF "text_one" ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" FOR EACH ROW WHEN NEW."text_one" IS NULL
BEGIN
  SELECT RAISE(ABORT, 'NOT NULL constraint failed: a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one');
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('a_table_whose_name_is_as_long_as_postgresql_allows___63_letters') WHERE name IN ('text_one')) = 0 THEN 1 ELSE 0 END;

-- ---- look for rows that a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one can't hold (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: reads the table when contract is taken back, locks nothing
-- lock: none
-- when contract goes the way of Retiring
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: what the new version wrote into rows of a_table_whose_name_is_as_long_as_postgresql_allows___63_letters since contract, a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one can't hold: change these rows, or delete them (shown: a_column_whose_name_is_as_long_as_postgresql_allows__63_letters)
SELECT COUNT(*) FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" WHERE ("xc_retired_a_migration_whose_name_is_long_too_text_one" IS NULL);
-- which
SELECT CAST("a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" AS TEXT) FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" WHERE ("xc_retired_a_migration_whose_name_is_long_too_text_one" IS NULL) LIMIT 10;
-- probe
SELECT 0;

-- ---- drop column a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one, which was retired (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- when contract goes the way of Purging
-- already: what was retired of a_table_whose_name_is_as_long_as_postgresql_allows___63_letters is gone already, and not by xc
-- run
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_7fce9c76";
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_43f6b355";
ALTER TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" DROP COLUMN "xc_retired_a_migration_whose_name_is_long_too_text_one";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('a_table_whose_name_is_as_long_as_postgresql_allows___63_letters') WHERE name IN ('xc_retired_a_migration_whose_name_is_long_too_text_one')) = 0 THEN 1 ELSE 0 END;

-- ---- retired of a_table_whose_name_is_as_long_as_postgresql_allows___63_letters: text_one as xc_retired_a_migration_whose_name_is_long_too_text_one
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" LIMIT 1) AS some_rows;

-- ---- backfill a_table_whose_name_is_as_long_as_postgresql_allows___63_letters, 1 key columns
-- parity
--   ("text_two" COLLATE BINARY IS "xc_retired_a_migration_whose_name_is_long_too_text_one")
-- estimate
SELECT COUNT(*) FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
-- lowest
SELECT CAST("a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" AS TEXT) FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" ORDER BY "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"."a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" LIMIT 1;
-- highest
SELECT CAST("a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" AS TEXT) FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" ORDER BY "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"."a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" DESC LIMIT 1;
-- cut
SELECT CAST("a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" AS TEXT) FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" >= CAST($1 AS INTEGER) AND "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" <= CAST($2 AS INTEGER) ORDER BY "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"."a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" LIMIT 2 OFFSET $3;
-- the other way round
UPDATE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" SET "xc_retired_a_migration_whose_name_is_long_too_text_one" = "text_two" WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" >= CAST($1 AS INTEGER) AND "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" <= CAST($2 AS INTEGER) AND NOT ("text_two" COLLATE BINARY IS "xc_retired_a_migration_whose_name_is_long_too_text_one");
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("text_two" COLLATE BINARY IS "xc_retired_a_migration_whose_name_is_long_too_text_one") THEN 1 END) FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" >= CAST($1 AS INTEGER) AND "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" AS TEXT), CAST("xc_retired_a_migration_whose_name_is_long_too_text_one" AS TEXT), CAST("text_two" AS TEXT), CAST("xc_retired_a_migration_whose_name_is_long_too_text_one" AS TEXT), CAST("text_two" AS TEXT) FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" >= CAST($1 AS INTEGER) AND "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" <= CAST($2 AS INTEGER) AND NOT ("text_two" COLLATE BINARY IS "xc_retired_a_migration_whose_name_is_long_too_text_one") ORDER BY "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"."a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" LIMIT $3;
-- not null: 
