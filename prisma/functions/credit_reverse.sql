-- Takes back, or gives back, what a payment had bought: moves the bucket of p_source_key to p_target, the amount of it that is
-- asked back in all (refunds and open or lost disputes together). A target, not a difference: repeated or late news of the same
-- state changes nothing, and the order in which refunds and disputes arrive does not matter.
-- Raising it takes what remains in the bucket; what had expired is gone already and costs nobody anything; what was spent
-- becomes debt, which the next grant repays. What live holds need is not taken from under them: it counts as spent.
-- Lowering it undoes that in the opposite order: first what became debt. What of that debt a later grant has repaid comes back as a
-- bucket of its own, since it was other credits that paid. Credits that come back to a bucket past its time last 30 days.
--   reversed, reinstated   moved;  unchanged   it stands at the target;  absent   nothing was granted under this key
create or replace function credit_reverse(
  p_user uuid, p_source_key text, p_target bigint, p_detail jsonb default null, p_now timestamptz default null,
  out outcome text, out moved bigint, out debt_moved bigint,
  out available bigint, out held bigint, out debt bigint, out seq bigint, out low smallint, out frozen boolean
) language plpgsql as $$
#variable_conflict use_column
declare
  v_account "CreditAccount" := credit_lock_or_open(p_user);
  v_now timestamptz := coalesce(p_now, clock_timestamp());
begin
  perform credit_roll_locked(p_user, v_account."nextEventAt", v_now);
  select r.outcome, r.moved, r.debt_moved into outcome, moved, debt_moved
  from credit_reverse_locked(p_user, p_source_key, p_target, p_detail, v_now) r;
  perform credit_reschedule(p_user, v_now);
  perform credit_take_head(p_user, v_now);
  select a.available, a.held, a.debt, a.seq, a.low, a.frozen into available, held, debt, seq, low, frozen
  from "CreditAccount" a where a."userId" = p_user;
end $$;

-- The same for a caller that holds the account's lock and has rolled it.
create or replace function credit_reverse_locked(
  p_user uuid, p_source_key text, p_target bigint, p_detail jsonb, p_now timestamptz,
  out outcome text, out moved bigint, out debt_moved bigint
) language plpgsql as $$
#variable_conflict use_column
declare
  v_account "CreditAccount";
  v_bucket "CreditGrant";
  v_change bigint;
  v_own bigint := 0; -- taken out of the bucket, or put back into it
  v_lapsed bigint := 0; -- had expired
  v_spent bigint := 0; -- had been spent
  v_repaid bigint := 0; -- of the debt that is undone: what was paid with other credits
begin
  select * into v_account from "CreditAccount" where "userId" = p_user;
  select * into v_bucket from "CreditGrant" where "userId" = p_user and "sourceKey" = p_source_key;
  if v_bucket.id is null then
    outcome := 'absent';
  elsif p_target is null or p_target < 0 or p_target > v_bucket.granted then
    raise exception 'cannot reverse % of % micro-credits', p_target, v_bucket.granted
      using errcode = 'numeric_value_out_of_range';
  else
    v_change := p_target - v_bucket.reversed;
    -- Of what is reversed so far, the part that expiry had taken.
    v_lapsed := v_bucket.reversed - v_bucket."clawedBack" - v_bucket.indebted;
    outcome := case sign(v_change) when 0 then 'unchanged' when 1 then 'reversed' else 'reinstated' end;
    moved := 0;
    debt_moved := 0;
    if v_change > 0 then
      v_own := least(v_change, v_bucket.remaining, v_account.available);
      v_spent := v_change - v_own - least(v_change - v_own, v_bucket.expired - v_lapsed);
      update "CreditGrant"
      set remaining = remaining - v_own, open = remaining > v_own, "clawedBack" = "clawedBack" + v_own,
        indebted = indebted + v_spent, reversed = p_target
      where "userId" = p_user and id = v_bucket.id;
      moved := -v_own;
      debt_moved := v_spent;
      perform credit_book(p_user, 'clawback', p_source_key || '/' || (v_account.seq + 1), moved, 0, debt_moved,
        array[v_bucket.id, v_own], null, coalesce(p_detail, '{}') || jsonb_build_object('target', p_target), p_now);
    elsif v_change < 0 then
      v_spent := least(-v_change, v_bucket.indebted);
      v_repaid := v_spent - least(v_spent, v_account.debt);
      v_own := greatest(-v_change - v_spent - v_lapsed, 0);
      update "CreditGrant"
      set remaining = remaining + v_own, open = remaining + v_own > 0, "clawedBack" = "clawedBack" - v_own,
        indebted = indebted - v_spent, reversed = p_target,
        "expiresAt" = case when v_own > 0 and "expiresAt" <= p_now then p_now + interval '720 hours' else "expiresAt" end
      where "userId" = p_user and id = v_bucket.id;
      moved := v_own;
      debt_moved := v_repaid - v_spent;
      perform credit_book(p_user, 'reinstate', p_source_key || '/' || (v_account.seq + 1), moved, 0, debt_moved,
        array[v_bucket.id, v_own], null, coalesce(p_detail, '{}') || jsonb_build_object('target', p_target), p_now);
      if v_repaid > 0 then
        perform credit_put(p_user, v_bucket.kind, p_source_key || '/reinstated/' || (v_account.seq + 2), v_repaid,
          case when v_bucket."expiresAt" is not null then greatest(v_bucket."expiresAt", p_now + interval '720 hours') end,
          v_bucket.priority, v_bucket.reason,
          v_bucket."paidBy", p_detail, p_now);
        moved := moved + v_repaid;
      end if;
    end if;
  end if;
end $$;
