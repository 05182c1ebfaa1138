-- CreateTable
CREATE TABLE "ApiKey" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "userId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "scopes" TEXT[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastUsedAt" TIMESTAMPTZ(3),
    "expiresAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ApiKey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ApiRequest" (
    "id" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "keyId" UUID NOT NULL,
    "idempotencyKey" TEXT,
    "requestHash" BYTEA,
    "status" TEXT NOT NULL DEFAULT 'running',
    "leaseUntil" TIMESTAMPTZ(3) NOT NULL,
    "response" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ApiRequest_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "ApiKey_hash_key" ON "ApiKey"("hash");

-- CreateIndex
CREATE INDEX "ApiKey_userId_createdAt_idx" ON "ApiKey"("userId", "createdAt" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "ApiRequest_userId_idempotencyKey_key" ON "ApiRequest"("userId", "idempotencyKey");

-- CreateIndex
CREATE INDEX "ApiRequest_keyId_createdAt_idx" ON "ApiRequest"("keyId", "createdAt");

-- CreateIndex
CREATE INDEX "ApiRequest_createdAt_idx" ON "ApiRequest"("createdAt");

-- AddForeignKey
ALTER TABLE "ApiKey" ADD CONSTRAINT "ApiKey_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApiRequest" ADD CONSTRAINT "ApiRequest_keyId_fkey" FOREIGN KEY ("keyId") REFERENCES "ApiKey"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema cannot say.

ALTER TABLE "ApiKey"
  ADD CONSTRAINT "ApiKey_hash" CHECK (length(hash) = 32),
  ADD CONSTRAINT "ApiKey_scopes" CHECK (
    cardinality(scopes) > 0 AND scopes <@ ARRAY['chat', 'images', 'balance:read', 'usage:read']
  );
ALTER TABLE "ApiRequest"
  ADD CONSTRAINT "ApiRequest_status" CHECK (status IN ('running', 'answered')),
  ADD CONSTRAINT "ApiRequest_named" CHECK (("idempotencyKey" IS NULL) = ("requestHash" IS NULL)),
  ADD CONSTRAINT "ApiRequest_response" CHECK (response IS NULL OR (status = 'answered' AND "idempotencyKey" IS NOT NULL));
