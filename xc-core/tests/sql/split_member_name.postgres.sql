-- split_member_name on PostgreSQL
--
-- requires create_members at expand or later: it makes table `members` (at create_members.rs:6:22), which is changed at split_member_name.rs:12:9
--
-- expects table members, key (id), perhaps more
--   id bigint not null
--   name character varying(100) not null
--   email character varying(200) not null
--   visits bigint not null


-- ======== expand ========

-- ---- add columns members.first_name, members.last_name (table members)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table members has one of the columns first_name, last_name already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "members" ADD COLUMN "first_name" character varying(100), ADD COLUMN "last_name" character varying(100);
-- undo
ALTER TABLE "members" DROP COLUMN "first_name", DROP COLUMN "last_name";
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"members"') AND attname IN ('first_name', 'last_name') AND attnum > 0 AND NOT attisdropped;


-- ======== dual_write ========

-- ---- dual write of members (table members)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table members has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_split_member_name_members_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."first_name" IS NULL AND NEW."last_name" IS NULL) THEN
      NEW."first_name" := split_part(NEW."name", ' ', 1);
      NEW."last_name" := substr(NEW."name", (length(split_part(NEW."name", ' ', 1)) + 2));
    ELSIF (NEW."name" IS NULL) THEN
      NEW."name" := (NEW."first_name" || ' ' || NEW."last_name");
    END IF;
  ELSIF (NEW."first_name" COLLATE "C" IS NOT DISTINCT FROM OLD."first_name" AND NEW."last_name" COLLATE "C" IS NOT DISTINCT FROM OLD."last_name") THEN
    IF NOT ((NEW."name" COLLATE "C" IS NOT DISTINCT FROM (NEW."first_name" || ' ' || NEW."last_name")) OR (NEW."first_name" COLLATE "C" IS NOT DISTINCT FROM split_part(NEW."name", ' ', 1) AND NEW."last_name" COLLATE "C" IS NOT DISTINCT FROM substr(NEW."name", (length(split_part(NEW."name", ' ', 1)) + 2)))) THEN
      NEW."first_name" := split_part(NEW."name", ' ', 1);
      NEW."last_name" := substr(NEW."name", (length(split_part(NEW."name", ' ', 1)) + 2));
    END IF;
  ELSIF (NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") THEN
    IF NOT ((OLD."name" COLLATE "C" IS NOT DISTINCT FROM (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE "C" IS NOT DISTINCT FROM split_part(OLD."name", ' ', 1) AND OLD."last_name" COLLATE "C" IS NOT DISTINCT FROM substr(OLD."name", (length(split_part(OLD."name", ' ', 1)) + 2)))) THEN
      IF (NEW."first_name" COLLATE "C" IS NOT DISTINCT FROM OLD."first_name") THEN
        NEW."first_name" := split_part(OLD."name", ' ', 1);
      END IF;
      IF (NEW."last_name" COLLATE "C" IS NOT DISTINCT FROM OLD."last_name") THEN
        NEW."last_name" := substr(OLD."name", (length(split_part(OLD."name", ' ', 1)) + 2));
      END IF;
    END IF;
    IF NOT ((NEW."name" COLLATE "C" IS NOT DISTINCT FROM (NEW."first_name" || ' ' || NEW."last_name")) OR (NEW."first_name" COLLATE "C" IS NOT DISTINCT FROM split_part(NEW."name", ' ', 1) AND NEW."last_name" COLLATE "C" IS NOT DISTINCT FROM substr(NEW."name", (length(split_part(NEW."name", ' ', 1)) + 2)))) THEN
      NEW."name" := (NEW."first_name" || ' ' || NEW."last_name");
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_split_member_name_members_ins" BEFORE INSERT ON "members" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_split_member_name_members_sync"();
CREATE TRIGGER "xc_split_member_name_members_upd" BEFORE UPDATE ON "members" FOR EACH ROW WHEN (NOT ((NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") AND (NEW."first_name" COLLATE "C" IS NOT DISTINCT FROM OLD."first_name" AND NEW."last_name" COLLATE "C" IS NOT DISTINCT FROM OLD."last_name")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_split_member_name_members_sync"();
-- undo
DROP TRIGGER "xc_split_member_name_members_ins" ON "members";
DROP TRIGGER "xc_split_member_name_members_upd" ON "members";
DROP FUNCTION "xc_split_member_name_members_sync"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"members"') AND tgname IN ('xc_split_member_name_members_ins', 'xc_split_member_name_members_upd');


-- ======== migrate ========

-- ---- backfill members, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ("first_name" IS NOT NULL AND (("name" COLLATE "C" IS NOT DISTINCT FROM ("first_name" || ' ' || "last_name")) OR ("first_name" COLLATE "C" IS NOT DISTINCT FROM split_part("name", ' ', 1) AND "last_name" COLLATE "C" IS NOT DISTINCT FROM substr("name", (length(split_part("name", ' ', 1)) + 2)))))
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"members"');
-- lowest
SELECT "id"::text FROM "members" ORDER BY "members"."id" LIMIT 1;
-- highest
SELECT "id"::text FROM "members" ORDER BY "members"."id" DESC LIMIT 1;
-- cut
SELECT "id"::text FROM "members" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "members"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "members" SET "first_name" = split_part("name", ' ', 1), "last_name" = substr("name", (length(split_part("name", ' ', 1)) + 2)) WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("first_name" IS NOT NULL AND (("name" COLLATE "C" IS NOT DISTINCT FROM ("first_name" || ' ' || "last_name")) OR ("first_name" COLLATE "C" IS NOT DISTINCT FROM split_part("name", ' ', 1) AND "last_name" COLLATE "C" IS NOT DISTINCT FROM substr("name", (length(split_part("name", ' ', 1)) + 2)))));
-- the other way round
UPDATE "members" SET "name" = ("first_name" || ' ' || "last_name") WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("first_name" IS NOT NULL AND (("name" COLLATE "C" IS NOT DISTINCT FROM ("first_name" || ' ' || "last_name")) OR ("first_name" COLLATE "C" IS NOT DISTINCT FROM split_part("name", ' ', 1) AND "last_name" COLLATE "C" IS NOT DISTINCT FROM substr("name", (length(split_part("name", ' ', 1)) + 2)))));
-- layout
WITH by_page AS (SELECT ctid AS place, pg_column_size("members".*) AS size, COALESCE(pg_column_size(split_part("name", ' ', 1)) - 3 - COALESCE(pg_column_size("first_name"), 0), 0) + COALESCE(pg_column_size(substr("name", (length(split_part("name", ' ', 1)) + 2))) - 3 - COALESCE(pg_column_size("last_name"), 0), 0) AS growth FROM "members" LIMIT 2000), by_key AS (SELECT ctid AS place FROM "members" ORDER BY "members"."id" LIMIT 2000) SELECT pg_relation_size(to_regclass('"members"')) / current_setting('block_size')::bigint, (SELECT COUNT(*) FROM by_page), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_page), (SELECT COUNT(*) FROM by_key), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_key), (SELECT COALESCE(AVG(size), 0)::bigint FROM by_page), (SELECT COALESCE(AVG(growth), 0)::bigint FROM by_page), pg_size_bytes(current_setting('shared_buffers'));
-- page
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY page) FROM (SELECT (ctid::text::point)[0]::bigint AS page FROM "members" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "members"."id" LIMIT 9) AS places;
-- fill in passes
UPDATE "members" SET "first_name" = split_part("name", ' ', 1), "last_name" = substr("name", (length(split_part("name", ' ', 1)) + 2)) WHERE ctid >= format('(%s,0)', $1::bigint)::tid AND ctid < format('(%s,0)', $2::bigint + 1)::tid AND ($3::bigint >> ("id" & 63)::int & 1) = 1 AND NOT ("first_name" IS NOT NULL AND (("name" COLLATE "C" IS NOT DISTINCT FROM ("first_name" || ' ' || "last_name")) OR ("first_name" COLLATE "C" IS NOT DISTINCT FROM split_part("name", ' ', 1) AND "last_name" COLLATE "C" IS NOT DISTINCT FROM substr("name", (length(split_part("name", ' ', 1)) + 2)))));
-- by a bitmap
SET LOCAL enable_indexscan = off;
-- updated
SELECT pg_stat_get_xact_tuples_updated(to_regclass('"members"')), pg_stat_get_xact_tuples_hot_updated(to_regclass('"members"'));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("first_name" IS NOT NULL AND (("name" COLLATE "C" IS NOT DISTINCT FROM ("first_name" || ' ' || "last_name")) OR ("first_name" COLLATE "C" IS NOT DISTINCT FROM split_part("name", ' ', 1) AND "last_name" COLLATE "C" IS NOT DISTINCT FROM substr("name", (length(split_part("name", ' ', 1)) + 2))))) THEN 1 END), COUNT(CASE WHEN "first_name" IS NULL THEN 1 END), COUNT(CASE WHEN "last_name" IS NULL THEN 1 END) FROM "members" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint;
-- examine
SELECT "id"::text, ("name")::text, ("first_name")::text, ("last_name")::text, (split_part("name", ' ', 1))::text, (substr("name", (length(split_part("name", ' ', 1)) + 2)))::text, (("first_name" || ' ' || "last_name"))::text FROM "members" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("first_name" IS NOT NULL AND (("name" COLLATE "C" IS NOT DISTINCT FROM ("first_name" || ' ' || "last_name")) OR ("first_name" COLLATE "C" IS NOT DISTINCT FROM split_part("name", ' ', 1) AND "last_name" COLLATE "C" IS NOT DISTINCT FROM substr("name", (length(split_part("name", ' ', 1)) + 2))))) ORDER BY "members"."id" LIMIT $3;
-- not null: first_name, last_name


-- ======== contract ========

-- ---- require values in members.first_name, members.last_name (table members)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- already: table members has the constraints xc_nn_members_first_name, xc_nn_members_last_name already: drop them
-- run
ALTER TABLE "members" ADD CONSTRAINT "xc_nn_members_first_name" CHECK ("first_name" IS NOT NULL) NOT VALID, ADD CONSTRAINT "xc_nn_members_last_name" CHECK ("last_name" IS NOT NULL) NOT VALID;
-- undo
ALTER TABLE "members" DROP CONSTRAINT "xc_nn_members_first_name", DROP CONSTRAINT "xc_nn_members_last_name";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"members"') AND conname IN ('xc_nn_members_first_name', 'xc_nn_members_last_name');

-- ---- validate values in members.first_name, members.last_name (table members)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 0, before 180000
-- already: table members has the constraints xc_nn_members_first_name, xc_nn_members_last_name already: drop them
-- run
ALTER TABLE "members" VALIDATE CONSTRAINT "xc_nn_members_first_name", VALIDATE CONSTRAINT "xc_nn_members_last_name";
-- undo: nothing
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"members"') AND conname IN ('xc_nn_members_first_name', 'xc_nn_members_last_name') AND convalidated;

-- ---- require values in members.first_name, members.last_name (table members)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table members has the constraints members_first_name_not_null, members_last_name_not_null already: drop them
-- run
ALTER TABLE "members" ADD CONSTRAINT "members_first_name_not_null" NOT NULL "first_name" NOT VALID, ADD CONSTRAINT "members_last_name_not_null" NOT NULL "last_name" NOT VALID;
-- undo
ALTER TABLE "members" DROP CONSTRAINT "members_first_name_not_null", DROP CONSTRAINT "members_last_name_not_null";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"members"') AND conname IN ('members_first_name_not_null', 'members_last_name_not_null');

-- ---- validate values in members.first_name, members.last_name (table members)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table members has the constraints members_first_name_not_null, members_last_name_not_null already: drop them
-- run
ALTER TABLE "members" VALIDATE CONSTRAINT "members_first_name_not_null", VALIDATE CONSTRAINT "members_last_name_not_null";
-- undo: nothing
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"members"') AND conname IN ('members_first_name_not_null', 'members_last_name_not_null') AND convalidated;

-- ---- drop column members.name (table members)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- when contract goes the way of Dropping
-- already: members.name is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
DROP TRIGGER "xc_split_member_name_members_ins" ON "members";
DROP TRIGGER "xc_split_member_name_members_upd" ON "members";
DROP FUNCTION "xc_split_member_name_members_sync"();
ALTER TABLE "members" DROP COLUMN "name";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"members"') AND attname IN ('name') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retire column members.name (table members)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- when contract goes the way of Retiring
-- already: members.name is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
DROP TRIGGER "xc_split_member_name_members_ins" ON "members";
DROP TRIGGER "xc_split_member_name_members_upd" ON "members";
DROP FUNCTION "xc_split_member_name_members_sync"();
ALTER TABLE "members" RENAME COLUMN "name" TO "xc_retired_split_member_name_name";
ALTER TABLE "members" ADD COLUMN "xc_unfit_split_member_name" text;
CREATE FUNCTION "xc_split_member_name_members_keep"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  BEGIN
    IF NEW."xc_unfit_split_member_name" IS NULL AND ((NEW."xc_retired_split_member_name_name" COLLATE "C" IS NOT DISTINCT FROM (NEW."first_name" || ' ' || NEW."last_name")) OR (NEW."first_name" COLLATE "C" IS NOT DISTINCT FROM split_part(NEW."xc_retired_split_member_name_name", ' ', 1) AND NEW."last_name" COLLATE "C" IS NOT DISTINCT FROM substr(NEW."xc_retired_split_member_name_name", (length(split_part(NEW."xc_retired_split_member_name_name", ' ', 1)) + 2)))) THEN
      RETURN NEW;
    END IF;
    NEW."xc_unfit_split_member_name" := NULL;
    NEW."xc_retired_split_member_name_name" := (NEW."first_name" || ' ' || NEW."last_name");
    IF NEW."xc_retired_split_member_name_name" IS NULL THEN
      NEW."xc_retired_split_member_name_name" := '';
      NEW."xc_unfit_split_member_name" := 'name would be null';
    END IF;
  EXCEPTION WHEN OTHERS THEN
    NEW."xc_retired_split_member_name_name" := '';
    NEW."xc_unfit_split_member_name" := SQLERRM;
  END;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_split_member_name_members_keep_ins" BEFORE INSERT ON "members" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_split_member_name_members_keep"();
CREATE TRIGGER "xc_split_member_name_members_keep_upd" BEFORE UPDATE ON "members" FOR EACH ROW WHEN (NOT (NEW."first_name" COLLATE "C" IS NOT DISTINCT FROM OLD."first_name" AND NEW."last_name" COLLATE "C" IS NOT DISTINCT FROM OLD."last_name") AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_split_member_name_members_keep"();
-- undo
DROP TRIGGER "xc_split_member_name_members_keep_ins" ON "members";
DROP TRIGGER "xc_split_member_name_members_keep_upd" ON "members";
DROP FUNCTION "xc_split_member_name_members_keep"();
ALTER TABLE "members" DROP COLUMN "xc_unfit_split_member_name";
ALTER TABLE "members" RENAME COLUMN "xc_retired_split_member_name_name" TO "name";
CREATE FUNCTION "xc_split_member_name_members_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."first_name" IS NULL AND NEW."last_name" IS NULL) THEN
      NEW."first_name" := split_part(NEW."name", ' ', 1);
      NEW."last_name" := substr(NEW."name", (length(split_part(NEW."name", ' ', 1)) + 2));
    ELSIF (NEW."name" IS NULL) THEN
      NEW."name" := (NEW."first_name" || ' ' || NEW."last_name");
    END IF;
  ELSIF (NEW."first_name" COLLATE "C" IS NOT DISTINCT FROM OLD."first_name" AND NEW."last_name" COLLATE "C" IS NOT DISTINCT FROM OLD."last_name") THEN
    IF NOT ((NEW."name" COLLATE "C" IS NOT DISTINCT FROM (NEW."first_name" || ' ' || NEW."last_name")) OR (NEW."first_name" COLLATE "C" IS NOT DISTINCT FROM split_part(NEW."name", ' ', 1) AND NEW."last_name" COLLATE "C" IS NOT DISTINCT FROM substr(NEW."name", (length(split_part(NEW."name", ' ', 1)) + 2)))) THEN
      NEW."first_name" := split_part(NEW."name", ' ', 1);
      NEW."last_name" := substr(NEW."name", (length(split_part(NEW."name", ' ', 1)) + 2));
    END IF;
  ELSIF (NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") THEN
    IF NOT ((OLD."name" COLLATE "C" IS NOT DISTINCT FROM (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE "C" IS NOT DISTINCT FROM split_part(OLD."name", ' ', 1) AND OLD."last_name" COLLATE "C" IS NOT DISTINCT FROM substr(OLD."name", (length(split_part(OLD."name", ' ', 1)) + 2)))) THEN
      IF (NEW."first_name" COLLATE "C" IS NOT DISTINCT FROM OLD."first_name") THEN
        NEW."first_name" := split_part(OLD."name", ' ', 1);
      END IF;
      IF (NEW."last_name" COLLATE "C" IS NOT DISTINCT FROM OLD."last_name") THEN
        NEW."last_name" := substr(OLD."name", (length(split_part(OLD."name", ' ', 1)) + 2));
      END IF;
    END IF;
    IF NOT ((NEW."name" COLLATE "C" IS NOT DISTINCT FROM (NEW."first_name" || ' ' || NEW."last_name")) OR (NEW."first_name" COLLATE "C" IS NOT DISTINCT FROM split_part(NEW."name", ' ', 1) AND NEW."last_name" COLLATE "C" IS NOT DISTINCT FROM substr(NEW."name", (length(split_part(NEW."name", ' ', 1)) + 2)))) THEN
      NEW."name" := (NEW."first_name" || ' ' || NEW."last_name");
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_split_member_name_members_ins" BEFORE INSERT ON "members" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_split_member_name_members_sync"();
CREATE TRIGGER "xc_split_member_name_members_upd" BEFORE UPDATE ON "members" FOR EACH ROW WHEN (NOT ((NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") AND (NEW."first_name" COLLATE "C" IS NOT DISTINCT FROM OLD."first_name" AND NEW."last_name" COLLATE "C" IS NOT DISTINCT FROM OLD."last_name")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_split_member_name_members_sync"();
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"members"') AND attname IN ('name') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- drop column members.name (table members)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- when contract goes the way of Dropping
-- already: members.name is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE "members" ALTER COLUMN "first_name" SET NOT NULL, ALTER COLUMN "last_name" SET NOT NULL;
ALTER TABLE "members" DROP CONSTRAINT "xc_nn_members_first_name", DROP CONSTRAINT "xc_nn_members_last_name";
DROP TRIGGER "xc_split_member_name_members_ins" ON "members";
DROP TRIGGER "xc_split_member_name_members_upd" ON "members";
DROP FUNCTION "xc_split_member_name_members_sync"();
ALTER TABLE "members" DROP COLUMN "name";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"members"') AND attname IN ('name') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retire column members.name (table members)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- when contract goes the way of Retiring
-- already: members.name is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE "members" ALTER COLUMN "first_name" SET NOT NULL, ALTER COLUMN "last_name" SET NOT NULL;
ALTER TABLE "members" DROP CONSTRAINT "xc_nn_members_first_name", DROP CONSTRAINT "xc_nn_members_last_name";
DROP TRIGGER "xc_split_member_name_members_ins" ON "members";
DROP TRIGGER "xc_split_member_name_members_upd" ON "members";
DROP FUNCTION "xc_split_member_name_members_sync"();
ALTER TABLE "members" RENAME COLUMN "name" TO "xc_retired_split_member_name_name";
ALTER TABLE "members" ADD COLUMN "xc_unfit_split_member_name" text;
CREATE FUNCTION "xc_split_member_name_members_keep"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  BEGIN
    IF NEW."xc_unfit_split_member_name" IS NULL AND ((NEW."xc_retired_split_member_name_name" COLLATE "C" IS NOT DISTINCT FROM (NEW."first_name" || ' ' || NEW."last_name")) OR (NEW."first_name" COLLATE "C" IS NOT DISTINCT FROM split_part(NEW."xc_retired_split_member_name_name", ' ', 1) AND NEW."last_name" COLLATE "C" IS NOT DISTINCT FROM substr(NEW."xc_retired_split_member_name_name", (length(split_part(NEW."xc_retired_split_member_name_name", ' ', 1)) + 2)))) THEN
      RETURN NEW;
    END IF;
    NEW."xc_unfit_split_member_name" := NULL;
    NEW."xc_retired_split_member_name_name" := (NEW."first_name" || ' ' || NEW."last_name");
    IF NEW."xc_retired_split_member_name_name" IS NULL THEN
      NEW."xc_retired_split_member_name_name" := '';
      NEW."xc_unfit_split_member_name" := 'name would be null';
    END IF;
  EXCEPTION WHEN OTHERS THEN
    NEW."xc_retired_split_member_name_name" := '';
    NEW."xc_unfit_split_member_name" := SQLERRM;
  END;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_split_member_name_members_keep_ins" BEFORE INSERT ON "members" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_split_member_name_members_keep"();
CREATE TRIGGER "xc_split_member_name_members_keep_upd" BEFORE UPDATE ON "members" FOR EACH ROW WHEN (NOT (NEW."first_name" COLLATE "C" IS NOT DISTINCT FROM OLD."first_name" AND NEW."last_name" COLLATE "C" IS NOT DISTINCT FROM OLD."last_name") AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_split_member_name_members_keep"();
-- undo
DROP TRIGGER "xc_split_member_name_members_keep_ins" ON "members";
DROP TRIGGER "xc_split_member_name_members_keep_upd" ON "members";
DROP FUNCTION "xc_split_member_name_members_keep"();
ALTER TABLE "members" DROP COLUMN "xc_unfit_split_member_name";
ALTER TABLE "members" RENAME COLUMN "xc_retired_split_member_name_name" TO "name";
ALTER TABLE "members" ALTER COLUMN "first_name" DROP NOT NULL, ALTER COLUMN "last_name" DROP NOT NULL;
CREATE FUNCTION "xc_split_member_name_members_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."first_name" IS NULL AND NEW."last_name" IS NULL) THEN
      NEW."first_name" := split_part(NEW."name", ' ', 1);
      NEW."last_name" := substr(NEW."name", (length(split_part(NEW."name", ' ', 1)) + 2));
    ELSIF (NEW."name" IS NULL) THEN
      NEW."name" := (NEW."first_name" || ' ' || NEW."last_name");
    END IF;
  ELSIF (NEW."first_name" COLLATE "C" IS NOT DISTINCT FROM OLD."first_name" AND NEW."last_name" COLLATE "C" IS NOT DISTINCT FROM OLD."last_name") THEN
    IF NOT ((NEW."name" COLLATE "C" IS NOT DISTINCT FROM (NEW."first_name" || ' ' || NEW."last_name")) OR (NEW."first_name" COLLATE "C" IS NOT DISTINCT FROM split_part(NEW."name", ' ', 1) AND NEW."last_name" COLLATE "C" IS NOT DISTINCT FROM substr(NEW."name", (length(split_part(NEW."name", ' ', 1)) + 2)))) THEN
      NEW."first_name" := split_part(NEW."name", ' ', 1);
      NEW."last_name" := substr(NEW."name", (length(split_part(NEW."name", ' ', 1)) + 2));
    END IF;
  ELSIF (NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") THEN
    IF NOT ((OLD."name" COLLATE "C" IS NOT DISTINCT FROM (OLD."first_name" || ' ' || OLD."last_name")) OR (OLD."first_name" COLLATE "C" IS NOT DISTINCT FROM split_part(OLD."name", ' ', 1) AND OLD."last_name" COLLATE "C" IS NOT DISTINCT FROM substr(OLD."name", (length(split_part(OLD."name", ' ', 1)) + 2)))) THEN
      IF (NEW."first_name" COLLATE "C" IS NOT DISTINCT FROM OLD."first_name") THEN
        NEW."first_name" := split_part(OLD."name", ' ', 1);
      END IF;
      IF (NEW."last_name" COLLATE "C" IS NOT DISTINCT FROM OLD."last_name") THEN
        NEW."last_name" := substr(OLD."name", (length(split_part(OLD."name", ' ', 1)) + 2));
      END IF;
    END IF;
    IF NOT ((NEW."name" COLLATE "C" IS NOT DISTINCT FROM (NEW."first_name" || ' ' || NEW."last_name")) OR (NEW."first_name" COLLATE "C" IS NOT DISTINCT FROM split_part(NEW."name", ' ', 1) AND NEW."last_name" COLLATE "C" IS NOT DISTINCT FROM substr(NEW."name", (length(split_part(NEW."name", ' ', 1)) + 2)))) THEN
      NEW."name" := (NEW."first_name" || ' ' || NEW."last_name");
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_split_member_name_members_ins" BEFORE INSERT ON "members" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_split_member_name_members_sync"();
CREATE TRIGGER "xc_split_member_name_members_upd" BEFORE UPDATE ON "members" FOR EACH ROW WHEN (NOT ((NEW."name" COLLATE "C" IS NOT DISTINCT FROM OLD."name") AND (NEW."first_name" COLLATE "C" IS NOT DISTINCT FROM OLD."first_name" AND NEW."last_name" COLLATE "C" IS NOT DISTINCT FROM OLD."last_name")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_split_member_name_members_sync"();
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"members"') AND attname IN ('name') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- look for rows that members.name can't hold (table members)
-- cost: reads the table when contract is taken back, locks nothing
-- lock: none
-- when contract goes the way of Retiring
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: what the new version wrote into rows of members since contract, members.name can't hold: change these rows, or delete them (shown: id)
SELECT COUNT(*) FROM "members" WHERE "xc_unfit_split_member_name" IS NOT NULL;
-- which
SELECT concat_ws(', ', "id"::text, "xc_unfit_split_member_name"::text) FROM "members" WHERE "xc_unfit_split_member_name" IS NOT NULL LIMIT 10;
-- probe
SELECT 0::bigint;

-- ---- drop column members.name, which was retired (table members)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- when contract goes the way of Purging
-- already: what was retired of members is gone already, and not by xc
-- run
DROP TRIGGER "xc_split_member_name_members_keep_ins" ON "members";
DROP TRIGGER "xc_split_member_name_members_keep_upd" ON "members";
DROP FUNCTION "xc_split_member_name_members_keep"();
ALTER TABLE "members" DROP COLUMN "xc_retired_split_member_name_name", DROP COLUMN "xc_unfit_split_member_name";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"members"') AND attname IN ('xc_retired_split_member_name_name') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retired of members: name as xc_retired_split_member_name_name
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM "members" LIMIT 1) AS some_rows;

-- ---- backfill members, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ("xc_unfit_split_member_name" IS NOT NULL OR (("xc_retired_split_member_name_name" COLLATE "C" IS NOT DISTINCT FROM ("first_name" || ' ' || "last_name")) OR ("first_name" COLLATE "C" IS NOT DISTINCT FROM split_part("xc_retired_split_member_name_name", ' ', 1) AND "last_name" COLLATE "C" IS NOT DISTINCT FROM substr("xc_retired_split_member_name_name", (length(split_part("xc_retired_split_member_name_name", ' ', 1)) + 2)))))
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"members"');
-- lowest
SELECT "id"::text FROM "members" ORDER BY "members"."id" LIMIT 1;
-- highest
SELECT "id"::text FROM "members" ORDER BY "members"."id" DESC LIMIT 1;
-- cut
SELECT "id"::text FROM "members" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "members"."id" LIMIT 2 OFFSET $3;
-- the other way round
UPDATE "members" SET "xc_retired_split_member_name_name" = ("first_name" || ' ' || "last_name") WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("xc_unfit_split_member_name" IS NOT NULL OR (("xc_retired_split_member_name_name" COLLATE "C" IS NOT DISTINCT FROM ("first_name" || ' ' || "last_name")) OR ("first_name" COLLATE "C" IS NOT DISTINCT FROM split_part("xc_retired_split_member_name_name", ' ', 1) AND "last_name" COLLATE "C" IS NOT DISTINCT FROM substr("xc_retired_split_member_name_name", (length(split_part("xc_retired_split_member_name_name", ' ', 1)) + 2)))));
-- mark what can't be
UPDATE "members" SET "xc_unfit_split_member_name" = 'the mapping fails on what the row holds' WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("xc_unfit_split_member_name" IS NOT NULL OR (("xc_retired_split_member_name_name" COLLATE "C" IS NOT DISTINCT FROM ("first_name" || ' ' || "last_name")) OR ("first_name" COLLATE "C" IS NOT DISTINCT FROM split_part("xc_retired_split_member_name_name", ' ', 1) AND "last_name" COLLATE "C" IS NOT DISTINCT FROM substr("xc_retired_split_member_name_name", (length(split_part("xc_retired_split_member_name_name", ' ', 1)) + 2)))));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("xc_unfit_split_member_name" IS NOT NULL OR (("xc_retired_split_member_name_name" COLLATE "C" IS NOT DISTINCT FROM ("first_name" || ' ' || "last_name")) OR ("first_name" COLLATE "C" IS NOT DISTINCT FROM split_part("xc_retired_split_member_name_name", ' ', 1) AND "last_name" COLLATE "C" IS NOT DISTINCT FROM substr("xc_retired_split_member_name_name", (length(split_part("xc_retired_split_member_name_name", ' ', 1)) + 2))))) THEN 1 END) FROM "members" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint;
-- examine
SELECT "id"::text, ("xc_retired_split_member_name_name")::text, ("first_name")::text, ("last_name")::text, (split_part("xc_retired_split_member_name_name", ' ', 1))::text, (substr("xc_retired_split_member_name_name", (length(split_part("xc_retired_split_member_name_name", ' ', 1)) + 2)))::text, (("first_name" || ' ' || "last_name"))::text FROM "members" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("xc_unfit_split_member_name" IS NOT NULL OR (("xc_retired_split_member_name_name" COLLATE "C" IS NOT DISTINCT FROM ("first_name" || ' ' || "last_name")) OR ("first_name" COLLATE "C" IS NOT DISTINCT FROM split_part("xc_retired_split_member_name_name", ' ', 1) AND "last_name" COLLATE "C" IS NOT DISTINCT FROM substr("xc_retired_split_member_name_name", (length(split_part("xc_retired_split_member_name_name", ' ', 1)) + 2))))) ORDER BY "members"."id" LIMIT $3;
-- not null: 
