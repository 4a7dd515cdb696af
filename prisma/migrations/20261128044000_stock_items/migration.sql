-- CreateTable
CREATE TABLE "stock_items" (
    "source" TEXT NOT NULL,
    "item" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "position" BIGINT NOT NULL,

    CONSTRAINT "stock_items_pkey" PRIMARY KEY ("source","item")
);

-- CreateTable
CREATE TABLE "item_levels" (
    "source" TEXT NOT NULL,
    "item" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "stated" DOUBLE PRECISION NOT NULL,
    "version" DOUBLE PRECISION,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "position" BIGINT NOT NULL,
    "backfill" BOOLEAN NOT NULL,

    CONSTRAINT "item_levels_pkey" PRIMARY KEY ("source","item","place")
);
