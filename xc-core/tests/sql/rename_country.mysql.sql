-- rename_country on MySQL and MariaDB
--
-- requires create_shop at expand or later: it makes table `countries` (at create_shop.rs:22:22), which is changed at rename_country.rs:8:9
--
-- expects table countries, key (code), perhaps more
--   code varchar(2) not null
--   name varchar(100) not null


-- ======== expand ========

-- ---- add column countries.country_name (table countries)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table countries has one of the columns country_name already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE `countries` ADD COLUMN `country_name` varchar(100), ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `countries` ADD COLUMN `country_name` varchar(100), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `countries` DROP COLUMN `country_name`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `countries` DROP COLUMN `country_name`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'countries' AND column_name IN ('country_name');


-- ======== dual_write ========

-- ---- dual write of countries on update (table countries)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table countries has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_rename_country_countries_upd` BEFORE UPDATE ON `countries` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (CAST(CONVERT(NEW.`country_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`country_name` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`country_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY))) THEN
        SET NEW.`country_name` = NEW.`name`;
      END IF;
    ELSEIF (CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY)) THEN
      IF NOT (CAST(CONVERT(NEW.`country_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY)) THEN
        SET NEW.`name` = NEW.`country_name`;
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_rename_country_countries_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_country_countries_upd';

-- ---- dual write of countries on insert (table countries)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table countries has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_rename_country_countries_ins` BEFORE INSERT ON `countries` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`country_name` IS NULL) THEN
      SET NEW.`country_name` = NEW.`name`;
    ELSEIF ((NEW.`name` IS NULL OR CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY))) THEN
      SET NEW.`name` = NEW.`country_name`;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_rename_country_countries_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_country_countries_ins';

-- ---- let v2 leave out countries.name (table countries)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: column countries.name has a default that the migrations do not know: drop it, or declare it
-- run
ALTER TABLE `countries` ALTER COLUMN `name` SET DEFAULT '', ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `countries` ALTER COLUMN `name` SET DEFAULT '', ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `countries` ALTER COLUMN `name` DROP DEFAULT, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `countries` ALTER COLUMN `name` DROP DEFAULT, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'countries' AND column_name IN ('name') AND column_default IS NOT NULL;


-- ======== migrate ========

-- ---- backfill countries, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (CAST(CONVERT(`country_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`name` USING utf8mb4) AS BINARY))
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'countries';
-- lowest
SELECT CAST(`code` AS CHAR) FROM `countries` ORDER BY `countries`.`code` LIMIT 1;
-- highest
SELECT CAST(`code` AS CHAR) FROM `countries` ORDER BY `countries`.`code` DESC LIMIT 1;
-- cut
SELECT CAST(`code` AS CHAR) FROM `countries` WHERE `code` >= ? AND `code` <= ? ORDER BY `countries`.`code` LIMIT 2 OFFSET ?;
-- fill
UPDATE `countries` SET `country_name` = `name` WHERE `code` >= ? AND `code` <= ? AND NOT (CAST(CONVERT(`country_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`name` USING utf8mb4) AS BINARY));
-- the other way round
UPDATE `countries` SET `name` = `country_name` WHERE `code` >= ? AND `code` <= ? AND NOT (CAST(CONVERT(`country_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`name` USING utf8mb4) AS BINARY));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (CAST(CONVERT(`country_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`name` USING utf8mb4) AS BINARY)) THEN 1 END), COUNT(CASE WHEN `country_name` IS NULL THEN 1 END) FROM `countries` WHERE `code` >= ? AND `code` <= ?;
-- examine
SELECT CAST(`code` AS CHAR), CAST(`name` AS CHAR), CAST(`country_name` AS CHAR), CAST(`name` AS CHAR), CAST(`country_name` AS CHAR) FROM `countries` WHERE `code` >= ? AND `code` <= ? AND NOT (CAST(CONVERT(`country_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`name` USING utf8mb4) AS BINARY)) ORDER BY `countries`.`code` LIMIT ?;
-- not null: country_name


-- ======== contract ========

-- ---- require values in countries.country_name (table countries)
-- cost: a rebuild beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: columns countries.country_name are NOT NULL already, and not by xc: drop the constraint, or declare it
-- run
-- refused where this is above 0: of countries (country_name), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would drop: take it away, and give it again afterwards
SELECT COUNT(*) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'countries' AND column_name IN ('country_name') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
-- which
SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'countries' AND column_name IN ('country_name') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
ALTER TABLE `countries` MODIFY COLUMN `country_name` varchar(100) NOT NULL, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
-- refused where this is above 0: of countries (country_name), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would drop: take it away, and give it again afterwards
SELECT COUNT(*) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'countries' AND column_name IN ('country_name') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
-- which
SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'countries' AND column_name IN ('country_name') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
ALTER TABLE `countries` MODIFY COLUMN `country_name` varchar(100), ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'countries' AND column_name IN ('country_name') AND is_nullable = 'NO';

-- ---- add the marks of rows that the old columns of countries can't hold (table countries)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: table countries has a column xc_unfit_rename_country already, and xc has not added it: drop it
-- run
ALTER TABLE `countries` ADD COLUMN `xc_unfit_rename_country` text, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `countries` ADD COLUMN `xc_unfit_rename_country` text, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `countries` DROP COLUMN `xc_unfit_rename_country`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `countries` DROP COLUMN `xc_unfit_rename_country`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'countries' AND column_name IN ('xc_unfit_rename_country');

-- ---- way back to dual write of countries (table countries)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: 
-- run: nothing
-- undo
DROP TRIGGER IF EXISTS `xc_rename_country_countries_follow`;
-- probe
SELECT 0;

-- ---- end dual write of countries on update (table countries)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_rename_country_countries_upd on countries is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_rename_country_countries_upd`;
-- undo
DROP TRIGGER IF EXISTS `xc_rename_country_countries_follow`;
-- bring the old columns in step
CREATE TRIGGER `xc_rename_country_countries_follow` BEFORE UPDATE ON `countries` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF NOT ((CAST(CONVERT(NEW.`country_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`country_name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`country_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY))) THEN
      SET NEW.`name` = NEW.`country_name`;
    END IF;
  END IF;
END;
-- bring the old columns in step
CREATE TRIGGER `xc_rename_country_countries_upd` BEFORE UPDATE ON `countries` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (CAST(CONVERT(NEW.`country_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`country_name` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`country_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY))) THEN
        SET NEW.`country_name` = NEW.`name`;
      END IF;
    ELSEIF (CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`name` USING utf8mb4) AS BINARY)) THEN
      IF NOT (CAST(CONVERT(NEW.`country_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY)) THEN
        SET NEW.`name` = NEW.`country_name`;
      END IF;
    END IF;
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_country_countries_upd') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of countries on insert (table countries)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_rename_country_countries_ins on countries is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_rename_country_countries_ins`;
-- undo
CREATE TRIGGER `xc_rename_country_countries_ins` BEFORE INSERT ON `countries` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`country_name` IS NULL) THEN
      SET NEW.`country_name` = NEW.`name`;
    ELSEIF ((NEW.`name` IS NULL OR CAST(CONVERT(NEW.`name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY))) THEN
      SET NEW.`name` = NEW.`country_name`;
    END IF;
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_country_countries_ins') = 0 THEN 1 ELSE 0 END;

-- ---- retire column countries.name (table countries)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: countries.name is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE `countries` RENAME COLUMN `name` TO `xc_retired_rename_country_name`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `countries` RENAME COLUMN `name` TO `xc_retired_rename_country_name`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `countries` RENAME COLUMN `xc_retired_rename_country_name` TO `name`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `countries` RENAME COLUMN `xc_retired_rename_country_name` TO `name`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'countries' AND column_name IN ('name')) = 0 THEN 1 ELSE 0 END;

-- ---- keep the retired columns of countries on insert (table countries)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: table countries has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_rename_country_countries_keep_ins` BEFORE INSERT ON `countries` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    BEGIN
      DECLARE EXIT HANDLER FOR SQLEXCEPTION
        BEGIN
          GET DIAGNOSTICS CONDITION 1 @xc_unfit = MESSAGE_TEXT;
          SET NEW.`xc_retired_rename_country_name` = '';
          SET NEW.`xc_unfit_rename_country` = @xc_unfit;
        END;
      IF NEW.`xc_unfit_rename_country` IS NOT NULL OR NOT (CAST(CONVERT(NEW.`country_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`xc_retired_rename_country_name` USING utf8mb4) AS BINARY)) THEN
        SET NEW.`xc_unfit_rename_country` = NULL;
        IF NEW.`country_name` IS NULL THEN
          SET NEW.`xc_retired_rename_country_name` = '';
          SET NEW.`xc_unfit_rename_country` = 'name would be null';
        ELSE
          SET NEW.`xc_retired_rename_country_name` = NEW.`country_name`;
        END IF;
      END IF;
    END;
  END IF;
END;
-- undo
DROP TRIGGER `xc_rename_country_countries_keep_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_country_countries_keep_ins';

-- ---- keep the retired columns of countries on update (table countries)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: table countries has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_rename_country_countries_keep_upd` BEFORE UPDATE ON `countries` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF NOT (CAST(CONVERT(NEW.`country_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`country_name` USING utf8mb4) AS BINARY)) THEN
    BEGIN
      DECLARE EXIT HANDLER FOR SQLEXCEPTION
        BEGIN
          GET DIAGNOSTICS CONDITION 1 @xc_unfit = MESSAGE_TEXT;
          SET NEW.`xc_retired_rename_country_name` = '';
          SET NEW.`xc_unfit_rename_country` = @xc_unfit;
        END;
      IF NEW.`xc_unfit_rename_country` IS NOT NULL OR NOT (CAST(CONVERT(NEW.`country_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`xc_retired_rename_country_name` USING utf8mb4) AS BINARY)) THEN
        SET NEW.`xc_unfit_rename_country` = NULL;
        IF NEW.`country_name` IS NULL THEN
          SET NEW.`xc_retired_rename_country_name` = '';
          SET NEW.`xc_unfit_rename_country` = 'name would be null';
        ELSE
          SET NEW.`xc_retired_rename_country_name` = NEW.`country_name`;
        END IF;
      END IF;
    END;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_rename_country_countries_keep_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_country_countries_keep_upd';

-- ---- look for rows that countries.name can't hold (table countries)
-- cost: reads the table when contract is taken back, locks nothing
-- lock: none
-- when contract goes the way of Retiring
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: what the new version wrote into rows of countries since contract, countries.name can't hold: change these rows, or delete them (shown: code)
SELECT COUNT(*) FROM `countries` WHERE `xc_unfit_rename_country` IS NOT NULL;
-- which
SELECT CONCAT_WS(', ', `code`, `xc_unfit_rename_country`) FROM `countries` WHERE `xc_unfit_rename_country` IS NOT NULL LIMIT 10;
-- probe
SELECT 0;

-- ---- drop column countries.name (table countries)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Dropping
-- already: countries.name is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE `countries` DROP COLUMN `name`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `countries` DROP COLUMN `name`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'countries' AND column_name IN ('name')) = 0 THEN 1 ELSE 0 END;

-- ---- no longer keep the retired columns of countries on insert (table countries)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: a trigger that kept the retired columns of countries is gone, and not by xc
-- run
DROP TRIGGER `xc_rename_country_countries_keep_ins`;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_country_countries_keep_ins') = 0 THEN 1 ELSE 0 END;

-- ---- no longer keep the retired columns of countries on update (table countries)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: a trigger that kept the retired columns of countries is gone, and not by xc
-- run
DROP TRIGGER `xc_rename_country_countries_keep_upd`;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_rename_country_countries_keep_upd') = 0 THEN 1 ELSE 0 END;

-- ---- drop column countries.name, which was retired (table countries)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: what was retired of countries is gone already, and not by xc
-- run
ALTER TABLE `countries` DROP COLUMN `xc_retired_rename_country_name`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `countries` DROP COLUMN `xc_retired_rename_country_name`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'countries' AND column_name IN ('xc_retired_rename_country_name')) = 0 THEN 1 ELSE 0 END;

-- ---- drop the marks of rows that the old columns of countries could not hold (table countries)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: column countries.xc_unfit_rename_country is gone already, and not by xc
-- run
ALTER TABLE `countries` DROP COLUMN `xc_unfit_rename_country`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `countries` DROP COLUMN `xc_unfit_rename_country`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'countries' AND column_name IN ('xc_unfit_rename_country')) = 0 THEN 1 ELSE 0 END;

-- ---- retired of countries: name as xc_retired_rename_country_name
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM `countries` LIMIT 1) AS some_rows;

-- ---- backfill countries, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (`xc_unfit_rename_country` IS NOT NULL OR (CAST(CONVERT(`country_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_rename_country_name` USING utf8mb4) AS BINARY)))
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'countries';
-- lowest
SELECT CAST(`code` AS CHAR) FROM `countries` ORDER BY `countries`.`code` LIMIT 1;
-- highest
SELECT CAST(`code` AS CHAR) FROM `countries` ORDER BY `countries`.`code` DESC LIMIT 1;
-- cut
SELECT CAST(`code` AS CHAR) FROM `countries` WHERE `code` >= ? AND `code` <= ? ORDER BY `countries`.`code` LIMIT 2 OFFSET ?;
-- the other way round
UPDATE `countries` SET `xc_retired_rename_country_name` = `country_name` WHERE `code` >= ? AND `code` <= ? AND NOT (`xc_unfit_rename_country` IS NOT NULL OR (CAST(CONVERT(`country_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_rename_country_name` USING utf8mb4) AS BINARY)));
-- mark what can't be
UPDATE `countries` SET `xc_unfit_rename_country` = 'the mapping fails on what the row holds' WHERE `code` >= ? AND `code` <= ? AND NOT (`xc_unfit_rename_country` IS NOT NULL OR (CAST(CONVERT(`country_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_rename_country_name` USING utf8mb4) AS BINARY)));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (`xc_unfit_rename_country` IS NOT NULL OR (CAST(CONVERT(`country_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_rename_country_name` USING utf8mb4) AS BINARY))) THEN 1 END) FROM `countries` WHERE `code` >= ? AND `code` <= ?;
-- examine
SELECT CAST(`code` AS CHAR), CAST(`xc_retired_rename_country_name` AS CHAR), CAST(`country_name` AS CHAR), CAST(`xc_retired_rename_country_name` AS CHAR), CAST(`country_name` AS CHAR) FROM `countries` WHERE `code` >= ? AND `code` <= ? AND NOT (`xc_unfit_rename_country` IS NOT NULL OR (CAST(CONVERT(`country_name` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_rename_country_name` USING utf8mb4) AS BINARY))) ORDER BY `countries`.`code` LIMIT ?;
-- not null: 
