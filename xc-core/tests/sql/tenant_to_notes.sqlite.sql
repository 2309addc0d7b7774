-- tenant_to_notes on SQLite
--
-- requires create_posts at expand or later: it makes table `notes` (at create_posts.rs:11:22), which is changed at tenant_to_notes.rs:10:9
--
-- expects table posts, key (id), perhaps more
--   id bigint not null
--   tenant_id bigint not null
--   language varchar(2) null
--   notes_count bigint not null
--
-- expects table notes, key (id), nothing else
--   id bigint not null
--   post_id bigint not null
--   body text null


-- ======== expand ========

-- ---- add column notes.tenant_id (table notes)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table notes has one of the columns tenant_id already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "notes" ADD COLUMN "tenant_id" bigint;
-- undo
ALTER TABLE "notes" DROP COLUMN "tenant_id";
-- probe
SELECT COUNT(*) FROM pragma_table_xinfo('notes') WHERE name IN ('tenant_id');


-- ======== dual_write ========

-- ---- look up of notes in posts (table notes)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table notes has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER "xc_tenant_to_notes_posts_notes_d_ins" AFTER INSERT ON "notes" FOR EACH ROW WHEN EXISTS (SELECT 1 FROM "posts" WHERE NEW."post_id" = "posts"."id" AND NOT (NEW."tenant_id" IS "posts"."tenant_id"))
BEGIN
  UPDATE "notes" SET "tenant_id" = (SELECT "posts"."tenant_id" FROM "posts" WHERE NEW."post_id" = "posts"."id") WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_tenant_to_notes_posts_notes_d_upd" AFTER UPDATE OF "tenant_id", "post_id" ON "notes" FOR EACH ROW WHEN EXISTS (SELECT 1 FROM "posts" WHERE NEW."post_id" = "posts"."id" AND NOT (NEW."tenant_id" IS "posts"."tenant_id"))
BEGIN
  UPDATE "notes" SET "tenant_id" = (SELECT "posts"."tenant_id" FROM "posts" WHERE NEW."post_id" = "posts"."id") WHERE "id" = NEW."id";
END;
-- undo
DROP TRIGGER "xc_tenant_to_notes_posts_notes_d_ins";
DROP TRIGGER "xc_tenant_to_notes_posts_notes_d_upd";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_tenant_to_notes_posts_notes_d_ins', 'xc_tenant_to_notes_posts_notes_d_upd');

-- ---- dual write of posts to notes (table posts)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table posts has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER "xc_tenant_to_notes_posts_notes_m_ins" AFTER INSERT ON "posts" FOR EACH ROW WHEN EXISTS (SELECT 1 FROM "notes" WHERE "notes"."post_id" = NEW."id" AND NOT ("notes"."tenant_id" IS NEW."tenant_id"))
BEGIN
  UPDATE "notes" SET "tenant_id" = NEW."tenant_id" WHERE "notes"."post_id" = NEW."id" AND NOT ("notes"."tenant_id" IS NEW."tenant_id");
END;
CREATE TRIGGER "xc_tenant_to_notes_posts_notes_m_upd" AFTER UPDATE OF "tenant_id", "id" ON "posts" FOR EACH ROW WHEN NOT (NEW."tenant_id" IS OLD."tenant_id" AND NEW."id" IS OLD."id") AND EXISTS (SELECT 1 FROM "notes" WHERE "notes"."post_id" = NEW."id" AND NOT ("notes"."tenant_id" IS NEW."tenant_id"))
BEGIN
  UPDATE "notes" SET "tenant_id" = NEW."tenant_id" WHERE "notes"."post_id" = NEW."id" AND NOT ("notes"."tenant_id" IS NEW."tenant_id");
END;
-- undo
DROP TRIGGER "xc_tenant_to_notes_posts_notes_m_ins";
DROP TRIGGER "xc_tenant_to_notes_posts_notes_m_upd";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_tenant_to_notes_posts_notes_m_ins', 'xc_tenant_to_notes_posts_notes_m_upd');


-- ======== migrate ========

-- ---- backfill notes, 1 key columns
-- parity
--   (CASE WHEN "posts"."id" IS NULL THEN TRUE ELSE ("notes"."tenant_id" IS "posts"."tenant_id") END)
-- estimate
SELECT COUNT(*) FROM "notes";
-- lowest
SELECT CAST("notes"."id" AS TEXT) FROM "notes" ORDER BY "notes"."id" LIMIT 1;
-- highest
SELECT CAST("notes"."id" AS TEXT) FROM "notes" ORDER BY "notes"."id" DESC LIMIT 1;
-- cut
SELECT CAST("notes"."id" AS TEXT) FROM "notes" WHERE "notes"."id" >= CAST($1 AS INTEGER) AND "notes"."id" <= CAST($2 AS INTEGER) ORDER BY "notes"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "notes" SET "tenant_id" = "posts"."tenant_id" FROM "posts" WHERE "notes"."post_id" = "posts"."id" AND "notes"."id" >= CAST($1 AS INTEGER) AND "notes"."id" <= CAST($2 AS INTEGER) AND NOT ("notes"."tenant_id" IS "posts"."tenant_id");
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT (CASE WHEN "posts"."id" IS NULL THEN TRUE ELSE ("notes"."tenant_id" IS "posts"."tenant_id") END) THEN 1 END), COUNT(CASE WHEN "notes"."tenant_id" IS NULL THEN 1 END) FROM "notes" LEFT JOIN "posts" ON "notes"."post_id" = "posts"."id" WHERE "notes"."id" >= CAST($1 AS INTEGER) AND "notes"."id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("notes"."id" AS TEXT) FROM "notes" LEFT JOIN "posts" ON "notes"."post_id" = "posts"."id" WHERE "notes"."id" >= CAST($1 AS INTEGER) AND "notes"."id" <= CAST($2 AS INTEGER) AND NOT (CASE WHEN "posts"."id" IS NULL THEN TRUE ELSE ("notes"."tenant_id" IS "posts"."tenant_id") END) ORDER BY "notes"."id" LIMIT $3;
-- not null: tenant_id


-- ======== contract ========

-- ---- end look up of notes in posts (table notes)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: the triggers of xc on notes are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER "xc_tenant_to_notes_posts_notes_d_ins";
DROP TRIGGER "xc_tenant_to_notes_posts_notes_d_upd";
-- undo: never: notes is kept in step with posts no longer: which of the two is right where they differ, nobody could tell when it begins again
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_tenant_to_notes_posts_notes_d_ins', 'xc_tenant_to_notes_posts_notes_d_upd')) = 0 THEN 1 ELSE 0 END;

-- ---- end dual write of posts to notes (table posts)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: the triggers of xc on posts are gone, and not by xc: writes since then may be out of parity; roll back to dual write and go on from there
-- run
DROP TRIGGER "xc_tenant_to_notes_posts_notes_m_ins";
DROP TRIGGER "xc_tenant_to_notes_posts_notes_m_upd";
-- undo: never: notes is kept in step with posts no longer: which of the two is right where they differ, nobody could tell when it begins again
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_tenant_to_notes_posts_notes_m_ins', 'xc_tenant_to_notes_posts_notes_m_upd')) = 0 THEN 1 ELSE 0 END;

-- ---- tighten notes (table notes)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- already: 
-- run
-- rebuilds notes
CREATE TABLE "xc_new_notes" ("id" bigint NOT NULL, "post_id" bigint NOT NULL, "body" text, "tenant_id" bigint NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "notes_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "posts" ("id"));
INSERT INTO "xc_new_notes" ("id", "post_id", "body", "tenant_id") SELECT "id", "post_id", "body", "tenant_id" FROM "notes";
DROP TABLE "notes";
ALTER TABLE "xc_new_notes" RENAME TO "notes";
-- undo: never: notes is kept in step with posts no longer: which of the two is right where they differ, nobody could tell when it begins again
-- probe
SELECT 0;
