-- create_accounts_and_logins on SQLite


-- ======== expand ========

-- ---- create table accounts (table accounts)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table accounts already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "accounts" ("id" bigint NOT NULL, "mail" varchar(200) NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "accounts_mail_key" UNIQUE ("mail"));
-- undo
-- refused where this is above 0: table accounts has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "accounts" LIMIT 1) AS some_rows;
DROP TABLE "accounts";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'accounts';

-- ---- create table logins (table logins)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table logins already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "logins" ("id" bigint NOT NULL, "mail" varchar(200) NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "logins_mail_fkey" FOREIGN KEY ("mail") REFERENCES "accounts" ("mail"));
-- undo
-- refused where this is above 0: table logins has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "logins" LIMIT 1) AS some_rows;
DROP TABLE "logins";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'logins';

-- ---- create index logins_mail on logins (table logins)
-- cost: writers wait during a scan; in WAL mode readers go on
-- lock: write lock
-- already: table logins has an index logins_mail already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE INDEX "logins_mail" ON "logins" ("mail");
-- undo
DROP INDEX "logins_mail";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND name = 'logins_mail';
