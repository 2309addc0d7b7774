-- create_invoices on SQLite


-- ======== expand ========

-- ---- create table invoices (table invoices)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table invoices already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "invoices" ("id" bigint NOT NULL, "customer" varchar(60) NOT NULL, "reference" varchar(20), "cents" integer NOT NULL, "note" varchar(40), "label" varchar(81) GENERATED ALWAYS AS (("customer" || '/' || coalesce("reference", ''))) STORED, "sorted" varchar(60) GENERATED ALWAYS AS (trim("customer")) STORED, PRIMARY KEY ("id"), CONSTRAINT "invoices_label_check" CHECK ((length("label") > 1)));
-- undo
-- refused where this is above 0: table invoices has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "invoices" LIMIT 1) AS some_rows;
DROP TABLE "invoices";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'invoices';

-- ---- create index invoices_sorted on invoices (table invoices)
-- cost: writers wait during a scan; in WAL mode readers go on
-- lock: write lock
-- already: table invoices has an index invoices_sorted already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE INDEX "invoices_sorted" ON "invoices" ("sorted");
-- undo
DROP INDEX "invoices_sorted";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'invoices_sorted';
