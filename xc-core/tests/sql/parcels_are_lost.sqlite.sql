-- parcels_are_lost on SQLite
--
-- requires create_parcels at expand or later: it makes table `parcels` (at create_parcels.rs:7:22), which is changed at parcels_are_lost.rs:8:9
--
-- expects table parcels, key (id), nothing else
--   id integer not null
--   state text not null
--   size varchar(10) null


-- ======== expand ========

-- ---- let parcels.state hold all values of parcel_state, where a rollback leaves them (table parcels)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- already: 
-- run
-- rebuilds parcels
CREATE TABLE "xc_new_parcels" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "state" text NOT NULL DEFAULT 'new' CHECK ("state" IN ('new', 'sent', 'delivered', 'lost')), "size" varchar(10), CONSTRAINT "parcels_size_check" CHECK (("size" COLLATE BINARY <> '')));
INSERT INTO "xc_new_parcels" ("id", "state", "size") SELECT "id", "state", "size" FROM "parcels";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_parcels';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_parcels', seq FROM sqlite_sequence WHERE name = 'parcels';
DROP TABLE "parcels";
ALTER TABLE "xc_new_parcels" RENAME TO "parcels";
-- undo: nothing
-- probe
SELECT 0;
