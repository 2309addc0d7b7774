//! Family 08: the chain of migrations.

use super::Rule;

/// A list that is not the chain.
pub static BROKEN_CHAIN: Rule = Rule {
    code: "XC0801",
    name: "broken_chain",
    page: "`migrations![...]` lists a chain: the first has no `after:`, each other one comes right after the one that its `after:` names. Two \
           migrations after the same one were checked against the same schema and know nothing of each other: change the `after:` of the one that \
           is deployed later.",
};

/// A dialect that the chain is not for.
pub static DIALECT_NOT_IN_CHAIN: Rule = Rule {
    code: "XC0802",
    name: "dialect_not_in_chain",
    page: "A migration is for databases that its predecessors are for as well. Another database would lack the tables that it changes.",
};
