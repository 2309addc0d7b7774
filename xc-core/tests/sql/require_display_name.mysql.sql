-- require_display_name on MySQL and MariaDB
--
-- requires create_shop at expand or later: it makes table `users` (at create_shop.rs:6:22), which is changed at require_display_name.rs:8:9
--
-- expects table users, key (id), perhaps more
--   id bigint not null
--   name varchar(100) not null
--   nickname varchar(50) null
--   email varchar(255) null
--   age int null
--   score int not null
--   seen_at datetime(6) not null


-- ======== expand ========

-- ---- add column users.display_name (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table users has one of the columns display_name already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE `users` ADD COLUMN `display_name` varchar(100) NOT NULL DEFAULT '', ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` ADD COLUMN `display_name` varchar(100) NOT NULL DEFAULT '', ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `users` DROP COLUMN `display_name`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` DROP COLUMN `display_name`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('display_name');


-- ======== dual_write ========

-- ---- dual write of users on update (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table users has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_require_display_name_users_upd` BEFORE UPDATE ON `users` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (CAST(CONVERT(NEW.`display_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`display_name` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`nickname` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`nickname` USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY) AND NEW.`age` <=> OLD.`age`) OR ((CAST(CONVERT(NEW.`nickname` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN CAST(CONVERT(NEW.`display_name` USING utf8mb4) AS BINARY) = CAST(CONVERT('' USING utf8mb4) AS BINARY) THEN NULL ELSE NEW.`display_name` END USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`display_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN (CAST(CONVERT(NEW.`nickname` USING utf8mb4) AS BINARY) <> CAST(CONVERT('' USING utf8mb4) AS BINARY)) THEN coalesce(NEW.`nickname`, NEW.`name`) WHEN ((NEW.`age` IS NULL) OR (NEW.`age` < 18)) THEN 'a minor' ELSE trim(NEW.`name`) END USING utf8mb4) AS BINARY)))) THEN
        SET NEW.`display_name` = CASE WHEN (CAST(CONVERT(NEW.`nickname` USING utf8mb4) AS BINARY) <> CAST(CONVERT('' USING utf8mb4) AS BINARY)) THEN coalesce(NEW.`nickname`, NEW.`name`) WHEN ((NEW.`age` IS NULL) OR (NEW.`age` < 18)) THEN 'a minor' ELSE trim(NEW.`name`) END;
      END IF;
    ELSEIF (CAST(CONVERT(NEW.`nickname` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`nickname` USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY) AND NEW.`age` <=> OLD.`age`) THEN
      IF NOT ((CAST(CONVERT(NEW.`nickname` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN CAST(CONVERT(NEW.`display_name` USING utf8mb4) AS BINARY) = CAST(CONVERT('' USING utf8mb4) AS BINARY) THEN NULL ELSE NEW.`display_name` END USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`display_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN (CAST(CONVERT(NEW.`nickname` USING utf8mb4) AS BINARY) <> CAST(CONVERT('' USING utf8mb4) AS BINARY)) THEN coalesce(NEW.`nickname`, NEW.`name`) WHEN ((NEW.`age` IS NULL) OR (NEW.`age` < 18)) THEN 'a minor' ELSE trim(NEW.`name`) END USING utf8mb4) AS BINARY))) THEN
        SET NEW.`nickname` = CASE WHEN CAST(CONVERT(NEW.`display_name` USING utf8mb4) AS BINARY) = CAST(CONVERT('' USING utf8mb4) AS BINARY) THEN NULL ELSE NEW.`display_name` END;
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_require_display_name_users_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_require_display_name_users_upd';

-- ---- dual write of users on insert (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table users has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_require_display_name_users_ins` BEFORE INSERT ON `users` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF ((NEW.`display_name` IS NULL OR CAST(CONVERT(NEW.`display_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY))) THEN
      SET NEW.`display_name` = CASE WHEN (CAST(CONVERT(NEW.`nickname` USING utf8mb4) AS BINARY) <> CAST(CONVERT('' USING utf8mb4) AS BINARY)) THEN coalesce(NEW.`nickname`, NEW.`name`) WHEN ((NEW.`age` IS NULL) OR (NEW.`age` < 18)) THEN 'a minor' ELSE trim(NEW.`name`) END;
    ELSEIF (NEW.`nickname` IS NULL) THEN
      SET NEW.`nickname` = CASE WHEN CAST(CONVERT(NEW.`display_name` USING utf8mb4) AS BINARY) = CAST(CONVERT('' USING utf8mb4) AS BINARY) THEN NULL ELSE NEW.`display_name` END;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_require_display_name_users_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_require_display_name_users_ins';


-- ======== migrate ========

-- ---- backfill users, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   ((CAST(CONVERT(`nickname` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN CAST(CONVERT(`display_name` USING utf8mb4) AS BINARY) = CAST(CONVERT('' USING utf8mb4) AS BINARY) THEN NULL ELSE `display_name` END USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`display_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN (CAST(CONVERT(`nickname` USING utf8mb4) AS BINARY) <> CAST(CONVERT('' USING utf8mb4) AS BINARY)) THEN coalesce(`nickname`, `name`) WHEN ((`age` IS NULL) OR (`age` < 18)) THEN 'a minor' ELSE trim(`name`) END USING utf8mb4) AS BINARY)))
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'users';
-- lowest
SELECT CAST(`id` AS CHAR) FROM `users` ORDER BY `users`.`id` LIMIT 1;
-- highest
SELECT CAST(`id` AS CHAR) FROM `users` ORDER BY `users`.`id` DESC LIMIT 1;
-- cut
SELECT CAST(`id` AS CHAR) FROM `users` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) ORDER BY `users`.`id` LIMIT 2 OFFSET ?;
-- fill
UPDATE `users` SET `display_name` = CASE WHEN (CAST(CONVERT(`nickname` USING utf8mb4) AS BINARY) <> CAST(CONVERT('' USING utf8mb4) AS BINARY)) THEN coalesce(`nickname`, `name`) WHEN ((`age` IS NULL) OR (`age` < 18)) THEN 'a minor' ELSE trim(`name`) END WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT ((CAST(CONVERT(`nickname` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN CAST(CONVERT(`display_name` USING utf8mb4) AS BINARY) = CAST(CONVERT('' USING utf8mb4) AS BINARY) THEN NULL ELSE `display_name` END USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`display_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN (CAST(CONVERT(`nickname` USING utf8mb4) AS BINARY) <> CAST(CONVERT('' USING utf8mb4) AS BINARY)) THEN coalesce(`nickname`, `name`) WHEN ((`age` IS NULL) OR (`age` < 18)) THEN 'a minor' ELSE trim(`name`) END USING utf8mb4) AS BINARY)));
-- the other way round
UPDATE `users` SET `nickname` = CASE WHEN CAST(CONVERT(`display_name` USING utf8mb4) AS BINARY) = CAST(CONVERT('' USING utf8mb4) AS BINARY) THEN NULL ELSE `display_name` END WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT ((CAST(CONVERT(`nickname` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN CAST(CONVERT(`display_name` USING utf8mb4) AS BINARY) = CAST(CONVERT('' USING utf8mb4) AS BINARY) THEN NULL ELSE `display_name` END USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`display_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN (CAST(CONVERT(`nickname` USING utf8mb4) AS BINARY) <> CAST(CONVERT('' USING utf8mb4) AS BINARY)) THEN coalesce(`nickname`, `name`) WHEN ((`age` IS NULL) OR (`age` < 18)) THEN 'a minor' ELSE trim(`name`) END USING utf8mb4) AS BINARY)));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ((CAST(CONVERT(`nickname` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN CAST(CONVERT(`display_name` USING utf8mb4) AS BINARY) = CAST(CONVERT('' USING utf8mb4) AS BINARY) THEN NULL ELSE `display_name` END USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`display_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN (CAST(CONVERT(`nickname` USING utf8mb4) AS BINARY) <> CAST(CONVERT('' USING utf8mb4) AS BINARY)) THEN coalesce(`nickname`, `name`) WHEN ((`age` IS NULL) OR (`age` < 18)) THEN 'a minor' ELSE trim(`name`) END USING utf8mb4) AS BINARY))) THEN 1 END) FROM `users` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`id` AS CHAR), CAST(`nickname` AS CHAR), CAST(`name` AS CHAR), CAST(`age` AS CHAR), CAST(`display_name` AS CHAR), CAST(CASE WHEN (CAST(CONVERT(`nickname` USING utf8mb4) AS BINARY) <> CAST(CONVERT('' USING utf8mb4) AS BINARY)) THEN coalesce(`nickname`, `name`) WHEN ((`age` IS NULL) OR (`age` < 18)) THEN 'a minor' ELSE trim(`name`) END AS CHAR), CAST(CASE WHEN CAST(CONVERT(`display_name` USING utf8mb4) AS BINARY) = CAST(CONVERT('' USING utf8mb4) AS BINARY) THEN NULL ELSE `display_name` END AS CHAR) FROM `users` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT ((CAST(CONVERT(`nickname` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN CAST(CONVERT(`display_name` USING utf8mb4) AS BINARY) = CAST(CONVERT('' USING utf8mb4) AS BINARY) THEN NULL ELSE `display_name` END USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`display_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN (CAST(CONVERT(`nickname` USING utf8mb4) AS BINARY) <> CAST(CONVERT('' USING utf8mb4) AS BINARY)) THEN coalesce(`nickname`, `name`) WHEN ((`age` IS NULL) OR (`age` < 18)) THEN 'a minor' ELSE trim(`name`) END USING utf8mb4) AS BINARY))) ORDER BY `users`.`id` LIMIT ?;
-- not null: 


-- ======== contract ========

-- ---- add the marks of rows that the old columns of users can't hold (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: table users has a column xc_unfit_require_display_name already, and xc has not added it: drop it
-- run
ALTER TABLE `users` ADD COLUMN `xc_unfit_require_display_name` text, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` ADD COLUMN `xc_unfit_require_display_name` text, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `users` DROP COLUMN `xc_unfit_require_display_name`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` DROP COLUMN `xc_unfit_require_display_name`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('xc_unfit_require_display_name');

-- ---- way back to dual write of users (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: 
-- run: nothing
-- undo
DROP TRIGGER IF EXISTS `xc_require_display_name_users_follow`;
-- probe
SELECT 0;

-- ---- end dual write of users on update (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_require_display_name_users_upd on users is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_require_display_name_users_upd`;
-- undo
DROP TRIGGER IF EXISTS `xc_require_display_name_users_follow`;
-- bring the old columns in step
CREATE TRIGGER `xc_require_display_name_users_follow` BEFORE UPDATE ON `users` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF NOT ((CAST(CONVERT(NEW.`display_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`display_name` USING utf8mb4) AS BINARY)) OR ((CAST(CONVERT(NEW.`nickname` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN CAST(CONVERT(NEW.`display_name` USING utf8mb4) AS BINARY) = CAST(CONVERT('' USING utf8mb4) AS BINARY) THEN NULL ELSE NEW.`display_name` END USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`display_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN (CAST(CONVERT(NEW.`nickname` USING utf8mb4) AS BINARY) <> CAST(CONVERT('' USING utf8mb4) AS BINARY)) THEN coalesce(NEW.`nickname`, NEW.`name`) WHEN ((NEW.`age` IS NULL) OR (NEW.`age` < 18)) THEN 'a minor' ELSE trim(NEW.`name`) END USING utf8mb4) AS BINARY)))) THEN
      SET NEW.`nickname` = CASE WHEN CAST(CONVERT(NEW.`display_name` USING utf8mb4) AS BINARY) = CAST(CONVERT('' USING utf8mb4) AS BINARY) THEN NULL ELSE NEW.`display_name` END;
    END IF;
  END IF;
END;
-- bring the old columns in step
CREATE TRIGGER `xc_require_display_name_users_upd` BEFORE UPDATE ON `users` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (CAST(CONVERT(NEW.`display_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`display_name` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`nickname` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`nickname` USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY) AND NEW.`age` <=> OLD.`age`) OR ((CAST(CONVERT(NEW.`nickname` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN CAST(CONVERT(NEW.`display_name` USING utf8mb4) AS BINARY) = CAST(CONVERT('' USING utf8mb4) AS BINARY) THEN NULL ELSE NEW.`display_name` END USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`display_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN (CAST(CONVERT(NEW.`nickname` USING utf8mb4) AS BINARY) <> CAST(CONVERT('' USING utf8mb4) AS BINARY)) THEN coalesce(NEW.`nickname`, NEW.`name`) WHEN ((NEW.`age` IS NULL) OR (NEW.`age` < 18)) THEN 'a minor' ELSE trim(NEW.`name`) END USING utf8mb4) AS BINARY)))) THEN
        SET NEW.`display_name` = CASE WHEN (CAST(CONVERT(NEW.`nickname` USING utf8mb4) AS BINARY) <> CAST(CONVERT('' USING utf8mb4) AS BINARY)) THEN coalesce(NEW.`nickname`, NEW.`name`) WHEN ((NEW.`age` IS NULL) OR (NEW.`age` < 18)) THEN 'a minor' ELSE trim(NEW.`name`) END;
      END IF;
    ELSEIF (CAST(CONVERT(NEW.`nickname` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`nickname` USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY) AND NEW.`age` <=> OLD.`age`) THEN
      IF NOT ((CAST(CONVERT(NEW.`nickname` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN CAST(CONVERT(NEW.`display_name` USING utf8mb4) AS BINARY) = CAST(CONVERT('' USING utf8mb4) AS BINARY) THEN NULL ELSE NEW.`display_name` END USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`display_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN (CAST(CONVERT(NEW.`nickname` USING utf8mb4) AS BINARY) <> CAST(CONVERT('' USING utf8mb4) AS BINARY)) THEN coalesce(NEW.`nickname`, NEW.`name`) WHEN ((NEW.`age` IS NULL) OR (NEW.`age` < 18)) THEN 'a minor' ELSE trim(NEW.`name`) END USING utf8mb4) AS BINARY))) THEN
        SET NEW.`nickname` = CASE WHEN CAST(CONVERT(NEW.`display_name` USING utf8mb4) AS BINARY) = CAST(CONVERT('' USING utf8mb4) AS BINARY) THEN NULL ELSE NEW.`display_name` END;
      END IF;
    END IF;
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_require_display_name_users_upd') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of users on insert (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_require_display_name_users_ins on users is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_require_display_name_users_ins`;
-- undo
CREATE TRIGGER `xc_require_display_name_users_ins` BEFORE INSERT ON `users` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF ((NEW.`display_name` IS NULL OR CAST(CONVERT(NEW.`display_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY))) THEN
      SET NEW.`display_name` = CASE WHEN (CAST(CONVERT(NEW.`nickname` USING utf8mb4) AS BINARY) <> CAST(CONVERT('' USING utf8mb4) AS BINARY)) THEN coalesce(NEW.`nickname`, NEW.`name`) WHEN ((NEW.`age` IS NULL) OR (NEW.`age` < 18)) THEN 'a minor' ELSE trim(NEW.`name`) END;
    ELSEIF (NEW.`nickname` IS NULL) THEN
      SET NEW.`nickname` = CASE WHEN CAST(CONVERT(NEW.`display_name` USING utf8mb4) AS BINARY) = CAST(CONVERT('' USING utf8mb4) AS BINARY) THEN NULL ELSE NEW.`display_name` END;
    END IF;
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_require_display_name_users_ins') = 0 THEN 1 ELSE 0 END;

-- ---- retire column users.nickname (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: users.nickname is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE `users` RENAME COLUMN `nickname` TO `xc_retired_require_display_name_nickname`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` RENAME COLUMN `nickname` TO `xc_retired_require_display_name_nickname`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `users` RENAME COLUMN `xc_retired_require_display_name_nickname` TO `nickname`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` RENAME COLUMN `xc_retired_require_display_name_nickname` TO `nickname`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('nickname')) = 0 THEN 1 ELSE 0 END;

-- ---- keep the retired columns of users on insert (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: table users has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_require_display_name_users_keep_ins` BEFORE INSERT ON `users` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    BEGIN
      DECLARE EXIT HANDLER FOR SQLEXCEPTION
        BEGIN
          GET DIAGNOSTICS CONDITION 1 @xc_unfit = MESSAGE_TEXT;
          SET NEW.`xc_retired_require_display_name_nickname` = NULL;
          SET NEW.`xc_unfit_require_display_name` = @xc_unfit;
        END;
      IF NEW.`xc_unfit_require_display_name` IS NOT NULL OR NOT ((CAST(CONVERT(NEW.`xc_retired_require_display_name_nickname` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN CAST(CONVERT(NEW.`display_name` USING utf8mb4) AS BINARY) = CAST(CONVERT('' USING utf8mb4) AS BINARY) THEN NULL ELSE NEW.`display_name` END USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`display_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN (CAST(CONVERT(NEW.`xc_retired_require_display_name_nickname` USING utf8mb4) AS BINARY) <> CAST(CONVERT('' USING utf8mb4) AS BINARY)) THEN coalesce(NEW.`xc_retired_require_display_name_nickname`, NEW.`name`) WHEN ((NEW.`age` IS NULL) OR (NEW.`age` < 18)) THEN 'a minor' ELSE trim(NEW.`name`) END USING utf8mb4) AS BINARY))) THEN
        SET NEW.`xc_unfit_require_display_name` = NULL;
        SET NEW.`xc_retired_require_display_name_nickname` = CASE WHEN CAST(CONVERT(NEW.`display_name` USING utf8mb4) AS BINARY) = CAST(CONVERT('' USING utf8mb4) AS BINARY) THEN NULL ELSE NEW.`display_name` END;
      END IF;
    END;
  END IF;
END;
-- undo
DROP TRIGGER `xc_require_display_name_users_keep_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_require_display_name_users_keep_ins';

-- ---- keep the retired columns of users on update (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: table users has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_require_display_name_users_keep_upd` BEFORE UPDATE ON `users` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF NOT (CAST(CONVERT(NEW.`display_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`display_name` USING utf8mb4) AS BINARY)) THEN
    BEGIN
      DECLARE EXIT HANDLER FOR SQLEXCEPTION
        BEGIN
          GET DIAGNOSTICS CONDITION 1 @xc_unfit = MESSAGE_TEXT;
          SET NEW.`xc_retired_require_display_name_nickname` = NULL;
          SET NEW.`xc_unfit_require_display_name` = @xc_unfit;
        END;
      IF NEW.`xc_unfit_require_display_name` IS NOT NULL OR NOT ((CAST(CONVERT(NEW.`xc_retired_require_display_name_nickname` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN CAST(CONVERT(NEW.`display_name` USING utf8mb4) AS BINARY) = CAST(CONVERT('' USING utf8mb4) AS BINARY) THEN NULL ELSE NEW.`display_name` END USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`display_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN (CAST(CONVERT(NEW.`xc_retired_require_display_name_nickname` USING utf8mb4) AS BINARY) <> CAST(CONVERT('' USING utf8mb4) AS BINARY)) THEN coalesce(NEW.`xc_retired_require_display_name_nickname`, NEW.`name`) WHEN ((NEW.`age` IS NULL) OR (NEW.`age` < 18)) THEN 'a minor' ELSE trim(NEW.`name`) END USING utf8mb4) AS BINARY))) THEN
        SET NEW.`xc_unfit_require_display_name` = NULL;
        SET NEW.`xc_retired_require_display_name_nickname` = CASE WHEN CAST(CONVERT(NEW.`display_name` USING utf8mb4) AS BINARY) = CAST(CONVERT('' USING utf8mb4) AS BINARY) THEN NULL ELSE NEW.`display_name` END;
      END IF;
    END;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_require_display_name_users_keep_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_require_display_name_users_keep_upd';

-- ---- look for rows that users.nickname can't hold (table users)
-- cost: reads the table when contract is taken back, locks nothing
-- lock: none
-- when contract goes the way of Retiring
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: what the new version wrote into rows of users since contract, users.nickname can't hold: change these rows, or delete them (shown: id)
SELECT COUNT(*) FROM `users` WHERE `xc_unfit_require_display_name` IS NOT NULL;
-- which
SELECT CONCAT_WS(', ', `id`, `xc_unfit_require_display_name`) FROM `users` WHERE `xc_unfit_require_display_name` IS NOT NULL LIMIT 10;
-- probe
SELECT 0;

-- ---- drop column users.nickname (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Dropping
-- already: users.nickname is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE `users` DROP COLUMN `nickname`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` DROP COLUMN `nickname`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('nickname')) = 0 THEN 1 ELSE 0 END;

-- ---- no longer keep the retired columns of users on insert (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: a trigger that kept the retired columns of users is gone, and not by xc
-- run
DROP TRIGGER `xc_require_display_name_users_keep_ins`;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_require_display_name_users_keep_ins') = 0 THEN 1 ELSE 0 END;

-- ---- no longer keep the retired columns of users on update (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: a trigger that kept the retired columns of users is gone, and not by xc
-- run
DROP TRIGGER `xc_require_display_name_users_keep_upd`;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_require_display_name_users_keep_upd') = 0 THEN 1 ELSE 0 END;

-- ---- drop column users.nickname, which was retired (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: what was retired of users is gone already, and not by xc
-- run
ALTER TABLE `users` DROP COLUMN `xc_retired_require_display_name_nickname`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` DROP COLUMN `xc_retired_require_display_name_nickname`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('xc_retired_require_display_name_nickname')) = 0 THEN 1 ELSE 0 END;

-- ---- drop the marks of rows that the old columns of users could not hold (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: column users.xc_unfit_require_display_name is gone already, and not by xc
-- run
ALTER TABLE `users` DROP COLUMN `xc_unfit_require_display_name`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` DROP COLUMN `xc_unfit_require_display_name`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('xc_unfit_require_display_name')) = 0 THEN 1 ELSE 0 END;

-- ---- retired of users: nickname as xc_retired_require_display_name_nickname
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM `users` LIMIT 1) AS some_rows;

-- ---- backfill users, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (`xc_unfit_require_display_name` IS NOT NULL OR ((CAST(CONVERT(`xc_retired_require_display_name_nickname` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN CAST(CONVERT(`display_name` USING utf8mb4) AS BINARY) = CAST(CONVERT('' USING utf8mb4) AS BINARY) THEN NULL ELSE `display_name` END USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`display_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN (CAST(CONVERT(`xc_retired_require_display_name_nickname` USING utf8mb4) AS BINARY) <> CAST(CONVERT('' USING utf8mb4) AS BINARY)) THEN coalesce(`xc_retired_require_display_name_nickname`, `name`) WHEN ((`age` IS NULL) OR (`age` < 18)) THEN 'a minor' ELSE trim(`name`) END USING utf8mb4) AS BINARY))))
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'users';
-- lowest
SELECT CAST(`id` AS CHAR) FROM `users` ORDER BY `users`.`id` LIMIT 1;
-- highest
SELECT CAST(`id` AS CHAR) FROM `users` ORDER BY `users`.`id` DESC LIMIT 1;
-- cut
SELECT CAST(`id` AS CHAR) FROM `users` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) ORDER BY `users`.`id` LIMIT 2 OFFSET ?;
-- the other way round
UPDATE `users` SET `xc_retired_require_display_name_nickname` = CASE WHEN CAST(CONVERT(`display_name` USING utf8mb4) AS BINARY) = CAST(CONVERT('' USING utf8mb4) AS BINARY) THEN NULL ELSE `display_name` END WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`xc_unfit_require_display_name` IS NOT NULL OR ((CAST(CONVERT(`xc_retired_require_display_name_nickname` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN CAST(CONVERT(`display_name` USING utf8mb4) AS BINARY) = CAST(CONVERT('' USING utf8mb4) AS BINARY) THEN NULL ELSE `display_name` END USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`display_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN (CAST(CONVERT(`xc_retired_require_display_name_nickname` USING utf8mb4) AS BINARY) <> CAST(CONVERT('' USING utf8mb4) AS BINARY)) THEN coalesce(`xc_retired_require_display_name_nickname`, `name`) WHEN ((`age` IS NULL) OR (`age` < 18)) THEN 'a minor' ELSE trim(`name`) END USING utf8mb4) AS BINARY))));
-- mark what can't be
UPDATE `users` SET `xc_unfit_require_display_name` = 'the mapping fails on what the row holds' WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`xc_unfit_require_display_name` IS NOT NULL OR ((CAST(CONVERT(`xc_retired_require_display_name_nickname` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN CAST(CONVERT(`display_name` USING utf8mb4) AS BINARY) = CAST(CONVERT('' USING utf8mb4) AS BINARY) THEN NULL ELSE `display_name` END USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`display_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN (CAST(CONVERT(`xc_retired_require_display_name_nickname` USING utf8mb4) AS BINARY) <> CAST(CONVERT('' USING utf8mb4) AS BINARY)) THEN coalesce(`xc_retired_require_display_name_nickname`, `name`) WHEN ((`age` IS NULL) OR (`age` < 18)) THEN 'a minor' ELSE trim(`name`) END USING utf8mb4) AS BINARY))));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (`xc_unfit_require_display_name` IS NOT NULL OR ((CAST(CONVERT(`xc_retired_require_display_name_nickname` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN CAST(CONVERT(`display_name` USING utf8mb4) AS BINARY) = CAST(CONVERT('' USING utf8mb4) AS BINARY) THEN NULL ELSE `display_name` END USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`display_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN (CAST(CONVERT(`xc_retired_require_display_name_nickname` USING utf8mb4) AS BINARY) <> CAST(CONVERT('' USING utf8mb4) AS BINARY)) THEN coalesce(`xc_retired_require_display_name_nickname`, `name`) WHEN ((`age` IS NULL) OR (`age` < 18)) THEN 'a minor' ELSE trim(`name`) END USING utf8mb4) AS BINARY)))) THEN 1 END) FROM `users` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`id` AS CHAR), CAST(`xc_retired_require_display_name_nickname` AS CHAR), CAST(`name` AS CHAR), CAST(`age` AS CHAR), CAST(`display_name` AS CHAR), CAST(CASE WHEN (CAST(CONVERT(`xc_retired_require_display_name_nickname` USING utf8mb4) AS BINARY) <> CAST(CONVERT('' USING utf8mb4) AS BINARY)) THEN coalesce(`xc_retired_require_display_name_nickname`, `name`) WHEN ((`age` IS NULL) OR (`age` < 18)) THEN 'a minor' ELSE trim(`name`) END AS CHAR), CAST(CASE WHEN CAST(CONVERT(`display_name` USING utf8mb4) AS BINARY) = CAST(CONVERT('' USING utf8mb4) AS BINARY) THEN NULL ELSE `display_name` END AS CHAR) FROM `users` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`xc_unfit_require_display_name` IS NOT NULL OR ((CAST(CONVERT(`xc_retired_require_display_name_nickname` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN CAST(CONVERT(`display_name` USING utf8mb4) AS BINARY) = CAST(CONVERT('' USING utf8mb4) AS BINARY) THEN NULL ELSE `display_name` END USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`display_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN (CAST(CONVERT(`xc_retired_require_display_name_nickname` USING utf8mb4) AS BINARY) <> CAST(CONVERT('' USING utf8mb4) AS BINARY)) THEN coalesce(`xc_retired_require_display_name_nickname`, `name`) WHEN ((`age` IS NULL) OR (`age` < 18)) THEN 'a minor' ELSE trim(`name`) END USING utf8mb4) AS BINARY)))) ORDER BY `users`.`id` LIMIT ?;
-- not null: 
