-- CreateTable
CREATE TABLE "tv_screens" (
    "id" UUID NOT NULL,
    "digest" BYTEA NOT NULL,
    "code" TEXT,
    "code_expires_at" TIMESTAMPTZ(3),
    "name" TEXT,
    "walls" TEXT[],
    "rotate_seconds" INTEGER NOT NULL DEFAULT 60,
    "paired_by" TEXT,
    "paired_at" TIMESTAMPTZ(3),

    CONSTRAINT "tv_screens_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "tv_screens_digest_key" ON "tv_screens"("digest");

-- CreateIndex
CREATE UNIQUE INDEX "tv_screens_code_key" ON "tv_screens"("code");

-- A screen that is revoked is nobody from then on, see access_changed().
create trigger access_changed after update of walls, paired_at or delete on tv_screens
  for each statement execute function access_changed();
