-- Opens a bucket and books it; repays debt out of it first. False when the source key was used before: nothing happens.
-- The caller holds the account's lock.
create or replace function credit_put(
  p_user uuid, p_kind "CreditGrantKind", p_source_key text, p_amount bigint, p_expires_at timestamptz,
  p_priority int, p_reason text, p_paid_by text, p_detail jsonb, p_now timestamptz
) returns boolean language plpgsql as $$
declare
  v_id bigint;
  v_debt bigint;
begin
  insert into "CreditGrant"
    ("userId", kind, "sourceKey", granted, remaining, priority, "expiresAt", reason, "paidBy", "createdAt")
  values
    (p_user, p_kind, p_source_key, p_amount, p_amount,
     coalesce(p_priority, case p_kind when 'promo' then 10 when 'plan' then 20 when 'manual' then 30 when 'topup' then 40 else 50 end),
     p_expires_at, p_reason, p_paid_by, p_now)
  on conflict ("userId", "sourceKey") do nothing
  returning id into v_id;
  if v_id is null then return false; end if;

  perform credit_book(p_user, 'grant', p_source_key, p_amount, 0, 0, array[v_id, p_amount], null, p_detail, p_now);

  select least(debt, p_amount) into v_debt from "CreditAccount" where "userId" = p_user;
  if v_debt > 0 then
    update "CreditGrant" set remaining = remaining - v_debt, open = remaining > v_debt
    where "userId" = p_user and id = v_id;
    perform credit_book(p_user, 'repay', p_source_key, -v_debt, 0, -v_debt, array[v_id, v_debt], null, null, p_now);
  end if;
  return true;
end $$;
