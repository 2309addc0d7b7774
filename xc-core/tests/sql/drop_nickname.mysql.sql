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

-- ---- drop column users.nickname (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- already: users.nickname is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
ALTER TABLE `users` DROP COLUMN `nickname`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` DROP COLUMN `nickname`, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: nothing
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('nickname')) = 0 THEN 1 ELSE 0 END;
