-- create_events on MySQL and MariaDB


-- ======== expand ========

-- ---- create table events (table events)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table events already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `events` (`id` bigint NOT NULL, `at` datetime(6), PRIMARY KEY (`id`));
-- undo
-- refused where this is above 0: table events has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `events` LIMIT 1) AS some_rows;
DROP TABLE `events`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'events';
