-- a_migration_whose_name_is_long_too on PostgreSQL
--
-- requires create_long_names at expand or later: it makes table `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` (at create_long_names.rs:6:22), which is changed at a_migration_whose_name_is_long_too.rs:8:9
--
-- expects table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters, key (a_column_whose_name_is_as_long_as_postgresql_allows__63_letters), perhaps more
--   a_column_whose_name_is_as_long_as_postgresql_allows__63_letters bigint not null
--   text_one character varying(10) not null


-- ======== expand ========

-- ---- add column a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_two (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters has one of the columns text_two already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" ADD COLUMN "text_two" character varying(10);
-- undo
ALTER TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" DROP COLUMN "text_two";
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"') AND attname IN ('text_two') AND attnum > 0 AND NOT attisdropped;


-- ======== dual_write ========

-- ---- dual write of a_table_whose_name_is_as_long_as_postgresql_allows___63_letters (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_a_migration_whose_name_is_long_too_a_table_whose_na_19ccaa37"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."text_two" IS NULL) THEN
      NEW."text_two" := NEW."text_one";
    ELSIF (NEW."text_one" IS NULL) THEN
      NEW."text_one" := NEW."text_two";
    END IF;
  ELSIF (NEW."text_two" COLLATE "C" IS NOT DISTINCT FROM OLD."text_two") THEN
    IF NOT (NEW."text_two" COLLATE "C" IS NOT DISTINCT FROM NEW."text_one") THEN
      NEW."text_two" := NEW."text_one";
    END IF;
  ELSIF (NEW."text_one" COLLATE "C" IS NOT DISTINCT FROM OLD."text_one") THEN
    IF NOT (NEW."text_two" COLLATE "C" IS NOT DISTINCT FROM NEW."text_one") THEN
      NEW."text_one" := NEW."text_two";
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_1aad74c8" BEFORE INSERT ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_a_migration_whose_name_is_long_too_a_table_whose_na_19ccaa37"();
CREATE TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_8ef07967" BEFORE UPDATE ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" FOR EACH ROW WHEN (NOT ((NEW."text_one" COLLATE "C" IS NOT DISTINCT FROM OLD."text_one") AND (NEW."text_two" COLLATE "C" IS NOT DISTINCT FROM OLD."text_two")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_a_migration_whose_name_is_long_too_a_table_whose_na_19ccaa37"();
-- undo
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_1aad74c8" ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_8ef07967" ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
DROP FUNCTION "xc_a_migration_whose_name_is_long_too_a_table_whose_na_19ccaa37"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"') AND tgname IN ('xc_a_migration_whose_name_is_long_too_a_table_whose_na_1aad74c8', 'xc_a_migration_whose_name_is_long_too_a_table_whose_na_8ef07967');


-- ======== migrate ========

-- ---- backfill a_table_whose_name_is_as_long_as_postgresql_allows___63_letters, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ("text_two" COLLATE "C" IS NOT DISTINCT FROM "text_one")
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"');
-- lowest
SELECT "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters"::text FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" ORDER BY "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"."a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" LIMIT 1;
-- highest
SELECT "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters"::text FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" ORDER BY "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"."a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" DESC LIMIT 1;
-- cut
SELECT "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters"::text FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" >= $1::text::bigint AND "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" <= $2::text::bigint ORDER BY "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"."a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" LIMIT 2 OFFSET $3;
-- fill
UPDATE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" SET "text_two" = "text_one" WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" >= $1::text::bigint AND "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" <= $2::text::bigint AND NOT ("text_two" COLLATE "C" IS NOT DISTINCT FROM "text_one");
-- the other way round
UPDATE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" SET "text_one" = "text_two" WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" >= $1::text::bigint AND "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" <= $2::text::bigint AND NOT ("text_two" COLLATE "C" IS NOT DISTINCT FROM "text_one");
-- layout
WITH by_page AS (SELECT ctid AS place, pg_column_size("a_table_whose_name_is_as_long_as_postgresql_allows___63_letters".*) AS size, COALESCE(pg_column_size("text_one") - 3 - COALESCE(pg_column_size("text_two"), 0), 0) AS growth FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" LIMIT 2000), by_key AS (SELECT ctid AS place FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" ORDER BY "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"."a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" LIMIT 2000) SELECT pg_relation_size(to_regclass('"a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"')) / current_setting('block_size')::bigint, (SELECT COUNT(*) FROM by_page), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_page), (SELECT COUNT(*) FROM by_key), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_key), (SELECT COALESCE(AVG(size), 0)::bigint FROM by_page), (SELECT COALESCE(AVG(growth), 0)::bigint FROM by_page), pg_size_bytes(current_setting('shared_buffers'));
-- page
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY page) FROM (SELECT (ctid::text::point)[0]::bigint AS page FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" >= $1::text::bigint AND "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" <= $2::text::bigint ORDER BY "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"."a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" LIMIT 9) AS places;
-- fill in passes
UPDATE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" SET "text_two" = "text_one" WHERE ctid >= format('(%s,0)', $1::bigint)::tid AND ctid < format('(%s,0)', $2::bigint + 1)::tid AND ($3::bigint >> ("a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" & 63)::int & 1) = 1 AND NOT ("text_two" COLLATE "C" IS NOT DISTINCT FROM "text_one");
-- by a bitmap
SET LOCAL enable_indexscan = off;
-- updated
SELECT pg_stat_get_xact_tuples_updated(to_regclass('"a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"')), pg_stat_get_xact_tuples_hot_updated(to_regclass('"a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"'));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("text_two" COLLATE "C" IS NOT DISTINCT FROM "text_one") THEN 1 END), COUNT(CASE WHEN "text_two" IS NULL THEN 1 END) FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" >= $1::text::bigint AND "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" <= $2::text::bigint;
-- examine
SELECT "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters"::text, ("text_one")::text, ("text_two")::text, ("text_one")::text, ("text_two")::text FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" >= $1::text::bigint AND "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" <= $2::text::bigint AND NOT ("text_two" COLLATE "C" IS NOT DISTINCT FROM "text_one") ORDER BY "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"."a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" LIMIT $3;
-- not null: text_two


-- ======== contract ========

-- ---- require values in a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_two (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- already: table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters has the constraints xc_nn_a_table_whose_name_is_as_long_as_postgresql_allo_b9bd4a8c already: drop them
-- run
ALTER TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" ADD CONSTRAINT "xc_nn_a_table_whose_name_is_as_long_as_postgresql_allo_b9bd4a8c" CHECK ("text_two" IS NOT NULL) NOT VALID;
-- undo
ALTER TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" DROP CONSTRAINT "xc_nn_a_table_whose_name_is_as_long_as_postgresql_allo_b9bd4a8c";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"') AND conname IN ('xc_nn_a_table_whose_name_is_as_long_as_postgresql_allo_b9bd4a8c');

-- ---- validate values in a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_two (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 0, before 180000
-- already: table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters has the constraints xc_nn_a_table_whose_name_is_as_long_as_postgresql_allo_b9bd4a8c already: drop them
-- run
ALTER TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" VALIDATE CONSTRAINT "xc_nn_a_table_whose_name_is_as_long_as_postgresql_allo_b9bd4a8c";
-- undo: nothing
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"') AND conname IN ('xc_nn_a_table_whose_name_is_as_long_as_postgresql_allo_b9bd4a8c') AND convalidated;

-- ---- require values in a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_two (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters has the constraints a_table_whose_name_is_as_long_as_postgresql_allows___6_c6b07a57 already: drop them
-- run
ALTER TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" ADD CONSTRAINT "a_table_whose_name_is_as_long_as_postgresql_allows___6_c6b07a57" NOT NULL "text_two" NOT VALID;
-- undo
ALTER TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" DROP CONSTRAINT "a_table_whose_name_is_as_long_as_postgresql_allows___6_c6b07a57";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"') AND conname IN ('a_table_whose_name_is_as_long_as_postgresql_allows___6_c6b07a57');

-- ---- validate values in a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_two (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters has the constraints a_table_whose_name_is_as_long_as_postgresql_allows___6_c6b07a57 already: drop them
-- run
ALTER TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" VALIDATE CONSTRAINT "a_table_whose_name_is_as_long_as_postgresql_allows___6_c6b07a57";
-- undo: nothing
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"') AND conname IN ('a_table_whose_name_is_as_long_as_postgresql_allows___6_c6b07a57') AND convalidated;

-- ---- drop column a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- when contract goes the way of Dropping
-- already: a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_1aad74c8" ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_8ef07967" ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
DROP FUNCTION "xc_a_migration_whose_name_is_long_too_a_table_whose_na_19ccaa37"();
ALTER TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" DROP COLUMN "text_one";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"') AND attname IN ('text_one') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retire column a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- when contract goes the way of Retiring
-- already: a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_1aad74c8" ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_8ef07967" ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
DROP FUNCTION "xc_a_migration_whose_name_is_long_too_a_table_whose_na_19ccaa37"();
ALTER TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" RENAME COLUMN "text_one" TO "xc_retired_a_migration_whose_name_is_long_too_text_one";
ALTER TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" ADD COLUMN "xc_unfit_a_migration_whose_name_is_long_too" text;
CREATE FUNCTION "xc_a_migration_whose_name_is_long_too_a_table_whose_na_32e4af95"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  BEGIN
    IF NEW."xc_unfit_a_migration_whose_name_is_long_too" IS NULL AND (NEW."text_two" COLLATE "C" IS NOT DISTINCT FROM NEW."xc_retired_a_migration_whose_name_is_long_too_text_one") THEN
      RETURN NEW;
    END IF;
    NEW."xc_unfit_a_migration_whose_name_is_long_too" := NULL;
    NEW."xc_retired_a_migration_whose_name_is_long_too_text_one" := NEW."text_two";
    IF NEW."xc_retired_a_migration_whose_name_is_long_too_text_one" IS NULL THEN
      NEW."xc_retired_a_migration_whose_name_is_long_too_text_one" := '';
      NEW."xc_unfit_a_migration_whose_name_is_long_too" := 'text_one would be null';
    END IF;
  EXCEPTION WHEN OTHERS THEN
    NEW."xc_retired_a_migration_whose_name_is_long_too_text_one" := '';
    NEW."xc_unfit_a_migration_whose_name_is_long_too" := SQLERRM;
  END;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_7fce9c76" BEFORE INSERT ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_a_migration_whose_name_is_long_too_a_table_whose_na_32e4af95"();
CREATE TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_43f6b355" BEFORE UPDATE ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" FOR EACH ROW WHEN (NOT (NEW."text_two" COLLATE "C" IS NOT DISTINCT FROM OLD."text_two") AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_a_migration_whose_name_is_long_too_a_table_whose_na_32e4af95"();
-- undo
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_7fce9c76" ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_43f6b355" ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
DROP FUNCTION "xc_a_migration_whose_name_is_long_too_a_table_whose_na_32e4af95"();
ALTER TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" DROP COLUMN "xc_unfit_a_migration_whose_name_is_long_too";
ALTER TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" RENAME COLUMN "xc_retired_a_migration_whose_name_is_long_too_text_one" TO "text_one";
CREATE FUNCTION "xc_a_migration_whose_name_is_long_too_a_table_whose_na_19ccaa37"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."text_two" IS NULL) THEN
      NEW."text_two" := NEW."text_one";
    ELSIF (NEW."text_one" IS NULL) THEN
      NEW."text_one" := NEW."text_two";
    END IF;
  ELSIF (NEW."text_two" COLLATE "C" IS NOT DISTINCT FROM OLD."text_two") THEN
    IF NOT (NEW."text_two" COLLATE "C" IS NOT DISTINCT FROM NEW."text_one") THEN
      NEW."text_two" := NEW."text_one";
    END IF;
  ELSIF (NEW."text_one" COLLATE "C" IS NOT DISTINCT FROM OLD."text_one") THEN
    IF NOT (NEW."text_two" COLLATE "C" IS NOT DISTINCT FROM NEW."text_one") THEN
      NEW."text_one" := NEW."text_two";
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_1aad74c8" BEFORE INSERT ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_a_migration_whose_name_is_long_too_a_table_whose_na_19ccaa37"();
CREATE TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_8ef07967" BEFORE UPDATE ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" FOR EACH ROW WHEN (NOT ((NEW."text_one" COLLATE "C" IS NOT DISTINCT FROM OLD."text_one") AND (NEW."text_two" COLLATE "C" IS NOT DISTINCT FROM OLD."text_two")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_a_migration_whose_name_is_long_too_a_table_whose_na_19ccaa37"();
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"') AND attname IN ('text_one') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- drop column a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- when contract goes the way of Dropping
-- already: a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" ALTER COLUMN "text_two" SET NOT NULL;
ALTER TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" DROP CONSTRAINT "xc_nn_a_table_whose_name_is_as_long_as_postgresql_allo_b9bd4a8c";
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_1aad74c8" ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_8ef07967" ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
DROP FUNCTION "xc_a_migration_whose_name_is_long_too_a_table_whose_na_19ccaa37"();
ALTER TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" DROP COLUMN "text_one";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"') AND attname IN ('text_one') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retire column a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- when contract goes the way of Retiring
-- already: a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" ALTER COLUMN "text_two" SET NOT NULL;
ALTER TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" DROP CONSTRAINT "xc_nn_a_table_whose_name_is_as_long_as_postgresql_allo_b9bd4a8c";
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_1aad74c8" ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_8ef07967" ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
DROP FUNCTION "xc_a_migration_whose_name_is_long_too_a_table_whose_na_19ccaa37"();
ALTER TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" RENAME COLUMN "text_one" TO "xc_retired_a_migration_whose_name_is_long_too_text_one";
ALTER TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" ADD COLUMN "xc_unfit_a_migration_whose_name_is_long_too" text;
CREATE FUNCTION "xc_a_migration_whose_name_is_long_too_a_table_whose_na_32e4af95"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  BEGIN
    IF NEW."xc_unfit_a_migration_whose_name_is_long_too" IS NULL AND (NEW."text_two" COLLATE "C" IS NOT DISTINCT FROM NEW."xc_retired_a_migration_whose_name_is_long_too_text_one") THEN
      RETURN NEW;
    END IF;
    NEW."xc_unfit_a_migration_whose_name_is_long_too" := NULL;
    NEW."xc_retired_a_migration_whose_name_is_long_too_text_one" := NEW."text_two";
    IF NEW."xc_retired_a_migration_whose_name_is_long_too_text_one" IS NULL THEN
      NEW."xc_retired_a_migration_whose_name_is_long_too_text_one" := '';
      NEW."xc_unfit_a_migration_whose_name_is_long_too" := 'text_one would be null';
    END IF;
  EXCEPTION WHEN OTHERS THEN
    NEW."xc_retired_a_migration_whose_name_is_long_too_text_one" := '';
    NEW."xc_unfit_a_migration_whose_name_is_long_too" := SQLERRM;
  END;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_7fce9c76" BEFORE INSERT ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_a_migration_whose_name_is_long_too_a_table_whose_na_32e4af95"();
CREATE TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_43f6b355" BEFORE UPDATE ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" FOR EACH ROW WHEN (NOT (NEW."text_two" COLLATE "C" IS NOT DISTINCT FROM OLD."text_two") AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_a_migration_whose_name_is_long_too_a_table_whose_na_32e4af95"();
-- undo
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_7fce9c76" ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_43f6b355" ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
DROP FUNCTION "xc_a_migration_whose_name_is_long_too_a_table_whose_na_32e4af95"();
ALTER TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" DROP COLUMN "xc_unfit_a_migration_whose_name_is_long_too";
ALTER TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" RENAME COLUMN "xc_retired_a_migration_whose_name_is_long_too_text_one" TO "text_one";
ALTER TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" ALTER COLUMN "text_two" DROP NOT NULL;
CREATE FUNCTION "xc_a_migration_whose_name_is_long_too_a_table_whose_na_19ccaa37"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."text_two" IS NULL) THEN
      NEW."text_two" := NEW."text_one";
    ELSIF (NEW."text_one" IS NULL) THEN
      NEW."text_one" := NEW."text_two";
    END IF;
  ELSIF (NEW."text_two" COLLATE "C" IS NOT DISTINCT FROM OLD."text_two") THEN
    IF NOT (NEW."text_two" COLLATE "C" IS NOT DISTINCT FROM NEW."text_one") THEN
      NEW."text_two" := NEW."text_one";
    END IF;
  ELSIF (NEW."text_one" COLLATE "C" IS NOT DISTINCT FROM OLD."text_one") THEN
    IF NOT (NEW."text_two" COLLATE "C" IS NOT DISTINCT FROM NEW."text_one") THEN
      NEW."text_one" := NEW."text_two";
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_1aad74c8" BEFORE INSERT ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_a_migration_whose_name_is_long_too_a_table_whose_na_19ccaa37"();
CREATE TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_8ef07967" BEFORE UPDATE ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" FOR EACH ROW WHEN (NOT ((NEW."text_one" COLLATE "C" IS NOT DISTINCT FROM OLD."text_one") AND (NEW."text_two" COLLATE "C" IS NOT DISTINCT FROM OLD."text_two")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_a_migration_whose_name_is_long_too_a_table_whose_na_19ccaa37"();
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"') AND attname IN ('text_one') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- look for rows that a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one can't hold (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: reads the table when contract is taken back, locks nothing
-- lock: none
-- when contract goes the way of Retiring
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: what the new version wrote into rows of a_table_whose_name_is_as_long_as_postgresql_allows___63_letters since contract, a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one can't hold: change these rows, or delete them (shown: a_column_whose_name_is_as_long_as_postgresql_allows__63_letters)
SELECT COUNT(*) FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" WHERE "xc_unfit_a_migration_whose_name_is_long_too" IS NOT NULL;
-- which
SELECT concat_ws(', ', "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters"::text, "xc_unfit_a_migration_whose_name_is_long_too"::text) FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" WHERE "xc_unfit_a_migration_whose_name_is_long_too" IS NOT NULL LIMIT 10;
-- probe
SELECT 0::bigint;

-- ---- drop column a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one, which was retired (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- when contract goes the way of Purging
-- already: what was retired of a_table_whose_name_is_as_long_as_postgresql_allows___63_letters is gone already, and not by xc
-- run
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_7fce9c76" ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
DROP TRIGGER "xc_a_migration_whose_name_is_long_too_a_table_whose_na_43f6b355" ON "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters";
DROP FUNCTION "xc_a_migration_whose_name_is_long_too_a_table_whose_na_32e4af95"();
ALTER TABLE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" DROP COLUMN "xc_retired_a_migration_whose_name_is_long_too_text_one", DROP COLUMN "xc_unfit_a_migration_whose_name_is_long_too";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"') AND attname IN ('xc_retired_a_migration_whose_name_is_long_too_text_one') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retired of a_table_whose_name_is_as_long_as_postgresql_allows___63_letters: text_one as xc_retired_a_migration_whose_name_is_long_too_text_one
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" LIMIT 1) AS some_rows;

-- ---- backfill a_table_whose_name_is_as_long_as_postgresql_allows___63_letters, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ("xc_unfit_a_migration_whose_name_is_long_too" IS NOT NULL OR ("text_two" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_a_migration_whose_name_is_long_too_text_one"))
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"');
-- lowest
SELECT "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters"::text FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" ORDER BY "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"."a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" LIMIT 1;
-- highest
SELECT "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters"::text FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" ORDER BY "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"."a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" DESC LIMIT 1;
-- cut
SELECT "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters"::text FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" >= $1::text::bigint AND "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" <= $2::text::bigint ORDER BY "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"."a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" LIMIT 2 OFFSET $3;
-- the other way round
UPDATE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" SET "xc_retired_a_migration_whose_name_is_long_too_text_one" = "text_two" WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" >= $1::text::bigint AND "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" <= $2::text::bigint AND NOT ("xc_unfit_a_migration_whose_name_is_long_too" IS NOT NULL OR ("text_two" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_a_migration_whose_name_is_long_too_text_one"));
-- mark what can't be
UPDATE "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" SET "xc_unfit_a_migration_whose_name_is_long_too" = 'the mapping fails on what the row holds' WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" >= $1::text::bigint AND "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" <= $2::text::bigint AND NOT ("xc_unfit_a_migration_whose_name_is_long_too" IS NOT NULL OR ("text_two" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_a_migration_whose_name_is_long_too_text_one"));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("xc_unfit_a_migration_whose_name_is_long_too" IS NOT NULL OR ("text_two" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_a_migration_whose_name_is_long_too_text_one")) THEN 1 END) FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" >= $1::text::bigint AND "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" <= $2::text::bigint;
-- examine
SELECT "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters"::text, ("xc_retired_a_migration_whose_name_is_long_too_text_one")::text, ("text_two")::text, ("xc_retired_a_migration_whose_name_is_long_too_text_one")::text, ("text_two")::text FROM "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters" WHERE "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" >= $1::text::bigint AND "a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" <= $2::text::bigint AND NOT ("xc_unfit_a_migration_whose_name_is_long_too" IS NOT NULL OR ("text_two" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_a_migration_whose_name_is_long_too_text_one")) ORDER BY "a_table_whose_name_is_as_long_as_postgresql_allows___63_letters"."a_column_whose_name_is_as_long_as_postgresql_allows__63_letters" LIMIT $3;
-- not null: 
