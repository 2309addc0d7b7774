-- create_accounts_and_logins on PostgreSQL


-- ======== expand ========

-- ---- create table accounts (table accounts)
-- cost: no lock on other tables
-- lock: none
-- already: there is a table accounts already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "accounts" ("id" bigint NOT NULL, "mail" character varying(200) NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "accounts_mail_key" UNIQUE ("mail"));
-- undo
-- refused where this is above 0: table accounts has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "accounts" LIMIT 1) AS some_rows;
DROP TABLE "accounts";
-- probe
SELECT count(*) FROM pg_class WHERE oid = to_regclass('"accounts"');

-- ---- create table logins (table logins)
-- cost: SHARE ROW EXCLUSIVE on the tables that it refers to, for a catalogue change: no scan, no rewrite
-- lock: none; on other tables: SHARE ROW EXCLUSIVE
-- already: there is a table logins already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "logins" ("id" bigint NOT NULL, "mail" character varying(200) NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "logins_mail_fkey" FOREIGN KEY ("mail") REFERENCES "accounts" ("mail"));
-- undo
-- refused where this is above 0: table logins has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "logins" LIMIT 1) AS some_rows;
DROP TABLE "logins";
-- probe
SELECT count(*) FROM pg_class WHERE oid = to_regclass('"logins"');

-- ---- create index logins_mail on logins (table logins)
-- cost: no lock on other tables
-- lock: SHARE
-- already: table logins has an index logins_mail already, and xc has not built it: drop or rename it, or give the new one another name
-- run
CREATE INDEX "logins_mail" ON "logins" ("mail");
-- undo
DROP INDEX "logins_mail";
-- probe
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"logins_mail"') AND indisvalid;
