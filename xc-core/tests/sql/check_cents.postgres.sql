-- check_cents on PostgreSQL
--
-- requires create_orders at expand or later: it makes table `orders` (at create_orders.rs:13:22), which is changed at check_cents.rs:8:28
--
-- expects table orders, key (id), perhaps more
--   id bigint not null
--   customer_id bigint not null
--   parent_id bigint null
--   status character varying(20) not null
--   cents bigint not null
--   reference character varying(40) null


-- ======== contract ========

-- ---- create index orders_reference on orders (table orders)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- outside a transaction
-- already: table orders has an index orders_reference already, and xc has not built it: drop or rename it, or give the new one another name
-- run
-- cleared away where this is above 0
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"orders_reference"') AND NOT indisvalid;
DROP INDEX CONCURRENTLY "orders_reference";
CREATE UNIQUE INDEX CONCURRENTLY "orders_reference" ON "orders" ("reference") WHERE ("reference" IS NOT NULL);
-- undo
DROP INDEX CONCURRENTLY "orders_reference";
-- probe
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"orders_reference"') AND indisvalid;

-- ---- add check (cents >= 0) to orders (table orders)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table orders has check (cents >= 0) already, and xc has not added it: drop it, or declare it
-- run
-- refused where this is above 0: rows of orders break check (cents >= 0): mend or delete them first (shown: id)
SELECT COUNT(*) FROM "orders" WHERE NOT (("cents" >= 0));
-- which
SELECT concat_ws(', ', "id"::text) FROM "orders" WHERE NOT (("cents" >= 0)) LIMIT 10;
ALTER TABLE "orders" ADD CONSTRAINT "orders_cents" CHECK (("cents" >= 0)) NOT VALID;
-- undo
ALTER TABLE "orders" DROP CONSTRAINT "orders_cents";
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"orders"') AND conname IN ('orders_cents');

-- ---- validate check (cents >= 0) on orders (table orders)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- already: table orders has check (cents >= 0) already, and xc has not added it: drop it, or declare it
-- run
ALTER TABLE "orders" VALIDATE CONSTRAINT "orders_cents";
-- undo: nothing
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"orders"') AND conname IN ('orders_cents') AND convalidated;

-- ---- way back to check (status = "new" or status = "paid" or status = "sent") of orders (table orders)
-- cost: nothing; taken back: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: none
-- already: 
-- run: nothing
-- undo
ALTER TABLE "orders" VALIDATE CONSTRAINT "orders_status_check";
-- probe
SELECT 0::bigint;

-- ---- drop check (status = "new" or status = "paid" or status = "sent") of orders (table orders)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: check (status = "new" or status = "paid" or status = "sent") of orders is gone already, and not by xc
-- run
ALTER TABLE "orders" DROP CONSTRAINT "orders_status_check";
-- undo
-- refused where this is above 0: rows of orders break check (status = "new" or status = "paid" or status = "sent"): mend or delete them first (shown: id)
SELECT COUNT(*) FROM "orders" WHERE NOT (((("status" COLLATE "C" = 'new') OR ("status" COLLATE "C" = 'paid')) OR ("status" COLLATE "C" = 'sent')));
-- which
SELECT concat_ws(', ', "id"::text) FROM "orders" WHERE NOT (((("status" COLLATE "C" = 'new') OR ("status" COLLATE "C" = 'paid')) OR ("status" COLLATE "C" = 'sent'))) LIMIT 10;
ALTER TABLE "orders" ADD CONSTRAINT "orders_status_check" CHECK (((("status" COLLATE "C" = 'new') OR ("status" COLLATE "C" = 'paid')) OR ("status" COLLATE "C" = 'sent'))) NOT VALID;
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"orders"') AND conname IN ('orders_status_check')) = 0 THEN 1 ELSE 0 END::bigint;
