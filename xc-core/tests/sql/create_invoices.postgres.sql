-- create_invoices on PostgreSQL


-- ======== expand ========

-- ---- create table invoices (table invoices)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table invoices already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "invoices" ("id" bigint NOT NULL, "customer" character varying(60) NOT NULL, "reference" character varying(20), "cents" integer NOT NULL, "note" character varying(40), "label" character varying(81) GENERATED ALWAYS AS (("customer" || '/' || coalesce("reference", ''))) STORED, "sorted" character varying(60) GENERATED ALWAYS AS (trim("customer")) STORED, PRIMARY KEY ("id"), CONSTRAINT "invoices_label_check" CHECK ((length("label") > 1)));
-- undo
-- refused where this is above 0: table invoices has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "invoices" LIMIT 1) AS some_rows;
DROP TABLE "invoices";
-- probe
SELECT count(*) FROM pg_class WHERE oid = to_regclass('"invoices"');

-- ---- create index invoices_sorted on invoices (table invoices)
-- cost: no lock on other tables
-- lock: SHARE
-- already: table invoices has an index invoices_sorted already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE INDEX "invoices_sorted" ON "invoices" ("sorted");
-- undo
DROP INDEX "invoices_sorted";
-- probe
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"invoices_sorted"') AND indisvalid;
