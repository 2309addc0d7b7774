-- create_blog on SQLite


-- ======== expand ========

-- ---- create table authors (table authors)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table authors already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "authors" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(100) NOT NULL);
-- undo
-- refused where this is above 0: table authors has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "authors" LIMIT 1) AS some_rows;
DROP TABLE "authors";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'authors';

-- ---- create table articles (table articles)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table articles already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "articles" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "author_id" integer NOT NULL, "reviewer" integer DEFAULT 1, "title" varchar(200) NOT NULL, CONSTRAINT "articles_author_id_title_key" UNIQUE ("author_id", "title"), CONSTRAINT "articles_reviewer_author_id_check" CHECK (("reviewer" <> "author_id")), CONSTRAINT "articles_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "authors" ("id"), CONSTRAINT "articles_reviewer_fkey" FOREIGN KEY ("reviewer") REFERENCES "authors" ("id") ON DELETE SET NULL);
-- undo
-- refused where this is above 0: table articles has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "articles" LIMIT 1) AS some_rows;
DROP TABLE "articles";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'articles';

-- ---- create index articles_reviewer on articles (table articles)
-- cost: writers wait during a scan; in WAL mode readers go on
-- lock: write lock
-- already: table articles has an index articles_reviewer already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE INDEX "articles_reviewer" ON "articles" ("reviewer", "title" DESC) WHERE ("reviewer" IS NOT NULL);
-- undo
DROP INDEX "articles_reviewer";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'articles_reviewer';

-- ---- create index articles_by_reviewer on articles (table articles)
-- cost: writers wait during a scan; in WAL mode readers go on
-- lock: write lock
-- already: table articles has an index articles_by_reviewer already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE INDEX "articles_by_reviewer" ON "articles" ("reviewer");
-- undo
DROP INDEX "articles_by_reviewer";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'articles_by_reviewer';
