-- seal_email on MySQL and MariaDB
--
-- requires create_users at expand or later: it makes table `users` (at create_users.rs:7:22), which is changed at seal_email.rs:8:9
--
-- expects table users, key (id), perhaps more
--   id bigint not null
--   name varchar(100) not null
--   email varchar(255) null
--   created_at datetime not null


-- ======== expand ========

-- ---- add column users.sealed (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table users has one of the columns sealed already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE `users` ADD COLUMN `sealed` varchar(288), ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` ADD COLUMN `sealed` varchar(288), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `users` DROP COLUMN `sealed`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` DROP COLUMN `sealed`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('sealed');


-- ======== dual_write ========

-- ---- dual write of users on update (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table users has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_seal_email_users_upd` BEFORE UPDATE ON `users` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (CAST(CONVERT(NEW.`sealed` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`sealed` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`email` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(NEW.`sealed`, 34, 255) USING utf8mb4) AS BINARY))) THEN
        SET NEW.`sealed` = CONCAT(LOWER(HEX(RANDOM_BYTES(16))), ':', NEW.`email`);
      END IF;
    ELSEIF (CAST(CONVERT(NEW.`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`email` USING utf8mb4) AS BINARY)) THEN
      IF NOT (CAST(CONVERT(NEW.`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(NEW.`sealed`, 34, 255) USING utf8mb4) AS BINARY)) THEN
        SET NEW.`email` = substr(NEW.`sealed`, 34, 255);
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_seal_email_users_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_seal_email_users_upd';

-- ---- dual write of users on insert (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table users has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_seal_email_users_ins` BEFORE INSERT ON `users` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`sealed` IS NULL) THEN
      SET NEW.`sealed` = CONCAT(LOWER(HEX(RANDOM_BYTES(16))), ':', NEW.`email`);
    ELSEIF (NEW.`email` IS NULL) THEN
      SET NEW.`email` = substr(NEW.`sealed`, 34, 255);
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_seal_email_users_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_seal_email_users_ins';


-- ======== migrate ========

-- ---- backfill users, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (CAST(CONVERT(`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(`sealed`, 34, 255) USING utf8mb4) AS BINARY))
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'users';
-- lowest
SELECT CAST(`id` AS CHAR) FROM `users` ORDER BY `users`.`id` LIMIT 1;
-- highest
SELECT CAST(`id` AS CHAR) FROM `users` ORDER BY `users`.`id` DESC LIMIT 1;
-- cut
SELECT CAST(`id` AS CHAR) FROM `users` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) ORDER BY `users`.`id` LIMIT 2 OFFSET ?;
-- fill
UPDATE `users` SET `sealed` = CONCAT(LOWER(HEX(RANDOM_BYTES(16))), ':', `email`) WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (CAST(CONVERT(`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(`sealed`, 34, 255) USING utf8mb4) AS BINARY));
-- the other way round
UPDATE `users` SET `email` = substr(`sealed`, 34, 255) WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (CAST(CONVERT(`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(`sealed`, 34, 255) USING utf8mb4) AS BINARY));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (CAST(CONVERT(`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(`sealed`, 34, 255) USING utf8mb4) AS BINARY)) THEN 1 END) FROM `users` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`id` AS CHAR), CAST(`email` AS CHAR), CAST(`sealed` AS CHAR), CAST(CONCAT(LOWER(HEX(RANDOM_BYTES(16))), ':', `email`) AS CHAR), CAST(substr(`sealed`, 34, 255) AS CHAR) FROM `users` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (CAST(CONVERT(`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(`sealed`, 34, 255) USING utf8mb4) AS BINARY)) ORDER BY `users`.`id` LIMIT ?;
-- not null: 
