-- raw_search on MySQL and MariaDB
--
-- requires create_users at expand or later: it makes table `users` (at create_users.rs:7:22), which is changed at raw_search.rs:14:27
--
-- expects table users, key (id), perhaps more
--   id bigint not null
--   name varchar(100) not null
--   email varchar(255) null
--   created_at datetime not null


-- ======== expand ========

-- ---- add column users.tag (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table users has one of the columns tag already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE `users` ADD COLUMN `tag` varchar(20), ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` ADD COLUMN `tag` varchar(20), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `users` DROP COLUMN `tag`, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` DROP COLUMN `tag`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('tag');

-- ---- raw: names are searched by any part of them (table users)
-- cost: stated: stops neither reads nor writes
-- lock: none
-- already: the effect of the raw statement "names are searched by any part of them" is there already, and not by xc: take it back, or leave it out
-- run
alter table users add index users_search (name(10)), algorithm=inplace, lock=none;
-- undo
alter table users drop index users_search, algorithm=inplace, lock=none;
-- probe
SELECT CASE WHEN (select count(*) from information_schema.statistics where table_schema = database() and index_name = 'users_search') > 0 THEN 1 ELSE 0 END;

-- ---- raw: codes are compared byte by byte (table users)
-- cost: stated: stops neither reads nor writes
-- lock: none
-- already: the effect of the raw statement "codes are compared byte by byte" is there already, and not by xc: take it back, or leave it out
-- run
alter table users add column code varchar(20) character set ascii null, algorithm=instant;
-- undo
alter table users drop column code, algorithm=instant;
-- probe
SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('code');


-- ======== contract ========

-- ---- raw: comments are not in the language (table )
-- cost: stated: stops neither reads nor writes
-- lock: none
-- already: the effect of the raw statement "comments are not in the language" is there already, and not by xc: take it back, or leave it out
-- run
alter table users comment 'people', algorithm=inplace, lock=none;
-- undo: never: it is raw, and no inverse is stated
-- probe
SELECT CASE WHEN (select table_comment = 'people' from information_schema.tables where table_schema = database() and table_name = 'users') > 0 THEN 1 ELSE 0 END;
