-- admins_to_table on SQLite
--
-- requires create_accounts at expand or later: it makes table `accounts` (at create_accounts.rs:5:22), which is changed at admins_to_table.rs:13:9
--
-- expects table accounts, key (id), nothing else
--   id integer not null
--   is_admin boolean not null
--   phone varchar(30) null


-- ======== expand ========

-- ---- create table admins (table admins)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: there is a table admins already, and xc has not made it: drop or rename it, or give the new table another name
-- run
CREATE TABLE "admins" ("account_id" bigint NOT NULL, "since" datetime NOT NULL DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY ("account_id"));
-- undo
-- refused where this is above 0: table admins has rows, and dropping it would lose them: delete them first if they are not needed
SELECT COUNT(*) FROM (SELECT 1 FROM "admins" LIMIT 1) AS some_rows;
DROP TABLE "admins";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'admins';


-- ======== dual_write ========

-- ---- let v2 leave out accounts.is_admin (table accounts)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- already: column accounts.is_admin has a default that the migrations do not know: drop it, or declare it
-- run
-- rebuilds accounts
CREATE TABLE "xc_new_accounts" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "is_admin" boolean NOT NULL DEFAULT FALSE, "phone" varchar(30));
INSERT INTO "xc_new_accounts" ("id", "is_admin", "phone") SELECT "id", "is_admin", "phone" FROM "accounts";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_accounts';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_accounts', seq FROM sqlite_sequence WHERE name = 'accounts';
DROP TABLE "accounts";
ALTER TABLE "xc_new_accounts" RENAME TO "accounts";
-- undo
-- rebuilds accounts
CREATE TABLE "xc_new_accounts" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "is_admin" boolean NOT NULL, "phone" varchar(30));
INSERT INTO "xc_new_accounts" ("id", "is_admin", "phone") SELECT "id", "is_admin", "phone" FROM "accounts";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_accounts';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_accounts', seq FROM sqlite_sequence WHERE name = 'accounts';
DROP TABLE "accounts";
ALTER TABLE "xc_new_accounts" RENAME TO "accounts";
-- probe
SELECT COUNT(*) FROM pragma_table_info('accounts') WHERE name IN ('is_admin') AND dflt_value IS NOT NULL;

-- ---- dual write of admins to accounts (table admins)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table admins has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER "xc_admins_to_table_accounts_admins_d_ins" AFTER INSERT ON "admins" FOR EACH ROW WHEN EXISTS (SELECT 1 FROM "accounts" WHERE NEW."account_id" = "accounts"."id" AND NOT ("accounts"."is_admin" IS TRUE))
BEGIN
  UPDATE "accounts" SET "is_admin" = (SELECT TRUE FROM "admins" WHERE "admins"."account_id" = NEW."account_id") WHERE NEW."account_id" = "accounts"."id" AND EXISTS (SELECT 1 FROM "admins" WHERE "admins"."account_id" = NEW."account_id" AND NOT ("accounts"."is_admin" IS TRUE));
END;
CREATE TRIGGER "xc_admins_to_table_accounts_admins_d_ins_lock" BEFORE INSERT ON "admins" FOR EACH ROW WHEN NOT EXISTS (SELECT 1 FROM "accounts" WHERE NEW."account_id" = "accounts"."id")
BEGIN
  SELECT RAISE(ABORT, 'no row of accounts belongs to this row of admins: insert that one first');
END;
CREATE TRIGGER "xc_admins_to_table_accounts_admins_d_key" AFTER UPDATE OF "account_id" ON "admins" FOR EACH ROW WHEN NOT (NEW."account_id" IS OLD."account_id")
BEGIN
  UPDATE "accounts" SET "is_admin" = FALSE WHERE OLD."account_id" = "accounts"."id" AND ("accounts"."is_admin" IS TRUE);
  SELECT RAISE(ABORT, 'no row of accounts belongs to this row of admins: insert that one first') WHERE NOT EXISTS (SELECT 1 FROM "accounts" WHERE NEW."account_id" = "accounts"."id");
  UPDATE "accounts" SET "is_admin" = (SELECT TRUE FROM "admins" WHERE "admins"."account_id" = NEW."account_id") WHERE NEW."account_id" = "accounts"."id" AND EXISTS (SELECT 1 FROM "admins" WHERE "admins"."account_id" = NEW."account_id" AND NOT ("accounts"."is_admin" IS TRUE));
END;
CREATE TRIGGER "xc_admins_to_table_accounts_admins_d_del" AFTER DELETE ON "admins" FOR EACH ROW WHEN EXISTS (SELECT 1 FROM "accounts" WHERE OLD."account_id" = "accounts"."id" AND ("accounts"."is_admin" IS TRUE))
BEGIN
  UPDATE "accounts" SET "is_admin" = FALSE WHERE OLD."account_id" = "accounts"."id" AND ("accounts"."is_admin" IS TRUE);
END;
-- undo
DROP TRIGGER "xc_admins_to_table_accounts_admins_d_ins";
DROP TRIGGER "xc_admins_to_table_accounts_admins_d_ins_lock";
DROP TRIGGER "xc_admins_to_table_accounts_admins_d_key";
DROP TRIGGER "xc_admins_to_table_accounts_admins_d_del";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_admins_to_table_accounts_admins_d_ins', 'xc_admins_to_table_accounts_admins_d_ins_lock', 'xc_admins_to_table_accounts_admins_d_key', 'xc_admins_to_table_accounts_admins_d_del');

-- ---- dual write of accounts to admins (table accounts)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table accounts has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER "xc_admins_to_table_accounts_admins_m_ins" AFTER INSERT ON "accounts" FOR EACH ROW WHEN (NEW."is_admin" IS TRUE) AND NOT EXISTS (SELECT 1 FROM "admins" WHERE "admins"."account_id" = NEW."id" AND (NEW."is_admin" IS TRUE))
BEGIN
  INSERT INTO "admins" ("account_id") SELECT NEW."id" WHERE (NEW."is_admin" IS TRUE) AND NOT EXISTS (SELECT 1 FROM "admins" WHERE "admins"."account_id" = NEW."id");
END;
CREATE TRIGGER "xc_admins_to_table_accounts_admins_m_key" AFTER UPDATE OF "id" ON "accounts" FOR EACH ROW WHEN NOT (NEW."id" IS OLD."id")
BEGIN
  UPDATE "admins" SET "account_id" = NEW."id" WHERE "admins"."account_id" = OLD."id";
END;
CREATE TRIGGER "xc_admins_to_table_accounts_admins_m_upd" AFTER UPDATE OF "is_admin" ON "accounts" FOR EACH ROW WHEN NOT (NEW."is_admin" IS OLD."is_admin") AND NOT EXISTS (SELECT 1 FROM "admins" WHERE "admins"."account_id" = NEW."id" AND (NEW."is_admin" IS TRUE))
BEGIN
  DELETE FROM "admins" WHERE "admins"."account_id" = NEW."id" AND NOT (NEW."is_admin" IS TRUE);
  INSERT INTO "admins" ("account_id") SELECT NEW."id" WHERE (NEW."is_admin" IS TRUE) AND NOT EXISTS (SELECT 1 FROM "admins" WHERE "admins"."account_id" = NEW."id");
END;
CREATE TRIGGER "xc_admins_to_table_accounts_admins_m_del" AFTER DELETE ON "accounts" FOR EACH ROW WHEN EXISTS (SELECT 1 FROM "admins" WHERE "admins"."account_id" = OLD."id")
BEGIN
  DELETE FROM "admins" WHERE "admins"."account_id" = OLD."id";
END;
-- undo
DROP TRIGGER "xc_admins_to_table_accounts_admins_m_ins";
DROP TRIGGER "xc_admins_to_table_accounts_admins_m_key";
DROP TRIGGER "xc_admins_to_table_accounts_admins_m_upd";
DROP TRIGGER "xc_admins_to_table_accounts_admins_m_del";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_admins_to_table_accounts_admins_m_ins', 'xc_admins_to_table_accounts_admins_m_key', 'xc_admins_to_table_accounts_admins_m_upd', 'xc_admins_to_table_accounts_admins_m_del');


-- ======== migrate ========

-- ---- backfill accounts, 1 key columns
-- parity
--   (CASE WHEN "admins"."account_id" IS NULL THEN (NOT ("accounts"."is_admin" IS TRUE)) ELSE ("accounts"."is_admin" IS TRUE) END)
-- estimate
SELECT COUNT(*) FROM "accounts";
-- lowest
SELECT CAST("accounts"."id" AS TEXT) FROM "accounts" ORDER BY "accounts"."id" LIMIT 1;
-- highest
SELECT CAST("accounts"."id" AS TEXT) FROM "accounts" ORDER BY "accounts"."id" DESC LIMIT 1;
-- cut
SELECT CAST("accounts"."id" AS TEXT) FROM "accounts" WHERE "accounts"."id" >= CAST($1 AS INTEGER) AND "accounts"."id" <= CAST($2 AS INTEGER) ORDER BY "accounts"."id" LIMIT 2 OFFSET $3;
-- fill
INSERT INTO "admins" ("account_id") SELECT "accounts"."id" FROM "accounts" WHERE "accounts"."id" >= CAST($1 AS INTEGER) AND "accounts"."id" <= CAST($2 AS INTEGER) AND ("accounts"."is_admin" IS TRUE) AND NOT EXISTS (SELECT 1 FROM "admins" WHERE "admins"."account_id" = "accounts"."id");
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (CASE WHEN "admins"."account_id" IS NULL THEN (NOT ("accounts"."is_admin" IS TRUE)) ELSE ("accounts"."is_admin" IS TRUE) END) THEN 1 END) FROM "accounts" LEFT JOIN "admins" ON "admins"."account_id" = "accounts"."id" WHERE "accounts"."id" >= CAST($1 AS INTEGER) AND "accounts"."id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("accounts"."id" AS TEXT) FROM "accounts" LEFT JOIN "admins" ON "admins"."account_id" = "accounts"."id" WHERE "accounts"."id" >= CAST($1 AS INTEGER) AND "accounts"."id" <= CAST($2 AS INTEGER) AND NOT (CASE WHEN "admins"."account_id" IS NULL THEN (NOT ("accounts"."is_admin" IS TRUE)) ELSE ("accounts"."is_admin" IS TRUE) END) ORDER BY "accounts"."id" LIMIT $3;
-- not null: 

-- ---- backfill admins, 1 key columns
-- parity
--   ("accounts"."id" IS NOT NULL)
-- estimate
SELECT COUNT(*) FROM "admins";
-- lowest
SELECT CAST("admins"."account_id" AS TEXT) FROM "admins" ORDER BY "admins"."account_id" LIMIT 1;
-- highest
SELECT CAST("admins"."account_id" AS TEXT) FROM "admins" ORDER BY "admins"."account_id" DESC LIMIT 1;
-- cut
SELECT CAST("admins"."account_id" AS TEXT) FROM "admins" WHERE "admins"."account_id" >= CAST($1 AS INTEGER) AND "admins"."account_id" <= CAST($2 AS INTEGER) ORDER BY "admins"."account_id" LIMIT 2 OFFSET $3;
-- find what to mend
SELECT CAST("admins"."account_id" AS TEXT) FROM "admins" LEFT JOIN "accounts" ON "admins"."account_id" = "accounts"."id" AND ("accounts"."is_admin" IS TRUE) WHERE "admins"."account_id" >= CAST($1 AS INTEGER) AND "admins"."account_id" <= CAST($2 AS INTEGER) AND "accounts"."id" IS NULL;
-- mend it
DELETE FROM "admins" WHERE "admins"."account_id" >= CAST($1 AS INTEGER) AND "admins"."account_id" <= CAST($2 AS INTEGER) AND NOT EXISTS (SELECT 1 FROM "accounts" WHERE "admins"."account_id" = "accounts"."id" AND ("accounts"."is_admin" IS TRUE));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("accounts"."id" IS NOT NULL) THEN 1 END) FROM "admins" LEFT JOIN "accounts" ON "admins"."account_id" = "accounts"."id" AND ("accounts"."is_admin" IS TRUE) WHERE "admins"."account_id" >= CAST($1 AS INTEGER) AND "admins"."account_id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("admins"."account_id" AS TEXT) FROM "admins" LEFT JOIN "accounts" ON "admins"."account_id" = "accounts"."id" AND ("accounts"."is_admin" IS TRUE) WHERE "admins"."account_id" >= CAST($1 AS INTEGER) AND "admins"."account_id" <= CAST($2 AS INTEGER) AND NOT ("accounts"."id" IS NOT NULL) ORDER BY "admins"."account_id" LIMIT $3;
-- not null: 


-- ======== contract ========

-- ---- end dual write of admins to accounts (table admins)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: the triggers of xc on admins are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER "xc_admins_to_table_accounts_admins_d_ins";
DROP TRIGGER "xc_admins_to_table_accounts_admins_d_ins_lock";
DROP TRIGGER "xc_admins_to_table_accounts_admins_d_key";
DROP TRIGGER "xc_admins_to_table_accounts_admins_d_del";
-- undo: never: the old columns of accounts, which moved to admins, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_admins_to_table_accounts_admins_d_ins', 'xc_admins_to_table_accounts_admins_d_ins_lock', 'xc_admins_to_table_accounts_admins_d_key', 'xc_admins_to_table_accounts_admins_d_del')) = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of accounts to admins (table accounts)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: the triggers of xc on accounts are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER "xc_admins_to_table_accounts_admins_m_ins";
DROP TRIGGER "xc_admins_to_table_accounts_admins_m_key";
DROP TRIGGER "xc_admins_to_table_accounts_admins_m_upd";
DROP TRIGGER "xc_admins_to_table_accounts_admins_m_del";
-- undo: never: the old columns of accounts, which moved to admins, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_admins_to_table_accounts_admins_m_ins', 'xc_admins_to_table_accounts_admins_m_key', 'xc_admins_to_table_accounts_admins_m_upd', 'xc_admins_to_table_accounts_admins_m_del')) = 0 THEN 1 ELSE 0 END;

-- ---- drop column accounts.is_admin (table accounts)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- already: accounts.is_admin is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
-- rebuilds accounts
CREATE TABLE "xc_new_accounts" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "phone" varchar(30));
INSERT INTO "xc_new_accounts" ("id", "phone") SELECT "id", "phone" FROM "accounts";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_accounts';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_accounts', seq FROM sqlite_sequence WHERE name = 'accounts';
DROP TABLE "accounts";
ALTER TABLE "xc_new_accounts" RENAME TO "accounts";
-- undo: never: the old columns of accounts, which moved to admins, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('accounts') WHERE name IN ('is_admin')) = 0 THEN 1 ELSE 0 END;
