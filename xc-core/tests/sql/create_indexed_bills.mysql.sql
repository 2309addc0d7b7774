-- create_indexed_bills on MySQL and MariaDB


-- ======== expand ========

-- ---- create table bills (table bills)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table bills already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `bills` (`id` bigint NOT NULL, `customer` varchar(60) NOT NULL, `place` varchar(40) NOT NULL, `note` varchar(40), `sorted` varchar(60) GENERATED ALWAYS AS (trim(`customer`)) VIRTUAL, PRIMARY KEY (`id`));
-- undo
-- refused where this is above 0: table bills has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `bills` LIMIT 1) AS some_rows;
DROP TABLE `bills`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'bills';

-- ---- create index bills_sorted on bills (table bills)
-- cost: a scan beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table bills has an index bills_sorted already, and xc has not built it: drop or rename it, or give the new one another name
-- run
ALTER TABLE `bills` ADD INDEX `bills_sorted` (`sorted`), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `bills` DROP INDEX `bills_sorted`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'bills' AND index_name = 'bills_sorted';
