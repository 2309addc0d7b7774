-- check_cents on SQLite
--
-- requires create_orders at expand or later: it makes table `orders` (at create_orders.rs:13:22), which is changed at check_cents.rs:8:28
--
-- expects table orders, key (id), nothing else
--   id integer not null
--   customer_id bigint not null
--   parent_id bigint null
--   status varchar(20) not null
--   cents bigint not null
--   reference varchar(40) null


-- ======== contract ========

-- ---- look for rows that break check (cents >= 0) (table orders)
-- cost: reads the table, locks nothing
-- lock: none
-- already: 
-- run: nothing
-- refused where this is above 0: rows of orders break check (cents >= 0): mend or delete them first (shown: id)
SELECT COUNT(*) FROM "orders" WHERE NOT (("cents" >= 0));
-- which
SELECT CAST("id" AS TEXT) FROM "orders" WHERE NOT (("cents" >= 0)) LIMIT 10;
-- undo: nothing
-- probe
SELECT 0;

-- ---- look for rows that break check (status = "new" or status = "paid" or status = "sent") (table orders)
-- cost: reads the table, locks nothing
-- lock: none
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: rows of orders break check (status = "new" or status = "paid" or status = "sent"): mend or delete them first (shown: id)
SELECT COUNT(*) FROM "orders" WHERE NOT (((("status" COLLATE BINARY = 'new') OR ("status" COLLATE BINARY = 'paid')) OR ("status" COLLATE BINARY = 'sent')));
-- which
SELECT CAST("id" AS TEXT) FROM "orders" WHERE NOT (((("status" COLLATE BINARY = 'new') OR ("status" COLLATE BINARY = 'paid')) OR ("status" COLLATE BINARY = 'sent'))) LIMIT 10;
-- probe
SELECT 0;

-- ---- tighten orders (table orders)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- already: 
-- run
-- rebuilds orders
CREATE TABLE "xc_new_orders" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "customer_id" bigint NOT NULL, "parent_id" bigint, "status" varchar(20) NOT NULL DEFAULT 'new', "cents" bigint NOT NULL, "reference" varchar(40), CONSTRAINT "orders_reference_customer_id_key" UNIQUE ("reference", "customer_id"), CONSTRAINT "orders_cents" CHECK (("cents" >= 0)), CONSTRAINT "orders_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers" ("id") ON DELETE CASCADE, CONSTRAINT "orders_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "orders" ("id"));
INSERT INTO "xc_new_orders" ("id", "customer_id", "parent_id", "status", "cents", "reference") SELECT "id", "customer_id", "parent_id", "status", "cents", "reference" FROM "orders";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_orders';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_orders', seq FROM sqlite_sequence WHERE name = 'orders';
DROP TABLE "orders";
ALTER TABLE "xc_new_orders" RENAME TO "orders";
-- undo
-- rebuilds orders
CREATE TABLE "xc_new_orders" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "customer_id" bigint NOT NULL, "parent_id" bigint, "status" varchar(20) NOT NULL DEFAULT 'new', "cents" bigint NOT NULL, "reference" varchar(40), CONSTRAINT "orders_reference_customer_id_key" UNIQUE ("reference", "customer_id"), CONSTRAINT "orders_status_check" CHECK (((("status" COLLATE BINARY = 'new') OR ("status" COLLATE BINARY = 'paid')) OR ("status" COLLATE BINARY = 'sent'))), CONSTRAINT "orders_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers" ("id") ON DELETE CASCADE, CONSTRAINT "orders_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "orders" ("id"));
INSERT INTO "xc_new_orders" ("id", "customer_id", "parent_id", "status", "cents", "reference") SELECT "id", "customer_id", "parent_id", "status", "cents", "reference" FROM "orders";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_orders';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_orders', seq FROM sqlite_sequence WHERE name = 'orders';
DROP TABLE "orders";
ALTER TABLE "xc_new_orders" RENAME TO "orders";
-- probe
SELECT 0;

-- ---- create index orders_reference on orders (table orders)
-- cost: writers wait during a scan; in WAL mode readers go on
-- lock: write lock
-- already: table orders has an index orders_reference already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE UNIQUE INDEX "orders_reference" ON "orders" ("reference") WHERE ("reference" IS NOT NULL);
-- undo
DROP INDEX "orders_reference";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'orders_reference';
