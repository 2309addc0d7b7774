-- events_with_zone on PostgreSQL
--
-- requires create_events at expand or later: it makes table `events` (at create_events.rs:6:22), which is changed at events_with_zone.rs:10:9
--
-- expects table events, key (id), perhaps more
--   id bigint not null
--   at timestamp without time zone null


-- ======== expand ========

-- ---- add column events.at_zone (table events)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table events has one of the columns at_zone already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "events" ADD COLUMN "at_zone" timestamp with time zone;
-- undo
ALTER TABLE "events" DROP COLUMN "at_zone";
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"events"') AND attname IN ('at_zone') AND attnum > 0 AND NOT attisdropped;


-- ======== dual_write ========

-- ---- dual write of events (table events)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table events has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_events_with_zone_events_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."at_zone" IS NULL) THEN
      NEW."at_zone" := (NEW."at" AT TIME ZONE 'UTC');
    ELSIF (NEW."at" IS NULL) THEN
      NEW."at" := (NEW."at_zone" AT TIME ZONE 'UTC');
    END IF;
  ELSIF (NEW."at_zone" IS NOT DISTINCT FROM OLD."at_zone") THEN
    IF NOT (NEW."at_zone" IS NOT DISTINCT FROM (NEW."at" AT TIME ZONE 'UTC')) THEN
      NEW."at_zone" := (NEW."at" AT TIME ZONE 'UTC');
    END IF;
  ELSIF (NEW."at" IS NOT DISTINCT FROM OLD."at") THEN
    IF NOT (NEW."at_zone" IS NOT DISTINCT FROM (NEW."at" AT TIME ZONE 'UTC')) THEN
      NEW."at" := (NEW."at_zone" AT TIME ZONE 'UTC');
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_events_with_zone_events_ins" BEFORE INSERT ON "events" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_events_with_zone_events_sync"();
CREATE TRIGGER "xc_events_with_zone_events_upd" BEFORE UPDATE ON "events" FOR EACH ROW WHEN (NOT ((NEW."at" IS NOT DISTINCT FROM OLD."at") AND (NEW."at_zone" IS NOT DISTINCT FROM OLD."at_zone")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_events_with_zone_events_sync"();
-- undo
DROP TRIGGER "xc_events_with_zone_events_ins" ON "events";
DROP TRIGGER "xc_events_with_zone_events_upd" ON "events";
DROP FUNCTION "xc_events_with_zone_events_sync"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"events"') AND tgname IN ('xc_events_with_zone_events_ins', 'xc_events_with_zone_events_upd');


-- ======== migrate ========

-- ---- backfill events, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ("at_zone" IS NOT DISTINCT FROM ("at" AT TIME ZONE 'UTC'))
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"events"');
-- lowest
SELECT "id"::text FROM "events" ORDER BY "events"."id" LIMIT 1;
-- highest
SELECT "id"::text FROM "events" ORDER BY "events"."id" DESC LIMIT 1;
-- cut
SELECT "id"::text FROM "events" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "events"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "events" SET "at_zone" = ("at" AT TIME ZONE 'UTC') WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("at_zone" IS NOT DISTINCT FROM ("at" AT TIME ZONE 'UTC'));
-- the other way round
UPDATE "events" SET "at" = ("at_zone" AT TIME ZONE 'UTC') WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("at_zone" IS NOT DISTINCT FROM ("at" AT TIME ZONE 'UTC'));
-- layout
WITH by_page AS (SELECT ctid AS place, pg_column_size("events".*) AS size, COALESCE(pg_column_size(("at" AT TIME ZONE 'UTC')) - COALESCE(pg_column_size("at_zone"), 0), 0) AS growth FROM "events" LIMIT 2000), by_key AS (SELECT ctid AS place FROM "events" ORDER BY "events"."id" LIMIT 2000) SELECT pg_relation_size(to_regclass('"events"')) / current_setting('block_size')::bigint, (SELECT COUNT(*) FROM by_page), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_page), (SELECT COUNT(*) FROM by_key), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_key), (SELECT COALESCE(AVG(size), 0)::bigint FROM by_page), (SELECT COALESCE(AVG(growth), 0)::bigint FROM by_page), pg_size_bytes(current_setting('shared_buffers'));
-- page
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY page) FROM (SELECT (ctid::text::point)[0]::bigint AS page FROM "events" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "events"."id" LIMIT 9) AS places;
-- fill in passes
UPDATE "events" SET "at_zone" = ("at" AT TIME ZONE 'UTC') WHERE ctid >= format('(%s,0)', $1::bigint)::tid AND ctid < format('(%s,0)', $2::bigint + 1)::tid AND ($3::bigint >> ("id" & 63)::int & 1) = 1 AND NOT ("at_zone" IS NOT DISTINCT FROM ("at" AT TIME ZONE 'UTC'));
-- by a bitmap
SET LOCAL enable_indexscan = off;
-- updated
SELECT pg_stat_get_xact_tuples_updated(to_regclass('"events"')), pg_stat_get_xact_tuples_hot_updated(to_regclass('"events"'));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("at_zone" IS NOT DISTINCT FROM ("at" AT TIME ZONE 'UTC')) THEN 1 END) FROM "events" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint;
-- examine
SELECT "id"::text, ("at")::text, ("at_zone")::text, (("at" AT TIME ZONE 'UTC'))::text, (("at_zone" AT TIME ZONE 'UTC'))::text FROM "events" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("at_zone" IS NOT DISTINCT FROM ("at" AT TIME ZONE 'UTC')) ORDER BY "events"."id" LIMIT $3;
-- not null: 


-- ======== contract ========

-- ---- drop column events.at (table events)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- when contract goes the way of Dropping
-- already: events.at is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
DROP TRIGGER "xc_events_with_zone_events_ins" ON "events";
DROP TRIGGER "xc_events_with_zone_events_upd" ON "events";
DROP FUNCTION "xc_events_with_zone_events_sync"();
ALTER TABLE "events" DROP COLUMN "at";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"events"') AND attname IN ('at') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retire column events.at (table events)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- when contract goes the way of Retiring
-- already: events.at is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
DROP TRIGGER "xc_events_with_zone_events_ins" ON "events";
DROP TRIGGER "xc_events_with_zone_events_upd" ON "events";
DROP FUNCTION "xc_events_with_zone_events_sync"();
ALTER TABLE "events" RENAME COLUMN "at" TO "xc_retired_events_with_zone_at";
ALTER TABLE "events" ADD COLUMN "xc_unfit_events_with_zone" text;
CREATE FUNCTION "xc_events_with_zone_events_keep"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  BEGIN
    IF NEW."xc_unfit_events_with_zone" IS NULL AND (NEW."at_zone" IS NOT DISTINCT FROM (NEW."xc_retired_events_with_zone_at" AT TIME ZONE 'UTC')) THEN
      RETURN NEW;
    END IF;
    NEW."xc_unfit_events_with_zone" := NULL;
    NEW."xc_retired_events_with_zone_at" := (NEW."at_zone" AT TIME ZONE 'UTC');
  EXCEPTION WHEN OTHERS THEN
    NEW."xc_retired_events_with_zone_at" := NULL;
    NEW."xc_unfit_events_with_zone" := SQLERRM;
  END;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_events_with_zone_events_keep_ins" BEFORE INSERT ON "events" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_events_with_zone_events_keep"();
CREATE TRIGGER "xc_events_with_zone_events_keep_upd" BEFORE UPDATE ON "events" FOR EACH ROW WHEN (NOT (NEW."at_zone" IS NOT DISTINCT FROM OLD."at_zone") AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_events_with_zone_events_keep"();
-- undo
DROP TRIGGER "xc_events_with_zone_events_keep_ins" ON "events";
DROP TRIGGER "xc_events_with_zone_events_keep_upd" ON "events";
DROP FUNCTION "xc_events_with_zone_events_keep"();
ALTER TABLE "events" DROP COLUMN "xc_unfit_events_with_zone";
ALTER TABLE "events" RENAME COLUMN "xc_retired_events_with_zone_at" TO "at";
CREATE FUNCTION "xc_events_with_zone_events_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."at_zone" IS NULL) THEN
      NEW."at_zone" := (NEW."at" AT TIME ZONE 'UTC');
    ELSIF (NEW."at" IS NULL) THEN
      NEW."at" := (NEW."at_zone" AT TIME ZONE 'UTC');
    END IF;
  ELSIF (NEW."at_zone" IS NOT DISTINCT FROM OLD."at_zone") THEN
    IF NOT (NEW."at_zone" IS NOT DISTINCT FROM (NEW."at" AT TIME ZONE 'UTC')) THEN
      NEW."at_zone" := (NEW."at" AT TIME ZONE 'UTC');
    END IF;
  ELSIF (NEW."at" IS NOT DISTINCT FROM OLD."at") THEN
    IF NOT (NEW."at_zone" IS NOT DISTINCT FROM (NEW."at" AT TIME ZONE 'UTC')) THEN
      NEW."at" := (NEW."at_zone" AT TIME ZONE 'UTC');
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_events_with_zone_events_ins" BEFORE INSERT ON "events" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_events_with_zone_events_sync"();
CREATE TRIGGER "xc_events_with_zone_events_upd" BEFORE UPDATE ON "events" FOR EACH ROW WHEN (NOT ((NEW."at" IS NOT DISTINCT FROM OLD."at") AND (NEW."at_zone" IS NOT DISTINCT FROM OLD."at_zone")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_events_with_zone_events_sync"();
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"events"') AND attname IN ('at') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- look for rows that events.at can't hold (table events)
-- cost: reads the table when contract is taken back, locks nothing
-- lock: none
-- when contract goes the way of Retiring
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: what the new version wrote into rows of events since contract, events.at can't hold: change these rows, or delete them (shown: id)
SELECT COUNT(*) FROM "events" WHERE "xc_unfit_events_with_zone" IS NOT NULL;
-- which
SELECT concat_ws(', ', "id"::text, "xc_unfit_events_with_zone"::text) FROM "events" WHERE "xc_unfit_events_with_zone" IS NOT NULL LIMIT 10;
-- probe
SELECT 0::bigint;

-- ---- drop column events.at, which was retired (table events)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- when contract goes the way of Purging
-- already: what was retired of events is gone already, and not by xc
-- run
DROP TRIGGER "xc_events_with_zone_events_keep_ins" ON "events";
DROP TRIGGER "xc_events_with_zone_events_keep_upd" ON "events";
DROP FUNCTION "xc_events_with_zone_events_keep"();
ALTER TABLE "events" DROP COLUMN "xc_retired_events_with_zone_at", DROP COLUMN "xc_unfit_events_with_zone";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"events"') AND attname IN ('xc_retired_events_with_zone_at') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retired of events: at as xc_retired_events_with_zone_at
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM "events" LIMIT 1) AS some_rows;

-- ---- backfill events, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ("xc_unfit_events_with_zone" IS NOT NULL OR ("at_zone" IS NOT DISTINCT FROM ("xc_retired_events_with_zone_at" AT TIME ZONE 'UTC')))
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"events"');
-- lowest
SELECT "id"::text FROM "events" ORDER BY "events"."id" LIMIT 1;
-- highest
SELECT "id"::text FROM "events" ORDER BY "events"."id" DESC LIMIT 1;
-- cut
SELECT "id"::text FROM "events" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "events"."id" LIMIT 2 OFFSET $3;
-- the other way round
UPDATE "events" SET "xc_retired_events_with_zone_at" = ("at_zone" AT TIME ZONE 'UTC') WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("xc_unfit_events_with_zone" IS NOT NULL OR ("at_zone" IS NOT DISTINCT FROM ("xc_retired_events_with_zone_at" AT TIME ZONE 'UTC')));
-- mark what can't be
UPDATE "events" SET "xc_unfit_events_with_zone" = 'the mapping fails on what the row holds' WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("xc_unfit_events_with_zone" IS NOT NULL OR ("at_zone" IS NOT DISTINCT FROM ("xc_retired_events_with_zone_at" AT TIME ZONE 'UTC')));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("xc_unfit_events_with_zone" IS NOT NULL OR ("at_zone" IS NOT DISTINCT FROM ("xc_retired_events_with_zone_at" AT TIME ZONE 'UTC'))) THEN 1 END) FROM "events" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint;
-- examine
SELECT "id"::text, ("xc_retired_events_with_zone_at")::text, ("at_zone")::text, (("xc_retired_events_with_zone_at" AT TIME ZONE 'UTC'))::text, (("at_zone" AT TIME ZONE 'UTC'))::text FROM "events" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("xc_unfit_events_with_zone" IS NOT NULL OR ("at_zone" IS NOT DISTINCT FROM ("xc_retired_events_with_zone_at" AT TIME ZONE 'UTC'))) ORDER BY "events"."id" LIMIT $3;
-- not null: 
