-- create_archive on PostgreSQL


-- ======== expand ========

-- ---- create schema archive (table )
-- cost: catalogue change: locks no table
-- lock: none
-- already: there is a schema archive already, and xc has not made it: declare it in `schema!`, or give the new one another name
-- run
CREATE SCHEMA "archive";
-- undo
-- refused where this is above 0: schema archive is not empty: purge the migrations that have retired tables in it, and move or drop what else is there
SELECT count(*) FROM (SELECT 'table, view, index or sequence ' || relname AS what FROM pg_class WHERE relnamespace = to_regnamespace('"archive"') UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = to_regnamespace('"archive"') UNION ALL SELECT 'type ' || typname FROM pg_type WHERE typnamespace = to_regnamespace('"archive"') AND typrelid = 0 AND typcategory <> 'A') AS inside;
-- which
SELECT what FROM (SELECT 'table, view, index or sequence ' || relname AS what FROM pg_class WHERE relnamespace = to_regnamespace('"archive"') UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = to_regnamespace('"archive"') UNION ALL SELECT 'type ' || typname FROM pg_type WHERE typnamespace = to_regnamespace('"archive"') AND typrelid = 0 AND typcategory <> 'A') AS inside ORDER BY 1;
DROP SCHEMA "archive";
-- probe
SELECT count(*) FROM pg_namespace WHERE oid = to_regnamespace('"archive"');
