-- create_invoices on MySQL and MariaDB


-- ======== expand ========

-- ---- create table invoices (table invoices)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table invoices already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `invoices` (`id` bigint NOT NULL, `customer` varchar(60) NOT NULL, `reference` varchar(20), `cents` int NOT NULL, `note` varchar(40), `label` varchar(81) GENERATED ALWAYS AS (CONCAT(`customer`, '/', coalesce(`reference`, ''))) STORED, `sorted` varchar(60) GENERATED ALWAYS AS (trim(`customer`)) STORED, PRIMARY KEY (`id`), CONSTRAINT `invoices_label_check` CHECK ((CHAR_LENGTH(`label`) > 1)));
-- undo
-- refused where this is above 0: table invoices has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `invoices` LIMIT 1) AS some_rows;
DROP TABLE `invoices`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'invoices';

-- ---- create index invoices_sorted on invoices (table invoices)
-- cost: a scan beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table invoices has an index invoices_sorted already, and xc has not built it: drop or rename it, or give the new one another name
-- run
ALTER TABLE `invoices` ADD INDEX `invoices_sorted` (`sorted`), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `invoices` DROP INDEX `invoices_sorted`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'invoices' AND index_name = 'invoices_sorted';
