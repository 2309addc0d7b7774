-- select_from_where on PostgreSQL
--
-- requires odd_names at expand or later: it makes table `Order` (at odd_names.rs:6:22), which is changed at select_from_where.rs:7:9
--
-- expects table Order, key (Id), perhaps more
--   Id bigint not null
--   group character varying(100) not null
--   Größe integer not null


-- ======== expand ========

-- ---- add columns Order.select, Order.From (table Order)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table Order has one of the columns select, From already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "Order" ADD COLUMN "select" character varying(100), ADD COLUMN "From" character varying(100);
-- undo
ALTER TABLE "Order" DROP COLUMN "select", DROP COLUMN "From";
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"Order"') AND attname IN ('select', 'From') AND attnum > 0 AND NOT attisdropped;


-- ======== dual_write ========

-- ---- dual write of Order (table Order)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table Order has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_select_from_where_Order_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."select" IS NULL AND NEW."From" IS NULL) THEN
      NEW."select" := split_part(NEW."group", '''', 2);
      NEW."From" := replace(NEW."group", '\', '''');
    END IF;
  ELSIF (NEW."select" COLLATE "C" IS NOT DISTINCT FROM OLD."select" AND NEW."From" COLLATE "C" IS NOT DISTINCT FROM OLD."From") THEN
    IF NOT (NEW."select" COLLATE "C" IS NOT DISTINCT FROM split_part(NEW."group", '''', 2) AND NEW."From" COLLATE "C" IS NOT DISTINCT FROM replace(NEW."group", '\', '''')) THEN
      NEW."select" := split_part(NEW."group", '''', 2);
      NEW."From" := replace(NEW."group", '\', '''');
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_select_from_where_Order_ins" BEFORE INSERT ON "Order" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_select_from_where_Order_sync"();
CREATE TRIGGER "xc_select_from_where_Order_upd" BEFORE UPDATE ON "Order" FOR EACH ROW WHEN (NOT ((NEW."group" COLLATE "C" IS NOT DISTINCT FROM OLD."group") AND (NEW."select" COLLATE "C" IS NOT DISTINCT FROM OLD."select" AND NEW."From" COLLATE "C" IS NOT DISTINCT FROM OLD."From")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_select_from_where_Order_sync"();
-- undo
DROP TRIGGER "xc_select_from_where_Order_ins" ON "Order";
DROP TRIGGER "xc_select_from_where_Order_upd" ON "Order";
DROP FUNCTION "xc_select_from_where_Order_sync"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"Order"') AND tgname IN ('xc_select_from_where_Order_ins', 'xc_select_from_where_Order_upd');


-- ======== migrate ========

-- ---- backfill Order, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ("select" IS NOT NULL AND ("select" COLLATE "C" IS NOT DISTINCT FROM split_part("group", '''', 2) AND "From" COLLATE "C" IS NOT DISTINCT FROM replace("group", '\', '''')))
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"Order"');
-- lowest
SELECT "Id"::text FROM "Order" ORDER BY "Order"."Id" LIMIT 1;
-- highest
SELECT "Id"::text FROM "Order" ORDER BY "Order"."Id" DESC LIMIT 1;
-- cut
SELECT "Id"::text FROM "Order" WHERE "Id" >= $1::text::bigint AND "Id" <= $2::text::bigint ORDER BY "Order"."Id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "Order" SET "select" = split_part("group", '''', 2), "From" = replace("group", '\', '''') WHERE "Id" >= $1::text::bigint AND "Id" <= $2::text::bigint AND NOT ("select" IS NOT NULL AND ("select" COLLATE "C" IS NOT DISTINCT FROM split_part("group", '''', 2) AND "From" COLLATE "C" IS NOT DISTINCT FROM replace("group", '\', '''')));
-- layout
WITH by_page AS (SELECT ctid AS place, pg_column_size("Order".*) AS size, COALESCE(pg_column_size(split_part("group", '''', 2)) - 3 - COALESCE(pg_column_size("select"), 0), 0) + COALESCE(pg_column_size(replace("group", '\', '''')) - 3 - COALESCE(pg_column_size("From"), 0), 0) AS growth FROM "Order" LIMIT 2000), by_key AS (SELECT ctid AS place FROM "Order" ORDER BY "Order"."Id" LIMIT 2000) SELECT pg_relation_size(to_regclass('"Order"')) / current_setting('block_size')::bigint, (SELECT COUNT(*) FROM by_page), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_page), (SELECT COUNT(*) FROM by_key), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_key), (SELECT COALESCE(AVG(size), 0)::bigint FROM by_page), (SELECT COALESCE(AVG(growth), 0)::bigint FROM by_page), pg_size_bytes(current_setting('shared_buffers'));
-- page
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY page) FROM (SELECT (ctid::text::point)[0]::bigint AS page FROM "Order" WHERE "Id" >= $1::text::bigint AND "Id" <= $2::text::bigint ORDER BY "Order"."Id" LIMIT 9) AS places;
-- fill in passes
UPDATE "Order" SET "select" = split_part("group", '''', 2), "From" = replace("group", '\', '''') WHERE ctid >= format('(%s,0)', $1::bigint)::tid AND ctid < format('(%s,0)', $2::bigint + 1)::tid AND ($3::bigint >> ("Id" & 63)::int & 1) = 1 AND NOT ("select" IS NOT NULL AND ("select" COLLATE "C" IS NOT DISTINCT FROM split_part("group", '''', 2) AND "From" COLLATE "C" IS NOT DISTINCT FROM replace("group", '\', '''')));
-- by a bitmap
SET LOCAL enable_indexscan = off;
-- updated
SELECT pg_stat_get_xact_tuples_updated(to_regclass('"Order"')), pg_stat_get_xact_tuples_hot_updated(to_regclass('"Order"'));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("select" IS NOT NULL AND ("select" COLLATE "C" IS NOT DISTINCT FROM split_part("group", '''', 2) AND "From" COLLATE "C" IS NOT DISTINCT FROM replace("group", '\', ''''))) THEN 1 END), COUNT(CASE WHEN "select" IS NULL THEN 1 END), COUNT(CASE WHEN "From" IS NULL THEN 1 END) FROM "Order" WHERE "Id" >= $1::text::bigint AND "Id" <= $2::text::bigint;
-- examine
SELECT "Id"::text, ("group")::text, ("select")::text, ("From")::text, (split_part("group", '''', 2))::text, (replace("group", '\', ''''))::text FROM "Order" WHERE "Id" >= $1::text::bigint AND "Id" <= $2::text::bigint AND NOT ("select" IS NOT NULL AND ("select" COLLATE "C" IS NOT DISTINCT FROM split_part("group", '''', 2) AND "From" COLLATE "C" IS NOT DISTINCT FROM replace("group", '\', ''''))) ORDER BY "Order"."Id" LIMIT $3;
-- not null: select, From


-- ======== contract ========

-- ---- require values in Order.select, Order.From (table Order)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- already: table Order has the constraints xc_nn_Order_select, xc_nn_Order_From already: drop them
-- run
ALTER TABLE "Order" ADD CONSTRAINT "xc_nn_Order_select" CHECK ("select" IS NOT NULL) NOT VALID, ADD CONSTRAINT "xc_nn_Order_From" CHECK ("From" IS NOT NULL) NOT VALID;
-- undo
ALTER TABLE "Order" DROP CONSTRAINT "xc_nn_Order_select", DROP CONSTRAINT "xc_nn_Order_From";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"Order"') AND conname IN ('xc_nn_Order_select', 'xc_nn_Order_From');

-- ---- validate values in Order.select, Order.From (table Order)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 0, before 180000
-- already: table Order has the constraints xc_nn_Order_select, xc_nn_Order_From already: drop them
-- run
ALTER TABLE "Order" VALIDATE CONSTRAINT "xc_nn_Order_select", VALIDATE CONSTRAINT "xc_nn_Order_From";
-- undo: nothing
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"Order"') AND conname IN ('xc_nn_Order_select', 'xc_nn_Order_From') AND convalidated;

-- ---- require values in Order.select, Order.From (table Order)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table Order has the constraints Order_select_not_null, Order_From_not_null already: drop them
-- run
ALTER TABLE "Order" ADD CONSTRAINT "Order_select_not_null" NOT NULL "select" NOT VALID, ADD CONSTRAINT "Order_From_not_null" NOT NULL "From" NOT VALID;
-- undo
ALTER TABLE "Order" DROP CONSTRAINT "Order_select_not_null", DROP CONSTRAINT "Order_From_not_null";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"Order"') AND conname IN ('Order_select_not_null', 'Order_From_not_null');

-- ---- validate values in Order.select, Order.From (table Order)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table Order has the constraints Order_select_not_null, Order_From_not_null already: drop them
-- run
ALTER TABLE "Order" VALIDATE CONSTRAINT "Order_select_not_null", VALIDATE CONSTRAINT "Order_From_not_null";
-- undo: nothing
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"Order"') AND conname IN ('Order_select_not_null', 'Order_From_not_null') AND convalidated;

-- ---- tighten Order (table Order)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: 
-- run
DROP TRIGGER "xc_select_from_where_Order_ins" ON "Order";
DROP TRIGGER "xc_select_from_where_Order_upd" ON "Order";
DROP FUNCTION "xc_select_from_where_Order_sync"();
-- undo
CREATE FUNCTION "xc_select_from_where_Order_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."select" IS NULL AND NEW."From" IS NULL) THEN
      NEW."select" := split_part(NEW."group", '''', 2);
      NEW."From" := replace(NEW."group", '\', '''');
    END IF;
  ELSIF (NEW."select" COLLATE "C" IS NOT DISTINCT FROM OLD."select" AND NEW."From" COLLATE "C" IS NOT DISTINCT FROM OLD."From") THEN
    IF NOT (NEW."select" COLLATE "C" IS NOT DISTINCT FROM split_part(NEW."group", '''', 2) AND NEW."From" COLLATE "C" IS NOT DISTINCT FROM replace(NEW."group", '\', '''')) THEN
      NEW."select" := split_part(NEW."group", '''', 2);
      NEW."From" := replace(NEW."group", '\', '''');
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_select_from_where_Order_ins" BEFORE INSERT ON "Order" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_select_from_where_Order_sync"();
CREATE TRIGGER "xc_select_from_where_Order_upd" BEFORE UPDATE ON "Order" FOR EACH ROW WHEN (NOT ((NEW."group" COLLATE "C" IS NOT DISTINCT FROM OLD."group") AND (NEW."select" COLLATE "C" IS NOT DISTINCT FROM OLD."select" AND NEW."From" COLLATE "C" IS NOT DISTINCT FROM OLD."From")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_select_from_where_Order_sync"();
-- probe
SELECT 0::bigint;

-- ---- tighten Order (table Order)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- already: 
-- run
ALTER TABLE "Order" ALTER COLUMN "select" SET NOT NULL, ALTER COLUMN "From" SET NOT NULL;
ALTER TABLE "Order" DROP CONSTRAINT "xc_nn_Order_select", DROP CONSTRAINT "xc_nn_Order_From";
DROP TRIGGER "xc_select_from_where_Order_ins" ON "Order";
DROP TRIGGER "xc_select_from_where_Order_upd" ON "Order";
DROP FUNCTION "xc_select_from_where_Order_sync"();
-- undo
ALTER TABLE "Order" ALTER COLUMN "select" DROP NOT NULL, ALTER COLUMN "From" DROP NOT NULL;
CREATE FUNCTION "xc_select_from_where_Order_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."select" IS NULL AND NEW."From" IS NULL) THEN
      NEW."select" := split_part(NEW."group", '''', 2);
      NEW."From" := replace(NEW."group", '\', '''');
    END IF;
  ELSIF (NEW."select" COLLATE "C" IS NOT DISTINCT FROM OLD."select" AND NEW."From" COLLATE "C" IS NOT DISTINCT FROM OLD."From") THEN
    IF NOT (NEW."select" COLLATE "C" IS NOT DISTINCT FROM split_part(NEW."group", '''', 2) AND NEW."From" COLLATE "C" IS NOT DISTINCT FROM replace(NEW."group", '\', '''')) THEN
      NEW."select" := split_part(NEW."group", '''', 2);
      NEW."From" := replace(NEW."group", '\', '''');
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_select_from_where_Order_ins" BEFORE INSERT ON "Order" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_select_from_where_Order_sync"();
CREATE TRIGGER "xc_select_from_where_Order_upd" BEFORE UPDATE ON "Order" FOR EACH ROW WHEN (NOT ((NEW."group" COLLATE "C" IS NOT DISTINCT FROM OLD."group") AND (NEW."select" COLLATE "C" IS NOT DISTINCT FROM OLD."select" AND NEW."From" COLLATE "C" IS NOT DISTINCT FROM OLD."From")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_select_from_where_Order_sync"();
-- probe
SELECT 0::bigint;
