-- raw_search on PostgreSQL
--
-- requires create_users at expand or later: it makes table `users` (at create_users.rs:7:22), which is changed at raw_search.rs:14:27
--
-- expects table users, key (id), perhaps more
--   id bigint not null
--   name character varying(100) not null
--   email character varying(255) null
--   created_at timestamp(0) without time zone not null


-- ======== expand ========

-- ---- raw: the trigrams are an extension (table )
-- cost: stated: stops neither reads nor writes
-- lock: SHARE UPDATE EXCLUSIVE; on other tables: SHARE UPDATE EXCLUSIVE
-- already: 
-- run
SELECT set_config('xc.tables', coalesce(string_agg(oid::text, ','), ''), true) FROM pg_class WHERE relkind IN ('r', 'p', 'm');
create extension if not exists pg_trgm;
DO $xc$
DECLARE
  took text;
BEGIN
  SELECT string_agg(DISTINCT l.mode || ' on ' || l.relation::regclass, ', ') INTO took
  FROM pg_locks AS l JOIN pg_class AS c ON c.oid = l.relation
  WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
    AND c.relname NOT LIKE 'xc\_%' AND c.relnamespace <> 'pg_catalog'::regnamespace
    AND l.relation::text = ANY (string_to_array(current_setting('xc.tables'), ','));
  IF took IS NOT NULL THEN
    RAISE EXCEPTION 'the raw statement took %, and its lock is stated as SHARE UPDATE EXCLUSIVE; it was taken back', took;
  END IF;
END
$xc$;
-- undo: never: it is raw, and no inverse is stated
-- probe
SELECT 0::bigint;

-- ---- add column users.tag (table users)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table users has one of the columns tag already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "users" ADD COLUMN "tag" character varying(20);
-- undo
ALTER TABLE "users" DROP COLUMN "tag";
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"users"') AND attname IN ('tag') AND attnum > 0 AND NOT attisdropped;

-- ---- raw: names are searched by any part of them (table users)
-- cost: stated: SHARE UPDATE EXCLUSIVE
-- lock: SHARE UPDATE EXCLUSIVE; on other tables: SHARE UPDATE EXCLUSIVE
-- outside a transaction
-- already: the effect of the raw statement "names are searched by any part of them" is there already, and not by xc: take it back, or leave it out
-- run
-- cleared away where this is above 0
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"users_search"') AND NOT indisvalid;
DROP INDEX CONCURRENTLY "users_search";
create index concurrently users_search on users using gin (name gin_trgm_ops);
-- undo
drop index concurrently users_search;
-- probe
SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('"users_search"') AND indisvalid;

-- ---- raw: codes are compared byte by byte (table users)
-- cost: stated: ACCESS EXCLUSIVE
-- lock: ACCESS EXCLUSIVE; on other tables: ACCESS EXCLUSIVE
-- already: the effect of the raw statement "codes are compared byte by byte" is there already, and not by xc: take it back, or leave it out
-- run
alter table users add column code varchar(20) collate "C" null;
-- undo
alter table users drop column code;
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"users"') AND attname IN ('code') AND attnum > 0 AND NOT attisdropped;


-- ======== contract ========

-- ---- raw: comments are not in the language (table )
-- cost: stated: SHARE UPDATE EXCLUSIVE
-- lock: SHARE UPDATE EXCLUSIVE; on other tables: SHARE UPDATE EXCLUSIVE
-- already: 
-- run
SELECT set_config('xc.tables', coalesce(string_agg(oid::text, ','), ''), true) FROM pg_class WHERE relkind IN ('r', 'p', 'm');
comment on table users is 'people''s; names';
DO $xc$
DECLARE
  took text;
BEGIN
  SELECT string_agg(DISTINCT l.mode || ' on ' || l.relation::regclass, ', ') INTO took
  FROM pg_locks AS l JOIN pg_class AS c ON c.oid = l.relation
  WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
    AND c.relname NOT LIKE 'xc\_%' AND c.relnamespace <> 'pg_catalog'::regnamespace
    AND l.relation::text = ANY (string_to_array(current_setting('xc.tables'), ','));
  IF took IS NOT NULL THEN
    RAISE EXCEPTION 'the raw statement took %, and its lock is stated as SHARE UPDATE EXCLUSIVE; it was taken back', took;
  END IF;
END
$xc$;
-- undo: never: it is raw, and no inverse is stated
-- probe
SELECT 0::bigint;
