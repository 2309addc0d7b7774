-- number_stages on PostgreSQL
--
-- requires create_orders at expand or later: it makes table `orders` (at create_orders.rs:13:22), which is changed at number_stages.rs:10:9
--
-- expects table orders, key (id), perhaps more
--   id bigint not null
--   customer_id bigint not null
--   parent_id bigint null
--   status character varying(20) not null
--   cents bigint not null
--   reference character varying(40) null


-- ======== expand ========

-- ---- add column orders.stage (table orders)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table orders has one of the columns stage already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "orders" ADD COLUMN "stage" integer;
-- undo
ALTER TABLE "orders" DROP COLUMN "stage";
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"orders"') AND attname IN ('stage') AND attnum > 0 AND NOT attisdropped;


-- ======== dual_write ========

-- ---- dual write of orders (table orders)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table orders has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_number_stages_orders_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."stage" IS NULL) THEN
      NEW."stage" := CASE WHEN (NEW."status" COLLATE "C" = 'new') THEN 1 WHEN (NEW."status" COLLATE "C" = 'paid') THEN 2 WHEN (NEW."status" COLLATE "C" = 'sent') THEN 3 END;
    ELSIF ((NEW."status" IS NULL OR NEW."status" COLLATE "C" IS NOT DISTINCT FROM 'new')) THEN
      NEW."status" := CASE WHEN (NEW."stage" = 1) THEN 'new' WHEN (NEW."stage" = 2) THEN 'paid' ELSE 'sent' END;
    END IF;
  ELSIF (NEW."stage" IS NOT DISTINCT FROM OLD."stage") THEN
    IF NOT ((NEW."stage" IS NOT NULL AND (NEW."status" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN (NEW."stage" = 1) THEN 'new' WHEN (NEW."stage" = 2) THEN 'paid' ELSE 'sent' END)) OR (NEW."stage" IS NOT DISTINCT FROM CASE WHEN (NEW."status" COLLATE "C" = 'new') THEN 1 WHEN (NEW."status" COLLATE "C" = 'paid') THEN 2 WHEN (NEW."status" COLLATE "C" = 'sent') THEN 3 END)) THEN
      NEW."stage" := CASE WHEN (NEW."status" COLLATE "C" = 'new') THEN 1 WHEN (NEW."status" COLLATE "C" = 'paid') THEN 2 WHEN (NEW."status" COLLATE "C" = 'sent') THEN 3 END;
    END IF;
  ELSIF (NEW."status" COLLATE "C" IS NOT DISTINCT FROM OLD."status") THEN
    IF NOT ((NEW."stage" IS NOT NULL AND (NEW."status" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN (NEW."stage" = 1) THEN 'new' WHEN (NEW."stage" = 2) THEN 'paid' ELSE 'sent' END)) OR (NEW."stage" IS NOT DISTINCT FROM CASE WHEN (NEW."status" COLLATE "C" = 'new') THEN 1 WHEN (NEW."status" COLLATE "C" = 'paid') THEN 2 WHEN (NEW."status" COLLATE "C" = 'sent') THEN 3 END)) THEN
      NEW."status" := CASE WHEN (NEW."stage" = 1) THEN 'new' WHEN (NEW."stage" = 2) THEN 'paid' ELSE 'sent' END;
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_number_stages_orders_ins" BEFORE INSERT ON "orders" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_number_stages_orders_sync"();
CREATE TRIGGER "xc_number_stages_orders_upd" BEFORE UPDATE ON "orders" FOR EACH ROW WHEN (NOT ((NEW."status" COLLATE "C" IS NOT DISTINCT FROM OLD."status") AND (NEW."stage" IS NOT DISTINCT FROM OLD."stage")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_number_stages_orders_sync"();
-- undo
DROP TRIGGER "xc_number_stages_orders_ins" ON "orders";
DROP TRIGGER "xc_number_stages_orders_upd" ON "orders";
DROP FUNCTION "xc_number_stages_orders_sync"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"orders"') AND tgname IN ('xc_number_stages_orders_ins', 'xc_number_stages_orders_upd');


-- ======== migrate ========

-- ---- backfill orders, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ("stage" IS NOT NULL AND (("stage" IS NOT NULL AND ("status" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("stage" = 1) THEN 'new' WHEN ("stage" = 2) THEN 'paid' ELSE 'sent' END)) OR ("stage" IS NOT DISTINCT FROM CASE WHEN ("status" COLLATE "C" = 'new') THEN 1 WHEN ("status" COLLATE "C" = 'paid') THEN 2 WHEN ("status" COLLATE "C" = 'sent') THEN 3 END)))
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"orders"');
-- lowest
SELECT "id"::text FROM "orders" ORDER BY "orders"."id" LIMIT 1;
-- highest
SELECT "id"::text FROM "orders" ORDER BY "orders"."id" DESC LIMIT 1;
-- cut
SELECT "id"::text FROM "orders" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "orders"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "orders" SET "stage" = CASE WHEN ("status" COLLATE "C" = 'new') THEN 1 WHEN ("status" COLLATE "C" = 'paid') THEN 2 WHEN ("status" COLLATE "C" = 'sent') THEN 3 END WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("stage" IS NOT NULL AND (("stage" IS NOT NULL AND ("status" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("stage" = 1) THEN 'new' WHEN ("stage" = 2) THEN 'paid' ELSE 'sent' END)) OR ("stage" IS NOT DISTINCT FROM CASE WHEN ("status" COLLATE "C" = 'new') THEN 1 WHEN ("status" COLLATE "C" = 'paid') THEN 2 WHEN ("status" COLLATE "C" = 'sent') THEN 3 END)));
-- the other way round
UPDATE "orders" SET "status" = CASE WHEN ("stage" = 1) THEN 'new' WHEN ("stage" = 2) THEN 'paid' ELSE 'sent' END WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("stage" IS NOT NULL AND (("stage" IS NOT NULL AND ("status" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("stage" = 1) THEN 'new' WHEN ("stage" = 2) THEN 'paid' ELSE 'sent' END)) OR ("stage" IS NOT DISTINCT FROM CASE WHEN ("status" COLLATE "C" = 'new') THEN 1 WHEN ("status" COLLATE "C" = 'paid') THEN 2 WHEN ("status" COLLATE "C" = 'sent') THEN 3 END)));
-- layout
WITH by_page AS (SELECT ctid AS place, pg_column_size("orders".*) AS size, COALESCE(pg_column_size(CASE WHEN ("status" COLLATE "C" = 'new') THEN 1 WHEN ("status" COLLATE "C" = 'paid') THEN 2 WHEN ("status" COLLATE "C" = 'sent') THEN 3 END) - COALESCE(pg_column_size("stage"), 0), 0) AS growth FROM "orders" LIMIT 2000), by_key AS (SELECT ctid AS place FROM "orders" ORDER BY "orders"."id" LIMIT 2000) SELECT pg_relation_size(to_regclass('"orders"')) / current_setting('block_size')::bigint, (SELECT COUNT(*) FROM by_page), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_page), (SELECT COUNT(*) FROM by_key), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_key), (SELECT COALESCE(AVG(size), 0)::bigint FROM by_page), (SELECT COALESCE(AVG(growth), 0)::bigint FROM by_page), pg_size_bytes(current_setting('shared_buffers'));
-- page
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY page) FROM (SELECT (ctid::text::point)[0]::bigint AS page FROM "orders" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "orders"."id" LIMIT 9) AS places;
-- fill in passes
UPDATE "orders" SET "stage" = CASE WHEN ("status" COLLATE "C" = 'new') THEN 1 WHEN ("status" COLLATE "C" = 'paid') THEN 2 WHEN ("status" COLLATE "C" = 'sent') THEN 3 END WHERE ctid >= format('(%s,0)', $1::bigint)::tid AND ctid < format('(%s,0)', $2::bigint + 1)::tid AND ($3::bigint >> ("id" & 63)::int & 1) = 1 AND NOT ("stage" IS NOT NULL AND (("stage" IS NOT NULL AND ("status" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("stage" = 1) THEN 'new' WHEN ("stage" = 2) THEN 'paid' ELSE 'sent' END)) OR ("stage" IS NOT DISTINCT FROM CASE WHEN ("status" COLLATE "C" = 'new') THEN 1 WHEN ("status" COLLATE "C" = 'paid') THEN 2 WHEN ("status" COLLATE "C" = 'sent') THEN 3 END)));
-- by a bitmap
SET LOCAL enable_indexscan = off;
-- updated
SELECT pg_stat_get_xact_tuples_updated(to_regclass('"orders"')), pg_stat_get_xact_tuples_hot_updated(to_regclass('"orders"'));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("stage" IS NOT NULL AND (("stage" IS NOT NULL AND ("status" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("stage" = 1) THEN 'new' WHEN ("stage" = 2) THEN 'paid' ELSE 'sent' END)) OR ("stage" IS NOT DISTINCT FROM CASE WHEN ("status" COLLATE "C" = 'new') THEN 1 WHEN ("status" COLLATE "C" = 'paid') THEN 2 WHEN ("status" COLLATE "C" = 'sent') THEN 3 END))) THEN 1 END), COUNT(CASE WHEN "stage" IS NULL THEN 1 END) FROM "orders" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint;
-- examine
SELECT "id"::text, ("status")::text, ("stage")::text, (CASE WHEN ("status" COLLATE "C" = 'new') THEN 1 WHEN ("status" COLLATE "C" = 'paid') THEN 2 WHEN ("status" COLLATE "C" = 'sent') THEN 3 END)::text, (CASE WHEN ("stage" = 1) THEN 'new' WHEN ("stage" = 2) THEN 'paid' ELSE 'sent' END)::text FROM "orders" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("stage" IS NOT NULL AND (("stage" IS NOT NULL AND ("status" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN ("stage" = 1) THEN 'new' WHEN ("stage" = 2) THEN 'paid' ELSE 'sent' END)) OR ("stage" IS NOT DISTINCT FROM CASE WHEN ("status" COLLATE "C" = 'new') THEN 1 WHEN ("status" COLLATE "C" = 'paid') THEN 2 WHEN ("status" COLLATE "C" = 'sent') THEN 3 END))) ORDER BY "orders"."id" LIMIT $3;
-- not null: stage


-- ======== contract ========

-- ---- require values in orders.stage (table orders)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- already: table orders has the constraints xc_nn_orders_stage already: drop them
-- run
ALTER TABLE "orders" ADD CONSTRAINT "xc_nn_orders_stage" CHECK ("stage" IS NOT NULL) NOT VALID;
-- undo
ALTER TABLE "orders" DROP CONSTRAINT "xc_nn_orders_stage";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"orders"') AND conname IN ('xc_nn_orders_stage');

-- ---- validate values in orders.stage (table orders)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 0, before 180000
-- already: table orders has the constraints xc_nn_orders_stage already: drop them
-- run
ALTER TABLE "orders" VALIDATE CONSTRAINT "xc_nn_orders_stage";
-- undo: never: the sync of orders ends and status stays: which of the two sides was written since, nobody could tell when it begins again
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"orders"') AND conname IN ('xc_nn_orders_stage') AND convalidated;

-- ---- require values in orders.stage (table orders)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table orders has the constraints orders_stage_not_null already: drop them
-- run
ALTER TABLE "orders" ADD CONSTRAINT "orders_stage_not_null" NOT NULL "stage" NOT VALID;
-- undo
ALTER TABLE "orders" DROP CONSTRAINT "orders_stage_not_null";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"orders"') AND conname IN ('orders_stage_not_null');

-- ---- validate values in orders.stage (table orders)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table orders has the constraints orders_stage_not_null already: drop them
-- run
ALTER TABLE "orders" VALIDATE CONSTRAINT "orders_stage_not_null";
-- undo: never: the sync of orders ends and status stays: which of the two sides was written since, nobody could tell when it begins again
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"orders"') AND conname IN ('orders_stage_not_null') AND convalidated;

-- ---- tighten orders (table orders)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: 
-- run
DROP TRIGGER "xc_number_stages_orders_ins" ON "orders";
DROP TRIGGER "xc_number_stages_orders_upd" ON "orders";
DROP FUNCTION "xc_number_stages_orders_sync"();
-- undo
CREATE FUNCTION "xc_number_stages_orders_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."stage" IS NULL) THEN
      NEW."stage" := CASE WHEN (NEW."status" COLLATE "C" = 'new') THEN 1 WHEN (NEW."status" COLLATE "C" = 'paid') THEN 2 WHEN (NEW."status" COLLATE "C" = 'sent') THEN 3 END;
    ELSIF ((NEW."status" IS NULL OR NEW."status" COLLATE "C" IS NOT DISTINCT FROM 'new')) THEN
      NEW."status" := CASE WHEN (NEW."stage" = 1) THEN 'new' WHEN (NEW."stage" = 2) THEN 'paid' ELSE 'sent' END;
    END IF;
  ELSIF (NEW."stage" IS NOT DISTINCT FROM OLD."stage") THEN
    IF NOT ((NEW."stage" IS NOT NULL AND (NEW."status" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN (NEW."stage" = 1) THEN 'new' WHEN (NEW."stage" = 2) THEN 'paid' ELSE 'sent' END)) OR (NEW."stage" IS NOT DISTINCT FROM CASE WHEN (NEW."status" COLLATE "C" = 'new') THEN 1 WHEN (NEW."status" COLLATE "C" = 'paid') THEN 2 WHEN (NEW."status" COLLATE "C" = 'sent') THEN 3 END)) THEN
      NEW."stage" := CASE WHEN (NEW."status" COLLATE "C" = 'new') THEN 1 WHEN (NEW."status" COLLATE "C" = 'paid') THEN 2 WHEN (NEW."status" COLLATE "C" = 'sent') THEN 3 END;
    END IF;
  ELSIF (NEW."status" COLLATE "C" IS NOT DISTINCT FROM OLD."status") THEN
    IF NOT ((NEW."stage" IS NOT NULL AND (NEW."status" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN (NEW."stage" = 1) THEN 'new' WHEN (NEW."stage" = 2) THEN 'paid' ELSE 'sent' END)) OR (NEW."stage" IS NOT DISTINCT FROM CASE WHEN (NEW."status" COLLATE "C" = 'new') THEN 1 WHEN (NEW."status" COLLATE "C" = 'paid') THEN 2 WHEN (NEW."status" COLLATE "C" = 'sent') THEN 3 END)) THEN
      NEW."status" := CASE WHEN (NEW."stage" = 1) THEN 'new' WHEN (NEW."stage" = 2) THEN 'paid' ELSE 'sent' END;
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_number_stages_orders_ins" BEFORE INSERT ON "orders" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_number_stages_orders_sync"();
CREATE TRIGGER "xc_number_stages_orders_upd" BEFORE UPDATE ON "orders" FOR EACH ROW WHEN (NOT ((NEW."status" COLLATE "C" IS NOT DISTINCT FROM OLD."status") AND (NEW."stage" IS NOT DISTINCT FROM OLD."stage")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_number_stages_orders_sync"();
-- probe
SELECT 0::bigint;

-- ---- tighten orders (table orders)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- already: 
-- run
ALTER TABLE "orders" ALTER COLUMN "stage" SET NOT NULL;
ALTER TABLE "orders" DROP CONSTRAINT "xc_nn_orders_stage";
DROP TRIGGER "xc_number_stages_orders_ins" ON "orders";
DROP TRIGGER "xc_number_stages_orders_upd" ON "orders";
DROP FUNCTION "xc_number_stages_orders_sync"();
-- undo
ALTER TABLE "orders" ALTER COLUMN "stage" DROP NOT NULL;
CREATE FUNCTION "xc_number_stages_orders_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."stage" IS NULL) THEN
      NEW."stage" := CASE WHEN (NEW."status" COLLATE "C" = 'new') THEN 1 WHEN (NEW."status" COLLATE "C" = 'paid') THEN 2 WHEN (NEW."status" COLLATE "C" = 'sent') THEN 3 END;
    ELSIF ((NEW."status" IS NULL OR NEW."status" COLLATE "C" IS NOT DISTINCT FROM 'new')) THEN
      NEW."status" := CASE WHEN (NEW."stage" = 1) THEN 'new' WHEN (NEW."stage" = 2) THEN 'paid' ELSE 'sent' END;
    END IF;
  ELSIF (NEW."stage" IS NOT DISTINCT FROM OLD."stage") THEN
    IF NOT ((NEW."stage" IS NOT NULL AND (NEW."status" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN (NEW."stage" = 1) THEN 'new' WHEN (NEW."stage" = 2) THEN 'paid' ELSE 'sent' END)) OR (NEW."stage" IS NOT DISTINCT FROM CASE WHEN (NEW."status" COLLATE "C" = 'new') THEN 1 WHEN (NEW."status" COLLATE "C" = 'paid') THEN 2 WHEN (NEW."status" COLLATE "C" = 'sent') THEN 3 END)) THEN
      NEW."stage" := CASE WHEN (NEW."status" COLLATE "C" = 'new') THEN 1 WHEN (NEW."status" COLLATE "C" = 'paid') THEN 2 WHEN (NEW."status" COLLATE "C" = 'sent') THEN 3 END;
    END IF;
  ELSIF (NEW."status" COLLATE "C" IS NOT DISTINCT FROM OLD."status") THEN
    IF NOT ((NEW."stage" IS NOT NULL AND (NEW."status" COLLATE "C" IS NOT DISTINCT FROM CASE WHEN (NEW."stage" = 1) THEN 'new' WHEN (NEW."stage" = 2) THEN 'paid' ELSE 'sent' END)) OR (NEW."stage" IS NOT DISTINCT FROM CASE WHEN (NEW."status" COLLATE "C" = 'new') THEN 1 WHEN (NEW."status" COLLATE "C" = 'paid') THEN 2 WHEN (NEW."status" COLLATE "C" = 'sent') THEN 3 END)) THEN
      NEW."status" := CASE WHEN (NEW."stage" = 1) THEN 'new' WHEN (NEW."stage" = 2) THEN 'paid' ELSE 'sent' END;
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_number_stages_orders_ins" BEFORE INSERT ON "orders" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_number_stages_orders_sync"();
CREATE TRIGGER "xc_number_stages_orders_upd" BEFORE UPDATE ON "orders" FOR EACH ROW WHEN (NOT ((NEW."status" COLLATE "C" IS NOT DISTINCT FROM OLD."status") AND (NEW."stage" IS NOT DISTINCT FROM OLD."stage")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_number_stages_orders_sync"();
-- probe
SELECT 0::bigint;
