-- AlterTable
ALTER TABLE "sources" ADD COLUMN     "key_digest" BYTEA,
ADD COLUMN     "rate_per_minute" INTEGER NOT NULL DEFAULT 60000,
ADD COLUMN     "silence_seconds" DOUBLE PRECISION DEFAULT 86400;

-- CreateTable
CREATE TABLE "quarantined_requests" (
    "id" BIGSERIAL NOT NULL,
    "source" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "errors" JSON NOT NULL,
    "method" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "headers" JSON NOT NULL,
    "body" BYTEA NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "resolution" TEXT,
    "resolved_at" TIMESTAMPTZ(3),

    CONSTRAINT "quarantined_requests_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refusal_counts" (
    "source" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "bucket" TIMESTAMPTZ(3) NOT NULL,
    "count" BIGINT NOT NULL,
    "dropped" BIGINT NOT NULL,

    CONSTRAINT "refusal_counts_pkey" PRIMARY KEY ("source","stage","bucket")
);

-- CreateTable
CREATE TABLE "kept_requests" (
    "id" BIGSERIAL NOT NULL,
    "source" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "headers" JSON NOT NULL,
    "body" BYTEA NOT NULL,
    "body_bytes" INTEGER NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "from_position" BIGINT NOT NULL,
    "to_position" BIGINT NOT NULL,

    CONSTRAINT "kept_requests_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "quarantined_requests_source_stage_id_idx" ON "quarantined_requests"("source", "stage", "id");

-- CreateIndex
CREATE INDEX "kept_requests_from_position_idx" ON "kept_requests"("from_position");

-- CreateIndex
CREATE INDEX "kept_requests_received_at_idx" ON "kept_requests"("received_at");

-- CreateIndex
CREATE UNIQUE INDEX "sources_key_digest_key" ON "sources"("key_digest");
