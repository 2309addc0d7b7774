-- create_orders on MySQL and MariaDB


-- ======== expand ========

-- ---- create table customers (table customers)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table customers already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `customers` (`id` bigint NOT NULL AUTO_INCREMENT, `email` varchar(255) NOT NULL, `country` varchar(2) NOT NULL DEFAULT 'DE', `note` varchar(200), PRIMARY KEY (`id`), CONSTRAINT `customers_country_check` CHECK ((CHAR_LENGTH(`country`) = 2)));
-- undo
-- refused where this is above 0: table customers has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `customers` LIMIT 1) AS some_rows;
DROP TABLE `customers`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'customers';

-- ---- create table orders (table orders)
-- cost: exclusive metadata lock on the tables that it refers to, for a catalogue change: no scan, no rewrite
-- lock: none; on other tables: exclusive metadata lock
-- already: there is a table orders already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `orders` (`id` bigint NOT NULL AUTO_INCREMENT, `customer_id` bigint NOT NULL, `parent_id` bigint, `status` varchar(20) NOT NULL DEFAULT 'new', `cents` bigint NOT NULL, `reference` varchar(40), PRIMARY KEY (`id`), CONSTRAINT `orders_reference_customer_id_key` UNIQUE (`reference`, `customer_id`), CONSTRAINT `orders_status_check` CHECK ((((CAST(CONVERT(`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('new' USING utf8mb4) AS BINARY)) OR (CAST(CONVERT(`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('paid' USING utf8mb4) AS BINARY))) OR (CAST(CONVERT(`status` USING utf8mb4) AS BINARY) = CAST(CONVERT('sent' USING utf8mb4) AS BINARY)))), CONSTRAINT `orders_customer_id_fkey` FOREIGN KEY (`customer_id`) REFERENCES `customers` (`id`) ON DELETE CASCADE, CONSTRAINT `orders_parent_id_fkey` FOREIGN KEY (`parent_id`) REFERENCES `orders` (`id`));
-- undo
-- refused where this is above 0: table orders has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `orders` LIMIT 1) AS some_rows;
DROP TABLE `orders`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'orders';

-- ---- create index orders_by_customer on orders (table orders)
-- cost: a scan beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table orders has an index orders_by_customer already, and xc has not built it: drop or rename it, or give the new one another name
-- run
ALTER TABLE `orders` ADD INDEX `orders_by_customer` (`customer_id`, `cents` DESC, `status`), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `orders` DROP INDEX `orders_by_customer`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'orders' AND index_name = 'orders_by_customer';

-- ---- create index orders_by_parent on orders (table orders)
-- cost: a scan beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table orders has an index orders_by_parent already, and xc has not built it: drop or rename it, or give the new one another name
-- run
ALTER TABLE `orders` ADD INDEX `orders_by_parent` (`parent_id`), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `orders` DROP INDEX `orders_by_parent`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'orders' AND index_name = 'orders_by_parent';

-- ---- create index orders_parents on orders (table orders)
-- cost: a scan beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table orders has an index orders_parents already, and xc has not built it: drop or rename it, or give the new one another name
-- run
ALTER TABLE `orders` ADD INDEX `orders_parents` (`parent_id`), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `orders` DROP INDEX `orders_parents`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'orders' AND index_name = 'orders_parents';
