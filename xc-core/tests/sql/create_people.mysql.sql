-- create_people on MySQL and MariaDB


-- ======== expand ========

-- ---- create table users (table users)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table users already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `users` (`id` bigint NOT NULL AUTO_INCREMENT, `name` varchar(100) NOT NULL, `bio` text, `visits` bigint NOT NULL DEFAULT 0, PRIMARY KEY (`id`));
-- undo
-- refused where this is above 0: table users has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `users` LIMIT 1) AS some_rows;
DROP TABLE `users`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'users';
