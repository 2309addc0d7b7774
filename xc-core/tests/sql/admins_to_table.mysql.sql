-- admins_to_table on MySQL and MariaDB
--
-- requires create_accounts at expand or later: it makes table `accounts` (at create_accounts.rs:5:22), which is changed at admins_to_table.rs:13:9
--
-- expects table accounts, key (id), perhaps more
--   id bigint not null
--   is_admin tinyint(1) not null
--   phone varchar(30) null


-- ======== expand ========

-- ---- create table admins (table admins)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table admins already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `admins` (`account_id` bigint NOT NULL, `since` datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6), PRIMARY KEY (`account_id`));
-- undo
-- refused where this is above 0: table admins has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `admins` LIMIT 1) AS some_rows;
DROP TABLE `admins`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'admins';


-- ======== dual_write ========

-- ---- let v2 leave out accounts.is_admin (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: column accounts.is_admin has a default that the migrations do not know: drop it, or declare it
-- run
ALTER TABLE `accounts` ALTER COLUMN `is_admin` SET DEFAULT FALSE, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `accounts` ALTER COLUMN `is_admin` SET DEFAULT FALSE, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `accounts` ALTER COLUMN `is_admin` DROP DEFAULT, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `accounts` ALTER COLUMN `is_admin` DROP DEFAULT, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'accounts' AND column_name IN ('is_admin') AND column_default IS NOT NULL;

-- ---- dual write of admins to accounts, before insert (table admins)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table admins has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_admins_to_table_accounts_admins_d_ins_lock` BEFORE INSERT ON `admins` FOR EACH ROW
BEGIN
  DECLARE xc_found INT;
  DECLARE xc_there INT;
  IF @xc_backfill IS NULL AND NOT (@`xc_admins_to_table_accounts_admins_writes` <=> NOW(6)) THEN
    SELECT CASE WHEN (`accounts`.`is_admin` IS TRUE) THEN 1 ELSE 0 END INTO xc_found FROM `accounts` WHERE NEW.`account_id` = `accounts`.`id` FOR UPDATE;
    IF xc_found IS NULL THEN
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no row of accounts belongs to this row of admins: insert that one first';
    END IF;
    SELECT COUNT(*) INTO xc_there FROM `admins` WHERE `admins`.`account_id` = NEW.`account_id`;
    IF xc_found = 1 AND xc_there = 0 THEN
      DO 0;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_admins_to_table_accounts_admins_d_ins_lock`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_admins_to_table_accounts_admins_d_ins_lock';

-- ---- dual write of admins to accounts, before update (table admins)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table admins has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_admins_to_table_accounts_admins_d_upd_lock` BEFORE UPDATE ON `admins` FOR EACH ROW
BEGIN
  DECLARE xc_found INT;
  DECLARE xc_alike_0 INT;
  IF @xc_backfill IS NULL AND NOT (@`xc_admins_to_table_accounts_admins_writes` <=> NOW(6)) THEN
    IF NOT (NEW.`account_id` <=> OLD.`account_id`) THEN
      SELECT 1, (`accounts`.`is_admin` <=> TRUE) INTO xc_found, xc_alike_0 FROM `accounts` WHERE NEW.`account_id` = `accounts`.`id` FOR UPDATE;
      IF xc_found IS NULL THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no row of accounts belongs to this row of admins: insert that one first';
      END IF;
      IF (NEW.`account_id` <=> OLD.`account_id`) THEN
        DO 0;
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_admins_to_table_accounts_admins_d_upd_lock`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_admins_to_table_accounts_admins_d_upd_lock';

-- ---- dual write of admins to accounts, after insert (table admins)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table admins has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_admins_to_table_accounts_admins_d_ins` AFTER INSERT ON `admins` FOR EACH ROW
BEGIN
  DECLARE xc_alike_0 INT;
  IF @xc_backfill IS NULL AND NOT (@`xc_admins_to_table_accounts_admins_writes` <=> NOW(6)) THEN
    SELECT (`accounts`.`is_admin` <=> TRUE) INTO xc_alike_0 FROM `accounts` WHERE NEW.`account_id` = `accounts`.`id` FOR UPDATE;
    IF NOT (xc_alike_0) THEN
      SET @`xc_admins_to_table_accounts_admins_writes` = NOW(6);
      UPDATE `accounts` SET `is_admin` = TRUE WHERE NEW.`account_id` = `accounts`.`id`;
      SET @`xc_admins_to_table_accounts_admins_writes` = NULL;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_admins_to_table_accounts_admins_d_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_admins_to_table_accounts_admins_d_ins';

-- ---- dual write of admins to accounts, after update (table admins)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table admins has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_admins_to_table_accounts_admins_d_upd` AFTER UPDATE ON `admins` FOR EACH ROW
BEGIN
  DECLARE xc_found INT;
  DECLARE xc_alike_0 INT;
  IF @xc_backfill IS NULL AND NOT (@`xc_admins_to_table_accounts_admins_writes` <=> NOW(6)) THEN
    IF NOT (NEW.`account_id` <=> OLD.`account_id`) THEN
      IF NOT (NEW.`account_id` <=> OLD.`account_id`) THEN
        SELECT 1 INTO xc_found FROM `accounts` WHERE OLD.`account_id` = `accounts`.`id` FOR UPDATE;
        IF xc_found = 1 THEN
          SET @`xc_admins_to_table_accounts_admins_writes` = NOW(6);
          UPDATE `accounts` SET `is_admin` = FALSE WHERE OLD.`account_id` = `accounts`.`id` AND (`accounts`.`is_admin` IS TRUE);
          SET @`xc_admins_to_table_accounts_admins_writes` = NULL;
        END IF;
      END IF;
      SELECT (`accounts`.`is_admin` <=> TRUE) INTO xc_alike_0 FROM `accounts` WHERE NEW.`account_id` = `accounts`.`id` FOR UPDATE;
      IF NOT (xc_alike_0) THEN
        SET @`xc_admins_to_table_accounts_admins_writes` = NOW(6);
        UPDATE `accounts` SET `is_admin` = TRUE WHERE NEW.`account_id` = `accounts`.`id`;
        SET @`xc_admins_to_table_accounts_admins_writes` = NULL;
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_admins_to_table_accounts_admins_d_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_admins_to_table_accounts_admins_d_upd';

-- ---- dual write of admins to accounts, after delete (table admins)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table admins has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_admins_to_table_accounts_admins_d_del` AFTER DELETE ON `admins` FOR EACH ROW
BEGIN
  DECLARE xc_found INT;
  IF @xc_backfill IS NULL AND NOT (@`xc_admins_to_table_accounts_admins_writes` <=> NOW(6)) THEN
    SELECT 1 INTO xc_found FROM `accounts` WHERE OLD.`account_id` = `accounts`.`id` FOR UPDATE;
    IF xc_found = 1 THEN
      SET @`xc_admins_to_table_accounts_admins_writes` = NOW(6);
      UPDATE `accounts` SET `is_admin` = FALSE WHERE OLD.`account_id` = `accounts`.`id` AND (`accounts`.`is_admin` IS TRUE);
      SET @`xc_admins_to_table_accounts_admins_writes` = NULL;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_admins_to_table_accounts_admins_d_del`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_admins_to_table_accounts_admins_d_del';

-- ---- dual write of accounts to admins, before delete (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table accounts has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_admins_to_table_accounts_admins_m_del` BEFORE DELETE ON `accounts` FOR EACH ROW
BEGIN
  DECLARE xc_there INT;
  IF @xc_backfill IS NULL AND NOT (@`xc_admins_to_table_accounts_admins_writes` <=> NOW(6)) THEN
    SELECT COUNT(*) INTO xc_there FROM `admins` WHERE `admins`.`account_id` = OLD.`id`;
    IF xc_there > 0 THEN
      SET @`xc_admins_to_table_accounts_admins_writes` = NOW(6);
      DELETE FROM `admins` WHERE `admins`.`account_id` = OLD.`id`;
      SET @`xc_admins_to_table_accounts_admins_writes` = NULL;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_admins_to_table_accounts_admins_m_del`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_admins_to_table_accounts_admins_m_del';

-- ---- dual write of accounts to admins, after update (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table accounts has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_admins_to_table_accounts_admins_m_upd` AFTER UPDATE ON `accounts` FOR EACH ROW
BEGIN
  DECLARE xc_there INT;
  DECLARE xc_alike_0 INT;
  IF @xc_backfill IS NULL AND NOT (@`xc_admins_to_table_accounts_admins_writes` <=> NOW(6)) THEN
    IF NOT (NEW.`is_admin` <=> OLD.`is_admin` AND NEW.`id` <=> OLD.`id`) THEN
      IF NOT (NEW.`id` <=> OLD.`id`) THEN
        SET @`xc_admins_to_table_accounts_admins_writes` = NOW(6);
        UPDATE `admins` SET `account_id` = NEW.`id` WHERE `admins`.`account_id` = OLD.`id`;
        SET @`xc_admins_to_table_accounts_admins_writes` = NULL;
      END IF;
      SELECT COUNT(*) INTO xc_there FROM `admins` WHERE `admins`.`account_id` = NEW.`id`;
      IF xc_there > 0 THEN
        IF NOT (NEW.`is_admin` IS TRUE) THEN
          SET @`xc_admins_to_table_accounts_admins_writes` = NOW(6);
          DELETE FROM `admins` WHERE `admins`.`account_id` = NEW.`id`;
          SET @`xc_admins_to_table_accounts_admins_writes` = NULL;
        ELSE
        SELECT (NEW.`is_admin` <=> TRUE) INTO xc_alike_0 FROM `admins` WHERE `admins`.`account_id` = NEW.`id` FOR UPDATE;
        IF xc_alike_0 IS NULL THEN
          SET xc_there = 0;
        ELSEIF NOT (xc_alike_0) THEN
          DO 0;
        END IF;
        END IF;
      END IF;
      IF xc_there = 0 AND (NEW.`is_admin` IS TRUE) THEN
        SET @`xc_admins_to_table_accounts_admins_writes` = NOW(6);
        INSERT INTO `admins` (`account_id`) VALUES (NEW.`id`) ON DUPLICATE KEY UPDATE `account_id` = NEW.`id`;
        SET @`xc_admins_to_table_accounts_admins_writes` = NULL;
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_admins_to_table_accounts_admins_m_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_admins_to_table_accounts_admins_m_upd';

-- ---- dual write of accounts to admins, after insert (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table accounts has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_admins_to_table_accounts_admins_m_ins` AFTER INSERT ON `accounts` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL AND NOT (@`xc_admins_to_table_accounts_admins_writes` <=> NOW(6)) THEN
    IF (NEW.`is_admin` IS TRUE) THEN
      SET @`xc_admins_to_table_accounts_admins_writes` = NOW(6);
      INSERT INTO `admins` (`account_id`) VALUES (NEW.`id`) ON DUPLICATE KEY UPDATE `account_id` = NEW.`id`;
      SET @`xc_admins_to_table_accounts_admins_writes` = NULL;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_admins_to_table_accounts_admins_m_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_admins_to_table_accounts_admins_m_ins';


-- ======== migrate ========

-- ---- backfill accounts, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (CASE WHEN `admins`.`account_id` IS NULL THEN (NOT (`accounts`.`is_admin` IS TRUE)) ELSE (`accounts`.`is_admin` <=> TRUE) END)
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'accounts';
-- lowest
SELECT CAST(`accounts`.`id` AS CHAR) FROM `accounts` ORDER BY `accounts`.`id` LIMIT 1;
-- highest
SELECT CAST(`accounts`.`id` AS CHAR) FROM `accounts` ORDER BY `accounts`.`id` DESC LIMIT 1;
-- cut
SELECT CAST(`accounts`.`id` AS CHAR) FROM `accounts` WHERE `accounts`.`id` >= CAST(? AS SIGNED) AND `accounts`.`id` <= CAST(? AS SIGNED) ORDER BY `accounts`.`id` LIMIT 2 OFFSET ?;
-- lock
SELECT 1 FROM `accounts` WHERE `accounts`.`id` >= CAST(? AS SIGNED) AND `accounts`.`id` <= CAST(? AS SIGNED) AND (SELECT COUNT(*) FROM `admins` WHERE `admins`.`account_id` = `accounts`.`id`) = 0 LOCK IN SHARE MODE;
-- fill
INSERT INTO `admins` (`account_id`) SELECT `accounts`.`id` FROM `accounts` WHERE `accounts`.`id` >= CAST(? AS SIGNED) AND `accounts`.`id` <= CAST(? AS SIGNED) AND (`accounts`.`is_admin` IS TRUE) AND NOT EXISTS (SELECT 1 FROM `admins` WHERE `admins`.`account_id` = `accounts`.`id`);
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (CASE WHEN `admins`.`account_id` IS NULL THEN (NOT (`accounts`.`is_admin` IS TRUE)) ELSE (`accounts`.`is_admin` <=> TRUE) END) THEN 1 END) FROM `accounts` LEFT JOIN `admins` ON `admins`.`account_id` = `accounts`.`id` WHERE `accounts`.`id` >= CAST(? AS SIGNED) AND `accounts`.`id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`accounts`.`id` AS CHAR) FROM `accounts` LEFT JOIN `admins` ON `admins`.`account_id` = `accounts`.`id` WHERE `accounts`.`id` >= CAST(? AS SIGNED) AND `accounts`.`id` <= CAST(? AS SIGNED) AND NOT (CASE WHEN `admins`.`account_id` IS NULL THEN (NOT (`accounts`.`is_admin` IS TRUE)) ELSE (`accounts`.`is_admin` <=> TRUE) END) ORDER BY `accounts`.`id` LIMIT ?;
-- not null: 

-- ---- backfill admins, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (`accounts`.`id` IS NOT NULL)
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'admins';
-- lowest
SELECT CAST(`admins`.`account_id` AS CHAR) FROM `admins` ORDER BY `admins`.`account_id` LIMIT 1;
-- highest
SELECT CAST(`admins`.`account_id` AS CHAR) FROM `admins` ORDER BY `admins`.`account_id` DESC LIMIT 1;
-- cut
SELECT CAST(`admins`.`account_id` AS CHAR) FROM `admins` WHERE `admins`.`account_id` >= CAST(? AS SIGNED) AND `admins`.`account_id` <= CAST(? AS SIGNED) ORDER BY `admins`.`account_id` LIMIT 2 OFFSET ?;
-- find what to mend
SELECT CAST(`admins`.`account_id` AS CHAR) FROM `admins` LEFT JOIN `accounts` ON `admins`.`account_id` = `accounts`.`id` AND (`accounts`.`is_admin` IS TRUE) WHERE `admins`.`account_id` >= CAST(? AS SIGNED) AND `admins`.`account_id` <= CAST(? AS SIGNED) AND `accounts`.`id` IS NULL;
-- mend it
DELETE FROM `admins` WHERE `admins`.`account_id` >= CAST(? AS SIGNED) AND `admins`.`account_id` <= CAST(? AS SIGNED) AND NOT EXISTS (SELECT 1 FROM `accounts` WHERE `admins`.`account_id` = `accounts`.`id` AND (`accounts`.`is_admin` IS TRUE));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (`accounts`.`id` IS NOT NULL) THEN 1 END) FROM `admins` LEFT JOIN `accounts` ON `admins`.`account_id` = `accounts`.`id` AND (`accounts`.`is_admin` IS TRUE) WHERE `admins`.`account_id` >= CAST(? AS SIGNED) AND `admins`.`account_id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`admins`.`account_id` AS CHAR) FROM `admins` LEFT JOIN `accounts` ON `admins`.`account_id` = `accounts`.`id` AND (`accounts`.`is_admin` IS TRUE) WHERE `admins`.`account_id` >= CAST(? AS SIGNED) AND `admins`.`account_id` <= CAST(? AS SIGNED) AND NOT (`accounts`.`id` IS NOT NULL) ORDER BY `admins`.`account_id` LIMIT ?;
-- not null: 


-- ======== contract ========

-- ---- end dual write of admins to accounts, before insert (table admins)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on admins are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_admins_to_table_accounts_admins_d_ins_lock`;
-- undo: never: the old columns of accounts, which moved to admins, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_admins_to_table_accounts_admins_d_ins_lock') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of admins to accounts, before update (table admins)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on admins are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_admins_to_table_accounts_admins_d_upd_lock`;
-- undo: never: the old columns of accounts, which moved to admins, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_admins_to_table_accounts_admins_d_upd_lock') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of admins to accounts, after insert (table admins)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on admins are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_admins_to_table_accounts_admins_d_ins`;
-- undo: never: the old columns of accounts, which moved to admins, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_admins_to_table_accounts_admins_d_ins') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of admins to accounts, after update (table admins)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on admins are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_admins_to_table_accounts_admins_d_upd`;
-- undo: never: the old columns of accounts, which moved to admins, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_admins_to_table_accounts_admins_d_upd') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of admins to accounts, after delete (table admins)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on admins are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_admins_to_table_accounts_admins_d_del`;
-- undo: never: the old columns of accounts, which moved to admins, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_admins_to_table_accounts_admins_d_del') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of accounts to admins, after insert (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on accounts are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_admins_to_table_accounts_admins_m_ins`;
-- undo: never: the old columns of accounts, which moved to admins, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_admins_to_table_accounts_admins_m_ins') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of accounts to admins, after update (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on accounts are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_admins_to_table_accounts_admins_m_upd`;
-- undo: never: the old columns of accounts, which moved to admins, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_admins_to_table_accounts_admins_m_upd') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of accounts to admins, before delete (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on accounts are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_admins_to_table_accounts_admins_m_del`;
-- undo: never: the old columns of accounts, which moved to admins, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_admins_to_table_accounts_admins_m_del') = 0 THEN 1 ELSE 0 END;

-- ---- drop column accounts.is_admin (table accounts)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: accounts.is_admin is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE `accounts` DROP COLUMN `is_admin`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `accounts` DROP COLUMN `is_admin`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: the old columns of accounts, which moved to admins, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'accounts' AND column_name IN ('is_admin')) = 0 THEN 1 ELSE 0 END;
