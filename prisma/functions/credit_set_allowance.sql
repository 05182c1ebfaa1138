-- Gives a monthly right, once per source key, and at once the period that runs. Also opens the account.
create or replace function credit_set_allowance(
  p_user uuid, p_source_key text, p_amount bigint, p_anchor timestamptz, p_until timestamptz, p_rollover_cap bigint,
  p_reason text, p_paid_by text, p_now timestamptz default null,
  out outcome text, out available bigint, out held bigint, out debt bigint, out seq bigint, out low smallint, out frozen boolean
) language plpgsql as $$
#variable_conflict use_column
declare
  v_account "CreditAccount" := credit_lock_or_open(p_user);
  v_now timestamptz := coalesce(p_now, clock_timestamp());
begin
  perform credit_roll_locked(p_user, v_account."nextEventAt", v_now);
  insert into "CreditAllowance"
    ("userId", "sourceKey", amount, anchor, until, "nextAt", "activeSince", "rolloverCap", reason, "paidBy")
  values
    (p_user, p_source_key, p_amount, coalesce(p_anchor, v_now), p_until, coalesce(p_anchor, v_now), v_now,
     p_rollover_cap, p_reason, p_paid_by)
  on conflict ("userId", "sourceKey") do nothing;
  outcome := case when found then 'granted' else 'replayed' end;
  perform credit_roll_locked(p_user, '-infinity', v_now);
  perform credit_take_head(p_user, v_now);
  select a.available, a.held, a.debt, a.seq, a.low, a.frozen into available, held, debt, seq, low, frozen
  from "CreditAccount" a where a."userId" = p_user;
end $$;

-- Stops and restarts a monthly right (Free, while a paid plan runs). Restarted, it grants the period that runs unless that
-- was granted already. Twice is once; a key nobody has is no error, there is nothing to stop.
create or replace function credit_pause_allowance(
  p_user uuid, p_source_key text, p_paused boolean, p_now timestamptz default null,
  out available bigint, out held bigint, out debt bigint, out seq bigint, out low smallint, out frozen boolean
) language plpgsql as $$
#variable_conflict use_column
declare
  v_account "CreditAccount" := credit_lock_or_open(p_user);
  v_now timestamptz := coalesce(p_now, clock_timestamp());
begin
  perform credit_roll_locked(p_user, v_account."nextEventAt", v_now);
  update "CreditAllowance"
  set paused = p_paused, "activeSince" = case when p_paused then "activeSince" else v_now end
  where "userId" = p_user and "sourceKey" = p_source_key and paused <> p_paused;
  if not p_paused then
    perform credit_set_low_mark(p_user, (
      select amount from "CreditAllowance" where "userId" = p_user and "sourceKey" = p_source_key));
  end if;
  perform credit_roll_locked(p_user, '-infinity', v_now);
  perform credit_take_head(p_user, v_now);
  select a.available, a.held, a.debt, a.seq, a.low, a.frozen into available, held, debt, seq, low, frozen
  from "CreditAccount" a where a."userId" = p_user;
end $$;

-- Withholds p_amount in all of what a monthly right has still to give, from its last month on; less than before lets it give
-- again. What was granted already is asked back by credit_reverse.
create or replace function credit_withhold(p_user uuid, p_source_key text, p_amount bigint, p_now timestamptz default null)
returns void language plpgsql as $$
declare
  v_account "CreditAccount" := credit_lock_or_open(p_user);
  v_now timestamptz := coalesce(p_now, clock_timestamp());
begin
  perform credit_roll_locked(p_user, v_account."nextEventAt", v_now);
  update "CreditAllowance"
  set reversed = p_amount, "nextAt" = credit_period_at(anchor, until, "nextPeriod")
  where "userId" = p_user and "sourceKey" = p_source_key and until is not null and reversed <> p_amount;
  perform credit_roll_locked(p_user, '-infinity', v_now);
  perform credit_take_head(p_user, v_now);
end $$;
