-- rename_country on PostgreSQL
--
-- requires create_shop at expand or later: it makes table `countries` (at create_shop.rs:22:22), which is changed at rename_country.rs:8:9
--
-- expects table countries, key (code), perhaps more
--   code character varying(2) not null
--   name character varying(100) not null


-- ======== expand ========

-- ---- add column countries.country_name (table countries)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table countries has one of the columns country_name already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "countries" ADD COLUMN "country_name" character varying(100);
-- undo
ALTER TABLE "countries" DROP COLUMN "country_name";
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"countries"') AND attname IN ('country_name') AND attnum > 0 AND NOT attisdropped;


-- ======== dual_write ========

-- ---- dual write of countries (table countries)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table countries has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_rename_country_countries_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."country_name" IS NULL) THEN
      NEW."country_name" := NEW."name";
    ELSIF (NEW."name" IS NULL) THEN
      NEW."name" := NEW."country_name";
    END IF;
  ELSIF (NEW."country_name" COLLATE "C" IS NOT DISTINCT FROM OLD."country_name") THEN
    IF NOT (NEW."country_name" COLLATE "C" IS NOT DISTINCT FROM NEW."name") THEN
      NEW."country_name" := NEW."name";
    END IF;
  ELSIF (NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") THEN
    IF NOT (NEW."country_name" COLLATE "C" IS NOT DISTINCT FROM NEW."name") THEN
      NEW."name" := NEW."country_name";
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_rename_country_countries_ins" BEFORE INSERT ON "countries" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_country_countries_sync"();
CREATE TRIGGER "xc_rename_country_countries_upd" BEFORE UPDATE ON "countries" FOR EACH ROW WHEN (NOT ((NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") AND (NEW."country_name" COLLATE "C" IS NOT DISTINCT FROM OLD."country_name")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_country_countries_sync"();
-- undo
DROP TRIGGER "xc_rename_country_countries_ins" ON "countries";
DROP TRIGGER "xc_rename_country_countries_upd" ON "countries";
DROP FUNCTION "xc_rename_country_countries_sync"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"countries"') AND tgname IN ('xc_rename_country_countries_ins', 'xc_rename_country_countries_upd');


-- ======== migrate ========

-- ---- backfill countries, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ("country_name" COLLATE "C" IS NOT DISTINCT FROM "name")
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"countries"');
-- lowest
SELECT "code"::text FROM "countries" ORDER BY "countries"."code" LIMIT 1;
-- highest
SELECT "code"::text FROM "countries" ORDER BY "countries"."code" DESC LIMIT 1;
-- cut
SELECT "code"::text FROM "countries" WHERE "code" >= $1::text AND "code" <= $2::text ORDER BY "countries"."code" LIMIT 2 OFFSET $3;
-- fill
UPDATE "countries" SET "country_name" = "name" WHERE "code" >= $1::text AND "code" <= $2::text AND NOT ("country_name" COLLATE "C" IS NOT DISTINCT FROM "name");
-- the other way round
UPDATE "countries" SET "name" = "country_name" WHERE "code" >= $1::text AND "code" <= $2::text AND NOT ("country_name" COLLATE "C" IS NOT DISTINCT FROM "name");
-- layout
WITH by_page AS (SELECT ctid AS place, pg_column_size("countries".*) AS size, COALESCE(pg_column_size("name") - 3 - COALESCE(pg_column_size("country_name"), 0), 0) AS growth FROM "countries" LIMIT 2000), by_key AS (SELECT ctid AS place FROM "countries" ORDER BY "countries"."code" LIMIT 2000) SELECT pg_relation_size(to_regclass('"countries"')) / current_setting('block_size')::bigint, (SELECT COUNT(*) FROM by_page), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_page), (SELECT COUNT(*) FROM by_key), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_key), (SELECT COALESCE(AVG(size), 0)::bigint FROM by_page), (SELECT COALESCE(AVG(growth), 0)::bigint FROM by_page), pg_size_bytes(current_setting('shared_buffers'));
-- page
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY page) FROM (SELECT (ctid::text::point)[0]::bigint AS page FROM "countries" WHERE "code" >= $1::text AND "code" <= $2::text ORDER BY "countries"."code" LIMIT 9) AS places;
-- fill in passes
UPDATE "countries" SET "country_name" = "name" WHERE ctid >= format('(%s,0)', $1::bigint)::tid AND ctid < format('(%s,0)', $2::bigint + 1)::tid AND ($3::bigint >> (hashtext("code") & 63)::int & 1) = 1 AND NOT ("country_name" COLLATE "C" IS NOT DISTINCT FROM "name");
-- by a bitmap
SET LOCAL enable_indexscan = off;
-- updated
SELECT pg_stat_get_xact_tuples_updated(to_regclass('"countries"')), pg_stat_get_xact_tuples_hot_updated(to_regclass('"countries"'));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("country_name" COLLATE "C" IS NOT DISTINCT FROM "name") THEN 1 END), COUNT(CASE WHEN "country_name" IS NULL THEN 1 END) FROM "countries" WHERE "code" >= $1::text AND "code" <= $2::text;
-- examine
SELECT "code"::text, ("name")::text, ("country_name")::text, ("name")::text, ("country_name")::text FROM "countries" WHERE "code" >= $1::text AND "code" <= $2::text AND NOT ("country_name" COLLATE "C" IS NOT DISTINCT FROM "name") ORDER BY "countries"."code" LIMIT $3;
-- not null: country_name


-- ======== contract ========

-- ---- require values in countries.country_name (table countries)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- already: table countries has the constraints xc_nn_countries_country_name already: drop them
-- run
ALTER TABLE "countries" ADD CONSTRAINT "xc_nn_countries_country_name" CHECK ("country_name" IS NOT NULL) NOT VALID;
-- undo
ALTER TABLE "countries" DROP CONSTRAINT "xc_nn_countries_country_name";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"countries"') AND conname IN ('xc_nn_countries_country_name');

-- ---- validate values in countries.country_name (table countries)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 0, before 180000
-- already: table countries has the constraints xc_nn_countries_country_name already: drop them
-- run
ALTER TABLE "countries" VALIDATE CONSTRAINT "xc_nn_countries_country_name";
-- undo: nothing
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"countries"') AND conname IN ('xc_nn_countries_country_name') AND convalidated;

-- ---- require values in countries.country_name (table countries)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table countries has the constraints countries_country_name_not_null already: drop them
-- run
ALTER TABLE "countries" ADD CONSTRAINT "countries_country_name_not_null" NOT NULL "country_name" NOT VALID;
-- undo
ALTER TABLE "countries" DROP CONSTRAINT "countries_country_name_not_null";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"countries"') AND conname IN ('countries_country_name_not_null');

-- ---- validate values in countries.country_name (table countries)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table countries has the constraints countries_country_name_not_null already: drop them
-- run
ALTER TABLE "countries" VALIDATE CONSTRAINT "countries_country_name_not_null";
-- undo: nothing
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"countries"') AND conname IN ('countries_country_name_not_null') AND convalidated;

-- ---- drop column countries.name (table countries)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- when contract goes the way of Dropping
-- already: countries.name is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
DROP TRIGGER "xc_rename_country_countries_ins" ON "countries";
DROP TRIGGER "xc_rename_country_countries_upd" ON "countries";
DROP FUNCTION "xc_rename_country_countries_sync"();
ALTER TABLE "countries" DROP COLUMN "name";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"countries"') AND attname IN ('name') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retire column countries.name (table countries)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- when contract goes the way of Retiring
-- already: countries.name is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
DROP TRIGGER "xc_rename_country_countries_ins" ON "countries";
DROP TRIGGER "xc_rename_country_countries_upd" ON "countries";
DROP FUNCTION "xc_rename_country_countries_sync"();
ALTER TABLE "countries" RENAME COLUMN "name" TO "xc_retired_rename_country_name";
ALTER TABLE "countries" ADD COLUMN "xc_unfit_rename_country" text;
CREATE FUNCTION "xc_rename_country_countries_keep"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  BEGIN
    IF NEW."xc_unfit_rename_country" IS NULL AND (NEW."country_name" COLLATE "C" IS NOT DISTINCT FROM NEW."xc_retired_rename_country_name") THEN
      RETURN NEW;
    END IF;
    NEW."xc_unfit_rename_country" := NULL;
    NEW."xc_retired_rename_country_name" := NEW."country_name";
    IF NEW."xc_retired_rename_country_name" IS NULL THEN
      NEW."xc_retired_rename_country_name" := '';
      NEW."xc_unfit_rename_country" := 'name would be null';
    END IF;
  EXCEPTION WHEN OTHERS THEN
    NEW."xc_retired_rename_country_name" := '';
    NEW."xc_unfit_rename_country" := SQLERRM;
  END;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_rename_country_countries_keep_ins" BEFORE INSERT ON "countries" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_country_countries_keep"();
CREATE TRIGGER "xc_rename_country_countries_keep_upd" BEFORE UPDATE ON "countries" FOR EACH ROW WHEN (NOT (NEW."country_name" COLLATE "C" IS NOT DISTINCT FROM OLD."country_name") AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_country_countries_keep"();
-- undo
DROP TRIGGER "xc_rename_country_countries_keep_ins" ON "countries";
DROP TRIGGER "xc_rename_country_countries_keep_upd" ON "countries";
DROP FUNCTION "xc_rename_country_countries_keep"();
ALTER TABLE "countries" DROP COLUMN "xc_unfit_rename_country";
ALTER TABLE "countries" RENAME COLUMN "xc_retired_rename_country_name" TO "name";
CREATE FUNCTION "xc_rename_country_countries_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."country_name" IS NULL) THEN
      NEW."country_name" := NEW."name";
    ELSIF (NEW."name" IS NULL) THEN
      NEW."name" := NEW."country_name";
    END IF;
  ELSIF (NEW."country_name" COLLATE "C" IS NOT DISTINCT FROM OLD."country_name") THEN
    IF NOT (NEW."country_name" COLLATE "C" IS NOT DISTINCT FROM NEW."name") THEN
      NEW."country_name" := NEW."name";
    END IF;
  ELSIF (NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") THEN
    IF NOT (NEW."country_name" COLLATE "C" IS NOT DISTINCT FROM NEW."name") THEN
      NEW."name" := NEW."country_name";
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_rename_country_countries_ins" BEFORE INSERT ON "countries" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_country_countries_sync"();
CREATE TRIGGER "xc_rename_country_countries_upd" BEFORE UPDATE ON "countries" FOR EACH ROW WHEN (NOT ((NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") AND (NEW."country_name" COLLATE "C" IS NOT DISTINCT FROM OLD."country_name")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_country_countries_sync"();
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"countries"') AND attname IN ('name') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- drop column countries.name (table countries)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- when contract goes the way of Dropping
-- already: countries.name is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE "countries" ALTER COLUMN "country_name" SET NOT NULL;
ALTER TABLE "countries" DROP CONSTRAINT "xc_nn_countries_country_name";
DROP TRIGGER "xc_rename_country_countries_ins" ON "countries";
DROP TRIGGER "xc_rename_country_countries_upd" ON "countries";
DROP FUNCTION "xc_rename_country_countries_sync"();
ALTER TABLE "countries" DROP COLUMN "name";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"countries"') AND attname IN ('name') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retire column countries.name (table countries)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- when contract goes the way of Retiring
-- already: countries.name is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE "countries" ALTER COLUMN "country_name" SET NOT NULL;
ALTER TABLE "countries" DROP CONSTRAINT "xc_nn_countries_country_name";
DROP TRIGGER "xc_rename_country_countries_ins" ON "countries";
DROP TRIGGER "xc_rename_country_countries_upd" ON "countries";
DROP FUNCTION "xc_rename_country_countries_sync"();
ALTER TABLE "countries" RENAME COLUMN "name" TO "xc_retired_rename_country_name";
ALTER TABLE "countries" ADD COLUMN "xc_unfit_rename_country" text;
CREATE FUNCTION "xc_rename_country_countries_keep"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  BEGIN
    IF NEW."xc_unfit_rename_country" IS NULL AND (NEW."country_name" COLLATE "C" IS NOT DISTINCT FROM NEW."xc_retired_rename_country_name") THEN
      RETURN NEW;
    END IF;
    NEW."xc_unfit_rename_country" := NULL;
    NEW."xc_retired_rename_country_name" := NEW."country_name";
    IF NEW."xc_retired_rename_country_name" IS NULL THEN
      NEW."xc_retired_rename_country_name" := '';
      NEW."xc_unfit_rename_country" := 'name would be null';
    END IF;
  EXCEPTION WHEN OTHERS THEN
    NEW."xc_retired_rename_country_name" := '';
    NEW."xc_unfit_rename_country" := SQLERRM;
  END;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_rename_country_countries_keep_ins" BEFORE INSERT ON "countries" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_country_countries_keep"();
CREATE TRIGGER "xc_rename_country_countries_keep_upd" BEFORE UPDATE ON "countries" FOR EACH ROW WHEN (NOT (NEW."country_name" COLLATE "C" IS NOT DISTINCT FROM OLD."country_name") AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_country_countries_keep"();
-- undo
DROP TRIGGER "xc_rename_country_countries_keep_ins" ON "countries";
DROP TRIGGER "xc_rename_country_countries_keep_upd" ON "countries";
DROP FUNCTION "xc_rename_country_countries_keep"();
ALTER TABLE "countries" DROP COLUMN "xc_unfit_rename_country";
ALTER TABLE "countries" RENAME COLUMN "xc_retired_rename_country_name" TO "name";
ALTER TABLE "countries" ALTER COLUMN "country_name" DROP NOT NULL;
CREATE FUNCTION "xc_rename_country_countries_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."country_name" IS NULL) THEN
      NEW."country_name" := NEW."name";
    ELSIF (NEW."name" IS NULL) THEN
      NEW."name" := NEW."country_name";
    END IF;
  ELSIF (NEW."country_name" COLLATE "C" IS NOT DISTINCT FROM OLD."country_name") THEN
    IF NOT (NEW."country_name" COLLATE "C" IS NOT DISTINCT FROM NEW."name") THEN
      NEW."country_name" := NEW."name";
    END IF;
  ELSIF (NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") THEN
    IF NOT (NEW."country_name" COLLATE "C" IS NOT DISTINCT FROM NEW."name") THEN
      NEW."name" := NEW."country_name";
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_rename_country_countries_ins" BEFORE INSERT ON "countries" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_country_countries_sync"();
CREATE TRIGGER "xc_rename_country_countries_upd" BEFORE UPDATE ON "countries" FOR EACH ROW WHEN (NOT ((NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") AND (NEW."country_name" COLLATE "C" IS NOT DISTINCT FROM OLD."country_name")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_rename_country_countries_sync"();
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"countries"') AND attname IN ('name') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- look for rows that countries.name can't hold (table countries)
-- cost: reads the table when contract is taken back, locks nothing
-- lock: none
-- when contract goes the way of Retiring
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: what the new version wrote into rows of countries since contract, countries.name can't hold: change these rows, or delete them (shown: code)
SELECT COUNT(*) FROM "countries" WHERE "xc_unfit_rename_country" IS NOT NULL;
-- which
SELECT concat_ws(', ', "code"::text, "xc_unfit_rename_country"::text) FROM "countries" WHERE "xc_unfit_rename_country" IS NOT NULL LIMIT 10;
-- probe
SELECT 0::bigint;

-- ---- drop column countries.name, which was retired (table countries)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- when contract goes the way of Purging
-- already: what was retired of countries is gone already, and not by xc
-- run
DROP TRIGGER "xc_rename_country_countries_keep_ins" ON "countries";
DROP TRIGGER "xc_rename_country_countries_keep_upd" ON "countries";
DROP FUNCTION "xc_rename_country_countries_keep"();
ALTER TABLE "countries" DROP COLUMN "xc_retired_rename_country_name", DROP COLUMN "xc_unfit_rename_country";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"countries"') AND attname IN ('xc_retired_rename_country_name') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retired of countries: name as xc_retired_rename_country_name
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM "countries" LIMIT 1) AS some_rows;

-- ---- backfill countries, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ("xc_unfit_rename_country" IS NOT NULL OR ("country_name" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_rename_country_name"))
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"countries"');
-- lowest
SELECT "code"::text FROM "countries" ORDER BY "countries"."code" LIMIT 1;
-- highest
SELECT "code"::text FROM "countries" ORDER BY "countries"."code" DESC LIMIT 1;
-- cut
SELECT "code"::text FROM "countries" WHERE "code" >= $1::text AND "code" <= $2::text ORDER BY "countries"."code" LIMIT 2 OFFSET $3;
-- the other way round
UPDATE "countries" SET "xc_retired_rename_country_name" = "country_name" WHERE "code" >= $1::text AND "code" <= $2::text AND NOT ("xc_unfit_rename_country" IS NOT NULL OR ("country_name" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_rename_country_name"));
-- mark what can't be
UPDATE "countries" SET "xc_unfit_rename_country" = 'the mapping fails on what the row holds' WHERE "code" >= $1::text AND "code" <= $2::text AND NOT ("xc_unfit_rename_country" IS NOT NULL OR ("country_name" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_rename_country_name"));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("xc_unfit_rename_country" IS NOT NULL OR ("country_name" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_rename_country_name")) THEN 1 END) FROM "countries" WHERE "code" >= $1::text AND "code" <= $2::text;
-- examine
SELECT "code"::text, ("xc_retired_rename_country_name")::text, ("country_name")::text, ("xc_retired_rename_country_name")::text, ("country_name")::text FROM "countries" WHERE "code" >= $1::text AND "code" <= $2::text AND NOT ("xc_unfit_rename_country" IS NOT NULL OR ("country_name" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_rename_country_name")) ORDER BY "countries"."code" LIMIT $3;
-- not null: 
