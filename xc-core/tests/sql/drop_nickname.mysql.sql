-- drop_nickname on MySQL and MariaDB
--
-- requires create_shop at expand or later: it makes table `users` (at create_shop.rs:6:22), which is changed at drop_nickname.rs:9:13
--
-- expects table users, key (id), perhaps more
--   id bigint not null
--   name varchar(100) not null
--   nickname varchar(50) null
--   email varchar(255) null
--   age int null
--   score int not null
--   seen_at datetime(6) not null


-- ======== contract ========

-- ---- retire column users.nickname (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Retiring
-- already: users.nickname is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE `users` RENAME COLUMN `nickname` TO `xc_retired_drop_nickname_nickname`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` RENAME COLUMN `nickname` TO `xc_retired_drop_nickname_nickname`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `users` RENAME COLUMN `xc_retired_drop_nickname_nickname` TO `nickname`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` RENAME COLUMN `xc_retired_drop_nickname_nickname` TO `nickname`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('nickname')) = 0 THEN 1 ELSE 0 END;

-- ---- drop column users.nickname (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Dropping
-- already: users.nickname is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE `users` DROP COLUMN `nickname`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` DROP COLUMN `nickname`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('nickname')) = 0 THEN 1 ELSE 0 END;

-- ---- drop column users.nickname, which was retired (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- when contract goes the way of Purging
-- already: what was retired of users is gone already, and not by xc
-- run
ALTER TABLE `users` DROP COLUMN `xc_retired_drop_nickname_nickname`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` DROP COLUMN `xc_retired_drop_nickname_nickname`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('xc_retired_drop_nickname_nickname')) = 0 THEN 1 ELSE 0 END;

-- ---- retired of users: nickname as xc_retired_drop_nickname_nickname
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM `users` LIMIT 1) AS some_rows;
-- keeps the values that it had
