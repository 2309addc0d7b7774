-- companies_of_people on MySQL and MariaDB
--
-- requires create_people_of_kinds at expand or later: it makes table `people` (at create_people_of_kinds.rs:6:22), which is changed at companies_of_people.rs:13:9
--
-- expects table people, key (id), perhaps more
--   id bigint not null
--   kind varchar(20) not null
--   size enum('small','large') or more not null
--   is_guest tinyint(1) not null
--   company varchar(100) null


-- ======== expand ========

-- ---- create table companies (table companies)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table companies already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `companies` (`person_id` bigint NOT NULL, `name` varchar(100), PRIMARY KEY (`person_id`));
-- undo
-- refused where this is above 0: table companies has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `companies` LIMIT 1) AS some_rows;
DROP TABLE `companies`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'companies';


-- ======== dual_write ========

-- ---- dual write of companies to people, before insert (table companies)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table companies has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_companies_of_people_people_companies_d_ins_lock` BEFORE INSERT ON `companies` FOR EACH ROW
BEGIN
  DECLARE xc_found INT;
  DECLARE xc_there INT;
  DECLARE xc_value_0 varchar(100) CHARACTER SET utf8mb4;
  IF @xc_backfill IS NULL AND NOT (@`xc_companies_of_people_people_companies_writes` <=> NOW(6)) THEN
    SELECT CASE WHEN (CAST(CONVERT(`people`.`kind` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('company' USING utf8mb4) AS BINARY)) THEN 1 ELSE 0 END, `people`.`company` INTO xc_found, xc_value_0 FROM `people` WHERE NEW.`person_id` = `people`.`id` FOR UPDATE;
    IF xc_found IS NULL THEN
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no row of people belongs to this row of companies: insert that one first';
    END IF;
    SELECT COUNT(*) INTO xc_there FROM `companies` WHERE `companies`.`person_id` = NEW.`person_id`;
    IF xc_found = 1 AND xc_there = 0 THEN
      IF NEW.`name` IS NULL THEN SET NEW.`name` = xc_value_0; END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_companies_of_people_people_companies_d_ins_lock`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_companies_of_people_people_companies_d_ins_lock';

-- ---- dual write of companies to people, before update (table companies)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table companies has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_companies_of_people_people_companies_d_upd_lock` BEFORE UPDATE ON `companies` FOR EACH ROW
BEGIN
  DECLARE xc_found INT;
  DECLARE xc_alike_0 INT;
  DECLARE xc_alike_1 INT;
  DECLARE xc_value_0 varchar(100) CHARACTER SET utf8mb4;
  IF @xc_backfill IS NULL AND NOT (@`xc_companies_of_people_people_companies_writes` <=> NOW(6)) THEN
    IF NOT (CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY) AND NEW.`person_id` <=> OLD.`person_id`) THEN
      SELECT 1, ((CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`people`.`company` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`people`.`company` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY))), (CAST(CONVERT(`people`.`kind` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('company' USING utf8mb4) AS BINARY)), `people`.`company` INTO xc_found, xc_alike_0, xc_alike_1, xc_value_0 FROM `people` WHERE NEW.`person_id` = `people`.`id` FOR UPDATE;
      IF xc_found IS NULL THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no row of people belongs to this row of companies: insert that one first';
      END IF;
      IF (NEW.`person_id` <=> OLD.`person_id`) THEN
        IF NOT xc_alike_0 THEN
          IF (CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY)) THEN SET NEW.`name` = xc_value_0; END IF;
        END IF;
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_companies_of_people_people_companies_d_upd_lock`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_companies_of_people_people_companies_d_upd_lock';

-- ---- dual write of companies to people, after insert (table companies)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table companies has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_companies_of_people_people_companies_d_ins` AFTER INSERT ON `companies` FOR EACH ROW
BEGIN
  DECLARE xc_alike_0 INT;
  DECLARE xc_alike_1 INT;
  IF @xc_backfill IS NULL AND NOT (@`xc_companies_of_people_people_companies_writes` <=> NOW(6)) THEN
    SELECT ((CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`people`.`company` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`people`.`company` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY))), (CAST(CONVERT(`people`.`kind` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('company' USING utf8mb4) AS BINARY)) INTO xc_alike_0, xc_alike_1 FROM `people` WHERE NEW.`person_id` = `people`.`id` FOR UPDATE;
    IF NOT (xc_alike_0 AND xc_alike_1) THEN
      SET @`xc_companies_of_people_people_companies_writes` = NOW(6);
      UPDATE `people` SET `company` = CASE WHEN xc_alike_0 THEN `people`.`company` ELSE NEW.`name` END, `kind` = CASE WHEN xc_alike_1 THEN `people`.`kind` ELSE 'company' END WHERE NEW.`person_id` = `people`.`id`;
      SET @`xc_companies_of_people_people_companies_writes` = NULL;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_companies_of_people_people_companies_d_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_companies_of_people_people_companies_d_ins';

-- ---- dual write of companies to people, after update (table companies)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table companies has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_companies_of_people_people_companies_d_upd` AFTER UPDATE ON `companies` FOR EACH ROW
BEGIN
  DECLARE xc_found INT;
  DECLARE xc_alike_0 INT;
  DECLARE xc_alike_1 INT;
  IF @xc_backfill IS NULL AND NOT (@`xc_companies_of_people_people_companies_writes` <=> NOW(6)) THEN
    IF NOT (CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY) AND NEW.`person_id` <=> OLD.`person_id`) THEN
      IF NOT (NEW.`person_id` <=> OLD.`person_id`) THEN
        SELECT 1 INTO xc_found FROM `people` WHERE OLD.`person_id` = `people`.`id` FOR UPDATE;
        IF xc_found = 1 THEN
          SET @`xc_companies_of_people_people_companies_writes` = NOW(6);
          UPDATE `people` SET `company` = NULL, `kind` = 'person' WHERE OLD.`person_id` = `people`.`id` AND (CAST(CONVERT(`people`.`kind` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('company' USING utf8mb4) AS BINARY));
          SET @`xc_companies_of_people_people_companies_writes` = NULL;
        END IF;
      END IF;
      SELECT ((CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`people`.`company` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`people`.`company` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY))), (CAST(CONVERT(`people`.`kind` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('company' USING utf8mb4) AS BINARY)) INTO xc_alike_0, xc_alike_1 FROM `people` WHERE NEW.`person_id` = `people`.`id` FOR UPDATE;
      IF NOT (xc_alike_0 AND xc_alike_1) THEN
        SET @`xc_companies_of_people_people_companies_writes` = NOW(6);
        UPDATE `people` SET `company` = CASE WHEN xc_alike_0 THEN `people`.`company` ELSE NEW.`name` END, `kind` = CASE WHEN xc_alike_1 THEN `people`.`kind` ELSE 'company' END WHERE NEW.`person_id` = `people`.`id`;
        SET @`xc_companies_of_people_people_companies_writes` = NULL;
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_companies_of_people_people_companies_d_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_companies_of_people_people_companies_d_upd';

-- ---- dual write of companies to people, after delete (table companies)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table companies has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_companies_of_people_people_companies_d_del` AFTER DELETE ON `companies` FOR EACH ROW
BEGIN
  DECLARE xc_found INT;
  IF @xc_backfill IS NULL AND NOT (@`xc_companies_of_people_people_companies_writes` <=> NOW(6)) THEN
    SELECT 1 INTO xc_found FROM `people` WHERE OLD.`person_id` = `people`.`id` FOR UPDATE;
    IF xc_found = 1 THEN
      SET @`xc_companies_of_people_people_companies_writes` = NOW(6);
      UPDATE `people` SET `company` = NULL, `kind` = 'person' WHERE OLD.`person_id` = `people`.`id` AND (CAST(CONVERT(`people`.`kind` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('company' USING utf8mb4) AS BINARY));
      SET @`xc_companies_of_people_people_companies_writes` = NULL;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_companies_of_people_people_companies_d_del`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_companies_of_people_people_companies_d_del';

-- ---- dual write of people to companies, before delete (table people)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table people has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_companies_of_people_people_companies_m_del` BEFORE DELETE ON `people` FOR EACH ROW
BEGIN
  DECLARE xc_there INT;
  IF @xc_backfill IS NULL AND NOT (@`xc_companies_of_people_people_companies_writes` <=> NOW(6)) THEN
    SELECT COUNT(*) INTO xc_there FROM `companies` WHERE `companies`.`person_id` = OLD.`id`;
    IF xc_there > 0 THEN
      SET @`xc_companies_of_people_people_companies_writes` = NOW(6);
      DELETE FROM `companies` WHERE `companies`.`person_id` = OLD.`id`;
      SET @`xc_companies_of_people_people_companies_writes` = NULL;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_companies_of_people_people_companies_m_del`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_companies_of_people_people_companies_m_del';

-- ---- dual write of people to companies, after update (table people)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table people has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_companies_of_people_people_companies_m_upd` AFTER UPDATE ON `people` FOR EACH ROW
BEGIN
  DECLARE xc_there INT;
  DECLARE xc_alike_0 INT;
  DECLARE xc_alike_1 INT;
  IF @xc_backfill IS NULL AND NOT (@`xc_companies_of_people_people_companies_writes` <=> NOW(6)) THEN
    IF NOT (CAST(CONVERT(NEW.`company` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`company` USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`kind` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`kind` USING utf8mb4) AS BINARY) AND NEW.`id` <=> OLD.`id`) THEN
      IF NOT (NEW.`id` <=> OLD.`id`) THEN
        SET @`xc_companies_of_people_people_companies_writes` = NOW(6);
        UPDATE `companies` SET `person_id` = NEW.`id` WHERE `companies`.`person_id` = OLD.`id`;
        SET @`xc_companies_of_people_people_companies_writes` = NULL;
      END IF;
      SELECT COUNT(*) INTO xc_there FROM `companies` WHERE `companies`.`person_id` = NEW.`id`;
      IF xc_there > 0 THEN
        IF NOT (CAST(CONVERT(NEW.`kind` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('company' USING utf8mb4) AS BINARY)) THEN
          SET @`xc_companies_of_people_people_companies_writes` = NOW(6);
          DELETE FROM `companies` WHERE `companies`.`person_id` = NEW.`id`;
          SET @`xc_companies_of_people_people_companies_writes` = NULL;
        ELSE
        SELECT ((CAST(CONVERT(`companies`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`company` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`company` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`companies`.`name` USING utf8mb4) AS BINARY))), (CAST(CONVERT(NEW.`kind` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('company' USING utf8mb4) AS BINARY)) INTO xc_alike_0, xc_alike_1 FROM `companies` WHERE `companies`.`person_id` = NEW.`id` FOR UPDATE;
        IF xc_alike_0 IS NULL THEN
          SET xc_there = 0;
        ELSEIF NOT (xc_alike_0 AND xc_alike_1) THEN
          SET @`xc_companies_of_people_people_companies_writes` = NOW(6);
          UPDATE `companies` SET `name` = CASE WHEN xc_alike_0 THEN `companies`.`name` ELSE NEW.`company` END WHERE `companies`.`person_id` = NEW.`id`;
          SET @`xc_companies_of_people_people_companies_writes` = NULL;
        END IF;
        END IF;
      END IF;
      IF xc_there = 0 AND (CAST(CONVERT(NEW.`kind` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('company' USING utf8mb4) AS BINARY)) THEN
        SET @`xc_companies_of_people_people_companies_writes` = NOW(6);
        INSERT INTO `companies` (`person_id`, `name`) VALUES (NEW.`id`, NEW.`company`) ON DUPLICATE KEY UPDATE `name` = NEW.`company`;
        SET @`xc_companies_of_people_people_companies_writes` = NULL;
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_companies_of_people_people_companies_m_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_companies_of_people_people_companies_m_upd';

-- ---- dual write of people to companies, after insert (table people)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table people has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_companies_of_people_people_companies_m_ins` AFTER INSERT ON `people` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL AND NOT (@`xc_companies_of_people_people_companies_writes` <=> NOW(6)) THEN
    IF (CAST(CONVERT(NEW.`kind` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('company' USING utf8mb4) AS BINARY)) THEN
      SET @`xc_companies_of_people_people_companies_writes` = NOW(6);
      INSERT INTO `companies` (`person_id`, `name`) VALUES (NEW.`id`, NEW.`company`) ON DUPLICATE KEY UPDATE `name` = NEW.`company`;
      SET @`xc_companies_of_people_people_companies_writes` = NULL;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_companies_of_people_people_companies_m_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_companies_of_people_people_companies_m_ins';


-- ======== migrate ========

-- ---- backfill people, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (CASE WHEN `companies`.`person_id` IS NULL THEN (NOT (CAST(CONVERT(`people`.`kind` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('company' USING utf8mb4) AS BINARY))) ELSE (((CAST(CONVERT(`companies`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`people`.`company` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`people`.`company` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`companies`.`name` USING utf8mb4) AS BINARY))) AND (CAST(CONVERT(`people`.`kind` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('company' USING utf8mb4) AS BINARY))) END)
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'people';
-- lowest
SELECT CAST(`people`.`id` AS CHAR) FROM `people` ORDER BY `people`.`id` LIMIT 1;
-- highest
SELECT CAST(`people`.`id` AS CHAR) FROM `people` ORDER BY `people`.`id` DESC LIMIT 1;
-- cut
SELECT CAST(`people`.`id` AS CHAR) FROM `people` WHERE `people`.`id` >= CAST(? AS SIGNED) AND `people`.`id` <= CAST(? AS SIGNED) ORDER BY `people`.`id` LIMIT 2 OFFSET ?;
-- lock
SELECT 1 FROM `people` WHERE `people`.`id` >= CAST(? AS SIGNED) AND `people`.`id` <= CAST(? AS SIGNED) AND (SELECT COUNT(*) FROM `companies` WHERE `companies`.`person_id` = `people`.`id`) = 0 LOCK IN SHARE MODE;
-- fill
INSERT INTO `companies` (`person_id`, `name`) SELECT `people`.`id`, `people`.`company` FROM `people` WHERE `people`.`id` >= CAST(? AS SIGNED) AND `people`.`id` <= CAST(? AS SIGNED) AND (CAST(CONVERT(`people`.`kind` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('company' USING utf8mb4) AS BINARY)) AND NOT EXISTS (SELECT 1 FROM `companies` WHERE `companies`.`person_id` = `people`.`id`);
-- find what to mend
SELECT CAST(`people`.`id` AS CHAR) FROM `people` JOIN `companies` ON `companies`.`person_id` = `people`.`id` WHERE `people`.`id` >= CAST(? AS SIGNED) AND `people`.`id` <= CAST(? AS SIGNED) AND NOT (((CAST(CONVERT(`companies`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`people`.`company` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`people`.`company` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`companies`.`name` USING utf8mb4) AS BINARY))) AND (CAST(CONVERT(`people`.`kind` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('company' USING utf8mb4) AS BINARY)));
-- lock it
SELECT 1 FROM `people` WHERE `people`.`id` >= CAST(? AS SIGNED) AND `people`.`id` <= CAST(? AS SIGNED) FOR UPDATE NOWAIT;
-- lock it
SELECT 1 FROM `companies` WHERE `companies`.`person_id` >= CAST(? AS SIGNED) AND `companies`.`person_id` <= CAST(? AS SIGNED) FOR UPDATE NOWAIT;
-- mend it
UPDATE `companies` JOIN `people` ON `companies`.`person_id` = `people`.`id` SET `companies`.`name` = CASE WHEN ((CAST(CONVERT(`companies`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`people`.`company` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`people`.`company` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`companies`.`name` USING utf8mb4) AS BINARY))) THEN `companies`.`name` ELSE `people`.`company` END WHERE `people`.`id` >= CAST(? AS SIGNED) AND `people`.`id` <= CAST(? AS SIGNED) AND NOT (((CAST(CONVERT(`companies`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`people`.`company` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`people`.`company` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`companies`.`name` USING utf8mb4) AS BINARY))) AND (CAST(CONVERT(`people`.`kind` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('company' USING utf8mb4) AS BINARY)));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (CASE WHEN `companies`.`person_id` IS NULL THEN (NOT (CAST(CONVERT(`people`.`kind` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('company' USING utf8mb4) AS BINARY))) ELSE (((CAST(CONVERT(`companies`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`people`.`company` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`people`.`company` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`companies`.`name` USING utf8mb4) AS BINARY))) AND (CAST(CONVERT(`people`.`kind` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('company' USING utf8mb4) AS BINARY))) END) THEN 1 END) FROM `people` LEFT JOIN `companies` ON `companies`.`person_id` = `people`.`id` WHERE `people`.`id` >= CAST(? AS SIGNED) AND `people`.`id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`people`.`id` AS CHAR) FROM `people` LEFT JOIN `companies` ON `companies`.`person_id` = `people`.`id` WHERE `people`.`id` >= CAST(? AS SIGNED) AND `people`.`id` <= CAST(? AS SIGNED) AND NOT (CASE WHEN `companies`.`person_id` IS NULL THEN (NOT (CAST(CONVERT(`people`.`kind` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('company' USING utf8mb4) AS BINARY))) ELSE (((CAST(CONVERT(`companies`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`people`.`company` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`people`.`company` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`companies`.`name` USING utf8mb4) AS BINARY))) AND (CAST(CONVERT(`people`.`kind` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('company' USING utf8mb4) AS BINARY))) END) ORDER BY `people`.`id` LIMIT ?;
-- not null: 

-- ---- backfill companies, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (`people`.`id` IS NOT NULL)
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'companies';
-- lowest
SELECT CAST(`companies`.`person_id` AS CHAR) FROM `companies` ORDER BY `companies`.`person_id` LIMIT 1;
-- highest
SELECT CAST(`companies`.`person_id` AS CHAR) FROM `companies` ORDER BY `companies`.`person_id` DESC LIMIT 1;
-- cut
SELECT CAST(`companies`.`person_id` AS CHAR) FROM `companies` WHERE `companies`.`person_id` >= CAST(? AS SIGNED) AND `companies`.`person_id` <= CAST(? AS SIGNED) ORDER BY `companies`.`person_id` LIMIT 2 OFFSET ?;
-- find what to mend
SELECT CAST(`companies`.`person_id` AS CHAR) FROM `companies` LEFT JOIN `people` ON `companies`.`person_id` = `people`.`id` AND (CAST(CONVERT(`people`.`kind` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('company' USING utf8mb4) AS BINARY)) WHERE `companies`.`person_id` >= CAST(? AS SIGNED) AND `companies`.`person_id` <= CAST(? AS SIGNED) AND `people`.`id` IS NULL;
-- mend it
DELETE FROM `companies` WHERE `companies`.`person_id` >= CAST(? AS SIGNED) AND `companies`.`person_id` <= CAST(? AS SIGNED) AND NOT EXISTS (SELECT 1 FROM `people` WHERE `companies`.`person_id` = `people`.`id` AND (CAST(CONVERT(`people`.`kind` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('company' USING utf8mb4) AS BINARY)));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (`people`.`id` IS NOT NULL) THEN 1 END) FROM `companies` LEFT JOIN `people` ON `companies`.`person_id` = `people`.`id` AND (CAST(CONVERT(`people`.`kind` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('company' USING utf8mb4) AS BINARY)) WHERE `companies`.`person_id` >= CAST(? AS SIGNED) AND `companies`.`person_id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`companies`.`person_id` AS CHAR) FROM `companies` LEFT JOIN `people` ON `companies`.`person_id` = `people`.`id` AND (CAST(CONVERT(`people`.`kind` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('company' USING utf8mb4) AS BINARY)) WHERE `companies`.`person_id` >= CAST(? AS SIGNED) AND `companies`.`person_id` <= CAST(? AS SIGNED) AND NOT (`people`.`id` IS NOT NULL) ORDER BY `companies`.`person_id` LIMIT ?;
-- not null: 


-- ======== contract ========

-- ---- end dual write of companies to people, before insert (table companies)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on companies are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_companies_of_people_people_companies_d_ins_lock`;
-- undo: never: the old columns of people, which moved to companies, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_companies_of_people_people_companies_d_ins_lock') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of companies to people, before update (table companies)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on companies are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_companies_of_people_people_companies_d_upd_lock`;
-- undo: never: the old columns of people, which moved to companies, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_companies_of_people_people_companies_d_upd_lock') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of companies to people, after insert (table companies)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on companies are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_companies_of_people_people_companies_d_ins`;
-- undo: never: the old columns of people, which moved to companies, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_companies_of_people_people_companies_d_ins') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of companies to people, after update (table companies)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on companies are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_companies_of_people_people_companies_d_upd`;
-- undo: never: the old columns of people, which moved to companies, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_companies_of_people_people_companies_d_upd') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of companies to people, after delete (table companies)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on companies are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_companies_of_people_people_companies_d_del`;
-- undo: never: the old columns of people, which moved to companies, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_companies_of_people_people_companies_d_del') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of people to companies, after insert (table people)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on people are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_companies_of_people_people_companies_m_ins`;
-- undo: never: the old columns of people, which moved to companies, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_companies_of_people_people_companies_m_ins') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of people to companies, after update (table people)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on people are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_companies_of_people_people_companies_m_upd`;
-- undo: never: the old columns of people, which moved to companies, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_companies_of_people_people_companies_m_upd') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of people to companies, before delete (table people)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on people are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_companies_of_people_people_companies_m_del`;
-- undo: never: the old columns of people, which moved to companies, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_companies_of_people_people_companies_m_del') = 0 THEN 1 ELSE 0 END;

-- ---- drop column people.company (table people)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: people.company is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE `people` DROP COLUMN `company`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `people` DROP COLUMN `company`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: the old columns of people, which moved to companies, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'people' AND column_name IN ('company')) = 0 THEN 1 ELSE 0 END;
