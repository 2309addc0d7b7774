-- tighten_orders on MySQL
--
-- requires create_orders at expand or later: it makes table `customers` (at create_orders.rs:6:22), which is changed at tighten_orders.rs:14:9
--
-- expects table customers, key (id), perhaps more
--   id bigint not null
--   email varchar(255) not null
--   country varchar(2) not null
--   note varchar(200) null
--
-- expects table orders, key (id), perhaps more
--   id bigint not null
--   customer_id bigint not null
--   parent_id bigint null
--   status varchar(20) not null
--   cents bigint not null
--   reference varchar(40) null


-- ======== expand ========

-- ---- add column customers.email_key (table customers)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table customers has one of the columns email_key already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE `customers` ADD COLUMN `email_key` varchar(255), ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `customers` ADD COLUMN `email_key` varchar(255), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `customers` DROP COLUMN `email_key`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `customers` DROP COLUMN `email_key`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'customers' AND column_name IN ('email_key');

-- ---- set default "none" of customers.note (table customers)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: 
-- run
ALTER TABLE `customers` ALTER COLUMN `note` SET DEFAULT 'none', ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `customers` ALTER COLUMN `note` SET DEFAULT 'none', ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `customers` ALTER COLUMN `note` SET DEFAULT NULL, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `customers` ALTER COLUMN `note` SET DEFAULT NULL, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT 0;

-- ---- create index customers_country on customers (table customers)
-- cost: a scan beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table customers has an index customers_country already, and xc has not built it: drop or rename it, or give the new one another name
-- run
ALTER TABLE `customers` ADD INDEX `customers_country` (`country`), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `customers` DROP INDEX `customers_country`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'customers' AND index_name = 'customers_country';


-- ======== dual_write ========

-- ---- dual write of customers on update (table customers)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table customers has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_tighten_orders_customers_upd` BEFORE UPDATE ON `customers` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (CAST(CONVERT(NEW.`email_key` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`email_key` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`email` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`email_key` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(trim(NEW.`email`) USING utf8mb4) AS BINARY))) THEN
        SET NEW.`email_key` = trim(NEW.`email`);
      END IF;
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_tighten_orders_customers_upd`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_tighten_orders_customers_upd';

-- ---- dual write of customers on insert (table customers)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table customers has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER `xc_tighten_orders_customers_ins` BEFORE INSERT ON `customers` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`email_key` IS NULL) THEN
      SET NEW.`email_key` = trim(NEW.`email`);
    END IF;
  END IF;
END;
-- undo
DROP TRIGGER `xc_tighten_orders_customers_ins`;
-- probe
SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_tighten_orders_customers_ins';


-- ======== migrate ========

-- ---- backfill customers, 1 key columns
-- session
SET @xc_backfill = 1;
-- parity
--   (`email_key` IS NOT NULL AND (CAST(CONVERT(`email_key` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(trim(`email`) USING utf8mb4) AS BINARY)))
-- estimate
SELECT CAST(COALESCE(MAX(table_rows), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'customers';
-- lowest
SELECT CAST(`id` AS CHAR) FROM `customers` ORDER BY `customers`.`id` LIMIT 1;
-- highest
SELECT CAST(`id` AS CHAR) FROM `customers` ORDER BY `customers`.`id` DESC LIMIT 1;
-- cut
SELECT CAST(`id` AS CHAR) FROM `customers` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) ORDER BY `customers`.`id` LIMIT 2 OFFSET ?;
-- fill
UPDATE `customers` SET `email_key` = trim(`email`) WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`email_key` IS NOT NULL AND (CAST(CONVERT(`email_key` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(trim(`email`) USING utf8mb4) AS BINARY)));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (`email_key` IS NOT NULL AND (CAST(CONVERT(`email_key` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(trim(`email`) USING utf8mb4) AS BINARY))) THEN 1 END) FROM `customers` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED);
-- examine
SELECT CAST(`id` AS CHAR), CAST(`email` AS CHAR), CAST(`email_key` AS CHAR), CAST(trim(`email`) AS CHAR) FROM `customers` WHERE `id` >= CAST(? AS SIGNED) AND `id` <= CAST(? AS SIGNED) AND NOT (`email_key` IS NOT NULL AND (CAST(CONVERT(`email_key` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(trim(`email`) USING utf8mb4) AS BINARY))) ORDER BY `customers`.`id` LIMIT ?;
-- not null: 

-- ---- create index customers_email_key on customers (table customers)
-- cost: a scan beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table customers has an index customers_email_key already, and xc has not built it: drop or rename it, or give the new one another name
-- run
ALTER TABLE `customers` ADD INDEX `customers_email_key` (`email_key`), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `customers` DROP INDEX `customers_email_key`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'customers' AND index_name = 'customers_email_key';


-- ======== contract ========

-- ---- add unique (email) to customers (table customers)
-- cost: a scan beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table customers has unique (email) already, and xc has not added it: drop it, or declare it
-- run
-- refused where this is above 0: rows of customers are alike in (email): make them differ, or delete what is there twice (shown: email, rows)
SELECT COUNT(*) FROM (SELECT 1 FROM `customers` WHERE `email` IS NOT NULL GROUP BY `email` HAVING COUNT(*) > 1) AS repeated;
-- which
SELECT CONCAT_WS(', ', `email`, COUNT(*)) FROM `customers` WHERE `email` IS NOT NULL GROUP BY `email` HAVING COUNT(*) > 1 ORDER BY COUNT(*) DESC LIMIT 10;
ALTER TABLE `customers` ADD UNIQUE INDEX `customers_email` (`email`), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `customers` DROP INDEX `customers_email`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'customers' AND index_name = 'customers_email';

-- ---- drop default of customers.country (table customers)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: 
-- run
ALTER TABLE `customers` ALTER COLUMN `country` DROP DEFAULT, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `customers` ALTER COLUMN `country` DROP DEFAULT, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `customers` ALTER COLUMN `country` SET DEFAULT 'DE', ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `customers` ALTER COLUMN `country` SET DEFAULT 'DE', ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT 0;

-- ---- end dual write of customers on update (table customers)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_tighten_orders_customers_upd on customers is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_tighten_orders_customers_upd`;
-- undo
CREATE TRIGGER `xc_tighten_orders_customers_upd` BEFORE UPDATE ON `customers` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (CAST(CONVERT(NEW.`email_key` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`email_key` USING utf8mb4) AS BINARY)) THEN
      IF NOT ((CAST(CONVERT(NEW.`email` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(OLD.`email` USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(NEW.`email_key` USING utf8mb4) AS BINARY) <=> CAST(CONVERT(trim(NEW.`email`) USING utf8mb4) AS BINARY))) THEN
        SET NEW.`email_key` = trim(NEW.`email`);
      END IF;
    END IF;
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_tighten_orders_customers_upd') = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of customers on insert (table customers)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: trigger xc_tighten_orders_customers_ins on customers is gone, and not by xc: writes since then may be out of parity; roll back to migrate and go on from there
-- run
DROP TRIGGER `xc_tighten_orders_customers_ins`;
-- undo
CREATE TRIGGER `xc_tighten_orders_customers_ins` BEFORE INSERT ON `customers` FOR EACH ROW
BEGIN
  IF @xc_backfill IS NULL THEN
    IF (NEW.`email_key` IS NULL) THEN
      SET NEW.`email_key` = trim(NEW.`email`);
    END IF;
  END IF;
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND trigger_name = 'xc_tighten_orders_customers_ins') = 0 THEN 1 ELSE 0 END;

-- ---- drop foreign key (parent_id) references orders (id) of orders (table orders)
-- cost: exclusive metadata lock on both tables for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: foreign key (parent_id) references orders (id) of orders is gone already, and not by xc
-- run
SET @xc_drop = (SELECT CONCAT('ALTER TABLE `orders` DROP FOREIGN KEY `', REPLACE(name, '`', '``'), '`, ALGORITHM=INPLACE, LOCK=NONE') FROM (SELECT constraint_name AS name FROM information_schema.key_column_usage WHERE table_schema = DATABASE() AND table_name = 'orders' AND referenced_table_name = 'orders' GROUP BY constraint_name HAVING GROUP_CONCAT(column_name ORDER BY ordinal_position SEPARATOR ',') = 'parent_id') AS found);
PREPARE xc_drop FROM @xc_drop;
EXECUTE xc_drop;
DEALLOCATE PREPARE xc_drop;
-- undo
-- refused where this is above 0: rows of orders refer by (parent_id) to rows of orders that are not there: mend or delete them first (shown: parent_id)
SELECT COUNT(*) FROM `orders` AS child WHERE child.`parent_id` IS NOT NULL AND NOT EXISTS (SELECT 1 FROM `orders` AS parent WHERE parent.`id` = child.`parent_id`);
-- which
SELECT DISTINCT CONCAT_WS(', ', child.`parent_id`) FROM `orders` AS child WHERE child.`parent_id` IS NOT NULL AND NOT EXISTS (SELECT 1 FROM `orders` AS parent WHERE parent.`id` = child.`parent_id`) LIMIT 10;
SET SESSION foreign_key_checks = 0;
ALTER TABLE `orders` ADD CONSTRAINT `orders_parent_id_fkey` FOREIGN KEY (`parent_id`) REFERENCES `orders` (`id`), ALGORITHM=INPLACE, LOCK=NONE;
-- afterwards, in any case
SET SESSION foreign_key_checks = 1;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM (SELECT constraint_name AS name FROM information_schema.key_column_usage WHERE table_schema = DATABASE() AND table_name = 'orders' AND referenced_table_name = 'orders' GROUP BY constraint_name HAVING GROUP_CONCAT(column_name ORDER BY ordinal_position SEPARATOR ',') = 'parent_id') AS found) = 0 THEN 1 ELSE 0 END;

-- ---- add foreign key (parent_id) references orders (id) to orders (table orders)
-- cost: exclusive metadata lock on both tables for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table orders has foreign key (parent_id) references orders (id) already, and xc has not added it: drop it, or declare it
-- run
-- refused where this is above 0: rows of orders refer by (parent_id) to rows of orders that are not there: mend or delete them first (shown: parent_id)
SELECT COUNT(*) FROM `orders` AS child WHERE child.`parent_id` IS NOT NULL AND NOT EXISTS (SELECT 1 FROM `orders` AS parent WHERE parent.`id` = child.`parent_id`);
-- which
SELECT DISTINCT CONCAT_WS(', ', child.`parent_id`) FROM `orders` AS child WHERE child.`parent_id` IS NOT NULL AND NOT EXISTS (SELECT 1 FROM `orders` AS parent WHERE parent.`id` = child.`parent_id`) LIMIT 10;
SET SESSION foreign_key_checks = 0;
ALTER TABLE `orders` ADD CONSTRAINT `orders_parent_id_fkey` FOREIGN KEY (`parent_id`) REFERENCES `orders` (`id`) ON DELETE SET NULL, ALGORITHM=INPLACE, LOCK=NONE;
-- afterwards, in any case
SET SESSION foreign_key_checks = 1;
-- undo
ALTER TABLE `orders` DROP FOREIGN KEY `orders_parent_id_fkey`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.table_constraints WHERE table_schema = DATABASE() AND table_name = 'orders' AND constraint_name = 'orders_parent_id_fkey';

-- ---- look for rows of orders without a row of orders (table orders)
-- cost: reads both tables, locks nothing
-- lock: none
-- already: 
-- run: nothing
-- refused where this is above 0: rows of orders refer by (parent_id) to rows of orders that are not there: mend or delete them first (shown: parent_id); they were written while the key was being added, and it is in force now
SELECT COUNT(*) FROM `orders` AS child WHERE child.`parent_id` IS NOT NULL AND NOT EXISTS (SELECT 1 FROM `orders` AS parent WHERE parent.`id` = child.`parent_id`);
-- which
SELECT DISTINCT CONCAT_WS(', ', child.`parent_id`) FROM `orders` AS child WHERE child.`parent_id` IS NOT NULL AND NOT EXISTS (SELECT 1 FROM `orders` AS parent WHERE parent.`id` = child.`parent_id`) LIMIT 10;
-- undo: nothing
-- probe
SELECT 0;

-- ---- drop unique (reference, customer_id) of orders (table orders)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: unique (reference, customer_id) of orders is gone already, and not by xc
-- run
SET @xc_drop = (SELECT CONCAT('ALTER TABLE `orders` DROP INDEX `', REPLACE(name, '`', '``'), '`, ALGORITHM=INPLACE, LOCK=NONE') FROM (SELECT index_name AS name FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'orders' AND non_unique = 0 AND index_name <> 'PRIMARY' GROUP BY index_name HAVING GROUP_CONCAT(column_name ORDER BY seq_in_index SEPARATOR ',') = 'reference,customer_id') AS found);
PREPARE xc_drop FROM @xc_drop;
EXECUTE xc_drop;
DEALLOCATE PREPARE xc_drop;
-- undo
-- refused where this is above 0: rows of orders are alike in (reference, customer_id): make them differ, or delete what is there twice (shown: reference, customer_id, rows)
SELECT COUNT(*) FROM (SELECT 1 FROM `orders` WHERE `reference` IS NOT NULL AND `customer_id` IS NOT NULL GROUP BY `reference`, `customer_id` HAVING COUNT(*) > 1) AS repeated;
-- which
SELECT CONCAT_WS(', ', `reference`, `customer_id`, COUNT(*)) FROM `orders` WHERE `reference` IS NOT NULL AND `customer_id` IS NOT NULL GROUP BY `reference`, `customer_id` HAVING COUNT(*) > 1 ORDER BY COUNT(*) DESC LIMIT 10;
ALTER TABLE `orders` ADD UNIQUE INDEX `orders_reference_customer_id_key` (`reference`, `customer_id`), ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM (SELECT index_name AS name FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'orders' AND non_unique = 0 AND index_name <> 'PRIMARY' GROUP BY index_name HAVING GROUP_CONCAT(column_name ORDER BY seq_in_index SEPARATOR ',') = 'reference,customer_id') AS found) = 0 THEN 1 ELSE 0 END;

-- ---- drop index orders_by_parent on orders (table orders)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: index orders_by_parent on orders is gone already, and not by xc
-- run
ALTER TABLE `orders` DROP INDEX `orders_by_parent`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `orders` ADD INDEX `orders_by_parent` (`parent_id`), ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'orders' AND index_name = 'orders_by_parent') = 0 THEN 1 ELSE 0 END;
