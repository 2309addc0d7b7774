-- create_accounts on MySQL and MariaDB


-- ======== expand ========

-- ---- create table accounts (table accounts)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table accounts already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `accounts` (`id` bigint NOT NULL AUTO_INCREMENT, `is_admin` tinyint(1) NOT NULL, `phone` varchar(30), PRIMARY KEY (`id`));
-- undo
-- refused where this is above 0: table accounts has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `accounts` LIMIT 1) AS some_rows;
DROP TABLE `accounts`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'accounts';

-- ---- create table details (table details)
-- cost: exclusive metadata lock on the tables that it refers to, for a catalogue change: no scan, no rewrite
-- lock: none; on other tables: exclusive metadata lock
-- already: there is a table details already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `details` (`account_id` bigint NOT NULL, `avatar` varchar(100), PRIMARY KEY (`account_id`), CONSTRAINT `details_account_id_fkey` FOREIGN KEY (`account_id`) REFERENCES `accounts` (`id`));
-- undo
-- refused where this is above 0: table details has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `details` LIMIT 1) AS some_rows;
DROP TABLE `details`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'details';
