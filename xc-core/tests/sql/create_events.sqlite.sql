-- create_events on SQLite


-- ======== expand ========

-- ---- create table events (table events)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table events already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "events" ("id" bigint NOT NULL, "at" datetime, PRIMARY KEY ("id"));
-- undo
-- refused where this is above 0: table events has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "events" LIMIT 1) AS some_rows;
DROP TABLE "events";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'events';
