-- create_events on PostgreSQL


-- ======== expand ========

-- ---- create table events (table events)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table events already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "events" ("id" bigint NOT NULL, "at" timestamp without time zone, PRIMARY KEY ("id"));
-- undo
-- refused where this is above 0: table events has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "events" LIMIT 1) AS some_rows;
DROP TABLE "events";
-- probe
SELECT count(*) FROM pg_class WHERE oid = to_regclass('"events"');
