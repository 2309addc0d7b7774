-- move_bio on MySQL and MariaDB
--
-- requires create_people at expand or later: it makes table `users` (at create_people.rs:5:22), which is changed at move_bio.rs:16:9
--
-- expects table users, key (id), perhaps more
--   id bigint not null
--   name varchar(100) not null
--   bio text null
--   visits bigint not null


-- ======== expand ========

-- ---- create table profiles (table profiles)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table profiles already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `profiles` (`user_id` bigint NOT NULL, `bio` text, `first_name` varchar(100) NOT NULL, `last_name` varchar(100) NOT NULL, `views` bigint NOT NULL DEFAULT 0, PRIMARY KEY (`user_id`));
-- undo
-- refused where this is above 0: table profiles has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `profiles` LIMIT 1) AS some_rows;
DROP TABLE `profiles`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'profiles';


-- ======== dual_write ========

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

-- ---- dual write of profiles to users, before insert (table profiles)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table profiles has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_move_bio_users_profiles_d_ins_lock` BEFORE INSERT ON `profiles` FOR EACH ROW
BEGIN
  DECLARE xc_found INT;
  DECLARE xc_there INT;
  DECLARE xc_value_0 text CHARACTER SET utf8mb4;
  DECLARE xc_value_1 varchar(100) CHARACTER SET utf8mb4;
  DECLARE xc_value_2 varchar(100) CHARACTER SET utf8mb4;
  IF @xc_backfill IS NULL AND NOT (@`xc_move_bio_users_profiles_writes` <=> NOW(6)) THEN
    SELECT CASE WHEN NOT (`users`.`bio` IS NULL AND (`users`.`name` IS NULL OR CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY))) THEN 1 ELSE 0 END, `users`.`bio`, SUBSTRING_INDEX(`users`.`name`, ' ', 1), substr(`users`.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(`users`.`name`, ' ', 1)) + 2)) INTO xc_found, xc_value_0, xc_value_1, xc_value_2 FROM `users` WHERE NEW.`user_id` = `users`.`id` FOR UPDATE;
    IF xc_found IS NULL THEN
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no row of users belongs to this row of profiles: insert that one first';
    END IF;
    SELECT COUNT(*) INTO xc_there FROM `profiles` WHERE `profiles`.`user_id` = NEW.`user_id`;
    IF xc_found = 1 AND xc_there = 0 THEN
      IF NEW.`bio` IS NULL THEN SET NEW.`bio` = xc_value_0; END IF;
      IF NEW.`first_name` IS NULL THEN SET NEW.`first_name` = xc_value_1; END IF;
      IF NEW.`last_name` IS NULL THEN SET NEW.`last_name` = xc_value_2; END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_move_bio_users_profiles_d_ins_lock`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_move_bio_users_profiles_d_ins_lock';

-- ---- dual write of profiles to users, before update (table profiles)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table profiles has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_move_bio_users_profiles_d_upd_lock` BEFORE UPDATE ON `profiles` FOR EACH ROW
BEGIN
  DECLARE xc_found INT;
  DECLARE xc_alike_0 INT;
  DECLARE xc_alike_1 INT;
  DECLARE xc_value_0 text CHARACTER SET utf8mb4;
  DECLARE xc_value_1 varchar(100) CHARACTER SET utf8mb4;
  DECLARE xc_value_2 varchar(100) CHARACTER SET utf8mb4;
  IF @xc_backfill IS NULL AND NOT (@`xc_move_bio_users_profiles_writes` <=> NOW(6)) THEN
    IF NOT (CAST(CONVERT(NEW.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`bio` USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`first_name` USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`last_name` USING utf8mb4) AS BINARY) AND NEW.`user_id` <=> OLD.`user_id`) THEN
      SELECT 1, ((CAST(CONVERT(OLD.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`bio` USING utf8mb4) AS BINARY))), ((CAST(CONVERT(OLD.`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(`users`.`name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(OLD.`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(`users`.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(`users`.`name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(OLD.`first_name`, ' ', OLD.`last_name`) USING utf8mb4) AS BINARY))), `users`.`bio`, SUBSTRING_INDEX(`users`.`name`, ' ', 1), substr(`users`.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(`users`.`name`, ' ', 1)) + 2)) INTO xc_found, xc_alike_0, xc_alike_1, xc_value_0, xc_value_1, xc_value_2 FROM `users` WHERE NEW.`user_id` = `users`.`id` FOR UPDATE;
      IF xc_found IS NULL THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no row of users belongs to this row of profiles: insert that one first';
      END IF;
      IF (NEW.`user_id` <=> OLD.`user_id`) THEN
        IF NOT xc_alike_0 THEN
          IF (CAST(CONVERT(NEW.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`bio` USING utf8mb4) AS BINARY)) THEN SET NEW.`bio` = xc_value_0; END IF;
        END IF;
        IF NOT xc_alike_1 THEN
          IF (CAST(CONVERT(NEW.`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`first_name` USING utf8mb4) AS BINARY)) THEN SET NEW.`first_name` = xc_value_1; END IF;
          IF (CAST(CONVERT(NEW.`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`last_name` USING utf8mb4) AS BINARY)) THEN SET NEW.`last_name` = xc_value_2; END IF;
        END IF;
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_move_bio_users_profiles_d_upd_lock`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_move_bio_users_profiles_d_upd_lock';

-- ---- dual write of profiles to users, after insert (table profiles)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table profiles has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_move_bio_users_profiles_d_ins` AFTER INSERT ON `profiles` FOR EACH ROW
BEGIN
  DECLARE xc_alike_0 INT;
  DECLARE xc_alike_1 INT;
  IF @xc_backfill IS NULL AND NOT (@`xc_move_bio_users_profiles_writes` <=> NOW(6)) THEN
    SELECT ((CAST(CONVERT(NEW.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`bio` USING utf8mb4) AS BINARY))), ((CAST(CONVERT(NEW.`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(`users`.`name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(`users`.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(`users`.`name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(NEW.`first_name`, ' ', NEW.`last_name`) USING utf8mb4) AS BINARY))) INTO xc_alike_0, xc_alike_1 FROM `users` WHERE NEW.`user_id` = `users`.`id` FOR UPDATE;
    IF NOT (xc_alike_0 AND xc_alike_1) THEN
      SET @`xc_move_bio_users_profiles_writes` = NOW(6);
      UPDATE `users` SET `bio` = CASE WHEN xc_alike_0 THEN `users`.`bio` ELSE NEW.`bio` END, `name` = CASE WHEN xc_alike_1 THEN `users`.`name` ELSE CONCAT(NEW.`first_name`, ' ', NEW.`last_name`) END WHERE NEW.`user_id` = `users`.`id`;
      SET @`xc_move_bio_users_profiles_writes` = NULL;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_move_bio_users_profiles_d_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_move_bio_users_profiles_d_ins';

-- ---- dual write of profiles to users, after update (table profiles)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table profiles has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_move_bio_users_profiles_d_upd` AFTER UPDATE ON `profiles` FOR EACH ROW
BEGIN
  DECLARE xc_found INT;
  DECLARE xc_alike_0 INT;
  DECLARE xc_alike_1 INT;
  IF @xc_backfill IS NULL AND NOT (@`xc_move_bio_users_profiles_writes` <=> NOW(6)) THEN
    IF NOT (CAST(CONVERT(NEW.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`bio` USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`first_name` USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`last_name` USING utf8mb4) AS BINARY) AND NEW.`user_id` <=> OLD.`user_id`) THEN
      IF NOT (NEW.`user_id` <=> OLD.`user_id`) THEN
        SELECT 1 INTO xc_found FROM `users` WHERE OLD.`user_id` = `users`.`id` FOR UPDATE;
        IF xc_found = 1 THEN
          SET @`xc_move_bio_users_profiles_writes` = NOW(6);
          UPDATE `users` SET `bio` = NULL, `name` = '' WHERE OLD.`user_id` = `users`.`id` AND NOT (`users`.`bio` IS NULL AND (`users`.`name` IS NULL OR CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY)));
          SET @`xc_move_bio_users_profiles_writes` = NULL;
        END IF;
      END IF;
      SELECT ((CAST(CONVERT(NEW.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`bio` USING utf8mb4) AS BINARY))), ((CAST(CONVERT(NEW.`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(`users`.`name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(`users`.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(`users`.`name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(NEW.`first_name`, ' ', NEW.`last_name`) USING utf8mb4) AS BINARY))) INTO xc_alike_0, xc_alike_1 FROM `users` WHERE NEW.`user_id` = `users`.`id` FOR UPDATE;
      IF NOT (xc_alike_0 AND xc_alike_1) THEN
        SET @`xc_move_bio_users_profiles_writes` = NOW(6);
        UPDATE `users` SET `bio` = CASE WHEN xc_alike_0 THEN `users`.`bio` ELSE NEW.`bio` END, `name` = CASE WHEN xc_alike_1 THEN `users`.`name` ELSE CONCAT(NEW.`first_name`, ' ', NEW.`last_name`) END WHERE NEW.`user_id` = `users`.`id`;
        SET @`xc_move_bio_users_profiles_writes` = NULL;
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_move_bio_users_profiles_d_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_move_bio_users_profiles_d_upd';

-- ---- dual write of profiles to users, after delete (table profiles)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table profiles has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_move_bio_users_profiles_d_del` AFTER DELETE ON `profiles` FOR EACH ROW
BEGIN
  DECLARE xc_found INT;
  IF @xc_backfill IS NULL AND NOT (@`xc_move_bio_users_profiles_writes` <=> NOW(6)) THEN
    SELECT 1 INTO xc_found FROM `users` WHERE OLD.`user_id` = `users`.`id` FOR UPDATE;
    IF xc_found = 1 THEN
      SET @`xc_move_bio_users_profiles_writes` = NOW(6);
      UPDATE `users` SET `bio` = NULL, `name` = '' WHERE OLD.`user_id` = `users`.`id` AND NOT (`users`.`bio` IS NULL AND (`users`.`name` IS NULL OR CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY)));
      SET @`xc_move_bio_users_profiles_writes` = NULL;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_move_bio_users_profiles_d_del`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_move_bio_users_profiles_d_del';

-- ---- dual write of users to profiles, before delete (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table users has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_move_bio_users_profiles_m_del` BEFORE DELETE ON `users` FOR EACH ROW
BEGIN
  DECLARE xc_there INT;
  IF @xc_backfill IS NULL AND NOT (@`xc_move_bio_users_profiles_writes` <=> NOW(6)) THEN
    SELECT COUNT(*) INTO xc_there FROM `profiles` WHERE `profiles`.`user_id` = OLD.`id`;
    IF xc_there > 0 THEN
      SET @`xc_move_bio_users_profiles_writes` = NOW(6);
      DELETE FROM `profiles` WHERE `profiles`.`user_id` = OLD.`id`;
      SET @`xc_move_bio_users_profiles_writes` = NULL;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_move_bio_users_profiles_m_del`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_move_bio_users_profiles_m_del';

-- ---- dual write of users to profiles, after update (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table users has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_move_bio_users_profiles_m_upd` AFTER UPDATE ON `users` FOR EACH ROW
BEGIN
  DECLARE xc_there INT;
  DECLARE xc_alike_0 INT;
  DECLARE xc_alike_1 INT;
  IF @xc_backfill IS NULL AND NOT (@`xc_move_bio_users_profiles_writes` <=> NOW(6)) THEN
    IF NOT (CAST(CONVERT(NEW.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`bio` USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY) AND NEW.`id` <=> OLD.`id`) THEN
      IF NOT (NEW.`id` <=> OLD.`id`) THEN
        SET @`xc_move_bio_users_profiles_writes` = NOW(6);
        UPDATE `profiles` SET `user_id` = NEW.`id` WHERE `profiles`.`user_id` = OLD.`id`;
        SET @`xc_move_bio_users_profiles_writes` = NULL;
      END IF;
      SELECT COUNT(*) INTO xc_there FROM `profiles` WHERE `profiles`.`user_id` = NEW.`id`;
      IF xc_there > 0 THEN
        SELECT ((CAST(CONVERT(`profiles`.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`bio` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`profiles`.`bio` USING utf8mb4) AS BINARY))), ((CAST(CONVERT(`profiles`.`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(NEW.`name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(`profiles`.`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(NEW.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(NEW.`name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(`profiles`.`first_name`, ' ', `profiles`.`last_name`) USING utf8mb4) AS BINARY))) INTO xc_alike_0, xc_alike_1 FROM `profiles` WHERE `profiles`.`user_id` = NEW.`id` FOR UPDATE;
        IF xc_alike_0 IS NULL THEN
          SET xc_there = 0;
        ELSEIF NOT (xc_alike_0 AND xc_alike_1) THEN
          SET @`xc_move_bio_users_profiles_writes` = NOW(6);
          UPDATE `profiles` SET `bio` = CASE WHEN xc_alike_0 THEN `profiles`.`bio` ELSE NEW.`bio` END, `first_name` = CASE WHEN xc_alike_1 THEN `profiles`.`first_name` ELSE SUBSTRING_INDEX(NEW.`name`, ' ', 1) END, `last_name` = CASE WHEN xc_alike_1 THEN `profiles`.`last_name` ELSE substr(NEW.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(NEW.`name`, ' ', 1)) + 2)) END WHERE `profiles`.`user_id` = NEW.`id`;
          SET @`xc_move_bio_users_profiles_writes` = NULL;
        END IF;
      END IF;
      IF xc_there = 0 AND NOT (NEW.`bio` IS NULL AND (NEW.`name` IS NULL OR CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY))) THEN
        SET @`xc_move_bio_users_profiles_writes` = NOW(6);
        INSERT INTO `profiles` (`user_id`, `bio`, `first_name`, `last_name`) VALUES (NEW.`id`, NEW.`bio`, SUBSTRING_INDEX(NEW.`name`, ' ', 1), substr(NEW.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(NEW.`name`, ' ', 1)) + 2))) ON DUPLICATE KEY UPDATE `bio` = NEW.`bio`, `first_name` = SUBSTRING_INDEX(NEW.`name`, ' ', 1), `last_name` = substr(NEW.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(NEW.`name`, ' ', 1)) + 2));
        SET @`xc_move_bio_users_profiles_writes` = NULL;
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_move_bio_users_profiles_m_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_move_bio_users_profiles_m_upd';

-- ---- dual write of users to profiles, after insert (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table users has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_move_bio_users_profiles_m_ins` AFTER INSERT ON `users` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL AND NOT (@`xc_move_bio_users_profiles_writes` <=> NOW(6)) THEN
    IF NOT (NEW.`bio` IS NULL AND (NEW.`name` IS NULL OR CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY))) THEN
      SET @`xc_move_bio_users_profiles_writes` = NOW(6);
      INSERT INTO `profiles` (`user_id`, `bio`, `first_name`, `last_name`) VALUES (NEW.`id`, NEW.`bio`, SUBSTRING_INDEX(NEW.`name`, ' ', 1), substr(NEW.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(NEW.`name`, ' ', 1)) + 2))) ON DUPLICATE KEY UPDATE `bio` = NEW.`bio`, `first_name` = SUBSTRING_INDEX(NEW.`name`, ' ', 1), `last_name` = substr(NEW.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(NEW.`name`, ' ', 1)) + 2));
      SET @`xc_move_bio_users_profiles_writes` = NULL;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_move_bio_users_profiles_m_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_move_bio_users_profiles_m_ins';


-- ======== migrate ========

-- ---- backfill users, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (CASE WHEN `profiles`.`user_id` IS NULL THEN (`users`.`bio` IS NULL AND (`users`.`name` IS NULL OR CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY))) ELSE (((CAST(CONVERT(`profiles`.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`profiles`.`bio` USING utf8mb4) AS BINARY))) AND ((CAST(CONVERT(`profiles`.`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(`users`.`name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(`profiles`.`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(`users`.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(`users`.`name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(`profiles`.`first_name`, ' ', `profiles`.`last_name`) USING utf8mb4) AS BINARY)))) END)
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'users';
-- lowest
SELECT CAST(`users`.`id` AS CHAR) FROM `users` ORDER BY `users`.`id` LIMIT 1;
-- highest
SELECT CAST(`users`.`id` AS CHAR) FROM `users` ORDER BY `users`.`id` DESC LIMIT 1;
-- cut
SELECT CAST(`users`.`id` AS CHAR) FROM `users` WHERE `users`.`id` >= CAST(? AS SIGNED) AND `users`.`id` <= CAST(? AS SIGNED) ORDER BY `users`.`id` LIMIT 2 OFFSET ?;
-- lock
SELECT 1 FROM `users` WHERE `users`.`id` >= CAST(? AS SIGNED) AND `users`.`id` <= CAST(? AS SIGNED) AND (SELECT COUNT(*) FROM `profiles` WHERE `profiles`.`user_id` = `users`.`id`) = 0 LOCK IN SHARE MODE;
-- fill
INSERT INTO `profiles` (`user_id`, `bio`, `first_name`, `last_name`) SELECT `users`.`id`, `users`.`bio`, SUBSTRING_INDEX(`users`.`name`, ' ', 1), substr(`users`.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(`users`.`name`, ' ', 1)) + 2)) FROM `users` WHERE `users`.`id` >= CAST(? AS SIGNED) AND `users`.`id` <= CAST(? AS SIGNED) AND NOT (`users`.`bio` IS NULL AND (`users`.`name` IS NULL OR CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY))) AND NOT EXISTS (SELECT 1 FROM `profiles` WHERE `profiles`.`user_id` = `users`.`id`);
-- find what to mend
SELECT CAST(`users`.`id` AS CHAR) FROM `users` JOIN `profiles` ON `profiles`.`user_id` = `users`.`id` WHERE `users`.`id` >= CAST(? AS SIGNED) AND `users`.`id` <= CAST(? AS SIGNED) AND NOT (((CAST(CONVERT(`profiles`.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`profiles`.`bio` USING utf8mb4) AS BINARY))) AND ((CAST(CONVERT(`profiles`.`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(`users`.`name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(`profiles`.`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(`users`.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(`users`.`name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(`profiles`.`first_name`, ' ', `profiles`.`last_name`) USING utf8mb4) AS BINARY))));
-- lock it
SELECT 1 FROM `users` WHERE `users`.`id` >= CAST(? AS SIGNED) AND `users`.`id` <= CAST(? AS SIGNED) FOR UPDATE NOWAIT;
-- lock it
SELECT 1 FROM `profiles` WHERE `profiles`.`user_id` >= CAST(? AS SIGNED) AND `profiles`.`user_id` <= CAST(? AS SIGNED) FOR UPDATE NOWAIT;
-- mend it
UPDATE `profiles` JOIN `users` ON `profiles`.`user_id` = `users`.`id` SET `profiles`.`bio` = CASE WHEN ((CAST(CONVERT(`profiles`.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`profiles`.`bio` USING utf8mb4) AS BINARY))) THEN `profiles`.`bio` ELSE `users`.`bio` END, `profiles`.`first_name` = CASE WHEN ((CAST(CONVERT(`profiles`.`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(`users`.`name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(`profiles`.`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(`users`.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(`users`.`name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(`profiles`.`first_name`, ' ', `profiles`.`last_name`) USING utf8mb4) AS BINARY))) THEN `profiles`.`first_name` ELSE SUBSTRING_INDEX(`users`.`name`, ' ', 1) END, `profiles`.`last_name` = CASE WHEN ((CAST(CONVERT(`profiles`.`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(`users`.`name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(`profiles`.`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(`users`.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(`users`.`name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(`profiles`.`first_name`, ' ', `profiles`.`last_name`) USING utf8mb4) AS BINARY))) THEN `profiles`.`last_name` ELSE substr(`users`.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(`users`.`name`, ' ', 1)) + 2)) END WHERE `users`.`id` >= CAST(? AS SIGNED) AND `users`.`id` <= CAST(? AS SIGNED) AND NOT (((CAST(CONVERT(`profiles`.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`profiles`.`bio` USING utf8mb4) AS BINARY))) AND ((CAST(CONVERT(`profiles`.`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(`users`.`name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(`profiles`.`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(`users`.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(`users`.`name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(`profiles`.`first_name`, ' ', `profiles`.`last_name`) USING utf8mb4) AS BINARY))));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (CASE WHEN `profiles`.`user_id` IS NULL THEN (`users`.`bio` IS NULL AND (`users`.`name` IS NULL OR CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY))) ELSE (((CAST(CONVERT(`profiles`.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`profiles`.`bio` USING utf8mb4) AS BINARY))) AND ((CAST(CONVERT(`profiles`.`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(`users`.`name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(`profiles`.`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(`users`.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(`users`.`name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(`profiles`.`first_name`, ' ', `profiles`.`last_name`) USING utf8mb4) AS BINARY)))) END) THEN 1 END) FROM `users` LEFT JOIN `profiles` ON `profiles`.`user_id` = `users`.`id` WHERE `users`.`id` >= CAST(? AS SIGNED) AND `users`.`id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`users`.`id` AS CHAR) FROM `users` LEFT JOIN `profiles` ON `profiles`.`user_id` = `users`.`id` WHERE `users`.`id` >= CAST(? AS SIGNED) AND `users`.`id` <= CAST(? AS SIGNED) AND NOT (CASE WHEN `profiles`.`user_id` IS NULL THEN (`users`.`bio` IS NULL AND (`users`.`name` IS NULL OR CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY))) ELSE (((CAST(CONVERT(`profiles`.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`bio` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`profiles`.`bio` USING utf8mb4) AS BINARY))) AND ((CAST(CONVERT(`profiles`.`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(`users`.`name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(`profiles`.`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(`users`.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(`users`.`name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`users`.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(`profiles`.`first_name`, ' ', `profiles`.`last_name`) USING utf8mb4) AS BINARY)))) END) ORDER BY `users`.`id` LIMIT ?;
-- not null: 

-- ---- backfill profiles, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (`users`.`id` IS NOT NULL)
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'profiles';
-- lowest
SELECT CAST(`profiles`.`user_id` AS CHAR) FROM `profiles` ORDER BY `profiles`.`user_id` LIMIT 1;
-- highest
SELECT CAST(`profiles`.`user_id` AS CHAR) FROM `profiles` ORDER BY `profiles`.`user_id` DESC LIMIT 1;
-- cut
SELECT CAST(`profiles`.`user_id` AS CHAR) FROM `profiles` WHERE `profiles`.`user_id` >= CAST(? AS SIGNED) AND `profiles`.`user_id` <= CAST(? AS SIGNED) ORDER BY `profiles`.`user_id` LIMIT 2 OFFSET ?;
-- find what to mend
SELECT CAST(`profiles`.`user_id` AS CHAR) FROM `profiles` LEFT JOIN `users` ON `profiles`.`user_id` = `users`.`id` WHERE `profiles`.`user_id` >= CAST(? AS SIGNED) AND `profiles`.`user_id` <= CAST(? AS SIGNED) AND `users`.`id` IS NULL;
-- mend it
DELETE FROM `profiles` WHERE `profiles`.`user_id` >= CAST(? AS SIGNED) AND `profiles`.`user_id` <= CAST(? AS SIGNED) AND NOT EXISTS (SELECT 1 FROM `users` WHERE `profiles`.`user_id` = `users`.`id`);
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (`users`.`id` IS NOT NULL) THEN 1 END) FROM `profiles` LEFT JOIN `users` ON `profiles`.`user_id` = `users`.`id` WHERE `profiles`.`user_id` >= CAST(? AS SIGNED) AND `profiles`.`user_id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`profiles`.`user_id` AS CHAR) FROM `profiles` LEFT JOIN `users` ON `profiles`.`user_id` = `users`.`id` WHERE `profiles`.`user_id` >= CAST(? AS SIGNED) AND `profiles`.`user_id` <= CAST(? AS SIGNED) AND NOT (`users`.`id` IS NOT NULL) ORDER BY `profiles`.`user_id` LIMIT ?;
-- not null: 


-- ======== contract ========

-- ---- end dual write of profiles to users, before insert (table profiles)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on profiles are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_move_bio_users_profiles_d_ins_lock`;
-- undo: never: the old columns of users, which moved to profiles, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_move_bio_users_profiles_d_ins_lock') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of profiles to users, before update (table profiles)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on profiles are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_move_bio_users_profiles_d_upd_lock`;
-- undo: never: the old columns of users, which moved to profiles, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_move_bio_users_profiles_d_upd_lock') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of profiles to users, after insert (table profiles)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on profiles are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_move_bio_users_profiles_d_ins`;
-- undo: never: the old columns of users, which moved to profiles, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_move_bio_users_profiles_d_ins') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of profiles to users, after update (table profiles)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on profiles are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_move_bio_users_profiles_d_upd`;
-- undo: never: the old columns of users, which moved to profiles, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_move_bio_users_profiles_d_upd') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of profiles to users, after delete (table profiles)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on profiles are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_move_bio_users_profiles_d_del`;
-- undo: never: the old columns of users, which moved to profiles, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_move_bio_users_profiles_d_del') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of users to profiles, after insert (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on users are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_move_bio_users_profiles_m_ins`;
-- undo: never: the old columns of users, which moved to profiles, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_move_bio_users_profiles_m_ins') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of users to profiles, after update (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on users are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_move_bio_users_profiles_m_upd`;
-- undo: never: the old columns of users, which moved to profiles, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_move_bio_users_profiles_m_upd') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of users to profiles, before delete (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: the triggers of xc on users are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER `xc_move_bio_users_profiles_m_del`;
-- undo: never: the old columns of users, which moved to profiles, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_move_bio_users_profiles_m_del') = 0 THEN 1 ELSE 0 END;

-- ---- drop columns users.bio, users.name (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: users.bio, users.name is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE `users` DROP COLUMN `bio`, DROP COLUMN `name`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` DROP COLUMN `bio`, DROP COLUMN `name`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: the old columns of users, which moved to profiles, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('bio', 'name')) = 0 THEN 1 ELSE 0 END;
