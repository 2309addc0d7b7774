//! Raw SQL: all that xc would otherwise know of a statement is stated, and the text does what is stated.

pub mod effect;
pub mod incomplete;
pub mod lock_blocks;
pub mod statement;

pub use effect::RAW_EFFECT;
pub use incomplete::RAW_INCOMPLETE;
pub use lock_blocks::RAW_LOCK_BLOCKS;
pub use statement::RAW_STATEMENT;
