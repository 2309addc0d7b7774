-- split_member_name on MySQL and MariaDB
--
-- requires create_members at expand or later: it makes table `members` (at create_members.rs:6:22), which is changed at split_member_name.rs:12:9
--
-- expects table members, key (id), perhaps more
--   id bigint not null
--   name varchar(100) not null
--   email varchar(200) not null
--   visits bigint not null


-- ======== expand ========

-- ---- add columns members.first_name, members.last_name (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table members has one of the columns first_name, last_name already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE `members` ADD COLUMN `first_name` varchar(100), ADD COLUMN `last_name` varchar(100), ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `members` ADD COLUMN `first_name` varchar(100), ADD COLUMN `last_name` varchar(100), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `members` DROP COLUMN `first_name`, DROP COLUMN `last_name`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `members` DROP COLUMN `first_name`, DROP COLUMN `last_name`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'members' AND column_name IN ('first_name', 'last_name');


-- ======== dual_write ========

-- ---- dual write of members on update (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table members has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_split_member_name_members_upd` BEFORE UPDATE ON `members` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (CAST(CONVERT(NEW.`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`first_name` USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`last_name` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY)) OR ((CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(NEW.`first_name`, ' ', NEW.`last_name`) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(NEW.`name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(NEW.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(NEW.`name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY)))) THEN
        SET NEW.`first_name` = SUBSTRING_INDEX(NEW.`name`, ' ', 1);
        SET NEW.`last_name` = substr(NEW.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(NEW.`name`, ' ', 1)) + 2));
      END IF;
    ELSEIF (CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(OLD.`first_name`, ' ', OLD.`last_name`) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(OLD.`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(OLD.`name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(OLD.`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(OLD.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(OLD.`name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY))) THEN
        IF (CAST(CONVERT(NEW.`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`first_name` USING utf8mb4) AS BINARY)) THEN
          SET NEW.`first_name` = SUBSTRING_INDEX(OLD.`name`, ' ', 1);
        END IF;
        IF (CAST(CONVERT(NEW.`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`last_name` USING utf8mb4) AS BINARY)) THEN
          SET NEW.`last_name` = substr(OLD.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(OLD.`name`, ' ', 1)) + 2));
        END IF;
      END IF;
      IF NOT ((CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(NEW.`first_name`, ' ', NEW.`last_name`) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(NEW.`name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(NEW.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(NEW.`name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY))) THEN
        SET NEW.`name` = CONCAT(NEW.`first_name`, ' ', NEW.`last_name`);
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_split_member_name_members_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_split_member_name_members_upd';

-- ---- dual write of members on insert (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table members has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_split_member_name_members_ins` BEFORE INSERT ON `members` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`first_name` IS NULL AND NEW.`last_name` IS NULL) THEN
      SET NEW.`first_name` = SUBSTRING_INDEX(NEW.`name`, ' ', 1);
      SET NEW.`last_name` = substr(NEW.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(NEW.`name`, ' ', 1)) + 2));
    ELSEIF ((NEW.`name` IS NULL OR CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY))) THEN
      SET NEW.`name` = CONCAT(NEW.`first_name`, ' ', NEW.`last_name`);
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_split_member_name_members_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_split_member_name_members_ins';

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
--   (`first_name` IS NOT NULL AND ((CAST(CONVERT(`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(`first_name`, ' ', `last_name`) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(`name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(`name`, (CHAR_LENGTH(SUBSTRING_INDEX(`name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY))))
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'members';
-- lowest
SELECT CAST(`id` AS CHAR) FROM `members` ORDER BY `members`.`id` LIMIT 1;
-- highest
SELECT CAST(`id` AS CHAR) FROM `members` ORDER BY `members`.`id` DESC LIMIT 1;
-- cut
SELECT CAST(`id` AS CHAR) FROM `members` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) ORDER BY `members`.`id` LIMIT 2 OFFSET ?;
-- fill
UPDATE `members` SET `first_name` = SUBSTRING_INDEX(`name`, ' ', 1), `last_name` = substr(`name`, (CHAR_LENGTH(SUBSTRING_INDEX(`name`, ' ', 1)) + 2)) WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`first_name` IS NOT NULL AND ((CAST(CONVERT(`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(`first_name`, ' ', `last_name`) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(`name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(`name`, (CHAR_LENGTH(SUBSTRING_INDEX(`name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY))));
-- the other way round
UPDATE `members` SET `name` = CONCAT(`first_name`, ' ', `last_name`) WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`first_name` IS NOT NULL AND ((CAST(CONVERT(`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(`first_name`, ' ', `last_name`) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(`name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(`name`, (CHAR_LENGTH(SUBSTRING_INDEX(`name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY))));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (`first_name` IS NOT NULL AND ((CAST(CONVERT(`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(`first_name`, ' ', `last_name`) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(`name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(`name`, (CHAR_LENGTH(SUBSTRING_INDEX(`name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY)))) THEN 1 END), COUNT(CASE WHEN `first_name` IS NULL THEN 1 END), COUNT(CASE WHEN `last_name` IS NULL THEN 1 END) FROM `members` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`id` AS CHAR), CAST(`name` AS CHAR), CAST(`first_name` AS CHAR), CAST(`last_name` AS CHAR), CAST(SUBSTRING_INDEX(`name`, ' ', 1) AS CHAR), CAST(substr(`name`, (CHAR_LENGTH(SUBSTRING_INDEX(`name`, ' ', 1)) + 2)) AS CHAR), CAST(CONCAT(`first_name`, ' ', `last_name`) AS CHAR) FROM `members` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`first_name` IS NOT NULL AND ((CAST(CONVERT(`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(`first_name`, ' ', `last_name`) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(`name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(`name`, (CHAR_LENGTH(SUBSTRING_INDEX(`name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY)))) ORDER BY `members`.`id` LIMIT ?;
-- not null: first_name, last_name


-- ======== contract ========

-- ---- require values in members.first_name, members.last_name (table members)
-- cost: a rebuild beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: columns members.first_name, members.last_name are NOT NULL already, and not by xc: drop the constraint, or declare it
-- run
-- refused where this is above 0: of members (first_name, last_name), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would drop: take it away, and give it again afterwards
SELECT COUNT(*) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'members' AND column_name IN ('first_name', 'last_name') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
-- which
SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'members' AND column_name IN ('first_name', 'last_name') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
ALTER TABLE `members` MODIFY COLUMN `first_name` varchar(100) NOT NULL, MODIFY COLUMN `last_name` varchar(100) NOT NULL, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
-- refused where this is above 0: of members (first_name, last_name), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would drop: take it away, and give it again afterwards
SELECT COUNT(*) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'members' AND column_name IN ('first_name', 'last_name') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
-- which
SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'members' AND column_name IN ('first_name', 'last_name') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
ALTER TABLE `members` MODIFY COLUMN `first_name` varchar(100), MODIFY COLUMN `last_name` varchar(100), ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'members' AND column_name IN ('first_name', 'last_name') AND is_nullable = 'NO';

-- ---- add the marks of rows that the old columns of members can't hold (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: table members has a column xc_unfit_split_member_name already, and xc has not added it: drop it
-- run
ALTER TABLE `members` ADD COLUMN `xc_unfit_split_member_name` text, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `members` ADD COLUMN `xc_unfit_split_member_name` text, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `members` DROP COLUMN `xc_unfit_split_member_name`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `members` DROP COLUMN `xc_unfit_split_member_name`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'members' AND column_name IN ('xc_unfit_split_member_name');

-- ---- way back to dual write of members (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: 
-- run: nothing
-- undo
DROP TRIGGER IF EXISTS `xc_split_member_name_members_follow`;
-- probe
SELECT 0;

-- ---- end dual write of members on update (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_split_member_name_members_upd on members is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_split_member_name_members_upd`;
-- undo
DROP TRIGGER IF EXISTS `xc_split_member_name_members_follow`;
-- bring the old columns in step
CREATE TRIGGER `xc_split_member_name_members_follow` BEFORE UPDATE ON `members` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF NOT ((CAST(CONVERT(NEW.`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`first_name` USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`last_name` USING utf8mb4) AS BINARY)) OR ((CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(NEW.`first_name`, ' ', NEW.`last_name`) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(NEW.`name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(NEW.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(NEW.`name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY)))) THEN
      SET NEW.`name` = CONCAT(NEW.`first_name`, ' ', NEW.`last_name`);
    END IF;
  END IF;
END;
-- bring the old columns in step
CREATE TRIGGER `xc_split_member_name_members_upd` BEFORE UPDATE ON `members` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (CAST(CONVERT(NEW.`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`first_name` USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`last_name` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY)) OR ((CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(NEW.`first_name`, ' ', NEW.`last_name`) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(NEW.`name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(NEW.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(NEW.`name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY)))) THEN
        SET NEW.`first_name` = SUBSTRING_INDEX(NEW.`name`, ' ', 1);
        SET NEW.`last_name` = substr(NEW.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(NEW.`name`, ' ', 1)) + 2));
      END IF;
    ELSEIF (CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(OLD.`first_name`, ' ', OLD.`last_name`) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(OLD.`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(OLD.`name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(OLD.`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(OLD.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(OLD.`name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY))) THEN
        IF (CAST(CONVERT(NEW.`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`first_name` USING utf8mb4) AS BINARY)) THEN
          SET NEW.`first_name` = SUBSTRING_INDEX(OLD.`name`, ' ', 1);
        END IF;
        IF (CAST(CONVERT(NEW.`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`last_name` USING utf8mb4) AS BINARY)) THEN
          SET NEW.`last_name` = substr(OLD.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(OLD.`name`, ' ', 1)) + 2));
        END IF;
      END IF;
      IF NOT ((CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(NEW.`first_name`, ' ', NEW.`last_name`) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(NEW.`name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(NEW.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(NEW.`name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY))) THEN
        SET NEW.`name` = CONCAT(NEW.`first_name`, ' ', NEW.`last_name`);
      END IF;
    END IF;
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_split_member_name_members_upd') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of members on insert (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_split_member_name_members_ins on members is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_split_member_name_members_ins`;
-- undo
CREATE TRIGGER `xc_split_member_name_members_ins` BEFORE INSERT ON `members` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`first_name` IS NULL AND NEW.`last_name` IS NULL) THEN
      SET NEW.`first_name` = SUBSTRING_INDEX(NEW.`name`, ' ', 1);
      SET NEW.`last_name` = substr(NEW.`name`, (CHAR_LENGTH(SUBSTRING_INDEX(NEW.`name`, ' ', 1)) + 2));
    ELSEIF ((NEW.`name` IS NULL OR CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY))) THEN
      SET NEW.`name` = CONCAT(NEW.`first_name`, ' ', NEW.`last_name`);
    END IF;
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_split_member_name_members_ins') = 0 THEN 1 ELSE 0 END;

-- ---- retire column members.name (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: members.name is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE `members` RENAME COLUMN `name` TO `xc_retired_split_member_name_name`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `members` RENAME COLUMN `name` TO `xc_retired_split_member_name_name`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `members` RENAME COLUMN `xc_retired_split_member_name_name` TO `name`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `members` RENAME COLUMN `xc_retired_split_member_name_name` TO `name`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'members' AND column_name IN ('name')) = 0 THEN 1 ELSE 0 END;

-- ---- keep the retired columns of members on insert (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: table members has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_split_member_name_members_keep_ins` BEFORE INSERT ON `members` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    BEGIN
      DECLARE EXIT HANDLER FOR SQLEXCEPTION
        BEGIN
          GET DIAGNOSTICS CONDITION 1 @xc_unfit = MESSAGE_TEXT;
          SET NEW.`xc_retired_split_member_name_name` = '';
          SET NEW.`xc_unfit_split_member_name` = @xc_unfit;
        END;
      IF NEW.`xc_unfit_split_member_name` IS NOT NULL OR NOT ((CAST(CONVERT(NEW.`xc_retired_split_member_name_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(NEW.`first_name`, ' ', NEW.`last_name`) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(NEW.`xc_retired_split_member_name_name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(NEW.`xc_retired_split_member_name_name`, (CHAR_LENGTH(SUBSTRING_INDEX(NEW.`xc_retired_split_member_name_name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY))) THEN
        SET NEW.`xc_unfit_split_member_name` = NULL;
        IF CONCAT(NEW.`first_name`, ' ', NEW.`last_name`) IS NULL THEN
          SET NEW.`xc_retired_split_member_name_name` = '';
          SET NEW.`xc_unfit_split_member_name` = 'name would be null';
        ELSE
          SET NEW.`xc_retired_split_member_name_name` = CONCAT(NEW.`first_name`, ' ', NEW.`last_name`);
        END IF;
      END IF;
    END;
  END IF;
END;
-- undo
DROP TRIGGER `xc_split_member_name_members_keep_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_split_member_name_members_keep_ins';

-- ---- keep the retired columns of members on update (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: table members has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_split_member_name_members_keep_upd` BEFORE UPDATE ON `members` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF NOT (CAST(CONVERT(NEW.`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`first_name` USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`last_name` USING utf8mb4) AS BINARY)) THEN
    BEGIN
      DECLARE EXIT HANDLER FOR SQLEXCEPTION
        BEGIN
          GET DIAGNOSTICS CONDITION 1 @xc_unfit = MESSAGE_TEXT;
          SET NEW.`xc_retired_split_member_name_name` = '';
          SET NEW.`xc_unfit_split_member_name` = @xc_unfit;
        END;
      IF NEW.`xc_unfit_split_member_name` IS NOT NULL OR NOT ((CAST(CONVERT(NEW.`xc_retired_split_member_name_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(NEW.`first_name`, ' ', NEW.`last_name`) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(NEW.`xc_retired_split_member_name_name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(NEW.`xc_retired_split_member_name_name`, (CHAR_LENGTH(SUBSTRING_INDEX(NEW.`xc_retired_split_member_name_name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY))) THEN
        SET NEW.`xc_unfit_split_member_name` = NULL;
        IF CONCAT(NEW.`first_name`, ' ', NEW.`last_name`) IS NULL THEN
          SET NEW.`xc_retired_split_member_name_name` = '';
          SET NEW.`xc_unfit_split_member_name` = 'name would be null';
        ELSE
          SET NEW.`xc_retired_split_member_name_name` = CONCAT(NEW.`first_name`, ' ', NEW.`last_name`);
        END IF;
      END IF;
    END;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_split_member_name_members_keep_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_split_member_name_members_keep_upd';

-- ---- look for rows that members.name can't hold (table members)
-- cost: reads the table when contract is taken back, locks nothing
-- lock: none
-- when contract goes the way of Retiring
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: what the new version wrote into rows of members since contract, members.name can't hold: change these rows, or delete them (shown: id)
SELECT COUNT(*) FROM `members` WHERE `xc_unfit_split_member_name` IS NOT NULL;
-- which
SELECT CONCAT_WS(', ', `id`, `xc_unfit_split_member_name`) FROM `members` WHERE `xc_unfit_split_member_name` IS NOT NULL LIMIT 10;
-- probe
SELECT 0;

-- ---- drop column members.name (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Dropping
-- already: members.name is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE `members` DROP COLUMN `name`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `members` DROP COLUMN `name`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'members' AND column_name IN ('name')) = 0 THEN 1 ELSE 0 END;

-- ---- no longer keep the retired columns of members on insert (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: a trigger that kept the retired columns of members is gone, and not by xc
-- run
DROP TRIGGER `xc_split_member_name_members_keep_ins`;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_split_member_name_members_keep_ins') = 0 THEN 1 ELSE 0 END;

-- ---- no longer keep the retired columns of members on update (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: a trigger that kept the retired columns of members is gone, and not by xc
-- run
DROP TRIGGER `xc_split_member_name_members_keep_upd`;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_split_member_name_members_keep_upd') = 0 THEN 1 ELSE 0 END;

-- ---- drop column members.name, which was retired (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: what was retired of members is gone already, and not by xc
-- run
ALTER TABLE `members` DROP COLUMN `xc_retired_split_member_name_name`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `members` DROP COLUMN `xc_retired_split_member_name_name`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'members' AND column_name IN ('xc_retired_split_member_name_name')) = 0 THEN 1 ELSE 0 END;

-- ---- drop the marks of rows that the old columns of members could not hold (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: column members.xc_unfit_split_member_name is gone already, and not by xc
-- run
ALTER TABLE `members` DROP COLUMN `xc_unfit_split_member_name`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `members` DROP COLUMN `xc_unfit_split_member_name`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'members' AND column_name IN ('xc_unfit_split_member_name')) = 0 THEN 1 ELSE 0 END;

-- ---- retired of members: name as xc_retired_split_member_name_name
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM `members` LIMIT 1) AS some_rows;

-- ---- backfill members, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (`xc_unfit_split_member_name` IS NOT NULL OR ((CAST(CONVERT(`xc_retired_split_member_name_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(`first_name`, ' ', `last_name`) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(`xc_retired_split_member_name_name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(`xc_retired_split_member_name_name`, (CHAR_LENGTH(SUBSTRING_INDEX(`xc_retired_split_member_name_name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY))))
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'members';
-- lowest
SELECT CAST(`id` AS CHAR) FROM `members` ORDER BY `members`.`id` LIMIT 1;
-- highest
SELECT CAST(`id` AS CHAR) FROM `members` ORDER BY `members`.`id` DESC LIMIT 1;
-- cut
SELECT CAST(`id` AS CHAR) FROM `members` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) ORDER BY `members`.`id` LIMIT 2 OFFSET ?;
-- the other way round
UPDATE `members` SET `xc_retired_split_member_name_name` = CONCAT(`first_name`, ' ', `last_name`) WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`xc_unfit_split_member_name` IS NOT NULL OR ((CAST(CONVERT(`xc_retired_split_member_name_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(`first_name`, ' ', `last_name`) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(`xc_retired_split_member_name_name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(`xc_retired_split_member_name_name`, (CHAR_LENGTH(SUBSTRING_INDEX(`xc_retired_split_member_name_name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY))));
-- mark what can't be
UPDATE `members` SET `xc_unfit_split_member_name` = 'the mapping fails on what the row holds' WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`xc_unfit_split_member_name` IS NOT NULL OR ((CAST(CONVERT(`xc_retired_split_member_name_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(`first_name`, ' ', `last_name`) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(`xc_retired_split_member_name_name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(`xc_retired_split_member_name_name`, (CHAR_LENGTH(SUBSTRING_INDEX(`xc_retired_split_member_name_name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY))));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (`xc_unfit_split_member_name` IS NOT NULL OR ((CAST(CONVERT(`xc_retired_split_member_name_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(`first_name`, ' ', `last_name`) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(`xc_retired_split_member_name_name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(`xc_retired_split_member_name_name`, (CHAR_LENGTH(SUBSTRING_INDEX(`xc_retired_split_member_name_name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY)))) THEN 1 END) FROM `members` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`id` AS CHAR), CAST(`xc_retired_split_member_name_name` AS CHAR), CAST(`first_name` AS CHAR), CAST(`last_name` AS CHAR), CAST(SUBSTRING_INDEX(`xc_retired_split_member_name_name`, ' ', 1) AS CHAR), CAST(substr(`xc_retired_split_member_name_name`, (CHAR_LENGTH(SUBSTRING_INDEX(`xc_retired_split_member_name_name`, ' ', 1)) + 2)) AS CHAR), CAST(CONCAT(`first_name`, ' ', `last_name`) AS CHAR) FROM `members` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`xc_unfit_split_member_name` IS NOT NULL OR ((CAST(CONVERT(`xc_retired_split_member_name_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CONCAT(`first_name`, ' ', `last_name`) USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`first_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(SUBSTRING_INDEX(`xc_retired_split_member_name_name`, ' ', 1) USING utf8mb4) AS BINARY) AND CAST(CONVERT(`last_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(substr(`xc_retired_split_member_name_name`, (CHAR_LENGTH(SUBSTRING_INDEX(`xc_retired_split_member_name_name`, ' ', 1)) + 2)) USING utf8mb4) AS BINARY)))) ORDER BY `members`.`id` LIMIT ?;
-- not null: 
