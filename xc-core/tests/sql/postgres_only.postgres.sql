-- postgres_only on PostgreSQL


-- ======== expand ========

-- ---- create table notes (table notes)
-- cost: no lock on other tables
-- already: there is a table notes already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "notes" ("id" bigint NOT NULL, "body" text NOT NULL, PRIMARY KEY ("id"));
-- undo
-- refused where this is above 0: table notes has rows, and dropping it would lose them: delete them first if they are not needed
SELECT count(*) FROM (SELECT 1 FROM "notes" LIMIT 1) AS rows;
DROP TABLE "notes";
-- probe
SELECT count(*) FROM pg_class WHERE oid = to_regclass('"notes"');
