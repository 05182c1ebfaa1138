-- The first thing every function does off the fast path: the account row, locked until the transaction ends. Whoever holds
-- it is alone with everything of this account, so what follows needs no further lock and sees the present. What remains of
-- the head bucket goes back into its own row, so that what follows finds all buckets whole (see credit_head.sql).
create or replace function credit_lock(p_user uuid) returns "CreditAccount" language plpgsql as $$
declare
  v_account "CreditAccount";
begin
  select * into v_account from "CreditAccount" where "userId" = p_user for no key update;
  if not found then
    raise exception 'no credit account for user %', p_user using errcode = 'no_data_found';
  end if;
  if v_account."headId" <> 0 then
    update "CreditGrant" set remaining = v_account."headRemaining" where "userId" = p_user and id = v_account."headId";
    update "CreditAccount" set "headId" = 0, "headRemaining" = 0 where "userId" = p_user returning * into v_account;
  end if;
  return v_account;
end $$;

-- The same, making the account when there is none: a payment must find a place to go.
create or replace function credit_lock_or_open(p_user uuid) returns "CreditAccount" language plpgsql as $$
begin
  insert into "CreditAccount" ("userId") values (p_user) on conflict do nothing;
  return credit_lock(p_user);
end $$;
