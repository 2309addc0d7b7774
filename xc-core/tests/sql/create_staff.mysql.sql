-- create_staff on MySQL and MariaDB


-- ======== expand ========

-- ---- create table teams (table teams)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table teams already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `teams` (`id` bigint NOT NULL, PRIMARY KEY (`id`));
-- undo
-- refused where this is above 0: table teams has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `teams` LIMIT 1) AS some_rows;
DROP TABLE `teams`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'teams';

-- ---- create table staff (table staff)
-- cost: exclusive metadata lock on the tables that it refers to, for a catalogue change: no scan, no rewrite
-- lock: none; on other tables: exclusive metadata lock
-- already: there is a table staff already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `staff` (`id` bigint NOT NULL AUTO_INCREMENT, `email` varchar(100) NOT NULL, `age` int NOT NULL DEFAULT 18, `team_id` bigint, `boss_id` bigint, `legacy` int NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `staff_email_key` UNIQUE (`email`), CONSTRAINT `staff_age_check` CHECK ((`age` > 0)), CONSTRAINT `staff_team_id_fkey` FOREIGN KEY (`team_id`) REFERENCES `teams` (`id`) ON DELETE CASCADE, CONSTRAINT `staff_boss_id_fkey` FOREIGN KEY (`boss_id`) REFERENCES `staff` (`id`));
-- undo
-- refused where this is above 0: table staff has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `staff` LIMIT 1) AS some_rows;
DROP TABLE `staff`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'staff';

-- ---- create table orders (table orders)
-- cost: exclusive metadata lock on the tables that it refers to, for a catalogue change: no scan, no rewrite
-- lock: none; on other tables: exclusive metadata lock
-- already: there is a table orders already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `orders` (`id` bigint NOT NULL, `staff_id` bigint NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `orders_staff_id_fkey` FOREIGN KEY (`staff_id`) REFERENCES `staff` (`id`) ON DELETE CASCADE);
-- undo
-- refused where this is above 0: table orders has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `orders` LIMIT 1) AS some_rows;
DROP TABLE `orders`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'orders';

-- ---- create index staff_team on staff (table staff)
-- cost: a scan beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table staff has an index staff_team already, and xc has not built it: drop or rename it, or give the new one another name
-- run
ALTER TABLE `staff` ADD INDEX `staff_team` (`team_id`), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `staff` DROP INDEX `staff_team`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'staff' AND index_name = 'staff_team';

-- ---- create index staff_boss on staff (table staff)
-- cost: a scan beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table staff has an index staff_boss already, and xc has not built it: drop or rename it, or give the new one another name
-- run
ALTER TABLE `staff` ADD INDEX `staff_boss` (`boss_id` DESC), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `staff` DROP INDEX `staff_boss`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'staff' AND index_name = 'staff_boss';

-- ---- create index orders_staff on orders (table orders)
-- cost: a scan beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table orders has an index orders_staff already, and xc has not built it: drop or rename it, or give the new one another name
-- run
ALTER TABLE `orders` ADD INDEX `orders_staff` (`staff_id`), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `orders` DROP INDEX `orders_staff`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'orders' AND index_name = 'orders_staff';
