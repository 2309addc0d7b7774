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
    IF NOT ((NEW."at_zone" IS NOT DISTINCT FROM (NEW."at" AT TIME ZONE 'UTC')) OR (NEW."at" IS NOT DISTINCT FROM (NEW."at_zone" AT TIME ZONE 'UTC'))) THEN
      NEW."at_zone" := (NEW."at" AT TIME ZONE 'UTC');
    END IF;
  ELSIF (NEW."at" IS NOT DISTINCT FROM OLD."at") THEN
    IF NOT ((OLD."at_zone" IS NOT DISTINCT FROM (OLD."at" AT TIME ZONE 'UTC')) OR (OLD."at" IS NOT DISTINCT FROM (OLD."at_zone" AT TIME ZONE 'UTC'))) THEN
      IF (NEW."at_zone" IS NOT DISTINCT FROM OLD."at_zone") THEN
        NEW."at_zone" := (OLD."at" AT TIME ZONE 'UTC');
      END IF;
    END IF;
    IF NOT ((NEW."at_zone" IS NOT DISTINCT FROM (NEW."at" AT TIME ZONE 'UTC')) OR (NEW."at" IS NOT DISTINCT FROM (NEW."at_zone" AT TIME ZONE 'UTC'))) THEN
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
--   (("at_zone" IS NOT DISTINCT FROM ("at" AT TIME ZONE 'UTC')) OR ("at" IS NOT DISTINCT FROM ("at_zone" AT TIME ZONE 'UTC')))
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"events"');
-- lowest
SELECT "id"::text FROM "events" ORDER BY "events"."id" LIMIT 1;
-- highest
SELECT "id"::text FROM "events" ORDER BY "events"."id" DESC LIMIT 1;
-- cut
SELECT "id"::text FROM "events" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "events"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "events" SET "at_zone" = ("at" AT TIME ZONE 'UTC') WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT (("at_zone" IS NOT DISTINCT FROM ("at" AT TIME ZONE 'UTC')) OR ("at" IS NOT DISTINCT FROM ("at_zone" AT TIME ZONE 'UTC')));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (("at_zone" IS NOT DISTINCT FROM ("at" AT TIME ZONE 'UTC')) OR ("at" IS NOT DISTINCT FROM ("at_zone" AT TIME ZONE 'UTC'))) THEN 1 END) FROM "events" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint;
-- examine
SELECT "id"::text FROM "events" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT (("at_zone" IS NOT DISTINCT FROM ("at" AT TIME ZONE 'UTC')) OR ("at" IS NOT DISTINCT FROM ("at_zone" AT TIME ZONE 'UTC'))) ORDER BY "events"."id" LIMIT $3;
-- not null: 


-- ======== contract ========

-- ---- drop column events.at (table events)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- already: events.at is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
DROP TRIGGER "xc_events_with_zone_events_ins" ON "events";
DROP TRIGGER "xc_events_with_zone_events_upd" ON "events";
DROP FUNCTION "xc_events_with_zone_events_sync"();
ALTER TABLE "events" DROP COLUMN "at";
-- undo: nothing
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"events"') AND attname IN ('at') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;
