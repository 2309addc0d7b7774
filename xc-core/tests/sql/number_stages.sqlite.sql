-- number_stages on SQLite
--
-- requires create_orders at expand or later: it makes table `orders` (at create_orders.rs:13:22), which is changed at number_stages.rs:10:9
--
-- expects table orders, key (id), nothing else
--   id integer not null
--   customer_id bigint not null
--   parent_id bigint null
--   status varchar(20) not null
--   cents bigint not null
--   reference varchar(40) null


-- ======== expand ========

-- ---- add column orders.stage (table orders)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table orders has one of the columns stage already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "orders" ADD COLUMN "stage" integer;
-- undo
ALTER TABLE "orders" DROP COLUMN "stage";
-- probe
SELECT COUNT(*) FROM pragma_table_xinfo('orders') WHERE name IN ('stage');


-- ======== dual_write ========

-- ---- dual write of orders (table orders)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table orders has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER "xc_number_stages_orders_ins_fwd" AFTER INSERT ON "orders" FOR EACH ROW WHEN (NEW."stage" IS NULL) AND NOT ((NEW."stage" IS NOT NULL AND (NEW."status" COLLATE BINARY IS CASE WHEN (NEW."stage" = 1) THEN 'new' WHEN (NEW."stage" = 2) THEN 'paid' ELSE 'sent' END)) OR (NEW."stage" IS CASE WHEN (NEW."status" COLLATE BINARY = 'new') THEN 1 WHEN (NEW."status" COLLATE BINARY = 'paid') THEN 2 WHEN (NEW."status" COLLATE BINARY = 'sent') THEN 3 END))
BEGIN
  UPDATE "orders" SET "stage" = CASE WHEN (NEW."status" COLLATE BINARY = 'new') THEN 1 WHEN (NEW."status" COLLATE BINARY = 'paid') THEN 2 WHEN (NEW."status" COLLATE BINARY = 'sent') THEN 3 END WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_number_stages_orders_upd_fwd" AFTER UPDATE OF "status" ON "orders" FOR EACH ROW WHEN (NEW."stage" IS OLD."stage") AND NOT (NEW."status" COLLATE BINARY IS OLD."status") AND NOT ((NEW."stage" IS NOT NULL AND (NEW."status" COLLATE BINARY IS CASE WHEN (NEW."stage" = 1) THEN 'new' WHEN (NEW."stage" = 2) THEN 'paid' ELSE 'sent' END)) OR (NEW."stage" IS CASE WHEN (NEW."status" COLLATE BINARY = 'new') THEN 1 WHEN (NEW."status" COLLATE BINARY = 'paid') THEN 2 WHEN (NEW."status" COLLATE BINARY = 'sent') THEN 3 END))
BEGIN
  UPDATE "orders" SET "stage" = CASE WHEN (NEW."status" COLLATE BINARY = 'new') THEN 1 WHEN (NEW."status" COLLATE BINARY = 'paid') THEN 2 WHEN (NEW."status" COLLATE BINARY = 'sent') THEN 3 END WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_number_stages_orders_ins_rev" AFTER INSERT ON "orders" FOR EACH ROW WHEN ((NEW."status" IS NULL OR NEW."status" COLLATE BINARY IS 'new')) AND NOT (NEW."stage" IS NULL)
BEGIN
  UPDATE "orders" SET "status" = CASE WHEN (NEW."stage" = 1) THEN 'new' WHEN (NEW."stage" = 2) THEN 'paid' ELSE 'sent' END WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_number_stages_orders_upd_rev" AFTER UPDATE OF "stage" ON "orders" FOR EACH ROW WHEN (NEW."status" COLLATE BINARY IS OLD."status") AND NOT (NEW."stage" IS OLD."stage") AND NOT ((NEW."stage" IS NOT NULL AND (NEW."status" COLLATE BINARY IS CASE WHEN (NEW."stage" = 1) THEN 'new' WHEN (NEW."stage" = 2) THEN 'paid' ELSE 'sent' END)) OR (NEW."stage" IS CASE WHEN (NEW."status" COLLATE BINARY = 'new') THEN 1 WHEN (NEW."status" COLLATE BINARY = 'paid') THEN 2 WHEN (NEW."status" COLLATE BINARY = 'sent') THEN 3 END))
BEGIN
  UPDATE "orders" SET "status" = CASE WHEN (NEW."stage" = 1) THEN 'new' WHEN (NEW."stage" = 2) THEN 'paid' ELSE 'sent' END WHERE "id" = NEW."id";
END;
-- undo
DROP TRIGGER "xc_number_stages_orders_ins_fwd";
DROP TRIGGER "xc_number_stages_orders_upd_fwd";
DROP TRIGGER "xc_number_stages_orders_ins_rev";
DROP TRIGGER "xc_number_stages_orders_upd_rev";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_number_stages_orders_ins_fwd', 'xc_number_stages_orders_upd_fwd', 'xc_number_stages_orders_ins_rev', 'xc_number_stages_orders_upd_rev');


-- ======== migrate ========

-- ---- backfill orders, 1 key columns
-- parity
--   ("stage" IS NOT NULL AND (("stage" IS NOT NULL AND ("status" COLLATE BINARY IS CASE WHEN ("stage" = 1) THEN 'new' WHEN ("stage" = 2) THEN 'paid' ELSE 'sent' END)) OR ("stage" IS CASE WHEN ("status" COLLATE BINARY = 'new') THEN 1 WHEN ("status" COLLATE BINARY = 'paid') THEN 2 WHEN ("status" COLLATE BINARY = 'sent') THEN 3 END)))
-- estimate
SELECT COUNT(*) FROM "orders";
-- lowest
SELECT CAST("id" AS TEXT) FROM "orders" ORDER BY "orders"."id" LIMIT 1;
-- highest
SELECT CAST("id" AS TEXT) FROM "orders" ORDER BY "orders"."id" DESC LIMIT 1;
-- cut
SELECT CAST("id" AS TEXT) FROM "orders" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) ORDER BY "orders"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "orders" SET "stage" = CASE WHEN ("status" COLLATE BINARY = 'new') THEN 1 WHEN ("status" COLLATE BINARY = 'paid') THEN 2 WHEN ("status" COLLATE BINARY = 'sent') THEN 3 END WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("stage" IS NOT NULL AND (("stage" IS NOT NULL AND ("status" COLLATE BINARY IS CASE WHEN ("stage" = 1) THEN 'new' WHEN ("stage" = 2) THEN 'paid' ELSE 'sent' END)) OR ("stage" IS CASE WHEN ("status" COLLATE BINARY = 'new') THEN 1 WHEN ("status" COLLATE BINARY = 'paid') THEN 2 WHEN ("status" COLLATE BINARY = 'sent') THEN 3 END)));
-- the other way round
UPDATE "orders" SET "status" = CASE WHEN ("stage" = 1) THEN 'new' WHEN ("stage" = 2) THEN 'paid' ELSE 'sent' END WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("stage" IS NOT NULL AND (("stage" IS NOT NULL AND ("status" COLLATE BINARY IS CASE WHEN ("stage" = 1) THEN 'new' WHEN ("stage" = 2) THEN 'paid' ELSE 'sent' END)) OR ("stage" IS CASE WHEN ("status" COLLATE BINARY = 'new') THEN 1 WHEN ("status" COLLATE BINARY = 'paid') THEN 2 WHEN ("status" COLLATE BINARY = 'sent') THEN 3 END)));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("stage" IS NOT NULL AND (("stage" IS NOT NULL AND ("status" COLLATE BINARY IS CASE WHEN ("stage" = 1) THEN 'new' WHEN ("stage" = 2) THEN 'paid' ELSE 'sent' END)) OR ("stage" IS CASE WHEN ("status" COLLATE BINARY = 'new') THEN 1 WHEN ("status" COLLATE BINARY = 'paid') THEN 2 WHEN ("status" COLLATE BINARY = 'sent') THEN 3 END))) THEN 1 END), COUNT(CASE WHEN "stage" IS NULL THEN 1 END) FROM "orders" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("id" AS TEXT), CAST("status" AS TEXT), CAST("stage" AS TEXT), CAST(CASE WHEN ("status" COLLATE BINARY = 'new') THEN 1 WHEN ("status" COLLATE BINARY = 'paid') THEN 2 WHEN ("status" COLLATE BINARY = 'sent') THEN 3 END AS TEXT), CAST(CASE WHEN ("stage" = 1) THEN 'new' WHEN ("stage" = 2) THEN 'paid' ELSE 'sent' END AS TEXT) FROM "orders" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("stage" IS NOT NULL AND (("stage" IS NOT NULL AND ("status" COLLATE BINARY IS CASE WHEN ("stage" = 1) THEN 'new' WHEN ("stage" = 2) THEN 'paid' ELSE 'sent' END)) OR ("stage" IS CASE WHEN ("status" COLLATE BINARY = 'new') THEN 1 WHEN ("status" COLLATE BINARY = 'paid') THEN 2 WHEN ("status" COLLATE BINARY = 'sent') THEN 3 END))) ORDER BY "orders"."id" LIMIT $3;
-- not null: stage


-- ======== contract ========

-- ---- tighten orders (table orders)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- already: 
-- run
-- rebuilds orders
DROP TRIGGER "xc_number_stages_orders_ins_fwd";
DROP TRIGGER "xc_number_stages_orders_upd_fwd";
DROP TRIGGER "xc_number_stages_orders_ins_rev";
DROP TRIGGER "xc_number_stages_orders_upd_rev";
CREATE TABLE "xc_new_orders" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "customer_id" bigint NOT NULL, "parent_id" bigint, "status" varchar(20) NOT NULL DEFAULT 'new', "cents" bigint NOT NULL, "reference" varchar(40), "stage" integer NOT NULL, CONSTRAINT "orders_reference_customer_id_key" UNIQUE ("reference", "customer_id"), CONSTRAINT "orders_status_check" CHECK (((("status" COLLATE BINARY = 'new') OR ("status" COLLATE BINARY = 'paid')) OR ("status" COLLATE BINARY = 'sent'))), CONSTRAINT "orders_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers" ("id") ON DELETE CASCADE, CONSTRAINT "orders_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "orders" ("id"));
INSERT INTO "xc_new_orders" ("id", "customer_id", "parent_id", "status", "cents", "reference", "stage") SELECT "id", "customer_id", "parent_id", "status", "cents", "reference", "stage" FROM "orders";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_orders';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_orders', seq FROM sqlite_sequence WHERE name = 'orders';
DROP TABLE "orders";
ALTER TABLE "xc_new_orders" RENAME TO "orders";
-- undo: never: the sync of orders ends and status stays: which of the two sides was written since, nobody could tell when it begins again
-- probe
SELECT 0;
