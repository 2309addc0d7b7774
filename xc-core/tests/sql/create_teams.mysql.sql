-- create_teams on MySQL and MariaDB


-- ======== expand ========

-- ---- create table tenants (table tenants)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table tenants already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `tenants` (`id` bigint NOT NULL, PRIMARY KEY (`id`));
-- undo
-- refused where this is above 0: table tenants has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `tenants` LIMIT 1) AS some_rows;
DROP TABLE `tenants`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'tenants';

-- ---- create table teams (table teams)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table teams already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `teams` (`id` bigint NOT NULL, `code` varchar(20) NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `teams_code_key` UNIQUE (`code`));
-- undo
-- refused where this is above 0: table teams has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `teams` LIMIT 1) AS some_rows;
DROP TABLE `teams`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'teams';

-- ---- create table players (table players)
-- cost: exclusive metadata lock on the tables that it refers to, for a catalogue change: no scan, no rewrite
-- lock: none; on other tables: exclusive metadata lock
-- already: there is a table players already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `players` (`id` bigint NOT NULL, `tenant_id` bigint NOT NULL, `team_id` bigint, `team_code` varchar(20), `bio` varchar(200), PRIMARY KEY (`id`), CONSTRAINT `players_tenant_id_fkey` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`) ON DELETE CASCADE, CONSTRAINT `players_team_id_fkey` FOREIGN KEY (`team_id`) REFERENCES `teams` (`id`) ON DELETE SET NULL, CONSTRAINT `players_team_code_fkey` FOREIGN KEY (`team_code`) REFERENCES `teams` (`code`) ON UPDATE CASCADE);
-- undo
-- refused where this is above 0: table players has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `players` LIMIT 1) AS some_rows;
DROP TABLE `players`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'players';

-- ---- create index players_tenant on players (table players)
-- cost: a scan beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table players has an index players_tenant already, and xc has not built it: drop or rename it, or give the new one another name
-- run
ALTER TABLE `players` ADD INDEX `players_tenant` (`tenant_id`), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `players` DROP INDEX `players_tenant`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'players' AND index_name = 'players_tenant';

-- ---- create index players_team on players (table players)
-- cost: a scan beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table players has an index players_team already, and xc has not built it: drop or rename it, or give the new one another name
-- run
ALTER TABLE `players` ADD INDEX `players_team` (`team_id`), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `players` DROP INDEX `players_team`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'players' AND index_name = 'players_team';

-- ---- create index players_team_code on players (table players)
-- cost: a scan beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table players has an index players_team_code already, and xc has not built it: drop or rename it, or give the new one another name
-- run
ALTER TABLE `players` ADD INDEX `players_team_code` (`team_code`), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `players` DROP INDEX `players_team_code`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'players' AND index_name = 'players_team_code';
