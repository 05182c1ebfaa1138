-- A frozen account may not reserve; what runs may settle, and credits still arrive.
create or replace function credit_freeze(
  p_user uuid, p_frozen boolean,
  out available bigint, out held bigint, out debt bigint, out frozen boolean
) language plpgsql as $$
#variable_conflict use_column
begin
  perform credit_lock(p_user);
  update "CreditAccount" a set frozen = p_frozen where a."userId" = p_user
  returning a.available, a.held, a.debt, a.frozen into available, held, debt, frozen;
end $$;
