-- create_posts on SQLite


-- ======== expand ========

-- ---- create table posts (table posts)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table posts already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "posts" ("id" bigint NOT NULL, "tenant_id" bigint NOT NULL, "language" varchar(2), "notes_count" bigint NOT NULL DEFAULT 0, PRIMARY KEY ("id"));
-- undo
-- refused where this is above 0: table posts has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "posts" LIMIT 1) AS some_rows;
DROP TABLE "posts";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'posts';

-- ---- create table notes (table notes)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table notes already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "notes" ("id" bigint NOT NULL, "post_id" bigint NOT NULL, "body" text, PRIMARY KEY ("id"), CONSTRAINT "notes_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "posts" ("id"));
-- undo
-- refused where this is above 0: table notes has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "notes" LIMIT 1) AS some_rows;
DROP TABLE "notes";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'notes';

-- ---- create table links (table links)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table links already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "links" ("id" bigint NOT NULL, "post_id" bigint, "url" text, PRIMARY KEY ("id"));
-- undo
-- refused where this is above 0: table links has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "links" LIMIT 1) AS some_rows;
DROP TABLE "links";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'links';

-- ---- create index notes_post_id_idx on notes (table notes)
-- cost: writers wait during a scan; in WAL mode readers go on
-- lock: write lock
-- already: table notes has an index notes_post_id_idx already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE INDEX "notes_post_id_idx" ON "notes" ("post_id");
-- undo
DROP INDEX "notes_post_id_idx";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'notes_post_id_idx';
