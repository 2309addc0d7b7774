-- require_nickname on PostgreSQL
--
-- requires create_shop at expand or later: it makes table `users` (at create_shop.rs:6:22), which is changed at require_nickname.rs:10:9
--
-- expects table users, key (id), perhaps more
--   id bigint not null
--   name character varying(100) not null
--   nickname character varying(50) null
--   email character varying(255) null
--   age integer null
--   score integer not null
--   seen_at timestamp without time zone not null
--
-- expects table countries, key (code), perhaps more
--   code character varying(2) not null
--   name character varying(100) not null


-- ======== expand ========

-- ---- add column users.label (table users)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table users has one of the columns label already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "users" ADD COLUMN "label" character varying(100);
-- undo
ALTER TABLE "users" DROP COLUMN "label";
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"users"') AND attname IN ('label') AND attnum > 0 AND NOT attisdropped;


-- ======== dual_write ========

-- ---- dual write of users (table users)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table users has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_require_nickname_users_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  NEW."nickname" := coalesce(NEW."nickname", 'none');
  NEW."email" := trim(NEW."email");
  IF TG_OP = 'INSERT' THEN
    IF (NEW."label" IS NULL) THEN
      NEW."label" := NEW."name";
    ELSIF (NEW."name" IS NULL) THEN
      NEW."name" := coalesce(NEW."label", '');
    END IF;
  ELSIF (NEW."label" COLLATE "C" IS NOT DISTINCT FROM OLD."label") THEN
    IF NOT ((NEW."label" COLLATE "C" IS NOT DISTINCT FROM NEW."name") OR (NEW."name" COLLATE "C" IS NOT DISTINCT FROM coalesce(NEW."label", ''))) THEN
      NEW."label" := NEW."name";
    END IF;
  ELSIF (NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") THEN
    IF NOT ((NEW."label" COLLATE "C" IS NOT DISTINCT FROM NEW."name") OR (NEW."name" COLLATE "C" IS NOT DISTINCT FROM coalesce(NEW."label", ''))) THEN
      NEW."name" := coalesce(NEW."label", '');
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_require_nickname_users_ins" BEFORE INSERT ON "users" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_require_nickname_users_sync"();
CREATE TRIGGER "xc_require_nickname_users_upd" BEFORE UPDATE ON "users" FOR EACH ROW WHEN ((NOT ((NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") AND (NEW."label" COLLATE "C" IS NOT DISTINCT FROM OLD."label")) OR NOT (NEW."nickname" COLLATE "C" IS NOT DISTINCT FROM coalesce(NEW."nickname", 'none') AND NEW."email" COLLATE "C" IS NOT DISTINCT FROM trim(NEW."email"))) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_require_nickname_users_sync"();
-- undo
DROP TRIGGER "xc_require_nickname_users_ins" ON "users";
DROP TRIGGER "xc_require_nickname_users_upd" ON "users";
DROP FUNCTION "xc_require_nickname_users_sync"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"users"') AND tgname IN ('xc_require_nickname_users_ins', 'xc_require_nickname_users_upd');

-- ---- dual write of countries (table countries)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table countries has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_require_nickname_countries_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  NEW."name" := trim(NEW."name");
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_require_nickname_countries_ins" BEFORE INSERT ON "countries" FOR EACH ROW WHEN (NOT (NEW."name" COLLATE "C" IS NOT DISTINCT FROM trim(NEW."name")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_require_nickname_countries_sync"();
CREATE TRIGGER "xc_require_nickname_countries_upd" BEFORE UPDATE ON "countries" FOR EACH ROW WHEN (NOT (NEW."name" COLLATE "C" IS NOT DISTINCT FROM trim(NEW."name")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_require_nickname_countries_sync"();
-- undo
DROP TRIGGER "xc_require_nickname_countries_ins" ON "countries";
DROP TRIGGER "xc_require_nickname_countries_upd" ON "countries";
DROP FUNCTION "xc_require_nickname_countries_sync"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"countries"') AND tgname IN ('xc_require_nickname_countries_ins', 'xc_require_nickname_countries_upd');


-- ======== migrate ========

-- ---- backfill users, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ((("label" COLLATE "C" IS NOT DISTINCT FROM "name") OR ("name" COLLATE "C" IS NOT DISTINCT FROM coalesce("label", ''))) AND ("nickname" COLLATE "C" IS NOT DISTINCT FROM coalesce("nickname", 'none') AND "email" COLLATE "C" IS NOT DISTINCT FROM trim("email")))
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"users"');
-- lowest
SELECT "id"::text FROM "users" ORDER BY "users"."id" LIMIT 1;
-- highest
SELECT "id"::text FROM "users" ORDER BY "users"."id" DESC LIMIT 1;
-- cut
SELECT "id"::text FROM "users" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "users"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "users" SET "label" = CASE WHEN (("label" COLLATE "C" IS NOT DISTINCT FROM "name") OR ("name" COLLATE "C" IS NOT DISTINCT FROM coalesce("label", ''))) THEN "label" ELSE "name" END, "nickname" = coalesce("nickname", 'none'), "email" = trim("email") WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ((("label" COLLATE "C" IS NOT DISTINCT FROM "name") OR ("name" COLLATE "C" IS NOT DISTINCT FROM coalesce("label", ''))) AND ("nickname" COLLATE "C" IS NOT DISTINCT FROM coalesce("nickname", 'none') AND "email" COLLATE "C" IS NOT DISTINCT FROM trim("email")));
-- the other way round
UPDATE "users" SET "name" = CASE WHEN (("label" COLLATE "C" IS NOT DISTINCT FROM "name") OR ("name" COLLATE "C" IS NOT DISTINCT FROM coalesce("label", ''))) THEN "name" ELSE coalesce("label", '') END, "nickname" = coalesce("nickname", 'none'), "email" = trim("email") WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ((("label" COLLATE "C" IS NOT DISTINCT FROM "name") OR ("name" COLLATE "C" IS NOT DISTINCT FROM coalesce("label", ''))) AND ("nickname" COLLATE "C" IS NOT DISTINCT FROM coalesce("nickname", 'none') AND "email" COLLATE "C" IS NOT DISTINCT FROM trim("email")));
-- layout
WITH by_page AS (SELECT ctid AS place, pg_column_size("users".*) AS size, COALESCE(pg_column_size("name") - 3 - COALESCE(pg_column_size("label"), 0), 0) + COALESCE(pg_column_size(coalesce("nickname", 'none')) - 3 - COALESCE(pg_column_size("nickname"), 0), 0) + COALESCE(pg_column_size(trim("email")) - 3 - COALESCE(pg_column_size("email"), 0), 0) AS growth FROM "users" LIMIT 2000), by_key AS (SELECT ctid AS place FROM "users" ORDER BY "users"."id" LIMIT 2000) SELECT pg_relation_size(to_regclass('"users"')) / current_setting('block_size')::bigint, (SELECT COUNT(*) FROM by_page), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_page), (SELECT COUNT(*) FROM by_key), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_key), (SELECT COALESCE(AVG(size), 0)::bigint FROM by_page), (SELECT COALESCE(AVG(growth), 0)::bigint FROM by_page), pg_size_bytes(current_setting('shared_buffers'));
-- page
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY page) FROM (SELECT (ctid::text::point)[0]::bigint AS page FROM "users" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "users"."id" LIMIT 9) AS places;
-- fill in passes
UPDATE "users" SET "label" = CASE WHEN (("label" COLLATE "C" IS NOT DISTINCT FROM "name") OR ("name" COLLATE "C" IS NOT DISTINCT FROM coalesce("label", ''))) THEN "label" ELSE "name" END, "nickname" = coalesce("nickname", 'none'), "email" = trim("email") WHERE ctid >= format('(%s,0)', $1::bigint)::tid AND ctid < format('(%s,0)', $2::bigint + 1)::tid AND ($3::bigint >> ("id" & 63)::int & 1) = 1 AND NOT ((("label" COLLATE "C" IS NOT DISTINCT FROM "name") OR ("name" COLLATE "C" IS NOT DISTINCT FROM coalesce("label", ''))) AND ("nickname" COLLATE "C" IS NOT DISTINCT FROM coalesce("nickname", 'none') AND "email" COLLATE "C" IS NOT DISTINCT FROM trim("email")));
-- by a bitmap
SET LOCAL enable_indexscan = off;
-- updated
SELECT pg_stat_get_xact_tuples_updated(to_regclass('"users"')), pg_stat_get_xact_tuples_hot_updated(to_regclass('"users"'));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ((("label" COLLATE "C" IS NOT DISTINCT FROM "name") OR ("name" COLLATE "C" IS NOT DISTINCT FROM coalesce("label", ''))) AND ("nickname" COLLATE "C" IS NOT DISTINCT FROM coalesce("nickname", 'none') AND "email" COLLATE "C" IS NOT DISTINCT FROM trim("email"))) THEN 1 END), COUNT(CASE WHEN "nickname" IS NULL THEN 1 END) FROM "users" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint;
-- examine
SELECT "id"::text, ("name")::text, ("label")::text, ("nickname")::text, ("email")::text, ("name")::text, (coalesce("label", ''))::text, (coalesce("nickname", 'none'))::text, (trim("email"))::text FROM "users" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ((("label" COLLATE "C" IS NOT DISTINCT FROM "name") OR ("name" COLLATE "C" IS NOT DISTINCT FROM coalesce("label", ''))) AND ("nickname" COLLATE "C" IS NOT DISTINCT FROM coalesce("nickname", 'none') AND "email" COLLATE "C" IS NOT DISTINCT FROM trim("email"))) ORDER BY "users"."id" LIMIT $3;
-- not null: nickname

-- ---- backfill countries, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ("name" COLLATE "C" IS NOT DISTINCT FROM trim("name"))
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"countries"');
-- lowest
SELECT "code"::text FROM "countries" ORDER BY "countries"."code" LIMIT 1;
-- highest
SELECT "code"::text FROM "countries" ORDER BY "countries"."code" DESC LIMIT 1;
-- cut
SELECT "code"::text FROM "countries" WHERE "code" >= $1::text AND "code" <= $2::text ORDER BY "countries"."code" LIMIT 2 OFFSET $3;
-- fill
UPDATE "countries" SET "name" = trim("name") WHERE "code" >= $1::text AND "code" <= $2::text AND NOT ("name" COLLATE "C" IS NOT DISTINCT FROM trim("name"));
-- the other way round
UPDATE "countries" SET "name" = trim("name") WHERE "code" >= $1::text AND "code" <= $2::text AND NOT ("name" COLLATE "C" IS NOT DISTINCT FROM trim("name"));
-- layout
WITH by_page AS (SELECT ctid AS place, pg_column_size("countries".*) AS size, COALESCE(pg_column_size(trim("name")) - 3 - COALESCE(pg_column_size("name"), 0), 0) AS growth FROM "countries" LIMIT 2000), by_key AS (SELECT ctid AS place FROM "countries" ORDER BY "countries"."code" LIMIT 2000) SELECT pg_relation_size(to_regclass('"countries"')) / current_setting('block_size')::bigint, (SELECT COUNT(*) FROM by_page), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_page), (SELECT COUNT(*) FROM by_key), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_key), (SELECT COALESCE(AVG(size), 0)::bigint FROM by_page), (SELECT COALESCE(AVG(growth), 0)::bigint FROM by_page), pg_size_bytes(current_setting('shared_buffers'));
-- page
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY page) FROM (SELECT (ctid::text::point)[0]::bigint AS page FROM "countries" WHERE "code" >= $1::text AND "code" <= $2::text ORDER BY "countries"."code" LIMIT 9) AS places;
-- fill in passes
UPDATE "countries" SET "name" = trim("name") WHERE ctid >= format('(%s,0)', $1::bigint)::tid AND ctid < format('(%s,0)', $2::bigint + 1)::tid AND ($3::bigint >> (hashtext("code") & 63)::int & 1) = 1 AND NOT ("name" COLLATE "C" IS NOT DISTINCT FROM trim("name"));
-- by a bitmap
SET LOCAL enable_indexscan = off;
-- updated
SELECT pg_stat_get_xact_tuples_updated(to_regclass('"countries"')), pg_stat_get_xact_tuples_hot_updated(to_regclass('"countries"'));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("name" COLLATE "C" IS NOT DISTINCT FROM trim("name")) THEN 1 END) FROM "countries" WHERE "code" >= $1::text AND "code" <= $2::text;
-- examine
SELECT "code"::text, ("name")::text, (trim("name"))::text FROM "countries" WHERE "code" >= $1::text AND "code" <= $2::text AND NOT ("name" COLLATE "C" IS NOT DISTINCT FROM trim("name")) ORDER BY "countries"."code" LIMIT $3;
-- not null: 


-- ======== contract ========

-- ---- require values in users.nickname (table users)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- already: table users has the constraints xc_nn_users_nickname already: drop them
-- run
ALTER TABLE "users" ADD CONSTRAINT "xc_nn_users_nickname" CHECK ("nickname" IS NOT NULL) NOT VALID;
-- undo
ALTER TABLE "users" DROP CONSTRAINT "xc_nn_users_nickname";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"users"') AND conname IN ('xc_nn_users_nickname');

-- ---- validate values in users.nickname (table users)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 0, before 180000
-- already: table users has the constraints xc_nn_users_nickname already: drop them
-- run
ALTER TABLE "users" VALIDATE CONSTRAINT "xc_nn_users_nickname";
-- undo: never: the sync of users ends and name stays: which of the two sides was written since, nobody could tell when it begins again
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"users"') AND conname IN ('xc_nn_users_nickname') AND convalidated;

-- ---- require values in users.nickname (table users)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table users has the constraints users_nickname_not_null already: drop them
-- run
ALTER TABLE "users" ADD CONSTRAINT "users_nickname_not_null" NOT NULL "nickname" NOT VALID;
-- undo
ALTER TABLE "users" DROP CONSTRAINT "users_nickname_not_null";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"users"') AND conname IN ('users_nickname_not_null');

-- ---- validate values in users.nickname (table users)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table users has the constraints users_nickname_not_null already: drop them
-- run
ALTER TABLE "users" VALIDATE CONSTRAINT "users_nickname_not_null";
-- undo: never: the sync of users ends and name stays: which of the two sides was written since, nobody could tell when it begins again
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"users"') AND conname IN ('users_nickname_not_null') AND convalidated;

-- ---- tighten users (table users)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: 
-- run
DROP TRIGGER "xc_require_nickname_users_ins" ON "users";
DROP TRIGGER "xc_require_nickname_users_upd" ON "users";
DROP FUNCTION "xc_require_nickname_users_sync"();
-- undo
CREATE FUNCTION "xc_require_nickname_users_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  NEW."nickname" := coalesce(NEW."nickname", 'none');
  NEW."email" := trim(NEW."email");
  IF TG_OP = 'INSERT' THEN
    IF (NEW."label" IS NULL) THEN
      NEW."label" := NEW."name";
    ELSIF (NEW."name" IS NULL) THEN
      NEW."name" := coalesce(NEW."label", '');
    END IF;
  ELSIF (NEW."label" COLLATE "C" IS NOT DISTINCT FROM OLD."label") THEN
    IF NOT ((NEW."label" COLLATE "C" IS NOT DISTINCT FROM NEW."name") OR (NEW."name" COLLATE "C" IS NOT DISTINCT FROM coalesce(NEW."label", ''))) THEN
      NEW."label" := NEW."name";
    END IF;
  ELSIF (NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") THEN
    IF NOT ((NEW."label" COLLATE "C" IS NOT DISTINCT FROM NEW."name") OR (NEW."name" COLLATE "C" IS NOT DISTINCT FROM coalesce(NEW."label", ''))) THEN
      NEW."name" := coalesce(NEW."label", '');
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_require_nickname_users_ins" BEFORE INSERT ON "users" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_require_nickname_users_sync"();
CREATE TRIGGER "xc_require_nickname_users_upd" BEFORE UPDATE ON "users" FOR EACH ROW WHEN ((NOT ((NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") AND (NEW."label" COLLATE "C" IS NOT DISTINCT FROM OLD."label")) OR NOT (NEW."nickname" COLLATE "C" IS NOT DISTINCT FROM coalesce(NEW."nickname", 'none') AND NEW."email" COLLATE "C" IS NOT DISTINCT FROM trim(NEW."email"))) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_require_nickname_users_sync"();
-- probe
SELECT 0::bigint;

-- ---- tighten users (table users)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- already: 
-- run
ALTER TABLE "users" ALTER COLUMN "nickname" SET NOT NULL;
ALTER TABLE "users" DROP CONSTRAINT "xc_nn_users_nickname";
DROP TRIGGER "xc_require_nickname_users_ins" ON "users";
DROP TRIGGER "xc_require_nickname_users_upd" ON "users";
DROP FUNCTION "xc_require_nickname_users_sync"();
-- undo
ALTER TABLE "users" ALTER COLUMN "nickname" DROP NOT NULL;
CREATE FUNCTION "xc_require_nickname_users_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  NEW."nickname" := coalesce(NEW."nickname", 'none');
  NEW."email" := trim(NEW."email");
  IF TG_OP = 'INSERT' THEN
    IF (NEW."label" IS NULL) THEN
      NEW."label" := NEW."name";
    ELSIF (NEW."name" IS NULL) THEN
      NEW."name" := coalesce(NEW."label", '');
    END IF;
  ELSIF (NEW."label" COLLATE "C" IS NOT DISTINCT FROM OLD."label") THEN
    IF NOT ((NEW."label" COLLATE "C" IS NOT DISTINCT FROM NEW."name") OR (NEW."name" COLLATE "C" IS NOT DISTINCT FROM coalesce(NEW."label", ''))) THEN
      NEW."label" := NEW."name";
    END IF;
  ELSIF (NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") THEN
    IF NOT ((NEW."label" COLLATE "C" IS NOT DISTINCT FROM NEW."name") OR (NEW."name" COLLATE "C" IS NOT DISTINCT FROM coalesce(NEW."label", ''))) THEN
      NEW."name" := coalesce(NEW."label", '');
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_require_nickname_users_ins" BEFORE INSERT ON "users" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_require_nickname_users_sync"();
CREATE TRIGGER "xc_require_nickname_users_upd" BEFORE UPDATE ON "users" FOR EACH ROW WHEN ((NOT ((NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") AND (NEW."label" COLLATE "C" IS NOT DISTINCT FROM OLD."label")) OR NOT (NEW."nickname" COLLATE "C" IS NOT DISTINCT FROM coalesce(NEW."nickname", 'none') AND NEW."email" COLLATE "C" IS NOT DISTINCT FROM trim(NEW."email"))) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_require_nickname_users_sync"();
-- probe
SELECT 0::bigint;

-- ---- tighten countries (table countries)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: 
-- run
DROP TRIGGER "xc_require_nickname_countries_ins" ON "countries";
DROP TRIGGER "xc_require_nickname_countries_upd" ON "countries";
DROP FUNCTION "xc_require_nickname_countries_sync"();
-- undo
CREATE FUNCTION "xc_require_nickname_countries_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  NEW."name" := trim(NEW."name");
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_require_nickname_countries_ins" BEFORE INSERT ON "countries" FOR EACH ROW WHEN (NOT (NEW."name" COLLATE "C" IS NOT DISTINCT FROM trim(NEW."name")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_require_nickname_countries_sync"();
CREATE TRIGGER "xc_require_nickname_countries_upd" BEFORE UPDATE ON "countries" FOR EACH ROW WHEN (NOT (NEW."name" COLLATE "C" IS NOT DISTINCT FROM trim(NEW."name")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_require_nickname_countries_sync"();
-- probe
SELECT 0::bigint;
