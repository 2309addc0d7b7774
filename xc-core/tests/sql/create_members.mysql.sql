-- create_members on MySQL and MariaDB


-- ======== expand ========

-- ---- create table members (table members)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table members already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `members` (`id` bigint NOT NULL AUTO_INCREMENT, `name` varchar(100) NOT NULL, `email` varchar(200) NOT NULL, `visits` bigint NOT NULL DEFAULT 0, PRIMARY KEY (`id`));
-- undo
-- refused where this is above 0: table members has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `members` LIMIT 1) AS some_rows;
DROP TABLE `members`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'members';

-- ---- create index members_email on members (table members)
-- cost: a scan beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table members has an index members_email already, and xc has not built it: drop or rename it, or give the new one another name
-- run
ALTER TABLE `members` ADD INDEX `members_email` (`email`), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `members` DROP INDEX `members_email`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'members' AND index_name = 'members_email';
