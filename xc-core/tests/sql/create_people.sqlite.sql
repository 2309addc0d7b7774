-- create_people on SQLite


-- ======== expand ========

-- ---- create table users (table users)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table users already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "users" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(100) NOT NULL, "bio" text, "visits" bigint NOT NULL DEFAULT 0);
-- undo
-- refused where this is above 0: table users has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "users" LIMIT 1) AS some_rows;
DROP TABLE "users";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'users';
