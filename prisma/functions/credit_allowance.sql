-- Period n of a monthly right begins n calendar months after its anchor, in UTC; a month too short for the anchor's day
-- gives its last day (31 January → 28 or 29 February → 31 March).
create or replace function credit_period_start(p_anchor timestamptz, p_n int) returns timestamptz
language sql immutable parallel safe as $$
  select (p_anchor at time zone 'UTC' + make_interval(months => p_n)) at time zone 'UTC'
$$;

-- When period n begins, or null when the right has ended by then. The end that was paid for need not fall on the anchor's
-- day: Stripe's month from 28 February (really the 31st) ends on 31 March. A rest of up to four days is no month. Spans are said in
-- hours: a 'day' would be one of the session's time zone, 23 or 25 hours where clocks change.
create or replace function credit_period_at(p_anchor timestamptz, p_until timestamptz, p_n int) returns timestamptz
language sql immutable parallel safe as $$
  select credit_period_start(p_anchor, p_n)
  where p_n = 0 or p_until is null or credit_period_start(p_anchor, p_n) + interval '96 hours' < p_until
$$;

-- How many periods a right has that ends.
create or replace function credit_periods(p_anchor timestamptz, p_until timestamptz) returns int
language plpgsql immutable parallel safe as $$
declare
  v_n int := 1;
begin
  while credit_period_at(p_anchor, p_until, v_n) is not null loop
    v_n := v_n + 1;
  end loop;
  return v_n;
end $$;

-- What is withheld of period p_n: reversed is taken from the last period on, so that a refund costs months to come before
-- months that were given.
create or replace function credit_withheld(p_allowance "CreditAllowance", p_n int) returns bigint
language plpgsql stable as $$
declare
  v_after bigint; -- periods after this one
begin
  if p_allowance.reversed = 0 then return 0; end if;
  v_after := credit_periods(p_allowance.anchor, p_allowance.until) - 1 - p_n;
  return least(greatest(p_allowance.reversed - v_after * p_allowance.amount, 0), p_allowance.amount);
end $$;

-- The period that runs at p_now: periods that passed unseen are skipped.
create or replace function credit_running_period(p_allowance "CreditAllowance", p_now timestamptz) returns int
language plpgsql stable as $$
declare
  v_n int := p_allowance."nextPeriod";
begin
  while credit_period_at(p_allowance.anchor, p_allowance.until, v_n + 1) <= p_now loop
    v_n := v_n + 1;
  end loop;
  return v_n;
end $$;

-- Grants period p_n of an allowance. Buckets whose own period was over when this one's grant arrived are superseded: up to
-- the cap goes over into the new period, the rest expires at that instant. A bucket of a period that still runs (Free, when
-- Pro is bought) stays until its own expiry. The caller holds the account's lock.
create or replace function credit_grant_period(p_allowance "CreditAllowance", p_n int, p_now timestamptz)
returns void language plpgsql as $$
declare
  v_start timestamptz := credit_period_start(p_allowance.anchor, p_n);
  v_next timestamptz := credit_period_at(p_allowance.anchor, p_allowance.until, p_n + 1);
  v_expires timestamptz;
  v_arrival timestamptz;
  v_bucket record;
  v_left bigint := p_allowance."rolloverCap";
  v_excess bigint;
  v_key text := p_allowance."sourceKey" || '/' || p_n;
  v_withheld bigint := credit_withheld(p_allowance, p_n);
begin
  -- All of it was asked back: it counts as not granted, so that it can still be when that is undone in time.
  if v_withheld = p_allowance.amount then
    update "CreditAllowance" set "nextPeriod" = p_n, "nextAt" = v_next
    where "userId" = p_allowance."userId" and id = p_allowance.id;
    return;
  end if;
  update "CreditAllowance" set "nextPeriod" = p_n + 1, "nextAt" = v_next
  where "userId" = p_allowance."userId" and id = p_allowance.id;

  -- A day of grace: a renewal's invoice may be finalised an hour or more after the period's end.
  v_expires := coalesce(v_next, p_allowance.until) + interval '24 hours';
  if v_expires <= p_now then return; end if;

  v_arrival := greatest(v_start, p_allowance."activeSince");
  perform credit_expire(p_allowance."userId", v_arrival, p_now);
  for v_bucket in
    select id, remaining from "CreditGrant"
    where "userId" = p_allowance."userId" and open and kind = 'plan'
      and "expiresAt" > v_arrival and "expiresAt" <= v_start + interval '24 hours'
    order by id desc
  loop
    if v_left = 0 then
      update "CreditGrant" set "expiresAt" = v_arrival
      where "userId" = p_allowance."userId" and id = v_bucket.id;
    else
      -- What a live hold covers is carried too: it cannot expire now, and the hold may not need it.
      select least(available, greatest(v_bucket.remaining - v_left, 0)) into v_excess
      from "CreditAccount" where "userId" = p_allowance."userId";
      update "CreditGrant"
      set "expiresAt" = v_expires, remaining = remaining - v_excess, expired = expired + v_excess
      where "userId" = p_allowance."userId" and id = v_bucket.id;
      if v_excess > 0 then
        perform credit_book(p_allowance."userId", 'expire', null, -v_excess, 0, 0, array[v_bucket.id, v_excess], null, null, p_now);
      end if;
      v_left := greatest(v_left - v_bucket.remaining, 0);
    end if;
  end loop;
  perform credit_expire(p_allowance."userId", v_arrival, p_now);

  perform credit_set_low_mark(p_allowance."userId", p_allowance.amount);
  perform credit_put(p_allowance."userId", 'plan', v_key, p_allowance.amount, v_expires, null, p_allowance.reason,
    p_allowance."paidBy", null, p_now);
  if v_withheld > 0 then
    perform credit_reverse_locked(p_allowance."userId", v_key, v_withheld, null, p_now);
  end if;
end $$;
