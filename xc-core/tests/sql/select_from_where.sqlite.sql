-- select_from_where on SQLite
--
-- requires odd_names at expand or later: it makes table `Order` (at odd_names.rs:6:22), which is changed at select_from_where.rs:7:9
--
-- expects table Order, key (Id), nothing else
--   Id integer not null
--   group varchar(100) not null
--   Größe integer not null


-- ======== expand ========

-- ---- add columns Order.select, Order.From (table Order)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table Order has one of the columns select, From already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "Order" ADD COLUMN "select" varchar(100);
ALTER TABLE "Order" ADD COLUMN "From" varchar(100);
-- undo
ALTER TABLE "Order" DROP COLUMN "select";
ALTER TABLE "Order" DROP COLUMN "From";
-- probe
SELECT COUNT(*) FROM pragma_table_xinfo('Order') WHERE name IN ('select', 'From');


-- ======== dual_write ========

-- ---- dual write of Order (table Order)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table Order has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER "xc_select_from_where_Order_ins_fwd" AFTER INSERT ON "Order" FOR EACH ROW WHEN (NEW."select" IS NULL AND NEW."From" IS NULL) AND NOT (NEW."select" COLLATE BINARY IS CASE WHEN instr(CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END, '''') = 0 THEN CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END ELSE substr(CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END, 1, instr(CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END, '''') - 1) END AND NEW."From" COLLATE BINARY IS replace(NEW."group", '\', ''''))
BEGIN
  UPDATE "Order" SET "select" = CASE WHEN instr(CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END, '''') = 0 THEN CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END ELSE substr(CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END, 1, instr(CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END, '''') - 1) END, "From" = replace(NEW."group", '\', '''') WHERE "Id" = NEW."Id";
END;
CREATE TRIGGER "xc_select_from_where_Order_upd_fwd" AFTER UPDATE OF "group" ON "Order" FOR EACH ROW WHEN (NEW."select" COLLATE BINARY IS OLD."select" AND NEW."From" COLLATE BINARY IS OLD."From") AND NOT (NEW."group" COLLATE BINARY IS OLD."group") AND NOT (NEW."select" COLLATE BINARY IS CASE WHEN instr(CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END, '''') = 0 THEN CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END ELSE substr(CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END, 1, instr(CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END, '''') - 1) END AND NEW."From" COLLATE BINARY IS replace(NEW."group", '\', ''''))
BEGIN
  UPDATE "Order" SET "select" = CASE WHEN instr(CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END, '''') = 0 THEN CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END ELSE substr(CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END, 1, instr(CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END, '''') - 1) END, "From" = replace(NEW."group", '\', '''') WHERE "Id" = NEW."Id";
END;
-- undo
DROP TRIGGER "xc_select_from_where_Order_ins_fwd";
DROP TRIGGER "xc_select_from_where_Order_upd_fwd";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_select_from_where_Order_ins_fwd', 'xc_select_from_where_Order_upd_fwd');


-- ======== migrate ========

-- ---- backfill Order, 1 key columns
-- parity
--   ("select" IS NOT NULL AND ("select" COLLATE BINARY IS CASE WHEN instr(CASE WHEN instr("group", '''') = 0 THEN '' ELSE substr("group", instr("group", '''') + 1) END, '''') = 0 THEN CASE WHEN instr("group", '''') = 0 THEN '' ELSE substr("group", instr("group", '''') + 1) END ELSE substr(CASE WHEN instr("group", '''') = 0 THEN '' ELSE substr("group", instr("group", '''') + 1) END, 1, instr(CASE WHEN instr("group", '''') = 0 THEN '' ELSE substr("group", instr("group", '''') + 1) END, '''') - 1) END AND "From" COLLATE BINARY IS replace("group", '\', '''')))
-- estimate
SELECT COUNT(*) FROM "Order";
-- lowest
SELECT CAST("Id" AS TEXT) FROM "Order" ORDER BY "Order"."Id" LIMIT 1;
-- highest
SELECT CAST("Id" AS TEXT) FROM "Order" ORDER BY "Order"."Id" DESC LIMIT 1;
-- cut
SELECT CAST("Id" AS TEXT) FROM "Order" WHERE "Id" >= CAST($1 AS INTEGER) AND "Id" <= CAST($2 AS INTEGER) ORDER BY "Order"."Id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "Order" SET "select" = CASE WHEN instr(CASE WHEN instr("group", '''') = 0 THEN '' ELSE substr("group", instr("group", '''') + 1) END, '''') = 0 THEN CASE WHEN instr("group", '''') = 0 THEN '' ELSE substr("group", instr("group", '''') + 1) END ELSE substr(CASE WHEN instr("group", '''') = 0 THEN '' ELSE substr("group", instr("group", '''') + 1) END, 1, instr(CASE WHEN instr("group", '''') = 0 THEN '' ELSE substr("group", instr("group", '''') + 1) END, '''') - 1) END, "From" = replace("group", '\', '''') WHERE "Id" >= CAST($1 AS INTEGER) AND "Id" <= CAST($2 AS INTEGER) AND NOT ("select" IS NOT NULL AND ("select" COLLATE BINARY IS CASE WHEN instr(CASE WHEN instr("group", '''') = 0 THEN '' ELSE substr("group", instr("group", '''') + 1) END, '''') = 0 THEN CASE WHEN instr("group", '''') = 0 THEN '' ELSE substr("group", instr("group", '''') + 1) END ELSE substr(CASE WHEN instr("group", '''') = 0 THEN '' ELSE substr("group", instr("group", '''') + 1) END, 1, instr(CASE WHEN instr("group", '''') = 0 THEN '' ELSE substr("group", instr("group", '''') + 1) END, '''') - 1) END AND "From" COLLATE BINARY IS replace("group", '\', '''')));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("select" IS NOT NULL AND ("select" COLLATE BINARY IS CASE WHEN instr(CASE WHEN instr("group", '''') = 0 THEN '' ELSE substr("group", instr("group", '''') + 1) END, '''') = 0 THEN CASE WHEN instr("group", '''') = 0 THEN '' ELSE substr("group", instr("group", '''') + 1) END ELSE substr(CASE WHEN instr("group", '''') = 0 THEN '' ELSE substr("group", instr("group", '''') + 1) END, 1, instr(CASE WHEN instr("group", '''') = 0 THEN '' ELSE substr("group", instr("group", '''') + 1) END, '''') - 1) END AND "From" COLLATE BINARY IS replace("group", '\', ''''))) THEN 1 END), COUNT(CASE WHEN "select" IS NULL THEN 1 END), COUNT(CASE WHEN "From" IS NULL THEN 1 END) FROM "Order" WHERE "Id" >= CAST($1 AS INTEGER) AND "Id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("Id" AS TEXT), CAST("group" AS TEXT), CAST("select" AS TEXT), CAST("From" AS TEXT), CAST(CASE WHEN instr(CASE WHEN instr("group", '''') = 0 THEN '' ELSE substr("group", instr("group", '''') + 1) END, '''') = 0 THEN CASE WHEN instr("group", '''') = 0 THEN '' ELSE substr("group", instr("group", '''') + 1) END ELSE substr(CASE WHEN instr("group", '''') = 0 THEN '' ELSE substr("group", instr("group", '''') + 1) END, 1, instr(CASE WHEN instr("group", '''') = 0 THEN '' ELSE substr("group", instr("group", '''') + 1) END, '''') - 1) END AS TEXT), CAST(replace("group", '\', '''') AS TEXT) FROM "Order" WHERE "Id" >= CAST($1 AS INTEGER) AND "Id" <= CAST($2 AS INTEGER) AND NOT ("select" IS NOT NULL AND ("select" COLLATE BINARY IS CASE WHEN instr(CASE WHEN instr("group", '''') = 0 THEN '' ELSE substr("group", instr("group", '''') + 1) END, '''') = 0 THEN CASE WHEN instr("group", '''') = 0 THEN '' ELSE substr("group", instr("group", '''') + 1) END ELSE substr(CASE WHEN instr("group", '''') = 0 THEN '' ELSE substr("group", instr("group", '''') + 1) END, 1, instr(CASE WHEN instr("group", '''') = 0 THEN '' ELSE substr("group", instr("group", '''') + 1) END, '''') - 1) END AND "From" COLLATE BINARY IS replace("group", '\', ''''))) ORDER BY "Order"."Id" LIMIT $3;
-- not null: select, From


-- ======== contract ========

-- ---- tighten Order (table Order)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- already: 
-- run
-- rebuilds Order
DROP TRIGGER "xc_select_from_where_Order_ins_fwd";
DROP TRIGGER "xc_select_from_where_Order_upd_fwd";
CREATE TABLE "xc_new_Order" ("Id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "group" varchar(100) NOT NULL DEFAULT 'it''s "so" \ `here`', "Größe" integer NOT NULL DEFAULT (-1), "select" varchar(100) NOT NULL, "From" varchar(100) NOT NULL, CONSTRAINT "Order_group_Größe_key" UNIQUE ("group", "Größe"));
INSERT INTO "xc_new_Order" ("Id", "group", "Größe", "select", "From") SELECT "Id", "group", "Größe", "select", "From" FROM "Order";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_Order';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_Order', seq FROM sqlite_sequence WHERE name = 'Order';
DROP TABLE "Order";
ALTER TABLE "xc_new_Order" RENAME TO "Order";
-- undo
-- rebuilds Order
CREATE TABLE "xc_new_Order" ("Id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "group" varchar(100) NOT NULL DEFAULT 'it''s "so" \ `here`', "Größe" integer NOT NULL DEFAULT (-1), "select" varchar(100), "From" varchar(100), CONSTRAINT "Order_group_Größe_key" UNIQUE ("group", "Größe"));
INSERT INTO "xc_new_Order" ("Id", "group", "Größe", "select", "From") SELECT "Id", "group", "Größe", "select", "From" FROM "Order";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_Order';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_Order', seq FROM sqlite_sequence WHERE name = 'Order';
DROP TABLE "Order";
ALTER TABLE "xc_new_Order" RENAME TO "Order";
CREATE TRIGGER "xc_select_from_where_Order_ins_fwd" AFTER INSERT ON "Order" FOR EACH ROW WHEN (NEW."select" IS NULL AND NEW."From" IS NULL) AND NOT (NEW."select" COLLATE BINARY IS CASE WHEN instr(CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END, '''') = 0 THEN CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END ELSE substr(CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END, 1, instr(CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END, '''') - 1) END AND NEW."From" COLLATE BINARY IS replace(NEW."group", '\', ''''))
BEGIN
  UPDATE "Order" SET "select" = CASE WHEN instr(CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END, '''') = 0 THEN CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END ELSE substr(CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END, 1, instr(CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END, '''') - 1) END, "From" = replace(NEW."group", '\', '''') WHERE "Id" = NEW."Id";
END;
CREATE TRIGGER "xc_select_from_where_Order_upd_fwd" AFTER UPDATE OF "group" ON "Order" FOR EACH ROW WHEN (NEW."select" COLLATE BINARY IS OLD."select" AND NEW."From" COLLATE BINARY IS OLD."From") AND NOT (NEW."group" COLLATE BINARY IS OLD."group") AND NOT (NEW."select" COLLATE BINARY IS CASE WHEN instr(CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END, '''') = 0 THEN CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END ELSE substr(CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END, 1, instr(CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END, '''') - 1) END AND NEW."From" COLLATE BINARY IS replace(NEW."group", '\', ''''))
BEGIN
  UPDATE "Order" SET "select" = CASE WHEN instr(CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END, '''') = 0 THEN CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END ELSE substr(CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END, 1, instr(CASE WHEN instr(NEW."group", '''') = 0 THEN '' ELSE substr(NEW."group", instr(NEW."group", '''') + 1) END, '''') - 1) END, "From" = replace(NEW."group", '\', '''') WHERE "Id" = NEW."Id";
END;
-- probe
SELECT 0;
