-- price_in_euros on SQLite
--
-- requires create_shop at expand or later: it makes table `order_items` (at create_shop.rs:15:22), which is changed at price_in_euros.rs:10:9
--
-- expects table order_items, key (order_id, line), nothing else
--   order_id bigint not null
--   line integer not null
--   note varchar(200) null
--   cents bigint not null


-- ======== expand ========

-- ---- add column order_items.price (table order_items)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table order_items has one of the columns price already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "order_items" ADD COLUMN "price" numeric(19,2);
-- undo
ALTER TABLE "order_items" DROP COLUMN "price";
-- probe
SELECT COUNT(*) FROM pragma_table_xinfo('order_items') WHERE name IN ('price');


-- ======== dual_write ========

-- ---- dual write of order_items (table order_items)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table order_items has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER "xc_price_in_euros_order_items_ins_fwd" AFTER INSERT ON "order_items" FOR EACH ROW WHEN (NEW."price" IS NULL) AND NOT (NEW."price" IS round((NEW."cents" * 0.01), 2))
BEGIN
  UPDATE "order_items" SET "price" = round((NEW."cents" * 0.01), 2) WHERE "order_id" = NEW."order_id" AND "line" = NEW."line";
END;
CREATE TRIGGER "xc_price_in_euros_order_items_upd_fwd" AFTER UPDATE OF "cents" ON "order_items" FOR EACH ROW WHEN (NEW."price" IS OLD."price") AND NOT (NEW."cents" IS OLD."cents") AND NOT (NEW."price" IS round((NEW."cents" * 0.01), 2))
BEGIN
  UPDATE "order_items" SET "price" = round((NEW."cents" * 0.01), 2) WHERE "order_id" = NEW."order_id" AND "line" = NEW."line";
END;
-- undo
DROP TRIGGER "xc_price_in_euros_order_items_ins_fwd";
DROP TRIGGER "xc_price_in_euros_order_items_upd_fwd";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_price_in_euros_order_items_ins_fwd', 'xc_price_in_euros_order_items_upd_fwd');


-- ======== migrate ========

-- ---- backfill order_items, 2 key columns
-- parity
--   ("price" IS NOT NULL AND ("price" IS round(("cents" * 0.01), 2)))
-- estimate
SELECT COUNT(*) FROM "order_items";
-- lowest
SELECT CAST("order_id" AS TEXT), CAST("line" AS TEXT) FROM "order_items" ORDER BY "order_items"."order_id", "order_items"."line" LIMIT 1;
-- highest
SELECT CAST("order_id" AS TEXT), CAST("line" AS TEXT) FROM "order_items" ORDER BY "order_items"."order_id" DESC, "order_items"."line" DESC LIMIT 1;
-- cut
SELECT CAST("order_id" AS TEXT), CAST("line" AS TEXT) FROM "order_items" WHERE ("order_id", "line") >= (CAST($1 AS INTEGER), CAST($2 AS INTEGER)) AND ("order_id", "line") <= (CAST($3 AS INTEGER), CAST($4 AS INTEGER)) ORDER BY "order_items"."order_id", "order_items"."line" LIMIT 2 OFFSET $5;
-- fill
UPDATE "order_items" SET "price" = round(("cents" * 0.01), 2) WHERE ("order_id", "line") >= (CAST($1 AS INTEGER), CAST($2 AS INTEGER)) AND ("order_id", "line") <= (CAST($3 AS INTEGER), CAST($4 AS INTEGER)) AND NOT ("price" IS NOT NULL AND ("price" IS round(("cents" * 0.01), 2)));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("price" IS NOT NULL AND ("price" IS round(("cents" * 0.01), 2))) THEN 1 END), COUNT(CASE WHEN "price" IS NULL THEN 1 END) FROM "order_items" WHERE ("order_id", "line") >= (CAST($1 AS INTEGER), CAST($2 AS INTEGER)) AND ("order_id", "line") <= (CAST($3 AS INTEGER), CAST($4 AS INTEGER));
-- examine
SELECT CAST("order_id" AS TEXT), CAST("line" AS TEXT), CAST("cents" AS TEXT), CAST("price" AS TEXT), CAST(round(("cents" * 0.01), 2) AS TEXT) FROM "order_items" WHERE ("order_id", "line") >= (CAST($1 AS INTEGER), CAST($2 AS INTEGER)) AND ("order_id", "line") <= (CAST($3 AS INTEGER), CAST($4 AS INTEGER)) AND NOT ("price" IS NOT NULL AND ("price" IS round(("cents" * 0.01), 2))) ORDER BY "order_items"."order_id", "order_items"."line" LIMIT $5;
-- not null: price


-- ======== contract ========

-- ---- tighten order_items (table order_items)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- already: 
-- run
-- rebuilds order_items
DROP TRIGGER "xc_price_in_euros_order_items_ins_fwd";
DROP TRIGGER "xc_price_in_euros_order_items_upd_fwd";
CREATE TABLE "xc_new_order_items" ("order_id" bigint NOT NULL, "line" integer NOT NULL, "note" varchar(200), "cents" bigint NOT NULL, "price" numeric(19,2) NOT NULL, PRIMARY KEY ("order_id", "line"));
INSERT INTO "xc_new_order_items" ("order_id", "line", "note", "cents", "price") SELECT "order_id", "line", "note", "cents", "price" FROM "order_items";
DROP TABLE "order_items";
ALTER TABLE "xc_new_order_items" RENAME TO "order_items";
-- undo
-- rebuilds order_items
CREATE TABLE "xc_new_order_items" ("order_id" bigint NOT NULL, "line" integer NOT NULL, "note" varchar(200), "cents" bigint NOT NULL, "price" numeric(19,2), PRIMARY KEY ("order_id", "line"));
INSERT INTO "xc_new_order_items" ("order_id", "line", "note", "cents", "price") SELECT "order_id", "line", "note", "cents", "price" FROM "order_items";
DROP TABLE "order_items";
ALTER TABLE "xc_new_order_items" RENAME TO "order_items";
CREATE TRIGGER "xc_price_in_euros_order_items_ins_fwd" AFTER INSERT ON "order_items" FOR EACH ROW WHEN (NEW."price" IS NULL) AND NOT (NEW."price" IS round((NEW."cents" * 0.01), 2))
BEGIN
  UPDATE "order_items" SET "price" = round((NEW."cents" * 0.01), 2) WHERE "order_id" = NEW."order_id" AND "line" = NEW."line";
END;
CREATE TRIGGER "xc_price_in_euros_order_items_upd_fwd" AFTER UPDATE OF "cents" ON "order_items" FOR EACH ROW WHEN (NEW."price" IS OLD."price") AND NOT (NEW."cents" IS OLD."cents") AND NOT (NEW."price" IS round((NEW."cents" * 0.01), 2))
BEGIN
  UPDATE "order_items" SET "price" = round((NEW."cents" * 0.01), 2) WHERE "order_id" = NEW."order_id" AND "line" = NEW."line";
END;
-- probe
SELECT 0;
