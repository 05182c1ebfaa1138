-- Moves the account and writes the entry that says so: off the fast paths of charge and settle, the only place that inserts
-- into "CreditEntry". The caller holds the lock on the account row. delta of the entry = p_available + p_held.
create or replace function credit_book(
  p_user uuid, p_kind "CreditEntryKind", p_key text, p_available bigint, p_held bigint, p_debt bigint,
  p_allocation bigint[], p_hash bytea, p_detail jsonb, p_now timestamptz
) returns void language plpgsql as $$
declare
  v_seq bigint;
  v_balance bigint;
begin
  update "CreditAccount"
  set available = available + p_available, held = held + p_held, debt = debt + p_debt, seq = seq + 1, "movedAt" = p_now,
    low = credit_low(low, "lowMark", available + held + p_available + p_held)
  where "userId" = p_user
  returning seq, available + held into v_seq, v_balance;

  insert into "CreditEntry"
    ("userId", seq, kind, delta, "balanceAfter", "debtDelta", "operationKey", "requestHash", allocation, detail, "createdAt")
  values
    (p_user, v_seq, p_kind, p_available + p_held, v_balance, p_debt,
     -- An expiry has no operation of its own: its place in the statement names it.
     coalesce(p_key, 'expire:' || v_seq), p_hash, p_allocation, p_detail, p_now);
end $$;
