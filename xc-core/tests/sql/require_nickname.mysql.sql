-- require_nickname on MySQL and MariaDB
--
-- requires create_shop at expand or later: it makes table `users` (at create_shop.rs:6:22), which is changed at require_nickname.rs:10:9
--
-- expects table users, key (id), perhaps more
--   id bigint not null
--   name varchar(100) not null
--   nickname varchar(50) null
--   email varchar(255) null
--   age int null
--   score int not null
--   seen_at datetime(6) not null
--
-- expects table countries, key (code), perhaps more
--   code varchar(2) not null
--   name varchar(100) not null


-- ======== expand ========

-- ---- add column users.label (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table users has one of the columns label already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE `users` ADD COLUMN `label` varchar(100), ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` ADD COLUMN `label` varchar(100), ALGORITHM=INPLACE, LOCK=NONE;
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
CREATE TRIGGER `xc_require_nickname_users_upd` BEFORE UPDATE ON `users` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    SET NEW.`nickname` = coalesce(NEW.`nickname`, 'none');
    SET NEW.`email` = trim(NEW.`email`);
    IF (CAST(CONVERT(NEW.`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`label` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY)) OR ((CAST(CONVERT(NEW.`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(coalesce(NEW.`label`, '') USING utf8mb4) AS BINARY)))) THEN
        SET NEW.`label` = NEW.`name`;
      END IF;
    ELSEIF (CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(coalesce(NEW.`label`, '') USING utf8mb4) AS BINARY))) THEN
        SET NEW.`name` = coalesce(NEW.`label`, '');
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_require_nickname_users_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_require_nickname_users_upd';

-- ---- dual write of users on insert (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table users has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_require_nickname_users_ins` BEFORE INSERT ON `users` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    SET NEW.`nickname` = coalesce(NEW.`nickname`, 'none');
    SET NEW.`email` = trim(NEW.`email`);
    IF (NEW.`label` IS NULL) THEN
      SET NEW.`label` = NEW.`name`;
    ELSEIF ((NEW.`name` IS NULL OR CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY))) THEN
      SET NEW.`name` = coalesce(NEW.`label`, '');
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_require_nickname_users_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_require_nickname_users_ins';

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

-- ---- dual write of countries on update (table countries)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table countries has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_require_nickname_countries_upd` BEFORE UPDATE ON `countries` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    SET NEW.`name` = trim(NEW.`name`);
  END IF;
END;
-- undo
DROP TRIGGER `xc_require_nickname_countries_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_require_nickname_countries_upd';

-- ---- dual write of countries on insert (table countries)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table countries has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_require_nickname_countries_ins` BEFORE INSERT ON `countries` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    SET NEW.`name` = trim(NEW.`name`);
  END IF;
END;
-- undo
DROP TRIGGER `xc_require_nickname_countries_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_require_nickname_countries_ins';


-- ======== migrate ========

-- ---- backfill users, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (((CAST(CONVERT(`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(coalesce(`label`, '') USING utf8mb4) AS BINARY))) AND (CAST(CONVERT(`nickname` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(coalesce(`nickname`, 'none') USING utf8mb4) AS BINARY) AND CAST(CONVERT(`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(trim(`email`) USING utf8mb4) AS BINARY)))
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'users';
-- lowest
SELECT CAST(`id` AS CHAR) FROM `users` ORDER BY `users`.`id` LIMIT 1;
-- highest
SELECT CAST(`id` AS CHAR) FROM `users` ORDER BY `users`.`id` DESC LIMIT 1;
-- cut
SELECT CAST(`id` AS CHAR) FROM `users` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) ORDER BY `users`.`id` LIMIT 2 OFFSET ?;
-- fill
UPDATE `users` SET `label` = CASE WHEN ((CAST(CONVERT(`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(coalesce(`label`, '') USING utf8mb4) AS BINARY))) THEN `label` ELSE `name` END, `nickname` = coalesce(`nickname`, 'none'), `email` = trim(`email`) WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (((CAST(CONVERT(`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(coalesce(`label`, '') USING utf8mb4) AS BINARY))) AND (CAST(CONVERT(`nickname` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(coalesce(`nickname`, 'none') USING utf8mb4) AS BINARY) AND CAST(CONVERT(`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(trim(`email`) USING utf8mb4) AS BINARY)));
-- the other way round
UPDATE `users` SET `name` = CASE WHEN ((CAST(CONVERT(`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(coalesce(`label`, '') USING utf8mb4) AS BINARY))) THEN `name` ELSE coalesce(`label`, '') END, `nickname` = coalesce(`nickname`, 'none'), `email` = trim(`email`) WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (((CAST(CONVERT(`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(coalesce(`label`, '') USING utf8mb4) AS BINARY))) AND (CAST(CONVERT(`nickname` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(coalesce(`nickname`, 'none') USING utf8mb4) AS BINARY) AND CAST(CONVERT(`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(trim(`email`) USING utf8mb4) AS BINARY)));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (((CAST(CONVERT(`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(coalesce(`label`, '') USING utf8mb4) AS BINARY))) AND (CAST(CONVERT(`nickname` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(coalesce(`nickname`, 'none') USING utf8mb4) AS BINARY) AND CAST(CONVERT(`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(trim(`email`) USING utf8mb4) AS BINARY))) THEN 1 END), COUNT(CASE WHEN `nickname` IS NULL THEN 1 END) FROM `users` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`id` AS CHAR), CAST(`name` AS CHAR), CAST(`label` AS CHAR), CAST(`nickname` AS CHAR), CAST(`email` AS CHAR), CAST(`name` AS CHAR), CAST(coalesce(`label`, '') AS CHAR), CAST(coalesce(`nickname`, 'none') AS CHAR), CAST(trim(`email`) AS CHAR) FROM `users` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (((CAST(CONVERT(`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(coalesce(`label`, '') USING utf8mb4) AS BINARY))) AND (CAST(CONVERT(`nickname` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(coalesce(`nickname`, 'none') USING utf8mb4) AS BINARY) AND CAST(CONVERT(`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(trim(`email`) USING utf8mb4) AS BINARY))) ORDER BY `users`.`id` LIMIT ?;
-- not null: nickname

-- ---- backfill countries, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (CAST(CONVERT(`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(trim(`name`) USING utf8mb4) AS BINARY))
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'countries';
-- lowest
SELECT CAST(`code` AS CHAR) FROM `countries` ORDER BY `countries`.`code` LIMIT 1;
-- highest
SELECT CAST(`code` AS CHAR) FROM `countries` ORDER BY `countries`.`code` DESC LIMIT 1;
-- cut
SELECT CAST(`code` AS CHAR) FROM `countries` WHERE `code` >= ? AND `code` <= ? ORDER BY `countries`.`code` LIMIT 2 OFFSET ?;
-- fill
UPDATE `countries` SET `name` = trim(`name`) WHERE `code` >= ? AND `code` <= ? AND NOT (CAST(CONVERT(`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(trim(`name`) USING utf8mb4) AS BINARY));
-- the other way round
UPDATE `countries` SET `name` = trim(`name`) WHERE `code` >= ? AND `code` <= ? AND NOT (CAST(CONVERT(`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(trim(`name`) USING utf8mb4) AS BINARY));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (CAST(CONVERT(`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(trim(`name`) USING utf8mb4) AS BINARY)) THEN 1 END) FROM `countries` WHERE `code` >= ? AND `code` <= ?;
-- examine
SELECT CAST(`code` AS CHAR), CAST(`name` AS CHAR), CAST(trim(`name`) AS CHAR) FROM `countries` WHERE `code` >= ? AND `code` <= ? AND NOT (CAST(CONVERT(`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(trim(`name`) USING utf8mb4) AS BINARY)) ORDER BY `countries`.`code` LIMIT ?;
-- not null: 


-- ======== contract ========

-- ---- require values in users.nickname (table users)
-- cost: a rebuild beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: columns users.nickname are NOT NULL already, and not by xc: drop the constraint, or declare it
-- run
-- refused where this is above 0: of users (nickname), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would drop: take it away, and give it again afterwards
SELECT COUNT(*) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('nickname') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
-- which
SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('nickname') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
ALTER TABLE `users` MODIFY COLUMN `nickname` varchar(50) NOT NULL, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
-- refused where this is above 0: of users (nickname), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would drop: take it away, and give it again afterwards
SELECT COUNT(*) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('nickname') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
-- which
SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('nickname') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
ALTER TABLE `users` MODIFY COLUMN `nickname` varchar(50), ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('nickname') AND is_nullable = 'NO';

-- ---- end dual write of users on update (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_require_nickname_users_upd on users is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_require_nickname_users_upd`;
-- undo
CREATE TRIGGER `xc_require_nickname_users_upd` BEFORE UPDATE ON `users` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    SET NEW.`nickname` = coalesce(NEW.`nickname`, 'none');
    SET NEW.`email` = trim(NEW.`email`);
    IF (CAST(CONVERT(NEW.`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`label` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY)) OR ((CAST(CONVERT(NEW.`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(coalesce(NEW.`label`, '') USING utf8mb4) AS BINARY)))) THEN
        SET NEW.`label` = NEW.`name`;
      END IF;
    ELSEIF (CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`label` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(coalesce(NEW.`label`, '') USING utf8mb4) AS BINARY))) THEN
        SET NEW.`name` = coalesce(NEW.`label`, '');
      END IF;
    END IF;
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_require_nickname_users_upd') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of users on insert (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_require_nickname_users_ins on users is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_require_nickname_users_ins`;
-- undo
CREATE TRIGGER `xc_require_nickname_users_ins` BEFORE INSERT ON `users` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    SET NEW.`nickname` = coalesce(NEW.`nickname`, 'none');
    SET NEW.`email` = trim(NEW.`email`);
    IF (NEW.`label` IS NULL) THEN
      SET NEW.`label` = NEW.`name`;
    ELSEIF ((NEW.`name` IS NULL OR CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY))) THEN
      SET NEW.`name` = coalesce(NEW.`label`, '');
    END IF;
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_require_nickname_users_ins') = 0 THEN 1 ELSE 0 END;

-- ---- require users.name again (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table users has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
ALTER TABLE `users` ALTER COLUMN `name` DROP DEFAULT, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` ALTER COLUMN `name` DROP DEFAULT, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `users` ALTER COLUMN `name` SET DEFAULT '', ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` ALTER COLUMN `name` SET DEFAULT '', ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('name') AND column_default IS NOT NULL) = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of countries on update (table countries)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_require_nickname_countries_upd on countries is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_require_nickname_countries_upd`;
-- undo
CREATE TRIGGER `xc_require_nickname_countries_upd` BEFORE UPDATE ON `countries` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    SET NEW.`name` = trim(NEW.`name`);
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_require_nickname_countries_upd') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of countries on insert (table countries)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_require_nickname_countries_ins on countries is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_require_nickname_countries_ins`;
-- undo
CREATE TRIGGER `xc_require_nickname_countries_ins` BEFORE INSERT ON `countries` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    SET NEW.`name` = trim(NEW.`name`);
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_require_nickname_countries_ins') = 0 THEN 1 ELSE 0 END;
