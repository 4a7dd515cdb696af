-- AlterTable
ALTER TABLE "recipients" ADD COLUMN     "topics" TEXT[] DEFAULT ARRAY['alerts']::TEXT[];

-- CreateTable
CREATE TABLE "feeds" (
    "source" TEXT NOT NULL,
    "settings" TEXT NOT NULL,
    "every_seconds" DOUBLE PRECISION NOT NULL,
    "etag" TEXT,
    "last_modified" TEXT,
    "content_digest" TEXT,
    "followed_at" TIMESTAMPTZ(3),
    "read_at" TIMESTAMPTZ(3),
    "next_at" TIMESTAMPTZ(3) NOT NULL,
    "claimed_until" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "problem" TEXT,
    "problem_since" TIMESTAMPTZ(3),
    "meetings" INTEGER NOT NULL DEFAULT 0,
    "refused" JSON NOT NULL DEFAULT '[]',

    CONSTRAINT "feeds_pkey" PRIMARY KEY ("source")
);

-- CreateTable
CREATE TABLE "feed_meetings" (
    "source" TEXT NOT NULL,
    "meeting_id" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "told" INTEGER NOT NULL,
    "sequence" INTEGER NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "cancelled" BOOLEAN NOT NULL,
    "position" BIGINT,

    CONSTRAINT "feed_meetings_pkey" PRIMARY KEY ("source","meeting_id")
);

-- CreateTable
CREATE TABLE "meetings" (
    "id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "meeting_id" TEXT NOT NULL,
    "cancelled" BOOLEAN NOT NULL,
    "sequence" INTEGER NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "position" BIGINT NOT NULL,
    "stated_sequence" INTEGER,
    "stated_at" TIMESTAMPTZ(3),
    "stated_position" BIGINT,
    "title" TEXT,
    "description" TEXT,
    "location" TEXT,
    "url" TEXT,
    "starts_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "all_day" BOOLEAN NOT NULL,
    "people" JSON NOT NULL,
    "keys" TEXT[],

    CONSTRAINT "meetings_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "meetings_starts_at_idx" ON "meetings"("starts_at");

-- CreateIndex
CREATE INDEX "meetings_keys_idx" ON "meetings" USING GIN ("keys");
