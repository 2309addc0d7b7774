-- odd_names on MySQL and MariaDB


-- ======== expand ========

-- ---- create table Order (table Order)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table Order already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `Order` (`Id` bigint NOT NULL AUTO_INCREMENT, `group` varchar(100) NOT NULL DEFAULT 'it''s "so" \\ `here`', `Größe` int NOT NULL DEFAULT (-1), PRIMARY KEY (`Id`), CONSTRAINT `Order_group_Größe_key` UNIQUE (`group`, `Größe`));
-- undo
-- refused where this is above 0: table Order has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `Order` LIMIT 1) AS some_rows;
DROP TABLE `Order`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'Order';
