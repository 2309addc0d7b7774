-- label_invoices on SQLite
--
-- requires create_invoices at expand or later: it makes table `invoices` (at create_invoices.rs:6:22), which is changed at label_invoices.rs:13:9
--
-- expects table invoices, key (id), nothing else
--   id bigint not null
--   customer varchar(60) not null
--   reference varchar(20) null
--   cents integer not null
--   note varchar(40) null
--   label varchar(81) not null, generated and stored
--   sorted varchar(60) not null, generated and stored


-- ======== expand ========

-- ---- add column invoices.title (table invoices)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table invoices has one of the columns title already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "invoices" ADD COLUMN "title" varchar(90);
-- undo
ALTER TABLE "invoices" DROP COLUMN "title";
-- probe
SELECT COUNT(*) FROM pragma_table_xinfo('invoices') WHERE name IN ('title');

-- ---- add column invoices.shout (table invoices)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table invoices has one of the columns shout already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "invoices" ADD COLUMN "shout" varchar(60) GENERATED ALWAYS AS (trim("customer")) VIRTUAL;
-- undo
ALTER TABLE "invoices" DROP COLUMN "shout";
-- probe
SELECT COUNT(*) FROM pragma_table_xinfo('invoices') WHERE name IN ('shout');


-- ======== dual_write ========

-- ---- dual write of invoices (table invoices)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table invoices has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER "xc_label_invoices_invoices_ins_fwd" AFTER INSERT ON "invoices" FOR EACH ROW WHEN (NEW."title" IS NULL) AND NOT (NEW."title" COLLATE BINARY IS ('No. ' || (NEW."customer" || '/' || coalesce(NEW."reference", ''))))
BEGIN
  UPDATE "invoices" SET "title" = ('No. ' || (NEW."customer" || '/' || coalesce(NEW."reference", ''))) WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_label_invoices_invoices_upd_fwd" AFTER UPDATE OF "customer", "reference" ON "invoices" FOR EACH ROW WHEN (NEW."title" COLLATE BINARY IS OLD."title") AND NOT (NEW."customer" COLLATE BINARY IS OLD."customer" AND NEW."reference" COLLATE BINARY IS OLD."reference") AND NOT (NEW."title" COLLATE BINARY IS ('No. ' || (NEW."customer" || '/' || coalesce(NEW."reference", ''))))
BEGIN
  UPDATE "invoices" SET "title" = ('No. ' || (NEW."customer" || '/' || coalesce(NEW."reference", ''))) WHERE "id" = NEW."id";
END;
-- undo
DROP TRIGGER "xc_label_invoices_invoices_ins_fwd";
DROP TRIGGER "xc_label_invoices_invoices_upd_fwd";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_label_invoices_invoices_ins_fwd', 'xc_label_invoices_invoices_upd_fwd');


-- ======== migrate ========

-- ---- backfill invoices, 1 key columns
-- parity
--   ("title" IS NOT NULL AND ("title" COLLATE BINARY IS ('No. ' || ("customer" || '/' || coalesce("reference", '')))))
-- estimate
SELECT COUNT(*) FROM "invoices";
-- lowest
SELECT CAST("id" AS TEXT) FROM "invoices" ORDER BY "invoices"."id" LIMIT 1;
-- highest
SELECT CAST("id" AS TEXT) FROM "invoices" ORDER BY "invoices"."id" DESC LIMIT 1;
-- cut
SELECT CAST("id" AS TEXT) FROM "invoices" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) ORDER BY "invoices"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "invoices" SET "title" = ('No. ' || ("customer" || '/' || coalesce("reference", ''))) WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("title" IS NOT NULL AND ("title" COLLATE BINARY IS ('No. ' || ("customer" || '/' || coalesce("reference", '')))));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("title" IS NOT NULL AND ("title" COLLATE BINARY IS ('No. ' || ("customer" || '/' || coalesce("reference", ''))))) THEN 1 END) FROM "invoices" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("id" AS TEXT), CAST("customer" AS TEXT), CAST("reference" AS TEXT), CAST("title" AS TEXT), CAST(('No. ' || ("customer" || '/' || coalesce("reference", ''))) AS TEXT) FROM "invoices" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("title" IS NOT NULL AND ("title" COLLATE BINARY IS ('No. ' || ("customer" || '/' || coalesce("reference", ''))))) ORDER BY "invoices"."id" LIMIT $3;
-- not null: 


-- ======== contract ========

-- ---- drop index invoices_sorted on invoices (table invoices)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: index invoices_sorted on invoices is gone already, and not by xc
-- run
DROP INDEX "invoices_sorted";
-- undo
CREATE INDEX "invoices_sorted" ON "invoices" ("sorted");
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'invoices_sorted') = 0 THEN 1 ELSE 0 END;

-- ---- drop column invoices.sorted (table invoices)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- when contract goes the way of Dropping
-- already: invoices.sorted is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
-- rebuilds invoices
DROP TRIGGER "xc_label_invoices_invoices_ins_fwd";
DROP TRIGGER "xc_label_invoices_invoices_upd_fwd";
CREATE TABLE "xc_new_invoices" ("id" bigint NOT NULL, "customer" varchar(60) NOT NULL, "reference" varchar(20), "cents" integer NOT NULL, "note" varchar(40), "label" varchar(81) GENERATED ALWAYS AS (("customer" || '/' || coalesce("reference", ''))) STORED, "title" varchar(90), "shout" varchar(60) GENERATED ALWAYS AS (trim("customer")) VIRTUAL, PRIMARY KEY ("id"), CONSTRAINT "invoices_label_check" CHECK ((length("label") > 1)));
INSERT INTO "xc_new_invoices" ("id", "customer", "reference", "cents", "note", "title") SELECT "id", "customer", "reference", "cents", "note", "title" FROM "invoices";
DROP TABLE "invoices";
ALTER TABLE "xc_new_invoices" RENAME TO "invoices";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('invoices') WHERE name IN ('sorted')) = 0 THEN 1 ELSE 0 END;

-- ---- retire column invoices.sorted (table invoices)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- when contract goes the way of Retiring
-- already: invoices.sorted is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
-- rebuilds invoices
DROP TRIGGER "xc_label_invoices_invoices_ins_fwd";
DROP TRIGGER "xc_label_invoices_invoices_upd_fwd";
CREATE TABLE "xc_new_invoices" ("id" bigint NOT NULL, "customer" varchar(60) NOT NULL, "reference" varchar(20), "cents" integer NOT NULL, "note" varchar(40), "label" varchar(81) GENERATED ALWAYS AS (("customer" || '/' || coalesce("reference", ''))) STORED, "title" varchar(90), "shout" varchar(60) GENERATED ALWAYS AS (trim("customer")) VIRTUAL, "xc_retired_label_invoices_sorted" varchar(60) GENERATED ALWAYS AS (trim("customer")) STORED, PRIMARY KEY ("id"), CONSTRAINT "invoices_label_check" CHECK ((length("label") > 1)));
INSERT INTO "xc_new_invoices" ("id", "customer", "reference", "cents", "note", "title") SELECT "id", "customer", "reference", "cents", "note", "title" FROM "invoices";
DROP TABLE "invoices";
ALTER TABLE "xc_new_invoices" RENAME TO "invoices";
-- undo
-- rebuilds invoices
CREATE TABLE "xc_new_invoices" ("id" bigint NOT NULL, "customer" varchar(60) NOT NULL, "reference" varchar(20), "cents" integer NOT NULL, "note" varchar(40), "label" varchar(81) GENERATED ALWAYS AS (("customer" || '/' || coalesce("reference", ''))) STORED, "sorted" varchar(60) GENERATED ALWAYS AS (trim("customer")) STORED, "title" varchar(90), "shout" varchar(60) GENERATED ALWAYS AS (trim("customer")) VIRTUAL, PRIMARY KEY ("id"), CONSTRAINT "invoices_label_check" CHECK ((length("label") > 1)));
INSERT INTO "xc_new_invoices" ("id", "customer", "reference", "cents", "note", "title") SELECT "id", "customer", "reference", "cents", "note", "title" FROM "invoices";
DROP TABLE "invoices";
ALTER TABLE "xc_new_invoices" RENAME TO "invoices";
CREATE TRIGGER "xc_label_invoices_invoices_ins_fwd" AFTER INSERT ON "invoices" FOR EACH ROW WHEN (NEW."title" IS NULL) AND NOT (NEW."title" COLLATE BINARY IS ('No. ' || (NEW."customer" || '/' || coalesce(NEW."reference", ''))))
BEGIN
  UPDATE "invoices" SET "title" = ('No. ' || (NEW."customer" || '/' || coalesce(NEW."reference", ''))) WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_label_invoices_invoices_upd_fwd" AFTER UPDATE OF "customer", "reference" ON "invoices" FOR EACH ROW WHEN (NEW."title" COLLATE BINARY IS OLD."title") AND NOT (NEW."customer" COLLATE BINARY IS OLD."customer" AND NEW."reference" COLLATE BINARY IS OLD."reference") AND NOT (NEW."title" COLLATE BINARY IS ('No. ' || (NEW."customer" || '/' || coalesce(NEW."reference", ''))))
BEGIN
  UPDATE "invoices" SET "title" = ('No. ' || (NEW."customer" || '/' || coalesce(NEW."reference", ''))) WHERE "id" = NEW."id";
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('invoices') WHERE name IN ('sorted')) = 0 THEN 1 ELSE 0 END;

-- ---- drop column invoices.sorted, which was retired (table invoices)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- when contract goes the way of Purging
-- already: what was retired of invoices is gone already, and not by xc
-- run
ALTER TABLE "invoices" DROP COLUMN "xc_retired_label_invoices_sorted";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('invoices') WHERE name IN ('xc_retired_label_invoices_sorted')) = 0 THEN 1 ELSE 0 END;

-- ---- retired of invoices: sorted as xc_retired_label_invoices_sorted
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM "invoices" LIMIT 1) AS some_rows;
-- keeps the values that it had
