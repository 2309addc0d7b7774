-- create_members on SQLite


-- ======== expand ========

-- ---- create table members (table members)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table members already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "members" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(100) NOT NULL, "email" varchar(200) NOT NULL, "visits" bigint NOT NULL DEFAULT 0);
-- undo
-- refused where this is above 0: table members has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "members" LIMIT 1) AS some_rows;
DROP TABLE "members";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'members';

-- ---- create index members_email on members (table members)
-- cost: writers wait during a scan; in WAL mode readers go on
-- lock: write lock
-- already: table members has an index members_email already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE INDEX "members_email" ON "members" ("email");
-- undo
DROP INDEX "members_email";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'members_email';
