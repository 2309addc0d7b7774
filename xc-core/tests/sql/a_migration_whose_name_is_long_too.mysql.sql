-- a_migration_whose_name_is_long_too on MySQL and MariaDB
--
-- requires create_long_names at expand or later: it makes table `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` (at create_long_names.rs:6:22), which is changed at a_migration_whose_name_is_long_too.rs:8:9
--
-- expects table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters, key (a_column_whose_name_is_as_long_as_postgresql_allows__63_letters), perhaps more
--   a_column_whose_name_is_as_long_as_postgresql_allows__63_letters bigint not null
--   text_one varchar(10) not null


-- ======== expand ========

-- ---- add column a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_two (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters has one of the columns text_two already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` ADD COLUMN `text_two` varchar(10), ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` ADD COLUMN `text_two` varchar(10), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` DROP COLUMN `text_two`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` DROP COLUMN `text_two`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'a_table_whose_name_is_as_long_as_postgresql_allows___63_letters' AND column_name IN ('text_two');


-- ======== dual_write ========

-- ---- dual write of a_table_whose_name_is_as_long_as_postgresql_allows___63_letters on update (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_a_migration_whose_name_is_long_too_a_table_whose_na_8ef07967` BEFORE UPDATE ON `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (CAST(CONVERT(NEW.`text_two` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`text_two` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`text_one` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`text_one` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`text_two` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`text_one` USING utf8mb4) AS BINARY))) THEN
        SET NEW.`text_two` = NEW.`text_one`;
      END IF;
    ELSEIF (CAST(CONVERT(NEW.`text_one` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`text_one` USING utf8mb4) AS BINARY)) THEN
      IF NOT (CAST(CONVERT(NEW.`text_two` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`text_one` USING utf8mb4) AS BINARY)) THEN
        SET NEW.`text_one` = NEW.`text_two`;
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_a_migration_whose_name_is_long_too_a_table_whose_na_8ef07967`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_a_migration_whose_name_is_long_too_a_table_whose_na_8ef07967';

-- ---- dual write of a_table_whose_name_is_as_long_as_postgresql_allows___63_letters on insert (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_a_migration_whose_name_is_long_too_a_table_whose_na_1aad74c8` BEFORE INSERT ON `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`text_two` IS NULL) THEN
      SET NEW.`text_two` = NEW.`text_one`;
    ELSEIF ((NEW.`text_one` IS NULL OR CAST(CONVERT(NEW.`text_one` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY))) THEN
      SET NEW.`text_one` = NEW.`text_two`;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_a_migration_whose_name_is_long_too_a_table_whose_na_1aad74c8`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_a_migration_whose_name_is_long_too_a_table_whose_na_1aad74c8';

-- ---- let v2 leave out a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: column a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one has a default that the migrations do not know: drop it, or declare it
-- run
ALTER TABLE `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` ALTER COLUMN `text_one` SET DEFAULT '', ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` ALTER COLUMN `text_one` SET DEFAULT '', ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` ALTER COLUMN `text_one` DROP DEFAULT, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` ALTER COLUMN `text_one` DROP DEFAULT, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'a_table_whose_name_is_as_long_as_postgresql_allows___63_letters' AND column_name IN ('text_one') AND column_default IS NOT NULL;


-- ======== migrate ========

-- ---- backfill a_table_whose_name_is_as_long_as_postgresql_allows___63_letters, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (CAST(CONVERT(`text_two` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`text_one` USING utf8mb4) AS BINARY))
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'a_table_whose_name_is_as_long_as_postgresql_allows___63_letters';
-- lowest
SELECT CAST(`a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` AS CHAR) FROM `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` ORDER BY `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters`.`a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` LIMIT 1;
-- highest
SELECT CAST(`a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` AS CHAR) FROM `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` ORDER BY `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters`.`a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` DESC LIMIT 1;
-- cut
SELECT CAST(`a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` AS CHAR) FROM `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` WHERE `a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` >= CAST(? AS SIGNED) AND `a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` <= CAST(? AS SIGNED) ORDER BY `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters`.`a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` LIMIT 2 OFFSET ?;
-- fill
UPDATE `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` SET `text_two` = `text_one` WHERE `a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` >= CAST(? AS SIGNED) AND `a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` <= CAST(? AS SIGNED) AND NOT (CAST(CONVERT(`text_two` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`text_one` USING utf8mb4) AS BINARY));
-- the other way round
UPDATE `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` SET `text_one` = `text_two` WHERE `a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` >= CAST(? AS SIGNED) AND `a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` <= CAST(? AS SIGNED) AND NOT (CAST(CONVERT(`text_two` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`text_one` USING utf8mb4) AS BINARY));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (CAST(CONVERT(`text_two` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`text_one` USING utf8mb4) AS BINARY)) THEN 1 END), COUNT(CASE WHEN `text_two` IS NULL THEN 1 END) FROM `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` WHERE `a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` >= CAST(? AS SIGNED) AND `a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` AS CHAR), CAST(`text_one` AS CHAR), CAST(`text_two` AS CHAR), CAST(`text_one` AS CHAR), CAST(`text_two` AS CHAR) FROM `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` WHERE `a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` >= CAST(? AS SIGNED) AND `a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` <= CAST(? AS SIGNED) AND NOT (CAST(CONVERT(`text_two` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`text_one` USING utf8mb4) AS BINARY)) ORDER BY `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters`.`a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` LIMIT ?;
-- not null: text_two


-- ======== contract ========

-- ---- require values in a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_two (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: a rebuild beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: columns a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_two are NOT NULL already, and not by xc: drop the constraint, or declare it
-- run
-- refused where this is above 0: of a_table_whose_name_is_as_long_as_postgresql_allows___63_letters (text_two), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would drop: take it away, and give it again afterwards
SELECT COUNT(*) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'a_table_whose_name_is_as_long_as_postgresql_allows___63_letters' AND column_name IN ('text_two') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
-- which
SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'a_table_whose_name_is_as_long_as_postgresql_allows___63_letters' AND column_name IN ('text_two') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
ALTER TABLE `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` MODIFY COLUMN `text_two` varchar(10) NOT NULL, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
-- refused where this is above 0: of a_table_whose_name_is_as_long_as_postgresql_allows___63_letters (text_two), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would drop: take it away, and give it again afterwards
SELECT COUNT(*) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'a_table_whose_name_is_as_long_as_postgresql_allows___63_letters' AND column_name IN ('text_two') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
-- which
SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'a_table_whose_name_is_as_long_as_postgresql_allows___63_letters' AND column_name IN ('text_two') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
ALTER TABLE `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` MODIFY COLUMN `text_two` varchar(10), ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'a_table_whose_name_is_as_long_as_postgresql_allows___63_letters' AND column_name IN ('text_two') AND is_nullable = 'NO';

-- ---- add the marks of rows that the old columns of a_table_whose_name_is_as_long_as_postgresql_allows___63_letters can't hold (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters has a column xc_unfit_a_migration_whose_name_is_long_too already, and xc has not added it: drop it
-- run
ALTER TABLE `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` ADD COLUMN `xc_unfit_a_migration_whose_name_is_long_too` text, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` ADD COLUMN `xc_unfit_a_migration_whose_name_is_long_too` text, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` DROP COLUMN `xc_unfit_a_migration_whose_name_is_long_too`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` DROP COLUMN `xc_unfit_a_migration_whose_name_is_long_too`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'a_table_whose_name_is_as_long_as_postgresql_allows___63_letters' AND column_name IN ('xc_unfit_a_migration_whose_name_is_long_too');

-- ---- way back to dual write of a_table_whose_name_is_as_long_as_postgresql_allows___63_letters (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: 
-- run: nothing
-- undo
DROP TRIGGER IF EXISTS `xc_a_migration_whose_name_is_long_too_a_table_whose_na_17be19b1`;
-- probe
SELECT 0;

-- ---- end dual write of a_table_whose_name_is_as_long_as_postgresql_allows___63_letters on update (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_a_migration_whose_name_is_long_too_a_table_whose_na_8ef07967 on a_table_whose_name_is_as_long_as_postgresql_allows___63_letters is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_a_migration_whose_name_is_long_too_a_table_whose_na_8ef07967`;
-- undo
DROP TRIGGER IF EXISTS `xc_a_migration_whose_name_is_long_too_a_table_whose_na_17be19b1`;
-- bring the old columns in step
CREATE TRIGGER `xc_a_migration_whose_name_is_long_too_a_table_whose_na_17be19b1` BEFORE UPDATE ON `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF NOT ((CAST(CONVERT(NEW.`text_two` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`text_two` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`text_two` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`text_one` USING utf8mb4) AS BINARY))) THEN
      SET NEW.`text_one` = NEW.`text_two`;
    END IF;
  END IF;
END;
-- bring the old columns in step
CREATE TRIGGER `xc_a_migration_whose_name_is_long_too_a_table_whose_na_8ef07967` BEFORE UPDATE ON `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (CAST(CONVERT(NEW.`text_two` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`text_two` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`text_one` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`text_one` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`text_two` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`text_one` USING utf8mb4) AS BINARY))) THEN
        SET NEW.`text_two` = NEW.`text_one`;
      END IF;
    ELSEIF (CAST(CONVERT(NEW.`text_one` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`text_one` USING utf8mb4) AS BINARY)) THEN
      IF NOT (CAST(CONVERT(NEW.`text_two` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`text_one` USING utf8mb4) AS BINARY)) THEN
        SET NEW.`text_one` = NEW.`text_two`;
      END IF;
    END IF;
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_a_migration_whose_name_is_long_too_a_table_whose_na_8ef07967') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of a_table_whose_name_is_as_long_as_postgresql_allows___63_letters on insert (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_a_migration_whose_name_is_long_too_a_table_whose_na_1aad74c8 on a_table_whose_name_is_as_long_as_postgresql_allows___63_letters is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_a_migration_whose_name_is_long_too_a_table_whose_na_1aad74c8`;
-- undo
CREATE TRIGGER `xc_a_migration_whose_name_is_long_too_a_table_whose_na_1aad74c8` BEFORE INSERT ON `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`text_two` IS NULL) THEN
      SET NEW.`text_two` = NEW.`text_one`;
    ELSEIF ((NEW.`text_one` IS NULL OR CAST(CONVERT(NEW.`text_one` USING utf8mb4) AS BINARY) <=> CAST(CONVERT('' USING utf8mb4) AS BINARY))) THEN
      SET NEW.`text_one` = NEW.`text_two`;
    END IF;
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_a_migration_whose_name_is_long_too_a_table_whose_na_1aad74c8') = 0 THEN 1 ELSE 0 END;

-- ---- retire column a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` RENAME COLUMN `text_one` TO `xc_retired_a_migration_whose_name_is_long_too_text_one`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` RENAME COLUMN `text_one` TO `xc_retired_a_migration_whose_name_is_long_too_text_one`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` RENAME COLUMN `xc_retired_a_migration_whose_name_is_long_too_text_one` TO `text_one`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` RENAME COLUMN `xc_retired_a_migration_whose_name_is_long_too_text_one` TO `text_one`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'a_table_whose_name_is_as_long_as_postgresql_allows___63_letters' AND column_name IN ('text_one')) = 0 THEN 1 ELSE 0 END;

-- ---- keep the retired columns of a_table_whose_name_is_as_long_as_postgresql_allows___63_letters on insert (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_a_migration_whose_name_is_long_too_a_table_whose_na_7fce9c76` BEFORE INSERT ON `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    BEGIN
      DECLARE EXIT HANDLER FOR SQLEXCEPTION
        BEGIN
          GET DIAGNOSTICS CONDITION 1 @xc_unfit = MESSAGE_TEXT;
          SET NEW.`xc_retired_a_migration_whose_name_is_long_too_text_one` = '';
          SET NEW.`xc_unfit_a_migration_whose_name_is_long_too` = @xc_unfit;
        END;
      IF NEW.`xc_unfit_a_migration_whose_name_is_long_too` IS NOT NULL OR NOT (CAST(CONVERT(NEW.`text_two` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`xc_retired_a_migration_whose_name_is_long_too_text_one` USING utf8mb4) AS BINARY)) THEN
        SET NEW.`xc_unfit_a_migration_whose_name_is_long_too` = NULL;
        IF NEW.`text_two` IS NULL THEN
          SET NEW.`xc_retired_a_migration_whose_name_is_long_too_text_one` = '';
          SET NEW.`xc_unfit_a_migration_whose_name_is_long_too` = 'text_one would be null';
        ELSE
          SET NEW.`xc_retired_a_migration_whose_name_is_long_too_text_one` = NEW.`text_two`;
        END IF;
      END IF;
    END;
  END IF;
END;
-- undo
DROP TRIGGER `xc_a_migration_whose_name_is_long_too_a_table_whose_na_7fce9c76`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_a_migration_whose_name_is_long_too_a_table_whose_na_7fce9c76';

-- ---- keep the retired columns of a_table_whose_name_is_as_long_as_postgresql_allows___63_letters on update (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_a_migration_whose_name_is_long_too_a_table_whose_na_43f6b355` BEFORE UPDATE ON `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF NOT (CAST(CONVERT(NEW.`text_two` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`text_two` USING utf8mb4) AS BINARY)) THEN
    BEGIN
      DECLARE EXIT HANDLER FOR SQLEXCEPTION
        BEGIN
          GET DIAGNOSTICS CONDITION 1 @xc_unfit = MESSAGE_TEXT;
          SET NEW.`xc_retired_a_migration_whose_name_is_long_too_text_one` = '';
          SET NEW.`xc_unfit_a_migration_whose_name_is_long_too` = @xc_unfit;
        END;
      IF NEW.`xc_unfit_a_migration_whose_name_is_long_too` IS NOT NULL OR NOT (CAST(CONVERT(NEW.`text_two` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(NEW.`xc_retired_a_migration_whose_name_is_long_too_text_one` USING utf8mb4) AS BINARY)) THEN
        SET NEW.`xc_unfit_a_migration_whose_name_is_long_too` = NULL;
        IF NEW.`text_two` IS NULL THEN
          SET NEW.`xc_retired_a_migration_whose_name_is_long_too_text_one` = '';
          SET NEW.`xc_unfit_a_migration_whose_name_is_long_too` = 'text_one would be null';
        ELSE
          SET NEW.`xc_retired_a_migration_whose_name_is_long_too_text_one` = NEW.`text_two`;
        END IF;
      END IF;
    END;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_a_migration_whose_name_is_long_too_a_table_whose_na_43f6b355`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_a_migration_whose_name_is_long_too_a_table_whose_na_43f6b355';

-- ---- look for rows that a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one can't hold (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: reads the table when contract is taken back, locks nothing
-- lock: none
-- when contract goes the way of Retiring
-- already: 
-- run: nothing
-- undo: nothing
-- refused where this is above 0: what the new version wrote into rows of a_table_whose_name_is_as_long_as_postgresql_allows___63_letters since contract, a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one can't hold: change these rows, or delete them (shown: a_column_whose_name_is_as_long_as_postgresql_allows__63_letters)
SELECT COUNT(*) FROM `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` WHERE `xc_unfit_a_migration_whose_name_is_long_too` IS NOT NULL;
-- which
SELECT CONCAT_WS(', ', `a_column_whose_name_is_as_long_as_postgresql_allows__63_letters`, `xc_unfit_a_migration_whose_name_is_long_too`) FROM `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` WHERE `xc_unfit_a_migration_whose_name_is_long_too` IS NOT NULL LIMIT 10;
-- probe
SELECT 0;

-- ---- drop column a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Dropping
-- already: a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` DROP COLUMN `text_one`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` DROP COLUMN `text_one`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'a_table_whose_name_is_as_long_as_postgresql_allows___63_letters' AND column_name IN ('text_one')) = 0 THEN 1 ELSE 0 END;

-- ---- no longer keep the retired columns of a_table_whose_name_is_as_long_as_postgresql_allows___63_letters on insert (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: a trigger that kept the retired columns of a_table_whose_name_is_as_long_as_postgresql_allows___63_letters is gone, and not by xc
-- run
DROP TRIGGER `xc_a_migration_whose_name_is_long_too_a_table_whose_na_7fce9c76`;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_a_migration_whose_name_is_long_too_a_table_whose_na_7fce9c76') = 0 THEN 1 ELSE 0 END;

-- ---- no longer keep the retired columns of a_table_whose_name_is_as_long_as_postgresql_allows___63_letters on update (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: a trigger that kept the retired columns of a_table_whose_name_is_as_long_as_postgresql_allows___63_letters is gone, and not by xc
-- run
DROP TRIGGER `xc_a_migration_whose_name_is_long_too_a_table_whose_na_43f6b355`;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_a_migration_whose_name_is_long_too_a_table_whose_na_43f6b355') = 0 THEN 1 ELSE 0 END;

-- ---- drop column a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.text_one, which was retired (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: what was retired of a_table_whose_name_is_as_long_as_postgresql_allows___63_letters is gone already, and not by xc
-- run
ALTER TABLE `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` DROP COLUMN `xc_retired_a_migration_whose_name_is_long_too_text_one`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` DROP COLUMN `xc_retired_a_migration_whose_name_is_long_too_text_one`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'a_table_whose_name_is_as_long_as_postgresql_allows___63_letters' AND column_name IN ('xc_retired_a_migration_whose_name_is_long_too_text_one')) = 0 THEN 1 ELSE 0 END;

-- ---- drop the marks of rows that the old columns of a_table_whose_name_is_as_long_as_postgresql_allows___63_letters could not hold (table a_table_whose_name_is_as_long_as_postgresql_allows___63_letters)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: column a_table_whose_name_is_as_long_as_postgresql_allows___63_letters.xc_unfit_a_migration_whose_name_is_long_too is gone already, and not by xc
-- run
ALTER TABLE `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` DROP COLUMN `xc_unfit_a_migration_whose_name_is_long_too`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` DROP COLUMN `xc_unfit_a_migration_whose_name_is_long_too`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'a_table_whose_name_is_as_long_as_postgresql_allows___63_letters' AND column_name IN ('xc_unfit_a_migration_whose_name_is_long_too')) = 0 THEN 1 ELSE 0 END;

-- ---- retired of a_table_whose_name_is_as_long_as_postgresql_allows___63_letters: text_one as xc_retired_a_migration_whose_name_is_long_too_text_one
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` LIMIT 1) AS some_rows;

-- ---- backfill a_table_whose_name_is_as_long_as_postgresql_allows___63_letters, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (`xc_unfit_a_migration_whose_name_is_long_too` IS NOT NULL OR (CAST(CONVERT(`text_two` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_a_migration_whose_name_is_long_too_text_one` USING utf8mb4) AS BINARY)))
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'a_table_whose_name_is_as_long_as_postgresql_allows___63_letters';
-- lowest
SELECT CAST(`a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` AS CHAR) FROM `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` ORDER BY `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters`.`a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` LIMIT 1;
-- highest
SELECT CAST(`a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` AS CHAR) FROM `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` ORDER BY `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters`.`a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` DESC LIMIT 1;
-- cut
SELECT CAST(`a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` AS CHAR) FROM `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` WHERE `a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` >= CAST(? AS SIGNED) AND `a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` <= CAST(? AS SIGNED) ORDER BY `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters`.`a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` LIMIT 2 OFFSET ?;
-- the other way round
UPDATE `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` SET `xc_retired_a_migration_whose_name_is_long_too_text_one` = `text_two` WHERE `a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` >= CAST(? AS SIGNED) AND `a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` <= CAST(? AS SIGNED) AND NOT (`xc_unfit_a_migration_whose_name_is_long_too` IS NOT NULL OR (CAST(CONVERT(`text_two` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_a_migration_whose_name_is_long_too_text_one` USING utf8mb4) AS BINARY)));
-- mark what can't be
UPDATE `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` SET `xc_unfit_a_migration_whose_name_is_long_too` = 'the mapping fails on what the row holds' WHERE `a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` >= CAST(? AS SIGNED) AND `a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` <= CAST(? AS SIGNED) AND NOT (`xc_unfit_a_migration_whose_name_is_long_too` IS NOT NULL OR (CAST(CONVERT(`text_two` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_a_migration_whose_name_is_long_too_text_one` USING utf8mb4) AS BINARY)));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (`xc_unfit_a_migration_whose_name_is_long_too` IS NOT NULL OR (CAST(CONVERT(`text_two` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_a_migration_whose_name_is_long_too_text_one` USING utf8mb4) AS BINARY))) THEN 1 END) FROM `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` WHERE `a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` >= CAST(? AS SIGNED) AND `a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` AS CHAR), CAST(`xc_retired_a_migration_whose_name_is_long_too_text_one` AS CHAR), CAST(`text_two` AS CHAR), CAST(`xc_retired_a_migration_whose_name_is_long_too_text_one` AS CHAR), CAST(`text_two` AS CHAR) FROM `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters` WHERE `a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` >= CAST(? AS SIGNED) AND `a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` <= CAST(? AS SIGNED) AND NOT (`xc_unfit_a_migration_whose_name_is_long_too` IS NOT NULL OR (CAST(CONVERT(`text_two` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(`xc_retired_a_migration_whose_name_is_long_too_text_one` USING utf8mb4) AS BINARY))) ORDER BY `a_table_whose_name_is_as_long_as_postgresql_allows___63_letters`.`a_column_whose_name_is_as_long_as_postgresql_allows__63_letters` LIMIT ?;
-- not null: 
