-- Checks and spends in one step, for a price that is known beforehand:
--   charged       p_amount was burned from the buckets
--   replayed      this key was charged or settled before, for the same request: the first result
--   conflict      this key belongs to another request
--   insufficient  not enough available;  frozen  the account may not spend
-- It knows the keys of charges and settlements, not of what is held or was given back: one key is for one of the two. Should a
-- caller charge what it holds, the settlement is refused (the key is taken), and the hold lapses.
-- The common path is one update of the account and one insert of the entry, as long as the head bucket suffices, nothing is
-- due and the low mark is not crossed.
create or replace function credit_charge(
  p_user uuid, p_key text, p_hash bytea, p_amount bigint, p_detail jsonb default null, p_now timestamptz default null,
  out outcome text, out captured bigint, out burned bigint[],
  out available bigint, out held bigint, out debt bigint, out seq bigint, out low smallint, out frozen boolean
) language plpgsql as $$
#variable_conflict use_column
declare
  v_account "CreditAccount";
  v_now timestamptz;
  v_head bigint;
  v_next_event timestamptz;
  v_hash bytea;
begin
  if p_amount <= 0 then
    raise exception 'cannot charge % micro-credits', p_amount using errcode = 'numeric_value_out_of_range';
  end if;

  -- clock_timestamp() is asked again after a wait for the row, so the answer is of this moment, not of before the wait.
  update "CreditAccount"
  set available = available - p_amount, "headRemaining" = "headRemaining" - p_amount, seq = seq + 1,
    "movedAt" = coalesce(p_now, clock_timestamp())
  where "userId" = p_user and available >= p_amount and "headRemaining" > p_amount and not frozen
    and "nextEventAt" > coalesce(p_now, clock_timestamp()) and (low > 0 or available + held - p_amount > "lowMark")
  returning "headId", "nextEventAt", available, held, debt, seq, low, frozen
  into v_head, v_next_event, available, held, debt, seq, low, frozen;

  if found then
    insert into "CreditEntry"
      ("userId", seq, kind, delta, "balanceAfter", "operationKey", "requestHash", allocation, detail, "createdAt")
    values
      (p_user, credit_charge.seq, 'burn', -p_amount, credit_charge.available + credit_charge.held, p_key, p_hash,
       array[v_head, p_amount], p_detail,
       -- Never later than the moment of the check: it was spent before whatever expires next.
       least(coalesce(p_now, clock_timestamp()), v_next_event - interval '1 microsecond'))
    on conflict ("userId", "operationKey", kind) do nothing;
    if found then
      outcome := 'charged';
      captured := p_amount;
      burned := array[v_head, p_amount];
      return;
    end if;
    -- The key was used before: give back what the update above took.
    update "CreditAccount"
    set available = available + p_amount, "headRemaining" = "headRemaining" + p_amount, seq = seq - 1
    where "userId" = p_user;
  end if;

  select * into v_account from "CreditAccount" where "userId" = p_user for no key update;
  if not found then
    select 'insufficient', 0, 0, 0, 0, 0, false into outcome, available, held, debt, seq, low, frozen;
    return;
  end if;
  v_now := coalesce(p_now, clock_timestamp());
  select "requestHash", -delta + "debtDelta", allocation into v_hash, captured, burned from "CreditEntry"
  where "userId" = p_user and "operationKey" = p_key and kind = 'burn';
  if found then
    outcome := case when v_hash = p_hash then 'replayed' else 'conflict' end;
  else
    if v_account."nextEventAt" <= v_now then
      perform credit_roll(p_user, v_now);
      select * into v_account from "CreditAccount" where "userId" = p_user;
    end if;
    if v_account.frozen or v_account.available < p_amount then
      outcome := case when v_account.frozen then 'frozen' else 'insufficient' end;
    else
      outcome := 'charged';
      captured := p_amount;
      perform credit_lock(p_user);
      burned := credit_burn(p_user, p_amount, v_now);
      perform credit_book(p_user, 'burn', p_key, -p_amount, 0, 0, burned, p_hash, p_detail, v_now);
      perform credit_take_head(p_user, v_now);
    end if;
  end if;
  if outcome = 'conflict' then
    captured := null;
    burned := null;
  end if;
  select a.available, a.held, a.debt, a.seq, a.low, a.frozen into available, held, debt, seq, low, frozen
  from "CreditAccount" a where a."userId" = p_user;
end $$;
