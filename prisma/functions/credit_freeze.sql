-- A frozen account may not spend; what runs may settle, and credits still arrive.
create or replace function credit_freeze(
  p_user uuid, p_frozen boolean,
  out available bigint, out held bigint, out debt bigint, out seq bigint, out low smallint, out frozen boolean
) language sql as $$
  insert into "CreditAccount" as a ("userId", frozen) values (p_user, p_frozen)
  on conflict ("userId") do update set frozen = excluded.frozen
  returning a.available, a.held, a.debt, a.seq, a.low, a.frozen
$$;
