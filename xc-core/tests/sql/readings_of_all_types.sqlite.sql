-- readings_of_all_types on SQLite
--
-- requires create_contacts at expand or later: it makes table `readings` (at create_contacts.rs:12:22), which is changed at readings_of_all_types.rs:23:9
--
-- expects table readings, key (station, at), nothing else
--   station varchar(20) not null
--   at datetime not null
--   small smallint not null
--   whole integer null
--   large bigint null
--   price numeric(10,2) null
--   single real null
--   precise double null
--   valid boolean not null
--   note text null
--   day date null
--   seen datetime null
--   token text null
--   extra text null
--   raw blob null


-- ======== expand ========

-- ---- add columns readings.new_small, readings.new_whole, readings.new_large, readings.new_price, readings.new_single, readings.new_precise, readings.new_valid, readings.new_note, readings.new_day, readings.new_seen, readings.new_token, readings.new_extra, readings.new_raw (table readings)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table readings has one of the columns new_small, new_whole, new_large, new_price, new_single, new_precise, new_valid, new_note, new_day, new_seen, new_token, new_extra, new_raw already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "readings" ADD COLUMN "new_small" smallint;
ALTER TABLE "readings" ADD COLUMN "new_whole" integer;
ALTER TABLE "readings" ADD COLUMN "new_large" bigint;
ALTER TABLE "readings" ADD COLUMN "new_price" numeric(10,2);
ALTER TABLE "readings" ADD COLUMN "new_single" real;
ALTER TABLE "readings" ADD COLUMN "new_precise" double;
ALTER TABLE "readings" ADD COLUMN "new_valid" boolean;
ALTER TABLE "readings" ADD COLUMN "new_note" text;
ALTER TABLE "readings" ADD COLUMN "new_day" date;
ALTER TABLE "readings" ADD COLUMN "new_seen" datetime;
ALTER TABLE "readings" ADD COLUMN "new_token" text;
ALTER TABLE "readings" ADD COLUMN "new_extra" text;
ALTER TABLE "readings" ADD COLUMN "new_raw" blob;
-- undo
ALTER TABLE "readings" DROP COLUMN "new_small";
ALTER TABLE "readings" DROP COLUMN "new_whole";
ALTER TABLE "readings" DROP COLUMN "new_large";
ALTER TABLE "readings" DROP COLUMN "new_price";
ALTER TABLE "readings" DROP COLUMN "new_single";
ALTER TABLE "readings" DROP COLUMN "new_precise";
ALTER TABLE "readings" DROP COLUMN "new_valid";
ALTER TABLE "readings" DROP COLUMN "new_note";
ALTER TABLE "readings" DROP COLUMN "new_day";
ALTER TABLE "readings" DROP COLUMN "new_seen";
ALTER TABLE "readings" DROP COLUMN "new_token";
ALTER TABLE "readings" DROP COLUMN "new_extra";
ALTER TABLE "readings" DROP COLUMN "new_raw";
-- probe
SELECT COUNT(*) FROM pragma_table_xinfo('readings') WHERE name IN ('new_small', 'new_whole', 'new_large', 'new_price', 'new_single', 'new_precise', 'new_valid', 'new_note', 'new_day', 'new_seen', 'new_token', 'new_extra', 'new_raw');


-- ======== dual_write ========

-- ---- watch writes of readings (table readings)
-- cost: writers wait for a catalogue change
-- lock: write lock
-- already: table readings has triggers of this name already, and the journal does not know them: they are left from another journal; drop them
-- run
CREATE TABLE "xc_readings_of_all_types_readings_changes" ("station" varchar(20) NOT NULL, "at" datetime NOT NULL, xc_side TEXT NOT NULL DEFAULT 'old', xc_version BIGINT NOT NULL DEFAULT 0, xc_error TEXT, PRIMARY KEY ("station", "at"));
CREATE TABLE "xc_readings_of_all_types_readings_mute" (on_ INTEGER);
CREATE TRIGGER "xc_readings_of_all_types_readings_ins" AFTER INSERT ON "readings" FOR EACH ROW WHEN (CASE WHEN (NEW."new_whole" IS NULL AND NEW."new_price" IS NULL AND NEW."new_raw" IS NULL AND NEW."new_day" IS NULL AND NEW."new_seen" IS NULL AND NEW."new_precise" IS NULL AND NEW."new_extra" IS NULL) THEN CASE WHEN NEW."whole" IS NULL AND NEW."price" IS NULL THEN 'old' ELSE 'old' END WHEN NEW."whole" IS NULL AND NEW."price" IS NULL THEN 'new' END) IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "xc_readings_of_all_types_readings_mute")
BEGIN
  INSERT INTO "xc_readings_of_all_types_readings_changes" ("station", "at", xc_side, xc_version) SELECT NEW."station", NEW."at", (CASE WHEN (NEW."new_whole" IS NULL AND NEW."new_price" IS NULL AND NEW."new_raw" IS NULL AND NEW."new_day" IS NULL AND NEW."new_seen" IS NULL AND NEW."new_precise" IS NULL AND NEW."new_extra" IS NULL) THEN CASE WHEN NEW."whole" IS NULL AND NEW."price" IS NULL THEN 'old' ELSE 'old' END WHEN NEW."whole" IS NULL AND NEW."price" IS NULL THEN 'new' END), 1 WHERE TRUE ON CONFLICT ("station", "at") DO UPDATE SET xc_side = excluded.xc_side, xc_version = xc_version + 1, xc_error = NULL;
END;
CREATE TRIGGER "xc_readings_of_all_types_readings_old" AFTER UPDATE OF "whole", "price" ON "readings" FOR EACH ROW WHEN NOT (NEW."whole" IS OLD."whole" AND NEW."price" IS OLD."price") AND NOT EXISTS (SELECT 1 FROM "xc_readings_of_all_types_readings_mute")
BEGIN
  INSERT INTO "xc_readings_of_all_types_readings_changes" ("station", "at", xc_side, xc_version) SELECT NEW."station", NEW."at", 'old', 1 WHERE (NEW."new_whole" IS OLD."new_whole" AND NEW."new_price" IS OLD."new_price" AND NEW."new_raw" IS OLD."new_raw" AND NEW."new_day" IS OLD."new_day" AND NEW."new_seen" IS OLD."new_seen" AND NEW."new_precise" IS OLD."new_precise" AND NEW."new_extra" IS OLD."new_extra") ON CONFLICT ("station", "at") DO UPDATE SET xc_side = excluded.xc_side, xc_version = xc_version + 1, xc_error = NULL;
  DELETE FROM "xc_readings_of_all_types_readings_changes" WHERE "xc_readings_of_all_types_readings_changes"."station" = NEW."station" AND "xc_readings_of_all_types_readings_changes"."at" = NEW."at" AND NOT (NEW."new_whole" IS OLD."new_whole" AND NEW."new_price" IS OLD."new_price" AND NEW."new_raw" IS OLD."new_raw" AND NEW."new_day" IS OLD."new_day" AND NEW."new_seen" IS OLD."new_seen" AND NEW."new_precise" IS OLD."new_precise" AND NEW."new_extra" IS OLD."new_extra");
END;
CREATE TRIGGER "xc_readings_of_all_types_readings_new" AFTER UPDATE OF "new_whole", "new_price", "new_raw", "new_day", "new_seen", "new_precise", "new_extra" ON "readings" FOR EACH ROW WHEN (NEW."whole" IS OLD."whole" AND NEW."price" IS OLD."price") AND NOT (NEW."new_whole" IS OLD."new_whole" AND NEW."new_price" IS OLD."new_price" AND NEW."new_raw" IS OLD."new_raw" AND NEW."new_day" IS OLD."new_day" AND NEW."new_seen" IS OLD."new_seen" AND NEW."new_precise" IS OLD."new_precise" AND NEW."new_extra" IS OLD."new_extra") AND NOT EXISTS (SELECT 1 FROM "xc_readings_of_all_types_readings_mute")
BEGIN
  INSERT INTO "xc_readings_of_all_types_readings_changes" ("station", "at", xc_side, xc_version) SELECT NEW."station", NEW."at", 'new', 1 WHERE TRUE ON CONFLICT ("station", "at") DO UPDATE SET xc_side = excluded.xc_side, xc_version = xc_version + 1, xc_error = NULL;
END;
CREATE TRIGGER "xc_readings_of_all_types_readings_input" AFTER UPDATE OF "small", "precise", "valid", "day", "seen", "extra", "raw" ON "readings" FOR EACH ROW WHEN (NEW."whole" IS OLD."whole" AND NEW."price" IS OLD."price") AND (NEW."new_whole" IS OLD."new_whole" AND NEW."new_price" IS OLD."new_price" AND NEW."new_raw" IS OLD."new_raw" AND NEW."new_day" IS OLD."new_day" AND NEW."new_seen" IS OLD."new_seen" AND NEW."new_precise" IS OLD."new_precise" AND NEW."new_extra" IS OLD."new_extra") AND NOT (NEW."small" IS OLD."small" AND NEW."precise" IS OLD."precise" AND NEW."valid" IS OLD."valid" AND NEW."day" IS OLD."day" AND NEW."seen" IS OLD."seen" AND NEW."extra" IS OLD."extra" AND NEW."raw" IS OLD."raw") AND NOT (NEW."new_whole" IS NULL AND NEW."new_price" IS NULL AND NEW."new_raw" IS NULL AND NEW."new_day" IS NULL AND NEW."new_seen" IS NULL AND NEW."new_precise" IS NULL AND NEW."new_extra" IS NULL) AND NOT EXISTS (SELECT 1 FROM "xc_readings_of_all_types_readings_mute")
BEGIN
  INSERT INTO "xc_readings_of_all_types_readings_changes" ("station", "at", xc_side, xc_version) SELECT NEW."station", NEW."at", 'input', 1 WHERE TRUE ON CONFLICT ("station", "at") DO UPDATE SET xc_side = CASE WHEN xc_side IN ('old', 'new') THEN xc_side ELSE 'input' END, xc_version = xc_version + 1;
END;
-- undo
-- refused where this is above 0: rows of readings were written in the new shape alone, and v1 would read what they held before: write their old columns too, or delete them from xc_readings_of_all_types_readings_changes if v1 may do without (shown: the keys)
SELECT COUNT(*) FROM "xc_readings_of_all_types_readings_changes" JOIN "readings" ON "readings"."station" = "xc_readings_of_all_types_readings_changes"."station" AND "readings"."at" = "xc_readings_of_all_types_readings_changes"."at" WHERE "xc_readings_of_all_types_readings_changes".xc_side = 'new';
-- which
SELECT CAST("xc_readings_of_all_types_readings_changes"."station" || ', ' || "xc_readings_of_all_types_readings_changes"."at" AS TEXT) FROM "xc_readings_of_all_types_readings_changes" JOIN "readings" ON "readings"."station" = "xc_readings_of_all_types_readings_changes"."station" AND "readings"."at" = "xc_readings_of_all_types_readings_changes"."at" WHERE "xc_readings_of_all_types_readings_changes".xc_side = 'new' LIMIT 10;
DROP TRIGGER "xc_readings_of_all_types_readings_ins";
DROP TRIGGER "xc_readings_of_all_types_readings_old";
DROP TRIGGER "xc_readings_of_all_types_readings_new";
DROP TRIGGER "xc_readings_of_all_types_readings_input";
DROP TABLE "xc_readings_of_all_types_readings_changes";
DROP TABLE "xc_readings_of_all_types_readings_mute";
-- probe
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'xc_readings_of_all_types_readings_changes';


-- ======== migrate ========

-- ---- backfill readings, 2 key columns
-- estimate
SELECT COUNT(*) FROM "readings";
-- lowest
SELECT CAST("station" AS TEXT), CAST("at" AS TEXT) FROM "readings" ORDER BY "readings"."station", "readings"."at" LIMIT 1;
-- highest
SELECT CAST("station" AS TEXT), CAST("at" AS TEXT) FROM "readings" ORDER BY "readings"."station" DESC, "readings"."at" DESC LIMIT 1;
-- cut
SELECT CAST("station" AS TEXT), CAST("at" AS TEXT) FROM "readings" WHERE ("station", "at") >= ($1, $2) AND ("station", "at") <= ($3, $4) ORDER BY "readings"."station", "readings"."at" LIMIT 2 OFFSET $5;
-- verify
SELECT COUNT(*), COUNT(CASE WHEN EXISTS (SELECT 1 FROM "xc_readings_of_all_types_readings_changes" AS xc_log WHERE xc_log."station" = "readings"."station" AND xc_log."at" = "readings"."at" AND xc_log.xc_side = 'old') THEN 1 END), COUNT(CASE WHEN "new_whole" IS NULL AND NOT EXISTS (SELECT 1 FROM "xc_readings_of_all_types_readings_changes" AS xc_log WHERE xc_log."station" = "readings"."station" AND xc_log."at" = "readings"."at" AND xc_log.xc_side = 'old') THEN 1 END) FROM "readings" WHERE ("station", "at") >= ($1, $2) AND ("station", "at") <= ($3, $4);
-- examine
SELECT CAST("station" AS TEXT), CAST("at" AS TEXT) FROM "readings" WHERE ("station", "at") >= ($1, $2) AND ("station", "at") <= ($3, $4) AND EXISTS (SELECT 1 FROM "xc_readings_of_all_types_readings_changes" AS xc_log WHERE xc_log."station" = "readings"."station" AND xc_log."at" = "readings"."at" AND xc_log.xc_side = 'old') ORDER BY "readings"."station", "readings"."at" LIMIT $5;
-- by self::convert, on error Skip: whole, price, raw, day, seen, precise, extra, small, valid -> new_whole, new_price, new_raw, new_day, new_seen, new_precise, new_extra
-- is the log there
SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'xc_readings_of_all_types_readings_changes';
-- the log's lowest key
SELECT CAST(xc_log."station" AS TEXT), CAST(xc_log."at" AS TEXT) FROM "xc_readings_of_all_types_readings_changes" AS xc_log ORDER BY xc_log."station", xc_log."at" LIMIT 1;
-- a page of the log
SELECT CAST(xc_log."station" AS TEXT), CAST(xc_log."at" AS TEXT), CAST(xc_log.xc_version AS TEXT), CAST("readings"."whole" AS TEXT), CAST("readings"."price" AS TEXT), lower(hex("readings"."raw")), CAST("readings"."day" AS TEXT), CAST("readings"."seen" AS TEXT), CASE WHEN "readings"."precise" IS NOT NULL THEN printf('%!.17g', "readings"."precise") END, CAST("readings"."extra" AS TEXT), CAST("readings"."small" AS TEXT), CAST("readings"."valid" AS TEXT), CAST("readings"."new_whole" AS TEXT), CAST("readings"."new_price" AS TEXT), lower(hex("readings"."new_raw")), CAST("readings"."new_day" AS TEXT), CAST("readings"."new_seen" AS TEXT), CASE WHEN "readings"."new_precise" IS NOT NULL THEN printf('%!.17g', "readings"."new_precise") END, CAST("readings"."new_extra" AS TEXT), CASE WHEN "readings"."station" IS NULL THEN NULL ELSE 1 END FROM "xc_readings_of_all_types_readings_changes" AS xc_log LEFT JOIN "readings" ON "readings"."station" = xc_log."station" AND "readings"."at" = xc_log."at" WHERE (xc_log."station", xc_log."at") >= ($1, $2) AND xc_log.xc_side = $3 ORDER BY xc_log."station", xc_log."at" LIMIT $4;
-- rows behind
SELECT CAST(xc_log."station" AS TEXT), CAST(xc_log."at" AS TEXT), xc_log.xc_error FROM "xc_readings_of_all_types_readings_changes" AS xc_log WHERE xc_log.xc_side = 'old' ORDER BY CASE WHEN xc_log.xc_error IS NULL THEN 1 ELSE 0 END, xc_log."station", xc_log."at" LIMIT $1;
-- rows to fill
SELECT CAST("station" AS TEXT), CAST("at" AS TEXT), CAST("readings"."whole" AS TEXT), CAST("readings"."price" AS TEXT), lower(hex("readings"."raw")), CAST("readings"."day" AS TEXT), CAST("readings"."seen" AS TEXT), CASE WHEN "readings"."precise" IS NOT NULL THEN printf('%!.17g', "readings"."precise") END, CAST("readings"."extra" AS TEXT), CAST("readings"."small" AS TEXT), CAST("readings"."valid" AS TEXT), CAST("readings"."new_whole" AS TEXT), CAST("readings"."new_price" AS TEXT), lower(hex("readings"."new_raw")), CAST("readings"."new_day" AS TEXT), CAST("readings"."new_seen" AS TEXT), CASE WHEN "readings"."new_precise" IS NOT NULL THEN printf('%!.17g', "readings"."new_precise") END, CAST("readings"."new_extra" AS TEXT) FROM "readings" WHERE ("station", "at") >= ($1, $2) AND ("station", "at") <= ($3, $4) AND ("readings"."new_whole" IS NULL AND "readings"."new_price" IS NULL AND "readings"."new_raw" IS NULL AND "readings"."new_day" IS NULL AND "readings"."new_seen" IS NULL AND "readings"."new_precise" IS NULL AND "readings"."new_extra" IS NULL) AND NOT EXISTS (SELECT 1 FROM "xc_readings_of_all_types_readings_changes" AS xc_log WHERE xc_log."station" = "readings"."station" AND xc_log."at" = "readings"."at") ORDER BY "readings"."station", "readings"."at";
-- rows to verify
SELECT CAST("station" AS TEXT), CAST("at" AS TEXT), CAST("readings"."whole" AS TEXT), CAST("readings"."price" AS TEXT), lower(hex("readings"."raw")), CAST("readings"."day" AS TEXT), CAST("readings"."seen" AS TEXT), CASE WHEN "readings"."precise" IS NOT NULL THEN printf('%!.17g', "readings"."precise") END, CAST("readings"."extra" AS TEXT), CAST("readings"."small" AS TEXT), CAST("readings"."valid" AS TEXT), CAST("readings"."new_whole" AS TEXT), CAST("readings"."new_price" AS TEXT), lower(hex("readings"."new_raw")), CAST("readings"."new_day" AS TEXT), CAST("readings"."new_seen" AS TEXT), CASE WHEN "readings"."new_precise" IS NOT NULL THEN printf('%!.17g', "readings"."new_precise") END, CAST("readings"."new_extra" AS TEXT) FROM "readings" WHERE ("station", "at") >= ($1, $2) AND ("station", "at") <= ($3, $4) AND NOT EXISTS (SELECT 1 FROM "xc_readings_of_all_types_readings_changes" AS xc_log WHERE xc_log."station" = "readings"."station" AND xc_log."at" = "readings"."at") ORDER BY "readings"."station", "readings"."at";
-- write
UPDATE "readings" SET "new_whole" = CAST(xc_row.n0 AS INTEGER), "new_price" = CAST(xc_row.n1 AS NUMERIC), "new_raw" = unhex(xc_row.n2), "new_day" = xc_row.n3, "new_seen" = xc_row.n4, "new_precise" = CAST(xc_row.n5 AS REAL), "new_extra" = xc_row.n6 FROM (SELECT json_extract(xc_json.value, '$[0]') AS k0, json_extract(xc_json.value, '$[1]') AS k1, json_extract(xc_json.value, '$[3]') AS s0, json_extract(xc_json.value, '$[4]') AS s1, json_extract(xc_json.value, '$[5]') AS s2, json_extract(xc_json.value, '$[6]') AS s3, json_extract(xc_json.value, '$[7]') AS s4, json_extract(xc_json.value, '$[8]') AS s5, json_extract(xc_json.value, '$[9]') AS s6, json_extract(xc_json.value, '$[10]') AS s7, json_extract(xc_json.value, '$[11]') AS s8, json_extract(xc_json.value, '$[12]') AS o0, json_extract(xc_json.value, '$[13]') AS o1, json_extract(xc_json.value, '$[14]') AS o2, json_extract(xc_json.value, '$[15]') AS o3, json_extract(xc_json.value, '$[16]') AS o4, json_extract(xc_json.value, '$[17]') AS o5, json_extract(xc_json.value, '$[18]') AS o6, json_extract(xc_json.value, '$[19]') AS n0, json_extract(xc_json.value, '$[20]') AS n1, json_extract(xc_json.value, '$[21]') AS n2, json_extract(xc_json.value, '$[22]') AS n3, json_extract(xc_json.value, '$[23]') AS n4, json_extract(xc_json.value, '$[24]') AS n5, json_extract(xc_json.value, '$[25]') AS n6 FROM json_each($1) AS xc_json) AS xc_row WHERE "readings"."station" = xc_row.k0 AND "readings"."at" = xc_row.k1 AND CAST("readings"."whole" AS TEXT) COLLATE BINARY IS xc_row.s0 AND CAST("readings"."price" AS TEXT) COLLATE BINARY IS xc_row.s1 AND lower(hex("readings"."raw")) COLLATE BINARY IS xc_row.s2 AND CAST("readings"."day" AS TEXT) COLLATE BINARY IS xc_row.s3 AND CAST("readings"."seen" AS TEXT) COLLATE BINARY IS xc_row.s4 AND CASE WHEN "readings"."precise" IS NOT NULL THEN printf('%!.17g', "readings"."precise") END COLLATE BINARY IS xc_row.s5 AND CAST("readings"."extra" AS TEXT) COLLATE BINARY IS xc_row.s6 AND CAST("readings"."small" AS TEXT) COLLATE BINARY IS xc_row.s7 AND CAST("readings"."valid" AS TEXT) COLLATE BINARY IS xc_row.s8 AND CAST("readings"."new_whole" AS TEXT) COLLATE BINARY IS xc_row.o0 AND CAST("readings"."new_price" AS TEXT) COLLATE BINARY IS xc_row.o1 AND lower(hex("readings"."new_raw")) COLLATE BINARY IS xc_row.o2 AND CAST("readings"."new_day" AS TEXT) COLLATE BINARY IS xc_row.o3 AND CAST("readings"."new_seen" AS TEXT) COLLATE BINARY IS xc_row.o4 AND CASE WHEN "readings"."new_precise" IS NOT NULL THEN printf('%!.17g', "readings"."new_precise") END COLLATE BINARY IS xc_row.o5 AND CAST("readings"."new_extra" AS TEXT) COLLATE BINARY IS xc_row.o6;
-- differ
SELECT CAST("readings"."station" AS TEXT), CAST("readings"."at" AS TEXT) FROM (SELECT json_extract(xc_json.value, '$[0]') AS k0, json_extract(xc_json.value, '$[1]') AS k1, json_extract(xc_json.value, '$[2]') AS v, json_extract(xc_json.value, '$[3]') AS s0, json_extract(xc_json.value, '$[4]') AS s1, json_extract(xc_json.value, '$[5]') AS s2, json_extract(xc_json.value, '$[6]') AS s3, json_extract(xc_json.value, '$[7]') AS s4, json_extract(xc_json.value, '$[8]') AS s5, json_extract(xc_json.value, '$[9]') AS s6, json_extract(xc_json.value, '$[10]') AS s7, json_extract(xc_json.value, '$[11]') AS s8, json_extract(xc_json.value, '$[19]') AS n0, json_extract(xc_json.value, '$[20]') AS n1, json_extract(xc_json.value, '$[21]') AS n2, json_extract(xc_json.value, '$[22]') AS n3, json_extract(xc_json.value, '$[23]') AS n4, json_extract(xc_json.value, '$[24]') AS n5, json_extract(xc_json.value, '$[25]') AS n6 FROM json_each($1) AS xc_json) AS xc_row JOIN "readings" ON "readings"."station" = xc_row.k0 AND "readings"."at" = xc_row.k1 WHERE CAST("readings"."whole" AS TEXT) COLLATE BINARY IS xc_row.s0 AND CAST("readings"."price" AS TEXT) COLLATE BINARY IS xc_row.s1 AND lower(hex("readings"."raw")) COLLATE BINARY IS xc_row.s2 AND CAST("readings"."day" AS TEXT) COLLATE BINARY IS xc_row.s3 AND CAST("readings"."seen" AS TEXT) COLLATE BINARY IS xc_row.s4 AND CASE WHEN "readings"."precise" IS NOT NULL THEN printf('%!.17g', "readings"."precise") END COLLATE BINARY IS xc_row.s5 AND CAST("readings"."extra" AS TEXT) COLLATE BINARY IS xc_row.s6 AND CAST("readings"."small" AS TEXT) COLLATE BINARY IS xc_row.s7 AND CAST("readings"."valid" AS TEXT) COLLATE BINARY IS xc_row.s8 AND NOT ("readings"."new_whole" IS CAST(xc_row.n0 AS INTEGER) AND "readings"."new_price" IS CAST(xc_row.n1 AS NUMERIC) AND "readings"."new_raw" IS unhex(xc_row.n2) AND "readings"."new_day" IS xc_row.n3 AND "readings"."new_seen" IS xc_row.n4 AND "readings"."new_precise" IS CAST(xc_row.n5 AS REAL) AND "readings"."new_extra" IS xc_row.n6) AND ((xc_row.v IS NULL AND NOT EXISTS (SELECT 1 FROM "xc_readings_of_all_types_readings_changes" AS xc_log WHERE xc_log."station" = "readings"."station" AND xc_log."at" = "readings"."at")) OR EXISTS (SELECT 1 FROM "xc_readings_of_all_types_readings_changes" AS xc_log WHERE xc_log."station" = "readings"."station" AND xc_log."at" = "readings"."at" AND xc_log.xc_version = CAST(xc_row.v AS INTEGER))) ORDER BY "readings"."station", "readings"."at";
-- settle
DELETE FROM "xc_readings_of_all_types_readings_changes" WHERE rowid IN (SELECT xc_log.rowid FROM (SELECT json_extract(xc_json.value, '$[0]') AS k0, json_extract(xc_json.value, '$[1]') AS k1, json_extract(xc_json.value, '$[2]') AS v, json_extract(xc_json.value, '$[3]') AS s0, json_extract(xc_json.value, '$[4]') AS s1, json_extract(xc_json.value, '$[5]') AS s2, json_extract(xc_json.value, '$[6]') AS s3, json_extract(xc_json.value, '$[7]') AS s4, json_extract(xc_json.value, '$[8]') AS s5, json_extract(xc_json.value, '$[9]') AS s6, json_extract(xc_json.value, '$[10]') AS s7, json_extract(xc_json.value, '$[11]') AS s8, json_extract(xc_json.value, '$[19]') AS n0, json_extract(xc_json.value, '$[20]') AS n1, json_extract(xc_json.value, '$[21]') AS n2, json_extract(xc_json.value, '$[22]') AS n3, json_extract(xc_json.value, '$[23]') AS n4, json_extract(xc_json.value, '$[24]') AS n5, json_extract(xc_json.value, '$[25]') AS n6 FROM json_each($1) AS xc_json) AS xc_row JOIN "xc_readings_of_all_types_readings_changes" AS xc_log ON xc_log."station" = xc_row.k0 AND xc_log."at" = xc_row.k1 WHERE xc_log.xc_version = CAST(xc_row.v AS INTEGER) AND (NOT EXISTS (SELECT 1 FROM "readings" WHERE "readings"."station" = xc_log."station" AND "readings"."at" = xc_log."at") OR EXISTS (SELECT 1 FROM "readings" WHERE "readings"."station" = xc_log."station" AND "readings"."at" = xc_log."at" AND CAST("readings"."whole" AS TEXT) COLLATE BINARY IS xc_row.s0 AND CAST("readings"."price" AS TEXT) COLLATE BINARY IS xc_row.s1 AND lower(hex("readings"."raw")) COLLATE BINARY IS xc_row.s2 AND CAST("readings"."day" AS TEXT) COLLATE BINARY IS xc_row.s3 AND CAST("readings"."seen" AS TEXT) COLLATE BINARY IS xc_row.s4 AND CASE WHEN "readings"."precise" IS NOT NULL THEN printf('%!.17g', "readings"."precise") END COLLATE BINARY IS xc_row.s5 AND CAST("readings"."extra" AS TEXT) COLLATE BINARY IS xc_row.s6 AND CAST("readings"."small" AS TEXT) COLLATE BINARY IS xc_row.s7 AND CAST("readings"."valid" AS TEXT) COLLATE BINARY IS xc_row.s8 AND ("readings"."new_whole" IS CAST(xc_row.n0 AS INTEGER) AND "readings"."new_price" IS CAST(xc_row.n1 AS NUMERIC) AND "readings"."new_raw" IS unhex(xc_row.n2) AND "readings"."new_day" IS xc_row.n3 AND "readings"."new_seen" IS xc_row.n4 AND "readings"."new_precise" IS CAST(xc_row.n5 AS REAL) AND "readings"."new_extra" IS xc_row.n6))));
-- fail
UPDATE "xc_readings_of_all_types_readings_changes" AS xc_log SET xc_error = xc_row.e FROM (SELECT json_extract(xc_json.value, '$[0]') AS k0, json_extract(xc_json.value, '$[1]') AS k1, json_extract(xc_json.value, '$[2]') AS v, json_extract(xc_json.value, '$[26]') AS e FROM json_each($1) AS xc_json) AS xc_row WHERE xc_log."station" = xc_row.k0 AND xc_log."at" = xc_row.k1 AND xc_log.xc_version = CAST(xc_row.v AS INTEGER);
-- fail
INSERT INTO "xc_readings_of_all_types_readings_changes" ("station", "at", xc_side, xc_version, xc_error) SELECT "readings"."station", "readings"."at", 'old', 1, xc_row.e FROM (SELECT json_extract(xc_json.value, '$[0]') AS k0, json_extract(xc_json.value, '$[1]') AS k1, json_extract(xc_json.value, '$[2]') AS v, json_extract(xc_json.value, '$[3]') AS s0, json_extract(xc_json.value, '$[4]') AS s1, json_extract(xc_json.value, '$[5]') AS s2, json_extract(xc_json.value, '$[6]') AS s3, json_extract(xc_json.value, '$[7]') AS s4, json_extract(xc_json.value, '$[8]') AS s5, json_extract(xc_json.value, '$[9]') AS s6, json_extract(xc_json.value, '$[10]') AS s7, json_extract(xc_json.value, '$[11]') AS s8, json_extract(xc_json.value, '$[26]') AS e FROM json_each($1) AS xc_json) AS xc_row JOIN "readings" ON "readings"."station" = xc_row.k0 AND "readings"."at" = xc_row.k1 WHERE xc_row.v IS NULL AND ("readings"."new_whole" IS NULL AND "readings"."new_price" IS NULL AND "readings"."new_raw" IS NULL AND "readings"."new_day" IS NULL AND "readings"."new_seen" IS NULL AND "readings"."new_precise" IS NULL AND "readings"."new_extra" IS NULL) AND CAST("readings"."whole" AS TEXT) COLLATE BINARY IS xc_row.s0 AND CAST("readings"."price" AS TEXT) COLLATE BINARY IS xc_row.s1 AND lower(hex("readings"."raw")) COLLATE BINARY IS xc_row.s2 AND CAST("readings"."day" AS TEXT) COLLATE BINARY IS xc_row.s3 AND CAST("readings"."seen" AS TEXT) COLLATE BINARY IS xc_row.s4 AND CASE WHEN "readings"."precise" IS NOT NULL THEN printf('%!.17g', "readings"."precise") END COLLATE BINARY IS xc_row.s5 AND CAST("readings"."extra" AS TEXT) COLLATE BINARY IS xc_row.s6 AND CAST("readings"."small" AS TEXT) COLLATE BINARY IS xc_row.s7 AND CAST("readings"."valid" AS TEXT) COLLATE BINARY IS xc_row.s8 ON CONFLICT DO NOTHING;
-- before writes
INSERT INTO "xc_readings_of_all_types_readings_mute" (on_) VALUES (1);
-- after writes
DELETE FROM "xc_readings_of_all_types_readings_mute";
-- not null: new_whole


-- ======== contract ========

-- ---- tighten readings (table readings)
-- cost: writers wait while the table is copied; in WAL mode readers go on
-- lock: write lock
-- already: 
-- run
-- rebuilds readings
-- refused where this is above 0: rows of readings were written in the old shape alone since they were verified: v1 is still running. End it, and run contract again, which fills them first (shown: the keys)
SELECT COUNT(*) FROM "xc_readings_of_all_types_readings_changes" JOIN "readings" ON "readings"."station" = "xc_readings_of_all_types_readings_changes"."station" AND "readings"."at" = "xc_readings_of_all_types_readings_changes"."at" WHERE "xc_readings_of_all_types_readings_changes".xc_side = 'old';
-- which
SELECT CAST("xc_readings_of_all_types_readings_changes"."station" || ', ' || "xc_readings_of_all_types_readings_changes"."at" AS TEXT) FROM "xc_readings_of_all_types_readings_changes" JOIN "readings" ON "readings"."station" = "xc_readings_of_all_types_readings_changes"."station" AND "readings"."at" = "xc_readings_of_all_types_readings_changes"."at" WHERE "xc_readings_of_all_types_readings_changes".xc_side = 'old' LIMIT 10;
DROP TRIGGER "xc_readings_of_all_types_readings_ins";
DROP TRIGGER "xc_readings_of_all_types_readings_old";
DROP TRIGGER "xc_readings_of_all_types_readings_new";
DROP TRIGGER "xc_readings_of_all_types_readings_input";
DROP TABLE "xc_readings_of_all_types_readings_changes";
DROP TABLE "xc_readings_of_all_types_readings_mute";
CREATE TABLE "xc_new_readings" ("station" varchar(20) NOT NULL, "at" datetime NOT NULL, "small" smallint NOT NULL, "whole" integer, "large" bigint, "price" numeric(10,2), "single" real, "precise" double, "valid" boolean NOT NULL, "note" text, "day" date, "seen" datetime, "token" text, "extra" text, "raw" blob, "new_small" smallint, "new_whole" integer NOT NULL, "new_large" bigint, "new_price" numeric(10,2), "new_single" real, "new_precise" double, "new_valid" boolean, "new_note" text, "new_day" date, "new_seen" datetime, "new_token" text, "new_extra" text, "new_raw" blob, PRIMARY KEY ("station", "at"));
INSERT INTO "xc_new_readings" ("station", "at", "small", "whole", "large", "price", "single", "precise", "valid", "note", "day", "seen", "token", "extra", "raw", "new_small", "new_whole", "new_large", "new_price", "new_single", "new_precise", "new_valid", "new_note", "new_day", "new_seen", "new_token", "new_extra", "new_raw") SELECT "station", "at", "small", "whole", "large", "price", "single", "precise", "valid", "note", "day", "seen", "token", "extra", "raw", "new_small", "new_whole", "new_large", "new_price", "new_single", "new_precise", "new_valid", "new_note", "new_day", "new_seen", "new_token", "new_extra", "new_raw" FROM "readings";
DROP TABLE "readings";
ALTER TABLE "xc_new_readings" RENAME TO "readings";
-- undo: never: no SQL leads back from what a Rust function gives: the old columns of readings are dropped at once
-- probe
SELECT 0;
