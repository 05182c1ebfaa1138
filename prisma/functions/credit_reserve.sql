-- Holds p_amount for an operation. The common path is one conditional update of the account and one insert:
--   held          the credits are set aside until settle, release or the sweep
--   replayed      this key holds or held already, for the same request: what became of it is hold_state (held, settled,
--                 released, lapsed) and, once settled, captured
--   conflict      this key belongs to another request
--   insufficient  not enough available;  frozen  the account may not spend
create or replace function credit_reserve(
  p_user uuid, p_key text, p_hash bytea, p_amount bigint, p_ttl_seconds int, p_now timestamptz default null,
  out outcome text, out hold_state text, out hold_amount bigint, out hold_created_at timestamptz,
  out hold_expires_at timestamptz, out captured bigint,
  out available bigint, out held bigint, out debt bigint, out seq bigint, out low smallint, out frozen boolean
) language plpgsql as $$
#variable_conflict use_column
declare
  v_account "CreditAccount";
  v_next_event timestamptz;
  v_hash bytea;
begin
  if p_amount <= 0 then
    raise exception 'cannot hold % micro-credits', p_amount using errcode = 'numeric_value_out_of_range';
  end if;

  -- clock_timestamp() is asked again after a wait for the row, so the answer is of this moment, not of before the wait.
  update "CreditAccount" set available = available - p_amount, held = held + p_amount
  where "userId" = p_user and available >= p_amount and not frozen
    and "nextEventAt" > coalesce(p_now, clock_timestamp())
  returning "nextEventAt", available, held, debt, seq, low, frozen
  into v_next_event, available, held, debt, seq, low, frozen;

  if found then
    -- Never later than the moment of the check: the hold was taken before whatever expires next.
    hold_created_at := least(coalesce(p_now, clock_timestamp()), v_next_event - interval '1 microsecond');
    hold_expires_at := hold_created_at + make_interval(secs => p_ttl_seconds);
    insert into "CreditHold" ("userId", "operationKey", "requestHash", amount, "createdAt", "expiresAt")
    select p_user, p_key, p_hash, p_amount, hold_created_at, hold_expires_at
    where not exists (
      select from "CreditEntry"
      where "userId" = p_user and "operationKey" = p_key and kind between 'burn' and 'lapse') -- burn, release, lapse
    on conflict ("userId", "operationKey") do nothing;
    if found then
      outcome := 'held';
      hold_state := 'held';
      hold_amount := p_amount;
      return;
    end if;
    -- The key was used before: give back what the update above took.
    update "CreditAccount" set available = available + p_amount, held = held - p_amount where "userId" = p_user;
  end if;

  select * into v_account from "CreditAccount" where "userId" = p_user for no key update;
  if not found then
    select 'insufficient', 0, 0, 0, 0, 0, false into outcome, available, held, debt, seq, low, frozen;
    return;
  end if;
  select 'held', amount, "createdAt", "expiresAt", "requestHash"
  into hold_state, hold_amount, hold_created_at, hold_expires_at, v_hash
  from "CreditHold" where "userId" = p_user and "operationKey" = p_key;
  if not found then
    select state, spent, hash into hold_state, captured, v_hash from credit_ended(p_user, p_key);
  end if;

  if v_hash is not null then
    outcome := case when v_hash = p_hash then 'replayed' else 'conflict' end;
    if outcome = 'conflict' then
      select null, null, null, null, null into hold_state, hold_amount, hold_created_at, hold_expires_at, captured;
    end if;
  else
    hold_created_at := coalesce(p_now, clock_timestamp());
    if v_account."nextEventAt" <= hold_created_at then
      perform credit_roll(p_user, hold_created_at);
      select * into v_account from "CreditAccount" where "userId" = p_user;
    end if;
    if v_account.frozen or v_account.available < p_amount then
      outcome := case when v_account.frozen then 'frozen' else 'insufficient' end;
      hold_created_at := null;
    else
      outcome := 'held';
      hold_state := 'held';
      hold_amount := p_amount;
      hold_expires_at := hold_created_at + make_interval(secs => p_ttl_seconds);
      update "CreditAccount" set available = available - p_amount, held = held + p_amount where "userId" = p_user;
      insert into "CreditHold" ("userId", "operationKey", "requestHash", amount, "createdAt", "expiresAt")
      values (p_user, p_key, p_hash, p_amount, hold_created_at, hold_expires_at);
    end if;
  end if;
  select a.available, a.held, a.debt, a.seq, a.low, a.frozen into available, held, debt, seq, low, frozen
  from "CreditAccount" a where a."userId" = p_user;
end $$;

-- How the operation of a key ended, from its entry; no row when it never began or still runs. A settlement after a lapse
-- counts.
create or replace function credit_ended(
  p_user uuid, p_key text, out state text, out spent bigint, out burned bigint[], out hash bytea
) returns setof record language sql stable as $$
  select credit_state(kind),
    case kind when 'burn' then "debtDelta" - delta end, allocation, "requestHash"
  from "CreditEntry"
  where "userId" = p_user and "operationKey" = p_key and kind in ('burn', 'release', 'lapse')
  order by kind limit 1
$$;

-- A running operation keeps its hold for p_ttl_seconds more. Null when it holds nothing any more: it ended, or the sweep took
-- it; a settlement is booked all the same. Locks the hold alone, so it waits for nobody.
create or replace function credit_renew(p_user uuid, p_key text, p_ttl_seconds int, p_now timestamptz default null)
returns timestamptz language sql as $$
  update "CreditHold"
  set "expiresAt" = greatest("expiresAt", coalesce(p_now, clock_timestamp()) + make_interval(secs => p_ttl_seconds))
  where "userId" = p_user and "operationKey" = p_key
  returning "expiresAt"
$$;
