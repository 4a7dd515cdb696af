-- Finds words that are like others. Trusted since PostgreSQL 13: whoever may create something in the database may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- What there is of customers is folded anew from the log, with the words that they are found by.
TRUNCATE "customers", "customer_keys", "identity_links";
UPDATE "checkpoints" SET "position" = 0 WHERE "projection" = 'identity';

-- AlterTable
ALTER TABLE "customers" ADD COLUMN     "search" TEXT NOT NULL;

-- CreateTable
-- Compared byte by byte, so that an index finds what begins alike.
CREATE TABLE "customer_words" (
    "word" TEXT COLLATE "C" NOT NULL,
    "customer_id" UUID NOT NULL,

    CONSTRAINT "customer_words_pkey" PRIMARY KEY ("word","customer_id")
);

-- CreateTable
CREATE TABLE "name_words" (
    "word" TEXT NOT NULL,

    CONSTRAINT "name_words_pkey" PRIMARY KEY ("word")
);

-- CreateIndex
CREATE INDEX "name_words_word_idx" ON "name_words" USING GIN ("word" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "customer_orders_order_id_idx" ON "customer_orders"("order_id");
