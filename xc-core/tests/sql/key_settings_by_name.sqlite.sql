-- key_settings_by_name on SQLite
--
-- requires create_settings at expand or later: it makes table `settings` (at create_settings.rs:6:22), which is changed at key_settings_by_name.rs:6:48
--
-- expects table settings, key (id), nothing else
--   id bigint not null
--   tenant_id bigint not null
--   name varchar(50) not null
--   value varchar(50) null


-- ======== contract ========

-- ---- look for rows that break primary key (tenant_id, name) (table settings)
-- cost: reads the table, locks nothing
-- lock: none
-- already: 
-- run: nothing
-- refused where this is above 0: rows of settings are alike in (tenant_id, name): make them differ, or delete what is there twice (shown: tenant_id, name, rows)
SELECT COUNT(*) FROM (SELECT 1 FROM "settings" WHERE "tenant_id" IS NOT NULL AND "name" IS NOT NULL GROUP BY "tenant_id", "name" HAVING COUNT(*) > 1) AS repeated;
-- which
SELECT CAST("tenant_id" || ', ' || "name" || ', ' || COUNT(*) AS TEXT) FROM "settings" WHERE "tenant_id" IS NOT NULL AND "name" IS NOT NULL GROUP BY "tenant_id", "name" HAVING COUNT(*) > 1 ORDER BY COUNT(*) DESC LIMIT 10;
-- undo: nothing
-- probe
SELECT 0;

-- ---- tighten settings (table settings)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- already: 
-- run
-- rebuilds settings
CREATE TABLE "xc_new_settings" ("id" bigint NOT NULL, "tenant_id" bigint NOT NULL, "name" varchar(50) NOT NULL, "value" varchar(50), PRIMARY KEY ("tenant_id", "name"), CONSTRAINT "settings_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants" ("id"));
INSERT INTO "xc_new_settings" ("id", "tenant_id", "name", "value") SELECT "id", "tenant_id", "name", "value" FROM "settings";
DROP TABLE "settings";
ALTER TABLE "xc_new_settings" RENAME TO "settings";
-- undo: never: (tenant_id, name) is the primary key of settings since, and (id) was it: its index would have to be built again
-- probe
SELECT 0;
