-- label_users on PostgreSQL
--
-- requires create_users at expand or later: it makes table `users` (at create_users.rs:7:22), which is changed at label_users.rs:10:9
--
-- expects table users, key (id), perhaps more
--   id bigint not null
--   name character varying(100) not null
--   email character varying(255) null
--   created_at timestamp(0) without time zone not null


-- ======== expand ========

-- ---- add column users.label (table users)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table users has one of the columns label already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "users" ADD COLUMN "label" character varying(200);
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
CREATE FUNCTION "xc_label_users_users_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  NEW."email" := trim(NEW."email");
  IF TG_OP = 'INSERT' THEN
    IF (NEW."label" IS NULL) THEN
      NEW."label" := NEW."name";
    ELSIF (NEW."name" IS NULL) THEN
      NEW."name" := NEW."label";
    END IF;
  ELSIF (NEW."label" COLLATE "C" IS NOT DISTINCT FROM OLD."label") THEN
    IF NOT (NEW."label" COLLATE "C" IS NOT DISTINCT FROM NEW."name") THEN
      NEW."label" := NEW."name";
    END IF;
  ELSIF (NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") THEN
    IF NOT (NEW."label" COLLATE "C" IS NOT DISTINCT FROM NEW."name") THEN
      NEW."name" := NEW."label";
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_label_users_users_ins" BEFORE INSERT ON "users" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_label_users_users_sync"();
CREATE TRIGGER "xc_label_users_users_upd" BEFORE UPDATE ON "users" FOR EACH ROW WHEN ((NOT ((NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") AND (NEW."label" COLLATE "C" IS NOT DISTINCT FROM OLD."label")) OR NOT (NEW."email" COLLATE "C" IS NOT DISTINCT FROM trim(NEW."email"))) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_label_users_users_sync"();
-- undo
DROP TRIGGER "xc_label_users_users_ins" ON "users";
DROP TRIGGER "xc_label_users_users_upd" ON "users";
DROP FUNCTION "xc_label_users_users_sync"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"users"') AND tgname IN ('xc_label_users_users_ins', 'xc_label_users_users_upd');


-- ======== migrate ========

-- ---- backfill users, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   (("label" COLLATE "C" IS NOT DISTINCT FROM "name") AND ("email" COLLATE "C" IS NOT DISTINCT FROM trim("email")))
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"users"');
-- lowest
SELECT "id"::text FROM "users" ORDER BY "users"."id" LIMIT 1;
-- highest
SELECT "id"::text FROM "users" ORDER BY "users"."id" DESC LIMIT 1;
-- cut
SELECT "id"::text FROM "users" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "users"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "users" SET "label" = "name", "email" = trim("email") WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT (("label" COLLATE "C" IS NOT DISTINCT FROM "name") AND ("email" COLLATE "C" IS NOT DISTINCT FROM trim("email")));
-- the other way round
UPDATE "users" SET "name" = "label", "email" = trim("email") WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT (("label" COLLATE "C" IS NOT DISTINCT FROM "name") AND ("email" COLLATE "C" IS NOT DISTINCT FROM trim("email")));
-- layout
WITH by_page AS (SELECT ctid AS place, pg_column_size("users".*) AS size, COALESCE(pg_column_size("name") - 3 - COALESCE(pg_column_size("label"), 0), 0) + COALESCE(pg_column_size(trim("email")) - 3 - COALESCE(pg_column_size("email"), 0), 0) AS growth FROM "users" LIMIT 2000), by_key AS (SELECT ctid AS place FROM "users" ORDER BY "users"."id" LIMIT 2000) SELECT pg_relation_size(to_regclass('"users"')) / current_setting('block_size')::bigint, (SELECT COUNT(*) FROM by_page), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_page), (SELECT COUNT(*) FROM by_key), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_key), (SELECT COALESCE(AVG(size), 0)::bigint FROM by_page), (SELECT COALESCE(AVG(growth), 0)::bigint FROM by_page), pg_size_bytes(current_setting('shared_buffers'));
-- page
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY page) FROM (SELECT (ctid::text::point)[0]::bigint AS page FROM "users" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "users"."id" LIMIT 9) AS places;
-- fill in passes
UPDATE "users" SET "label" = "name", "email" = trim("email") WHERE ctid >= format('(%s,0)', $1::bigint)::tid AND ctid < format('(%s,0)', $2::bigint + 1)::tid AND ($3::bigint >> ("id" & 63)::int & 1) = 1 AND NOT (("label" COLLATE "C" IS NOT DISTINCT FROM "name") AND ("email" COLLATE "C" IS NOT DISTINCT FROM trim("email")));
-- by a bitmap
SET LOCAL enable_indexscan = off;
-- updated
SELECT pg_stat_get_xact_tuples_updated(to_regclass('"users"')), pg_stat_get_xact_tuples_hot_updated(to_regclass('"users"'));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (("label" COLLATE "C" IS NOT DISTINCT FROM "name") AND ("email" COLLATE "C" IS NOT DISTINCT FROM trim("email"))) THEN 1 END), COUNT(CASE WHEN "label" IS NULL THEN 1 END) FROM "users" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint;
-- examine
SELECT "id"::text, ("name")::text, ("label")::text, ("email")::text, ("name")::text, ("label")::text, (trim("email"))::text FROM "users" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT (("label" COLLATE "C" IS NOT DISTINCT FROM "name") AND ("email" COLLATE "C" IS NOT DISTINCT FROM trim("email"))) ORDER BY "users"."id" LIMIT $3;
-- not null: label


-- ======== contract ========

-- ---- require values in users.label (table users)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- already: table users has the constraints xc_nn_users_label already: drop them
-- run
ALTER TABLE "users" ADD CONSTRAINT "xc_nn_users_label" CHECK ("label" IS NOT NULL) NOT VALID;
-- undo
ALTER TABLE "users" DROP CONSTRAINT "xc_nn_users_label";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"users"') AND conname IN ('xc_nn_users_label');

-- ---- validate values in users.label (table users)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 0, before 180000
-- already: table users has the constraints xc_nn_users_label already: drop them
-- run
ALTER TABLE "users" VALIDATE CONSTRAINT "xc_nn_users_label";
-- undo: nothing
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"users"') AND conname IN ('xc_nn_users_label') AND convalidated;

-- ---- require values in users.label (table users)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table users has the constraints users_label_not_null already: drop them
-- run
ALTER TABLE "users" ADD CONSTRAINT "users_label_not_null" NOT NULL "label" NOT VALID;
-- undo
ALTER TABLE "users" DROP CONSTRAINT "users_label_not_null";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"users"') AND conname IN ('users_label_not_null');

-- ---- validate values in users.label (table users)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table users has the constraints users_label_not_null already: drop them
-- run
ALTER TABLE "users" VALIDATE CONSTRAINT "users_label_not_null";
-- undo: nothing
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"users"') AND conname IN ('users_label_not_null') AND convalidated;

-- ---- drop column users.name (table users)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- when contract goes the way of Dropping
-- already: users.name is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
DROP TRIGGER "xc_label_users_users_ins" ON "users";
DROP TRIGGER "xc_label_users_users_upd" ON "users";
DROP FUNCTION "xc_label_users_users_sync"();
ALTER TABLE "users" DROP COLUMN "name";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"users"') AND attname IN ('name') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retire column users.name (table users)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- when contract goes the way of Retiring
-- already: users.name is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
DROP TRIGGER "xc_label_users_users_ins" ON "users";
DROP TRIGGER "xc_label_users_users_upd" ON "users";
DROP FUNCTION "xc_label_users_users_sync"();
ALTER TABLE "users" RENAME COLUMN "name" TO "xc_retired_label_users_name";
ALTER TABLE "users" ADD COLUMN "xc_unfit_label_users" text;
CREATE FUNCTION "xc_label_users_users_keep"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  BEGIN
    IF NEW."xc_unfit_label_users" IS NULL AND (NEW."label" COLLATE "C" IS NOT DISTINCT FROM NEW."xc_retired_label_users_name") THEN
      RETURN NEW;
    END IF;
    NEW."xc_unfit_label_users" := NULL;
    NEW."xc_retired_label_users_name" := NEW."label";
    IF NEW."xc_retired_label_users_name" IS NULL THEN
      NEW."xc_retired_label_users_name" := '';
      NEW."xc_unfit_label_users" := 'name would be null';
    END IF;
  EXCEPTION WHEN OTHERS THEN
    NEW."xc_retired_label_users_name" := '';
    NEW."xc_unfit_label_users" := SQLERRM;
  END;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_label_users_users_keep_ins" BEFORE INSERT ON "users" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_label_users_users_keep"();
CREATE TRIGGER "xc_label_users_users_keep_upd" BEFORE UPDATE ON "users" FOR EACH ROW WHEN (NOT (NEW."label" COLLATE "C" IS NOT DISTINCT FROM OLD."label") AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_label_users_users_keep"();
-- undo
DROP TRIGGER "xc_label_users_users_keep_ins" ON "users";
DROP TRIGGER "xc_label_users_users_keep_upd" ON "users";
DROP FUNCTION "xc_label_users_users_keep"();
ALTER TABLE "users" DROP COLUMN "xc_unfit_label_users";
ALTER TABLE "users" RENAME COLUMN "xc_retired_label_users_name" TO "name";
CREATE FUNCTION "xc_label_users_users_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  NEW."email" := trim(NEW."email");
  IF TG_OP = 'INSERT' THEN
    IF (NEW."label" IS NULL) THEN
      NEW."label" := NEW."name";
    ELSIF (NEW."name" IS NULL) THEN
      NEW."name" := NEW."label";
    END IF;
  ELSIF (NEW."label" COLLATE "C" IS NOT DISTINCT FROM OLD."label") THEN
    IF NOT (NEW."label" COLLATE "C" IS NOT DISTINCT FROM NEW."name") THEN
      NEW."label" := NEW."name";
    END IF;
  ELSIF (NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") THEN
    IF NOT (NEW."label" COLLATE "C" IS NOT DISTINCT FROM NEW."name") THEN
      NEW."name" := NEW."label";
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_label_users_users_ins" BEFORE INSERT ON "users" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_label_users_users_sync"();
CREATE TRIGGER "xc_label_users_users_upd" BEFORE UPDATE ON "users" FOR EACH ROW WHEN ((NOT ((NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") AND (NEW."label" COLLATE "C" IS NOT DISTINCT FROM OLD."label")) OR NOT (NEW."email" COLLATE "C" IS NOT DISTINCT FROM trim(NEW."email"))) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_label_users_users_sync"();
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"users"') AND attname IN ('name') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- drop column users.name (table users)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- when contract goes the way of Dropping
-- already: users.name is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE "users" ALTER COLUMN "label" SET NOT NULL;
ALTER TABLE "users" DROP CONSTRAINT "xc_nn_users_label";
DROP TRIGGER "xc_label_users_users_ins" ON "users";
DROP TRIGGER "xc_label_users_users_upd" ON "users";
DROP FUNCTION "xc_label_users_users_sync"();
ALTER TABLE "users" DROP COLUMN "name";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"users"') AND attname IN ('name') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retire column users.name (table users)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- when contract goes the way of Retiring
-- already: users.name is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE "users" ALTER COLUMN "label" SET NOT NULL;
ALTER TABLE "users" DROP CONSTRAINT "xc_nn_users_label";
DROP TRIGGER "xc_label_users_users_ins" ON "users";
DROP TRIGGER "xc_label_users_users_upd" ON "users";
DROP FUNCTION "xc_label_users_users_sync"();
ALTER TABLE "users" RENAME COLUMN "name" TO "xc_retired_label_users_name";
ALTER TABLE "users" ADD COLUMN "xc_unfit_label_users" text;
CREATE FUNCTION "xc_label_users_users_keep"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  BEGIN
    IF NEW."xc_unfit_label_users" IS NULL AND (NEW."label" COLLATE "C" IS NOT DISTINCT FROM NEW."xc_retired_label_users_name") THEN
      RETURN NEW;
    END IF;
    NEW."xc_unfit_label_users" := NULL;
    NEW."xc_retired_label_users_name" := NEW."label";
    IF NEW."xc_retired_label_users_name" IS NULL THEN
      NEW."xc_retired_label_users_name" := '';
      NEW."xc_unfit_label_users" := 'name would be null';
    END IF;
  EXCEPTION WHEN OTHERS THEN
    NEW."xc_retired_label_users_name" := '';
    NEW."xc_unfit_label_users" := SQLERRM;
  END;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_label_users_users_keep_ins" BEFORE INSERT ON "users" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_label_users_users_keep"();
CREATE TRIGGER "xc_label_users_users_keep_upd" BEFORE UPDATE ON "users" FOR EACH ROW WHEN (NOT (NEW."label" COLLATE "C" IS NOT DISTINCT FROM OLD."label") AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_label_users_users_keep"();
-- undo
DROP TRIGGER "xc_label_users_users_keep_ins" ON "users";
DROP TRIGGER "xc_label_users_users_keep_upd" ON "users";
DROP FUNCTION "xc_label_users_users_keep"();
ALTER TABLE "users" DROP COLUMN "xc_unfit_label_users";
ALTER TABLE "users" RENAME COLUMN "xc_retired_label_users_name" TO "name";
ALTER TABLE "users" ALTER COLUMN "label" DROP NOT NULL;
CREATE FUNCTION "xc_label_users_users_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  NEW."email" := trim(NEW."email");
  IF TG_OP = 'INSERT' THEN
    IF (NEW."label" IS NULL) THEN
      NEW."label" := NEW."name";
    ELSIF (NEW."name" IS NULL) THEN
      NEW."name" := NEW."label";
    END IF;
  ELSIF (NEW."label" COLLATE "C" IS NOT DISTINCT FROM OLD."label") THEN
    IF NOT (NEW."label" COLLATE "C" IS NOT DISTINCT FROM NEW."name") THEN
      NEW."label" := NEW."name";
    END IF;
  ELSIF (NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") THEN
    IF NOT (NEW."label" COLLATE "C" IS NOT DISTINCT FROM NEW."name") THEN
      NEW."name" := NEW."label";
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_label_users_users_ins" BEFORE INSERT ON "users" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_label_users_users_sync"();
CREATE TRIGGER "xc_label_users_users_upd" BEFORE UPDATE ON "users" FOR EACH ROW WHEN ((NOT ((NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") AND (NEW."label" COLLATE "C" IS NOT DISTINCT FROM OLD."label")) OR NOT (NEW."email" COLLATE "C" IS NOT DISTINCT FROM trim(NEW."email"))) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_label_users_users_sync"();
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"users"') AND attname IN ('name') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- look for rows that users.name can't hold (table users)
-- cost: reads the table when contract is taken back, locks nothing
-- lock: none
-- when contract goes the way of Retiring
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: what the new version wrote into rows of users since contract, users.name can't hold: change these rows, or delete them (shown: id)
SELECT COUNT(*) FROM "users" WHERE "xc_unfit_label_users" IS NOT NULL;
-- which
SELECT concat_ws(', ', "id"::text, "xc_unfit_label_users"::text) FROM "users" WHERE "xc_unfit_label_users" IS NOT NULL LIMIT 10;
-- probe
SELECT 0::bigint;

-- ---- drop column users.name, which was retired (table users)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- when contract goes the way of Purging
-- already: what was retired of users is gone already, and not by xc
-- run
DROP TRIGGER "xc_label_users_users_keep_ins" ON "users";
DROP TRIGGER "xc_label_users_users_keep_upd" ON "users";
DROP FUNCTION "xc_label_users_users_keep"();
ALTER TABLE "users" DROP COLUMN "xc_retired_label_users_name", DROP COLUMN "xc_unfit_label_users";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"users"') AND attname IN ('xc_retired_label_users_name') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retired of users: name as xc_retired_label_users_name
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM "users" LIMIT 1) AS some_rows;

-- ---- backfill users, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ("xc_unfit_label_users" IS NOT NULL OR ("label" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_label_users_name"))
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"users"');
-- lowest
SELECT "id"::text FROM "users" ORDER BY "users"."id" LIMIT 1;
-- highest
SELECT "id"::text FROM "users" ORDER BY "users"."id" DESC LIMIT 1;
-- cut
SELECT "id"::text FROM "users" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "users"."id" LIMIT 2 OFFSET $3;
-- the other way round
UPDATE "users" SET "xc_retired_label_users_name" = "label" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("xc_unfit_label_users" IS NOT NULL OR ("label" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_label_users_name"));
-- mark what can't be
UPDATE "users" SET "xc_unfit_label_users" = 'the mapping fails on what the row holds' WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("xc_unfit_label_users" IS NOT NULL OR ("label" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_label_users_name"));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("xc_unfit_label_users" IS NOT NULL OR ("label" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_label_users_name")) THEN 1 END) FROM "users" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint;
-- examine
SELECT "id"::text, ("xc_retired_label_users_name")::text, ("label")::text, ("email")::text, ("xc_retired_label_users_name")::text, ("label")::text FROM "users" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("xc_unfit_label_users" IS NOT NULL OR ("label" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_label_users_name")) ORDER BY "users"."id" LIMIT $3;
-- not null: 
