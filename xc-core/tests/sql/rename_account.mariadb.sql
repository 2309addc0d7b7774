-- rename_account on MariaDB
--
-- requires create_accounts_of_teams at expand or later: it makes table `accounts` (at create_accounts_of_teams.rs:6:22), which is changed at rename_account.rs:14:9
--
-- expects table accounts, key (id), perhaps more
--   id bigint not null
--   name varchar(100) not null
--   mail varchar(200) not null
--   team bigint null
--   score int not null
--   created datetime(6) not null


-- ======== expand ========

-- ---- add columns accounts.full_name, accounts.email, accounts.team_id, accounts.stars, accounts.joined (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table accounts has one of the columns full_name, email, team_id, stars, joined already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE `accounts` ADD COLUMN `full_name` varchar(100), ADD COLUMN `email` varchar(200), ADD COLUMN `team_id` bigint, ADD COLUMN `stars` int DEFAULT 0, ADD COLUMN `joined` datetime(6), ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `accounts` ADD COLUMN `full_name` varchar(100), ADD COLUMN `email` varchar(200), ADD COLUMN `team_id` bigint, ADD COLUMN `stars` int DEFAULT 0, ADD COLUMN `joined` datetime(6), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `accounts` DROP COLUMN `full_name`, DROP COLUMN `email`, DROP COLUMN `team_id`, DROP COLUMN `stars`, DROP COLUMN `joined`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `accounts` DROP COLUMN `full_name`, DROP COLUMN `email`, DROP COLUMN `team_id`, DROP COLUMN `stars`, DROP COLUMN `joined`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'accounts' AND column_name IN ('full_name', 'email', 'team_id', 'stars', 'joined');


-- ======== dual_write ========

-- ---- dual write of accounts on update (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table accounts has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_rename_account_accounts_upd` BEFORE UPDATE ON `accounts` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (CAST(CONVERT(NEW.`full_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`full_name` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`full_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY))) THEN
        SET NEW.`full_name` = NEW.`name`;
      END IF;
    ELSEIF (CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY)) THEN
      IF NOT (CAST(CONVERT(NEW.`full_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY)) THEN
        SET NEW.`name` = NEW.`full_name`;
      END IF;
    END IF;
    IF (CAST(CONVERT(NEW.`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`email` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`mail` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`mail` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`mail` USING utf8mb4) AS BINARY))) THEN
        SET NEW.`email` = NEW.`mail`;
      END IF;
    ELSEIF (CAST(CONVERT(NEW.`mail` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`mail` USING utf8mb4) AS BINARY)) THEN
      IF NOT (CAST(CONVERT(NEW.`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`mail` USING utf8mb4) AS BINARY)) THEN
        SET NEW.`mail` = NEW.`email`;
      END IF;
    END IF;
    IF (NEW.`team_id` <=> OLD.`team_id`) THEN
      IF NOT ((NEW.`team` <=> OLD.`team`) OR (NEW.`team_id` <=> NEW.`team`)) THEN
        SET NEW.`team_id` = NEW.`team`;
      END IF;
    ELSEIF (NEW.`team` <=> OLD.`team`) THEN
      IF NOT (NEW.`team_id` <=> NEW.`team`) THEN
        SET NEW.`team` = NEW.`team_id`;
      END IF;
    END IF;
    IF (NEW.`stars` <=> OLD.`stars`) THEN
      IF NOT ((NEW.`score` <=> OLD.`score`) OR (NEW.`stars` <=> NEW.`score`)) THEN
        SET NEW.`stars` = NEW.`score`;
      END IF;
    ELSEIF (NEW.`score` <=> OLD.`score`) THEN
      IF NOT (NEW.`stars` <=> NEW.`score`) THEN
        SET NEW.`score` = NEW.`stars`;
      END IF;
    END IF;
    IF (NEW.`joined` <=> OLD.`joined`) THEN
      IF NOT ((NEW.`created` <=> OLD.`created`) OR (NEW.`joined` <=> NEW.`created`)) THEN
        SET NEW.`joined` = NEW.`created`;
      END IF;
    ELSEIF (NEW.`created` <=> OLD.`created`) THEN
      IF NOT (NEW.`joined` <=> NEW.`created`) THEN
        SET NEW.`created` = NEW.`joined`;
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_rename_account_accounts_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_account_accounts_upd';

-- ---- dual write of accounts on insert (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table accounts has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_rename_account_accounts_ins` BEFORE INSERT ON `accounts` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`full_name` IS NULL) THEN
      SET NEW.`full_name` = NEW.`name`;
    ELSEIF ((NEW.`name` IS NULL OR CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY))) THEN
      SET NEW.`name` = NEW.`full_name`;
    END IF;
    IF (NEW.`email` IS NULL) THEN
      SET NEW.`email` = NEW.`mail`;
    ELSEIF ((NEW.`mail` IS NULL OR CAST(CONVERT(NEW.`mail` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY))) THEN
      SET NEW.`mail` = NEW.`email`;
    END IF;
    IF (NEW.`team_id` IS NULL) THEN
      SET NEW.`team_id` = NEW.`team`;
    ELSEIF (NEW.`team` IS NULL) THEN
      SET NEW.`team` = NEW.`team_id`;
    END IF;
    IF (NEW.`stars` <=> 0) THEN
      SET NEW.`stars` = NEW.`score`;
    ELSEIF ((NEW.`score` IS NULL OR NEW.`score` <=> 0)) THEN
      SET NEW.`score` = NEW.`stars`;
    END IF;
    IF (NEW.`joined` IS NULL) THEN
      SET NEW.`joined` = NEW.`created`;
    ELSEIF ((NEW.`created` IS NULL OR NEW.`created` <=> CURRENT_TIMESTAMP(6))) THEN
      SET NEW.`created` = NEW.`joined`;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_rename_account_accounts_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_account_accounts_ins';

-- ---- let v2 leave out accounts.name (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: column accounts.name has a default that the migrations do not know: drop it, or declare it
-- run
ALTER TABLE `accounts` ALTER COLUMN `name` SET DEFAULT '', ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `accounts` ALTER COLUMN `name` SET DEFAULT '', ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `accounts` ALTER COLUMN `name` DROP DEFAULT, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `accounts` ALTER COLUMN `name` DROP DEFAULT, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'accounts' AND column_name IN ('name') AND column_default IS NOT NULL;

-- ---- let v2 leave out accounts.mail (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: column accounts.mail has a default that the migrations do not know: drop it, or declare it
-- run
ALTER TABLE `accounts` ALTER COLUMN `mail` SET DEFAULT '', ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `accounts` ALTER COLUMN `mail` SET DEFAULT '', ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `accounts` ALTER COLUMN `mail` DROP DEFAULT, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `accounts` ALTER COLUMN `mail` DROP DEFAULT, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'accounts' AND column_name IN ('mail') AND column_default IS NOT NULL;


-- ======== migrate ========

-- ---- backfill accounts, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   ((CAST(CONVERT(`full_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`name` USING utf8mb4) AS BINARY)) AND (CAST(CONVERT(`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`mail` USING utf8mb4) AS BINARY)) AND (`team_id` <=> `team`) AND (`stars` <=> `score`) AND (`joined` <=> `created`))
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'accounts';
-- lowest
SELECT CAST(`id` AS CHAR) FROM `accounts` ORDER BY `accounts`.`id` LIMIT 1;
-- highest
SELECT CAST(`id` AS CHAR) FROM `accounts` ORDER BY `accounts`.`id` DESC LIMIT 1;
-- cut
SELECT CAST(`id` AS CHAR) FROM `accounts` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) ORDER BY `accounts`.`id` LIMIT 2 OFFSET ?;
-- fill
UPDATE `accounts` SET `full_name` = `name`, `email` = `mail`, `team_id` = `team`, `stars` = `score`, `joined` = `created` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT ((CAST(CONVERT(`full_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`name` USING utf8mb4) AS BINARY)) AND (CAST(CONVERT(`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`mail` USING utf8mb4) AS BINARY)) AND (`team_id` <=> `team`) AND (`stars` <=> `score`) AND (`joined` <=> `created`));
-- the other way round
UPDATE `accounts` SET `name` = `full_name`, `mail` = `email`, `team` = `team_id`, `score` = `stars`, `created` = `joined` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT ((CAST(CONVERT(`full_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`name` USING utf8mb4) AS BINARY)) AND (CAST(CONVERT(`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`mail` USING utf8mb4) AS BINARY)) AND (`team_id` <=> `team`) AND (`stars` <=> `score`) AND (`joined` <=> `created`));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ((CAST(CONVERT(`full_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`name` USING utf8mb4) AS BINARY)) AND (CAST(CONVERT(`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`mail` USING utf8mb4) AS BINARY)) AND (`team_id` <=> `team`) AND (`stars` <=> `score`) AND (`joined` <=> `created`)) THEN 1 END), COUNT(CASE WHEN `full_name` IS NULL THEN 1 END), COUNT(CASE WHEN `email` IS NULL THEN 1 END), COUNT(CASE WHEN `stars` IS NULL THEN 1 END), COUNT(CASE WHEN `joined` IS NULL THEN 1 END) FROM `accounts` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`id` AS CHAR), CAST(`name` AS CHAR), CAST(`mail` AS CHAR), CAST(`team` AS CHAR), CAST(`score` AS CHAR), CAST(`created` AS CHAR), CAST(`full_name` AS CHAR), CAST(`email` AS CHAR), CAST(`team_id` AS CHAR), CAST(`stars` AS CHAR), CAST(`joined` AS CHAR), CAST(`name` AS CHAR), CAST(`mail` AS CHAR), CAST(`team` AS CHAR), CAST(`score` AS CHAR), CAST(`created` AS CHAR), CAST(`full_name` AS CHAR), CAST(`email` AS CHAR), CAST(`team_id` AS CHAR), CAST(`stars` AS CHAR), CAST(`joined` AS CHAR) FROM `accounts` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT ((CAST(CONVERT(`full_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`name` USING utf8mb4) AS BINARY)) AND (CAST(CONVERT(`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`mail` USING utf8mb4) AS BINARY)) AND (`team_id` <=> `team`) AND (`stars` <=> `score`) AND (`joined` <=> `created`)) ORDER BY `accounts`.`id` LIMIT ?;
-- not null: full_name, email, stars, joined

-- ---- create index accounts_by_full_name on accounts (table accounts)
-- cost: a scan beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table accounts has an index accounts_by_full_name already, and xc has not built it: drop or rename it, or give the new one another name
-- run
ALTER TABLE `accounts` ADD INDEX `accounts_by_full_name` (`full_name`, `id` DESC), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `accounts` DROP INDEX `accounts_by_full_name`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'accounts' AND index_name = 'accounts_by_full_name';

-- ---- create index accounts_team_id on accounts (table accounts)
-- cost: a scan beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table accounts has an index accounts_team_id already, and xc has not built it: drop or rename it, or give the new one another name
-- run
ALTER TABLE `accounts` ADD INDEX `accounts_team_id` (`team_id`), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `accounts` DROP INDEX `accounts_team_id`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'accounts' AND index_name = 'accounts_team_id';

-- ---- create index accounts_email_key on accounts (table accounts)
-- cost: a scan beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table accounts has an index accounts_email_key already, and xc has not built it: drop or rename it, or give the new one another name
-- run
-- refused where this is above 0: rows of accounts are alike in (email): make them differ, or delete what is there twice (shown: email, rows)
SELECT COUNT(*) FROM (SELECT 1 FROM `accounts` WHERE `email` IS NOT NULL GROUP BY `email` HAVING COUNT(*) > 1) AS repeated;
-- which
SELECT CONCAT_WS(', ', `email`, COUNT(*)) FROM `accounts` WHERE `email` IS NOT NULL GROUP BY `email` HAVING COUNT(*) > 1 ORDER BY COUNT(*) DESC LIMIT 10;
ALTER TABLE `accounts` ADD UNIQUE INDEX `accounts_email_key` (`email`), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `accounts` DROP INDEX `accounts_email_key`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'accounts' AND index_name = 'accounts_email_key';

-- ---- create index accounts_team_id_full_name_key on accounts (table accounts)
-- cost: a scan beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table accounts has an index accounts_team_id_full_name_key already, and xc has not built it: drop or rename it, or give the new one another name
-- run
-- refused where this is above 0: rows of accounts are alike in (team_id, full_name): make them differ, or delete what is there twice (shown: team_id, full_name, rows)
SELECT COUNT(*) FROM (SELECT 1 FROM `accounts` WHERE `team_id` IS NOT NULL AND `full_name` IS NOT NULL GROUP BY `team_id`, `full_name` HAVING COUNT(*) > 1) AS repeated;
-- which
SELECT CONCAT_WS(', ', `team_id`, `full_name`, COUNT(*)) FROM `accounts` WHERE `team_id` IS NOT NULL AND `full_name` IS NOT NULL GROUP BY `team_id`, `full_name` HAVING COUNT(*) > 1 ORDER BY COUNT(*) DESC LIMIT 10;
ALTER TABLE `accounts` ADD UNIQUE INDEX `accounts_team_id_full_name_key` (`team_id`, `full_name`), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `accounts` DROP INDEX `accounts_team_id_full_name_key`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'accounts' AND index_name = 'accounts_team_id_full_name_key';


-- ======== contract ========

-- ---- add foreign key (team_id) references teams (id) to accounts (table accounts)
-- cost: exclusive metadata lock on both tables for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table accounts has foreign key (team_id) references teams (id) already, and xc has not added it: drop it, or declare it
-- run
-- refused where this is above 0: rows of accounts refer by (team_id) to rows of teams that are not there: mend or delete them first (shown: team_id)
SELECT COUNT(*) FROM `accounts` AS child WHERE child.`team_id` IS NOT NULL AND NOT EXISTS (SELECT 1 FROM `teams` AS parent WHERE parent.`id` = child.`team_id`);
-- which
SELECT DISTINCT CONCAT_WS(', ', child.`team_id`) FROM `accounts` AS child WHERE child.`team_id` IS NOT NULL AND NOT EXISTS (SELECT 1 FROM `teams` AS parent WHERE parent.`id` = child.`team_id`) LIMIT 10;
SET SESSION foreign_key_checks = 0;
ALTER TABLE `accounts` ADD CONSTRAINT `accounts_team_id_fkey` FOREIGN KEY (`team_id`) REFERENCES `teams` (`id`), ALGORITHM=INPLACE, LOCK=NONE;
-- afterwards, in any case
SET SESSION foreign_key_checks = 1;
-- undo
ALTER TABLE `accounts` DROP FOREIGN KEY `accounts_team_id_fkey`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.table_constraints WHERE table_schema = DATABASE() AND table_name = 'accounts' AND constraint_name = 'accounts_team_id_fkey';

-- ---- look for rows of accounts without a row of teams (table accounts)
-- cost: reads both tables, locks nothing
-- lock: none
-- already: 
-- run: nothing
-- refused where this is above 0: rows of accounts refer by (team_id) to rows of teams that are not there: mend or delete them first (shown: team_id); they were written while the key was being added, and it is in force now
SELECT COUNT(*) FROM `accounts` AS child WHERE child.`team_id` IS NOT NULL AND NOT EXISTS (SELECT 1 FROM `teams` AS parent WHERE parent.`id` = child.`team_id`);
-- which
SELECT DISTINCT CONCAT_WS(', ', child.`team_id`) FROM `accounts` AS child WHERE child.`team_id` IS NOT NULL AND NOT EXISTS (SELECT 1 FROM `teams` AS parent WHERE parent.`id` = child.`team_id`) LIMIT 10;
-- undo: nothing
-- probe
SELECT 0;

-- ---- set default current_timestamp of accounts.joined (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: 
-- run
ALTER TABLE `accounts` ALTER COLUMN `joined` SET DEFAULT (CURRENT_TIMESTAMP(6)), ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `accounts` ALTER COLUMN `joined` SET DEFAULT (CURRENT_TIMESTAMP(6)), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `accounts` ALTER COLUMN `joined` SET DEFAULT NULL, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `accounts` ALTER COLUMN `joined` SET DEFAULT NULL, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT 0;

-- ---- drop unique (mail) of accounts (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: unique (mail) of accounts is gone already, and not by xc
-- run
SET @xc_drop = (SELECT CONCAT('ALTER TABLE `accounts` DROP INDEX `', REPLACE(name, '`', '``'), '`, ALGORITHM=NOCOPY, LOCK=NONE') FROM (SELECT index_name AS name FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'accounts' AND non_unique = 0 AND index_name <> 'PRIMARY' GROUP BY index_name HAVING GROUP_CONCAT(column_name ORDER BY seq_in_index SEPARATOR ',') = 'mail') AS found);
PREPARE xc_drop FROM @xc_drop;
EXECUTE xc_drop;
DEALLOCATE PREPARE xc_drop;
-- undo
-- refused where this is above 0: rows of accounts are alike in (mail): make them differ, or delete what is there twice (shown: mail, rows)
SELECT COUNT(*) FROM (SELECT 1 FROM `accounts` WHERE `mail` IS NOT NULL GROUP BY `mail` HAVING COUNT(*) > 1) AS repeated;
-- which
SELECT CONCAT_WS(', ', `mail`, COUNT(*)) FROM `accounts` WHERE `mail` IS NOT NULL GROUP BY `mail` HAVING COUNT(*) > 1 ORDER BY COUNT(*) DESC LIMIT 10;
ALTER TABLE `accounts` ADD UNIQUE INDEX `accounts_mail_key` (`mail`), ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM (SELECT index_name AS name FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'accounts' AND non_unique = 0 AND index_name <> 'PRIMARY' GROUP BY index_name HAVING GROUP_CONCAT(column_name ORDER BY seq_in_index SEPARATOR ',') = 'mail') AS found) = 0 THEN 1 ELSE 0 END;

-- ---- drop unique (team, name) of accounts (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: unique (team, name) of accounts is gone already, and not by xc
-- run
SET @xc_drop = (SELECT CONCAT('ALTER TABLE `accounts` DROP INDEX `', REPLACE(name, '`', '``'), '`, ALGORITHM=NOCOPY, LOCK=NONE') FROM (SELECT index_name AS name FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'accounts' AND non_unique = 0 AND index_name <> 'PRIMARY' GROUP BY index_name HAVING GROUP_CONCAT(column_name ORDER BY seq_in_index SEPARATOR ',') = 'team,name') AS found);
PREPARE xc_drop FROM @xc_drop;
EXECUTE xc_drop;
DEALLOCATE PREPARE xc_drop;
-- undo
-- refused where this is above 0: rows of accounts are alike in (team, name): make them differ, or delete what is there twice (shown: team, name, rows)
SELECT COUNT(*) FROM (SELECT 1 FROM `accounts` WHERE `team` IS NOT NULL AND `name` IS NOT NULL GROUP BY `team`, `name` HAVING COUNT(*) > 1) AS repeated;
-- which
SELECT CONCAT_WS(', ', `team`, `name`, COUNT(*)) FROM `accounts` WHERE `team` IS NOT NULL AND `name` IS NOT NULL GROUP BY `team`, `name` HAVING COUNT(*) > 1 ORDER BY COUNT(*) DESC LIMIT 10;
ALTER TABLE `accounts` ADD UNIQUE INDEX `accounts_team_name_key` (`team`, `name`), ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM (SELECT index_name AS name FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'accounts' AND non_unique = 0 AND index_name <> 'PRIMARY' GROUP BY index_name HAVING GROUP_CONCAT(column_name ORDER BY seq_in_index SEPARATOR ',') = 'team,name') AS found) = 0 THEN 1 ELSE 0 END;

-- ---- drop foreign key (team) references teams (id) of accounts (table accounts)
-- cost: exclusive metadata lock on both tables for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: foreign key (team) references teams (id) of accounts is gone already, and not by xc
-- run
SET @xc_drop = (SELECT CONCAT('ALTER TABLE `accounts` DROP FOREIGN KEY `', REPLACE(name, '`', '``'), '`, ALGORITHM=NOCOPY, LOCK=NONE') FROM (SELECT constraint_name AS name FROM information_schema.key_column_usage WHERE table_schema = DATABASE() AND table_name = 'accounts' AND referenced_table_name = 'teams' GROUP BY constraint_name HAVING GROUP_CONCAT(column_name ORDER BY ordinal_position SEPARATOR ',') = 'team') AS found);
PREPARE xc_drop FROM @xc_drop;
EXECUTE xc_drop;
DEALLOCATE PREPARE xc_drop;
-- undo
-- refused where this is above 0: rows of accounts refer by (team) to rows of teams that are not there: mend or delete them first (shown: team)
SELECT COUNT(*) FROM `accounts` AS child WHERE child.`team` IS NOT NULL AND NOT EXISTS (SELECT 1 FROM `teams` AS parent WHERE parent.`id` = child.`team`);
-- which
SELECT DISTINCT CONCAT_WS(', ', child.`team`) FROM `accounts` AS child WHERE child.`team` IS NOT NULL AND NOT EXISTS (SELECT 1 FROM `teams` AS parent WHERE parent.`id` = child.`team`) LIMIT 10;
SET SESSION foreign_key_checks = 0;
ALTER TABLE `accounts` ADD CONSTRAINT `accounts_team_fkey` FOREIGN KEY (`team`) REFERENCES `teams` (`id`), ALGORITHM=INPLACE, LOCK=NONE;
-- afterwards, in any case
SET SESSION foreign_key_checks = 1;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM (SELECT constraint_name AS name FROM information_schema.key_column_usage WHERE table_schema = DATABASE() AND table_name = 'accounts' AND referenced_table_name = 'teams' GROUP BY constraint_name HAVING GROUP_CONCAT(column_name ORDER BY ordinal_position SEPARATOR ',') = 'team') AS found) = 0 THEN 1 ELSE 0 END;

-- ---- drop index accounts_by_name on accounts (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: index accounts_by_name on accounts is gone already, and not by xc
-- run
ALTER TABLE `accounts` DROP INDEX `accounts_by_name`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `accounts` ADD INDEX `accounts_by_name` (`name`, `id` DESC), ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'accounts' AND index_name = 'accounts_by_name') = 0 THEN 1 ELSE 0 END;

-- ---- drop index accounts_team on accounts (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: index accounts_team on accounts is gone already, and not by xc
-- run
ALTER TABLE `accounts` DROP INDEX `accounts_team`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `accounts` ADD INDEX `accounts_team` (`team`), ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'accounts' AND index_name = 'accounts_team') = 0 THEN 1 ELSE 0 END;

-- ---- require values in accounts.full_name, accounts.email, accounts.stars, accounts.joined (table accounts)
-- cost: a rebuild beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: columns accounts.full_name, accounts.email, accounts.stars, accounts.joined are NOT NULL already, and not by xc: drop the constraint, or declare it
-- run
-- refused where this is above 0: of accounts (full_name, email, stars, joined), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would drop: take it away, and give it again afterwards
SELECT COUNT(*) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'accounts' AND column_name IN ('full_name', 'email', 'stars', 'joined') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
-- which
SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'accounts' AND column_name IN ('full_name', 'email', 'stars', 'joined') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
ALTER TABLE `accounts` MODIFY COLUMN `full_name` varchar(100) NOT NULL, MODIFY COLUMN `email` varchar(200) NOT NULL, MODIFY COLUMN `stars` int NOT NULL DEFAULT 0, MODIFY COLUMN `joined` datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
-- refused where this is above 0: of accounts (full_name, email, stars, joined), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would drop: take it away, and give it again afterwards
SELECT COUNT(*) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'accounts' AND column_name IN ('full_name', 'email', 'stars', 'joined') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
-- which
SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'accounts' AND column_name IN ('full_name', 'email', 'stars', 'joined') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
ALTER TABLE `accounts` MODIFY COLUMN `full_name` varchar(100), MODIFY COLUMN `email` varchar(200), MODIFY COLUMN `stars` int DEFAULT 0, MODIFY COLUMN `joined` datetime(6) DEFAULT CURRENT_TIMESTAMP(6), ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'accounts' AND column_name IN ('full_name', 'email', 'stars', 'joined') AND is_nullable = 'NO';

-- ---- add the marks of rows that the old columns of accounts can't hold (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: table accounts has a column xc_unfit_rename_account already, and xc has not added it: drop it
-- run
ALTER TABLE `accounts` ADD COLUMN `xc_unfit_rename_account` text, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `accounts` ADD COLUMN `xc_unfit_rename_account` text, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `accounts` DROP COLUMN `xc_unfit_rename_account`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `accounts` DROP COLUMN `xc_unfit_rename_account`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'accounts' AND column_name IN ('xc_unfit_rename_account');

-- ---- way back to dual write of accounts (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: 
-- run: nothing
-- undo
DROP TRIGGER IF EXISTS `xc_rename_account_accounts_follow`;
-- probe
SELECT 0;

-- ---- end dual write of accounts on update (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_rename_account_accounts_upd on accounts is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_rename_account_accounts_upd`;
-- undo
DROP TRIGGER IF EXISTS `xc_rename_account_accounts_follow`;
-- bring the old columns in step
CREATE TRIGGER `xc_rename_account_accounts_follow` BEFORE UPDATE ON `accounts` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF NOT ((CAST(CONVERT(NEW.`full_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`full_name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`full_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY))) THEN
      SET NEW.`name` = NEW.`full_name`;
    END IF;
    IF NOT ((CAST(CONVERT(NEW.`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`email` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`mail` USING utf8mb4) AS BINARY))) THEN
      SET NEW.`mail` = NEW.`email`;
    END IF;
    IF NOT ((NEW.`team_id` <=> OLD.`team_id`) OR (NEW.`team_id` <=> NEW.`team`)) THEN
      SET NEW.`team` = NEW.`team_id`;
    END IF;
    IF NOT ((NEW.`stars` <=> OLD.`stars`) OR (NEW.`stars` <=> NEW.`score`)) THEN
      SET NEW.`score` = NEW.`stars`;
    END IF;
    IF NOT ((NEW.`joined` <=> OLD.`joined`) OR (NEW.`joined` <=> NEW.`created`)) THEN
      SET NEW.`created` = NEW.`joined`;
    END IF;
  END IF;
END;
-- bring the old columns in step
CREATE TRIGGER `xc_rename_account_accounts_upd` BEFORE UPDATE ON `accounts` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (CAST(CONVERT(NEW.`full_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`full_name` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`full_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY))) THEN
        SET NEW.`full_name` = NEW.`name`;
      END IF;
    ELSEIF (CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY)) THEN
      IF NOT (CAST(CONVERT(NEW.`full_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY)) THEN
        SET NEW.`name` = NEW.`full_name`;
      END IF;
    END IF;
    IF (CAST(CONVERT(NEW.`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`email` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`mail` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`mail` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`mail` USING utf8mb4) AS BINARY))) THEN
        SET NEW.`email` = NEW.`mail`;
      END IF;
    ELSEIF (CAST(CONVERT(NEW.`mail` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`mail` USING utf8mb4) AS BINARY)) THEN
      IF NOT (CAST(CONVERT(NEW.`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`mail` USING utf8mb4) AS BINARY)) THEN
        SET NEW.`mail` = NEW.`email`;
      END IF;
    END IF;
    IF (NEW.`team_id` <=> OLD.`team_id`) THEN
      IF NOT ((NEW.`team` <=> OLD.`team`) OR (NEW.`team_id` <=> NEW.`team`)) THEN
        SET NEW.`team_id` = NEW.`team`;
      END IF;
    ELSEIF (NEW.`team` <=> OLD.`team`) THEN
      IF NOT (NEW.`team_id` <=> NEW.`team`) THEN
        SET NEW.`team` = NEW.`team_id`;
      END IF;
    END IF;
    IF (NEW.`stars` <=> OLD.`stars`) THEN
      IF NOT ((NEW.`score` <=> OLD.`score`) OR (NEW.`stars` <=> NEW.`score`)) THEN
        SET NEW.`stars` = NEW.`score`;
      END IF;
    ELSEIF (NEW.`score` <=> OLD.`score`) THEN
      IF NOT (NEW.`stars` <=> NEW.`score`) THEN
        SET NEW.`score` = NEW.`stars`;
      END IF;
    END IF;
    IF (NEW.`joined` <=> OLD.`joined`) THEN
      IF NOT ((NEW.`created` <=> OLD.`created`) OR (NEW.`joined` <=> NEW.`created`)) THEN
        SET NEW.`joined` = NEW.`created`;
      END IF;
    ELSEIF (NEW.`created` <=> OLD.`created`) THEN
      IF NOT (NEW.`joined` <=> NEW.`created`) THEN
        SET NEW.`created` = NEW.`joined`;
      END IF;
    END IF;
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_account_accounts_upd') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of accounts on insert (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_rename_account_accounts_ins on accounts is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_rename_account_accounts_ins`;
-- undo
CREATE TRIGGER `xc_rename_account_accounts_ins` BEFORE INSERT ON `accounts` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`full_name` IS NULL) THEN
      SET NEW.`full_name` = NEW.`name`;
    ELSEIF ((NEW.`name` IS NULL OR CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY))) THEN
      SET NEW.`name` = NEW.`full_name`;
    END IF;
    IF (NEW.`email` IS NULL) THEN
      SET NEW.`email` = NEW.`mail`;
    ELSEIF ((NEW.`mail` IS NULL OR CAST(CONVERT(NEW.`mail` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY))) THEN
      SET NEW.`mail` = NEW.`email`;
    END IF;
    IF (NEW.`team_id` IS NULL) THEN
      SET NEW.`team_id` = NEW.`team`;
    ELSEIF (NEW.`team` IS NULL) THEN
      SET NEW.`team` = NEW.`team_id`;
    END IF;
    IF (NEW.`stars` <=> 0) THEN
      SET NEW.`stars` = NEW.`score`;
    ELSEIF ((NEW.`score` IS NULL OR NEW.`score` <=> 0)) THEN
      SET NEW.`score` = NEW.`stars`;
    END IF;
    IF (NEW.`joined` IS NULL) THEN
      SET NEW.`joined` = NEW.`created`;
    ELSEIF ((NEW.`created` IS NULL OR NEW.`created` <=> CURRENT_TIMESTAMP(6))) THEN
      SET NEW.`created` = NEW.`joined`;
    END IF;
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_account_accounts_ins') = 0 THEN 1 ELSE 0 END;

-- ---- retire columns accounts.name, accounts.mail, accounts.team, accounts.score, accounts.created (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: accounts.name, accounts.mail, accounts.team, accounts.score, accounts.created is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE `accounts` RENAME COLUMN `name` TO `xc_retired_rename_account_name`, RENAME COLUMN `mail` TO `xc_retired_rename_account_mail`, RENAME COLUMN `team` TO `xc_retired_rename_account_team`, RENAME COLUMN `score` TO `xc_retired_rename_account_score`, RENAME COLUMN `created` TO `xc_retired_rename_account_created`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `accounts` RENAME COLUMN `name` TO `xc_retired_rename_account_name`, RENAME COLUMN `mail` TO `xc_retired_rename_account_mail`, RENAME COLUMN `team` TO `xc_retired_rename_account_team`, RENAME COLUMN `score` TO `xc_retired_rename_account_score`, RENAME COLUMN `created` TO `xc_retired_rename_account_created`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `accounts` RENAME COLUMN `xc_retired_rename_account_name` TO `name`, RENAME COLUMN `xc_retired_rename_account_mail` TO `mail`, RENAME COLUMN `xc_retired_rename_account_team` TO `team`, RENAME COLUMN `xc_retired_rename_account_score` TO `score`, RENAME COLUMN `xc_retired_rename_account_created` TO `created`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `accounts` RENAME COLUMN `xc_retired_rename_account_name` TO `name`, RENAME COLUMN `xc_retired_rename_account_mail` TO `mail`, RENAME COLUMN `xc_retired_rename_account_team` TO `team`, RENAME COLUMN `xc_retired_rename_account_score` TO `score`, RENAME COLUMN `xc_retired_rename_account_created` TO `created`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'accounts' AND column_name IN ('name', 'mail', 'team', 'score', 'created')) = 0 THEN 1 ELSE 0 END;

-- ---- keep the retired columns of accounts on insert (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: table accounts has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_rename_account_accounts_keep_ins` BEFORE INSERT ON `accounts` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    BEGIN
      DECLARE EXIT HANDLER FOR SQLEXCEPTION
        BEGIN
          GET DIAGNOSTICS CONDITION 1 @xc_unfit = MESSAGE_TEXT;
          SET NEW.`xc_retired_rename_account_name` = '';
          SET NEW.`xc_retired_rename_account_mail` = '';
          SET NEW.`xc_retired_rename_account_team` = NULL;
          SET NEW.`xc_retired_rename_account_score` = 0;
          SET NEW.`xc_retired_rename_account_created` = '1000-01-01 00:00:00';
          SET NEW.`xc_unfit_rename_account` = @xc_unfit;
        END;
      IF NEW.`xc_unfit_rename_account` IS NOT NULL OR NOT ((CAST(CONVERT(NEW.`full_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`xc_retired_rename_account_name` USING utf8mb4) AS BINARY)) AND (CAST(CONVERT(NEW.`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`xc_retired_rename_account_mail` USING utf8mb4) AS BINARY)) AND (NEW.`team_id` <=> NEW.`xc_retired_rename_account_team`) AND (NEW.`stars` <=> NEW.`xc_retired_rename_account_score`) AND (NEW.`joined` <=> NEW.`xc_retired_rename_account_created`)) THEN
        SET NEW.`xc_unfit_rename_account` = NULL;
        IF NEW.`full_name` IS NULL THEN
          SET NEW.`xc_retired_rename_account_name` = '';
          SET NEW.`xc_unfit_rename_account` = 'name would be null';
        ELSE
          SET NEW.`xc_retired_rename_account_name` = NEW.`full_name`;
        END IF;
        IF NEW.`email` IS NULL THEN
          SET NEW.`xc_retired_rename_account_mail` = '';
          SET NEW.`xc_unfit_rename_account` = 'mail would be null';
        ELSE
          SET NEW.`xc_retired_rename_account_mail` = NEW.`email`;
        END IF;
        SET NEW.`xc_retired_rename_account_team` = NEW.`team_id`;
        IF NEW.`stars` IS NULL THEN
          SET NEW.`xc_retired_rename_account_score` = 0;
          SET NEW.`xc_unfit_rename_account` = 'score would be null';
        ELSE
          SET NEW.`xc_retired_rename_account_score` = NEW.`stars`;
        END IF;
        IF NEW.`joined` IS NULL THEN
          SET NEW.`xc_retired_rename_account_created` = '1000-01-01 00:00:00';
          SET NEW.`xc_unfit_rename_account` = 'created would be null';
        ELSE
          SET NEW.`xc_retired_rename_account_created` = NEW.`joined`;
        END IF;
      END IF;
    END;
  END IF;
END;
-- undo
DROP TRIGGER `xc_rename_account_accounts_keep_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_account_accounts_keep_ins';

-- ---- keep the retired columns of accounts on update (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: table accounts has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_rename_account_accounts_keep_upd` BEFORE UPDATE ON `accounts` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF NOT (CAST(CONVERT(NEW.`full_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`full_name` USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`email` USING utf8mb4) AS BINARY) AND NEW.`team_id` <=> OLD.`team_id` AND NEW.`stars` <=> OLD.`stars` AND NEW.`joined` <=> OLD.`joined`) THEN
    BEGIN
      DECLARE EXIT HANDLER FOR SQLEXCEPTION
        BEGIN
          GET DIAGNOSTICS CONDITION 1 @xc_unfit = MESSAGE_TEXT;
          SET NEW.`xc_retired_rename_account_name` = '';
          SET NEW.`xc_retired_rename_account_mail` = '';
          SET NEW.`xc_retired_rename_account_team` = NULL;
          SET NEW.`xc_retired_rename_account_score` = 0;
          SET NEW.`xc_retired_rename_account_created` = '1000-01-01 00:00:00';
          SET NEW.`xc_unfit_rename_account` = @xc_unfit;
        END;
      IF NEW.`xc_unfit_rename_account` IS NOT NULL OR NOT ((CAST(CONVERT(NEW.`full_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`xc_retired_rename_account_name` USING utf8mb4) AS BINARY)) AND (CAST(CONVERT(NEW.`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`xc_retired_rename_account_mail` USING utf8mb4) AS BINARY)) AND (NEW.`team_id` <=> NEW.`xc_retired_rename_account_team`) AND (NEW.`stars` <=> NEW.`xc_retired_rename_account_score`) AND (NEW.`joined` <=> NEW.`xc_retired_rename_account_created`)) THEN
        SET NEW.`xc_unfit_rename_account` = NULL;
        IF NEW.`full_name` IS NULL THEN
          SET NEW.`xc_retired_rename_account_name` = '';
          SET NEW.`xc_unfit_rename_account` = 'name would be null';
        ELSE
          SET NEW.`xc_retired_rename_account_name` = NEW.`full_name`;
        END IF;
        IF NEW.`email` IS NULL THEN
          SET NEW.`xc_retired_rename_account_mail` = '';
          SET NEW.`xc_unfit_rename_account` = 'mail would be null';
        ELSE
          SET NEW.`xc_retired_rename_account_mail` = NEW.`email`;
        END IF;
        SET NEW.`xc_retired_rename_account_team` = NEW.`team_id`;
        IF NEW.`stars` IS NULL THEN
          SET NEW.`xc_retired_rename_account_score` = 0;
          SET NEW.`xc_unfit_rename_account` = 'score would be null';
        ELSE
          SET NEW.`xc_retired_rename_account_score` = NEW.`stars`;
        END IF;
        IF NEW.`joined` IS NULL THEN
          SET NEW.`xc_retired_rename_account_created` = '1000-01-01 00:00:00';
          SET NEW.`xc_unfit_rename_account` = 'created would be null';
        ELSE
          SET NEW.`xc_retired_rename_account_created` = NEW.`joined`;
        END IF;
      END IF;
    END;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_rename_account_accounts_keep_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_account_accounts_keep_upd';

-- ---- look for rows that accounts.name, accounts.mail, accounts.team, accounts.score, accounts.created can't hold (table accounts)
-- cost: reads the table when contract is taken back, locks nothing
-- lock: none
-- when contract goes the way of Retiring
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: what the new version wrote into rows of accounts since contract, accounts.name, accounts.mail, accounts.team, accounts.score, accounts.created can't hold: change these rows, or delete them (shown: id)
SELECT COUNT(*) FROM `accounts` WHERE `xc_unfit_rename_account` IS NOT NULL;
-- which
SELECT CONCAT_WS(', ', `id`, `xc_unfit_rename_account`) FROM `accounts` WHERE `xc_unfit_rename_account` IS NOT NULL LIMIT 10;
-- probe
SELECT 0;

-- ---- drop columns accounts.name, accounts.mail, accounts.team, accounts.score, accounts.created (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Dropping
-- already: accounts.name, accounts.mail, accounts.team, accounts.score, accounts.created is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE `accounts` DROP COLUMN `name`, DROP COLUMN `mail`, DROP COLUMN `team`, DROP COLUMN `score`, DROP COLUMN `created`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `accounts` DROP COLUMN `name`, DROP COLUMN `mail`, DROP COLUMN `team`, DROP COLUMN `score`, DROP COLUMN `created`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'accounts' AND column_name IN ('name', 'mail', 'team', 'score', 'created')) = 0 THEN 1 ELSE 0 END;

-- ---- no longer keep the retired columns of accounts on insert (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: a trigger that kept the retired columns of accounts is gone, and not by xc
-- run
DROP TRIGGER `xc_rename_account_accounts_keep_ins`;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_account_accounts_keep_ins') = 0 THEN 1 ELSE 0 END;

-- ---- no longer keep the retired columns of accounts on update (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: a trigger that kept the retired columns of accounts is gone, and not by xc
-- run
DROP TRIGGER `xc_rename_account_accounts_keep_upd`;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_account_accounts_keep_upd') = 0 THEN 1 ELSE 0 END;

-- ---- drop columns accounts.name, accounts.mail, accounts.team, accounts.score, accounts.created, which were retired (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: what was retired of accounts is gone already, and not by xc
-- run
ALTER TABLE `accounts` DROP COLUMN `xc_retired_rename_account_name`, DROP COLUMN `xc_retired_rename_account_mail`, DROP COLUMN `xc_retired_rename_account_team`, DROP COLUMN `xc_retired_rename_account_score`, DROP COLUMN `xc_retired_rename_account_created`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `accounts` DROP COLUMN `xc_retired_rename_account_name`, DROP COLUMN `xc_retired_rename_account_mail`, DROP COLUMN `xc_retired_rename_account_team`, DROP COLUMN `xc_retired_rename_account_score`, DROP COLUMN `xc_retired_rename_account_created`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'accounts' AND column_name IN ('xc_retired_rename_account_name', 'xc_retired_rename_account_mail', 'xc_retired_rename_account_team', 'xc_retired_rename_account_score', 'xc_retired_rename_account_created')) = 0 THEN 1 ELSE 0 END;

-- ---- drop the marks of rows that the old columns of accounts could not hold (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: column accounts.xc_unfit_rename_account is gone already, and not by xc
-- run
ALTER TABLE `accounts` DROP COLUMN `xc_unfit_rename_account`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `accounts` DROP COLUMN `xc_unfit_rename_account`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'accounts' AND column_name IN ('xc_unfit_rename_account')) = 0 THEN 1 ELSE 0 END;

-- ---- retired of accounts: name as xc_retired_rename_account_name, mail as xc_retired_rename_account_mail, team as xc_retired_rename_account_team, score as xc_retired_rename_account_score, created as xc_retired_rename_account_created
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM `accounts` LIMIT 1) AS some_rows;

-- ---- backfill accounts, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (`xc_unfit_rename_account` IS NOT NULL OR ((CAST(CONVERT(`full_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_rename_account_name` USING utf8mb4) AS BINARY)) AND (CAST(CONVERT(`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_rename_account_mail` USING utf8mb4) AS BINARY)) AND (`team_id` <=> `xc_retired_rename_account_team`) AND (`stars` <=> `xc_retired_rename_account_score`) AND (`joined` <=> `xc_retired_rename_account_created`)))
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'accounts';
-- lowest
SELECT CAST(`id` AS CHAR) FROM `accounts` ORDER BY `accounts`.`id` LIMIT 1;
-- highest
SELECT CAST(`id` AS CHAR) FROM `accounts` ORDER BY `accounts`.`id` DESC LIMIT 1;
-- cut
SELECT CAST(`id` AS CHAR) FROM `accounts` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) ORDER BY `accounts`.`id` LIMIT 2 OFFSET ?;
-- the other way round
UPDATE `accounts` SET `xc_retired_rename_account_name` = `full_name`, `xc_retired_rename_account_mail` = `email`, `xc_retired_rename_account_team` = `team_id`, `xc_retired_rename_account_score` = `stars`, `xc_retired_rename_account_created` = `joined` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`xc_unfit_rename_account` IS NOT NULL OR ((CAST(CONVERT(`full_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_rename_account_name` USING utf8mb4) AS BINARY)) AND (CAST(CONVERT(`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_rename_account_mail` USING utf8mb4) AS BINARY)) AND (`team_id` <=> `xc_retired_rename_account_team`) AND (`stars` <=> `xc_retired_rename_account_score`) AND (`joined` <=> `xc_retired_rename_account_created`)));
-- mark what can't be
UPDATE `accounts` SET `xc_unfit_rename_account` = 'the mapping fails on what the row holds' WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`xc_unfit_rename_account` IS NOT NULL OR ((CAST(CONVERT(`full_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_rename_account_name` USING utf8mb4) AS BINARY)) AND (CAST(CONVERT(`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_rename_account_mail` USING utf8mb4) AS BINARY)) AND (`team_id` <=> `xc_retired_rename_account_team`) AND (`stars` <=> `xc_retired_rename_account_score`) AND (`joined` <=> `xc_retired_rename_account_created`)));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (`xc_unfit_rename_account` IS NOT NULL OR ((CAST(CONVERT(`full_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_rename_account_name` USING utf8mb4) AS BINARY)) AND (CAST(CONVERT(`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_rename_account_mail` USING utf8mb4) AS BINARY)) AND (`team_id` <=> `xc_retired_rename_account_team`) AND (`stars` <=> `xc_retired_rename_account_score`) AND (`joined` <=> `xc_retired_rename_account_created`))) THEN 1 END) FROM `accounts` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`id` AS CHAR), CAST(`xc_retired_rename_account_name` AS CHAR), CAST(`xc_retired_rename_account_mail` AS CHAR), CAST(`xc_retired_rename_account_team` AS CHAR), CAST(`xc_retired_rename_account_score` AS CHAR), CAST(`xc_retired_rename_account_created` AS CHAR), CAST(`full_name` AS CHAR), CAST(`email` AS CHAR), CAST(`team_id` AS CHAR), CAST(`stars` AS CHAR), CAST(`joined` AS CHAR), CAST(`xc_retired_rename_account_name` AS CHAR), CAST(`xc_retired_rename_account_mail` AS CHAR), CAST(`xc_retired_rename_account_team` AS CHAR), CAST(`xc_retired_rename_account_score` AS CHAR), CAST(`xc_retired_rename_account_created` AS CHAR), CAST(`full_name` AS CHAR), CAST(`email` AS CHAR), CAST(`team_id` AS CHAR), CAST(`stars` AS CHAR), CAST(`joined` AS CHAR) FROM `accounts` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`xc_unfit_rename_account` IS NOT NULL OR ((CAST(CONVERT(`full_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_rename_account_name` USING utf8mb4) AS BINARY)) AND (CAST(CONVERT(`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_rename_account_mail` USING utf8mb4) AS BINARY)) AND (`team_id` <=> `xc_retired_rename_account_team`) AND (`stars` <=> `xc_retired_rename_account_score`) AND (`joined` <=> `xc_retired_rename_account_created`))) ORDER BY `accounts`.`id` LIMIT ?;
-- not null: 
