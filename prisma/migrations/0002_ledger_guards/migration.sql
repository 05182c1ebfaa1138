-- The ledger's rules that Prisma's schema cannot say. They hold whoever writes: the functions, a console, a mistake.

-- 9007199254740991 = 2^53 − 1 is the largest whole number a JavaScript double holds exactly (lib/credits/unit.ts); no amount
-- may leave that range. PostgreSQL parses a check's expression anew for each statement, so its length is paid for by every
-- charge: on the two tables that every charge writes, the checks are one short expression and one trigger (a trigger's
-- function is parsed once per connection). Written out as checks, they cost more than the update they guard.

-- Accounts are rewritten by every charge: room on each page lets the new version stay beside the old one (a heap-only
-- update: no index is touched, the page is pruned without vacuum).
ALTER TABLE "CreditAccount" SET (fillfactor = 50);
ALTER TABLE "CreditGrant" SET (fillfactor = 60);

-- Holds come and go: what they leave behind is cleaned up before the table outgrows its few live rows.
ALTER TABLE "CreditHold" SET (
  autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0.2,
  autovacuum_analyze_threshold = 1000000000, autovacuum_vacuum_cost_delay = 0);

CREATE FUNCTION credit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on "%": %', lower(tg_op), tg_table_name, tg_argv[0] USING ERRCODE = 'restrict_violation';
END $$;

-- ───────────── Accounts ─────────────

-- None of them has a bit at or above 2^53, the sign included.
ALTER TABLE "CreditAccount"
  ADD CONSTRAINT "CreditAccount_amounts" CHECK ((available | held | debt) & -9007199254740992 = 0);

-- Who is yet to be told that credits run low.
CREATE INDEX "CreditAccount_low_idx" ON "CreditAccount" ("userId") WHERE low = 1;

-- ───────────── Buckets ─────────────

ALTER TABLE "CreditGrant"
  ADD CONSTRAINT "CreditGrant_amounts" CHECK (
    granted > 0 AND granted <= 9007199254740991
    AND remaining >= 0 AND "clawedBack" >= 0 AND expired >= 0 AND indebted >= 0
    AND remaining <= granted AND "clawedBack" <= granted AND expired <= granted
    AND remaining + "clawedBack" + expired <= granted),
  ADD CONSTRAINT "CreditGrant_reversed" CHECK (
    reversed <= granted AND indebted <= granted AND "clawedBack" + indebted <= reversed),
  ADD CONSTRAINT "CreditGrant_open" CHECK (open = (remaining > 0)),
  ADD CONSTRAINT "CreditGrant_sourceKey" CHECK ("sourceKey" <> '');

-- The burn order. The predicate is `open`, not `remaining`, so that burning changes nothing an index knows.
CREATE INDEX "CreditGrant_open_idx" ON "CreditGrant" ("userId", priority, "expiresAt", id) WHERE open;

-- ───────────── Holds ─────────────

ALTER TABLE "CreditHold"
  ADD CONSTRAINT "CreditHold_amount" CHECK (amount > 0 AND "operationKey" <> '');

CREATE TRIGGER "CreditHold_only_renewed" BEFORE UPDATE ON "CreditHold" FOR EACH ROW
  WHEN ((new."userId", new."operationKey", new."requestHash", new.amount, new."createdAt")
    IS DISTINCT FROM (old."userId", old."operationKey", old."requestHash", old.amount, old."createdAt"))
  EXECUTE FUNCTION credit_refuse('a hold never changes what it was taken for');

-- ───────────── Entries ─────────────

-- Sum of an allocation: pairs of bucket id and amount.
CREATE FUNCTION credit_allocated(p_allocation bigint[]) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  v_total bigint := 0;
BEGIN
  IF cardinality(p_allocation) % 2 <> 0 THEN RETURN NULL; END IF;
  FOR i IN 1 .. cardinality(p_allocation) / 2 LOOP
    v_total := v_total + p_allocation[2 * i];
  END LOOP;
  RETURN v_total;
END $$;

-- Each kind moves in its own direction, and the buckets named are what it moved. One bucket is what nearly every charge
-- burns from: that case comes first.
CREATE FUNCTION credit_entry_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.kind = 'burn' AND NEW.delta < 0 AND NEW."debtDelta" = 0 AND NEW."balanceAfter" >= 0 AND NEW.seq > 0
    AND NEW.allocation[2] = -NEW.delta AND cardinality(NEW.allocation) = 2 AND NEW."operationKey" <> '' THEN
    RETURN NEW;
  END IF;
  IF NEW.seq <= 0 OR NEW."balanceAfter" < 0 OR NEW."balanceAfter" > 9007199254740991 OR NEW."operationKey" = '' THEN
    RAISE EXCEPTION 'entry %: out of range', NEW.seq USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.allocation IS NULL OR credit_allocated(NEW.allocation) IS DISTINCT FROM abs(NEW.delta) THEN
    RAISE EXCEPTION 'entry %: the allocation does not add up', NEW.seq USING ERRCODE = 'check_violation';
  END IF;
  IF NOT (
    (NEW.kind IN ('burn', 'clawback') AND NEW.delta <= 0 AND NEW."debtDelta" >= 0)
    OR (NEW.kind IN ('release', 'lapse') AND NEW.delta = 0 AND NEW."debtDelta" = 0)
    OR (NEW.kind = 'grant' AND NEW.delta > 0 AND NEW."debtDelta" = 0)
    OR (NEW.kind = 'repay' AND NEW.delta < 0 AND NEW."debtDelta" = NEW.delta)
    OR (NEW.kind = 'expire' AND NEW.delta < 0 AND NEW."debtDelta" = 0)
    OR (NEW.kind = 'reinstate' AND NEW.delta >= 0 AND NEW."debtDelta" <= 0)
  ) THEN
    RAISE EXCEPTION 'entry %: a % moves in another direction', NEW.seq, NEW.kind USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER "CreditEntry_adds_up" BEFORE INSERT ON "CreditEntry"
  FOR EACH ROW EXECUTE FUNCTION credit_entry_adds_up();

ALTER TABLE "CreditEntry" ALTER COLUMN allocation SET NOT NULL;

CREATE TRIGGER "CreditEntry_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "CreditEntry"
  FOR EACH STATEMENT EXECUTE FUNCTION credit_refuse('the statement is append-only');

-- ───────────── Allowances ─────────────

ALTER TABLE "CreditAllowance"
  ADD CONSTRAINT "CreditAllowance_amounts" CHECK (
    amount > 0 AND amount <= 9007199254740991 AND "rolloverCap" >= 0 AND "rolloverCap" <= 9007199254740991
    AND "nextPeriod" >= 0),
  ADD CONSTRAINT "CreditAllowance_period" CHECK (until IS NULL OR until > anchor),
  ADD CONSTRAINT "CreditAllowance_sourceKey" CHECK ("sourceKey" <> '');

-- ───────────── Prices ─────────────

-- A price below zero would mint credits.
ALTER TABLE "Price"
  ADD CONSTRAINT "Price_not_negative" CHECK (
    least("inputPerMTok", "cachedPerMTok", "outputPerMTok", flat) >= 0
    AND least("costInputPerMTok", "costCachedPerMTok", "costOutputPerMTok", "costFlat") >= 0);
