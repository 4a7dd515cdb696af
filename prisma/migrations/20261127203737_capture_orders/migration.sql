-- AlterTable
ALTER TABLE "captures" ADD COLUMN     "asked" TEXT,
ADD COLUMN     "holder" UUID;

-- CreateTable
CREATE TABLE "source_canaries" (
    "source" TEXT NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "position" BIGINT NOT NULL,

    CONSTRAINT "source_canaries_pkey" PRIMARY KEY ("source")
);
