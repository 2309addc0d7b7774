-- create_accounts_of_teams on MySQL and MariaDB


-- ======== expand ========

-- ---- create table teams (table teams)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table teams already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `teams` (`id` bigint NOT NULL, `name` varchar(50) NOT NULL, PRIMARY KEY (`id`));
-- undo
-- refused where this is above 0: table teams has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `teams` LIMIT 1) AS some_rows;
DROP TABLE `teams`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'teams';

-- ---- create table accounts (table accounts)
-- cost: exclusive metadata lock on the tables that it refers to, for a catalogue change: no scan, no rewrite
-- lock: none; on other tables: exclusive metadata lock
-- already: there is a table accounts already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `accounts` (`id` bigint NOT NULL, `name` varchar(100) NOT NULL, `mail` varchar(200) NOT NULL, `team` bigint, `score` int NOT NULL DEFAULT 0, `created` datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6), PRIMARY KEY (`id`), CONSTRAINT `accounts_mail_key` UNIQUE (`mail`), CONSTRAINT `accounts_team_name_key` UNIQUE (`team`, `name`), CONSTRAINT `accounts_team_fkey` FOREIGN KEY (`team`) REFERENCES `teams` (`id`));
-- undo
-- refused where this is above 0: table accounts has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `accounts` LIMIT 1) AS some_rows;
DROP TABLE `accounts`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'accounts';

-- ---- create index accounts_by_name on accounts (table accounts)
-- cost: a scan beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table accounts has an index accounts_by_name already, and xc has not built it: drop or rename it, or give the new one another name
-- run
ALTER TABLE `accounts` ADD INDEX `accounts_by_name` (`name`, `id` DESC), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `accounts` DROP INDEX `accounts_by_name`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'accounts' AND index_name = 'accounts_by_name';

-- ---- create index accounts_team on accounts (table accounts)
-- cost: a scan beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table accounts has an index accounts_team already, and xc has not built it: drop or rename it, or give the new one another name
-- run
ALTER TABLE `accounts` ADD INDEX `accounts_team` (`team`), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `accounts` DROP INDEX `accounts_team`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'accounts' AND index_name = 'accounts_team';
