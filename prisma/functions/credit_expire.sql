-- Closes what is past its time at p_at, except what holds taken before the expiry may still need. Kept credits are never
-- more than those holds together, counted from the earliest expiry on; when a hold closes, this runs again and the rest
-- goes. The caller holds the account's lock.
create or replace function credit_expire(p_user uuid, p_at timestamptz, p_now timestamptz)
returns void language plpgsql as $$
declare
  v_grant record;
  v_covered bigint;
  v_keep bigint;
  v_kept bigint := 0;
  v_gone bigint := 0;
  v_allocation bigint[] := '{}';
begin
  for v_grant in
    select id, remaining, "expiresAt" from "CreditGrant"
    where "userId" = p_user and open and "expiresAt" <= p_at
    order by "expiresAt", id
  loop
    select coalesce(sum(amount), 0) into v_covered from "CreditHold"
    where "userId" = p_user and "createdAt" <= v_grant."expiresAt";

    v_keep := least(v_grant.remaining, greatest(v_covered - v_kept, 0));
    v_kept := v_kept + v_keep;
    if v_keep < v_grant.remaining then
      update "CreditGrant"
      set remaining = v_keep, expired = expired + (v_grant.remaining - v_keep), open = v_keep > 0
      where "userId" = p_user and id = v_grant.id;
      v_allocation := v_allocation || array[v_grant.id, v_grant.remaining - v_keep];
      v_gone := v_gone + (v_grant.remaining - v_keep);
    end if;
  end loop;
  if v_gone > 0 then
    perform credit_book(p_user, 'expire', null, -v_gone, 0, 0, v_allocation, null, null, p_now);
  end if;
end $$;
