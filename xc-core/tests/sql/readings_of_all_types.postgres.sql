-- readings_of_all_types on PostgreSQL
--
-- requires create_contacts at expand or later: it makes table `readings` (at create_contacts.rs:12:22), which is changed at readings_of_all_types.rs:23:9
--
-- expects table readings, key (station, at), perhaps more
--   station character varying(20) not null
--   at timestamp(3) without time zone not null
--   small smallint not null
--   whole integer null
--   large bigint null
--   price numeric(10,2) null
--   single real null
--   precise double precision null
--   valid boolean not null
--   note text null
--   day date null
--   seen timestamp with time zone null
--   token uuid null
--   extra jsonb null
--   raw bytea null


-- ======== expand ========

-- ---- add columns readings.new_small, readings.new_whole, readings.new_large, readings.new_price, readings.new_single, readings.new_precise, readings.new_valid, readings.new_note, readings.new_day, readings.new_seen, readings.new_token, readings.new_extra, readings.new_raw (table readings)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table readings has one of the columns new_small, new_whole, new_large, new_price, new_single, new_precise, new_valid, new_note, new_day, new_seen, new_token, new_extra, new_raw already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "readings" ADD COLUMN "new_small" smallint, ADD COLUMN "new_whole" integer, ADD COLUMN "new_large" bigint, ADD COLUMN "new_price" numeric(10,2), ADD COLUMN "new_single" real, ADD COLUMN "new_precise" double precision, ADD COLUMN "new_valid" boolean, ADD COLUMN "new_note" text, ADD COLUMN "new_day" date, ADD COLUMN "new_seen" timestamp with time zone, ADD COLUMN "new_token" uuid, ADD COLUMN "new_extra" jsonb, ADD COLUMN "new_raw" bytea;
-- undo
ALTER TABLE "readings" DROP COLUMN "new_small", DROP COLUMN "new_whole", DROP COLUMN "new_large", DROP COLUMN "new_price", DROP COLUMN "new_single", DROP COLUMN "new_precise", DROP COLUMN "new_valid", DROP COLUMN "new_note", DROP COLUMN "new_day", DROP COLUMN "new_seen", DROP COLUMN "new_token", DROP COLUMN "new_extra", DROP COLUMN "new_raw";
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"readings"') AND attname IN ('new_small', 'new_whole', 'new_large', 'new_price', 'new_single', 'new_precise', 'new_valid', 'new_note', 'new_day', 'new_seen', 'new_token', 'new_extra', 'new_raw') AND attnum > 0 AND NOT attisdropped;


-- ======== dual_write ========

-- ---- watch writes of readings (table readings)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table readings has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TABLE "xc_readings_of_all_types_readings_changes" ("station" character varying(20) NOT NULL, "at" timestamp(3) without time zone NOT NULL, xc_side VARCHAR(8) NOT NULL DEFAULT 'old', xc_version BIGINT NOT NULL DEFAULT 0, xc_error TEXT, PRIMARY KEY ("station", "at"));
CREATE FUNCTION "xc_readings_of_all_types_readings_log"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $xc$
DECLARE
  xc_of text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    xc_of := CASE WHEN (NEW."new_whole" IS NULL AND NEW."new_price" IS NULL AND NEW."new_raw" IS NULL AND NEW."new_day" IS NULL AND NEW."new_seen" IS NULL AND NEW."new_precise" IS NULL AND NEW."new_extra" IS NULL) THEN CASE WHEN NEW."whole" IS NULL AND NEW."price" IS NULL THEN 'old' ELSE 'old' END WHEN NEW."whole" IS NULL AND NEW."price" IS NULL THEN 'new' END;
    IF xc_of IS NOT NULL THEN
      INSERT INTO "xc_readings_of_all_types_readings_changes" ("station", "at", xc_side, xc_version) SELECT NEW."station", NEW."at", xc_of, 1 WHERE TRUE ON CONFLICT ("station", "at") DO UPDATE SET xc_side = excluded.xc_side, xc_version = "xc_readings_of_all_types_readings_changes".xc_version + 1, xc_error = NULL;
    END IF;
  ELSIF NOT (NEW."whole" IS NOT DISTINCT FROM OLD."whole" AND NEW."price" IS NOT DISTINCT FROM OLD."price") THEN
    IF (NEW."new_whole" IS NOT DISTINCT FROM OLD."new_whole" AND NEW."new_price" IS NOT DISTINCT FROM OLD."new_price" AND NEW."new_raw" IS NOT DISTINCT FROM OLD."new_raw" AND NEW."new_day" IS NOT DISTINCT FROM OLD."new_day" AND NEW."new_seen" IS NOT DISTINCT FROM OLD."new_seen" AND NEW."new_precise" IS NOT DISTINCT FROM OLD."new_precise" AND NEW."new_extra" IS NOT DISTINCT FROM OLD."new_extra") THEN
      INSERT INTO "xc_readings_of_all_types_readings_changes" ("station", "at", xc_side, xc_version) SELECT NEW."station", NEW."at", 'old', 1 WHERE TRUE ON CONFLICT ("station", "at") DO UPDATE SET xc_side = excluded.xc_side, xc_version = "xc_readings_of_all_types_readings_changes".xc_version + 1, xc_error = NULL;
    ELSE
      DELETE FROM "xc_readings_of_all_types_readings_changes" WHERE "xc_readings_of_all_types_readings_changes"."station" = NEW."station" AND "xc_readings_of_all_types_readings_changes"."at" = NEW."at" AND TRUE;
    END IF;
  ELSIF NOT (NEW."new_whole" IS NOT DISTINCT FROM OLD."new_whole" AND NEW."new_price" IS NOT DISTINCT FROM OLD."new_price" AND NEW."new_raw" IS NOT DISTINCT FROM OLD."new_raw" AND NEW."new_day" IS NOT DISTINCT FROM OLD."new_day" AND NEW."new_seen" IS NOT DISTINCT FROM OLD."new_seen" AND NEW."new_precise" IS NOT DISTINCT FROM OLD."new_precise" AND NEW."new_extra" IS NOT DISTINCT FROM OLD."new_extra") THEN
    INSERT INTO "xc_readings_of_all_types_readings_changes" ("station", "at", xc_side, xc_version) SELECT NEW."station", NEW."at", 'new', 1 WHERE TRUE ON CONFLICT ("station", "at") DO UPDATE SET xc_side = excluded.xc_side, xc_version = "xc_readings_of_all_types_readings_changes".xc_version + 1, xc_error = NULL;
  ELSIF NOT (NEW."small" IS NOT DISTINCT FROM OLD."small" AND NEW."precise" IS NOT DISTINCT FROM OLD."precise" AND NEW."valid" IS NOT DISTINCT FROM OLD."valid" AND NEW."day" IS NOT DISTINCT FROM OLD."day" AND NEW."seen" IS NOT DISTINCT FROM OLD."seen" AND NEW."extra" IS NOT DISTINCT FROM OLD."extra" AND NEW."raw" IS NOT DISTINCT FROM OLD."raw") AND NOT (NEW."new_whole" IS NULL AND NEW."new_price" IS NULL AND NEW."new_raw" IS NULL AND NEW."new_day" IS NULL AND NEW."new_seen" IS NULL AND NEW."new_precise" IS NULL AND NEW."new_extra" IS NULL) THEN
    INSERT INTO "xc_readings_of_all_types_readings_changes" ("station", "at", xc_side, xc_version) SELECT NEW."station", NEW."at", 'input', 1 WHERE TRUE ON CONFLICT ("station", "at") DO UPDATE SET xc_side = CASE WHEN "xc_readings_of_all_types_readings_changes".xc_side IN ('old', 'new') THEN "xc_readings_of_all_types_readings_changes".xc_side ELSE 'input' END, xc_version = "xc_readings_of_all_types_readings_changes".xc_version + 1;
  END IF;
  RETURN NULL;
END
$xc$;
DO $xc$
BEGIN
  EXECUTE format('ALTER FUNCTION %I() SET search_path = pg_catalog, %I, pg_temp', 'xc_readings_of_all_types_readings_log', current_schema());
END
$xc$;
CREATE TRIGGER "xc_readings_of_all_types_readings_ins" AFTER INSERT ON "readings" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_readings_of_all_types_readings_log"();
CREATE TRIGGER "xc_readings_of_all_types_readings_upd" AFTER UPDATE ON "readings" FOR EACH ROW WHEN ((NOT (NEW."whole" IS NOT DISTINCT FROM OLD."whole" AND NEW."price" IS NOT DISTINCT FROM OLD."price") OR NOT (NEW."new_whole" IS NOT DISTINCT FROM OLD."new_whole" AND NEW."new_price" IS NOT DISTINCT FROM OLD."new_price" AND NEW."new_raw" IS NOT DISTINCT FROM OLD."new_raw" AND NEW."new_day" IS NOT DISTINCT FROM OLD."new_day" AND NEW."new_seen" IS NOT DISTINCT FROM OLD."new_seen" AND NEW."new_precise" IS NOT DISTINCT FROM OLD."new_precise" AND NEW."new_extra" IS NOT DISTINCT FROM OLD."new_extra") OR NOT (NEW."small" IS NOT DISTINCT FROM OLD."small" AND NEW."precise" IS NOT DISTINCT FROM OLD."precise" AND NEW."valid" IS NOT DISTINCT FROM OLD."valid" AND NEW."day" IS NOT DISTINCT FROM OLD."day" AND NEW."seen" IS NOT DISTINCT FROM OLD."seen" AND NEW."extra" IS NOT DISTINCT FROM OLD."extra" AND NEW."raw" IS NOT DISTINCT FROM OLD."raw")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_readings_of_all_types_readings_log"();
-- undo
-- refused where this is above 0: rows of readings were written in the new shape alone, and v1 would read what they held before: write their old columns too, or delete them from xc_readings_of_all_types_readings_changes if v1 may do without (shown: the keys)
SELECT COUNT(*) FROM "xc_readings_of_all_types_readings_changes" JOIN "readings" ON "readings"."station" = "xc_readings_of_all_types_readings_changes"."station" AND "readings"."at" = "xc_readings_of_all_types_readings_changes"."at" WHERE "xc_readings_of_all_types_readings_changes".xc_side = 'new';
-- which
SELECT concat_ws(', ', "xc_readings_of_all_types_readings_changes"."station"::text, "xc_readings_of_all_types_readings_changes"."at"::text) FROM "xc_readings_of_all_types_readings_changes" JOIN "readings" ON "readings"."station" = "xc_readings_of_all_types_readings_changes"."station" AND "readings"."at" = "xc_readings_of_all_types_readings_changes"."at" WHERE "xc_readings_of_all_types_readings_changes".xc_side = 'new' LIMIT 10;
DROP TRIGGER "xc_readings_of_all_types_readings_ins" ON "readings";
DROP TRIGGER "xc_readings_of_all_types_readings_upd" ON "readings";
DROP FUNCTION "xc_readings_of_all_types_readings_log"();
DROP TABLE "xc_readings_of_all_types_readings_changes";
-- probe
SELECT count(*) FROM pg_class WHERE oid = to_regclass('"xc_readings_of_all_types_readings_changes"');


-- ======== migrate ========

-- ---- backfill readings, 2 key columns
-- session
SET xc.session = 'backfill';
-- session
SET TIME ZONE 'UTC';
-- session
SET DateStyle = 'ISO';
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"readings"');
-- lowest
SELECT "station"::text, "at"::text FROM "readings" ORDER BY "readings"."station", "readings"."at" LIMIT 1;
-- highest
SELECT "station"::text, "at"::text FROM "readings" ORDER BY "readings"."station" DESC, "readings"."at" DESC LIMIT 1;
-- cut
SELECT "station"::text, "at"::text FROM "readings" WHERE ("station", "at") >= ($1::text, $2::text::timestamp(3) without time zone) AND ("station", "at") <= ($3::text, $4::text::timestamp(3) without time zone) ORDER BY "readings"."station", "readings"."at" LIMIT 2 OFFSET $5;
-- verify
SELECT COUNT(*), COUNT(CASE WHEN EXISTS (SELECT 1 FROM "xc_readings_of_all_types_readings_changes" AS xc_log WHERE xc_log."station" = "readings"."station" AND xc_log."at" = "readings"."at" AND xc_log.xc_side = 'old') THEN 1 END), COUNT(CASE WHEN "new_whole" IS NULL AND NOT EXISTS (SELECT 1 FROM "xc_readings_of_all_types_readings_changes" AS xc_log WHERE xc_log."station" = "readings"."station" AND xc_log."at" = "readings"."at" AND xc_log.xc_side = 'old') THEN 1 END) FROM "readings" WHERE ("station", "at") >= ($1::text, $2::text::timestamp(3) without time zone) AND ("station", "at") <= ($3::text, $4::text::timestamp(3) without time zone);
-- examine
SELECT "station"::text, "at"::text FROM "readings" WHERE ("station", "at") >= ($1::text, $2::text::timestamp(3) without time zone) AND ("station", "at") <= ($3::text, $4::text::timestamp(3) without time zone) AND EXISTS (SELECT 1 FROM "xc_readings_of_all_types_readings_changes" AS xc_log WHERE xc_log."station" = "readings"."station" AND xc_log."at" = "readings"."at" AND xc_log.xc_side = 'old') ORDER BY "readings"."station", "readings"."at" LIMIT $5;
-- by self::convert, on error Skip: whole, price, raw, day, seen, precise, extra, small, valid -> new_whole, new_price, new_raw, new_day, new_seen, new_precise, new_extra
-- is the log there
SELECT count(*) FROM pg_class WHERE oid = to_regclass('"xc_readings_of_all_types_readings_changes"');
-- the log's lowest key
SELECT xc_log."station"::text, xc_log."at"::text FROM "xc_readings_of_all_types_readings_changes" AS xc_log ORDER BY xc_log."station", xc_log."at" LIMIT 1;
-- a page of the log
SELECT xc_log."station"::text, xc_log."at"::text, xc_log.xc_version::text, "readings"."whole"::text, "readings"."price"::text, encode("readings"."raw", 'hex'), "readings"."day"::text, "readings"."seen"::text, "readings"."precise"::text, "readings"."extra"::text, "readings"."small"::text, "readings"."valid"::int::text, "readings"."new_whole"::text, "readings"."new_price"::text, encode("readings"."new_raw", 'hex'), "readings"."new_day"::text, "readings"."new_seen"::text, "readings"."new_precise"::text, "readings"."new_extra"::text, CASE WHEN "readings"."station" IS NULL THEN NULL ELSE 1 END FROM "xc_readings_of_all_types_readings_changes" AS xc_log LEFT JOIN "readings" ON "readings"."station" = xc_log."station" AND "readings"."at" = xc_log."at" WHERE (xc_log."station", xc_log."at") >= ($1::text, $2::text::timestamp(3) without time zone) AND xc_log.xc_side = $3 ORDER BY xc_log."station", xc_log."at" LIMIT $4;
-- rows behind
SELECT xc_log."station"::text, xc_log."at"::text, xc_log.xc_error FROM "xc_readings_of_all_types_readings_changes" AS xc_log WHERE xc_log.xc_side = 'old' ORDER BY CASE WHEN xc_log.xc_error IS NULL THEN 1 ELSE 0 END, xc_log."station", xc_log."at" LIMIT $1;
-- rows to fill
SELECT "station"::text, "at"::text, "readings"."whole"::text, "readings"."price"::text, encode("readings"."raw", 'hex'), "readings"."day"::text, "readings"."seen"::text, "readings"."precise"::text, "readings"."extra"::text, "readings"."small"::text, "readings"."valid"::int::text, "readings"."new_whole"::text, "readings"."new_price"::text, encode("readings"."new_raw", 'hex'), "readings"."new_day"::text, "readings"."new_seen"::text, "readings"."new_precise"::text, "readings"."new_extra"::text FROM "readings" WHERE ("station", "at") >= ($1::text, $2::text::timestamp(3) without time zone) AND ("station", "at") <= ($3::text, $4::text::timestamp(3) without time zone) AND ("readings"."new_whole" IS NULL AND "readings"."new_price" IS NULL AND "readings"."new_raw" IS NULL AND "readings"."new_day" IS NULL AND "readings"."new_seen" IS NULL AND "readings"."new_precise" IS NULL AND "readings"."new_extra" IS NULL) AND NOT EXISTS (SELECT 1 FROM "xc_readings_of_all_types_readings_changes" AS xc_log WHERE xc_log."station" = "readings"."station" AND xc_log."at" = "readings"."at") ORDER BY "readings"."station", "readings"."at";
-- rows to verify
SELECT "station"::text, "at"::text, "readings"."whole"::text, "readings"."price"::text, encode("readings"."raw", 'hex'), "readings"."day"::text, "readings"."seen"::text, "readings"."precise"::text, "readings"."extra"::text, "readings"."small"::text, "readings"."valid"::int::text, "readings"."new_whole"::text, "readings"."new_price"::text, encode("readings"."new_raw", 'hex'), "readings"."new_day"::text, "readings"."new_seen"::text, "readings"."new_precise"::text, "readings"."new_extra"::text FROM "readings" WHERE ("station", "at") >= ($1::text, $2::text::timestamp(3) without time zone) AND ("station", "at") <= ($3::text, $4::text::timestamp(3) without time zone) AND NOT EXISTS (SELECT 1 FROM "xc_readings_of_all_types_readings_changes" AS xc_log WHERE xc_log."station" = "readings"."station" AND xc_log."at" = "readings"."at") ORDER BY "readings"."station", "readings"."at";
-- write
UPDATE "readings" SET "new_whole" = xc_row.n0::integer, "new_price" = xc_row.n1::numeric(10,2), "new_raw" = decode(xc_row.n2, 'hex'), "new_day" = xc_row.n3::date, "new_seen" = xc_row.n4::timestamp with time zone, "new_precise" = xc_row.n5::double precision, "new_extra" = xc_row.n6::jsonb FROM (SELECT xc_json.v ->> 0 AS k0, xc_json.v ->> 1 AS k1, xc_json.v ->> 3 AS s0, xc_json.v ->> 4 AS s1, xc_json.v ->> 5 AS s2, xc_json.v ->> 6 AS s3, xc_json.v ->> 7 AS s4, xc_json.v ->> 8 AS s5, xc_json.v ->> 9 AS s6, xc_json.v ->> 10 AS s7, xc_json.v ->> 11 AS s8, xc_json.v ->> 12 AS o0, xc_json.v ->> 13 AS o1, xc_json.v ->> 14 AS o2, xc_json.v ->> 15 AS o3, xc_json.v ->> 16 AS o4, xc_json.v ->> 17 AS o5, xc_json.v ->> 18 AS o6, xc_json.v ->> 19 AS n0, xc_json.v ->> 20 AS n1, xc_json.v ->> 21 AS n2, xc_json.v ->> 22 AS n3, xc_json.v ->> 23 AS n4, xc_json.v ->> 24 AS n5, xc_json.v ->> 25 AS n6 FROM jsonb_array_elements($1::text::jsonb) AS xc_json(v)) AS xc_row WHERE "readings"."station" = xc_row.k0 AND "readings"."at" = xc_row.k1::timestamp(3) without time zone AND "readings"."whole"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s0 AND "readings"."price"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s1 AND encode("readings"."raw", 'hex') COLLATE "C" IS NOT DISTINCT FROM xc_row.s2 AND "readings"."day"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s3 AND "readings"."seen"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s4 AND "readings"."precise"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s5 AND "readings"."extra"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s6 AND "readings"."small"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s7 AND "readings"."valid"::int::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s8 AND "readings"."new_whole"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.o0 AND "readings"."new_price"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.o1 AND encode("readings"."new_raw", 'hex') COLLATE "C" IS NOT DISTINCT FROM xc_row.o2 AND "readings"."new_day"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.o3 AND "readings"."new_seen"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.o4 AND "readings"."new_precise"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.o5 AND "readings"."new_extra"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.o6;
-- differ
SELECT "readings"."station"::text, "readings"."at"::text FROM (SELECT xc_json.v ->> 0 AS k0, xc_json.v ->> 1 AS k1, xc_json.v ->> 2 AS v, xc_json.v ->> 3 AS s0, xc_json.v ->> 4 AS s1, xc_json.v ->> 5 AS s2, xc_json.v ->> 6 AS s3, xc_json.v ->> 7 AS s4, xc_json.v ->> 8 AS s5, xc_json.v ->> 9 AS s6, xc_json.v ->> 10 AS s7, xc_json.v ->> 11 AS s8, xc_json.v ->> 19 AS n0, xc_json.v ->> 20 AS n1, xc_json.v ->> 21 AS n2, xc_json.v ->> 22 AS n3, xc_json.v ->> 23 AS n4, xc_json.v ->> 24 AS n5, xc_json.v ->> 25 AS n6 FROM jsonb_array_elements($1::text::jsonb) AS xc_json(v)) AS xc_row JOIN "readings" ON "readings"."station" = xc_row.k0 AND "readings"."at" = xc_row.k1::timestamp(3) without time zone WHERE "readings"."whole"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s0 AND "readings"."price"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s1 AND encode("readings"."raw", 'hex') COLLATE "C" IS NOT DISTINCT FROM xc_row.s2 AND "readings"."day"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s3 AND "readings"."seen"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s4 AND "readings"."precise"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s5 AND "readings"."extra"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s6 AND "readings"."small"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s7 AND "readings"."valid"::int::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s8 AND NOT ("readings"."new_whole" IS NOT DISTINCT FROM xc_row.n0::integer AND "readings"."new_price" IS NOT DISTINCT FROM xc_row.n1::numeric(10,2) AND "readings"."new_raw" IS NOT DISTINCT FROM decode(xc_row.n2, 'hex') AND "readings"."new_day" IS NOT DISTINCT FROM xc_row.n3::date AND "readings"."new_seen" IS NOT DISTINCT FROM xc_row.n4::timestamp with time zone AND "readings"."new_precise" IS NOT DISTINCT FROM xc_row.n5::double precision AND "readings"."new_extra" IS NOT DISTINCT FROM xc_row.n6::jsonb) AND ((xc_row.v IS NULL AND NOT EXISTS (SELECT 1 FROM "xc_readings_of_all_types_readings_changes" AS xc_log WHERE xc_log."station" = "readings"."station" AND xc_log."at" = "readings"."at")) OR EXISTS (SELECT 1 FROM "xc_readings_of_all_types_readings_changes" AS xc_log WHERE xc_log."station" = "readings"."station" AND xc_log."at" = "readings"."at" AND xc_log.xc_version = xc_row.v::bigint)) ORDER BY "readings"."station", "readings"."at";
-- settle
DELETE FROM "xc_readings_of_all_types_readings_changes" AS xc_log USING (SELECT xc_json.v ->> 0 AS k0, xc_json.v ->> 1 AS k1, xc_json.v ->> 2 AS v, xc_json.v ->> 3 AS s0, xc_json.v ->> 4 AS s1, xc_json.v ->> 5 AS s2, xc_json.v ->> 6 AS s3, xc_json.v ->> 7 AS s4, xc_json.v ->> 8 AS s5, xc_json.v ->> 9 AS s6, xc_json.v ->> 10 AS s7, xc_json.v ->> 11 AS s8, xc_json.v ->> 19 AS n0, xc_json.v ->> 20 AS n1, xc_json.v ->> 21 AS n2, xc_json.v ->> 22 AS n3, xc_json.v ->> 23 AS n4, xc_json.v ->> 24 AS n5, xc_json.v ->> 25 AS n6 FROM jsonb_array_elements($1::text::jsonb) AS xc_json(v)) AS xc_row WHERE xc_log."station" = xc_row.k0 AND xc_log."at" = xc_row.k1::timestamp(3) without time zone AND xc_log.xc_version = xc_row.v::bigint AND (NOT EXISTS (SELECT 1 FROM "readings" WHERE "readings"."station" = xc_log."station" AND "readings"."at" = xc_log."at") OR EXISTS (SELECT 1 FROM "readings" WHERE "readings"."station" = xc_log."station" AND "readings"."at" = xc_log."at" AND "readings"."whole"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s0 AND "readings"."price"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s1 AND encode("readings"."raw", 'hex') COLLATE "C" IS NOT DISTINCT FROM xc_row.s2 AND "readings"."day"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s3 AND "readings"."seen"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s4 AND "readings"."precise"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s5 AND "readings"."extra"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s6 AND "readings"."small"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s7 AND "readings"."valid"::int::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s8 AND ("readings"."new_whole" IS NOT DISTINCT FROM xc_row.n0::integer AND "readings"."new_price" IS NOT DISTINCT FROM xc_row.n1::numeric(10,2) AND "readings"."new_raw" IS NOT DISTINCT FROM decode(xc_row.n2, 'hex') AND "readings"."new_day" IS NOT DISTINCT FROM xc_row.n3::date AND "readings"."new_seen" IS NOT DISTINCT FROM xc_row.n4::timestamp with time zone AND "readings"."new_precise" IS NOT DISTINCT FROM xc_row.n5::double precision AND "readings"."new_extra" IS NOT DISTINCT FROM xc_row.n6::jsonb)));
-- fail
UPDATE "xc_readings_of_all_types_readings_changes" AS xc_log SET xc_error = xc_row.e FROM (SELECT xc_json.v ->> 0 AS k0, xc_json.v ->> 1 AS k1, xc_json.v ->> 2 AS v, xc_json.v ->> 26 AS e FROM jsonb_array_elements($1::text::jsonb) AS xc_json(v)) AS xc_row WHERE xc_log."station" = xc_row.k0 AND xc_log."at" = xc_row.k1::timestamp(3) without time zone AND xc_log.xc_version = xc_row.v::bigint;
-- fail
INSERT INTO "xc_readings_of_all_types_readings_changes" ("station", "at", xc_side, xc_version, xc_error) SELECT "readings"."station", "readings"."at", 'old', 1, xc_row.e FROM (SELECT xc_json.v ->> 0 AS k0, xc_json.v ->> 1 AS k1, xc_json.v ->> 2 AS v, xc_json.v ->> 3 AS s0, xc_json.v ->> 4 AS s1, xc_json.v ->> 5 AS s2, xc_json.v ->> 6 AS s3, xc_json.v ->> 7 AS s4, xc_json.v ->> 8 AS s5, xc_json.v ->> 9 AS s6, xc_json.v ->> 10 AS s7, xc_json.v ->> 11 AS s8, xc_json.v ->> 26 AS e FROM jsonb_array_elements($1::text::jsonb) AS xc_json(v)) AS xc_row JOIN "readings" ON "readings"."station" = xc_row.k0 AND "readings"."at" = xc_row.k1::timestamp(3) without time zone WHERE xc_row.v IS NULL AND ("readings"."new_whole" IS NULL AND "readings"."new_price" IS NULL AND "readings"."new_raw" IS NULL AND "readings"."new_day" IS NULL AND "readings"."new_seen" IS NULL AND "readings"."new_precise" IS NULL AND "readings"."new_extra" IS NULL) AND "readings"."whole"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s0 AND "readings"."price"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s1 AND encode("readings"."raw", 'hex') COLLATE "C" IS NOT DISTINCT FROM xc_row.s2 AND "readings"."day"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s3 AND "readings"."seen"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s4 AND "readings"."precise"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s5 AND "readings"."extra"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s6 AND "readings"."small"::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s7 AND "readings"."valid"::int::text COLLATE "C" IS NOT DISTINCT FROM xc_row.s8 ON CONFLICT DO NOTHING;
-- not null: new_whole


-- ======== contract ========

-- ---- require values in readings.new_whole (table readings)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- already: table readings has the constraints xc_nn_readings_new_whole already: drop them
-- run
ALTER TABLE "readings" ADD CONSTRAINT "xc_nn_readings_new_whole" CHECK ("new_whole" IS NOT NULL) NOT VALID;
-- undo
ALTER TABLE "readings" DROP CONSTRAINT "xc_nn_readings_new_whole";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"readings"') AND conname IN ('xc_nn_readings_new_whole');

-- ---- validate values in readings.new_whole (table readings)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 0, before 180000
-- already: table readings has the constraints xc_nn_readings_new_whole already: drop them
-- run
ALTER TABLE "readings" VALIDATE CONSTRAINT "xc_nn_readings_new_whole";
-- undo: never: no SQL leads back from what a Rust function gives: the old columns of readings are dropped at once
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"readings"') AND conname IN ('xc_nn_readings_new_whole') AND convalidated;

-- ---- require values in readings.new_whole (table readings)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table readings has the constraints readings_new_whole_not_null already: drop them
-- run
ALTER TABLE "readings" ADD CONSTRAINT "readings_new_whole_not_null" NOT NULL "new_whole" NOT VALID;
-- undo
ALTER TABLE "readings" DROP CONSTRAINT "readings_new_whole_not_null";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"readings"') AND conname IN ('readings_new_whole_not_null');

-- ---- validate values in readings.new_whole (table readings)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table readings has the constraints readings_new_whole_not_null already: drop them
-- run
ALTER TABLE "readings" VALIDATE CONSTRAINT "readings_new_whole_not_null";
-- undo: never: no SQL leads back from what a Rust function gives: the old columns of readings are dropped at once
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"readings"') AND conname IN ('readings_new_whole_not_null') AND convalidated;

-- ---- tighten readings (table readings)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: 
-- run
LOCK TABLE "readings" IN ACCESS EXCLUSIVE MODE;
DO $xc$
BEGIN
  IF (SELECT COUNT(*) FROM "xc_readings_of_all_types_readings_changes" JOIN "readings" ON "readings"."station" = "xc_readings_of_all_types_readings_changes"."station" AND "readings"."at" = "xc_readings_of_all_types_readings_changes"."at" WHERE "xc_readings_of_all_types_readings_changes".xc_side = 'old') > 0 THEN
    RAISE EXCEPTION USING MESSAGE = 'rows of readings were written in the old shape alone since they were verified: v1 is still running. End it, and run contract again, which fills them first (shown: the keys)';
  END IF;
END
$xc$;
DROP TRIGGER "xc_readings_of_all_types_readings_ins" ON "readings";
DROP TRIGGER "xc_readings_of_all_types_readings_upd" ON "readings";
DROP FUNCTION "xc_readings_of_all_types_readings_log"();
DROP TABLE "xc_readings_of_all_types_readings_changes";
-- undo: never: no SQL leads back from what a Rust function gives: the old columns of readings are dropped at once
-- probe
SELECT 0::bigint;

-- ---- tighten readings (table readings)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- already: 
-- run
ALTER TABLE "readings" ALTER COLUMN "new_whole" SET NOT NULL;
ALTER TABLE "readings" DROP CONSTRAINT "xc_nn_readings_new_whole";
LOCK TABLE "readings" IN ACCESS EXCLUSIVE MODE;
DO $xc$
BEGIN
  IF (SELECT COUNT(*) FROM "xc_readings_of_all_types_readings_changes" JOIN "readings" ON "readings"."station" = "xc_readings_of_all_types_readings_changes"."station" AND "readings"."at" = "xc_readings_of_all_types_readings_changes"."at" WHERE "xc_readings_of_all_types_readings_changes".xc_side = 'old') > 0 THEN
    RAISE EXCEPTION USING MESSAGE = 'rows of readings were written in the old shape alone since they were verified: v1 is still running. End it, and run contract again, which fills them first (shown: the keys)';
  END IF;
END
$xc$;
DROP TRIGGER "xc_readings_of_all_types_readings_ins" ON "readings";
DROP TRIGGER "xc_readings_of_all_types_readings_upd" ON "readings";
DROP FUNCTION "xc_readings_of_all_types_readings_log"();
DROP TABLE "xc_readings_of_all_types_readings_changes";
-- undo
ALTER TABLE "readings" ALTER COLUMN "new_whole" DROP NOT NULL;
-- probe
SELECT 0::bigint;
