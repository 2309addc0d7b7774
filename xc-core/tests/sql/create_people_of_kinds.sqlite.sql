-- create_people_of_kinds on SQLite


-- ======== expand ========

-- ---- create table people (table people)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table people already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "people" ("id" bigint NOT NULL, "kind" varchar(20) NOT NULL DEFAULT 'person', "size" text NOT NULL CHECK ("size" IN ('small', 'large')), "is_guest" boolean NOT NULL, "company" varchar(100), PRIMARY KEY ("id"));
-- undo
-- refused where this is above 0: table people has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "people" LIMIT 1) AS some_rows;
DROP TABLE "people";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'people';
