-- endless_nick on MySQL and MariaDB
--
-- requires create_members at expand or later: it makes table `members` (at create_members.rs:6:22), which is changed at endless_nick.rs:10:9
--
-- expects table members, key (id), perhaps more
--   id bigint not null
--   name varchar(100) not null
--   email varchar(200) not null
--   visits bigint not null


-- ======== expand ========

-- ---- add column members.nick (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table members has one of the columns nick already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE `members` ADD COLUMN `nick` varchar(100), ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `members` ADD COLUMN `nick` varchar(100), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `members` DROP COLUMN `nick`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `members` DROP COLUMN `nick`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'members' AND column_name IN ('nick');


-- ======== dual_write ========

-- ---- dual write of members on update (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table members has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_endless_nick_members_upd` BEFORE UPDATE ON `members` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (CAST(CONVERT(NEW.`nick` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`nick` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY)) OR ((CAST(CONVERT(NEW.`nick` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(coalesce(NEW.`nick`, '') USING utf8mb4) AS BINARY)))) THEN
        SET NEW.`nick` = NEW.`name`;
      END IF;
    ELSEIF (CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`nick` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(coalesce(NEW.`nick`, '') USING utf8mb4) AS BINARY))) THEN
        SET NEW.`name` = coalesce(NEW.`nick`, '');
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_endless_nick_members_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_endless_nick_members_upd';

-- ---- dual write of members on insert (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table members has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_endless_nick_members_ins` BEFORE INSERT ON `members` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`nick` IS NULL) THEN
      SET NEW.`nick` = NEW.`name`;
    ELSEIF ((NEW.`name` IS NULL OR CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY))) THEN
      SET NEW.`name` = coalesce(NEW.`nick`, '');
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_endless_nick_members_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_endless_nick_members_ins';

-- ---- let v2 leave out members.name (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: column members.name has a default that the migrations do not know: drop it, or declare it
-- run
ALTER TABLE `members` ALTER COLUMN `name` SET DEFAULT '', ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `members` ALTER COLUMN `name` SET DEFAULT '', ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `members` ALTER COLUMN `name` DROP DEFAULT, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `members` ALTER COLUMN `name` DROP DEFAULT, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'members' AND column_name IN ('name') AND column_default IS NOT NULL;


-- ======== migrate ========

-- ---- backfill members, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   ((CAST(CONVERT(`nick` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(coalesce(`nick`, '') USING utf8mb4) AS BINARY)))
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'members';
-- lowest
SELECT CAST(`id` AS CHAR) FROM `members` ORDER BY `members`.`id` LIMIT 1;
-- highest
SELECT CAST(`id` AS CHAR) FROM `members` ORDER BY `members`.`id` DESC LIMIT 1;
-- cut
SELECT CAST(`id` AS CHAR) FROM `members` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) ORDER BY `members`.`id` LIMIT 2 OFFSET ?;
-- fill
UPDATE `members` SET `nick` = `name` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT ((CAST(CONVERT(`nick` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(coalesce(`nick`, '') USING utf8mb4) AS BINARY)));
-- the other way round
UPDATE `members` SET `name` = coalesce(`nick`, '') WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT ((CAST(CONVERT(`nick` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(coalesce(`nick`, '') USING utf8mb4) AS BINARY)));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ((CAST(CONVERT(`nick` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(coalesce(`nick`, '') USING utf8mb4) AS BINARY))) THEN 1 END) FROM `members` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`id` AS CHAR), CAST(`name` AS CHAR), CAST(`nick` AS CHAR), CAST(`name` AS CHAR), CAST(coalesce(`nick`, '') AS CHAR) FROM `members` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT ((CAST(CONVERT(`nick` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(coalesce(`nick`, '') USING utf8mb4) AS BINARY))) ORDER BY `members`.`id` LIMIT ?;
-- not null: 
