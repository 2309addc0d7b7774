-- key_settings_by_name on PostgreSQL
--
-- requires create_settings at expand or later: it makes table `settings` (at create_settings.rs:6:22), which is changed at key_settings_by_name.rs:6:48
--
-- expects table settings, key (id), perhaps more
--   id bigint not null
--   tenant_id bigint not null
--   name character varying(50) not null
--   value character varying(50) null


-- ======== contract ========

-- ---- build the index of primary key (tenant_id, name) on settings (table settings)
-- cost: SHARE UPDATE EXCLUSIVE during a scan: reads and writes go on
-- lock: SHARE UPDATE EXCLUSIVE
-- outside a transaction
-- already: table settings has an index xc_pk_settings already, and xc has not built it: drop or rename it, or give the new one another name
-- run
-- refused where this is above 0: rows of settings are alike in (tenant_id, name): make them differ, or delete what is there twice (shown: tenant_id, name, rows)
SELECT COUNT(*) FROM (SELECT 1 FROM "settings" WHERE "tenant_id" IS NOT NULL AND "name" IS NOT NULL GROUP BY "tenant_id", "name" HAVING COUNT(*) > 1) AS repeated;
-- which
SELECT concat_ws(', ', "tenant_id"::text, "name"::text, COUNT(*)::text) FROM "settings" WHERE "tenant_id" IS NOT NULL AND "name" IS NOT NULL GROUP BY "tenant_id", "name" HAVING COUNT(*) > 1 ORDER BY COUNT(*) DESC LIMIT 10;
-- cleared away where this is above 0
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"xc_pk_settings"') AND NOT indisvalid;
DROP INDEX CONCURRENTLY "xc_pk_settings";
CREATE UNIQUE INDEX CONCURRENTLY "xc_pk_settings" ON "settings" ("tenant_id", "name");
-- undo
DROP INDEX CONCURRENTLY "xc_pk_settings";
-- probe
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"xc_pk_settings"') AND indisvalid;

-- ---- make (tenant_id, name) the primary key of settings (table settings)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: (tenant_id, name) is the primary key of settings already, and not by xc
-- run
DO $xc$
DECLARE
  found name;
BEGIN
  SELECT conname INTO STRICT found FROM pg_constraint WHERE conrelid = to_regclass('"settings"') AND contype = 'p' AND conkey = ARRAY(SELECT a.attnum FROM unnest(ARRAY['id']::name[]) WITH ORDINALITY AS c (name, place) JOIN pg_attribute AS a ON a.attrelid = to_regclass('"settings"') AND a.attname = c.name ORDER BY c.place);
  EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', '"settings"', found);
END
$xc$;
ALTER TABLE "settings" ADD CONSTRAINT "settings_pkey" PRIMARY KEY USING INDEX "xc_pk_settings";
-- undo: never: (tenant_id, name) is the primary key of settings since, and (id) was it: its index would have to be built again
-- probe
SELECT count(*) FROM pg_constraint WHERE conrelid = to_regclass('"settings"') AND contype = 'p' AND conkey = ARRAY(SELECT a.attnum FROM unnest(ARRAY['tenant_id', 'name']::name[]) WITH ORDINALITY AS c (name, place) JOIN pg_attribute AS a ON a.attrelid = to_regclass('"settings"') AND a.attname = c.name ORDER BY c.place);
