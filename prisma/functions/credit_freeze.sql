-- Until 0004 there was one reason to freeze and no name for it.
drop function if exists credit_freeze(uuid, boolean);

-- A frozen account may not spend; what runs may settle, and credits still arrive. It is frozen as long as it has any cause
-- (dispute:…, dunning:…, manual): each comes and goes by itself, and lifting one leaves the others. Saying the same again
-- changes nothing; the note is the first one's.
create or replace function credit_freeze(
  p_user uuid, p_cause text, p_frozen boolean, p_note text default null, p_now timestamptz default null,
  out available bigint, out held bigint, out debt bigint, out seq bigint, out low smallint, out frozen boolean
) language plpgsql as $$
#variable_conflict use_column
begin
  insert into "CreditAccount" ("userId") values (p_user) on conflict do nothing;
  -- The head bucket stays where it is: nothing here moves credits.
  perform from "CreditAccount" where "userId" = p_user for no key update;
  if p_frozen then
    insert into "CreditFreeze" ("userId", cause, note, "createdAt")
    values (p_user, p_cause, p_note, coalesce(p_now, clock_timestamp()))
    on conflict do nothing;
  else
    delete from "CreditFreeze" where "userId" = p_user and cause = p_cause;
  end if;
  update "CreditAccount" a
  set frozen = exists (select from "CreditFreeze" f where f."userId" = p_user)
  where a."userId" = p_user
  returning a.available, a.held, a.debt, a.seq, a.low, a.frozen into available, held, debt, seq, low, frozen;
end $$;
