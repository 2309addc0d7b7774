-- create_orders on SQLite


-- ======== expand ========

-- ---- create table customers (table customers)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table customers already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "customers" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "email" varchar(255) NOT NULL, "country" varchar(2) NOT NULL DEFAULT 'DE', "note" varchar(200), CONSTRAINT "customers_country_check" CHECK ((length("country") = 2)));
-- undo
-- refused where this is above 0: table customers has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "customers" LIMIT 1) AS some_rows;
DROP TABLE "customers";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'customers';

-- ---- create table orders (table orders)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table orders already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "orders" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "customer_id" bigint NOT NULL, "parent_id" bigint, "status" varchar(20) NOT NULL DEFAULT 'new', "cents" bigint NOT NULL, "reference" varchar(40), CONSTRAINT "orders_reference_customer_id_key" UNIQUE ("reference", "customer_id"), CONSTRAINT "orders_status_check" CHECK (((("status" COLLATE BINARY = 'new') OR ("status" COLLATE BINARY = 'paid')) OR ("status" COLLATE BINARY = 'sent'))), CONSTRAINT "orders_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers" ("id") ON DELETE CASCADE, CONSTRAINT "orders_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "orders" ("id"));
-- undo
-- refused where this is above 0: table orders has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "orders" LIMIT 1) AS some_rows;
DROP TABLE "orders";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'orders';

-- ---- create index orders_by_customer on orders (table orders)
-- cost: writers wait during a scan; in WAL mode readers go on
-- lock: write lock
-- already: table orders has an index orders_by_customer already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE INDEX "orders_by_customer" ON "orders" ("customer_id", "cents" DESC, "status");
-- undo
DROP INDEX "orders_by_customer";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'orders_by_customer';

-- ---- create index orders_by_parent on orders (table orders)
-- cost: writers wait during a scan; in WAL mode readers go on
-- lock: write lock
-- already: table orders has an index orders_by_parent already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE INDEX "orders_by_parent" ON "orders" ("parent_id") WHERE ("parent_id" IS NOT NULL);
-- undo
DROP INDEX "orders_by_parent";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'orders_by_parent';

-- ---- create index orders_parents on orders (table orders)
-- cost: writers wait during a scan; in WAL mode readers go on
-- lock: write lock
-- already: table orders has an index orders_parents already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE INDEX "orders_parents" ON "orders" ("parent_id");
-- undo
DROP INDEX "orders_parents";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'orders_parents';
