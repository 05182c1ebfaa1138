-- Ends a hold, once: deletes it and writes its entry. p_kind says how:
--   burn     settled with what the operation really cost: burns p_actual from the buckets, gives back what was held too
--            much, takes what was held too little from what is available; what even that lacks becomes debt
--   release  the operation never ran: gives everything back
--   lapse    the sweep gave up waiting. A late settlement is booked all the same, with nothing held
-- Answers closed, or replayed with how it ended before (hold_state, captured, burned).
-- The common path is one update of the account, one delete, one insert: the head bucket suffices, nothing is due and the low mark
-- is not crossed.
create or replace function credit_close(
  p_user uuid, p_key text, p_kind "CreditEntryKind", p_actual bigint default 0, p_detail jsonb default null,
  p_now timestamptz default null,
  out outcome text, out hold_state text, out captured bigint, out burned bigint[],
  out available bigint, out held bigint, out debt bigint, out seq bigint, out low smallint, out frozen boolean
) language plpgsql
-- Holds come and go by the thousand: a plan made while there were none would read the whole table for ever after.
set enable_seqscan = off as $$
#variable_conflict use_column
declare
  v_account "CreditAccount";
  v_now timestamptz;
  v_head bigint;
  v_next_event timestamptz;
  v_held bigint; -- set aside for this operation
  v_paid bigint; -- of p_actual, what the buckets give; the rest is debt
  v_taken_at timestamptz;
  v_hash bytea;
begin
  if p_actual < 0 or p_actual > 9007199254740991 or (p_actual > 0 and p_kind <> 'burn') then
    raise exception 'cannot capture % micro-credits', p_actual using errcode = 'numeric_value_out_of_range';
  end if;

  -- The hold is read without a lock: its amount and its hash never change, and whether it still lives is settled by the
  -- delete, which comes after the account is locked, here as everywhere.
  update "CreditAccount" a
  set available = a.available + h.amount - p_actual, held = a.held - h.amount, seq = a.seq + 1,
    "movedAt" = coalesce(p_now, clock_timestamp()), "headRemaining" = a."headRemaining" - p_actual
  from "CreditHold" h
  where a."userId" = p_user and h."userId" = p_user and h."operationKey" = p_key
    and a.available + h.amount >= p_actual and a.held >= h.amount and a."headRemaining" > p_actual
    and a."nextEventAt" > coalesce(p_now, clock_timestamp())
    and (a.low > 0 or a.available + a.held - p_actual > a."lowMark")
  returning h.amount, h."requestHash", a."headId", a."nextEventAt", a.available, a.held, a.debt, a.seq, a.low, a.frozen
  into v_held, v_hash, v_head, v_next_event, available, held, debt, seq, low, frozen;

  if found then
    delete from "CreditHold" where "userId" = p_user and "operationKey" = p_key;
    if found then
      insert into "CreditEntry"
        ("userId", seq, kind, delta, "balanceAfter", "operationKey", "requestHash", allocation, detail, "createdAt")
      values
        (p_user, credit_close.seq, p_kind, -p_actual, credit_close.available + credit_close.held, p_key, v_hash,
         case when p_actual = 0 then '{}' else array[v_head, p_actual] end, p_detail,
         least(coalesce(p_now, clock_timestamp()), v_next_event - interval '1 microsecond'));
      outcome := 'closed';
      hold_state := credit_state(p_kind);
      captured := p_actual;
      burned := case when p_actual = 0 then '{}' else array[v_head, p_actual] end;
      return;
    end if;
    -- It was closed while we waited for the account: undo the update above.
    update "CreditAccount"
    set available = available - v_held + p_actual, held = held + v_held, seq = seq - 1,
      "headRemaining" = "headRemaining" + p_actual
    where "userId" = p_user;
  end if;

  select * into v_account from "CreditAccount" where "userId" = p_user for no key update;
  v_now := coalesce(p_now, clock_timestamp());
  select amount, "createdAt", "requestHash" into v_held, v_taken_at, v_hash
  from "CreditHold" where "userId" = p_user and "operationKey" = p_key;
  if not found then
    v_held := 0;
    select state, spent, e.burned, hash into hold_state, captured, burned, v_hash from credit_ended(p_user, p_key) e;
    if not found then
      raise exception 'nothing was held for operation %', p_key using errcode = 'no_data_found';
    end if;
    outcome := case when hold_state = 'lapsed' and p_kind = 'burn' then 'closed' else 'replayed' end;
  else
    outcome := 'closed';
  end if;

  if outcome = 'closed' then
    if v_account."nextEventAt" <= v_now then
      perform credit_roll(p_user, v_now);
    end if;
    v_account := credit_lock(p_user);
    v_paid := least(p_actual, v_held + v_account.available);
    burned := '{}';
    if v_account."nextEventAt" <= v_now and v_held > 0 then
      burned := credit_burn_kept(p_user, least(v_paid, v_held), v_taken_at, v_now);
    end if;
    burned := burned || credit_burn(p_user, v_paid - credit_allocated(burned), v_now);

    delete from "CreditHold" where "userId" = p_user and "operationKey" = p_key;
    perform credit_book(
      p_user, p_kind, p_key, v_held - v_paid, -v_held, p_actual - v_paid, burned, v_hash, p_detail, v_now);
    if v_account."nextEventAt" <= v_now then
      perform credit_reschedule(p_user, v_now); -- what was kept for this hold only expires now
    end if;
    perform credit_take_head(p_user, v_now);
    hold_state := credit_state(p_kind);
    captured := p_actual;
  end if;
  select a.available, a.held, a.debt, a.seq, a.low, a.frozen into available, held, debt, seq, low, frozen
  from "CreditAccount" a where a."userId" = p_user;
end $$;

-- What a hold is called once this entry ended it.
create or replace function credit_state(p_kind "CreditEntryKind") returns text language sql immutable parallel safe as $$
  select case p_kind when 'burn' then 'settled' when 'release' then 'released' when 'lapse' then 'lapsed' end
$$;
