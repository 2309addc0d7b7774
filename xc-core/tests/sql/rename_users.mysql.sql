-- rename_users on MySQL and MariaDB
--
-- requires create_people at expand or later: it makes table `users` (at create_people.rs:5:22), which is changed at rename_users.rs:15:9
--
-- expects table users, key (id), perhaps more
--   id bigint not null
--   name varchar(100) not null
--   bio text null
--   visits bigint not null


-- ======== expand ========

-- ---- create table people (table people)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table people already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `people` (`id` bigint NOT NULL AUTO_INCREMENT, `name` varchar(100) NOT NULL, `about` text, `visits` bigint NOT NULL DEFAULT 0, PRIMARY KEY (`id`));
-- undo
-- refused where this is above 0: table people has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `people` LIMIT 1) AS some_rows;
DROP TABLE `people`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'people';


-- ======== dual_write ========

-- ---- begin with an empty people (table people)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: 
-- run
TRUNCATE TABLE `people`;
-- undo
TRUNCATE TABLE `people`;
-- probe
SELECT 0;

-- ---- dual write of people to users, before insert (table people)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table people has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_rename_users_users_people_d_ins_lock` BEFORE INSERT ON `people` FOR EACH ROW
BEGIN
  DECLARE xc_found INT;
  DECLARE xc_there INT;
  IF @xc_backfill IS NULL AND NOT (@`xc_rename_users_users_people_writes` <=> NOW(6)) THEN
    SET @`xc_rename_users_users_people_made` = NULL;
    IF NEW.`id` = 0 THEN
      SET @`xc_rename_users_users_people_writes` = NOW(6);
      INSERT INTO `users` (`name`, `bio`, `visits`) VALUES (NEW.`name`, NEW.`about`, NEW.`visits`);
      SET @`xc_rename_users_users_people_writes` = NULL;
      SET NEW.`id` = LAST_INSERT_ID();
      SET @`xc_rename_users_users_people_made` = NEW.`id`;
    ELSE
      SELECT COUNT(*) INTO xc_found FROM `users` WHERE NEW.`id` = `users`.`id`;
      SELECT COUNT(*) INTO xc_there FROM `people` WHERE `people`.`id` = NEW.`id`;
      IF xc_found > 0 AND xc_there = 0 THEN
        SIGNAL SQLSTATE '23000' SET MYSQL_ERRNO = 1062, MESSAGE_TEXT = 'duplicate key: users has this row already, and the backfill has not copied it to people yet';
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_rename_users_users_people_d_ins_lock`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_users_users_people_d_ins_lock';

-- ---- dual write of people to users, before update (table people)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table people has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_rename_users_users_people_d_upd_lock` BEFORE UPDATE ON `people` FOR EACH ROW
BEGIN
  DECLARE xc_found INT;
  DECLARE xc_alike_0 INT;
  DECLARE xc_alike_1 INT;
  DECLARE xc_alike_2 INT;
  DECLARE xc_value_0 varchar(100) CHARACTER SET utf8mb4;
  DECLARE xc_value_1 text CHARACTER SET utf8mb4;
  DECLARE xc_value_2 bigint;
  IF @xc_backfill IS NULL AND NOT (@`xc_rename_users_users_people_writes` <=> NOW(6)) THEN
    IF NOT (CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`about` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`about` USING utf8mb4) AS BINARY) AND NEW.`visits` <=> OLD.`visits` AND NEW.`id` <=> OLD.`id`) AND (NEW.`id` <=> OLD.`id`) THEN
      SELECT 1, ((CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY))), ((CAST(CONVERT(OLD.`about` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`about` USING utf8mb4) AS BINARY))), ((OLD.`visits` <=> `users`.`visits`) OR (`users`.`visits` <=> OLD.`visits`)), `users`.`name`, `users`.`bio`, `users`.`visits` INTO xc_found, xc_alike_0, xc_alike_1, xc_alike_2, xc_value_0, xc_value_1, xc_value_2 FROM `users` WHERE NEW.`id` = `users`.`id` FOR UPDATE;
      IF xc_found IS NULL THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no row of users belongs to this row of people: insert that one first';
      END IF;
        IF NOT xc_alike_0 THEN
          IF (CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY)) THEN SET NEW.`name` = xc_value_0; END IF;
        END IF;
        IF NOT xc_alike_1 THEN
          IF (CAST(CONVERT(NEW.`about` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`about` USING utf8mb4) AS BINARY)) THEN SET NEW.`about` = xc_value_1; END IF;
        END IF;
        IF NOT xc_alike_2 THEN
          IF (NEW.`visits` <=> OLD.`visits`) THEN SET NEW.`visits` = xc_value_2; END IF;
        END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_rename_users_users_people_d_upd_lock`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_users_users_people_d_upd_lock';

-- ---- dual write of people to users, after insert (table people)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table people has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_rename_users_users_people_d_ins` AFTER INSERT ON `people` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL AND NOT (@`xc_rename_users_users_people_writes` <=> NOW(6)) THEN
    IF NOT (@`xc_rename_users_users_people_made` <=> NEW.`id`) THEN
      SET @`xc_rename_users_users_people_writes` = NOW(6);
      INSERT INTO `users` (`id`, `name`, `bio`, `visits`) VALUES (NEW.`id`, NEW.`name`, NEW.`about`, NEW.`visits`);
      SET @`xc_rename_users_users_people_writes` = NULL;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_rename_users_users_people_d_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_users_users_people_d_ins';

-- ---- dual write of people to users, after update (table people)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table people has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_rename_users_users_people_d_upd` AFTER UPDATE ON `people` FOR EACH ROW
BEGIN
  DECLARE xc_alike_0 INT;
  DECLARE xc_alike_1 INT;
  DECLARE xc_alike_2 INT;
  IF @xc_backfill IS NULL AND NOT (@`xc_rename_users_users_people_writes` <=> NOW(6)) THEN
    IF NOT (CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`about` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`about` USING utf8mb4) AS BINARY) AND NEW.`visits` <=> OLD.`visits` AND NEW.`id` <=> OLD.`id`) THEN
      IF NOT (NEW.`id` <=> OLD.`id`) THEN
        SET @`xc_rename_users_users_people_writes` = NOW(6);
        UPDATE `users` SET `id` = NEW.`id` WHERE OLD.`id` = `users`.`id`;
        SET @`xc_rename_users_users_people_writes` = NULL;
      END IF;
      SELECT ((CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY))), ((CAST(CONVERT(NEW.`about` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`about` USING utf8mb4) AS BINARY))), ((NEW.`visits` <=> `users`.`visits`) OR (`users`.`visits` <=> NEW.`visits`)) INTO xc_alike_0, xc_alike_1, xc_alike_2 FROM `users` WHERE NEW.`id` = `users`.`id` FOR UPDATE;
      IF NOT (xc_alike_0 AND xc_alike_1 AND xc_alike_2) THEN
        SET @`xc_rename_users_users_people_writes` = NOW(6);
        UPDATE `users` SET `name` = CASE WHEN xc_alike_0 THEN `users`.`name` ELSE NEW.`name` END, `bio` = CASE WHEN xc_alike_1 THEN `users`.`bio` ELSE NEW.`about` END, `visits` = CASE WHEN xc_alike_2 THEN `users`.`visits` ELSE NEW.`visits` END WHERE NEW.`id` = `users`.`id`;
        SET @`xc_rename_users_users_people_writes` = NULL;
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_rename_users_users_people_d_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_users_users_people_d_upd';

-- ---- dual write of people to users, after delete (table people)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table people has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_rename_users_users_people_d_del` AFTER DELETE ON `people` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL AND NOT (@`xc_rename_users_users_people_writes` <=> NOW(6)) THEN
    SET @`xc_rename_users_users_people_writes` = NOW(6);
    DELETE FROM `users` WHERE OLD.`id` = `users`.`id`;
    SET @`xc_rename_users_users_people_writes` = NULL;
  END IF;
END;
-- undo
DROP TRIGGER `xc_rename_users_users_people_d_del`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_users_users_people_d_del';

-- ---- dual write of users to people, before delete (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table users has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_rename_users_users_people_m_del` BEFORE DELETE ON `users` FOR EACH ROW
BEGIN
  DECLARE xc_there INT;
  IF @xc_backfill IS NULL AND NOT (@`xc_rename_users_users_people_writes` <=> NOW(6)) THEN
    SELECT COUNT(*) INTO xc_there FROM `people` WHERE `people`.`id` = OLD.`id`;
    IF xc_there > 0 THEN
      SET @`xc_rename_users_users_people_writes` = NOW(6);
      DELETE FROM `people` WHERE `people`.`id` = OLD.`id`;
      SET @`xc_rename_users_users_people_writes` = NULL;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_rename_users_users_people_m_del`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_users_users_people_m_del';

-- ---- dual write of users to people, after update (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table users has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_rename_users_users_people_m_upd` AFTER UPDATE ON `users` FOR EACH ROW
BEGIN
  DECLARE xc_there INT;
  DECLARE xc_alike_0 INT;
  DECLARE xc_alike_1 INT;
  DECLARE xc_alike_2 INT;
  IF @xc_backfill IS NULL AND NOT (@`xc_rename_users_users_people_writes` <=> NOW(6)) THEN
    IF NOT (CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`bio` USING utf8mb4) AS BINARY) AND NEW.`visits` <=> OLD.`visits` AND NEW.`id` <=> OLD.`id`) THEN
      IF NOT (NEW.`id` <=> OLD.`id`) THEN
        SET @`xc_rename_users_users_people_writes` = NOW(6);
        UPDATE `people` SET `id` = NEW.`id` WHERE `people`.`id` = OLD.`id`;
        SET @`xc_rename_users_users_people_writes` = NULL;
      END IF;
      SELECT COUNT(*) INTO xc_there FROM `people` WHERE `people`.`id` = NEW.`id`;
      IF xc_there > 0 THEN
        SELECT ((CAST(CONVERT(`people`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`people`.`name` USING utf8mb4) AS BINARY))), ((CAST(CONVERT(`people`.`about` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`bio` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`people`.`about` USING utf8mb4) AS BINARY))), ((`people`.`visits` <=> NEW.`visits`) OR (NEW.`visits` <=> `people`.`visits`)) INTO xc_alike_0, xc_alike_1, xc_alike_2 FROM `people` WHERE `people`.`id` = NEW.`id` FOR UPDATE;
        IF xc_alike_0 IS NULL THEN
          SET xc_there = 0;
        ELSEIF NOT (xc_alike_0 AND xc_alike_1 AND xc_alike_2) THEN
          SET @`xc_rename_users_users_people_writes` = NOW(6);
          UPDATE `people` SET `name` = CASE WHEN xc_alike_0 THEN `people`.`name` ELSE NEW.`name` END, `about` = CASE WHEN xc_alike_1 THEN `people`.`about` ELSE NEW.`bio` END, `visits` = CASE WHEN xc_alike_2 THEN `people`.`visits` ELSE NEW.`visits` END WHERE `people`.`id` = NEW.`id`;
          SET @`xc_rename_users_users_people_writes` = NULL;
        END IF;
      END IF;
      IF xc_there = 0 AND NOT FALSE THEN
        SET @`xc_rename_users_users_people_writes` = NOW(6);
        INSERT INTO `people` (`id`, `name`, `about`, `visits`) VALUES (NEW.`id`, NEW.`name`, NEW.`bio`, NEW.`visits`) ON DUPLICATE KEY UPDATE `name` = NEW.`name`, `about` = NEW.`bio`, `visits` = NEW.`visits`;
        SET @`xc_rename_users_users_people_writes` = NULL;
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_rename_users_users_people_m_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_users_users_people_m_upd';

-- ---- dual write of users to people, after insert (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table users has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_rename_users_users_people_m_ins` AFTER INSERT ON `users` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL AND NOT (@`xc_rename_users_users_people_writes` <=> NOW(6)) THEN
    IF NOT FALSE THEN
      SET @`xc_rename_users_users_people_writes` = NOW(6);
      INSERT INTO `people` (`id`, `name`, `about`, `visits`) VALUES (NEW.`id`, NEW.`name`, NEW.`bio`, NEW.`visits`) ON DUPLICATE KEY UPDATE `name` = NEW.`name`, `about` = NEW.`bio`, `visits` = NEW.`visits`;
      SET @`xc_rename_users_users_people_writes` = NULL;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_rename_users_users_people_m_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_users_users_people_m_ins';


-- ======== migrate ========

-- ---- backfill users, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (CASE WHEN `people`.`id` IS NULL THEN FALSE ELSE (((CAST(CONVERT(`people`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`people`.`name` USING utf8mb4) AS BINARY))) AND ((CAST(CONVERT(`people`.`about` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`people`.`about` USING utf8mb4) AS BINARY))) AND ((`people`.`visits` <=> `users`.`visits`) OR (`users`.`visits` <=> `people`.`visits`))) END)
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'users';
-- lowest
SELECT CAST(`users`.`id` AS CHAR) FROM `users` ORDER BY `users`.`id` LIMIT 1;
-- highest
SELECT CAST(`users`.`id` AS CHAR) FROM `users` ORDER BY `users`.`id` DESC LIMIT 1;
-- cut
SELECT CAST(`users`.`id` AS CHAR) FROM `users` WHERE `users`.`id` >= CAST(? AS SIGNED) AND `users`.`id` <= CAST(? AS SIGNED) ORDER BY `users`.`id` LIMIT 2 OFFSET ?;
-- lock
SELECT 1 FROM `users` WHERE `users`.`id` >= CAST(? AS SIGNED) AND `users`.`id` <= CAST(? AS SIGNED) AND (SELECT COUNT(*) FROM `people` WHERE `people`.`id` = `users`.`id`) = 0 LOCK IN SHARE MODE;
-- fill
INSERT INTO `people` (`id`, `name`, `about`, `visits`) SELECT `users`.`id`, `users`.`name`, `users`.`bio`, `users`.`visits` FROM `users` WHERE `users`.`id` >= CAST(? AS SIGNED) AND `users`.`id` <= CAST(? AS SIGNED) AND NOT FALSE AND NOT EXISTS (SELECT 1 FROM `people` WHERE `people`.`id` = `users`.`id`);
-- find what to mend
SELECT CAST(`users`.`id` AS CHAR) FROM `users` JOIN `people` ON `people`.`id` = `users`.`id` WHERE `users`.`id` >= CAST(? AS SIGNED) AND `users`.`id` <= CAST(? AS SIGNED) AND NOT (((CAST(CONVERT(`people`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`people`.`name` USING utf8mb4) AS BINARY))) AND ((CAST(CONVERT(`people`.`about` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`people`.`about` USING utf8mb4) AS BINARY))) AND ((`people`.`visits` <=> `users`.`visits`) OR (`users`.`visits` <=> `people`.`visits`)));
-- lock it
SELECT 1 FROM `users` WHERE `users`.`id` >= CAST(? AS SIGNED) AND `users`.`id` <= CAST(? AS SIGNED) FOR UPDATE NOWAIT;
-- lock it
SELECT 1 FROM `people` WHERE `people`.`id` >= CAST(? AS SIGNED) AND `people`.`id` <= CAST(? AS SIGNED) FOR UPDATE NOWAIT;
-- mend it
UPDATE `people` JOIN `users` ON `people`.`id` = `users`.`id` SET `people`.`name` = CASE WHEN ((CAST(CONVERT(`people`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`people`.`name` USING utf8mb4) AS BINARY))) THEN `people`.`name` ELSE `users`.`name` END, `people`.`about` = CASE WHEN ((CAST(CONVERT(`people`.`about` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`people`.`about` USING utf8mb4) AS BINARY))) THEN `people`.`about` ELSE `users`.`bio` END, `people`.`visits` = CASE WHEN ((`people`.`visits` <=> `users`.`visits`) OR (`users`.`visits` <=> `people`.`visits`)) THEN `people`.`visits` ELSE `users`.`visits` END WHERE `users`.`id` >= CAST(? AS SIGNED) AND `users`.`id` <= CAST(? AS SIGNED) AND NOT (((CAST(CONVERT(`people`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`people`.`name` USING utf8mb4) AS BINARY))) AND ((CAST(CONVERT(`people`.`about` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`people`.`about` USING utf8mb4) AS BINARY))) AND ((`people`.`visits` <=> `users`.`visits`) OR (`users`.`visits` <=> `people`.`visits`)));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (CASE WHEN `people`.`id` IS NULL THEN FALSE ELSE (((CAST(CONVERT(`people`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`people`.`name` USING utf8mb4) AS BINARY))) AND ((CAST(CONVERT(`people`.`about` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`people`.`about` USING utf8mb4) AS BINARY))) AND ((`people`.`visits` <=> `users`.`visits`) OR (`users`.`visits` <=> `people`.`visits`))) END) THEN 1 END) FROM `users` LEFT JOIN `people` ON `people`.`id` = `users`.`id` WHERE `users`.`id` >= CAST(? AS SIGNED) AND `users`.`id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`users`.`id` AS CHAR) FROM `users` LEFT JOIN `people` ON `people`.`id` = `users`.`id` WHERE `users`.`id` >= CAST(? AS SIGNED) AND `users`.`id` <= CAST(? AS SIGNED) AND NOT (CASE WHEN `people`.`id` IS NULL THEN FALSE ELSE (((CAST(CONVERT(`people`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`people`.`name` USING utf8mb4) AS BINARY))) AND ((CAST(CONVERT(`people`.`about` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`people`.`about` USING utf8mb4) AS BINARY))) AND ((`people`.`visits` <=> `users`.`visits`) OR (`users`.`visits` <=> `people`.`visits`))) END) ORDER BY `users`.`id` LIMIT ?;
-- not null: 

-- ---- backfill people, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (`users`.`id` IS NOT NULL)
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'people';
-- lowest
SELECT CAST(`people`.`id` AS CHAR) FROM `people` ORDER BY `people`.`id` LIMIT 1;
-- highest
SELECT CAST(`people`.`id` AS CHAR) FROM `people` ORDER BY `people`.`id` DESC LIMIT 1;
-- cut
SELECT CAST(`people`.`id` AS CHAR) FROM `people` WHERE `people`.`id` >= CAST(? AS SIGNED) AND `people`.`id` <= CAST(? AS SIGNED) ORDER BY `people`.`id` LIMIT 2 OFFSET ?;
-- find what to mend
SELECT CAST(`people`.`id` AS CHAR) FROM `people` LEFT JOIN `users` ON `people`.`id` = `users`.`id` WHERE `people`.`id` >= CAST(? AS SIGNED) AND `people`.`id` <= CAST(? AS SIGNED) AND `users`.`id` IS NULL;
-- mend it
DELETE FROM `people` WHERE `people`.`id` >= CAST(? AS SIGNED) AND `people`.`id` <= CAST(? AS SIGNED) AND NOT EXISTS (SELECT 1 FROM `users` WHERE `people`.`id` = `users`.`id`);
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (`users`.`id` IS NOT NULL) THEN 1 END) FROM `people` LEFT JOIN `users` ON `people`.`id` = `users`.`id` WHERE `people`.`id` >= CAST(? AS SIGNED) AND `people`.`id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`people`.`id` AS CHAR) FROM `people` LEFT JOIN `users` ON `people`.`id` = `users`.`id` WHERE `people`.`id` >= CAST(? AS SIGNED) AND `people`.`id` <= CAST(? AS SIGNED) AND NOT (`users`.`id` IS NOT NULL) ORDER BY `people`.`id` LIMIT ?;
-- not null: 


-- ======== contract ========

-- ---- end dual write of people to users, before insert (table people)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on people are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_rename_users_users_people_d_ins_lock`;
-- undo: never: the old columns of users, which moved to people, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_users_users_people_d_ins_lock') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of people to users, before update (table people)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on people are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_rename_users_users_people_d_upd_lock`;
-- undo: never: the old columns of users, which moved to people, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_users_users_people_d_upd_lock') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of people to users, after insert (table people)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on people are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_rename_users_users_people_d_ins`;
-- undo: never: the old columns of users, which moved to people, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_users_users_people_d_ins') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of people to users, after update (table people)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on people are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_rename_users_users_people_d_upd`;
-- undo: never: the old columns of users, which moved to people, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_users_users_people_d_upd') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of people to users, after delete (table people)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on people are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_rename_users_users_people_d_del`;
-- undo: never: the old columns of users, which moved to people, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_users_users_people_d_del') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of users to people, after insert (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on users are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_rename_users_users_people_m_ins`;
-- undo: never: the old columns of users, which moved to people, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_users_users_people_m_ins') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of users to people, after update (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on users are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_rename_users_users_people_m_upd`;
-- undo: never: the old columns of users, which moved to people, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_users_users_people_m_upd') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of users to people, before delete (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on users are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_rename_users_users_people_m_del`;
-- undo: never: the old columns of users, which moved to people, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_users_users_people_m_del') = 0 THEN 1 ELSE 0 END;

-- ---- drop table users (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table users is gone already, and not by xc
-- run
DROP TABLE `users`;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'users') = 0 THEN 1 ELSE 0 END;
