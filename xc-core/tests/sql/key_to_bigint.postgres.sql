-- key_to_bigint on PostgreSQL
--
-- requires create_blog at expand or later: it makes table `authors` (at create_blog.rs:8:22), which is changed at key_to_bigint.rs:14:9
--
-- expects table authors, key (id), perhaps more
--   id integer not null
--   name character varying(100) not null
--
-- expects table articles, key (id), perhaps more
--   id bigint not null
--   author_id integer not null
--   reviewer integer null
--   title character varying(200) not null


-- ======== expand ========

-- ---- add column authors.id_big (table authors)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table authors has one of the columns id_big already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "authors" ADD COLUMN "id_big" bigint;
-- undo
ALTER TABLE "authors" DROP COLUMN "id_big";
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"authors"') AND attname IN ('id_big') AND attnum > 0 AND NOT attisdropped;

-- ---- add columns articles.author_id_big, articles.reviewer_big (table articles)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table articles has one of the columns author_id_big, reviewer_big already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "articles" ADD COLUMN "author_id_big" bigint, ADD COLUMN "reviewer_big" bigint;
-- undo
ALTER TABLE "articles" DROP COLUMN "author_id_big", DROP COLUMN "reviewer_big";
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"articles"') AND attname IN ('author_id_big', 'reviewer_big') AND attnum > 0 AND NOT attisdropped;


-- ======== dual_write ========

-- ---- dual write of authors (table authors)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table authors has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_key_to_bigint_authors_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."id_big" IS NULL) THEN
      NEW."id_big" := NEW."id";
    END IF;
  ELSIF (NEW."id_big" IS NOT DISTINCT FROM OLD."id_big") THEN
    IF NOT (NEW."id_big" IS NOT DISTINCT FROM NEW."id") THEN
      NEW."id_big" := NEW."id";
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_key_to_bigint_authors_ins" BEFORE INSERT ON "authors" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_key_to_bigint_authors_sync"();
CREATE TRIGGER "xc_key_to_bigint_authors_upd" BEFORE UPDATE ON "authors" FOR EACH ROW WHEN (NOT ((NEW."id" IS NOT DISTINCT FROM OLD."id") AND (NEW."id_big" IS NOT DISTINCT FROM OLD."id_big")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_key_to_bigint_authors_sync"();
-- undo
DROP TRIGGER "xc_key_to_bigint_authors_ins" ON "authors";
DROP TRIGGER "xc_key_to_bigint_authors_upd" ON "authors";
DROP FUNCTION "xc_key_to_bigint_authors_sync"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"authors"') AND tgname IN ('xc_key_to_bigint_authors_ins', 'xc_key_to_bigint_authors_upd');

-- ---- dual write of articles (table articles)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table articles has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_key_to_bigint_articles_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."author_id_big" IS NULL) THEN
      NEW."author_id_big" := NEW."author_id";
    END IF;
  ELSIF (NEW."author_id_big" IS NOT DISTINCT FROM OLD."author_id_big") THEN
    IF NOT (NEW."author_id_big" IS NOT DISTINCT FROM NEW."author_id") THEN
      NEW."author_id_big" := NEW."author_id";
    END IF;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF (NEW."reviewer_big" IS NULL) THEN
      NEW."reviewer_big" := NEW."reviewer";
    END IF;
  ELSIF (NEW."reviewer_big" IS NOT DISTINCT FROM OLD."reviewer_big") THEN
    IF NOT (NEW."reviewer_big" IS NOT DISTINCT FROM NEW."reviewer") THEN
      NEW."reviewer_big" := NEW."reviewer";
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_key_to_bigint_articles_ins" BEFORE INSERT ON "articles" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_key_to_bigint_articles_sync"();
CREATE TRIGGER "xc_key_to_bigint_articles_upd" BEFORE UPDATE ON "articles" FOR EACH ROW WHEN (NOT ((NEW."author_id" IS NOT DISTINCT FROM OLD."author_id" AND NEW."reviewer" IS NOT DISTINCT FROM OLD."reviewer") AND (NEW."author_id_big" IS NOT DISTINCT FROM OLD."author_id_big" AND NEW."reviewer_big" IS NOT DISTINCT FROM OLD."reviewer_big")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_key_to_bigint_articles_sync"();
-- undo
DROP TRIGGER "xc_key_to_bigint_articles_ins" ON "articles";
DROP TRIGGER "xc_key_to_bigint_articles_upd" ON "articles";
DROP FUNCTION "xc_key_to_bigint_articles_sync"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"articles"') AND tgname IN ('xc_key_to_bigint_articles_ins', 'xc_key_to_bigint_articles_upd');


-- ======== migrate ========

-- ---- backfill authors, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ("id_big" IS NOT NULL AND ("id_big" IS NOT DISTINCT FROM "id"))
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"authors"');
-- lowest
SELECT "id"::text FROM "authors" ORDER BY "authors"."id" LIMIT 1;
-- highest
SELECT "id"::text FROM "authors" ORDER BY "authors"."id" DESC LIMIT 1;
-- cut
SELECT "id"::text FROM "authors" WHERE "id" >= $1::text::integer AND "id" <= $2::text::integer ORDER BY "authors"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "authors" SET "id_big" = "id" WHERE "id" >= $1::text::integer AND "id" <= $2::text::integer AND NOT ("id_big" IS NOT NULL AND ("id_big" IS NOT DISTINCT FROM "id"));
-- layout
WITH by_page AS (SELECT ctid AS place, pg_column_size("authors".*) AS size, COALESCE(pg_column_size("id") - COALESCE(pg_column_size("id_big"), 0), 0) AS growth FROM "authors" LIMIT 2000), by_key AS (SELECT ctid AS place FROM "authors" ORDER BY "authors"."id" LIMIT 2000) SELECT pg_relation_size(to_regclass('"authors"')) / current_setting('block_size')::bigint, (SELECT COUNT(*) FROM by_page), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_page), (SELECT COUNT(*) FROM by_key), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_key), (SELECT COALESCE(AVG(size), 0)::bigint FROM by_page), (SELECT COALESCE(AVG(growth), 0)::bigint FROM by_page), pg_size_bytes(current_setting('shared_buffers'));
-- page
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY page) FROM (SELECT (ctid::text::point)[0]::bigint AS page FROM "authors" WHERE "id" >= $1::text::integer AND "id" <= $2::text::integer ORDER BY "authors"."id" LIMIT 9) AS places;
-- fill in passes
UPDATE "authors" SET "id_big" = "id" WHERE ctid >= format('(%s,0)', $1::bigint)::tid AND ctid < format('(%s,0)', $2::bigint + 1)::tid AND ($3::bigint >> ("id" & 63)::int & 1) = 1 AND NOT ("id_big" IS NOT NULL AND ("id_big" IS NOT DISTINCT FROM "id"));
-- by a bitmap
SET LOCAL enable_indexscan = off;
-- updated
SELECT pg_stat_get_xact_tuples_updated(to_regclass('"authors"')), pg_stat_get_xact_tuples_hot_updated(to_regclass('"authors"'));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("id_big" IS NOT NULL AND ("id_big" IS NOT DISTINCT FROM "id")) THEN 1 END) FROM "authors" WHERE "id" >= $1::text::integer AND "id" <= $2::text::integer;
-- examine
SELECT "id"::text, ("id")::text, ("id_big")::text, ("id")::text FROM "authors" WHERE "id" >= $1::text::integer AND "id" <= $2::text::integer AND NOT ("id_big" IS NOT NULL AND ("id_big" IS NOT DISTINCT FROM "id")) ORDER BY "authors"."id" LIMIT $3;
-- not null: 

-- ---- backfill articles, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ("author_id_big" IS NOT NULL AND (("author_id_big" IS NOT DISTINCT FROM "author_id") AND ("reviewer_big" IS NOT DISTINCT FROM "reviewer")))
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"articles"');
-- lowest
SELECT "id"::text FROM "articles" ORDER BY "articles"."id" LIMIT 1;
-- highest
SELECT "id"::text FROM "articles" ORDER BY "articles"."id" DESC LIMIT 1;
-- cut
SELECT "id"::text FROM "articles" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "articles"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "articles" SET "author_id_big" = "author_id", "reviewer_big" = "reviewer" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("author_id_big" IS NOT NULL AND (("author_id_big" IS NOT DISTINCT FROM "author_id") AND ("reviewer_big" IS NOT DISTINCT FROM "reviewer")));
-- layout
WITH by_page AS (SELECT ctid AS place, pg_column_size("articles".*) AS size, COALESCE(pg_column_size("author_id") - COALESCE(pg_column_size("author_id_big"), 0), 0) + COALESCE(pg_column_size("reviewer") - COALESCE(pg_column_size("reviewer_big"), 0), 0) AS growth FROM "articles" LIMIT 2000), by_key AS (SELECT ctid AS place FROM "articles" ORDER BY "articles"."id" LIMIT 2000) SELECT pg_relation_size(to_regclass('"articles"')) / current_setting('block_size')::bigint, (SELECT COUNT(*) FROM by_page), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_page), (SELECT COUNT(*) FROM by_key), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_key), (SELECT COALESCE(AVG(size), 0)::bigint FROM by_page), (SELECT COALESCE(AVG(growth), 0)::bigint FROM by_page), pg_size_bytes(current_setting('shared_buffers'));
-- page
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY page) FROM (SELECT (ctid::text::point)[0]::bigint AS page FROM "articles" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "articles"."id" LIMIT 9) AS places;
-- fill in passes
UPDATE "articles" SET "author_id_big" = "author_id", "reviewer_big" = "reviewer" WHERE ctid >= format('(%s,0)', $1::bigint)::tid AND ctid < format('(%s,0)', $2::bigint + 1)::tid AND ($3::bigint >> ("id" & 63)::int & 1) = 1 AND NOT ("author_id_big" IS NOT NULL AND (("author_id_big" IS NOT DISTINCT FROM "author_id") AND ("reviewer_big" IS NOT DISTINCT FROM "reviewer")));
-- by a bitmap
SET LOCAL enable_indexscan = off;
-- updated
SELECT pg_stat_get_xact_tuples_updated(to_regclass('"articles"')), pg_stat_get_xact_tuples_hot_updated(to_regclass('"articles"'));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("author_id_big" IS NOT NULL AND (("author_id_big" IS NOT DISTINCT FROM "author_id") AND ("reviewer_big" IS NOT DISTINCT FROM "reviewer"))) THEN 1 END) FROM "articles" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint;
-- examine
SELECT "id"::text, ("author_id")::text, ("reviewer")::text, ("author_id_big")::text, ("reviewer_big")::text, ("author_id")::text, ("reviewer")::text FROM "articles" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("author_id_big" IS NOT NULL AND (("author_id_big" IS NOT DISTINCT FROM "author_id") AND ("reviewer_big" IS NOT DISTINCT FROM "reviewer"))) ORDER BY "articles"."id" LIMIT $3;
-- not null: 


-- ======== contract ========

-- ---- require values in authors.id_big (table authors)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- already: table authors has the constraints xc_nn_authors_id_big already: drop them
-- run
ALTER TABLE "authors" ADD CONSTRAINT "xc_nn_authors_id_big" CHECK ("id_big" IS NOT NULL) NOT VALID;
-- undo
ALTER TABLE "authors" DROP CONSTRAINT "xc_nn_authors_id_big";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"authors"') AND conname IN ('xc_nn_authors_id_big');

-- ---- validate values in authors.id_big (table authors)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 0, before 180000
-- already: table authors has the constraints xc_nn_authors_id_big already: drop them
-- run
ALTER TABLE "authors" VALIDATE CONSTRAINT "xc_nn_authors_id_big";
-- undo: never: authors.id is dropped when id_big takes its place: to go back, keys and indexes would have to be built for it again
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"authors"') AND conname IN ('xc_nn_authors_id_big') AND convalidated;

-- ---- require values in authors.id_big (table authors)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table authors has the constraints authors_id_big_not_null already: drop them
-- run
ALTER TABLE "authors" ADD CONSTRAINT "authors_id_big_not_null" NOT NULL "id_big" NOT VALID;
-- undo
ALTER TABLE "authors" DROP CONSTRAINT "authors_id_big_not_null";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"authors"') AND conname IN ('authors_id_big_not_null');

-- ---- validate values in authors.id_big (table authors)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table authors has the constraints authors_id_big_not_null already: drop them
-- run
ALTER TABLE "authors" VALIDATE CONSTRAINT "authors_id_big_not_null";
-- undo: never: authors.id is dropped when id_big takes its place: to go back, keys and indexes would have to be built for it again
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"authors"') AND conname IN ('authors_id_big_not_null') AND convalidated;

-- ---- require values in articles.author_id_big (table articles)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- already: table articles has the constraints xc_nn_articles_author_id_big already: drop them
-- run
ALTER TABLE "articles" ADD CONSTRAINT "xc_nn_articles_author_id_big" CHECK ("author_id_big" IS NOT NULL) NOT VALID;
-- undo
ALTER TABLE "articles" DROP CONSTRAINT "xc_nn_articles_author_id_big";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"articles"') AND conname IN ('xc_nn_articles_author_id_big');

-- ---- validate values in articles.author_id_big (table articles)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 0, before 180000
-- already: table articles has the constraints xc_nn_articles_author_id_big already: drop them
-- run
ALTER TABLE "articles" VALIDATE CONSTRAINT "xc_nn_articles_author_id_big";
-- undo: never: authors.id is dropped when id_big takes its place: to go back, keys and indexes would have to be built for it again
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"articles"') AND conname IN ('xc_nn_articles_author_id_big') AND convalidated;

-- ---- require values in articles.author_id_big (table articles)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table articles has the constraints articles_author_id_big_not_null already: drop them
-- run
ALTER TABLE "articles" ADD CONSTRAINT "articles_author_id_big_not_null" NOT NULL "author_id_big" NOT VALID;
-- undo
ALTER TABLE "articles" DROP CONSTRAINT "articles_author_id_big_not_null";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"articles"') AND conname IN ('articles_author_id_big_not_null');

-- ---- validate values in articles.author_id_big (table articles)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table articles has the constraints articles_author_id_big_not_null already: drop them
-- run
ALTER TABLE "articles" VALIDATE CONSTRAINT "articles_author_id_big_not_null";
-- undo: never: authors.id is dropped when id_big takes its place: to go back, keys and indexes would have to be built for it again
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"articles"') AND conname IN ('articles_author_id_big_not_null') AND convalidated;

-- ---- build the twin of authors_pkey on authors (table authors)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- outside a transaction
-- already: table authors has an index xc_swap_authors_pkey already, and xc has not built it: drop or rename it, or give the new one another name
-- run
-- cleared away where this is above 0
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"xc_swap_authors_pkey"') AND NOT indisvalid;
DROP INDEX CONCURRENTLY "xc_swap_authors_pkey";
CREATE UNIQUE INDEX CONCURRENTLY "xc_swap_authors_pkey" ON "authors" ("id_big");
-- undo
DROP INDEX CONCURRENTLY "xc_swap_authors_pkey";
-- probe
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"xc_swap_authors_pkey"') AND indisvalid;

-- ---- build the twin of articles_author_id_title_key on articles (table articles)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- outside a transaction
-- already: table articles has an index xc_swap_articles_author_id_title_key already, and xc has not built it: drop or rename it, or give the new one another name
-- run
-- cleared away where this is above 0
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"xc_swap_articles_author_id_title_key"') AND NOT indisvalid;
DROP INDEX CONCURRENTLY "xc_swap_articles_author_id_title_key";
CREATE UNIQUE INDEX CONCURRENTLY "xc_swap_articles_author_id_title_key" ON "articles" ("author_id_big", "title");
-- undo
DROP INDEX CONCURRENTLY "xc_swap_articles_author_id_title_key";
-- probe
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"xc_swap_articles_author_id_title_key"') AND indisvalid;

-- ---- build the twin of articles_reviewer on articles (table articles)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- outside a transaction
-- already: table articles has an index xc_swap_articles_reviewer already, and xc has not built it: drop or rename it, or give the new one another name
-- run
-- cleared away where this is above 0
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"xc_swap_articles_reviewer"') AND NOT indisvalid;
DROP INDEX CONCURRENTLY "xc_swap_articles_reviewer";
CREATE INDEX CONCURRENTLY "xc_swap_articles_reviewer" ON "articles" ("reviewer_big", "title" DESC) WHERE ("reviewer_big" IS NOT NULL);
-- undo
DROP INDEX CONCURRENTLY "xc_swap_articles_reviewer";
-- probe
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"xc_swap_articles_reviewer"') AND indisvalid;

-- ---- build the twin of articles_by_reviewer on articles (table articles)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- outside a transaction
-- already: table articles has an index xc_swap_articles_by_reviewer already, and xc has not built it: drop or rename it, or give the new one another name
-- run
-- cleared away where this is above 0
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"xc_swap_articles_by_reviewer"') AND NOT indisvalid;
DROP INDEX CONCURRENTLY "xc_swap_articles_by_reviewer";
CREATE INDEX CONCURRENTLY "xc_swap_articles_by_reviewer" ON "articles" ("reviewer_big");
-- undo
DROP INDEX CONCURRENTLY "xc_swap_articles_by_reviewer";
-- probe
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"xc_swap_articles_by_reviewer"') AND indisvalid;

-- ---- add the twin of articles_reviewer_author_id_check on articles (table articles)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table articles has a constraint xc_swap_articles_reviewer_author_id_check already: drop it
-- run
ALTER TABLE "articles" ADD CONSTRAINT "xc_swap_articles_reviewer_author_id_check" CHECK (("reviewer_big" <> "author_id_big")) NOT VALID;
-- undo: never: authors.id is dropped when id_big takes its place: to go back, keys and indexes would have to be built for it again
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"articles"') AND conname IN ('xc_swap_articles_reviewer_author_id_check');

-- ---- validate the twin of articles_reviewer_author_id_check on articles (table articles)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- already: table articles has a constraint xc_swap_articles_reviewer_author_id_check already: drop it
-- run
ALTER TABLE "articles" VALIDATE CONSTRAINT "xc_swap_articles_reviewer_author_id_check";
-- undo: never: authors.id is dropped when id_big takes its place: to go back, keys and indexes would have to be built for it again
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"articles"') AND conname IN ('xc_swap_articles_reviewer_author_id_check') AND convalidated;

-- ---- add the twin of articles_author_id_fkey on articles (table articles)
-- cost: SHARE ROW EXCLUSIVE on both tables for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE; on other tables: SHARE ROW EXCLUSIVE
-- already: table articles has a constraint xc_swap_articles_author_id_fkey already: drop it
-- run
ALTER TABLE "articles" ADD CONSTRAINT "xc_swap_articles_author_id_fkey" FOREIGN KEY ("author_id_big") REFERENCES "authors" ("id_big") NOT VALID;
-- undo: never: authors.id is dropped when id_big takes its place: to go back, keys and indexes would have to be built for it again
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"articles"') AND conname IN ('xc_swap_articles_author_id_fkey');

-- ---- validate the twin of articles_author_id_fkey on articles (table articles)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE; on other tables: ROW SHARE
-- already: table articles has a constraint xc_swap_articles_author_id_fkey already: drop it
-- run
ALTER TABLE "articles" VALIDATE CONSTRAINT "xc_swap_articles_author_id_fkey";
-- undo: never: authors.id is dropped when id_big takes its place: to go back, keys and indexes would have to be built for it again
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"articles"') AND conname IN ('xc_swap_articles_author_id_fkey') AND convalidated;

-- ---- add the twin of articles_reviewer_fkey on articles (table articles)
-- cost: SHARE ROW EXCLUSIVE on both tables for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE; on other tables: SHARE ROW EXCLUSIVE
-- already: table articles has a constraint xc_swap_articles_reviewer_fkey already: drop it
-- run
ALTER TABLE "articles" ADD CONSTRAINT "xc_swap_articles_reviewer_fkey" FOREIGN KEY ("reviewer_big") REFERENCES "authors" ("id_big") ON DELETE SET NULL NOT VALID;
-- undo: never: authors.id is dropped when id_big takes its place: to go back, keys and indexes would have to be built for it again
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"articles"') AND conname IN ('xc_swap_articles_reviewer_fkey');

-- ---- validate the twin of articles_reviewer_fkey on articles (table articles)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE; on other tables: ROW SHARE
-- already: table articles has a constraint xc_swap_articles_reviewer_fkey already: drop it
-- run
ALTER TABLE "articles" VALIDATE CONSTRAINT "xc_swap_articles_reviewer_fkey";
-- undo: never: authors.id is dropped when id_big takes its place: to go back, keys and indexes would have to be built for it again
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"articles"') AND conname IN ('xc_swap_articles_reviewer_fkey') AND convalidated;

-- ---- swap authors.id with id_big; swap articles.author_id with author_id_big, articles.reviewer with reviewer_big (table authors)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: 
-- run
DROP TRIGGER "xc_key_to_bigint_authors_ins" ON "authors";
DROP TRIGGER "xc_key_to_bigint_authors_upd" ON "authors";
DROP FUNCTION "xc_key_to_bigint_authors_sync"();
DROP TRIGGER "xc_key_to_bigint_articles_ins" ON "articles";
DROP TRIGGER "xc_key_to_bigint_articles_upd" ON "articles";
DROP FUNCTION "xc_key_to_bigint_articles_sync"();
DO $xc$
DECLARE
  found name;
BEGIN
  SELECT conname INTO STRICT found FROM pg_constraint WHERE conrelid = to_regclass('"articles"') AND contype = 'f' AND conkey = ARRAY(SELECT a.attnum FROM unnest(ARRAY['author_id']::name[]) WITH ORDINALITY AS c (name, place) JOIN pg_attribute AS a ON a.attrelid = to_regclass('"articles"') AND a.attname = c.name ORDER BY c.place);
  EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', '"articles"', found);
END
$xc$;
DO $xc$
DECLARE
  found name;
BEGIN
  SELECT conname INTO STRICT found FROM pg_constraint WHERE conrelid = to_regclass('"articles"') AND contype = 'f' AND conkey = ARRAY(SELECT a.attnum FROM unnest(ARRAY['reviewer']::name[]) WITH ORDINALITY AS c (name, place) JOIN pg_attribute AS a ON a.attrelid = to_regclass('"articles"') AND a.attname = c.name ORDER BY c.place);
  EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', '"articles"', found);
END
$xc$;
ALTER TABLE "authors" ALTER COLUMN "id_big" ADD GENERATED BY DEFAULT AS IDENTITY;
SELECT setval(pg_get_serial_sequence('"authors"', 'id_big'), nextval(pg_get_serial_sequence('"authors"', 'id')), false);
DO $xc$
DECLARE
  found name;
BEGIN
  SELECT conname INTO STRICT found FROM pg_constraint WHERE conrelid = to_regclass('"authors"') AND contype = 'p' AND conkey = ARRAY(SELECT a.attnum FROM unnest(ARRAY['id']::name[]) WITH ORDINALITY AS c (name, place) JOIN pg_attribute AS a ON a.attrelid = to_regclass('"authors"') AND a.attname = c.name ORDER BY c.place);
  EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', '"authors"', found);
END
$xc$;
ALTER TABLE "authors" DROP COLUMN "id";
ALTER TABLE "authors" RENAME COLUMN "id_big" TO "id";
ALTER TABLE "authors" RENAME CONSTRAINT "authors_id_big_not_null" TO "authors_id_not_null";
ALTER TABLE "authors" ADD CONSTRAINT "authors_pkey" PRIMARY KEY USING INDEX "xc_swap_authors_pkey";
DO $xc$
DECLARE
  found name;
BEGIN
  SELECT conname INTO STRICT found FROM pg_constraint WHERE conrelid = to_regclass('"articles"') AND contype = 'u' AND conkey = ARRAY(SELECT a.attnum FROM unnest(ARRAY['author_id', 'title']::name[]) WITH ORDINALITY AS c (name, place) JOIN pg_attribute AS a ON a.attrelid = to_regclass('"articles"') AND a.attname = c.name ORDER BY c.place);
  EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', '"articles"', found);
END
$xc$;
ALTER TABLE "articles" DROP COLUMN "author_id";
ALTER TABLE "articles" RENAME COLUMN "author_id_big" TO "author_id";
ALTER TABLE "articles" DROP COLUMN "reviewer";
ALTER TABLE "articles" RENAME COLUMN "reviewer_big" TO "reviewer";
ALTER TABLE "articles" ALTER COLUMN "reviewer" SET DEFAULT 1;
ALTER TABLE "articles" RENAME CONSTRAINT "articles_author_id_big_not_null" TO "articles_author_id_not_null";
ALTER TABLE "articles" ADD CONSTRAINT "articles_author_id_title_key" UNIQUE USING INDEX "xc_swap_articles_author_id_title_key";
ALTER INDEX "xc_swap_articles_reviewer" RENAME TO "articles_reviewer";
ALTER INDEX "xc_swap_articles_by_reviewer" RENAME TO "articles_by_reviewer";
ALTER TABLE "articles" RENAME CONSTRAINT "xc_swap_articles_reviewer_author_id_check" TO "articles_reviewer_author_id_check";
ALTER TABLE "articles" RENAME CONSTRAINT "xc_swap_articles_author_id_fkey" TO "articles_author_id_fkey";
ALTER TABLE "articles" RENAME CONSTRAINT "xc_swap_articles_reviewer_fkey" TO "articles_reviewer_fkey";
-- undo
CREATE FUNCTION "xc_key_to_bigint_authors_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."id_big" IS NULL) THEN
      NEW."id_big" := NEW."id";
    END IF;
  ELSIF (NEW."id_big" IS NOT DISTINCT FROM OLD."id_big") THEN
    IF NOT (NEW."id_big" IS NOT DISTINCT FROM NEW."id") THEN
      NEW."id_big" := NEW."id";
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_key_to_bigint_authors_ins" BEFORE INSERT ON "authors" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_key_to_bigint_authors_sync"();
CREATE TRIGGER "xc_key_to_bigint_authors_upd" BEFORE UPDATE ON "authors" FOR EACH ROW WHEN (NOT ((NEW."id" IS NOT DISTINCT FROM OLD."id") AND (NEW."id_big" IS NOT DISTINCT FROM OLD."id_big")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_key_to_bigint_authors_sync"();
CREATE FUNCTION "xc_key_to_bigint_articles_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."author_id_big" IS NULL) THEN
      NEW."author_id_big" := NEW."author_id";
    END IF;
  ELSIF (NEW."author_id_big" IS NOT DISTINCT FROM OLD."author_id_big") THEN
    IF NOT (NEW."author_id_big" IS NOT DISTINCT FROM NEW."author_id") THEN
      NEW."author_id_big" := NEW."author_id";
    END IF;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF (NEW."reviewer_big" IS NULL) THEN
      NEW."reviewer_big" := NEW."reviewer";
    END IF;
  ELSIF (NEW."reviewer_big" IS NOT DISTINCT FROM OLD."reviewer_big") THEN
    IF NOT (NEW."reviewer_big" IS NOT DISTINCT FROM NEW."reviewer") THEN
      NEW."reviewer_big" := NEW."reviewer";
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_key_to_bigint_articles_ins" BEFORE INSERT ON "articles" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_key_to_bigint_articles_sync"();
CREATE TRIGGER "xc_key_to_bigint_articles_upd" BEFORE UPDATE ON "articles" FOR EACH ROW WHEN (NOT ((NEW."author_id" IS NOT DISTINCT FROM OLD."author_id" AND NEW."reviewer" IS NOT DISTINCT FROM OLD."reviewer") AND (NEW."author_id_big" IS NOT DISTINCT FROM OLD."author_id_big" AND NEW."reviewer_big" IS NOT DISTINCT FROM OLD."reviewer_big")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_key_to_bigint_articles_sync"();
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"authors"') AND attname IN ('id_big') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- swap authors.id with id_big; swap articles.author_id with author_id_big, articles.reviewer with reviewer_big (table authors)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- already: 
-- run
ALTER TABLE "authors" ALTER COLUMN "id_big" SET NOT NULL;
ALTER TABLE "authors" DROP CONSTRAINT "xc_nn_authors_id_big";
ALTER TABLE "articles" ALTER COLUMN "author_id_big" SET NOT NULL;
ALTER TABLE "articles" DROP CONSTRAINT "xc_nn_articles_author_id_big";
DROP TRIGGER "xc_key_to_bigint_authors_ins" ON "authors";
DROP TRIGGER "xc_key_to_bigint_authors_upd" ON "authors";
DROP FUNCTION "xc_key_to_bigint_authors_sync"();
DROP TRIGGER "xc_key_to_bigint_articles_ins" ON "articles";
DROP TRIGGER "xc_key_to_bigint_articles_upd" ON "articles";
DROP FUNCTION "xc_key_to_bigint_articles_sync"();
DO $xc$
DECLARE
  found name;
BEGIN
  SELECT conname INTO STRICT found FROM pg_constraint WHERE conrelid = to_regclass('"articles"') AND contype = 'f' AND conkey = ARRAY(SELECT a.attnum FROM unnest(ARRAY['author_id']::name[]) WITH ORDINALITY AS c (name, place) JOIN pg_attribute AS a ON a.attrelid = to_regclass('"articles"') AND a.attname = c.name ORDER BY c.place);
  EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', '"articles"', found);
END
$xc$;
DO $xc$
DECLARE
  found name;
BEGIN
  SELECT conname INTO STRICT found FROM pg_constraint WHERE conrelid = to_regclass('"articles"') AND contype = 'f' AND conkey = ARRAY(SELECT a.attnum FROM unnest(ARRAY['reviewer']::name[]) WITH ORDINALITY AS c (name, place) JOIN pg_attribute AS a ON a.attrelid = to_regclass('"articles"') AND a.attname = c.name ORDER BY c.place);
  EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', '"articles"', found);
END
$xc$;
ALTER TABLE "authors" ALTER COLUMN "id_big" ADD GENERATED BY DEFAULT AS IDENTITY;
SELECT setval(pg_get_serial_sequence('"authors"', 'id_big'), nextval(pg_get_serial_sequence('"authors"', 'id')), false);
DO $xc$
DECLARE
  found name;
BEGIN
  SELECT conname INTO STRICT found FROM pg_constraint WHERE conrelid = to_regclass('"authors"') AND contype = 'p' AND conkey = ARRAY(SELECT a.attnum FROM unnest(ARRAY['id']::name[]) WITH ORDINALITY AS c (name, place) JOIN pg_attribute AS a ON a.attrelid = to_regclass('"authors"') AND a.attname = c.name ORDER BY c.place);
  EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', '"authors"', found);
END
$xc$;
ALTER TABLE "authors" DROP COLUMN "id";
ALTER TABLE "authors" RENAME COLUMN "id_big" TO "id";
ALTER TABLE "authors" ADD CONSTRAINT "authors_pkey" PRIMARY KEY USING INDEX "xc_swap_authors_pkey";
DO $xc$
DECLARE
  found name;
BEGIN
  SELECT conname INTO STRICT found FROM pg_constraint WHERE conrelid = to_regclass('"articles"') AND contype = 'u' AND conkey = ARRAY(SELECT a.attnum FROM unnest(ARRAY['author_id', 'title']::name[]) WITH ORDINALITY AS c (name, place) JOIN pg_attribute AS a ON a.attrelid = to_regclass('"articles"') AND a.attname = c.name ORDER BY c.place);
  EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', '"articles"', found);
END
$xc$;
ALTER TABLE "articles" DROP COLUMN "author_id";
ALTER TABLE "articles" RENAME COLUMN "author_id_big" TO "author_id";
ALTER TABLE "articles" DROP COLUMN "reviewer";
ALTER TABLE "articles" RENAME COLUMN "reviewer_big" TO "reviewer";
ALTER TABLE "articles" ALTER COLUMN "reviewer" SET DEFAULT 1;
ALTER TABLE "articles" ADD CONSTRAINT "articles_author_id_title_key" UNIQUE USING INDEX "xc_swap_articles_author_id_title_key";
ALTER INDEX "xc_swap_articles_reviewer" RENAME TO "articles_reviewer";
ALTER INDEX "xc_swap_articles_by_reviewer" RENAME TO "articles_by_reviewer";
ALTER TABLE "articles" RENAME CONSTRAINT "xc_swap_articles_reviewer_author_id_check" TO "articles_reviewer_author_id_check";
ALTER TABLE "articles" RENAME CONSTRAINT "xc_swap_articles_author_id_fkey" TO "articles_author_id_fkey";
ALTER TABLE "articles" RENAME CONSTRAINT "xc_swap_articles_reviewer_fkey" TO "articles_reviewer_fkey";
-- undo
ALTER TABLE "authors" ALTER COLUMN "id_big" DROP NOT NULL;
ALTER TABLE "articles" ALTER COLUMN "author_id_big" DROP NOT NULL;
CREATE FUNCTION "xc_key_to_bigint_authors_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."id_big" IS NULL) THEN
      NEW."id_big" := NEW."id";
    END IF;
  ELSIF (NEW."id_big" IS NOT DISTINCT FROM OLD."id_big") THEN
    IF NOT (NEW."id_big" IS NOT DISTINCT FROM NEW."id") THEN
      NEW."id_big" := NEW."id";
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_key_to_bigint_authors_ins" BEFORE INSERT ON "authors" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_key_to_bigint_authors_sync"();
CREATE TRIGGER "xc_key_to_bigint_authors_upd" BEFORE UPDATE ON "authors" FOR EACH ROW WHEN (NOT ((NEW."id" IS NOT DISTINCT FROM OLD."id") AND (NEW."id_big" IS NOT DISTINCT FROM OLD."id_big")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_key_to_bigint_authors_sync"();
CREATE FUNCTION "xc_key_to_bigint_articles_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."author_id_big" IS NULL) THEN
      NEW."author_id_big" := NEW."author_id";
    END IF;
  ELSIF (NEW."author_id_big" IS NOT DISTINCT FROM OLD."author_id_big") THEN
    IF NOT (NEW."author_id_big" IS NOT DISTINCT FROM NEW."author_id") THEN
      NEW."author_id_big" := NEW."author_id";
    END IF;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF (NEW."reviewer_big" IS NULL) THEN
      NEW."reviewer_big" := NEW."reviewer";
    END IF;
  ELSIF (NEW."reviewer_big" IS NOT DISTINCT FROM OLD."reviewer_big") THEN
    IF NOT (NEW."reviewer_big" IS NOT DISTINCT FROM NEW."reviewer") THEN
      NEW."reviewer_big" := NEW."reviewer";
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_key_to_bigint_articles_ins" BEFORE INSERT ON "articles" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_key_to_bigint_articles_sync"();
CREATE TRIGGER "xc_key_to_bigint_articles_upd" BEFORE UPDATE ON "articles" FOR EACH ROW WHEN (NOT ((NEW."author_id" IS NOT DISTINCT FROM OLD."author_id" AND NEW."reviewer" IS NOT DISTINCT FROM OLD."reviewer") AND (NEW."author_id_big" IS NOT DISTINCT FROM OLD."author_id_big" AND NEW."reviewer_big" IS NOT DISTINCT FROM OLD."reviewer_big")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_key_to_bigint_articles_sync"();
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"authors"') AND attname IN ('id_big') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;
