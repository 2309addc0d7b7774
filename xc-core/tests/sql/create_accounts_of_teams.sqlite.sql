-- create_accounts_of_teams on SQLite


-- ======== expand ========

-- ---- create table teams (table teams)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table teams already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "teams" ("id" bigint NOT NULL, "name" varchar(50) NOT NULL, PRIMARY KEY ("id"));
-- undo
-- refused where this is above 0: table teams has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "teams" LIMIT 1) AS some_rows;
DROP TABLE "teams";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'teams';

-- ---- create table accounts (table accounts)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table accounts already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "accounts" ("id" bigint NOT NULL, "name" varchar(100) NOT NULL, "mail" varchar(200) NOT NULL, "team" bigint, "score" integer NOT NULL DEFAULT 0, "created" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY ("id"), CONSTRAINT "accounts_mail_key" UNIQUE ("mail"), CONSTRAINT "accounts_team_name_key" UNIQUE ("team", "name"), CONSTRAINT "accounts_team_fkey" FOREIGN KEY ("team") REFERENCES "teams" ("id"));
-- undo
-- refused where this is above 0: table accounts has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "accounts" LIMIT 1) AS some_rows;
DROP TABLE "accounts";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'accounts';

-- ---- create index accounts_by_name on accounts (table accounts)
-- cost: writers wait during a scan; in WAL mode readers go on
-- lock: write lock
-- already: table accounts has an index accounts_by_name already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE INDEX "accounts_by_name" ON "accounts" ("name", "id" DESC);
-- undo
DROP INDEX "accounts_by_name";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'accounts_by_name';

-- ---- create index accounts_team on accounts (table accounts)
-- cost: writers wait during a scan; in WAL mode readers go on
-- lock: write lock
-- already: table accounts has an index accounts_team already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE INDEX "accounts_team" ON "accounts" ("team");
-- undo
DROP INDEX "accounts_team";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'accounts_team';
