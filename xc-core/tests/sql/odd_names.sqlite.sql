-- odd_names on SQLite


-- ======== expand ========

-- ---- create table Order (table Order)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table Order already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "Order" ("Id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "group" varchar(100) NOT NULL DEFAULT 'it''s "so" \ `here`', "Größe" integer NOT NULL DEFAULT (-1), CONSTRAINT "Order_group_Größe_key" UNIQUE ("group", "Größe"));
-- undo
-- refused where this is above 0: table Order has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "Order" LIMIT 1) AS some_rows;
DROP TABLE "Order";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'Order';
