-- events_with_zone on SQLite
--
-- requires create_events at expand or later: it makes table `events` (at create_events.rs:6:22), which is changed at events_with_zone.rs:10:9
--
-- expects table events, key (id), nothing else
--   id bigint not null
--   at datetime null


-- ======== expand ========

-- ---- add column events.at_zone (table events)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table events has one of the columns at_zone already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "events" ADD COLUMN "at_zone" datetime;
-- undo
ALTER TABLE "events" DROP COLUMN "at_zone";
-- probe
SELECT COUNT(*) FROM pragma_table_xinfo('events') WHERE name IN ('at_zone');


-- ======== dual_write ========

-- ---- dual write of events (table events)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table events has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TRIGGER "xc_events_with_zone_events_ins_fwd" AFTER INSERT ON "events" FOR EACH ROW WHEN (NEW."at_zone" IS NULL) AND NOT (NEW."at_zone" IS NEW."at")
BEGIN
  UPDATE "events" SET "at_zone" = NEW."at" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_events_with_zone_events_upd_fwd" AFTER UPDATE OF "at" ON "events" FOR EACH ROW WHEN (NEW."at_zone" IS OLD."at_zone") AND NOT (NEW."at" IS OLD."at") AND NOT (NEW."at_zone" IS NEW."at")
BEGIN
  UPDATE "events" SET "at_zone" = NEW."at" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_events_with_zone_events_ins_rev" AFTER INSERT ON "events" FOR EACH ROW WHEN (NEW."at" IS NULL) AND NOT (NEW."at_zone" IS NULL)
BEGIN
  UPDATE "events" SET "at" = NEW."at_zone" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_events_with_zone_events_upd_rev" AFTER UPDATE OF "at_zone" ON "events" FOR EACH ROW WHEN (NEW."at" IS OLD."at") AND NOT (NEW."at_zone" IS OLD."at_zone") AND NOT (NEW."at_zone" IS NEW."at")
BEGIN
  UPDATE "events" SET "at" = NEW."at_zone" WHERE "id" = NEW."id";
END;
-- undo
DROP TRIGGER "xc_events_with_zone_events_ins_fwd";
DROP TRIGGER "xc_events_with_zone_events_upd_fwd";
DROP TRIGGER "xc_events_with_zone_events_ins_rev";
DROP TRIGGER "xc_events_with_zone_events_upd_rev";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ('xc_events_with_zone_events_ins_fwd', 'xc_events_with_zone_events_upd_fwd', 'xc_events_with_zone_events_ins_rev', 'xc_events_with_zone_events_upd_rev');


-- ======== migrate ========

-- ---- backfill events, 1 key columns
-- parity
--   ("at_zone" IS "at")
-- estimate
SELECT COUNT(*) FROM "events";
-- lowest
SELECT CAST("id" AS TEXT) FROM "events" ORDER BY "events"."id" LIMIT 1;
-- highest
SELECT CAST("id" AS TEXT) FROM "events" ORDER BY "events"."id" DESC LIMIT 1;
-- cut
SELECT CAST("id" AS TEXT) FROM "events" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) ORDER BY "events"."id" LIMIT 2 OFFSET $3;
-- fill
UPDATE "events" SET "at_zone" = "at" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("at_zone" IS "at");
-- the other way round
UPDATE "events" SET "at" = "at_zone" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("at_zone" IS "at");
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("at_zone" IS "at") THEN 1 END) FROM "events" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("id" AS TEXT), CAST("at" AS TEXT), CAST("at_zone" AS TEXT), CAST("at" AS TEXT), CAST("at_zone" AS TEXT) FROM "events" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("at_zone" IS "at") ORDER BY "events"."id" LIMIT $3;
-- not null: 


-- ======== contract ========

-- ---- drop column events.at (table events)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- when contract goes the way of Dropping
-- already: events.at is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
-- rebuilds events
DROP TRIGGER "xc_events_with_zone_events_ins_fwd";
DROP TRIGGER "xc_events_with_zone_events_upd_fwd";
DROP TRIGGER "xc_events_with_zone_events_ins_rev";
DROP TRIGGER "xc_events_with_zone_events_upd_rev";
CREATE TABLE "xc_new_events" ("id" bigint NOT NULL, "at_zone" datetime, PRIMARY KEY ("id"));
INSERT INTO "xc_new_events" ("id", "at_zone") SELECT "id", "at_zone" FROM "events";
DROP TABLE "events";
ALTER TABLE "xc_new_events" RENAME TO "events";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('events') WHERE name IN ('at')) = 0 THEN 1 ELSE 0 END;

-- ---- retire column events.at (table events)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- when contract goes the way of Retiring
-- already: events.at is gone already, and not by xc: somebody dropped it by hand, and writes since then may have failed
-- run
-- rebuilds events
DROP TRIGGER "xc_events_with_zone_events_ins_fwd";
DROP TRIGGER "xc_events_with_zone_events_upd_fwd";
DROP TRIGGER "xc_events_with_zone_events_ins_rev";
DROP TRIGGER "xc_events_with_zone_events_upd_rev";
CREATE TABLE "xc_new_events" ("id" bigint NOT NULL, "at_zone" datetime, "xc_retired_events_with_zone_at" datetime, PRIMARY KEY ("id"));
INSERT INTO "xc_new_events" ("id", "at_zone", "xc_retired_events_with_zone_at") SELECT "id", "at_zone", "at" FROM "events";
DROP TABLE "events";
ALTER TABLE "xc_new_events" RENAME TO "events";
CREATE TRIGGER "xc_events_with_zone_events_keep_ins" AFTER INSERT ON "events" FOR EACH ROW WHEN NOT (NEW."at_zone" IS NEW."xc_retired_events_with_zone_at")
BEGIN
  UPDATE "events" SET "xc_retired_events_with_zone_at" = NEW."at_zone" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_events_with_zone_events_keep_upd" AFTER UPDATE OF "at_zone" ON "events" FOR EACH ROW WHEN NOT (NEW."at_zone" IS OLD."at_zone") AND NOT (NEW."at_zone" IS NEW."xc_retired_events_with_zone_at")
BEGIN
  UPDATE "events" SET "xc_retired_events_with_zone_at" = NEW."at_zone" WHERE "id" = NEW."id";
END;
-- undo
-- rebuilds events
DROP TRIGGER "xc_events_with_zone_events_keep_ins";
DROP TRIGGER "xc_events_with_zone_events_keep_upd";
CREATE TABLE "xc_new_events" ("id" bigint NOT NULL, "at" datetime, "at_zone" datetime, PRIMARY KEY ("id"));
INSERT INTO "xc_new_events" ("id", "at", "at_zone") SELECT "id", "xc_retired_events_with_zone_at", "at_zone" FROM "events";
DROP TABLE "events";
ALTER TABLE "xc_new_events" RENAME TO "events";
CREATE TRIGGER "xc_events_with_zone_events_ins_fwd" AFTER INSERT ON "events" FOR EACH ROW WHEN (NEW."at_zone" IS NULL) AND NOT (NEW."at_zone" IS NEW."at")
BEGIN
  UPDATE "events" SET "at_zone" = NEW."at" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_events_with_zone_events_upd_fwd" AFTER UPDATE OF "at" ON "events" FOR EACH ROW WHEN (NEW."at_zone" IS OLD."at_zone") AND NOT (NEW."at" IS OLD."at") AND NOT (NEW."at_zone" IS NEW."at")
BEGIN
  UPDATE "events" SET "at_zone" = NEW."at" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_events_with_zone_events_ins_rev" AFTER INSERT ON "events" FOR EACH ROW WHEN (NEW."at" IS NULL) AND NOT (NEW."at_zone" IS NULL)
BEGIN
  UPDATE "events" SET "at" = NEW."at_zone" WHERE "id" = NEW."id";
END;
CREATE TRIGGER "xc_events_with_zone_events_upd_rev" AFTER UPDATE OF "at_zone" ON "events" FOR EACH ROW WHEN (NEW."at" IS OLD."at") AND NOT (NEW."at_zone" IS OLD."at_zone") AND NOT (NEW."at_zone" IS NEW."at")
BEGIN
  UPDATE "events" SET "at" = NEW."at_zone" WHERE "id" = NEW."id";
END;
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('events') WHERE name IN ('at')) = 0 THEN 1 ELSE 0 END;

-- ---- drop column events.at, which was retired (table events)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- when contract goes the way of Purging
-- already: what was retired of events is gone already, and not by xc
-- run
DROP TRIGGER "xc_events_with_zone_events_keep_ins";
DROP TRIGGER "xc_events_with_zone_events_keep_upd";
ALTER TABLE "events" DROP COLUMN "xc_retired_events_with_zone_at";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT COUNT(*) FROM pragma_table_xinfo('events') WHERE name IN ('xc_retired_events_with_zone_at')) = 0 THEN 1 ELSE 0 END;

-- ---- retired of events: at as xc_retired_events_with_zone_at
-- unless there are no rows
SELECT COUNT(*) FROM (SELECT 1 FROM "events" LIMIT 1) AS some_rows;

-- ---- backfill events, 1 key columns
-- parity
--   ("at_zone" IS "xc_retired_events_with_zone_at")
-- estimate
SELECT COUNT(*) FROM "events";
-- lowest
SELECT CAST("id" AS TEXT) FROM "events" ORDER BY "events"."id" LIMIT 1;
-- highest
SELECT CAST("id" AS TEXT) FROM "events" ORDER BY "events"."id" DESC LIMIT 1;
-- cut
SELECT CAST("id" AS TEXT) FROM "events" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) ORDER BY "events"."id" LIMIT 2 OFFSET $3;
-- the other way round
UPDATE "events" SET "xc_retired_events_with_zone_at" = "at_zone" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("at_zone" IS "xc_retired_events_with_zone_at");
-- verify
SELECT COUNT(*), COUNT(CASE WHEN NOT ("at_zone" IS "xc_retired_events_with_zone_at") THEN 1 END) FROM "events" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER);
-- examine
SELECT CAST("id" AS TEXT), CAST("xc_retired_events_with_zone_at" AS TEXT), CAST("at_zone" AS TEXT), CAST("xc_retired_events_with_zone_at" AS TEXT), CAST("at_zone" AS TEXT) FROM "events" WHERE "id" >= CAST($1 AS INTEGER) AND "id" <= CAST($2 AS INTEGER) AND NOT ("at_zone" IS "xc_retired_events_with_zone_at") ORDER BY "events"."id" LIMIT $3;
-- not null: 
