-- create_contacts on MySQL and MariaDB


-- ======== expand ========

-- ---- create table contacts (table contacts)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table contacts already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `contacts` (`id` bigint NOT NULL AUTO_INCREMENT, `phone` varchar(40) NOT NULL, `country` varchar(2), `score` int NOT NULL DEFAULT 0, PRIMARY KEY (`id`));
-- undo
-- refused where this is above 0: table contacts has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `contacts` LIMIT 1) AS some_rows;
DROP TABLE `contacts`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'contacts';

-- ---- create table readings (table readings)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table readings already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `readings` (`station` varchar(20) NOT NULL, `at` datetime(3) NOT NULL, `small` smallint NOT NULL, `whole` int, `large` bigint, `price` decimal(10,2), `single` float, `precise` double, `valid` tinyint(1) NOT NULL, `note` text, `day` date, `seen` datetime(6), `token` char(36), `extra` json, `raw` longblob, PRIMARY KEY (`station`, `at`));
-- undo
-- refused where this is above 0: table readings has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `readings` LIMIT 1) AS some_rows;
DROP TABLE `readings`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'readings';
