-- create_shop on SQLite


-- ======== expand ========

-- ---- create table users (table users)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table users already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "users" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(100) NOT NULL, "nickname" varchar(50), "email" varchar(255), "age" integer, "score" integer NOT NULL DEFAULT 0, "seen_at" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, CONSTRAINT "users_email_key" UNIQUE ("email"));
-- undo
-- refused where this is above 0: table users has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "users" LIMIT 1) AS some_rows;
DROP TABLE "users";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'users';

-- ---- create table order_items (table order_items)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table order_items already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "order_items" ("order_id" bigint NOT NULL, "line" integer NOT NULL, "note" varchar(200), "cents" bigint NOT NULL, PRIMARY KEY ("order_id", "line"));
-- undo
-- refused where this is above 0: table order_items has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "order_items" LIMIT 1) AS some_rows;
DROP TABLE "order_items";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'order_items';

-- ---- create table countries (table countries)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table countries already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "countries" ("code" varchar(2) NOT NULL, "name" varchar(100) NOT NULL, PRIMARY KEY ("code"));
-- undo
-- refused where this is above 0: table countries has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "countries" LIMIT 1) AS some_rows;
DROP TABLE "countries";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'countries';

-- ---- create table documents (table documents)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table documents already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "documents" ("id" text NOT NULL, "title" text NOT NULL, "content" text, PRIMARY KEY ("id"));
-- undo
-- refused where this is above 0: table documents has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "documents" LIMIT 1) AS some_rows;
DROP TABLE "documents";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'documents';

-- ---- create table requests (table requests)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table requests already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "requests" ("path" varchar(200) NOT NULL, "status" integer);
-- undo
-- refused where this is above 0: table requests has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "requests" LIMIT 1) AS some_rows;
DROP TABLE "requests";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'requests';
