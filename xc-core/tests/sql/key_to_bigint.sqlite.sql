-- key_to_bigint on SQLite
--
-- requires create_blog at expand or later: it makes table `authors` (at create_blog.rs:8:22), which is changed at key_to_bigint.rs:14:9
--
-- expects table authors, key (id), nothing else
--   id integer not null
--   name varchar(100) not null
--
-- expects table articles, key (id), nothing else
--   id integer not null
--   author_id integer not null
--   reviewer integer null
--   title varchar(200) not null


-- ======== expand ========

-- ---- add column authors.id_big (table authors)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table authors has one of the columns id_big already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "authors" ADD COLUMN "id_big" bigint;
-- undo
ALTER TABLE "authors" DROP COLUMN "id_big";
-- probe
SELECT COUNT(*) FROM pragma_table_xinfo('authors') WHERE name IN ('id_big');

-- ---- add columns articles.author_id_big, articles.reviewer_big (table articles)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table articles has one of the columns author_id_big, reviewer_big already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "articles" ADD COLUMN "author_id_big" bigint;
ALTER TABLE "articles" ADD COLUMN "reviewer_big" bigint;
-- undo
ALTER TABLE "articles" DROP COLUMN "author_id_big";
ALTER TABLE "articles" DROP COLUMN "reviewer_big";
-- probe
SELECT COUNT(*) FROM pragma_table_xinfo('articles') WHERE name IN ('author_id_big', 'reviewer_big');


-- ======== dual_write ========

-- ---- dual write of authors (table authors)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table authors has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER "xc_key_to_bigint_authors_ins_fwd" AFTER INSERT ON "authors" FOR EACH ROW WHEN (NEW."id_big" IS NULL) AND NOT (NEW."id_big" IS NEW."id")
BEGIN
  UPDATE "authors" SET "id_big" = NEW."id" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_key_to_bigint_authors_upd_fwd" AFTER UPDATE OF "id" ON "authors" FOR EACH ROW WHEN (NEW."id_big" IS OLD."id_big") AND NOT (NEW."id" IS OLD."id") AND NOT (NEW."id_big" IS NEW."id")
BEGIN
  UPDATE "authors" SET "id_big" = NEW."id" WHERE "id" = NEW."id";
END;
-- undo
DROP TRIGGER "xc_key_to_bigint_authors_ins_fwd";
DROP TRIGGER "xc_key_to_bigint_authors_upd_fwd";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_key_to_bigint_authors_ins_fwd', 'xc_key_to_bigint_authors_upd_fwd');

-- ---- dual write of articles (table articles)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table articles has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER "xc_key_to_bigint_articles_ins_fwd" AFTER INSERT ON "articles" FOR EACH ROW WHEN (((NEW."author_id_big" IS NULL) AND NOT (NEW."author_id_big" IS NEW."author_id")) OR ((NEW."reviewer_big" IS NULL) AND NOT (NEW."reviewer_big" IS NEW."reviewer")))
BEGIN
  UPDATE "articles" SET "author_id_big" = CASE WHEN (NEW."author_id_big" IS NULL) AND NOT (NEW."author_id_big" IS NEW."author_id") THEN NEW."author_id" ELSE "author_id_big" END, "reviewer_big" = CASE WHEN (NEW."reviewer_big" IS NULL) AND NOT (NEW."reviewer_big" IS NEW."reviewer") THEN NEW."reviewer" ELSE "reviewer_big" END WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_key_to_bigint_articles_upd_fwd" AFTER UPDATE OF "author_id", "reviewer" ON "articles" FOR EACH ROW WHEN (((NEW."author_id_big" IS OLD."author_id_big") AND NOT (NEW."author_id" IS OLD."author_id") AND NOT (NEW."author_id_big" IS NEW."author_id")) OR ((NEW."reviewer_big" IS OLD."reviewer_big") AND NOT (NEW."reviewer" IS OLD."reviewer") AND NOT (NEW."reviewer_big" IS NEW."reviewer")))
BEGIN
  UPDATE "articles" SET "author_id_big" = CASE WHEN (NEW."author_id_big" IS OLD."author_id_big") AND NOT (NEW."author_id" IS OLD."author_id") AND NOT (NEW."author_id_big" IS NEW."author_id") THEN NEW."author_id" ELSE "author_id_big" END, "reviewer_big" = CASE WHEN (NEW."reviewer_big" IS OLD."reviewer_big") AND NOT (NEW."reviewer" IS OLD."reviewer") AND NOT (NEW."reviewer_big" IS NEW."reviewer") THEN NEW."reviewer" ELSE "reviewer_big" END WHERE "id" = NEW."id";
END;
-- undo
DROP TRIGGER "xc_key_to_bigint_articles_ins_fwd";
DROP TRIGGER "xc_key_to_bigint_articles_upd_fwd";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_key_to_bigint_articles_ins_fwd', 'xc_key_to_bigint_articles_upd_fwd');


-- ======== migrate ========

-- ---- backfill authors, 1 key columns
-- parity
--   ("id_big" IS NOT NULL AND ("id_big" IS "id"))
-- estimate
SELECT COUNT(*) FROM "authors";
-- lowest
SELECT CAST("id" AS TEXT) FROM "authors" ORDER BY "authors"."id" LIMIT 1;
-- highest
SELECT CAST("id" AS TEXT) FROM "authors" ORDER BY "authors"."id" DESC LIMIT 1;
-- cut
SELECT CAST("id" AS TEXT) FROM "authors" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) ORDER BY "authors"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "authors" SET "id_big" = "id" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("id_big" IS NOT NULL AND ("id_big" IS "id"));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("id_big" IS NOT NULL AND ("id_big" IS "id")) THEN 1 END) FROM "authors" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("id" AS TEXT), CAST("id" AS TEXT), CAST("id_big" AS TEXT), CAST("id" AS TEXT) FROM "authors" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("id_big" IS NOT NULL AND ("id_big" IS "id")) ORDER BY "authors"."id" LIMIT $3;
-- not null: 

-- ---- backfill articles, 1 key columns
-- parity
--   ("author_id_big" IS NOT NULL AND (("author_id_big" IS "author_id") AND ("reviewer_big" IS "reviewer")))
-- estimate
SELECT COUNT(*) FROM "articles";
-- lowest
SELECT CAST("id" AS TEXT) FROM "articles" ORDER BY "articles"."id" LIMIT 1;
-- highest
SELECT CAST("id" AS TEXT) FROM "articles" ORDER BY "articles"."id" DESC LIMIT 1;
-- cut
SELECT CAST("id" AS TEXT) FROM "articles" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) ORDER BY "articles"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "articles" SET "author_id_big" = "author_id", "reviewer_big" = "reviewer" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("author_id_big" IS NOT NULL AND (("author_id_big" IS "author_id") AND ("reviewer_big" IS "reviewer")));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("author_id_big" IS NOT NULL AND (("author_id_big" IS "author_id") AND ("reviewer_big" IS "reviewer"))) THEN 1 END) FROM "articles" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("id" AS TEXT), CAST("author_id" AS TEXT), CAST("reviewer" AS TEXT), CAST("author_id_big" AS TEXT), CAST("reviewer_big" AS TEXT), CAST("author_id" AS TEXT), CAST("reviewer" AS TEXT) FROM "articles" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("author_id_big" IS NOT NULL AND (("author_id_big" IS "author_id") AND ("reviewer_big" IS "reviewer"))) ORDER BY "articles"."id" LIMIT $3;
-- not null: 


-- ======== contract ========

-- ---- swap authors.id with id_big (table authors)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- already: 
-- run
-- rebuilds authors
DROP TRIGGER "xc_key_to_bigint_authors_ins_fwd";
DROP TRIGGER "xc_key_to_bigint_authors_upd_fwd";
CREATE TABLE "xc_new_authors" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "name" varchar(100) NOT NULL);
INSERT INTO "xc_new_authors" ("id", "name") SELECT "id_big", "name" FROM "authors";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_authors';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_authors', seq FROM sqlite_sequence WHERE name = 'authors';
DROP TABLE "authors";
ALTER TABLE "xc_new_authors" RENAME TO "authors";
-- undo: never: authors.id is dropped when id_big takes its place: to go back, keys and indexes would have to be built for it again
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('authors') WHERE name IN ('id_big')) = 0 THEN 1 ELSE 0 END;

-- ---- swap articles.author_id with author_id_big, articles.reviewer with reviewer_big (table articles)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- already: 
-- run
-- rebuilds articles
DROP TRIGGER "xc_key_to_bigint_articles_ins_fwd";
DROP TRIGGER "xc_key_to_bigint_articles_upd_fwd";
CREATE TABLE "xc_new_articles" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "author_id" bigint NOT NULL, "reviewer" bigint DEFAULT 1, "title" varchar(200) NOT NULL, CONSTRAINT "articles_author_id_title_key" UNIQUE ("author_id", "title"), CONSTRAINT "articles_reviewer_author_id_check" CHECK (("reviewer" <> "author_id")), CONSTRAINT "articles_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "authors" ("id"), CONSTRAINT "articles_reviewer_fkey" FOREIGN KEY ("reviewer") REFERENCES "authors" ("id") ON DELETE SET NULL);
INSERT INTO "xc_new_articles" ("id", "author_id", "reviewer", "title") SELECT "id", "author_id_big", "reviewer_big", "title" FROM "articles";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_articles';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_articles', seq FROM sqlite_sequence WHERE name = 'articles';
DROP TABLE "articles";
ALTER TABLE "xc_new_articles" RENAME TO "articles";
-- undo: never: authors.id is dropped when id_big takes its place: to go back, keys and indexes would have to be built for it again
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('articles') WHERE name IN ('author_id_big', 'reviewer_big')) = 0 THEN 1 ELSE 0 END;
