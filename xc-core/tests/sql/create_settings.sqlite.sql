-- create_settings on SQLite


-- ======== expand ========

-- ---- create table tenants (table tenants)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table tenants already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "tenants" ("id" bigint NOT NULL, "name" varchar(50) NOT NULL, PRIMARY KEY ("id"));
-- undo
-- refused where this is above 0: table tenants has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "tenants" LIMIT 1) AS some_rows;
DROP TABLE "tenants";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'tenants';

-- ---- create table settings (table settings)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table settings already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "settings" ("id" bigint NOT NULL, "tenant_id" bigint NOT NULL, "name" varchar(50) NOT NULL, "value" varchar(50), PRIMARY KEY ("id"), CONSTRAINT "settings_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants" ("id"));
-- undo
-- refused where this is above 0: table settings has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "settings" LIMIT 1) AS some_rows;
DROP TABLE "settings";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'settings';

-- ---- create table hits (table hits)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table hits already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "hits" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "page" varchar(50) NOT NULL);
-- undo
-- refused where this is above 0: table hits has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "hits" LIMIT 1) AS some_rows;
DROP TABLE "hits";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'hits';

-- ---- create index settings_tenant on settings (table settings)
-- cost: writers wait during a scan; in WAL mode readers go on
-- lock: write lock
-- already: table settings has an index settings_tenant already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE INDEX "settings_tenant" ON "settings" ("tenant_id");
-- undo
DROP INDEX "settings_tenant";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'settings_tenant';
