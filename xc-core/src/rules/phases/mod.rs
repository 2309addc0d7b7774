//! Family 01: phases.

pub mod contract_without_migrate;
pub mod migrate_without_dual_write;
pub mod out_of_order;
pub mod repeated;
pub mod target_not_added;
pub mod wrong_phase;
