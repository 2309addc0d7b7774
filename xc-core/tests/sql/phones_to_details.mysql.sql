-- phones_to_details on MySQL and MariaDB
--
-- requires create_accounts at expand or later: it makes table `details` (at create_accounts.rs:10:22), which is changed at phones_to_details.rs:10:9
--
-- expects table accounts, key (id), perhaps more
--   id bigint not null
--   is_admin tinyint(1) not null
--   phone varchar(30) null
--
-- expects table details, key (account_id), perhaps more
--   account_id bigint not null
--   avatar varchar(100) null


-- ======== expand ========

-- ---- add column details.phone (table details)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table details has one of the columns phone already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE `details` ADD COLUMN `phone` varchar(30), ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `details` ADD COLUMN `phone` varchar(30), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `details` DROP COLUMN `phone`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `details` DROP COLUMN `phone`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'details' AND column_name IN ('phone');


-- ======== dual_write ========

-- ---- dual write of details to accounts, before insert (table details)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table details has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_phones_to_details_accounts_details_d_ins_lock` BEFORE INSERT ON `details` FOR EACH ROW
BEGIN
  DECLARE xc_found INT;
  DECLARE xc_there INT;
  DECLARE xc_value_0 varchar(30) CHARACTER SET utf8mb4;
  IF @xc_backfill IS NULL AND NOT (@`xc_phones_to_details_accounts_details_writes` <=> NOW(6)) THEN
    SELECT CASE WHEN NOT (`accounts`.`phone` IS NULL) THEN 1 ELSE 0 END, `accounts`.`phone` INTO xc_found, xc_value_0 FROM `accounts` WHERE NEW.`account_id` = `accounts`.`id` FOR UPDATE;
    SELECT COUNT(*) INTO xc_there FROM `details` WHERE `details`.`account_id` = NEW.`account_id`;
    IF xc_found = 1 AND xc_there = 0 THEN
      IF NEW.`phone` IS NULL THEN SET NEW.`phone` = xc_value_0; END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_phones_to_details_accounts_details_d_ins_lock`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_phones_to_details_accounts_details_d_ins_lock';

-- ---- dual write of details to accounts, before update (table details)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table details has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_phones_to_details_accounts_details_d_upd_lock` BEFORE UPDATE ON `details` FOR EACH ROW
BEGIN
  DECLARE xc_found INT;
  DECLARE xc_alike_0 INT;
  DECLARE xc_value_0 varchar(30) CHARACTER SET utf8mb4;
  IF @xc_backfill IS NULL AND NOT (@`xc_phones_to_details_accounts_details_writes` <=> NOW(6)) THEN
    IF NOT (CAST(CONVERT(NEW.`phone` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`phone` USING utf8mb4) AS BINARY) AND NEW.`account_id` <=> OLD.`account_id`) THEN
      SELECT 1, ((CAST(CONVERT(OLD.`phone` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`accounts`.`phone` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`accounts`.`phone` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`phone` USING utf8mb4) AS BINARY))), `accounts`.`phone` INTO xc_found, xc_alike_0, xc_value_0 FROM `accounts` WHERE NEW.`account_id` = `accounts`.`id` FOR UPDATE;
      IF (NEW.`account_id` <=> OLD.`account_id`) THEN
        IF NOT xc_alike_0 THEN
          IF (CAST(CONVERT(NEW.`phone` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`phone` USING utf8mb4) AS BINARY)) THEN SET NEW.`phone` = xc_value_0; END IF;
        END IF;
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_phones_to_details_accounts_details_d_upd_lock`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_phones_to_details_accounts_details_d_upd_lock';

-- ---- dual write of details to accounts, after insert (table details)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table details has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_phones_to_details_accounts_details_d_ins` AFTER INSERT ON `details` FOR EACH ROW
BEGIN
  DECLARE xc_alike_0 INT;
  IF @xc_backfill IS NULL AND NOT (@`xc_phones_to_details_accounts_details_writes` <=> NOW(6)) THEN
    SELECT ((CAST(CONVERT(NEW.`phone` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`accounts`.`phone` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`accounts`.`phone` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`phone` USING utf8mb4) AS BINARY))) INTO xc_alike_0 FROM `accounts` WHERE NEW.`account_id` = `accounts`.`id` FOR UPDATE;
    IF NOT (xc_alike_0) THEN
      SET @`xc_phones_to_details_accounts_details_writes` = NOW(6);
      UPDATE `accounts` SET `phone` = NEW.`phone` WHERE NEW.`account_id` = `accounts`.`id`;
      SET @`xc_phones_to_details_accounts_details_writes` = NULL;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_phones_to_details_accounts_details_d_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_phones_to_details_accounts_details_d_ins';

-- ---- dual write of details to accounts, after update (table details)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table details has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_phones_to_details_accounts_details_d_upd` AFTER UPDATE ON `details` FOR EACH ROW
BEGIN
  DECLARE xc_found INT;
  DECLARE xc_alike_0 INT;
  IF @xc_backfill IS NULL AND NOT (@`xc_phones_to_details_accounts_details_writes` <=> NOW(6)) THEN
    IF NOT (CAST(CONVERT(NEW.`phone` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`phone` USING utf8mb4) AS BINARY) AND NEW.`account_id` <=> OLD.`account_id`) THEN
      SELECT ((CAST(CONVERT(NEW.`phone` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`accounts`.`phone` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`accounts`.`phone` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`phone` USING utf8mb4) AS BINARY))) INTO xc_alike_0 FROM `accounts` WHERE NEW.`account_id` = `accounts`.`id` FOR UPDATE;
      IF NOT (xc_alike_0) THEN
        SET @`xc_phones_to_details_accounts_details_writes` = NOW(6);
        UPDATE `accounts` SET `phone` = NEW.`phone` WHERE NEW.`account_id` = `accounts`.`id`;
        SET @`xc_phones_to_details_accounts_details_writes` = NULL;
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_phones_to_details_accounts_details_d_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_phones_to_details_accounts_details_d_upd';

-- ---- dual write of accounts to details, after update (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table accounts has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_phones_to_details_accounts_details_m_upd` AFTER UPDATE ON `accounts` FOR EACH ROW
BEGIN
  DECLARE xc_there INT;
  DECLARE xc_alike_0 INT;
  IF @xc_backfill IS NULL AND NOT (@`xc_phones_to_details_accounts_details_writes` <=> NOW(6)) THEN
    IF NOT (CAST(CONVERT(NEW.`phone` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`phone` USING utf8mb4) AS BINARY) AND NEW.`id` <=> OLD.`id`) THEN
      SELECT COUNT(*) INTO xc_there FROM `details` WHERE `details`.`account_id` = NEW.`id`;
      IF xc_there > 0 THEN
        SELECT ((CAST(CONVERT(`details`.`phone` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`phone` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`phone` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`details`.`phone` USING utf8mb4) AS BINARY))) INTO xc_alike_0 FROM `details` WHERE `details`.`account_id` = NEW.`id` FOR UPDATE;
        IF xc_alike_0 IS NULL THEN
          SET xc_there = 0;
        ELSEIF NOT (xc_alike_0) THEN
          SET @`xc_phones_to_details_accounts_details_writes` = NOW(6);
          UPDATE `details` SET `phone` = NEW.`phone` WHERE `details`.`account_id` = NEW.`id`;
          SET @`xc_phones_to_details_accounts_details_writes` = NULL;
        END IF;
      END IF;
      IF xc_there = 0 AND FALSE THEN
        SET @`xc_phones_to_details_accounts_details_writes` = NOW(6);
        INSERT INTO `details` (`account_id`, `phone`) VALUES (NEW.`id`, NEW.`phone`) ON DUPLICATE KEY UPDATE `phone` = NEW.`phone`;
        SET @`xc_phones_to_details_accounts_details_writes` = NULL;
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_phones_to_details_accounts_details_m_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_phones_to_details_accounts_details_m_upd';

-- ---- dual write of accounts to details, after insert (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table accounts has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_phones_to_details_accounts_details_m_ins` AFTER INSERT ON `accounts` FOR EACH ROW
BEGIN
  DECLARE xc_there INT;
  DECLARE xc_alike_0 INT;
  IF @xc_backfill IS NULL AND NOT (@`xc_phones_to_details_accounts_details_writes` <=> NOW(6)) THEN
    IF NOT (NEW.`phone` IS NULL) THEN
      SELECT COUNT(*) INTO xc_there FROM `details` WHERE `details`.`account_id` = NEW.`id`;
      IF xc_there > 0 THEN
        SELECT ((CAST(CONVERT(`details`.`phone` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`phone` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`phone` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`details`.`phone` USING utf8mb4) AS BINARY))) INTO xc_alike_0 FROM `details` WHERE `details`.`account_id` = NEW.`id` FOR UPDATE;
        IF xc_alike_0 IS NULL THEN
          SET xc_there = 0;
        ELSEIF NOT (xc_alike_0) THEN
          SET @`xc_phones_to_details_accounts_details_writes` = NOW(6);
          UPDATE `details` SET `phone` = NEW.`phone` WHERE `details`.`account_id` = NEW.`id`;
          SET @`xc_phones_to_details_accounts_details_writes` = NULL;
        END IF;
      END IF;
      IF xc_there = 0 AND FALSE THEN
        SET @`xc_phones_to_details_accounts_details_writes` = NOW(6);
        INSERT INTO `details` (`account_id`, `phone`) VALUES (NEW.`id`, NEW.`phone`) ON DUPLICATE KEY UPDATE `phone` = NEW.`phone`;
        SET @`xc_phones_to_details_accounts_details_writes` = NULL;
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_phones_to_details_accounts_details_m_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_phones_to_details_accounts_details_m_ins';


-- ======== migrate ========

-- ---- backfill accounts, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (CASE WHEN `details`.`account_id` IS NULL THEN (`accounts`.`phone` IS NULL) ELSE ((CAST(CONVERT(`details`.`phone` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`accounts`.`phone` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`accounts`.`phone` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`details`.`phone` USING utf8mb4) AS BINARY))) END)
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'accounts';
-- lowest
SELECT CAST(`accounts`.`id` AS CHAR) FROM `accounts` ORDER BY `accounts`.`id` LIMIT 1;
-- highest
SELECT CAST(`accounts`.`id` AS CHAR) FROM `accounts` ORDER BY `accounts`.`id` DESC LIMIT 1;
-- cut
SELECT CAST(`accounts`.`id` AS CHAR) FROM `accounts` WHERE `accounts`.`id` >= CAST(? AS SIGNED) AND `accounts`.`id` <= CAST(? AS SIGNED) ORDER BY `accounts`.`id` LIMIT 2 OFFSET ?;
-- lock
SELECT 1 FROM `accounts` WHERE `accounts`.`id` >= CAST(? AS SIGNED) AND `accounts`.`id` <= CAST(? AS SIGNED) AND (SELECT COUNT(*) FROM `details` WHERE `details`.`account_id` = `accounts`.`id`) = 0 LOCK IN SHARE MODE;
-- find what to mend
SELECT CAST(`accounts`.`id` AS CHAR) FROM `accounts` JOIN `details` ON `details`.`account_id` = `accounts`.`id` WHERE `accounts`.`id` >= CAST(? AS SIGNED) AND `accounts`.`id` <= CAST(? AS SIGNED) AND NOT ((CAST(CONVERT(`details`.`phone` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`accounts`.`phone` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`accounts`.`phone` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`details`.`phone` USING utf8mb4) AS BINARY)));
-- lock it
SELECT 1 FROM `accounts` WHERE `accounts`.`id` >= CAST(? AS SIGNED) AND `accounts`.`id` <= CAST(? AS SIGNED) FOR UPDATE NOWAIT;
-- lock it
SELECT 1 FROM `details` WHERE `details`.`account_id` >= CAST(? AS SIGNED) AND `details`.`account_id` <= CAST(? AS SIGNED) FOR UPDATE NOWAIT;
-- mend it
UPDATE `details` JOIN `accounts` ON `details`.`account_id` = `accounts`.`id` SET `details`.`phone` = CASE WHEN ((CAST(CONVERT(`details`.`phone` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`accounts`.`phone` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`accounts`.`phone` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`details`.`phone` USING utf8mb4) AS BINARY))) THEN `details`.`phone` ELSE `accounts`.`phone` END WHERE `accounts`.`id` >= CAST(? AS SIGNED) AND `accounts`.`id` <= CAST(? AS SIGNED) AND NOT ((CAST(CONVERT(`details`.`phone` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`accounts`.`phone` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`accounts`.`phone` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`details`.`phone` USING utf8mb4) AS BINARY)));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (CASE WHEN `details`.`account_id` IS NULL THEN (`accounts`.`phone` IS NULL) ELSE ((CAST(CONVERT(`details`.`phone` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`accounts`.`phone` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`accounts`.`phone` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`details`.`phone` USING utf8mb4) AS BINARY))) END) THEN 1 END) FROM `accounts` LEFT JOIN `details` ON `details`.`account_id` = `accounts`.`id` WHERE `accounts`.`id` >= CAST(? AS SIGNED) AND `accounts`.`id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`accounts`.`id` AS CHAR) FROM `accounts` LEFT JOIN `details` ON `details`.`account_id` = `accounts`.`id` WHERE `accounts`.`id` >= CAST(? AS SIGNED) AND `accounts`.`id` <= CAST(? AS SIGNED) AND NOT (CASE WHEN `details`.`account_id` IS NULL THEN (`accounts`.`phone` IS NULL) ELSE ((CAST(CONVERT(`details`.`phone` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`accounts`.`phone` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`accounts`.`phone` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`details`.`phone` USING utf8mb4) AS BINARY))) END) ORDER BY `accounts`.`id` LIMIT ?;
-- not null: 


-- ======== contract ========

-- ---- end dual write of details to accounts, before insert (table details)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on details are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_phones_to_details_accounts_details_d_ins_lock`;
-- undo: never: the old columns of accounts, which moved to details, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_phones_to_details_accounts_details_d_ins_lock') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of details to accounts, before update (table details)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on details are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_phones_to_details_accounts_details_d_upd_lock`;
-- undo: never: the old columns of accounts, which moved to details, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_phones_to_details_accounts_details_d_upd_lock') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of details to accounts, after insert (table details)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on details are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_phones_to_details_accounts_details_d_ins`;
-- undo: never: the old columns of accounts, which moved to details, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_phones_to_details_accounts_details_d_ins') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of details to accounts, after update (table details)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on details are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_phones_to_details_accounts_details_d_upd`;
-- undo: never: the old columns of accounts, which moved to details, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_phones_to_details_accounts_details_d_upd') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of accounts to details, after insert (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on accounts are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_phones_to_details_accounts_details_m_ins`;
-- undo: never: the old columns of accounts, which moved to details, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_phones_to_details_accounts_details_m_ins') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of accounts to details, after update (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on accounts are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_phones_to_details_accounts_details_m_upd`;
-- undo: never: the old columns of accounts, which moved to details, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_phones_to_details_accounts_details_m_upd') = 0 THEN 1 ELSE 0 END;

-- ---- drop column accounts.phone (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: accounts.phone is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE `accounts` DROP COLUMN `phone`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `accounts` DROP COLUMN `phone`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: the old columns of accounts, which moved to details, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'accounts' AND column_name IN ('phone')) = 0 THEN 1 ELSE 0 END;
