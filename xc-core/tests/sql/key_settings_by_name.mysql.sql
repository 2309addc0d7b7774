-- key_settings_by_name on MySQL and MariaDB
--
-- requires create_settings at expand or later: it makes table `settings` (at create_settings.rs:6:22), which is changed at key_settings_by_name.rs:6:48
--
-- expects table settings, key (id), perhaps more
--   id bigint not null
--   tenant_id bigint not null
--   name varchar(50) not null
--   value varchar(50) null


-- ======== contract ========

-- ---- make (tenant_id, name) the primary key of settings (table settings)
-- cost: a rebuild beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: (tenant_id, name) is the primary key of settings already, and not by xc
-- run
-- refused where this is above 0: rows of settings are alike in (tenant_id, name): make them differ, or delete what is there twice (shown: tenant_id, name, rows)
SELECT COUNT(*) FROM (SELECT 1 FROM `settings` WHERE `tenant_id` IS NOT NULL AND `name` IS NOT NULL GROUP BY `tenant_id`, `name` HAVING COUNT(*) > 1) AS repeated;
-- which
SELECT CONCAT_WS(', ', `tenant_id`, `name`, COUNT(*)) FROM `settings` WHERE `tenant_id` IS NOT NULL AND `name` IS NOT NULL GROUP BY `tenant_id`, `name` HAVING COUNT(*) > 1 ORDER BY COUNT(*) DESC LIMIT 10;
ALTER TABLE `settings` DROP PRIMARY KEY, ADD PRIMARY KEY (`tenant_id`, `name`), ALGORITHM=INPLACE, LOCK=NONE;
-- undo: never: (tenant_id, name) is the primary key of settings since, and (id) was it: its index would have to be built again
-- probe
SELECT COUNT(*) FROM (SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'settings' AND index_name = 'PRIMARY' HAVING GROUP_CONCAT(column_name ORDER BY seq_in_index SEPARATOR ',') = 'tenant_id,name') AS found;
