-- create_parcels on MySQL and MariaDB


-- ======== expand ========

-- ---- create table parcels (table parcels)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table parcels already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `parcels` (`id` bigint NOT NULL AUTO_INCREMENT, `state` enum('new','sent','delivered') NOT NULL DEFAULT 'new', `size` varchar(10), PRIMARY KEY (`id`), CONSTRAINT `parcels_size_check` CHECK ((CAST(CONVERT(`size` USING utf8mb4) AS BINARY) <> CAST(CONVERT('' USING utf8mb4) AS BINARY))));
-- undo
-- refused where this is above 0: table parcels has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `parcels` LIMIT 1) AS some_rows;
DROP TABLE `parcels`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'parcels';

-- ---- create index parcels_open on parcels (table parcels)
-- cost: a scan beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table parcels has an index parcels_open already, and xc has not built it: drop or rename it, or give the new one another name
-- run
ALTER TABLE `parcels` ADD INDEX `parcels_open` (`id`), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `parcels` DROP INDEX `parcels_open`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'parcels' AND index_name = 'parcels_open';

-- ---- create index parcels_by_state on parcels (table parcels)
-- cost: a scan beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table parcels has an index parcels_by_state already, and xc has not built it: drop or rename it, or give the new one another name
-- run
ALTER TABLE `parcels` ADD INDEX `parcels_by_state` (`state`, `id`), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `parcels` DROP INDEX `parcels_by_state`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'parcels' AND index_name = 'parcels_by_state';
