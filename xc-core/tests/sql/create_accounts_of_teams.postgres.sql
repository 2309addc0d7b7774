-- create_accounts_of_teams on PostgreSQL


-- ======== expand ========

-- ---- create table teams (table teams)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table teams already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "teams" ("id" bigint NOT NULL, "name" character varying(50) NOT NULL, PRIMARY KEY ("id"));
-- undo
-- refused where this is above 0: table teams has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "teams" LIMIT 1) AS some_rows;
DROP TABLE "teams";
-- probe
SELECT count(*) FROM pg_class WHERE oid = to_regclass('"teams"');

-- ---- create table accounts (table accounts)
-- cost: SHARE ROW EXCLUSIVE on the tables that it refers to, for a catalogue change: no scan, no rewrite
-- lock: none; on other tables: SHARE ROW EXCLUSIVE
-- already: there is a table accounts already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "accounts" ("id" bigint NOT NULL, "name" character varying(100) NOT NULL, "mail" character varying(200) NOT NULL, "team" bigint, "score" integer NOT NULL DEFAULT 0, "created" timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY ("id"), CONSTRAINT "accounts_mail_key" UNIQUE ("mail"), CONSTRAINT "accounts_team_name_key" UNIQUE ("team", "name"), CONSTRAINT "accounts_team_fkey" FOREIGN KEY ("team") REFERENCES "teams" ("id"));
-- undo
-- refused where this is above 0: table accounts has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "accounts" LIMIT 1) AS some_rows;
DROP TABLE "accounts";
-- probe
SELECT count(*) FROM pg_class WHERE oid = to_regclass('"accounts"');

-- ---- create index accounts_by_name on accounts (table accounts)
-- cost: no lock on other tables
-- lock: SHARE
-- already: table accounts has an index accounts_by_name already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE INDEX "accounts_by_name" ON "accounts" ("name", "id" DESC);
-- undo
DROP INDEX "accounts_by_name";
-- probe
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"accounts_by_name"') AND indisvalid;

-- ---- create index accounts_team on accounts (table accounts)
-- cost: no lock on other tables
-- lock: SHARE
-- already: table accounts has an index accounts_team already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE INDEX "accounts_team" ON "accounts" ("team");
-- undo
DROP INDEX "accounts_team";
-- probe
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"accounts_team"') AND indisvalid;
