-- widen_texts on PostgreSQL
--
-- requires create_shop at expand or later: it makes table `users` (at create_shop.rs:6:22), which is changed at widen_texts.rs:8:13
--
-- expects table users, key (id), perhaps more
--   id bigint not null
--   name character varying(100) or character varying(200) not null
--   nickname character varying(50) or character varying(60) null
--   email character varying(255) null
--   age integer null
--   score integer not null
--   seen_at timestamp without time zone not null


-- ======== expand ========

-- ---- widen users.name to varchar(200) (table users)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: 
-- run
-- refused where this is above 0: checks on users.name, and indexes with an expression or a condition that read it, would be gone through for every row while nobody reads or writes users: drop them, and make them again afterwards
SELECT count(*) FROM (SELECT conname::text AS name FROM pg_constraint WHERE conrelid = to_regclass('"users"') AND contype = 'c' AND (SELECT attnum FROM pg_attribute WHERE attrelid = to_regclass('"users"') AND attname = 'name') = ANY (conkey) UNION SELECT indexrelid::regclass::text FROM pg_index JOIN pg_depend ON classid = 'pg_class'::regclass AND objid = indexrelid AND refclassid = 'pg_class'::regclass AND refobjid = indrelid AND refobjsubid = (SELECT attnum FROM pg_attribute WHERE attrelid = to_regclass('"users"') AND attname = 'name') WHERE indrelid = to_regclass('"users"') AND (indpred IS NOT NULL OR indexprs IS NOT NULL)) AS dependents;
-- which
SELECT name FROM (SELECT conname::text AS name FROM pg_constraint WHERE conrelid = to_regclass('"users"') AND contype = 'c' AND (SELECT attnum FROM pg_attribute WHERE attrelid = to_regclass('"users"') AND attname = 'name') = ANY (conkey) UNION SELECT indexrelid::regclass::text FROM pg_index JOIN pg_depend ON classid = 'pg_class'::regclass AND objid = indexrelid AND refclassid = 'pg_class'::regclass AND refobjid = indrelid AND refobjsubid = (SELECT attnum FROM pg_attribute WHERE attrelid = to_regclass('"users"') AND attname = 'name') WHERE indrelid = to_regclass('"users"') AND (indpred IS NOT NULL OR indexprs IS NOT NULL)) AS dependents ORDER BY name;
ALTER TABLE "users" ALTER COLUMN "name" TYPE character varying(200);
-- undo: nothing
-- probe
SELECT 0::bigint;

-- ---- widen users.nickname to varchar(60) (table users)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: 
-- run
-- refused where this is above 0: checks on users.nickname, and indexes with an expression or a condition that read it, would be gone through for every row while nobody reads or writes users: drop them, and make them again afterwards
SELECT count(*) FROM (SELECT conname::text AS name FROM pg_constraint WHERE conrelid = to_regclass('"users"') AND contype = 'c' AND (SELECT attnum FROM pg_attribute WHERE attrelid = to_regclass('"users"') AND attname = 'nickname') = ANY (conkey) UNION SELECT indexrelid::regclass::text FROM pg_index JOIN pg_depend ON classid = 'pg_class'::regclass AND objid = indexrelid AND refclassid = 'pg_class'::regclass AND refobjid = indrelid AND refobjsubid = (SELECT attnum FROM pg_attribute WHERE attrelid = to_regclass('"users"') AND attname = 'nickname') WHERE indrelid = to_regclass('"users"') AND (indpred IS NOT NULL OR indexprs IS NOT NULL)) AS dependents;
-- which
SELECT name FROM (SELECT conname::text AS name FROM pg_constraint WHERE conrelid = to_regclass('"users"') AND contype = 'c' AND (SELECT attnum FROM pg_attribute WHERE attrelid = to_regclass('"users"') AND attname = 'nickname') = ANY (conkey) UNION SELECT indexrelid::regclass::text FROM pg_index JOIN pg_depend ON classid = 'pg_class'::regclass AND objid = indexrelid AND refclassid = 'pg_class'::regclass AND refobjid = indrelid AND refobjsubid = (SELECT attnum FROM pg_attribute WHERE attrelid = to_regclass('"users"') AND attname = 'nickname') WHERE indrelid = to_regclass('"users"') AND (indpred IS NOT NULL OR indexprs IS NOT NULL)) AS dependents ORDER BY name;
ALTER TABLE "users" ALTER COLUMN "nickname" TYPE character varying(60);
-- undo: nothing
-- probe
SELECT 0::bigint;
