-- parcels_are_lost on PostgreSQL
--
-- requires create_parcels at expand or later: it makes table `parcels` (at create_parcels.rs:7:22), which is changed at parcels_are_lost.rs:8:9
--
-- expects table parcels, key (id), perhaps more
--   id bigint not null
--   state parcel_state('new','sent','delivered') or parcel_state('new','sent','delivered','lost') not null
--   size character varying(10) null


-- ======== expand ========

-- ---- add value "lost" to enum parcel_state, where a rollback leaves it (table )
-- cost: catalogue change: locks no table
-- lock: none
-- already: 
-- run
ALTER TYPE "parcel_state" ADD VALUE IF NOT EXISTS 'lost';
-- undo: nothing
-- probe
SELECT 0::bigint;
