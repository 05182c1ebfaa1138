-- Ends a live hold with nothing spent. The caller holds the account's lock. p_state: released, or expired by the sweep.
create or replace function credit_close_unused(
  p_account "CreditAccount", p_key text, p_amount bigint, p_state "CreditHoldState", p_now timestamptz
) returns void language plpgsql as $$
begin
  perform credit_roll_locked(p_account."userId", p_account."nextEventAt", p_now);
  update "CreditHold" set state = p_state, "closedAt" = p_now
  where "userId" = p_account."userId" and "operationKey" = p_key;
  update "CreditAccount" set available = available + p_amount, held = held - p_amount
  where "userId" = p_account."userId";
  if p_account."nextEventAt" <= p_now then
    perform credit_reschedule(p_account."userId", p_now); -- what was kept for this hold only expires now
  end if;
end $$;

-- The operation never ran: gives everything back. A hold that has ended (swept included) stays as it ended.
create or replace function credit_release(
  p_user uuid, p_key text, p_now timestamptz default null,
  out outcome text, out available bigint, out held bigint, out debt bigint, out frozen boolean
) language plpgsql as $$
#variable_conflict use_column
declare
  v_account "CreditAccount" := credit_lock(p_user);
  v_now timestamptz := coalesce(p_now, clock_timestamp());
  v_hold "CreditHold";
begin
  select * into v_hold from "CreditHold" where "userId" = p_user and "operationKey" = p_key;
  if not found then
    raise exception 'nothing was held for operation %', p_key using errcode = 'no_data_found';
  end if;
  outcome := case v_hold.state when 'held' then 'released' else 'replayed' end;
  if v_hold.state = 'held' then
    perform credit_close_unused(v_account, p_key, v_hold.amount, 'released', v_now);
  end if;
  select a.available, a.held, a.debt, a.frozen into available, held, debt, frozen
  from "CreditAccount" a where a."userId" = p_user;
end $$;
