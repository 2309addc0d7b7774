-- select_from_where on MySQL and MariaDB
--
-- requires odd_names at expand or later: it makes table `Order` (at odd_names.rs:6:22), which is changed at select_from_where.rs:7:9
--
-- expects table Order, key (Id), perhaps more
--   Id bigint not null
--   group varchar(100) not null
--   Größe int not null


-- ======== expand ========

-- ---- add columns Order.select, Order.From (table Order)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table Order has one of the columns select, From already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE `Order` ADD COLUMN `select` varchar(100), ADD COLUMN `From` varchar(100), ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `Order` ADD COLUMN `select` varchar(100), ADD COLUMN `From` varchar(100), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `Order` DROP COLUMN `select`, DROP COLUMN `From`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `Order` DROP COLUMN `select`, DROP COLUMN `From`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'Order' AND column_name IN ('select', 'From');


-- ======== dual_write ========

-- ---- dual write of Order on update (table Order)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table Order has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_select_from_where_Order_upd` BEFORE UPDATE ON `Order` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (CAST(CONVERT(NEW.`select` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`select` USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`From` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`From` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`group` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`group` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`select` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN CHAR_LENGTH(NEW.`group`) - CHAR_LENGTH(REPLACE(NEW.`group`, '''', '')) < 1 THEN '' ELSE SUBSTRING_INDEX(SUBSTRING_INDEX(NEW.`group`, '''', 2), '''', -1) END USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`From` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(replace(NEW.`group`, '\\', '''') USING utf8mb4) AS BINARY))) THEN
        SET NEW.`select` = CASE WHEN CHAR_LENGTH(NEW.`group`) - CHAR_LENGTH(REPLACE(NEW.`group`, '''', '')) < 1 THEN '' ELSE SUBSTRING_INDEX(SUBSTRING_INDEX(NEW.`group`, '''', 2), '''', -1) END;
        SET NEW.`From` = replace(NEW.`group`, '\\', '''');
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_select_from_where_Order_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_select_from_where_Order_upd';

-- ---- dual write of Order on insert (table Order)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table Order has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_select_from_where_Order_ins` BEFORE INSERT ON `Order` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`select` IS NULL AND NEW.`From` IS NULL) THEN
      SET NEW.`select` = CASE WHEN CHAR_LENGTH(NEW.`group`) - CHAR_LENGTH(REPLACE(NEW.`group`, '''', '')) < 1 THEN '' ELSE SUBSTRING_INDEX(SUBSTRING_INDEX(NEW.`group`, '''', 2), '''', -1) END;
      SET NEW.`From` = replace(NEW.`group`, '\\', '''');
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_select_from_where_Order_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_select_from_where_Order_ins';


-- ======== migrate ========

-- ---- backfill Order, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (`select` IS NOT NULL AND (CAST(CONVERT(`select` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN CHAR_LENGTH(`group`) - CHAR_LENGTH(REPLACE(`group`, '''', '')) < 1 THEN '' ELSE SUBSTRING_INDEX(SUBSTRING_INDEX(`group`, '''', 2), '''', -1) END USING utf8mb4) AS BINARY) AND CAST(CONVERT(`From` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(replace(`group`, '\\', '''') USING utf8mb4) AS BINARY)))
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'Order';
-- lowest
SELECT CAST(`Id` AS CHAR) FROM `Order` ORDER BY `Order`.`Id` LIMIT 1;
-- highest
SELECT CAST(`Id` AS CHAR) FROM `Order` ORDER BY `Order`.`Id` DESC LIMIT 1;
-- cut
SELECT CAST(`Id` AS CHAR) FROM `Order` WHERE `Id` >= CAST(? AS SIGNED) AND `Id` <= CAST(? AS SIGNED) ORDER BY `Order`.`Id` LIMIT 2 OFFSET ?;
-- fill
UPDATE `Order` SET `select` = CASE WHEN CHAR_LENGTH(`group`) - CHAR_LENGTH(REPLACE(`group`, '''', '')) < 1 THEN '' ELSE SUBSTRING_INDEX(SUBSTRING_INDEX(`group`, '''', 2), '''', -1) END, `From` = replace(`group`, '\\', '''') WHERE `Id` >= CAST(? AS SIGNED) AND `Id` <= CAST(? AS SIGNED) AND NOT (`select` IS NOT NULL AND (CAST(CONVERT(`select` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN CHAR_LENGTH(`group`) - CHAR_LENGTH(REPLACE(`group`, '''', '')) < 1 THEN '' ELSE SUBSTRING_INDEX(SUBSTRING_INDEX(`group`, '''', 2), '''', -1) END USING utf8mb4) AS BINARY) AND CAST(CONVERT(`From` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(replace(`group`, '\\', '''') USING utf8mb4) AS BINARY)));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (`select` IS NOT NULL AND (CAST(CONVERT(`select` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN CHAR_LENGTH(`group`) - CHAR_LENGTH(REPLACE(`group`, '''', '')) < 1 THEN '' ELSE SUBSTRING_INDEX(SUBSTRING_INDEX(`group`, '''', 2), '''', -1) END USING utf8mb4) AS BINARY) AND CAST(CONVERT(`From` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(replace(`group`, '\\', '''') USING utf8mb4) AS BINARY))) THEN 1 END), COUNT(CASE WHEN `select` IS NULL THEN 1 END), COUNT(CASE WHEN `From` IS NULL THEN 1 END) FROM `Order` WHERE `Id` >= CAST(? AS SIGNED) AND `Id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`Id` AS CHAR), CAST(`group` AS CHAR), CAST(`select` AS CHAR), CAST(`From` AS CHAR), CAST(CASE WHEN CHAR_LENGTH(`group`) - CHAR_LENGTH(REPLACE(`group`, '''', '')) < 1 THEN '' ELSE SUBSTRING_INDEX(SUBSTRING_INDEX(`group`, '''', 2), '''', -1) END AS CHAR), CAST(replace(`group`, '\\', '''') AS CHAR) FROM `Order` WHERE `Id` >= CAST(? AS SIGNED) AND `Id` <= CAST(? AS SIGNED) AND NOT (`select` IS NOT NULL AND (CAST(CONVERT(`select` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN CHAR_LENGTH(`group`) - CHAR_LENGTH(REPLACE(`group`, '''', '')) < 1 THEN '' ELSE SUBSTRING_INDEX(SUBSTRING_INDEX(`group`, '''', 2), '''', -1) END USING utf8mb4) AS BINARY) AND CAST(CONVERT(`From` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(replace(`group`, '\\', '''') USING utf8mb4) AS BINARY))) ORDER BY `Order`.`Id` LIMIT ?;
-- not null: select, From


-- ======== contract ========

-- ---- require values in Order.select, Order.From (table Order)
-- cost: a rebuild beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: columns Order.select, Order.From are NOT NULL already, and not by xc: drop the constraint, or declare it
-- run
-- refused where this is above 0: of Order (select, From), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would drop: take it away, and give it again afterwards
SELECT COUNT(*) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'Order' AND column_name IN ('select', 'From') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
-- which
SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'Order' AND column_name IN ('select', 'From') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
ALTER TABLE `Order` MODIFY COLUMN `select` varchar(100) NOT NULL, MODIFY COLUMN `From` varchar(100) NOT NULL, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
-- refused where this is above 0: of Order (select, From), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would drop: take it away, and give it again afterwards
SELECT COUNT(*) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'Order' AND column_name IN ('select', 'From') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
-- which
SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'Order' AND column_name IN ('select', 'From') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated'));
ALTER TABLE `Order` MODIFY COLUMN `select` varchar(100), MODIFY COLUMN `From` varchar(100), ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'Order' AND column_name IN ('select', 'From') AND is_nullable = 'NO';

-- ---- end dual write of Order on update (table Order)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_select_from_where_Order_upd on Order is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_select_from_where_Order_upd`;
-- undo
CREATE TRIGGER `xc_select_from_where_Order_upd` BEFORE UPDATE ON `Order` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (CAST(CONVERT(NEW.`select` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`select` USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`From` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`From` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`group` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`group` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`select` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(CASE WHEN CHAR_LENGTH(NEW.`group`) - CHAR_LENGTH(REPLACE(NEW.`group`, '''', '')) < 1 THEN '' ELSE SUBSTRING_INDEX(SUBSTRING_INDEX(NEW.`group`, '''', 2), '''', -1) END USING utf8mb4) AS BINARY) AND CAST(CONVERT(NEW.`From` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(replace(NEW.`group`, '\\', '''') USING utf8mb4) AS BINARY))) THEN
        SET NEW.`select` = CASE WHEN CHAR_LENGTH(NEW.`group`) - CHAR_LENGTH(REPLACE(NEW.`group`, '''', '')) < 1 THEN '' ELSE SUBSTRING_INDEX(SUBSTRING_INDEX(NEW.`group`, '''', 2), '''', -1) END;
        SET NEW.`From` = replace(NEW.`group`, '\\', '''');
      END IF;
    END IF;
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_select_from_where_Order_upd') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of Order on insert (table Order)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_select_from_where_Order_ins on Order is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_select_from_where_Order_ins`;
-- undo
CREATE TRIGGER `xc_select_from_where_Order_ins` BEFORE INSERT ON `Order` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`select` IS NULL AND NEW.`From` IS NULL) THEN
      SET NEW.`select` = CASE WHEN CHAR_LENGTH(NEW.`group`) - CHAR_LENGTH(REPLACE(NEW.`group`, '''', '')) < 1 THEN '' ELSE SUBSTRING_INDEX(SUBSTRING_INDEX(NEW.`group`, '''', 2), '''', -1) END;
      SET NEW.`From` = replace(NEW.`group`, '\\', '''');
    END IF;
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_select_from_where_Order_ins') = 0 THEN 1 ELSE 0 END;
