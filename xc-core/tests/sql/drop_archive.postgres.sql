-- drop_archive on PostgreSQL
--
-- requires create_archive at expand or later: it makes schema `archive` (at create_archive.rs:6:28), which is used at drop_archive.rs:6:16


-- ======== contract ========

-- ---- drop schema archive (table )
-- cost: catalogue change: locks no table
-- lock: none
-- already: schema archive is gone already, and not by xc
-- run
-- refused where this is above 0: schema archive is not empty: purge the migrations that have retired tables in it, and move or drop what else is there
SELECT count(*) FROM (SELECT 'table, view, index or sequence ' || relname AS what FROM pg_class WHERE relnamespace = to_regnamespace('"archive"') UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = to_regnamespace('"archive"') UNION ALL SELECT 'type ' || typname FROM pg_type WHERE typnamespace = to_regnamespace('"archive"') AND typrelid = 0 AND typcategory <> 'A') AS inside;
-- which
SELECT what FROM (SELECT 'table, view, index or sequence ' || relname AS what FROM pg_class WHERE relnamespace = to_regnamespace('"archive"') UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = to_regnamespace('"archive"') UNION ALL SELECT 'type ' || typname FROM pg_type WHERE typnamespace = to_regnamespace('"archive"') AND typrelid = 0 AND typcategory <> 'A') AS inside ORDER BY 1;
DROP SCHEMA "archive";
-- undo
CREATE SCHEMA "archive";
-- probe
SELECT CASE WHEN to_regnamespace('"archive"') IS NULL THEN 1 ELSE 0 END::bigint;
