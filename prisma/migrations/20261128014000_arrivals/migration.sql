-- CreateTable
CREATE TABLE "arrivals" (
    "key" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "position" BIGINT NOT NULL,
    "name" TEXT,
    "phone" TEXT,
    "email" TEXT,
    "channel" TEXT,
    "turn" INTEGER NOT NULL,
    "taken_by_id" TEXT,
    "taken_by" TEXT,
    "taken_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "note" TEXT,
    "called_at" TIMESTAMPTZ(3),

    CONSTRAINT "arrivals_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "arrivals_created_at_idx" ON "arrivals"("created_at");
