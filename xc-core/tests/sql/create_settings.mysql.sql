-- create_settings on MySQL and MariaDB


-- ======== expand ========

-- ---- create table tenants (table tenants)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table tenants already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `tenants` (`id` bigint NOT NULL, `name` varchar(50) NOT NULL, PRIMARY KEY (`id`));
-- undo
-- refused where this is above 0: table tenants has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `tenants` LIMIT 1) AS some_rows;
DROP TABLE `tenants`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'tenants';

-- ---- create table settings (table settings)
-- cost: exclusive metadata lock on the tables that it refers to, for a catalogue change: no scan, no rewrite
-- lock: none; on other tables: exclusive metadata lock
-- already: there is a table settings already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `settings` (`id` bigint NOT NULL, `tenant_id` bigint NOT NULL, `name` varchar(50) NOT NULL, `value` varchar(50), PRIMARY KEY (`id`), CONSTRAINT `settings_tenant_id_fkey` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`));
-- undo
-- refused where this is above 0: table settings has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `settings` LIMIT 1) AS some_rows;
DROP TABLE `settings`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'settings';

-- ---- create table hits (table hits)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table hits already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE `hits` (`id` bigint NOT NULL AUTO_INCREMENT, `page` varchar(50) NOT NULL, PRIMARY KEY (`id`));
-- undo
-- refused where this is above 0: table hits has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM `hits` LIMIT 1) AS some_rows;
DROP TABLE `hits`;
-- probe
SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'hits';

-- ---- create index settings_tenant on settings (table settings)
-- cost: a scan beside reads and writes; exclusive metadata lock at its start and end
-- lock: exclusive metadata lock; on other tables: exclusive metadata lock
-- already: table settings has an index settings_tenant already, and xc has not built it: drop or rename it, or give the new one another name
-- run
ALTER TABLE `settings` ADD INDEX `settings_tenant` (`tenant_id`), ALGORITHM=INPLACE, LOCK=NONE;
-- undo
ALTER TABLE `settings` DROP INDEX `settings_tenant`, ALGORITHM=INPLACE, LOCK=NONE;
-- probe
SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'settings' AND index_name = 'settings_tenant';
