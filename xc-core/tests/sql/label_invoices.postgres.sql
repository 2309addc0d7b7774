-- label_invoices on PostgreSQL
--
-- requires create_invoices at expand or later: it makes table `invoices` (at create_invoices.rs:6:22), which is changed at label_invoices.rs:13:9
--
-- expects table invoices, key (id), perhaps more
--   id bigint not null
--   customer character varying(60) not null
--   reference character varying(20) null
--   cents integer not null
--   note character varying(40) null
--   label character varying(81) not null, generated and stored
--   sorted character varying(60) not null, generated and stored


-- ======== expand ========

-- ---- add column invoices.title (table invoices)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table invoices has one of the columns title already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "invoices" ADD COLUMN "title" character varying(90);
-- undo
ALTER TABLE "invoices" DROP COLUMN "title";
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"invoices"') AND attname IN ('title') AND attnum > 0 AND NOT attisdropped;

-- ---- add column invoices.shout (table invoices)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table invoices has one of the columns shout already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "invoices" ADD COLUMN "shout" character varying(60) GENERATED ALWAYS AS (trim("customer")) VIRTUAL;
-- undo
ALTER TABLE "invoices" DROP COLUMN "shout";
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"invoices"') AND attname IN ('shout') AND attnum > 0 AND NOT attisdropped;


-- ======== dual_write ========

-- ---- dual write of invoices (table invoices)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table invoices has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_label_invoices_invoices_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."title" IS NULL) THEN
      NEW."title" := ('No. ' || (NEW."customer" || '/' || coalesce(NEW."reference", '')));
    END IF;
  ELSIF (NEW."title" COLLATE "C" IS NOT DISTINCT FROM OLD."title") THEN
    IF NOT (NEW."title" COLLATE "C" IS NOT DISTINCT FROM ('No. ' || (NEW."customer" || '/' || coalesce(NEW."reference", '')))) THEN
      NEW."title" := ('No. ' || (NEW."customer" || '/' || coalesce(NEW."reference", '')));
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_label_invoices_invoices_ins" BEFORE INSERT ON "invoices" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_label_invoices_invoices_sync"();
CREATE TRIGGER "xc_label_invoices_invoices_upd" BEFORE UPDATE ON "invoices" FOR EACH ROW WHEN (NOT ((NEW."customer" COLLATE "C" IS NOT DISTINCT FROM OLD."customer" AND NEW."reference" COLLATE "C" IS NOT DISTINCT FROM OLD."reference") AND (NEW."title" COLLATE "C" IS NOT DISTINCT FROM OLD."title")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_label_invoices_invoices_sync"();
-- undo
DROP TRIGGER "xc_label_invoices_invoices_ins" ON "invoices";
DROP TRIGGER "xc_label_invoices_invoices_upd" ON "invoices";
DROP FUNCTION "xc_label_invoices_invoices_sync"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"invoices"') AND tgname IN ('xc_label_invoices_invoices_ins', 'xc_label_invoices_invoices_upd');


-- ======== migrate ========

-- ---- backfill invoices, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ("title" IS NOT NULL AND ("title" COLLATE "C" IS NOT DISTINCT FROM ('No. ' || ("customer" || '/' || coalesce("reference", '')))))
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"invoices"');
-- lowest
SELECT "id"::text FROM "invoices" ORDER BY "invoices"."id" LIMIT 1;
-- highest
SELECT "id"::text FROM "invoices" ORDER BY "invoices"."id" DESC LIMIT 1;
-- cut
SELECT "id"::text FROM "invoices" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "invoices"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "invoices" SET "title" = ('No. ' || ("customer" || '/' || coalesce("reference", ''))) WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("title" IS NOT NULL AND ("title" COLLATE "C" IS NOT DISTINCT FROM ('No. ' || ("customer" || '/' || coalesce("reference", '')))));
-- layout
WITH by_page AS (SELECT ctid AS place, pg_column_size("invoices".*) AS size, COALESCE(pg_column_size(('No. ' || ("customer" || '/' || coalesce("reference", '')))) - 3 - COALESCE(pg_column_size("title"), 0), 0) AS growth FROM "invoices" LIMIT 2000), by_key AS (SELECT ctid AS place FROM "invoices" ORDER BY "invoices"."id" LIMIT 2000) SELECT pg_relation_size(to_regclass('"invoices"')) / current_setting('block_size')::bigint, (SELECT COUNT(*) FROM by_page), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_page), (SELECT COUNT(*) FROM by_key), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_key), (SELECT COALESCE(AVG(size), 0)::bigint FROM by_page), (SELECT COALESCE(AVG(growth), 0)::bigint FROM by_page), pg_size_bytes(current_setting('shared_buffers'));
-- page
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY page) FROM (SELECT (ctid::text::point)[0]::bigint AS page FROM "invoices" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "invoices"."id" LIMIT 9) AS places;
-- fill in passes
UPDATE "invoices" SET "title" = ('No. ' || ("customer" || '/' || coalesce("reference", ''))) WHERE ctid >= format('(%s,0)', $1::bigint)::tid AND ctid < format('(%s,0)', $2::bigint + 1)::tid AND ($3::bigint >> ("id" & 63)::int & 1) = 1 AND NOT ("title" IS NOT NULL AND ("title" COLLATE "C" IS NOT DISTINCT FROM ('No. ' || ("customer" || '/' || coalesce("reference", '')))));
-- by a bitmap
SET LOCAL enable_indexscan = off;
-- updated
SELECT pg_stat_get_xact_tuples_updated(to_regclass('"invoices"')), pg_stat_get_xact_tuples_hot_updated(to_regclass('"invoices"'));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("title" IS NOT NULL AND ("title" COLLATE "C" IS NOT DISTINCT FROM ('No. ' || ("customer" || '/' || coalesce("reference", ''))))) THEN 1 END) FROM "invoices" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint;
-- examine
SELECT "id"::text, ("customer")::text, ("reference")::text, ("title")::text, (('No. ' || ("customer" || '/' || coalesce("reference", ''))))::text FROM "invoices" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("title" IS NOT NULL AND ("title" COLLATE "C" IS NOT DISTINCT FROM ('No. ' || ("customer" || '/' || coalesce("reference", ''))))) ORDER BY "invoices"."id" LIMIT $3;
-- not null: 


-- ======== contract ========

-- ---- drop index invoices_sorted on invoices (table invoices)
-- cost: SHARE UPDATE EXCLUSIVE for a catalogue change: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- outside a transaction
-- already: index invoices_sorted on invoices is gone already, and not by xc
-- run
DROP INDEX CONCURRENTLY "invoices_sorted";
-- undo
-- cleared away where this is above 0
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"invoices_sorted"') AND NOT indisvalid;
DROP INDEX CONCURRENTLY "invoices_sorted";
CREATE INDEX CONCURRENTLY "invoices_sorted" ON "invoices" ("sorted");
-- probe
SELECT CASE WHEN to_regclass('"invoices_sorted"') IS NULL THEN 1 ELSE 0 END::bigint;

-- ---- drop column invoices.sorted (table invoices)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- when contract goes the way of Dropping
-- already: invoices.sorted is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
DROP TRIGGER "xc_label_invoices_invoices_ins" ON "invoices";
DROP TRIGGER "xc_label_invoices_invoices_upd" ON "invoices";
DROP FUNCTION "xc_label_invoices_invoices_sync"();
ALTER TABLE "invoices" DROP COLUMN "sorted";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"invoices"') AND attname IN ('sorted') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retire column invoices.sorted (table invoices)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- when contract goes the way of Retiring
-- already: invoices.sorted is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
DROP TRIGGER "xc_label_invoices_invoices_ins" ON "invoices";
DROP TRIGGER "xc_label_invoices_invoices_upd" ON "invoices";
DROP FUNCTION "xc_label_invoices_invoices_sync"();
ALTER TABLE "invoices" RENAME COLUMN "sorted" TO "xc_retired_label_invoices_sorted";
-- undo
ALTER TABLE "invoices" RENAME COLUMN "xc_retired_label_invoices_sorted" TO "sorted";
CREATE FUNCTION "xc_label_invoices_invoices_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."title" IS NULL) THEN
      NEW."title" := ('No. ' || (NEW."customer" || '/' || coalesce(NEW."reference", '')));
    END IF;
  ELSIF (NEW."title" COLLATE "C" IS NOT DISTINCT FROM OLD."title") THEN
    IF NOT (NEW."title" COLLATE "C" IS NOT DISTINCT FROM ('No. ' || (NEW."customer" || '/' || coalesce(NEW."reference", '')))) THEN
      NEW."title" := ('No. ' || (NEW."customer" || '/' || coalesce(NEW."reference", '')));
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_label_invoices_invoices_ins" BEFORE INSERT ON "invoices" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_label_invoices_invoices_sync"();
CREATE TRIGGER "xc_label_invoices_invoices_upd" BEFORE UPDATE ON "invoices" FOR EACH ROW WHEN (NOT ((NEW."customer" COLLATE "C" IS NOT DISTINCT FROM OLD."customer" AND NEW."reference" COLLATE "C" IS NOT DISTINCT FROM OLD."reference") AND (NEW."title" COLLATE "C" IS NOT DISTINCT FROM OLD."title")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_label_invoices_invoices_sync"();
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"invoices"') AND attname IN ('sorted') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- drop column invoices.sorted, which was retired (table invoices)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- when contract goes the way of Purging
-- already: what was retired of invoices is gone already, and not by xc
-- run
ALTER TABLE "invoices" DROP COLUMN "xc_retired_label_invoices_sorted";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"invoices"') AND attname IN ('xc_retired_label_invoices_sorted') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retired of invoices: sorted as xc_retired_label_invoices_sorted
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM "invoices" LIMIT 1) AS some_rows;
-- keeps the values that it had
