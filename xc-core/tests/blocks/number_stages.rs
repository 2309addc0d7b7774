xc::migration! {
    /// A text of which a check lists the values becomes numbers; reverse has a value also for a row that is not filled.
    name: number_stages,
    after: super::create_orders,

    expand {
        alter table orders add column stage int null;
    }
    dual_write {
        sync orders {
            forward { stage = case status when "new" then 1 when "paid" then 2 when "sent" then 3 end }
            reverse { status = case stage when 1 then "new" when 2 then "paid" else "sent" end }
        }
    }
    migrate {
        backfill orders;
    }
    contract {
        alter table orders alter column stage set not null;
    }
}
