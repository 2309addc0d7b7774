-- tighten_orders on PostgreSQL
--
-- requires create_orders at expand or later: it makes table `customers` (at create_orders.rs:6:22), which is changed at tighten_orders.rs:14:9
--
-- expects table customers, key (id), perhaps more
--   id bigint not null
--   email character varying(255) not null
--   country character varying(2) not null
--   note character varying(200) null
--
-- expects table orders, key (id), perhaps more
--   id bigint not null
--   customer_id bigint not null
--   parent_id bigint null
--   status character varying(20) not null
--   cents bigint not null
--   reference character varying(40) null


-- ======== expand ========

-- ---- add column customers.email_key (table customers)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table customers has one of the columns email_key already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "customers" ADD COLUMN "email_key" character varying(255);
-- undo
ALTER TABLE "customers" DROP COLUMN "email_key";
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"customers"') AND attname IN ('email_key') AND attnum > 0 AND NOT attisdropped;

-- ---- set default "none" of customers.note (table customers)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: 
-- run
ALTER TABLE "customers" ALTER COLUMN "note" SET DEFAULT 'none';
-- undo
ALTER TABLE "customers" ALTER COLUMN "note" DROP DEFAULT;
-- probe
SELECT 0::bigint;

-- ---- create index customers_country on customers (table customers)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- outside a transaction
-- already: table customers has an index customers_country already, and xc has not built it: drop or rename it, or give the new one another name
-- run
-- cleared away where this is above 0
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"customers_country"') AND NOT indisvalid;
DROP INDEX CONCURRENTLY "customers_country";
CREATE INDEX CONCURRENTLY "customers_country" ON "customers" ("country");
-- undo
DROP INDEX CONCURRENTLY "customers_country";
-- probe
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"customers_country"') AND indisvalid;


-- ======== dual_write ========

-- ---- dual write of customers (table customers)
-- cost: SHARE ROW EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE
-- already: table customers has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE FUNCTION "xc_tighten_orders_customers_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."email_key" IS NULL) THEN
      NEW."email_key" := trim(NEW."email");
    END IF;
  ELSIF (NEW."email_key" COLLATE "C" IS NOT DISTINCT FROM OLD."email_key") THEN
    IF NOT (NEW."email_key" COLLATE "C" IS NOT DISTINCT FROM trim(NEW."email")) THEN
      NEW."email_key" := trim(NEW."email");
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_tighten_orders_customers_ins" BEFORE INSERT ON "customers" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_tighten_orders_customers_sync"();
CREATE TRIGGER "xc_tighten_orders_customers_upd" BEFORE UPDATE ON "customers" FOR EACH ROW WHEN (NOT ((NEW."email" COLLATE "C" IS NOT DISTINCT FROM OLD."email") AND (NEW."email_key" COLLATE "C" IS NOT DISTINCT FROM OLD."email_key")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_tighten_orders_customers_sync"();
-- undo
DROP TRIGGER "xc_tighten_orders_customers_ins" ON "customers";
DROP TRIGGER "xc_tighten_orders_customers_upd" ON "customers";
DROP FUNCTION "xc_tighten_orders_customers_sync"();
-- probe
SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('"customers"') AND tgname IN ('xc_tighten_orders_customers_ins', 'xc_tighten_orders_customers_upd');


-- ======== migrate ========

-- ---- backfill customers, 1 key columns
-- session
SET xc.session = 'backfill';
-- parity
--   ("email_key" IS NOT NULL AND ("email_key" COLLATE "C" IS NOT DISTINCT FROM trim("email")))
-- estimate
SELECT COALESCE(MAX(GREATEST(reltuples, 0)::bigint), 0) FROM pg_class WHERE oid = to_regclass('"customers"');
-- lowest
SELECT "id"::text FROM "customers" ORDER BY "customers"."id" LIMIT 1;
-- highest
SELECT "id"::text FROM "customers" ORDER BY "customers"."id" DESC LIMIT 1;
-- cut
SELECT "id"::text FROM "customers" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "customers"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "customers" SET "email_key" = trim("email") WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("email_key" IS NOT NULL AND ("email_key" COLLATE "C" IS NOT DISTINCT FROM trim("email")));
-- layout
WITH by_page AS (SELECT ctid AS place, pg_column_size("customers".*) AS size, COALESCE(pg_column_size(trim("email")) - 3 - COALESCE(pg_column_size("email_key"), 0), 0) AS growth FROM "customers" LIMIT 2000), by_key AS (SELECT ctid AS place FROM "customers" ORDER BY "customers"."id" LIMIT 2000) SELECT pg_relation_size(to_regclass('"customers"')) / current_setting('block_size')::bigint, (SELECT COUNT(*) FROM by_page), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_page), (SELECT COUNT(*) FROM by_key), (SELECT COUNT(DISTINCT (place::text::point)[0]) FROM by_key), (SELECT COALESCE(AVG(size), 0)::bigint FROM by_page), (SELECT COALESCE(AVG(growth), 0)::bigint FROM by_page), pg_size_bytes(current_setting('shared_buffers'));
-- page
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY page) FROM (SELECT (ctid::text::point)[0]::bigint AS page FROM "customers" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint ORDER BY "customers"."id" LIMIT 9) AS places;
-- fill in passes
UPDATE "customers" SET "email_key" = trim("email") WHERE ctid >= format('(%s,0)', $1::bigint)::tid AND ctid < format('(%s,0)', $2::bigint + 1)::tid AND ($3::bigint >> ("id" & 63)::int & 1) = 1 AND NOT ("email_key" IS NOT NULL AND ("email_key" COLLATE "C" IS NOT DISTINCT FROM trim("email")));
-- by a bitmap
SET LOCAL enable_indexscan = off;
-- updated
SELECT pg_stat_get_xact_tuples_updated(to_regclass('"customers"')), pg_stat_get_xact_tuples_hot_updated(to_regclass('"customers"'));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("email_key" IS NOT NULL AND ("email_key" COLLATE "C" IS NOT DISTINCT FROM trim("email"))) THEN 1 END) FROM "customers" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint;
-- examine
SELECT "id"::text, ("email")::text, ("email_key")::text, (trim("email"))::text FROM "customers" WHERE "id" >= $1::text::bigint AND "id" <= $2::text::bigint AND NOT ("email_key" IS NOT NULL AND ("email_key" COLLATE "C" IS NOT DISTINCT FROM trim("email"))) ORDER BY "customers"."id" LIMIT $3;
-- not null: 

-- ---- create index customers_email_key on customers (table customers)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- outside a transaction
-- already: table customers has an index customers_email_key already, and xc has not built it: drop or rename it, or give the new one another name
-- run
-- cleared away where this is above 0
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"customers_email_key"') AND NOT indisvalid;
DROP INDEX CONCURRENTLY "customers_email_key";
CREATE INDEX CONCURRENTLY "customers_email_key" ON "customers" ("email_key");
-- undo
DROP INDEX CONCURRENTLY "customers_email_key";
-- probe
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"customers_email_key"') AND indisvalid;


-- ======== contract ========

-- ---- build the index of unique (email) on customers (table customers)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- outside a transaction
-- already: table customers has an index customers_email already, and xc has not built it: drop or rename it, or give the new one another name
-- run
-- refused where this is above 0: rows of customers are alike in (email): make them differ, or delete what is there twice (shown: email, rows)
SELECT COUNT(*) FROM (SELECT 1 FROM "customers" WHERE "email" IS NOT NULL GROUP BY "email" HAVING COUNT(*) > 1) AS repeated;
-- which
SELECT concat_ws(', ', "email"::text, COUNT(*)::text) FROM "customers" WHERE "email" IS NOT NULL GROUP BY "email" HAVING COUNT(*) > 1 ORDER BY COUNT(*) DESC LIMIT 10;
-- cleared away where this is above 0
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"customers_email"') AND NOT indisvalid;
DROP INDEX CONCURRENTLY "customers_email";
CREATE UNIQUE INDEX CONCURRENTLY "customers_email" ON "customers" ("email");
-- undo
DROP INDEX CONCURRENTLY "customers_email";
-- probe
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"customers_email"') AND indisvalid;

-- ---- add unique (email) to customers (table customers)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table customers has unique (email) already, and xc has not added it: drop it, or declare it
-- run
ALTER TABLE "customers" ADD CONSTRAINT "customers_email" UNIQUE USING INDEX "customers_email";
-- undo
ALTER TABLE "customers" DROP CONSTRAINT "customers_email";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"customers"') AND contype = 'u' AND conkey = ARRAY(SELECT a.attnum FROM unnest(ARRAY['email']::name[]) WITH ORDINALITY AS c (name, place) JOIN pg_attribute AS a ON a.attrelid = to_regclass('"customers"') AND a.attname = c.name ORDER BY c.place);

-- ---- drop default of customers.country (table customers)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: 
-- run
ALTER TABLE "customers" ALTER COLUMN "country" DROP DEFAULT;
-- undo
ALTER TABLE "customers" ALTER COLUMN "country" SET DEFAULT 'DE';
-- probe
SELECT 0::bigint;

-- ---- tighten customers (table customers)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: 
-- run
DROP TRIGGER "xc_tighten_orders_customers_ins" ON "customers";
DROP TRIGGER "xc_tighten_orders_customers_upd" ON "customers";
DROP FUNCTION "xc_tighten_orders_customers_sync"();
-- undo
CREATE FUNCTION "xc_tighten_orders_customers_sync"() RETURNS trigger LANGUAGE plpgsql AS $xc$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF (NEW."email_key" IS NULL) THEN
      NEW."email_key" := trim(NEW."email");
    END IF;
  ELSIF (NEW."email_key" COLLATE "C" IS NOT DISTINCT FROM OLD."email_key") THEN
    IF NOT (NEW."email_key" COLLATE "C" IS NOT DISTINCT FROM trim(NEW."email")) THEN
      NEW."email_key" := trim(NEW."email");
    END IF;
  END IF;
  RETURN NEW;
END
$xc$;
CREATE TRIGGER "xc_tighten_orders_customers_ins" BEFORE INSERT ON "customers" FOR EACH ROW WHEN (current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_tighten_orders_customers_sync"();
CREATE TRIGGER "xc_tighten_orders_customers_upd" BEFORE UPDATE ON "customers" FOR EACH ROW WHEN (NOT ((NEW."email" COLLATE "C" IS NOT DISTINCT FROM OLD."email") AND (NEW."email_key" COLLATE "C" IS NOT DISTINCT FROM OLD."email_key")) AND current_setting('xc.session', true) IS DISTINCT FROM 'backfill') EXECUTE FUNCTION "xc_tighten_orders_customers_sync"();
-- probe
SELECT 0::bigint;

-- ---- way back to foreign key (parent_id) references orders (id) of orders (table orders)
-- cost: nothing; taken back: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: none
-- already: 
-- run: nothing
-- undo
ALTER TABLE "orders" VALIDATE CONSTRAINT "orders_parent_id_fkey";
-- probe
SELECT 0::bigint;

-- ---- drop foreign key (parent_id) references orders (id) of orders (table orders)
-- cost: ACCESS EXCLUSIVE on both tables for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE; on other tables: ACCESS EXCLUSIVE
-- already: foreign key (parent_id) references orders (id) of orders is gone already, and not by xc
-- run
DO $xc$
DECLARE
  found name;
BEGIN
  SELECT conname INTO STRICT found FROM pg_constraint WHERE conrelid = to_regclass('"orders"') AND contype = 'f' AND confrelid = to_regclass('"orders"') AND conkey = ARRAY(SELECT a.attnum FROM unnest(ARRAY['parent_id']::name[]) WITH ORDINALITY AS c (name, place) JOIN pg_attribute AS a ON a.attrelid = to_regclass('"orders"') AND a.attname = c.name ORDER BY c.place);
  EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', '"orders"', found);
END
$xc$;
-- undo
-- refused where this is above 0: rows of orders refer by (parent_id) to rows of orders that are not there: mend or delete them first (shown: parent_id)
SELECT COUNT(*) FROM "orders" AS child WHERE child."parent_id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "orders" AS parent WHERE parent."id" = child."parent_id");
-- which
SELECT DISTINCT concat_ws(', ', child."parent_id"::text) FROM "orders" AS child WHERE child."parent_id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "orders" AS parent WHERE parent."id" = child."parent_id") LIMIT 10;
ALTER TABLE "orders" ADD CONSTRAINT "orders_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "orders" ("id") NOT VALID;
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"orders"') AND contype = 'f' AND confrelid = to_regclass('"orders"') AND conkey = ARRAY(SELECT a.attnum FROM unnest(ARRAY['parent_id']::name[]) WITH ORDINALITY AS c (name, place) JOIN pg_attribute AS a ON a.attrelid = to_regclass('"orders"') AND a.attname = c.name ORDER BY c.place)) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- add foreign key (parent_id) references orders (id) to orders (table orders)
-- cost: SHARE ROW EXCLUSIVE on both tables for a catalogue change: no scan, no rewrite
-- lock: SHARE ROW EXCLUSIVE; on other tables: SHARE ROW EXCLUSIVE
-- already: table orders has foreign key (parent_id) references orders (id) already, and xc has not added it: drop it, or declare it
-- run
-- refused where this is above 0: rows of orders refer by (parent_id) to rows of orders that are not there: mend or delete them first (shown: parent_id)
SELECT COUNT(*) FROM "orders" AS child WHERE child."parent_id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "orders" AS parent WHERE parent."id" = child."parent_id");
-- which
SELECT DISTINCT concat_ws(', ', child."parent_id"::text) FROM "orders" AS child WHERE child."parent_id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "orders" AS parent WHERE parent."id" = child."parent_id") LIMIT 10;
ALTER TABLE "orders" ADD CONSTRAINT "orders_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "orders" ("id") ON DELETE SET NULL NOT VALID;
-- undo
ALTER TABLE "orders" DROP CONSTRAINT "orders_parent_id_fkey";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"orders"') AND conname IN ('orders_parent_id_fkey');

-- ---- validate foreign key (parent_id) references orders (id) on orders (table orders)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE; on other tables: ROW SHARE
-- already: table orders has foreign key (parent_id) references orders (id) already, and xc has not added it: drop it, or declare it
-- run
ALTER TABLE "orders" VALIDATE CONSTRAINT "orders_parent_id_fkey";
-- undo: nothing
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"orders"') AND conname IN ('orders_parent_id_fkey') AND convalidated;

-- ---- drop unique (reference, customer_id) of orders (table orders)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: unique (reference, customer_id) of orders is gone already, and not by xc
-- run
DO $xc$
DECLARE
  found name;
BEGIN
  SELECT conname INTO STRICT found FROM pg_constraint WHERE conrelid = to_regclass('"orders"') AND contype = 'u' AND conkey = ARRAY(SELECT a.attnum FROM unnest(ARRAY['reference', 'customer_id']::name[]) WITH ORDINALITY AS c (name, place) JOIN pg_attribute AS a ON a.attrelid = to_regclass('"orders"') AND a.attname = c.name ORDER BY c.place);
  EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', '"orders"', found);
END
$xc$;
-- undo
ALTER TABLE "orders" ADD CONSTRAINT "orders_reference_customer_id_key" UNIQUE USING INDEX "orders_reference_customer_id_key";
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"orders"') AND contype = 'u' AND conkey = ARRAY(SELECT a.attnum FROM unnest(ARRAY['reference', 'customer_id']::name[]) WITH ORDINALITY AS c (name, place) JOIN pg_attribute AS a ON a.attrelid = to_regclass('"orders"') AND a.attname = c.name ORDER BY c.place)) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- way back to unique (reference, customer_id) of orders (table orders)
-- cost: nothing; taken back: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: none
-- outside a transaction
-- already: 
-- run: nothing
-- undo
-- refused where this is above 0: rows of orders are alike in (reference, customer_id): make them differ, or delete what is there twice (shown: reference, customer_id, rows)
SELECT COUNT(*) FROM (SELECT 1 FROM "orders" WHERE "reference" IS NOT NULL AND "customer_id" IS NOT NULL GROUP BY "reference", "customer_id" HAVING COUNT(*) > 1) AS repeated;
-- which
SELECT concat_ws(', ', "reference"::text, "customer_id"::text, COUNT(*)::text) FROM "orders" WHERE "reference" IS NOT NULL AND "customer_id" IS NOT NULL GROUP BY "reference", "customer_id" HAVING COUNT(*) > 1 ORDER BY COUNT(*) DESC LIMIT 10;
-- cleared away where this is above 0
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"orders_reference_customer_id_key"') AND NOT indisvalid;
DROP INDEX CONCURRENTLY "orders_reference_customer_id_key";
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "orders_reference_customer_id_key" ON "orders" ("reference", "customer_id");
-- probe
SELECT 0::bigint;

-- ---- drop index orders_by_parent on orders (table orders)
-- cost: SHARE UPDATE EXCLUSIVE for a catalogue change: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- outside a transaction
-- already: index orders_by_parent on orders is gone already, and not by xc
-- run
DROP INDEX CONCURRENTLY "orders_by_parent";
-- undo
-- cleared away where this is above 0
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"orders_by_parent"') AND NOT indisvalid;
DROP INDEX CONCURRENTLY "orders_by_parent";
CREATE INDEX CONCURRENTLY "orders_by_parent" ON "orders" ("parent_id") WHERE ("parent_id" IS NOT NULL);
-- probe
SELECT CASE WHEN to_regclass('"orders_by_parent"') IS NULL THEN 1 ELSE 0 END::bigint;
