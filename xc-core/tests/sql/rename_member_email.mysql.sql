-- rename_member_email on MySQL and MariaDB
--
-- requires split_member_name at expand or later: both change table `members` (at split_member_name.rs:12:9, and at rename_member_email.rs:11:9), and expands of one table run in the order of the chain
--
-- expects table members, key (id), perhaps more
--   id bigint not null
--   email varchar(200) not null
--   visits bigint not null


-- ======== expand ========

-- ---- add column members.mail (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table members has one of the columns mail already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE `members` ADD COLUMN `mail` varchar(200), ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `members` ADD COLUMN `mail` varchar(200), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `members` DROP COLUMN `mail`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `members` DROP COLUMN `mail`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'members' AND column_name IN ('mail');


-- ======== dual_write ========

-- ---- dual write of members on update (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table members has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_rename_member_email_members_upd` BEFORE UPDATE ON `members` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (CAST(CONVERT(NEW.`mail` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`mail` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`email` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`mail` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`email` USING utf8mb4) AS BINARY))) THEN
        SET NEW.`mail` = NEW.`email`;
      END IF;
    ELSEIF (CAST(CONVERT(NEW.`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`email` USING utf8mb4) AS BINARY)) THEN
      IF NOT (CAST(CONVERT(NEW.`mail` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`email` USING utf8mb4) AS BINARY)) THEN
        SET NEW.`email` = NEW.`mail`;
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_rename_member_email_members_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_member_email_members_upd';

-- ---- dual write of members on insert (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table members has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_rename_member_email_members_ins` BEFORE INSERT ON `members` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`mail` IS NULL) THEN
      SET NEW.`mail` = NEW.`email`;
    ELSEIF ((NEW.`email` IS NULL OR CAST(CONVERT(NEW.`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY))) THEN
      SET NEW.`email` = NEW.`mail`;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_rename_member_email_members_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_member_email_members_ins';

-- ---- let v2 leave out members.email (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: column members.email has a default that the migrations do not know: drop it, or declare it
-- run
ALTER TABLE `members` ALTER COLUMN `email` SET DEFAULT '', ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `members` ALTER COLUMN `email` SET DEFAULT '', ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `members` ALTER COLUMN `email` DROP DEFAULT, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `members` ALTER COLUMN `email` DROP DEFAULT, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'members' AND column_name IN ('email') AND column_default IS NOT NULL;


-- ======== migrate ========

-- ---- backfill members, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (CAST(CONVERT(`mail` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`email` USING utf8mb4) AS BINARY))
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'members';
-- lowest
SELECT CAST(`id` AS CHAR) FROM `members` ORDER BY `members`.`id` LIMIT 1;
-- highest
SELECT CAST(`id` AS CHAR) FROM `members` ORDER BY `members`.`id` DESC LIMIT 1;
-- cut
SELECT CAST(`id` AS CHAR) FROM `members` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) ORDER BY `members`.`id` LIMIT 2 OFFSET ?;
-- fill
UPDATE `members` SET `mail` = `email` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (CAST(CONVERT(`mail` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`email` USING utf8mb4) AS BINARY));
-- the other way round
UPDATE `members` SET `email` = `mail` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (CAST(CONVERT(`mail` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`email` USING utf8mb4) AS BINARY));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (CAST(CONVERT(`mail` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`email` USING utf8mb4) AS BINARY)) THEN 1 END), COUNT(CASE WHEN `mail` IS NULL THEN 1 END) FROM `members` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`id` AS CHAR), CAST(`email` AS CHAR), CAST(`mail` AS CHAR), CAST(`email` AS CHAR), CAST(`mail` AS CHAR) FROM `members` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (CAST(CONVERT(`mail` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`email` USING utf8mb4) AS BINARY)) ORDER BY `members`.`id` LIMIT ?;
-- not null: mail

-- ---- create index members_mail on members (table members)
-- cost: a scan beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table members has an index members_mail already, and xc has not built it: drop or rename it, or give the new one another name
-- run
ALTER TABLE `members` ADD INDEX `members_mail` (`mail`), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `members` DROP INDEX `members_mail`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'members' AND index_name = 'members_mail';


-- ======== contract ========

-- ---- drop index members_email on members (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: index members_email on members is gone already, and not by xc
-- run
ALTER TABLE `members` DROP INDEX `members_email`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `members` ADD INDEX `members_email` (`email`), ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'members' AND index_name = 'members_email') = 0 THEN 1 ELSE 0 END;

-- ---- require values in members.mail (table members)
-- cost: a rebuild beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: columns members.mail are NOT NULL already, and not by xc: drop the constraint, or declare it
-- run
-- refused where this is above 0: of members (mail), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would drop: take it away, and give it again afterwards
SELECT COUNT(*) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'members' AND column_name IN ('mail') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
-- which
SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'members' AND column_name IN ('mail') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
ALTER TABLE `members` MODIFY COLUMN `mail` varchar(200) NOT NULL, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
-- refused where this is above 0: of members (mail), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would drop: take it away, and give it again afterwards
SELECT COUNT(*) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'members' AND column_name IN ('mail') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
-- which
SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'members' AND column_name IN ('mail') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
ALTER TABLE `members` MODIFY COLUMN `mail` varchar(200), ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'members' AND column_name IN ('mail') AND is_nullable = 'NO';

-- ---- add the marks of rows that the old columns of members can't hold (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: table members has a column xc_unfit_rename_member_email already, and xc has not added it: drop it
-- run
ALTER TABLE `members` ADD COLUMN `xc_unfit_rename_member_email` text, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `members` ADD COLUMN `xc_unfit_rename_member_email` text, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `members` DROP COLUMN `xc_unfit_rename_member_email`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `members` DROP COLUMN `xc_unfit_rename_member_email`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'members' AND column_name IN ('xc_unfit_rename_member_email');

-- ---- way back to dual write of members (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: 
-- run: nothing
-- undo
DROP TRIGGER IF EXISTS `xc_rename_member_email_members_follow`;
-- probe
SELECT 0;

-- ---- end dual write of members on update (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_rename_member_email_members_upd on members is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_rename_member_email_members_upd`;
-- undo
DROP TRIGGER IF EXISTS `xc_rename_member_email_members_follow`;
-- bring the old columns in step
CREATE TRIGGER `xc_rename_member_email_members_follow` BEFORE UPDATE ON `members` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF NOT ((CAST(CONVERT(NEW.`mail` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`mail` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`mail` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`email` USING utf8mb4) AS BINARY))) THEN
      SET NEW.`email` = NEW.`mail`;
    END IF;
  END IF;
END;
-- bring the old columns in step
CREATE TRIGGER `xc_rename_member_email_members_upd` BEFORE UPDATE ON `members` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (CAST(CONVERT(NEW.`mail` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`mail` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`email` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`mail` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`email` USING utf8mb4) AS BINARY))) THEN
        SET NEW.`mail` = NEW.`email`;
      END IF;
    ELSEIF (CAST(CONVERT(NEW.`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`email` USING utf8mb4) AS BINARY)) THEN
      IF NOT (CAST(CONVERT(NEW.`mail` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`email` USING utf8mb4) AS BINARY)) THEN
        SET NEW.`email` = NEW.`mail`;
      END IF;
    END IF;
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_member_email_members_upd') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of members on insert (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_rename_member_email_members_ins on members is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_rename_member_email_members_ins`;
-- undo
CREATE TRIGGER `xc_rename_member_email_members_ins` BEFORE INSERT ON `members` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`mail` IS NULL) THEN
      SET NEW.`mail` = NEW.`email`;
    ELSEIF ((NEW.`email` IS NULL OR CAST(CONVERT(NEW.`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY))) THEN
      SET NEW.`email` = NEW.`mail`;
    END IF;
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_member_email_members_ins') = 0 THEN 1 ELSE 0 END;

-- ---- retire column members.email (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: members.email is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE `members` RENAME COLUMN `email` TO `xc_retired_rename_member_email_email`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `members` RENAME COLUMN `email` TO `xc_retired_rename_member_email_email`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `members` RENAME COLUMN `xc_retired_rename_member_email_email` TO `email`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `members` RENAME COLUMN `xc_retired_rename_member_email_email` TO `email`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'members' AND column_name IN ('email')) = 0 THEN 1 ELSE 0 END;

-- ---- keep the retired columns of members on insert (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: table members has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_rename_member_email_members_keep_ins` BEFORE INSERT ON `members` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    BEGIN
      DECLARE EXIT HANDLER FOR SQLEXCEPTION
        BEGIN
          GET DIAGNOSTICS CONDITION 1 @xc_unfit = MESSAGE_TEXT;
          SET NEW.`xc_retired_rename_member_email_email` = '';
          SET NEW.`xc_unfit_rename_member_email` = @xc_unfit;
        END;
      IF NEW.`xc_unfit_rename_member_email` IS NOT NULL OR NOT (CAST(CONVERT(NEW.`mail` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`xc_retired_rename_member_email_email` USING utf8mb4) AS BINARY)) THEN
        SET NEW.`xc_unfit_rename_member_email` = NULL;
        IF NEW.`mail` IS NULL THEN
          SET NEW.`xc_retired_rename_member_email_email` = '';
          SET NEW.`xc_unfit_rename_member_email` = 'email would be null';
        ELSE
          SET NEW.`xc_retired_rename_member_email_email` = NEW.`mail`;
        END IF;
      END IF;
    END;
  END IF;
END;
-- undo
DROP TRIGGER `xc_rename_member_email_members_keep_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_member_email_members_keep_ins';

-- ---- keep the retired columns of members on update (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: table members has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_rename_member_email_members_keep_upd` BEFORE UPDATE ON `members` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF NOT (CAST(CONVERT(NEW.`mail` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`mail` USING utf8mb4) AS BINARY)) THEN
    BEGIN
      DECLARE EXIT HANDLER FOR SQLEXCEPTION
        BEGIN
          GET DIAGNOSTICS CONDITION 1 @xc_unfit = MESSAGE_TEXT;
          SET NEW.`xc_retired_rename_member_email_email` = '';
          SET NEW.`xc_unfit_rename_member_email` = @xc_unfit;
        END;
      IF NEW.`xc_unfit_rename_member_email` IS NOT NULL OR NOT (CAST(CONVERT(NEW.`mail` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`xc_retired_rename_member_email_email` USING utf8mb4) AS BINARY)) THEN
        SET NEW.`xc_unfit_rename_member_email` = NULL;
        IF NEW.`mail` IS NULL THEN
          SET NEW.`xc_retired_rename_member_email_email` = '';
          SET NEW.`xc_unfit_rename_member_email` = 'email would be null';
        ELSE
          SET NEW.`xc_retired_rename_member_email_email` = NEW.`mail`;
        END IF;
      END IF;
    END;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_rename_member_email_members_keep_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_member_email_members_keep_upd';

-- ---- look for rows that members.email can't hold (table members)
-- cost: reads the table when contract is taken back, locks nothing
-- lock: none
-- when contract goes the way of Retiring
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: what the new version wrote into rows of members since contract, members.email can't hold: change these rows, or delete them (shown: id)
SELECT COUNT(*) FROM `members` WHERE `xc_unfit_rename_member_email` IS NOT NULL;
-- which
SELECT CONCAT_WS(', ', `id`, `xc_unfit_rename_member_email`) FROM `members` WHERE `xc_unfit_rename_member_email` IS NOT NULL LIMIT 10;
-- probe
SELECT 0;

-- ---- drop column members.email (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Dropping
-- already: members.email is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE `members` DROP COLUMN `email`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `members` DROP COLUMN `email`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'members' AND column_name IN ('email')) = 0 THEN 1 ELSE 0 END;

-- ---- no longer keep the retired columns of members on insert (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: a trigger that kept the retired columns of members is gone, and not by xc
-- run
DROP TRIGGER `xc_rename_member_email_members_keep_ins`;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_member_email_members_keep_ins') = 0 THEN 1 ELSE 0 END;

-- ---- no longer keep the retired columns of members on update (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: a trigger that kept the retired columns of members is gone, and not by xc
-- run
DROP TRIGGER `xc_rename_member_email_members_keep_upd`;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_member_email_members_keep_upd') = 0 THEN 1 ELSE 0 END;

-- ---- drop column members.email, which was retired (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: what was retired of members is gone already, and not by xc
-- run
ALTER TABLE `members` DROP COLUMN `xc_retired_rename_member_email_email`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `members` DROP COLUMN `xc_retired_rename_member_email_email`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'members' AND column_name IN ('xc_retired_rename_member_email_email')) = 0 THEN 1 ELSE 0 END;

-- ---- drop the marks of rows that the old columns of members could not hold (table members)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: column members.xc_unfit_rename_member_email is gone already, and not by xc
-- run
ALTER TABLE `members` DROP COLUMN `xc_unfit_rename_member_email`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `members` DROP COLUMN `xc_unfit_rename_member_email`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'members' AND column_name IN ('xc_unfit_rename_member_email')) = 0 THEN 1 ELSE 0 END;

-- ---- retired of members: email as xc_retired_rename_member_email_email
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM `members` LIMIT 1) AS some_rows;

-- ---- backfill members, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (`xc_unfit_rename_member_email` IS NOT NULL OR (CAST(CONVERT(`mail` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_rename_member_email_email` USING utf8mb4) AS BINARY)))
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'members';
-- lowest
SELECT CAST(`id` AS CHAR) FROM `members` ORDER BY `members`.`id` LIMIT 1;
-- highest
SELECT CAST(`id` AS CHAR) FROM `members` ORDER BY `members`.`id` DESC LIMIT 1;
-- cut
SELECT CAST(`id` AS CHAR) FROM `members` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) ORDER BY `members`.`id` LIMIT 2 OFFSET ?;
-- the other way round
UPDATE `members` SET `xc_retired_rename_member_email_email` = `mail` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`xc_unfit_rename_member_email` IS NOT NULL OR (CAST(CONVERT(`mail` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_rename_member_email_email` USING utf8mb4) AS BINARY)));
-- mark what can't be
UPDATE `members` SET `xc_unfit_rename_member_email` = 'the mapping fails on what the row holds' WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`xc_unfit_rename_member_email` IS NOT NULL OR (CAST(CONVERT(`mail` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_rename_member_email_email` USING utf8mb4) AS BINARY)));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (`xc_unfit_rename_member_email` IS NOT NULL OR (CAST(CONVERT(`mail` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_rename_member_email_email` USING utf8mb4) AS BINARY))) THEN 1 END) FROM `members` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`id` AS CHAR), CAST(`xc_retired_rename_member_email_email` AS CHAR), CAST(`mail` AS CHAR), CAST(`xc_retired_rename_member_email_email` AS CHAR), CAST(`mail` AS CHAR) FROM `members` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`xc_unfit_rename_member_email` IS NOT NULL OR (CAST(CONVERT(`mail` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_rename_member_email_email` USING utf8mb4) AS BINARY))) ORDER BY `members`.`id` LIMIT ?;
-- not null: 
