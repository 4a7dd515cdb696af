-- CreateTable
CREATE TABLE "transfer_items" (
    "source" TEXT NOT NULL,
    "item" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "position" BIGINT NOT NULL,

    CONSTRAINT "transfer_items_pkey" PRIMARY KEY ("source","item")
);
