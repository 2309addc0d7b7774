-- add_columns on MySQL and MariaDB
--
-- requires create_users at expand or later: it makes table `users` (at create_users.rs:7:22), which is changed at add_columns.rs:8:13
--
-- expects table users, key (id), perhaps more
--   id bigint not null
--   name varchar(100) not null
--   email varchar(255) null
--   created_at datetime not null


-- ======== expand ========

-- ---- add columns users.phone, users.logins, users.balance, users.active, users.plan (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table users has one of the columns phone, logins, balance, active, plan already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE `users` ADD COLUMN `phone` varchar(20), ADD COLUMN `logins` int NOT NULL DEFAULT 0, ADD COLUMN `balance` decimal(12,2) NOT NULL DEFAULT -1.50, ADD COLUMN `active` tinyint(1) NOT NULL DEFAULT TRUE, ADD COLUMN `plan` varchar(20) NOT NULL DEFAULT 'free', ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` ADD COLUMN `phone` varchar(20), ADD COLUMN `logins` int NOT NULL DEFAULT 0, ADD COLUMN `balance` decimal(12,2) NOT NULL DEFAULT -1.50, ADD COLUMN `active` tinyint(1) NOT NULL DEFAULT TRUE, ADD COLUMN `plan` varchar(20) NOT NULL DEFAULT 'free', ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `users` DROP COLUMN `phone`, DROP COLUMN `logins`, DROP COLUMN `balance`, DROP COLUMN `active`, DROP COLUMN `plan`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` DROP COLUMN `phone`, DROP COLUMN `logins`, DROP COLUMN `balance`, DROP COLUMN `active`, DROP COLUMN `plan`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('phone', 'logins', 'balance', 'active', 'plan');
