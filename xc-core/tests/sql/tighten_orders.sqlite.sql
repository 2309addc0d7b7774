-- tighten_orders on SQLite
--
-- requires create_orders at expand or later: it makes table `customers` (at create_orders.rs:6:22), which is changed at tighten_orders.rs:14:9
--
-- expects table customers, key (id), nothing else
--   id integer not null
--   email varchar(255) not null
--   country varchar(2) not null
--   note varchar(200) null
--
-- expects table orders, key (id), nothing else
--   id integer not null
--   customer_id bigint not null
--   parent_id bigint null
--   status varchar(20) not null
--   cents bigint not null
--   reference varchar(40) null


-- ======== expand ========

-- ---- add column customers.email_key (table customers)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table customers has one of the columns email_key already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "customers" ADD COLUMN "email_key" varchar(255);
-- undo
ALTER TABLE "customers" DROP COLUMN "email_key";
-- probe
SELECT COUNT(*) FROM pragma_table_xinfo('customers') WHERE name IN ('email_key');

-- ---- set default "none" of customers.note (table customers)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- already: 
-- run
-- rebuilds customers
CREATE TABLE "xc_new_customers" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "email" varchar(255) NOT NULL, "country" varchar(2) NOT NULL DEFAULT 'DE', "note" varchar(200) DEFAULT 'none', "email_key" varchar(255), CONSTRAINT "customers_country_check" CHECK ((length("country") = 2)));
INSERT INTO "xc_new_customers" ("id", "email", "country", "note", "email_key") SELECT "id", "email", "country", "note", "email_key" FROM "customers";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_customers';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_customers', seq FROM sqlite_sequence WHERE name = 'customers';
DROP TABLE "customers";
ALTER TABLE "xc_new_customers" RENAME TO "customers";
-- undo
-- rebuilds customers
CREATE TABLE "xc_new_customers" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "email" varchar(255) NOT NULL, "country" varchar(2) NOT NULL DEFAULT 'DE', "note" varchar(200), "email_key" varchar(255), CONSTRAINT "customers_country_check" CHECK ((length("country") = 2)));
INSERT INTO "xc_new_customers" ("id", "email", "country", "note", "email_key") SELECT "id", "email", "country", "note", "email_key" FROM "customers";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_customers';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_customers', seq FROM sqlite_sequence WHERE name = 'customers';
DROP TABLE "customers";
ALTER TABLE "xc_new_customers" RENAME TO "customers";
-- probe
SELECT 0;

-- ---- create index customers_country on customers (table customers)
-- cost: writers wait during a scan; in WAL mode readers go on
-- lock: write lock
-- already: table customers has an index customers_country already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE INDEX "customers_country" ON "customers" ("country");
-- undo
DROP INDEX "customers_country";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'customers_country';


-- ======== dual_write ========

-- ---- dual write of customers (table customers)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table customers has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER "xc_tighten_orders_customers_ins_fwd" AFTER INSERT ON "customers" FOR EACH ROW WHEN (NEW."email_key" IS NULL) AND NOT (NEW."email_key" COLLATE BINARY IS trim(NEW."email"))
BEGIN
  UPDATE "customers" SET "email_key" = trim(NEW."email") WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_tighten_orders_customers_upd_fwd" AFTER UPDATE OF "email" ON "customers" FOR EACH ROW WHEN (NEW."email_key" COLLATE BINARY IS OLD."email_key") AND NOT (NEW."email" COLLATE BINARY IS OLD."email") AND NOT (NEW."email_key" COLLATE BINARY IS trim(NEW."email"))
BEGIN
  UPDATE "customers" SET "email_key" = trim(NEW."email") WHERE "id" = NEW."id";
END;
-- undo
DROP TRIGGER "xc_tighten_orders_customers_ins_fwd";
DROP TRIGGER "xc_tighten_orders_customers_upd_fwd";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_tighten_orders_customers_ins_fwd', 'xc_tighten_orders_customers_upd_fwd');


-- ======== migrate ========

-- ---- backfill customers, 1 key columns
-- parity
--   ("email_key" IS NOT NULL AND ("email_key" COLLATE BINARY IS trim("email")))
-- estimate
SELECT COUNT(*) FROM "customers";
-- lowest
SELECT CAST("id" AS TEXT) FROM "customers" ORDER BY "customers"."id" LIMIT 1;
-- highest
SELECT CAST("id" AS TEXT) FROM "customers" ORDER BY "customers"."id" DESC LIMIT 1;
-- cut
SELECT CAST("id" AS TEXT) FROM "customers" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) ORDER BY "customers"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "customers" SET "email_key" = trim("email") WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("email_key" IS NOT NULL AND ("email_key" COLLATE BINARY IS trim("email")));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("email_key" IS NOT NULL AND ("email_key" COLLATE BINARY IS trim("email"))) THEN 1 END) FROM "customers" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("id" AS TEXT), CAST("email" AS TEXT), CAST("email_key" AS TEXT), CAST(trim("email") AS TEXT) FROM "customers" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("email_key" IS NOT NULL AND ("email_key" COLLATE BINARY IS trim("email"))) ORDER BY "customers"."id" LIMIT $3;
-- not null: 

-- ---- create index customers_email_key on customers (table customers)
-- cost: writers wait during a scan; in WAL mode readers go on
-- lock: write lock
-- already: table customers has an index customers_email_key already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE INDEX "customers_email_key" ON "customers" ("email_key");
-- undo
DROP INDEX "customers_email_key";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'customers_email_key';


-- ======== contract ========

-- ---- look for rows that break unique (email) (table customers)
-- cost: reads the table, locks nothing
-- lock: none
-- already: 
-- run: nothing
-- refused where this is above 0: rows of customers are alike in (email): make them differ, or delete what is there twice (shown: email, rows)
SELECT COUNT(*) FROM (SELECT 1 FROM "customers" WHERE "email" IS NOT NULL GROUP BY "email" HAVING COUNT(*) > 1) AS repeated;
-- which
SELECT CAST("email" || ', ' || COUNT(*) AS TEXT) FROM "customers" WHERE "email" IS NOT NULL GROUP BY "email" HAVING COUNT(*) > 1 ORDER BY COUNT(*) DESC LIMIT 10;
-- undo: nothing
-- probe
SELECT 0;

-- ---- tighten customers (table customers)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- already: 
-- run
-- rebuilds customers
DROP TRIGGER "xc_tighten_orders_customers_ins_fwd";
DROP TRIGGER "xc_tighten_orders_customers_upd_fwd";
CREATE TABLE "xc_new_customers" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "email" varchar(255) NOT NULL, "country" varchar(2) NOT NULL, "note" varchar(200) DEFAULT 'none', "email_key" varchar(255), CONSTRAINT "customers_email" UNIQUE ("email"), CONSTRAINT "customers_country_check" CHECK ((length("country") = 2)));
INSERT INTO "xc_new_customers" ("id", "email", "country", "note", "email_key") SELECT "id", "email", "country", "note", "email_key" FROM "customers";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_customers';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_customers', seq FROM sqlite_sequence WHERE name = 'customers';
DROP TABLE "customers";
ALTER TABLE "xc_new_customers" RENAME TO "customers";
-- undo
-- rebuilds customers
CREATE TABLE "xc_new_customers" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "email" varchar(255) NOT NULL, "country" varchar(2) NOT NULL DEFAULT 'DE', "note" varchar(200) DEFAULT 'none', "email_key" varchar(255), CONSTRAINT "customers_country_check" CHECK ((length("country") = 2)));
INSERT INTO "xc_new_customers" ("id", "email", "country", "note", "email_key") SELECT "id", "email", "country", "note", "email_key" FROM "customers";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_customers';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_customers', seq FROM sqlite_sequence WHERE name = 'customers';
DROP TABLE "customers";
ALTER TABLE "xc_new_customers" RENAME TO "customers";
CREATE TRIGGER "xc_tighten_orders_customers_ins_fwd" AFTER INSERT ON "customers" FOR EACH ROW WHEN (NEW."email_key" IS NULL) AND NOT (NEW."email_key" COLLATE BINARY IS trim(NEW."email"))
BEGIN
  UPDATE "customers" SET "email_key" = trim(NEW."email") WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_tighten_orders_customers_upd_fwd" AFTER UPDATE OF "email" ON "customers" FOR EACH ROW WHEN (NEW."email_key" COLLATE BINARY IS OLD."email_key") AND NOT (NEW."email" COLLATE BINARY IS OLD."email") AND NOT (NEW."email_key" COLLATE BINARY IS trim(NEW."email"))
BEGIN
  UPDATE "customers" SET "email_key" = trim(NEW."email") WHERE "id" = NEW."id";
END;
-- probe
SELECT 0;

-- ---- drop index orders_by_parent on orders (table orders)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: index orders_by_parent on orders is gone already, and not by xc
-- run
DROP INDEX "orders_by_parent";
-- undo
CREATE INDEX "orders_by_parent" ON "orders" ("parent_id") WHERE ("parent_id" IS NOT NULL);
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'orders_by_parent') = 0 THEN 1 ELSE 0 END;

-- ---- look for rows that break foreign key (parent_id) references orders (id) (table orders)
-- cost: reads the table, locks nothing
-- lock: none
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: rows of orders refer by (parent_id) to rows of orders that are not there: mend or delete them first (shown: parent_id)
SELECT COUNT(*) FROM "orders" AS child WHERE child."parent_id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "orders" AS parent WHERE parent."id" = child."parent_id");
-- which
SELECT DISTINCT CAST(child."parent_id" AS TEXT) FROM "orders" AS child WHERE child."parent_id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "orders" AS parent WHERE parent."id" = child."parent_id") LIMIT 10;
-- probe
SELECT 0;

-- ---- look for rows that break foreign key (parent_id) references orders (id) (table orders)
-- cost: reads the table, locks nothing
-- lock: none
-- already: 
-- run: nothing
-- refused where this is above 0: rows of orders refer by (parent_id) to rows of orders that are not there: mend or delete them first (shown: parent_id)
SELECT COUNT(*) FROM "orders" AS child WHERE child."parent_id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "orders" AS parent WHERE parent."id" = child."parent_id");
-- which
SELECT DISTINCT CAST(child."parent_id" AS TEXT) FROM "orders" AS child WHERE child."parent_id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "orders" AS parent WHERE parent."id" = child."parent_id") LIMIT 10;
-- undo: nothing
-- probe
SELECT 0;

-- ---- look for rows that break unique (reference, customer_id) (table orders)
-- cost: reads the table, locks nothing
-- lock: none
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: rows of orders are alike in (reference, customer_id): make them differ, or delete what is there twice (shown: reference, customer_id, rows)
SELECT COUNT(*) FROM (SELECT 1 FROM "orders" WHERE "reference" IS NOT NULL AND "customer_id" IS NOT NULL GROUP BY "reference", "customer_id" HAVING COUNT(*) > 1) AS repeated;
-- which
SELECT CAST("reference" || ', ' || "customer_id" || ', ' || COUNT(*) AS TEXT) FROM "orders" WHERE "reference" IS NOT NULL AND "customer_id" IS NOT NULL GROUP BY "reference", "customer_id" HAVING COUNT(*) > 1 ORDER BY COUNT(*) DESC LIMIT 10;
-- probe
SELECT 0;

-- ---- tighten orders (table orders)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- already: 
-- run
-- rebuilds orders
CREATE TABLE "xc_new_orders" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "customer_id" bigint NOT NULL, "parent_id" bigint, "status" varchar(20) NOT NULL DEFAULT 'new', "cents" bigint NOT NULL, "reference" varchar(40), CONSTRAINT "orders_status_check" CHECK (((("status" COLLATE BINARY = 'new') OR ("status" COLLATE BINARY = 'paid')) OR ("status" COLLATE BINARY = 'sent'))), CONSTRAINT "orders_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers" ("id") ON DELETE CASCADE, CONSTRAINT "orders_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "orders" ("id") ON DELETE SET NULL);
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
