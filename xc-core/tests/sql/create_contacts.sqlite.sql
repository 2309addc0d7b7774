-- create_contacts on SQLite


-- ======== expand ========

-- ---- create table contacts (table contacts)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table contacts already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "contacts" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "phone" varchar(40) NOT NULL, "country" varchar(2), "score" integer NOT NULL DEFAULT 0);
-- undo
-- refused where this is above 0: table contacts has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "contacts" LIMIT 1) AS some_rows;
DROP TABLE "contacts";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'contacts';

-- ---- create table readings (table readings)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table readings already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "readings" ("station" varchar(20) NOT NULL, "at" datetime NOT NULL, "small" smallint NOT NULL, "whole" integer, "large" bigint, "price" numeric(10,2), "single" real, "precise" double, "valid" boolean NOT NULL, "note" text, "day" date, "seen" datetime, "token" text, "extra" text, "raw" blob, PRIMARY KEY ("station", "at"));
-- undo
-- refused where this is above 0: table readings has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "readings" LIMIT 1) AS some_rows;
DROP TABLE "readings";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'readings';
