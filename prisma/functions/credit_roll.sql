-- When something next changes by itself: the earliest expiry of an open bucket or the earliest monthly grant. A bucket that
-- is past its time but under a live hold keeps this in the past, so that the next call looks again.
create or replace function credit_next_event(p_user uuid) returns timestamptz language sql stable as $$
  select coalesce(least(
    (select min("expiresAt") from "CreditGrant" where "userId" = p_user and open),
    (select min("nextAt") from "CreditAllowance" where "userId" = p_user and not paused)
  ), 'infinity')
$$;

-- Computes nextEventAt anew; expires at once what arrived past its time. The caller holds the account's lock.
create or replace function credit_reschedule(p_user uuid, p_now timestamptz) returns void language plpgsql as $$
declare
  v_next timestamptz := credit_next_event(p_user);
begin
  if v_next <= p_now then
    perform credit_expire(p_user, p_now, p_now);
    v_next := credit_next_event(p_user);
  end if;
  update "CreditAccount" set "nextEventAt" = v_next where "userId" = p_user and "nextEventAt" <> v_next;
end $$;

-- Does what is due: monthly grants in the order of their arrival, then expiry. The caller holds the account's lock and
-- passes the nextEventAt it read under it.
create or replace function credit_roll_locked(p_user uuid, p_next_event_at timestamptz, p_now timestamptz)
returns void language plpgsql as $$
declare
  v_due record;
begin
  if p_next_event_at > p_now then return; end if;
  for v_due in
    select allowance, n
    from "CreditAllowance" allowance, credit_running_period(allowance, p_now) n
    where "userId" = p_user and not paused and "nextAt" <= p_now
    order by greatest(credit_period_start(anchor, n), "activeSince"), id
  loop
    perform credit_grant_period(v_due.allowance, v_due.n, p_now);
  end loop;
  perform credit_expire(p_user, p_now, p_now);
  perform credit_reschedule(p_user, p_now);
end $$;

-- Brings an account up to the present and answers its balance. Writes, and locks, only when something is due. No row
-- without an account.
create or replace function credit_roll(
  p_user uuid, p_now timestamptz default null,
  out available bigint, out held bigint, out debt bigint, out seq bigint, out low smallint, out frozen boolean
) returns setof record language plpgsql as $$
#variable_conflict use_column
declare
  v_account "CreditAccount";
  v_now timestamptz;
begin
  select * into v_account from "CreditAccount" where "userId" = p_user;
  if not found then return; end if;
  if v_account."nextEventAt" <= coalesce(p_now, clock_timestamp()) then
    v_account := credit_lock(p_user);
    v_now := coalesce(p_now, clock_timestamp());
    perform credit_roll_locked(p_user, v_account."nextEventAt", v_now);
    perform credit_take_head(p_user, v_now);
    select * into v_account from "CreditAccount" where "userId" = p_user;
  end if;
  available := v_account.available;
  held := v_account.held;
  debt := v_account.debt;
  seq := v_account.seq;
  low := v_account.low;
  frozen := v_account.frozen;
  return next;
end $$;
