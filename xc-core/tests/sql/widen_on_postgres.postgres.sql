-- widen_on_postgres on PostgreSQL
--
-- requires create_shop at expand or later: it makes table `users` (at create_shop.rs:6:22), which is changed at widen_on_postgres.rs:9:27
--
-- expects table users, key (id), perhaps more
--   id bigint not null
--   name character varying(100) not null
--   nickname character varying(50) null
--   email character varying(255) null
--   age integer null
--   score integer not null
--   seen_at timestamp without time zone not null
--
-- expects table order_items, key (order_id, line), perhaps more
--   order_id bigint not null
--   line integer not null
--   note character varying(200) or text null
--   cents bigint not null


-- ======== expand ========

-- ---- add column users.rank (table users)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table users has one of the columns rank already, and xc has not added it: drop or rename it, or give the new column another name
-- run
ALTER TABLE "users" ADD COLUMN "rank" smallint;
-- undo
ALTER TABLE "users" DROP COLUMN "rank";
-- probe
SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('"users"') AND attname IN ('rank') AND attnum > 0 AND NOT attisdropped;

-- ---- widen order_items.note to text (table order_items)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: 
-- run
-- refused where this is above 0: checks on order_items.note, and indexes with an expression or a condition that read it, would be gone through for every row while nobody reads or writes order_items: drop them, and make them again afterwards
SELECT count(*) FROM (SELECT conname::text AS name FROM pg_constraint WHERE conrelid = to_regclass('"order_items"') AND contype = 'c' AND (SELECT attnum FROM pg_attribute WHERE attrelid = to_regclass('"order_items"') AND attname = 'note') = ANY (conkey) UNION SELECT indexrelid::regclass::text FROM pg_index JOIN pg_depend ON classid = 'pg_class'::regclass AND objid = indexrelid AND refclassid = 'pg_class'::regclass AND refobjid = indrelid AND refobjsubid = (SELECT attnum FROM pg_attribute WHERE attrelid = to_regclass('"order_items"') AND attname = 'note') WHERE indrelid = to_regclass('"order_items"') AND (indpred IS NOT NULL OR indexprs IS NOT NULL)) AS dependents;
-- which
SELECT name FROM (SELECT conname::text AS name FROM pg_constraint WHERE conrelid = to_regclass('"order_items"') AND contype = 'c' AND (SELECT attnum FROM pg_attribute WHERE attrelid = to_regclass('"order_items"') AND attname = 'note') = ANY (conkey) UNION SELECT indexrelid::regclass::text FROM pg_index JOIN pg_depend ON classid = 'pg_class'::regclass AND objid = indexrelid AND refclassid = 'pg_class'::regclass AND refobjid = indrelid AND refobjsubid = (SELECT attnum FROM pg_attribute WHERE attrelid = to_regclass('"order_items"') AND attname = 'note') WHERE indrelid = to_regclass('"order_items"') AND (indpred IS NOT NULL OR indexprs IS NOT NULL)) AS dependents ORDER BY name;
ALTER TABLE "order_items" ALTER COLUMN "note" TYPE text;
-- undo: nothing
-- probe
SELECT 0::bigint;
