-- create_accounts_and_logins on MySQL and MariaDB


-- ======== expand ========

-- ---- create table accounts (table accounts)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table accounts already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `accounts` (`id` bigint NOT NULL, `mail` varchar(200) NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `accounts_mail_key` UNIQUE (`mail`));
-- undo
-- refused where this is above 0: table accounts has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `accounts` LIMIT 1) AS some_rows;
DROP TABLE `accounts`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'accounts';

-- ---- create table logins (table logins)
-- cost: exclusive metadata lock on the tables that it refers to, for a catalogue change: no scan, no rewrite
-- lock: none; on other tables: exclusive metadata lock
-- already: there is a table logins already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `logins` (`id` bigint NOT NULL, `mail` varchar(200) NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `logins_mail_fkey` FOREIGN KEY (`mail`) REFERENCES `accounts` (`mail`));
-- undo
-- refused where this is above 0: table logins has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `logins` LIMIT 1) AS some_rows;
DROP TABLE `logins`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'logins';

-- ---- create index logins_mail on logins (table logins)
-- cost: a scan beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table logins has an index logins_mail already, and xc has not built it: drop or rename it, or give the new one another name
-- run
ALTER TABLE `logins` ADD INDEX `logins_mail` (`mail`), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `logins` DROP INDEX `logins_mail`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'logins' AND index_name = 'logins_mail';
