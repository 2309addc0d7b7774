-- create_parcels on SQLite


-- ======== expand ========

-- ---- create table parcels (table parcels)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table parcels already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "parcels" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "state" text NOT NULL DEFAULT 'new' CHECK ("state" IN ('new', 'sent', 'delivered')), "size" varchar(10), CONSTRAINT "parcels_size_check" CHECK (("size" COLLATE BINARY <> '')));
-- undo
-- refused where this is above 0: table parcels has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "parcels" LIMIT 1) AS some_rows;
DROP TABLE "parcels";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'parcels';

-- ---- create index parcels_open on parcels (table parcels)
-- cost: writers wait during a scan; in WAL mode readers go on
-- lock: write lock
-- already: table parcels has an index parcels_open already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE INDEX "parcels_open" ON "parcels" ("id") WHERE ("state" COLLATE BINARY IN ('new', 'sent'));
-- undo
DROP INDEX "parcels_open";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'parcels_open';

-- ---- create index parcels_by_state on parcels (table parcels)
-- cost: writers wait during a scan; in WAL mode readers go on
-- lock: write lock
-- already: table parcels has an index parcels_by_state already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE INDEX "parcels_by_state" ON "parcels" ("state", "id");
-- undo
DROP INDEX "parcels_by_state";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'parcels_by_state';
