-- phones_to_details on SQLite
--
-- requires create_accounts at expand or later: it makes table `details` (at create_accounts.rs:10:22), which is changed at phones_to_details.rs:10:9
--
-- expects table accounts, key (id), nothing else
--   id integer not null
--   is_admin boolean not null
--   phone varchar(30) null
--
-- expects table details, key (account_id), perhaps more
--   account_id bigint not null
--   avatar varchar(100) null


-- ======== expand ========

-- ---- add column details.phone (table details)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table details has one of the columns phone already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "details" ADD COLUMN "phone" varchar(30);
-- undo
ALTER TABLE "details" DROP COLUMN "phone";
-- probe
SELECT COUNT(*) FROM pragma_table_xinfo('details') WHERE name IN ('phone');


-- ======== dual_write ========

-- ---- dual write of details to accounts (table details)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table details has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER "xc_phones_to_details_accounts_details_d_ins" AFTER INSERT ON "details" FOR EACH ROW WHEN EXISTS (SELECT 1 FROM "accounts" WHERE NEW."account_id" = "accounts"."id" AND NOT ((NEW."phone" COLLATE BINARY IS "accounts"."phone") OR ("accounts"."phone" COLLATE BINARY IS NEW."phone")))
BEGIN
  UPDATE "details" SET "phone" = (SELECT CASE WHEN NEW."phone" IS NULL THEN "accounts"."phone" ELSE NEW."phone" END FROM "accounts" WHERE NEW."account_id" = "accounts"."id") WHERE "details"."account_id" = NEW."account_id" AND EXISTS (SELECT 1 FROM "accounts" WHERE NEW."account_id" = "accounts"."id" AND NOT ("accounts"."phone" IS NULL));
  UPDATE "accounts" SET "phone" = (SELECT "details"."phone" FROM "details" WHERE "details"."account_id" = NEW."account_id") WHERE NEW."account_id" = "accounts"."id" AND EXISTS (SELECT 1 FROM "details" WHERE "details"."account_id" = NEW."account_id" AND NOT (("details"."phone" COLLATE BINARY IS "accounts"."phone") OR ("accounts"."phone" COLLATE BINARY IS "details"."phone")));
END;
CREATE TRIGGER "xc_phones_to_details_accounts_details_d_upd" AFTER UPDATE OF "phone" ON "details" FOR EACH ROW WHEN NOT (NEW."phone" COLLATE BINARY IS OLD."phone") AND (NEW."account_id" IS OLD."account_id") AND EXISTS (SELECT 1 FROM "accounts" WHERE NEW."account_id" = "accounts"."id" AND NOT ((NEW."phone" COLLATE BINARY IS "accounts"."phone") OR ("accounts"."phone" COLLATE BINARY IS NEW."phone")) AND NOT (NOT ((OLD."phone" COLLATE BINARY IS "accounts"."phone") OR ("accounts"."phone" COLLATE BINARY IS OLD."phone")) AND ((NEW."phone" COLLATE BINARY IS OLD."phone") OR NEW."phone" COLLATE BINARY IS "accounts"."phone")))
BEGIN
  UPDATE "details" SET "phone" = (SELECT CASE WHEN (NEW."phone" COLLATE BINARY IS OLD."phone") AND NOT ((OLD."phone" COLLATE BINARY IS "accounts"."phone") OR ("accounts"."phone" COLLATE BINARY IS OLD."phone")) THEN "accounts"."phone" ELSE NEW."phone" END FROM "accounts" WHERE NEW."account_id" = "accounts"."id") WHERE "details"."account_id" = NEW."account_id" AND EXISTS (SELECT 1 FROM "accounts" WHERE NEW."account_id" = "accounts"."id" AND NOT ((OLD."phone" COLLATE BINARY IS "accounts"."phone") OR ("accounts"."phone" COLLATE BINARY IS OLD."phone")));
  UPDATE "accounts" SET "phone" = (SELECT "details"."phone" FROM "details" WHERE "details"."account_id" = NEW."account_id") WHERE NEW."account_id" = "accounts"."id" AND EXISTS (SELECT 1 FROM "details" WHERE "details"."account_id" = NEW."account_id" AND NOT (("details"."phone" COLLATE BINARY IS "accounts"."phone") OR ("accounts"."phone" COLLATE BINARY IS "details"."phone")));
END;
CREATE TRIGGER "xc_phones_to_details_accounts_details_d_key" AFTER UPDATE OF "account_id" ON "details" FOR EACH ROW WHEN NOT (NEW."account_id" IS OLD."account_id")
BEGIN
  UPDATE "accounts" SET "phone" = (SELECT "details"."phone" FROM "details" WHERE "details"."account_id" = NEW."account_id") WHERE NEW."account_id" = "accounts"."id" AND EXISTS (SELECT 1 FROM "details" WHERE "details"."account_id" = NEW."account_id" AND NOT (("details"."phone" COLLATE BINARY IS "accounts"."phone") OR ("accounts"."phone" COLLATE BINARY IS "details"."phone")));
END;
-- undo
DROP TRIGGER "xc_phones_to_details_accounts_details_d_ins";
DROP TRIGGER "xc_phones_to_details_accounts_details_d_upd";
DROP TRIGGER "xc_phones_to_details_accounts_details_d_key";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_phones_to_details_accounts_details_d_ins', 'xc_phones_to_details_accounts_details_d_upd', 'xc_phones_to_details_accounts_details_d_key');

-- ---- dual write of accounts to details (table accounts)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table accounts has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER "xc_phones_to_details_accounts_details_m_ins" AFTER INSERT ON "accounts" FOR EACH ROW WHEN EXISTS (SELECT 1 FROM "details" WHERE "details"."account_id" = NEW."id") AND NOT EXISTS (SELECT 1 FROM "details" WHERE "details"."account_id" = NEW."id" AND (("details"."phone" COLLATE BINARY IS NEW."phone") OR (NEW."phone" COLLATE BINARY IS "details"."phone")))
BEGIN
  UPDATE "details" SET "phone" = NEW."phone" WHERE "details"."account_id" = NEW."id";
END;
CREATE TRIGGER "xc_phones_to_details_accounts_details_m_upd" AFTER UPDATE OF "phone" ON "accounts" FOR EACH ROW WHEN EXISTS (SELECT 1 FROM "details" WHERE "details"."account_id" = NEW."id") AND NOT EXISTS (SELECT 1 FROM "details" WHERE "details"."account_id" = NEW."id" AND (("details"."phone" COLLATE BINARY IS NEW."phone") OR (NEW."phone" COLLATE BINARY IS "details"."phone"))) AND NOT (NEW."phone" COLLATE BINARY IS OLD."phone") AND NOT EXISTS (SELECT 1 FROM "details" WHERE "details"."account_id" = NEW."id" AND (("details"."phone" COLLATE BINARY IS NEW."phone") OR (NEW."phone" COLLATE BINARY IS "details"."phone")))
BEGIN
  UPDATE "details" SET "phone" = NEW."phone" WHERE "details"."account_id" = NEW."id";
END;
-- undo
DROP TRIGGER "xc_phones_to_details_accounts_details_m_ins";
DROP TRIGGER "xc_phones_to_details_accounts_details_m_upd";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_phones_to_details_accounts_details_m_ins', 'xc_phones_to_details_accounts_details_m_upd');


-- ======== migrate ========

-- ---- backfill accounts, 1 key columns
-- parity
--   (CASE WHEN "details"."account_id" IS NULL THEN ("accounts"."phone" IS NULL) ELSE (("details"."phone" COLLATE BINARY IS "accounts"."phone") OR ("accounts"."phone" COLLATE BINARY IS "details"."phone")) END)
-- estimate
SELECT COUNT(*) FROM "accounts";
-- lowest
SELECT CAST("accounts"."id" AS TEXT) FROM "accounts" ORDER BY "accounts"."id" LIMIT 1;
-- highest
SELECT CAST("accounts"."id" AS TEXT) FROM "accounts" ORDER BY "accounts"."id" DESC LIMIT 1;
-- cut
SELECT CAST("accounts"."id" AS TEXT) FROM "accounts" WHERE "accounts"."id" >= CAST($1 AS INTEGER) AND "accounts"."id" <= CAST($2 AS INTEGER) ORDER BY "accounts"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "details" SET "phone" = "accounts"."phone" FROM "accounts" WHERE "details"."account_id" = "accounts"."id" AND "accounts"."id" >= CAST($1 AS INTEGER) AND "accounts"."id" <= CAST($2 AS INTEGER) AND NOT (("details"."phone" COLLATE BINARY IS "accounts"."phone") OR ("accounts"."phone" COLLATE BINARY IS "details"."phone"));
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (CASE WHEN "details"."account_id" IS NULL THEN ("accounts"."phone" IS NULL) ELSE (("details"."phone" COLLATE BINARY IS "accounts"."phone") OR ("accounts"."phone" COLLATE BINARY IS "details"."phone")) END) THEN 1 END) FROM "accounts" LEFT JOIN "details" ON "details"."account_id" = "accounts"."id" WHERE "accounts"."id" >= CAST($1 AS INTEGER) AND "accounts"."id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("accounts"."id" AS TEXT) FROM "accounts" LEFT JOIN "details" ON "details"."account_id" = "accounts"."id" WHERE "accounts"."id" >= CAST($1 AS INTEGER) AND "accounts"."id" <= CAST($2 AS INTEGER) AND NOT (CASE WHEN "details"."account_id" IS NULL THEN ("accounts"."phone" IS NULL) ELSE (("details"."phone" COLLATE BINARY IS "accounts"."phone") OR ("accounts"."phone" COLLATE BINARY IS "details"."phone")) END) ORDER BY "accounts"."id" LIMIT $3;
-- not null: 


-- ======== contract ========

-- ---- end dual write of details to accounts (table details)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: the triggers of xc on details are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER "xc_phones_to_details_accounts_details_d_ins";
DROP TRIGGER "xc_phones_to_details_accounts_details_d_upd";
DROP TRIGGER "xc_phones_to_details_accounts_details_d_key";
-- undo: never: the old columns of accounts, which moved to details, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_phones_to_details_accounts_details_d_ins', 'xc_phones_to_details_accounts_details_d_upd', 'xc_phones_to_details_accounts_details_d_key')) = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of accounts to details (table accounts)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: the triggers of xc on accounts are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER "xc_phones_to_details_accounts_details_m_ins";
DROP TRIGGER "xc_phones_to_details_accounts_details_m_upd";
-- undo: never: the old columns of accounts, which moved to details, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_phones_to_details_accounts_details_m_ins', 'xc_phones_to_details_accounts_details_m_upd')) = 0 THEN 1 ELSE 0 END;

-- ---- drop column accounts.phone (table accounts)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- already: accounts.phone is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
-- rebuilds accounts
CREATE TABLE "xc_new_accounts" ("id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "is_admin" boolean NOT NULL);
INSERT INTO "xc_new_accounts" ("id", "is_admin") SELECT "id", "is_admin" FROM "accounts";
DELETE FROM sqlite_sequence WHERE name = 'xc_new_accounts';
INSERT INTO sqlite_sequence (name, seq) SELECT 'xc_new_accounts', seq FROM sqlite_sequence WHERE name = 'accounts';
DROP TABLE "accounts";
ALTER TABLE "xc_new_accounts" RENAME TO "accounts";
-- undo: never: the old columns of accounts, which moved to details, are dropped at once: triggers on both tables would have to keep them
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('accounts') WHERE name IN ('phone')) = 0 THEN 1 ELSE 0 END;
