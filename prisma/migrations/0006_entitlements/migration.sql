-- CreateEnum
CREATE TYPE "OverrideKind" AS ENUM ('feature', 'limit');

-- CreateEnum
CREATE TYPE "OverrideSource" AS ENUM ('admin', 'promotion');

-- CreateTable
CREATE TABLE "EntitlementOverride" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "userId" UUID NOT NULL,
    "kind" "OverrideKind" NOT NULL,
    "key" TEXT NOT NULL,
    "value" INTEGER NOT NULL,
    "source" "OverrideSource" NOT NULL,
    "sourceKey" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "grantedBy" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "EntitlementOverride_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PromoCode" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "code" TEXT NOT NULL,
    "credits" BIGINT NOT NULL DEFAULT 0,
    "creditDays" INTEGER,
    "features" TEXT[],
    "limits" JSONB NOT NULL DEFAULT '{}',
    "accessDays" INTEGER,
    "startsAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3),
    "maxRedemptions" INTEGER,
    "redemptions" INTEGER NOT NULL DEFAULT 0,
    "disabledAt" TIMESTAMPTZ(3),
    "createdBy" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PromoCode_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PromoRedemption" (
    "codeId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PromoRedemption_pkey" PRIMARY KEY ("codeId","userId")
);

-- CreateIndex
CREATE UNIQUE INDEX "EntitlementOverride_userId_key_sourceKey_key" ON "EntitlementOverride"("userId", "key", "sourceKey");

-- CreateIndex
CREATE UNIQUE INDEX "PromoCode_code_key" ON "PromoCode"("code");

-- CreateIndex
CREATE INDEX "PromoCode_createdAt_idx" ON "PromoCode"("createdAt" DESC);

-- CreateIndex
CREATE INDEX "PromoRedemption_userId_idx" ON "PromoRedemption"("userId");

-- AddForeignKey
ALTER TABLE "EntitlementOverride" ADD CONSTRAINT "EntitlementOverride_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PromoRedemption" ADD CONSTRAINT "PromoRedemption_codeId_fkey" FOREIGN KEY ("codeId") REFERENCES "PromoCode"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PromoRedemption" ADD CONSTRAINT "PromoRedemption_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema cannot say.

ALTER TABLE "EntitlementOverride"
  ADD CONSTRAINT "EntitlementOverride_value" CHECK (
    CASE kind WHEN 'feature' THEN value = 1 ELSE value >= -1 END),
  ADD CONSTRAINT "EntitlementOverride_named" CHECK (key <> '' AND "sourceKey" <> '' AND reason <> ''),
  ADD CONSTRAINT "EntitlementOverride_granted" CHECK (source = 'promotion' OR "grantedBy" IS NOT NULL),
  ADD CONSTRAINT "EntitlementOverride_until" CHECK (until > "createdAt");

-- 9007199254740991: see 0002_ledger_guards.
ALTER TABLE "PromoCode"
  ADD CONSTRAINT "PromoCode_code" CHECK (code ~ '^[A-Z0-9][A-Z0-9-]{2,31}$'),
  ADD CONSTRAINT "PromoCode_credits" CHECK (credits BETWEEN 0 AND 9007199254740991),
  ADD CONSTRAINT "PromoCode_days" CHECK ("creditDays" > 0 AND "accessDays" > 0),
  ADD CONSTRAINT "PromoCode_limits" CHECK (jsonb_typeof(limits) = 'object'),
  ADD CONSTRAINT "PromoCode_gives" CHECK (credits > 0 OR coalesce(cardinality(features), 0) > 0 OR limits <> '{}'),
  ADD CONSTRAINT "PromoCode_time" CHECK ("expiresAt" > "startsAt"),
  ADD CONSTRAINT "PromoCode_redemptions" CHECK (
    "maxRedemptions" > 0 AND redemptions >= 0 AND redemptions <= coalesce("maxRedemptions", redemptions));
