-- widen_texts on MariaDB
--
-- requires create_shop at expand or later: it makes table `users` (at create_shop.rs:6:22), which is changed at widen_texts.rs:8:13
--
-- expects table users, key (id), perhaps more
--   id bigint not null
--   name varchar(100) or varchar(200) not null
--   nickname varchar(50) or varchar(60) null
--   email varchar(255) null
--   age int null
--   score int not null
--   seen_at datetime(6) not null


-- ======== expand ========

-- ---- widen users.name to varchar(200) (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: 
-- run
-- refused where this is above 0: of users (name), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would drop: take it away, and give it again afterwards; or its length would take another byte, and the table would be copied
SELECT COUNT(*) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('name') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated') OR (c.character_octet_length BETWEEN 128 AND 255 AND 200 * (SELECT maxlen FROM information_schema.character_sets AS s WHERE s.character_set_name = c.character_set_name) > 255));
-- which
SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('name') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated') OR (c.character_octet_length BETWEEN 128 AND 255 AND 200 * (SELECT maxlen FROM information_schema.character_sets AS s WHERE s.character_set_name = c.character_set_name) > 255));
ALTER TABLE `users` MODIFY COLUMN `name` varchar(200) NOT NULL, ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` MODIFY COLUMN `name` varchar(200) NOT NULL, ALGORITHM=INPLACE, LOCK=NONE;
-- undo: nothing
-- probe
SELECT 0;

-- ---- widen users.nickname to varchar(60) (table users)
-- cost: exclusive metadata lock for a catalogue change: no copy
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: 
-- run
-- refused where this is above 0: of users (nickname), something has a comment, a collation or another property that the migrations do not know, and that MODIFY would drop: take it away, and give it again afterwards; or its length would take another byte, and the table would be copied
SELECT COUNT(*) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('nickname') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated') OR (c.character_octet_length BETWEEN 128 AND 255 AND 60 * (SELECT maxlen FROM information_schema.character_sets AS s WHERE s.character_set_name = c.character_set_name) > 255));
-- which
SELECT CONCAT_WS(', ', column_name, column_type, collation_name, extra, column_comment) FROM information_schema.columns AS c JOIN information_schema.tables AS t USING (table_schema, table_name) WHERE table_schema = DATABASE() AND table_name = 'users' AND column_name IN ('nickname') AND (column_comment <> '' OR collation_name <> table_collation OR LOWER(extra) NOT IN ('', 'auto_increment', 'default_generated') OR (c.character_octet_length BETWEEN 128 AND 255 AND 60 * (SELECT maxlen FROM information_schema.character_sets AS s WHERE s.character_set_name = c.character_set_name) > 255));
ALTER TABLE `users` MODIFY COLUMN `nickname` varchar(60), ALGORITHM=INSTANT, LOCK=DEFAULT;
-- where the server refuses the algorithm
ALTER TABLE `users` MODIFY COLUMN `nickname` varchar(60), ALGORITHM=INPLACE, LOCK=NONE;
-- undo: nothing
-- probe
SELECT 0;
