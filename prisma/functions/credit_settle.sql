-- Ends a hold with what the operation really cost: burns it from the buckets, writes one entry, gives back what was held
-- too much, takes what was held too little from what is available; what even that lacks becomes debt. A hold that the sweep
-- closed meanwhile is settled late, in the same way, with nothing held. Once settled or released, the first result stands.
create or replace function credit_settle(
  p_user uuid, p_key text, p_actual bigint, p_detail jsonb, p_now timestamptz default null,
  out outcome text, out captured bigint, out allocation bigint[],
  out available bigint, out held bigint, out debt bigint, out frozen boolean
) language plpgsql as $$
#variable_conflict use_column
declare
  v_account "CreditAccount" := credit_lock(p_user);
  v_now timestamptz := coalesce(p_now, clock_timestamp());
  v_hold "CreditHold";
  v_held bigint; -- set aside for this operation
  v_paid bigint; -- of p_actual, what the buckets give; the rest is debt
begin
  if p_actual < 0 then
    raise exception 'cannot capture % micro-credits', p_actual using errcode = 'numeric_value_out_of_range';
  end if;
  select * into v_hold from "CreditHold" where "userId" = p_user and "operationKey" = p_key;
  if not found then
    raise exception 'nothing was held for operation %', p_key using errcode = 'no_data_found';
  end if;

  if v_hold.state in ('settled', 'released') then
    outcome := 'replayed';
    captured := coalesce(v_hold.captured, 0);
    select e.allocation into allocation from "CreditEntry" e
    where e."userId" = p_user and e."operationKey" = p_key and e.kind = 'burn';
  else
    if v_account."nextEventAt" <= v_now then
      perform credit_roll_locked(p_user, v_account."nextEventAt", v_now);
      select * into v_account from "CreditAccount" where "userId" = p_user;
    end if;

    v_held := case v_hold.state when 'held' then v_hold.amount else 0 end;
    v_paid := least(p_actual, v_held + v_account.available);
    allocation := '{}';
    if v_account."nextEventAt" <= v_now then
      allocation := credit_burn_kept(p_user, least(v_paid, v_held), v_hold."createdAt", v_now);
    end if;
    allocation := allocation || credit_burn(p_user, v_paid - credit_allocated(allocation), v_now);

    update "CreditHold" set state = 'settled', captured = p_actual, "closedAt" = v_now
    where "userId" = p_user and "operationKey" = p_key;
    if p_actual > 0 then
      perform credit_book(p_user, 'burn', p_key, v_held - v_paid, -v_held, p_actual - v_paid, allocation, p_detail, v_now);
    else
      update "CreditAccount" set available = available + v_held, held = held - v_held where "userId" = p_user;
    end if;
    if v_account."nextEventAt" <= v_now then
      perform credit_reschedule(p_user, v_now); -- what was kept for this hold only expires now
    end if;
    outcome := 'settled';
    captured := p_actual;
  end if;

  allocation := coalesce(allocation, '{}');
  select a.available, a.held, a.debt, a.frozen into available, held, debt, frozen
  from "CreditAccount" a where a."userId" = p_user;
end $$;
