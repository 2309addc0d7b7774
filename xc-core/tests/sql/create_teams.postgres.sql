-- create_teams on PostgreSQL


-- ======== expand ========

-- ---- create table tenants (table tenants)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table tenants already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "tenants" ("id" bigint NOT NULL, PRIMARY KEY ("id"));
-- undo
-- refused where this is above 0: table tenants has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "tenants" LIMIT 1) AS some_rows;
DROP TABLE "tenants";
-- probe
SELECT count(*) FROM pg_class WHERE oid = to_regclass('"tenants"');

-- ---- create table teams (table teams)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table teams already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "teams" ("id" bigint NOT NULL, "code" character varying(20) NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "teams_code_key" UNIQUE ("code"));
-- undo
-- refused where this is above 0: table teams has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "teams" LIMIT 1) AS some_rows;
DROP TABLE "teams";
-- probe
SELECT count(*) FROM pg_class WHERE oid = to_regclass('"teams"');

-- ---- create table players (table players)
-- cost: SHARE ROW EXCLUSIVE on the tables that it refers to, for a catalogue change: no scan, no rewrite
-- lock: none; on other tables: SHARE ROW EXCLUSIVE
-- already: there is a table players already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "players" ("id" bigint NOT NULL, "tenant_id" bigint NOT NULL, "team_id" bigint, "team_code" character varying(20), "bio" character varying(200), PRIMARY KEY ("id"), CONSTRAINT "players_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants" ("id") ON DELETE CASCADE, CONSTRAINT "players_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams" ("id") ON DELETE SET NULL, CONSTRAINT "players_team_code_fkey" FOREIGN KEY ("team_code") REFERENCES "teams" ("code") ON UPDATE CASCADE);
-- undo
-- refused where this is above 0: table players has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "players" LIMIT 1) AS some_rows;
DROP TABLE "players";
-- probe
SELECT count(*) FROM pg_class WHERE oid = to_regclass('"players"');

-- ---- create index players_tenant on players (table players)
-- cost: no lock on other tables
-- lock: SHARE
-- already: table players has an index players_tenant already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE INDEX "players_tenant" ON "players" ("tenant_id");
-- undo
DROP INDEX "players_tenant";
-- probe
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"players_tenant"') AND indisvalid;

-- ---- create index players_team on players (table players)
-- cost: no lock on other tables
-- lock: SHARE
-- already: table players has an index players_team already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE INDEX "players_team" ON "players" ("team_id");
-- undo
DROP INDEX "players_team";
-- probe
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"players_team"') AND indisvalid;

-- ---- create index players_team_code on players (table players)
-- cost: no lock on other tables
-- lock: SHARE
-- already: table players has an index players_team_code already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE INDEX "players_team_code" ON "players" ("team_code");
-- undo
DROP INDEX "players_team_code";
-- probe
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"players_team_code"') AND indisvalid;
