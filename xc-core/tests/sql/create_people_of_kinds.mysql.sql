-- create_people_of_kinds on MySQL and MariaDB


-- ======== expand ========

-- ---- create table people (table people)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table people already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `people` (`id` bigint NOT NULL, `kind` varchar(20) NOT NULL DEFAULT 'person', `size` enum('small','large') NOT NULL, `is_guest` tinyint(1) NOT NULL, `company` varchar(100), PRIMARY KEY (`id`));
-- undo
-- refused where this is above 0: table people has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `people` LIMIT 1) AS some_rows;
DROP TABLE `people`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'people';
