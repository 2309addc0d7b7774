-- price_in_euros on PostgreSQL
--
-- requires create_shop at expand or later: it makes table `order_items` (at create_shop.rs:15:22), which is changed at price_in_euros.rs:10:9
--
-- expects table order_items, key (order_id, line), perhaps more
--   order_id bigint not null
--   line integer not null
--   note character varying(200) null
--   cents bigint not null


-- ======== expand ========

-- ---- add column order_items.price (table order_items)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table order_items has one of the columns price already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "order_items" ADD COLUMN "price" numeric(19,2);
-- undo
ALTER TABLE "order_items" DROP COLUMN "price";
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"order_items"') AND attname IN ('price') AND attnum > 0 AND NOT attisdropped;


-- ======== dual_write ========

-- ---- dual write of order_items (table order_items)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table order_items has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_price_in_euros_order_items_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."price" IS NULL) THEN
      NEW."price" := (NEW."cents" * 0.01);
    END IF;
  ELSIF (NEW."price" IS NOT DISTINCT FROM OLD."price") THEN
    IF NOT (NEW."price" IS NOT DISTINCT FROM (NEW."cents" * 0.01)) THEN
      NEW."price" := (NEW."cents" * 0.01);
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_price_in_euros_order_items_ins" BEFORE INSERT ON "order_items" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_price_in_euros_order_items_sync"();
CREATE TRIGGER "xc_price_in_euros_order_items_upd" BEFORE UPDATE ON "order_items" FOR EACH ROW WHEN (NOT ((NEW."cents" IS NOT DISTINCT FROM OLD."cents") AND (NEW."price" IS NOT DISTINCT FROM OLD."price")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_price_in_euros_order_items_sync"();
-- undo
DROP TRIGGER "xc_price_in_euros_order_items_ins" ON "order_items";
DROP TRIGGER "xc_price_in_euros_order_items_upd" ON "order_items";
DROP FUNCTION "xc_price_in_euros_order_items_sync"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"order_items"') AND tgname IN ('xc_price_in_euros_order_items_ins', 'xc_price_in_euros_order_items_upd');


-- ======== migrate ========

-- ---- backfill order_items, 2 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ("price" IS NOT NULL AND ("price" IS NOT DISTINCT FROM ("cents" * 0.01)))
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"order_items"');
-- lowest
SELECT "order_id"::text, "line"::text FROM "order_items" ORDER BY "order_items"."order_id", "order_items"."line" LIMIT 1;
-- highest
SELECT "order_id"::text, "line"::text FROM "order_items" ORDER BY "order_items"."order_id" DESC, "order_items"."line" DESC LIMIT 1;
-- cut
SELECT "order_id"::text, "line"::text FROM "order_items" WHERE ("order_id", "line") >= ($1::text::bigint, $2::text::integer) AND ("order_id", "line") <= ($3::text::bigint, $4::text::integer) ORDER BY "order_items"."order_id", "order_items"."line" LIMIT 2 OFFSET $5;
-- fill
UPDATE "order_items" SET "price" = ("cents" * 0.01) WHERE ("order_id", "line") >= ($1::text::bigint, $2::text::integer) AND ("order_id", "line") <= ($3::text::bigint, $4::text::integer) AND NOT ("price" IS NOT NULL AND ("price" IS NOT DISTINCT FROM ("cents" * 0.01)));
-- layout
WITH by_page AS (SELECT ctid AS place, pg_column_size("order_items".*) AS size, COALESCE(pg_column_size(("cents" * 0.01)) - COALESCE(pg_column_size("price"), 0), 0) AS growth FROM "order_items" LIMIT 2000), by_key AS (SELECT ctid AS place FROM "order_items" ORDER BY "order_items"."order_id", "order_items"."line" LIMIT 2000) SELECT pg_relation_size(to_regclass('"order_items"')) / current_setting('block_size')::bigint, (SELECT COUNT(*) FROM by_page), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_page), (SELECT COUNT(*) FROM by_key), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_key), (SELECT COALESCE(AVG(size), 0)::bigint FROM by_page), (SELECT COALESCE(AVG(growth), 0)::bigint FROM by_page), pg_size_bytes(current_setting('shared_buffers'));
-- page
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY page) FROM (SELECT (ctid::text::point)[0]::bigint AS page FROM "order_items" WHERE ("order_id", "line") >= ($1::text::bigint, $2::text::integer) AND ("order_id", "line") <= ($3::text::bigint, $4::text::integer) ORDER BY "order_items"."order_id", "order_items"."line" LIMIT 9) AS places;
-- fill in passes
UPDATE "order_items" SET "price" = ("cents" * 0.01) WHERE ctid >= format('(%s,0)', $1::bigint)::tid AND ctid < format('(%s,0)', $2::bigint + 1)::tid AND ($3::bigint >> (("order_id"::bigint # "line"::bigint) & 63)::int & 1) = 1 AND NOT ("price" IS NOT NULL AND ("price" IS NOT DISTINCT FROM ("cents" * 0.01)));
-- by a bitmap
SET LOCAL enable_indexscan = off;
-- updated
SELECT pg_stat_get_xact_tuples_updated(to_regclass('"order_items"')), pg_stat_get_xact_tuples_hot_updated(to_regclass('"order_items"'));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("price" IS NOT NULL AND ("price" IS NOT DISTINCT FROM ("cents" * 0.01))) THEN 1 END), COUNT(CASE WHEN "price" IS NULL THEN 1 END) FROM "order_items" WHERE ("order_id", "line") >= ($1::text::bigint, $2::text::integer) AND ("order_id", "line") <= ($3::text::bigint, $4::text::integer);
-- examine
SELECT "order_id"::text, "line"::text, ("cents")::text, ("price")::text, (("cents" * 0.01))::text FROM "order_items" WHERE ("order_id", "line") >= ($1::text::bigint, $2::text::integer) AND ("order_id", "line") <= ($3::text::bigint, $4::text::integer) AND NOT ("price" IS NOT NULL AND ("price" IS NOT DISTINCT FROM ("cents" * 0.01))) ORDER BY "order_items"."order_id", "order_items"."line" LIMIT $5;
-- not null: price


-- ======== contract ========

-- ---- require values in order_items.price (table order_items)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- already: table order_items has the constraints xc_nn_order_items_price already: drop them
-- run
ALTER TABLE "order_items" ADD CONSTRAINT "xc_nn_order_items_price" CHECK ("price" IS NOT NULL) NOT VALID;
-- undo
ALTER TABLE "order_items" DROP CONSTRAINT "xc_nn_order_items_price";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"order_items"') AND conname IN ('xc_nn_order_items_price');

-- ---- validate values in order_items.price (table order_items)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 0, before 180000
-- already: table order_items has the constraints xc_nn_order_items_price already: drop them
-- run
ALTER TABLE "order_items" VALIDATE CONSTRAINT "xc_nn_order_items_price";
-- undo: nothing
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"order_items"') AND conname IN ('xc_nn_order_items_price') AND convalidated;

-- ---- require values in order_items.price (table order_items)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table order_items has the constraints order_items_price_not_null already: drop them
-- run
ALTER TABLE "order_items" ADD CONSTRAINT "order_items_price_not_null" NOT NULL "price" NOT VALID;
-- undo
ALTER TABLE "order_items" DROP CONSTRAINT "order_items_price_not_null";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"order_items"') AND conname IN ('order_items_price_not_null');

-- ---- validate values in order_items.price (table order_items)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: table order_items has the constraints order_items_price_not_null already: drop them
-- run
ALTER TABLE "order_items" VALIDATE CONSTRAINT "order_items_price_not_null";
-- undo: nothing
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"order_items"') AND conname IN ('order_items_price_not_null') AND convalidated;

-- ---- tighten order_items (table order_items)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 180000, before 4294967295
-- already: 
-- run
DROP TRIGGER "xc_price_in_euros_order_items_ins" ON "order_items";
DROP TRIGGER "xc_price_in_euros_order_items_upd" ON "order_items";
DROP FUNCTION "xc_price_in_euros_order_items_sync"();
-- undo
CREATE FUNCTION "xc_price_in_euros_order_items_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."price" IS NULL) THEN
      NEW."price" := (NEW."cents" * 0.01);
    END IF;
  ELSIF (NEW."price" IS NOT DISTINCT FROM OLD."price") THEN
    IF NOT (NEW."price" IS NOT DISTINCT FROM (NEW."cents" * 0.01)) THEN
      NEW."price" := (NEW."cents" * 0.01);
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_price_in_euros_order_items_ins" BEFORE INSERT ON "order_items" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_price_in_euros_order_items_sync"();
CREATE TRIGGER "xc_price_in_euros_order_items_upd" BEFORE UPDATE ON "order_items" FOR EACH ROW WHEN (NOT ((NEW."cents" IS NOT DISTINCT FROM OLD."cents") AND (NEW."price" IS NOT DISTINCT FROM OLD."price")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_price_in_euros_order_items_sync"();
-- probe
SELECT 0::bigint;

-- ---- tighten order_items (table order_items)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- servers: from 0, before 180000
-- already: 
-- run
ALTER TABLE "order_items" ALTER COLUMN "price" SET NOT NULL;
ALTER TABLE "order_items" DROP CONSTRAINT "xc_nn_order_items_price";
DROP TRIGGER "xc_price_in_euros_order_items_ins" ON "order_items";
DROP TRIGGER "xc_price_in_euros_order_items_upd" ON "order_items";
DROP FUNCTION "xc_price_in_euros_order_items_sync"();
-- undo
ALTER TABLE "order_items" ALTER COLUMN "price" DROP NOT NULL;
CREATE FUNCTION "xc_price_in_euros_order_items_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."price" IS NULL) THEN
      NEW."price" := (NEW."cents" * 0.01);
    END IF;
  ELSIF (NEW."price" IS NOT DISTINCT FROM OLD."price") THEN
    IF NOT (NEW."price" IS NOT DISTINCT FROM (NEW."cents" * 0.01)) THEN
      NEW."price" := (NEW."cents" * 0.01);
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_price_in_euros_order_items_ins" BEFORE INSERT ON "order_items" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_price_in_euros_order_items_sync"();
CREATE TRIGGER "xc_price_in_euros_order_items_upd" BEFORE UPDATE ON "order_items" FOR EACH ROW WHEN (NOT ((NEW."cents" IS NOT DISTINCT FROM OLD."cents") AND (NEW."price" IS NOT DISTINCT FROM OLD."price")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_price_in_euros_order_items_sync"();
-- probe
SELECT 0::bigint;
