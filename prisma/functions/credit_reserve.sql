-- Holds p_amount for an operation. The common path is one conditional update of the account and one insert:
--   held          the credits are set aside until settle, release or the sweep
--   replayed      this key holds or held already, for the same request: the first hold, whatever became of it
--   conflict      this key belongs to another request
--   insufficient  not enough available;  frozen  the account may not spend
create or replace function credit_reserve(
  p_user uuid, p_key text, p_hash text, p_amount bigint, p_ttl_seconds int, p_now timestamptz default null,
  out outcome text, out hold_amount bigint, out hold_captured bigint, out hold_state "CreditHoldState",
  out hold_created_at timestamptz, out hold_expires_at timestamptz,
  out available bigint, out held bigint, out debt bigint, out frozen boolean
) language plpgsql as $$
#variable_conflict use_column
declare
  v_account "CreditAccount";
  v_hold "CreditHold";
  v_now timestamptz;
begin
  if p_amount <= 0 then
    raise exception 'cannot hold % micro-credits', p_amount using errcode = 'numeric_value_out_of_range';
  end if;

  -- clock_timestamp() is asked again after a wait for the row, so the answer is of this moment, not of before the wait.
  update "CreditAccount" set available = available - p_amount, held = held + p_amount
  where "userId" = p_user and available >= p_amount and not frozen
    and "nextEventAt" > coalesce(p_now, clock_timestamp())
  returning * into v_account;

  if found then
    -- Never later than the moment of the check: the hold was taken before whatever expires next.
    v_now := least(coalesce(p_now, clock_timestamp()), v_account."nextEventAt" - interval '1 microsecond');
  else
    select * into v_account from "CreditAccount" where "userId" = p_user for no key update;
    v_now := coalesce(p_now, clock_timestamp());
    select * into v_hold from "CreditHold" where "userId" = p_user and "operationKey" = p_key;
    if v_hold."userId" is null then
      if v_account."nextEventAt" <= v_now then
        perform credit_roll_locked(p_user, v_account."nextEventAt", v_now);
        select * into v_account from "CreditAccount" where "userId" = p_user;
      end if;
      -- No row of "CreditAccount" answers as an empty one.
      if coalesce(v_account.frozen, false) or coalesce(v_account.available, 0) < p_amount then
        outcome := case when v_account.frozen then 'frozen' else 'insufficient' end;
      else
        update "CreditAccount" set available = available - p_amount, held = held + p_amount
        where "userId" = p_user returning * into v_account;
      end if;
    end if;
  end if;

  if outcome is null and v_hold."userId" is null then
    insert into "CreditHold" ("userId", "operationKey", "requestHash", amount, "expiresAt", "createdAt")
    values (p_user, p_key, p_hash, p_amount, v_now + make_interval(secs => p_ttl_seconds), v_now)
    on conflict ("userId", "operationKey") do nothing
    returning * into v_hold;
    if found then
      outcome := 'held';
    else
      -- The key was used before: give back what the update above took.
      update "CreditAccount" set available = available + p_amount, held = held - p_amount
      where "userId" = p_user returning * into v_account;
      select * into v_hold from "CreditHold" where "userId" = p_user and "operationKey" = p_key;
    end if;
  end if;
  outcome := coalesce(outcome, case when v_hold."requestHash" = p_hash then 'replayed' else 'conflict' end);

  if outcome in ('held', 'replayed') then
    hold_amount := v_hold.amount;
    hold_captured := v_hold.captured;
    hold_state := v_hold.state;
    hold_created_at := v_hold."createdAt";
    hold_expires_at := v_hold."expiresAt";
  end if;
  available := coalesce(v_account.available, 0);
  held := coalesce(v_account.held, 0);
  debt := coalesce(v_account.debt, 0);
  frozen := coalesce(v_account.frozen, false);
end $$;
