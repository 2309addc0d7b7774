-- url_of_requests on PostgreSQL
--
-- requires create_shop at expand or later: it makes table `requests` (at create_shop.rs:31:22), which is changed at url_of_requests.rs:11:9
--
-- expects table requests, key (), perhaps more
--   path character varying(200) not null
--   status integer null


-- ======== expand ========

-- ---- add column requests.url (table requests)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table requests has one of the columns url already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "requests" ADD COLUMN "url" character varying(200);
-- undo
ALTER TABLE "requests" DROP COLUMN "url";
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"requests"') AND attname IN ('url') AND attnum > 0 AND NOT attisdropped;


-- ======== dual_write ========

-- ---- dual write of requests (table requests)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table requests has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_url_of_requests_requests_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."url" IS NULL) THEN
      NEW."url" := NEW."path";
    ELSIF (NEW."path" IS NULL) THEN
      NEW."path" := NEW."url";
    END IF;
  ELSIF (NEW."url" COLLATE "C" IS NOT DISTINCT FROM OLD."url") THEN
    IF NOT (NEW."url" COLLATE "C" IS NOT DISTINCT FROM NEW."path") THEN
      NEW."url" := NEW."path";
    END IF;
  ELSIF (NEW."path" COLLATE "C" IS NOT DISTINCT FROM OLD."path") THEN
    IF NOT (NEW."url" COLLATE "C" IS NOT DISTINCT FROM NEW."path") THEN
      NEW."path" := NEW."url";
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_url_of_requests_requests_ins" BEFORE INSERT ON "requests" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_url_of_requests_requests_sync"();
CREATE TRIGGER "xc_url_of_requests_requests_upd" BEFORE UPDATE ON "requests" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_url_of_requests_requests_sync"();
-- undo
DROP TRIGGER "xc_url_of_requests_requests_ins" ON "requests";
DROP TRIGGER "xc_url_of_requests_requests_upd" ON "requests";
DROP FUNCTION "xc_url_of_requests_requests_sync"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"requests"') AND tgname IN ('xc_url_of_requests_requests_ins', 'xc_url_of_requests_requests_upd');


-- ======== migrate ========

-- ---- backfill requests, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ("url" COLLATE "C" IS NOT DISTINCT FROM "path")
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"requests"');
-- lowest
SELECT '(0,0)' FROM (WITH RECURSIVE xc_parts AS (SELECT to_regclass('"requests"')::oid AS part UNION ALL SELECT inhrelid FROM pg_inherits JOIN xc_parts ON inhparent = part) SELECT COALESCE(MAX(pg_relation_size(part)) / current_setting('block_size')::bigint, 0) AS pages, GREATEST(1, COALESCE(SUM(reltuples) FILTER (WHERE reltuples > 0) / NULLIF(MAX(relpages), 0), 50)) AS density FROM xc_parts JOIN pg_class ON oid = part) AS parts WHERE pages > 0;
-- highest
SELECT format('(%s,65535)', pages - 1) FROM (WITH RECURSIVE xc_parts AS (SELECT to_regclass('"requests"')::oid AS part UNION ALL SELECT inhrelid FROM pg_inherits JOIN xc_parts ON inhparent = part) SELECT COALESCE(MAX(pg_relation_size(part)) / current_setting('block_size')::bigint, 0) AS pages, GREATEST(1, COALESCE(SUM(reltuples) FILTER (WHERE reltuples > 0) / NULLIF(MAX(relpages), 0), 50)) AS density FROM xc_parts JOIN pg_class ON oid = part) AS parts WHERE pages > 0;
-- cut
WITH xc_window AS MATERIALIZED (SELECT LEAST($2::text::tid, format('(%s,65535)', page)::tid) AS until FROM (SELECT LEAST(4294967294, ($1::text::point)[0]::bigint + 1 + (2 * ($3::bigint + 1) / density)::bigint) AS page FROM (WITH RECURSIVE xc_parts AS (SELECT to_regclass('"requests"')::oid AS part UNION ALL SELECT inhrelid FROM pg_inherits JOIN xc_parts ON inhparent = part) SELECT COALESCE(MAX(pg_relation_size(part)) / current_setting('block_size')::bigint, 0) AS pages, GREATEST(1, COALESCE(SUM(reltuples) FILTER (WHERE reltuples > 0) / NULLIF(MAX(relpages), 0), 50)) AS density FROM xc_parts JOIN pg_class ON oid = part) AS parts) AS pages), xc_end AS MATERIALIZED (SELECT COALESCE((SELECT "requests".ctid FROM "requests" WHERE ctid >= $1::text::tid AND ctid <= (SELECT until FROM xc_window) ORDER BY "requests".ctid LIMIT 1 OFFSET $3::bigint), (SELECT until FROM xc_window)) AS until), xc_place AS (SELECT until, (until::text::point)[0]::bigint AS page, (until::text::point)[1]::bigint AS place FROM xc_end WHERE until < $2::text::tid) SELECT place FROM (SELECT 0 AS kind, until::text AS place FROM xc_place UNION ALL SELECT 1, CASE WHEN place < 65535 THEN format('(%s,%s)', page, place + 1) ELSE format('(%s,0)', page + 1) END FROM xc_place) AS cuts ORDER BY cuts.kind;
-- fill
UPDATE "requests" SET "url" = "path" WHERE ctid >= $1::text::tid AND ctid <= $2::text::tid AND NOT ("url" COLLATE "C" IS NOT DISTINCT FROM "path");
-- the other way round
UPDATE "requests" SET "path" = "url" WHERE ctid >= $1::text::tid AND ctid <= $2::text::tid AND NOT ("url" COLLATE "C" IS NOT DISTINCT FROM "path");
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("url" COLLATE "C" IS NOT DISTINCT FROM "path") THEN 1 END), COUNT(CASE WHEN "url" IS NULL THEN 1 END) FROM "requests" WHERE ctid >= $1::text::tid AND ctid <= $2::text::tid;
-- examine
SELECT ctid::text, ("path")::text, ("url")::text, ("path")::text, ("url")::text FROM "requests" WHERE ctid >= $1::text::tid AND ctid <= $2::text::tid AND NOT ("url" COLLATE "C" IS NOT DISTINCT FROM "path") ORDER BY "requests".ctid LIMIT $3;
-- not null: url


-- ======== contract ========

-- ---- require values in requests.url (table requests)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- already: table requests has the constraints xc_nn_requests_url already: drop them
-- run
ALTER TABLE "requests" ADD CONSTRAINT "xc_nn_requests_url" CHECK ("url" IS NOT NULL) NOT VALID;
-- undo
ALTER TABLE "requests" DROP CONSTRAINT "xc_nn_requests_url";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"requests"') AND conname IN ('xc_nn_requests_url');

-- ---- validate values in requests.url (table requests)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 0, before 180000
-- already: table requests has the constraints xc_nn_requests_url already: drop them
-- run
ALTER TABLE "requests" VALIDATE CONSTRAINT "xc_nn_requests_url";
-- undo: nothing
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"requests"') AND conname IN ('xc_nn_requests_url') AND convalidated;

-- ---- require values in requests.url (table requests)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table requests has the constraints requests_url_not_null already: drop them
-- run
ALTER TABLE "requests" ADD CONSTRAINT "requests_url_not_null" NOT NULL "url" NOT VALID;
-- undo
ALTER TABLE "requests" DROP CONSTRAINT "requests_url_not_null";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"requests"') AND conname IN ('requests_url_not_null');

-- ---- validate values in requests.url (table requests)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table requests has the constraints requests_url_not_null already: drop them
-- run
ALTER TABLE "requests" VALIDATE CONSTRAINT "requests_url_not_null";
-- undo: nothing
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"requests"') AND conname IN ('requests_url_not_null') AND convalidated;

-- ---- drop column requests.path (table requests)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- when contract goes the way of Dropping
-- already: requests.path is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
DROP TRIGGER "xc_url_of_requests_requests_ins" ON "requests";
DROP TRIGGER "xc_url_of_requests_requests_upd" ON "requests";
DROP FUNCTION "xc_url_of_requests_requests_sync"();
ALTER TABLE "requests" DROP COLUMN "path";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"requests"') AND attname IN ('path') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retire column requests.path (table requests)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- when contract goes the way of Retiring
-- already: requests.path is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
DROP TRIGGER "xc_url_of_requests_requests_ins" ON "requests";
DROP TRIGGER "xc_url_of_requests_requests_upd" ON "requests";
DROP FUNCTION "xc_url_of_requests_requests_sync"();
ALTER TABLE "requests" RENAME COLUMN "path" TO "xc_retired_url_of_requests_path";
ALTER TABLE "requests" ADD COLUMN "xc_unfit_url_of_requests" text;
CREATE FUNCTION "xc_url_of_requests_requests_keep"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  BEGIN
    IF NEW."xc_unfit_url_of_requests" IS NULL AND (NEW."url" COLLATE "C" IS NOT DISTINCT FROM NEW."xc_retired_url_of_requests_path") THEN
      RETURN NEW;
    END IF;
    NEW."xc_unfit_url_of_requests" := NULL;
    NEW."xc_retired_url_of_requests_path" := NEW."url";
    IF NEW."xc_retired_url_of_requests_path" IS NULL THEN
      NEW."xc_retired_url_of_requests_path" := '';
      NEW."xc_unfit_url_of_requests" := 'path would be null';
    END IF;
  EXCEPTION WHEN OTHERS THEN
    NEW."xc_retired_url_of_requests_path" := '';
    NEW."xc_unfit_url_of_requests" := SQLERRM;
  END;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_url_of_requests_requests_keep_ins" BEFORE INSERT ON "requests" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_url_of_requests_requests_keep"();
CREATE TRIGGER "xc_url_of_requests_requests_keep_upd" BEFORE UPDATE ON "requests" FOR EACH ROW WHEN (NOT (NEW."url" COLLATE "C" IS NOT DISTINCT FROM OLD."url") AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_url_of_requests_requests_keep"();
-- undo
DROP TRIGGER "xc_url_of_requests_requests_keep_ins" ON "requests";
DROP TRIGGER "xc_url_of_requests_requests_keep_upd" ON "requests";
DROP FUNCTION "xc_url_of_requests_requests_keep"();
ALTER TABLE "requests" DROP COLUMN "xc_unfit_url_of_requests";
ALTER TABLE "requests" RENAME COLUMN "xc_retired_url_of_requests_path" TO "path";
CREATE FUNCTION "xc_url_of_requests_requests_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."url" IS NULL) THEN
      NEW."url" := NEW."path";
    ELSIF (NEW."path" IS NULL) THEN
      NEW."path" := NEW."url";
    END IF;
  ELSIF (NEW."url" COLLATE "C" IS NOT DISTINCT FROM OLD."url") THEN
    IF NOT (NEW."url" COLLATE "C" IS NOT DISTINCT FROM NEW."path") THEN
      NEW."url" := NEW."path";
    END IF;
  ELSIF (NEW."path" COLLATE "C" IS NOT DISTINCT FROM OLD."path") THEN
    IF NOT (NEW."url" COLLATE "C" IS NOT DISTINCT FROM NEW."path") THEN
      NEW."path" := NEW."url";
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_url_of_requests_requests_ins" BEFORE INSERT ON "requests" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_url_of_requests_requests_sync"();
CREATE TRIGGER "xc_url_of_requests_requests_upd" BEFORE UPDATE ON "requests" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_url_of_requests_requests_sync"();
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"requests"') AND attname IN ('path') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- drop column requests.path (table requests)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- when contract goes the way of Dropping
-- already: requests.path is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE "requests" ALTER COLUMN "url" SET NOT NULL;
ALTER TABLE "requests" DROP CONSTRAINT "xc_nn_requests_url";
DROP TRIGGER "xc_url_of_requests_requests_ins" ON "requests";
DROP TRIGGER "xc_url_of_requests_requests_upd" ON "requests";
DROP FUNCTION "xc_url_of_requests_requests_sync"();
ALTER TABLE "requests" DROP COLUMN "path";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"requests"') AND attname IN ('path') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retire column requests.path (table requests)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- when contract goes the way of Retiring
-- already: requests.path is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE "requests" ALTER COLUMN "url" SET NOT NULL;
ALTER TABLE "requests" DROP CONSTRAINT "xc_nn_requests_url";
DROP TRIGGER "xc_url_of_requests_requests_ins" ON "requests";
DROP TRIGGER "xc_url_of_requests_requests_upd" ON "requests";
DROP FUNCTION "xc_url_of_requests_requests_sync"();
ALTER TABLE "requests" RENAME COLUMN "path" TO "xc_retired_url_of_requests_path";
ALTER TABLE "requests" ADD COLUMN "xc_unfit_url_of_requests" text;
CREATE FUNCTION "xc_url_of_requests_requests_keep"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  BEGIN
    IF NEW."xc_unfit_url_of_requests" IS NULL AND (NEW."url" COLLATE "C" IS NOT DISTINCT FROM NEW."xc_retired_url_of_requests_path") THEN
      RETURN NEW;
    END IF;
    NEW."xc_unfit_url_of_requests" := NULL;
    NEW."xc_retired_url_of_requests_path" := NEW."url";
    IF NEW."xc_retired_url_of_requests_path" IS NULL THEN
      NEW."xc_retired_url_of_requests_path" := '';
      NEW."xc_unfit_url_of_requests" := 'path would be null';
    END IF;
  EXCEPTION WHEN OTHERS THEN
    NEW."xc_retired_url_of_requests_path" := '';
    NEW."xc_unfit_url_of_requests" := SQLERRM;
  END;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_url_of_requests_requests_keep_ins" BEFORE INSERT ON "requests" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_url_of_requests_requests_keep"();
CREATE TRIGGER "xc_url_of_requests_requests_keep_upd" BEFORE UPDATE ON "requests" FOR EACH ROW WHEN (NOT (NEW."url" COLLATE "C" IS NOT DISTINCT FROM OLD."url") AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_url_of_requests_requests_keep"();
-- undo
DROP TRIGGER "xc_url_of_requests_requests_keep_ins" ON "requests";
DROP TRIGGER "xc_url_of_requests_requests_keep_upd" ON "requests";
DROP FUNCTION "xc_url_of_requests_requests_keep"();
ALTER TABLE "requests" DROP COLUMN "xc_unfit_url_of_requests";
ALTER TABLE "requests" RENAME COLUMN "xc_retired_url_of_requests_path" TO "path";
ALTER TABLE "requests" ALTER COLUMN "url" DROP NOT NULL;
CREATE FUNCTION "xc_url_of_requests_requests_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."url" IS NULL) THEN
      NEW."url" := NEW."path";
    ELSIF (NEW."path" IS NULL) THEN
      NEW."path" := NEW."url";
    END IF;
  ELSIF (NEW."url" COLLATE "C" IS NOT DISTINCT FROM OLD."url") THEN
    IF NOT (NEW."url" COLLATE "C" IS NOT DISTINCT FROM NEW."path") THEN
      NEW."url" := NEW."path";
    END IF;
  ELSIF (NEW."path" COLLATE "C" IS NOT DISTINCT FROM OLD."path") THEN
    IF NOT (NEW."url" COLLATE "C" IS NOT DISTINCT FROM NEW."path") THEN
      NEW."path" := NEW."url";
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_url_of_requests_requests_ins" BEFORE INSERT ON "requests" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_url_of_requests_requests_sync"();
CREATE TRIGGER "xc_url_of_requests_requests_upd" BEFORE UPDATE ON "requests" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_url_of_requests_requests_sync"();
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"requests"') AND attname IN ('path') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- look for rows that requests.path can't hold (table requests)
-- cost: reads the table when contract is taken back, locks nothing
-- lock: none
-- when contract goes the way of Retiring
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: what the new version wrote into rows of requests since contract, requests.path can't hold: change these rows, or delete them (shown: )
SELECT COUNT(*) FROM "requests" WHERE "xc_unfit_url_of_requests" IS NOT NULL;
-- which
SELECT concat_ws(', ', "xc_unfit_url_of_requests"::text) FROM "requests" WHERE "xc_unfit_url_of_requests" IS NOT NULL LIMIT 10;
-- probe
SELECT 0::bigint;

-- ---- drop column requests.path, which was retired (table requests)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- when contract goes the way of Purging
-- already: what was retired of requests is gone already, and not by xc
-- run
DROP TRIGGER "xc_url_of_requests_requests_keep_ins" ON "requests";
DROP TRIGGER "xc_url_of_requests_requests_keep_upd" ON "requests";
DROP FUNCTION "xc_url_of_requests_requests_keep"();
ALTER TABLE "requests" DROP COLUMN "xc_retired_url_of_requests_path", DROP COLUMN "xc_unfit_url_of_requests";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"requests"') AND attname IN ('xc_retired_url_of_requests_path') AND attnum > 0 AND NOT attisdropped) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- retired of requests: path as xc_retired_url_of_requests_path
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM "requests" LIMIT 1) AS some_rows;

-- ---- backfill requests, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ("xc_unfit_url_of_requests" IS NOT NULL OR ("url" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_url_of_requests_path"))
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"requests"');
-- lowest
SELECT '(0,0)' FROM (WITH RECURSIVE xc_parts AS (SELECT to_regclass('"requests"')::oid AS part UNION ALL SELECT inhrelid FROM pg_inherits JOIN xc_parts ON inhparent = part) SELECT COALESCE(MAX(pg_relation_size(part)) / current_setting('block_size')::bigint, 0) AS pages, GREATEST(1, COALESCE(SUM(reltuples) FILTER (WHERE reltuples > 0) / NULLIF(MAX(relpages), 0), 50)) AS density FROM xc_parts JOIN pg_class ON oid = part) AS parts WHERE pages > 0;
-- highest
SELECT format('(%s,65535)', pages - 1) FROM (WITH RECURSIVE xc_parts AS (SELECT to_regclass('"requests"')::oid AS part UNION ALL SELECT inhrelid FROM pg_inherits JOIN xc_parts ON inhparent = part) SELECT COALESCE(MAX(pg_relation_size(part)) / current_setting('block_size')::bigint, 0) AS pages, GREATEST(1, COALESCE(SUM(reltuples) FILTER (WHERE reltuples > 0) / NULLIF(MAX(relpages), 0), 50)) AS density FROM xc_parts JOIN pg_class ON oid = part) AS parts WHERE pages > 0;
-- cut
WITH xc_window AS MATERIALIZED (SELECT LEAST($2::text::tid, format('(%s,65535)', page)::tid) AS until FROM (SELECT LEAST(4294967294, ($1::text::point)[0]::bigint + 1 + (2 * ($3::bigint + 1) / density)::bigint) AS page FROM (WITH RECURSIVE xc_parts AS (SELECT to_regclass('"requests"')::oid AS part UNION ALL SELECT inhrelid FROM pg_inherits JOIN xc_parts ON inhparent = part) SELECT COALESCE(MAX(pg_relation_size(part)) / current_setting('block_size')::bigint, 0) AS pages, GREATEST(1, COALESCE(SUM(reltuples) FILTER (WHERE reltuples > 0) / NULLIF(MAX(relpages), 0), 50)) AS density FROM xc_parts JOIN pg_class ON oid = part) AS parts) AS pages), xc_end AS MATERIALIZED (SELECT COALESCE((SELECT "requests".ctid FROM "requests" WHERE ctid >= $1::text::tid AND ctid <= (SELECT until FROM xc_window) ORDER BY "requests".ctid LIMIT 1 OFFSET $3::bigint), (SELECT until FROM xc_window)) AS until), xc_place AS (SELECT until, (until::text::point)[0]::bigint AS page, (until::text::point)[1]::bigint AS place FROM xc_end WHERE until < $2::text::tid) SELECT place FROM (SELECT 0 AS kind, until::text AS place FROM xc_place UNION ALL SELECT 1, CASE WHEN place < 65535 THEN format('(%s,%s)', page, place + 1) ELSE format('(%s,0)', page + 1) END FROM xc_place) AS cuts ORDER BY cuts.kind;
-- the other way round
UPDATE "requests" SET "xc_retired_url_of_requests_path" = "url" WHERE ctid >= $1::text::tid AND ctid <= $2::text::tid AND NOT ("xc_unfit_url_of_requests" IS NOT NULL OR ("url" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_url_of_requests_path"));
-- mark what can't be
UPDATE "requests" SET "xc_unfit_url_of_requests" = 'the mapping fails on what the row holds' WHERE ctid >= $1::text::tid AND ctid <= $2::text::tid AND NOT ("xc_unfit_url_of_requests" IS NOT NULL OR ("url" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_url_of_requests_path"));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("xc_unfit_url_of_requests" IS NOT NULL OR ("url" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_url_of_requests_path")) THEN 1 END) FROM "requests" WHERE ctid >= $1::text::tid AND ctid <= $2::text::tid;
-- examine
SELECT ctid::text, ("xc_retired_url_of_requests_path")::text, ("url")::text, ("xc_retired_url_of_requests_path")::text, ("url")::text FROM "requests" WHERE ctid >= $1::text::tid AND ctid <= $2::text::tid AND NOT ("xc_unfit_url_of_requests" IS NOT NULL OR ("url" COLLATE "C" IS NOT DISTINCT FROM "xc_retired_url_of_requests_path")) ORDER BY "requests".ctid LIMIT $3;
-- not null: 
