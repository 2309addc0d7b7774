-- parcel_states_anew on PostgreSQL
--
-- requires parcels_are_lost at expand or later: both change table `parcels` (at parcels_are_lost.rs:8:9, and at parcel_states_anew.rs:13:9), and expands of one table run in the order of the chain
--
-- expects table parcels, key (id), perhaps more
--   id bigint not null
--   state parcel_state('new','sent','delivered','lost') not null
--   size character varying(10) null


-- ======== expand ========

-- ---- create enum parcel_stage (table )
-- cost: catalogue change: locks no table
-- lock: none
-- already: there is a type parcel_stage already, and xc has not made it: drop or rename it, or give the new enum another name
-- run
CREATE TYPE "parcel_stage" AS ENUM ('open', 'it''s done');
-- undo
DROP TYPE "parcel_stage";
-- probe
SELECT count(*) FROM pg_type WHERE oid = to_regtype('"parcel_stage"');

-- ---- create enum parcel_size (table )
-- cost: catalogue change: locks no table
-- lock: none
-- already: there is a type parcel_size already, and xc has not made it: drop or rename it, or give the new enum another name
-- run
CREATE TYPE "parcel_size" AS ENUM ('s', 'm');
-- undo
DROP TYPE "parcel_size";
-- probe
SELECT count(*) FROM pg_type WHERE oid = to_regtype('"parcel_size"');

-- ---- add columns parcels.stage, parcels.class, parcels.shown (table parcels)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table parcels has one of the columns stage, class, shown already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "parcels" ADD COLUMN "stage" "parcel_stage", ADD COLUMN "class" "parcel_size", ADD COLUMN "shown" character varying(20);
-- undo
ALTER TABLE "parcels" DROP COLUMN "stage", DROP COLUMN "class", DROP COLUMN "shown";
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"parcels"') AND attname IN ('stage', 'class', 'shown') AND attnum > 0 AND NOT attisdropped;


-- ======== dual_write ========

-- ---- dual write of parcels (table parcels)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table parcels has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_parcel_states_anew_parcels_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."stage" IS NULL AND NEW."shown" IS NULL) THEN
      NEW."stage" := CAST(CASE WHEN (NEW."state" = 'new') THEN 'open' WHEN (NEW."state" = 'sent') THEN 'open' WHEN (NEW."state" = 'delivered') THEN 'it''s done' WHEN (NEW."state" = 'lost') THEN 'it''s done' END AS "parcel_stage");
      NEW."shown" := (CAST(NEW."state" AS text) || '!');
    ELSIF ((NEW."state" IS NULL OR NEW."state" IS NOT DISTINCT FROM 'new')) THEN
      NEW."state" := CAST(CASE WHEN (NEW."stage" = 'open') THEN 'sent' WHEN (NEW."stage" = 'it''s done') THEN 'delivered' END AS "parcel_state");
    END IF;
  ELSIF (NEW."stage" IS NOT DISTINCT FROM OLD."stage" AND NEW."shown" COLLATE "C" IS NOT DISTINCT FROM OLD."shown") THEN
    IF NOT ((NEW."state" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."stage" = 'open') THEN 'sent' WHEN (NEW."stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR (NEW."stage" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."state" = 'new') THEN 'open' WHEN (NEW."state" = 'sent') THEN 'open' WHEN (NEW."state" = 'delivered') THEN 'it''s done' WHEN (NEW."state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND NEW."shown" COLLATE "C" IS NOT DISTINCT FROM (CAST(NEW."state" AS text) || '!'))) THEN
      NEW."stage" := CAST(CASE WHEN (NEW."state" = 'new') THEN 'open' WHEN (NEW."state" = 'sent') THEN 'open' WHEN (NEW."state" = 'delivered') THEN 'it''s done' WHEN (NEW."state" = 'lost') THEN 'it''s done' END AS "parcel_stage");
      NEW."shown" := (CAST(NEW."state" AS text) || '!');
    END IF;
  ELSIF (NEW."state" IS NOT DISTINCT FROM OLD."state") THEN
    IF NOT ((OLD."state" IS NOT DISTINCT FROM CAST(CASE WHEN (OLD."stage" = 'open') THEN 'sent' WHEN (OLD."stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR (OLD."stage" IS NOT DISTINCT FROM CAST(CASE WHEN (OLD."state" = 'new') THEN 'open' WHEN (OLD."state" = 'sent') THEN 'open' WHEN (OLD."state" = 'delivered') THEN 'it''s done' WHEN (OLD."state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND OLD."shown" COLLATE "C" IS NOT DISTINCT FROM (CAST(OLD."state" AS text) || '!'))) THEN
      IF (NEW."stage" IS NOT DISTINCT FROM OLD."stage") THEN
        NEW."stage" := CAST(CASE WHEN (OLD."state" = 'new') THEN 'open' WHEN (OLD."state" = 'sent') THEN 'open' WHEN (OLD."state" = 'delivered') THEN 'it''s done' WHEN (OLD."state" = 'lost') THEN 'it''s done' END AS "parcel_stage");
      END IF;
      IF (NEW."shown" COLLATE "C" IS NOT DISTINCT FROM OLD."shown") THEN
        NEW."shown" := (CAST(OLD."state" AS text) || '!');
      END IF;
    END IF;
    IF NOT ((NEW."state" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."stage" = 'open') THEN 'sent' WHEN (NEW."stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR (NEW."stage" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."state" = 'new') THEN 'open' WHEN (NEW."state" = 'sent') THEN 'open' WHEN (NEW."state" = 'delivered') THEN 'it''s done' WHEN (NEW."state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND NEW."shown" COLLATE "C" IS NOT DISTINCT FROM (CAST(NEW."state" AS text) || '!'))) THEN
      NEW."state" := CAST(CASE WHEN (NEW."stage" = 'open') THEN 'sent' WHEN (NEW."stage" = 'it''s done') THEN 'delivered' END AS "parcel_state");
    END IF;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF (NEW."class" IS NULL) THEN
      NEW."class" := CAST(CASE WHEN (NEW."size" COLLATE "C" = 'small') THEN 's' WHEN (NEW."size" IS NOT NULL) THEN 'm' END AS "parcel_size");
    ELSIF (NEW."size" IS NULL) THEN
      NEW."size" := CASE WHEN (NEW."class" = 's') THEN 'small' WHEN (NEW."class" = 'm') THEN 'other' END;
    END IF;
  ELSIF (NEW."class" IS NOT DISTINCT FROM OLD."class") THEN
    IF NOT ((NEW."size" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN (NEW."class" = 's') THEN 'small' WHEN (NEW."class" = 'm') THEN 'other' END) OR (NEW."class" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."size" COLLATE "C" = 'small') THEN 's' WHEN (NEW."size" IS NOT NULL) THEN 'm' END AS "parcel_size"))) THEN
      NEW."class" := CAST(CASE WHEN (NEW."size" COLLATE "C" = 'small') THEN 's' WHEN (NEW."size" IS NOT NULL) THEN 'm' END AS "parcel_size");
    END IF;
  ELSIF (NEW."size" COLLATE "C" IS NOT DISTINCT FROM OLD."size") THEN
    IF NOT ((NEW."size" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN (NEW."class" = 's') THEN 'small' WHEN (NEW."class" = 'm') THEN 'other' END) OR (NEW."class" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."size" COLLATE "C" = 'small') THEN 's' WHEN (NEW."size" IS NOT NULL) THEN 'm' END AS "parcel_size"))) THEN
      NEW."size" := CASE WHEN (NEW."class" = 's') THEN 'small' WHEN (NEW."class" = 'm') THEN 'other' END;
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_parcel_states_anew_parcels_ins" BEFORE INSERT ON "parcels" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_parcel_states_anew_parcels_sync"();
CREATE TRIGGER "xc_parcel_states_anew_parcels_upd" BEFORE UPDATE ON "parcels" FOR EACH ROW WHEN (NOT ((NEW."state" IS NOT DISTINCT FROM OLD."state" AND NEW."size" COLLATE "C" IS NOT DISTINCT FROM OLD."size") AND (NEW."stage" IS NOT DISTINCT FROM OLD."stage" AND NEW."shown" COLLATE "C" IS NOT DISTINCT FROM OLD."shown" AND NEW."class" IS NOT DISTINCT FROM OLD."class")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_parcel_states_anew_parcels_sync"();
-- undo
DROP TRIGGER "xc_parcel_states_anew_parcels_ins" ON "parcels";
DROP TRIGGER "xc_parcel_states_anew_parcels_upd" ON "parcels";
DROP FUNCTION "xc_parcel_states_anew_parcels_sync"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"parcels"') AND tgname IN ('xc_parcel_states_anew_parcels_ins', 'xc_parcel_states_anew_parcels_upd');


-- ======== migrate ========

-- ---- backfill parcels, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ((("state" IS NOT DISTINCT FROM CAST(CASE WHEN ("stage" = 'open') THEN 'sent' WHEN ("stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR ("stage" IS NOT DISTINCT FROM CAST(CASE WHEN ("state" = 'new') THEN 'open' WHEN ("state" = 'sent') THEN 'open' WHEN ("state" = 'delivered') THEN 'it''s done' WHEN ("state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND "shown" COLLATE "C" IS NOT DISTINCT FROM (CAST("state" AS text) || '!'))) AND (("size" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("class" = 's') THEN 'small' WHEN ("class" = 'm') THEN 'other' END) OR ("class" IS NOT DISTINCT FROM CAST(CASE WHEN ("size" COLLATE "C" = 'small') THEN 's' WHEN ("size" IS NOT NULL) THEN 'm' END AS "parcel_size"))))
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"parcels"');
-- lowest
SELECT "id"::text FROM "parcels" ORDER BY "parcels"."id" LIMIT 1;
-- highest
SELECT "id"::text FROM "parcels" ORDER BY "parcels"."id" DESC LIMIT 1;
-- cut
SELECT "id"::text FROM "parcels" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "parcels"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "parcels" SET "stage" = CASE WHEN (("state" IS NOT DISTINCT FROM CAST(CASE WHEN ("stage" = 'open') THEN 'sent' WHEN ("stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR ("stage" IS NOT DISTINCT FROM CAST(CASE WHEN ("state" = 'new') THEN 'open' WHEN ("state" = 'sent') THEN 'open' WHEN ("state" = 'delivered') THEN 'it''s done' WHEN ("state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND "shown" COLLATE "C" IS NOT DISTINCT FROM (CAST("state" AS text) || '!'))) THEN "stage" ELSE CAST(CASE WHEN ("state" = 'new') THEN 'open' WHEN ("state" = 'sent') THEN 'open' WHEN ("state" = 'delivered') THEN 'it''s done' WHEN ("state" = 'lost') THEN 'it''s done' END AS "parcel_stage") END, "shown" = CASE WHEN (("state" IS NOT DISTINCT FROM CAST(CASE WHEN ("stage" = 'open') THEN 'sent' WHEN ("stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR ("stage" IS NOT DISTINCT FROM CAST(CASE WHEN ("state" = 'new') THEN 'open' WHEN ("state" = 'sent') THEN 'open' WHEN ("state" = 'delivered') THEN 'it''s done' WHEN ("state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND "shown" COLLATE "C" IS NOT DISTINCT FROM (CAST("state" AS text) || '!'))) THEN "shown" ELSE (CAST("state" AS text) || '!') END, "class" = CASE WHEN (("size" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("class" = 's') THEN 'small' WHEN ("class" = 'm') THEN 'other' END) OR ("class" IS NOT DISTINCT FROM CAST(CASE WHEN ("size" COLLATE "C" = 'small') THEN 's' WHEN ("size" IS NOT NULL) THEN 'm' END AS "parcel_size"))) THEN "class" ELSE CAST(CASE WHEN ("size" COLLATE "C" = 'small') THEN 's' WHEN ("size" IS NOT NULL) THEN 'm' END AS "parcel_size") END WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ((("state" IS NOT DISTINCT FROM CAST(CASE WHEN ("stage" = 'open') THEN 'sent' WHEN ("stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR ("stage" IS NOT DISTINCT FROM CAST(CASE WHEN ("state" = 'new') THEN 'open' WHEN ("state" = 'sent') THEN 'open' WHEN ("state" = 'delivered') THEN 'it''s done' WHEN ("state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND "shown" COLLATE "C" IS NOT DISTINCT FROM (CAST("state" AS text) || '!'))) AND (("size" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("class" = 's') THEN 'small' WHEN ("class" = 'm') THEN 'other' END) OR ("class" IS NOT DISTINCT FROM CAST(CASE WHEN ("size" COLLATE "C" = 'small') THEN 's' WHEN ("size" IS NOT NULL) THEN 'm' END AS "parcel_size"))));
-- the other way round
UPDATE "parcels" SET "state" = CASE WHEN (("state" IS NOT DISTINCT FROM CAST(CASE WHEN ("stage" = 'open') THEN 'sent' WHEN ("stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR ("stage" IS NOT DISTINCT FROM CAST(CASE WHEN ("state" = 'new') THEN 'open' WHEN ("state" = 'sent') THEN 'open' WHEN ("state" = 'delivered') THEN 'it''s done' WHEN ("state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND "shown" COLLATE "C" IS NOT DISTINCT FROM (CAST("state" AS text) || '!'))) THEN "state" ELSE CAST(CASE WHEN ("stage" = 'open') THEN 'sent' WHEN ("stage" = 'it''s done') THEN 'delivered' END AS "parcel_state") END, "size" = CASE WHEN (("size" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("class" = 's') THEN 'small' WHEN ("class" = 'm') THEN 'other' END) OR ("class" IS NOT DISTINCT FROM CAST(CASE WHEN ("size" COLLATE "C" = 'small') THEN 's' WHEN ("size" IS NOT NULL) THEN 'm' END AS "parcel_size"))) THEN "size" ELSE CASE WHEN ("class" = 's') THEN 'small' WHEN ("class" = 'm') THEN 'other' END END WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ((("state" IS NOT DISTINCT FROM CAST(CASE WHEN ("stage" = 'open') THEN 'sent' WHEN ("stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR ("stage" IS NOT DISTINCT FROM CAST(CASE WHEN ("state" = 'new') THEN 'open' WHEN ("state" = 'sent') THEN 'open' WHEN ("state" = 'delivered') THEN 'it''s done' WHEN ("state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND "shown" COLLATE "C" IS NOT DISTINCT FROM (CAST("state" AS text) || '!'))) AND (("size" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("class" = 's') THEN 'small' WHEN ("class" = 'm') THEN 'other' END) OR ("class" IS NOT DISTINCT FROM CAST(CASE WHEN ("size" COLLATE "C" = 'small') THEN 's' WHEN ("size" IS NOT NULL) THEN 'm' END AS "parcel_size"))));
-- layout
WITH by_page AS (SELECT ctid AS place, pg_column_size("parcels".*) AS size, COALESCE(pg_column_size(CAST(CASE WHEN ("state" = 'new') THEN 'open' WHEN ("state" = 'sent') THEN 'open' WHEN ("state" = 'delivered') THEN 'it''s done' WHEN ("state" = 'lost') THEN 'it''s done' END AS "parcel_stage")) - COALESCE(pg_column_size("stage"), 0), 0) + COALESCE(pg_column_size(CAST(CASE WHEN ("size" COLLATE "C" = 'small') THEN 's' WHEN ("size" IS NOT NULL) THEN 'm' END AS "parcel_size")) - COALESCE(pg_column_size("class"), 0), 0) + COALESCE(pg_column_size((CAST("state" AS text) || '!')) - 3 - COALESCE(pg_column_size("shown"), 0), 0) AS growth FROM "parcels" LIMIT 2000), by_key AS (SELECT ctid AS place FROM "parcels" ORDER BY "parcels"."id" LIMIT 2000) SELECT pg_relation_size(to_regclass('"parcels"')) / current_setting('block_size')::bigint, (SELECT COUNT(*) FROM by_page), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_page), (SELECT COUNT(*) FROM by_key), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_key), (SELECT COALESCE(AVG(size), 0)::bigint FROM by_page), (SELECT COALESCE(AVG(growth), 0)::bigint FROM by_page), pg_size_bytes(current_setting('shared_buffers'));
-- page
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY page) FROM (SELECT (ctid::text::point)[0]::bigint AS page FROM "parcels" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "parcels"."id" LIMIT 9) AS places;
-- fill in passes
UPDATE "parcels" SET "stage" = CASE WHEN (("state" IS NOT DISTINCT FROM CAST(CASE WHEN ("stage" = 'open') THEN 'sent' WHEN ("stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR ("stage" IS NOT DISTINCT FROM CAST(CASE WHEN ("state" = 'new') THEN 'open' WHEN ("state" = 'sent') THEN 'open' WHEN ("state" = 'delivered') THEN 'it''s done' WHEN ("state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND "shown" COLLATE "C" IS NOT DISTINCT FROM (CAST("state" AS text) || '!'))) THEN "stage" ELSE CAST(CASE WHEN ("state" = 'new') THEN 'open' WHEN ("state" = 'sent') THEN 'open' WHEN ("state" = 'delivered') THEN 'it''s done' WHEN ("state" = 'lost') THEN 'it''s done' END AS "parcel_stage") END, "shown" = CASE WHEN (("state" IS NOT DISTINCT FROM CAST(CASE WHEN ("stage" = 'open') THEN 'sent' WHEN ("stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR ("stage" IS NOT DISTINCT FROM CAST(CASE WHEN ("state" = 'new') THEN 'open' WHEN ("state" = 'sent') THEN 'open' WHEN ("state" = 'delivered') THEN 'it''s done' WHEN ("state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND "shown" COLLATE "C" IS NOT DISTINCT FROM (CAST("state" AS text) || '!'))) THEN "shown" ELSE (CAST("state" AS text) || '!') END, "class" = CASE WHEN (("size" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("class" = 's') THEN 'small' WHEN ("class" = 'm') THEN 'other' END) OR ("class" IS NOT DISTINCT FROM CAST(CASE WHEN ("size" COLLATE "C" = 'small') THEN 's' WHEN ("size" IS NOT NULL) THEN 'm' END AS "parcel_size"))) THEN "class" ELSE CAST(CASE WHEN ("size" COLLATE "C" = 'small') THEN 's' WHEN ("size" IS NOT NULL) THEN 'm' END AS "parcel_size") END WHERE ctid >= format('(%s,0)', $1::bigint)::tid AND ctid < format('(%s,0)', $2::bigint + 1)::tid AND ($3::bigint >> ("id" & 63)::int & 1) = 1 AND NOT ((("state" IS NOT DISTINCT FROM CAST(CASE WHEN ("stage" = 'open') THEN 'sent' WHEN ("stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR ("stage" IS NOT DISTINCT FROM CAST(CASE WHEN ("state" = 'new') THEN 'open' WHEN ("state" = 'sent') THEN 'open' WHEN ("state" = 'delivered') THEN 'it''s done' WHEN ("state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND "shown" COLLATE "C" IS NOT DISTINCT FROM (CAST("state" AS text) || '!'))) AND (("size" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("class" = 's') THEN 'small' WHEN ("class" = 'm') THEN 'other' END) OR ("class" IS NOT DISTINCT FROM CAST(CASE WHEN ("size" COLLATE "C" = 'small') THEN 's' WHEN ("size" IS NOT NULL) THEN 'm' END AS "parcel_size"))));
-- by a bitmap
SET LOCAL enable_indexscan = off;
-- updated
SELECT pg_stat_get_xact_tuples_updated(to_regclass('"parcels"')), pg_stat_get_xact_tuples_hot_updated(to_regclass('"parcels"'));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ((("state" IS NOT DISTINCT FROM CAST(CASE WHEN ("stage" = 'open') THEN 'sent' WHEN ("stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR ("stage" IS NOT DISTINCT FROM CAST(CASE WHEN ("state" = 'new') THEN 'open' WHEN ("state" = 'sent') THEN 'open' WHEN ("state" = 'delivered') THEN 'it''s done' WHEN ("state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND "shown" COLLATE "C" IS NOT DISTINCT FROM (CAST("state" AS text) || '!'))) AND (("size" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("class" = 's') THEN 'small' WHEN ("class" = 'm') THEN 'other' END) OR ("class" IS NOT DISTINCT FROM CAST(CASE WHEN ("size" COLLATE "C" = 'small') THEN 's' WHEN ("size" IS NOT NULL) THEN 'm' END AS "parcel_size")))) THEN 1 END), COUNT(CASE WHEN "stage" IS NULL THEN 1 END) FROM "parcels" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint;
-- examine
SELECT "id"::text, ("state")::text, ("size")::text, ("stage")::text, ("class")::text, ("shown")::text, (CAST(CASE WHEN ("state" = 'new') THEN 'open' WHEN ("state" = 'sent') THEN 'open' WHEN ("state" = 'delivered') THEN 'it''s done' WHEN ("state" = 'lost') THEN 'it''s done' END AS "parcel_stage"))::text, ((CAST("state" AS text) || '!'))::text, (CAST(CASE WHEN ("size" COLLATE "C" = 'small') THEN 's' WHEN ("size" IS NOT NULL) THEN 'm' END AS "parcel_size"))::text, (CAST(CASE WHEN ("stage" = 'open') THEN 'sent' WHEN ("stage" = 'it''s done') THEN 'delivered' END AS "parcel_state"))::text, (CASE WHEN ("class" = 's') THEN 'small' WHEN ("class" = 'm') THEN 'other' END)::text FROM "parcels" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ((("state" IS NOT DISTINCT FROM CAST(CASE WHEN ("stage" = 'open') THEN 'sent' WHEN ("stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR ("stage" IS NOT DISTINCT FROM CAST(CASE WHEN ("state" = 'new') THEN 'open' WHEN ("state" = 'sent') THEN 'open' WHEN ("state" = 'delivered') THEN 'it''s done' WHEN ("state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND "shown" COLLATE "C" IS NOT DISTINCT FROM (CAST("state" AS text) || '!'))) AND (("size" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("class" = 's') THEN 'small' WHEN ("class" = 'm') THEN 'other' END) OR ("class" IS NOT DISTINCT FROM CAST(CASE WHEN ("size" COLLATE "C" = 'small') THEN 's' WHEN ("size" IS NOT NULL) THEN 'm' END AS "parcel_size")))) ORDER BY "parcels"."id" LIMIT $3;
-- not null: stage

-- ---- create index parcels_by_stage on parcels (table parcels)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- outside a transaction
-- already: table parcels has an index parcels_by_stage already, and xc has not built it: drop or rename it, or give the new one another name
-- run
-- cleared away where this is above 0
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"parcels_by_stage"') AND NOT indisvalid;
DROP INDEX CONCURRENTLY "parcels_by_stage";
CREATE INDEX CONCURRENTLY "parcels_by_stage" ON "parcels" ("stage", "id");
-- undo
DROP INDEX CONCURRENTLY "parcels_by_stage";
-- probe
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"parcels_by_stage"') AND indisvalid;


-- ======== contract ========

-- ---- way back to check (size <> "") of parcels (table parcels)
-- cost: nothing; taken back: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: none
-- already: 
-- run: nothing
-- undo
ALTER TABLE "parcels" VALIDATE CONSTRAINT "parcels_size_check";
-- probe
SELECT 0::bigint;

-- ---- drop check (size <> "") of parcels (table parcels)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: check (size <> "") of parcels is gone already, and not by xc
-- run
ALTER TABLE "parcels" DROP CONSTRAINT "parcels_size_check";
-- undo
-- refused where this is above 0: rows of parcels break check (size <> ""): mend or delete them first (shown: id)
SELECT COUNT(*) FROM "parcels" WHERE NOT (("size" COLLATE "C" <> ''));
-- which
SELECT concat_ws(', ', "id"::text) FROM "parcels" WHERE NOT (("size" COLLATE "C" <> '')) LIMIT 10;
ALTER TABLE "parcels" ADD CONSTRAINT "parcels_size_check" CHECK (("size" COLLATE "C" <> '')) NOT VALID;
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"parcels"') AND conname IN ('parcels_size_check')) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- drop index parcels_open on parcels (table parcels)
-- cost: SHARE UPDATE EXCLUSIVE for a catalogue change: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- outside a transaction
-- already: index parcels_open on parcels is gone already, and not by xc
-- run
DROP INDEX CONCURRENTLY "parcels_open";
-- undo
-- cleared away where this is above 0
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"parcels_open"') AND NOT indisvalid;
DROP INDEX CONCURRENTLY "parcels_open";
CREATE INDEX CONCURRENTLY "parcels_open" ON "parcels" ("id") WHERE ("state" IN ('new', 'sent'));
-- probe
SELECT CASE WHEN to_regclass('"parcels_open"') IS NULL THEN 1 ELSE 0 END::bigint;

-- ---- drop index parcels_by_state on parcels (table parcels)
-- cost: SHARE UPDATE EXCLUSIVE for a catalogue change: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- outside a transaction
-- already: index parcels_by_state on parcels is gone already, and not by xc
-- run
DROP INDEX CONCURRENTLY "parcels_by_state";
-- undo
-- cleared away where this is above 0
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"parcels_by_state"') AND NOT indisvalid;
DROP INDEX CONCURRENTLY "parcels_by_state";
CREATE INDEX CONCURRENTLY "parcels_by_state" ON "parcels" ("state", "id");
-- probe
SELECT CASE WHEN to_regclass('"parcels_by_state"') IS NULL THEN 1 ELSE 0 END::bigint;

-- ---- require values in parcels.stage (table parcels)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- already: table parcels has the constraints xc_nn_parcels_stage already: drop them
-- run
ALTER TABLE "parcels" ADD CONSTRAINT "xc_nn_parcels_stage" CHECK ("stage" IS NOT NULL) NOT VALID;
-- undo
ALTER TABLE "parcels" DROP CONSTRAINT "xc_nn_parcels_stage";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"parcels"') AND conname IN ('xc_nn_parcels_stage');

-- ---- validate values in parcels.stage (table parcels)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 0, before 180000
-- already: table parcels has the constraints xc_nn_parcels_stage already: drop them
-- run
ALTER TABLE "parcels" VALIDATE CONSTRAINT "xc_nn_parcels_stage";
-- undo: nothing
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"parcels"') AND conname IN ('xc_nn_parcels_stage') AND convalidated;

-- ---- require values in parcels.stage (table parcels)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table parcels has the constraints parcels_stage_not_null already: drop them
-- run
ALTER TABLE "parcels" ADD CONSTRAINT "parcels_stage_not_null" NOT NULL "stage" NOT VALID;
-- undo
ALTER TABLE "parcels" DROP CONSTRAINT "parcels_stage_not_null";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"parcels"') AND conname IN ('parcels_stage_not_null');

-- ---- validate values in parcels.stage (table parcels)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table parcels has the constraints parcels_stage_not_null already: drop them
-- run
ALTER TABLE "parcels" VALIDATE CONSTRAINT "parcels_stage_not_null";
-- undo: nothing
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"parcels"') AND conname IN ('parcels_stage_not_null') AND convalidated;

-- ---- drop columns parcels.state, parcels.size (table parcels)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- when contract goes the way of Dropping
-- already: parcels.state, parcels.size is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
DROP TRIGGER "xc_parcel_states_anew_parcels_ins" ON "parcels";
DROP TRIGGER "xc_parcel_states_anew_parcels_upd" ON "parcels";
DROP FUNCTION "xc_parcel_states_anew_parcels_sync"();
ALTER TABLE "parcels" DROP COLUMN "state", DROP COLUMN "size";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"parcels"') AND attname IN ('state', 'size') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retire columns parcels.state, parcels.size (table parcels)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- when contract goes the way of Retiring
-- already: parcels.state, parcels.size is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
DROP TRIGGER "xc_parcel_states_anew_parcels_ins" ON "parcels";
DROP TRIGGER "xc_parcel_states_anew_parcels_upd" ON "parcels";
DROP FUNCTION "xc_parcel_states_anew_parcels_sync"();
ALTER TABLE "parcels" RENAME COLUMN "state" TO "xc_retired_parcel_states_anew_state";
ALTER TABLE "parcels" RENAME COLUMN "size" TO "xc_retired_parcel_states_anew_size";
ALTER TABLE "parcels" ADD COLUMN "xc_unfit_parcel_states_anew" text;
CREATE FUNCTION "xc_parcel_states_anew_parcels_keep"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  BEGIN
    IF NEW."xc_unfit_parcel_states_anew" IS NULL AND (((NEW."xc_retired_parcel_states_anew_state" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."stage" = 'open') THEN 'sent' WHEN (NEW."stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR (NEW."stage" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."xc_retired_parcel_states_anew_state" = 'new') THEN 'open' WHEN (NEW."xc_retired_parcel_states_anew_state" = 'sent') THEN 'open' WHEN (NEW."xc_retired_parcel_states_anew_state" = 'delivered') THEN 'it''s done' WHEN (NEW."xc_retired_parcel_states_anew_state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND NEW."shown" COLLATE "C" IS NOT DISTINCT FROM (CAST(NEW."xc_retired_parcel_states_anew_state" AS text) || '!'))) AND ((NEW."xc_retired_parcel_states_anew_size" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN (NEW."class" = 's') THEN 'small' WHEN (NEW."class" = 'm') THEN 'other' END) OR (NEW."class" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."xc_retired_parcel_states_anew_size" COLLATE "C" = 'small') THEN 's' WHEN (NEW."xc_retired_parcel_states_anew_size" IS NOT NULL) THEN 'm' END AS "parcel_size")))) THEN
      RETURN NEW;
    END IF;
    NEW."xc_unfit_parcel_states_anew" := NULL;
    IF NOT ((NEW."xc_retired_parcel_states_anew_state" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."stage" = 'open') THEN 'sent' WHEN (NEW."stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR (NEW."stage" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."xc_retired_parcel_states_anew_state" = 'new') THEN 'open' WHEN (NEW."xc_retired_parcel_states_anew_state" = 'sent') THEN 'open' WHEN (NEW."xc_retired_parcel_states_anew_state" = 'delivered') THEN 'it''s done' WHEN (NEW."xc_retired_parcel_states_anew_state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND NEW."shown" COLLATE "C" IS NOT DISTINCT FROM (CAST(NEW."xc_retired_parcel_states_anew_state" AS text) || '!'))) THEN
    NEW."xc_retired_parcel_states_anew_state" := CAST(CASE WHEN (NEW."stage" = 'open') THEN 'sent' WHEN (NEW."stage" = 'it''s done') THEN 'delivered' END AS "parcel_state");
    END IF;
    IF NOT ((NEW."xc_retired_parcel_states_anew_size" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN (NEW."class" = 's') THEN 'small' WHEN (NEW."class" = 'm') THEN 'other' END) OR (NEW."class" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."xc_retired_parcel_states_anew_size" COLLATE "C" = 'small') THEN 's' WHEN (NEW."xc_retired_parcel_states_anew_size" IS NOT NULL) THEN 'm' END AS "parcel_size"))) THEN
    NEW."xc_retired_parcel_states_anew_size" := CASE WHEN (NEW."class" = 's') THEN 'small' WHEN (NEW."class" = 'm') THEN 'other' END;
    END IF;
    IF NEW."xc_retired_parcel_states_anew_state" IS NULL THEN
      NEW."xc_retired_parcel_states_anew_state" := 'new';
      NEW."xc_unfit_parcel_states_anew" := 'state would be null';
    END IF;
  EXCEPTION WHEN OTHERS THEN
    NEW."xc_retired_parcel_states_anew_state" := 'new';
    NEW."xc_retired_parcel_states_anew_size" := NULL;
    NEW."xc_unfit_parcel_states_anew" := SQLERRM;
  END;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_parcel_states_anew_parcels_keep_ins" BEFORE INSERT ON "parcels" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_parcel_states_anew_parcels_keep"();
CREATE TRIGGER "xc_parcel_states_anew_parcels_keep_upd" BEFORE UPDATE ON "parcels" FOR EACH ROW WHEN (NOT (NEW."stage" IS NOT DISTINCT FROM OLD."stage" AND NEW."shown" COLLATE "C" IS NOT DISTINCT FROM OLD."shown" AND NEW."class" IS NOT DISTINCT FROM OLD."class") AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_parcel_states_anew_parcels_keep"();
-- undo
DROP TRIGGER "xc_parcel_states_anew_parcels_keep_ins" ON "parcels";
DROP TRIGGER "xc_parcel_states_anew_parcels_keep_upd" ON "parcels";
DROP FUNCTION "xc_parcel_states_anew_parcels_keep"();
ALTER TABLE "parcels" DROP COLUMN "xc_unfit_parcel_states_anew";
ALTER TABLE "parcels" RENAME COLUMN "xc_retired_parcel_states_anew_state" TO "state";
ALTER TABLE "parcels" RENAME COLUMN "xc_retired_parcel_states_anew_size" TO "size";
CREATE FUNCTION "xc_parcel_states_anew_parcels_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."stage" IS NULL AND NEW."shown" IS NULL) THEN
      NEW."stage" := CAST(CASE WHEN (NEW."state" = 'new') THEN 'open' WHEN (NEW."state" = 'sent') THEN 'open' WHEN (NEW."state" = 'delivered') THEN 'it''s done' WHEN (NEW."state" = 'lost') THEN 'it''s done' END AS "parcel_stage");
      NEW."shown" := (CAST(NEW."state" AS text) || '!');
    ELSIF ((NEW."state" IS NULL OR NEW."state" IS NOT DISTINCT FROM 'new')) THEN
      NEW."state" := CAST(CASE WHEN (NEW."stage" = 'open') THEN 'sent' WHEN (NEW."stage" = 'it''s done') THEN 'delivered' END AS "parcel_state");
    END IF;
  ELSIF (NEW."stage" IS NOT DISTINCT FROM OLD."stage" AND NEW."shown" COLLATE "C" IS NOT DISTINCT FROM OLD."shown") THEN
    IF NOT ((NEW."state" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."stage" = 'open') THEN 'sent' WHEN (NEW."stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR (NEW."stage" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."state" = 'new') THEN 'open' WHEN (NEW."state" = 'sent') THEN 'open' WHEN (NEW."state" = 'delivered') THEN 'it''s done' WHEN (NEW."state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND NEW."shown" COLLATE "C" IS NOT DISTINCT FROM (CAST(NEW."state" AS text) || '!'))) THEN
      NEW."stage" := CAST(CASE WHEN (NEW."state" = 'new') THEN 'open' WHEN (NEW."state" = 'sent') THEN 'open' WHEN (NEW."state" = 'delivered') THEN 'it''s done' WHEN (NEW."state" = 'lost') THEN 'it''s done' END AS "parcel_stage");
      NEW."shown" := (CAST(NEW."state" AS text) || '!');
    END IF;
  ELSIF (NEW."state" IS NOT DISTINCT FROM OLD."state") THEN
    IF NOT ((OLD."state" IS NOT DISTINCT FROM CAST(CASE WHEN (OLD."stage" = 'open') THEN 'sent' WHEN (OLD."stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR (OLD."stage" IS NOT DISTINCT FROM CAST(CASE WHEN (OLD."state" = 'new') THEN 'open' WHEN (OLD."state" = 'sent') THEN 'open' WHEN (OLD."state" = 'delivered') THEN 'it''s done' WHEN (OLD."state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND OLD."shown" COLLATE "C" IS NOT DISTINCT FROM (CAST(OLD."state" AS text) || '!'))) THEN
      IF (NEW."stage" IS NOT DISTINCT FROM OLD."stage") THEN
        NEW."stage" := CAST(CASE WHEN (OLD."state" = 'new') THEN 'open' WHEN (OLD."state" = 'sent') THEN 'open' WHEN (OLD."state" = 'delivered') THEN 'it''s done' WHEN (OLD."state" = 'lost') THEN 'it''s done' END AS "parcel_stage");
      END IF;
      IF (NEW."shown" COLLATE "C" IS NOT DISTINCT FROM OLD."shown") THEN
        NEW."shown" := (CAST(OLD."state" AS text) || '!');
      END IF;
    END IF;
    IF NOT ((NEW."state" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."stage" = 'open') THEN 'sent' WHEN (NEW."stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR (NEW."stage" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."state" = 'new') THEN 'open' WHEN (NEW."state" = 'sent') THEN 'open' WHEN (NEW."state" = 'delivered') THEN 'it''s done' WHEN (NEW."state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND NEW."shown" COLLATE "C" IS NOT DISTINCT FROM (CAST(NEW."state" AS text) || '!'))) THEN
      NEW."state" := CAST(CASE WHEN (NEW."stage" = 'open') THEN 'sent' WHEN (NEW."stage" = 'it''s done') THEN 'delivered' END AS "parcel_state");
    END IF;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF (NEW."class" IS NULL) THEN
      NEW."class" := CAST(CASE WHEN (NEW."size" COLLATE "C" = 'small') THEN 's' WHEN (NEW."size" IS NOT NULL) THEN 'm' END AS "parcel_size");
    ELSIF (NEW."size" IS NULL) THEN
      NEW."size" := CASE WHEN (NEW."class" = 's') THEN 'small' WHEN (NEW."class" = 'm') THEN 'other' END;
    END IF;
  ELSIF (NEW."class" IS NOT DISTINCT FROM OLD."class") THEN
    IF NOT ((NEW."size" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN (NEW."class" = 's') THEN 'small' WHEN (NEW."class" = 'm') THEN 'other' END) OR (NEW."class" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."size" COLLATE "C" = 'small') THEN 's' WHEN (NEW."size" IS NOT NULL) THEN 'm' END AS "parcel_size"))) THEN
      NEW."class" := CAST(CASE WHEN (NEW."size" COLLATE "C" = 'small') THEN 's' WHEN (NEW."size" IS NOT NULL) THEN 'm' END AS "parcel_size");
    END IF;
  ELSIF (NEW."size" COLLATE "C" IS NOT DISTINCT FROM OLD."size") THEN
    IF NOT ((NEW."size" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN (NEW."class" = 's') THEN 'small' WHEN (NEW."class" = 'm') THEN 'other' END) OR (NEW."class" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."size" COLLATE "C" = 'small') THEN 's' WHEN (NEW."size" IS NOT NULL) THEN 'm' END AS "parcel_size"))) THEN
      NEW."size" := CASE WHEN (NEW."class" = 's') THEN 'small' WHEN (NEW."class" = 'm') THEN 'other' END;
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_parcel_states_anew_parcels_ins" BEFORE INSERT ON "parcels" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_parcel_states_anew_parcels_sync"();
CREATE TRIGGER "xc_parcel_states_anew_parcels_upd" BEFORE UPDATE ON "parcels" FOR EACH ROW WHEN (NOT ((NEW."state" IS NOT DISTINCT FROM OLD."state" AND NEW."size" COLLATE "C" IS NOT DISTINCT FROM OLD."size") AND (NEW."stage" IS NOT DISTINCT FROM OLD."stage" AND NEW."shown" COLLATE "C" IS NOT DISTINCT FROM OLD."shown" AND NEW."class" IS NOT DISTINCT FROM OLD."class")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_parcel_states_anew_parcels_sync"();
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"parcels"') AND attname IN ('state', 'size') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- drop columns parcels.state, parcels.size (table parcels)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- when contract goes the way of Dropping
-- already: parcels.state, parcels.size is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE "parcels" ALTER COLUMN "stage" SET NOT NULL;
ALTER TABLE "parcels" DROP CONSTRAINT "xc_nn_parcels_stage";
DROP TRIGGER "xc_parcel_states_anew_parcels_ins" ON "parcels";
DROP TRIGGER "xc_parcel_states_anew_parcels_upd" ON "parcels";
DROP FUNCTION "xc_parcel_states_anew_parcels_sync"();
ALTER TABLE "parcels" DROP COLUMN "state", DROP COLUMN "size";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"parcels"') AND attname IN ('state', 'size') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retire columns parcels.state, parcels.size (table parcels)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- when contract goes the way of Retiring
-- already: parcels.state, parcels.size is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE "parcels" ALTER COLUMN "stage" SET NOT NULL;
ALTER TABLE "parcels" DROP CONSTRAINT "xc_nn_parcels_stage";
DROP TRIGGER "xc_parcel_states_anew_parcels_ins" ON "parcels";
DROP TRIGGER "xc_parcel_states_anew_parcels_upd" ON "parcels";
DROP FUNCTION "xc_parcel_states_anew_parcels_sync"();
ALTER TABLE "parcels" RENAME COLUMN "state" TO "xc_retired_parcel_states_anew_state";
ALTER TABLE "parcels" RENAME COLUMN "size" TO "xc_retired_parcel_states_anew_size";
ALTER TABLE "parcels" ADD COLUMN "xc_unfit_parcel_states_anew" text;
CREATE FUNCTION "xc_parcel_states_anew_parcels_keep"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  BEGIN
    IF NEW."xc_unfit_parcel_states_anew" IS NULL AND (((NEW."xc_retired_parcel_states_anew_state" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."stage" = 'open') THEN 'sent' WHEN (NEW."stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR (NEW."stage" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."xc_retired_parcel_states_anew_state" = 'new') THEN 'open' WHEN (NEW."xc_retired_parcel_states_anew_state" = 'sent') THEN 'open' WHEN (NEW."xc_retired_parcel_states_anew_state" = 'delivered') THEN 'it''s done' WHEN (NEW."xc_retired_parcel_states_anew_state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND NEW."shown" COLLATE "C" IS NOT DISTINCT FROM (CAST(NEW."xc_retired_parcel_states_anew_state" AS text) || '!'))) AND ((NEW."xc_retired_parcel_states_anew_size" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN (NEW."class" = 's') THEN 'small' WHEN (NEW."class" = 'm') THEN 'other' END) OR (NEW."class" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."xc_retired_parcel_states_anew_size" COLLATE "C" = 'small') THEN 's' WHEN (NEW."xc_retired_parcel_states_anew_size" IS NOT NULL) THEN 'm' END AS "parcel_size")))) THEN
      RETURN NEW;
    END IF;
    NEW."xc_unfit_parcel_states_anew" := NULL;
    IF NOT ((NEW."xc_retired_parcel_states_anew_state" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."stage" = 'open') THEN 'sent' WHEN (NEW."stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR (NEW."stage" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."xc_retired_parcel_states_anew_state" = 'new') THEN 'open' WHEN (NEW."xc_retired_parcel_states_anew_state" = 'sent') THEN 'open' WHEN (NEW."xc_retired_parcel_states_anew_state" = 'delivered') THEN 'it''s done' WHEN (NEW."xc_retired_parcel_states_anew_state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND NEW."shown" COLLATE "C" IS NOT DISTINCT FROM (CAST(NEW."xc_retired_parcel_states_anew_state" AS text) || '!'))) THEN
    NEW."xc_retired_parcel_states_anew_state" := CAST(CASE WHEN (NEW."stage" = 'open') THEN 'sent' WHEN (NEW."stage" = 'it''s done') THEN 'delivered' END AS "parcel_state");
    END IF;
    IF NOT ((NEW."xc_retired_parcel_states_anew_size" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN (NEW."class" = 's') THEN 'small' WHEN (NEW."class" = 'm') THEN 'other' END) OR (NEW."class" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."xc_retired_parcel_states_anew_size" COLLATE "C" = 'small') THEN 's' WHEN (NEW."xc_retired_parcel_states_anew_size" IS NOT NULL) THEN 'm' END AS "parcel_size"))) THEN
    NEW."xc_retired_parcel_states_anew_size" := CASE WHEN (NEW."class" = 's') THEN 'small' WHEN (NEW."class" = 'm') THEN 'other' END;
    END IF;
    IF NEW."xc_retired_parcel_states_anew_state" IS NULL THEN
      NEW."xc_retired_parcel_states_anew_state" := 'new';
      NEW."xc_unfit_parcel_states_anew" := 'state would be null';
    END IF;
  EXCEPTION WHEN OTHERS THEN
    NEW."xc_retired_parcel_states_anew_state" := 'new';
    NEW."xc_retired_parcel_states_anew_size" := NULL;
    NEW."xc_unfit_parcel_states_anew" := SQLERRM;
  END;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_parcel_states_anew_parcels_keep_ins" BEFORE INSERT ON "parcels" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_parcel_states_anew_parcels_keep"();
CREATE TRIGGER "xc_parcel_states_anew_parcels_keep_upd" BEFORE UPDATE ON "parcels" FOR EACH ROW WHEN (NOT (NEW."stage" IS NOT DISTINCT FROM OLD."stage" AND NEW."shown" COLLATE "C" IS NOT DISTINCT FROM OLD."shown" AND NEW."class" IS NOT DISTINCT FROM OLD."class") AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_parcel_states_anew_parcels_keep"();
-- undo
DROP TRIGGER "xc_parcel_states_anew_parcels_keep_ins" ON "parcels";
DROP TRIGGER "xc_parcel_states_anew_parcels_keep_upd" ON "parcels";
DROP FUNCTION "xc_parcel_states_anew_parcels_keep"();
ALTER TABLE "parcels" DROP COLUMN "xc_unfit_parcel_states_anew";
ALTER TABLE "parcels" RENAME COLUMN "xc_retired_parcel_states_anew_state" TO "state";
ALTER TABLE "parcels" RENAME COLUMN "xc_retired_parcel_states_anew_size" TO "size";
ALTER TABLE "parcels" ALTER COLUMN "stage" DROP NOT NULL;
CREATE FUNCTION "xc_parcel_states_anew_parcels_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."stage" IS NULL AND NEW."shown" IS NULL) THEN
      NEW."stage" := CAST(CASE WHEN (NEW."state" = 'new') THEN 'open' WHEN (NEW."state" = 'sent') THEN 'open' WHEN (NEW."state" = 'delivered') THEN 'it''s done' WHEN (NEW."state" = 'lost') THEN 'it''s done' END AS "parcel_stage");
      NEW."shown" := (CAST(NEW."state" AS text) || '!');
    ELSIF ((NEW."state" IS NULL OR NEW."state" IS NOT DISTINCT FROM 'new')) THEN
      NEW."state" := CAST(CASE WHEN (NEW."stage" = 'open') THEN 'sent' WHEN (NEW."stage" = 'it''s done') THEN 'delivered' END AS "parcel_state");
    END IF;
  ELSIF (NEW."stage" IS NOT DISTINCT FROM OLD."stage" AND NEW."shown" COLLATE "C" IS NOT DISTINCT FROM OLD."shown") THEN
    IF NOT ((NEW."state" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."stage" = 'open') THEN 'sent' WHEN (NEW."stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR (NEW."stage" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."state" = 'new') THEN 'open' WHEN (NEW."state" = 'sent') THEN 'open' WHEN (NEW."state" = 'delivered') THEN 'it''s done' WHEN (NEW."state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND NEW."shown" COLLATE "C" IS NOT DISTINCT FROM (CAST(NEW."state" AS text) || '!'))) THEN
      NEW."stage" := CAST(CASE WHEN (NEW."state" = 'new') THEN 'open' WHEN (NEW."state" = 'sent') THEN 'open' WHEN (NEW."state" = 'delivered') THEN 'it''s done' WHEN (NEW."state" = 'lost') THEN 'it''s done' END AS "parcel_stage");
      NEW."shown" := (CAST(NEW."state" AS text) || '!');
    END IF;
  ELSIF (NEW."state" IS NOT DISTINCT FROM OLD."state") THEN
    IF NOT ((OLD."state" IS NOT DISTINCT FROM CAST(CASE WHEN (OLD."stage" = 'open') THEN 'sent' WHEN (OLD."stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR (OLD."stage" IS NOT DISTINCT FROM CAST(CASE WHEN (OLD."state" = 'new') THEN 'open' WHEN (OLD."state" = 'sent') THEN 'open' WHEN (OLD."state" = 'delivered') THEN 'it''s done' WHEN (OLD."state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND OLD."shown" COLLATE "C" IS NOT DISTINCT FROM (CAST(OLD."state" AS text) || '!'))) THEN
      IF (NEW."stage" IS NOT DISTINCT FROM OLD."stage") THEN
        NEW."stage" := CAST(CASE WHEN (OLD."state" = 'new') THEN 'open' WHEN (OLD."state" = 'sent') THEN 'open' WHEN (OLD."state" = 'delivered') THEN 'it''s done' WHEN (OLD."state" = 'lost') THEN 'it''s done' END AS "parcel_stage");
      END IF;
      IF (NEW."shown" COLLATE "C" IS NOT DISTINCT FROM OLD."shown") THEN
        NEW."shown" := (CAST(OLD."state" AS text) || '!');
      END IF;
    END IF;
    IF NOT ((NEW."state" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."stage" = 'open') THEN 'sent' WHEN (NEW."stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR (NEW."stage" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."state" = 'new') THEN 'open' WHEN (NEW."state" = 'sent') THEN 'open' WHEN (NEW."state" = 'delivered') THEN 'it''s done' WHEN (NEW."state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND NEW."shown" COLLATE "C" IS NOT DISTINCT FROM (CAST(NEW."state" AS text) || '!'))) THEN
      NEW."state" := CAST(CASE WHEN (NEW."stage" = 'open') THEN 'sent' WHEN (NEW."stage" = 'it''s done') THEN 'delivered' END AS "parcel_state");
    END IF;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF (NEW."class" IS NULL) THEN
      NEW."class" := CAST(CASE WHEN (NEW."size" COLLATE "C" = 'small') THEN 's' WHEN (NEW."size" IS NOT NULL) THEN 'm' END AS "parcel_size");
    ELSIF (NEW."size" IS NULL) THEN
      NEW."size" := CASE WHEN (NEW."class" = 's') THEN 'small' WHEN (NEW."class" = 'm') THEN 'other' END;
    END IF;
  ELSIF (NEW."class" IS NOT DISTINCT FROM OLD."class") THEN
    IF NOT ((NEW."size" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN (NEW."class" = 's') THEN 'small' WHEN (NEW."class" = 'm') THEN 'other' END) OR (NEW."class" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."size" COLLATE "C" = 'small') THEN 's' WHEN (NEW."size" IS NOT NULL) THEN 'm' END AS "parcel_size"))) THEN
      NEW."class" := CAST(CASE WHEN (NEW."size" COLLATE "C" = 'small') THEN 's' WHEN (NEW."size" IS NOT NULL) THEN 'm' END AS "parcel_size");
    END IF;
  ELSIF (NEW."size" COLLATE "C" IS NOT DISTINCT FROM OLD."size") THEN
    IF NOT ((NEW."size" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN (NEW."class" = 's') THEN 'small' WHEN (NEW."class" = 'm') THEN 'other' END) OR (NEW."class" IS NOT DISTINCT FROM CAST(CASE WHEN (NEW."size" COLLATE "C" = 'small') THEN 's' WHEN (NEW."size" IS NOT NULL) THEN 'm' END AS "parcel_size"))) THEN
      NEW."size" := CASE WHEN (NEW."class" = 's') THEN 'small' WHEN (NEW."class" = 'm') THEN 'other' END;
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_parcel_states_anew_parcels_ins" BEFORE INSERT ON "parcels" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_parcel_states_anew_parcels_sync"();
CREATE TRIGGER "xc_parcel_states_anew_parcels_upd" BEFORE UPDATE ON "parcels" FOR EACH ROW WHEN (NOT ((NEW."state" IS NOT DISTINCT FROM OLD."state" AND NEW."size" COLLATE "C" IS NOT DISTINCT FROM OLD."size") AND (NEW."stage" IS NOT DISTINCT FROM OLD."stage" AND NEW."shown" COLLATE "C" IS NOT DISTINCT FROM OLD."shown" AND NEW."class" IS NOT DISTINCT FROM OLD."class")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_parcel_states_anew_parcels_sync"();
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"parcels"') AND attname IN ('state', 'size') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- look for rows that parcels.state, parcels.size can't hold (table parcels)
-- cost: reads the table when contract is taken back, locks nothing
-- lock: none
-- when contract goes the way of Retiring
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: what the new version wrote into rows of parcels since contract, parcels.state, parcels.size can't hold: change these rows, or delete them (shown: id)
SELECT COUNT(*) FROM "parcels" WHERE "xc_unfit_parcel_states_anew" IS NOT NULL;
-- which
SELECT concat_ws(', ', "id"::text, "xc_unfit_parcel_states_anew"::text) FROM "parcels" WHERE "xc_unfit_parcel_states_anew" IS NOT NULL LIMIT 10;
-- probe
SELECT 0::bigint;

-- ---- drop columns parcels.state, parcels.size, which were retired (table parcels)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- when contract goes the way of Purging
-- already: what was retired of parcels is gone already, and not by xc
-- run
DROP TRIGGER "xc_parcel_states_anew_parcels_keep_ins" ON "parcels";
DROP TRIGGER "xc_parcel_states_anew_parcels_keep_upd" ON "parcels";
DROP FUNCTION "xc_parcel_states_anew_parcels_keep"();
ALTER TABLE "parcels" DROP COLUMN "xc_retired_parcel_states_anew_state", DROP COLUMN "xc_retired_parcel_states_anew_size", DROP COLUMN "xc_unfit_parcel_states_anew";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"parcels"') AND attname IN ('xc_retired_parcel_states_anew_state', 'xc_retired_parcel_states_anew_size') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- drop enum parcel_state (table )
-- cost: catalogue change: locks no table
-- lock: none
-- when contract goes the way of Dropping
-- already: enum parcel_state is gone already, and not by xc
-- run
-- refused where this is above 0: columns are still of enum parcel_state: purge the migration that has retired them, or let a migration give them another type
SELECT count(*) FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE atttypid = to_regtype('"parcel_state"') AND attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'p', 'v', 'm', 'f') AND (attrelid IS DISTINCT FROM to_regclass('"parcels"') OR attname NOT IN ('state', 'size'));
-- which
SELECT attrelid::regclass || '.' || attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE atttypid = to_regtype('"parcel_state"') AND attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'p', 'v', 'm', 'f') AND (attrelid IS DISTINCT FROM to_regclass('"parcels"') OR attname NOT IN ('state', 'size')) ORDER BY 1;
DROP TYPE "parcel_state";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN to_regtype('"parcel_state"') IS NULL THEN 1 ELSE 0 END::bigint;

-- ---- drop enum parcel_state (table )
-- cost: catalogue change: locks no table
-- lock: none
-- when contract goes the way of Purging
-- already: enum parcel_state is gone already, and not by xc
-- run
-- refused where this is above 0: columns are still of enum parcel_state: purge the migration that has retired them, or let a migration give them another type
SELECT count(*) FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE atttypid = to_regtype('"parcel_state"') AND attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'p', 'v', 'm', 'f');
-- which
SELECT attrelid::regclass || '.' || attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE atttypid = to_regtype('"parcel_state"') AND attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY 1;
DROP TYPE "parcel_state";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN to_regtype('"parcel_state"') IS NULL THEN 1 ELSE 0 END::bigint;

-- ---- retired of parcels: state as xc_retired_parcel_states_anew_state, size as xc_retired_parcel_states_anew_size
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM "parcels" LIMIT 1) AS some_rows;

-- ---- backfill parcels, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ("xc_unfit_parcel_states_anew" IS NOT NULL OR ((("xc_retired_parcel_states_anew_state" IS NOT DISTINCT FROM CAST(CASE WHEN ("stage" = 'open') THEN 'sent' WHEN ("stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR ("stage" IS NOT DISTINCT FROM CAST(CASE WHEN ("xc_retired_parcel_states_anew_state" = 'new') THEN 'open' WHEN ("xc_retired_parcel_states_anew_state" = 'sent') THEN 'open' WHEN ("xc_retired_parcel_states_anew_state" = 'delivered') THEN 'it''s done' WHEN ("xc_retired_parcel_states_anew_state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND "shown" COLLATE "C" IS NOT DISTINCT FROM (CAST("xc_retired_parcel_states_anew_state" AS text) || '!'))) AND (("xc_retired_parcel_states_anew_size" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("class" = 's') THEN 'small' WHEN ("class" = 'm') THEN 'other' END) OR ("class" IS NOT DISTINCT FROM CAST(CASE WHEN ("xc_retired_parcel_states_anew_size" COLLATE "C" = 'small') THEN 's' WHEN ("xc_retired_parcel_states_anew_size" IS NOT NULL) THEN 'm' END AS "parcel_size")))))
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"parcels"');
-- lowest
SELECT "id"::text FROM "parcels" ORDER BY "parcels"."id" LIMIT 1;
-- highest
SELECT "id"::text FROM "parcels" ORDER BY "parcels"."id" DESC LIMIT 1;
-- cut
SELECT "id"::text FROM "parcels" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "parcels"."id" LIMIT 2 OFFSET $3;
-- the other way round
UPDATE "parcels" SET "xc_retired_parcel_states_anew_state" = CASE WHEN (("xc_retired_parcel_states_anew_state" IS NOT DISTINCT FROM CAST(CASE WHEN ("stage" = 'open') THEN 'sent' WHEN ("stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR ("stage" IS NOT DISTINCT FROM CAST(CASE WHEN ("xc_retired_parcel_states_anew_state" = 'new') THEN 'open' WHEN ("xc_retired_parcel_states_anew_state" = 'sent') THEN 'open' WHEN ("xc_retired_parcel_states_anew_state" = 'delivered') THEN 'it''s done' WHEN ("xc_retired_parcel_states_anew_state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND "shown" COLLATE "C" IS NOT DISTINCT FROM (CAST("xc_retired_parcel_states_anew_state" AS text) || '!'))) THEN "xc_retired_parcel_states_anew_state" ELSE CAST(CASE WHEN ("stage" = 'open') THEN 'sent' WHEN ("stage" = 'it''s done') THEN 'delivered' END AS "parcel_state") END, "xc_retired_parcel_states_anew_size" = CASE WHEN (("xc_retired_parcel_states_anew_size" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("class" = 's') THEN 'small' WHEN ("class" = 'm') THEN 'other' END) OR ("class" IS NOT DISTINCT FROM CAST(CASE WHEN ("xc_retired_parcel_states_anew_size" COLLATE "C" = 'small') THEN 's' WHEN ("xc_retired_parcel_states_anew_size" IS NOT NULL) THEN 'm' END AS "parcel_size"))) THEN "xc_retired_parcel_states_anew_size" ELSE CASE WHEN ("class" = 's') THEN 'small' WHEN ("class" = 'm') THEN 'other' END END WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("xc_unfit_parcel_states_anew" IS NOT NULL OR ((("xc_retired_parcel_states_anew_state" IS NOT DISTINCT FROM CAST(CASE WHEN ("stage" = 'open') THEN 'sent' WHEN ("stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR ("stage" IS NOT DISTINCT FROM CAST(CASE WHEN ("xc_retired_parcel_states_anew_state" = 'new') THEN 'open' WHEN ("xc_retired_parcel_states_anew_state" = 'sent') THEN 'open' WHEN ("xc_retired_parcel_states_anew_state" = 'delivered') THEN 'it''s done' WHEN ("xc_retired_parcel_states_anew_state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND "shown" COLLATE "C" IS NOT DISTINCT FROM (CAST("xc_retired_parcel_states_anew_state" AS text) || '!'))) AND (("xc_retired_parcel_states_anew_size" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("class" = 's') THEN 'small' WHEN ("class" = 'm') THEN 'other' END) OR ("class" IS NOT DISTINCT FROM CAST(CASE WHEN ("xc_retired_parcel_states_anew_size" COLLATE "C" = 'small') THEN 's' WHEN ("xc_retired_parcel_states_anew_size" IS NOT NULL) THEN 'm' END AS "parcel_size")))));
-- mark what can't be
UPDATE "parcels" SET "xc_unfit_parcel_states_anew" = 'the mapping fails on what the row holds' WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("xc_unfit_parcel_states_anew" IS NOT NULL OR ((("xc_retired_parcel_states_anew_state" IS NOT DISTINCT FROM CAST(CASE WHEN ("stage" = 'open') THEN 'sent' WHEN ("stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR ("stage" IS NOT DISTINCT FROM CAST(CASE WHEN ("xc_retired_parcel_states_anew_state" = 'new') THEN 'open' WHEN ("xc_retired_parcel_states_anew_state" = 'sent') THEN 'open' WHEN ("xc_retired_parcel_states_anew_state" = 'delivered') THEN 'it''s done' WHEN ("xc_retired_parcel_states_anew_state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND "shown" COLLATE "C" IS NOT DISTINCT FROM (CAST("xc_retired_parcel_states_anew_state" AS text) || '!'))) AND (("xc_retired_parcel_states_anew_size" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("class" = 's') THEN 'small' WHEN ("class" = 'm') THEN 'other' END) OR ("class" IS NOT DISTINCT FROM CAST(CASE WHEN ("xc_retired_parcel_states_anew_size" COLLATE "C" = 'small') THEN 's' WHEN ("xc_retired_parcel_states_anew_size" IS NOT NULL) THEN 'm' END AS "parcel_size")))));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("xc_unfit_parcel_states_anew" IS NOT NULL OR ((("xc_retired_parcel_states_anew_state" IS NOT DISTINCT FROM CAST(CASE WHEN ("stage" = 'open') THEN 'sent' WHEN ("stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR ("stage" IS NOT DISTINCT FROM CAST(CASE WHEN ("xc_retired_parcel_states_anew_state" = 'new') THEN 'open' WHEN ("xc_retired_parcel_states_anew_state" = 'sent') THEN 'open' WHEN ("xc_retired_parcel_states_anew_state" = 'delivered') THEN 'it''s done' WHEN ("xc_retired_parcel_states_anew_state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND "shown" COLLATE "C" IS NOT DISTINCT FROM (CAST("xc_retired_parcel_states_anew_state" AS text) || '!'))) AND (("xc_retired_parcel_states_anew_size" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("class" = 's') THEN 'small' WHEN ("class" = 'm') THEN 'other' END) OR ("class" IS NOT DISTINCT FROM CAST(CASE WHEN ("xc_retired_parcel_states_anew_size" COLLATE "C" = 'small') THEN 's' WHEN ("xc_retired_parcel_states_anew_size" IS NOT NULL) THEN 'm' END AS "parcel_size"))))) THEN 1 END) FROM "parcels" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint;
-- examine
SELECT "id"::text, ("xc_retired_parcel_states_anew_state")::text, ("xc_retired_parcel_states_anew_size")::text, ("stage")::text, ("class")::text, ("shown")::text, (CAST(CASE WHEN ("xc_retired_parcel_states_anew_state" = 'new') THEN 'open' WHEN ("xc_retired_parcel_states_anew_state" = 'sent') THEN 'open' WHEN ("xc_retired_parcel_states_anew_state" = 'delivered') THEN 'it''s done' WHEN ("xc_retired_parcel_states_anew_state" = 'lost') THEN 'it''s done' END AS "parcel_stage"))::text, ((CAST("xc_retired_parcel_states_anew_state" AS text) || '!'))::text, (CAST(CASE WHEN ("xc_retired_parcel_states_anew_size" COLLATE "C" = 'small') THEN 's' WHEN ("xc_retired_parcel_states_anew_size" IS NOT NULL) THEN 'm' END AS "parcel_size"))::text, (CAST(CASE WHEN ("stage" = 'open') THEN 'sent' WHEN ("stage" = 'it''s done') THEN 'delivered' END AS "parcel_state"))::text, (CASE WHEN ("class" = 's') THEN 'small' WHEN ("class" = 'm') THEN 'other' END)::text FROM "parcels" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("xc_unfit_parcel_states_anew" IS NOT NULL OR ((("xc_retired_parcel_states_anew_state" IS NOT DISTINCT FROM CAST(CASE WHEN ("stage" = 'open') THEN 'sent' WHEN ("stage" = 'it''s done') THEN 'delivered' END AS "parcel_state")) OR ("stage" IS NOT DISTINCT FROM CAST(CASE WHEN ("xc_retired_parcel_states_anew_state" = 'new') THEN 'open' WHEN ("xc_retired_parcel_states_anew_state" = 'sent') THEN 'open' WHEN ("xc_retired_parcel_states_anew_state" = 'delivered') THEN 'it''s done' WHEN ("xc_retired_parcel_states_anew_state" = 'lost') THEN 'it''s done' END AS "parcel_stage") AND "shown" COLLATE "C" IS NOT DISTINCT FROM (CAST("xc_retired_parcel_states_anew_state" AS text) || '!'))) AND (("xc_retired_parcel_states_anew_size" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("class" = 's') THEN 'small' WHEN ("class" = 'm') THEN 'other' END) OR ("class" IS NOT DISTINCT FROM CAST(CASE WHEN ("xc_retired_parcel_states_anew_size" COLLATE "C" = 'small') THEN 's' WHEN ("xc_retired_parcel_states_anew_size" IS NOT NULL) THEN 'm' END AS "parcel_size"))))) ORDER BY "parcels"."id" LIMIT $3;
-- not null: 
