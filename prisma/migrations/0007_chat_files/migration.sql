-- CreateTable
CREATE TABLE "ChatFile" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "userId" UUID NOT NULL,
    "chatId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "tokens" INTEGER NOT NULL,
    "sha256" BYTEA NOT NULL,
    "width" INTEGER,
    "height" INTEGER,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "sentAt" TIMESTAMPTZ(3),

    CONSTRAINT "ChatFile_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ChatFile_userId_chatId_idx" ON "ChatFile"("userId", "chatId");

-- CreateIndex
CREATE INDEX "ChatFile_sentAt_createdAt_idx" ON "ChatFile"("sentAt", "createdAt");

-- AddForeignKey
ALTER TABLE "ChatFile" ADD CONSTRAINT "ChatFile_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema cannot say.

ALTER TABLE "ChatFile"
  ADD CONSTRAINT "ChatFile_bytes" CHECK (octet_length(bytes) BETWEEN 1 AND 4194304),
  ADD CONSTRAINT "ChatFile_tokens" CHECK (tokens > 0),
  ADD CONSTRAINT "ChatFile_sha256" CHECK (octet_length(sha256) = 32),
  ADD CONSTRAINT "ChatFile_pixels" CHECK (
    CASE WHEN type LIKE 'image/%' THEN width > 0 AND height > 0 AND width IS NOT NULL AND height IS NOT NULL
         ELSE width IS NULL AND height IS NULL END);

-- Images and texts that compress are compressed already, or are read whole: out of line, as they are.
ALTER TABLE "ChatFile" ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- A file is attached before its chat's first message, and so before the chat: no foreign key can say that it goes with it.
CREATE FUNCTION chat_files_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "ChatFile" WHERE "chatId" = OLD.id AND "userId" = OLD."userId";
  RETURN NULL;
END $$;

CREATE TRIGGER "Chat_files_go" AFTER DELETE ON "Chat" FOR EACH ROW EXECUTE FUNCTION chat_files_go();
