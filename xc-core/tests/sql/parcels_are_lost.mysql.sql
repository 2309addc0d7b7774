-- parcels_are_lost on MySQL and MariaDB
--
-- requires create_parcels at expand or later: it makes table `parcels` (at create_parcels.rs:7:22), which is changed at parcels_are_lost.rs:8:9
--
-- expects table parcels, key (id), perhaps more
--   id bigint not null
--   state enum('new','sent','delivered') or enum('new','sent','delivered','lost') not null
--   size varchar(10) null


-- ======== expand ========

-- ---- let parcels.state hold all values of parcel_state, where a rollback leaves them (table parcels)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: 
-- run
-- refused where this is above 0: of parcels (state), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would drop: take it away, and give it again afterwards
SELECT COUNT(*) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'parcels' AND column_name IN ('state') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
-- which
SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'parcels' AND column_name IN ('state') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
ALTER TABLE `parcels` MODIFY COLUMN `state` enum('new','sent','delivered','lost') NOT NULL DEFAULT 'new', ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `parcels` MODIFY COLUMN `state` enum('new','sent','delivered','lost') NOT NULL DEFAULT 'new', ALGORITHM=INPLACE, LOCK=NONE;
-- undo: nothing
-- probe
SELECT 0;
