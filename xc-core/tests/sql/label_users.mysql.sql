-- label_users on MySQL and MariaDB
--
-- requires create_users at expand or later: it makes table `users` (at create_users.rs:7:22), which is changed at label_users.rs:10:9
--
-- expects table users, key (id), perhaps more
--   id bigint not null
--   name varchar(100) not null
--   email varchar(255) null
--   created_at datetime not null


-- ======== expand ========

-- ---- add column users.label (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table users has one of the columns label already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE `users` ADD COLUMN `label` varchar(200), ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` ADD COLUMN `label` varchar(200), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `users` DROP COLUMN `label`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` DROP COLUMN `label`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('label');


-- ======== dual_write ========

-- ---- dual write of users on update (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table users has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_label_users_users_upd` BEFORE UPDATE ON `users` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    SET NEW.`email` = trim(NEW.`email`);
    IF (CAST(CONVERT(NEW.`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`label` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY))) THEN
        SET NEW.`label` = NEW.`name`;
      END IF;
    ELSEIF (CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY)) THEN
      IF NOT (CAST(CONVERT(NEW.`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY)) THEN
        SET NEW.`name` = NEW.`label`;
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_label_users_users_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_label_users_users_upd';

-- ---- dual write of users on insert (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table users has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_label_users_users_ins` BEFORE INSERT ON `users` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    SET NEW.`email` = trim(NEW.`email`);
    IF (NEW.`label` IS NULL) THEN
      SET NEW.`label` = NEW.`name`;
    ELSEIF ((NEW.`name` IS NULL OR CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY))) THEN
      SET NEW.`name` = NEW.`label`;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_label_users_users_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_label_users_users_ins';

-- ---- let v2 leave out users.name (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: column users.name has a default that the migrations do not know: drop it, or declare it
-- run
ALTER TABLE `users` ALTER COLUMN `name` SET DEFAULT '', ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` ALTER COLUMN `name` SET DEFAULT '', ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `users` ALTER COLUMN `name` DROP DEFAULT, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` ALTER COLUMN `name` DROP DEFAULT, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('name') AND column_default IS NOT NULL;


-- ======== migrate ========

-- ---- backfill users, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   ((CAST(CONVERT(`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`name` USING utf8mb4) AS BINARY)) AND (CAST(CONVERT(`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(trim(`email`) USING utf8mb4) AS BINARY)))
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'users';
-- lowest
SELECT CAST(`id` AS CHAR) FROM `users` ORDER BY `users`.`id` LIMIT 1;
-- highest
SELECT CAST(`id` AS CHAR) FROM `users` ORDER BY `users`.`id` DESC LIMIT 1;
-- cut
SELECT CAST(`id` AS CHAR) FROM `users` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) ORDER BY `users`.`id` LIMIT 2 OFFSET ?;
-- fill
UPDATE `users` SET `label` = `name`, `email` = trim(`email`) WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT ((CAST(CONVERT(`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`name` USING utf8mb4) AS BINARY)) AND (CAST(CONVERT(`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(trim(`email`) USING utf8mb4) AS BINARY)));
-- the other way round
UPDATE `users` SET `name` = `label`, `email` = trim(`email`) WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT ((CAST(CONVERT(`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`name` USING utf8mb4) AS BINARY)) AND (CAST(CONVERT(`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(trim(`email`) USING utf8mb4) AS BINARY)));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ((CAST(CONVERT(`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`name` USING utf8mb4) AS BINARY)) AND (CAST(CONVERT(`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(trim(`email`) USING utf8mb4) AS BINARY))) THEN 1 END), COUNT(CASE WHEN `label` IS NULL THEN 1 END) FROM `users` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`id` AS CHAR), CAST(`name` AS CHAR), CAST(`label` AS CHAR), CAST(`email` AS CHAR), CAST(`name` AS CHAR), CAST(`label` AS CHAR), CAST(trim(`email`) AS CHAR) FROM `users` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT ((CAST(CONVERT(`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`name` USING utf8mb4) AS BINARY)) AND (CAST(CONVERT(`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(trim(`email`) USING utf8mb4) AS BINARY))) ORDER BY `users`.`id` LIMIT ?;
-- not null: label


-- ======== contract ========

-- ---- require values in users.label (table users)
-- cost: a rebuild beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: columns users.label are NOT NULL already, and not by xc: drop the constraint, or declare it
-- run
-- refused where this is above 0: of users (label), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would drop: take it away, and give it again afterwards
SELECT COUNT(*) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('label') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
-- which
SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('label') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
ALTER TABLE `users` MODIFY COLUMN `label` varchar(200) NOT NULL, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
-- refused where this is above 0: of users (label), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would drop: take it away, and give it again afterwards
SELECT COUNT(*) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('label') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
-- which
SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('label') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
ALTER TABLE `users` MODIFY COLUMN `label` varchar(200), ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('label') AND is_nullable = 'NO';

-- ---- add the marks of rows that the old columns of users can't hold (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: table users has a column xc_unfit_label_users already, and xc has not added it: drop it
-- run
ALTER TABLE `users` ADD COLUMN `xc_unfit_label_users` text, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` ADD COLUMN `xc_unfit_label_users` text, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `users` DROP COLUMN `xc_unfit_label_users`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` DROP COLUMN `xc_unfit_label_users`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('xc_unfit_label_users');

-- ---- way back to dual write of users (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: 
-- run: nothing
-- undo
DROP TRIGGER IF EXISTS `xc_label_users_users_follow`;
-- probe
SELECT 0;

-- ---- end dual write of users on update (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_label_users_users_upd on users is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_label_users_users_upd`;
-- undo
DROP TRIGGER IF EXISTS `xc_label_users_users_follow`;
-- bring the old columns in step
CREATE TRIGGER `xc_label_users_users_follow` BEFORE UPDATE ON `users` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF NOT ((CAST(CONVERT(NEW.`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`label` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY))) THEN
      SET NEW.`name` = NEW.`label`;
    END IF;
  END IF;
END;
-- bring the old columns in step
CREATE TRIGGER `xc_label_users_users_upd` BEFORE UPDATE ON `users` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    SET NEW.`email` = trim(NEW.`email`);
    IF (CAST(CONVERT(NEW.`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`label` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY))) THEN
        SET NEW.`label` = NEW.`name`;
      END IF;
    ELSEIF (CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY)) THEN
      IF NOT (CAST(CONVERT(NEW.`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY)) THEN
        SET NEW.`name` = NEW.`label`;
      END IF;
    END IF;
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_label_users_users_upd') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of users on insert (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_label_users_users_ins on users is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_label_users_users_ins`;
-- undo
CREATE TRIGGER `xc_label_users_users_ins` BEFORE INSERT ON `users` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    SET NEW.`email` = trim(NEW.`email`);
    IF (NEW.`label` IS NULL) THEN
      SET NEW.`label` = NEW.`name`;
    ELSEIF ((NEW.`name` IS NULL OR CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY))) THEN
      SET NEW.`name` = NEW.`label`;
    END IF;
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_label_users_users_ins') = 0 THEN 1 ELSE 0 END;

-- ---- retire column users.name (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: users.name is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE `users` RENAME COLUMN `name` TO `xc_retired_label_users_name`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` RENAME COLUMN `name` TO `xc_retired_label_users_name`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `users` RENAME COLUMN `xc_retired_label_users_name` TO `name`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` RENAME COLUMN `xc_retired_label_users_name` TO `name`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('name')) = 0 THEN 1 ELSE 0 END;

-- ---- keep the retired columns of users on insert (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: table users has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_label_users_users_keep_ins` BEFORE INSERT ON `users` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    BEGIN
      DECLARE EXIT HANDLER FOR SQLEXCEPTION
        BEGIN
          GET DIAGNOSTICS CONDITION 1 @xc_unfit = MESSAGE_TEXT;
          SET NEW.`xc_retired_label_users_name` = '';
          SET NEW.`xc_unfit_label_users` = @xc_unfit;
        END;
      IF NEW.`xc_unfit_label_users` IS NOT NULL OR NOT (CAST(CONVERT(NEW.`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`xc_retired_label_users_name` USING utf8mb4) AS BINARY)) THEN
        SET NEW.`xc_unfit_label_users` = NULL;
        IF NEW.`label` IS NULL THEN
          SET NEW.`xc_retired_label_users_name` = '';
          SET NEW.`xc_unfit_label_users` = 'name would be null';
        ELSE
          SET NEW.`xc_retired_label_users_name` = NEW.`label`;
        END IF;
      END IF;
    END;
  END IF;
END;
-- undo
DROP TRIGGER `xc_label_users_users_keep_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_label_users_users_keep_ins';

-- ---- keep the retired columns of users on update (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: table users has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_label_users_users_keep_upd` BEFORE UPDATE ON `users` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF NOT (CAST(CONVERT(NEW.`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`label` USING utf8mb4) AS BINARY)) THEN
    BEGIN
      DECLARE EXIT HANDLER FOR SQLEXCEPTION
        BEGIN
          GET DIAGNOSTICS CONDITION 1 @xc_unfit = MESSAGE_TEXT;
          SET NEW.`xc_retired_label_users_name` = '';
          SET NEW.`xc_unfit_label_users` = @xc_unfit;
        END;
      IF NEW.`xc_unfit_label_users` IS NOT NULL OR NOT (CAST(CONVERT(NEW.`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`xc_retired_label_users_name` USING utf8mb4) AS BINARY)) THEN
        SET NEW.`xc_unfit_label_users` = NULL;
        IF NEW.`label` IS NULL THEN
          SET NEW.`xc_retired_label_users_name` = '';
          SET NEW.`xc_unfit_label_users` = 'name would be null';
        ELSE
          SET NEW.`xc_retired_label_users_name` = NEW.`label`;
        END IF;
      END IF;
    END;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_label_users_users_keep_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_label_users_users_keep_upd';

-- ---- look for rows that users.name can't hold (table users)
-- cost: reads the table when contract is taken back, locks nothing
-- lock: none
-- when contract goes the way of Retiring
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: what the new version wrote into rows of users since contract, users.name can't hold: change these rows, or delete them (shown: id)
SELECT COUNT(*) FROM `users` WHERE `xc_unfit_label_users` IS NOT NULL;
-- which
SELECT CONCAT_WS(', ', `id`, `xc_unfit_label_users`) FROM `users` WHERE `xc_unfit_label_users` IS NOT NULL LIMIT 10;
-- probe
SELECT 0;

-- ---- drop column users.name (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Dropping
-- already: users.name is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE `users` DROP COLUMN `name`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` DROP COLUMN `name`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('name')) = 0 THEN 1 ELSE 0 END;

-- ---- no longer keep the retired columns of users on insert (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: a trigger that kept the retired columns of users is gone, and not by xc
-- run
DROP TRIGGER `xc_label_users_users_keep_ins`;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_label_users_users_keep_ins') = 0 THEN 1 ELSE 0 END;

-- ---- no longer keep the retired columns of users on update (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: a trigger that kept the retired columns of users is gone, and not by xc
-- run
DROP TRIGGER `xc_label_users_users_keep_upd`;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_label_users_users_keep_upd') = 0 THEN 1 ELSE 0 END;

-- ---- drop column users.name, which was retired (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: what was retired of users is gone already, and not by xc
-- run
ALTER TABLE `users` DROP COLUMN `xc_retired_label_users_name`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` DROP COLUMN `xc_retired_label_users_name`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('xc_retired_label_users_name')) = 0 THEN 1 ELSE 0 END;

-- ---- drop the marks of rows that the old columns of users could not hold (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: column users.xc_unfit_label_users is gone already, and not by xc
-- run
ALTER TABLE `users` DROP COLUMN `xc_unfit_label_users`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` DROP COLUMN `xc_unfit_label_users`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('xc_unfit_label_users')) = 0 THEN 1 ELSE 0 END;

-- ---- retired of users: name as xc_retired_label_users_name
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM `users` LIMIT 1) AS some_rows;

-- ---- backfill users, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (`xc_unfit_label_users` IS NOT NULL OR (CAST(CONVERT(`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_label_users_name` USING utf8mb4) AS BINARY)))
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'users';
-- lowest
SELECT CAST(`id` AS CHAR) FROM `users` ORDER BY `users`.`id` LIMIT 1;
-- highest
SELECT CAST(`id` AS CHAR) FROM `users` ORDER BY `users`.`id` DESC LIMIT 1;
-- cut
SELECT CAST(`id` AS CHAR) FROM `users` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) ORDER BY `users`.`id` LIMIT 2 OFFSET ?;
-- the other way round
UPDATE `users` SET `xc_retired_label_users_name` = `label` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`xc_unfit_label_users` IS NOT NULL OR (CAST(CONVERT(`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_label_users_name` USING utf8mb4) AS BINARY)));
-- mark what can't be
UPDATE `users` SET `xc_unfit_label_users` = 'the mapping fails on what the row holds' WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`xc_unfit_label_users` IS NOT NULL OR (CAST(CONVERT(`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_label_users_name` USING utf8mb4) AS BINARY)));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (`xc_unfit_label_users` IS NOT NULL OR (CAST(CONVERT(`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_label_users_name` USING utf8mb4) AS BINARY))) THEN 1 END) FROM `users` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`id` AS CHAR), CAST(`xc_retired_label_users_name` AS CHAR), CAST(`label` AS CHAR), CAST(`email` AS CHAR), CAST(`xc_retired_label_users_name` AS CHAR), CAST(`label` AS CHAR) FROM `users` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`xc_unfit_label_users` IS NOT NULL OR (CAST(CONVERT(`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_label_users_name` USING utf8mb4) AS BINARY))) ORDER BY `users`.`id` LIMIT ?;
-- not null: 
