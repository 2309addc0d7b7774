-- drop_orders on PostgreSQL
--
-- requires create_orders at expand or later: it makes table `orders` (at create_orders.rs:13:22), which is changed at drop_orders.rs:8:9
--
-- expects table customers, key (id), perhaps more
--   id bigint not null
--   email character varying(255) not null
--   country character varying(2) not null
--   note character varying(200) null
--
-- expects table orders, key (id), perhaps more
--   id bigint not null
--   customer_id bigint not null
--   parent_id bigint null
--   status character varying(20) not null
--   cents bigint not null
--   reference character varying(40) null


-- ======== contract ========

-- ---- drop table orders (table orders)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table orders is gone already, and not by xc
-- run
DROP TABLE "orders";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_class WHERE oid = to_regclass('"orders"')) = 0 THEN 1 ELSE 0 END::bigint;

-- ---- drop table customers (table customers)
-- cost: ACCESS EXCLUSIVE for a catalogue change: no scan, no rewrite
-- lock: ACCESS EXCLUSIVE
-- already: table customers is gone already, and not by xc
-- run
DROP TABLE "customers";
-- undo: never: it dropped the old shape at once, and nothing is left of it
-- probe
SELECT CASE WHEN (SELECT count(*) FROM pg_class WHERE oid = to_regclass('"customers"')) = 0 THEN 1 ELSE 0 END::bigint;
